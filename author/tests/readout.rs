//! `readout` over a small experiment that can be counted by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette_author::compile;
use silhouette_author::customer::Customer;
use silhouette_author::readout::{Arms, Ask, Record, results};
use silhouette_author::report;

const DAY: i64 = 86_400_000;

fn engine() -> Engine {
    let label = |text: &str| json!({ "en": text });
    let policy = json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "events": { "bought": { "fields": { "product": "enum:products" }, "retain": "365d" } },
        "products": [{ "id": "card", "kind": "card", "label": label("Card"), "message": label("A card."), "channels": ["app"] }],
        "goals": [{ "id": "buys", "label": label("Buys"), "from": "shown", "to": { "event": "bought", "by": "product" }, "within": "30d" }],
        "fallback": ["card"],
    });
    let checked = compile::check(policy.to_string().as_bytes());
    checked.engine.unwrap()
}

/// A customer of an arm: what became of suggestions, on which day each, whether something was bought on day 10, and the outcome.
fn line(arm: &str, answers: &[&str], bought: bool, outcome: Value) -> Value {
    let mut events: Vec<Value> = (1..).zip(answers).map(|(day, outcome): (i64, _)| {
        json!({ "type": "suggestion", "at": day * DAY, "product": "card", "channel": "app", "outcome": outcome })
    }).collect();
    if bought {
        events.push(json!({ "type": "bought", "at": 10 * DAY, "product": "card" }));
    }
    json!({ "id": 1, "now": 50 * DAY, "arm": arm, "outcome": outcome, "events": events })
}

fn read(lines: &[Value]) -> (Arms, Vec<&'static str>) {
    let engine = engine();
    let ask = Ask { arm: "arm".to_owned(), outcome: "outcome".to_owned() };
    let (mut arms, mut refused) = (Arms::default(), Vec::new());
    for line in lines {
        let customer = Customer::read(line.to_string().as_bytes()).unwrap();
        match Record::of(&engine, &ask, &customer) {
            Ok(record) => arms.add(&record),
            Err(refusal) => refused.push(refusal.code),
        }
    }
    (arms, refused)
}

#[test]
fn arms_are_counted_and_compared() {
    let (arms, refused) = read(&[
        line("champion", &["shown", "shown", "clicked"], true, json!(1)),
        line("champion", &["shown", "dismissed"], false, json!(0)),
        line("champion", &["shown", "clicked", "converted"], true, json!(true)),
        line("champion", &[], false, json!(null)),
        line("holdout", &[], true, json!(1)),
        line("holdout", &["shown"], false, json!(0)),
        line("holdout", &[], false, json!(0)),
        line("", &[], false, json!(0)),
        line("holdout", &[], false, json!("perhaps")),
    ]);
    assert_eq!(refused, ["input/arm", "input/outcome"]);
    let champion = &arms.0["champion"];
    let share = |name: &str| {
        let all = results::measures(champion);
        all.iter()
            .find(|(known, _)| known == name)
            .map(|(_, share)| (share.have, share.of))
            .unwrap()
    };
    // A customer counts once, however often something was shown.
    assert_eq!(share("shown"), (3, 4));
    assert_eq!(share("clicked"), (2, 4));
    assert_eq!(share("dismissed"), (1, 4));
    assert_eq!(share("converted"), (1, 4));
    assert_eq!(share("outcome"), (2, 3));
    assert_eq!(share("goal:buys started"), (3, 4));
    assert_eq!(share("goal:buys reached"), (2, 4));
    let report = results::json(&arms, "holdout", 2);
    let against = report["arms"][0]["againstControl"].as_array().unwrap();
    let outcome = against.iter().find(|entry| entry["measure"] == "outcome").unwrap();
    // 2/3 − 1/3, twice as much; of so few nothing is sure.
    let value = |entry: &Value| entry.as_f64().unwrap();
    assert!((value(&outcome["difference"]["value"]) - 1.0 / 3.0).abs() < 1e-12);
    assert!((value(&outcome["ratio"]) - 2.0).abs() < 1e-12);
    assert!(
        value(&outcome["difference"]["low"]) < 0.0 && value(&outcome["difference"]["high"]) > 0.0
    );
    assert_eq!(report["arms"][1]["againstControl"], Value::Null);
    let text = results::text(&arms, "holdout", 2);
    assert!(text.contains("champion against holdout") && text.contains("not told apart"), "{text}");
}

/// Where the difference is great and the customers many, it is told so.
#[test]
fn a_great_difference_is_sure() {
    let mut lines = vec![line("holdout", &[], false, json!(0)); 60];
    lines.extend(vec![line("holdout", &[], false, json!(1)); 20]);
    lines.extend(vec![line("champion", &[], false, json!(1)); 60]);
    lines.extend(vec![line("champion", &[], false, json!(0)); 20]);
    let (arms, _) = read(&lines);
    let text = results::text(&arms, "holdout", 0);
    // 60/80 − 20/80.
    let line = text.lines().find(|line| line.contains("outcome") && line.contains('×')).unwrap();
    assert!(line.contains("50.00") && line.contains("×3.000: more"), "{line}");
}

/// The page stands alone, compares by the words of its language, and says so when there is nobody to compare with.
#[test]
fn a_page_of_an_experiment() {
    let mut lines = vec![line("holdout", &[], false, json!(0)); 60];
    lines.extend(vec![line("holdout", &[], false, json!(1)); 20]);
    lines.extend(vec![line("champion", &["shown"], true, json!(1)); 60]);
    lines.extend(vec![line("champion", &[], false, json!(0)); 20]);
    let (arms, _) = read(&lines);
    let engine = engine();
    let page = |control: &str, language: &str| {
        let words = report::Words::of(&engine, Some(language)).unwrap();
        report::readout::write(&engine, &arms, control, 3, words)
    };
    let english = page("holdout", "en");
    for wanted in [
        "<html lang=\"en\">",
        "default-src 'none'",
        // 60/80 − 20/80 and three times as many.
        "+50.00",
        "×3.00",
        "Buys: reached",
        "champion against holdout",
        "<td>more</td>",
    ] {
        assert!(english.contains(wanted), "{wanted}");
    }
    // Nobody clicked in any arm.
    for wrong in ["<script", "http://", "https://", "clicked"] {
        assert!(!english.contains(wrong), "{wrong}");
    }
    let chinese = page("holdout", "zh-CN");
    assert!(chinese.contains("<html lang=\"zh-CN\">") && chinese.contains("<td>更高</td>"));
    let alone = page("nobody", "en");
    assert!(alone.contains("Nobody is in the control") && !alone.contains("+50.00"));
}
