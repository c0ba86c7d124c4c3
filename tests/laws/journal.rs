//! Laws of the decision journal: replay gives the same entry, and no entry can be changed unnoticed.

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use silhouette::pack::codec::encode;
use silhouette::{Engine, RawEvent, Scalar, Session};

use super::answer::{Value, decode};
use super::portrait::of;
use super::program::{DAY, Keep, program};

fn engine() -> Engine {
    Engine::load(&encode(&program(Keep { retain: None, cap: 50 })).unwrap()).unwrap()
}

fn pay(session: &mut Session, at: i64, amount: i64) {
    let fields = vec![("amount", Scalar::Number(amount as f64)), ("shop", Scalar::Text("north"))];
    let event = RawEvent { kind: Some("pay"), at: Scalar::Number(at as f64), fields };
    session.record(&[event]).unwrap();
}

/// Time, policy, engine, locale, inputs, result, link.
fn entry(value: &Value) -> (i64, [String; 6]) {
    let [Value::Number(at), rest @ ..] = value.items() else { panic!("no entry: {value:?}") };
    let texts = rest.iter().map(|text| match text {
        Value::Other(units) => units.iter().map(|&unit| char::from(unit as u8)).collect(),
        other => panic!("no text: {other:?}"),
    });
    (*at as i64, texts.collect::<Vec<String>>().try_into().unwrap())
}

fn write(session: &mut Session, now: i64) -> (i64, [String; 6]) {
    entry(&decode(session.write_journal(now as f64).unwrap().cells()))
}

fn entries(session: &mut Session) -> Vec<(i64, [String; 6])> {
    decode(session.journal().cells()).items().iter().map(entry).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).unwrap()).unwrap();
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// The link of an entry, computed anew from what the entry says.
fn link(
    before: Option<&str>,
    (at, [policy, engine, locale, inputs, result, _]): &(i64, [String; 6]),
) -> String {
    let mut hash = Sha256::new();
    before.into_iter().for_each(|before| hash.update(bytes(before)));
    hash.update(at.to_le_bytes());
    [policy, engine, locale].into_iter().for_each(|text| hash.update(text));
    [inputs, result].into_iter().for_each(|half| hash.update(bytes(half)));
    hex(&hash.finalize())
}

#[test]
fn an_entry_names_policy_engine_inputs_and_result() {
    let engine = engine();
    let mut session = engine.open(0, [5; 16]);
    pay(&mut session, DAY, 7);
    let now = 2 * DAY;
    let (at, [policy, version, locale, inputs, result, _]) = write(&mut session, now);
    assert_eq!((at, policy.as_str(), version.as_str()), (now, engine.digest_hex(), "0.1.0"));
    assert_eq!(locale, engine.text(engine.program().info.locales[0]));
    // The result is the portrait's cells as little-endian doubles.
    let mut hash = Sha256::new();
    let again = engine
        .restore(0, &session.snapshot().unwrap())
        .unwrap()
        .portrait(now as f64)
        .unwrap()
        .clone();
    assert!(!of(&decode(again.cells()), "policy").items().is_empty());
    again.cells().iter().for_each(|cell| hash.update(cell.to_le_bytes()));
    assert_eq!(result, hex(&hash.finalize()));
    // Other behaviour is another input, and so is another time a result.
    pay(&mut session, DAY, 8);
    let (_, [.., other_inputs, _, _]) = write(&mut session, now);
    assert_ne!(inputs, other_inputs);
}

#[test]
fn the_newest_entries_are_kept() {
    let mut session = engine().open(0, [5; 16]);
    for day in 1..=300 {
        write(&mut session, day * DAY);
    }
    let all = entries(&mut session);
    assert_eq!(all.len(), 256);
    assert_eq!((all[0].0, all[255].0), (45 * DAY, 300 * DAY));
    // Each kept entry but the first can be checked with the one before.
    for pair in all.windows(2) {
        assert_eq!(pair[1].1[5], link(Some(&pair[0].1[5]), &pair[1]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 200,
        ..ProptestConfig::default()
    })]

    #[test]
    fn replay_gives_the_same_bytes(
        steps in prop::collection::vec((0..20_i64, 0..9_i64, any::<bool>(), any::<bool>()), 1..12),
    ) {
        let engine = engine();
        let mut session = engine.open(0, [9; 16]);
        let mut now = DAY;
        let mut before = Vec::new();
        let mut written = Vec::new();
        for (days, amount, decides, personalised) in steps {
            now += days * DAY;
            pay(&mut session, now - amount, amount);
            session.set_personalised(personalised);
            if decides {
                before.push(session.snapshot().unwrap());
                written.push(write(&mut session, now));
            }
        }
        prop_assert_eq!(&entries(&mut session), &written);
        let mut last: Option<String> = None;
        for (snapshot, entry) in before.iter().zip(&written) {
            prop_assert_eq!(&entry.1[5], &link(last.as_deref(), entry));
            let mut again = engine.restore(0, snapshot).unwrap();
            prop_assert_eq!(&again.snapshot().unwrap(), snapshot);
            prop_assert_eq!(&write(&mut again, entry.0), entry);
            last = Some(entry.1[5].clone());
        }
    }
}
