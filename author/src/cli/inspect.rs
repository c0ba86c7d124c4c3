//! `inspect`: what is inside a pack.

use std::io::Write as _;

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette::model::value::Type;
use silhouette::pack::codec::{FORMAT, MAX_PACK, decode, sections};
use silhouette::pack::program::{MICROS, Model, Program, SlotInfo, Source};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::cel::types::LIST;
use crate::lower::words;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("pack", &[])?;
    let file = super::read(host, path, MAX_PACK)?;
    let (engine, bytes) = super::open(&file, path)?;
    let report = report(&engine, bytes);
    let mut out = host.out();
    match args.format {
        Format::Json => writeln!(out, "{report:#}")?,
        Format::Text => {
            if let Value::Object(map) = &report {
                for (key, value) in map {
                    writeln!(out, "{key}: {}", line(value))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// A value on one line, without quotes where none are needed.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let between = if items.iter().any(Value::is_object) { "; " } else { ", " };
            items.iter().map(line).collect::<Vec<_>>().join(between)
        }
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| format!("{key} {}", line(value)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

fn report(engine: &Engine, bytes: &[u8]) -> Value {
    let program = engine.program();
    let text = |id| engine.text(id).to_owned();
    let info = &program.info;
    let facts = program.slots.iter().take(usize::from(program.profile));
    let reads: Vec<String> =
        facts.map(|slot| format!("{} ({})", text(slot.name), type_name(slot))).collect();
    let events: Vec<String> = program
        .kinds
        .iter()
        .map(|kind| {
            let fields: Vec<String> = kind.fields.iter().map(|field| text(field.name)).collect();
            format!("{}({})", text(kind.name), fields.join(", "))
        })
        .collect();
    json!({
        "id": text(info.id),
        "version": text(info.version),
        "format": FORMAT,
        "digest": engine.digest_hex(),
        "bytes": bytes.len(),
        "locales": info.locales.iter().map(|&id| text(id)).collect::<Vec<_>>(),
        "notBefore": info.not_before,
        "expires": info.expires,
        "purposes": program.purposes.iter().map(|purpose| text(purpose.id)).collect::<Vec<_>>(),
        "counts": {
            "features": program.features.len(),
            "tags": program.tags.len(),
            "scores": program.scores.len(),
            "tiers": program.tiers.iter().filter(|tier| tier.initial.is_none()).count(),
            "lifecycles": program.tiers.iter().filter(|tier| tier.initial.is_some()).count(),
            "warnings": program.warnings.len(),
            "products": program.products.len(),
        },
        // Each instruction, node and attribute is visited at most once per portrait.
        "cost": cost(program),
        "sections": sizes(bytes),
        "readsFacts": reads,
        "readsEvents": events,
        "leaves": leaves(engine),
    })
}

/// The bytes of each table, in the order in which they stand in the pack; first the container's head.
fn sizes(bytes: &[u8]) -> Value {
    // Not those of the engine, which holds its own words as well.
    let Ok((program, ..)) = decode(bytes) else { return json!({}) };
    let tables = sections(&program);
    let body: usize = tables.iter().map(|(_, size)| size).sum();
    let head = ("head", bytes.len().saturating_sub(body));
    core::iter::once(head).chain(tables).map(|(name, size)| (name.to_owned(), size)).collect()
}

/// What may leave a device: each report with its fields and the number of answers of each.
fn leaves(engine: &Engine) -> Vec<Value> {
    let Some(manifest) = &engine.program().egress else { return Vec::new() };
    let epsilon = |micros: u32| f64::from(micros) / f64::from(MICROS);
    let reports = manifest.reports.iter().map(|report| {
        let fields = report.questions.iter().map(|question| {
            let id = engine.text(question.id);
            (id.to_owned(), json!(question.count()))
        });
        json!({
            "id": engine.text(report.id),
            "epsilon": epsilon(report.epsilon),
            "per": words(report.per),
            "answers": fields.collect::<serde_json::Map<_, _>>(),
        })
    });
    let total = manifest.budget.map(
        |budget| json!({ "id": "*", "epsilon": epsilon(budget.epsilon), "per": words(budget.per) }),
    );
    reports.chain(total).collect()
}

/// An upper bound of the steps of one portrait, apart from the features' own bookkeeping.
fn cost(program: &Program) -> usize {
    let model = |model: &Model| match model {
        Model::Scorecard(card) => card.characteristics.iter().map(|c| c.attributes.len()).sum(),
        Model::Trees(trees) => trees.splits.len() + trees.leaves.len(),
        Model::Linear(linear) => linear.terms.len(),
    };
    let models: usize = program.scores.iter().map(|score| model(&score.model)).sum();
    program.code.len() + program.nodes.len() + models + program.features.len()
}

fn type_name(slot: &SlotInfo) -> String {
    let ty = match &slot.ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Decimal { scale } => format!("decimal({scale})"),
        Type::Enum { .. } => "enum".to_owned(),
        Type::Category => "category".to_owned(),
        Type::Id => "id".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Topic { .. } => "topic".to_owned(),
    };
    if let Source::ProfileList(_) = slot.source { format!("{LIST}{ty}") } else { ty }
}
