//! Early warnings.

use silhouette::pack::program::{Action, Severity as LoweredSeverity, Warning as Lowered};

use super::Lowering;
use super::purposes::slots_of;
use super::symbols::Stage;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::results::{self, Escalate, Severity};
use crate::json::Pointer;

/// What asks the bank's people.
const HANDOFF: &str = "handoff_human";

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
            let actions = self.actions(&warning.actions, &at.key("actions"));
            let escalate = warning.escalate.as_ref();
            let escalation = escalate
                .and_then(|one| self.escalation((warning, &actions), one, &at.key("escalate")));
            let (Some(message), Some(when)) = (message, when) else { continue };
            self.check_grants(warning.purpose.as_ref(), &slots_of(&when), &at.key("when"));
            self.check_grants(warning.purpose.as_ref(), &message.args, &at.key("message"));
            let (escalate, escalated_severity, escalated_actions) = match escalation {
                Some((after, severity, actions)) => (Some(after), severity, actions),
                None => (None, lowered(warning.severity), Vec::new()),
            };
            let lowered = Lowered {
                id: self.builder.string(&warning.id),
                message,
                purpose,
                severity: lowered(warning.severity),
                when: self.builder.condition(&when),
                actions,
                cooldown: cooldown.unwrap_or(0),
                escalate,
                escalated_severity,
                escalated_actions,
            };
            self.builder.program.warnings.push(lowered);
        }
    }

    fn escalation(
        &mut self,
        (warning, actions): (&results::Warning, &[Action]),
        escalate: &Escalate,
        at: &Pointer,
    ) -> Option<(i64, LoweredSeverity, Vec<Action>)> {
        let after = self.duration(&escalate.after, &at.key("after"));
        let more = self.actions(&escalate.actions, &at.key("actions"));
        let severity = escalate.severity.unwrap_or(warning.severity);
        let nothing = severity == warning.severity && more.is_empty();
        if severity < warning.severity || nothing {
            self.report(Diagnostic::new(Code::WarningEscalation, at));
        }
        let actions = actions.iter().cloned().chain(more).collect();
        Some((after?, lowered(severity), actions))
    }

    fn actions(&mut self, actions: &[results::Action], at: &Pointer) -> Vec<Action> {
        let actions = actions.iter().enumerate();
        actions.map(|(i, action)| self.action(action, &at.index(i))).collect()
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
            task: action.act == HANDOFF,
        }
    }
}

fn lowered(severity: Severity) -> LoweredSeverity {
    match severity {
        Severity::Notice => LoweredSeverity::Notice,
        Severity::Caution => LoweredSeverity::Caution,
        Severity::High => LoweredSeverity::High,
    }
}
