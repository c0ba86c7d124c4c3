//! Laws of facts that are lists: whatever was set and however often, what is asked of them is what a plain look
//! through what was last supplied gives.

use std::collections::BTreeSet;

use proptest::prelude::*;
use silhouette::model::value::{Slot, Type, Value as Constant};
use silhouette::pack::codec::{PackError, encode};
use silhouette::pack::program::*;
use silhouette::{Engine, Scalar, Session};

use super::answer::{Value, decode};
use super::features::cases;
use super::portrait::of;

/// Texts of lists; the first three are strings of the pack.
const NAMES: [&str; 6] = ["fund", "bond", "deposit", "own", "own too", "第三"];
/// What a condition looks for: the first two names, and two numbers.
const SOUGHT: ([u8; 2], [i64; 2]) = ([0, 1], [3, 5]);

/// A list as it was supplied; none: never, or forgotten.
type List<T> = Option<Vec<T>>;

/// What was supplied last.
#[derive(Clone, Debug, Default)]
struct Supplied {
    holdings: List<u8>,
    wanted: List<u8>,
    codes: List<i64>,
    main: Option<u8>,
}

#[derive(Clone, Debug)]
enum Step {
    Holdings(List<u8>),
    Wanted(List<u8>),
    Codes(List<i64>),
    Main(Option<u8>),
    /// All at once.
    All(List<u8>, List<u8>, List<i64>),
    /// A patch with a list that is refused.
    Refused(List<u8>, usize),
    /// From its own snapshot, twice.
    Restore,
}

/// Facts, a feature for each question, a tag for the condition on `holdings`.
fn program() -> Program {
    let mut p =
        Program { strings: vec!["law".into(), "1.0.0".into(), "en".into()], ..Program::default() };
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0];
    let string = |p: &mut Program, text: &str| {
        p.strings.push(text.into());
        u32::try_from(p.strings.len() - 1).unwrap()
    };
    let slot = |p: &mut Program, text: &str, ty: Type, source: Source| {
        let name = string(p, text);
        p.slots.push(SlotInfo { name, label: 0, ty, source, range: None });
        Slot::try_from(p.slots.len() - 1).unwrap()
    };
    for (name, ty, source) in [
        ("holdings", Type::Category, Source::ProfileList(0)),
        ("wanted", Type::Category, Source::ProfileList(1)),
        ("codes", Type::Int, Source::ProfileList(2)),
        ("main", Type::Category, Source::Profile),
    ] {
        slot(&mut p, name, ty, source);
    }
    p.profile = 4;
    let names: Vec<Constant> =
        NAMES[..3].iter().map(|name| Constant::Sym(string(&mut p, name))).collect();
    let [a, b] = SOUGHT.0.map(|name| names[usize::from(name)]);
    p.sets = vec![vec![a, b], SOUGHT.1.map(Constant::Int).to_vec()];
    let (holdings, wanted, codes, main) = (Op::Slot(0), Op::Slot(1), Op::Slot(2), Op::Slot(3));
    for (name, code, ty) in [
        ("main in holdings", vec![main, holdings, Op::Contains], Type::Bool),
        ("hasAny(holdings, wanted)", vec![holdings, wanted, Op::Contains], Type::Bool),
        ("hasAny(holdings, sought)", vec![holdings, Op::In(0)], Type::Bool),
        ("hasAny(codes, sought)", vec![codes, Op::In(1)], Type::Bool),
        ("size(holdings)", vec![holdings, Op::Size], Type::Int),
        ("size(codes)", vec![codes, Op::Size], Type::Int),
        ("known(wanted)", vec![wanted, Op::Known], Type::Bool),
        // What goes with no list, or is none, is unknown and nothing else.
        ("holdings == wanted", vec![holdings, wanted, Op::Compare(Test::Eq)], Type::Bool),
        ("main in main", vec![main, main, Op::Contains], Type::Bool),
        ("size(main)", vec![main, Op::Size], Type::Int),
    ] {
        let start = u32::try_from(p.code.len()).unwrap();
        p.exprs.push(Expr { start, len: u32::try_from(code.len()).unwrap() });
        p.code.extend(code);
        let number = u16::try_from(p.features.len()).unwrap();
        let slot = slot(&mut p, name, ty, Source::Feature(number));
        p.features.push(Feature { slot, verb: Verb::Expr(number) });
    }
    p.nodes = vec![Node { op: NodeOp::In { slot: 0, set: 0 }, id: None, label: None, told: 0 }];
    let slot = slot(&mut p, "tags.sought", Type::Bool, Source::Tag(0));
    p.tags = vec![Tag {
        id: 0,
        label: 0,
        message: None,
        purpose: None,
        ttl: None,
        user_visible: true,
        on_unknown: false,
        when: 0,
        slot,
        kept: None,
    }];
    p
}

fn truth(is: Option<bool>) -> Value {
    is.map_or(Value::Null, Value::Bool)
}

fn any<T: PartialEq>(list: &List<T>, sought: &[T]) -> Option<bool> {
    let mut found = false;
    for element in list.as_ref()? {
        for one in sought {
            found |= element == one;
        }
    }
    Some(found)
}

fn size<T: Ord>(list: &List<T>) -> Value {
    let different = |list: &Vec<T>| list.iter().collect::<BTreeSet<_>>().len();
    list.as_ref().map_or(Value::Null, |list| Value::Number(different(list) as f64))
}

/// The slow and obvious answers.
fn expected(supplied: &Supplied) -> Vec<Value> {
    let Supplied { holdings, wanted, codes, main } = supplied;
    vec![
        truth(main.and_then(|main| any(holdings, &[main]))),
        truth(wanted.as_ref().and_then(|wanted| any(holdings, wanted))),
        truth(any(holdings, &SOUGHT.0)),
        truth(any(codes, &SOUGHT.1)),
        size(holdings),
        size(codes),
        Value::Bool(wanted.is_some()),
        Value::Null,
        Value::Null,
        Value::Null,
    ]
}

fn texts(list: &List<u8>) -> Vec<Scalar<'static>> {
    list.iter().flatten().map(|&name| Scalar::Text(NAMES[usize::from(name)])).collect()
}

fn numbers(list: &List<i64>) -> Vec<Scalar<'static>> {
    list.iter().flatten().map(|&n| Scalar::Number(n as f64)).collect()
}

fn scalar<'a, T>(list: &List<T>, scalars: &'a [Scalar<'a>]) -> Scalar<'a> {
    if list.is_some() { Scalar::List(scalars) } else { Scalar::Null }
}

fn take(session: &mut Session, engine: &Engine, supplied: &mut Supplied, step: Step) -> Session {
    match step {
        Step::Holdings(list) => {
            let scalars = texts(&list);
            session.set_profile(&[("holdings", scalar(&list, &scalars))]).unwrap();
            supplied.holdings = list;
        }
        Step::Wanted(list) => {
            let scalars = texts(&list);
            session.set_profile(&[("wanted", scalar(&list, &scalars))]).unwrap();
            supplied.wanted = list;
        }
        Step::Codes(list) => {
            let scalars = numbers(&list);
            session.set_profile(&[("codes", scalar(&list, &scalars))]).unwrap();
            supplied.codes = list;
        }
        Step::Main(main) => {
            let text = main.map(|main| Scalar::Text(NAMES[usize::from(main)]));
            session.set_profile(&[("main", text.unwrap_or(Scalar::Null))]).unwrap();
            supplied.main = main;
        }
        Step::All(holdings, wanted, codes) => {
            let (a, b, c) = (texts(&holdings), texts(&wanted), numbers(&codes));
            let patch = [
                ("codes", scalar(&codes, &c)),
                ("holdings", scalar(&holdings, &a)),
                ("nothing of this policy", Scalar::List(&a)),
                ("wanted", scalar(&wanted, &b)),
            ];
            session.set_profile(&patch).unwrap();
            *supplied = Supplied { holdings, wanted, codes, main: supplied.main };
        }
        Step::Refused(list, bad) => {
            let mut scalars = texts(&list);
            let bad = bad % (scalars.len() + 1);
            scalars.insert(bad, Scalar::Bool(true));
            let patch = [("codes", Scalar::List(&[])), ("holdings", Scalar::List(&scalars))];
            let error = session.set_profile(&patch).unwrap_err();
            assert_eq!((error.code, error.path), ("input/type", format!("/holdings/{bad}")));
        }
        Step::Restore => {
            let snapshot = session.snapshot().unwrap();
            let again = engine.restore(0, &snapshot).unwrap();
            assert_eq!(again.snapshot().unwrap(), snapshot);
            return again;
        }
    }
    session.clone()
}

fn follow(engine: &Engine, steps: Vec<Step>) {
    let mut session = engine.open(0, [3; 16]);
    let mut supplied = Supplied::default();
    for step in steps {
        session = take(&mut session, engine, &mut supplied, step.clone());
        let found = decode(session.features(0.0).unwrap().cells());
        assert_eq!(found.items(), expected(&supplied), "after {step:?}");
        let portrait = decode(session.portrait(0.0).unwrap().cells());
        let tags = of(&portrait, "tags").items().len();
        assert_eq!(tags == 1, any(&supplied.holdings, &SOUGHT.0) == Some(true), "after {step:?}");
        // The export holds each element once, in the order in which it was first supplied.
        let export = decode(session.export(0.0).unwrap().cells());
        let facts = export.items()[0].items();
        if let (Some(codes), Some(Value::Array(found))) =
            (&supplied.codes, facts.iter().rev().find(|fact| matches!(fact, Value::Array(_))))
        {
            let mut seen = BTreeSet::new();
            let first = codes.iter().filter(|code| seen.insert(**code));
            let wanted: Vec<Value> = first.map(|&code| Value::Number(code as f64)).collect();
            assert_eq!(*found, wanted, "after {step:?}");
        }
    }
}

fn names() -> impl Strategy<Value = List<u8>> {
    prop::option::weighted(0.9, prop::collection::vec(0..6_u8, 0..8))
}

fn codes() -> impl Strategy<Value = List<i64>> {
    prop::option::weighted(0.9, prop::collection::vec(0..9_i64, 0..8))
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => names().prop_map(Step::Holdings),
        3 => names().prop_map(Step::Wanted),
        3 => codes().prop_map(Step::Codes),
        1 => prop::option::of(0..6_u8).prop_map(Step::Main),
        2 => (names(), names(), codes()).prop_map(|(a, b, c)| Step::All(a, b, c)),
        1 => (names(), any_place()).prop_map(|(list, bad)| Step::Refused(list, bad)),
        1 => Just(Step::Restore),
    ]
}

fn any_place() -> impl Strategy<Value = usize> {
    0..8_usize
}

#[test]
fn what_lists_hold_equals_a_plain_look_through_what_was_supplied() {
    let engine = Engine::load(&encode(&program()).unwrap()).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(cases(300));
    let streams = prop::collection::vec(steps(), 1..40);
    let result = runner.run(&streams, |steps| {
        follow(&engine, steps);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Lists that come and go leave nothing behind: the snapshot is as long as that of a fresh session.
#[test]
fn a_list_takes_the_place_of_the_one_before() {
    let engine = Engine::load(&encode(&program()).unwrap()).unwrap();
    let mut session = engine.open(0, [3; 16]);
    let many: Vec<Scalar<'_>> = (0..256).map(|n| Scalar::Number(f64::from(n))).collect();
    for round in 0..5000 {
        let codes = if round % 2 == 0 { &many[..] } else { &many[..1] };
        session.set_profile(&[("codes", Scalar::List(codes))]).unwrap();
        session.set_profile(&[("holdings", Scalar::List(&[Scalar::Text("fund")]))]).unwrap();
    }
    let mut fresh = engine.open(0, [3; 16]);
    let one = [("codes", Scalar::List(&many[..1]))];
    fresh.set_profile(&one).unwrap();
    fresh.set_profile(&[("holdings", Scalar::List(&[Scalar::Text("fund")]))]).unwrap();
    assert_eq!(session.snapshot().unwrap(), fresh.snapshot().unwrap());
    assert!(format!("{session:?}").len() < 2 * format!("{fresh:?}").len());
}

/// A stage that writes where a fact or a feature stands makes no program: that would outlive the portrait.
#[test]
fn a_stage_that_fills_a_fact_or_a_feature_is_refused() {
    for slot in [0, 3, 4] {
        let mut p = program();
        p.tags[0].slot = slot;
        assert_eq!(encode(&p).unwrap_err(), PackError::Inconsistent, "slot {slot}");
    }
}

/// The compiler lets no score read what is computed after it. In a pack made by another hand it is not known, in
/// the first portrait as in the next, and after a restart.
#[test]
fn what_is_computed_later_is_unknown() {
    let mut p = program();
    let own = Slot::try_from(p.slots.len()).unwrap();
    for number in 0..2 {
        let (ty, source) = (Type::Number, Source::Score(number));
        p.slots.push(SlotInfo { name: 0, label: 0, ty, source, range: None });
    }
    p.nodes.push(Node { op: NodeOp::Known(own + 1), id: None, label: None, told: 0 });
    let bin = |when, points| Attribute { when, points: Partial::Points(points), reason: None };
    let score = |slot, attributes| Score {
        id: 0,
        label: 0,
        purpose: None,
        slot,
        band_slot: None,
        model: Model::Scorecard(Scorecard {
            initial: 0.0,
            goal: None,
            reasons: None,
            max_reasons: 0,
            characteristics: vec![Characteristic {
                id: 0,
                label: 0,
                slot: own + 1,
                baseline: 0.0,
                reason: None,
                attributes,
            }],
        }),
        bands: vec![],
        probability: None,
    };
    p.scores = vec![
        score(own, vec![bin(Bin::When(1), 100.0), bin(Bin::Missing, 10.0)]),
        score(own + 1, vec![bin(Bin::Missing, 1.0)]),
    ];
    let engine = Engine::load(&encode(&p).unwrap()).unwrap();
    let mut session = engine.open(0, [3; 16]);
    for _ in 0..3 {
        let portrait = decode(session.portrait(0.0).unwrap().cells());
        let scores = of(&portrait, "scores").items().iter().map(|score| score.items()[2].clone());
        assert_eq!(scores.collect::<Vec<_>>(), [Value::Number(10.0), Value::Number(1.0)]);
        session = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    }
}
