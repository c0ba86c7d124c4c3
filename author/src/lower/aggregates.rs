//! Features over events.

use silhouette::pack::program::{
    Aggregate, Key, Run as LoweredRun, Step as LoweredStep, Take as LoweredTake,
    Verb as LoweredVerb, Window,
};

use super::Lowering;
use super::events::FieldNames;
use super::symbols::Symbol;
use super::verbs::{self, Verb};
use crate::cel::types::Ty;
use crate::cel::typing::Typer;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::Short;
use crate::document::behaviour::{Feature, Run, Step, Take, Unit};
use crate::json::Pointer;

/// What a verb makes of events, the type of that, and a field it is about.
struct Made {
    of: Aggregate,
    ty: Ty,
}

impl Lowering<'_> {
    /// A feature over events.
    pub(super) fn event_feature(
        &mut self,
        feature: &Feature,
        verb: &'static Verb,
        at: &Pointer,
    ) -> Option<(LoweredVerb, Symbol)> {
        if let Some(steps) = feature.sequence.as_ref().or(feature.funnel.as_ref()) {
            return self.stepwise(feature, verb, steps, at);
        }
        let target = verbs::target_of(feature, verb)?;
        let (event, field) = self.target(target, verb, &at.key(verb.name))?;
        let divides = matches!(verb.name, "share" | "consecutive");
        let (base, base_key) =
            if divides { (&feature.among, "among") } else { (&feature.filter, "where") };
        let filter = match base {
            Some(text) => Some(self.filter(event, text, &at.key(base_key))?),
            None => None,
        };
        let made = self.aggregate(feature, verb, event, field, at);
        let by = self.group(feature, verb, event, at);
        let window = self.window(feature, at);
        let (made, by, mut window) = (made?, by?, window?);
        if let Aggregate::Slope { bucket, buckets, .. } = made.of {
            window = Window::Sliding { length: bucket * i64::from(buckets), shift: 0 };
        }
        let ty = match by {
            Some((_, take)) => self.taken(&made.ty, take, feature, verb, at)?,
            None => made.ty,
        };
        let (kind, state) = self.events.kind(event)?;
        let purposes = state.purposes.clone();
        let place = if feature.window.is_some() { at.key("window") } else { at.clone() };
        self.check_retention(usize::from(kind), window, &place);
        let positive = !matches!(
            verb.name,
            "sum" | "mean" | "min" | "max" | "first" | "last" | "slope" | "zscore" | "decay"
        );
        let symbol = Symbol { purposes, positive, ..Symbol::new(ty, !verb.total) };
        Some((LoweredVerb::Events { kind, window, filter, by, of: made.of }, symbol))
    }

    /// The index of a `where` among the filters of an event.
    fn filter(&mut self, event: &str, text: &str, at: &Pointer) -> Option<u16> {
        let (_, kind) = self.events.kind(event)?;
        let mut names = FieldNames { kind, catalogue: &self.catalogue };
        let run = |typer: &mut Typer<'_>, expr: &crate::cel::syntax::Expr| typer.bool(expr);
        let code = super::read(text, at, &mut names, &mut self.builder, self.out, run)?;
        let code = self.checked(code, at)?;
        self.check_filter(event, &code, at);
        let (_, kind) = self.events.kind(event)?;
        Some(kind.filter(&mut self.builder, &code))
    }

    /// A field of an event, for a verb that needs one of certain types.
    fn field(
        &mut self,
        event: &str,
        field: &str,
        verb: &str,
        fits: impl Fn(&Ty) -> bool,
        at: &Pointer,
    ) -> Option<(u8, Ty)> {
        let (_, kind) = self.events.kind(event)?;
        let Some((id, ty)) = kind.field(field) else {
            let known: Vec<String> = kind.names().map(str::to_owned).collect();
            if !known.iter().any(|name| name == field) {
                self.unknown_reference(("field", "字段"), field, &known, at);
            }
            return None;
        };
        if !fits(&ty) {
            let found = Diagnostic::new(Code::FieldType, at).arg(verb);
            self.report(found.arg(ty.name()));
            return None;
        }
        Some((id, ty))
    }

    fn aggregate(
        &mut self,
        feature: &Feature,
        verb: &Verb,
        event: &str,
        field: Option<&str>,
        at: &Pointer,
    ) -> Option<Made> {
        let place = at.key(verb.name);
        let made = |of, ty| Some(Made { of, ty });
        let numeric = |ty: &Ty| ty.is_numeric();
        let mut get = |fits: &dyn Fn(&Ty) -> bool| {
            self.field(event, field.unwrap_or_default(), verb.name, fits, &place)
        };
        match verb.name {
            "count" => made(Aggregate::Count, Ty::Int),
            "exists" => made(Aggregate::Exists, Ty::Bool),
            "activeDays" => made(Aggregate::ActiveDays, Ty::Int),
            "modeHour" => made(Aggregate::ModeHour, Ty::Int),
            "sum" => get(&numeric).and_then(|(id, ty)| made(Aggregate::Sum(id), ty)),
            "mean" => get(&numeric).and_then(|(id, _)| made(Aggregate::Mean(id), Ty::Number)),
            "stddev" => get(&numeric).and_then(|(id, _)| made(Aggregate::Stddev(id), Ty::Number)),
            "zscore" => get(&numeric).and_then(|(id, _)| made(Aggregate::Zscore(id), Ty::Number)),
            "min" => get(&has_extremes).and_then(|(id, ty)| made(Aggregate::Min(id), ty)),
            "max" => get(&has_extremes).and_then(|(id, ty)| made(Aggregate::Max(id), ty)),
            "distinct" => get(&|_| true).and_then(|(id, _)| made(Aggregate::Distinct(id), Ty::Int)),
            "first" => {
                get(&is_telling).and_then(|(id, ty)| made(Aggregate::First(id), ty.of_value()))
            }
            "last" => {
                get(&is_telling).and_then(|(id, ty)| made(Aggregate::Last(id), ty.of_value()))
            }
            "sinceFirst" => made(Aggregate::SinceFirst(unit(feature)), Ty::Number),
            "sinceLast" => made(Aggregate::SinceLast(unit(feature)), Ty::Number),
            "gap" => {
                let distinct_times = feature.distinct_times.unwrap_or(false);
                made(Aggregate::Gap { unit: unit(feature), distinct_times }, Ty::Number)
            }
            "share" => {
                let text = feature.filter.as_deref()?;
                let matching = self.filter(event, text, &at.key("where"))?;
                made(Aggregate::Share(matching), Ty::Number)
            }
            "slope" | "decay" => self.weighted(feature, verb, event, field, at),
            "hourShare" => self.hours(feature, at),
            "weekdayShare" => self.weekdays(feature, at),
            "consecutive" => self.consecutive(feature, event, at),
            _ => None,
        }
    }

    fn weighted(
        &mut self,
        feature: &Feature,
        verb: &Verb,
        event: &str,
        field: Option<&str>,
        at: &Pointer,
    ) -> Option<Made> {
        let field = match field {
            Some(name) => {
                let place = at.key(verb.name);
                Some(self.field(event, name, verb.name, Ty::is_numeric, &place)?.0)
            }
            None => None,
        };
        let of = if verb.name == "decay" {
            let half_life = self.duration(feature.half_life.as_deref()?, &at.key("halfLife"))?;
            if half_life < 60_000 {
                let text = feature.half_life.as_deref().unwrap_or_default();
                self.report(Diagnostic::new(Code::BadDuration, &at.key("halfLife")).arg(text));
                return None;
            }
            Aggregate::Decay { half_life, field }
        } else {
            let bucket = self.duration(feature.bucket.as_deref()?, &at.key("bucket"))?;
            let buckets = feature.buckets?;
            if !(2..=366).contains(&buckets) {
                let found = Diagnostic::new(Code::OutOfRange, &at.key("buckets")).arg("2");
                self.report(found.arg("366"));
                return None;
            }
            Aggregate::Slope { bucket, buckets, field }
        };
        Some(Made { of, ty: Ty::Number })
    }

    fn hours(&mut self, feature: &Feature, at: &Pointer) -> Option<Made> {
        let [from, to] = feature.hours?;
        if from > 23 || to > 24 || from == to % 24 {
            self.report(Diagnostic::new(Code::Hours, &at.key("hours")));
            return None;
        }
        let mut mask = 0_u32;
        let mut hour = from;
        while hour != to % 24 {
            mask |= 1 << hour;
            hour = (hour + 1) % 24;
        }
        Some(Made { of: Aggregate::HourShare(mask), ty: Ty::Number })
    }

    fn weekdays(&mut self, feature: &Feature, at: &Pointer) -> Option<Made> {
        let days = feature.days.as_ref()?;
        let mut mask = 0_u8;
        for &day in days {
            let bit = if (1..=7).contains(&day) { 1 << (day - 1) } else { 0 };
            if bit == 0 || mask & bit != 0 {
                self.report(Diagnostic::new(Code::Weekdays, &at.key("days")));
                return None;
            }
            mask |= bit;
        }
        if mask == 0 {
            self.report(Diagnostic::new(Code::Weekdays, &at.key("days")));
            return None;
        }
        Some(Made { of: Aggregate::WeekdayShare(mask), ty: Ty::Number })
    }

    fn consecutive(&mut self, feature: &Feature, event: &str, at: &Pointer) -> Option<Made> {
        let matching = self.filter(event, feature.filter.as_deref()?, &at.key("where"))?;
        let declared = self.document.events.get(event)?;
        let (names, place) = match &feature.order {
            Some(names) => (names, at.key("order")),
            None => (&declared.order, Pointer::root().key("events").key(event).key("order")),
        };
        let mut order = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let at = place.index(index);
            let ordered = |ty: &Ty| ty.is_numeric() || *ty == Ty::Date;
            order.push(self.field(event, name, "order", ordered, &at)?.0);
        }
        let run = match (feature.run, feature.at_least) {
            (Some(Run::Count), Some(least)) if least > 0 => LoweredRun::Count(least),
            (Some(Run::Count), least) => {
                let found = Diagnostic::new(Code::FeatureNeedsKey, at).arg("atLeast");
                self.report(found.arg(if least.is_some() {
                    "run: count ≥ 1"
                } else {
                    "run: count"
                }));
                return None;
            }
            (_, Some(_)) => {
                let found = Diagnostic::new(Code::FeatureKey, &at.key("atLeast")).arg("atLeast");
                self.report(found.arg("run: current | longest"));
                return None;
            }
            (Some(Run::Longest), None) => LoweredRun::Longest,
            (Some(Run::Current) | None, None) => LoweredRun::Current,
        };
        Some(Made { of: Aggregate::Consecutive { matching, order, run }, ty: Ty::Int })
    }

    /// What a feature's events are grouped by, and how the groups' values are joined.
    #[expect(clippy::option_option, reason = "the outer tells of an error, the inner of no groups")]
    fn group(
        &mut self,
        feature: &Feature,
        verb: &Verb,
        event: &str,
        at: &Pointer,
    ) -> Option<Option<(Key, LoweredTake)>> {
        let Some(by) = feature.by.as_deref() else { return Some(None) };
        let take = lowered_take(feature.take.unwrap_or(Take::Max));
        if by == "@day" {
            return Some(Some((Key::Day, take)));
        }
        let (id, _) = self.field(event, by, verb.name, |_| true, &at.key("by"))?;
        Some(Some((Key::Field(id), take)))
    }

    /// The type of the joined value.
    fn taken(
        &mut self,
        ty: &Ty,
        take: LoweredTake,
        feature: &Feature,
        verb: &Verb,
        at: &Pointer,
    ) -> Option<Ty> {
        let fits = match take {
            LoweredTake::Max | LoweredTake::Min => ty.is_numeric() || *ty == Ty::Date,
            LoweredTake::Sum | LoweredTake::Mean => ty.is_numeric() && verb.name != "modeHour",
            LoweredTake::First | LoweredTake::Last => true,
        };
        if !fits {
            let name = feature.take.unwrap_or(Take::Max).name();
            self.report(Diagnostic::new(Code::BadTake, &at.key("take")).arg(name));
            return None;
        }
        Some(if take == LoweredTake::Mean { Ty::Number } else { ty.clone() })
    }

    /// Sequences and funnels: steps over several kinds of events.
    fn stepwise(
        &mut self,
        feature: &Feature,
        verb: &'static Verb,
        steps: &[Short<Step>],
        at: &Pointer,
    ) -> Option<(LoweredVerb, Symbol)> {
        let place = at.key(verb.name);
        if !(2..=16).contains(&steps.len()) {
            let found = Diagnostic::new(Code::WrongLength, &place).arg("2…16");
            self.report(found.arg(steps.len()));
            return None;
        }
        if feature.by.as_deref() == Some("@day") {
            self.report(
                Diagnostic::new(Code::FeatureKey, &at.key("by")).arg("@day").arg(verb.name),
            );
            return None;
        }
        let lowered: Vec<Option<LoweredStep>> = steps
            .iter()
            .enumerate()
            .map(|(index, step)| self.step(feature, verb, step, &place.index(index), at))
            .collect();
        let within = match &feature.within {
            Some(text) => Some(self.duration(text, &at.key("within"))?),
            None => None,
        };
        let window = self.window(feature, at)?;
        let steps: Vec<LoweredStep> = lowered.into_iter().collect::<Option<_>>()?;
        let first = *steps.first()?;
        for step in &steps {
            self.check_retention(usize::from(step.kind), window, &at.key("window"));
        }
        let purposes = self.step_purposes(&steps);
        let take = lowered_take(feature.take.unwrap_or(Take::Max));
        let by = first.key.map(|field| (Key::Field(field), take));
        if by.is_some() {
            self.taken(&Ty::Int, take, feature, verb, at)?;
        }
        let ty = match by {
            Some((_, LoweredTake::Mean)) => Ty::Number,
            _ => Ty::Int,
        };
        let of = match verb.name {
            "funnel" => Aggregate::Funnel { steps, within },
            _ => Aggregate::Sequence { steps, within },
        };
        let symbol = Symbol { purposes, positive: true, ..Symbol::new(ty, false) };
        // Each step has its own filter; the feature has none.
        let verb = LoweredVerb::Events { kind: first.kind, window, filter: None, by, of };
        Some((verb, symbol))
    }

    fn step(
        &mut self,
        feature: &Feature,
        verb: &Verb,
        step: &Short<Step>,
        place: &Pointer,
        at: &Pointer,
    ) -> Option<LoweredStep> {
        let (event, filter, place_of_event) = match step {
            Short::Text(event) => (event, None, place.clone()),
            Short::Full(step) => (&step.event, step.filter.as_deref(), place.key("event")),
        };
        self.check_event(event, &place_of_event)?;
        let filter = match filter {
            Some(text) => Some(self.filter(event, text, &place.key("where"))?),
            None => None,
        };
        let key = match feature.by.as_deref() {
            Some(by) => Some(self.field(event, by, verb.name, |_| true, &at.key("by"))?.0),
            None => None,
        };
        let (kind, _) = self.events.kind(event)?;
        Some(LoweredStep { kind, filter, key })
    }
}

/// Whether a smallest and a largest value make sense.
fn has_extremes(ty: &Ty) -> bool {
    ty.is_numeric() || *ty == Ty::Date
}

/// Whether a value may be told: an id is only a hash.
fn is_telling(ty: &Ty) -> bool {
    *ty != Ty::Id
}

/// Milliseconds of the unit in which time is told.
fn unit(feature: &Feature) -> i64 {
    match feature.unit.unwrap_or(Unit::Day) {
        Unit::Day => super::durations::DAY,
        Unit::Hour => 3_600_000,
        Unit::Minute => 60_000,
    }
}

fn lowered_take(take: Take) -> LoweredTake {
    match take {
        Take::Max => LoweredTake::Max,
        Take::Min => LoweredTake::Min,
        Take::Sum => LoweredTake::Sum,
        Take::Mean => LoweredTake::Mean,
        Take::First => LoweredTake::First,
        Take::Last => LoweredTake::Last,
    }
}
