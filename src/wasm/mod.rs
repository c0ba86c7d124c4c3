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

/// Whether a call succeeded; an error becomes the answer, `[code, path, message]`.
#[inline(never)]
fn told(answer: &mut Answer, done: Result<(), Error>) -> bool {
    let Err(error) = done else { return true };
    answer.clear();
    let mut list = answer.array();
    for text in [error.code, &error.path, error.message] {
        list.item();
        answer.text(text);
    }
    answer.end(list);
    false
}

fn address(answer: &Answer) -> usize {
    answer.cells().as_ptr().addr()
}

/// A loaded policy, or why there is none.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmEngine {
    engine: Option<Engine>,
    answer: Answer,
}

#[wasm_bindgen]
impl WasmEngine {
    /// Loads a pack. The answer is its tables: see [`tables::write`]; or an error, and then nothing
    /// can be opened.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: &[u8]) -> WasmEngine {
        let mut answer = Answer::default();
        let loaded = Engine::load(pack).map(|engine| {
            tables::write(&engine, &mut answer);
            engine
        });
        let engine = kept(&mut answer, loaded);
        WasmEngine { engine, answer }
    }

    /// Whether a policy is there.
    pub fn loaded(&self) -> bool {
        self.engine.is_some()
    }

    /// Address of the last answer.
    pub fn output(&self) -> usize {
        address(&self.answer)
    }

    /// Starts a customer's state in a locale, an index into the policy's. None and an error when the
    /// host has no source of randomness.
    pub fn open(&mut self, locale: usize) -> Option<WasmSession> {
        let mut salt = [0; 16];
        let opened = match (&self.engine, getrandom::fill(&mut salt)) {
            (Some(engine), Ok(())) => Ok(engine.open(locale, salt)),
            _ => Err(Error::new("engine/entropy", "this host has no source of randomness")),
        };
        kept(&mut self.answer, opened).map(WasmSession::of)
    }

    /// A session from its snapshot; none and an error when it is not one.
    pub fn restore(&mut self, locale: usize, snapshot: &[u8]) -> Option<WasmSession> {
        let restored = self.engine.as_ref()?.restore(locale, snapshot);
        kept(&mut self.answer, restored).map(WasmSession::of)
    }
}

/// What is there; an error becomes the answer.
fn kept<T>(answer: &mut Answer, made: Result<T, Error>) -> Option<T> {
    match made {
        Ok(made) => Some(made),
        Err(error) => {
            told(answer, Err(error));
            None
        }
    }
}

/// One customer's state.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmSession {
    session: Session,
    input: Vec<f64>,
    text: Vec<u16>,
}

impl WasmSession {
    fn of(session: Session) -> WasmSession {
        WasmSession { session, input: Vec::new(), text: Vec::new() }
    }
}

/// Every call answers: see [`output`](WasmSession::output). One that says `false` failed, and its answer is the
/// error.
#[wasm_bindgen]
impl WasmSession {
    /// The session's state as bytes; none and an error when it is too large.
    pub fn snapshot(&mut self) -> Vec<u8> {
        let bytes = self.session.snapshot();
        kept(self.session.answer_mut(), bytes).unwrap_or_default()
    }

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

    /// Address of the last answer.
    pub fn output(&self) -> usize {
        address(self.session.answer())
    }

    /// Records the events in the first so many cells of the input buffer.
    pub fn record(&mut self, cells: usize) -> bool {
        let done = self.record_cells(cells);
        self.told(done)
    }

    /// Sets the facts in the first so many cells of the input buffer.
    #[wasm_bindgen(js_name = setProfile)]
    pub fn set_profile(&mut self, cells: usize) -> bool {
        let done = self.set_cells(cells);
        self.told(done)
    }

    /// Switches personalisation.
    #[wasm_bindgen(js_name = setPersonalised)]
    pub fn set_personalised(&mut self, on: bool) {
        self.session.set_personalised(on);
    }

    /// The portrait at a moment.
    pub fn portrait(&mut self, now: f64) -> bool {
        let done = self.session.portrait(now).map(drop);
        self.told(done)
    }

    /// All features at a moment.
    pub fn features(&mut self, now: f64) -> bool {
        let done = self.session.features(now).map(drop);
        self.told(done)
    }

    /// Everything that is held about the customer.
    #[wasm_bindgen(js_name = exportData)]
    pub fn export_data(&mut self, now: f64) -> bool {
        let done = self.session.export(now).map(drop);
        self.told(done)
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
    fn told(&mut self, done: Result<(), Error>) -> bool {
        told(self.session.answer_mut(), done)
    }

    fn record_cells(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text } = self;
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

    fn set_cells(&mut self, cells: usize) -> Result<(), Error> {
        let WasmSession { session, input, text } = self;
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
