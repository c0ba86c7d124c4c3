//! What changed between two policies, and for whom.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette_author::compile;
use silhouette_author::customer::{Customer, Refusal};
use silhouette_author::diff::population::{Ask, Population, Seen};
use silhouette_author::diff::results;
use silhouette_author::diff::{Change, What, compare, text};
use silhouette_author::report::{self, Words};

fn retail() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/retail.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Change, kind and path of each, in one line.
fn told(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        format!("{} {} {}", change.what.name(), change.kind, change.path.join(" / "))
    };
    changes.iter().map(line).collect()
}

/// The values that are told stand where it is said.
fn assert_places(changes: &[Change], old: &Value, new: &Value) {
    for change in changes {
        let at = change.at.as_str();
        match change.what {
            What::Removed => assert_eq!(old.pointer(at), change.old.as_ref(), "{change:?}"),
            What::Added | What::Changed => {
                assert_eq!(new.pointer(at), change.new.as_ref(), "{change:?}");
            }
            What::Reordered => assert!(new.pointer(at).unwrap().is_array(), "{change:?}"),
        }
    }
}

/// Pointers to every value.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), out);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(item, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
    out.push(at.to_owned());
}

#[test]
fn a_policy_does_not_differ_from_itself() {
    let policy = retail();
    assert_eq!(compare(&policy, &policy), []);
    // Nor from itself with its keys in another order.
    let mut other = policy.clone();
    let map = other.as_object_mut().unwrap();
    let first = map.shift_remove("id").unwrap();
    map.insert("id".to_owned(), first);
    assert_eq!(compare(&policy, &other), []);
}

/// One pointer of each shape: the items of an array stand for each other.
fn one_of_each(policy: &Value) -> Vec<String> {
    let mut all = Vec::new();
    pointers(policy, "", &mut all);
    let mut seen = BTreeSet::new();
    all.retain(|at| {
        let steps =
            at.split('/').map(|step| if step.parse::<usize>().is_ok() { "*" } else { step });
        seen.insert(steps.collect::<Vec<&str>>().join("/"))
    });
    all
}

/// A value of each kind of a policy, changed alone: it is told, at its place or around it, and nothing else is.
#[test]
fn no_change_is_left_out() {
    let policy = retail();
    let all = one_of_each(&policy);
    let scalars = all.iter().filter(|at| !policy.pointer(at).unwrap().is_object());
    let mut count = 0;
    for at in scalars.filter(|at| !at.is_empty()) {
        let mut new = policy.clone();
        let value = new.pointer_mut(at).unwrap();
        *value = match value {
            Value::String(text) => json!(format!("{text}x")),
            Value::Bool(is) => json!(!*is),
            Value::Number(n) => json!(n.as_f64().unwrap() + 1.0),
            _ => json!("x"),
        };
        let changes = compare(&policy, &new);
        assert!(!changes.is_empty(), "{at}");
        for change in &changes {
            let (place, near) = (change.at.as_str(), at.rsplit_once('/').unwrap().0);
            // A thing whose id changed is another thing: the old one was removed, the new one added.
            let around = at.starts_with(place) || place.starts_with(near);
            assert!(around, "{at}: {change:?}");
        }
        assert_places(&changes, &policy, &new);
        // And back again: what was added is removed.
        let back = compare(&new, &policy);
        let count = |changes: &[Change], what| changes.iter().filter(|c| c.what == what).count();
        assert_eq!(count(&changes, What::Added), count(&back, What::Removed), "{at}");
        assert_eq!(count(&changes, What::Removed), count(&back, What::Added), "{at}");
        assert_places(&back, &new, &policy);
        let lines = text::text(&changes);
        assert_eq!(lines.lines().count(), 2 * changes.len() + 1, "{lines}");
    }
    for at in all.iter().filter(|at| !at.is_empty()) {
        let mut new = policy.clone();
        let (parent, key) = at.rsplit_once('/').unwrap();
        match new.pointer_mut(parent).unwrap() {
            Value::Object(map) => {
                drop(map.shift_remove(&key.replace("~1", "/").replace("~0", "~")))
            }
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            _ => panic!("{at}"),
        }
        let changes = compare(&policy, &new);
        assert!(!changes.is_empty(), "{at}");
        assert_places(&changes, &policy, &new);
        count += 1;
    }
    assert!(count > 400, "{count}");
}

#[test]
fn changes_are_told_in_the_words_of_the_policy() {
    let old = retail();
    let mut new = retail();
    new["purposes"][1]["basis"] = json!("contract");
    new["profile"]["age"]["class"] = json!("C1");
    new["features"]["spend_30d"]["window"] = json!("28d");
    new["tags"][0]["when"]["all"][0]["expr"] = json!("age < 40");
    new["tags"].as_array_mut().unwrap().remove(2);
    new["scores"][0]["characteristics"][0]["attributes"][1]["points"] = json!(23);
    let bins = &mut new["scores"][0]["characteristics"][4]["attributes"];
    bins[1]["hi"] = json!(14);
    bins[2]["lo"] = json!(14);
    new["tiers"][0]["rows"][1]["when"]["any"][1]["expr"] = json!("spend_90d >= 40");
    new["products"][1]["terms"]["aprMin"] = json!(3.2);
    new["products"].as_array_mut().unwrap().swap(0, 2);
    new["contact"]["caps"][0]["max"] = json!(3);
    let counts =
        json!({ "id": "counts", "fields": { "tag": "enum:tags" }, "epsilon": 1, "per": "30d" });
    new["egress"].as_array_mut().unwrap().push(counts);
    new["egressBudget"]["per"] = json!("180d");
    let changes = compare(&old, &new);
    assert_eq!(
        told(&changes),
        [
            "changed basis purpose marketing / basis",
            "changed class fact age / class",
            "changed window feature spend_30d / window",
            "changed expr tag young_high_income / when / all / leaf young / expr",
            "removed tag tag sme_owner",
            "changed points score retail_risk / characteristic checking_status / bin [\"from_200_or_salary\"] / points",
            "changed hi score retail_risk / characteristic duration_months / bin [10, 14) / hi",
            "changed lo score retail_risk / characteristic duration_months / bin [14, 34) / lo",
            "changed expr tier retail / row B / when / any / leaf spend_b / expr",
            "changed aprMin product consumer_loan / terms / aprMin",
            "reordered products products",
            "changed max contact / cap product / max",
            "added egress egress counts",
            "changed per egressBudget / per",
        ]
    );
    assert_places(&changes, &old, &new);
    let loan = &changes[9];
    assert_eq!((&loan.old, &loan.new), (&Some(json!(3.45)), &Some(json!(3.2))));
    assert_eq!(loan.at.as_str(), "/products/1/terms/aprMin");
}

/// A condition that is only an expression is the same as one with nothing but that expression.
#[test]
fn two_ways_of_writing_are_no_change() {
    let policy = |when: Value| json!({ "tags": [{ "id": "t", "label": "T", "when": when }] });
    let short = policy(json!("age < 35"));
    assert_eq!(compare(&short, &policy(json!({ "expr": "age < 35" }))), []);
    let named = policy(json!({ "id": "young", "expr": "age < 36" }));
    let changes = compare(&short, &named);
    assert_eq!(told(&changes), ["added id tag t / when / id", "changed expr tag t / when / expr"]);
    assert_places(&changes, &short, &named);
    let back = compare(&named, &short);
    assert_eq!(told(&back), ["changed expr tag t / when / expr", "removed id tag t / when / id"]);
    assert_places(&back, &named, &short);
    // From all to any is a change, and so is another order of rows, which the first decides.
    let all = policy(json!({ "all": ["a", "b"] }));
    let any = policy(json!({ "any": ["b", "a"] }));
    assert!(told(&compare(&all, &any)).iter().any(|line| line.contains("/ any / leaf")));
    assert_eq!(compare(&all, &policy(json!({ "all": ["b", "a"] }))), []);
    let rows = |order: [&str; 2]| json!({ "tiers": [{ "id": "t", "rows": order.map(|to| json!({ "to": to, "expr": to })) }] });
    assert_eq!(
        told(&compare(&rows(["a", "b"]), &rows(["b", "a"]))),
        ["reordered rows tier t / rows"]
    );
}

/// Adds a customer's line.
fn add(
    population: &mut Population,
    engines: (&Engine, &Engine),
    line: &[u8],
    ask: &Ask,
) -> Result<(), Refusal> {
    let customer = Customer::read(line)?;
    population.add(Seen::of(engines, &customer, ask)?, ask);
    Ok(())
}

fn engine(limit: u32) -> Engine {
    let policy = json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "age": { "type": "int" } },
        "tags": [{ "id": "young", "label": "Young", "when": format!("age < {limit}") }],
        "tiers": [{ "id": "t", "levels": ["up", "down"],
            "rows": [{ "to": "up", "expr": format!("age >= {limit}") }, { "to": "down", "otherwise": true }] }],
    });
    Engine::load(&compile::check(policy.to_string().as_bytes()).pack.unwrap()).unwrap()
}

/// Ages 20, 30, 40 and one that is unknown, and a limit that goes from 35 to 25, by hand: young were 20 and
/// 30, then 20 alone; 30 goes up; nothing changes for the unknown one, who is down by default.
#[test]
fn customers_are_counted_where_they_go() {
    let (old, new) = (engine(35), engine(25));
    let mut population = Population::default();
    for age in [json!(20), json!(30), json!(40), json!(null)] {
        let line = json!({ "id": 1, "now": 1_768_444_800_000_i64, "profile": { "age": age } });
        add(&mut population, (&old, &new), line.to_string().as_bytes(), &Ask::default()).unwrap();
    }
    assert!(add(&mut population, (&old, &new), b"{}", &Ask::default()).is_err());
    let report = results::json(&population);
    assert_eq!(report["customers"], 4);
    assert_eq!(
        report["tags"],
        json!([{ "id": "young", "old": 2, "new": 1, "lift": 0.5, "gained": 0, "lost": 1 }])
    );
    assert_eq!(
        report["tiers"],
        json!([{ "id": "t", "moves": [
            { "old": "down", "new": "down", "customers": 2 },
            { "old": "down", "new": "up", "customers": 1 },
            { "old": "up", "new": "up", "customers": 1 },
        ] }])
    );
    assert!(results::text(&population).contains("tag young: 2 → 1 (×0.500); 0 gained, 1 lost\n"));
}

/// A card that gives so many points to those of 30 and more.
fn card(points: u32, from: u32) -> Value {
    json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "age": { "type": "int" } },
        "tags": [{ "id": "young", "label": "Young", "when": { "id": "y", "label": "under the limit", "expr": format!("age < {from}") } }],
        "scores": [{ "id": "s", "kind": "scorecard", "label": "S",
            "characteristics": [{ "fact": "age", "attributes": [
                { "hi": 30, "points": 10 }, { "lo": 30, "points": points }, { "missing": true, "noScore": true } ] }],
            "bands": [{ "id": "low" }, { "id": "high", "from": 25 }] }],
    })
}

/// Ages 20, 30 and 40, and one that is unknown; 30 and more get 30 points instead of 20. Differences 0, 10, 10.
#[test]
fn scores_shift_and_swaps_have_outcomes() {
    let load = |policy: Value| {
        Engine::load(&compile::check(policy.to_string().as_bytes()).pack.unwrap()).unwrap()
    };
    let (old, new) = (load(card(20, 35)), load(card(30, 25)));
    let ask = Ask { outcome: None, examples: 1 };
    let mut population = Population::default();
    for (age, outcome) in [
        (json!(20), json!(0)),
        (json!(30), json!(1)),
        (json!(40), json!(false)),
        (json!(null), json!("unreadable")),
    ] {
        let line = json!({ "id": format!("c{age}"), "now": 0, "profile": { "age": age }, "outcome": outcome });
        add(&mut population, (&old, &new), line.to_string().as_bytes(), &ask).unwrap();
    }
    let report = results::json(&population);
    assert_eq!(report["outcome"]["known"], json!(3));
    // 30 is young no longer, and had the outcome; 20 is kept.
    let young = &report["tags"][0];
    assert_eq!((&young["old"], &young["new"], &young["lost"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!(
        (&young["outcomes"]["lost"]["events"], &young["outcomes"]["lost"]["rate"]["value"]),
        (&json!(1), &json!(1.0))
    );
    assert_eq!(
        (&young["outcomes"]["kept"]["known"], &young["outcomes"]["kept"]["events"]),
        (&json!(1), &json!(0))
    );
    let moves = report["bands"][0]["moves"].as_array().unwrap();
    let up = moves.iter().find(|entry| entry["old"] != entry["new"]).unwrap();
    assert_eq!(
        (&up["old"], &up["new"], &up["customers"], &up["outcome"]["events"]),
        (&json!("low"), &json!("high"), &json!(2), &json!(1))
    );
    let score = &report["scores"][0];
    assert_eq!((&score["both"], &score["changed"]), (&json!(3), &json!(2)));
    // Means (10 + 20 + 20)/3 and (10 + 30 + 30)/3; up to 20 all of the old and one of three of the new.
    let close = |found: &Value, wanted: f64| {
        assert!((found.as_f64().unwrap() - wanted).abs() < 1e-12, "{found}")
    };
    close(&score["meanOld"], 50.0 / 3.0);
    close(&score["meanNew"], 70.0 / 3.0);
    close(&score["difference"]["value"], 20.0 / 3.0);
    close(&score["ks"], 2.0 / 3.0);
    // One example of each change, in the order of the customers, as both policies explain it.
    let examples = report["examples"].as_array().unwrap();
    let told: Vec<(&str, &str, &str)> = examples
        .iter()
        .map(|one| {
            (
                one["id"].as_str().unwrap(),
                one["item"].as_str().unwrap(),
                one["change"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("c30", "tag:young", "lost"), ("c30", "score:s", "moved")]);
    assert_eq!(
        (&examples[0]["old"]["truth"], &examples[0]["new"]["truth"]),
        (&json!("true"), &json!("false"))
    );
    assert_eq!((&examples[1]["from"], &examples[1]["to"]), (&json!("low"), &json!("high")));
    // The page of all that runs nothing and says it in both languages.
    for (locale, word) in [("en", "What changed in the policy"), ("zh-CN", "规则变更")] {
        let words = Words::of(&new, Some(locale)).unwrap();
        let changes = compare(&card(20, 35), &card(30, 25));
        let page = report::diff::write(("a<b", "c"), &new, &changes, Some((&population, 1)), words);
        assert!(
            page.contains(word) && page.contains("a&lt;b") && page.contains("table class=\"heat\"")
        );
        for forbidden in ["<script", "http://", "https://", "url(", "NaN"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        let empty =
            report::diff::write(("a", "c"), &new, &[], Some((&Population::default(), 0)), words);
        assert!(!empty.contains("NaN"));
    }
    // Without examples nothing of anybody stands in the results.
    let mut quiet = Population::default();
    let line = json!({ "id": "who", "now": 0, "profile": { "age": 30 } });
    add(&mut quiet, (&old, &new), line.to_string().as_bytes(), &Ask::default()).unwrap();
    let text = format!("{}{}", results::json(&quiet), results::text(&quiet));
    assert!(!text.contains("who") && !text.contains("examples"), "{text}");
    // An outcome that was asked for must be one.
    let strict = Ask { outcome: Some("outcome".to_owned()), examples: 0 };
    let bad = json!({ "id": "x", "now": 0, "outcome": "secret" }).to_string();
    let refusal = add(&mut quiet, (&old, &new), bad.as_bytes(), &strict).unwrap_err();
    assert_eq!((refusal.code, refusal.path.as_str()), ("input/outcome", "/outcome"));
}
