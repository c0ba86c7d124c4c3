//! Features: verbs over events and over other features.

use silhouette::pack::program::{Feature as Lowered, Op, Source, Verb as LoweredVerb, Window};

use super::Lowering;
use super::symbols::{Stage, Symbol};
use super::verbs::{self, Target, Verb};
use crate::cel::syntax::{self, Expr, Kind};
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::behaviour::{CalendarUnit, Feature};
use crate::document::{Localised, Short};
use crate::json::Pointer;

impl Lowering<'_> {
    pub(super) fn features(&mut self) {
        let document = self.document;
        let at = Pointer::root().key("features");
        let features: Vec<(&String, &Feature)> = document.features.iter().collect();
        let mut verb_of = Vec::new();
        for (name, feature) in &features {
            let verb = self.verb(feature, &at.key(name));
            if verb.is_none() {
                self.symbols.spoil(name);
            }
            verb_of.push(verb);
        }
        let reads: Vec<Vec<usize>> = features
            .iter()
            .map(|(_, feature)| {
                let names = names_in(feature);
                features
                    .iter()
                    .enumerate()
                    .filter(|(_, (name, _))| names.contains(name))
                    .map(|(i, _)| i)
                    .collect()
            })
            .collect();
        let (order, cycles) = super::order::sort(reads);
        let names: Vec<&String> = features.iter().map(|(name, _)| *name).collect();
        for cycle in &cycles {
            self.report_cycle(cycle, &names, &at, true);
        }
        for index in order {
            let Some((name, feature)) = features.get(index) else { continue };
            let Some(verb) = verb_of.get(index).copied().flatten() else { continue };
            self.feature(name, feature, verb, &at.key(name));
        }
    }

    /// Reports things that need each other; uses of them are not reported again.
    pub(super) fn report_cycle(
        &mut self,
        cycle: &[usize],
        names: &[&String],
        at: &Pointer,
        keyed: bool,
    ) {
        let mut members: Vec<&str> =
            cycle.iter().filter_map(|&i| names.get(i)).map(|name| name.as_str()).collect();
        let Some(&first) = members.first() else { return };
        let place = match cycle.first() {
            Some(&index) if !keyed => at.index(index),
            _ => at.key(first),
        };
        for name in &members {
            self.symbols.spoil(name);
        }
        members.push(first);
        self.report(Diagnostic::new(Code::Cycle, &place).arg(members.join(" → ")));
    }

    /// The one verb of a feature, with the keys that go with it.
    fn verb(&mut self, feature: &Feature, at: &Pointer) -> Option<&'static Verb> {
        let verbs = verbs::verbs_of(feature);
        let [verb] = verbs.as_slice() else {
            let all: Vec<&str> = verbs::VERBS.iter().map(|verb| verb.name).collect();
            let found = Diagnostic::new(Code::FeatureVerb, at).arg(verbs.len());
            self.report(found.arg(all.join(", ")));
            return None;
        };
        let keys = verbs::keys_of(feature);
        let mut fits = true;
        for key in keys.iter().filter(|key| !verb.keys.contains(key)) {
            self.report(Diagnostic::new(Code::FeatureKey, &at.key(key)).arg(*key).arg(verb.name));
            fits = false;
        }
        let mut need = |key: &str| {
            self.out.push(Diagnostic::new(Code::FeatureNeedsKey, at).arg(key).arg(verb.name));
            fits = false;
        };
        for key in verb.needs.iter().filter(|key| !keys.contains(key)) {
            need(key);
        }
        let joined = matches!(verb.name, "consecutive" | "funnel");
        if feature.by.is_some() && feature.take.is_none() && !joined {
            need("take");
        }
        if feature.take.is_some() && feature.by.is_none() {
            need("by");
        }
        fits.then_some(*verb)
    }

    pub(super) fn feature(
        &mut self,
        name: &str,
        feature: &Feature,
        verb: &'static Verb,
        at: &Pointer,
    ) {
        let lowered = match verb.name {
            "expr" => self.expr_feature(feature, at),
            "ratio" => self.ratio(feature, at),
            "change" => self.change(feature, at),
            _ => self.event_feature(feature, verb, at),
        };
        match lowered {
            Some((verb, mut symbol)) => {
                symbol.actionable = self.actionable(feature.actionable, &symbol.ty, at);
                self.check_value_labels(&feature.value_labels, &symbol.ty, at);
                self.add_feature(name, feature.label.as_ref(), at, verb, symbol)
            }
            None => self.symbols.spoil(name),
        }
    }

    /// A feature fills the next slot.
    fn add_feature(
        &mut self,
        name: &str,
        label: Option<&Localised>,
        at: &Pointer,
        verb: LoweredVerb,
        symbol: Symbol,
    ) {
        let index = u16::try_from(self.builder.program.features.len()).unwrap_or(u16::MAX);
        let slot = self.define(name, label, at, Source::Feature(index), symbol);
        self.builder.program.features.push(Lowered { slot, verb });
    }

    fn expr_feature(&mut self, feature: &Feature, at: &Pointer) -> Option<(LoweredVerb, Symbol)> {
        let text = feature.expr.as_deref()?;
        let at = at.key("expr");
        let (ty, code) =
            self.expression(text, &at, Stage::Facts, |typer, expr| typer.value(expr))?;
        if ty == Ty::Bool {
            self.check_code(&code, &at);
        }
        if let Ty::List(_) = ty {
            let what = Words::new("a list as a feature", "以列表作为特征");
            self.report(Diagnostic::new(Code::ExprUnsupported, &at).arg(what));
            return None;
        }
        self.expr_verb(ty, code, &at)
    }

    fn expr_verb(&mut self, ty: Ty, code: Vec<Op>, at: &Pointer) -> Option<(LoweredVerb, Symbol)> {
        let code = self.checked(code, at)?;
        let nullable = self.is_nullable(&code);
        let purposes = self.purposes_read(&code);
        let symbol = Symbol { purposes, ..Symbol::new(ty, nullable) };
        Some((LoweredVerb::Expr(self.builder.expr(&code)), symbol))
    }

    /// Instructions that fit on the stack of a device.
    pub(super) fn checked(&mut self, code: Vec<Op>, at: &Pointer) -> Option<Vec<Op>> {
        if super::stack_of(&code) > super::MAX_STACK {
            self.report(Diagnostic::new(Code::ExprTooDeep, at).arg(super::MAX_STACK));
            return None;
        }
        Some(code)
    }

    pub(super) fn is_nullable(&self, code: &[Op]) -> bool {
        code.iter().zip(code.iter().skip(1).map(Some).chain([None])).any(|(op, next)| match op {
            Op::Slot(_) if next == Some(&Op::Known) => false,
            Op::Slot(slot) => self.symbols.of(*slot).is_none_or(|symbol| symbol.nullable),
            Op::Not | Op::And | Op::Or | Op::Compare(_) | Op::In(_) | Op::Known => false,
            Op::Contains | Op::Size => false,
            Op::Const(_) | Op::Now(_) | Op::Select | Op::Min | Op::Max | Op::ToNumber(_) => false,
            _ => true, // overflow and division by zero are unknown
        })
    }

    fn ratio(&mut self, feature: &Feature, at: &Pointer) -> Option<(LoweredVerb, Symbol)> {
        let [over, under] = feature.ratio.as_ref()?;
        let at = at.key("ratio");
        let number = |typer: &mut crate::cel::typing::Typer<'_>, expr: &Expr| typer.number(expr);
        let over = self.expression(over, &at.index(0), Stage::Facts, number);
        let under = self.expression(under, &at.index(1), Stage::Facts, number);
        let (mut code, under) = over.zip(under)?;
        code.extend(under);
        code.push(Op::Div);
        self.expr_verb(Ty::Number, code, &at)
    }

    /// The value in this window divided by the value in the window before it.
    fn change(&mut self, feature: &Feature, at: &Pointer) -> Option<(LoweredVerb, Symbol)> {
        let base = feature.change.as_deref()?;
        let at = at.key("change");
        let Some(original) = self.document.features.get(base) else {
            let known: Vec<String> = self.document.features.keys().cloned().collect();
            self.unknown_reference(("feature", "特征"), base, &known, &at);
            return None;
        };
        let (slot, symbol) = self.symbols.get(base)?; // spoilt: reported where it is declared
        let symbol = symbol.clone();
        let scale = match symbol.ty {
            Ty::Int | Ty::Number => 0,
            Ty::Decimal(scale) => scale,
            ref other => {
                let words = other.words();
                self.report(Diagnostic::new(Code::NotANumber, &at).arg(words));
                return None;
            }
        };
        let lowered = self.builder.program.features.iter().find(|feature| feature.slot == slot)?;
        let LoweredVerb::Events { kind, window, filter, by, of } = lowered.verb.clone() else {
            self.report(Diagnostic::new(Code::ChangeWindow, &at).arg(base));
            return None;
        };
        let before = match (window, original.window.is_some()) {
            (Window::Sliding { length, shift }, true) => {
                Window::Sliding { length, shift: shift + length }
            }
            (Window::Day { back }, true) => Window::Day { back: back.saturating_add(1) },
            (Window::Month { back }, true) => Window::Month { back: back.saturating_add(1) },
            _ => {
                self.report(Diagnostic::new(Code::ChangeWindow, &at).arg(base));
                return None;
            }
        };
        let event = usize::from(kind);
        self.check_retention(event, before, &at);
        let name = format!("{base}@before");
        let earlier = match self.symbols.get(&name) {
            Some((slot, _)) => slot,
            None => {
                let verb = LoweredVerb::Events { kind, window: before, filter, by, of };
                self.add_feature(&name, original.label.as_ref(), &at, verb, symbol);
                self.symbols.get(&name)?.0
            }
        };
        let to_number = Op::ToNumber(scale);
        let mut code = vec![Op::Slot(slot), to_number, Op::Slot(earlier), to_number, Op::Div];
        if self.symbols.of(slot).is_some_and(|symbol| symbol.ty == Ty::Number) {
            code.retain(|op| *op != to_number);
        }
        self.expr_verb(Ty::Number, code, &at)
    }

    /// The window of a feature.
    pub(super) fn window(&mut self, feature: &Feature, at: &Pointer) -> Option<Window> {
        match &feature.window {
            None => Some(Window::All),
            Some(Short::Text(text)) => {
                let length = self.duration(text, &at.key("window"))?;
                Some(Window::Sliding { length, shift: 0 })
            }
            Some(Short::Full(calendar)) => Some(match calendar.calendar {
                CalendarUnit::Day => Window::Day { back: calendar.back },
                CalendarUnit::Month => Window::Month { back: calendar.back },
            }),
        }
    }

    /// Reports a window that looks further back than events are kept.
    pub(super) fn check_retention(&mut self, kind: usize, window: Window, at: &Pointer) {
        let day = super::durations::DAY;
        let needed = match window {
            Window::All => return,
            Window::Sliding { length, shift } => length.saturating_add(shift),
            Window::Day { back } => (i64::from(back) + 1) * day,
            Window::Month { back } => (i64::from(back) + 1) * 31 * day,
        };
        let Some(retain) = self.events.retention(kind) else { return };
        if needed > retain {
            let found = Diagnostic::new(Code::WindowRetention, at);
            let words = super::durations::words;
            self.report(found.arg(words(needed)).arg(words(retain)));
        }
    }

    /// The event, and perhaps the field, that a verb names.
    pub(super) fn target<'t>(
        &mut self,
        target: &'t str,
        verb: &Verb,
        at: &Pointer,
    ) -> Option<(&'t str, Option<&'t str>)> {
        let (event, field) = match target.split_once('.') {
            Some((event, field)) => (event, Some(field)),
            None => (target, None),
        };
        let words = |en: &str, zh: &str| crate::diagnostics::Words::new(en, zh);
        let wrong = match (verb.target, field) {
            (Target::Field, None) => Some(words("a field of an event", "事件的字段")),
            (Target::Event, Some(_)) => Some(words("an event", "事件")),
            _ => None,
        };
        if let Some(expected) = wrong {
            self.report(Diagnostic::new(Code::FeatureTarget, at).arg(target).arg(expected));
            return None;
        }
        self.check_event(event, at)?;
        Some((event, field))
    }

    /// Reports an event that is not declared.
    pub(super) fn check_event(&mut self, event: &str, at: &Pointer) -> Option<()> {
        if self.events.peek(event).is_some() {
            return Some(());
        }
        let known: Vec<String> = self.events.names().map(str::to_owned).collect();
        self.unknown_reference(("event", "事件"), event, &known, at);
        None
    }
}

/// Names that a feature reads of other features.
fn names_in(feature: &Feature) -> Vec<String> {
    let mut names = Vec::new();
    let texts = feature.expr.iter().chain(feature.ratio.iter().flatten());
    for text in texts {
        if let Ok(expr) = syntax::parse(text) {
            collect(&expr, &mut names);
        }
    }
    names.extend(feature.change.clone());
    names
}

/// All names in an expression.
pub fn collect(expr: &Expr, names: &mut Vec<String>) {
    match &expr.kind {
        Kind::Name(name) => names.push(name.clone()),
        Kind::List(parts) | Kind::Call(_, parts) | Kind::All(parts) | Kind::Any(parts) => {
            parts.iter().for_each(|part| collect(part, names));
        }
        Kind::Not(a) | Kind::Neg(a) => collect(a, names),
        Kind::Compare(_, a, b) | Kind::In(a, b) | Kind::Arithmetic(_, a, b) => {
            collect(a, names);
            collect(b, names);
        }
        Kind::Select(a, b, c) => [a, b, c].into_iter().for_each(|part| collect(part, names)),
        Kind::Bool(_) | Kind::Int(_) | Kind::Decimal(_) | Kind::Text(_) => {}
    }
}
