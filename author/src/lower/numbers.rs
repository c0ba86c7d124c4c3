//! Numbers in labels: what a condition's label says must be what its expression says.

use super::Lowering;
use super::features::collect;
use crate::cel::conditions::{Cond, CondOp};
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::{Localised, Short};
use crate::json::Pointer;
use silhouette::model::value::Value;
use silhouette::pack::program::Test;

/// A number in a text, and what it may mean: itself, and itself times the unit behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// As it stands there.
    pub text: String,
    /// What it may mean.
    pub means: Vec<f64>,
}

/// The numbers of a text in Arabic digits, with separators of thousands and the units `%`, 百, 千, 万, 亿, `k`,
/// `m`, `million`. Those that belong to a name such as `C3` are left out when `words` is set.
#[must_use]
pub fn numbers(text: &str, words: bool) -> Vec<Told> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        before = rest.get(..at).and_then(|skipped| skipped.chars().last()).unwrap_or(before);
        let tail = rest.get(at..).unwrap_or("");
        let length = length(tail);
        let (number, behind) = tail.split_at(length);
        if !(words && (before.is_ascii_alphabetic() || before == '_')) {
            let plain: String = number.chars().filter(|c| *c != ',').collect();
            let value: f64 = plain.parse().unwrap_or(f64::NAN);
            let mut means = vec![value];
            means.extend(unit(behind).map(|unit| value * unit));
            found.push(Told { text: number.to_owned(), means });
        }
        before = number.chars().last().unwrap_or(' ');
        rest = behind;
    }
    found
}

/// How many bytes of the text are the number that it begins with.
fn length(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    while let Some(group) = text.get(length..).and_then(|rest| rest.strip_prefix(',')) {
        if digits(group) != 3 {
            break;
        }
        length += 4;
    }
    match text.get(length..).and_then(|rest| rest.strip_prefix('.')).map_or(0, digits) {
        0 => length,
        fraction => length + 1 + fraction,
    }
}

fn unit(behind: &str) -> Option<f64> {
    let behind = behind.trim_start_matches(' ');
    let mut chars = behind.chars();
    let (first, second) = (chars.next()?, chars.next().unwrap_or(' '));
    if behind.starts_with("million") {
        return Some(1e6);
    }
    match first {
        '%' | '％' => Some(0.01),
        '百' => Some(1e2),
        '千' => Some(1e3),
        '万' => Some(1e4),
        '亿' => Some(1e8),
        'k' | 'K' if !second.is_ascii_alphabetic() => Some(1e3),
        'm' | 'M' if !second.is_ascii_alphabetic() => Some(1e6),
        _ => None,
    }
}

impl Lowering<'_> {
    /// Reports numbers of a label that neither the expression says nor what it reads.
    pub(super) fn check_label_numbers(
        &mut self,
        (label, at): (&Localised, &Pointer),
        expr: &str,
        cond: &Cond,
    ) {
        let mut known: Vec<f64> = means(expr);
        self.beside(cond, &mut known);
        if let Ok(parsed) = crate::cel::syntax::parse(expr) {
            let mut names = Vec::new();
            collect(&parsed, &mut names);
            names.iter().for_each(|name| self.of_name(name, &mut known));
        }
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        let texts: Vec<&String> = match &label.0 {
            Short::Text(text) => vec![text],
            Short::Full(texts) => texts.values().collect(),
        };
        let mut told: Vec<String> = Vec::new();
        for number in texts.iter().flat_map(|text| numbers(text, true)) {
            let fits = number.means.iter().any(|&means| known.iter().any(|&k| near(means, k)));
            if !fits && !told.contains(&number.text) {
                let found = Diagnostic::new(Code::LabelNumber, at).arg(&number.text);
                self.report(found.arg(expr));
                told.push(number.text);
            }
        }
    }

    /// What `age <= 34` says as well: below 35.
    fn beside(&self, cond: &Cond, known: &mut Vec<f64>) {
        match &cond.op {
            CondOp::All(parts) | CondOp::Any(parts) => {
                parts.iter().for_each(|part| self.beside(part, known));
            }
            CondOp::Not(part) => self.beside(part, known),
            CondOp::Compare { slot, test, value: Value::Int(n) } => {
                let whole = self.symbols.of(*slot).is_some_and(|symbol| symbol.ty == Ty::Int);
                let beside = match test {
                    Test::Le | Test::Gt => n.saturating_add(1),
                    Test::Lt | Test::Ge => n.saturating_sub(1),
                    Test::Eq | Test::Ne => return,
                };
                #[expect(clippy::cast_precision_loss, reason = "a number in a label is small")]
                known.extend(whole.then_some(beside as f64));
            }
            _ => {}
        }
    }

    /// The numbers in a fact's name, in its labels and in the definition of a feature.
    fn of_name(&self, name: &str, known: &mut Vec<f64>) {
        known.extend(means(name));
        let policy = self.document;
        if let Some(fact) = policy.profile.get(name) {
            known.extend(means(&format!("{:?} {:?}", fact.label, fact.value_labels)));
        }
        if let Some(feature) = policy.features.get(name) {
            known.extend(means(&format!("{feature:?}")));
        }
    }
}

fn means(text: &str) -> Vec<f64> {
    numbers(text, false).into_iter().flat_map(|told| told.means).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<f64> {
        numbers(text, true).into_iter().flat_map(|told| told.means).collect()
    }

    #[test]
    fn numbers_with_separators_and_units() {
        assert_eq!(all("不低于 3 万元"), [3.0, 30_000.0]);
        assert_eq!(all("at least 30,000 a month"), [30_000.0]);
        assert_eq!(all("1,5 和 1.5%"), [1.0, 5.0, 1.5, 0.015]);
        assert_eq!(all("22 至 35 岁，C3 以上"), [22.0, 35.0]);
        assert_eq!(all("6.5 million, 2 men"), [6.5, 6_500_000.0, 2.0]);
        assert_eq!(means("aum_band >= 'from_500k'"), [500.0, 500_000.0]);
    }
}
