//! The cases of `tests/cases`: results and reasons.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the policy is for those who export cases")]
#[path = "support/cases.rs"]
mod cases;

use serde_json::Value;
use silhouette::Engine;
use silhouette_author::answer;
use silhouette_author::customer::{Customer, Refusal};

/// The portrait and the features of a line.
fn run(engine: &Engine, line: &str) -> Result<(Value, Value), Refusal> {
    let customer = Customer::read(line.as_bytes())?;
    let mut session = engine.open(0, [7; 16]);
    customer.enter(&mut session)?;
    let strings = &engine.program().strings;
    let read = |cells: &[f64]| {
        let mut text = String::new();
        answer::write(cells, strings, &mut text);
        serde_json::from_str(&text).unwrap()
    };
    let now = customer.now;
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    let features = read(session.features(now).map_err(refused)?.cells());
    Ok((read(session.portrait(now).map_err(refused)?.cells()), features))
}

/// Where `found` is not as expected.
fn differences(expected: &Value, found: &Value, at: &str, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, value) in expected {
                match found.get(key) {
                    Some(found) => differences(value, found, &format!("{at}/{key}"), out),
                    None => out.push(format!("{at}/{key}: not there")),
                }
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                differences(expected, found, &format!("{at}/{index}"), out);
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            if (a - b).abs() > 1e-12 * a.abs().max(1.0) {
                out.push(format!("{at}: expected {a}, found {b}"));
            }
        }
        _ if expected == found => {}
        _ => out.push(format!("{at}: expected {expected}, found {found}")),
    }
}

#[test]
fn every_case_gives_its_results_and_reasons() {
    let cases = cases::all();
    assert!(cases.len() >= 12, "where are the cases?");
    let mut wrong = Vec::new();
    for case in cases {
        let engine = Engine::load(&case.pack).unwrap();
        for (index, customer) in case.customers.iter().enumerate() {
            let at = format!("{}[{index}]", case.name);
            match (run(&engine, &customer.line), &customer.refused) {
                (Ok((portrait, features)), None) => {
                    if let Some(expected) = &customer.expect {
                        differences(expected, &portrait, &at, &mut wrong);
                    }
                    if let Some(expected) = &customer.features {
                        differences(expected, &features, &format!("{at} features"), &mut wrong);
                    }
                }
                (Err(refusal), Some(expected)) => {
                    let found = serde_json::json!({ "code": refusal.code, "path": refusal.path });
                    differences(expected, &found, &at, &mut wrong);
                }
                (Ok(_), Some(_)) => wrong.push(format!("{at}: not refused")),
                (Err(refusal), None) => wrong.push(format!("{at}: {refusal:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
