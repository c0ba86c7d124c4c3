//! Texts for people, in every locale of the policy.

use silhouette::model::value::TextId;

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic, Part};
use crate::document::{Localised, Short};
use crate::json::Pointer;

/// What no text may promise. A county-level notice and the draft measures on network marketing name
/// these; a bank's counsel decides what else.
const FORBIDDEN: [&str; 12] = [
    "保本",
    "稳赚",
    "零风险",
    "无风险",
    "保证收益",
    "保收益",
    "低至",
    "秒批",
    "guaranteed return",
    "risk-free",
    "no risk",
    "as low as",
];

impl Lowering<'_> {
    /// The wording of a text in each locale, in the order of the locales.
    pub(super) fn wordings(&mut self, text: &Localised, at: &Pointer) -> Vec<String> {
        let wordings: Vec<String> = match &text.0 {
            Short::Text(same) => vec![same.clone(); self.locales.len()],
            Short::Full(by_locale) => {
                for locale in by_locale.keys() {
                    if !self.locales.contains(locale) {
                        let found = Diagnostic::new(Code::UnknownLocale, &at.key(locale));
                        let known = self.locales.join(", ");
                        self.report(
                            found
                                .part(Part::Key)
                                .arg(locale)
                                .arg(known)
                                .meant(locale, self.locales.iter().map(String::as_str)),
                        );
                    }
                }
                let fallback = self.locales.iter().find(|locale| by_locale.contains_key(*locale));
                let fallback = fallback.cloned();
                let mut wordings = Vec::new();
                for locale in self.locales.clone() {
                    let wording = by_locale.get(&locale);
                    if let (None, Some(instead)) = (wording, &fallback) {
                        let found = Diagnostic::new(Code::MissingLocale, at);
                        self.report(found.arg(&locale).arg(instead));
                    }
                    let wording = wording.or_else(|| by_locale.get(fallback.as_ref()?));
                    wordings.push(wording.cloned().unwrap_or_default());
                }
                wordings
            }
        };
        if wordings.iter().any(|wording| wording.trim().is_empty()) {
            self.report(Diagnostic::new(Code::EmptyText, at));
        }
        wordings
    }

    /// A text in the policy's first locale that it has, for reports.
    pub(super) fn wording(&self, text: &Localised) -> Option<String> {
        match &text.0 {
            Short::Text(same) => Some(same.clone()),
            Short::Full(by_locale) => {
                let mut known = self.locales.iter().filter_map(|locale| by_locale.get(locale));
                known.next().cloned()
            }
        }
    }

    /// Reports promises that may not be made.
    pub(super) fn check_promises(&mut self, wordings: &[String], at: &Pointer) {
        for wording in wordings {
            let folded = wording.to_lowercase();
            for word in FORBIDDEN.iter().filter(|word| folded.contains(**word)) {
                self.report(Diagnostic::new(Code::ForbiddenWord, at).arg(*word));
            }
        }
    }

    /// A label that is for colleagues only: it is checked, and no device carries it.
    pub(super) fn check_text(&mut self, text: &Localised, at: &Pointer) {
        let wordings = self.wordings(text, at);
        self.check_promises(&wordings, at);
    }

    /// A label or other text without places.
    pub(super) fn text(&mut self, text: &Localised, at: &Pointer) -> TextId {
        let wordings = self.wordings(text, at);
        self.check_promises(&wordings, at);
        self.builder.text(&wordings)
    }

    /// A text of the compiler's own.
    pub(super) fn in_every_locale(&mut self, text: impl Fn(&str) -> String) -> TextId {
        let texts: Vec<String> = self.locales.iter().map(|locale| text(locale)).collect();
        self.builder.text(&texts)
    }

    /// A text that is the same in every locale.
    pub(super) fn plain_text(&mut self, text: &str) -> TextId {
        self.builder.text(&vec![text.to_owned(); self.locales.len()])
    }
}
