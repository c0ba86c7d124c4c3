//! Events: only the kinds and fields that a feature reads are kept.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use silhouette::model::value::StrId;
use silhouette::pack::program::{AdaptedEvent, Adapter, ExprId, Field, FieldId, Kind, KindId, Op};

use super::Lowering;
use super::symbols::{Catalogue, Symbol};
use crate::builder::Builder;
use crate::cel::types::{Found, Names, Place, Ty};
use crate::diagnostics::{Code, Diagnostic, Part, Words};
use crate::document::facts::{Event, Fact};
use crate::document::feedback::SUGGESTION;
use crate::document::{Short, facts};
use crate::json::Pointer;

/// No event has more fields that are used.
const MAX_FIELDS: usize = 64;
/// No event has more filters.
const MAX_FILTERS: usize = 256;
/// How many events of a kind are kept when the document does not say.
const KEEP: u32 = 10_000;
/// No document may ask to keep more.
const MAX_KEEP: u32 = 1_000_000;

/// All kinds of events, with what is used of them so far.
#[derive(Debug, Default)]
pub struct Events {
    kinds: BTreeMap<String, EventKind>,
    used: Vec<String>,
}

/// A kind of event, with what is used of it so far.
#[derive(Debug, Default)]
pub struct EventKind {
    /// Declared fields; none: the declaration has an error.
    declared: BTreeMap<String, Option<Ty>>,
    /// Used fields.
    fields: Vec<(String, Ty)>,
    filters: Vec<ExprId>,
    /// How long it is kept, ms.
    pub retain: Option<i64>,
    /// Purposes it may serve; none: all.
    pub purposes: Option<BTreeSet<String>>,
}

impl EventKind {
    /// A declared field, used from now on.
    pub fn field(&mut self, name: &str) -> Option<(FieldId, Ty)> {
        if let Some(index) = self.fields.iter().position(|(known, _)| known == name) {
            let (_, ty) = self.fields.get(index)?;
            return Some((FieldId::try_from(index).ok()?, ty.clone()));
        }
        let ty = self.declared.get(name)?.clone()?;
        self.fields.push((name.to_owned(), ty.clone()));
        Some((FieldId::try_from(self.fields.len() - 1).ok()?, ty))
    }

    /// Declared fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }

    /// A field that is used, by its number.
    #[must_use]
    pub fn used(&self, field: FieldId) -> Option<(&str, &Ty)> {
        self.fields.get(usize::from(field)).map(|(name, ty)| (name.as_str(), ty))
    }

    fn is_broken(&self, name: &str) -> bool {
        self.declared.get(name).is_some_and(Option::is_none)
    }

    /// The index of a filter; equal filters are one.
    pub fn filter(&mut self, builder: &mut Builder, code: &[Op]) -> u16 {
        let expr = builder.expr(code);
        let index = self.filters.iter().position(|known| *known == expr).unwrap_or_else(|| {
            self.filters.push(expr);
            self.filters.len() - 1
        });
        if index >= MAX_FILTERS {
            builder.overflow(Words::new("filters of one event", "单个事件的过滤条件"), MAX_FILTERS);
        }
        u16::try_from(index).unwrap_or(u16::MAX)
    }
}

impl Events {
    /// A kind that a feature reads.
    pub fn kind(&mut self, name: &str) -> Option<(KindId, &mut EventKind)> {
        let kind = self.kinds.get_mut(name)?;
        let index = self.used.iter().position(|used| used == name).unwrap_or_else(|| {
            self.used.push(name.to_owned());
            self.used.len() - 1
        });
        Some((KindId::try_from(index).unwrap_or(KindId::MAX), kind))
    }

    /// A kind, whether it is read or not.
    pub fn peek(&self, name: &str) -> Option<&EventKind> {
        self.kinds.get(name)
    }

    /// The name of a kind that is read.
    pub fn name(&self, kind: KindId) -> Option<&str> {
        self.used.get(usize::from(kind)).map(String::as_str)
    }

    /// How long the events of a kind that is read are kept, ms.
    pub fn retention(&self, kind: usize) -> Option<i64> {
        self.kinds.get(self.used.get(kind)?)?.retain
    }

    /// Purposes that the events of a kind that is read may serve.
    pub fn purposes(&self, kind: KindId) -> Option<&BTreeSet<String>> {
        self.kinds.get(self.used.get(usize::from(kind))?)?.purposes.as_ref()
    }

    /// Names of all kinds.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }
}

/// Names in a `where`: the fields of the event.
pub struct FieldNames<'a> {
    /// The event.
    pub kind: &'a mut EventKind,
    /// The products.
    pub catalogue: &'a Catalogue,
}

impl Names for FieldNames<'_> {
    fn find(&mut self, name: &str) -> Found {
        if self.kind.is_broken(name) {
            return Found::Broken;
        }
        match self.kind.field(name) {
            Some((field, ty)) => Found::Known(Place::Field(field), ty),
            None => Found::Unknown,
        }
    }

    fn all(&self) -> Vec<String> {
        self.kind.names().map(str::to_owned).collect()
    }

    fn has_now(&self) -> bool {
        false // a filter is decided once, when the event arrives
    }

    fn family(&self, family: &str) -> Option<Vec<String>> {
        self.catalogue.families.get(family).cloned()
    }

    fn families(&self) -> Vec<String> {
        self.catalogue.families.keys().cloned().collect()
    }
}

impl Lowering<'_> {
    pub(super) fn events(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("events");
        for (name, event) in &document.events {
            let at = root.key(name);
            let mut kind = self.event(event, &at);
            if name == SUGGESTION {
                // The engine knows them by their numbers.
                event.fields.keys().for_each(|field| drop(kind.field(field)));
            }
            self.events.kinds.insert(name.clone(), kind);
        }
    }

    fn event(&mut self, event: &Event, at: &Pointer) -> EventKind {
        let mut kind = EventKind::default();
        for (name, field) in &event.fields {
            let at = at.key("fields").key(name);
            let code = match name.as_str() {
                "type" | "at" => Some(Code::ReservedField),
                name if !super::names::is_id(name) => Some(Code::BadId),
                _ => None,
            };
            if let Some(code) = code {
                self.report(Diagnostic::new(code, &at).part(Part::Key).arg(name));
            }
            let symbol = self.field_type(field, &at);
            kind.declared.insert(name.clone(), symbol.map(|symbol| symbol.ty));
        }
        for (key, names) in [("dedupe", &event.dedupe), ("order", &event.order)] {
            self.unique(names, &at.key(key), "");
            for (index, name) in names.iter().enumerate() {
                if !kind.declared.contains_key(name) {
                    let known: Vec<String> = kind.names().map(str::to_owned).collect();
                    let at = at.key(key).index(index);
                    self.unknown_reference(("field", "字段"), name, &known, &at);
                }
            }
        }
        kind.retain = event.retain.as_ref().and_then(|text| self.duration(text, &at.key("retain")));
        if event.keep.is_some_and(|keep| keep == 0 || keep > MAX_KEEP) {
            let found = Diagnostic::new(Code::OutOfRange, &at.key("keep")).arg("1");
            self.report(found.arg(MAX_KEEP.to_string()));
        }
        self.class(event.class, at);
        kind.purposes = self.purposes_of(event.purposes.as_ref(), at);
        kind
    }

    fn field_type(&mut self, field: &Short<Fact>, at: &Pointer) -> Option<Symbol> {
        let (symbol, place) = match field {
            Short::Full(fact) => {
                if fact.actionable.is_some() {
                    let field = Words::new("a field of an event", "事件字段");
                    let at = at.key("actionable");
                    self.report(Diagnostic::new(Code::Actionable, &at).arg(field));
                }
                if fact.purposes.is_some() {
                    self.report(Diagnostic::new(Code::PurposeOfField, &at.key("purposes")));
                }
                (self.fact(fact, at), at.key("type"))
            }
            Short::Text(ty) => {
                let mut found = crate::diagnostics::Diagnostics::new();
                std::mem::swap(self.out, &mut found);
                let symbol = self.fact(&facts::Fact::of_type(ty), at);
                std::mem::swap(self.out, &mut found);
                // A short form has no keys of its own: findings about them are about the string.
                for mut one in found.found().iter().cloned() {
                    one.pointer = at.clone();
                    self.report(one);
                }
                (symbol, at.clone())
            }
        };
        let symbol = symbol?;
        if symbol.ty == Ty::Number {
            self.report(Diagnostic::new(Code::EventNumber, &place));
            return None;
        }
        if let Ty::List(_) = symbol.ty {
            self.report(Diagnostic::new(Code::ListField, &place));
            return None;
        }
        Some(symbol)
    }

    /// A duration, or a finding.
    pub(super) fn duration(&mut self, text: &str, at: &Pointer) -> Option<i64> {
        let ms = super::durations::parse(text);
        if ms.is_none() {
            self.report(Diagnostic::new(Code::BadDuration, at).arg(text));
        }
        ms
    }

    /// Other vocabularies, as far as they speak of events that are kept.
    pub(super) fn adapters(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("adapters");
        for (id, events) in &document.adapters {
            let at = root.key(id);
            if !super::names::is_id(id) {
                self.report(Diagnostic::new(Code::BadId, &at).part(Part::Key).arg(id));
            }
            let mut adapted = Vec::new();
            for (from, to) in events {
                adapted.extend(self.adapted(from, to, &at.key(from)));
            }
            let id = self.builder.string(id);
            self.builder.program.adapters.push(Adapter { id, events: adapted });
        }
    }

    fn adapted(
        &mut self,
        from: &str,
        to: &Short<facts::Adapted>,
        at: &Pointer,
    ) -> Option<AdaptedEvent> {
        let none = IndexMap::new();
        let (event, fields, place) = match to {
            Short::Text(event) => (event, &none, at.clone()),
            Short::Full(adapted) => (&adapted.event, &adapted.fields, at.key("event")),
        };
        let Some(declared) = self.document.events.get(event) else {
            let known: Vec<String> = self.document.events.keys().cloned().collect();
            self.unknown_reference(("event", "事件"), event, &known, &place);
            return None;
        };
        for (theirs, ours) in fields {
            if !declared.fields.contains_key(ours) {
                let known: Vec<String> = declared.fields.keys().cloned().collect();
                let at = at.key("fields").key(theirs);
                self.unknown_reference(("field", "字段"), ours, &known, &at);
            }
        }
        let kind = self.events.used.iter().position(|used| used == event)?;
        let kept = self.builder.program.kinds.get(kind)?.fields.clone();
        let mut renamed = Vec::new();
        for (theirs, ours) in fields {
            let ours = self.builder.string(ours);
            let field = kept.iter().position(|field| field.name == ours);
            if let Some(field) = field.and_then(|field| FieldId::try_from(field).ok()) {
                renamed.push((self.builder.string(theirs), field));
            }
        }
        let kind = KindId::try_from(kind).ok()?;
        Some(AdaptedEvent { from: self.builder.string(from), kind, fields: renamed })
    }

    /// The kinds that features read become part of the program.
    pub(super) fn keep_kinds(&mut self) {
        let document = self.document;
        let used = self.events.used.clone();
        for name in &used {
            let Some(event) = document.events.get(name) else { continue };
            let at = Pointer::root().key("events").key(name);
            if let Some(label) = &event.label {
                self.check_text(label, &at.key("label"));
            }
            let Some(mut kind) = self.events.kinds.remove(name) else { continue };
            let fields = |kind: &mut EventKind, names: &[String]| -> Vec<FieldId> {
                names.iter().filter_map(|name| kind.field(name)).map(|(id, _)| id).collect()
            };
            let dedupe = fields(&mut kind, &event.dedupe);
            if kind.fields.len() > MAX_FIELDS {
                self.report(Diagnostic::new(Code::TooManyFields, &at).arg(MAX_FIELDS));
            }
            let mut kept = Vec::new();
            for (name, ty) in &kind.fields {
                let name: StrId = self.builder.string(name);
                kept.push(Field { name, ty: self.stored(ty) });
            }
            let name = self.builder.string(name);
            let purposes = self.bits(kind.purposes.as_ref());
            self.builder.program.kind_purposes.push(purposes);
            self.builder.program.kinds.push(Kind {
                name,
                fields: kept,
                dedupe,
                retain: kind.retain,
                cap: event.keep.unwrap_or(KEEP).clamp(1, MAX_KEEP),
                filters: kind.filters,
            });
        }
    }
}
