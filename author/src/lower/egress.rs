//! What may leave the device: closed lists, banded, within a privacy budget.
//!
//! The engine of this version sends no reports: what is declared is checked and told, not carried.

use std::collections::BTreeSet;

use silhouette::model::value::Slot;
use silhouette::pack::program::{Aggregate, Source, Verb};

use super::Lowering;
use super::durations::DAY;
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic, Part};
use crate::document::Short;
use crate::document::egress::{Egress, Field};
use crate::document::facts::Class;
use crate::json::Pointer;

/// A report has at most so many fields: each divides the budget.
const MAX_FIELDS: usize = 8;
/// A field has at most so many bands.
const MAX_BANDS: usize = 32;
/// Bounds of the budget of one report.
const EPSILON: (f64, f64) = (0.01, 10.0);

impl Lowering<'_> {
    /// Checks what may leave. Runs when everything that can be told is known.
    pub(super) fn egress(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("egress");
        let ids: Vec<String> = document.egress.iter().map(|egress| egress.id.clone()).collect();
        self.unique(&ids, &root, "id");
        for (index, egress) in document.egress.iter().enumerate() {
            let at = root.index(index);
            self.check_id(&egress.id, &at.key("id"));
            if let Some(label) = &egress.label {
                self.text(label, &at.key("label"));
            }
            self.purpose(egress.purpose.as_ref(), &at);
            let (low, high) = EPSILON;
            if !(low..=high).contains(&egress.epsilon) {
                let found = Diagnostic::new(Code::OutOfRange, &at.key("epsilon"));
                self.report(found.arg(low.to_string()).arg(high.to_string()));
            }
            if self.duration(&egress.per, &at.key("per")).is_some_and(|per| per < DAY) {
                self.report(Diagnostic::new(Code::EgressPer, &at.key("per")));
            }
            self.fields(egress, &at.key("fields"));
            self.report(Diagnostic::new(Code::EgressNotCarried, &at).arg(&egress.id));
        }
    }

    fn fields(&mut self, egress: &Egress, at: &Pointer) {
        let count = egress.fields.len();
        if !(1..=MAX_FIELDS).contains(&count) {
            let found = Diagnostic::new(Code::WrongLength, at);
            self.report(found.arg(format!("1…{MAX_FIELDS}")).arg(count));
        }
        let mut reads = Vec::new();
        for (name, field) in &egress.fields {
            let at = at.key(name);
            if !super::is_id(name) {
                self.report(Diagnostic::new(Code::BadId, &at).part(Part::Key).arg(name));
            }
            match field {
                Short::Text(ty) => match ty.as_str() {
                    "enum:tags" => reads.extend(self.slots_from(|s| matches!(s, Source::Tag(_)))),
                    "enum:products" => {}
                    other => self.report(Diagnostic::new(Code::EgressField, &at).arg(other)),
                },
                Short::Full(field) => reads.extend(self.field_told(field, &at)),
            }
        }
        self.check_grants(egress.purpose.as_ref(), &reads, at);
        self.told.extend(reads);
    }

    /// The slot that a field tells, which must be a closed list.
    fn field_told(&mut self, field: &Field, at: &Pointer) -> Option<Slot> {
        let (slot, symbol) = self.fact_named(&field.of, &at.key("of"))?;
        match &field.bands {
            Some(bands) => {
                let ascending = bands.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
                let many = (1..=MAX_BANDS).contains(&bands.len());
                if !ascending || !many || !symbol.ty.is_numeric() {
                    self.report(Diagnostic::new(Code::EgressBands, &at.key("bands")));
                }
            }
            None => {
                // A tag, a tier and a band of a score are bands of what they rest on.
                if let Some(input) = self.sensitive(slot) {
                    let found = Diagnostic::new(Code::EgressUnbanded, &at.key("of"));
                    self.report(found.arg(&field.of).arg(input));
                } else if !matches!(symbol.ty, Ty::Bool | Ty::Enum(_)) {
                    let found = Diagnostic::new(Code::EgressOpen, &at.key("of"));
                    self.report(found.arg(&field.of).arg(symbol.ty.words()));
                }
            }
        }
        Some(slot)
    }

    /// The first input of class C2 on which a fact or feature rests as it is.
    fn sensitive(&self, slot: Slot) -> Option<String> {
        let document = self.document;
        let program = &self.builder.program;
        let source = |slot: Slot| program.slots.get(usize::from(slot)).map(|info| info.source);
        if matches!(source(slot)?, Source::Tag(_) | Source::Band(_) | Source::Tier(_)) {
            return None;
        }
        self.closure(vec![slot]).into_iter().find_map(|slot| match source(slot)? {
            Source::Profile | Source::ProfileList(_) => {
                let name = self.slot_name(slot);
                (document.profile.get(&name)?.class == Some(Class::C2)).then_some(name)
            }
            Source::Feature(index) => {
                let feature = program.features.get(usize::from(index))?;
                let Verb::Events { kind, of, .. } = &feature.verb else { return None };
                let steps = match of {
                    Aggregate::Sequence { steps, .. } | Aggregate::Funnel { steps, .. } => steps,
                    _ => &Vec::new(),
                };
                let kinds = [*kind].into_iter().chain(steps.iter().map(|step| step.kind));
                let names = kinds.filter_map(|kind| self.events.name(kind));
                let c2 = |name: &&str| {
                    document.events.get(*name).and_then(|event| event.class) == Some(Class::C2)
                };
                names.into_iter().find(c2).map(str::to_owned)
            }
            _ => None,
        })
    }

    fn slots_from(&self, fits: impl Fn(Source) -> bool) -> BTreeSet<Slot> {
        let slots = self.builder.program.slots.iter().zip(0..);
        slots.filter(|(info, _)| fits(info.source)).map(|(_, slot)| slot).collect()
    }
}
