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

fn my_tags(session: &mut Session, now: f64) -> Value {
    let engine = session.engine();
    read(session.my_tags(now).unwrap().cells(), &engine.program().strings)
}

#[test]
fn a_removed_tag_is_as_if_it_were_never_given_until_it_is_restored() {
    let engine = engine();
    let mut session = open(&engine, &["marketing", "risk"]);
    supply(&mut session);
    portrait(&mut session, NOW);
    let told = my_tags(&mut session, NOW);
    assert_eq!(ids(&json!({ "t": told }), "t", "id"), ["sailor", "visitor", "planned"]);
    assert!(
        told.as_array()
            .unwrap()
            .iter()
            .all(|tag| tag["removed"] == false && tag["because"] != json!([]))
    );
    session.mark_tag("sailor", true).unwrap();
    let told = portrait(&mut session, NOW);
    assert_eq!(ids(&told, "tags", "id"), ["visitor", "planned"]);
    // It is not lost either: it never was.
    assert_eq!(told["changes"], json!([]));
    // The product that needs it is left out because it is not there; nothing is unknown of it.
    assert_eq!(told["excluded"][0]["because"][0]["evidence"][0]["is"], false);
    assert_eq!(told["unknown"], json!([]));
    let gone = json!({ "id": "sailor", "label": "Sailor", "since": null, "expires": null, "because": [], "removed": true });
    assert_eq!(my_tags(&mut session, NOW)[0], gone);
    assert_eq!(export(&mut session)["tags"][0], gone);
    let explained: Value =
        serde_json::from_str(&explain(&engine, &mut session, "tag:sailor", NOW).unwrap()).unwrap();
    assert_eq!((&explained["truth"], &explained["sentences"]), (&json!("false"), &json!([])));
    // Also where the policy does not know it for a while.
    let mut without = policy();
    without["tags"].as_array_mut().unwrap().remove(0);
    without["products"][0].as_object_mut().unwrap().remove("eligibility");
    let without = compile::check(without.to_string().as_bytes()).engine.unwrap();
    let mut elsewhere = without.restore(0, &session.snapshot().unwrap()).unwrap();
    assert_eq!(
        ids(&json!({ "t": my_tags(&mut elsewhere, NOW) }), "t", "id"),
        ["visitor", "planned"]
    );
    let last = export(&mut elsewhere)["tags"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["id"], &last["label"], &last["removed"]),
        (&json!("sailor"), &json!("sailor"), &json!(true))
    );
    let mut back = engine.restore(0, &elsewhere.snapshot().unwrap()).unwrap();
    assert_eq!(ids(&portrait(&mut back, NOW), "tags", "id"), ["visitor", "planned"]);
    for session in [&mut session, &mut back] {
        session.mark_tag("sailor", false).unwrap();
        let told = portrait(session, NOW + DAY);
        assert_eq!(ids(&told, "tags", "id"), ["sailor", "visitor", "planned"]);
        assert_eq!(told["tags"][0]["since"], json!((NOW + DAY) as i64));
    }
    for id in ["nothing", "", "late", "tag:sailor"] {
        for removed in [true, false] {
            assert_eq!(session.mark_tag(id, removed).unwrap_err().code, "input/item", "{id}");
        }
    }
}

#[test]
fn a_tag_that_the_customer_does_not_see_is_not_theirs_to_remove() {
    let mut hidden = policy();
    hidden["tags"][1]["userVisible"] = json!(false);
    let engine = compile::check(hidden.to_string().as_bytes()).engine.unwrap();
    let mut session = open(&engine, &["marketing"]);
    supply(&mut session);
    portrait(&mut session, NOW);
    assert_eq!(ids(&json!({ "t": my_tags(&mut session, NOW) }), "t", "id"), ["sailor", "planned"]);
    assert_eq!(session.mark_tag("visitor", true).unwrap_err().code, "input/item");
    // But it is held, and the copy of what is held says so.
    assert_eq!(ids(&export(&mut session), "tags", "id"), ["sailor", "visitor", "planned"]);
}

#[test]
fn my_tags_are_answered_while_personalisation_is_off_and_leave_nothing_behind() {
    let engine = engine();
    let mut session = open(&engine, &["marketing", "risk"]);
    let mut silent = open(&engine, &["marketing", "risk"]);
    for session in [&mut session, &mut silent] {
        supply(session);
        session.set_personalised(false);
    }
    assert_eq!(my_tags(&mut session, NOW).as_array().unwrap().len(), 3);
    assert_eq!(session.my_tags(0.5).unwrap_err().code, "input/time");
    for session in [&mut session, &mut silent] {
        session.set_personalised(true);
    }
    assert_eq!(session.portrait(NOW).unwrap(), silent.portrait(NOW).unwrap());
}

#[test]
fn erasing_forgets_everything_but_the_customers_choices() {
    let engine = engine();
    let mut session = open(&engine, &["marketing", "risk"]);
    supply(&mut session);
    portrait(&mut session, NOW);
    session.write_journal(NOW).unwrap();
    session.mark_tag("planned", true).unwrap();
    session.set_consent("risk", false, NOW).unwrap();
    session.erase();
    let mut fresh = open(&engine, &["marketing"]);
    fresh.mark_tag("planned", true).unwrap();
    fresh.set_consent("risk", true, NOW - 90.0 * DAY).unwrap();
    fresh.set_consent("risk", false, NOW).unwrap();
    assert_eq!(session.snapshot().unwrap(), fresh.snapshot().unwrap());
    assert_eq!(session.export(NOW).unwrap(), fresh.export(NOW).unwrap());
    assert_eq!(session.portrait(NOW).unwrap(), fresh.portrait(NOW).unwrap());
}

#[test]
fn protected_customers_see_only_the_general_list() {
    let with = |general: Value| {
        let mut policy = policy();
        policy["purposes"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "id": "protection", "basis": "legal_duty" }));
        policy["profile"]["age"]["purposes"].as_array_mut().unwrap().push(json!("protection"));
        policy["generalOnly"] = general;
        compile::check(policy.to_string().as_bytes()).engine.unwrap()
    };
    let minor = json!({ "id": "minor", "label": "Under 18", "expr": "age < 18" });
    let engine = with(json!({ "purpose": "protection", "when": minor }));
    let told = |engine: &Engine, age: Option<f64>, granted: &[&str]| {
        let mut session = open(engine, granted);
        supply(&mut session);
        session.set_profile(&[("age", age.map_or(Scalar::Null, Scalar::Number))]).unwrap();
        portrait(&mut session, NOW)
    };
    for granted in [&["marketing", "risk"][..], &[]] {
        let young = told(&engine, Some(17.0), granted);
        assert_eq!(young["suggestions"], json!([]));
        assert_eq!(ids(&young, "excluded", "gate"), ["eligibility", "eligibility"]);
        let reason = &young["excluded"][1]["because"][0];
        assert_eq!(reason["rule"], "minor");
        let age = json!({ "fact": "age", "label": "age", "is": 17, "test": ">=", "against": 18 });
        assert_eq!(reason["evidence"], json!([age]));
        assert_eq!(ids(&young, "general", "product"), ["boat"]);
        // Of age, and where it cannot be told: as without the rule.
        for age in [Some(18.0), None] {
            let suggested = ids(&told(&engine, age, granted), "suggestions", "product");
            assert!(suggested.contains(&"help".to_owned()));
        }
    }
    let mut session = open(&engine, &["marketing"]);
    session.set_profile(&[("age", Scalar::Number(17.0))]).unwrap();
    let explained: Value =
        serde_json::from_str(&explain(&engine, &mut session, "product:help", NOW).unwrap())
            .unwrap();
    assert_eq!(explained["truth"], "false");
    assert_eq!(explained["next"]["changes"][0]["against"], 18);
    // The policy may say that who is not known to be of age is protected.
    let careful = with(json!({ "purpose": "protection", "when": minor, "onUnknown": true }));
    assert_eq!(told(&careful, None, &[])["suggestions"], json!([]));
    assert_eq!(ids(&told(&careful, None, &[]), "unknown", "fact")[0], "age");
    assert_ne!(told(&careful, Some(18.0), &[])["suggestions"], json!([]));
    // The short form reads what is granted for everything.
    let short = with(json!("free"));
    assert_eq!(told(&short, Some(40.0), &["marketing"])["suggestions"], json!([]));
}
