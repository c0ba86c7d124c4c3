//! Goals: counted by two features of their own, which no expression can name.

use silhouette::pack::program::Conversion as Lowered;

use super::Lowering;
use super::verbs;
use crate::diagnostics::Diagnostics;
use crate::document::Short;
use crate::document::behaviour::{Feature, Step, Take};
use crate::document::feedback::SUGGESTION;
use crate::document::goals::Goal;
use crate::json::Pointer;

impl Lowering<'_> {
    /// Lowers the goals; their features stand behind the policy's own.
    pub(super) fn goals(&mut self) {
        let document = self.document;
        for (index, goal) in document.goals.iter().enumerate() {
            let at = Pointer::root().key("goals").index(index);
            if let Some(lowered) = self.goal(goal, &at) {
                self.builder.program.goals.push(lowered);
            }
        }
    }

    fn goal(&mut self, goal: &Goal, at: &Pointer) -> Option<Lowered> {
        let from = format!("outcome == '{}'", goal.from.name());
        let started = Feature {
            count: Some(SUGGESTION.to_owned()),
            filter: Some(from.clone()),
            ..Feature::default()
        };
        let by = goal.to.by.map(|_| "product".to_owned());
        let step = |event: &str, filter| Short::Full(Step { event: event.to_owned(), filter });
        let reached = Feature {
            sequence: Some(vec![
                step(SUGGESTION, Some(from)),
                step(&goal.to.event, goal.to.filter.clone()),
            ]),
            take: by.is_some().then_some(Take::Sum),
            by,
            within: Some(goal.within.clone()),
            ..Feature::default()
        };
        let label = self.text(&goal.label, &at.key("label"));
        let started = self.counted(goal, "started", &started, at);
        let reached = self.counted(goal, "reached", &reached, at);
        let (started, reached) = (started?, reached?);
        let purpose = self.purpose(goal.purpose.as_ref(), at);
        self.check_grants(goal.purpose.as_ref(), &[started, reached], at);
        Some(Lowered { id: self.builder.string(&goal.id), label, purpose, started, reached })
    }

    /// The slot of a feature that a goal is counted by.
    fn counted(&mut self, goal: &Goal, what: &str, feature: &Feature, at: &Pointer) -> Option<u16> {
        let name = format!("goal.{}@{what}", goal.id);
        let verb = *verbs::verbs_of(feature).first()?;
        let mut found = Diagnostics::new();
        std::mem::swap(self.out, &mut found);
        self.feature(&name, feature, verb, at);
        std::mem::swap(self.out, &mut found);
        // Findings are about the goal, not about the feature made of it.
        for mut one in found.found().iter().cloned() {
            one.pointer = match one.pointer.as_str().strip_prefix(at.as_str()) {
                Some("/sequence/1" | "/sequence/1/event") => at.key("to").key("event"),
                Some("/sequence/1/where") => at.key("to").key("where"),
                Some("/by") => at.key("to").key("by"),
                Some("/within") => at.key("within"),
                _ => at.clone(),
            };
            self.report(one);
        }
        self.symbols.get(&name).map(|(slot, _)| slot)
    }
}
