//! Fragments: partial policies as JSON.

use serde_json::{Map, Number, Value, json};

use super::Imported;
use super::names::Names;

/// A number as JSON writes it best: whole numbers without a point.
pub fn number(x: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if x.fract() == 0.0 && x.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Value::from(x as i64);
    }
    Number::from_f64(x).map_or(Value::Null, Value::Number)
}

/// A number as text that reads back to the same bits; never longer than needed.
pub fn digits(x: f64) -> String {
    ryu_js::Buffer::new().format(x).to_owned()
}

/// The profile facts of a model, in its order.
#[derive(Debug, Default)]
pub struct Profile {
    facts: Map<String, Value>,
    /// Names of inputs.
    pub names: Names,
}

impl Profile {
    /// The fact of an input, declared with this type. The model's own name is its label where it
    /// cannot be the fact's name.
    pub fn declare(&mut self, name: &str, place: usize, ty: &str, label: Option<&str>) -> String {
        let fact = self.names.fact(name, place);
        let label = label.or((fact != name).then_some(name));
        let entry = match label {
            Some(label) => json!({ "type": ty, "label": label }),
            None => json!({ "type": ty }),
        };
        self.facts.entry(fact.clone()).or_insert(entry);
        fact
    }

    /// The fragment with these facts and one score.
    pub fn fragment(self, score: Value) -> Imported {
        let fragment = json!({ "profile": self.facts, "scores": [score] });
        Imported { fragment, notes: self.names.notes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        assert_eq!(number(52.0).to_string(), "52");
        assert_eq!(number(-0.5).to_string(), "-0.5");
        for x in [0.1, 1e-35, 1.000_000_018_002_509_5e-35, 5e-324, 1.7e308, 1e21, 123_456_789.125] {
            assert_eq!(digits(x).parse::<f64>(), Ok(x));
            assert_eq!(number(x).to_string().parse::<f64>(), Ok(x));
        }
    }
}
