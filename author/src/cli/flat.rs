//! Portraits as a table: a row for each customer, a column for each thing that a policy may say of one.

use serde_json::{Map, Value};
use silhouette::Engine;
use silhouette::model::value::Type;
use silhouette_fleet::write::Holds;

use super::portrait::{Also, explanations, refused};
use crate::answer;
use crate::customer::Refusal;
use crate::population::Person;
use crate::told;

/// The columns of a policy's portraits, in the order of a [`row`].
///
/// The word before the first `_` says what a column is of, so that no two ids share one.
pub fn columns(engine: &Engine, also: Also) -> Vec<(String, Holds)> {
    let program = engine.program();
    let mut columns = vec![("id".to_owned(), Holds::Text), ("now".to_owned(), Holds::Moment)];
    let mut add = |of: &str, id: u32, holds| {
        columns.push((format!("{of}_{}", engine.text(id)), holds));
    };
    program.tags.iter().for_each(|tag| add("tag", tag.id, Holds::Bool));
    for score in &program.scores {
        add("score", score.id, Holds::Number);
        add("band", score.id, Holds::Word);
        add("probability", score.id, Holds::Number);
    }
    for tier in &program.tiers {
        add(if tier.initial.is_some() { "stage" } else { "tier" }, tier.id, Holds::Word);
    }
    if also.features {
        for (name, ty) in features(engine) {
            add("feature", name, holds(ty));
        }
    }
    columns.push(("warnings".to_owned(), Holds::Words));
    columns.push(("suggestions".to_owned(), Holds::Words));
    columns.push(("portrait".to_owned(), Holds::Json));
    if also.explanations {
        columns.push(("explanations".to_owned(), Holds::Json));
    }
    columns
}

/// The features that a policy names.
fn features(engine: &Engine) -> impl Iterator<Item = (u32, &Type)> {
    let program = engine.program();
    let slots = program.features.iter().filter_map(|feature| {
        let slot = program.slots.get(usize::from(feature.slot))?;
        Some((slot.name, &slot.ty))
    });
    slots.filter(|(name, _)| !engine.text(*name).contains('@'))
}

fn holds(ty: &Type) -> Holds {
    match ty {
        Type::Bool => Holds::Bool,
        Type::Int | Type::Number | Type::Decimal { .. } => Holds::Number,
        _ => Holds::Word,
    }
}

/// A customer's row.
pub fn row(
    (engine, locale): (&Engine, usize),
    person: &dyn Person,
    also: Also,
) -> Result<Vec<Value>, Refusal> {
    let mut session = engine.open(locale, [0; 16]);
    person.enter(&mut session)?;
    let program = engine.program();
    let strings = &program.strings;
    let portrait = session.portrait(person.now()).map_err(refused)?;
    let told = told::read(portrait.cells(), strings);
    let mut text = String::new();
    answer::write(portrait.cells(), strings, &mut text);
    let id = match person.id() {
        Value::String(id) => id.clone(),
        other => {
            let mut id = String::new();
            answer::write_json(other, &mut id);
            id
        }
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds within the years to 9999"
    )]
    let mut row = vec![Value::String(id), Value::from(person.now() as i64)];
    row.extend(
        program.tags.iter().map(|tag| Value::Bool(told.tags.contains(&engine.text(tag.id)))),
    );
    for score in &program.scores {
        let of = told.scores.iter().find(|told| told.id == engine.text(score.id));
        row.push(of.map_or(Value::Null, |of| Value::from(of.value)));
        row.push(of.and_then(|of| of.band).map_or(Value::Null, Value::from));
        row.push(of.and_then(|of| of.probability).map_or(Value::Null, Value::from));
    }
    for tier in &program.tiers {
        let mut levels = told.tiers.iter().chain(&told.stages);
        let level = levels.find(|(id, _)| *id == engine.text(tier.id));
        row.push(level.map_or(Value::Null, |(_, level)| Value::from(*level)));
    }
    let (warnings, products) = (Value::from(told.warnings), Value::from(told.products));
    if also.features {
        let mut text = String::new();
        let known = session.features(person.now()).map_err(refused)?;
        answer::write(known.cells(), strings, &mut text);
        let mut known: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        row.extend(
            features(engine).map(|(name, _)| known.remove(engine.text(name)).unwrap_or_default()),
        );
    }
    row.extend([warnings, products, Value::String(text)]);
    if also.explanations {
        let all = explanations(engine, &mut session, person)?;
        row.push(all.map_or(Value::Null, Value::String));
    }
    Ok(row)
}
