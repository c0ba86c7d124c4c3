//! Protected characteristics: no tag names one, no tag, product or order of suggestions rests on one, and
//! a score that reads one is reported. And terms of
//! loans: who may have them does not depend on what marketing thinks of a customer.

use std::collections::BTreeSet;

use silhouette::model::value::Slot;
use silhouette::pack::program::{
    Aggregate, Bin, Key, Model, NodeId, NodeOp, Op, Partial, Score, Source, Verb,
};

use super::Lowering;
use super::purposes::slots_of_code;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::offers::{Product, ProductKind};
use crate::document::scores::Score as Declared;
use crate::document::{Localised, Short};
use crate::json::Pointer;

/// A characteristic by which people may not be told apart, and the words that name it.
struct Characteristic {
    en: &'static str,
    zh: &'static str,
    /// English words and phrases, of ids and of texts.
    words: &'static [&'static str],
    /// Chinese words, anywhere in a text.
    terms: &'static [&'static str],
}

/// After the sensitive personal information of the PIPL and the characteristics of equal treatment
/// that credit law names elsewhere. A bank's counsel decides what else.
const CHARACTERISTICS: [Characteristic; 7] = [
    Characteristic {
        en: "sex or gender",
        zh: "性别",
        words: &[
            "sex",
            "gender",
            "male",
            "female",
            "woman",
            "women",
            "transgender",
            "lgbt",
            "sexual orientation",
        ],
        terms: &["性别", "男性", "女性", "男士", "女士", "性取向"],
    },
    Characteristic {
        en: "ethnicity or nationality",
        zh: "民族、种族或国籍",
        words: &["ethnic", "ethnicity", "race", "racial", "nation", "nationality"],
        terms: &["民族", "种族", "族裔", "汉族", "国籍"],
    },
    Characteristic {
        en: "religion",
        zh: "宗教信仰",
        words: &["religion", "religious", "faith", "muslim", "christian", "buddhist"],
        terms: &["宗教", "信教", "教徒", "信仰", "穆斯林"],
    },
    Characteristic {
        en: "disability",
        zh: "残疾",
        words: &["disability", "disabled", "handicap", "handicapped"],
        terms: &["残疾", "残障", "伤残"],
    },
    Characteristic {
        en: "marriage or pregnancy",
        zh: "婚姻或生育状况",
        words: &[
            "marital",
            "marriage",
            "married",
            "unmarried",
            "divorced",
            "widowed",
            "pregnant",
            "pregnancy",
            "maternity",
            "childbearing",
        ],
        terms: &[
            "婚姻",
            "婚否",
            "已婚",
            "未婚",
            "离婚",
            "离异",
            "丧偶",
            "怀孕",
            "孕期",
            "孕妇",
            "妊娠",
            "哺乳期",
            "生育",
        ],
    },
    Characteristic {
        en: "health",
        zh: "健康状况",
        words: &["health", "disease", "illness", "diagnosis", "medical history", "medical record"],
        terms: &["健康", "疾病", "病史", "患病", "病历", "就医", "慢性病"],
    },
    Characteristic {
        en: "political opinion",
        zh: "政治面貌或观点",
        words: &["political", "politics", "party member"],
        terms: &["政治", "党员", "党派"],
    },
];

/// What holds one of these words and means something else.
const HARMLESS: [&str; 12] = [
    "financial health",
    "business health",
    "credit health",
    "portfolio health",
    "health insurance",
    "财务健康",
    "经营健康",
    "信用健康",
    "资产健康",
    "健康险",
    "健康保险",
    "大健康产业",
];

/// The purpose whose tags decide no terms.
pub(super) const MARKETING: &str = "marketing";

/// The first characteristic that a text names, and the word for it.
fn named(text: &str) -> Option<(&'static Characteristic, &'static str)> {
    let mut words = String::from(" ");
    let mut before = ' ';
    for c in text.chars() {
        // `maritalStatus` and `marital_status` are the same words.
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(' ');
        }
        words.extend(if c == '_' || c == '-' { ' '.to_lowercase() } else { c.to_lowercase() });
        before = c;
    }
    words.push(' ');
    for harmless in HARMLESS {
        words = words.replace(harmless, " ");
    }
    let letters = |c: char| c.is_ascii_alphanumeric();
    let holds = |word: &str| {
        words.match_indices(word).any(|(at, _)| {
            let before = words.get(..at).and_then(|text| text.chars().next_back());
            let after = words.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(letters) && !after.is_some_and(letters)
        })
    };
    CHARACTERISTICS.iter().find_map(|one| {
        let word = one.words.iter().find(|word| holds(word));
        let term = || one.terms.iter().find(|term| words.contains(**term));
        Some((one, *word.or_else(term)?))
    })
}

fn wordings(text: &Localised) -> Vec<&String> {
    match &text.0 {
        Short::Text(text) => vec![text],
        Short::Full(texts) => texts.values().collect(),
    }
}

impl Lowering<'_> {
    /// Reports tags, scores and terms that rest on what they may not. Runs on the whole program.
    pub(super) fn check_fairness(&mut self) {
        self.check_tags();
        self.check_rules();
        self.check_scores();
        self.check_terms();
    }

    fn check_tags(&mut self) {
        let document = self.document;
        for (index, tag) in document.tags.iter().enumerate() {
            let at = Pointer::root().key("tags").index(index);
            let id = [(&tag.id, at.key("id"))];
            let labels = wordings(&tag.label).into_iter().map(|text| (text, at.key("label")));
            let found =
                id.into_iter().chain(labels).find_map(|(text, at)| Some((named(text)?, at)));
            if let Some(((characteristic, word), at)) = found {
                let found = Diagnostic::new(Code::TagProtected, &at).arg(word);
                self.report(found.arg(Words::new(characteristic.en, characteristic.zh)));
            }
        }
    }

    /// Reports tags, products and orders of suggestions that rest on a protected characteristic, by
    /// whatever way but a score: what a score reads is told of the score.
    fn check_rules(&mut self) {
        let program = &self.builder.program;
        let mut rules: Vec<(Pointer, Vec<Slot>)> = Vec::new();
        let root = Pointer::root();
        for (index, tag) in self.document.tags.iter().enumerate() {
            let id = self.builder.find(&tag.id);
            let Some(lowered) = program.tags.iter().find(|one| Some(one.id) == id) else {
                continue;
            };
            let mut reads = Vec::new();
            self.reads_of_node(lowered.when, &mut reads);
            rules.push((root.key("tags").index(index), reads));
        }
        for (index, product) in self.document.products.iter().enumerate() {
            let id = self.builder.find(&product.id);
            let lowered = program.products.iter().find(|one| Some(one.id) == id);
            let Some(lowered) = lowered else { continue };
            let mut reads = Vec::new();
            for node in [lowered.eligibility, lowered.applicability].into_iter().flatten() {
                self.reads_of_node(node, &mut reads);
            }
            let terms = lowered.advisory.iter().map(|advice| advice.expr);
            for expr in lowered.intent.into_iter().chain(terms) {
                reads.extend(slots_of_code(self.code_of(expr)));
            }
            rules.push((root.key("products").index(index), reads));
        }
        let ranking = &program.ranking;
        let formulas = [ranking.score, ranking.experiment.and_then(|experiment| experiment.score)];
        for expr in formulas.into_iter().flatten() {
            rules.push((root.key("ranking"), slots_of_code(self.code_of(expr))));
        }
        let mut found = Vec::new();
        for (at, reads) in rules {
            let rests_on = self.closure_within(reads, |source| {
                !matches!(source, Source::Score(_) | Source::Band(_))
            });
            let told = rests_on.into_iter().find_map(|slot| self.characteristic_of(slot));
            if let Some((name, one)) = told {
                let found_here = Diagnostic::new(Code::RuleProtected, &at).arg(name);
                found.push(found_here.arg(Words::new(one.en, one.zh)));
            }
        }
        found.into_iter().for_each(|found| self.report(found));
    }

    fn check_scores(&mut self) {
        let document = self.document;
        let mut found = Vec::new();
        for (index, score) in document.scores.iter().enumerate() {
            let at = Pointer::root().key("scores").index(index);
            let program = &self.builder.program;
            let id = self.builder.find(&score.id);
            let Some(lowered) = program.scores.iter().find(|lowered| Some(lowered.id) == id) else {
                continue;
            };
            let mut told = BTreeSet::new();
            for slot in self.closure(reads_of(self, lowered)) {
                let Some((name, characteristic)) = self.characteristic_of(slot) else { continue };
                if told.insert(name.clone()) {
                    let words = Words::new(characteristic.en, characteristic.zh);
                    let place = place_of(score, &name, &at);
                    found.push(Diagnostic::new(Code::ScoreProtected, &place).arg(name).arg(words));
                }
            }
        }
        found.into_iter().for_each(|found| self.report(found));
    }

    /// A fact or feature that names a protected characteristic, by its id or by its label.
    fn characteristic_of(&self, slot: Slot) -> Option<(String, &'static Characteristic)> {
        let info = self.builder.program.slots.get(usize::from(slot))?;
        let document = self.document;
        let name = self.slot_name(slot);
        let label = match info.source {
            Source::Profile | Source::ProfileList(_) => document.profile.get(&name)?.label.as_ref(),
            Source::Feature(_) => document.features.get(&name)?.label.as_ref(),
            _ => return None, // what it rests on is looked at itself
        };
        let labels = label.map(wordings).unwrap_or_default();
        let own = [&name].into_iter().chain(labels).find_map(|text| named(text));
        let (one, _) =
            own.or_else(|| self.fields_of(info.source).find_map(|field| named(&field)))?;
        Some((name, one))
    }

    /// Names and labels of the events' fields that a feature reads.
    fn fields_of(&self, source: Source) -> impl Iterator<Item = String> {
        let program = &self.builder.program;
        let mut names = Vec::new();
        if let Source::Feature(index) = source
            && let Some(feature) = program.features.get(usize::from(index))
            && let Verb::Events { kind, filter, by, of, .. } = &feature.verb
            && let Some(kind) = program.kinds.get(usize::from(*kind))
        {
            let mut filters: Vec<u16> = filter.iter().copied().collect();
            let mut fields: Vec<u8> = Vec::new();
            if let Some((Key::Field(field), _)) = by {
                fields.push(*field);
            }
            match of {
                Aggregate::Sum(f)
                | Aggregate::Mean(f)
                | Aggregate::Min(f)
                | Aggregate::Max(f)
                | Aggregate::Stddev(f)
                | Aggregate::Distinct(f)
                | Aggregate::First(f)
                | Aggregate::Last(f)
                | Aggregate::Zscore(f) => fields.push(*f),
                Aggregate::Share(filter) | Aggregate::Consecutive { matching: filter, .. } => {
                    filters.push(*filter);
                }
                Aggregate::Slope { field, .. } | Aggregate::Decay { field, .. } => {
                    fields.extend(field);
                }
                _ => {}
            }
            for filter in filters {
                let code = kind.filters.get(usize::from(filter)).map(|expr| self.code_of(*expr));
                fields.extend(code.unwrap_or_default().iter().filter_map(|op| match op {
                    Op::Field(field) => Some(*field),
                    _ => None,
                }));
            }
            for field in fields {
                let field = kind.fields.get(usize::from(field)).map(|field| field.name);
                let text = |id| program.strings.get(usize::try_from(id).ok()?);
                let Some(name) = field.and_then(text) else { continue };
                let event = text(kind.name).and_then(|event| self.document.events.get(event));
                if let Some(Short::Full(fact)) = event.and_then(|event| event.fields.get(name)) {
                    names.extend(fact.label.iter().flat_map(wordings).cloned());
                }
                names.push(name.clone());
            }
        }
        names.into_iter()
    }

    fn check_terms(&mut self) {
        let document = self.document;
        let loans = || {
            let loans = document.products.iter().enumerate();
            loans.filter(|(_, product)| {
                product.kind == ProductKind::Loan && product.family.is_some()
            })
        };
        let mut found = Vec::new();
        for (index, loan) in loans() {
            let Some((_, other)) = loans().find(|(_, other)| differs(loan, other)) else {
                continue;
            };
            let program = &self.builder.program;
            let id = self.builder.find(&loan.id);
            let lowered = program.products.iter().find(|product| Some(product.id) == id);
            let Some(node) = lowered.and_then(|product| product.eligibility) else { continue };
            let mut reads = Vec::new();
            self.reads_of_node(node, &mut reads);
            let tag = self.closure(reads).into_iter().find_map(|slot| {
                let Source::Tag(tag) = program.slots.get(usize::from(slot))?.source else {
                    return None;
                };
                let id = Some(program.tags.get(usize::from(tag))?.id);
                let tag = document.tags.iter().find(|tag| self.builder.find(&tag.id) == id)?;
                (tag.purpose.as_deref() == Some(MARKETING)).then_some(tag)
            });
            if let Some(tag) = tag {
                let at = Pointer::root().key("products").index(index).key("eligibility");
                found.push(Diagnostic::new(Code::TermsByTag, &at).arg(&tag.id).arg(&other.id));
            }
        }
        found.into_iter().for_each(|found| self.report(found));
    }

    /// Slots, and all that they rest on.
    pub(super) fn closure(&self, slots: Vec<Slot>) -> BTreeSet<Slot> {
        self.closure_within(slots, |_| true)
    }

    /// Slots, and all that they rest on by way of these sources.
    fn closure_within(&self, slots: Vec<Slot>, passes: impl Fn(Source) -> bool) -> BTreeSet<Slot> {
        let mut all = BTreeSet::new();
        let mut open = slots;
        while let Some(slot) = open.pop() {
            let info = self.builder.program.slots.get(usize::from(slot));
            if all.insert(slot) && info.is_some_and(|info| passes(info.source)) {
                self.reads_of_slot(slot, &mut open);
            }
        }
        all
    }

    fn reads_of_slot(&self, slot: Slot, reads: &mut Vec<Slot>) {
        let program = &self.builder.program;
        let Some(info) = program.slots.get(usize::from(slot)) else { return };
        match info.source {
            Source::Profile | Source::ProfileList(_) => {}
            Source::Feature(index) => {
                if let Some(feature) = program.features.get(usize::from(index))
                    && let Verb::Expr(expr) = feature.verb
                {
                    reads.extend(slots_of_code(self.code_of(expr)));
                }
            }
            Source::Tag(index) => {
                if let Some(tag) = program.tags.get(usize::from(index)) {
                    self.reads_of_node(tag.when, reads);
                }
            }
            Source::Score(index) | Source::Band(index) => {
                if let Some(score) = program.scores.get(usize::from(index)) {
                    reads.extend(reads_of(self, score));
                }
            }
            Source::Tier(index) => {
                let rows = program.tiers.get(usize::from(index)).map(|tier| tier.rows.iter());
                for node in rows.into_iter().flatten().flat_map(|row| [row.when, row.stay]) {
                    node.into_iter().for_each(|node| self.reads_of_node(node, reads));
                }
            }
        }
    }

    fn reads_of_node(&self, node: NodeId, reads: &mut Vec<Slot>) {
        let Some(node) = self.builder.program.nodes.get(usize::from(node)) else { return };
        match node.op {
            NodeOp::All(first, count) | NodeOp::Any(first, count) => {
                (first..first.saturating_add(count))
                    .for_each(|child| self.reads_of_node(child, reads));
            }
            NodeOp::Not(child) => self.reads_of_node(child, reads),
            NodeOp::Compare { slot, .. } | NodeOp::In { slot, .. } | NodeOp::Known(slot) => {
                reads.push(slot);
            }
            NodeOp::Expr(expr) => reads.extend(slots_of_code(self.code_of(expr))),
        }
    }

    fn code_of(&self, expr: u16) -> &[Op] {
        let program = &self.builder.program;
        let code = program.exprs.get(usize::from(expr)).and_then(|expr| {
            let start = usize::try_from(expr.start).ok()?;
            program.code.get(start..start.checked_add(usize::try_from(expr.len).ok()?)?)
        });
        code.unwrap_or_default()
    }
}

/// Slots that a score reads itself.
fn reads_of(lowering: &Lowering<'_>, score: &Score) -> Vec<Slot> {
    match &score.model {
        Model::Trees(trees) => trees.inputs.iter().map(|input| input.slot).collect(),
        Model::Linear(linear) => linear.terms.iter().map(|term| term.slot).collect(),
        Model::Scorecard(card) => {
            let mut reads = Vec::new();
            for characteristic in &card.characteristics {
                reads.push(characteristic.slot);
                for attribute in &characteristic.attributes {
                    if let Bin::When(node) = attribute.when {
                        lowering.reads_of_node(node, &mut reads);
                    }
                    if let Partial::Expr(expr) = attribute.points {
                        reads.extend(slots_of_code(lowering.code_of(expr)));
                    }
                }
            }
            reads
        }
    }
}

/// The characteristic or input that names a fact; else the score.
fn place_of(score: &Declared, fact: &str, at: &Pointer) -> Pointer {
    let card = score.characteristics.iter().position(|one| one.fact == fact);
    let inputs = score.trees.iter().flat_map(|trees| &trees.inputs);
    let input = inputs.into_iter().position(|input| input.fact == fact);
    let terms = score.logistic.iter().flat_map(|model| &model.terms);
    let term = terms.into_iter().position(|term| term.fact == fact);
    match (card, input, term) {
        (Some(index), ..) => at.key("characteristics").index(index).key("fact"),
        (_, Some(index), _) => at.key("trees").key("inputs").index(index),
        (.., Some(index)) => at.key("logistic").key("terms").index(index),
        _ => at.clone(),
    }
}

/// Whether two loans of a family have different terms.
fn differs(a: &Product, b: &Product) -> bool {
    let terms = |product: &Product| {
        let terms = product.terms?;
        Some((terms.apr_min, terms.apr_max, terms.max_months))
    };
    a.family == b.family && terms(a) != terms(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_ids_and_texts() {
        for (text, en) in [
            ("female_customer", "sex or gender"),
            ("genderGroup", "sex or gender"),
            ("女性客户", "sex or gender"),
            ("少数民族客户", "ethnicity or nationality"),
            ("nation", "ethnicity or nationality"),
            ("Religious affinity", "religion"),
            ("残疾人士", "disability"),
            ("maritalStatus", "marriage or pregnancy"),
            ("孕期家庭", "marriage or pregnancy"),
            ("poor-health", "health"),
            ("健康状况欠佳", "health"),
            ("party_member", "political opinion"),
            ("党员", "political opinion"),
        ] {
            assert_eq!(named(text).map(|(one, _)| one.en), Some(en), "{text}");
        }
    }

    #[test]
    fn words_within_words_and_other_meanings_are_not() {
        for text in [
            "sextuple",
            "essex_branch",
            "national_holiday",
            "donation",
            "racer",
            "third_party",
            "financial_health",
            "财务健康度良好",
            "health_insurance_intent",
            "健康险意向",
            "young_high_income",
            "小微企业主",
            "trace",
            "人民币",
            "maleficent",
        ] {
            assert!(named(text).is_none(), "{text}");
        }
    }
}
