//! The `Scorecard` element.

use serde_json::Value;

use super::fields::{Const, Field, Fields, Type};
use super::predicate::{self, Compare, Predicate, Test};
use super::{Element, Problem, amount, child, children, choice, name, number, place, unsupported};
use crate::diagnostics::Words;
use crate::importers::Imported;
use crate::importers::card::{Attribute, Card, Characteristic, Points, When};
use crate::importers::fragment::Profile;
use crate::importers::problem::told;
use crate::lower::is_id;

/// At most so many reasons are told.
const MAX_REASONS: usize = 4;

pub fn import(
    root: Element<'_, '_>,
    model: Element<'_, '_>,
    id: &str,
) -> Result<Imported, Problem> {
    choice(model, "functionName", &["regression"])?;
    choice(model, "isScorable", &["true"])?;
    let mut profile = Profile::default();
    let mut notes = Vec::new();
    let mut reasons = 0;
    for part in children(model) {
        match name(part) {
            "MiningSchema"
            | "Characteristics"
            | "ModelStats"
            | "ModelExplanation"
            | "ModelVerification"
            | "LocalTransformations" => {}
            "Output" => reasons = outputs(part, &mut notes),
            "Targets" => targets(part)?,
            other => {
                let (en, zh) = (format!("{other} of a scorecard"), format!("评分卡的 {other}"));
                return Err(Problem::unsupported(place(part), (&en, &zh)));
            }
        }
    }
    let list = child(model, "Characteristics")
        .ok_or_else(|| Problem::missing(place(model), "Characteristics"))?;
    let algorithm = reason_algorithm(model, list)?;
    let reasons = if reasons == 0 { MAX_REASONS } else { reasons.min(MAX_REASONS) };
    let mut card = Card {
        label: model.attribute("modelName").filter(|name| !name.is_empty()).map(str::to_owned),
        initial: number(model, "initialScore")?.unwrap_or(0.0),
        reasons: algorithm.map(|algorithm| (algorithm, reasons)),
        characteristics: Vec::new(),
    };
    let baseline = number(model, "baselineScore")?;
    let mut fields = Fields::read(root, model, &mut profile)?;
    for (index, element) in children(list).enumerate() {
        let mut read = characteristic(element, &mut fields)?;
        read.baseline = match number(element, "baselineScore")?.or(baseline) {
            Some(baseline) => baseline,
            None if algorithm.is_some() => {
                return Err(Problem::missing(place(element), "baselineScore"));
            }
            None => 0.0,
        };
        named(&mut read, element.attribute("name"), index, &card.characteristics);
        card.characteristics.push(read);
    }
    profile.names.notes.append(&mut notes);
    Ok(profile.fragment(card.score(id)))
}

/// How many reason codes the outputs name. Other outputs are computed from the score by others.
fn outputs(element: Element<'_, '_>, notes: &mut Vec<Words>) -> usize {
    let mut reasons = 0;
    for field in children(element) {
        match field.attribute("feature").unwrap_or("predictedValue") {
            "predictedValue" => {}
            "reasonCode" => reasons += 1,
            other => {
                let name = told(field.attribute("name").unwrap_or_default());
                notes.push(Words::new(
                    format!(
                        "the output \"{name}\" ({other}) is not a part of the score and is left out"
                    ),
                    format!("输出 \"{name}\"({other})不属于评分本身，未导入"),
                ));
            }
        }
    }
    reasons
}

/// Targets that change the score cannot be expressed.
fn targets(element: Element<'_, '_>) -> Result<(), Problem> {
    for target in children(element) {
        for (attribute, neutral) in [("rescaleConstant", 0.0), ("rescaleFactor", 1.0)] {
            if number(target, attribute)?.is_some_and(|value| value != neutral) {
                return Err(unsupported(target, attribute, &format!(" {attribute}")));
            }
        }
        for attribute in ["castInteger", "min", "max"] {
            if target.attribute(attribute).is_some() {
                return Err(unsupported(target, attribute, &format!(" {attribute}")));
            }
        }
    }
    Ok(())
}

/// The direction of reason codes. They are on unless the model says otherwise; where it says nothing and
/// has no codes at all, they are off.
fn reason_algorithm(
    model: Element<'_, '_>,
    list: Element<'_, '_>,
) -> Result<Option<&'static str>, Problem> {
    choice(model, "useReasonCodes", &["true", "false"])?;
    let any = || list.descendants().any(|element| element.attribute("reasonCode").is_some());
    let on = match model.attribute("useReasonCodes") {
        Some(on) => on == "true",
        None => any(),
    };
    choice(model, "reasonCodeAlgorithm", &["pointsBelow", "pointsAbove"])?;
    let above = model.attribute("reasonCodeAlgorithm") == Some("pointsAbove");
    Ok(on.then_some(if above { "pointsAbove" } else { "pointsBelow" }))
}

/// A characteristic's own name is its id where it can be, and its label otherwise.
fn named(read: &mut Characteristic, name: Option<&str>, index: usize, earlier: &[Characteristic]) {
    let taken =
        |id: &str| earlier.iter().any(|other| other.id.as_deref().unwrap_or(&other.fact) == id);
    let name = name.filter(|name| !name.is_empty());
    match name {
        Some(name) if is_id(name) && !taken(name) => read.id = Some(name.to_owned()),
        _ => {
            read.label = name.map(str::to_owned);
            if taken(&read.fact) {
                read.id = Some(format!("characteristic{}", index + 1));
            }
        }
    }
}

fn characteristic(
    element: Element<'_, '_>,
    fields: &mut Fields<'_>,
) -> Result<Characteristic, Problem> {
    choice(element, "baselineMethod", &["max", "min", "mean", "neutral", "other"])?;
    let mut read = Vec::new();
    for attribute in children(element) {
        if name(attribute) != "Attribute" {
            let (en, zh) = (name(attribute).to_owned(), format!(" {}", name(attribute)));
            return Err(Problem::unsupported(place(attribute), (&en, &zh)));
        }
        let found = predicate::find(attribute, fields)?;
        let found = found.ok_or_else(|| Problem::missing(place(attribute), "a predicate"))?;
        let (points, reads) = points(attribute, fields)?;
        let reason = attribute.attribute("reasonCode").map(str::to_owned);
        read.push((found, points, reads, reason));
    }
    // The fact that stands for the characteristic: the first that it reads.
    let mut all = Vec::new();
    for (predicate, _, reads, _) in &read {
        predicate.fields(&mut all);
        all.extend(reads);
    }
    let fact = match all.first() {
        Some(field) => field.fact.clone(),
        None => {
            let first =
                fields.first().ok_or_else(|| Problem::missing(place(element), "a field"))?;
            fields.get(&first, element)?.fact
        }
    };
    let mut attributes =
        Attributes { fact: &fact, list: Vec::new(), guarded: Vec::new(), ended: false };
    for (index, (predicate, points, reads, reason)) in read.iter().enumerate() {
        let rest: Vec<&Predicate> =
            read.iter().skip(index).map(|(predicate, ..)| predicate).collect();
        attributes.guard(predicate, reads, &rest);
        attributes.add(predicate, points, reason.as_ref());
    }
    attributes.end();
    let list = attributes.list;
    let reason = element.attribute("reasonCode").map(str::to_owned);
    Ok(Characteristic { fact, reason, attributes: list, ..Characteristic::default() })
}

/// The partial score of an attribute, and the fields that it reads.
fn points(
    element: Element<'_, '_>,
    fields: &mut Fields<'_>,
) -> Result<(Points, Vec<Field>), Problem> {
    if let Some(points) = number(element, "partialScore")? {
        return Ok((Points::Number(points), Vec::new()));
    }
    match child(element, "ComplexPartialScore") {
        Some(complex) => {
            let amount = amount::read(complex, fields)?;
            Ok((Points::Expr(amount.text), amount.fields))
        }
        None => Err(Problem::missing(place(element), "partialScore")),
    }
}

/// The attributes of a characteristic while they grow.
struct Attributes<'f> {
    fact: &'f str,
    list: Vec<Attribute>,
    /// Facts whose missing and invalid values were dealt with.
    guarded: Vec<String>,
    /// Whether an attribute was true for everybody.
    ended: bool,
}

impl Attributes<'_> {
    /// Before a predicate first reads a field: values for which there is no score.
    fn guard(&mut self, predicate: &Predicate, reads: &[Field], rest: &[&Predicate]) {
        let mut fields = Vec::new();
        predicate.fields(&mut fields);
        for field in fields.into_iter().chain(reads) {
            if self.ended || self.guarded.contains(&field.fact) {
                continue;
            }
            // Where no attribute can be true for an invalid value, there is no score anyway.
            let in_amounts = reads.iter().any(|read| read.fact == field.fact);
            let harmless = !field.refuses_missing()
                && (!field.refuses_invalid()
                    || !in_amounts && !rest.iter().any(|p| p.may_hold_for_invalid(&field.fact)));
            if harmless {
                continue;
            }
            self.guarded.push(field.fact.clone());
            let condition = field.no_score().json();
            self.list.push(Attribute::no_score(When::Condition(condition)));
        }
    }

    fn add(&mut self, predicate: &Predicate, points: &Points, reason: Option<&String>) {
        if self.ended {
            return; // an attribute before is true for everybody
        }
        let whens = match predicate {
            Predicate::False => Vec::new(),
            Predicate::True => {
                self.ended = true;
                vec![When::Missing, When::Otherwise]
            }
            predicate => vec![self.when(predicate)],
        };
        let (points, reason) = (points.clone(), reason.cloned());
        self.list.extend(whens.into_iter().map(|when| Attribute {
            when,
            points: points.clone(),
            reason: reason.clone(),
        }));
    }

    /// When no attribute is true, there is no score.
    fn end(&mut self) {
        if self.ended {
            return;
        }
        if !self.list.iter().any(|attribute| attribute.when == When::Missing) {
            self.list.push(Attribute::no_score(When::Missing));
        }
        self.list.push(Attribute::no_score(When::Otherwise));
    }

    /// The plainest form of a predicate.
    fn when(&self, predicate: &Predicate) -> When {
        self.plain(predicate).unwrap_or_else(|| When::Condition(predicate.condition().json()))
    }

    fn plain(&self, predicate: &Predicate) -> Option<When> {
        match predicate {
            Predicate::Test(field, test) if field.fact == self.fact => match test {
                Test::Missing if field.is_plain() || harmless_missing(field) => Some(When::Missing),
                Test::In(values, true) if field.is_plain() || all_valid(field, values) => {
                    self.values(field, values)
                }
                Test::Compare(compare, value) if field.is_plain() => {
                    let (lo, hi) = bounds(field.ty, *compare, *value)?;
                    Some(When::Range(lo, hi))
                }
                _ => None,
            },
            Predicate::All(parts) => {
                let [a, b] = parts.as_slice() else { return None };
                match (self.plain(a)?, self.plain(b)?) {
                    (When::Range(Some(lo), None), When::Range(None, Some(hi)))
                    | (When::Range(None, Some(hi)), When::Range(Some(lo), None))
                        if lo < hi =>
                    {
                        Some(When::Range(Some(lo), Some(hi)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn values(&self, field: &Field, values: &[Const]) -> Option<When> {
        let json = |value: &Const| match value {
            Const::Text(text) => Value::from(text.as_str()),
            Const::Bool(is) => Value::from(*is),
            Const::Number(_) => Value::Null,
        };
        match field.ty {
            _ if values.is_empty() => None,
            Type::Text | Type::Bool => Some(When::Values(values.iter().map(json).collect())),
            // Numbers are tested before ranges: they may stand only where nothing else is before them.
            Type::Number | Type::Int => {
                let first = self
                    .list
                    .iter()
                    .all(|before| matches!(before.when, When::Special(_) | When::Missing));
                let number = |value: &Const| match value {
                    Const::Number(x) => Some(*x),
                    _ => None,
                };
                let numbers: Option<Vec<f64>> = values.iter().map(number).collect();
                numbers.filter(|_| first).map(When::Special)
            }
        }
    }
}

/// Whether a field is missing exactly when its fact is unknown.
fn harmless_missing(field: &Field) -> bool {
    field.missing() == super::cond::Cond::Leaf(format!("known({})", field.fact)).negated()
}

/// Whether a field is missing exactly when its fact is unknown, and all of these values are valid.
fn all_valid(field: &Field, values: &[Const]) -> bool {
    harmless_missing(field) && field.is_listed() && values.iter().all(|value| field.allows(value))
}

/// A comparison as `[lo, hi)`, where it is one.
fn bounds(ty: Type, compare: Compare, value: f64) -> Option<(Option<f64>, Option<f64>)> {
    // Among whole numbers, above 18 is from 19 on.
    let whole = ty == Type::Int && value.fract() == 0.0 && value.abs() < 1e15;
    match compare {
        Compare::Less => Some((None, Some(value))),
        Compare::GreaterOrEqual => Some((Some(value), None)),
        Compare::LessOrEqual if whole => Some((None, Some(value + 1.0))),
        Compare::Greater if whole => Some((Some(value + 1.0), None)),
        Compare::LessOrEqual | Compare::Greater => None,
    }
}
