//! Profile facts in: checked one by one, set together or not at all.

use alloc::vec::Vec;

use super::loaded::Word;
use super::session::{Session, fault_error};
use crate::behaviour::coerce::{MAX_LIST, Reader, text_of};
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::Scalar;
use crate::model::shapes::Shape;
use crate::model::value::Value;
use crate::pack::program::Source;

/// Profile facts that were checked one by one, to be set together.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    checked: Vec<(usize, Value)>,
    /// Their values, each fact's behind those of the one before: lists are parts of them.
    elements: Vec<Value>,
    unknown: u32,
    no_consent: u32,
}

/// A fact that is being read: its index, where its values begin, and whether it is a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    index: usize,
    first: usize,
    many: bool,
}

impl Facts {
    /// Begins a fact.
    pub fn begin(&self, index: usize, many: bool) -> Begun {
        Begun { index, first: self.elements.len(), many }
    }

    /// A value of a fact. Equal ones are one, and what is unknown is none.
    #[inline(never)]
    pub fn add(&mut self, fact: Begun, value: Value) {
        let before = self.elements.get(fact.first..).unwrap_or(&[]);
        if before.len() < MAX_LIST && value != Value::Unknown && !value.is_among(before) {
            self.elements.push(value);
        }
    }

    /// The fact has these values, or this one.
    #[inline(never)]
    pub fn end(&mut self, fact: Begun) {
        let one = self.elements.get(fact.first).copied().unwrap_or_default();
        let list = list(fact.first, self.elements.len() - fact.first);
        self.checked.push((fact.index, if fact.many { list } else { one }));
    }
}

impl Session {
    /// Sets profile facts; null makes a fact unknown again. All or nothing.
    ///
    /// Facts that the policy does not read are dropped and counted, and so are those that no purpose may use
    /// without consent. The answer is a `ProfileSummary`.
    ///
    /// # Errors
    /// An `input/…` code with the fact's place; then nothing was set.
    pub fn set_profile(&mut self, patch: &[(&str, Scalar<'_>)]) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let program = &engine.0.program;
        let profile = program.slots.iter().take(usize::from(program.profile));
        let names: Vec<&str> = profile.map(|slot| engine.text(slot.name)).collect();
        let mut checked = Facts::default();
        for (name, scalar) in patch {
            let index = names.iter().position(|known| known == name);
            self.check_fact(&mut checked, index, *scalar)?;
        }
        Ok(self.set_facts(&checked))
    }

    /// Checks a profile fact, by its index.
    fn check_fact(
        &mut self,
        facts: &mut Facts,
        index: Option<usize>,
        scalar: Scalar<'_>,
    ) -> Result<(), Error> {
        let (scalars, many) = match scalar {
            Scalar::List(scalars) => (scalars, true),
            _ => (core::slice::from_ref(&scalar), false),
        };
        let Some(fact) = self.begin_fact(facts, index, many)? else { return Ok(()) };
        for (place, &scalar) in scalars.iter().enumerate() {
            self.check_value(facts, fact, place, scalar)?;
        }
        facts.end(fact);
        Ok(())
    }

    /// Begins a profile fact, by its index; none for one that the policy does not read.
    ///
    /// # Errors
    /// As [`set_profile`](Self::set_profile).
    #[inline(never)]
    pub(crate) fn begin_fact(
        &self,
        facts: &mut Facts,
        index: Option<usize>,
        many: bool,
    ) -> Result<Option<Begun>, Error> {
        let program = self.engine.program();
        let index = index.filter(|&index| index < usize::from(program.profile));
        let Some((index, slot)) = index.and_then(|i| Some((i, program.slots.get(i)?))) else {
            facts.unknown += 1;
            return Ok(None);
        };
        if !self.consents.keeps(program.fact_purposes.get(index)) {
            facts.no_consent += 1;
            return Ok(None);
        }
        if many && !matches!(slot.source, Source::ProfileList(_)) {
            let error = Error::new("input/type", "expected one value, not a list");
            return Err(error.at_name(self.engine.text(slot.name)));
        }
        Ok(Some(facts.begin(index, many)))
    }

    /// Checks the value of a fact, or the element of a list at a place.
    ///
    /// # Errors
    /// As [`set_profile`](Self::set_profile).
    #[inline(never)]
    pub(crate) fn check_value(
        &mut self,
        facts: &mut Facts,
        fact: Begun,
        place: usize,
        scalar: Scalar<'_>,
    ) -> Result<(), Error> {
        let loaded = &*self.engine.0;
        let program = &loaded.program;
        let Some(slot) = program.slots.get(fact.index) else { return Ok(()) };
        let listed = matches!(slot.source, Source::ProfileList(_));
        let value = if listed && fact.many == matches!(scalar, Scalar::Null) {
            Err(("input/type", "expected a list of values"))
        } else if place < MAX_LIST {
            let (strings, names) = (&program.strings, &loaded.names);
            let mut reader = Reader { strings, names, symbols: &mut self.symbols };
            reader.value(scalar, &slot.ty, slot.range)
        } else {
            Err(("input/list-too-long", "more than 256 elements in a list"))
        };
        let value = value.map_err(|fault| {
            let error = fault_error(fault);
            let error = if fact.many { error.within(place) } else { error };
            error.at_name(text_of(&program.strings, slot.name))
        })?;
        facts.add(fact, value);
        Ok(())
    }

    /// Sets facts that were checked.
    #[inline(never)]
    pub(crate) fn set_facts(&mut self, facts: &Facts) -> &Answer {
        self.put(facts);
        // A list is a place in a slot: what is there may have changed.
        if !facts.checked.is_empty() {
            self.again.forget();
        }
        let set = u32::try_from(facts.checked.len()).unwrap_or(u32::MAX);
        let dropped = [(Word::UnknownFact, facts.unknown), (Word::NoConsent, facts.no_consent)];
        self.summary(Shape::ProfileSummary, &[set], &dropped)
    }

    /// Puts facts into their slots, and of lists the elements behind.
    #[inline(never)]
    pub(super) fn put(&mut self, facts: &Facts) {
        let slots = &self.engine.0.program.slots;
        for &(place, mut value) in &facts.checked {
            if let (Value::List { .. }, Some(slot)) = (value, slots.get(place))
                && let Source::ProfileList(at) = slot.source
            {
                let elements = value.elements(&facts.elements);
                let first = slots.len() + usize::from(at) * MAX_LIST;
                let end = first + elements.len();
                if let Some(own) = self.slots.get_mut(first..end) {
                    own.copy_from_slice(elements);
                }
                value = list(first, elements.len());
            }
            if let Some(slot) = self.slots.get_mut(place) {
                *slot = value;
            }
        }
    }
}

/// A list whose elements begin at a place.
fn list(first: usize, count: usize) -> Value {
    let number = |n: usize| u32::try_from(n).unwrap_or(0);
    Value::List { first: number(first), count: number(count) }
}
