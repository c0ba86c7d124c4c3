//! The order of the suggestions: the formula, diversity, experiments, and products that belong together.

use std::collections::BTreeSet;

use silhouette::pack::program::{
    Experiment as LoweredExperiment, ExprId, Op, ProductNumber, Response as LoweredResponse,
};

use super::Lowering;
use super::purposes::slots_of_code;
use super::symbols::Stage;
use crate::cel::syntax::Expr;
use crate::cel::typing::Typer;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::offers::{Alike, Diversity, Experiment, Product, ProductKind, Response};
use crate::json::Pointer;

impl Lowering<'_> {
    pub(super) fn ranking(&mut self) {
        let Some(ranking) = &self.document.ranking else { return };
        let at = Pointer::root().key("ranking");
        if let Some(Response { hits, misses, explore }) = ranking.response {
            let assumed = 1..=100;
            if !assumed.contains(&hits) || !assumed.contains(&misses) {
                self.report(Diagnostic::new(Code::RankingResponse, &at.key("response")));
            }
            self.builder.program.ranking.response = Some(LoweredResponse { hits, misses, explore });
        }
        self.builder.program.ranking.score = self.formula(&ranking.score, &at.key("score"));
        if let Some(diversity) = &ranking.diversity {
            self.diversity(diversity, &at.key("diversity"));
        }
        if let Some(experiment) = &ranking.experiment {
            self.experiment(experiment, &at.key("experiment"));
        }
    }

    fn formula(&mut self, text: &str, at: &Pointer) -> Option<ExprId> {
        let number = |typer: &mut Typer<'_>, expr: &Expr| typer.number(expr);
        let code = self.expression(text, at, Stage::Ranking, number);
        let code = code.and_then(|code| self.checked(code, at))?;
        let response = Op::Product(ProductNumber::Response);
        if code.contains(&response) && self.builder.program.ranking.response.is_none() {
            self.report(Diagnostic::new(Code::RankingNoResponse, at));
        }
        // It puts every product into its place, so it serves the purposes of all.
        let products = self.document.products.iter();
        let served: BTreeSet<Option<&String>> =
            products.map(|product| product.purpose.as_ref()).collect();
        for purpose in served {
            self.check_grants(purpose, &slots_of_code(&code), at);
        }
        Some(self.builder.expr(&code))
    }

    fn diversity(&mut self, diversity: &Diversity, at: &Pointer) {
        // What is written in JSON is finite.
        if diversity.penalty < 0.0 {
            self.report(Diagnostic::new(Code::RankingPenalty, &at.key("penalty")));
        }
        self.builder.program.ranking.penalty = diversity.penalty;
    }

    fn experiment(&mut self, experiment: &Experiment, at: &Pointer) {
        self.check_id(&experiment.id, &at.key("id"));
        let label = self.text(&experiment.label, &at.key("label"));
        let share = experiment.challenger.as_ref().map_or(0, |challenger| challenger.share);
        let sum = u16::from(experiment.hold_out) + u16::from(share);
        if !(1..=100).contains(&sum) {
            self.report(Diagnostic::new(Code::ExperimentShares, at));
        }
        let score = experiment.challenger.as_ref().and_then(|challenger| {
            self.formula(&challenger.score, &at.key("challenger").key("score"))
        });
        let id = self.builder.string(&experiment.id);
        let lowered = LoweredExperiment {
            id,
            label,
            hold_out: experiment.hold_out,
            challenger: share,
            score,
        };
        self.builder.program.ranking.experiment = Some(lowered);
    }

    /// What makes a product like others.
    pub(super) fn alike(&mut self, product: &Product) -> Option<u32> {
        let diversity = self.document.ranking.as_ref()?.diversity.as_ref()?;
        match diversity.by {
            Alike::Family => product.family.as_ref().map(|family| self.builder.string(family)),
            Alike::Kind => Some(self.builder.string(product.kind.name())),
        }
    }

    /// The parts of a bundle, as indexes of products.
    pub(super) fn bundle(&mut self, product: &Product, at: &Pointer) -> Vec<u16> {
        let at = at.key("bundle");
        if product.bundle.len() == 1 {
            self.report(Diagnostic::new(Code::BundleSize, &at));
        }
        self.unique(&product.bundle, &at, "");
        let products = &self.document.products;
        let mut parts = Vec::new();
        for (index, id) in product.bundle.iter().enumerate() {
            let at = at.index(index);
            let Some(place) = products.iter().position(|part| part.id == *id) else {
                let known = self.catalogue.products.clone();
                self.unknown_reference(("product", "产品"), id, &known, &at);
                continue;
            };
            let Some(part) = products.get(place) else { continue };
            let wrong = if !part.bundle.is_empty() {
                Words::new("it is a bundle itself", "它本身就是组合")
            } else if part.kind == ProductKind::Loan {
                Words::new(
                    "it is a loan, which may not be tied to other products",
                    "贷款不得与其他产品捆绑",
                )
            } else if part.purpose != product.purpose {
                Words::new("it serves another purpose", "它的用途不同")
            } else {
                parts.push(u16::try_from(place).unwrap_or(u16::MAX));
                continue;
            };
            self.report(Diagnostic::new(Code::BundlePart, &at).arg(id).arg(wrong));
        }
        parts
    }

    /// What must stand beside a product: beside a bundle, what must stand beside its parts too.
    pub(super) fn disclosures(&mut self, product: &Product) -> Vec<u32> {
        let products = &self.document.products;
        let parts = products.iter().filter(|part| product.bundle.contains(&part.id));
        let mut all: Vec<&String> = Vec::new();
        for id in std::iter::once(product).chain(parts).flat_map(|product| &product.disclosures) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all.into_iter().map(|id| self.builder.string(id)).collect()
    }
}
