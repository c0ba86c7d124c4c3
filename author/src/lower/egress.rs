//! What may leave the device: closed lists, banded, within a privacy budget.

use silhouette::model::value::{Slot, StrId, Value};
use silhouette::pack::program::{
    Aggregate, Answers, Budget, Egress as Lowered, MAX_ANSWERS, MAX_QUESTIONS, MAX_REPORTS,
    Manifest, Question, Source, Verb,
};

use super::durations::DAY;
use super::{Lowering, epsilon};
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic, Part};
use crate::document::Short;
use crate::document::egress::{Budget as Declared, Egress, Field};
use crate::document::facts::Class;
use crate::document::offers::Product;
use crate::json::Pointer;

/// A field has at most so many bounds of bands.
const MAX_BANDS: usize = 32;
/// Bounds of the budget of one report.
const EPSILON: (f64, f64) = (0.01, 10.0);
/// Bounds of the budget of all.
const TOTAL: (f64, f64) = (0.01, 1000.0);
/// What `enum:` may be followed by.
const LISTS: [&str; 4] = ["tags", "warnings", "products", "channels"];

/// What a report may read: its purpose, and what of the policy it was found to read.
struct Reading<'a> {
    purpose: Option<&'a String>,
    slots: Vec<Slot>,
}

impl Lowering<'_> {
    /// Lowers what may leave. Runs when everything that can be told is known.
    pub(super) fn egress(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("egress");
        let ids: Vec<String> = document.egress.iter().map(|egress| egress.id.clone()).collect();
        self.unique(&ids, &root, "id");
        if ids.len() > MAX_REPORTS {
            let found = Diagnostic::new(Code::WrongLength, &root);
            self.report(found.arg(format!("1…{MAX_REPORTS}")).arg(ids.len()));
        }
        let mut reports = Vec::new();
        for (index, egress) in document.egress.iter().enumerate() {
            reports.extend(self.one_report(egress, &root.index(index)));
        }
        let budget = document.egress_budget.as_ref();
        let budget = budget.and_then(|budget| self.egress_budget(budget, &reports));
        if !document.egress.is_empty() {
            self.builder.program.egress = Some(Manifest { reports, budget });
        }
    }

    fn one_report(&mut self, egress: &Egress, at: &Pointer) -> Option<Lowered> {
        self.check_id(&egress.id, &at.key("id"));
        let label = match &egress.label {
            Some(label) => self.text(label, &at.key("label")),
            None => self.plain_text(&egress.id),
        };
        let purpose = self.purpose(egress.purpose.as_ref(), at);
        let micros = self.epsilon(egress.epsilon, EPSILON, &at.key("epsilon"));
        let per = self.period(&egress.per, &at.key("per"));
        let mut reading = Reading { purpose: egress.purpose.as_ref(), slots: Vec::new() };
        let questions = self.questions(egress, micros.unwrap_or(0), &mut reading, at);
        self.check_grants(egress.purpose.as_ref(), &reading.slots, &at.key("fields"));
        self.told.extend(reading.slots);
        let id = self.builder.string(&egress.id);
        Some(Lowered { id, label, purpose, epsilon: micros?, per: per?, questions })
    }

    /// An ε in millionths, if it is in its bounds.
    fn epsilon(&mut self, epsilon: f64, (low, high): (f64, f64), at: &Pointer) -> Option<u32> {
        if !(low..=high).contains(&epsilon) {
            let found = Diagnostic::new(Code::OutOfRange, at);
            self.report(found.arg(low.to_string()).arg(high.to_string()));
            return None;
        }
        Some(epsilon::micros(epsilon))
    }

    /// A period of at least a day, ms.
    fn period(&mut self, per: &str, at: &Pointer) -> Option<i64> {
        let per = self.duration(per, at)?;
        if per < DAY {
            self.report(Diagnostic::new(Code::EgressPer, at));
            return None;
        }
        Some(per)
    }

    /// What all reports together may cost: enough for each of them.
    fn egress_budget(&mut self, budget: &Declared, reports: &[Lowered]) -> Option<Budget> {
        let at = Pointer::root().key("egressBudget");
        let epsilon = self.epsilon(budget.epsilon, TOTAL, &at.key("epsilon"));
        let per = self.period(&budget.per, &at.key("per"));
        let budget = Budget { epsilon: epsilon?, per: per? };
        let fits = |one: &Lowered| one.epsilon <= budget.epsilon && one.per <= budget.per;
        let report = reports.iter().find(|report| !fits(report)).and_then(|report| {
            self.builder.program.strings.get(usize::try_from(report.id).ok()?).cloned()
        });
        if let Some(report) = report {
            self.report(Diagnostic::new(Code::EgressBudget, &at).arg(report));
        }
        Some(budget)
    }

    fn questions(
        &mut self,
        egress: &Egress,
        micros: u32,
        reading: &mut Reading<'_>,
        at: &Pointer,
    ) -> Vec<Question> {
        let at = at.key("fields");
        let count = egress.fields.len();
        if !(1..=MAX_QUESTIONS).contains(&count) {
            let found = Diagnostic::new(Code::WrongLength, &at);
            self.report(found.arg(format!("1…{MAX_QUESTIONS}")).arg(count));
        }
        // Each field has the same part of the budget: what one tells of the customer adds up.
        let part = micros / u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        let mut questions = Vec::new();
        for (name, field) in &egress.fields {
            let at = at.key(name);
            if !super::is_id(name) {
                self.report(Diagnostic::new(Code::BadId, &at).part(Part::Key).arg(name));
            }
            let answers = match field {
                Short::Text(of) => {
                    let field = Field { of: of.clone(), bands: None, among: None };
                    match of.strip_prefix("enum:") {
                        Some(_) => self.field_told(&field, &at, &at, reading),
                        None => {
                            self.report(Diagnostic::new(Code::EgressField, &at).arg(of));
                            None
                        }
                    }
                }
                Short::Full(field) => self.field_told(field, &at, &at.key("of"), reading),
            };
            let Some(answers) = answers else { continue };
            let id = self.builder.string(name);
            let mut question = Question { id, slice: 0, answers };
            let count = question.count();
            if !(2..=MAX_ANSWERS).contains(&count) {
                let found = Diagnostic::new(Code::WrongLength, &at);
                self.report(found.arg(format!("1…{}", MAX_ANSWERS - 1)).arg(count - 1));
            }
            question.slice = epsilon::slice(count, part);
            questions.push(question);
        }
        questions
    }

    /// The answers of a field; `of` is where the name of what is told stands.
    fn field_told(
        &mut self,
        field: &Field,
        at: &Pointer,
        of: &Pointer,
        reading: &mut Reading<'_>,
    ) -> Option<Answers> {
        if let Some(list) = field.of.strip_prefix("enum:") {
            if !LISTS.contains(&list) {
                self.report(Diagnostic::new(Code::EgressField, of).arg(&field.of));
                return None;
            }
            self.no_bands(field, at);
            return self.list_told(list, field.among.as_deref(), at, reading);
        }
        if let Some(id) = field.of.strip_prefix("warnings.") {
            self.no_bands(field, at);
            self.no_among(field, at);
            let among = [id.to_owned()];
            return self.warnings_told(&among, of, reading).map(Answers::Warnings);
        }
        let goal = field.of.strip_prefix("goals.").and_then(|goal| goal.split_once('.'));
        let name = match goal {
            Some((id, what @ ("started" | "reached"))) => format!("goal.{id}@{what}"),
            _ => field.of.clone(),
        };
        let known = goal.is_some() && self.symbols.get(&name).is_some();
        let (slot, symbol) = self.fact_named(if known { &name } else { &field.of }, of)?;
        reading.slots.push(slot);
        match (&field.bands, &symbol.ty) {
            (Some(bands), ty) => {
                let ascending = bands.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
                let many = (1..=MAX_BANDS).contains(&bands.len());
                if !ascending || !many || !ty.is_numeric() {
                    self.report(Diagnostic::new(Code::EgressBands, &at.key("bands")));
                }
                self.no_among(field, at);
                let bounds = bands.iter().map(|&bound| Value::Number(bound)).collect();
                Some(Answers::Bands { slot, bounds })
            }
            (None, ty) => {
                // A tag, a tier and a band of a score are bands of what they rest on.
                if let Some(input) = self.sensitive(slot) {
                    let found = Diagnostic::new(Code::EgressUnbanded, of);
                    self.report(found.arg(&field.of).arg(input));
                    return None;
                }
                match ty {
                    Ty::Bool => {
                        self.no_among(field, at);
                        let tag = self.source(slot).is_some_and(|s| matches!(s, Source::Tag(_)));
                        // A tag that is not known to be given is not given.
                        let values = [Value::Bool(true), Value::Bool(false)];
                        let values = values.into_iter().take(if tag { 1 } else { 2 }).collect();
                        Some(Answers::Values { slot, values })
                    }
                    Ty::Enum(members) => {
                        let kind = ("value", "取值");
                        let values = self.among(&members.values, field, kind, at)?;
                        let sym = |value: &String| Value::Sym(self.builder.string(value));
                        Some(Answers::Values { slot, values: values.iter().map(sym).collect() })
                    }
                    ty => {
                        let found = Diagnostic::new(Code::EgressOpen, of);
                        self.report(found.arg(&field.of).arg(ty.words()));
                        None
                    }
                }
            }
        }
    }

    /// The answers of one of [`LISTS`].
    fn list_told(
        &mut self,
        list: &str,
        among: Option<&[String]>,
        at: &Pointer,
        reading: &mut Reading<'_>,
    ) -> Option<Answers> {
        let document = self.document;
        let field = Field { of: String::new(), bands: None, among: among.map(<[_]>::to_vec) };
        match list {
            "tags" => {
                let tags: Vec<String> = document.tags.iter().map(|tag| tag.id.clone()).collect();
                let tags = self.among(&tags, &field, ("tag", "标签"), at)?;
                let slot = |tag: &String| Some(self.symbols.get(&format!("tags.{tag}"))?.0);
                let slots: Vec<Slot> = tags.iter().filter_map(slot).collect();
                reading.slots.extend(&slots);
                Some(Answers::First(slots))
            }
            "warnings" => {
                let all = document.warnings.iter().map(|warning| warning.id.clone());
                let all: Vec<String> = all.collect();
                let among = self.among(&all, &field, ("warning", "预警"), at)?;
                self.warnings_told(&among, at, reading).map(Answers::Warnings)
            }
            "products" => {
                let all = document.products.iter().map(|product| product.id.clone());
                let all: Vec<String> = all.collect();
                let among = self.among(&all, &field, ("product", "产品"), at)?;
                self.check_products(reading, Some(&among), at);
                let place = |id| u16::try_from(all.iter().position(|one| one == id)?).ok();
                Some(Answers::Products(among.iter().filter_map(place).collect()))
            }
            _ => {
                self.check_products(reading, None, at);
                let mut all: Vec<String> = Vec::new();
                for channel in document.products.iter().flat_map(|product| &product.channels) {
                    if !all.iter().any(|known| known == channel.name()) {
                        all.push(channel.name().to_owned());
                    }
                }
                let among = self.among(&all, &field, ("channel", "渠道"), at)?;
                let ids: Vec<StrId> = among.iter().map(|id| self.builder.string(id)).collect();
                Some(Answers::Channels(ids))
            }
        }
    }

    /// All of a list, or those that are told apart.
    fn among(
        &mut self,
        all: &[String],
        field: &Field,
        kind: (&str, &str),
        at: &Pointer,
    ) -> Option<Vec<String>> {
        let Some(among) = &field.among else { return Some(all.to_vec()) };
        let at = at.key("among");
        self.unique(among, &at, "");
        if among.is_empty() {
            let found = Diagnostic::new(Code::WrongLength, &at);
            self.report(found.arg(format!("1…{}", MAX_ANSWERS - 1)).arg(0));
        }
        let mut whole = !among.is_empty();
        for (index, one) in among.iter().enumerate() {
            if !all.contains(one) {
                self.unknown_reference(kind, one, all, &at.index(index));
                whole = false;
            }
        }
        whole.then(|| among.clone())
    }

    fn warnings_told(
        &mut self,
        ids: &[String],
        at: &Pointer,
        reading: &Reading<'_>,
    ) -> Option<Vec<u16>> {
        let document = self.document;
        let mut places = Vec::new();
        for id in ids {
            let Some(place) = document.warnings.iter().position(|warning| warning.id == *id) else {
                let known: Vec<String> = document.warnings.iter().map(|w| w.id.clone()).collect();
                self.unknown_reference(("warning", "预警"), id, &known, at);
                return None;
            };
            let purpose = document.warnings.get(place).and_then(|one| one.purpose.as_ref());
            self.check_item(reading, (&format!("warnings.{id}"), purpose), at);
            places.extend(u16::try_from(place));
        }
        Some(places)
    }

    /// What is suggested first rests on every product; which of some is, on those and on what excludes them.
    fn check_products(&mut self, reading: &Reading<'_>, among: Option<&[String]>, at: &Pointer) {
        let document = self.document;
        let told = |product: &&Product| among.is_none_or(|among| among.contains(&product.id));
        let groups = document.products.iter().filter(told);
        let groups: Vec<&String> = groups.filter_map(|one| one.exclusive.as_ref()).collect();
        for product in &document.products {
            let excludes = product.exclusive.as_ref().is_some_and(|group| groups.contains(&group));
            if !told(&product) && !excludes {
                continue;
            }
            self.check_item(reading, (&product.id, product.purpose.as_ref()), at);
        }
    }

    /// Reports what serves another purpose than the report.
    fn check_item(
        &mut self,
        reading: &Reading<'_>,
        (name, purpose): (&str, Option<&String>),
        at: &Pointer,
    ) {
        let found = match (reading.purpose, purpose) {
            (_, None) => return,
            (Some(own), Some(purpose)) if own == purpose => return,
            (Some(own), Some(_)) => Diagnostic::new(Code::PurposeNotGranted, at).arg(own),
            (None, Some(_)) => Diagnostic::new(Code::PurposeNeeded, at),
        };
        self.report(found.arg(name));
    }

    fn no_bands(&mut self, field: &Field, at: &Pointer) {
        if field.bands.is_some() {
            self.report(Diagnostic::new(Code::EgressBands, &at.key("bands")));
        }
    }

    fn no_among(&mut self, field: &Field, at: &Pointer) {
        if field.among.is_some() {
            self.report(Diagnostic::new(Code::EgressAmong, &at.key("among")));
        }
    }

    fn source(&self, slot: Slot) -> Option<Source> {
        self.builder.program.slots.get(usize::from(slot)).map(|info| info.source)
    }

    /// The first input of class C2 on which a fact or feature rests as it is.
    fn sensitive(&self, slot: Slot) -> Option<String> {
        let document = self.document;
        let program = &self.builder.program;
        if matches!(self.source(slot)?, Source::Tag(_) | Source::Band(_) | Source::Tier(_)) {
            return None;
        }
        self.closure(vec![slot]).into_iter().find_map(|slot| match self.source(slot)? {
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
}
