//! Law: a purpose without consent influences nothing. What only such purposes may use is changed at will, and no
//! byte of a portrait changes; neither when it was never granted, nor after it was withdrawn. When it was never
//! granted, no byte of the state does either. (What was recorded before a withdrawal may have decided when rows of
//! other kinds, which are too old to count, make room in memory.)

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/random.rs"]
mod random;

use std::path::Path;

use random::{Random, events, profile};
use serde_json::{Map, Value};
use silhouette::pack::program::Program;
use silhouette::{Engine, Session};
use silhouette_author::compile;
use silhouette_author::customer::Customer;

const LIVES: usize = 3_000;
/// Those with a purpose that rests on consent.
const POLICIES: [&str; 2] = ["retail", "enterprise"];
const DAY: i64 = 86_400_000;

fn engine(policy: &str) -> Engine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{policy}.json"));
    compile::check(&std::fs::read(file).unwrap()).engine.unwrap()
}

/// Whether none of these purposes, as bits, may be served when those are not.
fn is_doomed(program: &Program, purposes: Option<&u32>, denied: &[usize]) -> bool {
    let Some(purposes) = purposes.copied().filter(|purposes| *purposes != 0) else { return false };
    (0..program.purposes.len()).all(|place| purposes >> place & 1 == 0 || denied.contains(&place))
}

/// What happens to a customer at a time.
#[derive(Clone)]
struct Step {
    now: i64,
    profile: Map<String, Value>,
    events: Vec<Map<String, Value>>,
}

/// The same step, with other facts and events in the place of those that nothing may use.
fn other(engine: &Engine, step: &Step, denied: &[usize], random: &mut Random) -> (Step, bool) {
    let program = engine.program();
    let name = |id: u32| engine.text(id).to_owned();
    let facts: Vec<String> = (0..usize::from(program.profile))
        .filter(|&place| is_doomed(program, program.fact_purposes.get(place), denied))
        .map(|place| name(program.slots[place].name))
        .collect();
    let kinds: Vec<String> = (0..program.kinds.len())
        .filter(|&place| is_doomed(program, program.kind_purposes.get(place), denied))
        .map(|place| name(program.kinds[place].name))
        .collect();
    let is_of =
        |event: &Map<String, Value>| kinds.iter().any(|kind| event["type"] == kind.as_str());
    let mut other = step.clone();
    other.profile.retain(|name, _| !facts.contains(name));
    let drawn = profile(engine, step.now, random);
    other.profile.extend(drawn.into_iter().filter(|(name, _)| facts.contains(name)));
    other.events.retain(|event| !is_of(event));
    let drawn = events(engine, 40, step.now, random);
    for event in drawn.into_iter().filter(is_of) {
        let place = random.below(other.events.len() + 1);
        other.events.insert(place, event);
    }
    let changed = other.profile != step.profile || other.events != step.events;
    (other, changed)
}

/// Portraits at the end of a life and after, and the state, when some purposes are denied from a step on.
fn live(
    engine: &Engine,
    steps: &[Step],
    denied: &[usize],
    from: usize,
    end: i64,
) -> (Vec<f64>, Vec<u8>) {
    let mut session: Session = engine.open(0, [1; 16]);
    let say = |session: &mut Session, denied: &[usize], now: i64| {
        for (place, purpose) in engine.program().purposes.iter().enumerate() {
            if purpose.needs_consent {
                let granted = !denied.contains(&place);
                session.set_consent(engine.text(purpose.id), granted, now as f64).unwrap();
            }
        }
    };
    for (index, step) in steps.iter().enumerate() {
        say(&mut session, if index < from { &[] } else { denied }, step.now);
        let customer = Customer {
            id: Value::Null,
            now: step.now as f64,
            personalised: true,
            consents: Some(Map::new()),
            profile: step.profile.clone(),
            events: step.events.clone(),
            others: Map::new(),
        };
        customer.enter(&mut session).unwrap();
        session.portrait(step.now as f64).unwrap();
    }
    say(&mut session, denied, end);
    let state = session.snapshot().unwrap();
    let mut cells = Vec::new();
    for later in [0, 1, 30, 400] {
        cells.extend_from_slice(session.portrait((end + later * DAY) as f64).unwrap().cells());
    }
    (cells, state)
}

/// How many lives had something to change, and in how many it would have changed the portrait with consent.
fn run(seed: u64, lives: usize) -> (usize, usize) {
    let engines = POLICIES.map(engine);
    let mut random = Random(seed);
    let (mut tainted, mut mattered) = (0, 0);
    for life in 0..lives {
        let engine = &engines[life % engines.len()];
        let program = engine.program();
        let needed: Vec<usize> = (0..program.purposes.len())
            .filter(|&place| program.purposes[place].needs_consent)
            .collect();
        let mut denied: Vec<usize> = needed.iter().copied().filter(|_| random.chance(60)).collect();
        if denied.is_empty() {
            denied.push(*random.one_of(&needed));
        }
        let mut now = 1_767_225_600_000;
        let mut steps = Vec::new();
        for _ in 0..=random.below(3) {
            now += i64::try_from(random.below(60)).unwrap() * DAY + 1;
            let (profile, events) =
                (profile(engine, now, &mut random), events(engine, 20, now, &mut random));
            steps.push(Step { now, profile, events });
        }
        let pairs: Vec<(Step, bool)> =
            steps.iter().map(|step| other(engine, step, &denied, &mut random)).collect();
        tainted += usize::from(pairs.iter().any(|(_, changed)| *changed));
        let others: Vec<Step> = pairs.into_iter().map(|(step, _)| step).collect();
        // Denied from the beginning, or withdrawn on the way: at the latest before the last portrait.
        let from = random.below(steps.len() + 1);
        let end = now + i64::try_from(random.below(30)).unwrap() * DAY;
        let (cells, state) = live(engine, &steps, &denied, from, end);
        let (other_cells, other_state) = live(engine, &others, &denied, from, end);
        assert_eq!(cells, other_cells, "life {life} of seed {seed}: {denied:?} from {from}");
        if from == 0 {
            assert_eq!(state, other_state, "state of life {life} of seed {seed}");
        }
        mattered += usize::from(
            live(engine, &steps, &[], 0, end).0 != live(engine, &others, &[], 0, end).0,
        );
    }
    (tainted, mattered)
}

#[test]
fn a_purpose_without_consent_influences_nothing() {
    let threads: Vec<_> =
        [0x1234, 0x4321].map(|seed| std::thread::spawn(move || run(seed, LIVES / 2))).into();
    let (mut tainted, mut mattered) = (0, 0);
    for thread in threads {
        let (changed, differ) = thread.join().unwrap();
        tainted += changed;
        mattered += differ;
    }
    println!("{LIVES} lives, {tainted} changed; with consent {mattered} portraits would have");
    assert!(tainted > LIVES / 2 && mattered > LIVES / 4, "{tainted} {mattered}");
}
