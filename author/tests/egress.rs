//! What may leave a device, from the document to the bytes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::egress::bytes::{self, SIZE, Said};
use silhouette::{Engine, RawEvent, Scalar, Session};
use silhouette_author::{answer, compile};

const DAY: i64 = 86_400_000;
/// 2026-05-02T02:00:00Z: day 20575, in the 30-day period 685, the 90-day span 228.
const NOW: i64 = 1_777_687_200_000;

fn policy() -> Value {
    json!({
        "id": "leaves", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "purposes": [
            { "id": "marketing", "basis": "consent" },
            { "id": "risk", "basis": "consent" },
            { "id": "service", "basis": "contract" },
        ],
        "profile": {
            "age": { "type": "int", "range": [0, 120], "class": "C2" },
            "aum": { "type": "decimal(2)", "class": "C2" },
            "city": { "type": "enum:north|south|east", "class": "C1" },
            "vip": { "type": "bool" },
            "debts": { "type": "int", "purposes": ["risk"] },
        },
        "events": { "visit": { "fields": { "page": "category" } } },
        "features": { "visits": { "count": "visit", "where": "page == 'loans'", "window": "30d" } },
        "tags": [
            { "id": "wealthy", "label": "Wealthy", "when": "aum >= 1000", "purpose": "marketing" },
            { "id": "visitor", "label": "Visitor", "when": "visits > 0", "purpose": "marketing" },
            { "id": "senior", "label": "Senior", "when": "age >= 60", "purpose": "marketing" },
        ],
        "tiers": [{ "id": "size", "levels": ["big", "small"], "purpose": "marketing",
            "rows": [{ "to": "big", "expr": "aum >= 5000" }, { "to": "small", "otherwise": true }] }],
        "warnings": [
            { "id": "indebted", "message": "Debts", "severity": "caution", "purpose": "risk", "when": "debts > 5" },
        ],
        "products": [
            { "id": "boat", "kind": "service", "label": "Boat", "message": "A boat", "channels": ["branch", "app"],
              "purpose": "marketing", "eligibility": "tags.wealthy" },
            { "id": "help", "kind": "service", "label": "Help", "message": "Help", "channels": ["app"] },
        ],
        "fallback": ["help"],
        "egress": [
            { "id": "tag_count", "purpose": "marketing", "fields": { "tag": "enum:tags" }, "epsilon": 1.0, "per": "30d" },
            { "id": "mixed", "purpose": "marketing", "per": "7d", "epsilon": 2.0, "fields": {
                "age": { "of": "age", "bands": [18, 35, 60] },
                "city": { "of": "city", "among": ["south"] },
                "vip": { "of": "vip" },
                "size": { "of": "tiers.size" },
                "senior": { "of": "tags.senior" },
                "product": "enum:products",
                "channel": "enum:channels",
            } },
            { "id": "warned", "purpose": "risk", "fields": { "is": { "of": "warnings.indebted" } }, "epsilon": 0.5, "per": "1d" },
        ],
    })
}

fn engine_of(policy: &Value) -> Engine {
    let checked = compile::check(policy.to_string().as_bytes());
    checked.engine.unwrap_or_else(|| panic!("{:#?}", checked.compiled.findings("p")))
}

/// A session of which the ledger is known for longer than the period before: reports may be made.
fn open(engine: &Engine) -> Session {
    let mut session = engine.open(0, [7; 16]);
    for purpose in ["marketing", "risk"] {
        session.set_consent(purpose, true, at(NOW - 200 * DAY)).unwrap();
    }
    session.portrait(at(NOW - 100 * DAY)).unwrap();
    session
}

#[expect(clippy::cast_precision_loss, reason = "a moment")]
fn at(now: i64) -> f64 {
    now as f64
}

fn read(session: &Session) -> Value {
    let engine = session.engine();
    let mut text = String::new();
    answer::write(session.answer().cells(), &engine.program().strings, &mut text);
    serde_json::from_str(&text).unwrap()
}

fn bytes_of(report: &Value) -> Vec<u8> {
    serde_json::from_value(report["bytes"].clone()).unwrap()
}

/// A report, or the code of the error.
fn report(
    session: &mut Session,
    id: &str,
    now: i64,
    entropy: [u8; 32],
) -> Result<Value, &'static str> {
    session.report(id, at(now), entropy).map_err(|error| error.code)?;
    Ok(read(session))
}

fn said(session: &mut Session, id: &str, now: i64, entropy: [u8; 32]) -> Said {
    bytes::read(&bytes_of(&report(session, id, now, entropy).unwrap())).unwrap()
}

/// Draws that tell every answer as it is.
const TRUTH: [u8; 32] = [0; 32];

fn wealthy(session: &mut Session) {
    let profile = [
        ("age", Scalar::Number(40.0)),
        ("aum", Scalar::Text("1500.00")),
        ("city", Scalar::Text("south")),
        ("vip", Scalar::Bool(false)),
        ("debts", Scalar::Number(9.0)),
    ];
    session.set_profile(&profile).unwrap();
}

#[test]
fn every_kind_of_field_tells_its_answer() {
    let engine = engine_of(&policy());
    let mut session = open(&engine);
    // Nothing is known: tags, bands and values say so by their last answer. `help` is suggested to everybody.
    let nothing = said(&mut session, "mixed", NOW, TRUTH);
    // age: <18, <35, <60, more, unknown. city: south, other. vip: true, false, unknown. size: big, small, unknown:
    // nobody is without a size. senior: is, is not. product: boat, help, none. channel: branch, app, none.
    assert_eq!(nothing.answers, [4, 1, 2, 1, 1, 1, 1, 0]);
    assert_eq!(nothing.report, 1);
    assert_eq!(i64::from(nothing.period), NOW / (7 * DAY));
    assert_eq!(said(&mut session, "tag_count", NOW, TRUTH).answers, [3, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(said(&mut session, "warned", NOW, TRUTH).answers, [1, 0, 0, 0, 0, 0, 0, 0]);

    let mut session = open(&engine);
    wealthy(&mut session);
    assert_eq!(said(&mut session, "mixed", NOW, TRUTH).answers, [2, 0, 1, 1, 1, 0, 0, 0]);
    assert_eq!(said(&mut session, "tag_count", NOW, TRUTH).answers[0], 0);
    assert_eq!(said(&mut session, "warned", NOW, TRUTH).answers[0], 0);
    // A bound belongs to the band above it, and a fact of the profile is told as it is at the moment.
    session.set_profile(&[("age", Scalar::Number(60.0)), ("aum", Scalar::Text("999.99"))]).unwrap();
    let later = said(&mut session, "mixed", NOW + 7 * DAY, TRUTH);
    assert_eq!(later.answers, [3, 0, 1, 1, 0, 1, 1, 0]);
    // The first of the tags in the order of the policy: now the third.
    assert_eq!(said(&mut session, "tag_count", NOW + 30 * DAY, TRUTH).answers[0], 2);
    let visit = RawEvent {
        kind: Some("visit"),
        at: Scalar::Number(at(NOW + 60 * DAY)),
        fields: vec![("page", Scalar::Text("loans"))],
    };
    session.record(&[visit]).unwrap();
    assert_eq!(said(&mut session, "tag_count", NOW + 60 * DAY, TRUTH).answers[0], 1);
    // A tag that the customer removed is not held.
    session.mark_tag("visitor", true).unwrap();
    session.record(&[]).unwrap();
    assert_eq!(said(&mut session, "tag_count", NOW + 90 * DAY, TRUTH).answers[0], 2);
}

#[test]
fn asking_leaves_nothing_behind_but_the_charge() {
    let engine = engine_of(&policy());
    let (mut asked, mut other) = (open(&engine), open(&engine));
    for session in [&mut asked, &mut other] {
        wealthy(session);
        session.portrait(at(NOW)).unwrap();
        session.set_profile(&[("age", Scalar::Number(70.0))]).unwrap();
    }
    report(&mut asked, "mixed", NOW + 1, TRUTH).unwrap();
    for session in [&mut asked, &mut other] {
        session.portrait(at(NOW + 2)).unwrap();
    }
    assert_eq!(read(&asked), read(&other));
    assert_eq!(read(&asked)["changes"][0]["item"], "tag:senior");
}

#[test]
fn a_period_has_one_report_and_one_charge() {
    let engine = engine_of(&policy());
    let mut session = open(&engine);
    wealthy(&mut session);
    let first = report(&mut session, "tag_count", NOW, [201; 32]).unwrap();
    assert_eq!(first["egress"], "tag_count");
    assert_eq!(first["epsilon"], 1.0);
    assert_eq!(first["budgetLeft"], 0);
    // Other entropy, other facts, another moment of the period: the same bytes.
    session.set_profile(&[("aum", Scalar::Null)]).unwrap();
    let start = NOW - NOW % (30 * DAY);
    for now in [start, NOW + 1, start + 30 * DAY - 1] {
        assert_eq!(report(&mut session, "tag_count", now, [9; 32]).unwrap(), first);
    }
    // Also after the session was put away and taken up again.
    let kept = session.snapshot().unwrap();
    let mut session = engine.restore(0, &kept).unwrap();
    assert_eq!(report(&mut session, "tag_count", NOW + 1, [9; 32]).unwrap(), first);
    // The next period is another.
    let second = report(&mut session, "tag_count", start + 30 * DAY, [9; 32]).unwrap();
    assert_ne!(bytes_of(&second), bytes_of(&first));
    // A clock that goes back finds the earlier period over, and draws nothing.
    let before = session.snapshot().unwrap();
    for now in [NOW, start, start - 1, start - 90 * DAY] {
        assert_eq!(report(&mut session, "tag_count", now, [9; 32]).unwrap_err(), "report/period");
    }
    assert_eq!(session.snapshot().unwrap(), before);
    // Another report has periods of its own.
    report(&mut session, "mixed", NOW, [9; 32]).unwrap();
}

#[test]
fn what_is_charged_is_charged_before_it_is_told() {
    // The state after a report holds its bytes: whoever keeps the state first can tell nothing that is not charged.
    let engine = engine_of(&policy());
    let mut session = open(&engine);
    let before = session.snapshot().unwrap();
    let first = report(&mut session, "tag_count", NOW, [200; 32]).unwrap();
    let charged = session.snapshot().unwrap();
    assert_ne!(before, charged);
    let mut again = engine.restore(0, &charged).unwrap();
    assert_eq!(report(&mut again, "tag_count", NOW, [1; 32]).unwrap(), first);
    // The export says what may have left.
    session.export(at(NOW)).unwrap();
    let sent = &read(&session)["reports"][0];
    assert_eq!(sent["egress"], "tag_count");
    assert_eq!(sent["bytes"], first["bytes"]);
    assert_eq!(sent["epsilon"], 1.0);
    assert_eq!(sent["from"], NOW - NOW % (30 * DAY));
    assert_eq!(sent["until"], NOW - NOW % (30 * DAY) + 30 * DAY);
}

#[test]
fn a_ledger_that_is_lost_is_spent() {
    let engine = engine_of(&policy());
    let consenting = || {
        let mut session = engine.open(0, [7; 16]);
        session.set_consent("marketing", true, at(NOW)).unwrap();
        session
    };
    // A session that begins here knows nothing of this period.
    let mut fresh = consenting();
    assert_eq!(report(&mut fresh, "tag_count", NOW, TRUTH).unwrap_err(), "report/period");
    let next = NOW - NOW % (30 * DAY) + 30 * DAY;
    assert_eq!(report(&mut fresh, "tag_count", next - 1, TRUTH).unwrap_err(), "report/period");
    report(&mut fresh, "tag_count", next, TRUTH).unwrap();
    // Nor does one that begins with the first moment of a period.
    let mut fresh = consenting();
    assert_eq!(report(&mut fresh, "tag_count", next, TRUTH).unwrap_err(), "report/period");
    // It is known from the first portrait on.
    let mut fresh = consenting();
    fresh.portrait(at(NOW)).unwrap();
    report(&mut fresh, "tag_count", next, TRUTH).unwrap();
    // A clock that goes back behind that opens nothing.
    let mut fresh = consenting();
    fresh.portrait(at(NOW)).unwrap();
    let earlier = NOW - 90 * DAY;
    assert_eq!(report(&mut fresh, "tag_count", earlier, TRUTH).unwrap_err(), "report/period");
    // Erasing everything is losing the ledger.
    let mut session = open(&engine);
    report(&mut session, "tag_count", NOW, TRUTH).unwrap();
    session.erase();
    assert_eq!(report(&mut session, "tag_count", NOW, TRUTH).unwrap_err(), "report/period");
    report(&mut session, "tag_count", next, TRUTH).unwrap();
    session.export(at(next)).unwrap();
    assert_eq!(read(&session)["reports"].as_array().unwrap().len(), 1);
}

/// Evicted as often as one likes, by sessions that begin anew, a customer never makes two reports of one period.
#[test]
fn losing_the_ledger_again_and_again_never_makes_more_reports() {
    let engine = engine_of(&policy());
    let mut periods = Vec::new();
    let mut session = engine.open(0, [7; 16]);
    session.set_consent("marketing", true, at(NOW)).unwrap();
    let mut seed = 1_u64;
    for hour in 0..24 * 400 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let now = NOW + hour * 3_600_000;
        if seed >> 56 < 2 {
            session = engine.open(0, [7; 16]);
            session.set_consent("marketing", true, at(now)).unwrap();
        }
        let known = periods.len();
        let before = session.snapshot().unwrap();
        if report(&mut session, "mixed", now, [3; 32]).is_ok()
            && session.snapshot().unwrap() != before
        {
            periods.push(now / (7 * DAY));
        }
        assert!(periods.len() <= known + 1);
    }
    let mut once = periods.clone();
    once.dedup();
    assert_eq!(periods, once);
    assert!(periods.len() > 5, "{}", periods.len());
}

#[test]
fn consent_and_personalisation_come_first() {
    let engine = engine_of(&policy());
    let mut session = open(&engine);
    session.set_personalised(false);
    let off = report(&mut session, "tag_count", NOW, TRUTH).unwrap_err();
    assert_eq!(off, "report/personalisation");
    session.set_personalised(true);
    let first = report(&mut session, "tag_count", NOW, TRUTH).unwrap();
    session.set_consent("marketing", false, at(NOW)).unwrap();
    assert_eq!(report(&mut session, "tag_count", NOW, TRUTH).unwrap_err(), "report/consent");
    // The report of another purpose is not touched.
    report(&mut session, "warned", NOW, TRUTH).unwrap();
    // What was told is deleted with the withdrawal, and stays charged.
    session.export(at(NOW)).unwrap();
    let sent = read(&session)["reports"].clone();
    assert_eq!(sent.as_array().unwrap().len(), 1);
    assert_eq!(sent[0]["egress"], "warned");
    session.set_consent("marketing", true, at(NOW)).unwrap();
    assert_eq!(report(&mut session, "tag_count", NOW, TRUTH).unwrap_err(), "report/period");
    let next = report(&mut session, "tag_count", NOW + 30 * DAY, TRUTH).unwrap();
    assert_ne!(next, first);
    assert_eq!(report(&mut session, "no_such", NOW, TRUTH).unwrap_err(), "report/unknown");
    assert_eq!(session.report("tag_count", f64::NAN, TRUTH).unwrap_err().code, "input/time");
}

#[test]
fn a_new_policy_does_not_open_a_period_that_is_charged() {
    let engine = engine_of(&policy());
    let mut session = open(&engine);
    let first = report(&mut session, "tag_count", NOW, [200; 32]).unwrap();
    let kept = session.snapshot().unwrap();
    let mut changed = policy();
    changed["version"] = json!("1.1.0");
    changed["egress"][0]["per"] = json!("1d");
    changed["egress"][0]["fields"] = json!({ "tag": { "of": "enum:tags", "among": ["senior"] } });
    let newer = engine_of(&changed);
    let mut session = newer.restore(0, &kept).unwrap();
    // Still the report of the earlier policy, which its bytes name.
    let end = NOW - NOW % (30 * DAY) + 30 * DAY;
    for now in [NOW, NOW + DAY, end - 1] {
        assert_eq!(
            bytes_of(&report(&mut session, "tag_count", now, [9; 32]).unwrap()),
            bytes_of(&first)
        );
    }
    let next = report(&mut session, "tag_count", end, [9; 32]).unwrap();
    let said = |report: &Value| bytes::read(&bytes_of(report)).unwrap();
    assert_ne!(said(&next).policy, said(&first).policy);
    assert_eq!(i64::from(said(&next).period), end / DAY);
    // Back under the policy with the longer periods: the one that is under way is not free.
    let mut session = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    assert_eq!(report(&mut session, "tag_count", end + DAY, TRUTH).unwrap_err(), "report/period");
    report(&mut session, "tag_count", end + 30 * DAY, TRUTH).unwrap();
}

#[test]
fn all_reports_together_stay_within_the_budget() {
    let mut policy = policy();
    policy["egressBudget"] = json!({ "epsilon": 5.0, "per": "90d" });
    let engine = engine_of(&policy);
    let span = NOW - NOW % (90 * DAY) + 90 * DAY;
    // The span in which the ledger began is spent.
    let mut session = engine.open(0, [7; 16]);
    for purpose in ["marketing", "risk"] {
        session.set_consent(purpose, true, at(NOW)).unwrap();
    }
    session.portrait(at(NOW)).unwrap();
    for now in [NOW + DAY, span - 1] {
        assert_eq!(report(&mut session, "warned", now, TRUTH).unwrap_err(), "report/budget");
    }
    // 2 + 2 + 0.5 + 0.5 of 5, and then nothing until the next.
    let left = |report: Result<Value, &'static str>| {
        report.map(|report| report["budgetLeft"].as_f64().unwrap())
    };
    assert_eq!(left(report(&mut session, "mixed", span, TRUTH)), Ok(3.0));
    assert_eq!(left(report(&mut session, "mixed", span, TRUTH)), Ok(3.0), "memory costs nothing");
    assert_eq!(left(report(&mut session, "mixed", span + 7 * DAY, TRUTH)), Ok(1.0));
    assert_eq!(left(report(&mut session, "mixed", span + 14 * DAY, TRUTH)), Err("report/budget"));
    assert_eq!(left(report(&mut session, "warned", span + 14 * DAY, TRUTH)), Ok(0.5));
    assert_eq!(left(report(&mut session, "warned", span + 15 * DAY, TRUTH)), Ok(0.0));
    let mut session = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    for day in 16..90 {
        assert_eq!(
            left(report(&mut session, "warned", span + day * DAY, TRUTH)),
            Err("report/budget")
        );
    }
    assert_eq!(left(report(&mut session, "warned", span + 90 * DAY, TRUTH)), Ok(4.5));
    // A budget that a newer policy brings begins with its next span.
    let without = engine_of(&self::policy());
    let mut session = open(&without);
    report(&mut session, "mixed", NOW, TRUTH).unwrap();
    let mut session = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    assert_eq!(report(&mut session, "warned", NOW, TRUTH).unwrap_err(), "report/budget");
    report(&mut session, "warned", span, TRUTH).unwrap();
}

/// With the same entropy, whatever else is different: the same bytes.
#[test]
fn nothing_but_the_named_fields_moves_a_bit() {
    let engine = engine_of(&policy());
    let mut random = 7_u64;
    let mut next = |below: u64| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for round in 0..200 {
        let entropy: [u8; 32] = std::array::from_fn(|_| u8::try_from(next(256)).unwrap());
        let mut sent = Vec::new();
        for salt in [1, 2] {
            let mut session = engine.open(0, [salt; 16]);
            for purpose in ["marketing", "risk"] {
                session
                    .set_consent(purpose, true, at(NOW - i64::try_from(next(1000)).unwrap()))
                    .unwrap();
            }
            session.portrait(at(NOW - 31 * DAY - i64::try_from(next(1_000_000)).unwrap())).unwrap();
            // What `warned` and `tag_count` do not name; of what they name, only on which side of the bounds it lies.
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            let age = 60.0 + next(60) as f64;
            let city = ["north", "south", "east"][usize::try_from(next(3)).unwrap()];
            session
                .set_profile(&[
                    ("age", Scalar::Number(age)),
                    ("city", Scalar::Text(city)),
                    ("vip", Scalar::Bool(next(2) == 0)),
                    ("debts", Scalar::Number(if round % 2 == 0 { 6.0 + age } else { 0.0 })),
                ])
                .unwrap();
            // A moment of the same day and of the same 30 days.
            let day = NOW - NOW % DAY;
            let now = day + i64::try_from(next(86_400_000)).unwrap();
            for id in ["tag_count", "warned"] {
                let bytes = bytes_of(&report(&mut session, id, now, entropy).unwrap());
                assert_eq!(bytes.len(), SIZE);
                sent.push(bytes);
            }
        }
        assert_eq!(sent[..2], sent[2..]);
    }
}

#[test]
fn every_report_has_the_same_size_and_says_which_policy_it_answers() {
    let engine = engine_of(&policy());
    for (place, id) in ["tag_count", "mixed", "warned"].into_iter().enumerate() {
        for draw in [0, 1, 127, 128, 254, 255] {
            let mut session = open(&engine);
            wealthy(&mut session);
            let bytes = bytes_of(&report(&mut session, id, NOW, [draw; 32]).unwrap());
            assert_eq!(bytes.len(), SIZE);
            let said = bytes::read(&bytes).unwrap();
            assert_eq!(usize::from(said.report), place);
            let digest = engine.digest_hex();
            let named: String = said.policy.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(named, digest[..16]);
        }
    }
}

/// A pack without reports holds one byte for them.
#[test]
fn packs_without_reports_do_not_grow() {
    let mut policy = policy();
    let object = policy.as_object_mut().unwrap();
    object.remove("egress");
    let checked = compile::check(policy.to_string().as_bytes());
    assert!(checked.compiled.program.unwrap().egress.is_none());
}
