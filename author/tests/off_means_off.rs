//! Law: off means off. With personalisation off, nothing about a customer changes a byte of the portrait.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/random.rs"]
mod random;

use std::path::Path;

use random::{Random, events, profile};
use serde_json::Value;
use silhouette::{Engine, Session};
use silhouette_author::compile;
use silhouette_author::customer::Customer;

const PAIRS: usize = 10_000;
const POLICIES: [&str; 3] = ["retail", "enterprise", "assessment"];

fn engine(policy: &str) -> Engine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{policy}.json"));
    compile::check(&std::fs::read(file).unwrap()).engine.unwrap()
}

/// A customer at a time.
fn customer(engine: &Engine, now: i64, random: &mut Random) -> Customer {
    Customer {
        id: Value::Null,
        now: now as f64,
        personalised: true,
        consents: None,
        others: serde_json::Map::new(),
        profile: profile(engine, now, random),
        events: events(engine, 40, now, random),
    }
}

/// A session with a life behind it: facts, events, portraits, consents given and withdrawn, and perhaps a
/// snapshot.
fn lived(engine: &Engine, now: i64, random: &mut Random) -> Session {
    let mut salt = [0; 16];
    salt.iter_mut().for_each(|byte| *byte = u8::try_from(random.below(256)).unwrap());
    let mut session = engine.open(0, salt);
    for _ in 0..random.below(3) {
        let when = now - i64::try_from(random.below(90 * 86_400)).unwrap() * 1000;
        customer(engine, when, random).enter(&mut session).unwrap();
        for purpose in &engine.program().purposes {
            if purpose.needs_consent && random.chance(30) {
                let granted = random.chance(50);
                session.set_consent(engine.text(purpose.id), granted, when as f64).unwrap();
            }
        }
        session.set_personalised(random.chance(80));
        session.portrait(when as f64).unwrap();
        if random.chance(30) {
            session = engine.restore(0, &session.snapshot().unwrap()).unwrap();
        }
    }
    session.set_personalised(false);
    session
}

/// Runs so many pairs; how many bytes of portraits were compared, and how many of them differ when
/// personalisation is on.
fn run(seed: u64, pairs: usize) -> (usize, usize) {
    let engines = POLICIES.map(engine);
    let mut random = Random(seed);
    let (mut compared, mut different) = (0, 0);
    for pair in 0..pairs {
        let engine = &engines[pair % engines.len()];
        // Within two years: occasions come and go, nothing about the customer does.
        let now = 1_767_225_600_000 + i64::try_from(random.below(730 * 86_400)).unwrap() * 1000;
        let [mut one, mut other] = [(); 2].map(|()| lived(engine, now, &mut random));
        let bytes = |session: &mut Session| -> Vec<u8> {
            let cells = session.portrait(now as f64).unwrap().cells();
            cells.iter().flat_map(|cell| cell.to_le_bytes()).collect()
        };
        let told = bytes(&mut one);
        assert_eq!(told, bytes(&mut other), "pair {pair} of seed {seed}");
        // Nor is an item explained.
        for session in [&mut one, &mut other] {
            let item = engine.program().products.first().map_or(0, |product| product.id);
            let refused =
                session.explain(silhouette::ItemKind::Product, item, now as f64).unwrap_err();
            assert_eq!(refused.code, "input/personalisation");
        }
        compared += told.len();
        one.set_personalised(true);
        other.set_personalised(true);
        different += usize::from(bytes(&mut one) != bytes(&mut other));
    }
    (compared, different)
}

#[test]
fn off_means_off_for_ten_thousand_random_pairs() {
    let threads: Vec<_> =
        [0x00ff, 0xff00].map(|seed| std::thread::spawn(move || run(seed, PAIRS / 2))).into();
    let (mut compared, mut different) = (0, 0);
    for thread in threads {
        let (bytes, on) = thread.join().unwrap();
        compared += bytes;
        different += on;
    }
    println!("{PAIRS} pairs, {compared} bytes equal; switched on again {different} pairs differ");
    // The pairs are not alike to begin with.
    assert!(different > PAIRS / 2, "{different}");
}
