//! How steady what a policy reads and says is: facts, the points of each characteristic, tags and tiers, base period against
//! the rest. Also called characteristic stability index; the index is that of scores, [`divergence::psi`].
//!
//! Of every input only the weight of its classes is kept, never whose they are. Numbers are put into classes of about 0.4 % of
//! their size, whole numbers up to 512 each into their own; bins are cut between classes, so what is counted in them is exact.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::record::{Part as Value, Record};
use super::results::Shift;
use super::table::between;
use crate::metrics::{Estimate, divergence};

/// No more different texts of an input are told apart; the rest are one class.
const MAX_TEXTS: usize = 1000;
/// Numbers have at most so many bins, of the same size in the base period.
const BINS: usize = 10;

/// What was counted of every input.
#[derive(Clone, Debug, Default)]
pub struct Inputs(IndexMap<String, Input>);

/// An input.
#[derive(Clone, Debug, Default)]
struct Input {
    texts: IndexMap<String, Weights>,
    /// By the class, in the order of the numbers: the least number in it, and the weights.
    numbers: BTreeMap<u64, (f64, Weights)>,
    unknown: Weights,
    sums: [Sums; 2],
}

/// Of the base period and of the rest.
type Weights = [f64; 2];

/// Rows, their weight, and the sum of their squared weights.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    rows: f64,
    weight: f64,
    squared: f64,
}

/// The class of a number: its sign, exponent and the first eight bits behind it, in the order of numbers.
fn class(number: f64) -> u64 {
    let bits = number.to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    ordered >> 44
}

impl Inputs {
    /// Adds a customer.
    pub fn add(&mut self, record: &Record<'_>) {
        let side = usize::from(!record.base);
        for (name, value) in &record.inputs {
            if !self.0.contains_key(name.as_ref()) {
                self.0.insert(name.clone().into_owned(), Input::default());
            }
            let Some(input) = self.0.get_mut(name.as_ref()) else { continue };
            input.add(value, side, record.weight);
        }
    }

    /// How each shifted, the furthest first.
    #[must_use]
    pub fn shifts(&self) -> Vec<(String, Shift)> {
        let mut shifts: Vec<(String, Shift)> =
            self.0.iter().map(|(name, input)| (name.clone(), input.shift())).collect();
        let psi = |shift: &Shift| shift.psi.map_or(-1.0, |psi| psi.value);
        shifts.sort_by(|a, b| psi(&b.1).total_cmp(&psi(&a.1)));
        shifts
    }
}

impl Input {
    fn add(&mut self, value: &Value<'_>, side: usize, weight: f64) {
        let weights = match value {
            Value::Unknown => &mut self.unknown,
            Value::Has(true) => self.text("true"),
            Value::Has(false) => self.text("false"),
            Value::Of(text) => self.text(text),
            Value::Text(text) => self.text(text),
            Value::Number(number) => {
                let class = self.numbers.entry(class(*number)).or_insert((*number, [0.0; 2]));
                class.0 = class.0.min(*number);
                &mut class.1
            }
        };
        if let Some(cell) = weights.get_mut(side) {
            *cell += weight;
        }
        if let Some(sums) = self.sums.get_mut(side) {
            sums.rows += 1.0;
            sums.weight += weight;
            sums.squared += weight * weight;
        }
    }

    fn text(&mut self, text: &str) -> &mut Weights {
        let known = self.texts.contains_key(text) || self.texts.len() < MAX_TEXTS;
        self.texts.entry(if known { text } else { super::table::OTHERS }.to_owned()).or_default()
    }

    fn bins(&self) -> Vec<(String, Weights)> {
        let classes: Vec<&(f64, Weights)> = self.numbers.values().collect();
        let mut bins: Vec<(String, Weights)> = Vec::new();
        if classes.len() <= BINS {
            bins.extend(classes.iter().map(|(number, weights)| (number.to_string(), *weights)));
        } else {
            let all: f64 = classes.iter().map(|class| class.1[0]).sum();
            let (mut edges, mut counted) = (Vec::new(), vec![[0.0; 2]]);
            let (mut base, mut part) = (0.0, 1.0);
            for (place, (number, weights)) in classes.iter().enumerate() {
                if place > 0 && base >= all * part / 10.0 && base > 0.0 && part < 10.0 {
                    edges.push(*number);
                    counted.push([0.0; 2]);
                    while base >= all * part / 10.0 && part < 10.0 {
                        part += 1.0;
                    }
                }
                base += weights[0];
                if let Some(bin) = counted.last_mut() {
                    bin[0] += weights[0];
                    bin[1] += weights[1];
                }
            }
            bins.extend(between(&edges).into_iter().zip(counted));
        }
        bins.extend(self.texts.iter().map(|(text, weights)| (text.clone(), *weights)));
        if self.unknown != [0.0; 2] {
            bins.push(("(unknown)".to_owned(), self.unknown));
        }
        bins
    }

    fn shift(&self) -> Shift {
        let bins = self.bins();
        let [base, rest] = self.sums;
        let side = |side: fn(&Weights) -> f64| -> Vec<f64> {
            bins.iter().map(|(_, weights)| side(weights)).collect()
        };
        let mean = |sums: Sums| if sums.rows > 0.0 { sums.weight / sums.rows } else { 1.0 };
        let empty =
            (divergence::EMPTY_BIN_ROWS * mean(base), divergence::EMPTY_BIN_ROWS * mean(rest));
        let psi = divergence::psi(&side(|weights| weights[0]), &side(|weights| weights[1]), empty);
        // As many rows as tell equally much.
        let effective = |sums: Sums| match sums.squared > 0.0 {
            true => sums.weight * sums.weight / sums.squared,
            false => 0.0,
        };
        let part =
            |weight: f64, sums: Sums| if sums.weight > 0.0 { weight / sums.weight } else { 0.0 };
        Shift {
            psi: psi.map(|value| Estimate { value, interval: None }),
            by_chance: divergence::by_chance(bins.len(), effective(base), effective(rest)),
            bins: bins
                .iter()
                .map(|(name, weights)| {
                    (name.clone(), part(weights[0], base), part(weights[1], rest))
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(base: &[Value<'_>], rest: &[Value<'_>]) -> Shift {
        let mut input = Input::default();
        base.iter().for_each(|value| input.add(value, 0, 1.0));
        rest.iter().for_each(|value| input.add(value, 1, 1.0));
        input.shift()
    }

    #[test]
    fn texts_and_what_is_unknown_by_hand() {
        let text = |text: &str| Value::Text(text.to_owned());
        // Base: a 3, b 1. Rest: a 1, b 2, unknown 1; the base's empty bin counts as 0.9 of then 4.9 rows.
        let base = [text("a"), text("a"), text("a"), text("b")];
        let rest = [text("b"), text("a"), Value::Unknown, text("b")];
        let shift = input(&base, &rest);
        let part = |a: f64, b: f64| (a - b) * (a / b).ln();
        let wanted = part(3.0 / 4.9, 0.25) + part(1.0 / 4.9, 0.5) + part(0.9 / 4.9, 0.25);
        assert!((shift.psi.unwrap().value - wanted).abs() < 1e-12, "{shift:?}");
        assert_eq!(shift.bins[2], ("(unknown)".to_owned(), 0.0, 0.25));
        assert_eq!(input(&base, &base).psi.unwrap().value, 0.0);
        assert_eq!(input(&base, &[]).psi, None);
    }

    #[test]
    fn numbers_are_cut_into_tenths_of_the_base() {
        let numbers = |from: i32, to: i32| -> Vec<Value<'static>> {
            (from..to).map(|n| Value::Number(f64::from(n))).collect()
        };
        // 0 … 99 against 50 … 149: tenths of the base at 10, 20, …, 90; of the rest 0.1 each from 50 to 90, and 0.6 above.
        let shift = input(&numbers(0, 100), &numbers(50, 150));
        let shares: Vec<(f64, f64)> = shift.bins.iter().map(|bin| (bin.1, bin.2)).collect();
        let mut wanted = vec![(0.1, 0.0); 5];
        wanted.extend([(0.1, 0.1); 4]);
        wanted.push((0.1, 0.6));
        assert_eq!(shares, wanted);
        assert_eq!(shift.bins[0].0, "< 10");
        // Few numbers stand each for themselves, also those below 0.
        let few = input(&[Value::Number(-2.5), Value::Number(7.0)], &[Value::Number(-2.5)]);
        assert_eq!(few.bins[0], ("-2.5".to_owned(), 0.5, 1.0));
    }

    #[test]
    fn classes_are_in_the_order_of_numbers() {
        let numbers =
            [f64::MIN, -1e9, -512.0, -3.0, -1e-9, 0.0, 1e-9, 0.5, 1.0, 511.0, 512.0, 1e12];
        assert!(numbers.windows(2).all(|pair| class(pair[0]) < class(pair[1])));
        // One hundredth of a per cent apart: the same class.
        assert_eq!(class(1000.0), class(1000.1));
    }
}
