//! Lifecycles: stages, and how they follow each other.

use std::collections::BTreeSet;

use silhouette::pack::program::{Level, Source, Tier as Lowered, TierRow};

use super::Lowering;
use super::purposes::slots_of;
use super::symbols::{Stage as Scope, Symbol};
use crate::cel::conditions::{Cond, CondOp};
use crate::cel::types::{Order, Ty};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::results::{Lifecycle, Stage};
use crate::json::Pointer;
use crate::phrases;

/// A stage's place is a bit of a number.
const MAX_STAGES: usize = 64;

impl Lowering<'_> {
    pub(super) fn lifecycles(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("lifecycle");
        for (index, lifecycle) in document.lifecycle.iter().enumerate() {
            if self.lifecycle(lifecycle, &root.index(index)).is_none() {
                self.symbols.spoil(&format!("lifecycle.{}", lifecycle.id));
            }
        }
    }

    fn lifecycle(&mut self, lifecycle: &Lifecycle, at: &Pointer) -> Option<()> {
        let purpose = self.purpose(lifecycle.purpose.as_ref(), at);
        let stages = &lifecycle.stages;
        let place = at.key("stages");
        if !(1..=MAX_STAGES).contains(&stages.len()) {
            self.report(Diagnostic::new(Code::WrongLength, &place).arg("1…64").arg(stages.len()));
            return None;
        }
        let ids: Vec<String> = stages.iter().map(|stage| stage.id.clone()).collect();
        self.unique(&ids, &place, "id");
        let initial = self.stage_named(&lifecycle.initial, &ids, &at.key("initial"));
        let mut rows = Vec::new();
        let mut reads = Vec::new();
        for (index, stage) in stages.iter().enumerate() {
            let row = self.stage((index, stage), initial, &place.index(index), &mut reads);
            rows.push(row);
        }
        let from: Vec<Option<u64>> = stages
            .iter()
            .enumerate()
            .map(|(index, stage)| self.origins(stage, &ids, &place.index(index).key("from")))
            .collect();
        let levels = self.stages(stages, &place);
        self.check_grants(lifecycle.purpose.as_ref(), &reads, &place);
        let initial = initial?;
        let rows: Vec<TierRow> = rows.into_iter().collect::<Option<_>>()?;
        let from: Vec<u64> = from.into_iter().collect::<Option<_>>()?;
        self.check_ways(lifecycle, (initial, &rows, &from), &place);
        let ty = Ty::of_members(ids, Order::None);
        let symbol = Symbol { purposes: self.granted(&reads), ..Symbol::new(ty, false) };
        let name = format!("lifecycle.{}", lifecycle.id);
        let number = u16::try_from(self.builder.program.tiers.len()).unwrap_or(u16::MAX);
        let slot = self.define(&name, lifecycle.label.as_ref(), at, Source::Tier(number), symbol);
        let label = match &lifecycle.label {
            Some(label) => self.text(label, &at.key("label")),
            None => self.plain_text(&lifecycle.id),
        };
        let id = self.builder.string(&lifecycle.id);
        let initial = Some(u8::try_from(initial).ok()?);
        let kept = Some(self.in_every_locale(phrases::kept_stage));
        let (rows, min_dwell) = (rows, 0);
        let lowered =
            Lowered { id, label, purpose, slot, levels, rows, min_dwell, initial, from, kept };
        self.builder.program.tiers.push(lowered);
        Some(())
    }

    fn stage_named(&mut self, id: &str, ids: &[String], at: &Pointer) -> Option<usize> {
        let found = ids.iter().position(|known| known == id);
        if found.is_none() {
            self.unknown_reference(("stage", "阶段"), id, ids, at);
        }
        found
    }

    /// When a stage is entered and while it is kept; what they read is added to `reads`.
    fn stage(
        &mut self,
        (index, stage): (usize, &Stage),
        initial: Option<usize>,
        at: &Pointer,
        reads: &mut Vec<u16>,
    ) -> Option<TierRow> {
        let mut condition = |condition, key: &str| match condition {
            Some(condition) => self.condition(condition, &at.key(key), Scope::Facts).map(Some),
            None => Some(None),
        };
        let enter = condition(stage.enter.as_ref(), "enter");
        let exit = condition(stage.exit.as_ref(), "exit");
        if stage.enter.is_none() && initial.is_some_and(|initial| initial != index) {
            self.report(Diagnostic::new(Code::LifecycleEnter, at).arg(&stage.id));
        }
        let (enter, exit) = (enter?, exit?);
        reads.extend(enter.iter().chain(&exit).flat_map(slots_of));
        let when = enter.map(|enter| self.builder.condition(&enter));
        let stay = exit.map(|exit| Cond::new(CondOp::Not(Box::new(exit))));
        let stay = stay.map(|stay| self.builder.condition(&stay));
        Some(TierRow { to: u8::try_from(index).ok()?, when, stay })
    }

    /// The stages from which one may be entered, a bit each; none: any.
    fn origins(&mut self, stage: &Stage, ids: &[String], at: &Pointer) -> Option<u64> {
        let Some(from) = &stage.from else { return Some(0) };
        if from.is_empty() {
            self.report(Diagnostic::new(Code::WrongLength, at).arg("1…64").arg("0"));
            return None;
        }
        self.unique(from, at, "");
        let places: Vec<Option<usize>> = from
            .iter()
            .enumerate()
            .map(|(index, id)| self.stage_named(id, ids, &at.index(index)))
            .collect();
        let mut origins = 0;
        for place in places {
            origins |= 1_u64 << place?;
        }
        Some(origins)
    }

    fn stages(&mut self, stages: &[Stage], at: &Pointer) -> Vec<Level> {
        let mut levels = Vec::new();
        for (index, stage) in stages.iter().enumerate() {
            let at = at.index(index);
            self.check_id(&stage.id, &at.key("id"));
            self.unique(&stage.entitlements, &at.key("entitlements"), "");
            for (index, id) in stage.entitlements.iter().enumerate() {
                self.check_id(id, &at.key("entitlements").index(index));
            }
            let label = match &stage.label {
                Some(label) => self.text(label, &at.key("label")),
                None => self.plain_text(&stage.id),
            };
            let entitlements = stage.entitlements.iter().map(|id| self.builder.string(id));
            let entitlements = entitlements.collect();
            let id = self.builder.string(&stage.id);
            levels.push(Level { id, label, entitlements, boost: stage.boost });
        }
        levels
    }

    /// Reports stages that no way leads to from the initial one, and those that no way leads out of.
    fn check_ways(
        &mut self,
        lifecycle: &Lifecycle,
        (initial, rows, from): (usize, &[TierRow], &[u64]),
        at: &Pointer,
    ) {
        let enters = |stage: usize, next: usize| {
            let origins = from.get(next).copied().unwrap_or(0);
            let may = rows.get(next).is_some_and(|row| row.when.is_some());
            next != stage && may && (origins == 0 || origins >> stage & 1 == 1)
        };
        let exits = |stage: usize| rows.get(stage).is_some_and(|row| row.stay.is_some());
        let mut reached = BTreeSet::from([initial]);
        let mut open = vec![initial];
        while let Some(stage) = open.pop() {
            let ways = (0..rows.len()).filter(|&next| enters(stage, next));
            open.extend(ways.filter(|next| reached.insert(*next)));
        }
        for (stage, declared) in lifecycle.stages.iter().enumerate() {
            let at = at.index(stage);
            if !reached.contains(&stage) {
                let found = Diagnostic::new(Code::LifecycleUnreachable, &at);
                self.report(found.arg(&declared.id).arg(&lifecycle.initial));
                continue;
            }
            let back = exits(stage) && stage != initial;
            if rows.len() > 1 && !back && !(0..rows.len()).any(|next| enters(stage, next)) {
                self.report(Diagnostic::new(Code::LifecycleDeadEnd, &at).arg(&declared.id));
            }
        }
    }
}
