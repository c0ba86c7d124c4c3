//! Purposes of processing: a rule that serves a purpose reads only what was granted for it.

use std::collections::BTreeSet;

use silhouette::model::value::Slot;
use silhouette::pack::program::{MAX_PURPOSES, Op, Purposes, Step};

use super::Lowering;
use crate::cel::conditions::{Cond, CondOp};
use crate::diagnostics::{Code, Diagnostic};
use crate::json::Pointer;

impl Lowering<'_> {
    /// Purposes that everything these instructions read was granted for; none: all.
    pub(super) fn purposes_read(&self, code: &[Op]) -> Option<BTreeSet<String>> {
        self.granted(&slots_of_code(code))
    }

    /// Purposes that all of these facts were granted for; none: all.
    pub(super) fn granted(&self, slots: &[Slot]) -> Option<BTreeSet<String>> {
        let granted = slots.iter().filter_map(|slot| self.symbols.of(*slot)?.purposes.as_ref());
        granted.cloned().reduce(|a, b| &a & &b)
    }

    /// Purposes that the events of all steps were granted for; none: all.
    pub(super) fn step_purposes(&self, steps: &[Step]) -> Option<BTreeSet<String>> {
        let granted = steps.iter().filter_map(|step| self.events.purposes(step.kind));
        granted.cloned().reduce(|a, b| &a & &b)
    }

    /// Reports facts that a rule reads and that were not granted for its purpose. A rule without a purpose
    /// reads only what was granted for all: no consent would stop it.
    pub(super) fn check_grants(&mut self, purpose: Option<&String>, reads: &[Slot], at: &Pointer) {
        let declared = |id: &String| self.document.purposes.iter().any(|one| one.id == *id);
        if purpose.is_some_and(|id| !declared(id)) {
            return; // reported where it is named
        }
        for slot in reads.iter().collect::<BTreeSet<_>>() {
            let granted = self.symbols.of(*slot).and_then(|symbol| symbol.purposes.as_ref());
            let Some(granted) = granted else { continue };
            let found = match purpose {
                Some(purpose) if granted.contains(purpose) => continue,
                Some(purpose) => Diagnostic::new(Code::PurposeNotGranted, at).arg(purpose),
                None => Diagnostic::new(Code::PurposeNeeded, at),
            };
            let name = self.slot_name(*slot);
            self.report(found.arg(name));
        }
    }

    /// Purposes as the program has them: a bit for each, in the order of the document; none: all.
    pub(super) fn bits(&self, purposes: Option<&BTreeSet<String>>) -> Purposes {
        let declared = self.document.purposes.iter().take(MAX_PURPOSES).enumerate();
        let named =
            declared.filter(|(_, one)| purposes.is_some_and(|named| named.contains(&one.id)));
        named.fold(0, |bits, (index, _)| bits | 1 << index)
    }

    /// The name of a slot.
    pub(super) fn slot_name(&self, slot: Slot) -> String {
        let program = &self.builder.program;
        let info = program.slots.get(usize::from(slot));
        let name = info.and_then(|info| program.strings.get(usize::try_from(info.name).ok()?));
        name.cloned().unwrap_or_default()
    }
}

/// Slots that instructions read.
pub fn slots_of_code(code: &[Op]) -> Vec<Slot> {
    let slot = |op: &Op| match op {
        Op::Slot(slot) => Some(*slot),
        _ => None,
    };
    code.iter().filter_map(slot).collect()
}

/// Slots that a condition reads.
pub fn slots_of(condition: &Cond) -> Vec<Slot> {
    match &condition.op {
        CondOp::All(children) | CondOp::Any(children) => {
            children.iter().flat_map(slots_of).collect()
        }
        CondOp::Not(child) => slots_of(child),
        CondOp::Compare { slot, .. } | CondOp::In { slot, .. } | CondOp::Known(slot) => vec![*slot],
        CondOp::Expr(code) => slots_of_code(code),
    }
}
