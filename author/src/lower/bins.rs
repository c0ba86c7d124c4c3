//! Attributes (bins) of a characteristic, and whether exactly one is true for every value.

use serde_json::Value as Json;
use silhouette::model::value::Value;
use silhouette::pack::program::{Attribute as Lowered, Bin, Partial};

use super::Lowering;
use super::intervals::{self, Interval, Standing};
use super::marks::BinMark;
use super::purposes::{slots_of, slots_of_code};
use super::reasons::Reasons;
use super::symbols::{Stage, Symbol};
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::Amount;
use crate::document::scores::{Attribute, Characteristic};
use crate::json::Pointer;

/// What an attribute covers, for the analysis.
enum Cover {
    Interval(Interval),
    Numbers(Vec<f64>),
    /// Values as they are written.
    Values(Vec<String>),
    Missing,
    Otherwise,
    /// Nothing that can be told.
    Some,
}

impl Cover {
    /// What is covered, in the words of the document.
    fn words(&self, fact: &str) -> String {
        match self {
            Cover::Interval(interval) => intervals::words(*interval, fact),
            Cover::Numbers(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
                format!("{fact} = {}", numbers.join(" | "))
            }
            Cover::Values(values) => format!("{fact} = {}", values.join(" | ")),
            Cover::Missing => "missing".to_owned(),
            Cover::Otherwise => "otherwise".to_owned(),
            Cover::Some => "when".to_owned(),
        }
    }
}

impl Lowering<'_> {
    /// The attributes of a characteristic, specials first, and the facts that conditions in them read.
    pub(super) fn attributes(
        &mut self,
        (number, characteristic): (usize, &Characteristic),
        symbol: &Symbol,
        reasons: &Reasons<'_>,
        at: &Pointer,
    ) -> Option<(Vec<Lowered>, Vec<u16>)> {
        let place = at.key("attributes");
        let mut reads = Vec::new();
        let mut lowered = Vec::new();
        let mut whole = true;
        for (index, attribute) in characteristic.attributes.iter().enumerate() {
            let at = place.index(index);
            let reason = self.reason(attribute.reason_code.as_ref(), reasons, &at);
            let points = self.partial(attribute, &mut reads, &at);
            match self.bin(attribute, symbol, &mut reads, &at).zip(points) {
                Some(((when, cover), points)) => {
                    lowered.push((Lowered { when, points, reason }, cover, at));
                }
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        // Special values are tested before intervals; the sort keeps the order otherwise.
        lowered.sort_by_key(|(attribute, ..)| !matches!(attribute.when, Bin::Numbers(_)));
        self.check_cover(&characteristic.fact, symbol, &lowered, &place);
        for (index, (_, cover, at)) in lowered.iter().enumerate() {
            self.marks.bins.push(BinMark {
                score: self.builder.program.scores.len(),
                characteristic: number,
                attribute: index,
                of: characteristic.id.as_ref().unwrap_or(&characteristic.fact).clone(),
                label: cover.words(&characteristic.fact),
                at: at.clone(),
            });
        }
        Some((lowered.into_iter().map(|(attribute, ..)| attribute).collect(), reads))
    }

    /// The partial score of an attribute.
    fn partial(
        &mut self,
        attribute: &Attribute,
        reads: &mut Vec<u16>,
        at: &Pointer,
    ) -> Option<Partial> {
        match (&attribute.points, attribute.no_score) {
            (Some(Amount::Number(points)), None) => Some(Partial::Points(*points)),
            (Some(Amount::Expr(text)), None) => {
                let at = at.key("points");
                let code = self.expression(text, &at, Stage::Facts, |typer, e| typer.number(e))?;
                if super::stack_of(&code) > super::MAX_STACK {
                    self.report(Diagnostic::new(Code::ExprTooDeep, &at).arg(super::MAX_STACK));
                    return None;
                }
                reads.extend(slots_of_code(&code));
                Some(Partial::Expr(self.builder.expr(&code)))
            }
            (None, Some(true)) => Some(Partial::Unknown),
            _ => {
                self.report(Diagnostic::new(Code::BinPoints, at));
                None
            }
        }
    }

    fn bin(
        &mut self,
        attribute: &Attribute,
        symbol: &Symbol,
        reads: &mut Vec<u16>,
        at: &Pointer,
    ) -> Option<(Bin, Cover)> {
        let interval = attribute.lo.is_some() || attribute.hi.is_some();
        let forms = [
            interval,
            attribute.values.is_some(),
            attribute.special.is_some(),
            attribute.missing.is_some(),
            attribute.otherwise.is_some(),
            attribute.when.is_some(),
        ];
        let written_false = attribute.missing == Some(false) || attribute.otherwise == Some(false);
        if forms.iter().filter(|form| **form).count() != 1 || written_false {
            self.report(Diagnostic::new(Code::BinForm, at));
            return None;
        }
        if attribute.missing.is_some() {
            return Some((Bin::Missing, Cover::Missing));
        }
        if attribute.otherwise.is_some() {
            return Some((Bin::Otherwise, Cover::Otherwise));
        }
        if let Some(when) = &attribute.when {
            let condition = self.condition(when, &at.key("when"), Stage::Facts)?;
            reads.extend(slots_of(&condition));
            return Some((Bin::When(self.builder.condition(&condition)), Cover::Some));
        }
        if let Some(values) = &attribute.values {
            return self.values(values, &symbol.ty, &at.key("values"));
        }
        if !symbol.ty.is_numeric() {
            let key = if interval { "lo/hi" } else { "special" };
            self.report(Diagnostic::new(Code::BinType, at).arg(key).arg(symbol.ty.name()));
            return None;
        }
        if let Some(special) = &attribute.special {
            if special.is_empty() {
                self.report(Diagnostic::new(Code::BinForm, at));
                return None;
            }
            return Some((Bin::Numbers(special.clone()), Cover::Numbers(special.clone())));
        }
        let bounds = Interval {
            lo: attribute.lo.unwrap_or(f64::NEG_INFINITY),
            hi: attribute.hi.unwrap_or(f64::INFINITY),
        };
        if bounds.is_empty() {
            self.report(Diagnostic::new(Code::BinEmpty, at));
            return None;
        }
        Some((Bin::Range { lo: attribute.lo, hi: attribute.hi }, Cover::Interval(bounds)))
    }

    fn values(&mut self, values: &[Json], ty: &Ty, at: &Pointer) -> Option<(Bin, Cover)> {
        if values.is_empty() {
            self.report(Diagnostic::new(Code::BinForm, at));
            return None;
        }
        if ty.is_numeric() {
            let numbers: Option<Vec<f64>> = values.iter().map(Json::as_f64).collect();
            let Some(numbers) = numbers else { return self.wrong_values(ty, at) };
            return Some((Bin::Numbers(numbers.clone()), Cover::Numbers(numbers)));
        }
        let mut lowered = Vec::new();
        let mut written = Vec::new();
        for (index, value) in values.iter().enumerate() {
            match (ty, value) {
                (Ty::Bool, Json::Bool(value)) => {
                    lowered.push(Value::Bool(*value));
                    written.push(value.to_string());
                }
                (Ty::Enum(_) | Ty::Category, Json::String(text)) => {
                    if let Ty::Enum(members) = ty
                        && !members.values.contains(text)
                    {
                        let found = Diagnostic::new(Code::BadValue, &at.index(index)).arg(text);
                        let known = members.values.iter().map(String::as_str);
                        self.report(found.arg(members.values.join(", ")).meant(text, known));
                        return None;
                    }
                    lowered.push(Value::Sym(self.builder.string(text)));
                    written.push(text.clone());
                }
                _ => return self.wrong_values(ty, at),
            }
        }
        Some((Bin::Values(lowered), Cover::Values(written)))
    }

    fn wrong_values(&mut self, ty: &Ty, at: &Pointer) -> Option<(Bin, Cover)> {
        self.report(Diagnostic::new(Code::BinType, at).arg("values").arg(ty.name()));
        None
    }

    /// Reports missing bins, gaps, overlaps and what can never be reached.
    fn check_cover(
        &mut self,
        fact: &str,
        symbol: &Symbol,
        attributes: &[(Lowered, Cover, Pointer)],
        at: &Pointer,
    ) {
        let has_missing = attributes.iter().any(|(_, cover, _)| matches!(cover, Cover::Missing));
        if symbol.nullable && !has_missing {
            self.report(Diagnostic::new(Code::BinMissing, at).arg(fact));
        }
        let mut otherwise = false;
        for (_, cover, at) in attributes {
            if otherwise && !matches!(cover, Cover::Missing) {
                self.report(Diagnostic::new(Code::BinUnreachable, at));
            }
            otherwise |= matches!(cover, Cover::Otherwise);
        }
        if symbol.ty.is_numeric() {
            self.check_numbers(fact, symbol, attributes, otherwise, at);
        } else {
            self.check_values(fact, &symbol.ty, attributes, otherwise, at);
        }
    }

    fn check_numbers(
        &mut self,
        fact: &str,
        symbol: &Symbol,
        attributes: &[(Lowered, Cover, Pointer)],
        otherwise: bool,
        at: &Pointer,
    ) {
        let integers = symbol.ty == Ty::Int;
        let shape = |interval: Interval| if integers { interval.of_integers() } else { interval };
        let point = |n: &f64| Interval { lo: *n, hi: *n + 1.0 };
        let mut covers: Vec<(Interval, &Pointer)> = Vec::new();
        for (_, cover, at) in attributes {
            match cover {
                Cover::Interval(interval) => {
                    let interval = shape(*interval);
                    let earlier: Vec<Interval> = covers.iter().map(|(cover, _)| *cover).collect();
                    match intervals::standing(interval, &earlier) {
                        Standing::Apart => {}
                        Standing::Covered => {
                            self.report(Diagnostic::new(Code::BinUnreachable, at));
                        }
                        // Special values lie within intervals on purpose.
                        Standing::Overlaps(_) if only_points(&earlier, interval) => {}
                        Standing::Overlaps(index) => {
                            let first = covers.get(index).map_or("", |(_, first)| first.as_str());
                            self.report(Diagnostic::new(Code::BinOverlap, at).arg(first));
                        }
                    }
                    covers.push((interval, at));
                }
                // Among whole numbers a value is an interval of length one.
                Cover::Numbers(numbers) if integers => {
                    covers.extend(numbers.iter().map(point).map(|one| (one, at)));
                }
                _ => {}
            }
        }
        if otherwise {
            return;
        }
        let (lo, hi) = symbol.bounds();
        let next = if integers { hi + 1.0 } else { hi.next_up() };
        let all: Vec<Interval> = covers.iter().map(|(cover, _)| *cover).collect();
        for gap in intervals::gaps(Interval { lo, hi: next }, &all).into_iter().take(4) {
            let found = Diagnostic::new(Code::BinGap, at);
            self.report(found.arg(intervals::words(gap, fact)));
        }
    }

    fn check_values(
        &mut self,
        fact: &str,
        ty: &Ty,
        attributes: &[(Lowered, Cover, Pointer)],
        otherwise: bool,
        at: &Pointer,
    ) {
        let mut seen: Vec<(&String, &Pointer)> = Vec::new();
        for (_, cover, at) in attributes {
            let Cover::Values(values) = cover else { continue };
            let earlier: Vec<&Pointer> = values
                .iter()
                .filter_map(|value| seen.iter().find(|(known, _)| *known == value))
                .map(|(_, at)| *at)
                .collect();
            match earlier.first() {
                Some(_) if earlier.len() == values.len() => {
                    self.report(Diagnostic::new(Code::BinUnreachable, at));
                }
                Some(first) => {
                    self.report(Diagnostic::new(Code::BinOverlap, at).arg(first.as_str()));
                }
                None => {}
            }
            seen.extend(values.iter().map(|value| (value, at)));
        }
        if otherwise {
            return;
        }
        let open: Vec<String> = match ty {
            Ty::Enum(members) => members.values.clone(),
            Ty::Bool => vec!["true".to_owned(), "false".to_owned()],
            _ => {
                self.report(Diagnostic::new(Code::BinGap, at).arg(format!("{fact} = …")));
                return;
            }
        };
        let open: Vec<String> = open
            .into_iter()
            .filter(|value| !seen.iter().any(|(known, _)| *known == value))
            .collect();
        if !open.is_empty() {
            let words = format!("{fact} = {}", open.join(" | "));
            self.report(Diagnostic::new(Code::BinGap, at).arg(words));
        }
    }
}

/// Whether all earlier intervals that meet this one are single whole numbers.
fn only_points(earlier: &[Interval], interval: Interval) -> bool {
    earlier
        .iter()
        .filter(|one| one.lo < interval.hi && interval.lo < one.hi)
        .all(|one| one.hi - one.lo == 1.0)
}
