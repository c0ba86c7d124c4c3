//! Law: until `nextChangeAt` a portrait does not change by itself.

use proptest::prelude::*;
use silhouette::model::value::{Slot, Type, Value as Constant};
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, RawEvent, Scalar, Session};

use super::answer::{Value, decode};
use super::portrait::of;
use super::program::{DAY, HOUR, Keep, program};

/// The law's features, each with a tag that compares it with a number.
fn with_tags(limits: &[i64]) -> Program {
    let mut p = program(Keep { retain: Some(20 * DAY), cap: 1000 });
    let features = p.features.len();
    for index in 0..features {
        let limit = limits[index % limits.len()];
        let against = match p.slots[index].ty {
            Type::Int => Constant::Int(limit),
            Type::Decimal { .. } => Constant::Int(limit * 100),
            Type::Number => Constant::Number(limit as f64 / 2.0),
            _ => continue,
        };
        p.consts.push(against);
        let test = [Test::Ge, Test::Gt, Test::Lt, Test::Le][index % 4];
        let slot = Slot::try_from(index).unwrap();
        let constant = u16::try_from(p.consts.len() - 1).unwrap();
        p.nodes.push(Node {
            op: NodeOp::Compare { slot, test, against: constant },
            id: None,
            label: None,
            told: 0,
        });
        let tag = u16::try_from(p.tags.len()).unwrap();
        p.strings.push(format!("tag {index}"));
        let id = u32::try_from(p.strings.len() - 1).unwrap();
        let slot = Slot::try_from(p.slots.len()).unwrap();
        p.slots.push(SlotInfo {
            name: id,
            label: 0,
            ty: Type::Bool,
            source: Source::Tag(tag),
            range: None,
        });
        p.tags.push(Tag {
            id,
            label: 0,
            message: None,
            purpose: None,
            ttl: None,
            user_visible: true,
            on_unknown: false,
            when: u16::try_from(p.nodes.len() - 1).unwrap(),
            slot,
            kept: None,
        });
    }
    p
}

/// The tags at a moment, and when they say that they will change.
fn tags(session: &mut Session, now: i64) -> (Vec<usize>, Option<i64>) {
    let portrait = decode(session.portrait(now as f64).unwrap().cells());
    let tags = of(&portrait, "tags").items().iter().map(|tag| tag.items()[0].string()).collect();
    let next = match *of(&portrait, "nextChangeAt") {
        Value::Null => None,
        Value::Number(at) => Some(at as i64),
        ref other => panic!("{other:?}"),
    };
    (tags, next)
}

/// Moment, amount, another number, and which of the two kinds it is.
type Event = (i64, i64, i64, bool);

fn record(session: &mut Session, (at, amount, other, due): Event) {
    let at = Scalar::Number(at as f64);
    let number = |n: i64| Scalar::Number(n as f64);
    let event = if due {
        let fields = vec![
            ("loan", number(other % 2)),
            ("number", number(amount % 9)),
            ("days", number(amount % 3)),
        ];
        RawEvent { kind: Some("due"), at, fields }
    } else {
        let shop = ["north", "south", "east", "west"][other as usize];
        let fields = vec![
            ("amount", Scalar::Number(amount as f64 / 100.0)),
            ("shop", Scalar::Text(shop)),
            ("big", Scalar::Bool(amount > 3000)),
        ];
        RawEvent { kind: Some("pay"), at, fields }
    };
    session.record(&[event]).unwrap();
}

proptest! {
    #![proptest_config(super::features::cases(200))]

    #[test]
    fn nothing_changes_before_it_is_said_to(
        events in prop::collection::vec((0..40 * 24_i64, 0..6000_i64, 0..4_i64, any::<bool>()), 0..25),
        limits in prop::collection::vec(0..12_i64, 1..9),
        parts in prop::collection::vec(0.0..1.0_f64, 1..12),
    ) {
        let engine = Engine::load(&encode(&with_tags(&limits)).unwrap()).unwrap();
        let mut session = engine.open(0, [1; 16]);
        for (hour, amount, other, due) in events {
            record(&mut session, (20 * DAY + hour * HOUR, amount, other, due));
        }
        let mut now = 45 * DAY;
        for part in parts {
            let (before, next) = tags(&mut session, now);
            let until = next.unwrap_or(now + 900 * DAY);
            prop_assert!(until > now);
            // Some moment before, and the last one before.
            for moment in [now + ((until - now) as f64 * part) as i64, until - 1] {
                let moment = moment.clamp(now, until - 1);
                let (then, _) = tags(&mut session.clone(), moment);
                let changed = before.iter().filter(|tag| !then.contains(tag)).chain(
                    then.iter().filter(|tag| !before.contains(tag)));
                for &tag in changed {
                    let tags = &engine.program().tags;
                    let place = tags.iter().position(|other| other.id as usize == tag).unwrap();
                    let node = &engine.program().nodes[usize::from(tags[place].when)];
                    let NodeOp::Compare { slot, .. } = node.op else { panic!() };
                    let feature = &engine.program().features[usize::from(slot)].verb;
                    prop_assert!(false, "{feature:?} {:?} at {moment} of {now}..{until}", node.op);
                }
            }
            now = until;
        }
    }

    #[test]
    fn it_is_the_same_however_often_it_was_asked_before(
        steps in prop::collection::vec(
            (0..2_000_i64, -50..5_i64, 0..6000_i64, 0..4_i64, any::<bool>()), 1..25),
        limits in prop::collection::vec(0..12_i64, 1..9),
    ) {
        let engine = Engine::load(&encode(&with_tags(&limits)).unwrap()).unwrap();
        let mut session = engine.open(0, [1; 16]);
        let mut events = Vec::new();
        let mut now = 20 * DAY;
        for (minutes, after, amount, other, due) in steps {
            now += minutes * 60_001;
            events.push((now + after * HOUR, amount, other, due));
            record(&mut session, events[events.len() - 1]);
            let mut fresh = engine.open(0, [1; 16]);
            events.iter().for_each(|&event| record(&mut fresh, event));
            prop_assert_eq!(tags(&mut session, now), tags(&mut fresh, now), "at {}", now);
            // Asked again a little later, when mostly nothing has happened.
            now += 977;
            prop_assert_eq!(tags(&mut session, now), tags(&mut fresh, now), "at {}", now);
            prop_assert_eq!(tags(&mut session.clone(), now), tags(&mut session, now));
        }
    }
}
