//! Laws of portraits that build upon the one before, over random lives: such a portrait
//! equals that of a session that was just restored and knows no portrait, and what is named instead of told is what
//! was told.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/entering.rs"]
mod entering;
#[path = "support/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::path::Path;

use entering::enter;
use random::{Random, events, profile};
use serde_json::{Map, Value, json};
use silhouette::model::answer::mark;
use silhouette::model::shapes::SHAPES;
use silhouette::{Engine, Session};
use silhouette_author::{answer, compile};

/// Those that ship, and one in which items tell what their own conditions do not read; that one again with so many
/// tags before all else that its other items are far behind.
const POLICIES: [(&str, usize); 5] = [
    ("../policies/retail.json", 0),
    ("../policies/enterprise.json", 0),
    ("../policies/assessment.json", 0),
    ("tests/fixtures/apart.json", 0),
    ("tests/fixtures/apart.json", 130),
];
const LIVES: usize = 120;
const STEPS: usize = 40;
const START: i64 = 1_767_225_600_000;
const HOUR: i64 = 3_600_000;

/// The engine of a policy with so many tags more than the document has.
fn engine(policy: &str, more: usize) -> Engine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(policy);
    let mut document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let tags = document["tags"].as_array_mut().unwrap();
    let more = (0..more)
        .map(|n| json!({"id": format!("more_{n}"), "label": "More", "when": "long >= 1000"}));
    tags.splice(0..0, more);
    compile::check(document.to_string().as_bytes()).engine.unwrap()
}

/// Who keeps what was told, by its name, as the answers' grammar says.
#[derive(Default)]
struct Keeper {
    kept: BTreeMap<u64, Vec<f64>>,
    named: usize,
    told: usize,
}

impl Keeper {
    /// The answer with everything told.
    fn whole(&mut self, cells: &[f64]) -> Vec<f64> {
        let mut rest = cells;
        let whole = self.value(&mut rest);
        assert!(rest.is_empty(), "cells behind the answer");
        whole
    }

    fn value(&mut self, rest: &mut &[f64]) -> Vec<f64> {
        let cell = take(rest);
        let mut whole = vec![cell];
        let is = |mark: f64| cell == mark;
        if is(mark::KEEP) {
            let name = take(rest);
            let value = self.value(rest);
            self.kept.insert(name.to_bits(), value.clone());
            self.told += 1;
            return value;
        }
        if is(mark::SAME) {
            self.named += 1;
            return self.kept[&take(rest).to_bits()].clone();
        }
        if is(mark::LIKE) {
            self.named += 1;
            let kept = self.kept[&take(rest).to_bits()].clone();
            let mut kept = kept.as_slice();
            let window = self.value(rest);
            whole = vec![take(&mut kept), take(&mut kept)];
            let (_, fields) = SHAPES[whole[1] as usize];
            for field in fields {
                let value = self.value(&mut kept);
                whole.extend(if *field == "window" { &window } else { &value });
            }
            return whole;
        }
        let mut values = 0;
        if is(mark::NUMBER) || is(mark::STRING) || is(mark::OBJECT) || is(mark::ARRAY) {
            whole.push(take(rest));
            let count = whole[1] as usize;
            if is(mark::OBJECT) {
                values = SHAPES[count].1.len();
            } else if is(mark::ARRAY) {
                values = count;
            }
        } else if is(mark::DECIMAL) {
            whole.extend([take(rest), take(rest)]);
        } else if is(mark::SENTENCE) {
            whole.extend([take(rest), take(rest)]);
            values = whole[2] as usize;
        } else if is(mark::TEXT) {
            whole.push(take(rest));
            (0..whole[1] as usize).for_each(|_| whole.push(take(rest)));
        } else {
            assert!([mark::NULL, mark::FALSE, mark::TRUE].contains(&cell), "mark {cell}");
        }
        (0..values).for_each(|_| {
            let value = self.value(rest);
            whole.extend(value);
        });
        whole
    }
}

fn take(rest: &mut &[f64]) -> f64 {
    let (&cell, behind) = rest.split_first().unwrap();
    *rest = behind;
    cell
}

/// An answer to a suggestion, of now.
fn feedback(engine: &Engine, now: i64, random: &mut Random) -> Map<String, Value> {
    let product = random.one_of(&engine.program().products);
    let event = json!({
        "type": "suggestion", "at": now,
        "outcome": *random.one_of(&["shown", "clicked", "dismissed", "converted"]),
        "product": engine.text(product.id), "channel": engine.text(*random.one_of(&product.channels))
    });
    event.as_object().unwrap().clone()
}

/// What happened was that the session was erased.
const ERASED: usize = usize::MAX;

/// Something happens to a session, and time passes: mostly a little.
fn happen(session: &mut Session, now: &mut i64, random: &mut Random) -> usize {
    let engine = session.engine();
    let program = engine.program();
    *now += match random.below(20) {
        0 => HOUR,
        1 => 24 * HOUR,
        2 => -*random.one_of(&[3 * HOUR, 5 * 24 * HOUR]),
        3 => 40 * 24 * HOUR,
        4..8 => 0,
        _ => 1000,
    };
    let at = *now as f64;
    let what = random.below(32);
    match what {
        0 => enter(session, *now, Some(Map::new()), profile(&engine, *now, random), Vec::new()),
        1..5 => {
            let more = events(&engine, 6, *now, random);
            enter(session, *now, Some(Map::new()), Map::new(), more);
        }
        5..9 => {
            let event = feedback(&engine, *now, random);
            enter(session, *now, Some(Map::new()), Map::new(), vec![event]);
        }
        9 if !program.purposes.is_empty() => {
            let purpose = engine.text(random.one_of(&program.purposes).id).to_owned();
            // A purpose that needs no consent is refused, and nothing happens.
            let _ = session.set_consent(&purpose, random.chance(70), at);
        }
        10 => {
            let tag = engine.text(random.one_of(&program.tags).id).to_owned();
            let _ = session.mark_tag(&tag, random.chance(50));
        }
        11 => session.set_personalised(random.chance(60)),
        12 if !program.warnings.is_empty() => {
            let warning = engine.text(random.one_of(&program.warnings).id).to_owned();
            if random.chance(50) {
                session.acknowledge(&warning, at).unwrap();
            } else {
                session.resolve(&warning, at).unwrap();
            }
        }
        13 => drop(session.my_tags(at).unwrap()),
        14 => drop(session.features(at).unwrap()),
        15 if random.chance(30) => drop(session.write_journal(at).unwrap()),
        16 if random.chance(10) => {
            session.erase();
            return ERASED;
        }
        17 if random.chance(50) => drop(session.portrait(at).unwrap()),
        _ => {}
    }
    what
}

/// An answer as text.
fn told(engine: &Engine, cells: &[f64]) -> String {
    let mut text = String::new();
    answer::write(cells, &engine.program().strings, &mut text);
    text
}

#[test]
fn a_portrait_that_builds_upon_the_one_before_equals_one_that_does_not() {
    let mut random = Random(0xa6a1);
    let (mut compared, mut named, mut anew) = (0, 0, 0);
    for (policy, more) in POLICIES {
        let engine = engine(policy, more);
        for _ in 0..LIVES / POLICIES.len() {
            let locale = random.below(2);
            let mut session = engine.open(locale, [3; 16]);
            let mut keeper = Keeper::default();
            let mut now = START;
            for place in 0..engine.program().purposes.len() {
                let purpose = engine.text(engine.program().purposes[place].id).to_owned();
                if random.chance(60) {
                    let _ = session.set_consent(&purpose, true, now as f64);
                }
            }
            enter(
                &mut session,
                now,
                Some(Map::new()),
                profile(&engine, now, &mut random),
                events(&engine, 60, now, &mut random),
            );
            for step in 0..STEPS {
                let did = happen(&mut session, &mut now, &mut random);
                if did == ERASED {
                    keeper.kept.clear();
                }
                let mut other = engine.restore(locale, &session.snapshot().unwrap()).unwrap();
                let alone = other.portrait(now as f64).unwrap().cells().to_vec();
                let again = session.portrait_again(now as f64).unwrap().cells().to_vec();
                let whole = keeper.whole(&again);
                if whole != alone {
                    let (a, b) = (told(&engine, &whole), told(&engine, &alone));
                    let place = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
                    let around = |text: &str| {
                        let from = place.saturating_sub(300);
                        String::from_utf8_lossy(
                            &text.as_bytes()[from..(place + 200).min(text.len())],
                        )
                        .into_owned()
                    };
                    panic!("{policy}, step {step}, {did}:\n{}\n{}", around(&a), around(&b));
                }
                compared += 1;
            }
            named += keeper.named;
            anew += keeper.told;
        }
    }
    println!("{compared} portraits: {named} items named, {anew} told");
    assert!(compared == LIVES * STEPS && named > 60_000 && anew > 15_000);
}
