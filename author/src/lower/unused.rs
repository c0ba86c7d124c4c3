//! What is declared and read by no rule: it would be collected for nothing.

use std::collections::BTreeSet;

use silhouette::model::value::Slot;
use silhouette::pack::program::{Bin, Characteristic, Model, NodeOp, Op, Program};

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic, Part, Words};
use crate::document::feedback::SUGGESTION;
use crate::json::Pointer;

impl Lowering<'_> {
    /// Warns of facts and events that no rule reads.
    pub(super) fn report_unused(&mut self) {
        if self.out.has_errors() {
            return; // a rule with an error may read them
        }
        let document = self.document;
        let mut reads = slots_read(&self.builder.program);
        reads.extend(&self.told);
        for (index, name) in document.profile.keys().enumerate() {
            if !Slot::try_from(index).is_ok_and(|slot| reads.contains(&slot)) {
                let at = Pointer::root().key("profile").key(name);
                self.warn_unused(("the fact", "事实"), name, &at);
            }
        }
        // What the compiler declared is read by the contact policy.
        for name in document.events.keys().filter(|name| *name != SUGGESTION) {
            let at = Pointer::root().key("events").key(name);
            if self.events.peek(name).is_some() {
                self.warn_unused(("the event", "事件"), name, &at);
                continue;
            }
            let program = &self.builder.program;
            let string = |id: u32| program.strings.get(usize::try_from(id).ok()?);
            let kind = program.kinds.iter().find(|kind| string(kind.name) == Some(name));
            let kept: BTreeSet<String> = kind
                .into_iter()
                .flat_map(|kind| &kind.fields)
                .filter_map(|field| string(field.name).cloned())
                .collect();
            let fields =
                document.events.get(name).into_iter().flat_map(|event| event.fields.keys());
            let unused: Vec<String> =
                fields.filter(|field| !kept.contains(*field)).cloned().collect();
            for field in unused {
                self.warn_unused(("the field", "字段"), &field, &at.key("fields").key(&field));
            }
        }
    }

    fn warn_unused(&mut self, (en, zh): (&str, &str), name: &str, at: &Pointer) {
        let found = Diagnostic::new(Code::Unused, at).part(Part::Key);
        self.report(found.arg(Words::new(en, zh)).arg(name));
    }
}

/// Slots that anything in the program reads.
fn slots_read(program: &Program) -> BTreeSet<Slot> {
    let mut reads = BTreeSet::new();
    for op in &program.code {
        if let Op::Slot(slot) = op {
            reads.insert(*slot);
        }
    }
    for node in &program.nodes {
        match node.op {
            NodeOp::Compare { slot, .. } | NodeOp::In { slot, .. } | NodeOp::Known(slot) => {
                reads.insert(slot);
            }
            _ => {}
        }
    }
    for score in &program.scores {
        match &score.model {
            Model::Scorecard(card) => {
                // A fact that is only a label for conditions over other facts is not read.
                let reading = |c: &&Characteristic| {
                    !c.attributes.iter().all(|a| matches!(a.when, Bin::When(_)))
                };
                reads.extend(card.characteristics.iter().filter(reading).map(|c| c.slot));
            }
            Model::Trees(trees) => reads.extend(trees.inputs.iter().map(|input| input.slot)),
            Model::Linear(linear) => reads.extend(linear.terms.iter().map(|term| term.slot)),
        }
    }
    let messages = program.tags.iter().filter_map(|tag| tag.message.as_ref());
    let messages = messages.chain(program.warnings.iter().map(|warning| &warning.message));
    let messages = messages.chain(program.products.iter().map(|product| &product.message));
    reads.extend(messages.flat_map(|message| message.args.iter().copied()));
    for suitability in program.products.iter().filter_map(|product| product.suitability) {
        reads.insert(suitability.tolerance);
        reads.extend(suitability.expires);
    }
    reads
}
