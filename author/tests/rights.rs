//! What the customer decides: consent per purpose.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, RawEvent, Scalar, Session};
use silhouette_author::explain::explain;
use silhouette_author::{answer, compile};

const NOW: f64 = 1_777_687_200_000.0;
const DAY: f64 = 86_400_000.0;

/// A policy in which marketing and risk rest on consent, and service does not. `age` is for both of those, `hobby` and
/// visits for marketing only, `debts` for risk only, `plan` for service, and `free` for everything.
fn policy() -> Value {
    json!({
        "id": "rights", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "purposes": [
            { "id": "service", "basis": "contract" },
            { "id": "marketing", "basis": "consent", "label": "Personal suggestions" },
            { "id": "risk", "basis": "consent", "label": "Risk assessment" },
        ],
        "profile": {
            "age": { "type": "int", "range": [0, 120], "purposes": ["marketing", "risk"] },
            "hobby": { "type": "category", "purposes": ["marketing"] },
            "debts": { "type": "int", "range": [0, 1000], "purposes": ["risk"] },
            "plan": { "type": "category", "purposes": ["service"] },
            "free": { "type": "bool" },
        },
        "events": {
            "visit": { "fields": { "page": "category" }, "purposes": ["marketing"] },
            "repayment": { "fields": { "late": "int" }, "purposes": ["risk", "service"] },
        },
        "features": {
            "visits": { "count": "visit", "where": "page == 'loans'", "window": "30d" },
            "lates": { "count": "repayment", "where": "late > 0" },
        },
        "tags": [
            { "id": "sailor", "label": "Sailor", "purpose": "marketing", "when": "hobby == 'sailing'", "ttl": "90d" },
            { "id": "visitor", "label": "Visitor", "purpose": "marketing", "when": "visits > 0" },
            { "id": "careful", "label": "Careful", "purpose": "risk", "when": "debts < 3 && age > 30" },
            { "id": "planned", "label": "Planned", "purpose": "service", "when": "known(plan) && free" },
        ],
        "tiers": [{ "id": "size", "purpose": "marketing", "levels": ["big", "small"],
            "rows": [{ "to": "big", "expr": "visits > 2" }, { "to": "small", "otherwise": true }],
            "hysteresis": { "minDwell": "30d" } }],
        "warnings": [
            { "id": "late", "message": "Late {lates} times", "severity": "high", "purpose": "service", "when": "lates > 0" },
            { "id": "indebted", "message": "Debts: {debts}", "severity": "caution", "purpose": "risk", "when": "debts > 5" },
        ],
        "products": [
            { "id": "boat", "kind": "service", "label": "Boat", "message": "A boat", "channels": ["app"], "purpose": "marketing",
              "eligibility": "tags.sailor" },
            { "id": "help", "kind": "service", "label": "Help", "message": "Help", "channels": ["app"], "purpose": "service" },
        ],
        "fallback": ["boat"],
    })
}

fn engine() -> Engine {
    let checked = compile::check(policy().to_string().as_bytes());
    checked.engine.unwrap_or_else(|| panic!("{:?}", checked.compiled.findings("p")))
}

fn open(engine: &Engine, granted: &[&str]) -> Session {
    let mut session = engine.open(0, [7; 16]);
    for purpose in granted {
        session.set_consent(purpose, true, NOW - 90.0 * DAY).unwrap();
    }
    session
}

/// Supplies everything; what became of it.
fn supply(session: &mut Session) -> [Value; 2] {
    let profile = [
        ("age", Scalar::Number(40.0)),
        ("hobby", Scalar::Text("sailing")),
        ("debts", Scalar::Number(7.0)),
        ("plan", Scalar::Text("gold-plan")),
        ("free", Scalar::Bool(true)),
    ];
    let engine = session.engine();
    let strings = &engine.program().strings;
    let set = read(session.set_profile(&profile).unwrap().cells(), strings);
    let event = |kind, days: f64, field: (&'static str, Scalar<'static>)| {
        let fields = vec![field];
        RawEvent { kind: Some(kind), at: Scalar::Number(NOW - days * DAY), fields }
    };
    let events = [
        event("visit", 3.0, ("page", Scalar::Text("loans"))),
        event("repayment", 2.0, ("late", Scalar::Number(4.0))),
        event("visit", 1.0, ("page", Scalar::Text("private-page"))),
    ];
    [set, read(session.record(&events).unwrap().cells(), strings)]
}

fn read(cells: &[f64], strings: &[String]) -> Value {
    let mut text = String::new();
    answer::write(cells, strings, &mut text);
    serde_json::from_str(&text).unwrap()
}

fn portrait(session: &mut Session, now: f64) -> Value {
    let engine = session.engine();
    read(session.portrait(now).unwrap().cells(), &engine.program().strings)
}

fn export(session: &mut Session) -> Value {
    let engine = session.engine();
    read(session.export(NOW).unwrap().cells(), &engine.program().strings)
}

fn consents(session: &mut Session) -> Value {
    let engine = session.engine();
    read(session.consents().cells(), &engine.program().strings)
}

fn ids(portrait: &Value, list: &str, key: &str) -> Vec<String> {
    let items = portrait[list].as_array().unwrap().iter();
    items.map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_not_asked_for_is_not_granted() {
    let engine = engine();
    let mut session = open(&engine, &[]);
    let [set, recorded] = supply(&mut session);
    // Kept: `plan`, for service, and `free`, for everything.
    assert_eq!(set, json!({ "set": 2, "dropped": [{ "reason": "no_consent", "count": 3 }] }));
    // Kept: the repayment, which service may use without consent.
    let dropped = json!([{ "reason": "no_consent", "count": 2 }]);
    assert_eq!(recorded, json!({ "recorded": 1, "replaced": 0, "held": 1, "dropped": dropped }));
    let told = portrait(&mut session, NOW);
    assert_eq!(ids(&told, "tags", "id"), ["planned"]);
    assert_eq!(told["tiers"], json!([]));
    assert_eq!(ids(&told, "warnings", "id"), ["late"]);
    assert_eq!(ids(&told, "suggestions", "product"), ["help"]);
    // The list that uses nothing about the customer needs no consent.
    assert_eq!(ids(&told, "general", "product"), ["boat"]);
    let evidence = json!([{ "fact": "marketing", "label": "Personal suggestions", "is": null, "test": "==", "against": true }]);
    let because =
        json!([{ "rule": "boat", "message": "Personal suggestions", "evidence": evidence }]);
    assert_eq!(
        told["excluded"],
        json!([{ "product": "boat", "label": "Boat", "gate": "consent", "because": because }])
    );
    assert_eq!(told["unknown"], json!([]));
    let explained: Value =
        serde_json::from_str(&explain(&engine, &mut session, "tag:sailor", NOW).unwrap()).unwrap();
    assert_eq!(explained["truth"], "unknown");
    assert_eq!(explained["trace"]["evidence"], evidence);
    assert_eq!(explained["next"], Value::Null);
    let unasked = |purpose: &str, label: &str| json!({ "purpose": purpose, "label": label, "granted": false, "since": null });
    let all = [unasked("marketing", "Personal suggestions"), unasked("risk", "Risk assessment")];
    assert_eq!(consents(&mut session), json!(all));
}

#[test]
fn a_grant_serves_its_own_purpose_and_no_other() {
    let engine = engine();
    let mut session = open(&engine, &["risk"]);
    supply(&mut session);
    let told = portrait(&mut session, NOW);
    // 7 debts: not careful, indebted. Nothing of marketing.
    assert_eq!(ids(&told, "tags", "id"), ["planned"]);
    assert_eq!(ids(&told, "warnings", "id"), ["late", "indebted"]);
    assert_eq!(ids(&told, "excluded", "gate"), ["consent"]);
    let held = export(&mut session);
    assert_eq!(
        held["profile"],
        json!({ "age": 40, "debts": 7, "plan": "gold-plan", "free": true })
    );
    assert_eq!(ids(&held, "events", "type"), ["repayment"]);
    let mut session = open(&engine, &["marketing", "risk"]);
    supply(&mut session);
    let told = portrait(&mut session, NOW);
    assert_eq!(ids(&told, "tags", "id"), ["sailor", "visitor", "planned"]);
    assert_eq!(ids(&told, "suggestions", "product"), ["boat", "help"]);
    assert_eq!(told["tiers"][0]["level"], "small");
}

#[test]
fn withdrawing_deletes_what_no_granted_purpose_may_use() {
    let engine = engine();
    let mut never = open(&engine, &["risk"]);
    never.set_consent("marketing", false, NOW).unwrap();
    supply(&mut never);
    let mut session = open(&engine, &["risk", "marketing"]);
    supply(&mut session);
    // The never granted one was never looked at either: the first portrait has no changes.
    portrait(&mut never, NOW);
    portrait(&mut session, NOW);
    session.set_consent("marketing", false, NOW).unwrap();
    for days in [0.0, 1.0, 20.0, 40.0] {
        let now = NOW + days * DAY;
        assert_eq!(session.portrait(now).unwrap(), never.portrait(now).unwrap(), "{days}");
    }
    assert_eq!(export(&mut session)["profile"], export(&mut never)["profile"]);
    assert_eq!(export(&mut session)["events"], export(&mut never)["events"]);
    let bytes = session.snapshot().unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("gold-plan"));
    assert!(!holds("sailing") && !holds("private-page"));
    let since = (NOW - 90.0 * DAY) as i64;
    let said = json!([
        { "purpose": "marketing", "label": "Personal suggestions", "granted": false, "since": NOW as i64 },
        { "purpose": "risk", "label": "Risk assessment", "granted": true, "since": since },
    ]);
    assert_eq!(consents(&mut session), said);
    // A later grant does not bring anything back; what comes from then on is kept.
    session.set_consent("marketing", true, NOW + DAY).unwrap();
    let told = portrait(&mut session, NOW + 41.0 * DAY);
    assert_eq!(ids(&told, "tags", "id"), ["planned"]);
    assert_eq!(ids(&told, "unknown", "fact"), ["hobby", "tags.sailor"]);
    session.set_profile(&[("hobby", Scalar::Text("sailing"))]).unwrap();
    assert_eq!(ids(&portrait(&mut session, NOW + 41.0 * DAY), "tags", "id"), ["sailor", "planned"]);
}

#[test]
fn consents_are_kept_in_snapshots_by_name() {
    let engine = engine();
    let mut session = open(&engine, &["marketing"]);
    supply(&mut session);
    session.set_consent("risk", false, NOW).unwrap();
    let mut restored = engine.restore(0, &session.snapshot().unwrap()).unwrap();
    assert_eq!(consents(&mut session), consents(&mut restored));
    assert_eq!(session.portrait(NOW).unwrap(), restored.portrait(NOW).unwrap());
    // The purposes in another order, one of them new, and marketing no longer one that needs consent.
    let mut other = policy();
    other["version"] = json!("2.0.0");
    other["purposes"] = json!([
        { "id": "research", "basis": "consent" }, { "id": "risk", "basis": "consent" },
        { "id": "marketing", "basis": "contract" }, { "id": "service", "basis": "contract" },
    ]);
    let other = compile::check(other.to_string().as_bytes()).engine.unwrap();
    let mut moved = other.restore(0, &session.snapshot().unwrap()).unwrap();
    let said = json!([
        { "purpose": "research", "label": "research", "granted": false, "since": null },
        { "purpose": "risk", "label": "risk", "granted": false, "since": NOW as i64 },
    ]);
    assert_eq!(consents(&mut moved), said);
    assert_eq!(ids(&portrait(&mut moved, NOW), "tags", "id"), ["sailor", "visitor", "planned"]);
    // A policy under which marketing needs consent again knows of none: what only it may use is left out.
    let mut back = engine.restore(0, &moved.snapshot().unwrap()).unwrap();
    assert_eq!(consents(&mut back)[0]["since"], Value::Null);
    assert_eq!(export(&mut back)["profile"], json!({ "plan": "gold-plan", "free": true }));
}

#[test]
fn only_purposes_that_need_consent_are_the_customers_to_grant() {
    let engine = engine();
    let mut session = engine.open(0, [7; 16]);
    for purpose in ["service", "nothing", "", "Marketing"] {
        let error = session.set_consent(purpose, true, NOW).unwrap_err();
        assert_eq!((error.code, error.path.as_str()), ("input/purpose", ""), "{purpose}");
    }
    for at in [f64::NAN, -1.0, 0.5] {
        assert_eq!(session.set_consent("risk", true, at).unwrap_err().code, "input/time");
        assert_eq!(session.grant_all(at).unwrap_err().code, "input/time");
    }
    // What is said again was said before: the moment stays.
    session.grant_all(NOW).unwrap();
    session.set_consent("risk", true, NOW + DAY).unwrap();
    assert_eq!(consents(&mut session)[1]["since"], json!(NOW as i64));
}

/// A line without consents has everything; one with them exactly those.
#[test]
fn customer_lines_say_what_was_granted() {
    use silhouette_author::customer::Customer;
    let engine = engine();
    let run = |consents: Value| {
        let mut line =
            json!({ "now": NOW, "profile": { "age": 40, "hobby": "sailing", "debts": 1 } });
        if !consents.is_null() {
            line["consents"] = consents;
        }
        let mut session = engine.open(0, [0; 16]);
        Customer::read(line.to_string().as_bytes())?.enter(&mut session)?;
        Ok::<_, silhouette_author::customer::Refusal>(ids(
            &portrait(&mut session, NOW),
            "tags",
            "id",
        ))
    };
    assert_eq!(run(Value::Null).unwrap(), ["sailor", "careful"]);
    assert_eq!(run(json!({ "marketing": true })).unwrap(), ["sailor"]);
    assert_eq!(run(json!({ "marketing": false, "risk": true })).unwrap(), ["careful"]);
    assert_eq!(run(json!({})).unwrap(), Vec::<String>::new());
    for (consents, code, path) in [
        (json!({ "sales": true }), "input/purpose", "/consents/sales"),
        (json!({ "risk": "secret" }), "input/type", "/consents/risk"),
        (json!(true), "input/type", "/consents"),
    ] {
        let refusal = run(consents).unwrap_err();
        assert_eq!((refusal.code, refusal.path.as_str()), (code, path));
    }
}
