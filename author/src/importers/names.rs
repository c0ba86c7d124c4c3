//! Names of a model's inputs as names of facts.

use std::collections::BTreeMap;

use crate::diagnostics::Words;
use crate::lower::is_name;

/// Which fact an input of the model became.
#[derive(Debug, Default)]
pub struct Names {
    facts: BTreeMap<String, String>,
    /// Told to the author.
    pub notes: Vec<Words>,
}

impl Names {
    /// The fact of an input, named as the model names it where a policy can. `place` is the input's
    /// place among the model's inputs.
    pub fn fact(&mut self, name: &str, place: usize) -> String {
        if let Some(fact) = self.facts.get(name) {
            return fact.clone();
        }
        let taken = |fact: &str| self.facts.values().any(|known| known == fact);
        let mut fact = name.to_owned();
        if !is_name(name) || taken(name) {
            let plain = plain(name);
            fact = if is_name(&plain) { plain } else { format!("x{place}") };
            while taken(&fact) {
                fact.push('_');
            }
            let (en, zh) = (
                format!("the input \"{name}\" is the fact \"{fact}\""),
                format!("输入 \"{name}\" 对应事实 \"{fact}\""),
            );
            self.notes.push(Words::new(en, zh));
        }
        self.facts.insert(name.to_owned(), fact.clone());
        fact
    }
}

/// Everything that an id cannot hold becomes an underscore: `Age (years)` is `Age_years`.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for c in name.chars().take(60) {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with('_') && !plain.is_empty() {
            plain.push('_');
        }
    }
    plain.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_where_a_policy_can_hold_them() {
        let mut names = Names::default();
        for (place, (name, fact)) in [
            ("age", "age"),
            ("Age (years)", "Age_years"),
            ("Age-years", "Age_years_"),
            ("年龄", "x3"),
            ("in", "x4"),
            ("age", "age"),
            ("1st", "x6"),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(names.fact(name, place), fact);
        }
        assert_eq!(names.notes.len(), 5);
    }
}
