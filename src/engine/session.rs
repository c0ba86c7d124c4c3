//! One customer's state.

use alloc::vec::Vec;

use super::journal::Journal;
use super::loaded::{Engine, Word, nth};
use super::portrait::History;
use crate::behaviour::coerce::{Fault, MAX_LIST, Reader, Symbols, text_of};
use crate::behaviour::features::Features;
use crate::behaviour::log::Added;
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::{RawEvent, RowKind, Scalar};
use crate::model::number;
use crate::model::shapes::Shape;
use crate::model::time::{MAX_TIME, Millis};
use crate::model::value::{StrId, Value};
use crate::pack::program::{Adapter, FieldId, Kind, KindId, Program, Source};
use crate::rights::consent::Consents;
use crate::rights::tags::Removed;
use crate::stages::condition::Leaf;
use crate::stages::scores::Outcome;
use crate::stages::warning::State;

/// A batch holds at most so many events.
pub const MAX_BATCH: usize = 100_000;

/// Events that were checked one by one, to be kept together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    rows: usize,
    /// Kind, moment, and where the values of the fields begin.
    checked: Vec<(KindId, Millis, usize)>,
    values: Vec<Value>,
    unknown_kinds: u32,
    unknown_fields: u32,
    no_consent: u32,
}

impl Batch {
    /// Takes a value for the next field of the event at hand that was checked for another event.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn push(&mut self, value: Value) {
        self.values.push(value);
    }

    /// No event any more; the room stays.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn clear(&mut self) {
        let Batch { mut checked, mut values, .. } = core::mem::take(self);
        checked.clear();
        values.clear();
        *self = Batch { checked, values, ..Batch::default() };
    }
}

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

/// One customer on one device.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) engine: Engine,
    pub(super) locale: usize,
    pub(super) symbols: Symbols,
    pub(super) features: Features,
    /// The program's slots, and behind them the elements of lists: places for [`MAX_LIST`] for each fact that is one.
    pub(super) slots: Vec<Value>,
    pub(super) stack: Vec<Value>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) history: History,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) journal: Journal,
    pub(super) personalised: bool,
    pub(super) consents: Consents,
    pub(super) removed: Removed,
    pub(super) answer: Answer,
}

impl Session {
    #[inline(never)]
    pub(super) fn new(engine: Engine, locale: usize, salt: [u8; 16]) -> Session {
        let program = &engine.0.program;
        let known = locale < program.info.locales.len();
        let mut lists = 0;
        for slot in &program.slots {
            lists += usize::from(matches!(slot.source, Source::ProfileList(_)));
        }
        Session {
            locale: if known { locale } else { 0 },
            symbols: Symbols::new(salt),
            features: Features::new(program),
            slots: alloc::vec![Value::Unknown; program.slots.len() + lists * MAX_LIST],
            stack: Vec::new(),
            leaves: Vec::new(),
            history: History::new(program),
            outcomes: program.scores.iter().map(|_| Outcome::default()).collect(),
            journal: Journal::default(),
            personalised: true,
            consents: Consents::new(program),
            removed: Removed::default(),
            answer: Answer::default(),
            engine,
        }
    }

    /// Records events; all or nothing.
    ///
    /// Kinds and fields that the policy does not read are dropped and counted, and so are events that no
    /// purpose may use without consent. The answer is a `RecordSummary`.
    ///
    /// # Errors
    /// An `input/…` code with the event's place; then no event of the batch was kept.
    pub fn record(&mut self, events: &[RawEvent<'_>]) -> Result<&Answer, Error> {
        self.record_as(None, events)
    }

    /// Records events in the words of an adapter of the policy.
    ///
    /// # Errors
    /// `input/adapter` when the policy has no such adapter; else as [`record`](Self::record).
    pub fn record_with(
        &mut self,
        adapter: &str,
        events: &[RawEvent<'_>],
    ) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let adapters = &engine.program().adapters;
        let found = adapters.iter().find(|known| engine.text(known.id) == adapter);
        let unknown = || Error::new("input/adapter", "the policy has no adapter of this name");
        self.record_as(Some(found.ok_or_else(unknown)?), events)
    }

    fn record_as(
        &mut self,
        adapter: Option<&Adapter>,
        events: &[RawEvent<'_>],
    ) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let mut batch = Batch::default();
        let mut fields = Vec::new();
        for event in events {
            fields.clear();
            let mut unknown_fields = 0;
            let kind = match event.kind {
                None => RowKind::Missing,
                Some(name) => match find_kind(&engine, adapter, name) {
                    None => RowKind::Unread,
                    Some((index, kind, renamed)) => {
                        fields.resize(kind.fields.len(), Scalar::Null);
                        for (name, scalar) in &event.fields {
                            let there =
                                renamed.iter().find(|(from, _)| engine.text(*from) == *name);
                            let here =
                                || kind.fields.iter().position(|f| engine.text(f.name) == *name);
                            let place = there.map(|&(_, field)| usize::from(field)).or_else(here);
                            match place.and_then(|place| fields.get_mut(place)) {
                                Some(cell) => *cell = *scalar,
                                None => unknown_fields += 1,
                            }
                        }
                        RowKind::Known(index)
                    }
                },
            };
            let at = if let Scalar::Number(at) = event.at { at } else { f64::NAN };
            if let Some(kind) = self.check(&mut batch, kind, at, unknown_fields)? {
                for (place, scalar) in fields.iter().enumerate() {
                    self.check_field(&mut batch, kind, place, *scalar)?;
                }
            }
        }
        Ok(self.keep(&batch))
    }

    /// Checks the head of an event whose names were looked up, as the next one of a batch; `at` is NaN when
    /// there is no number there. Tells the kind, for each of whose fields [`check_field`](Self::check_field)
    /// must follow; none when the event is only counted.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    #[inline(never)]
    pub(crate) fn check(
        &self,
        batch: &mut Batch,
        kind: RowKind,
        at: f64,
        unknown_fields: u32,
    ) -> Result<Option<KindId>, Error> {
        let index = batch.rows;
        if index >= MAX_BATCH {
            return Err(Error::new("input/too-many", "more than 100000 events in one batch"));
        }
        batch.rows += 1;
        let kind = match kind {
            RowKind::Known(kind) => kind,
            RowKind::Unread => {
                batch.unknown_kinds += 1;
                return Ok(None);
            }
            RowKind::Missing => {
                let error = Error::new("input/event-type", "an event needs a type, a text");
                return Err(error.at_name("type").within(index));
            }
        };
        if !self.keeps(kind) {
            batch.no_consent += 1;
            return Ok(Some(kind));
        }
        let at = moment(at).map_err(|error| error.at_name("at").within(index))?;
        batch.unknown_fields = batch.unknown_fields.saturating_add(unknown_fields);
        batch.checked.push((kind, at, batch.values.len()));
        Ok(Some(kind))
    }

    /// Whether events of a kind are kept: some purpose may use them that needs no consent or has it.
    fn keeps(&self, kind: KindId) -> bool {
        self.consents.keeps(self.engine.0.program.kind_purposes.get(usize::from(kind)))
    }

    /// Checks the next field of the event at hand. Of an event that is not kept nothing is looked at.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    #[inline(never)]
    pub(crate) fn check_field(
        &mut self,
        batch: &mut Batch,
        kind: KindId,
        place: usize,
        scalar: Scalar<'_>,
    ) -> Result<Value, Error> {
        let loaded = &*self.engine.0;
        let Program { kinds, strings, .. } = &loaded.program;
        let Some(field) = kinds.get(usize::from(kind)).and_then(|kind| kind.fields.get(place))
        else {
            return Ok(Value::Unknown);
        };
        if !self.consents.keeps(loaded.program.kind_purposes.get(usize::from(kind))) {
            return Ok(Value::Unknown);
        }
        let mut reader = Reader { strings, names: &loaded.names, symbols: &mut self.symbols };
        let value = reader.value(scalar, &field.ty, None).map_err(|fault| {
            error(fault).at_name(text_of(strings, field.name)).within(batch.rows - 1)
        })?;
        batch.values.push(value);
        Ok(value)
    }

    /// Keeps a batch of which every event was checked.
    #[inline(never)]
    pub(crate) fn keep(&mut self, batch: &Batch) -> &Answer {
        let loaded = &*self.engine.0;
        let program = &loaded.program;
        let (mut recorded, mut replaced, mut held) = (0_u32, 0_u32, 0_u32);
        let (mut superseded, mut over_cap) = (0_u32, 0_u32);
        for &(kind, at, start) in &batch.checked {
            let count = program.kinds.get(usize::from(kind)).map_or(0, |kind| kind.fields.len());
            let fields = batch.values.get(start..start + count).unwrap_or(&[]);
            match self.features.add(program, kind, at, fields, &loaded.zone, &mut self.stack) {
                Added::New => recorded += 1,
                Added::Replaced => {
                    recorded += 1;
                    replaced += 1;
                }
                Added::Superseded => superseded += 1,
                Added::OverCap => over_cap += 1,
            }
            held += u32::from(self.features.is_held(at));
        }
        let dropped = [
            (Word::UnknownKind, batch.unknown_kinds),
            (Word::UnknownField, batch.unknown_fields),
            (Word::Superseded, superseded),
            (Word::OverCap, over_cap),
            (Word::NoConsent, batch.no_consent),
        ];
        self.summary(Shape::RecordSummary, &[recorded, replaced, held], &dropped)
    }

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
            let error = error(fault);
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

    fn summary(&mut self, shape: Shape, counts: &[u32], dropped: &[(Word, u32)]) -> &Answer {
        let answer = &mut self.answer;
        answer.clear();
        answer.object(shape);
        for &count in counts {
            answer.number(f64::from(count));
        }
        let mut list = answer.array();
        for &(reason, count) in dropped {
            if count > 0 {
                list.item();
                answer.object(Shape::Dropped);
                answer.string(self.engine.0.word(reason));
                answer.number(f64::from(count));
            }
        }
        answer.end(list);
        answer
    }

    /// Switches personalisation. While it is off the portrait holds only the general list, and is
    /// the same for any two customers.
    pub fn set_personalised(&mut self, on: bool) {
        self.personalised = on;
    }

    /// Somebody sees to a warning from this moment on, so that it does not escalate. Only an open one
    /// is changed. The answer is whether it was.
    ///
    /// # Errors
    /// `input/item` when the policy has no such warning; `input/time` as [`portrait`](Self::portrait).
    pub fn acknowledge(&mut self, warning: &str, at: f64) -> Result<&Answer, Error> {
        self.mark(self.warning(warning), at, State::ACKNOWLEDGED)
    }

    /// Somebody has dealt with a warning at this moment, whether or not its condition still holds. It
    /// opens again only after its cool-down; without one, when its condition did not hold in between.
    /// Only one that is open or acknowledged is changed. The answer is whether it was.
    ///
    /// # Errors
    /// As [`acknowledge`](Self::acknowledge).
    pub fn resolve(&mut self, warning: &str, at: f64) -> Result<&Answer, Error> {
        self.mark(self.warning(warning), at, State::RESOLVED)
    }

    /// The item of a warning; what is none when there is no such warning.
    fn warning(&self, id: &str) -> StrId {
        let engine = &self.engine;
        let mut warnings = engine.program().warnings.iter();
        let place = warnings.position(|warning| engine.text(warning.id) == id);
        place.map_or(0, |place| nth(engine.0.warning_items, place))
    }

    /// Puts a warning, by the string of its item, into a state that a person can put it into.
    ///
    /// # Errors
    /// As [`acknowledge`](Self::acknowledge).
    #[inline(never)]
    pub(crate) fn mark(&mut self, item: StrId, at: f64, to: State) -> Result<&Answer, Error> {
        let at = moment(at)?;
        let place = usize::try_from(item.wrapping_sub(self.engine.0.warning_items));
        let Some(episode) = self.history.warnings.get_mut(place.unwrap_or(usize::MAX)) else {
            return Err(Error::new("input/item", "the policy has no such item"));
        };
        let changes = episode.is.is_live() && episode.is.base() != to;
        if changes {
            episode.is = episode.is.to(to);
            episode.at = at;
        }
        self.answer.clear();
        self.answer.bool(changes);
        Ok(&self.answer)
    }

    /// The portrait at a moment, ms since the epoch: a `Portrait`.
    ///
    /// # Errors
    /// `input/time` when `now` is not a whole number of ms in the years 1970 to 9999.
    pub fn portrait(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        self.write_portrait(now);
        Ok(&self.answer)
    }

    /// All features at a moment, by name.
    ///
    /// # Errors
    /// As [`portrait`](Self::portrait).
    pub fn features(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let program = &engine.0.program;
        let (slots, stack) = (&mut self.slots, &mut self.stack);
        self.features.update(program, now, &engine.0.zone, slots, stack);
        self.answer.clear();
        let mut map = self.answer.map();
        for feature in &program.features {
            let place = usize::from(feature.slot);
            let Some((slot, &value)) = program.slots.get(place).zip(self.slots.get(place)) else {
                continue;
            };
            if engine.text(slot.name).bytes().any(|byte| byte == b'@') {
                continue; // a step on the way to another feature, which the policy does not name
            }
            self.answer.key(&mut map, slot.name);
            self.answer.value(value, &slot.ty, self.symbols.texts());
        }
        self.answer.end(map);
        Ok(&self.answer)
    }

    /// How many fields of a kind are kept.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn fields(&self, kind: KindId) -> usize {
        self.engine.0.program.kinds.get(usize::from(kind)).map_or(0, |kind| kind.fields.len())
    }

    /// The policy.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine.clone()
    }

    /// The last answer.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Where the border writes an error as the answer.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn answer_mut(&mut self) -> &mut Answer {
        &mut self.answer
    }
}

/// Number and declaration of a kind by its name, and the fields that are named otherwise there.
type Found<'p> = (KindId, &'p Kind, &'p [(StrId, FieldId)]);

fn find_kind<'p>(
    engine: &'p Engine,
    adapter: Option<&'p Adapter>,
    name: &str,
) -> Option<Found<'p>> {
    let kinds = &engine.0.program.kinds;
    let mut adapted = adapter.into_iter().flat_map(|adapter| &adapter.events);
    if let Some(event) = adapted.find(|event| engine.text(event.from) == name) {
        let kind = kinds.get(usize::from(event.kind))?;
        return Some((event.kind, kind, &event.fields));
    }
    let mut named = kinds.iter().zip(0..).filter(|(kind, _)| engine.text(kind.name) == name);
    named.next().map(|(kind, index)| (index, kind, &[][..]))
}

/// A moment from outside.
pub(super) fn moment(at: f64) -> Result<Millis, Error> {
    let at = number::whole(at).filter(|at| (0..=MAX_TIME).contains(at));
    at.ok_or(Error::new(
        "input/time",
        "expected whole milliseconds since 1970, up to the year 9999",
    ))
}

/// A list whose elements begin at a place.
fn list(first: usize, count: usize) -> Value {
    let number = |n: usize| u32::try_from(n).unwrap_or(0);
    Value::List { first: number(first), count: number(count) }
}

fn error((code, message): Fault) -> Error {
    Error::new(code, message)
}
