//! The border to JavaScript: the only room that knows it.
//!
//! Events and profile facts come in as rows of numbers and answers go out as cells of numbers, both
//! through buffers in the wasm's memory; texts come in as UTF-16 code units. Names of a pack and
//! errors cross as answers too, so no call ever makes an object of JavaScript.

mod tables;

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::{Batch, Engine, Facts, ItemKind, Session};
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::{RowKind, Scalar};
use crate::model::number;
use crate::model::value::Value;
use crate::stages::warning::State;

/// Constant time, and a fifth of the code of the standard library's allocator.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A scalar's tag in the input buffer; from [`TEXT`] on, a text of so many units more.
mod tag {
    pub const NUMBER: i64 = 1;
    pub const BOOL: i64 = 2;
    pub const STRING: i64 = 3;
    pub const TOO_LONG: i64 = 5;
    pub const TEXT: i64 = 16;
}

/// Makes an error the answer.
#[inline(never)]
fn fail(answer: &mut Answer, error: &Error) {
    answer.clear();
    answer.failure();
    for text in [error.code, &error.path, error.message] {
        answer.text(text);
    }
}

/// What is there; an error becomes the answer.
fn kept<T>(answer: &mut Answer, made: Result<T, Error>) -> Option<T> {
    made.inspect_err(|error| fail(answer, error)).ok()
}

fn address(answer: &Answer) -> usize {
    answer.cells().as_ptr().addr()
}

/// A policy, once it is loaded.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct WasmEngine {
    engine: Option<Engine>,
    bytes: Vec<u8>,
    answer: Answer,
}

#[wasm_bindgen]
impl WasmEngine {
    /// Without a policy yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> WasmEngine {
        WasmEngine::default()
    }

    /// Address of a buffer for so many bytes.
    pub fn input(&mut self, length: usize) -> usize {
        self.bytes.clear();
        self.bytes.resize(length, 0);
        self.bytes.as_ptr().addr()
    }

    /// Loads the pack in the buffer. The answer is its tables: see [`tables::write`].
    pub fn load(&mut self) {
        let loaded = Engine::load(&core::mem::take(&mut self.bytes));
        if let Some(engine) = kept(&mut self.answer, loaded) {
            tables::write(&engine, &mut self.bytes, &mut self.answer);
            self.engine = Some(engine);
        }
    }

    /// Address of the last answer.
    #[must_use]
    pub fn output(&self) -> usize {
        address(&self.answer)
    }

    /// Starts a customer's state in a locale, an index into the policy's. None, and the answer is an
    /// error, when the host has no source of randomness.
    pub fn open(&mut self, locale: usize) -> Option<WasmSession> {
        let mut salt = [0; 16];
        let opened = match (&self.engine, getrandom::fill(&mut salt)) {
            (Some(engine), Ok(())) => Ok(engine.open(locale, salt)),
            _ => Err(Error::new("engine/entropy", "this host has no source of randomness")),
        };
        kept(&mut self.answer, opened).map(WasmSession::of)
    }

    /// A session from the snapshot in the buffer. None, and the answer is an error, when it is not one.
    pub fn restore(&mut self, locale: usize) -> Option<WasmSession> {
        let snapshot = core::mem::take(&mut self.bytes);
        let restored = self.engine.as_ref()?.restore(locale, &snapshot);
        kept(&mut self.answer, restored).map(WasmSession::of)
    }
}

/// One customer's state.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmSession {
    session: Session,
    input: Vec<f64>,
    text: Vec<u16>,
    bytes: Vec<u8>,
    batch: Batch,
    /// The text at hand.
    decoded: String,
}

/// What a session is asked for, and its argument.
mod ask {
    /// To record the events in so many cells of the input buffer.
    pub const RECORD: u32 = 0;
    /// To set the facts in so many cells of the input buffer.
    pub const SET_PROFILE: u32 = 1;
    /// To personalise, or with 0 not to.
    pub const PERSONALISE: u32 = 2;
    /// The portrait at a moment.
    pub const PORTRAIT: u32 = 3;
    /// Everything that is held about the customer, at a moment.
    pub const EXPORT: u32 = 4;
    /// The state as bytes: the answer is their address and their number.
    pub const SNAPSHOT: u32 = 5;
    /// All features at a moment.
    pub const FEATURES: u32 = 6;
    /// To record the table in so many cells of the input buffer.
    pub const RECORD_COLUMNS: u32 = 7;
    /// Why an item is as it is, at a moment. The input buffer holds the item's kind and its id.
    pub const EXPLAIN: u32 = 8;
    /// To acknowledge a warning at a moment, or to resolve it; the item is the string `warning:…`.
    pub const ACKNOWLEDGE: u32 = 9;
    pub const RESOLVE: u32 = 10;
    /// What the customer says of a purpose at a moment, and the answer is what they said of each. The input buffer
    /// holds 1 when they grant it, 0 when they withdraw it, 2 to say nothing; and the purpose's id, a string.
    pub const CONSENT: u32 = 11;
    /// The customer's own tags at a moment.
    pub const TAGS: u32 = 12;
    /// To remove a tag, or to restore it. The input buffer holds 1 or 0, and the tag's id, a string.
    pub const MARK_TAG: u32 = 13;
    /// To forget everything but the customer's choices.
    pub const ERASE: u32 = 14;
    /// To note that the portrait at a moment is used for a decision; the notes so far.
    pub const WRITE_JOURNAL: u32 = 15;
    pub const JOURNAL: u32 = 16;
    /// The report of an id, a string, at a moment.
    pub const REPORT: u32 = 17;
}

#[wasm_bindgen]
impl WasmSession {
    /// Address of the input buffer, with room for so many cells.
    pub fn input(&mut self, cells: usize) -> usize {
        if self.input.len() < cells {
            self.input.resize(cells, 0.0);
        }
        self.input.as_ptr().addr()
    }

    /// Address of the buffer for texts, with room for so many UTF-16 code units.
    pub fn text(&mut self, units: usize) -> usize {
        if self.text.len() < units {
            self.text.resize(units, 0);
        }
        self.text.as_ptr().addr()
    }

    /// Does one of [`ask`]; the address of the answer.
    pub fn call(&mut self, what: u32, argument: f64, item: u32) -> usize {
        let done = match what {
            ask::RECORD | ask::RECORD_COLUMNS => self.record(what, argument),
            ask::SET_PROFILE => self.set_profile(argument),
            ask::PERSONALISE => {
                self.session.set_personalised(argument != 0.0);
                Ok(())
            }
            ask::PORTRAIT => self.session.portrait_again(argument).map(drop),
            ask::EXPORT => self.session.export(argument).map(drop),
            ask::SNAPSHOT => self.snapshot(),
            ask::FEATURES => self.session.features(argument).map(drop),
            ask::WRITE_JOURNAL => self.session.write_journal(argument).map(drop),
            ask::JOURNAL => {
                self.session.journal();
                Ok(())
            }
            ask::REPORT => self.report(item, argument),
            ask::EXPLAIN => self.explain(argument),
            ask::ACKNOWLEDGE | ask::RESOLVE => {
                let resolves = what == ask::RESOLVE;
                let to = if resolves { State::RESOLVED } else { State::ACKNOWLEDGED };
                self.session.mark(item, argument, to).map(drop)
            }
            ask::CONSENT => self.consent(argument),
            ask::TAGS => self.session.my_tags(argument).map(drop),
            ask::MARK_TAG => {
                let engine = self.session.engine();
                let removes = self.input.first() == Some(&1.0);
                self.session.mark_tag(engine.text(self.name()), removes)
            }
            ask::ERASE => {
                self.session.erase();
                // Of what crossed the border nothing stays either.
                self.text.fill(0);
                self.input.fill(0.0);
                self.decoded.clear();
                self.bytes.fill(0);
                self.batch.clear();
                Ok(())
            }
            _ => Ok(()),
        };
        kept(self.session.answer_mut(), done);
        address(self.session.answer())
    }
}

/// A whole number in a cell.
fn integer(cell: Option<&f64>) -> Option<i64> {
    cell.copied().and_then(number::whole)
}

fn index(cell: Option<&f64>) -> Option<usize> {
    integer(cell).and_then(|n| usize::try_from(n).ok())
}

/// A pair of cells as a scalar; `decoded` lends it room for a text.
fn scalar<'t>([mark, value]: [f64; 2], units: &[u16], decoded: &'t mut String) -> Scalar<'t> {
    match integer(Some(&mark)) {
        Some(0) => Scalar::Null,
        Some(tag::NUMBER) => Scalar::Number(value),
        Some(tag::BOOL) => Scalar::Bool(value != 0.0),
        Some(tag::STRING) => match index(Some(&value)).and_then(|id| u32::try_from(id).ok()) {
            Some(id) => Scalar::String(id),
            None => Scalar::Other,
        },
        Some(tag::TOO_LONG) => Scalar::TooLong,
        Some(length @ tag::TEXT..) => {
            let start = index(Some(&value)).unwrap_or(usize::MAX);
            let length = usize::try_from(length - tag::TEXT).unwrap_or(usize::MAX);
            let units = units.get(start..start.saturating_add(length)).unwrap_or(&[]);
            decoded.clear();
            for c in char::decode_utf16(units.iter().copied()) {
                decoded.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Scalar::Text(decoded)
        }
        _ => Scalar::Other,
    }
}

/// The kind in a row's first cell.
fn row_kind(cell: f64) -> RowKind {
    match integer(Some(&cell)).map(u16::try_from) {
        Some(Ok(kind)) => RowKind::Known(kind),
        _ if cell == -2.0 => RowKind::Missing,
        _ => RowKind::Unread,
    }
}

fn small(cell: f64) -> u32 {
    index(Some(&cell)).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

/// One field of all rows of a table.
#[derive(Default)]
struct Column<'c> {
    /// Numbers, or codes of the values.
    cells: &'c [f64],
    /// Values as pairs of cells; none for numbers.
    values: Option<&'c [[f64; 2]]>,
    /// What the values are, once they were read.
    known: Vec<Option<Value>>,
}

impl<'c> Column<'c> {
    /// The column at the beginning of these cells, and the cells behind it:
    ///
    /// ```text
    /// column := 0                              nothing
    ///         | 1 number*                      as many as rows
    ///         | 2 count (tag value)* code*     as many values as `count`, as many codes as rows
    /// ```
    fn read(cells: &'c [f64], rows: usize) -> Option<(Column<'c>, &'c [f64])> {
        let (mark, mut rest) = cells.split_first()?;
        let mut column = Column::default();
        if *mark == 0.0 {
            return Some((column, rest));
        }
        if *mark == 2.0 {
            let (count, behind) = rest.split_first()?;
            let (pairs, codes) = behind.split_at_checked(index(Some(count))?.checked_mul(2)?)?;
            let pairs = pairs.as_chunks().0;
            column.values = Some(pairs);
            column.known = alloc::vec![None; pairs.len()];
            rest = codes;
        }
        (column.cells, rest) = rest.split_at_checked(rows)?;
        Some((column, rest))
    }
}

impl WasmSession {
    fn of(session: Session) -> WasmSession {
        WasmSession {
            session,
            input: Vec::new(),
            text: Vec::new(),
            bytes: Vec::new(),
            batch: Batch::default(),
            decoded: String::new(),
        }
    }

    fn consent(&mut self, at: f64) -> Result<(), Error> {
        let says = small(self.input.first().copied().unwrap_or(2.0));
        if says < 2 {
            let engine = self.session.engine();
            self.session.set_consent(engine.text(self.name()), says == 1, at)?;
        }
        self.session.consents();
        Ok(())
    }

    fn report(&mut self, id: u32, now: f64) -> Result<(), Error> {
        let mut entropy = [0; 32];
        if getrandom::fill(&mut entropy).is_err() {
            let message = "this host has no source of randomness";
            return Err(Error::new("report/entropy", message));
        }
        let engine = self.session.engine();
        self.session.report(engine.text(id), now, entropy).map(drop)
    }

    fn explain(&mut self, now: f64) -> Result<(), Error> {
        let kind = index(self.input.first()).and_then(|kind| ItemKind::ALL.get(kind));
        // An item that there is not is explained as no id of a tag.
        let kind = kind.map_or(ItemKind::Tag, |&(_, kind)| kind);
        self.session.explain(kind, self.name(), now).map(drop)
    }

    /// The string in the second cell of the input buffer; one that there is not when there is none.
    fn name(&self) -> u32 {
        index(self.input.get(1)).and_then(|id| u32::try_from(id).ok()).unwrap_or(u32::MAX)
    }

    fn snapshot(&mut self) -> Result<(), Error> {
        self.bytes = self.session.snapshot()?;
        let answer = self.session.answer_mut();
        answer.clear();
        answer.list(2);
        answer.count(self.bytes.as_ptr().addr());
        answer.count(self.bytes.len());
        Ok(())
    }

    fn record(&mut self, what: u32, cells: f64) -> Result<(), Error> {
        self.batch.clear();
        let cells = index(Some(&cells)).unwrap_or(0);
        if what == ask::RECORD { self.check_rows(cells) } else { self.check_table(cells) }?;
        self.session.keep(&self.batch);
        Ok(())
    }

    /// Rows: kind, moment and number of unread fields, then a pair of cells for each field of the kind.
    fn check_rows(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text, batch, decoded, .. } = self;
        let mut rest = input.get(..cells).unwrap_or(&[]);
        while let [kind, at, unknown, behind @ ..] = rest {
            rest = behind;
            let kind = row_kind(*kind);
            let Some(kind) = session.check(batch, kind, *at, small(*unknown))? else { continue };
            let mut place = 0;
            let fields = session.fields(kind);
            while place < fields
                && let [mark, value, behind @ ..] = rest
            {
                rest = behind;
                session.check_field(batch, kind, place, scalar([*mark, *value], text, decoded))?;
                place += 1;
            }
        }
        Ok(())
    }

    /// A table: kind, number of rows and number of unread columns, then the moments, then a
    /// [column](Column::read) for each field of the kind.
    fn check_table(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text, batch, decoded, .. } = self;
        let Some([kind, rows, unknown, rest @ ..]) = input.get(..cells) else { return Ok(()) };
        let Some((times, mut rest)) = rest.split_at_checked(index(Some(rows)).unwrap_or(0)) else {
            return Ok(());
        };
        let (kind, unknown) = (row_kind(*kind), small(*unknown));
        let mut columns = Vec::new();
        while let Some((column, behind)) = Column::read(rest, times.len()) {
            columns.push(column);
            rest = behind;
        }
        for (row, &at) in times.iter().enumerate() {
            let Some(kind) = session.check(batch, kind, at, unknown)? else { continue };
            for (place, column) in columns.iter_mut().enumerate() {
                let cell = column.cells.get(row).copied().unwrap_or(f64::NAN);
                let Some(values) = column.values else {
                    let number = if cell.is_nan() { Scalar::Null } else { Scalar::Number(cell) };
                    session.check_field(batch, kind, place, number)?;
                    continue;
                };
                let code = index(Some(&cell)).unwrap_or(usize::MAX);
                if let Some(Some(value)) = column.known.get(code) {
                    batch.push(*value);
                    continue;
                }
                let pair = values.get(code).copied().unwrap_or([f64::NAN; 2]);
                let scalar = scalar(pair, text, decoded);
                let value = session.check_field(batch, kind, place, scalar)?;
                if let Some(cell) = column.known.get_mut(code) {
                    *cell = Some(value);
                }
            }
        }
        Ok(())
    }

    fn set_profile(&mut self, cells: f64) -> Result<(), Error> {
        let WasmSession { session, input, text, decoded, .. } = self;
        let cells = index(Some(&cells)).unwrap_or(0);
        let mut facts = Facts::default();
        // Rows: fact, number of elements of a list or −1, then a pair of cells for each scalar.
        let mut rest = input.get(..cells).unwrap_or(&[]);
        while let [fact, elements, behind @ ..] = rest {
            rest = behind;
            let elements = index(Some(elements));
            let fact = session.begin_fact(&mut facts, index(Some(fact)), elements.is_some())?;
            let mut place = 0;
            while place < elements.unwrap_or(1)
                && let [mark, value, behind @ ..] = rest
            {
                rest = behind;
                if let Some(fact) = fact {
                    let scalar = scalar([*mark, *value], text, decoded);
                    session.check_value(&mut facts, fact, place, scalar)?;
                }
                place += 1;
            }
            if let Some(fact) = fact {
                facts.end(fact);
            }
        }
        session.set_facts(&facts);
        Ok(())
    }
}
