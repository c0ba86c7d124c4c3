//! Laws of lifecycles, over random machines and facts, against a slow and obvious reference.

use proptest::prelude::*;
use silhouette::model::value::{Slot, Type, Value as Constant};
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, Scalar, Session};

use super::answer::{Value, decode};
use super::portrait::of;

/// A stage: from where it may be entered (none: anywhere), and whether it has an exit.
type Stage = (Option<Vec<bool>>, bool);

/// What is known of the conditions: to enter each stage, and to leave it.
type Facts = Vec<(Option<bool>, Option<bool>)>;

/// Stage `i` is entered when fact `2i` is true and left when fact `2i + 1` is.
fn engine(stages: &[Stage]) -> Engine {
    let mut p =
        Program { strings: vec!["law".into(), "1.0.0".into(), "en".into()], ..Program::default() };
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0];
    p.consts = vec![Constant::Bool(true)];
    let facts = 2 * stages.len();
    for fact in 0..facts {
        let name = u32::try_from(p.strings.len()).unwrap();
        p.strings.push(format!("fact {fact}"));
        let source = Source::Profile;
        p.slots.push(SlotInfo { name, label: 0, ty: Type::Bool, source, range: None });
    }
    p.profile = Slot::try_from(facts).unwrap();
    let node = |p: &mut Program, op| {
        p.nodes.push(Node { op, id: None, label: None, told: 0 });
        u16::try_from(p.nodes.len() - 1).unwrap()
    };
    let is = |slot: usize| NodeOp::Compare {
        slot: Slot::try_from(slot).unwrap(),
        test: Test::Eq,
        against: 0,
    };
    let mut from_bits = vec![];
    let (mut rows, mut levels, mut ids) = (vec![], vec![], vec![]);
    for (index, (from, exits)) in stages.iter().enumerate() {
        let when = node(&mut p, is(2 * index));
        let stay = exits.then(|| {
            let below = u16::try_from(p.nodes.len() + 1).unwrap();
            let stay = node(&mut p, NodeOp::Not(below));
            node(&mut p, is(2 * index + 1));
            stay
        });
        // The initial stage is only come back to.
        let when = Some(when).filter(|_| index > 0);
        rows.push(TierRow { to: u8::try_from(index).unwrap(), when, stay });
        let id = u32::try_from(p.strings.len()).unwrap();
        p.strings.push(format!("{index}"));
        levels.push(Level { id, label: 0, entitlements: vec![], boost: 0.0 });
        ids.push(id);
        let bits = from.iter().flat_map(|from| from.iter().zip(0..));
        from_bits.push(bits.map(|(&may, bit)| u64::from(may) << bit).sum());
    }
    let ty = Type::Enum { values: ids, ordered: false };
    let slot = Slot::try_from(p.slots.len()).unwrap();
    p.slots.push(SlotInfo { name: 0, label: 0, ty, source: Source::Tier(0), range: None });
    let (purpose, initial, from) = (None, Some(0), from_bits);
    p.tiers = vec![Tier {
        id: 0,
        label: 0,
        purpose,
        slot,
        levels,
        rows,
        min_dwell: 0,
        initial,
        from,
        kept: None,
    }];
    Engine::load(&encode(&p).unwrap()).unwrap()
}

/// The stage that follows, in the words of the documentation.
fn follows(stages: &[Stage], facts: &Facts, stage: usize) -> usize {
    let exits = stages[stage].1;
    let leaves = facts[stage].1 == Some(true);
    if exits && !leaves {
        return stage;
    }
    for (next, (from, _)) in stages.iter().enumerate() {
        // Where nothing is named, all are; a list that names none is not written.
        let admits = match from {
            Some(from) if from.contains(&true) => from.get(stage) == Some(&true),
            _ => true,
        };
        if next != stage && next != 0 && admits && facts[next].0 == Some(true) {
            return next;
        }
    }
    if exits { 0 } else { stage }
}

/// Where the walk ends: no stage is entered twice.
fn reference(stages: &[Stage], facts: &Facts, before: Option<usize>) -> usize {
    let mut walk = vec![before.unwrap_or(0)];
    loop {
        let stage = *walk.last().unwrap();
        let next = follows(stages, facts, stage);
        if next == stage || walk[1..].contains(&next) {
            return stage;
        }
        walk.push(next);
    }
}

fn tell(session: &mut Session, facts: &Facts) {
    let all = facts.iter().flat_map(|&(enter, exit)| [enter, exit]).enumerate();
    let names: Vec<(String, Scalar<'_>)> = all
        .map(|(fact, is)| (format!("fact {fact}"), is.map_or(Scalar::Null, Scalar::Bool)))
        .collect();
    let patch: Vec<(&str, Scalar<'_>)> =
        names.iter().map(|(name, is)| (name.as_str(), *is)).collect();
    session.set_profile(&patch).unwrap();
}

/// The stage, since when, and what changed.
fn portrait(session: &mut Session, now: i64) -> (usize, i64, Vec<String>) {
    let engine = session.engine();
    let text = |value: &Value| engine.text(u32::try_from(value.string()).unwrap()).to_owned();
    let portrait = decode(session.portrait(now as f64).unwrap().cells());
    let [lifecycle] = of(&portrait, "lifecycle").items() else { panic!("one lifecycle") };
    let Value::Number(since) = lifecycle.items()[4] else { panic!("since when") };
    let changes = of(&portrait, "changes").items().iter().map(Value::items);
    let changes = changes.map(|change| format!("{} {}", text(&change[0]), text(&change[1])));
    (text(&lifecycle.items()[1]).parse().unwrap(), since as i64, changes.collect())
}

fn truth() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![3 => Just(Some(true)), 3 => Just(Some(false)), 1 => Just(None)]
}

fn machine() -> impl Strategy<Value = (Vec<Stage>, Vec<Facts>)> {
    (1..7_usize).prop_flat_map(|count| {
        let from = prop::option::of(prop::collection::vec(any::<bool>(), count));
        let stages = prop::collection::vec((from, any::<bool>()), count);
        let facts = prop::collection::vec((truth(), truth()), count);
        (stages, prop::collection::vec(facts, 1..12))
    })
}

proptest! {
    #![proptest_config(super::features::cases(600))]

    #[test]
    fn the_stage_is_that_of_the_reference_and_moves_once_at_most((stages, story) in machine()) {
        let engine = engine(&stages);
        let mut session = engine.open(0, [1; 16]);
        let (mut before, mut entered) = (None, 0);
        for (now, facts) in (0_i64..).step_by(2).zip(&story) {
            tell(&mut session, facts);
            let expected = reference(&stages, facts, before);
            if before != Some(expected) {
                entered = now;
            }
            let mut restored = engine.restore(0, &session.snapshot().unwrap()).unwrap();
            let seen = portrait(&mut session, now);
            prop_assert_eq!(&seen, &portrait(&mut restored, now));
            let moved = before.is_some_and(|before| before != expected);
            let changes = if moved { vec!["lifecycle:law moved".to_owned()] } else { vec![] };
            prop_assert_eq!(seen, (expected, entered, changes));
            // The same facts once more, and nothing moves.
            prop_assert_eq!(portrait(&mut session, now + 1), (expected, entered, vec![]));
            before = Some(expected);
        }
    }
}

/// By hand: new (from the beginning) → active → gone, and back; a walk over several stages at once.
#[test]
fn a_first_portrait_lands_at_the_end_of_a_long_way() {
    let from = |stages: &[usize]| Some((0..4).map(|stage| stages.contains(&stage)).collect());
    // 0 prospect; 1 new, from 0, with an exit; 2 active, from 1; 3 gone, from 2, with an exit.
    let stages: Vec<Stage> =
        vec![(None, false), (from(&[0]), true), (from(&[1]), false), (from(&[2]), true)];
    let mut session = engine(&stages).open(0, [1; 16]);
    let no = (Some(false), Some(false));
    let mut at = |facts: Facts, now: i64| {
        tell(&mut session, &facts);
        portrait(&mut session, now)
    };
    // New, which is left at once, active, then gone: three steps of one portrait.
    let long = vec![no, (Some(true), Some(true)), (Some(true), None), (Some(true), Some(false))];
    assert_eq!(at(long, 0), (3, 0, vec![]));
    // The exit is unknown: it stays. Then it holds, and nothing may be entered from there.
    assert_eq!(at(vec![no, no, no, (Some(false), None)], 5), (3, 0, vec![]));
    let back = vec![no, no, no, (Some(false), Some(true))];
    assert_eq!(at(back, 7), (0, 7, vec!["lifecycle:law moved".to_owned()]));
    // A clock that goes back: since then.
    assert_eq!(at(vec![no; 4], 6), (0, 6, vec![]));
}

#[test]
fn a_pack_whose_stages_are_not_told_whole_is_refused() {
    let whole = engine(&[(None, false), (None, true)]).program().clone();
    let broken: [fn(&mut Tier); 3] =
        [|tier| tier.initial = Some(2), |tier| tier.from.truncate(1), |tier| tier.from.push(0)];
    for breaks in broken {
        let mut program = whole.clone();
        breaks(&mut program.tiers[0]);
        assert!(encode(&program).is_err());
    }
}
