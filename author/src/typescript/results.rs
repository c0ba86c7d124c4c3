//! What a page gets: tags, scores, tiers, warnings, products, reports.

use super::text::{alias, comment, key, literal, union};
use super::{about, told};
use crate::document::Document;
use crate::document::offers::Product;
use crate::document::results::Action;
use crate::document::scores::{ReasonCode, Score};
use crate::document::{Localised, Short};
use crate::lower::occasions::ROOM;

/// Writes the types of what a page gets.
pub fn write(document: &Document, out: &mut String) {
    let tags = document.tags.iter().map(|one| (one.id.as_str(), told(document, &one.label)));
    *out += &alias("TagId", "Tags.", &tags.collect::<Vec<_>>());
    scores(document, out);
    levels(document, out);
    warnings(document, out);
    products(document, out);
    let goals = document.goals.iter().map(|one| (one.id.as_str(), told(document, &one.label)));
    *out += &alias("GoalId", "What suggestions are for.", &goals.collect::<Vec<_>>());
    reports(document, out);
    features(document, out);
    *out += ITEMS;
}

/// Items of a portrait by the names under which they are explained.
const ITEMS: &str = "\
/** Items of a portrait, as they are explained. */
export type ItemId =
  | `tag:${TagId}`
  | `score:${ScoreId}`
  | `tier:${TierId}`
  | `lifecycle:${LifecycleId}`
  | `warning:${WarningId}`
  | `product:${ProductId}`
  | `feature:${FeatureName}`;

";

fn scores(document: &Document, out: &mut String) {
    *out += "/** Scores: bands, characteristics (dimensions), codes of reasons. */\n";
    *out += "export type Scores = {\n";
    for score in &document.scores {
        let said = about(document, score.label.as_ref(), score.description.as_deref());
        let bands = score.bands.iter().map(|band| (band.id.as_str(), band.label.as_ref()));
        let reasons = score.characteristics.iter().flat_map(|one| {
            let own = one.attributes.iter().filter_map(|attribute| attribute.reason_code.as_ref());
            own.chain(&one.reason_code).map(code)
        });
        *out += &comment("  ", &said);
        *out += &format!("  readonly {}: {{\n", key(&score.id));
        *out += &format!("    readonly id: {};\n", literal(&score.id));
        labelled(document, "band", bands, out);
        *out += &format!("    readonly characteristic: {};\n", union(characteristics(score)));
        *out += &format!("    readonly reason: {};\n", union(reasons));
        *out += "  };\n";
    }
    *out += "};\n\nexport type ScoreId = keyof Scores;\n\n";
}

/// What a score's contributions are of.
fn characteristics(score: &Score) -> Vec<&str> {
    let of_card = score.characteristics.iter().map(|one| one.id.as_ref().unwrap_or(&one.fact));
    let of_trees = score.trees.iter().flat_map(|trees| trees.inputs.iter().map(|one| &one.fact));
    let of_terms = score.logistic.iter().flat_map(|one| one.terms.iter().map(|term| &term.fact));
    of_card.chain(of_trees).chain(of_terms).map(String::as_str).collect()
}

fn code(code: &Short<ReasonCode>) -> &str {
    match code {
        Short::Text(code) => code,
        Short::Full(full) => &full.code,
    }
}

/// A union as a property, each member with its label where one has.
fn labelled<'a>(
    document: &Document,
    name: &str,
    members: impl Iterator<Item = (&'a str, Option<&'a Localised>)>,
    out: &mut String,
) {
    let members: Vec<_> = members.collect();
    if members.iter().all(|(_, label)| label.is_none()) {
        *out += &format!("    readonly {name}: {};\n", union(members.iter().map(|(id, _)| *id)));
        return;
    }
    *out += &format!("    readonly {name}:\n");
    for (id, label) in members {
        let said = label.map(|label| told(document, label)).unwrap_or_default();
        *out += &format!("{}      | {}\n", comment("      ", &said), literal(id));
    }
    out.truncate(out.trim_end().len());
    *out += ";\n";
}

fn levels(document: &Document, out: &mut String) {
    *out += "/** Tier tables: levels, and what their customers are entitled to. */\n";
    *out += "export type Tiers = {\n";
    for tier in &document.tiers {
        let said = about(document, tier.label.as_ref(), tier.description.as_deref());
        *out += &comment("  ", &said);
        *out += &format!("  readonly {}: {{\n", key(&tier.id));
        *out += &format!("    readonly id: {};\n", literal(&tier.id));
        let levels = tier.levels.iter().map(|level| match level {
            Short::Text(id) => (id.as_str(), None),
            Short::Full(level) => (level.id.as_str(), level.label.as_ref()),
        });
        labelled(document, "level", levels, out);
        let entitled = tier.levels.iter().flat_map(|level| match level {
            Short::Text(_) => &[][..],
            Short::Full(level) => &level.entitlements,
        });
        let entitled = union(entitled.map(String::as_str));
        *out += &format!("    readonly entitlement: {entitled};\n  }};\n");
    }
    *out += "};\n\nexport type TierId = keyof Tiers;\n\n";

    *out += "/** Lifecycles: stages, and what their customers are entitled to. */\n";
    *out += "export type Lifecycles = {\n";
    for lifecycle in &document.lifecycle {
        let said = about(document, lifecycle.label.as_ref(), lifecycle.description.as_deref());
        *out += &comment("  ", &said);
        *out += &format!("  readonly {}: {{\n", key(&lifecycle.id));
        *out += &format!("    readonly id: {};\n", literal(&lifecycle.id));
        let stages = lifecycle.stages.iter();
        let named = stages.clone().map(|stage| (stage.id.as_str(), stage.label.as_ref()));
        labelled(document, "stage", named, out);
        let entitled = union(stages.flat_map(|stage| &stage.entitlements).map(String::as_str));
        *out += &format!("    readonly entitlement: {entitled};\n  }};\n");
    }
    *out += "};\n\nexport type LifecycleId = keyof Lifecycles;\n\n";
}

fn warnings(document: &Document, out: &mut String) {
    let all = document.warnings.iter();
    let members: Vec<_> =
        all.clone().map(|one| (one.id.as_str(), told(document, &one.message))).collect();
    *out += &alias("WarningId", "Early warnings, with what the customer reads.", &members);
    let actions: Vec<&Action> = all
        .flat_map(|one| {
            one.actions.iter().chain(one.escalate.iter().flat_map(|escalate| &escalate.actions))
        })
        .collect();
    let acts = union(actions.iter().map(|action| action.act.as_str()));
    let playbooks = union(actions.iter().filter_map(|action| action.playbook.as_deref()));
    *out += &format!("/** What warnings ask for. */\nexport type ActionId = {acts};\n\n");
    *out += &format!("/** Playbooks to follow. */\nexport type PlaybookId = {playbooks};\n\n");
    let products = document.products.iter().flat_map(|product| &product.channels);
    let channels = products.chain(actions.iter().flat_map(|action| &action.channels));
    let channels = union(channels.map(|channel| channel.name()));
    *out += "/** Ways to reach the customer that the policy uses. */\n";
    *out += &format!("export type ChannelId = {channels};\n\n");
}

fn products(document: &Document, out: &mut String) {
    *out += "/** Products, contents and services that can be suggested. */\n";
    *out += "export type Products = {\n";
    for Product { id, label, kind, channels, family, description, .. } in &document.products {
        *out += &comment("  ", &about(document, Some(label), description.as_deref()));
        *out += &format!("  readonly {}: {{\n", key(id));
        *out += &format!("    readonly kind: {};\n", literal(kind.name()));
        let channels = union(channels.iter().map(|channel| channel.name()));
        *out += &format!("    readonly channel: {channels};\n");
        if let Some(family) = family {
            *out += &format!("    readonly family: {};\n", literal(family));
        }
        *out += "  };\n";
    }
    *out += "};\n\n";
    *out += "\
export type ProductId = keyof Products;

/** The products of a kind. */
export type ProductOf<Kind> = { [Id in ProductId]: Products[Id]['kind'] extends Kind ? Id : never }[ProductId];

/** What there is to read. */
export type ContentId = ProductOf<'content'>;

/** Services and activities. */
export type ServiceId = ProductOf<'service' | 'activity'>;

/** A product and the channel by which it is suggested. */
export type SuggestionId = { [Id in ProductId]: `${Id}:${Products[Id]['channel']}` }[ProductId];

";
    let disclosures = document.products.iter().flat_map(|product| &product.disclosures);
    let disclosures = union(disclosures.map(String::as_str));
    *out += "/** What must stand beside suggestions. */\n";
    *out += &format!("export type DisclosureId = {disclosures};\n\n");
}

fn reports(document: &Document, out: &mut String) {
    *out += "/** Reports that may leave the device, and the questions that each answers. */\n";
    *out += "export type Reports = {\n";
    for report in &document.egress {
        let said = about(document, report.label.as_ref(), report.description.as_deref());
        *out += &comment("  ", &said);
        let questions = union(report.fields.keys().map(String::as_str));
        *out += &format!("  readonly {}: {questions};\n", key(&report.id));
    }
    *out += "};\n\nexport type ReportId = keyof Reports;\n\n";
}

fn features(document: &Document, out: &mut String) {
    let occasions: Vec<(String, String)> = document
        .occasions
        .iter()
        .map(|(id, one)| (format!("{ROOM}{id}"), about(document, one.label.as_ref(), None)))
        .collect();
    let occasions = occasions.iter().map(|(name, said)| (name.as_str(), said.clone()));
    let features = document.features.iter();
    let features =
        features.map(|(name, one)| (name.as_str(), about(document, one.label.as_ref(), None)));
    let members: Vec<_> = occasions.chain(features).collect();
    *out += &alias("FeatureName", "Features of behaviour and facts, and occasions.", &members);
}
