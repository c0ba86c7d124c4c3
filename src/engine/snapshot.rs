//! A session's state as bytes, and back.
//!
//! A snapshot names everything by its name in the policy, so that it can be read under a newer
//! policy: what both know is kept, the rest is left out. Windows and aggregates are not stored: they
//! follow from the rows.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::loaded::Engine;
use super::portrait::History;
use super::session::Session;
use crate::behaviour::coerce::{Reader, Symbols};
use crate::model::error::Error;
use crate::model::event::Scalar;
use crate::model::intmap::IntMap;
use crate::model::time::{MAX_TIME, Millis};
use crate::model::value::{SESSION_STRINGS, Type, Value};
use crate::pack::container::{self, ContainerError};
use crate::pack::wire::{self, enums, structs};

/// Version of a snapshot's form. Every older one stays readable.
pub const SNAPSHOT_FORMAT: u16 = 1;
/// No snapshot is larger.
pub const MAX_SNAPSHOT: usize = 64 << 20;

const MAGIC: [u8; 4] = *b"SLHS";

#[derive(Serialize)]
struct Body {
    salt: [u8; 16],
    personalised: bool,
    reached: Option<Millis>,
    /// Every text that a cell refers to.
    texts: Vec<String>,
    /// Every keyed hash of an identifier that a cell refers to.
    hashes: Vec<u64>,
    profile: Vec<(u32, Stored)>,
    kinds: Vec<StoredKind>,
    history: StoredHistory,
}

/// Portraits that were made.
#[derive(Default, Serialize)]
pub(super) struct StoredHistory {
    pub any: bool,
    /// Tag, since when, when its condition last held.
    pub tags: Vec<(String, Millis, Millis)>,
    /// Tier, level, since when.
    pub tiers: Vec<(String, String, Millis)>,
    /// Open warnings.
    pub warnings: Vec<String>,
}

/// A type and a cell; see [`cell`].
#[derive(Serialize)]
struct Stored {
    form: Form,
    cell: u64,
    number: f64,
}

/// How the cells of a column are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
enum Form {
    Bool,
    Int,
    Decimal(u8),
    Date,
    Number,
    Text,
    Id,
}

#[derive(Serialize)]
struct StoredKind {
    name: u32,
    fields: Vec<(u32, Form)>,
    /// Each moment as the distance from the one before.
    at: Vec<u64>,
    /// Cells, row by row.
    cells: Vec<u64>,
    cut_at: Option<Millis>,
}

structs! {
    Body { salt, personalised, reached, texts, hashes, profile, kinds, history }
    StoredHistory { any, tags, tiers, warnings }
    Stored { form, cell, number }
    StoredKind { name, fields, at, cells, cut_at }
}

enums! {
    Form { 0 = Bool, 1 = Int, 2 = Decimal(scale), 3 = Date, 4 = Number, 5 = Text, 6 = Id }
}

fn form(ty: &Type) -> Form {
    match ty {
        Type::Bool => Form::Bool,
        Type::Int => Form::Int,
        Type::Decimal { scale } => Form::Decimal(*scale),
        Type::Date => Form::Date,
        Type::Number => Form::Number,
        Type::Enum { .. } | Type::Category | Type::Topic { .. } => Form::Text,
        Type::Id => Form::Id,
    }
}

/// Collects texts and hashes while cells are written.
struct Pool<'a> {
    engine: &'a Engine,
    symbols: &'a Symbols,
    texts: Vec<String>,
    /// Where a string of the pack or the session stands in `texts`.
    by_id: IntMap,
    /// Where an identifier stands in `hashes`.
    by_hash: IntMap,
    hashes: Vec<u64>,
}

impl Pool<'_> {
    /// The place of a string of the pack or the session.
    fn text(&mut self, id: u32) -> u64 {
        if let Some(place) = self.by_id.get(i64::from(id)) {
            return u64::try_from(place).unwrap_or(0);
        }
        let own = id.checked_sub(SESSION_STRINGS).and_then(|own| usize::try_from(own).ok());
        let text = match own {
            Some(own) => self.symbols.texts().get(own).map_or("", String::as_str),
            None => self.engine.text(id),
        };
        let place = self.texts.len();
        self.texts.push(text.into());
        self.by_id.set(i64::from(id), i64::try_from(place).unwrap_or(0));
        place as u64
    }

    fn name(&mut self, id: u32) -> u32 {
        u32::try_from(self.text(id)).unwrap_or(u32::MAX)
    }

    /// Zero for unknown; else one more than a number with its sign in the lowest bit, a truth, or
    /// an index of a text or hash.
    fn cell(&mut self, value: Value, form: Form) -> u64 {
        match (value, form) {
            (Value::Int(n), _) => 1 + ((n.unsigned_abs() << 1) | u64::from(n < 0)),
            (Value::Bool(is), _) => 1 + u64::from(is),
            (Value::Sym(id), Form::Id) => {
                let Some(hash) = self.symbols.hash(id) else { return 0 };
                let place = self.by_hash.get(i64::from(id)).unwrap_or_else(|| {
                    let place = i64::try_from(self.hashes.len()).unwrap_or(0);
                    self.hashes.push(hash);
                    self.by_hash.set(i64::from(id), place);
                    place
                });
                1 + u64::try_from(place).unwrap_or(0)
            }
            (Value::Sym(id), _) => 1 + self.text(id),
            (Value::Unknown | Value::Number(_), _) => 0,
        }
    }
}

impl Session {
    /// The session's state as bytes.
    ///
    /// Law: a session restored from them gives the same answers.
    ///
    /// # Errors
    /// `snapshot/too-large` over 64 MiB.
    pub fn snapshot(&self) -> Result<Vec<u8>, Error> {
        let engine = &self.engine;
        let program = engine.program();
        let mut pool = Pool {
            engine,
            symbols: &self.symbols,
            texts: Vec::new(),
            by_id: IntMap::default(),
            by_hash: IntMap::default(),
            hashes: Vec::new(),
        };
        let facts = program.slots.iter().zip(&self.slots).take(usize::from(program.profile));
        let mut profile = Vec::new();
        for (slot, &value) in facts.filter(|(_, value)| **value != Value::Unknown) {
            let form = form(&slot.ty);
            let number = if let Value::Number(n) = value { n } else { 0.0 };
            let cell = pool.cell(value, form);
            profile.push((pool.name(slot.name), Stored { form, cell, number }));
        }
        let mut kinds = Vec::new();
        for (kind, log) in program.kinds.iter().zip(self.features.logs()) {
            let name = pool.name(kind.name);
            let fields: Vec<(u32, Form)> =
                kind.fields.iter().map(|field| (pool.name(field.name), form(&field.ty))).collect();
            let mut stored = StoredKind {
                name,
                at: Vec::new(),
                cells: Vec::new(),
                cut_at: log.cut_at(),
                fields,
            };
            let mut before = 0;
            for row in log.start()..log.end() {
                let at = log.at(row);
                stored.at.push(u64::try_from(at - before).unwrap_or(0));
                before = at;
                for (place, (_, form)) in (0..).zip(&stored.fields) {
                    stored.cells.push(pool.cell(log.value(row, place), *form));
                }
            }
            kinds.push(stored);
        }
        let body = Body {
            salt: self.symbols.salt(),
            personalised: self.personalised,
            reached: self.features.reached(),
            profile,
            kinds,
            history: self.history.store(engine),
            texts: pool.texts,
            hashes: pool.hashes,
        };
        let bytes = postcard::to_allocvec(&body).map_err(|_| malformed())?;
        container::seal(MAGIC, SNAPSHOT_FORMAT, &bytes, MAX_SNAPSHOT).map_err(container_error)
    }
}

impl Engine {
    /// A session from its snapshot. Under another policy than the one it was made with, facts,
    /// events and fields that both know are kept.
    ///
    /// # Errors
    /// A `snapshot/…` code for everything that is not exactly what [`Session::snapshot`] makes, in
    /// this version or an earlier one.
    pub fn restore(&self, locale: usize, snapshot: &[u8]) -> Result<Session, Error> {
        let (_, bytes, _) = container::open(MAGIC, SNAPSHOT_FORMAT, snapshot, MAX_SNAPSHOT)
            .map_err(container_error)?;
        let body: Body = wire::read(bytes).ok_or_else(malformed)?;
        let mut session = self.open(locale, body.salt);
        session.personalised = body.personalised;
        for (name, stored) in &body.profile {
            let name = text(&body.texts, *name)?;
            let slots = self.program().slots.iter().zip(0_usize..);
            let mut facts = slots.take(usize::from(self.program().profile));
            let Some((slot, place)) = facts.find(|(slot, _)| self.text(slot.name) == name) else {
                continue;
            };
            let value = if stored.form == Form::Number {
                Value::Number(stored.number)
            } else {
                session.value(&body, stored.form, stored.cell, &slot.ty)?
            };
            if form(&slot.ty) == stored.form
                && let Some(cell) = session.slots.get_mut(place)
            {
                *cell = value;
            }
        }
        for kind in &body.kinds {
            self.restore_kind(&mut session, &body, kind)?;
        }
        if let Some(reached) = body.reached {
            session.features.reach(moment(reached)?);
        }
        session.history = History::restore(self, &body.history);
        Ok(session)
    }

    fn restore_kind(
        &self,
        session: &mut Session,
        body: &Body,
        stored: &StoredKind,
    ) -> Result<(), Error> {
        let name = text(&body.texts, stored.name)?;
        let kinds = self.program().kinds.iter().zip(0_u16..);
        let mut named = kinds.filter(|(kind, _)| self.text(kind.name) == name);
        let Some((kind, id)) = named.next() else { return Ok(()) };
        // Where each of today's fields stands in the stored rows.
        let mut places = Vec::new();
        for field in &kind.fields {
            let mut place = None;
            for (index, (name, stored)) in stored.fields.iter().enumerate() {
                if text(&body.texts, *name)? == self.text(field.name) && *stored == form(&field.ty)
                {
                    place = Some((index, *stored));
                }
            }
            places.push(place);
        }
        let width = stored.fields.len();
        if stored.cells.len() != width.saturating_mul(stored.at.len()) {
            return Err(malformed());
        }
        let mut at: Millis = 0;
        for (row, step) in stored.at.iter().enumerate() {
            let step = i64::try_from(*step).map_err(|_| malformed())?;
            at = moment(at.checked_add(step).ok_or_else(malformed)?)?;
            let cells = stored.cells.get(row * width..(row + 1) * width).unwrap_or(&[]);
            let mut fields = Vec::with_capacity(places.len());
            for (place, field) in places.iter().zip(&kind.fields) {
                let cell = place.and_then(|(place, form)| Some((*cells.get(place)?, form)));
                fields.push(match cell {
                    Some((cell, form)) => session.value(body, form, cell, &field.ty)?,
                    None => Value::Unknown,
                });
            }
            let (features, stack) = (&mut session.features, &mut session.stack);
            features.add(self.program(), id, at, &fields, &self.0.zone, stack);
        }
        if let Some(cut_at) = stored.cut_at {
            session.features.set_cut_at(id, moment(cut_at)?);
        }
        Ok(())
    }
}

impl Session {
    /// A stored cell as a value of today's type; unknown when the type no longer has it.
    fn value(&mut self, body: &Body, form: Form, cell: u64, ty: &Type) -> Result<Value, Error> {
        let Some(cell) = cell.checked_sub(1) else { return Ok(Value::Unknown) };
        Ok(match form {
            Form::Bool => Value::Bool(cell == 1),
            Form::Int | Form::Decimal(_) | Form::Date => {
                let size = i64::try_from(cell >> 1).map_err(|_| malformed())?;
                Value::Int(if cell & 1 == 1 { -size } else { size })
            }
            Form::Number => Value::Unknown,
            Form::Text => {
                let id = u32::try_from(cell).map_err(|_| malformed())?;
                let engine = self.engine.clone();
                let mut reader = Reader {
                    strings: &engine.0.program.strings,
                    names: &engine.0.names,
                    symbols: &mut self.symbols,
                };
                let text = text(&body.texts, id)?;
                match ty {
                    // A topic is stored as such, not as the words that stood for it.
                    Type::Topic { words } => {
                        let known = engine.0.names.find(&engine.0.program.strings, text);
                        let is_topic = |id: &u32| words.iter().any(|&(_, topic)| topic == *id);
                        known.filter(is_topic).map_or(Value::Unknown, Value::Sym)
                    }
                    _ => reader.value(Scalar::Text(text), ty, None).unwrap_or(Value::Unknown),
                }
            }
            Form::Id => {
                let index = usize::try_from(cell).map_err(|_| malformed())?;
                let hash = body.hashes.get(index).ok_or_else(malformed)?;
                self.symbols.hashed(*hash).unwrap_or(Value::Unknown)
            }
        })
    }
}

fn text(texts: &[String], id: u32) -> Result<&str, Error> {
    let text = usize::try_from(id).ok().and_then(|id| texts.get(id));
    text.map(String::as_str).ok_or_else(malformed)
}

fn moment(at: Millis) -> Result<Millis, Error> {
    if (0..=MAX_TIME).contains(&at) { Ok(at) } else { Err(malformed()) }
}

fn malformed() -> Error {
    Error::new("snapshot/malformed", "the snapshot's body cannot be read")
}

fn container_error(error: ContainerError) -> Error {
    let (code, message) = match error {
        ContainerError::Foreign => ("snapshot/foreign", "these bytes are not a snapshot"),
        ContainerError::Truncated => ("snapshot/truncated", "the snapshot ends too early"),
        ContainerError::Trailing => ("snapshot/trailing", "the snapshot goes on after its end"),
        ContainerError::TooLarge => ("snapshot/too-large", "the snapshot is larger than 64 MiB"),
        ContainerError::Newer => ("snapshot/newer", "the snapshot was made by a newer engine"),
        ContainerError::Digest => ("snapshot/digest", "the snapshot was changed after it was made"),
    };
    Error::new(code, message)
}
