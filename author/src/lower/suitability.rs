//! Suitability: which tolerance of risk a product's rating needs.

use silhouette::pack::program::Suitability;

use super::Lowering;
use crate::cel::types::{Order, Ty};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::offers::{Product, Rating, RiskRating};
use crate::json::Pointer;

impl Lowering<'_> {
    /// The suitability gate. The outer `None` tells of an error.
    #[expect(clippy::option_option, reason = "the outer tells of an error, the inner of no gate")]
    pub(super) fn suitability(
        &mut self,
        product: &Product,
        at: &Pointer,
    ) -> Option<Option<Suitability>> {
        let Some(Rating { risk_rating, issuer_rating }) = product.suitability else {
            if product.kind.needs_rating() {
                self.report(Diagnostic::new(Code::NoRating, at));
                return None;
            }
            return Some(None);
        };
        let Some(facts) = &self.document.suitability else {
            self.report(Diagnostic::new(Code::NoTolerance, &at.key("suitability")));
            return None;
        };
        let root = Pointer::root().key("suitability");
        let five = |ty: &Ty| matches!(ty, Ty::Enum(members) if members.order == Order::Ascending && members.values.len() == 5);
        let tolerance = self.fact_of(&facts.tolerance, &root.key("tolerance"), five);
        let expires = match &facts.expires {
            Some(name) => Some(self.fact_of(name, &root.key("expires"), |ty| *ty == Ty::Date)?),
            None => None,
        };
        let reads: Vec<u16> = tolerance.into_iter().chain(expires).collect();
        self.check_grants(product.purpose.as_ref(), &reads, &at.key("suitability"));
        let rating = issuer_rating.unwrap_or(risk_rating).max(risk_rating);
        let tolerance = tolerance?;
        let rating = self.needed(rating, tolerance);
        Some(Some(Suitability { rating, tolerance, expires, told_tolerance: 0, told_expires: 0 }))
    }

    /// The level of tolerance that a rating needs, from 1: its own number, or a stricter one of the policy.
    fn needed(&self, rating: RiskRating, tolerance: u16) -> u8 {
        let needs = self.document.suitability.as_ref().and_then(|facts| facts.needs.get(&rating));
        let levels = self.tolerance_levels(tolerance);
        let level = needs.and_then(|level| levels.iter().position(|known| known == level));
        let level = level.and_then(|level| u8::try_from(level + 1).ok());
        level.map_or(rating.number(), |level| level.max(rating.number()))
    }

    /// The values of an enum of the profile.
    fn tolerance_levels(&self, slot: u16) -> Vec<String> {
        match self.symbols.of(slot).map(|symbol| &symbol.ty) {
            Some(Ty::Enum(members)) => members.values.clone(),
            _ => Vec::new(),
        }
    }

    /// The policy's own rule of which tolerance a rating needs is not looser than the common one.
    pub(super) fn check_needs(&mut self) {
        let Some(facts) = &self.document.suitability else { return };
        let Some((slot, _)) = self.symbols.get(&facts.tolerance) else { return };
        let levels = self.tolerance_levels(slot);
        for (rating, level) in &facts.needs {
            let at = Pointer::root().key("suitability").key("needs").key(&format!("{rating:?}"));
            let Some(place) = levels.iter().position(|known| known == level) else {
                self.unknown_reference(("level", "等级"), level, &levels, &at);
                continue;
            };
            let least = usize::from(rating.number()).saturating_sub(1);
            if let Some(least) = levels.get(least).filter(|_| place < least) {
                let found = Diagnostic::new(Code::LooserSuitability, &at);
                self.report(found.arg(format!("{rating:?}")).arg(least).arg(level));
            }
        }
    }

    /// A fact of a certain type that another part of the document names.
    fn fact_of(&mut self, name: &str, at: &Pointer, fits: impl Fn(&Ty) -> bool) -> Option<u16> {
        match self.symbols.get(name) {
            Some((slot, symbol)) if fits(&symbol.ty) => Some(slot),
            Some((_, symbol)) => {
                let found = match at.as_str().ends_with("tolerance") {
                    true => Diagnostic::new(Code::ToleranceType, at).arg(name),
                    false => Diagnostic::new(Code::FactType, at)
                        .arg(name)
                        .arg(symbol.ty.words())
                        .arg(Ty::Date.words()),
                };
                self.report(found);
                None
            }
            None if self.symbols.is_declared(name) => None,
            None => {
                let known: Vec<String> = self.symbols.all().map(str::to_owned).collect();
                self.unknown_reference(("fact", "事实"), name, &known, at);
                None
            }
        }
    }
}
