//! Runs the embedded tests of a policy.

use serde_json::Value;
use silhouette::Engine;

use crate::answer;
use crate::customer::{Customer, Refusal};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Words};
use crate::document::Document;
use crate::document::examples::{Example, Expect};
use crate::json::Pointer;
use crate::lower;

/// What became of an example.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Where it did not hold.
    pub failures: Vec<Failure>,
}

/// A place where an example did not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The expectation.
    pub pointer: Pointer,
    /// What was expected, as JSON.
    pub expected: String,
    /// What came out, as JSON.
    pub found: String,
}

/// Runs all examples; what cannot be run or does not hold is reported too.
pub fn run(document: &Document, engine: &Engine, out: &mut Diagnostics) -> Vec<Outcome> {
    let root = Pointer::root().key("tests");
    let mut outcomes = Vec::new();
    for (index, example) in document.tests.iter().enumerate() {
        let at = root.index(index);
        let failures = match portrait(example, engine) {
            Ok((portrait, features)) => compare(&example.expect, &portrait, &features, &at),
            Err(refusal) => {
                let place = at.path(&refusal.path);
                let words = format!("{} ({})", refusal.message, refusal.code);
                let words = Words::new(words, refusal.code);
                out.push(Diagnostic::new(Code::TestInput, &place).arg(words));
                let expected = "a portrait".to_owned();
                let failure = Failure { pointer: at, expected, found: refusal.code.to_owned() };
                outcomes.push(Outcome { name: example.name.clone(), failures: vec![failure] });
                continue;
            }
        };
        for failure in &failures {
            let found = Diagnostic::new(Code::TestFailed, &failure.pointer).arg(&example.name);
            out.push(found.arg(&failure.expected).arg(&failure.found));
        }
        outcomes.push(Outcome { name: example.name.clone(), failures });
    }
    outcomes
}

/// The portrait and the features of an example's customer.
///
/// # Errors
/// When the engine refuses its time, a fact or an event.
pub fn portrait(example: &Example, engine: &Engine) -> Result<(Value, Value), Refusal> {
    let Some(now) = lower::moment(&example.now.0) else {
        let (path, message) = ("/now".to_owned(), "expected a time".to_owned());
        return Err(Refusal { code: "input/time", path, message });
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the years to 9999 are exact")]
    let now = now as f64;
    let customer = Customer {
        id: Value::Null,
        now,
        personalised: true,
        profile: example.profile.clone(),
        events: example.events.clone(),
    };
    let mut session = engine.open(0, [0; 16]);
    customer.enter(&mut session)?;
    let strings = &engine.program().strings;
    let read = |cells: &[f64]| {
        let mut text = String::new();
        answer::write(cells, strings, &mut text);
        serde_json::from_str(&text).unwrap_or_default()
    };
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    let features = read(session.features(now).map_err(refused)?.cells());
    let portrait = read(session.portrait(now).map_err(refused)?.cells());
    Ok((portrait, features))
}

/// Where a portrait is not as expected.
fn compare(expect: &Expect, portrait: &Value, features: &Value, at: &Pointer) -> Vec<Failure> {
    let at = at.key("expect");
    let mut failures = Vec::new();
    let mut check = |pointer: Pointer, expected: Value, found: Value| {
        if !same(&expected, &found) {
            let (expected, found) = (expected.to_string(), found.to_string());
            failures.push(Failure { pointer, expected, found });
        }
    };
    for (key, id, expected) in [("tags", "id", &expect.tags), ("warnings", "id", &expect.warnings)]
    {
        if let Some(expected) = expected {
            let mut expected = expected.clone();
            let mut found = list(portrait, key, id);
            expected.sort();
            found.sort();
            check(at.key(key), expected.into(), found.into());
        }
    }
    if let Some(expected) = &expect.suggestions {
        let found = list(portrait, "suggestions", "product");
        check(at.key("suggestions"), expected.clone().into(), found.into());
    }
    let member = |of: &str, key: &str, id: &str, field: &str| {
        let items = portrait[of].as_array().into_iter().flatten();
        items
            .into_iter()
            .find(|item| item[key] == id)
            .map_or(Value::Null, |item| item[field].clone())
    };
    for (id, level) in &expect.tiers {
        check(at.key("tiers").key(id), level.as_str().into(), member("tiers", "id", id, "level"));
    }
    for (id, value) in &expect.scores {
        check(at.key("scores").key(id), (*value).into(), member("scores", "id", id, "value"));
    }
    for (id, band) in &expect.bands {
        check(at.key("bands").key(id), band.as_str().into(), member("scores", "id", id, "band"));
    }
    for (id, codes) in &expect.reason_codes {
        let found = member("scores", "id", id, "reasonCodes");
        let found = found.as_array().into_iter().flatten().map(|reason| reason["code"].clone());
        check(at.key("reasonCodes").key(id), codes.clone().into(), found.collect());
    }
    for (id, gate) in &expect.excluded {
        let found = member("excluded", "product", id, "gate");
        check(at.key("excluded").key(id), gate.as_str().into(), found);
    }
    for (name, value) in &expect.features {
        let found = features.get(name).cloned().unwrap_or_default();
        check(at.key("features").key(name), value.clone(), found);
    }
    failures
}

fn list(portrait: &Value, key: &str, id: &str) -> Vec<String> {
    let items = portrait[key].as_array().into_iter().flatten();
    items.filter_map(|item| item[id].as_str()).map(str::to_owned).collect()
}

/// Equal; numbers within a billionth, as nobody writes all the digits of a quotient.
fn same(expected: &Value, found: &Value) -> bool {
    match (expected.as_f64(), found.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => expected == found,
    }
}
