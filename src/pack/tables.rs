//! How the tables of a program are read from the wire: every field and variant in the order of its
//! declaration in [`program`](super::program), and behind it what [`reach`](super::reach) has to know
//! of its value. What depends on two values is in [`check`](super::check).

use super::program::*;
use super::wire::{enums, structs};
use crate::model::value::{Type, Value};

structs! {
    Program {
        info, strings, texts: strings, zone, purposes, slots, profile, kinds, features, consts,
        sets, code, exprs, nodes, tags, scores, tiers, warnings, products, general, contact,
        ranking, adapters, actionable, wordings, values, fact_purposes, kind_purposes, goals,
        general_only, egress,
    }
    Info { id: strings, version: strings, locales: strings, not_before, expires }
    Offset { from, offset }
    Purpose { id: strings, label: texts, needs_consent }
    SlotInfo { name: strings, label: texts, ty, source, range }
    Actionable { slot: slots, way }
    Kind { name: strings, fields, dedupe, retain: duration, cap, filters }
    Field { name: strings, ty }
    Feature { slot, verb }
    Step { kind, filter, key }
    Expr { start, len }
    Node { op, id: strings, label: texts, told }
    Wording { holds: texts, fails: texts, unknown: texts, fact: texts }
    ValueLabel { slot: slots, value, text: texts }
    Tag {
        id: strings, label: texts, message, purpose: purposes, ttl: duration, user_visible,
        on_unknown, when: nodes, slot: results, kept: texts,
    }
    Message { text: texts, args: arguments }
    Score {
        id: strings, label: texts, purpose: purposes, slot: results, band_slot: results, model, bands,
        probability,
    }
    Scorecard { initial: finite, reasons, max_reasons, characteristics, goal }
    Characteristic {
        id: strings, label: texts, slot: slots, baseline: finite, reason: reason, attributes,
    }
    Attribute { when, points, reason: reason }
    Band { from, id: strings, label: texts }
    Probability { a: finite, b: finite }
    Trees { rules, inputs, roots, splits, leaves, sets, base: finite, sigmoid: finite }
    ModelInput { slot: slots, categories: strings, codes }
    Split { input, by, left, right, cover }
    Leaf { value: finite, cover }
    Linear { intercept: finite, terms }
    Term { slot: slots, of, coefficient: finite }
    Tier {
        id: strings, label: texts, purpose: purposes, slot: results, levels, rows,
        min_dwell: duration, initial, from, kept: texts,
    }
    Level { id: strings, label: texts, entitlements: strings, boost: finite }
    TierRow { to, when: nodes, stay: nodes }
    Warning {
        id: strings, message, purpose: purposes, severity, when: nodes, actions,
        cooldown: duration, escalate: duration, escalated_severity, escalated_actions,
    }
    Action { act: strings, channels: strings, playbook: strings, task }
    Product {
        id: strings, label: texts, message, general_message: texts, purpose: purposes,
        kind: strings, family: strings, eligibility: nodes, applicability: nodes, suitability,
        channels: strings, disclosures: strings, bundle, exclusive: strings, alike: strings, value: finite, intent, advisory,
    }
    Protection { open: nodes, on_unknown, purpose: purposes }
    Manifest { reports, budget }
    Budget { epsilon, per: duration }
    Egress { id: strings, label: texts, purpose: purposes, epsilon, per: duration, questions }
    Question { id: strings, slice, answers }
    Advice { term: strings, expr, from: finite, to: finite, parts: finite }
    Ranking { score, penalty: finite, response, experiment }
    Response { hits, misses, explore }
    Experiment { id: strings, label: texts, hold_out, challenger, score }
    Suitability { rating, tolerance: slots, expires: slots, told_tolerance, told_expires }
    Contact { quiet, window: duration, caps, cooldown, feedback, channels }
    Conversion { id: strings, label: texts, purpose: purposes, started: slots, reached: slots }
    Cap { scope, max, per: duration, label: texts }
    Cooldown { first: duration, growth: finite, max: duration, message: texts, dismissed: texts }
    Feedback { kind, showings: texts, learn }
    Learn { half_life: span, channels, hours, rate: texts, by_channel: texts, by_hour: texts }
    Prior { hits: finite, misses: finite }
    Adapter { id: strings, events }
    AdaptedEvent { from: strings, kind, fields }
}

enums! {
    Type {
        0 = Bool, 1 = Int, 2 = Number, 3 = Decimal { scale: scale },
        4 = Enum { values: strings, ordered },
        5 = Category, 6 = Id, 7 = Date, 8 = Topic { words: strings },
    }
    Value { 0 = Unknown, 1 = Bool(is), 2 = Int(n), 3 = Number(n: finite), 4 = Sym(id: strings) }
    Source {
        0 = Profile, 1 = Feature(at), 2 = Tag(at), 3 = Score(at), 4 = Band(at), 5 = Tier(at), 6 = ProfileList(at),
    }
    Verb { 0 = Events { kind, window, filter, by, of }, 1 = Expr(id) }
    Key { 0 = Field(field), 1 = Day }
    Window { 0 = All, 1 = Sliding { length: span, shift: duration }, 2 = Day { back }, 3 = Month { back } }
    Take { 0 = Max, 1 = Min, 2 = Sum, 3 = Mean, 4 = First, 5 = Last }
    Aggregate {
        0 = Count, 1 = Exists, 2 = Sum(f), 3 = Mean(f), 4 = Min(f), 5 = Max(f), 6 = Stddev(f),
        7 = Distinct(f), 8 = ActiveDays, 9 = First(f), 10 = Last(f), 11 = SinceFirst(unit: span),
        12 = SinceLast(unit: span), 13 = Gap { unit: span, distinct_times }, 14 = Share(filter),
        15 = Slope { bucket: span, buckets, field }, 16 = Zscore(f), 17 = HourShare(hours),
        18 = WeekdayShare(days), 19 = ModeHour, 20 = Decay { half_life: span, field },
        21 = Consecutive { matching, order, run }, 22 = Sequence { steps, within: duration },
        23 = Funnel { steps, within: duration },
    }
    Run { 0 = Current, 1 = Longest, 2 = Count(least) }
    Op {
        0 = Slot(slot), 1 = Field(field), 2 = Product(number), 3 = Const(at), 4 = Not, 5 = And,
        6 = Or, 7 = Select, 8 = Compare(test), 9 = In(set), 10 = Known, 11 = Add, 12 = Sub,
        13 = Mul, 14 = Div, 15 = Rem, 16 = Neg, 17 = ToNumber(scale), 18 = ScaleUp(by), 19 = ToInt,
        20 = Min, 21 = Max, 22 = Abs, 23 = Now(part), 24 = Contains, 25 = Size,
    }
    NowPart { 0 = Hour, 1 = Weekday, 2 = Day, 3 = Month, 4 = Year, 5 = Date }
    ProductNumber { 0 = Value, 1 = Intent, 2 = TierBoost, 3 = Response }
    Test { 0 = Eq, 1 = Ne, 2 = Lt, 3 = Le, 4 = Gt, 5 = Ge }
    NodeOp {
        0 = All(first, count), 1 = Any(first, count), 2 = Not(child),
        3 = Compare { slot: slots, test, against: consts }, 4 = In { slot: slots, set: sets },
        5 = Known(slot: slots), 6 = Expr(id),
    }
    Model { 0 = Scorecard(card), 1 = Trees(trees), 2 = Linear(linear) }
    ReasonMethod { 0 = PointsBelow, 1 = PointsAbove }
    Bin { 0 = Range { lo, hi }, 1 = Numbers(n), 2 = Values(v), 3 = Missing, 4 = Otherwise,
        5 = When(node: nodes) }
    Partial { 0 = Points(points: finite), 1 = Expr(id), 2 = Unknown }
    TreeRules { 0 = LightGbm, 1 = XgBoost }
    Child { 0 = Split(at), 1 = Leaf(at) }
    SplitBy { 0 = Threshold { at: finite, missing }, 1 = Set { set, missing_left } }
    Missing { 0 = Zero, 1 = Left, 2 = Right, 3 = ZeroLeft, 4 = ZeroRight }
    TermOf { 0 = Number { missing: finite, mean: finite, scale }, 1 = IsMissing, 2 = Is(value) }
    Severity { 0 = Notice, 1 = Caution, 2 = High }
    Way { 0 = Up, 1 = Down, 2 = Any }
    Goal { 0 = Higher, 1 = Lower }
    Answers {
        0 = First(of: slots), 1 = Values { slot: slots, values }, 2 = Bands { slot: slots, bounds },
        3 = Warnings(of), 4 = Products(of), 5 = Channels(of: strings),
    }
    CapScope { 0 = Product, 1 = Channel, 2 = All, 3 = Message }
}
