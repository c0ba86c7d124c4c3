//! One customer's state.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::loaded::{Engine, Word};
use super::portrait::History;
use crate::behaviour::coerce::{Fault, Reader, Symbols};
use crate::behaviour::features::Features;
use crate::behaviour::log::Added;
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::{RawEvent, Row, RowKind, Scalar};
use crate::model::number;
use crate::model::shapes::Shape;
use crate::model::time::{MAX_TIME, Millis};
use crate::model::value::{StrId, Value};
use crate::pack::program::{Adapter, FieldId, Kind, KindId};

/// A batch holds at most so many events.
pub const MAX_BATCH: usize = 100_000;

/// One customer on one device.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) engine: Engine,
    pub(super) locale: usize,
    pub(super) symbols: Symbols,
    pub(super) features: Features,
    pub(super) slots: Vec<Value>,
    pub(super) stack: Vec<Value>,
    pub(super) history: History,
    pub(super) personalised: bool,
    pub(super) answer: Answer,
}

impl Session {
    pub(super) fn new(engine: Engine, locale: usize, salt: [u8; 16]) -> Session {
        let program = &engine.0.program;
        let known = locale < program.info.locales.len();
        Session {
            locale: if known { locale } else { 0 },
            symbols: Symbols::new(salt),
            features: Features::new(program),
            slots: alloc::vec![Value::Unknown; program.slots.len()],
            stack: Vec::new(),
            history: History::new(program),
            personalised: true,
            answer: Answer::default(),
            engine,
        }
    }

    /// Records events; all or nothing.
    ///
    /// Kinds and fields that the policy does not read are dropped and counted. The answer is a
    /// `RecordSummary`.
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
        let mut cells = Vec::new();
        let mut rows = Vec::with_capacity(events.len());
        for event in events {
            let start = cells.len();
            let mut unknown_fields = 0;
            let kind = match event.kind {
                None => RowKind::Missing,
                Some(name) => match find_kind(&engine, adapter, name) {
                    None => RowKind::Unread,
                    Some((index, kind, renamed)) => {
                        cells.resize(start + kind.fields.len(), Scalar::Null);
                        for (name, scalar) in &event.fields {
                            let there =
                                renamed.iter().find(|(from, _)| engine.text(*from) == *name);
                            let here =
                                || kind.fields.iter().position(|f| engine.text(f.name) == *name);
                            let place = there.map(|&(_, field)| usize::from(field)).or_else(here);
                            match place.and_then(|place| cells.get_mut(start + place)) {
                                Some(cell) => *cell = *scalar,
                                None => unknown_fields += 1,
                            }
                        }
                        RowKind::Known(index)
                    }
                },
            };
            let at = if let Scalar::Number(at) = event.at { at } else { f64::NAN };
            rows.push((kind, at, unknown_fields, start..cells.len()));
        }
        let rows = rows.into_iter().map(|(kind, at, unknown_fields, range)| Row {
            kind,
            at,
            unknown_fields,
            fields: cells.get(range).unwrap_or(&[]),
        });
        self.record_rows(rows)
    }

    /// Records events whose names were looked up; see [`record`](Self::record).
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub(crate) fn record_rows<'r>(
        &mut self,
        rows: impl Iterator<Item = Row<'r>>,
    ) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let program = &engine.0.program;
        // First every event is checked, then all are kept.
        let mut checked: Vec<(u16, Millis, usize)> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut unknown_kinds = 0_u32;
        let mut unknown_fields = 0_u32;
        for (index, row) in rows.enumerate() {
            if index >= MAX_BATCH {
                return Err(Error::new("input/too-many", "more than 100000 events in one batch"));
            }
            let kind = match row.kind {
                RowKind::Known(kind) => kind,
                RowKind::Unread => {
                    unknown_kinds += 1;
                    continue;
                }
                RowKind::Missing => {
                    let error = Error::new("input/event-type", "an event needs a type, a text");
                    return Err(error.at(format!("/{index}/type")));
                }
            };
            let Some(declared) = program.kinds.get(usize::from(kind)) else {
                continue;
            };
            let at = moment(row.at).map_err(|error| error.at(format!("/{index}/at")))?;
            unknown_fields = unknown_fields.saturating_add(row.unknown_fields);
            let start = values.len();
            for (place, field) in declared.fields.iter().enumerate() {
                let scalar = row.fields.get(place).copied().unwrap_or(Scalar::Null);
                let mut reader = Reader {
                    strings: &program.strings,
                    names: &engine.0.names,
                    symbols: &mut self.symbols,
                };
                let value = reader.value(scalar, &field.ty, None).map_err(|fault| {
                    error(fault).at(format!("/{index}/{}", pointer(engine.text(field.name))))
                })?;
                values.push(value);
            }
            checked.push((kind, at, start));
        }
        let (mut recorded, mut replaced, mut held) = (0_u32, 0_u32, 0_u32);
        let (mut superseded, mut over_cap) = (0_u32, 0_u32);
        for (kind, at, start) in checked {
            let count = program.kinds.get(usize::from(kind)).map_or(0, |kind| kind.fields.len());
            let fields = values.get(start..start + count).unwrap_or(&[]);
            let zone = &engine.0.zone;
            match self.features.add(program, kind, at, fields, zone, &mut self.stack) {
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
        let answer = &mut self.answer;
        answer.clear();
        answer.object(Shape::RecordSummary);
        for count in [recorded, replaced, held] {
            answer.number(f64::from(count));
        }
        let dropped = [
            (Word::UnknownKind, unknown_kinds),
            (Word::UnknownField, unknown_fields),
            (Word::Superseded, superseded),
            (Word::OverCap, over_cap),
        ];
        write_dropped(&engine, answer, &dropped);
        Ok(&self.answer)
    }

    /// Sets profile facts; null makes a fact unknown again. All or nothing.
    ///
    /// Facts that the policy does not read are dropped and counted. The answer is a `ProfileSummary`.
    ///
    /// # Errors
    /// An `input/…` code with the fact's place; then nothing was set.
    pub fn set_profile(&mut self, patch: &[(&str, Scalar<'_>)]) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let program = &engine.0.program;
        let profile = program.slots.iter().take(usize::from(program.profile));
        let names: Vec<&str> = profile.map(|slot| engine.text(slot.name)).collect();
        let rows = patch
            .iter()
            .map(|(name, scalar)| (names.iter().position(|known| known == name), *scalar));
        self.set_profile_rows(rows)
    }

    /// Sets profile facts by index; see [`set_profile`](Self::set_profile).
    ///
    /// # Errors
    /// As [`set_profile`](Self::set_profile).
    pub(crate) fn set_profile_rows<'r>(
        &mut self,
        rows: impl Iterator<Item = (Option<usize>, Scalar<'r>)>,
    ) -> Result<&Answer, Error> {
        let engine = self.engine.clone();
        let program = &engine.0.program;
        let mut checked = Vec::new();
        let mut unknown = 0_u32;
        for (index, scalar) in rows {
            let index = index.filter(|&index| index < usize::from(program.profile));
            let Some((index, slot)) = index.and_then(|i| Some((i, program.slots.get(i)?))) else {
                unknown += 1;
                continue;
            };
            let mut reader = Reader {
                strings: &program.strings,
                names: &engine.0.names,
                symbols: &mut self.symbols,
            };
            let value = reader.value(scalar, &slot.ty, slot.range);
            checked.push((
                index,
                value.map_err(|fault| {
                    error(fault).at(format!("/{}", pointer(engine.text(slot.name))))
                })?,
            ));
        }
        let set = checked.len();
        for (index, value) in checked {
            if let Some(slot) = self.slots.get_mut(index) {
                *slot = value;
            }
        }
        let answer = &mut self.answer;
        answer.clear();
        answer.object(Shape::ProfileSummary);
        answer.number(f64::from(u32::try_from(set).unwrap_or(u32::MAX)));
        write_dropped(&engine, answer, &[(Word::UnknownFact, unknown)]);
        Ok(&self.answer)
    }

    /// Switches personalisation. While it is off the portrait holds only the general list, and is
    /// the same for any two customers.
    pub fn set_personalised(&mut self, on: bool) {
        self.personalised = on;
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
            if engine.text(slot.name).contains('@') {
                continue; // a step on the way to another feature, which the policy does not name
            }
            self.answer.key(&mut map, slot.name);
            self.answer.value(value, &slot.ty, self.symbols.texts());
        }
        self.answer.end(map);
        Ok(&self.answer)
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
    #[cfg(target_arch = "wasm32")]
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

fn write_dropped(engine: &Engine, answer: &mut Answer, dropped: &[(Word, u32)]) {
    let mut list = answer.array();
    for &(reason, count) in dropped.iter().filter(|(_, count)| *count > 0) {
        list.item();
        answer.object(Shape::Dropped);
        answer.string(engine.0.word(reason));
        answer.number(f64::from(count));
    }
    answer.end(list);
}

/// A moment from outside.
pub(super) fn moment(at: f64) -> Result<Millis, Error> {
    let at = number::whole(at).filter(|at| (0..=MAX_TIME).contains(at));
    at.ok_or(Error::new(
        "input/time",
        "expected whole milliseconds since 1970, up to the year 9999",
    ))
}

fn error((code, message): Fault) -> Error {
    Error::new(code, message)
}

/// A name as a step of a JSON pointer.
fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
