//! A session's state as bytes, and back.
//!
//! A snapshot names everything by its name in the policy, so that it can be read under a newer
//! policy: what both know is kept, the rest is left out. Windows and aggregates are not stored: they
//! follow from the rows.
//!
//! In the wire format of [`wire`](crate::pack::wire), where `[x]` is a number of items and the items:
//!
//! ```text
//! snapshot := salt personalised reached? said [tag] [text] [hash] [fact] [kind] history [entry] ledger
//! said     := [purpose granted since]
//!             since format 4; before, nothing was asked, and no tag was removed
//! fact     := name form cell number | name 7 form [cell number]
//!             a name is an index into the texts; the second is a list
//! kind     := name [name form] [step] [cell] cut_at?
//!             steps from each row's moment to the next; cells row by row, see `Pool::cell`
//! history  := any [tag since held] [tier level since] [warning is told opened at]
//!             is and told are states of a warning; before format 3 only the names of those that are open
//! entry    := at policy engine locale inputs result link
//!             of the decision journal, from format 4 on
//! ledger   := since? [report from until epsilon [byte]] until spent
//!             from format 4 on; before, nothing is known of reports, and that counts as spent
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use super::loaded::Engine;
use super::profile::Facts;
use super::session::Session;
use crate::behaviour::coerce::{Reader, Symbols};
use crate::model::error::Error;
use crate::model::event::Scalar;
use crate::model::intmap::IntMap;
use crate::model::time::{MAX_TIME, Millis};
use crate::model::value::{SESSION_STRINGS, Type, Value};
use crate::pack::container::{self, ContainerError};
use crate::pack::program::Source;
use crate::pack::wire::{Out, Read as _, Wire, enums};

/// Version of a snapshot's form. Every older one stays readable.
pub const SNAPSHOT_FORMAT: u16 = 4;
/// No snapshot is larger.
pub const MAX_SNAPSHOT: usize = 64 << 20;

const MAGIC: [u8; 4] = *b"SLHS";

/// How the cells of a column are to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Bool,
    Int,
    Decimal(u8),
    Date,
    Number,
    Text,
    Id,
    /// Several values of the form that follows.
    List,
}

enums! {
    Form {
        0 = Bool, 1 = Int, 2 = Decimal(scale), 3 = Date, 4 = Number, 5 = Text, 6 = Id, 7 = List,
    }
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
pub(super) struct Pool<'a> {
    pub engine: &'a Engine,
    symbols: &'a Symbols,
    /// Every text that a cell or a name refers to, and how many.
    texts: (Out, u64),
    /// Where a string of the pack or the session stands in `texts`.
    by_id: IntMap,
    /// Every keyed hash of an identifier that a cell refers to, and how many.
    hashes: (Out, u64),
    /// Where an identifier stands in `hashes`.
    by_hash: IntMap,
    /// What stands behind texts and hashes.
    pub out: Out,
}

impl Pool<'_> {
    /// The place of a string of the pack or the session.
    fn text(&mut self, id: u32) -> u64 {
        place(&mut self.by_id, id, &mut self.texts, |out| {
            let own = id.checked_sub(SESSION_STRINGS).and_then(|own| usize::try_from(own).ok());
            out.text(match own {
                Some(own) => self.symbols.texts().get(own).map_or("", String::as_str),
                None => self.engine.text(id),
            });
        })
    }

    fn name(&mut self, id: u32) {
        let place = self.text(id);
        self.out.varint(place);
    }

    fn form(&mut self, form: Form) {
        let (number, scale) = match form {
            Form::Bool => (0, None),
            Form::Int => (1, None),
            Form::Decimal(scale) => (2, Some(scale)),
            Form::Date => (3, None),
            Form::Number => (4, None),
            Form::Text => (5, None),
            Form::Id => (6, None),
            Form::List => (7, None),
        };
        self.out.byte(number);
        if let Some(scale) = scale {
            self.out.byte(scale);
        }
    }

    /// Zero for unknown; else one more than a number with its sign in the lowest bit, a truth, or
    /// an index of a text or hash.
    fn cell(&mut self, value: Value, form: Form) {
        let cell = match (value, form) {
            (Value::Int(n), _) => 1 + ((n.unsigned_abs() << 1) | u64::from(n < 0)),
            (Value::Bool(is), _) => 1 + u64::from(is),
            (Value::Sym(id), Form::Id) => self.symbols.hash(id).map_or(0, |hash| {
                1 + place(&mut self.by_hash, id, &mut self.hashes, |out| out.varint(hash))
            }),
            (Value::Sym(id), _) => 1 + self.text(id),
            (Value::Unknown | Value::Number(_) | Value::List { .. }, _) => 0,
        };
        self.out.varint(cell);
    }
}

/// Where something stands in a list; `write` adds it when it is not there yet.
fn place(
    known: &mut IntMap,
    id: u32,
    (out, count): &mut (Out, u64),
    write: impl FnOnce(&mut Out),
) -> u64 {
    if let Some(place) = known.get(i64::from(id)) {
        return u64::try_from(place).unwrap_or(0);
    }
    let place = *count;
    write(out);
    *count += 1;
    known.set(i64::from(id), i64::try_from(place).unwrap_or(0));
    place
}

impl Session {
    /// The session's state as bytes.
    ///
    /// Law: a session restored from them gives the same answers.
    ///
    /// # Errors
    /// `snapshot/too-large` over 64 MiB.
    pub fn snapshot(&self) -> Result<Vec<u8>, Error> {
        container::seal(MAGIC, SNAPSHOT_FORMAT, &self.body(), MAX_SNAPSHOT).map_err(container_error)
    }

    /// What stands in a snapshot.
    #[inline(never)]
    pub(super) fn body(&self) -> Vec<u8> {
        let mut body = Out::default();
        body.bytes(&self.state());
        self.journal.store(&mut body);
        self.ledger.store(&mut body);
        body.into_bytes()
    }

    /// All that later portraits follow from. Law: equal states are equal bytes.
    pub(super) fn state(&self) -> Vec<u8> {
        let engine = &self.engine;
        let program = engine.program();
        let mut pool = Pool {
            engine,
            symbols: &self.symbols,
            texts: Default::default(),
            by_id: IntMap::default(),
            hashes: Default::default(),
            by_hash: IntMap::default(),
            out: Out::default(),
        };
        let profile = usize::from(program.profile);
        let facts = || program.slots.iter().zip(&self.slots).take(profile);
        let known = |value: &Value| *value != Value::Unknown;
        pool.out.count(facts().filter(|(_, value)| known(value)).count());
        for (slot, &value) in facts().filter(|(_, value)| known(value)) {
            let form = form(&slot.ty);
            pool.name(slot.name);
            let elements = value.elements(&self.slots);
            if let Value::List { .. } = value {
                pool.form(Form::List);
                pool.form(form);
                pool.out.count(elements.len());
            } else {
                pool.form(form);
            }
            for &value in elements {
                pool.cell(value, form);
                pool.out.double(if let Value::Number(n) = value { n } else { 0.0 });
            }
        }
        pool.out.count(program.kinds.len());
        for (kind, log) in program.kinds.iter().zip(self.features.logs()) {
            pool.name(kind.name);
            pool.out.count(kind.fields.len());
            for field in &kind.fields {
                pool.name(field.name);
                pool.form(form(&field.ty));
            }
            let rows = usize::try_from(log.end() - log.start()).unwrap_or(0);
            pool.out.count(rows);
            let mut before = 0;
            for row in log.start()..log.end() {
                let at = log.at(row);
                pool.out.varint(u64::try_from(at - before).unwrap_or(0));
                before = at;
            }
            pool.out.count(rows * kind.fields.len());
            for row in log.start()..log.end() {
                for (place, field) in (0..).zip(&kind.fields) {
                    pool.cell(log.value(row, place), form(&field.ty));
                }
            }
            pool.out.moment(log.cut_at());
        }
        self.history.store(&mut pool);
        let mut body = Out::default();
        body.bytes(&self.symbols.salt());
        body.byte(u8::from(self.personalised));
        body.moment(self.features.reached());
        self.consents.store(program, &mut body);
        self.removed.store(&mut body);
        for (list, count) in [pool.texts, pool.hashes] {
            body.varint(count);
            body.bytes(list.as_bytes());
        }
        body.bytes(pool.out.as_bytes());
        body.into_bytes()
    }
}

impl Engine {
    /// A session from its snapshot. Under another policy than the one it was made with, facts,
    /// events and fields that both know are kept, and of those what some purpose may use without consent or
    /// with it. Snapshots of formats before 4 hold no consents: of them nothing is kept that needs one.
    ///
    /// # Errors
    /// A `snapshot/…` code for everything that is not exactly what [`Session::snapshot`] makes, in
    /// this version or an earlier one.
    pub fn restore(&self, locale: usize, snapshot: &[u8]) -> Result<Session, Error> {
        let (format, bytes, _) = container::open(MAGIC, SNAPSHOT_FORMAT, snapshot, MAX_SNAPSHOT)
            .map_err(container_error)?;
        self.read(locale, bytes, format)
    }

    /// A session from what stands in a snapshot of a format. What no purpose may use without consent is
    /// left out.
    #[inline(never)]
    pub(super) fn read(&self, locale: usize, body: &[u8], format: u16) -> Result<Session, Error> {
        let mut wire = Wire::new(body);
        let mut session = self.open(locale, <[u8; 16]>::read(&mut wire));
        session.personalised = bool::read(&mut wire);
        let reached = Option::<Millis>::read(&mut wire);
        if format > 3 {
            session.consents.restore(self.program(), &mut wire);
            session.removed.restore(self.program(), &mut wire);
        }
        let stored = Stored {
            engine: self,
            texts: Vec::<String>::read(&mut wire),
            hashes: Vec::<u64>::read(&mut wire),
        };
        let mut facts = Facts::default();
        for _ in 0..wire.count() {
            stored.fact(&mut wire, &mut session, &mut facts)?;
        }
        session.put(&facts);
        for _ in 0..wire.count() {
            stored.kind(&mut wire, &mut session)?;
        }
        if let Some(reached) = reached {
            session.features.reach(moment(reached)?);
        }
        let choices = (&session.consents, &session.removed);
        session.history.restore((self, choices), &mut wire, format, reached.unwrap_or(0));
        if format > 3 {
            session.journal.restore(&mut wire);
            let (ledger, consents) = (&mut session.ledger, &session.consents);
            ledger.restore(self.program(), consents, &mut wire);
        }
        if wire.ended() { Ok(session) } else { Err(malformed()) }
    }
}

/// What a snapshot's cells refer to.
struct Stored<'a> {
    engine: &'a Engine,
    texts: Vec<String>,
    hashes: Vec<u64>,
}

impl Stored<'_> {
    fn text(&self, id: u64) -> Result<&str, Error> {
        let text = usize::try_from(id).ok().and_then(|id| self.texts.get(id));
        text.map(String::as_str).ok_or_else(malformed)
    }

    fn name(&self, wire: &mut Wire<'_>) -> Result<&str, Error> {
        self.text(wire.varint(32))
    }

    fn fact(
        &self,
        wire: &mut Wire<'_>,
        session: &mut Session,
        facts: &mut Facts,
    ) -> Result<(), Error> {
        let name = self.name(wire)?;
        let mut stored = Form::read(wire);
        let listed = stored == Form::List;
        let mut count = 1;
        if listed {
            stored = Form::read(wire);
            count = wire.count();
        }
        let program = self.engine.program();
        let place = program.slots.iter().take(usize::from(program.profile)).position(|slot| {
            matches!(slot.source, Source::ProfileList(_)) == listed
                && self.engine.text(slot.name) == name
                && form(&slot.ty) == stored
        });
        let keeps = |place: &usize| session.consents.keeps(program.fact_purposes.get(*place));
        let place = place.filter(keeps);
        let slot = place.and_then(|place| program.slots.get(place));
        let fact = place.map(|place| facts.begin(place, listed));
        for _ in 0..count {
            let cell = u64::read(wire);
            let number = f64::read(wire);
            let Some((slot, fact)) = slot.zip(fact) else { continue };
            let value = if stored == Form::Number {
                Value::Number(number)
            } else {
                self.value(&mut session.symbols, stored, cell, &slot.ty)?
            };
            facts.add(fact, value);
        }
        if let Some(fact) = fact {
            facts.end(fact);
        }
        Ok(())
    }

    fn kind(&self, wire: &mut Wire<'_>, session: &mut Session) -> Result<(), Error> {
        let program = self.engine.program();
        let name = self.name(wire)?;
        let known = program.kinds.iter().position(|kind| self.engine.text(kind.name) == name);
        let keeps = |known: &usize| session.consents.keeps(program.kind_purposes.get(*known));
        let known = known.filter(keeps);
        let fields = known.and_then(|kind| program.kinds.get(kind)).map(|kind| &kind.fields);
        let fields = fields.map_or(&[][..], Vec::as_slice);
        // Where each of today's fields stands in the stored rows.
        let mut places = alloc::vec![usize::MAX; fields.len()];
        let width = wire.count();
        for index in 0..width {
            let name = self.name(wire)?;
            let stored = Form::read(wire);
            for (field, place) in fields.iter().zip(&mut places) {
                if self.engine.text(field.name) == name && form(&field.ty) == stored {
                    *place = index;
                }
            }
        }
        let steps = Vec::<u64>::read(wire);
        let cells = Vec::<u64>::read(wire);
        let cut_at = Option::<Millis>::read(wire);
        if cells.len() != width.saturating_mul(steps.len()) {
            return Err(malformed());
        }
        let Some(id) = known.and_then(|known| u16::try_from(known).ok()) else { return Ok(()) };
        let mut at: Millis = 0;
        let mut values = alloc::vec![Value::Unknown; fields.len()];
        for (row, step) in steps.iter().enumerate() {
            let step = i64::try_from(*step).map_err(|_| malformed())?;
            at = moment(at.checked_add(step).ok_or_else(malformed)?)?;
            let cells = cells.get(row * width..(row + 1) * width).unwrap_or(&[]);
            for ((place, field), value) in places.iter().zip(fields).zip(&mut values) {
                let cell = cells.get(*place).copied().unwrap_or(0);
                *value = self.value(&mut session.symbols, form(&field.ty), cell, &field.ty)?;
            }
            let (features, stack) = (&mut session.features, &mut session.stack);
            features.add(program, id, at, &values, &self.engine.0.zone, stack);
        }
        if let Some(cut_at) = cut_at {
            session.features.set_cut_at(id, moment(cut_at)?);
        }
        Ok(())
    }

    /// A stored cell as a value of today's type; unknown when the type no longer has it.
    fn value(
        &self,
        symbols: &mut Symbols,
        form: Form,
        cell: u64,
        ty: &Type,
    ) -> Result<Value, Error> {
        let Some(cell) = cell.checked_sub(1) else { return Ok(Value::Unknown) };
        Ok(match form {
            Form::Bool => Value::Bool(cell == 1),
            Form::Int | Form::Decimal(_) | Form::Date => {
                let size = i64::try_from(cell >> 1).map_err(|_| malformed())?;
                Value::Int(if cell & 1 == 1 { -size } else { size })
            }
            Form::Number | Form::List => Value::Unknown,
            Form::Text => {
                let text = self.text(cell)?;
                let program = &self.engine.0.program;
                let names = &self.engine.0.names;
                match ty {
                    // A topic is stored as such, not as the words that stood for it.
                    Type::Topic { words } => {
                        let known = names.find(&program.strings, text);
                        let is_topic = |id: &u32| words.iter().any(|&(_, topic)| topic == *id);
                        known.filter(is_topic).map_or(Value::Unknown, Value::Sym)
                    }
                    _ => Reader { strings: &program.strings, names, symbols }
                        .value(Scalar::Text(text), ty, None)
                        .unwrap_or(Value::Unknown),
                }
            }
            Form::Id => {
                let index = usize::try_from(cell).map_err(|_| malformed())?;
                let hash = self.hashes.get(index).ok_or_else(malformed)?;
                symbols.hashed(*hash).unwrap_or(Value::Unknown)
            }
        })
    }
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
