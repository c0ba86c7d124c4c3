//! Laws of the customer's own choices, over random customers of the policies that ship: a removed tag never returns and
//! influences nothing, and erasing leaves nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/entering.rs"]
mod entering;
#[path = "support/random.rs"]
mod random;

use std::path::Path;

use entering::enter;
use random::{Random, events, profile};
use serde_json::{Value, json};
use silhouette::{Engine, Session};
use silhouette_author::{answer, compile};

const LIVES: usize = 1_200;
const POLICIES: [&str; 3] = ["retail", "enterprise", "assessment"];
const DAY: i64 = 86_400_000;
const START: i64 = 1_767_225_600_000;

fn document(policy: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{policy}.json"));
    let mut document: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    document.as_object_mut().unwrap().remove("tests");
    document
}

fn engine(document: &Value) -> Engine {
    compile::check(document.to_string().as_bytes()).engine.unwrap()
}

/// A portrait without the names of its policy.
fn portrait(session: &mut Session, now: i64) -> Value {
    let engine = session.engine();
    let mut text = String::new();
    answer::write(
        session.portrait(now as f64).unwrap().cells(),
        &engine.program().strings,
        &mut text,
    );
    let mut portrait: Value = serde_json::from_str(&text).unwrap();
    portrait["policy"] = Value::Null;
    portrait
}

/// Under two policies that differ in when one tag is given, a customer who removed it has the same portraits: through
/// more behaviour, snapshots and changes from one of the policies to the other. Without the removal they differ.
#[test]
fn a_removed_tag_never_returns_and_influences_nothing() {
    let mut random = Random(0x7a65);
    let (mut lives, mut differ) = (0, 0);
    for policy in POLICIES {
        let own = document(policy);
        let first = engine(&own);
        let tags = own["tags"].as_array().unwrap();
        let each = LIVES / POLICIES.len() / tags.len() + 1;
        for (place, tag) in tags.iter().enumerate() {
            // The other policy gives the tag exactly when this one does not; what is unknown stays so.
            let mut changed = own.clone();
            changed["tags"][place]["when"] = json!({ "not": tag["when"] });
            let second = engine(&changed);
            let id = tag["id"].as_str().unwrap();
            for _ in 0..each {
                lives += 1;
                let mut sessions = [first.open(0, [3; 16]), second.open(0, [3; 16])];
                let mut kept = [first.open(0, [3; 16]), second.open(0, [3; 16])];
                let mut now = START;
                let removed_at = random.below(2);
                for step in 0..3 {
                    now += i64::try_from(random.below(60)).unwrap() * DAY + 1;
                    let facts = profile(&first, now, &mut random);
                    let happened = events(&first, 15, now, &mut random);
                    for session in sessions.iter_mut().chain(&mut kept) {
                        enter(session, now, None, facts.clone(), happened.clone());
                        session.portrait((now - 1) as f64).unwrap();
                    }
                    if step == removed_at {
                        sessions.iter_mut().for_each(|session| session.mark_tag(id, true).unwrap());
                    }
                    if step > removed_at && random.chance(50) {
                        let swap = random.chance(50);
                        let [a, b] = sessions.each_ref().map(|session| session.snapshot().unwrap());
                        let (a, b) = if swap { (b, a) } else { (a, b) };
                        sessions = [first.restore(0, &a).unwrap(), second.restore(0, &b).unwrap()];
                    }
                }
                // What followed from the tag before it was removed, such as a level that is kept, is history.
                let [a, b] = sessions.each_ref().map(|session| session.snapshot().unwrap());
                let from_one = if random.chance(50) { a } else { b };
                let mut sessions =
                    [first.restore(0, &from_one).unwrap(), second.restore(0, &from_one).unwrap()];
                for later in [0, 1, 40, 400] {
                    let [a, b] =
                        sessions.each_mut().map(|session| portrait(session, now + later * DAY));
                    assert_eq!(a, b, "{policy} {id}");
                    let given = a["tags"].as_array().unwrap();
                    assert!(given.iter().all(|tag| tag["id"] != id), "{policy} {id}");
                }
                let [a, b] = kept.each_mut().map(|session| portrait(session, now));
                differ += usize::from(a != b);
            }
        }
    }
    println!("{lives} lives; with the tag {differ} portraits differ");
    assert!(lives >= LIVES && differ > LIVES / 4, "{lives} {differ}");
}

#[test]
fn erase_leaves_nothing() {
    let mut random = Random(0xe7a5e);
    let engines = POLICIES.map(|policy| engine(&document(policy)));
    for life in 0..LIVES {
        let engine = &engines[life % engines.len()];
        let program = engine.program();
        let mut session = engine.open(0, [5; 16]);
        let mut fresh = engine.open(0, [5; 16]);
        let mut now = START;
        let mut marks = Vec::new();
        for _ in 0..=random.below(3) {
            now += i64::try_from(random.below(60)).unwrap() * DAY + 1;
            let (facts, happened) =
                (profile(engine, now, &mut random), events(engine, 15, now, &mut random));
            // As the line would, so that the consents are said at the same moments.
            fresh.grant_all(now as f64).unwrap();
            enter(&mut session, now, None, facts, happened);
            session.portrait(now as f64).unwrap();
            if random.chance(30) {
                session.write_journal(now as f64).unwrap();
            }
            let tag = engine.text(random.one_of(&program.tags).id).to_owned();
            marks.push((tag, random.chance(70)));
        }
        for session in [&mut session, &mut fresh] {
            for (tag, removed) in &marks {
                session.mark_tag(tag, *removed).unwrap();
            }
        }
        if let Some(purpose) = program.purposes.iter().find(|purpose| purpose.needs_consent)
            && random.chance(50)
        {
            for session in [&mut session, &mut fresh] {
                session.set_consent(engine.text(purpose.id), false, now as f64).unwrap();
            }
        }
        session.erase();
        assert_eq!(session.snapshot().unwrap(), fresh.snapshot().unwrap(), "life {life}");
        // And it goes on as the other does.
        let (facts, happened) =
            (profile(engine, now, &mut random), events(engine, 15, now, &mut random));
        for session in [&mut session, &mut fresh] {
            enter(session, now, None, facts.clone(), happened.clone());
        }
        for later in [0, 30] {
            let now = (now + later * DAY) as f64;
            assert_eq!(session.portrait(now).unwrap(), fresh.portrait(now).unwrap(), "life {life}");
        }
        assert_eq!(
            session.export(now as f64).unwrap(),
            fresh.export(now as f64).unwrap(),
            "life {life}"
        );
    }
}
