//! Terms that are suggested to a customer: within the published corridor, and not by marketing.

use silhouette::model::value::Slot;
use silhouette::pack::program::{Advice, Source};

use super::Lowering;
use super::protected::MARKETING;
use super::purposes::slots_of_code;
use super::symbols::Stage;
use crate::cel::syntax::Expr;
use crate::cel::typing::Typer;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::offers::{Product, Terms};
use crate::json::Pointer;

impl Lowering<'_> {
    /// The terms that a product suggests; none tells of an error.
    pub(super) fn advisory(&mut self, product: &Product, at: &Pointer) -> Option<Vec<Advice>> {
        let Some(advisory) = &product.advisory else { return Some(Vec::new()) };
        let Terms { apr_min, apr_max, max_months } = product.terms.unwrap_or_default();
        let rates = Words::new("aprMin and aprMax", " aprMin 与 aprMax");
        let months = Words::new("maxMonths", " maxMonths");
        let months_to = max_months.map(|months| (1.0, f64::from(months)));
        let terms = [
            ("apr", &advisory.apr, apr_min.zip(apr_max), rates, 100.0),
            ("months", &advisory.months, months_to, months, 1.0),
        ];
        let mut all = Vec::new();
        let mut whole = true;
        for (term, text, corridor, needed, parts) in terms {
            let Some(text) = text else { continue };
            let at = at.key("advisory").key(term);
            let Some((from, to)) = corridor else {
                let found = Diagnostic::new(Code::AdvisoryCorridor, &at);
                self.report(found.arg(term).arg(needed));
                whole = false;
                continue;
            };
            let number = |typer: &mut Typer<'_>, expr: &Expr| typer.number(expr);
            let code = self.expression(text, &at, Stage::Facts, number);
            let Some(code) = code.and_then(|code| self.checked(code, &at)) else {
                whole = false;
                continue;
            };
            let reads = slots_of_code(&code);
            self.check_grants(product.purpose.as_ref(), &reads, &at);
            let closure = self.closure(reads);
            if let Some(slot) = closure.into_iter().find(|slot| self.is_for_marketing(*slot)) {
                let name = self.slot_name(slot);
                let found = Diagnostic::new(Code::AdvisoryMarketing, &at);
                self.report(found.arg(term).arg(name));
            }
            let expr = self.builder.expr(&code);
            let term = self.builder.string(term);
            all.push(Advice { term, expr, from, to, parts });
        }
        whole.then_some(all)
    }

    /// Whether a fact was granted for marketing only, or a tag, score, tier or lifecycle serves it.
    fn is_for_marketing(&self, slot: Slot) -> bool {
        let program = &self.builder.program;
        let granted = self.symbols.of(slot).and_then(|symbol| symbol.purposes.as_ref());
        if granted.is_some_and(|granted| granted.iter().eq([MARKETING])) {
            return true;
        }
        let Some(info) = program.slots.get(usize::from(slot)) else { return false };
        let purpose = match info.source {
            Source::Profile | Source::ProfileList(_) | Source::Feature(_) => None,
            Source::Tag(tag) => program.tags.get(usize::from(tag)).and_then(|tag| tag.purpose),
            Source::Score(score) | Source::Band(score) => {
                program.scores.get(usize::from(score)).and_then(|score| score.purpose)
            }
            Source::Tier(tier) => program.tiers.get(usize::from(tier)).and_then(|t| t.purpose),
        };
        let purpose = purpose.and_then(|purpose| program.purposes.get(usize::from(purpose)));
        purpose.is_some_and(|purpose| self.builder.find(MARKETING) == Some(purpose.id))
    }
}
