//! Facts of the profile, and types as documents write them.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use silhouette::model::value::{Slot, Type};
use silhouette::pack::program::{MAX_PURPOSES, Source, Way};

use super::Lowering;
use super::symbols::Symbol;
use crate::cel::literal::{Decimal, MAX_SCALE};
use crate::cel::types::{LIST, Order, Ty};
use crate::diagnostics::{Code, Diagnostic, Part, Words};
use crate::document::Localised;
use crate::document::facts::{Actionable, Class, Fact};
use crate::json::Pointer;

const TYPES: [&str; 9] =
    ["bool", "int", "number", "decimal", "enum", "category", "id", "date", "topic"];

impl Lowering<'_> {
    pub(super) fn facts(&mut self) {
        let document = self.document;
        let at = Pointer::root().key("profile");
        for (name, fact) in &document.profile {
            let at = at.key(name);
            let symbol = self.fact(fact, &at);
            let mut symbol = symbol.unwrap_or_else(|| {
                self.symbols.spoil(name);
                Symbol::new(Ty::Bool, true) // keeps the slots in order; an error was reported
            });
            symbol.actionable = self.actionable(fact.actionable, &symbol.ty, &at);
            let source = match symbol.ty {
                Ty::List(_) => Source::ProfileList(self.next_list()),
                _ => Source::Profile,
            };
            let purposes = self.bits(symbol.purposes.as_ref());
            self.define(name, fact.label.as_ref(), &at, source, symbol);
            self.builder.program.fact_purposes.push(purposes);
        }
        self.builder.program.profile =
            Slot::try_from(self.builder.program.slots.len()).unwrap_or(Slot::MAX);
    }

    /// Which way the customer can move a fact of this type.
    pub(super) fn actionable(
        &mut self,
        way: Option<Actionable>,
        ty: &Ty,
        at: &Pointer,
    ) -> Option<Way> {
        let way = way?;
        let moves = match way {
            Actionable::Up | Actionable::Down => ty.is_numeric(),
            Actionable::Any => {
                ty.is_numeric() || matches!(ty, Ty::Bool | Ty::Enum(_) | Ty::Category)
            }
        };
        if !moves {
            self.report(Diagnostic::new(Code::Actionable, &at.key("actionable")).arg(ty.words()));
        }
        Some(match way {
            Actionable::Up => Way::Up,
            Actionable::Down => Way::Down,
            Actionable::Any => Way::Any,
        })
    }

    /// Labels are of values that there are, and of all of them or none.
    pub(super) fn check_value_labels(
        &mut self,
        labels: &IndexMap<String, Localised>,
        ty: &Ty,
        at: &Pointer,
    ) {
        let at = at.key("valueLabels");
        for (value, label) in labels {
            self.check_text(label, &at.key(value));
        }
        let of = if let Ty::List(of) = ty { of } else { ty };
        let values = match of {
            _ if labels.is_empty() => return,
            Ty::Enum(members) => members.values.clone(),
            Ty::Bool => ["false", "true"].map(str::to_owned).to_vec(),
            Ty::Category => return,
            _ => {
                let found = Diagnostic::new(Code::FactKey, &at).arg("valueLabels");
                return self.report(found.arg(ty.name()));
            }
        };
        for value in labels.keys().filter(|value| !values.contains(value)) {
            let found = Diagnostic::new(Code::ValueLabel, &at.key(value)).part(Part::Key);
            let found = found.arg(value).arg(values.join(", "));
            self.report(found.meant(value, values.iter().map(String::as_str)));
        }
        let bare: Vec<&str> = values
            .iter()
            .map(String::as_str)
            .filter(|value| !labels.contains_key(*value))
            .collect();
        if !bare.is_empty() {
            self.report(Diagnostic::new(Code::ValueUnlabelled, &at).arg(bare.join(", ")));
        }
    }

    /// The place of the next list among the lists.
    fn next_list(&mut self) -> u8 {
        let slots = self.builder.program.slots.iter();
        let lists = slots.filter(|slot| matches!(slot.source, Source::ProfileList(_))).count();
        u8::try_from(lists).unwrap_or_else(|_| {
            self.builder.overflow(Words::new("lists", "列表"), usize::from(u8::MAX) + 1);
            u8::MAX
        })
    }

    /// A fact that may be unknown.
    pub(super) fn fact(&mut self, fact: &Fact, at: &Pointer) -> Option<Symbol> {
        let ty = self.type_of(fact, at);
        self.class(fact.class, at);
        self.check_secret(fact, at);
        let purposes = self.purposes_of(fact.purposes.as_ref(), at);
        let ty = ty?;
        self.check_value_labels(&fact.value_labels, &ty, at);
        let range = self.range(fact, &ty, at);
        Some(Symbol { ty, nullable: true, range, positive: false, purposes, actionable: None })
    }

    pub(super) fn class(&mut self, class: Option<Class>, at: &Pointer) {
        if class == Some(Class::C3) {
            self.report(Diagnostic::new(Code::C3, &at.key("class")));
        }
    }

    /// The purposes a fact or event may serve, each of which must be declared.
    pub(super) fn purposes_of(
        &mut self,
        purposes: Option<&Vec<String>>,
        at: &Pointer,
    ) -> Option<BTreeSet<String>> {
        let purposes = purposes?;
        let at = at.key("purposes");
        if purposes.is_empty() {
            let found = Diagnostic::new(Code::WrongLength, &at).arg(format!("1…{MAX_PURPOSES}"));
            self.report(found.arg("0"));
        }
        let known: Vec<String> = self.document.purposes.iter().map(|p| p.id.clone()).collect();
        for (index, purpose) in purposes.iter().enumerate() {
            if !known.contains(purpose) {
                self.unknown_reference(("purpose", "用途"), purpose, &known, &at.index(index));
            }
        }
        Some(purposes.iter().cloned().collect())
    }

    fn type_of(&mut self, fact: &Fact, at: &Pointer) -> Option<Ty> {
        let listed = fact.ty.strip_prefix(LIST);
        let (base, detail) = split(listed.unwrap_or(&fact.ty));
        let fitting = [
            ("scale", fact.scale.is_some(), base == "decimal" && detail.is_none()),
            ("values", fact.values.is_some(), base == "enum" && detail.is_none()),
            ("ordered", fact.ordered.is_some(), base == "enum"),
            ("topics", fact.topics.is_some(), base == "topic"),
            ("range", fact.range.is_some(), matches!(base, "int" | "decimal")),
        ];
        if TYPES.contains(&base) {
            for (key, given, fits) in fitting {
                if given && !fits {
                    let found = Diagnostic::new(Code::FactKey, &at.key(key));
                    self.report(found.arg(key).arg(&fact.ty));
                }
            }
        }
        let order = if fact.ordered == Some(true) { Order::Ascending } else { Order::None };
        let ty = match (base, detail) {
            ("bool", None) => Some(Ty::Bool),
            ("int", None) => Some(Ty::Int),
            ("number", None) => Some(Ty::Number),
            ("category", None) => Some(Ty::Category),
            ("id", None) => Some(Ty::Id),
            ("date", None) => Some(Ty::Date),
            ("topic", None) => match &fact.topics {
                Some(topics) => self.topics(topics, &at.key("topics")),
                None => self.needs_key("topics", fact, at),
            },
            ("decimal", None) => match fact.scale {
                Some(scale) => self.decimal(scale, &at.key("scale")),
                None => self.needs_key("scale", fact, at),
            },
            ("decimal", Some(scale)) => match scale.parse() {
                Ok(scale) => self.decimal(scale, &at.key("type")),
                Err(_) => self.bad_type(fact, at),
            },
            ("enum", None) => match &fact.values {
                Some(values) => self.members(values.clone(), order, &at.key("values")),
                None => self.needs_key("values", fact, at),
            },
            ("enum", Some(listed)) => {
                if let Some(ty) = self.catalogue.members(listed) {
                    Some(ty)
                } else {
                    let values = listed.split('|').map(str::to_owned).collect();
                    self.members(values, order, &at.key("type"))
                }
            }
            _ => self.bad_type(fact, at),
        };
        ty.map(|ty| if listed.is_some() { Ty::List(Box::new(ty)) } else { ty })
    }

    fn bad_type(&mut self, fact: &Fact, at: &Pointer) -> Option<Ty> {
        let found = Diagnostic::new(Code::BadType, &at.key("type")).arg(&fact.ty);
        // A list of lists, or `list(int)`.
        let listed =
            fact.ty.strip_prefix("list").map(|of| of.rsplit([':', '(']).next().unwrap_or(of));
        let element = listed.map(|of| of.trim_end_matches(')')).filter(|of| TYPES.contains(of));
        let (base, _) = split(&fact.ty);
        self.report(match element.map(|of| format!("{LIST}{of}")) {
            Some(list) => found.meant(&list, [list.as_str()]),
            None => found.meant(base, TYPES),
        });
        None
    }

    fn needs_key(&mut self, key: &str, fact: &Fact, at: &Pointer) -> Option<Ty> {
        self.report(Diagnostic::new(Code::FactNeedsKey, at).arg(key).arg(&fact.ty));
        None
    }

    fn decimal(&mut self, scale: u8, at: &Pointer) -> Option<Ty> {
        if scale > MAX_SCALE {
            let found = Diagnostic::new(Code::OutOfRange, at).arg("0");
            self.report(found.arg(MAX_SCALE.to_string()));
            return None;
        }
        Some(Ty::Decimal(scale))
    }

    fn members(&mut self, values: Vec<String>, order: Order, at: &Pointer) -> Option<Ty> {
        if values.is_empty() || values.iter().any(String::is_empty) {
            self.report(Diagnostic::new(Code::EmptyText, at));
            return None;
        }
        self.unique(&values, at, "");
        Some(Ty::of_members(values, order))
    }

    /// Topics in document order, with their words: the first that a text contains counts.
    fn topics(&mut self, topics: &IndexMap<String, Vec<String>>, at: &Pointer) -> Option<Ty> {
        let mut words: Vec<(String, String)> = Vec::new();
        for (topic, of) in topics {
            for (index, word) in of.iter().enumerate() {
                let at = at.key(topic).index(index);
                if word.trim().is_empty() {
                    self.report(Diagnostic::new(Code::EmptyText, &at));
                }
                if let Some((_, first)) = words.iter().find(|(known, _)| known == word) {
                    let first = first.clone();
                    self.report(Diagnostic::new(Code::DuplicateId, &at).arg(word).arg(first));
                }
                words.push((word.clone(), topic.clone()));
            }
        }
        if words.is_empty() {
            self.report(Diagnostic::new(Code::EmptyText, at));
            return None;
        }
        Some(Ty::of_topics(topics.keys().cloned().collect(), words))
    }

    /// The closed range of an input, scaled like its values.
    fn range(&mut self, fact: &Fact, ty: &Ty, at: &Pointer) -> Option<(i64, i64)> {
        let [low, high] = fact.range?;
        let element = if let Ty::List(of) = ty { of } else { ty };
        let scale = match element {
            Ty::Int => 0,
            Ty::Decimal(scale) => *scale,
            _ => return None, // reported with the key
        };
        let bounds = Decimal::of(low).at_scale(scale).zip(Decimal::of(high).at_scale(scale));
        let range = bounds.filter(|(low, high)| low <= high);
        if range.is_none() {
            self.report(Diagnostic::new(Code::BadRange, &at.key("range")));
        }
        range
    }

    /// A type as the program stores it.
    pub(super) fn stored(&mut self, ty: &Ty) -> Type {
        match ty {
            Ty::Bool => Type::Bool,
            Ty::Int => Type::Int,
            Ty::Number => Type::Number,
            Ty::Decimal(scale) => Type::Decimal { scale: *scale },
            Ty::Enum(members) if !members.words.is_empty() => Type::Topic {
                words: members
                    .words
                    .iter()
                    .map(|(word, topic)| (self.builder.string(word), self.builder.string(topic)))
                    .collect(),
            },
            Ty::Enum(members) => Type::Enum {
                values: members.values.iter().map(|value| self.builder.string(value)).collect(),
                ordered: members.order != Order::None,
            },
            Ty::Category => Type::Category,
            Ty::Id => Type::Id,
            Ty::Date => Type::Date,
            Ty::List(of) => self.stored(of), // the source says that it is a list
        }
    }
}

/// `decimal(2)` and `enum:a|b` in two parts.
fn split(ty: &str) -> (&str, Option<&str>) {
    if let Some((base, listed)) = ty.split_once(':') {
        return (base, Some(listed));
    }
    match ty.split_once('(').and_then(|(base, rest)| Some((base, rest.strip_suffix(')')?))) {
        Some((base, scale)) => (base, Some(scale)),
        None => (ty, None),
    }
}
