//! The border to JavaScript: the only room that knows it.
//!
//! Events and profile facts come in as rows of numbers and answers go out as cells of numbers, both
//! through buffers in the wasm's memory; texts come in as UTF-16 code units. Names of a pack and
//! errors cross as answers too, so no call ever makes an object of JavaScript.

mod tables;

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::{Batch, Engine, Facts, Session};
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::event::{Row, RowKind, Scalar};
use crate::model::number;

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
            tables::write(&engine, &mut self.answer);
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
    pub fn call(&mut self, what: u32, argument: f64) -> usize {
        let done = match what {
            ask::RECORD => self.record(index(Some(&argument)).unwrap_or(0)),
            ask::SET_PROFILE => self.set_profile(index(Some(&argument)).unwrap_or(0)),
            ask::PERSONALISE => {
                self.session.set_personalised(argument != 0.0);
                Ok(())
            }
            ask::PORTRAIT => self.session.portrait(argument).map(drop),
            ask::EXPORT => self.session.export(argument).map(drop),
            ask::SNAPSHOT => self.snapshot(),
            ask::FEATURES => self.session.features(argument).map(drop),
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

/// Texts of a row, decoded.
fn texts<'c>(pairs: impl Iterator<Item = &'c [f64; 2]>, units: &[u16]) -> Vec<String> {
    let mut decoded = Vec::new();
    for [mark, place] in pairs {
        let length = integer(Some(mark)).and_then(|mark| usize::try_from(mark - tag::TEXT).ok());
        if let Some(length) = length {
            let start = index(Some(place)).unwrap_or(usize::MAX);
            let units = units.get(start..start.saturating_add(length)).unwrap_or(&[]);
            decoded.push(String::from_utf16_lossy(units));
        }
    }
    decoded
}

/// A pair of cells as a scalar; `texts` gives the texts in their order.
fn scalar<'t>([mark, value]: &[f64; 2], texts: &mut core::slice::Iter<'t, String>) -> Scalar<'t> {
    match integer(Some(mark)) {
        Some(0) => Scalar::Null,
        Some(tag::NUMBER) => Scalar::Number(*value),
        Some(tag::BOOL) => Scalar::Bool(*value != 0.0),
        Some(tag::STRING) => match index(Some(value)).and_then(|id| u32::try_from(id).ok()) {
            Some(id) => Scalar::String(id),
            None => Scalar::Other,
        },
        Some(tag::TOO_LONG) => Scalar::TooLong,
        Some(tag::TEXT..) => texts.next().map_or(Scalar::Other, |text| Scalar::Text(text)),
        _ => Scalar::Other,
    }
}

impl WasmSession {
    fn of(session: Session) -> WasmSession {
        WasmSession { session, input: Vec::new(), text: Vec::new(), bytes: Vec::new() }
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

    fn record(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text, .. } = self;
        let engine = session.engine();
        let mut rest = input.get(..cells).unwrap_or(&[]);
        let mut batch = Batch::default();
        while let [kind, at, unknown, behind @ ..] = rest {
            let (kind, width) = match integer(Some(kind)).map(u16::try_from) {
                Some(Ok(kind)) => {
                    let declared = engine.program().kinds.get(usize::from(kind));
                    (RowKind::Known(kind), declared.map_or(0, |kind| kind.fields.len()))
                }
                _ if *kind == -2.0 => (RowKind::Missing, 0),
                _ => (RowKind::Unread, 0),
            };
            let (own, next) = behind.split_at_checked(width * 2).unwrap_or((behind, &[]));
            rest = next;
            let (pairs, _) = own.as_chunks::<2>();
            let texts = texts(pairs.iter(), text);
            let mut texts = texts.iter();
            let fields: Vec<Scalar<'_>> =
                pairs.iter().map(|pair| scalar(pair, &mut texts)).collect();
            let unknown_fields = index(Some(unknown)).and_then(|n| u32::try_from(n).ok());
            let unknown_fields = unknown_fields.unwrap_or(0);
            session.check(&mut batch, &Row { kind, at: *at, unknown_fields, fields: &fields })?;
        }
        session.keep(&batch);
        Ok(())
    }

    fn set_profile(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text, .. } = self;
        let mut facts = Facts::default();
        for [fact, mark, value] in input.get(..cells).unwrap_or(&[]).as_chunks::<3>().0 {
            let pair = [*mark, *value];
            let texts = texts(core::iter::once(&pair), text);
            let value = scalar(&pair, &mut texts.iter());
            session.check_fact(&mut facts, index(Some(fact)), value)?;
        }
        session.set_facts(&facts);
        Ok(())
    }
}
