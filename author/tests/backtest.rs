//! `backtest` over small populations that can be worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A policy whose one score is the number of points: 10 for each of `x`'s classes 0 to 9.
fn policy() -> Value {
    let attributes = (0..10).map(|n| json!({ "lo": n, "hi": n + 1, "points": n * 10 }));
    let mut attributes: Vec<Value> = attributes.collect();
    attributes.push(json!({ "missing": true, "noScore": true }));
    attributes.push(json!({ "otherwise": true, "points": 0 }));
    let label = |text: &str| json!({ "en": text });
    json!({
        "id": "small", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "purposes": [{ "id": "risk", "basis": "contract", "label": label("Risk") }],
        "profile": {
            "x": { "type": "number", "purposes": ["risk"], "class": "C1", "label": label("X") },
            "kind": { "type": "enum", "values": ["a", "b"], "purposes": ["risk"], "class": "C1",
                "label": label("Kind") },
        },
        "scores": [{
            "id": "points", "kind": "scorecard", "purpose": "risk", "label": label("Points"),
            "reasonCodes": { "algorithm": "pointsBelow", "max": 1 },
            "characteristics": [{ "fact": "x", "baseline": 90,
                "reasonCode": { "code": "X", "message": label("X is low") }, "attributes": attributes }],
            "bands": [{ "id": "low" }, { "id": "high", "from": 50 }],
            "probability": { "a": 0, "b": 0.02 },
        }],
        "tags": [{ "id": "is_a", "purpose": "risk", "label": label("A"), "when": "kind == 'a'" }],
        "tiers": [{ "id": "size", "purpose": "risk", "label": label("Size"),
            "levels": [{ "id": "big", "label": label("Big") }, { "id": "small", "label": label("Small") }],
            "rows": [{ "to": "big", "when": "x >= 5" }, { "to": "small", "otherwise": true }] }],
    })
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("silhouette-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let folder = Folder(path);
        std::fs::write(folder.file("policy.json"), policy().to_string()).unwrap();
        let built = folder.run(&["build", "policy.json", "-o", "small.pack"]);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_silhouette"));
        Command::new(program).args(args).current_dir(&self.0).output().unwrap()
    }

    /// The results of a population, and the exit code.
    fn backtest(&self, lines: &[Value], more: &[&str]) -> (Value, i32) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(self.file("data.ndjson"), text).unwrap();
        let args = ["backtest", "small.pack", "--in", "data.ndjson", "--format", "json"];
        let output = self.run(&[&args[..], more].concat());
        let results = serde_json::from_slice(&output.stdout);
        let results = results
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&output.stderr).into()));
        (results, output.status.code().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn customer(x: u8, kind: &str, outcome: impl Into<Value>) -> Value {
    let outcome: Value = outcome.into();
    json!({ "id": x, "now": 0, "profile": { "x": x, "kind": kind }, "outcome": outcome })
}

fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
}

#[test]
fn a_small_population_by_hand() {
    let folder = Folder::new("backtest-small");
    // Scores 10, 20, 20, 60, 70 and 90; those with the outcome have 10, 20 and 60.
    let lines = [
        customer(1, "a", true),
        customer(2, "a", 1),
        customer(2, "b", 0),
        customer(6, "b", "1"),
        customer(7, "a", false),
        customer(9, "b", "false"),
        customer(5, "b", Value::Null),
    ];
    let (results, exit) =
        folder.backtest(&lines, &["--by", "tag:is_a", "--by", "tier:size", "--by", "kind"]);
    assert_eq!(exit, 0, "{results}");
    assert_eq!(
        (&results["customers"], &results["known"], &results["missing"]),
        (&json!(7), &json!(6), &json!(1))
    );
    let score = &results["scores"][0];
    // The probability 1 / (1 + exp(0.02·x)) falls with the score: so does the risk.
    assert_eq!(
        (&score["direction"], &score["directionFrom"]),
        (&json!("falling"), &json!("probability"))
    );
    // 10 is riskier than all of 20, 70, 90; 20 ties with one and beats two; 60 beats two: (3 + 2.5 + 2) / 9.
    close(&score["auc"]["value"], 7.5 / 9.0);
    close(&score["gini"]["value"], 2.0 * 7.5 / 9.0 - 1.0);
    // The safer side, 70 and above: none of those with the outcome, two of three without.
    close(&score["ks"]["value"], 2.0 / 3.0);
    close(&score["ks"]["at"], 70.0);
    // From the riskiest: 10 (1 of 1), 20 (2 of 3), 60 (3 of 4).
    close(&score["averagePrecision"]["value"], (1.0 + 2.0 / 3.0 + 0.75) / 3.0);
    let told = |score: f64| 1.0 / (1.0 + (0.02 * score).exp());
    let rows = [(10.0, 1.0), (20.0, 1.0), (20.0, 0.0), (60.0, 1.0), (70.0, 0.0), (90.0, 0.0)];
    let brier: f64 = rows.iter().map(|(score, event)| (told(*score) - event).powi(2)).sum();
    close(&score["brier"]["value"], brier / 6.0);
    // The lower band has 2 of 3, the upper 1 of 3 known (four customers).
    let bands = score["bands"].as_array().unwrap();
    assert_eq!(
        (&bands[0]["id"], &bands[0]["customers"], &bands[0]["events"]),
        (&json!("low"), &json!(3), &json!(2))
    );
    assert_eq!(
        (&bands[1]["customers"], &bands[1]["known"], &bands[1]["events"]),
        (&json!(4), &json!(3), &json!(1))
    );
    close(&bands[0]["captured"], 2.0 / 3.0);
    close(&bands[0]["lift"], (2.0 / 3.0) / 0.5);
    // All but 90 are told that X is low.
    assert_eq!(score["reasons"][0]["code"], json!("X"));
    // Segments: with the tag 10, 20, 70 (outcomes 1, 1, 0), all pairs in order.
    for (place, names) in [(0, ["true", "false"]), (1, ["big", "small"]), (2, ["a", "b"])] {
        let parts = score["by"][place]["parts"].as_array().unwrap();
        let found: Vec<&str> = parts.iter().map(|part| part["part"].as_str().unwrap()).collect();
        assert_eq!(found, names, "{parts:?}");
        let sum: u64 = parts.iter().map(|part| part["customers"].as_u64().unwrap()).sum();
        assert_eq!(sum, 7);
    }
    close(&score["by"][0]["parts"][0]["auc"]["value"], 1.0);
    // A text of digits is a name where the policy does not say that it is a number.
    let coded: Vec<Value> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let mut line = line.clone();
            line["branch"] = json!(format!("00{}", place % 2));
            line
        })
        .collect();
    let (results, _) = folder.backtest(&coded, &["--by", "branch", "--by", "x"]);
    let parts = |place: usize| -> Vec<String> {
        let parts = results["scores"][0]["by"][place]["parts"].as_array().unwrap().clone();
        parts.iter().map(|part| part["part"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(parts(0), ["000", "001"]);
    assert_eq!(parts(1), ["1", "2", "5", "6", "7", "9"]);
    // The same, in the other direction.
    let (turned, _) = folder.backtest(&lines, &["--direction", "points=rising"]);
    close(&turned["scores"][0]["auc"]["value"], 1.0 - 7.5 / 9.0);
    assert_eq!(turned["scores"][0]["directionFrom"], json!("option"));
}

/// Every customer with a score is in one decile, and the deciles capture everybody with the outcome.
#[test]
fn deciles_are_a_partition() {
    let folder = Folder::new("backtest-deciles");
    let lines: Vec<Value> = (0_u32..400)
        .map(|n| customer(u8::try_from(n * 7 % 10).unwrap(), "a", n % 3 == 0 && n * 7 % 10 < 6))
        .collect();
    let (results, _) = folder.backtest(&lines, &[]);
    let score = &results["scores"][0];
    for list in ["deciles", "bands", "calibration"] {
        let slices = score[list].as_array().unwrap();
        let sum = |key: &str| slices.iter().map(|slice| slice[key].as_f64().unwrap()).sum::<f64>();
        close(&json!(sum("customers")), 400.0);
        close(&json!(sum("events")), results["events"].as_f64().unwrap());
        close(&json!(sum("share")), 1.0);
        close(&json!(sum("captured")), 1.0);
        close(&slices.last().unwrap()["capturedSoFar"], 1.0);
        // From x = 6 on nobody has the outcome: that is 0 of all, not −0.
        let signs = slices.iter().map(|slice| slice["captured"].as_f64().unwrap());
        assert!(signs.clone().all(f64::is_sign_positive), "{:?}", signs.collect::<Vec<_>>());
    }
    let deciles = score["deciles"].as_array().unwrap();
    assert!(deciles.windows(2).all(|pair| pair[0]["high"].as_f64() < pair[1]["low"].as_f64()));
}

#[test]
fn weights_of_one_change_nothing_and_others_do() {
    let folder = Folder::new("backtest-weights");
    let with = |weight: &dyn Fn(usize) -> f64| -> Vec<Value> {
        let line = |n: usize| {
            let mut line = customer(u8::try_from(n * 3 % 10).unwrap(), "a", n.is_multiple_of(4));
            line["w"] = json!(weight(n));
            line
        };
        (0..60).map(line).collect()
    };
    let (plain, _) = folder.backtest(&with(&|_| 1.0), &[]);
    let (ones, _) = folder.backtest(&with(&|_| 1.0), &["--weight", "w"]);
    assert_eq!(plain, ones);
    let (twos, _) =
        folder.backtest(&with(&|n| if n % 2 == 0 { 2.0 } else { 1.0 }), &["--weight", "w"]);
    assert_ne!(plain["scores"][0]["auc"], twos["scores"][0]["auc"]);
    // A weight of 2 is two customers.
    let twice: Vec<Value> = with(&|_| 1.0)
        .into_iter()
        .enumerate()
        .flat_map(|(n, line)| vec![line; if n % 2 == 0 { 2 } else { 1 }])
        .collect();
    let (twice, _) = folder.backtest(&twice, &[]);
    for measure in ["auc", "ks", "averagePrecision", "brier", "rate"] {
        let of = |results: &Value| results["scores"][0][measure]["value"].clone();
        close(&of(&twos), of(&twice).as_f64().unwrap());
    }
}

#[test]
fn a_base_period_against_the_rest() {
    let folder = Folder::new("backtest-base");
    let line = |n: u8, now: &str| {
        let mut line = customer(n % 10, "a", n % 2);
        line["now"] = json!(now);
        line
    };
    let january = (0..100).map(|n| line(n, "2026-01-10T00:00:00Z"));
    let equal: Vec<Value> =
        january.clone().chain((0..100).map(|n| line(n, "2026-02-10T00:00:00Z"))).collect();
    let base = ["--base", "2026-01-01..2026-02-01"];
    let (results, _) = folder.backtest(&equal, &base);
    assert_eq!(results["base"]["customers"], json!(100));
    close(&results["scores"][0]["stability"]["deciles"]["psi"]["value"], 0.0);
    // Bands: half and half in the base period, then all in the upper: the lower counts as 0.9 rows.
    let shifted: Vec<Value> =
        january.chain((0..100).map(|n| line(5 + n % 5, "2026-02-10T00:00:00Z"))).collect();
    let (results, _) = folder.backtest(&shifted, &base);
    let (a, b): (f64, f64) = (0.9 / 100.9, 100.0 / 100.9);
    let wanted = (0.5 - a) * (0.5 / a).ln() + (0.5 - b) * (0.5 / b).ln();
    let bands = &results["scores"][0]["stability"]["bands"];
    close(&bands["psi"]["value"], wanted);
    assert!(bands["psi"]["value"].as_f64() > bands["byChance"].as_f64());
    close(&bands["bins"][0]["base"], 0.5);
}

/// Facts, points of characteristics, tags and tiers, by hand: in the base period 6 of kind a and 2 of b, in the rest 2 and 6.
#[test]
fn inputs_against_the_base_period() {
    let folder = Folder::new("backtest-inputs");
    let mut lines = Vec::new();
    for n in 0..16_u8 {
        let rest = n >= 8;
        let mut line = customer(3, if (n % 8 < 6) == rest { "b" } else { "a" }, n % 2);
        line["now"] = json!(if rest { 86_400_000 } else { 0 });
        lines.push(line);
    }
    let (results, _) = folder.backtest(&lines, &["--base", "1970-01-01..1970-01-02"]);
    let inputs = results["inputs"].as_array().unwrap();
    let ids: Vec<&str> = inputs.iter().map(|input| input["id"].as_str().unwrap()).collect();
    // The furthest first; what nothing moved has 0.
    assert_eq!(ids, ["kind", "tag:is_a", "x", "score:points/x", "tier:size"]);
    // 0.75 against 0.25 and 0.25 against 0.75: 2 · 0.5 · ln 3.
    for input in &inputs[..2] {
        close(&input["psi"]["value"], 3.0_f64.ln());
    }
    for input in &inputs[2..] {
        close(&input["psi"]["value"], 0.0);
    }
    let bins = inputs[0]["bins"].as_array().unwrap();
    assert_eq!(bins[0], json!({ "bin": "a", "base": 0.75, "rest": 0.25 }));
    assert_eq!(inputs[3]["bins"], json!([{ "bin": "30", "base": 1.0, "rest": 1.0 }]));
    let (without, _) = folder.backtest(&lines, &[]);
    assert_eq!(without["inputs"], json!([]));
}

#[test]
fn what_cannot_be_used_is_told() {
    let folder = Folder::new("backtest-refused");
    let mut bad = vec![customer(1, "a", "secret"), customer(2, "a", 2), customer(3, "a", true)];
    bad.push(json!({ "id": 4, "profile": {} }));
    let (results, exit) = folder.backtest(&bad, &[]);
    assert_eq!(exit, 3);
    assert_eq!((&results["customers"], &results["refused"]), (&json!(1), &json!(3)));
    let output = folder.run(&["backtest", "small.pack", "--in", "data.ndjson"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains(
            "data.ndjson:1: error[input/outcome] at /outcome: expected true, false, 1 or 0"
        ),
        "{told}"
    );
    assert!(!told.contains("secret"));
    // One class only: a message, no number.
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("nothing to tell apart: everybody has the outcome"), "{text}");
    let (results, exit) = folder.backtest(&[customer(1, "a", 0)], &[]);
    assert_eq!(exit, 0);
    assert_eq!(results["scores"][0]["noRanks"], json!("nobody has the outcome"));
    assert_eq!(results["scores"][0]["auc"], Value::Null);
    // Nobody at all.
    let (results, exit) = folder.backtest(&[], &["--base", "2026-01-01..2026-02-01"]);
    assert_eq!((exit, &results["scores"][0]["noRanks"]), (0, &json!("no outcome is known")));
    // No score, another name of the outcome, a weight that is none.
    let mut line = customer(1, "a", 1);
    line["bad"] = json!(false);
    line["profile"]["x"] = Value::Null;
    let (results, _) = folder.backtest(&[line.clone()], &["--outcome", "bad"]);
    assert_eq!((&results["events"], &results["scores"][0]["without"]), (&json!(0), &json!(1)));
    let (results, exit) = folder.backtest(&[line], &["--weight", "w"]);
    assert_eq!((exit, &results["refused"]), (3, &json!(1)));
    for (more, message) in [
        (["--by", "tier:none"], "--by names no tier"),
        (["--by", "tag:none"], "--by names no tag"),
        (["--base", "2026"], "--base is FROM..TO"),
        (["--direction", "points=up"], "--direction is SCORE=rising"),
        (["--direction", "none=rising"], "--direction names no score"),
    ] {
        let (told, exit) = folder.backtest(&[], &more);
        assert_eq!(exit, 2, "{more:?}");
        assert!(told.as_str().unwrap().contains(message), "{told}");
    }
}

/// The results do not depend on how many threads there are.
#[test]
fn threads_change_nothing() {
    let folder = Folder::new("backtest-threads");
    let lines: Vec<Value> = (0_u32..2000)
        .map(|n| {
            customer(
                u8::try_from(n * 7 % 10).unwrap(),
                "ab".get(n as usize % 2..n as usize % 2 + 1).unwrap(),
                n % 5 == 0,
            )
        })
        .collect();
    let more = ["--by", "kind", "--threads"];
    let (one, _) = folder.backtest(&lines, &[&more[..], &["1"]].concat());
    let (four, _) = folder.backtest(&lines, &[&more[..], &["4"]].concat());
    assert_eq!(one["customers"], json!(2000));
    assert_eq!(one, four);
}

/// A page without a script and without anything from elsewhere, whatever names there are.
#[test]
fn a_report_is_one_file_that_runs_nothing() {
    let folder = Folder::new("backtest-report");
    let nasty = "<script>alert('x')</script>&\"".repeat(8);
    let mut lines: Vec<Value> = (0..40)
        .map(|n| customer(n % 10, "a", if n < 20 { n % 2 } else { u8::from(n % 5 < 2) }))
        .collect();
    for line in &mut lines {
        line["branch"] = json!(nasty);
    }
    for (lines, words, more) in [
        (
            &lines[..],
            ["ROC curve", "Calibration", "By band"],
            &["--base", "1969-01-01..1970-02-01"][..],
        ),
        (&lines[..1], ["Nobody has the outcome", "1", "branch"], &[]),
        (&lines[..0], ["No outcome is known", "0", "How the numbers come about"], &[]),
    ] {
        let args =
            ["--by", "branch", "--by", "tier:size", "--report", "page.html", "--locale", "en"];
        let (results, exit) = folder.backtest(lines, &[&args[..], more].concat());
        assert_eq!(exit, 0, "{results}");
        let page = std::fs::read_to_string(folder.file("page.html")).unwrap();
        for forbidden in ["<script", "http://", "https://", "url(", "@import", "NaN", "inf%"] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(words.iter().all(|word| page.contains(word)), "{words:?}");
        assert!(page.contains("Content-Security-Policy"));
    }
    let args = ["--report", "page.html", "--locale", "zh-CN"];
    folder.backtest(&lines, &args);
    let page = std::fs::read_to_string(folder.file("page.html")).unwrap();
    assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("十分位发生率"));
    let (told, exit) = folder.backtest(&lines, &["--locale", "fr"]);
    assert_eq!((exit, told.as_str().unwrap().contains("--locale is zh-CN or en")), (2, true));
}
