//! The border to JavaScript: the only room that knows it.
//!
//! Events and profile facts come in as rows of numbers and answers go out as cells of numbers, both
//! through buffers in the wasm's memory; texts come in as UTF-16 code units. What crosses once per
//! pack or per error crosses as an object.

mod tables;

use core::cell::RefCell;

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::engine::{Engine, Session};
use crate::model::error::Error;
use crate::model::event::{Row, RowKind, Scalar};
use crate::model::number;

/// A scalar's tag in the input buffer; from [`TEXT`] on, a text of so many units more.
mod tag {
    pub const NUMBER: i64 = 1;
    pub const BOOL: i64 = 2;
    pub const STRING: i64 = 3;
    pub const TOO_LONG: i64 = 5;
    pub const TEXT: i64 = 16;
}

/// What JavaScript sees of an error.
#[derive(Serialize)]
struct Failure<'a> {
    code: &'a str,
    path: &'a str,
    message: &'a str,
}

fn failure(error: &Error) -> JsValue {
    let body = Failure { code: error.code, path: &error.path, message: error.message };
    serde_wasm_bindgen::to_value(&body).unwrap_or(JsValue::NULL)
}

fn busy() -> JsValue {
    failure(&Error::new("engine/busy", "called from within a call on the same session"))
}

/// A loaded policy.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmEngine(Engine);

#[wasm_bindgen]
impl WasmEngine {
    /// Loads a pack.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    #[wasm_bindgen(constructor)]
    pub fn new(pack: &[u8]) -> Result<WasmEngine, JsValue> {
        Engine::load(pack).map(WasmEngine).map_err(|error| failure(&error))
    }

    /// What JavaScript needs to speak with this policy: names of kinds, fields and facts in the order
    /// of their numbers, all strings, and the shapes of answers.
    ///
    /// # Errors
    /// When JavaScript cannot hold them.
    pub fn tables(&self) -> Result<JsValue, JsValue> {
        let tables = tables::Tables::of(&self.0);
        serde_wasm_bindgen::to_value(&tables).map_err(JsValue::from)
    }

    /// Starts a customer's state in a locale, an index into the policy's.
    ///
    /// # Errors
    /// `engine/entropy` when the host has no source of randomness.
    pub fn open(&self, locale: usize) -> Result<WasmSession, JsValue> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| {
            failure(&Error::new("engine/entropy", "this host has no source of randomness"))
        })?;
        let session = self.0.open(locale, salt);
        Ok(WasmSession::of(session))
    }

    /// A session from its snapshot.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    pub fn restore(&self, locale: usize, snapshot: &[u8]) -> Result<WasmSession, JsValue> {
        self.0.restore(locale, snapshot).map(WasmSession::of).map_err(|error| failure(&error))
    }
}

/// One customer's state.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmSession(RefCell<Border>);

#[derive(Debug)]
struct Border {
    session: Session,
    input: Vec<f64>,
    text: Vec<u16>,
}

impl WasmSession {
    fn of(session: Session) -> WasmSession {
        WasmSession(RefCell::new(Border { session, input: Vec::new(), text: Vec::new() }))
    }
}

#[wasm_bindgen]
impl WasmSession {
    /// The session's state as bytes.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    pub fn snapshot(&self) -> Result<Vec<u8>, JsValue> {
        let border = self.0.try_borrow().map_err(|_| busy())?;
        border.session.snapshot().map_err(|error| failure(&error))
    }

    /// Address of the input buffer, with room for so many cells.
    pub fn input(&self, cells: usize) -> usize {
        let Ok(mut border) = self.0.try_borrow_mut() else {
            return 0;
        };
        if border.input.len() < cells {
            border.input.resize(cells, 0.0);
        }
        border.input.as_ptr().addr()
    }

    /// Address of the buffer for texts, with room for so many UTF-16 code units.
    pub fn text(&self, units: usize) -> usize {
        let Ok(mut border) = self.0.try_borrow_mut() else {
            return 0;
        };
        if border.text.len() < units {
            border.text.resize(units, 0);
        }
        border.text.as_ptr().addr()
    }

    /// Address of the last answer.
    pub fn output(&self) -> usize {
        self.0.try_borrow().map_or(0, |border| border.session.answer().cells().as_ptr().addr())
    }

    /// Records the events in the first so many cells of the input buffer; the number of cells of the
    /// answer.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    pub fn record(&self, cells: usize) -> Result<usize, JsValue> {
        self.with(|border| border.record(cells))
    }

    /// Sets the facts in the first so many cells of the input buffer.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    #[wasm_bindgen(js_name = setProfile)]
    pub fn set_profile(&self, cells: usize) -> Result<usize, JsValue> {
        self.with(|border| border.set_profile(cells))
    }

    /// Switches personalisation.
    ///
    /// # Errors
    /// `engine/busy` within another call.
    #[wasm_bindgen(js_name = setPersonalised)]
    pub fn set_personalised(&self, on: bool) -> Result<usize, JsValue> {
        self.with(|border| {
            border.session.set_personalised(on);
            Ok(())
        })
    }

    /// The portrait at a moment.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    pub fn portrait(&self, now: f64) -> Result<usize, JsValue> {
        self.with(|border| border.session.portrait(now).map(drop))
    }

    /// All features at a moment.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    pub fn features(&self, now: f64) -> Result<usize, JsValue> {
        self.with(|border| border.session.features(now).map(drop))
    }

    /// Everything that is held about the customer.
    ///
    /// # Errors
    /// An object with `code`, `path` and `message`.
    #[wasm_bindgen(js_name = exportData)]
    pub fn export_data(&self, now: f64) -> Result<usize, JsValue> {
        self.with(|border| border.session.export(now).map(drop))
    }

    fn with(&self, act: impl FnOnce(&mut Border) -> Result<(), Error>) -> Result<usize, JsValue> {
        let mut border = self.0.try_borrow_mut().map_err(|_| busy())?;
        act(&mut border).map_err(|error| failure(&error))?;
        Ok(border.session.answer().cells().len())
    }
}

/// A whole number in a cell.
fn integer(cell: Option<&f64>) -> Option<i64> {
    cell.copied().and_then(number::whole)
}

fn index(cell: Option<&f64>) -> Option<usize> {
    integer(cell).and_then(|n| usize::try_from(n).ok())
}

/// Texts of a batch, decoded once each, and where in the buffer they stand.
struct Texts {
    decoded: Vec<(usize, String)>,
}

impl Texts {
    fn of<'c>(scalars: impl Iterator<Item = (&'c f64, &'c f64)>, units: &[u16]) -> Texts {
        let mut decoded: Vec<(usize, String)> = Vec::new();
        for (mark, place) in scalars {
            let Some(length) = integer(Some(mark)).filter(|&mark| mark >= tag::TEXT) else {
                continue;
            };
            let (Some(start), Ok(length)) =
                (index(Some(place)), usize::try_from(length - tag::TEXT))
            else {
                continue;
            };
            if let Err(at) = decoded.binary_search_by_key(&start, |(start, _)| *start) {
                let units = units.get(start..start.saturating_add(length)).unwrap_or(&[]);
                decoded.insert(at, (start, String::from_utf16_lossy(units)));
            }
        }
        Texts { decoded }
    }

    fn scalar(&self, mark: &f64, value: &f64) -> Scalar<'_> {
        match integer(Some(mark)) {
            Some(0) => Scalar::Null,
            Some(tag::NUMBER) => Scalar::Number(*value),
            Some(tag::BOOL) => Scalar::Bool(*value != 0.0),
            Some(tag::STRING) => match index(Some(value)).and_then(|id| u32::try_from(id).ok()) {
                Some(id) => Scalar::String(id),
                None => Scalar::Other,
            },
            Some(tag::TOO_LONG) => Scalar::TooLong,
            Some(mark) if mark >= tag::TEXT => {
                let start = index(Some(value)).unwrap_or(usize::MAX);
                let found = self.decoded.binary_search_by_key(&start, |(start, _)| *start);
                let text = found.ok().and_then(|at| self.decoded.get(at));
                text.map_or(Scalar::Other, |(_, text)| Scalar::Text(text))
            }
            _ => Scalar::Other,
        }
    }
}

/// Pairs of cells.
fn pairs(cells: &[f64]) -> impl Iterator<Item = (&f64, &f64)> {
    cells.as_chunks::<2>().0.iter().map(|[mark, value]| (mark, value))
}

impl Border {
    fn record(&mut self, cells: usize) -> Result<(), Error> {
        let Border { session, input, text } = self;
        let engine = session.engine();
        let kinds = &engine.program().kinds;
        let mut rest = input.get(..cells).unwrap_or(&[]);
        // Rows first as places, so that texts are decoded once and then lent.
        let mut rows = Vec::new();
        while let [kind, at, unknown, behind @ ..] = rest {
            let kind = match integer(Some(kind)).map(u16::try_from) {
                Some(Ok(kind)) => RowKind::Known(kind),
                _ if *kind == -2.0 => RowKind::Missing,
                _ => RowKind::Unread,
            };
            let fields = match kind {
                RowKind::Known(kind) => kinds.get(usize::from(kind)).map_or(0, |k| k.fields.len()),
                _ => 0,
            };
            let (own, next) = behind.split_at_checked(fields * 2).unwrap_or((behind, &[]));
            let unknown = index(Some(unknown)).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            rows.push((kind, *at, unknown, own));
            rest = next;
        }
        let texts = Texts::of(rows.iter().flat_map(|row| pairs(row.3)), text);
        let mut scalars: Vec<Scalar<'_>> = Vec::with_capacity(cells / 2);
        for row in &rows {
            scalars.extend(pairs(row.3).map(|(mark, value)| texts.scalar(mark, value)));
        }
        let mut rest = scalars.as_slice();
        let rows = rows.iter().map(|&(kind, at, unknown_fields, own)| {
            let (fields, behind) = rest.split_at_checked(own.len() / 2).unwrap_or((&[], &[]));
            rest = behind;
            Row { kind, at, unknown_fields, fields }
        });
        session.record_rows(rows).map(drop)
    }

    fn set_profile(&mut self, cells: usize) -> Result<(), Error> {
        let Border { session, input, text } = self;
        let rows = input.get(..cells).unwrap_or(&[]).as_chunks::<3>().0;
        let texts = Texts::of(rows.iter().map(|[_, mark, value]| (mark, value)), text);
        let facts =
            rows.iter().map(|[fact, mark, value]| (index(Some(fact)), texts.scalar(mark, value)));
        session.set_profile_rows(facts).map(drop)
    }
}
