//! Runs the embedded tests of a policy.

use serde_json::{Map, Value};
use silhouette::{Engine, Session};

use crate::answer;
use crate::customer::{Customer, Refusal};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Words};
use crate::document::examples::{
    Example, Expect, Feedback, Span, Step, Suggested, Warned, WarningState, Withheld,
};
use crate::document::feedback::SUGGESTION;
use crate::document::results::Severity;
use crate::document::{Document, Moment, Short};
use crate::json::Pointer;
use crate::lower;
use crate::reports;

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
        let failures: Vec<Failure> = match portraits(example, engine, Acts::Done) {
            Ok(portraits) => {
                let steps = example.steps.iter().enumerate();
                let steps = steps.map(|(i, step)| (&step.expect, at.key("steps").index(i)));
                let expected = std::iter::once((&example.expect, at.clone())).chain(steps);
                let pairs = expected.zip(&portraits);
                pairs.flat_map(|((expect, at), (p, f))| compare(expect, p, f, &at)).collect()
            }
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

/// Whether warnings are acknowledged and resolved as an example says. A pack without these warnings is
/// told to leave them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acts {
    /// They are.
    Done,
    /// They are not.
    Left,
}

/// The portrait and the features of an example's customer, and those of each later step.
///
/// # Errors
/// When the engine refuses a time, a fact, an event or a warning.
pub fn portraits(
    example: &Example,
    engine: &Engine,
    acts: Acts,
) -> Result<Vec<(Value, Value)>, Refusal> {
    let mut session = engine.open(0, [0; 16]);
    let mut portraits = Vec::new();
    let remove_tags = example.remove_tags.clone();
    let none = Step { now: example.now.clone(), remove_tags, ..Step::default() };
    let steps = example.steps.iter().zip(0..).map(|(step, i)| (step, format!("/steps/{i}")));
    for (step, place) in std::iter::once((&none, String::new())).chain(steps) {
        let within =
            |refusal: Refusal| Refusal { path: format!("{place}{}", refusal.path), ..refusal };
        let (profile, events, feedback) = match place.is_empty() {
            true => (&example.profile, &example.events, &example.feedback),
            false => (&step.profile, &step.events, &step.feedback),
        };
        let now = moment(&step.now).map_err(within)?;
        let (profile, own) = (profile.clone(), events.len());
        let events = events.iter().cloned().chain(feedback.iter().map(event)).collect();
        let consents = match place.is_empty() {
            true => example.consents.clone(),
            false => Some(step.consents.clone()),
        };
        let (id, personalised) = (Value::Null, true);
        let customer =
            Customer { id, now, personalised, consents, profile, events, others: Map::new() };
        let of_feedback = |refusal: Refusal| Refusal { path: moved(&refusal.path, own), ..refusal };
        customer.enter(&mut session).map_err(of_feedback).map_err(within)?;
        own_tags(step, &mut session).map_err(within)?;
        if acts == Acts::Done {
            mark(step, now, &mut session).map_err(within)?;
        }
        portraits.push(portrait(&mut session, now).map_err(within)?);
    }
    Ok(portraits)
}

/// What became of a suggestion, as the event that tells it.
fn event(feedback: &Feedback) -> Map<String, Value> {
    let Feedback { product, channel, outcome, at } = feedback;
    let fields = [
        ("type", SUGGESTION.into()),
        ("at", at.0.clone()),
        ("product", product.as_str().into()),
        ("channel", channel.name().into()),
        ("outcome", outcome.name().into()),
    ];
    fields.map(|(key, value)| (key.to_owned(), value)).into_iter().collect()
}

/// A place among the events; those behind the example's own stand in its `feedback`.
fn moved(path: &str, own: usize) -> String {
    let place = || {
        let rest = path.strip_prefix("/events/")?;
        let (index, rest) = rest
            .split_once('/')
            .map_or((rest, String::new()), |(index, rest)| (index, format!("/{rest}")));
        let index = index.parse::<usize>().ok()?.checked_sub(own)?;
        Some(format!("/feedback/{index}{rest}"))
    };
    place().unwrap_or_else(|| path.to_owned())
}

fn moment(now: &Moment) -> Result<f64, Refusal> {
    let now = lower::moment(&now.0).ok_or_else(|| Refusal {
        code: "input/time",
        path: "/now".to_owned(),
        message: "expected a time".to_owned(),
    });
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the years to 9999 are exact")]
    now.map(|now| now as f64)
}

/// Removes and restores tags as an example says.
fn own_tags(step: &Step, session: &mut Session) -> Result<(), Refusal> {
    for (key, ids) in [("removeTags", &step.remove_tags), ("restoreTags", &step.restore_tags)] {
        for (index, id) in ids.iter().enumerate() {
            let marked = session.mark_tag(id, key == "removeTags");
            marked.map_err(|error| refused(&error, format!("/{key}/{index}")))?;
        }
    }
    Ok(())
}

fn mark(step: &Step, now: f64, session: &mut Session) -> Result<(), Refusal> {
    for (key, ids) in [("acknowledge", &step.acknowledge), ("resolve", &step.resolve)] {
        for (index, id) in ids.iter().enumerate() {
            let marked = match key {
                "acknowledge" => session.acknowledge(id, now),
                _ => session.resolve(id, now),
            };
            marked.map_err(|error| refused(&error, format!("/{key}/{index}")))?;
        }
    }
    Ok(())
}

fn portrait(session: &mut Session, now: f64) -> Result<(Value, Value), Refusal> {
    let engine = session.engine();
    let strings = &engine.program().strings;
    let read = |cells: &[f64]| {
        let mut text = String::new();
        answer::write(cells, strings, &mut text);
        serde_json::from_str(&text).unwrap_or_default()
    };
    let time = |error: silhouette::Error| refused(&error, "/now".to_owned());
    let features = read(session.features(now).map_err(time)?.cells());
    let mut portrait: Value = read(session.portrait(now).map_err(time)?.cells());
    if engine.program().egress.is_some() {
        portrait["reports"] = reports::told(session, now);
    }
    Ok((portrait, features))
}

fn refused(error: &silhouette::Error, path: String) -> Refusal {
    Refusal { code: error.code, path, message: error.message.to_owned() }
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
    if let Some(expected) = &expect.tags {
        let (mut expected, mut found) = (expected.clone(), list(portrait, "tags", "id"));
        expected.sort();
        found.sort();
        check(at.key("tags"), expected.into(), found.into());
    }
    if let Some(expected) = &expect.warnings {
        let mut wanted: Vec<String> = expected.iter().map(told).collect();
        let found = portrait["warnings"].as_array().into_iter().flatten();
        let mut found: Vec<String> = found.map(|warning| found_told(warning, expected)).collect();
        wanted.sort();
        found.sort();
        check(at.key("warnings"), wanted.into(), found.into());
    }
    if let Some(expected) = &expect.suggestions {
        let found = list(portrait, "suggestions", "product");
        let ids: Vec<&str> = expected.iter().map(product_of).collect();
        check(at.key("suggestions"), ids.into(), found.into());
        for (index, one) in expected.iter().enumerate() {
            let Short::Full(one) = one else { continue };
            let item = item_of(portrait, "suggestions", &one.product);
            suggestion(one, item, &at.key("suggestions").index(index), &mut check);
        }
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
    for (id, stage) in &expect.lifecycle {
        let found = member("lifecycle", "id", id, "stage");
        check(at.key("lifecycle").key(id), stage.as_str().into(), found);
    }
    for (id, expected) in &expect.entitlements {
        let in_tier = member("tiers", "id", id, "entitlements");
        let in_stage = || member("lifecycle", "id", id, "entitlements");
        let found = if in_tier.is_null() { in_stage() } else { in_tier };
        let found = found.as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut found: Vec<&str> = found.collect();
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        expected.sort_unstable();
        found.sort_unstable();
        check(at.key("entitlements").key(id), expected.into(), found.into());
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
    for (id, expected) in &expect.terms {
        let found = member("suggestions", "product", id, "terms");
        let found: Map<String, Value> = found.as_array().into_iter().flatten().map(term).collect();
        for (name, value) in expected {
            let found = found.get(name).cloned().unwrap_or_default();
            check(at.key("terms").key(id).key(name), (*value).into(), found);
        }
        let more = found.keys().filter(|name| !expected.contains_key(*name)).cloned();
        let more: Vec<String> = more.collect();
        check(at.key("terms").key(id), Vec::<String>::new().into(), more.into());
    }
    for (id, counted) in &expect.goals {
        for (key, count) in [("started", counted.started), ("reached", counted.reached)] {
            let Some(count) = count else { continue };
            check(at.key("goals").key(id).key(key), count.into(), member("goals", "id", id, key));
        }
    }
    for (id, withheld) in &expect.excluded {
        let at = at.key("excluded").key(id);
        let item = item_of(portrait, "excluded", id);
        let (gate, reasons) = match withheld {
            Short::Text(gate) => (gate, None),
            Short::Full(Withheld { gate, reasons }) => (gate, reasons.as_ref()),
        };
        check(at.clone(), gate.as_str().into(), item["gate"].clone());
        if let Some(reasons) = reasons {
            check(at.key("reasons"), reasons.clone().into(), told_reasons(item, reasons).into());
        }
    }
    for (id, expected) in &expect.reports {
        let at = at.key("reports").key(id);
        let found = &portrait["reports"][id];
        let Value::Object(expected) = expected else {
            check(at, expected.clone(), found.clone());
            continue;
        };
        for (field, answer) in expected {
            let found = found.get(field).cloned().unwrap_or_else(|| "not asked".into());
            check(at.key(field), answer.clone(), found);
        }
    }
    for (name, value) in &expect.features {
        let found = features.get(name).cloned().unwrap_or_default();
        check(at.key("features").key(name), value.clone(), found);
    }
    failures
}

fn product_of(expected: &Short<Suggested>) -> &str {
    match expected {
        Short::Text(id) => id,
        Short::Full(one) => &one.product,
    }
}

/// What a portrait says of a product; null when it says nothing.
fn item_of<'p>(portrait: &'p Value, of: &str, product: &str) -> &'p Value {
    let mut items = portrait[of].as_array().into_iter().flatten();
    items.find(|item| item["product"] == product).unwrap_or(&Value::Null)
}

/// What is expected of one suggestion, and what came out.
fn suggestion(
    expected: &Suggested,
    item: &Value,
    at: &Pointer,
    check: &mut dyn FnMut(Pointer, Value, Value),
) {
    if let Some(channel) = expected.channel {
        check(at.key("channel"), channel.name().into(), item["channel"].clone());
    }
    if let Some(Span { from, to }) = &expected.window {
        for (key, wanted) in [("from", from), ("to", to)] {
            let wanted = lower::moment(&wanted.0).map_or(wanted.0.clone(), Value::from);
            check(at.key("window").key(key), wanted, item["window"][key].clone());
        }
    }
    if let Some(remaining) = expected.remaining {
        check(at.key("remaining"), remaining.into(), item["remaining"].clone());
    }
    if let Some(reasons) = &expected.reasons {
        check(at.key("reasons"), reasons.clone().into(), told_reasons(item, reasons).into());
    }
}

/// The reasons of an item, each as it is expected: by its rule, or by its sentence.
fn told_reasons(item: &Value, expected: &[String]) -> Vec<String> {
    let reasons = item["because"].as_array().into_iter().flatten();
    let told = reasons.map(|reason| {
        let text = |key: &str| reason[key].as_str().unwrap_or_default();
        let by_sentence = expected.iter().any(|one| one == text("message"));
        text(if by_sentence { "message" } else { "rule" }).to_owned()
    });
    told.collect()
}

/// An expected warning in words: its id, its state unless it is open, its severity if that was said.
fn told(expected: &Short<Warned>) -> String {
    match expected {
        Short::Text(id) => id.clone(),
        Short::Full(warned) => {
            let state = warned.state.unwrap_or(WarningState::Open).name();
            in_words(&warned.id, state, warned.severity.map(Severity::name))
        }
    }
}

/// A warning that came out, in the same words as the one that was expected of this id.
fn found_told(warning: &Value, expected: &[Short<Warned>]) -> String {
    let text = |key: &str| warning[key].as_str().unwrap_or_default();
    let severe = expected.iter().any(|one| match one {
        Short::Full(one) => one.id == text("id") && one.severity.is_some(),
        Short::Text(_) => false,
    });
    in_words(text("id"), text("state"), severe.then(|| text("severity")))
}

fn in_words(id: &str, state: &str, severity: Option<&str>) -> String {
    let state = Some(state).filter(|state| *state != "open");
    [Some(id), state, severity].into_iter().flatten().collect::<Vec<&str>>().join(" ")
}

/// A suggested term and its value.
fn term(term: &Value) -> (String, Value) {
    (term["term"].as_str().unwrap_or_default().to_owned(), term["value"].clone())
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
