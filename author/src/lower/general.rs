//! Protected customers, who see only the list that uses nothing about them.

use silhouette::pack::program::Protection;

use super::Lowering;
use super::purposes::slots_of;
use super::symbols::Stage;
use crate::cel::conditions::{Cond, CondOp};
use crate::document::Short;
use crate::document::conditions::Condition;
use crate::json::Pointer;

impl Lowering<'_> {
    pub(super) fn general_only(&mut self) {
        let Some(general) = &self.document.general_only else { return };
        let at = Pointer::root().key("generalOnly");
        let (when, place, purpose, on_unknown) = match general {
            Short::Text(text) => (Condition::Text(text.clone()), at.clone(), None, false),
            Short::Full(full) => {
                let on_unknown = full.on_unknown.unwrap_or(false);
                (full.when.clone(), at.key("when"), full.purpose.as_ref(), on_unknown)
            }
        };
        let index = self.purpose(purpose, &at);
        let Some(when) = self.condition(&when, &place, Stage::Facts) else { return };
        self.check_grants(purpose, &slots_of(&when), &place);
        // What must hold for a personal list: so it is told like every other gate.
        let open = Cond::new(CondOp::Not(Box::new(when)));
        let open = self.builder.condition(&open);
        self.builder.program.general_only = Some(Protection { open, on_unknown, purpose: index });
    }
}
