//! Early warnings.

use silhouette::pack::program::{Action, Severity as LoweredSeverity, Warning as Lowered};

use super::Lowering;
use super::purposes::slots_of;
use super::symbols::Stage;
use crate::document::results::{self, Severity};
use crate::json::Pointer;

impl Lowering<'_> {
    pub(super) fn warnings(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("warnings");
        for (index, warning) in document.warnings.iter().enumerate() {
            let at = root.index(index);
            let purpose = self.purpose(warning.purpose.as_ref(), &at);
            let message = self.message(&warning.message, None, &at.key("message"));
            let when = self.condition(&warning.when, &at.key("when"), Stage::Facts);
            let cooldown = warning.cooldown.as_ref();
            let cooldown = cooldown.and_then(|text| self.duration(text, &at.key("cooldown")));
            let actions: Vec<Action> = warning
                .actions
                .iter()
                .enumerate()
                .map(|(i, action)| self.action(action, &at.key("actions").index(i)))
                .collect();
            let (Some(message), Some(when)) = (message, when) else { continue };
            self.check_grants(warning.purpose.as_ref(), &slots_of(&when), &at.key("when"));
            let lowered = Lowered {
                id: self.builder.string(&warning.id),
                message,
                purpose,
                severity: match warning.severity {
                    Severity::Notice => LoweredSeverity::Notice,
                    Severity::Caution => LoweredSeverity::Caution,
                    Severity::High => LoweredSeverity::High,
                },
                when: self.builder.condition(&when),
                actions,
                cooldown: cooldown.unwrap_or(0),
            };
            self.builder.program.warnings.push(lowered);
        }
    }

    fn action(&mut self, action: &results::Action, at: &Pointer) -> Action {
        self.check_id(&action.act, &at.key("do"));
        if let Some(playbook) = &action.playbook {
            self.check_id(playbook, &at.key("playbook"));
        }
        Action {
            act: self.builder.string(&action.act),
            channels: action.channels.iter().map(|c| self.builder.string(c.name())).collect(),
            playbook: action.playbook.as_ref().map(|id| self.builder.string(id)),
        }
    }
}
