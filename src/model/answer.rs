//! Answers of the engine: one flat vector of doubles that native code and JavaScript decode alike.
//!
//! ```text
//! value := 0                      null
//!        | 1 | 2                  false, true
//!        | 3 n                    number
//!        | 4 string               string of the pack
//!        | 6 length unit*         text as UTF-16 code units
//!        | 7 string count value*  sentence: template with {0}, {1}, … and its arguments
//!        | 8 count value*         array
//!        | 9 shape value*         object; fields and their order by `shapes`
//!        | 10 count (string value)*   object with strings of the pack as keys
//!        | 11 n scale             decimal: n / 10^scale
//!        | 12 text text text      failure: code, path and message of an error
//!        | 13 name value          value, to be kept under the name
//!        | 14 name                the value that is kept under the name
//!        | 15 name value          the same, a suggestion, with this time window
//! ```

use alloc::vec::Vec;

use super::number;
use super::shapes::Shape;
use super::value::{SESSION_STRINGS, StrId, Type, Value};

/// Cell marks.
pub mod mark {
    /// `null`
    pub const NULL: f64 = 0.0;
    /// `false`
    pub const FALSE: f64 = 1.0;
    /// `true`
    pub const TRUE: f64 = 2.0;
    /// A number follows.
    pub const NUMBER: f64 = 3.0;
    /// A string id follows.
    pub const STRING: f64 = 4.0;
    /// A length and code units follow.
    pub const TEXT: f64 = 6.0;
    /// A template, a count and arguments follow.
    pub const SENTENCE: f64 = 7.0;
    /// A count and values follow.
    pub const ARRAY: f64 = 8.0;
    /// A shape and its fields follow.
    pub const OBJECT: f64 = 9.0;
    /// A count and pairs of string id and value follow.
    pub const MAP: f64 = 10.0;
    /// A whole number and a scale follow.
    pub const DECIMAL: f64 = 11.0;
    /// Three texts follow.
    pub const FAILURE: f64 = 12.0;
    /// A name and a value follow, which is to be kept.
    pub const KEEP: f64 = 13.0;
    /// The name of a kept value follows.
    pub const SAME: f64 = 14.0;
    /// The name of a kept suggestion and its time window follow.
    pub const LIKE: f64 = 15.0;
}

/// An answer: cells in the grammar of this module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    cells: Vec<f64>,
}

/// A place in an answer where a count is filled in later.
#[derive(Debug)]
pub struct Counted {
    place: usize,
    count: u32,
}

impl Counted {
    /// One more item follows.
    pub(crate) fn item(&mut self) {
        self.count += 1;
    }
}

impl Answer {
    /// The cells.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    // Answers are written from very many places: what writes a cell is called, not copied there.
    #[inline(never)]
    fn pair(&mut self, mark: f64, cell: f64) {
        self.cells.extend_from_slice(&[mark, cell]);
    }

    pub(crate) fn clear(&mut self) {
        self.cells.clear();
    }

    #[inline(never)]
    pub(crate) fn object(&mut self, shape: Shape) {
        self.pair(mark::OBJECT, f64::from(shape as u8));
    }

    /// The name of what was told before, or the name under which to keep what follows.
    #[inline(never)]
    pub(crate) fn name(&mut self, name: usize, told: bool) {
        let mark = if told { mark::SAME } else { mark::KEEP };
        self.pair(mark, f64::from(u32::try_from(name).unwrap_or(0)));
    }

    /// What was just named is what follows but for its time, which follows.
    #[inline(never)]
    pub(crate) fn like(&mut self) {
        let place = self.cells.len().wrapping_sub(2);
        if let Some(cell) = self.cells.get_mut(place) {
            *cell = mark::LIKE;
        }
    }

    #[inline(never)]
    pub(crate) fn null(&mut self) {
        self.cells.push(mark::NULL);
    }

    #[inline(never)]
    pub(crate) fn bool(&mut self, is: bool) {
        self.cells.push(if is { mark::TRUE } else { mark::FALSE });
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, n: f64) {
        // One zero: −0 is written like 0, as JSON.stringify does.
        self.pair(mark::NUMBER, if n == 0.0 { 0.0 } else { n });
    }

    #[inline(never)]
    pub(crate) fn time(&mut self, at: i64) {
        self.number(number::to_f64(at));
    }

    #[inline(never)]
    pub(crate) fn maybe_time(&mut self, at: Option<i64>) {
        match at {
            Some(at) => self.time(at),
            None => self.null(),
        }
    }

    #[inline(never)]
    pub(crate) fn string(&mut self, id: StrId) {
        self.pair(mark::STRING, f64::from(id));
    }

    #[inline(never)]
    pub(crate) fn strings(&mut self, ids: &[StrId]) {
        self.list(ids.len());
        self.strings_of(ids);
    }

    /// Strings one behind the other, each a value of its own.
    pub(crate) fn strings_of(&mut self, ids: &[StrId]) {
        for &id in ids {
            self.string(id);
        }
    }

    /// Begins an array of so many items.
    #[inline(never)]
    pub(crate) fn list(&mut self, items: usize) {
        self.pair(mark::ARRAY, f64::from(u32::try_from(items).unwrap_or(0)));
    }

    /// A number of things.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn count(&mut self, count: usize) {
        self.number(f64::from(u32::try_from(count).unwrap_or(0)));
    }

    /// Begins a failure.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn failure(&mut self) {
        self.cells.push(mark::FAILURE);
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.cells.push(mark::TEXT);
        let place = self.cells.len();
        self.cells.push(0.0);
        for unit in text.encode_utf16() {
            self.cells.push(f64::from(unit));
        }
        let units = self.cells.len() - place - 1;
        if let Some(cell) = self.cells.get_mut(place) {
            *cell = f64::from(u32::try_from(units).unwrap_or(0));
        }
    }

    #[inline(never)]
    pub(crate) fn decimal(&mut self, n: i64, scale: u8) {
        self.pair(mark::DECIMAL, number::to_f64(n));
        self.cells.push(f64::from(scale));
    }

    #[inline(never)]
    pub(crate) fn sentence(&mut self, template: StrId, arguments: u32) {
        self.pair(mark::SENTENCE, f64::from(template));
        self.cells.push(f64::from(arguments));
    }

    /// Begins an array whose items are announced by [`Counted::item`].
    #[inline(never)]
    pub(crate) fn array(&mut self) -> Counted {
        self.pair(mark::ARRAY, 0.0);
        Counted { place: self.cells.len() - 1, count: 0 }
    }

    /// Begins a map; before each value comes [`key`](Self::key).
    #[inline(never)]
    pub(crate) fn map(&mut self) -> Counted {
        self.pair(mark::MAP, 0.0);
        Counted { place: self.cells.len() - 1, count: 0 }
    }

    #[inline(never)]
    pub(crate) fn key(&mut self, counted: &mut Counted, key: StrId) {
        counted.count += 1;
        self.cells.push(f64::from(key));
    }

    #[expect(clippy::needless_pass_by_value, reason = "an ended list takes no more items")]
    #[inline(never)]
    pub(crate) fn end(&mut self, counted: Counted) {
        if let Some(cell) = self.cells.get_mut(counted.place) {
            *cell = f64::from(counted.count);
        }
    }

    /// What a slot holds: a value, or the values of a list.
    #[inline(never)]
    pub(crate) fn fact(
        &mut self,
        value: Value,
        ty: &Type,
        session: &[alloc::string::String],
        slots: &[Value],
    ) {
        let elements = value.elements(slots);
        if let Value::List { .. } = value {
            self.list(elements.len());
        }
        elements.iter().for_each(|&element| self.value(element, ty, session));
    }

    /// A value of a type. `session` holds the strings that only this session knows.
    #[inline(never)]
    pub(crate) fn value(&mut self, value: Value, ty: &Type, session: &[alloc::string::String]) {
        match (value, ty) {
            (Value::Unknown | Value::List { .. }, _) => self.null(),
            (Value::Bool(is), _) => self.bool(is),
            (Value::Int(n), Type::Decimal { scale }) => self.decimal(n, *scale),
            (Value::Int(day), Type::Date) => {
                let mut text = [0; 10];
                self.text(date_text(day, &mut text));
            }
            (Value::Int(n), _) => self.number(number::to_f64(n)),
            (Value::Number(n), _) => self.number(n),
            // A hash of an identifier means nothing outside the session.
            (Value::Sym(_), Type::Id) => self.null(),
            (Value::Sym(id), _) if id >= SESSION_STRINGS => {
                let own = session.get(usize::try_from(id - SESSION_STRINGS).unwrap_or(usize::MAX));
                match own {
                    Some(text) => self.text(text),
                    None => self.null(),
                }
            }
            (Value::Sym(id), _) => self.string(id),
        }
    }
}

/// `YYYY-MM-DD` for years 0 to 9999; empty otherwise.
fn date_text(day: i64, text: &mut [u8; 10]) -> &str {
    let (year, month, of_month) = super::time::civil(day);
    *text = *b"0000-00-00";
    for (place, mut n) in [(4, year), (7, month), (10, of_month)] {
        let width = if place == 4 { 4 } else { 2 };
        for cell in text.iter_mut().take(place).rev().take(width) {
            *cell = b'0' + u8::try_from(n.rem_euclid(10)).unwrap_or(0);
            n /= 10;
        }
    }
    core::str::from_utf8(text).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_full() {
        let mut text = [0; 10];
        assert_eq!(date_text(0, &mut text), "1970-01-01");
        assert_eq!(date_text(11_016, &mut text), "2000-02-29");
    }

    #[test]
    fn counts_are_filled_in_at_the_end() {
        let mut answer = Answer::default();
        let mut list = answer.array();
        list.item();
        answer.bool(true);
        list.item();
        answer.text("aé");
        answer.end(list);
        assert_eq!(answer.cells(), [8.0, 2.0, 2.0, 6.0, 2.0, 97.0, 233.0]);
    }
}
