//! The columns of a backtest: what is kept of every customer, and nothing else.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use silhouette::Engine;

use super::inputs::Inputs;
use super::plan::{By, Plan};
use super::record::{Part as Value, Record};
use super::results::Part;

/// A band that a score does not have.
pub const NO_BAND: u16 = u16::MAX;
/// The part of customers of whom the fact is unknown.
pub const UNKNOWN: u32 = u32::MAX;
/// Parts of a population that are measured one by one; the smaller ones are put together.
const MAX_PARTS: usize = 24;
/// No more different values of a text fact are told apart; the rest are one part.
const MAX_VALUES: usize = 1000;

/// A population.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What came about: 1, 0, or 2 when it is not known.
    outcomes: Vec<u8>,
    /// How much each customer counts; empty while all count 1.
    weights: Vec<f64>,
    /// Whether each is of the base period.
    base: Vec<bool>,
    /// A column for each thing that the population is parted by.
    pub parts: Vec<Parts>,
    /// Columns for each score.
    pub scores: Vec<Scores>,
    /// What the policy reads and says, where there is a base period to compare with.
    pub inputs: Inputs,
}

/// What the population is parted by.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// The part of each customer: a number in `names`, or [`UNKNOWN`].
    pub of: Vec<u32>,
    /// The names of the parts.
    pub names: IndexMap<String, u32>,
    /// Numbers that have no part yet, by customer; NaN where there is none. Empty while there are none.
    pub numbers: Vec<f64>,
}

/// A score of each customer.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// The value; NaN where there is none.
    pub values: Vec<f64>,
    /// The probability; NaN where there is none. Empty while there are none.
    pub probabilities: Vec<f64>,
    /// The band, by its number in the policy, or [`NO_BAND`].
    pub bands: Vec<u16>,
    /// Reason codes.
    pub reasons: BTreeMap<String, Reason>,
}

/// How often a reason code is told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reason {
    /// Customers.
    pub customers: u64,
    /// Their weight.
    pub weight: f64,
    /// Weight of those of whom it is the first.
    pub first: f64,
    /// Weight of those whose outcome is known.
    pub known: f64,
    /// Sum of their squared weights.
    pub squared: f64,
    /// Weight of those who have the outcome.
    pub events: f64,
}

/// A customer's row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The number of the row.
    pub at: usize,
    /// What came about; none when it is not known.
    pub outcome: Option<bool>,
    /// How much the customer counts.
    pub weight: f64,
    /// Whether the customer is of the base period.
    pub base: bool,
}

impl Table {
    /// For a policy and what is asked of it.
    #[must_use]
    pub fn new(engine: &Engine, plan: &Plan) -> Table {
        Table {
            parts: plan.by.iter().map(|by| Parts::of(engine, by)).collect(),
            scores: vec![Scores::default(); engine.program().scores.len()],
            ..Table::default()
        }
    }

    /// Adds a customer.
    pub fn add(&mut self, engine: &Engine, record: Record<'_>) {
        let at = self.outcomes.len();
        self.inputs.add(&record);
        self.outcomes.push(record.outcome.map_or(2, u8::from));
        self.base.push(record.base);
        if record.weight != 1.0 && self.weights.is_empty() {
            self.weights = vec![1.0; at];
        }
        if record.weight != 1.0 || !self.weights.is_empty() {
            self.weights.push(record.weight);
        }
        for (column, part) in self.parts.iter_mut().zip(record.parts) {
            column.add(at, part);
        }
        let programs = &engine.program().scores;
        let line = Line { at, outcome: record.outcome, weight: record.weight, base: record.base };
        for ((column, score), program) in self.scores.iter_mut().zip(record.scores).zip(programs) {
            column.values.push(score.as_ref().map_or(f64::NAN, |score| score.value));
            let probability = score.as_ref().and_then(|score| score.probability);
            if probability.is_some() && column.probabilities.is_empty() {
                column.probabilities = vec![f64::NAN; at];
            }
            if probability.is_some() || !column.probabilities.is_empty() {
                column.probabilities.push(probability.unwrap_or(f64::NAN));
            }
            let band = score.as_ref().and_then(|score| {
                let of = |band: &silhouette::pack::program::Band| {
                    Some(engine.text(band.id)) == score.band
                };
                program.bands.iter().position(of).and_then(|band| u16::try_from(band).ok())
            });
            column.bands.push(band.unwrap_or(NO_BAND));
            column.reason(line, score.map_or(Vec::new(), |score| score.reasons));
        }
    }

    /// Every customer.
    pub fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        let columns = self.outcomes.iter().zip(&self.base).enumerate();
        columns.map(|(at, (outcome, base))| Line {
            at,
            outcome: match outcome {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
            weight: self.weights.get(at).copied().unwrap_or(1.0),
            base: *base,
        })
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether some count more than others.
    #[must_use]
    pub fn weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// Puts what has no part yet into one: call it when all customers are there.
    pub fn close(&mut self) {
        self.parts.iter_mut().for_each(Parts::close);
    }
}

impl Scores {
    fn reason(&mut self, line: Line, reasons: Vec<&str>) {
        for (rank, code) in reasons.into_iter().enumerate() {
            if !self.reasons.contains_key(code) {
                self.reasons.insert(code.to_owned(), Reason::default());
            }
            let Some(reason) = self.reasons.get_mut(code) else { continue };
            reason.customers += 1;
            reason.weight += line.weight;
            reason.first += if rank == 0 { line.weight } else { 0.0 };
            if let Some(outcome) = line.outcome {
                reason.known += line.weight;
                reason.squared += line.weight * line.weight;
                reason.events += if outcome { line.weight } else { 0.0 };
            }
        }
    }
}

impl Parts {
    /// Levels and stages stand in the policy's order.
    fn of(engine: &Engine, by: &By) -> Parts {
        let mut parts = Parts::default();
        match by {
            By::Fact(..) => {}
            By::Tag(_) => {
                for name in ["true", "false"] {
                    parts.named(name);
                }
            }
            By::Tier(id) => {
                let mut tiers = engine.program().tiers.iter();
                let tier = tiers.find(|tier| engine.text(tier.id) == id);
                for level in tier.iter().flat_map(|tier| &tier.levels) {
                    parts.named(engine.text(level.id));
                }
            }
        }
        parts
    }

    fn add(&mut self, at: usize, part: Value<'_>) {
        let part = match part {
            Value::Unknown => UNKNOWN,
            Value::Of(name) => self.named(name),
            Value::Text(name) => self.named(&name),
            Value::Has(true) => self.named("true"),
            Value::Has(false) => self.named("false"),
            Value::Number(number) => {
                if self.numbers.is_empty() {
                    self.numbers = vec![f64::NAN; at];
                }
                self.numbers.push(number);
                UNKNOWN
            }
        };
        self.of.push(part);
        if !self.numbers.is_empty() && self.numbers.len() <= at {
            self.numbers.push(f64::NAN);
        }
    }

    fn named(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(UNKNOWN);
        let name = if self.names.len() < MAX_VALUES { name } else { OTHERS };
        *self.names.entry(name.to_owned()).or_insert(number)
    }

    /// Whatever belongs to customers, by the part that each is in: parts in the order of their names, then those of whom it
    /// is not known; of more than [`MAX_PARTS`] the greatest, and the rest together.
    pub fn groups<T>(&self, all: impl Iterator<Item = (usize, T)>) -> Vec<(Part, Vec<T>)> {
        let unknown = self.names.len();
        let mut groups: Vec<Vec<T>> = (0..=unknown).map(|_| Vec::new()).collect();
        for (at, thing) in all {
            let part = self.of.get(at).copied().filter(|part| *part != UNKNOWN);
            let place = part.and_then(|part| usize::try_from(part).ok()).unwrap_or(unknown);
            if let Some(group) = groups.get_mut(place) {
                group.push(thing);
            }
        }
        let names = self.names.keys().map(|name| Part::Named(name.clone()));
        let mut groups: Vec<(Part, Vec<T>)> = names
            .chain([Part::Unknown])
            .zip(groups)
            .filter(|(_, things)| !things.is_empty())
            .collect();
        if groups.len() > MAX_PARTS {
            groups.sort_by_key(|(_, things)| std::cmp::Reverse(things.len()));
            let rest = groups.split_off(MAX_PARTS - 1);
            let count = rest.len();
            let things = rest.into_iter().flat_map(|(_, things)| things).collect();
            groups.push((Part::Rest(count), things));
        }
        groups
    }

    /// Numbers are parts of their own while there are few, and quarters of the population otherwise.
    fn close(&mut self) {
        let mut sorted: Vec<(f64, f64)> =
            self.numbers.iter().filter(|n| !n.is_nan()).map(|n| (*n, 1.0)).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut different: Vec<f64> = sorted.iter().map(|row| row.0).collect();
        different.dedup();
        let numbers = std::mem::take(&mut self.numbers);
        let names: Vec<String> = if different.len() <= 8 {
            different.iter().map(f64::to_string).collect()
        } else {
            different = crate::metrics::quantiles::edges(&sorted, 4);
            between(&different)
        };
        let few = names.len() == different.len();
        let places: Vec<u32> = names.iter().map(|name| self.named(name)).collect();
        for (part, number) in self.of.iter_mut().zip(numbers) {
            if number.is_nan() {
                continue;
            }
            let place = match few {
                true => different.iter().position(|one| *one == number).unwrap_or(0),
                false => crate::metrics::quantiles::part(&different, number),
            };
            *part = places.get(place).copied().unwrap_or(UNKNOWN);
        }
    }
}

/// The part of values that are too many to be told apart.
pub const OTHERS: &str = "(others)";

/// The names of the parts between edges: the lower edge is included.
#[must_use]
pub fn between(edges: &[f64]) -> Vec<String> {
    if edges.is_empty() {
        return vec!["–".to_owned()];
    }
    let mut names = Vec::with_capacity(edges.len() + 1);
    names.extend(edges.first().map(|first| format!("< {first}")));
    names.extend(edges.windows(2).map(|pair| match pair {
        [low, high] => format!("[{low}, {high})"),
        _ => String::new(),
    }));
    names.extend(edges.last().map(|last| format!("≥ {last}")));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(values: &[Value<'_>]) -> Parts {
        let mut parts = Parts::default();
        values.iter().enumerate().for_each(|(at, part)| parts.add(at, part.clone()));
        parts.close();
        parts
    }

    #[test]
    fn few_numbers_are_parts_and_many_are_quarters() {
        let few =
            parts(&[Value::Number(2.0), Value::Unknown, Value::Number(1.0), Value::Number(2.0)]);
        assert_eq!(few.names.keys().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(few.of, [1, UNKNOWN, 0, 1]);
        let many: Vec<Value<'_>> = (0..12).map(|n| Value::Number(f64::from(n))).collect();
        let many = parts(&many);
        // Quartiles of 0 … 11: 2.75, 5.5, 8.25.
        let names = ["< 2.75", "[2.75, 5.5)", "[5.5, 8.25)", "≥ 8.25"];
        assert_eq!(many.names.keys().collect::<Vec<_>>(), names);
        assert_eq!(many.of, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    }

    #[test]
    fn texts_are_told_apart_up_to_a_number() {
        let values: Vec<Value<'_>> = (0..1200).map(|n| Value::Text(format!("v{n}"))).collect();
        let parts = parts(&values);
        assert_eq!(parts.names.len(), 1001);
        assert_eq!(parts.of[1001], parts.of[1199]);
        assert_eq!(parts.names[OTHERS], parts.of[1000]);
    }
}
