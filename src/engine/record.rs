//! Events in: checked one by one, kept together or not at all.

use alloc::vec::Vec;

use super::loaded::{Engine, Word};
use super::session::{Session, fault_error, moment};
use crate::behaviour::coerce::{Reader, text_of};
use crate::behaviour::log::Added;
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::{RawEvent, RowKind, Scalar};
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::model::value::{StrId, Value};
use crate::pack::program::{Adapter, FieldId, Kind, KindId, Program};

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

impl Session {
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
            fault_error(fault).at_name(text_of(strings, field.name)).within(batch.rows - 1)
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
        let feedback = program.contact.feedback.as_ref().map(|feedback| feedback.kind);
        if batch.checked.iter().any(|&(kind, ..)| Some(kind) == feedback) {
            self.again.answered = None;
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
