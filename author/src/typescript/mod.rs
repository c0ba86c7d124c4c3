//! The ids and inputs of a policy as TypeScript declarations, for the pages that run it.
//!
//! | room | holds |
//! |---|---|
//! | [`inputs`] | what a page gives: facts and events |
//! | [`results`] | what a page gets: tags, scores, tiers, warnings, products, reports |
//! | [`text`] | literals, unions and comments that hold whatever a policy may say |
//!
//! Law: equal documents give equal declarations, and every id of a document that is right is a valid name.

pub mod inputs;
pub mod results;
pub mod text;

use crate::document::{Document, Localised, Short};

/// The declarations of a policy. They import nothing.
#[must_use]
pub fn declarations(document: &Document) -> String {
    let title = format!("{} {}", document.id, document.version).replace(char::is_control, " ");
    let mut out = format!("// Written by `silhouette types` from {title}. Do not edit.\n\n");
    inputs::write(document, &mut out);
    results::write(document, &mut out);
    out.push_str(POLICY);
    out
}

/// All of it under the names of the package's `AnyPolicy`.
const POLICY: &str = "\
/** Everything above, for the type parameter of the package's types and calls, such as load and Session. */
export interface Policy {
  readonly profile: Profile;
  readonly event: PolicyEvent;
  readonly adapter: AdapterId;
  readonly consent: ConsentId;
  readonly tag: TagId;
  readonly score: Scores[ScoreId];
  readonly tier: Tiers[TierId];
  readonly lifecycle: Lifecycles[LifecycleId];
  readonly warning: WarningId;
  readonly action: ActionId;
  readonly playbook: PlaybookId;
  readonly product: ProductId;
  readonly channel: ChannelId;
  readonly suggestion: SuggestionId;
  readonly disclosure: DisclosureId;
  readonly goal: GoalId;
  readonly report: ReportId;
  readonly feature: FeatureName;
}
";

/// A text in every locale of the policy, in their order.
fn told(document: &Document, text: &Localised) -> String {
    let mut told: Vec<&str> = Vec::new();
    match &text.0 {
        Short::Text(same) => told.push(same),
        Short::Full(by_locale) => {
            for text in document.locales.iter().filter_map(|locale| by_locale.get(locale)) {
                if !told.contains(&text.as_str()) {
                    told.push(text);
                }
            }
        }
    }
    told.join(" · ")
}

/// A label and a remark for colleagues, as paragraphs.
fn about(document: &Document, label: Option<&Localised>, description: Option<&str>) -> String {
    let label = label.map(|label| told(document, label));
    let description = description.map(str::to_owned);
    paragraphs([label, description].into_iter().flatten())
}

/// Paragraphs with an empty line between them.
fn paragraphs(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
    texts.join("\n\n")
}
