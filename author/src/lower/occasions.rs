//! Occasions as features: comparisons of today's date, so that a portrait knows when the next one begins.

use super::Lowering;
use super::verbs;
use crate::cel::types::Ty;
use crate::cel::typing::days;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::behaviour::Feature;
use crate::document::occasions::Occasion;
use crate::json::Pointer;

/// What stands before an occasion's id in expressions.
pub const ROOM: &str = "occasions.";

const DAY: i64 = 86_400_000;

impl Lowering<'_> {
    pub(super) fn occasions(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("occasions");
        for (id, occasion) in &document.occasions {
            let at = root.key(id);
            let name = format!("{ROOM}{id}");
            let expr = match (&occasion.days, &occasion.month_day) {
                (Some(days), None) => self.on_days(id, days, &at.key("days")),
                (None, Some(fact)) => self.on_month_day(fact, &at.key("monthDay")),
                _ => {
                    self.report(Diagnostic::new(Code::OccasionForm, &at));
                    None
                }
            };
            let verb = verbs::VERBS.iter().find(|verb| verb.name == "expr");
            match (expr, verb) {
                (Some(expr), Some(verb)) => {
                    let label = occasion.label.clone();
                    let feature = Feature { expr: Some(expr), label, ..Feature::default() };
                    self.feature(&name, &feature, verb, &at);
                }
                _ => self.symbols.spoil(&name),
            }
        }
    }

    /// Today lies in one of these spans.
    fn on_days(&mut self, id: &str, spans: &[[String; 2]], at: &Pointer) -> Option<String> {
        let mut within = Vec::new();
        let mut ends = Vec::new();
        for (index, [first, last]) in spans.iter().enumerate() {
            match days(first).zip(days(last)).filter(|(first, last)| first <= last) {
                Some(span) => ends.push(span),
                None => {
                    let found = Diagnostic::new(Code::OccasionDays, &at.index(index));
                    self.report(found.arg(first).arg(last));
                }
            }
            within.push(format!("now.date >= date('{first}') && now.date <= date('{last}')"));
        }
        if spans.is_empty() {
            self.report(Diagnostic::new(Code::WrongLength, at).arg("1…").arg("0"));
        }
        if ends.is_empty() || ends.len() < spans.len() {
            return None;
        }
        self.check_validity(id, &ends, at);
        Some(within.join(" || "))
    }

    /// Some day of the occasion lies within the time for which the policy is valid.
    fn check_validity(&mut self, id: &str, spans: &[(i64, i64)], at: &Pointer) {
        let from = self
            .document
            .not_before
            .as_ref()
            .and_then(|at| super::moment(&at.0))
            .unwrap_or(i64::MIN);
        let until =
            self.document.expires.as_ref().and_then(|at| super::moment(&at.0)).unwrap_or(i64::MAX);
        // A day more on either side, as local time is not that of Greenwich.
        let meets = |&(first, last): &(i64, i64)| {
            last.saturating_add(2).saturating_mul(DAY) > from
                && first.saturating_sub(1).saturating_mul(DAY) < until
        };
        if !spans.iter().any(meets) {
            self.report(Diagnostic::new(Code::OccasionNever, at).arg(id));
        }
    }

    /// Today is the day of the year that a fact says.
    fn on_month_day(&mut self, fact: &str, at: &Pointer) -> Option<String> {
        match self.symbols.get(fact) {
            Some((_, symbol)) if symbol.ty == Ty::Int => {}
            Some((_, symbol)) => {
                let found = Diagnostic::new(Code::FactType, at).arg(fact);
                let found = found.arg(symbol.ty.words()).arg(Ty::Int.words());
                self.report(found);
                return None;
            }
            None => {
                let known: Vec<String> = self.document.profile.keys().cloned().collect();
                self.unknown_reference(("fact", "事实"), fact, &known, at);
                return None;
            }
        }
        let common = "(now.year % 4 != 0 || now.year % 100 == 0 && now.year % 400 != 0)";
        Some(format!(
            "{fact} == now.month * 100 + now.day \
             || {fact} == 229 && now.month == 2 && now.day == 28 && {common}"
        ))
    }
}

/// An occasion in words, for the rule book.
#[must_use]
pub fn words(occasion: &Occasion) -> Words {
    match (&occasion.days, &occasion.month_day) {
        (Some(days), _) => {
            let span = |to: &str| {
                let told = days.iter().map(|[first, last]| match first == last {
                    true => first.clone(),
                    false => format!("{first}{to}{last}"),
                });
                told.collect::<Vec<_>>()
            };
            Words::new(span(" to ").join(", "), span(" 至 ").join("、"))
        }
        (None, Some(fact)) => Words::new(
            format!("every year on the day in {fact}; 29 February is the 28th in common years"),
            format!("每年按 {fact} 所记月日；2 月 29 日在平年按 28 日"),
        ),
        (None, None) => Words::new("", ""),
    }
}
