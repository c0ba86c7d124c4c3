//! Reports that left devices: what their answers are called, and what many of them tell.

pub mod collect;
pub mod estimate;

use serde_json::{Map, Value};
use silhouette::model::value::{StrId, Value as Fact};
use silhouette::pack::program::{Answers, Question};
use silhouette::{Engine, Session};

/// What the answers to a question are called; none for the last, which is none of them.
#[must_use]
pub fn answers(engine: &Engine, question: &Question) -> Vec<Option<String>> {
    let program = engine.program();
    let text = |id: StrId| engine.text(id).to_owned();
    let mut names: Vec<Option<String>> = match &question.answers {
        Answers::First(slots) => {
            let name = |slot: &u16| program.slots.get(usize::from(*slot)).map(|info| info.name);
            let id = |name: String| match name.strip_prefix("tags.") {
                Some(id) => id.to_owned(),
                None => name,
            };
            slots.iter().map(|slot| name(slot).map(text).map(id)).collect()
        }
        Answers::Values { values, .. } => values.iter().map(|value| name(*value, text)).collect(),
        Answers::Bands { bounds, .. } => {
            let bounds: Vec<String> =
                bounds.iter().filter_map(|bound| name(*bound, text)).collect();
            bands(&bounds).into_iter().map(Some).collect()
        }
        Answers::Warnings(of) => {
            let id = |at: &u16| program.warnings.get(usize::from(*at)).map(|warning| warning.id);
            of.iter().map(|at| id(at).map(text)).collect()
        }
        Answers::Products(of) => {
            let id = |at: &u16| program.products.get(usize::from(*at)).map(|product| product.id);
            of.iter().map(|at| id(at).map(text)).collect()
        }
        Answers::Channels(of) => of.iter().map(|&id| Some(text(id))).collect(),
    };
    names.push(None);
    names
}

fn name(value: Fact, text: impl Fn(StrId) -> String) -> Option<String> {
    match value {
        Fact::Bool(is) => Some(is.to_string()),
        Fact::Int(n) => Some(n.to_string()),
        Fact::Number(n) => Some(n.to_string()),
        Fact::Sym(id) => Some(text(id)),
        Fact::Unknown | Fact::List { .. } => None,
    }
}

/// The bands between bounds: `<18`, `18..<35`, `>=35`.
fn bands(bounds: &[String]) -> Vec<String> {
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return Vec::new() };
    let between = bounds.windows(2).filter_map(|pair| match pair {
        [low, high] => Some(format!("{low}..<{high}")),
        _ => None,
    });
    [format!("<{first}")].into_iter().chain(between).chain([format!(">={last}")]).collect()
}

/// What each report of a policy would tell of a customer before it is randomised, by field; null where no report may
/// be made.
#[must_use]
pub fn told(session: &mut Session, now: f64) -> Value {
    let engine = session.engine();
    let mut all = Map::new();
    for report in engine.program().egress.iter().flat_map(|manifest| &manifest.reports) {
        let id = engine.text(report.id);
        let told = session.true_answers(id, now).ok().map(|told| {
            let fields = told.into_iter().zip(&report.questions).map(|(told, question)| {
                let name = answers(&engine, question).into_iter().nth(told).flatten();
                (engine.text(question.id).to_owned(), name.map_or(Value::Null, Value::String))
            });
            Value::Object(fields.collect())
        });
        all.insert(id.to_owned(), told.unwrap_or_default());
    }
    Value::Object(all)
}
