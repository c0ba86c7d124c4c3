//! Scorecards as documents write them.

use serde_json::{Map, Value, json};

use super::fragment::number;

/// A scorecard while it grows.
#[derive(Debug, Default)]
pub struct Card {
    /// Label for people.
    pub label: Option<String>,
    /// Score before any characteristic.
    pub initial: f64,
    /// PMML `reasonCodeAlgorithm`, and how many reasons are told; none: no reasons.
    pub reasons: Option<(&'static str, usize)>,
    /// Characteristics.
    pub characteristics: Vec<Characteristic>,
}

/// A characteristic.
#[derive(Debug, Default)]
pub struct Characteristic {
    /// Id, when it is not the fact's name.
    pub id: Option<String>,
    /// Label for people.
    pub label: Option<String>,
    /// The fact.
    pub fact: String,
    /// Baseline score.
    pub baseline: f64,
    /// Reason code.
    pub reason: Option<String>,
    /// Attributes in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// When it counts.
    pub when: When,
    /// What it adds.
    pub points: Points,
    /// Its own reason code.
    pub reason: Option<String>,
}

/// When an attribute counts.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `lo <= x < hi`; without a bound it is infinite.
    Range(Option<f64>, Option<f64>),
    /// One of these numbers; tested before ranges.
    Special(Vec<f64>),
    /// One of these values.
    Values(Vec<Value>),
    /// Unknown.
    Missing,
    /// Known.
    Otherwise,
    /// A condition of the document.
    Condition(Value),
}

/// What an attribute adds.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// A number.
    Number(f64),
    /// An expression.
    Expr(String),
    /// Nothing: there is no score.
    NoScore,
}

impl Attribute {
    /// An attribute without a reason of its own.
    pub fn new(when: When, points: f64) -> Attribute {
        Attribute { when, points: Points::Number(points), reason: None }
    }

    /// An attribute for which there is no score.
    pub fn no_score(when: When) -> Attribute {
        Attribute { when, points: Points::NoScore, reason: None }
    }
}

impl Card {
    /// The score as a document writes it.
    pub fn score(&self, id: &str) -> Value {
        let mut score = Map::new();
        score.insert("id".to_owned(), json!(id));
        if let Some(label) = &self.label {
            score.insert("label".to_owned(), json!(label));
        }
        score.insert("kind".to_owned(), json!("scorecard"));
        score.insert("initial".to_owned(), number(self.initial));
        if let Some((algorithm, max)) = self.reasons {
            score.insert("reasonCodes".to_owned(), json!({ "algorithm": algorithm, "max": max }));
        }
        let mut told = Vec::new();
        let characteristics: Vec<Value> = self
            .characteristics
            .iter()
            .map(|c| c.json(self.reasons.is_some(), &mut told))
            .collect();
        score.insert("characteristics".to_owned(), Value::from(characteristics));
        Value::Object(score)
    }
}

impl Characteristic {
    fn json<'c>(&'c self, reasons: bool, told: &mut Vec<&'c str>) -> Value {
        let mut map = Map::new();
        if let Some(id) = &self.id {
            map.insert("id".to_owned(), json!(id));
        }
        map.insert("fact".to_owned(), json!(self.fact));
        if let Some(label) = &self.label {
            map.insert("label".to_owned(), json!(label));
        }
        if reasons {
            map.insert("baseline".to_owned(), number(self.baseline));
            if let Some(code) = &self.reason {
                map.insert("reasonCode".to_owned(), reason(code, told));
            }
        }
        let attributes: Vec<Value> =
            self.attributes.iter().map(|a| a.json(reasons, told)).collect();
        map.insert("attributes".to_owned(), Value::from(attributes));
        Value::Object(map)
    }
}

impl Attribute {
    fn json<'c>(&'c self, reasons: bool, told: &mut Vec<&'c str>) -> Value {
        let mut map = Map::new();
        match &self.when {
            When::Range(lo, hi) => {
                if let Some(lo) = lo {
                    map.insert("lo".to_owned(), number(*lo));
                }
                if let Some(hi) = hi {
                    map.insert("hi".to_owned(), number(*hi));
                }
                if lo.is_none() && hi.is_none() {
                    map.insert("otherwise".to_owned(), Value::Bool(true));
                }
            }
            When::Special(numbers) => {
                let numbers: Vec<Value> = numbers.iter().map(|n| number(*n)).collect();
                map.insert("special".to_owned(), Value::from(numbers));
            }
            When::Values(values) => drop(map.insert("values".to_owned(), json!(values))),
            When::Missing => drop(map.insert("missing".to_owned(), Value::Bool(true))),
            When::Otherwise => drop(map.insert("otherwise".to_owned(), Value::Bool(true))),
            When::Condition(condition) => drop(map.insert("when".to_owned(), condition.clone())),
        }
        match &self.points {
            Points::Number(points) => drop(map.insert("points".to_owned(), number(*points))),
            Points::Expr(expr) => drop(map.insert("points".to_owned(), json!(expr))),
            Points::NoScore => drop(map.insert("noScore".to_owned(), Value::Bool(true))),
        }
        if reasons && let Some(code) = &self.reason {
            map.insert("reasonCode".to_owned(), reason(code, told));
        }
        Value::Object(map)
    }
}

/// A reason code: with its message where it stands first. The file gives no message: the bank's own
/// words belong here.
fn reason<'c>(code: &'c str, told: &mut Vec<&'c str>) -> Value {
    if told.contains(&code) {
        return json!(code);
    }
    told.push(code);
    json!({ "code": code, "message": code })
}

/// The attributes of a point table: special values, then bins in their order; what no bin holds takes
/// `unmatched`, a missing value without a bin of its own `missing`.
pub fn bins(bins: Vec<Attribute>, missing: f64, unmatched: f64) -> Vec<Attribute> {
    let (mut special, mut rest) = (Vec::new(), Vec::new());
    for bin in bins {
        match bin.when {
            When::Special(_) => special.push(bin),
            _ => rest.push(bin),
        }
    }
    let has_missing = rest.iter().any(|bin| bin.when == When::Missing);
    let covered = covers_all(&rest);
    special.append(&mut rest);
    if !has_missing {
        special.push(Attribute::new(When::Missing, missing));
    }
    if !covered {
        special.push(Attribute::new(When::Otherwise, unmatched));
    }
    special
}

/// Whether ranges cover every number.
fn covers_all(bins: &[Attribute]) -> bool {
    const INFINITE: f64 = f64::INFINITY;
    let ranges = bins.iter().filter_map(|bin| match bin.when {
        When::Range(lo, hi) => Some((lo.unwrap_or(-INFINITE), hi.unwrap_or(INFINITE))),
        _ => None,
    });
    let mut ranges: Vec<(f64, f64)> = ranges.collect();
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let reached = ranges
        .iter()
        .try_fold(-INFINITE, |reached, &(lo, hi)| (lo <= reached).then_some(f64::max(reached, hi)));
    !ranges.is_empty() && reached == Some(INFINITE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_bin_holds_has_an_attribute() {
        let range = |lo, hi| Attribute::new(When::Range(lo, hi), 1.0);
        let last = |list: Vec<Attribute>| {
            list.into_iter().map(|attribute| attribute.when).collect::<Vec<_>>()
        };
        let whole = vec![range(None, Some(3.0)), range(Some(3.0), None)];
        let special = Attribute::new(When::Special(vec![-1.0]), 5.0);
        assert_eq!(
            last(bins([whole.clone(), vec![special]].concat(), 0.0, 0.0)),
            [
                When::Special(vec![-1.0]),
                When::Range(None, Some(3.0)),
                When::Range(Some(3.0), None),
                When::Missing,
            ]
        );
        let open = vec![range(None, Some(3.0)), range(Some(4.0), None)];
        assert_eq!(last(bins(open, 0.0, 0.0)).last(), Some(&When::Otherwise));
        let values = vec![Attribute::new(When::Values(vec![json!("a")]), 1.0)];
        assert_eq!(last(bins(values, 0.0, 0.0)).last(), Some(&When::Otherwise));
    }
}
