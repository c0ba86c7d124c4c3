//! Laws of snapshots: nothing changed is accepted, and nothing that is read can harm.

use proptest::prelude::*;
use silhouette::model::value::Type;
use silhouette::pack::codec::encode;
use silhouette::pack::program::{Program, SlotInfo, Source};
use silhouette::{Engine, RawEvent, Scalar, Session};

use super::answer::{Value, decode};
use super::program::{DAY, Keep, program};

/// The law's program with facts before its features: a list of texts, a list of decimals, a number.
fn with_facts() -> Program {
    let mut p = program(Keep { retain: None, cap: 50 });
    let facts = [
        ("holdings", Type::Category, Source::ProfileList(0)),
        ("limits", Type::Decimal { scale: 2 }, Source::ProfileList(1)),
        ("nothing", Type::Id, Source::ProfileList(2)),
        ("rate", Type::Number, Source::Profile),
    ];
    for (place, (text, ty, source)) in facts.into_iter().enumerate() {
        p.strings.push(text.into());
        let name = u32::try_from(p.strings.len() - 1).unwrap();
        p.slots.insert(place, SlotInfo { name, label: 0, ty, source, range: None });
    }
    p.profile = 4;
    p.features.iter_mut().for_each(|feature| feature.slot += 4);
    p
}

fn session() -> (Engine, Session) {
    let engine = Engine::load(&encode(&with_facts()).unwrap()).unwrap();
    let mut session = engine.open(0, [3; 16]);
    for day in 0..30 {
        let event = RawEvent {
            kind: Some("pay"),
            at: Scalar::Number((day * DAY + day) as f64),
            fields: vec![
                ("amount", Scalar::Number(day as f64 + 0.25)),
                ("shop", Scalar::Text(if day % 3 == 0 { "north" } else { "south" })),
                ("big", Scalar::Bool(day % 2 == 0)),
            ],
        };
        session.record(&[event]).unwrap();
    }
    let holdings = [Scalar::Text("fund"), Scalar::Text("north"), Scalar::Text("基金")];
    let facts = [
        ("holdings", Scalar::List(&holdings)),
        ("limits", Scalar::List(&[Scalar::Text("-0.50"), Scalar::Number(7.0)])),
        ("nothing", Scalar::List(&[])),
        ("rate", Scalar::Number(0.1)),
    ];
    session.set_profile(&facts).unwrap();
    session.features((40 * DAY) as f64).unwrap();
    (engine, session)
}

#[test]
fn a_changed_missing_or_added_byte_is_refused() {
    let (engine, session) = session();
    let snapshot = session.snapshot().unwrap();
    for place in 0..snapshot.len() {
        let mut changed = snapshot.clone();
        changed[place] ^= 1 << (place % 8);
        let code = engine.restore(0, &changed).unwrap_err().code;
        assert!(code.starts_with("snapshot/"), "byte {place}: {code}");
        let code = engine.restore(0, &snapshot[..place]).unwrap_err().code;
        assert_eq!(code, "snapshot/truncated", "length {place}");
    }
    let mut longer = snapshot;
    longer.push(0);
    assert_eq!(engine.restore(0, &longer).unwrap_err().code, "snapshot/trailing");
}

#[test]
fn a_pack_is_not_a_snapshot() {
    let (engine, _) = session();
    let pack = encode(&program(Keep { retain: None, cap: 50 })).unwrap();
    assert_eq!(engine.restore(0, &pack).unwrap_err().code, "snapshot/foreign");
}

#[test]
fn texts_and_identifiers_survive() {
    let (engine, mut session) = session();
    let mut restored = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    let now = (41 * DAY) as f64;
    assert_eq!(session.features(now).unwrap(), restored.features(now).unwrap());
}

/// A snapshot of every format that was ever written stays readable. A new format adds a file:
/// SILHOUETTE_WRITE_FIXTURES=1 writes the one of today's format where it is missing.
#[test]
fn snapshots_of_every_format_stay_readable() {
    let (engine, mut session) = session();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/snapshots");
    for format in 1..=silhouette::SNAPSHOT_FORMAT {
        let file = format!("{folder}/format-{format}.snapshot");
        let newest = format == silhouette::SNAPSHOT_FORMAT;
        if newest && std::env::var_os("SILHOUETTE_WRITE_FIXTURES").is_some() {
            std::fs::write(&file, session.snapshot().unwrap()).unwrap();
        }
        let golden = std::fs::read(&file).unwrap();
        let mut restored = engine.restore(0, &golden).unwrap();
        let now = (41 * DAY) as f64;
        assert_eq!(session.features(now).unwrap(), restored.features(now).unwrap(), "{file}");
        // Format 1 has no lists, and its file no facts.
        if format > 1 {
            assert_eq!(session.export(now).unwrap(), restored.export(now).unwrap(), "{file}");
        }
        for place in 0..golden.len() {
            let mut changed = golden.clone();
            changed[place] ^= 0xff;
            assert!(engine.restore(0, &changed).is_err(), "{file}: byte {place}");
            assert!(engine.restore(0, &golden[..place]).is_err(), "{file}: length {place}");
        }
    }
}

#[test]
fn the_export_holds_every_event_in_the_policys_words() {
    let (_, mut session) = session();
    let export = decode(session.export((41 * DAY) as f64).unwrap().cells());
    let events = export.items()[1].items();
    assert_eq!(events.len(), 30);
    // type, at, amount, shop, big of the day-2 event: 2.25 at two days and 2 ms.
    let event = events[2].items();
    assert_eq!(event[1], Value::Number((2 * DAY + 2) as f64));
    assert_eq!(event[2], Value::Number(2.25));
    assert_eq!(event[4], Value::Bool(true));
}

/// The same bytes with a digest that fits: what a hand that knows the form could write.
fn resealed(mut snapshot: Vec<u8>, format: u16) -> Vec<u8> {
    let body = snapshot.split_off(44);
    let magic = [snapshot[0], snapshot[1], snapshot[2], snapshot[3]];
    silhouette::pack::container::seal(magic, format, &body, usize::MAX).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 300,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_written_is_read_or_refused_and_harms_nothing(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        format in 1..=silhouette::SNAPSHOT_FORMAT,
    ) {
        let (engine, session) = session();
        let mut snapshot = session.snapshot().unwrap();
        for (place, byte) in changes {
            let place = 44 + place.index(snapshot.len() - 44);
            snapshot[place] = byte;
        }
        if let Ok(mut read) = engine.restore(0, &resealed(snapshot, format)) {
            read.features((60 * DAY) as f64).unwrap();
            read.portrait((61 * DAY) as f64).unwrap();
        }
    }
}
