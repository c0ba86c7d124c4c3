//! A program with every feature verb, made by hand: two kinds, many windows.

use silhouette::model::value::{Slot, Type, Value};
use silhouette::pack::program::*;

/// An hour in milliseconds.
pub const HOUR: i64 = 3_600_000;
/// A day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// Field `amount` of kind `pay`.
pub const AMOUNT: FieldId = 0;
/// Field `shop` of kind `pay`.
pub const SHOP: FieldId = 1;
/// Field `big` of kind `pay`.
pub const BIG: FieldId = 2;
/// Field `loan` of kind `due`.
pub const LOAN: FieldId = 0;
/// Field `number` of kind `due`.
pub const NUMBER: FieldId = 1;
/// Field `days` of kind `due`.
pub const DAYS: FieldId = 2;

/// Which events the kinds keep.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// Retention, ms.
    pub retain: Option<i64>,
    /// Cap.
    pub cap: u32,
}

/// The program; every feature has the label of its name.
pub fn program(keep: Keep) -> Program {
    let mut p =
        Program { strings: vec!["law".into(), "1.0.0".into(), "en".into()], ..Program::default() };
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0];
    // +08:00, and +09:00 from 1970-03-01 on: a change of the clock inside the streams' time.
    p.zone = vec![
        Offset { from: 0, offset: 8 * 3_600_000 },
        Offset { from: 59 * DAY, offset: 9 * 3_600_000 },
    ];
    // Filters of `pay`: big; amount > 20.00. Of `due`: days > 0.
    p.consts = vec![Value::Int(2000), Value::Int(0), Value::Int(3)];
    p.code = vec![
        Op::Field(BIG),
        Op::Field(AMOUNT),
        Op::Const(0),
        Op::Compare(Test::Gt),
        Op::Field(DAYS),
        Op::Const(1),
        Op::Compare(Test::Gt),
    ];
    p.exprs = vec![Expr { start: 0, len: 1 }, Expr { start: 1, len: 3 }, Expr { start: 4, len: 3 }];
    let name = |p: &mut Program, text: &str| {
        p.strings.push(text.into());
        u32::try_from(p.strings.len() - 1).unwrap()
    };
    let field = |p: &mut Program, text: &str, ty: Type| Field { name: name(p, text), ty };
    let fields = vec![
        field(&mut p, "amount", Type::Decimal { scale: 2 }),
        field(&mut p, "shop", Type::Category),
        field(&mut p, "big", Type::Bool),
    ];
    let pay = Kind {
        name: name(&mut p, "pay"),
        fields,
        dedupe: vec![],
        retain: keep.retain,
        cap: keep.cap,
        filters: vec![0, 1],
    };
    let fields = vec![
        field(&mut p, "loan", Type::Id),
        field(&mut p, "number", Type::Int),
        field(&mut p, "days", Type::Int),
    ];
    let due = Kind {
        name: name(&mut p, "due"),
        fields,
        dedupe: vec![LOAN, NUMBER],
        retain: keep.retain,
        cap: keep.cap,
        filters: vec![2],
    };
    p.kinds = vec![pay, due];
    let windows = [
        Window::All,
        Window::Sliding { length: 7 * DAY, shift: 0 },
        Window::Sliding { length: 36 * HOUR, shift: 12 * HOUR },
        Window::Day { back: 0 },
        Window::Month { back: 1 },
    ];
    let aggregates = [
        Aggregate::Count,
        Aggregate::Exists,
        Aggregate::Sum(AMOUNT),
        Aggregate::Mean(AMOUNT),
        Aggregate::Min(AMOUNT),
        Aggregate::Max(AMOUNT),
        Aggregate::Stddev(AMOUNT),
        Aggregate::Distinct(SHOP),
        Aggregate::ActiveDays,
        Aggregate::First(AMOUNT),
        Aggregate::Last(AMOUNT),
        Aggregate::SinceFirst(HOUR),
        Aggregate::SinceLast(DAY),
        Aggregate::Gap { unit: HOUR, distinct_times: false },
        Aggregate::Gap { unit: HOUR, distinct_times: true },
        Aggregate::Share(0),
        Aggregate::Zscore(AMOUNT),
        Aggregate::HourShare(0b1100_0000_0000_0000_0011_1111),
        Aggregate::WeekdayShare(0b110_0000),
        Aggregate::ModeHour,
        Aggregate::Decay { half_life: 2 * DAY, field: None },
        Aggregate::Decay { half_life: 5 * HOUR, field: Some(AMOUNT) },
    ];
    for window in windows {
        for of in &aggregates {
            for filter in [None, Some(1)] {
                add(&mut p, Verb::Events { kind: 0, window, filter, by: None, of: of.clone() });
            }
        }
    }
    let week = Window::Sliding { length: 7 * DAY, shift: 0 };
    for take in [Take::Max, Take::Min, Take::Sum, Take::Mean, Take::First, Take::Last] {
        for key in [Key::Field(SHOP), Key::Day] {
            for of in [Aggregate::Sum(AMOUNT), Aggregate::Count, Aggregate::First(AMOUNT)] {
                for window in [week, Window::All] {
                    let by = Some((key, take));
                    add(&mut p, Verb::Events { kind: 0, window, filter: None, by, of: of.clone() });
                }
            }
        }
    }
    for field in [None, Some(AMOUNT)] {
        for filter in [None, Some(0)] {
            let of = Aggregate::Slope { bucket: DAY, buckets: 5, field };
            add(&mut p, Verb::Events { kind: 0, window: Window::All, filter, by: None, of });
        }
    }
    for run in [Run::Current, Run::Longest, Run::Count(2)] {
        for order in [vec![], vec![NUMBER]] {
            for by in [None, Some((Key::Field(LOAN), Take::Max))] {
                for window in [Window::All, week] {
                    let of = Aggregate::Consecutive { matching: 0, order: order.clone(), run };
                    add(&mut p, Verb::Events { kind: 1, window, filter: None, by, of });
                }
            }
        }
    }
    let steps = |key: bool| {
        let step = |kind, filter| Step { kind, filter, key: None };
        if key {
            let shop = |filter| Step { kind: 0, filter, key: Some(SHOP) };
            vec![shop(None), shop(Some(1)), shop(Some(0))]
        } else {
            vec![step(0, None), step(1, None), step(0, Some(0))]
        }
    };
    for within in [None, Some(20 * HOUR)] {
        for window in [Window::All, week] {
            let of = Aggregate::Sequence { steps: steps(false), within };
            add(&mut p, Verb::Events { kind: 0, window, filter: None, by: None, of });
            let of = Aggregate::Funnel { steps: steps(true), within };
            let by = Some((Key::Field(SHOP), Take::Max));
            add(&mut p, Verb::Events { kind: 0, window, filter: None, by, of });
        }
    }
    p
}

fn add(p: &mut Program, verb: Verb) {
    let slot = Slot::try_from(p.slots.len()).unwrap();
    let name = u32::try_from(p.strings.len()).unwrap();
    p.strings.push(format!("{verb:?}"));
    let ty = match &verb {
        Verb::Events { of, by, .. } => match (of, by) {
            (_, Some((_, Take::Mean))) => Type::Number,
            (Aggregate::Sum(f) | Aggregate::Min(f) | Aggregate::Max(f), _)
            | (Aggregate::First(f) | Aggregate::Last(f), _) => {
                p.kinds[0].fields[usize::from(*f)].ty.clone()
            }
            (Aggregate::Exists, _) => Type::Bool,
            (
                Aggregate::Count
                | Aggregate::Distinct(_)
                | Aggregate::ActiveDays
                | Aggregate::ModeHour
                | Aggregate::Consecutive { .. }
                | Aggregate::Sequence { .. }
                | Aggregate::Funnel { .. },
                _,
            ) => Type::Int,
            _ => Type::Number,
        },
        Verb::Expr(_) => Type::Number,
    };
    let source = Source::Feature(slot);
    p.slots.push(SlotInfo { name, label: 0, ty, source, range: None });
    p.features.push(Feature { slot, verb });
}
