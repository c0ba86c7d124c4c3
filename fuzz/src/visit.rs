//! How an input is tried. The targets of the fuzzer and the test that replays what was kept use the same.

use silhouette::model::value::Type;
use silhouette::pack::program::Kind;
use silhouette::{Answer, Engine, RawEvent, Scalar, Session};
use silhouette_author::diagnostics::render;
use silhouette_author::{answer, compile};

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
        let engine = Engine::load(bytes).expect("a pack that was just made");
        let mut session = visit(&engine);
        same_when_restored(&engine, &mut session);
    }
}

/// Any bytes as a pack: refused, or a customer's session over it comes to its end.
pub fn pack(bytes: &[u8]) {
    if let Ok(engine) = Engine::load(bytes) {
        visit(&engine);
    }
}

/// A customer's session.
fn visit(engine: &Engine) -> Session {
    let mut session = engine.open(0, [7; 16]);
    portrait(&mut session, NOW);
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
    serde_json::from_str::<serde_json::Value>(&out).expect("answers are JSON");
}

/// A session restored from its snapshot gives the same answers. This holds for packs that the compiler made:
/// in others a score may read what is computed after it.
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
        let _ = session.set_profile(&[(engine.text(slot.name), scalar(&slot.ty, strings, round))]);
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
