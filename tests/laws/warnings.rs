//! Laws of warnings: open, acknowledged, resolved; not repeated within the cool-down; escalated once.

use proptest::prelude::*;
use silhouette::model::value::{Type, Value as Constant};
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, Scalar, Session};

use super::answer::{Value, decode};
use super::portrait::of;
use super::program::HOUR;

/// Two warnings over the fact `x`: `late` from 1 on, `early` from 5 on.
fn engine(cooldown: i64, escalate: Option<i64>) -> Engine {
    let names = ["law", "1.0.0", "en", "x", "late", "early", "handoff_human", "book"];
    let mut p = Program { strings: names.map(str::to_owned).to_vec(), ..Program::default() };
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0];
    let source = Source::Profile;
    p.slots = vec![SlotInfo { name: 3, label: 0, ty: Type::Int, source, range: None }];
    p.profile = 1;
    p.consts = vec![Constant::Int(1), Constant::Int(5)];
    let node = |against| Node {
        op: NodeOp::Compare { slot: 0, test: Test::Ge, against },
        id: None,
        label: None,
        told: 0,
    };
    p.nodes = vec![node(0), node(1)];
    let action = |task| Action { act: 6, channels: vec![], playbook: Some(7), task };
    let warning = |id, when| Warning {
        id,
        message: Message { text: 0, args: vec![] },
        purpose: None,
        severity: Severity::Caution,
        when,
        actions: vec![action(false)],
        cooldown,
        escalate,
        escalated_severity: Severity::High,
        escalated_actions: vec![action(false), action(true)],
    };
    p.warnings = vec![warning(4, 0), warning(5, 1)];
    Engine::load(&encode(&p).unwrap()).unwrap()
}

/// What a portrait says of `late`.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    /// State, since when, severity and number of actions; none: it is not there.
    warning: Option<(String, i64, String, usize)>,
    change: Option<String>,
    next: Option<i64>,
}

impl Said {
    fn state(&self) -> &str {
        self.warning.as_ref().map_or("none", |(state, ..)| state)
    }

    fn severity(&self) -> &str {
        self.warning.as_ref().map_or("", |(_, _, severity, _)| severity)
    }
}

fn portrait(session: &mut Session, now: i64) -> Said {
    let engine = session.engine();
    let text = |value: &Value| engine.text(u32::try_from(value.string()).unwrap()).to_owned();
    let number = |value: &Value| match value {
        Value::Number(n) => *n as i64,
        other => panic!("{other:?}"),
    };
    let portrait = decode(session.portrait(now as f64).unwrap().cells());
    let late = of(&portrait, "warnings")
        .items()
        .iter()
        .find(|warning| text(&warning.items()[0]) == "late");
    let warning = late.map(|warning| {
        let of = warning.items();
        (text(&of[3]), number(&of[4]), text(&of[1]), of[5].items().len())
    });
    let changes = of(&portrait, "changes").items().iter().map(Value::items);
    let change = changes.filter(|change| text(&change[0]) == "warning:late");
    let next = match of(&portrait, "nextChangeAt") {
        Value::Null => None,
        at => Some(number(at)),
    };
    Said { warning, change: change.map(|change| text(&change[1])).next(), next }
}

fn set(session: &mut Session, x: Option<i64>) {
    let x = x.map_or(Scalar::Null, |x| Scalar::Number(x as f64));
    session.set_profile(&[("x", x)]).unwrap();
}

fn is_true(answer: &silhouette::Answer) -> bool {
    decode(answer.cells()) == Value::Bool(true)
}

/// What can happen to a customer's warning.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// The fact becomes this, or unknown.
    Set(Option<i64>),
    Acknowledge,
    Resolve,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => prop_oneof![Just(None), Just(Some(0)), Just(Some(1))].prop_map(Act::Set),
        1 => Just(Act::Acknowledge),
        1 => Just(Act::Resolve),
    ]
}

/// Hours to the next moment, some of them back, and what happens then.
fn script() -> impl Strategy<Value = Vec<(i64, Act)>> {
    prop::collection::vec((prop_oneof![4 => 0..30_i64, 1 => -40..0_i64], act()), 1..40)
}

fn cooldown() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), Just(24 * HOUR), Just(70 * HOUR)]
}

fn escalate() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![Just(None), Just(Some(20 * HOUR)), Just(Some(50 * HOUR))]
}

/// What was seen at a moment of a script: what an act did, and the portrait behind it.
struct Seen {
    /// Time that went by since the moment before, if it went forward.
    forward: i64,
    holds: Option<bool>,
    acknowledged: bool,
    resolved: bool,
    said: Said,
}

/// Runs a script; a portrait is made at every moment.
fn run(engine: &Engine, script: &[(i64, Act)]) -> Vec<Seen> {
    let mut session = engine.open(0, [1; 16]);
    let (mut now, mut holds) = (100_000 * HOUR, None);
    let mut seen = Vec::new();
    for &(hours, act) in script {
        now += hours * HOUR;
        let (mut acknowledged, mut resolved) = (false, false);
        match act {
            Act::Set(x) => {
                set(&mut session, x);
                holds = x.map(|x| x >= 1);
            }
            Act::Acknowledge => {
                acknowledged = is_true(session.acknowledge("late", now as f64).unwrap());
            }
            Act::Resolve => resolved = is_true(session.resolve("late", now as f64).unwrap()),
        }
        let said = portrait(&mut session, now);
        seen.push(Seen { forward: hours.max(0) * HOUR, holds, acknowledged, resolved, said });
    }
    seen
}

fn is_live(said: &Said) -> bool {
    matches!(said.state(), "open" | "acknowledged")
}

proptest! {
    #![proptest_config(super::features::cases(400))]

    #[test]
    fn no_warning_is_repeated_within_its_cool_down(
        script in script(), cooldown in cooldown(), escalate in escalate(),
    ) {
        let mut live = false;
        // Time since the last episode was resolved, and whether its condition did not hold in between.
        let mut since: Option<(i64, bool)> = None;
        for seen in run(&engine(cooldown, escalate), &script) {
            if let Some((time, free)) = &mut since {
                *time += seen.forward;
                *free |= seen.holds == Some(false);
            }
            if seen.resolved {
                since = Some((0, false));
                live = false;
            }
            let opens = is_live(&seen.said) && !live;
            if opens {
                prop_assert_eq!(seen.holds, Some(true));
                prop_assert_eq!(seen.said.state(), "open");
                if let Some((time, free)) = since {
                    prop_assert!(time >= cooldown, "after {time} of {cooldown}");
                    prop_assert!(cooldown > 0 || free);
                }
            }
            if live && !is_live(&seen.said) {
                prop_assert_eq!(seen.holds, Some(false));
                since = Some((0, true));
            }
            live = is_live(&seen.said);
        }
    }

    #[test]
    fn states_move_only_along_their_edges_and_every_move_is_told_once(
        script in script(), cooldown in cooldown(),
    ) {
        let seen = run(&engine(cooldown, None), &script);
        let mut before = "none".to_owned();
        for (index, seen) in seen.iter().enumerate() {
            let (holds, after) = (seen.holds, seen.said.state());
            let gone = if cooldown > 0 { "resolved" } else { "none" };
            let expected: &[&str] = match (before.as_str(), seen.resolved, seen.acknowledged) {
                ("open" | "acknowledged", true, _) if holds == Some(false) => &[gone],
                ("open" | "acknowledged", true, _) => &["resolved"],
                ("open", _, true) if holds != Some(false) => &["acknowledged"],
                ("open" | "acknowledged", ..) if holds == Some(false) => &[gone],
                ("open", ..) => &["open"],
                ("acknowledged", ..) => &["acknowledged"],
                // It may be over at any time by the clock.
                ("resolved", ..) if holds == Some(true) => &["resolved", "open"],
                ("resolved", ..) => &["resolved", "none"],
                _ if holds == Some(true) => &["open"],
                _ => &["none"],
            };
            prop_assert!(expected.contains(&after), "{before} to {after}: {expected:?}");
            let live = |state: &str| matches!(state, "open" | "acknowledged");
            let told = match (live(&before), live(after)) {
                (false, true) => Some("gained"),
                (true, false) => Some("lost"),
                (true, true) if before != after => Some("moved"),
                _ => None,
            };
            // The first portrait has none before it to differ from.
            let told = told.filter(|_| index > 0);
            prop_assert_eq!(seen.said.change.as_deref(), told);
            before = after.to_owned();
        }
    }

    #[test]
    fn an_episode_escalates_at_most_once_and_only_when_nobody_saw_to_it(
        script in script(), cooldown in cooldown(), after in prop_oneof![Just(20 * HOUR), Just(50 * HOUR)],
    ) {
        // Whether it escalated, for how long it was open, and its state before.
        let (mut escalated, mut open, mut before) = (false, 0, "none".to_owned());
        for (index, seen) in run(&engine(cooldown, Some(after)), &script).iter().enumerate() {
            if !matches!(before.as_str(), "open" | "acknowledged") && is_live(&seen.said) {
                (escalated, open) = (false, 0);
            } else if before == "open" {
                open += seen.forward;
            }
            let high = seen.said.severity() == "high";
            if high && !escalated {
                prop_assert!(open >= after, "after {open} of {after}");
                prop_assert!(is_live(&seen.said));
                if index > 0 && !seen.acknowledged {
                    prop_assert_eq!(seen.said.change.as_deref(), Some("moved"));
                }
            }
            prop_assert!(high || !escalated || !is_live(&seen.said), "it never goes back");
            escalated |= high;
            let actions = seen.said.warning.as_ref().map_or(0, |(.., actions)| *actions);
            let expected = if is_live(&seen.said) { 1 + usize::from(high) } else { 0 };
            prop_assert_eq!(actions, expected);
            before = seen.said.state().to_owned();
        }
    }

    #[test]
    fn a_snapshot_at_any_point_changes_nothing(
        script in script(), cooldown in cooldown(), escalate in escalate(),
        looks in prop::collection::vec(any::<bool>(), 40),
    ) {
        let engine = engine(cooldown, escalate);
        let mut session = engine.open(0, [1; 16]);
        let mut stored = session.clone();
        let mut now = 100_000 * HOUR;
        for (&(hours, act), look) in script.iter().zip(looks) {
            now += hours * HOUR;
            for session in [&mut session, &mut stored] {
                match act {
                    Act::Set(x) => set(session, x),
                    Act::Acknowledge => drop(session.acknowledge("late", now as f64).unwrap()),
                    Act::Resolve => drop(session.resolve("late", now as f64).unwrap()),
                }
            }
            stored = engine.restore(0, &stored.snapshot().unwrap()).unwrap();
            if look {
                let told = session.portrait(now as f64).unwrap().clone();
                prop_assert_eq!(&told, stored.portrait(now as f64).unwrap());
                prop_assert_eq!(
                    session.export(now as f64).unwrap().clone(),
                    stored.export(now as f64).unwrap().clone()
                );
            }
        }
    }

    #[test]
    fn a_clock_that_went_back_holds_nothing_up(
        script in script(), cooldown in cooldown(), escalate in escalate(), back in 0..9_000_i64,
    ) {
        let mut script = script;
        // Back, free of it, and a cool-down later it is true once more.
        script.push((-back, Act::Set(Some(0))));
        script.push((cooldown / HOUR, Act::Set(Some(1))));
        let seen = run(&engine(cooldown, escalate), &script);
        prop_assert_eq!(seen.last().unwrap().said.state(), "open");
    }

    #[test]
    fn until_the_told_moment_no_warning_changes_by_itself(
        script in script(), cooldown in cooldown(), escalate in escalate(), part in 0.0..1.0_f64,
    ) {
        let engine = engine(cooldown, escalate);
        let mut session = engine.open(0, [1; 16]);
        let mut now = 100_000 * HOUR;
        for (hours, act) in script {
            now += hours * HOUR;
            match act {
                Act::Set(x) => set(&mut session, x),
                Act::Acknowledge => drop(session.acknowledge("late", now as f64).unwrap()),
                Act::Resolve => drop(session.resolve("late", now as f64).unwrap()),
            }
            let said = portrait(&mut session, now);
            let until = said.next.unwrap_or(now + 9_000 * HOUR);
            for moment in [now + ((until - now) as f64 * part) as i64, until - 1] {
                let moment = moment.clamp(now, until - 1);
                let then = portrait(&mut session.clone(), moment);
                prop_assert_eq!(&then.warning, &said.warning);
                prop_assert_eq!(then.change, None);
            }
            if said.next.is_some() {
                let then = portrait(&mut session.clone(), until);
                prop_assert_ne!(&then.warning, &said.warning, "at {}, told at {}", until, now);
            }
        }
    }
}

/// A day in the life of a warning, by hand: cool-down 24 h, escalation after 20 h.
#[test]
fn a_warning_opens_escalates_resolves_cools_and_opens_again() {
    let engine = engine(24 * HOUR, Some(20 * HOUR));
    let mut session = engine.open(0, [1; 16]);
    let said =
        |state: &str, since: i64, severity: &str, actions, change: Option<&str>, next| Said {
            warning: Some((state.to_owned(), since * HOUR, severity.to_owned(), actions)),
            change: change.map(str::to_owned),
            next: Option::map(next, |next: i64| next * HOUR),
        };
    set(&mut session, Some(0));
    portrait(&mut session, 0);
    set(&mut session, Some(1));
    let open = said("open", 1, "caution", 1, Some("gained"), Some(21));
    assert_eq!(portrait(&mut session, HOUR), open);
    let escalated = said("open", 1, "high", 2, Some("moved"), None);
    assert_eq!(portrait(&mut session, 21 * HOUR), escalated);
    assert!(is_true(session.acknowledge("late", (22 * HOUR) as f64).unwrap()));
    assert!(!is_true(session.acknowledge("late", (22 * HOUR) as f64).unwrap()));
    assert!(!is_true(session.acknowledge("early", (22 * HOUR) as f64).unwrap()));
    let acknowledged = said("acknowledged", 1, "high", 2, Some("moved"), None);
    assert_eq!(portrait(&mut session, 22 * HOUR), acknowledged);
    // Nobody knows: it stays. Then it is over, and from then on the cool-down runs.
    set(&mut session, None);
    assert_eq!(portrait(&mut session, 23 * HOUR), Said { change: None, ..acknowledged });
    set(&mut session, Some(0));
    let resolved = said("resolved", 1, "high", 0, Some("lost"), Some(48));
    assert_eq!(portrait(&mut session, 24 * HOUR), resolved);
    set(&mut session, Some(1));
    let cooling = Said { change: None, ..resolved };
    assert_eq!(portrait(&mut session, 48 * HOUR - 1), cooling);
    let again = said("open", 48, "caution", 1, Some("gained"), Some(68));
    assert_eq!(portrait(&mut session, 48 * HOUR), again);
    // Acknowledged in time, though no portrait was made in between: no escalation.
    session.acknowledge("late", (67 * HOUR) as f64).unwrap();
    let in_time = said("acknowledged", 48, "caution", 1, Some("moved"), None);
    assert_eq!(portrait(&mut session, 90 * HOUR), in_time);
    // Dealt with by a person while the condition holds: it comes back behind the cool-down.
    assert!(is_true(session.resolve("late", (91 * HOUR) as f64).unwrap()));
    let dealt = said("resolved", 48, "caution", 0, Some("lost"), Some(115));
    assert_eq!(portrait(&mut session, 92 * HOUR), dealt);
    let back = said("open", 115, "caution", 1, Some("gained"), Some(135));
    assert_eq!(portrait(&mut session, 115 * HOUR), back);
}

#[test]
fn a_warning_acknowledged_too_late_was_escalated() {
    let engine = engine(0, Some(20 * HOUR));
    let mut session = engine.open(0, [1; 16]);
    set(&mut session, Some(1));
    portrait(&mut session, 0);
    session.acknowledge("late", (20 * HOUR) as f64).unwrap();
    let said = portrait(&mut session, 21 * HOUR);
    assert_eq!((said.state(), said.severity()), ("acknowledged", "high"));
}

#[test]
fn without_a_cool_down_a_warning_that_was_dealt_with_waits_until_its_condition_did_not_hold() {
    let engine = engine(0, None);
    let mut session = engine.open(0, [1; 16]);
    set(&mut session, Some(1));
    portrait(&mut session, 0);
    session.resolve("late", HOUR as f64).unwrap();
    for (hour, x, state) in [
        (2, Some(1), "resolved"),
        (900, None, "resolved"),
        (901, Some(0), "none"),
        (902, Some(1), "open"),
    ] {
        set(&mut session, x);
        assert_eq!(portrait(&mut session, hour * HOUR).state(), state, "{hour}");
    }
}

#[test]
fn what_is_asked_of_a_warning_that_is_not_there_is_refused_without_its_name() {
    let mut session = engine(0, None).open(0, [1; 16]);
    let error = session.acknowledge("secret", 0.0).unwrap_err();
    assert_eq!((error.code, error.path.as_str()), ("input/item", ""));
    assert!(!error.message.contains("secret"));
    assert_eq!(session.resolve("handoff_human", 0.0).unwrap_err().code, "input/item");
    assert_eq!(session.resolve("late", -1.0).unwrap_err().code, "input/time");
    assert_eq!(session.resolve("late", f64::NAN).unwrap_err().code, "input/time");
}

#[test]
fn a_task_holds_ids_only_and_is_the_same_each_time() {
    let engine = engine(0, Some(HOUR));
    let mut session = engine.open(0, [1; 16]);
    set(&mut session, Some(1));
    portrait(&mut session, 7 * HOUR);
    let mut task = |now: i64| {
        let portrait = decode(session.portrait(now as f64).unwrap().cells());
        let warning = of(&portrait, "warnings").items()[0].clone();
        let [reminder, handoff] = warning.items()[5].items() else { panic!("two actions") };
        assert_eq!(reminder.items()[3], Value::Null);
        handoff.items()[3].clone()
    };
    let first = task(8 * HOUR);
    assert_eq!(first, task(9 * HOUR));
    // A sentence, whose template is read by the decoders: policy, warning, playbook, moment.
    let template = engine.program().strings.iter().position(|text| text == "{0}/{1}/{2}/{3}");
    let id = vec![template.unwrap() as f64];
    let (late, book, law, version) = (4, 7, 0, 1);
    let strings = [late, book, law, version].map(Value::String);
    let mut expected = vec![Value::Other(id)];
    expected.extend(strings);
    expected.push(Value::Number((7 * HOUR) as f64));
    assert_eq!(first, Value::Object(expected));
}

/// Format 1 told only which warnings were open: since when is not known, so since the last portrait.
#[test]
fn open_warnings_of_the_first_format_are_open_still() {
    let golden = "/tests/fixtures/snapshots/warning-format-1.snapshot";
    let golden = std::fs::read(format!("{}{golden}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut restored = engine(0, Some(HOUR)).restore(0, &golden).unwrap();
    // It was made by a portrait at 1,000,000 ms.
    let said = portrait(&mut restored, 1_000_001);
    let warning = Some(("open".to_owned(), 1_000_000, "caution".to_owned(), 1));
    assert_eq!(said, Said { warning, change: None, next: Some(1_000_000 + HOUR) });
}
