//! Products, contents and services, and the order in which they are suggested.

use silhouette::pack::program::{Message, Product as Lowered};

use super::Lowering;
use super::analysis::Gates;
use super::purposes::{slots_of, slots_of_code};
use super::symbols::Stage;
use crate::cel::conditions::Cond;
use crate::cel::syntax::Expr;
use crate::cel::typing::Typer;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::conditions::Condition;
use crate::document::offers::{Product, ProductKind, Terms};
use crate::document::{Localised, Short};
use crate::json::Pointer;

/// The disclosure that stands beside every loan.
const APR: &str = "loan_apr";
/// A higher annual rate is taken for a slip of the pen.
const MAX_APR: f64 = 36.0;

impl Lowering<'_> {
    pub(super) fn products(&mut self) {
        let document = self.document;
        let root = Pointer::root();
        for (index, product) in document.products.iter().enumerate() {
            let at = root.key("products").index(index);
            if let Some(lowered) = self.product(product, &at) {
                self.builder.program.products.push(lowered);
            }
        }
        let at = root.key("fallback");
        self.unique(&document.fallback, &at, "");
        for (index, id) in document.fallback.iter().enumerate() {
            match document.products.iter().position(|product| product.id == *id) {
                Some(place) => {
                    self.builder.program.general.push(u16::try_from(place).unwrap_or(u16::MAX));
                }
                None => {
                    let known = self.catalogue.products.clone();
                    self.unknown_reference(("product", "产品"), id, &known, &at.index(index));
                }
            }
        }
        self.check_needs();
        self.ranking();
    }

    fn product(&mut self, product: &Product, at: &Pointer) -> Option<Lowered> {
        let purpose = self.purpose(product.purpose.as_ref(), at);
        let label = self.text(&product.label, &at.key("label"));
        let terms = product.terms.as_ref();
        let message = self.message(&product.message, terms, &at.key("message"));
        if let Some(message) = &message {
            self.check_grants(product.purpose.as_ref(), &message.args, &at.key("message"));
        }
        let general = self.general_message(product, message.as_ref(), at);
        self.check_loan(product, at);
        let eligibility = self.gate(product, product.eligibility.as_ref(), &at.key("eligibility"));
        let applicability =
            self.gate(product, product.applicability.as_ref(), &at.key("applicability"));
        let suitability = self.suitability(product, at);
        if product.channels.is_empty() {
            self.report(Diagnostic::new(Code::NoChannel, &at.key("channels")));
        }
        let channels: Vec<String> =
            product.channels.iter().map(|channel| channel.name().to_owned()).collect();
        self.unique(&channels, &at.key("channels"), "");
        self.unique(&product.disclosures, &at.key("disclosures"), "");
        for (index, id) in product.disclosures.iter().enumerate() {
            self.check_id(id, &at.key("disclosures").index(index));
        }
        let intent = match &product.intent {
            Some(text) => {
                let at = at.key("intent");
                let number = |typer: &mut Typer<'_>, expr: &Expr| typer.number(expr);
                let code = self.expression(text, &at, Stage::Facts, number);
                let code = code.and_then(|code| self.checked(code, &at))?;
                self.check_grants(product.purpose.as_ref(), &slots_of_code(&code), &at);
                Some(self.builder.expr(&code))
            }
            None => None,
        };
        let advisory = self.advisory(product, at);
        let bundle = self.bundle(product, at);
        if let Some(group) = &product.exclusive {
            self.check_id(group, &at.key("exclusive"));
        }
        let (disclosures, alike) = (self.disclosures(product), self.alike(product));
        let (eligibility, applicability) = (eligibility?, applicability?);
        let (message, general_message, suitability) = (message?, general?, suitability?);
        let tolerance = suitability.map(|gate| (gate.tolerance, gate.rating.saturating_sub(1)));
        let (eligible, applicable) = (eligibility.as_ref(), applicability.as_ref());
        let gates = Gates { eligibility: eligible, applicability: applicable, tolerance };
        self.check_gates(product, gates, at);
        let builder = &mut self.builder;
        Some(Lowered {
            id: builder.string(&product.id),
            label,
            message,
            general_message,
            purpose,
            kind: builder.string(product.kind.name()),
            family: product.family.as_ref().map(|family| builder.string(family)),
            eligibility: eligibility.map(|condition| builder.condition(&condition)),
            applicability: applicability.map(|condition| builder.condition(&condition)),
            suitability,
            channels: channels.iter().map(|channel| builder.string(channel)).collect(),
            disclosures,
            bundle,
            exclusive: product.exclusive.as_ref().map(|group| builder.string(group)),
            alike,
            value: product.value,
            intent,
            advisory: advisory?,
        })
    }

    /// A gate's condition. The outer `None` tells of an error.
    #[expect(clippy::option_option, reason = "the outer tells of an error, the inner of no gate")]
    fn gate(
        &mut self,
        product: &Product,
        condition: Option<&Condition>,
        at: &Pointer,
    ) -> Option<Option<Cond>> {
        let Some(condition) = condition else { return Some(None) };
        let condition = self.condition(condition, at, Stage::Facts)?;
        self.check_grants(product.purpose.as_ref(), &slots_of(&condition), at);
        Some(Some(condition))
    }

    /// What everybody reads: the general text, else the message if it names no fact, else the label.
    fn general_message(
        &mut self,
        product: &Product,
        message: Option<&Message>,
        at: &Pointer,
    ) -> Option<u32> {
        let Some(general) = &product.general_message else {
            let message = message?;
            if message.args.is_empty() {
                return Some(message.text);
            }
            return Some(self.text(&product.label, &at.key("label")));
        };
        let at = at.key("generalMessage");
        let general = self.message(general, product.terms.as_ref(), &at)?;
        if !general.args.is_empty() {
            self.report(Diagnostic::new(Code::PlaceholderForbidden, &at));
        }
        Some(general.text)
    }

    /// A loan shows its annual rate as a range, in every text that offers it.
    fn check_loan(&mut self, product: &Product, at: &Pointer) {
        if product.kind != ProductKind::Loan {
            return;
        }
        let rates = product.terms.and_then(|terms: Terms| terms.apr_min.zip(terms.apr_max));
        let Some((low, high)) = rates.filter(|_| product.disclosures.iter().any(|id| id == APR))
        else {
            self.report(Diagnostic::new(Code::LoanApr, at));
            return;
        };
        if !(0.0 <= low && low <= high && high <= MAX_APR) {
            self.report(Diagnostic::new(Code::AprRange, &at.key("terms")));
        }
        let shows = |text: &Localised| {
            let both =
                |text: &String| text.contains("{terms.aprMin}") && text.contains("{terms.aprMax}");
            match &text.0 {
                Short::Text(text) => both(text),
                Short::Full(texts) => texts.values().all(both),
            }
        };
        let texts = [
            ("message", Some(&product.message)),
            ("generalMessage", product.general_message.as_ref()),
        ];
        for (key, text) in texts {
            if text.is_some_and(|text| !shows(text)) {
                self.report(Diagnostic::new(Code::LoanAprText, &at.key(key)));
            }
        }
    }
}
