//! What becomes of suggestions, as an event like any other.
//!
//! A policy does not declare it: it is there where something asks for it. Features may read it, and it is
//! kept, exported and forgotten as every event is.

use indexmap::IndexMap;

use super::behaviour::{Feature, Step};
use super::examples::Outcome;
use super::facts::{Class, Event, Fact};
use super::offers::Contact;
use super::results::Channel;
use super::{Document, Localised, Short};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Part};
use crate::json::Pointer;
use crate::lower;

/// Name of the event.
pub const SUGGESTION: &str = "suggestion";
/// How many of these events are kept, the newest.
const KEEP: u32 = 512;
/// How long they are kept at least, in days.
const RETAIN: i64 = 365;
const DAY: i64 = 86_400_000;

/// Adds the event to a document in which something asks for it.
pub fn declare(document: &mut Document, out: &mut Diagnostics) {
    if document.events.contains_key(SUGGESTION) {
        let at = Pointer::root().key("events").key(SUGGESTION);
        out.push(Diagnostic::new(Code::ReservedEvent, &at).part(Part::Key).arg(SUGGESTION));
        return;
    }
    if !document.products.is_empty() && is_read(document) {
        let event = event(document);
        document.events.insert(SUGGESTION.to_owned(), event);
    }
}

fn is_read(document: &Document) -> bool {
    let asks = |contact: &Contact| {
        !contact.caps.is_empty()
            || contact.cooldown_after_dismiss.is_some()
            || contact.no_repeat.is_some()
            || contact.learn.is_some()
    };
    document.contact.as_ref().is_some_and(asks)
        || document.ranking.as_ref().is_some_and(|ranking| ranking.response.is_some())
        || !document.goals.is_empty()
        || document.features.values().any(reads)
}

/// Whether a feature reads the event.
fn reads(feature: &Feature) -> bool {
    let of = |target: &str| target.split('.').next() == Some(SUGGESTION);
    let step = |step: &Short<Step>| match step {
        Short::Text(event) => of(event),
        Short::Full(step) => of(&step.event),
    };
    lower::targets(feature).any(of)
        || feature.sequence.iter().chain(&feature.funnel).flatten().any(step)
}

fn event(document: &Document) -> Event {
    let label = |zh: &str, en: &str| Some(label(&document.locales, zh, en));
    let field = |ty: String, zh: &str, en: &str| {
        Short::Full(Fact { ty, label: label(zh, en), ..Fact::default() })
    };
    let closed = |values: &[(&str, (&str, &str))], zh: &str, en: &str| {
        let ids: Vec<&str> = values.iter().map(|(id, _)| *id).collect();
        let labels =
            values.iter().filter_map(|(id, (en, zh))| Some(((*id).to_owned(), label(zh, en)?)));
        let value_labels = labels.collect();
        let ty = format!("enum:{}", ids.join("|"));
        Short::Full(Fact { ty, label: label(zh, en), value_labels, ..Fact::default() })
    };
    let channels = Channel::ALL.map(|channel| (channel.name(), channel.words()));
    let outcomes = Outcome::ALL.map(|outcome| (outcome.name(), outcome.words()));
    let fields = IndexMap::from([
        ("product".to_owned(), field("enum:products".to_owned(), "产品", "product")),
        ("channel".to_owned(), closed(&channels, "渠道", "channel")),
        ("outcome".to_owned(), closed(&outcomes, "结果", "outcome")),
    ]);
    Event {
        fields,
        dedupe: Vec::new(),
        order: Vec::new(),
        retain: Some(lower::words(retain(document))),
        keep: Some(KEEP),
        class: Some(Class::C1),
        purposes: purposes(document),
        label: label("推荐反馈", "suggestion feedback"),
        description: None,
    }
}

/// The purposes that the products serve; none: all.
fn purposes(document: &Document) -> Option<Vec<String>> {
    let of = document.products.iter().map(|product| product.purpose.clone());
    let mut purposes: Vec<String> = of.collect::<Option<_>>()?;
    purposes.retain(|id| document.purposes.iter().any(|purpose| purpose.id == *id));
    purposes.sort();
    purposes.dedup();
    Some(purposes)
}

/// Long enough for everything that looks back, ms.
fn retain(document: &Document) -> i64 {
    let contact = document.contact.iter();
    let spans = contact.flat_map(|contact| {
        let caps = contact.caps.iter().map(|cap| &cap.per);
        let cooldown = contact.cooldown_after_dismiss.iter().flat_map(|cooldown| match cooldown {
            Short::Text(text) => vec![text],
            Short::Full(full) => std::iter::once(&full.first).chain(&full.max).collect(),
        });
        caps.chain(cooldown).chain(&contact.no_repeat)
    });
    let spans = spans.chain(document.goals.iter().map(|goal| &goal.within));
    let spans = spans.chain(document.features.values().filter(|f| reads(f)).filter_map(window));
    spans.filter_map(|text| lower::duration(text)).fold(RETAIN * DAY, i64::max)
}

fn window(feature: &Feature) -> Option<&String> {
    match &feature.window {
        Some(Short::Text(text)) => Some(text),
        _ => None,
    }
}

/// A text of the compiler's own, in the locales of a policy.
#[must_use]
pub fn label(locales: &[String], zh: &str, en: &str) -> Localised {
    let of = |locale: &String| if locale.starts_with("zh") { zh } else { en };
    let texts = locales.iter().map(|locale| (locale.clone(), of(locale).to_owned()));
    Localised(Short::Full(texts.collect()))
}
