//! Scores: what they have in common, and PMML scorecards.

use silhouette::model::value::Slot;
use silhouette::pack::program::{
    Band as LoweredBand, Characteristic as LoweredCharacteristic, Goal as LoweredGoal, Model,
    Probability as LoweredProbability, Program, ReasonMethod, Score as Lowered, Scorecard, Source,
};

use super::Lowering;
use super::features::collect;
use super::reasons::Reasons;
use super::symbols::Symbol;
use crate::cel::syntax;
use crate::cel::types::{Order, Ty};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::conditions::Condition;
use crate::document::scores::{Algorithm, Attribute, Band, Characteristic, Goal, Kind, Score};
use crate::document::{Amount, Short};
use crate::json::Pointer;

/// More reasons do not help the customer.
const MAX_REASONS: u8 = 4;

impl Lowering<'_> {
    pub(super) fn scores(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("scores");
        let scores = &document.scores;
        let reads: Vec<Vec<usize>> = scores
            .iter()
            .map(|score| {
                let names = names_in(score);
                let read = |other: &Score| {
                    let [value, band] =
                        [format!("scores.{}", other.id), format!("bands.{}", other.id)];
                    names.iter().any(|name| *name == value || *name == band)
                };
                scores.iter().enumerate().filter(|(_, other)| read(other)).map(|(i, _)| i).collect()
            })
            .collect();
        let (order, cycles) = super::order::sort(reads);
        for cycle in cycles {
            let ids: Vec<&String> = scores.iter().map(|score| &score.id).collect();
            self.report_cycle(&cycle, &ids, &root, false);
            for id in cycle.iter().filter_map(|&i| ids.get(i)) {
                self.symbols.spoil(&format!("scores.{id}"));
                self.symbols.spoil(&format!("bands.{id}"));
            }
        }
        for index in order {
            let Some(score) = scores.get(index) else { continue };
            if self.score(score, &root.index(index)).is_none() {
                self.symbols.spoil(&format!("scores.{}", score.id));
                self.symbols.spoil(&format!("bands.{}", score.id));
            }
        }
    }

    fn score(&mut self, score: &Score, at: &Pointer) -> Option<()> {
        let purpose = self.purpose(score.purpose.as_ref(), at);
        self.check_keys(score, at);
        let model = match (score.kind, &score.trees, &score.logistic) {
            (Kind::Trees, Some(trees), _) => self.trees(trees, &at.key("trees")),
            (Kind::Logistic, _, Some(logistic)) => self.logistic(logistic, &at.key("logistic")),
            (Kind::Scorecard, ..) => self.scorecard(score, at),
            (Kind::Trees | Kind::Logistic, ..) => None, // reported with the keys
        };
        let bands = self.bands(&score.bands, &at.key("bands"));
        let (model, reads) = model?;
        self.check_grants(score.purpose.as_ref(), &reads, at);
        let purposes = self.granted(&reads);
        let number = u16::try_from(self.builder.program.scores.len()).unwrap_or(u16::MAX);
        let symbol = |ty| Symbol { purposes: purposes.clone(), ..Symbol::new(ty, true) };
        let label = score.label.as_ref();
        let name = format!("scores.{}", score.id);
        let slot = self.define(&name, label, at, Source::Score(number), symbol(Ty::Number));
        let band_slot = if score.bands.is_empty() {
            None
        } else {
            let ids = score.bands.iter().map(|band| band.id.clone()).collect();
            let ty = Ty::of_members(ids, Order::Ascending);
            let name = format!("bands.{}", score.id);
            Some(self.define(&name, label, at, Source::Band(number), symbol(ty)))
        };
        let label = match label {
            Some(label) => self.text(label, &at.key("label")),
            None => self.plain_text(&score.id),
        };
        let lowered = Lowered {
            id: self.builder.string(&score.id),
            label,
            purpose,
            slot,
            band_slot,
            model,
            bands,
            probability: score.probability.map(|p| LoweredProbability { a: p.a, b: p.b }),
        };
        self.builder.program.scores.push(lowered);
        Some(())
    }

    /// Reports keys that do not go with the kind of a score, and one that is missing.
    fn check_keys(&mut self, score: &Score, at: &Pointer) {
        let (kind, own) = match score.kind {
            Kind::Scorecard => ("scorecard", "characteristics"),
            Kind::Trees => ("trees", "trees"),
            Kind::Logistic => ("logistic", "logistic"),
        };
        let card = !score.characteristics.is_empty();
        let given = [
            ("characteristics", card, Kind::Scorecard),
            ("initial", score.initial != 0.0, Kind::Scorecard),
            ("reasonCodes", score.reason_codes.is_some(), Kind::Scorecard),
            ("goal", score.goal.is_some(), Kind::Scorecard),
            ("trees", score.trees.is_some(), Kind::Trees),
            ("logistic", score.logistic.is_some(), Kind::Logistic),
        ];
        for (key, given, kind_of_key) in given {
            if given && kind_of_key != score.kind {
                self.report(Diagnostic::new(Code::ScoreKey, &at.key(key)).arg(key).arg(kind));
            }
            if !given && key == own {
                self.report(Diagnostic::new(Code::MissingKey, at).arg(key));
            }
        }
    }

    fn scorecard(&mut self, score: &Score, at: &Pointer) -> Option<(Model, Vec<Slot>)> {
        let reasons = self.reasons(score, at);
        let (method, max_reasons) = self.reason_method(score, at);
        let place = at.key("characteristics");
        let ids: Vec<String> = score
            .characteristics
            .iter()
            .map(|c| c.id.clone().unwrap_or_else(|| c.fact.clone()))
            .collect();
        self.unique(&ids, &place, "fact");
        let characteristics: Vec<Option<(LoweredCharacteristic, Vec<Slot>)>> = score
            .characteristics
            .iter()
            .enumerate()
            .map(|(i, c)| self.characteristic((i, c), &reasons, method.is_some(), &place.index(i)))
            .collect();
        let characteristics: Vec<_> = characteristics.into_iter().collect::<Option<_>>()?;
        let reads = characteristics.iter().flat_map(|(_, reads)| reads.clone()).collect();
        let card = Scorecard {
            initial: score.initial,
            reasons: method,
            max_reasons,
            characteristics: characteristics.into_iter().map(|(lowered, _)| lowered).collect(),
            goal: score.goal.map(|goal| match goal {
                Goal::Higher => LoweredGoal::Higher,
                Goal::Lower => LoweredGoal::Lower,
            }),
        };
        self.check_goal(score, &card, at);
        Some((Model::Scorecard(card), reads))
    }

    /// A goal that can never be spoken of.
    fn check_goal(&mut self, score: &Score, card: &Scorecard, at: &Pointer) {
        if score.goal.is_none() {
            return;
        }
        let at = at.key("goal");
        if score.bands.is_empty() {
            self.report(Diagnostic::new(Code::ScoreGoal, &at));
            return;
        }
        if !can_be_moved(&self.builder.program, card) {
            self.report(Diagnostic::new(Code::ScoreGoalFacts, &at));
        }
    }

    fn reason_method(&mut self, score: &Score, at: &Pointer) -> (Option<ReasonMethod>, u8) {
        let Some(codes) = score.reason_codes else { return (None, 0) };
        let max = codes.max.unwrap_or(MAX_REASONS);
        if !(1..=MAX_REASONS).contains(&max) {
            let found = Diagnostic::new(Code::OutOfRange, &at.key("reasonCodes").key("max"));
            self.report(found.arg("1").arg(MAX_REASONS.to_string()));
        }
        let method = match codes.algorithm {
            Algorithm::PointsBelow => ReasonMethod::PointsBelow,
            Algorithm::PointsAbove => ReasonMethod::PointsAbove,
        };
        (Some(method), max)
    }

    fn characteristic(
        &mut self,
        (index, characteristic): (usize, &Characteristic),
        reasons: &Reasons<'_>,
        needs_reasons: bool,
        at: &Pointer,
    ) -> Option<(LoweredCharacteristic, Vec<u16>)> {
        let (slot, symbol) = self.fact_named(&characteristic.fact, &at.key("fact"))?;
        if let Some(id) = &characteristic.id {
            self.check_id(id, &at.key("id"));
        }
        let reason = self.reason(characteristic.reason_code.as_ref(), reasons, at);
        let own = |attribute: &Attribute| {
            attribute.reason_code.is_some() || attribute.no_score == Some(true)
        };
        if needs_reasons
            && characteristic.reason_code.is_none()
            && !characteristic.attributes.iter().all(own)
        {
            self.report(Diagnostic::new(Code::ReasonMissing, at));
        }
        let (attributes, mut reads) =
            self.attributes((index, characteristic), &symbol, reasons, at)?;
        reads.push(slot);
        let info = self.builder.program.slots.get(usize::from(slot)).map(|info| info.label);
        let label = match &characteristic.label {
            Some(label) => self.text(label, &at.key("label")),
            None => info?,
        };
        let id = characteristic.id.as_ref().unwrap_or(&characteristic.fact);
        let lowered = LoweredCharacteristic {
            id: self.builder.string(id),
            label,
            slot,
            baseline: characteristic.baseline,
            reason,
            attributes,
        };
        Some((lowered, reads))
    }

    /// A fact that is named outside an expression.
    pub(super) fn fact_named(&mut self, name: &str, at: &Pointer) -> Option<(u16, Symbol)> {
        use crate::cel::types::Found;
        if let Some((slot, symbol)) = self.symbols.get(name) {
            return Some((slot, symbol.clone()));
        }
        match self.symbols.find(name) {
            Found::Later => self.report(Diagnostic::new(Code::Stage, at).arg(name)),
            Found::Broken => {}
            Found::Known(..) | Found::Unknown => {
                let known: Vec<String> = self.symbols.all().map(str::to_owned).collect();
                let found = Diagnostic::new(Code::UnknownName, at).arg(name);
                self.report(found.meant(name, known.iter().map(String::as_str)));
            }
        }
        None
    }

    fn bands(&mut self, bands: &[Band], at: &Pointer) -> Vec<LoweredBand> {
        let ids: Vec<String> = bands.iter().map(|band| band.id.clone()).collect();
        self.unique(&ids, at, "id");
        let mut last = f64::NEG_INFINITY;
        let mut lowered = Vec::new();
        for (index, band) in bands.iter().enumerate() {
            let at = at.index(index);
            self.check_id(&band.id, &at.key("id"));
            let from = match (index, band.from) {
                (0, None) => f64::NEG_INFINITY,
                (0, Some(_)) | (_, None) => f64::NAN,
                (_, Some(from)) => from,
            };
            if from.is_nan() || (index > 0 && from <= last) {
                self.report(Diagnostic::new(Code::BandOrder, &at));
            }
            last = from;
            let label = match &band.label {
                Some(label) => self.text(label, &at.key("label")),
                None => self.plain_text(&band.id),
            };
            lowered.push(LoweredBand { from, id: self.builder.string(&band.id), label });
        }
        lowered
    }
}

/// Whether a card, or one that it reads, reads a fact that the customer can move.
fn can_be_moved(program: &Program, card: &Scorecard) -> bool {
    card.characteristics.iter().any(|characteristic| {
        let read = program.scores.iter().find(|score| score.slot == characteristic.slot);
        let below = read.is_some_and(|score| match &score.model {
            Model::Scorecard(card) => can_be_moved(program, card),
            _ => false,
        });
        below || program.way(characteristic.slot).is_some()
    })
}

/// Names that a score reads.
fn names_in(score: &Score) -> Vec<String> {
    let mut names = Vec::new();
    for characteristic in &score.characteristics {
        names.push(characteristic.fact.clone());
        for attribute in &characteristic.attributes {
            if let Some(when) = &attribute.when {
                names_in_condition(when, &mut names);
            }
            if let Some(Amount::Expr(expr)) = &attribute.points
                && let Ok(expr) = syntax::parse(expr)
            {
                collect(&expr, &mut names);
            }
        }
    }
    let inputs = score.trees.iter().flat_map(|trees| &trees.inputs).map(|input| &input.fact);
    let terms = score.logistic.iter().flat_map(|model| &model.terms).map(|term| &term.fact);
    names.extend(inputs.chain(terms).cloned());
    names
}

fn names_in_condition(condition: &Condition, names: &mut Vec<String>) {
    let mut text = |text: &str| {
        if let Ok(expr) = syntax::parse(text) {
            collect(&expr, names);
        }
    };
    match condition {
        Short::Text(expr) => text(expr),
        Short::Full(node) => {
            if let Some(expr) = &node.expr {
                text(expr);
            }
            let lists = node.all.iter().chain(&node.any).flatten();
            lists.chain(node.not.as_deref()).for_each(|part| names_in_condition(part, names));
        }
    }
}
