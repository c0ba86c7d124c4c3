//! The order of suggestions: bundles, groups that exclude each other, diversity, experiments.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::{answer, compile};

/// A policy with some products, ranked by `value`.
fn engine(products: &Value, ranking: &Value) -> Engine {
    let policy = json!({
        "id": "p", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+00:00",
        "profile": {
            "age": { "type": "int" },
            "tolerance": { "type": "enum", "ordered": true, "values": ["C1", "C2", "C3", "C4", "C5"] }
        },
        "suitability": { "tolerance": "tolerance" },
        "products": products,
        "ranking": ranking
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let findings: Vec<String> =
        checked.compiled.findings("p").iter().map(|found| format!("{found:?}")).collect();
    checked.engine.unwrap_or_else(|| panic!("{findings:?}"))
}

fn product(id: &str, value: f64, more: &Value) -> Value {
    let mut product = json!({
        "id": id, "kind": "service", "label": { "zh-CN": format!("{id} 产品"), "en": id }, "message": id,
        "channels": ["app"], "value": value
    });
    let all = product.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    product
}

/// The portrait of a device whose random number is `salt`.
fn portrait(engine: &Engine, salt: u8, profile: &[(&str, Scalar<'_>)]) -> Value {
    let mut session = engine.open(1, [salt; 16]);
    session.set_profile(profile).unwrap();
    let mut text = String::new();
    answer::write(session.portrait(0.0).unwrap().cells(), &engine.program().strings, &mut text);
    serde_json::from_str(&text).unwrap()
}

fn suggested(portrait: &Value) -> Vec<&str> {
    let list = portrait["suggestions"].as_array().unwrap();
    list.iter().map(|one| one["product"].as_str().unwrap()).collect()
}

#[test]
fn a_bundle_passes_when_each_of_its_parts_does() {
    let products = json!([
        product("card", 0.1, &json!({ "eligibility": "age >= 18", "disclosures": ["fees"] })),
        product(
            "fund",
            0.2,
            &json!({ "kind": "fund", "suitability": { "riskRating": "R3" }, "disclosures": ["risk"] })
        ),
        product(
            "both",
            0.9,
            &json!({ "bundle": ["card", "fund"], "applicability": "age < 60", "disclosures": ["joint", "risk"] })
        )
    ]);
    let engine = engine(&products, &json!({ "score": "value" }));
    let of = |age: f64, tolerance| {
        portrait(
            &engine,
            0,
            &[("age", Scalar::Number(age)), ("tolerance", Scalar::Text(tolerance))],
        )
    };
    let all = of(30.0, "C3");
    assert_eq!(suggested(&all), ["both", "fund", "card"]);
    // What must stand beside a part must stand beside the whole, each once.
    assert_eq!(all["suggestions"][0]["disclosures"], json!(["joint", "risk", "fees"]));
    // Its own condition, and that of the card.
    let rests_on: Vec<(&Value, &Value)> = all["suggestions"][0]["because"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| (&reason["evidence"][0]["test"], &reason["evidence"][0]["against"]))
        .collect();
    assert_eq!(rests_on, [(&json!("<"), &json!(60)), (&json!(">="), &json!(18))]);
    let left = |portrait: &Value| -> Vec<(String, String)> {
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let list = portrait["excluded"].as_array().unwrap();
        list.iter().map(|one| (text(one, "product"), text(one, "gate"))).collect()
    };
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    };
    // A part that may not, is not good for the customer, or cannot be told keeps the whole back by that gate.
    let gates = [("card", "eligibility"), ("both", "eligibility")];
    assert_eq!(left(&of(17.0, "C5")), pairs(&gates));
    let gates = [("fund", "suitability"), ("both", "suitability")];
    assert_eq!(left(&of(30.0, "C2")), pairs(&gates));
    assert_eq!(left(&of(70.0, "C5")), pairs(&[("both", "applicability")]));
    // The explanation holds the parts' conditions too.
    let mut session = engine.open(1, [0; 16]);
    session
        .set_profile(&[("age", Scalar::Number(17.0)), ("tolerance", Scalar::Text("C5"))])
        .unwrap();
    let strings = &engine.program().strings;
    let both = strings.iter().zip(0..).find(|(text, _)| *text == "both").unwrap().1;
    let mut text = String::new();
    let explained = session.explain(silhouette::ItemKind::Product, both, 0.0).unwrap();
    answer::write(explained.cells(), strings, &mut text);
    let explained: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(explained["truth"], "false");
    assert_eq!(explained["trace"]["children"].as_array().unwrap().len(), 3);
}

#[test]
fn of_a_group_the_best_is_suggested_and_the_others_name_it() {
    let group = json!({ "exclusive": "credit" });
    let products = json!([
        product("small", 0.3, &group),
        product("large", 0.6, &group),
        product("other", 0.5, &json!({})),
        product("young", 0.9, &json!({ "exclusive": "credit", "eligibility": "age < 30" }))
    ]);
    let engine = engine(&products, &json!({ "score": "value" }));
    let old = portrait(&engine, 0, &[("age", Scalar::Number(40.0))]);
    assert_eq!(suggested(&old), ["large", "other"]);
    assert_eq!(
        old["excluded"][0],
        json!({ "product": "small", "label": "small", "gate": "exclusive", "because": [{ "rule": "large", "message": "large", "evidence": [] }] })
    );
    assert_eq!(old["excluded"][1]["gate"], "eligibility");
    let young = portrait(&engine, 0, &[("age", Scalar::Number(20.0))]);
    assert_eq!(suggested(&young), ["young", "other"]);
    assert_eq!(young["excluded"][1]["because"][0]["rule"], "young");
}

#[test]
fn a_diverse_list_mixes_families() {
    let of = |family: &str| json!({ "family": family });
    let products = json!([
        product("a1", 1.0, &of("a")),
        product("a2", 0.9, &of("a")),
        product("a3", 0.8, &of("a")),
        product("b1", 0.5, &of("b")),
        product("free", 0.45, &json!({})),
        product("also", 0.44, &json!({}))
    ]);
    let order = |ranking: &Value| {
        suggested(&portrait(&engine(&products, ranking), 0, &[]))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let plain = json!({ "score": "value" });
    assert_eq!(order(&plain), ["a1", "a2", "a3", "b1", "free", "also"]);
    // Half off for each of the family before: a2 0.4 once a1 stands, a3 0.3, then −0.2 once a2 stands.
    // Products without a family are like no other.
    let diverse = json!({ "score": "value", "diversity": { "by": "family", "penalty": 0.5 } });
    assert_eq!(order(&diverse), ["a1", "b1", "free", "also", "a2", "a3"]);
    // All are services: 1.0; then 0.4, 0.3, 0.0, −0.05, −0.06: the order stays.
    let diverse = json!({ "score": "value", "diversity": { "by": "kind", "penalty": 0.5 } });
    assert_eq!(order(&diverse), ["a1", "a2", "a3", "b1", "free", "also"]);
}

#[test]
fn arms_are_drawn_by_the_device_stay_and_have_their_declared_shares() {
    let products = json!([product("a", 0.9, &json!({})), product("b", 0.1, &json!({}))]);
    let ranking = |id: &str| {
        let challenger = json!({ "share": 30, "score": "1 - value" });
        json!({ "score": "value", "experiment": { "id": id, "label": { "zh-CN": "排序实验", "en": "Order" }, "holdOut": 20, "challenger": challenger } })
    };
    let engine = engine(&products, &ranking("order_1"));
    let mut arms = std::collections::BTreeMap::new();
    let mut drawn = Vec::new();
    for device in 0..2000_u32 {
        let mut salt = [0; 16];
        salt[..4].copy_from_slice(&device.to_le_bytes());
        let mut session = engine.open(1, salt);
        let mut text = String::new();
        answer::write(session.portrait(0.0).unwrap().cells(), &engine.program().strings, &mut text);
        let found: Value = serde_json::from_str(&text).unwrap();
        let arm = found["experiment"]["arm"].as_str().unwrap().to_owned();
        match arm.as_str() {
            "champion" => assert_eq!(suggested(&found), ["a", "b"]),
            "challenger" => assert_eq!(suggested(&found), ["b", "a"]),
            _ => {
                assert_eq!(suggested(&found), [""; 0]);
                let reason = json!([{ "rule": "order_1", "message": "Order", "evidence": [] }]);
                let out = |id| json!({ "product": id, "label": id, "gate": "holdout", "because": reason });
                assert_eq!(found["excluded"], json!([out("a"), out("b")]));
            }
        }
        assert_eq!(found["experiment"]["id"], "order_1");
        // The draw is a part of the device's state.
        let mut again = engine.restore(1, &session.snapshot().unwrap()).unwrap();
        text.clear();
        answer::write(again.portrait(0.0).unwrap().cells(), &engine.program().strings, &mut text);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap()["experiment"]["arm"],
            arm.as_str()
        );
        // Switched off, it is no longer personal: the arm is not told.
        session.set_personalised(false);
        text.clear();
        answer::write(session.portrait(0.0).unwrap().cells(), &engine.program().strings, &mut text);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["experiment"], Value::Null);
        *arms.entry(arm.clone()).or_insert(0) += 1;
        drawn.push(arm);
    }
    // Of 2,000 draws 400 and 600; five standard deviations are 89 and 102.
    assert!((311..=489).contains(&arms["holdout"]), "{arms:?}");
    assert!((498..=702).contains(&arms["challenger"]), "{arms:?}");
    // Another experiment draws anew: of independent draws 0.2² + 0.3² + 0.5² = 38 % agree; five standard
    // deviations are 5.4 %.
    let other = self::engine(&products, &ranking("order_2"));
    let mut same = 0;
    for (device, arm) in (0..2000_u32).zip(&drawn) {
        let mut salt = [0; 16];
        salt[..4].copy_from_slice(&device.to_le_bytes());
        let mut session = other.open(1, salt);
        let mut text = String::new();
        answer::write(session.portrait(0.0).unwrap().cells(), &other.program().strings, &mut text);
        let found: Value = serde_json::from_str(&text).unwrap();
        same += u32::from(found["experiment"]["arm"] == arm.as_str());
    }
    assert!((652..=868).contains(&same), "{same}");
}

const DAY: i64 = 86_400_000;

fn feedback(session: &mut silhouette::Session, product: &str, outcome: &str, at: i64) {
    let fields = vec![
        ("product", Scalar::Text(product)),
        ("channel", Scalar::Text("app")),
        ("outcome", Scalar::Text(outcome)),
    ];
    let event =
        silhouette::RawEvent { kind: Some("suggestion"), at: Scalar::Number(at as f64), fields };
    session.record(&[event]).unwrap();
}

fn at(engine: &Engine, session: &mut silhouette::Session, now: i64) -> Value {
    let mut text = String::new();
    let told = session.portrait(now as f64).unwrap();
    answer::write(told.cells(), &engine.program().strings, &mut text);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn response_is_what_the_policy_assumes_moved_by_showings_and_answers() {
    let products = json!([
        product("a", 0.0, &json!({})),
        product("b", 0.05, &json!({})),
        product("c", 0.1, &json!({}))
    ]);
    let ranking = json!({ "score": "value + response", "response": { "hits": 1, "misses": 4 } });
    let engine = engine(&products, &ranking);
    let mut session = engine.open(1, [0; 16]);
    // Nothing is known: 1/5 for each, and the values decide.
    assert_eq!(suggested(&at(&engine, &mut session, DAY)), ["c", "b", "a"]);
    // a shown and clicked, which led to what it suggests: one answer. 2/6 = 0.333 against 0.25 and 0.3.
    feedback(&mut session, "a", "shown", DAY);
    feedback(&mut session, "a", "clicked", DAY + 1);
    feedback(&mut session, "a", "converted", DAY + 2);
    assert_eq!(suggested(&at(&engine, &mut session, 2 * DAY)), ["a", "c", "b"]);
    // Shown twice more without an answer: 2/8 = 0.25, as b: the id decides. With a third time 2/9 = 0.222.
    feedback(&mut session, "a", "shown", 2 * DAY);
    feedback(&mut session, "a", "shown", 2 * DAY + 1);
    assert_eq!(suggested(&at(&engine, &mut session, 3 * DAY)), ["c", "a", "b"]);
    feedback(&mut session, "a", "shown", 3 * DAY);
    feedback(&mut session, "a", "dismissed", 3 * DAY + 1);
    assert_eq!(suggested(&at(&engine, &mut session, 4 * DAY)), ["c", "b", "a"]);
    // An answer to a showing that nobody recorded is one of its own: 2/6 + 0.05.
    feedback(&mut session, "b", "clicked", 4 * DAY);
    assert_eq!(suggested(&at(&engine, &mut session, 5 * DAY)), ["b", "c", "a"]);
}

#[test]
fn exploration_is_off_by_default_and_deterministic_for_a_device_and_a_day() {
    let products: Vec<Value> =
        ["a", "b", "c", "d", "e"].iter().map(|id| product(id, 0.0, &json!({}))).collect();
    let ranking = |explore: Value| {
        let mut response = json!({ "hits": 1, "misses": 1 });
        response.as_object_mut().unwrap().extend(explore.as_object().unwrap().clone());
        json!({ "score": "response", "response": response })
    };
    let order = |engine: &Engine, salt: u8, now: i64| {
        let mut session = engine.open(1, [salt; 16]);
        suggested(&at(engine, &mut session, now)).join("")
    };
    let still = engine(&json!(products), &ranking(json!({})));
    let explores = engine(&json!(products), &ranking(json!({ "explore": true })));
    let mut orders = std::collections::BTreeSet::new();
    for day in 0..200 {
        assert_eq!(order(&still, 7, day * DAY), "abcde");
        let drawn = order(&explores, 7, day * DAY);
        // The same all day long, and each time it is asked for.
        assert_eq!(order(&explores, 7, day * DAY), drawn);
        assert_eq!(order(&explores, 7, day * DAY + DAY - 1), drawn);
        orders.insert(drawn);
    }
    // Of 120 equally likely orders 200 days show about 120 · (1 − (119/120)^200) = 97.
    assert!((80..=114).contains(&orders.len()), "{}", orders.len());
    // And the portrait says that it ends with the day.
    let mut session = explores.open(1, [7; 16]);
    assert_eq!(at(&explores, &mut session, 5 * DAY + 1)["nextChangeAt"], json!(6 * DAY));
    // Another device draws otherwise.
    let other: Vec<String> = (0..50).map(|day| order(&explores, 8, day * DAY)).collect();
    let own: Vec<String> = (0..50).map(|day| order(&explores, 7, day * DAY)).collect();
    assert_ne!(other, own);
    // What was never answered falls behind what was often: a sample of Beta(1, 41) against one of Beta(41, 1).
    let mut session = explores.open(1, [7; 16]);
    for showing in 0..40 {
        feedback(&mut session, "a", "shown", showing);
        feedback(&mut session, "b", "shown", showing);
        feedback(&mut session, "b", "clicked", showing);
    }
    for day in 1..100 {
        let portrait = at(&explores, &mut session, day * DAY);
        let list = suggested(&portrait);
        let place = |id| list.iter().position(|&other| other == id).unwrap();
        assert!(place("b") < place("a"), "{list:?}");
    }
}
