//! `silhouette aggregate`: what many devices told, read by the program as a receiver would.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::cast_precision_loss, reason = "counts")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::{answer, compile};

const DAY: i64 = 86_400_000;
const NOW: i64 = 1_777_687_200_000;

fn policy() -> Value {
    json!({
        "id": "asks", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "age": { "type": "int", "range": [0, 120] }, "city": { "type": "enum:north|south" } },
        "egress": [
            { "id": "ages", "fields": { "age": { "of": "age", "bands": [18, 60] }, "city": { "of": "city" } }, "epsilon": 3, "per": "30d" },
            { "id": "cities", "fields": { "city": { "of": "city" } }, "epsilon": 1, "per": "7d" },
        ],
    })
}

struct Bench {
    folder: PathBuf,
    engine: Engine,
}

impl Bench {
    fn new(name: &str) -> Bench {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let checked = compile::check(policy().to_string().as_bytes());
        std::fs::write(folder.join("asks.pack"), checked.pack.unwrap()).unwrap();
        Bench { folder, engine: checked.engine.unwrap() }
    }

    /// Exit code, results, everything else.
    fn run(&self, lines: &str, more: &[&str]) -> (i32, String, String) {
        std::fs::write(self.folder.join("reports"), lines).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_silhouette"));
        command.args(["aggregate", "asks.pack", "--in", "reports"]).args(more);
        let output = command.current_dir(&self.folder).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// The bytes of a report of a customer.
    fn report(&self, id: &str, profile: &[(&str, Scalar<'_>)], random: &mut u64) -> Vec<u8> {
        let entropy: [u8; 32] = std::array::from_fn(|_| {
            *random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (*random >> 56).to_le_bytes()[0]
        });
        let mut session = self.engine.open(0, [0; 16]);
        session.portrait((NOW - 60 * DAY) as f64).unwrap();
        session.set_profile(profile).unwrap();
        let cells = session.report(id, NOW as f64, entropy).unwrap();
        let mut text = String::new();
        answer::write(cells.cells(), &self.engine.program().strings, &mut text);
        let report: Value = serde_json::from_str(&text).unwrap();
        serde_json::from_value(report["bytes"].clone()).unwrap()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_devices_tell_is_estimated_and_what_is_not_theirs_is_counted_apart() {
    let bench = Bench::new("aggregate");
    let mut random = 42;
    let mut lines = String::new();
    let truth = [300_usize, 1200, 400, 100]; // below 18, below 60, more, unknown
    for (band, many) in truth.into_iter().enumerate() {
        for one in 0..many {
            let age = [10.0, 18.0, 60.0, 0.0][band];
            let city = if one % 4 == 0 { "north" } else { "south" };
            let mut profile = vec![("city", Scalar::Text(city))];
            if band < 3 {
                profile.push(("age", Scalar::Number(age)));
            }
            let bytes = bench.report("ages", &profile, &mut random);
            lines.push_str(&match one % 2 {
                0 => format!("{}\n", hex(&bytes)),
                _ => format!("{}\n", json!({ "bytes": bytes, "received": 1 })),
            });
        }
    }
    for _ in 0..10 {
        let bytes = bench.report("cities", &[("city", Scalar::Text("north"))], &mut random);
        lines.push_str(&format!("{}\n", hex(&bytes)));
    }
    let (exit, out, err) = bench.run(&lines, &["--format", "json"]);
    assert_eq!((exit, err.as_str()), (0, ""));
    let all: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(all["counted"], 2010);
    assert_eq!(all["policy"], bench.engine.digest_hex());
    let period = &all["periods"][0];
    assert_eq!(period["egress"], "ages");
    assert_eq!(period["epsilon"], 3.0);
    assert_eq!(period["reports"], 2000);
    assert_eq!(period["from"], NOW - NOW % (30 * DAY));
    assert_eq!(period["until"], NOW - NOW % (30 * DAY) + 30 * DAY);
    let names: Vec<&Value> =
        period["fields"][0]["answers"].as_array().unwrap().iter().map(|a| &a["answer"]).collect();
    assert_eq!(names, [&json!("<18"), &json!("18..<60"), &json!(">=60"), &json!(null)]);
    for (field, truth) in [(0, &truth[..]), (1, &[500, 1500, 0])] {
        for (answer, &held) in
            period["fields"][field]["answers"].as_array().unwrap().iter().zip(truth)
        {
            let number = |key: &str| answer[key].as_f64().unwrap();
            assert!(
                (number("estimate") - held as f64).abs() < 4.5 * number("standardError"),
                "{answer} {held}"
            );
            assert!(
                (number("high") - number("low") - 2.0 * 1.959_964 * number("standardError")).abs()
                    < 0.01
            );
            assert!((number("share") - number("estimate") / 2000.0).abs() < 1e-12);
        }
    }
    assert_eq!(all["periods"][1]["egress"], "cities");
    assert_eq!(all["periods"][1]["reports"], 10);

    // One report alone; the others do not count, and are no mistake.
    let (exit, out, _) = bench.run(&lines, &["--egress", "cities", "--format", "json"]);
    assert_eq!(exit, 0);
    let one: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&one["counted"], &one["refused"]["other_report"]), (&json!(10), &json!(2000)));

    // For people.
    let (exit, out, _) = bench.run(&lines, &[]);
    assert_eq!(exit, 0);
    assert!(
        out.starts_with("ages: 2000 reports, 2026-04-07T00:00:00Z for 30d, epsilon 3\n"),
        "{out}"
    );
    assert!(out.contains("    (none of these) "), "{out}");
    assert!(out.ends_with("2010 reports counted; refused: none\n"), "{out}");
}

#[test]
fn what_cannot_be_read_is_told_by_its_line_and_never_by_its_contents() {
    let bench = Bench::new("aggregate-refused");
    let mut random = 7;
    let good = bench.report("cities", &[], &mut random);
    let mut foreign = good.clone();
    foreign[3] ^= 1;
    let mut impossible = good.clone();
    impossible[14] = 9;
    let lines = format!(
        "{}\n\nsecret!\n{}\n{}\n{}\n{{\"bytes\":5}}\n",
        hex(&good),
        hex(&foreign),
        hex(&impossible),
        hex(&good[1..]),
    );
    let (exit, out, err) = bench.run(&lines, &["--format", "json"]);
    assert_eq!(exit, 3);
    let all: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(all["counted"], 1);
    let refused = json!({ "malformed": 1, "other_policy": 1, "impossible": 1, "other_report": 0, "unreadable": 2 });
    assert_eq!(all["refused"], refused);
    let told: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<&Value> = told.iter().map(|line| &line["line"]).collect();
    assert_eq!(numbers, [3, 7]);
    assert!(!err.contains("secret"));
    let (exit, out, err) = bench.run(&lines, &[]);
    assert_eq!(exit, 3);
    assert!(
        out.ends_with(
            "1 reports counted; refused: 1 malformed, 1 other_policy, 1 impossible, 2 unreadable\n"
        ),
        "{out}"
    );
    assert!(
        err.starts_with("reports:3: error[input/report] at /: neither hexadecimal nor base64\n"),
        "{err}"
    );
    // Wrong usage.
    for (more, code) in
        [(&["--egress", "none"][..], 2), (&["--strict"], 2), (&["--out", "missing/x"], 3)]
    {
        assert_eq!(bench.run(&lines, more).0, code, "{more:?}");
    }
    // Nothing at all came in.
    let (exit, out, _) = bench.run("", &[]);
    assert_eq!((exit, out.as_str()), (0, "0 reports counted; refused: none\n"));
}
