//! `backtest --challenger`: two policies over the same customers, worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A policy whose one score gives `points[x]`.
fn policy(id: &str, score: &str, points: [u8; 10], bands: &Value) -> Value {
    let attributes = points
        .iter()
        .enumerate()
        .map(|(n, points)| json!({ "lo": n, "hi": n + 1, "points": points }));
    let mut attributes: Vec<Value> = attributes.collect();
    attributes.push(json!({ "missing": true, "noScore": true }));
    attributes.push(json!({ "otherwise": true, "points": 0 }));
    let label = |text: &str| json!({ "en": text });
    json!({
        "id": id, "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "purposes": [{ "id": "risk", "basis": "contract", "label": label("Risk") }],
        "profile": {
            "x": { "type": "number", "purposes": ["risk"], "class": "C1", "label": label("X") },
            "kind": { "type": "enum", "values": ["a", "b"], "purposes": ["risk"], "class": "C1",
                "label": label("Kind") },
        },
        "scores": [{
            "id": score, "kind": "scorecard", "purpose": "risk", "label": label("Points"),
            "reasonCodes": { "algorithm": "pointsBelow", "max": 1 },
            "characteristics": [{ "fact": "x", "baseline": 90,
                "reasonCode": { "code": "X", "message": label("X is low") }, "attributes": attributes }],
            "bands": bands,
            "probability": { "a": 0, "b": 0.02 },
        }],
        "tags": [{ "id": "is_a", "purpose": "risk", "label": label("A"), "when": "kind == 'a'" }],
    })
}

const OLD: [u8; 10] = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
/// Twos are as good as sixes.
const NEW: [u8; 10] = [0, 10, 60, 30, 40, 50, 60, 70, 80, 90];

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("silhouette-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let folder = Folder(path);
        let two = json!([{ "id": "low" }, { "id": "high", "from": 50 }]);
        let other =
            json!([{ "id": "bad" }, { "id": "fair", "from": 30 }, { "id": "good", "from": 65 }]);
        folder.build("champion", &policy("champion", "points", OLD, &two));
        folder.build("challenger", &policy("challenger", "points", NEW, &two));
        folder.build("banded", &policy("banded", "grade", NEW, &other));
        // Scores 10, 20, 20, 60, 70, 90 and 50; those with the outcome have 10, 20 and 60; of 50 it is not known.
        let customers = [
            (1, "a", json!(true)),
            (2, "a", json!(1)),
            (2, "b", json!(0)),
            (6, "b", json!("1")),
            (7, "a", json!(false)),
            (9, "b", json!("false")),
            (5, "b", Value::Null),
        ];
        let lines = customers.iter().map(|(x, kind, outcome)| {
            let profile = json!({ "x": x, "kind": kind });
            format!("{}\n", json!({ "id": x, "now": 0, "profile": profile, "outcome": outcome }))
        });
        std::fs::write(folder.0.join("data.ndjson"), lines.collect::<String>()).unwrap();
        folder
    }

    fn build(&self, name: &str, policy: &Value) {
        std::fs::write(self.0.join(format!("{name}.json")), policy.to_string()).unwrap();
        let (policy, pack) = (format!("{name}.json"), format!("{name}.pack"));
        let built = self.run(&["build", &policy, "-o", &pack]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_silhouette"));
        Command::new(program).args(args).current_dir(&self.0).output().unwrap()
    }

    fn backtest(&self, challenger: &str, more: &[&str]) -> Output {
        let args = ["backtest", "champion.pack", "--challenger", challenger, "--in", "data.ndjson"];
        self.run(&[&args[..], more].concat())
    }

    fn json(&self, challenger: &str, more: &[&str]) -> Value {
        let output = self.backtest(challenger, &[&["--format", "json"], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
}

fn group(found: &Value) -> (u64, u64, u64) {
    let of = |key: &str| found[key].as_u64().unwrap();
    (of("customers"), of("known"), of("events"))
}

#[test]
fn two_policies_by_hand() {
    let folder = Folder::new("challenger-hand");
    let all = folder.json("challenger.pack", &["--by", "kind"]);
    let alone = folder.run(&[
        "backtest",
        "champion.pack",
        "--in",
        "data.ndjson",
        "--by",
        "kind",
        "--format",
        "json",
    ]);
    let alone: Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert_eq!(all["scores"], alone["scores"], "the champion is measured as without a challenger");
    let found = &all["challenger"]["scores"][0];
    // Champion: 7.5 of 9 pairs. Challenger: events 10, 60, 60 against 60, 70, 90: 3 + 2.5 + 2.5 of 9.
    close(&found["auc"]["champion"], 7.5 / 9.0);
    close(&found["auc"]["challenger"], 8.0 / 9.0);
    close(&found["auc"]["difference"]["value"], 0.5 / 9.0);
    close(&found["gini"]["difference"]["value"], 1.0 / 9.0);
    // Up to 20: two of three with the outcome, one of three without; up to 60 all and one. Both have 2/3 there.
    close(&found["ks"]["champion"], 2.0 / 3.0);
    close(&found["ks"]["challenger"], 2.0 / 3.0);
    // Brier: only the twos change, from p(20) to p(60), one with the outcome and one without.
    let p = |score: f64| 1.0 / (1.0 + (0.02 * score).exp());
    let both = |score: f64| (1.0 - p(score)).powi(2) + p(score).powi(2);
    close(&found["brier"]["difference"]["value"], (both(60.0) - both(20.0)) / 6.0);
    // The border at 50: both twos rise, one with the outcome; 60, 70, 90 and 50 stay above, 10 below.
    let border = &found["borders"][0];
    assert_eq!((&border["band"], &border["sameBands"]), (&json!("high"), &json!(true)));
    assert_eq!(group(&border["rises"]), (2, 2, 1));
    assert_eq!(group(&border["falls"]), (0, 0, 0));
    assert_eq!(group(&border["above"]), (4, 3, 1));
    assert_eq!(group(&border["below"]), (1, 1, 1));
    let moves = found["moves"].as_array().unwrap();
    let of =
        |entry: &Value| (entry["from"].clone(), entry["to"].clone(), entry["customers"].clone());
    assert_eq!(
        moves.iter().map(of).collect::<Vec<_>>(),
        [
            (json!("high"), json!("high"), json!(4)),
            (json!("low"), json!("high"), json!(2)),
            (json!("low"), json!("low"), json!(1)),
        ]
    );
    // By kind: a has 10 and 20 against 70, which nothing changes; b has one with the outcome only.
    let parts = found["by"][0]["parts"].as_array().unwrap();
    let kind = |name: &str| parts.iter().find(|part| part["part"] == name).unwrap();
    assert_eq!((group(kind("a")), &kind("a")["auc"]), ((3, 3, 2), &Value::Null));
    assert_eq!((group(kind("b")), &kind("b")["auc"]), ((4, 3, 1), &Value::Null));
}

/// Other ids are paired by hand, or because there is but one of each; other bands are cut where as many stand below.
#[test]
fn other_scores_and_other_bands() {
    let folder = Folder::new("challenger-other");
    let all = folder.json("banded.pack", &[]);
    let paired = folder.json("banded.pack", &["--pair", "points=grade"]);
    assert_eq!(all, paired);
    let found = &all["challenger"]["scores"][0];
    assert_eq!((&found["champion"], &found["challenger"]), (&json!("points"), &json!("grade")));
    // Three stand below 50 under the champion: 10, 20, 20. The challenger's fourth of 10, 50, 60, 60, 60, 70, 90 is 60: 10
    // and 50 are below. So both twos rise and 50 falls.
    let border = &found["borders"][0];
    assert_eq!(border["sameBands"], json!(false));
    assert_eq!(group(&border["rises"]), (2, 2, 1));
    assert_eq!(group(&border["falls"]), (1, 0, 0));
    assert_eq!(group(&border["below"]), (1, 1, 1));
    assert_eq!(group(&border["above"]), (3, 3, 1));
}

#[test]
fn words_pages_and_refusals() {
    let folder = Folder::new("challenger-words");
    let output = folder.backtest("challenger.pack", &["--report", "page.html", "--locale", "en"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for wanted in [
        "challenger challenger 1.0.0",
        "AUC    0.8333 → 0.8889, 0.0556 (",
        "rises over it",
        "low → high",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let page = std::fs::read_to_string(folder.0.join("page.html")).unwrap();
    for wanted in ["Challenger: Points", "<td>0.8333</td><td>0.8889</td>", "+0.0556"] {
        assert!(page.contains(wanted), "{wanted}");
    }
    for wrong in ["<script", "http://", "https://"] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    let refused = |challenger: &str, more: &[&str], wanted: &str| {
        let output = folder.backtest(challenger, more);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(wanted), "{said}");
    };
    refused("banded.pack", &["--pair", "points=nothing"], "--pair is SCORE=SCORE");
    refused("banded.pack", &["--direction", "neither=rising"], "names no score of the policies");
    let alone = folder.run(&["backtest", "champion.pack", "--pair", "a=b", "--in", "data.ndjson"]);
    assert_eq!(alone.status.code(), Some(2));
    // A direction goes to the policy that has the score: then 1 − 8/9.
    let turned = folder.json("banded.pack", &["--direction", "grade=rising"]);
    close(&turned["challenger"]["scores"][0]["auc"]["challenger"], 1.0 / 9.0);
}
