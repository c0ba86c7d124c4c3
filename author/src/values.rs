//! What people call the values of facts: labels that stand with the fact, or with what its values name.

use indexmap::IndexMap;

use crate::document::facts::Fact;
use crate::document::results::Level;
use crate::document::{Document, Localised, Short};

/// The label of a value of a fact, a feature or a result, by the name that expressions use for it.
#[must_use]
pub fn label<'d>(policy: &'d Document, name: &str, value: &str) -> Option<&'d Localised> {
    if let Some(id) = name.strip_prefix("bands.") {
        let score = policy.scores.iter().find(|score| score.id == id)?;
        return score.bands.iter().find(|band| band.id == value)?.label.as_ref();
    }
    if let Some(id) = name.strip_prefix("tiers.") {
        let tier = policy.tiers.iter().find(|tier| tier.id == id)?;
        let mut full = tier.levels.iter().filter_map(full);
        return full.find(|level| level.id == value)?.label.as_ref();
    }
    if let Some(id) = name.strip_prefix("lifecycle.") {
        let lifecycle = policy.lifecycle.iter().find(|lifecycle| lifecycle.id == id)?;
        return lifecycle.stages.iter().find(|stage| stage.id == value)?.label.as_ref();
    }
    if let Some(fact) = policy.profile.get(name) {
        return of(policy, Some(&fact.value_labels), &fact.ty, value);
    }
    let feature = policy.features.get(name)?;
    if let Some(label) = feature.value_labels.get(value) {
        return Some(label);
    }
    // The first or last value of a field is called what the field's values are.
    let target = feature.first.as_ref().or(feature.last.as_ref())?;
    let (event, field) = target.split_once('.')?;
    of_field(policy, event, field, value)
}

/// The label of a value of an event's field.
#[must_use]
pub fn of_field<'d>(
    policy: &'d Document,
    event: &str,
    field: &str,
    value: &str,
) -> Option<&'d Localised> {
    match policy.events.get(event)?.fields.get(field)? {
        Short::Text(ty) => of(policy, None, ty, value),
        Short::Full(Fact { ty, value_labels, .. }) => of(policy, Some(value_labels), ty, value),
    }
}

fn full(level: &Short<Level>) -> Option<&Level> {
    match level {
        Short::Full(level) => Some(level),
        Short::Text(_) => None,
    }
}

/// The label that a fact of this type gives a value, or that of the product or tag which the value names.
fn of<'d>(
    policy: &'d Document,
    labels: Option<&'d IndexMap<String, Localised>>,
    ty: &str,
    value: &str,
) -> Option<&'d Localised> {
    let own = labels.and_then(|labels| labels.get(value));
    own.or_else(|| match ty.rsplit(':').next()? {
        "products" => Some(&policy.products.iter().find(|product| product.id == value)?.label),
        "tags" => Some(&policy.tags.iter().find(|tag| tag.id == value)?.label),
        _ => None,
    })
}
