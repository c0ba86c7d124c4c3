//! How an input is tried. The targets of the fuzzer and the test that replays what was kept use the same.

use serde_json::Value;
use silhouette::model::value::Type;
use silhouette::pack::program::{Kind, Source};
use silhouette::{Answer, Engine, RawEvent, Scalar, Session};
use silhouette_author::compile::{self, Checked};
use silhouette_author::customer::{Customer, Refusal};
use silhouette_author::diagnostics::render;
use silhouette_author::doc::{self, html, markdown};
use silhouette_author::{answer, coverage, importers};

const DAY: f64 = 86_400_000.0;
/// 2026-01-15, 10:40 in China.
const NOW: f64 = 1_768_444_800_000.0;
/// A hostile pack may declare very many of each.
const SOME: usize = 40;

/// Any bytes as a policy document: there are findings or there is a pack, and every finding can be told.
pub fn document(text: &[u8]) {
    let checked = compile::check(text);
    let findings = checked.compiled.findings("policy.json");
    let told = (render::text(&findings), render::json(&findings));
    assert_eq!(told.0.is_empty(), findings.is_empty());
    assert!(checked.pack.is_some() || !findings.is_empty(), "refused without a word");
    if let Some(bytes) = &checked.pack {
        told_in_words(&checked);
        let engine = Engine::load(bytes).expect("a pack that was just made");
        let mut session = visit(&engine);
        same_when_restored(&engine, &mut session);
    }
}

/// A policy in which nothing is wrong has a rule book, in both languages and forms.
fn told_in_words(checked: &Checked) {
    let compiled = &checked.compiled;
    let document = compiled.document.as_ref().expect("a pack is of a document");
    let program = compiled.program.as_ref().expect("a pack is of a program");
    // Of a very large policy it cannot be measured.
    let coverage = coverage::measure(document, program, &compiled.marks).ok();
    for locale in ["zh-CN", "en"] {
        let book = doc::book(checked, coverage.as_ref(), locale, "policy.json").expect("a book");
        assert!(!html::write(&book).is_empty() && !markdown::write(&book).is_empty());
    }
}

/// Any bytes as a pack: refused, or a customer's session over it comes to its end.
pub fn pack(bytes: &[u8]) {
    if let Ok(engine) = Engine::load(bytes) {
        visit(&engine);
    }
}

/// Any bytes as a model file of every format: a fragment that can be written and read, or a problem that can be told.
pub fn model(bytes: &[u8]) {
    for (_, format) in importers::Format::ALL {
        match importers::import(format, bytes, "score") {
            Ok(imported) => {
                let text = imported.fragment.to_string();
                let again: Value = serde_json::from_str(&text).expect("a fragment is JSON");
                assert!(again.get("scores").is_some(), "a fragment has a score");
            }
            Err(problem) => {
                assert!(!problem.message.en.is_empty() && !problem.message.zh.is_empty())
            }
        }
    }
}

/// Any bytes as a customer's line under a policy: refused without a word of what it holds, or a portrait.
pub fn customer(engine: &Engine, line: &[u8]) {
    let mut session = engine.open(0, [7; 16]);
    let entered = Customer::read(line).and_then(|customer| {
        customer.enter(&mut session)?;
        Ok(customer)
    });
    match entered {
        Ok(customer) => {
            // A time that the line may hold is no time that a portrait may have.
            if session.portrait(customer.now).is_ok() {
                portrait(&mut session, customer.now);
                told(session.export(customer.now).expect("the time is a time"), engine);
                same_when_restored(engine, &mut session);
            }
        }
        Err(Refusal { path, message, .. }) => {
            for held in strings(line) {
                let known = engine.program().strings.iter().any(|known| known.contains(&held));
                assert!(known || !message.contains(&held), "the message holds an input value");
                assert!(known || !path.contains(&held), "the path holds an input value");
            }
        }
    }
}

/// The texts that a line holds, without those that are too short to be told from words.
fn strings(line: &[u8]) -> Vec<String> {
    fn gather(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::String(text) if text.chars().count() > 8 => out.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| gather(item, out)),
            Value::Object(map) => map.values().for_each(|value| gather(value, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    gather(&serde_json::from_slice(line).unwrap_or_default(), &mut out);
    out
}

/// A customer's session.
fn visit(engine: &Engine) -> Session {
    let mut session = engine.open(0, [7; 16]);
    portrait(&mut session, NOW);
    session.grant_all(NOW).expect("the time is a time");
    let strings = engine.program().strings.clone();
    fill(&mut session, engine, &strings);
    for (index, kind) in engine.program().kinds.iter().enumerate().take(SOME) {
        let name = engine.text(kind.name);
        for round in 0..3_u32 {
            let at = NOW - DAY * f64::from(round * round * 20);
            let fields = fields(kind, engine, &strings, round);
            let event = RawEvent { kind: Some(name), at: Scalar::Number(at), fields };
            // A hostile pack may declare two fields of one name, or types that nothing fits.
            let _ = session.record(&[event]);
        }
        if index % 8 == 0 {
            portrait(&mut session, NOW);
        }
    }
    portrait(&mut session, NOW);
    told(session.features(NOW).expect("the time is a time"), engine);
    told(session.export(NOW).expect("the time is a time"), engine);
    let snapshot = session.snapshot().expect("a small session has a snapshot");
    engine.restore(0, &snapshot).expect("what was written can be read");
    for days in [1.0, 40.0, 400.0, 40_000.0] {
        portrait(&mut session, NOW + DAY * days);
    }
    // The clock of a device may go back.
    portrait(&mut session, NOW - DAY);
    session.set_personalised(false);
    portrait(&mut session, NOW);
    session.set_personalised(true);
    session
}

fn portrait(session: &mut Session, now: f64) {
    let engine = session.engine();
    told(session.portrait(now).expect("the time is a time"), &engine);
}

/// What is written for people and programs must be JSON.
fn told(answer: &Answer, engine: &Engine) {
    let mut out = String::new();
    answer::write(answer.cells(), &engine.program().strings, &mut out);
    serde_json::from_str::<Value>(&out).expect("answers are JSON");
}

/// A session restored from its snapshot gives the same answers. This holds for packs that the compiler made:
/// in others two facts may have one name.
fn same_when_restored(engine: &Engine, session: &mut Session) {
    let snapshot = session.snapshot().expect("a small session has a snapshot");
    let mut again = engine.restore(0, &snapshot).expect("what was written can be read");
    let now = NOW + DAY / 2.0;
    let expected = session.portrait(now).expect("the time is a time");
    assert_eq!(again.portrait(now).expect("the time is a time"), expected);
}

/// Some value for each fact of the profile; those that do not fit are refused one by one.
fn fill(session: &mut Session, engine: &Engine, strings: &[String]) {
    let program = engine.program();
    let facts = program.slots.iter().take(usize::from(program.profile));
    for (index, slot) in facts.enumerate().take(4 * SOME) {
        let round = u32::try_from(index).unwrap_or(0);
        let one = scalar(&slot.ty, strings, round);
        let name = engine.text(slot.name);
        if let Source::ProfileList(_) = slot.source {
            let many = [one, scalar(&slot.ty, strings, round + 1), one];
            for list in [&many[..], &[], &many[..2]] {
                let _ = session.set_profile(&[(name, Scalar::List(list))]);
            }
        } else {
            let _ = session.set_profile(&[(name, one)]);
        }
    }
}

fn fields<'a>(
    kind: &Kind,
    engine: &'a Engine,
    strings: &'a [String],
    round: u32,
) -> Vec<(&'a str, Scalar<'a>)> {
    let fields = kind.fields.iter();
    fields.map(|field| (engine.text(field.name), scalar(&field.ty, strings, round))).collect()
}

fn scalar<'a>(ty: &Type, strings: &'a [String], round: u32) -> Scalar<'a> {
    let text = |id: u32| {
        let text = usize::try_from(id).ok().and_then(|id| strings.get(id));
        text.map_or(Scalar::Null, |text| Scalar::Text(text))
    };
    match ty {
        Type::Bool => Scalar::Bool(round.is_multiple_of(2)),
        Type::Int => Scalar::Number(f64::from(round)),
        Type::Number => Scalar::Number(f64::from(round) / 3.0),
        Type::Decimal { scale: 0 } => Scalar::Text("31000"),
        Type::Decimal { .. } => Scalar::Text("31000.5"),
        Type::Enum { values, .. } => values.first().map_or(Scalar::Null, |&id| text(id)),
        Type::Category | Type::Id => text(round),
        Type::Date => Scalar::Text("2027-02-28"),
        Type::Topic { words } => words.first().map_or(Scalar::Null, |&(word, _)| text(word)),
    }
}
