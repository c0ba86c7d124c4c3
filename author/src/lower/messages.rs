//! Sentences with places for facts: `{overdue_streak}` becomes `{0}`.

use silhouette::model::value::Slot;
use silhouette::pack::program::Message;

use super::Lowering;
use super::symbols::Stage;
use crate::cel::types::{Found, Names as _, Place};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::Localised;
use crate::document::offers::Terms;
use crate::json::Pointer;

/// No sentence names more facts.
const MAX_PLACES: usize = 16;

impl Lowering<'_> {
    /// A sentence for the customer. `terms` are a product's published terms, which are the same for
    /// everybody and become part of the text.
    pub(super) fn message(
        &mut self,
        text: &Localised,
        terms: Option<&Terms>,
        at: &Pointer,
    ) -> Option<Message> {
        let wordings = self.wordings(text, at);
        self.check_promises(&wordings, at);
        let mut args: Vec<Slot> = Vec::new();
        let mut filled = Vec::new();
        for wording in &wordings {
            filled.push(self.places(wording, terms, &mut args, at)?);
        }
        if args.len() > MAX_PLACES {
            self.report(Diagnostic::new(Code::PlaceholderCount, at).arg(MAX_PLACES));
            return None;
        }
        Some(Message { text: self.builder.text(&filled), args })
    }

    fn places(
        &mut self,
        wording: &str,
        terms: Option<&Terms>,
        args: &mut Vec<Slot>,
        at: &Pointer,
    ) -> Option<String> {
        let mut filled = String::with_capacity(wording.len());
        let mut rest = wording;
        while let Some(open) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(open);
            filled.push_str(before);
            let name = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let Some((name, behind)) = name.filter(|(name, _)| !name.contains('{')) else {
                self.report(Diagnostic::new(Code::Placeholder, at));
                return None;
            };
            rest = behind;
            let name = name.trim();
            if let Some(term) = name.strip_prefix("terms.") {
                filled.push_str(&self.term(name, term, terms, at)?);
                continue;
            }
            let slot = self.fact_in_text(name, at)?;
            let index = args.iter().position(|&arg| arg == slot).unwrap_or_else(|| {
                args.push(slot);
                args.len() - 1
            });
            filled.push_str(&format!("{{{index}}}"));
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn fact_in_text(&mut self, name: &str, at: &Pointer) -> Option<Slot> {
        let mut names = super::FactNames {
            symbols: &self.symbols,
            catalogue: &self.catalogue,
            stage: Stage::Facts,
        };
        match names.find(name) {
            Found::Known(Place::Slot(slot), _) => return Some(slot),
            Found::Broken => return None,
            Found::Later => self.report(Diagnostic::new(Code::Stage, at).arg(name)),
            Found::Known(..) | Found::Unknown => {
                let known = names.all();
                let known = known.iter().map(String::as_str);
                let found = Diagnostic::new(Code::PlaceholderName, at).arg(name);
                self.report(found.meant(name, known));
            }
        }
        None
    }

    fn term(
        &mut self,
        name: &str,
        term: &str,
        terms: Option<&Terms>,
        at: &Pointer,
    ) -> Option<String> {
        let value = terms.and_then(|terms| match term {
            "aprMin" => terms.apr_min.map(rate),
            "aprMax" => terms.apr_max.map(rate),
            "maxMonths" => terms.max_months.map(|months| months.to_string()),
            _ => None,
        });
        if value.is_none() {
            self.report(Diagnostic::new(Code::NoTerm, at).arg(name));
        }
        value
    }
}

/// A rate with at least two digits behind the point, as it is published.
pub fn rate(percent: f64) -> String {
    let plain = percent.to_string();
    match plain.split_once('.') {
        Some((_, digits)) if digits.len() >= 2 => plain,
        _ => format!("{percent:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_written_as_they_are_published() {
        assert_eq!(rate(3.45), "3.45");
        assert_eq!(rate(6.0), "6.00");
        assert_eq!(rate(7.2), "7.20");
        assert_eq!(rate(3.125), "3.125");
    }
}
