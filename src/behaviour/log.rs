//! The log of one event kind: rows in order of time, in columns.
//!
//! Rows have absolute numbers that never change by removing old rows at the front, so that cursors
//! and aggregates can keep them.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::Hasher;
use core::ops::Range;

use siphasher::sip::SipHasher13;

use super::cells::{self, Cells, UNKNOWN};
use crate::model::intmap::IntMap;
use crate::model::time::Millis;
use crate::model::value::Value;
use crate::pack::program::{FieldId, Kind};

/// Absolute number of a row.
pub type RowId = u64;

/// A row as an aggregate takes it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its number.
    pub id: RowId,
    /// When it happened.
    pub at: Millis,
    /// What was asked for of it.
    pub what: i64,
}

/// What an aggregate wants of each row.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// One: the row itself.
    One,
    /// A field as a number by which equal values can be known, and no row of which it is unknown.
    Field(FieldId),
    /// One where a filter matches, zero where not.
    Match(u16),
}

/// Inserts, mostly at the end, where nothing has to move.
fn put<T>(cells: &mut Vec<T>, index: usize, cell: T) {
    if index == cells.len() { cells.push(cell) } else { cells.insert(index, cell) }
}

/// What became of an added event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// A new row.
    New,
    /// It took the place of an earlier record with the same key.
    Replaced,
    /// A later record with the same key is there already.
    Superseded,
    /// It is older than what had to make room for newer events.
    OverCap,
}

/// The log of one event kind.
#[derive(Clone, Debug)]
pub struct KindLog {
    at: Vec<Millis>,
    columns: Vec<Cells>,
    /// Bits of the filters that match, so many bytes per row.
    masks: Vec<u8>,
    mask: usize,
    /// Absolute number of the first row.
    base: RowId,
    /// Rows before the first that are forgotten and whose cells are still to be freed.
    gone: usize,
    cap: usize,
    /// How often the oldest rows had to make room, and the newest moment among them.
    cuts: u32,
    cut_at: Millis,
    dedupe: Box<[FieldId]>,
    /// When the event with a dedupe key happened, by the key's hash.
    by_key: IntMap,
    /// The first row at or behind which rows were moved since [`settled`](Self::settled).
    moved_from: RowId,
    /// How often an event was added, or the last row forgotten.
    edits: u64,
}

impl KindLog {
    /// An empty log.
    pub fn new(kind: &Kind) -> KindLog {
        KindLog {
            at: Vec::new(),
            columns: kind.fields.iter().map(|field| Cells::new(&field.ty)).collect(),
            masks: Vec::new(),
            mask: kind.filters.len().div_ceil(8),
            base: 0,
            gone: 0,
            cap: usize::try_from(kind.cap).unwrap_or(usize::MAX),
            cuts: 0,
            cut_at: Millis::MIN,
            dedupe: kind.dedupe.clone().into_boxed_slice(),
            by_key: IntMap::default(),
            moved_from: RowId::MAX,
            edits: 0,
        }
    }

    /// A number that changes with every added event, and when the last row is forgotten.
    pub fn edits(&self) -> u64 {
        self.edits
    }

    /// The first row.
    pub fn start(&self) -> RowId {
        self.base
    }

    /// One behind the last row.
    pub fn end(&self) -> RowId {
        self.base + self.rows() as u64
    }

    /// How often the oldest rows had to make room for newer ones.
    pub fn cuts(&self) -> u32 {
        self.cuts
    }

    /// The newest moment that had to make room, if any.
    pub fn cut_at(&self) -> Option<Millis> {
        (self.cut_at != Millis::MIN).then_some(self.cut_at)
    }

    /// Refuses events older than this from now on.
    pub fn set_cut_at(&mut self, at: Millis) {
        self.cut_at = self.cut_at.max(at);
    }

    fn rows(&self) -> usize {
        self.at.len() - self.gone
    }

    fn index(&self, row: RowId) -> usize {
        self.gone
            .saturating_add(usize::try_from(row.saturating_sub(self.base)).unwrap_or(usize::MAX))
    }

    /// When a row happened; the end of time for one that is not there.
    pub fn at(&self, row: RowId) -> Millis {
        self.at.get(self.index(row)).copied().unwrap_or(Millis::MAX)
    }

    /// A field of a row.
    pub fn value(&self, row: RowId, field: FieldId) -> Value {
        self.columns.get(usize::from(field)).map_or(Value::Unknown, |c| c.value(self.index(row)))
    }

    /// A field of a row as an integer by which equal values can be known; none when unknown.
    pub fn key(&self, row: RowId, field: FieldId) -> Option<i64> {
        let key = self.columns.get(usize::from(field)).map(|column| column.key(self.index(row)));
        key.filter(|&key| key != UNKNOWN)
    }

    /// Whether a filter matches a row; no filter matches every row.
    pub fn matches(&self, row: RowId, filter: Option<u16>) -> bool {
        self.has(self.index(row), filter)
    }

    fn has(&self, index: usize, filter: Option<u16>) -> bool {
        let Some(filter) = filter else { return true };
        let byte = index.saturating_mul(self.mask) + usize::from(filter / 8);
        self.masks.get(byte).is_some_and(|mask| mask >> (filter % 8) & 1 == 1)
    }

    /// What is wanted of a row; none of one of which it is unknown.
    pub fn what(&self, row: RowId, wanted: Wanted) -> Option<i64> {
        match wanted {
            Wanted::One => Some(1),
            Wanted::Field(field) => self.key(row, field),
            Wanted::Match(filter) => Some(i64::from(self.matches(row, Some(filter)))),
        }
    }

    /// Those of the rows that a filter matches, with what is wanted of them.
    #[inline(never)]
    pub fn gather(
        &self,
        rows: Range<RowId>,
        filter: Option<u16>,
        wanted: Wanted,
        gathered: &mut Vec<Row>,
    ) {
        gathered.clear();
        // What is the same for all rows is looked up before: this is where most rows are looked at.
        let first = self.index(rows.start);
        let times = self.at.get(first..).unwrap_or(&[]);
        let column = match wanted {
            Wanted::Field(field) => self.columns.get(usize::from(field)),
            Wanted::One | Wanted::Match(_) => None,
        };
        for (index, (id, &at)) in (first..).zip(rows.zip(times)) {
            if !self.has(index, filter) {
                continue;
            }
            let what = match wanted {
                Wanted::One => 1,
                Wanted::Field(_) => match column.map(|column| column.key(index)) {
                    None | Some(UNKNOWN) => continue,
                    Some(key) => key,
                },
                Wanted::Match(filter) => i64::from(self.has(index, Some(filter))),
            };
            gathered.push(Row { id, at, what });
        }
    }

    /// First row later than a moment.
    pub fn after(&self, moment: Millis) -> RowId {
        let live = self.at.get(self.gone..).unwrap_or(&[]);
        self.base + live.partition_point(|&at| at <= moment) as u64
    }

    /// The first row at or behind which rows were moved since the last call of `settled`.
    pub fn moved_from(&self) -> RowId {
        self.moved_from
    }

    /// Every cursor has seen the log as it is.
    pub fn settled(&mut self) {
        self.moved_from = RowId::MAX;
    }

    /// Adds an event. Equal moments keep the order of arrival.
    pub fn add(&mut self, at: Millis, fields: &[Value], masks: &[u8]) -> Added {
        if at < self.cut_at {
            return Added::OverCap;
        }
        let mut added = Added::New;
        if !self.dedupe.is_empty() {
            let wanted = |field: FieldId| fields.get(usize::from(field)).and_then(|&v| key(v));
            let hash = self.hash(wanted);
            match self.by_key.get(hash) {
                Some(earlier) if earlier > at => return Added::Superseded,
                Some(earlier) => {
                    if let Some(row) = self.find(earlier, wanted) {
                        self.remove(row);
                        added = Added::Replaced;
                    }
                }
                None => {}
            }
            self.by_key.set(hash, at);
        }
        self.edits += 1;
        let in_order = self.at.last().is_none_or(|&last| last <= at);
        let row = if in_order { self.end() } else { self.after(at) };
        if row < self.end() {
            self.moved_from = self.moved_from.min(row);
        }
        let index = self.index(row);
        put(&mut self.at, index, at);
        for (column, place) in self.columns.iter_mut().zip(0..) {
            column.insert(index, fields.get::<usize>(place).copied().unwrap_or_default());
        }
        let mask = masks.get(..self.mask).unwrap_or(&[]);
        cells::insert(&mut self.masks, index * self.mask, mask);
        if self.rows() > self.cap {
            // A quarter goes at once, so that each event pays for its own going only once. What is
            // kept depends on the events alone, not on when anyone looked.
            let last = self.base + (self.cap / 4) as u64;
            self.cut_at = self.at(last);
            self.cuts += 1;
            self.drop_before(last + 1);
        }
        added
    }

    /// A hash of the dedupe fields. Of two keys with one hash, which takes 2^64 tries, the later
    /// event would not be known for a correction.
    fn hash(&self, value: impl Fn(FieldId) -> Option<i64>) -> i64 {
        let mut hasher = SipHasher13::new();
        for &field in &self.dedupe {
            hasher.write_i64(value(field).unwrap_or(UNKNOWN));
        }
        i64::from_le_bytes(hasher.finish().to_le_bytes())
    }

    /// The row of a moment with these dedupe fields.
    fn find(&self, at: Millis, wanted: impl Fn(FieldId) -> Option<i64>) -> Option<RowId> {
        let mut row = self.after(at);
        while row > self.base && self.at(row - 1) == at {
            row -= 1;
            if self.dedupe.iter().all(|&field| self.key(row, field) == wanted(field)) {
                return Some(row);
            }
        }
        None
    }

    fn remove(&mut self, row: RowId) {
        self.moved_from = self.moved_from.min(row);
        let index = self.index(row);
        self.at.remove(index);
        for column in &mut self.columns {
            column.remove(index, 1);
        }
        cells::remove(&mut self.masks, index * self.mask, self.mask);
    }

    /// Forgets all rows before one.
    pub fn drop_before(&mut self, row: RowId) {
        while self.base < row && self.rows() > 0 {
            if !self.dedupe.is_empty() {
                let hash = self.hash(|field| self.key(self.base, field));
                if self.by_key.get(hash) == Some(self.at(self.base)) {
                    self.by_key.remove(hash);
                }
            }
            self.base += 1;
            self.gone += 1;
        }
        self.edits += u64::from(self.rows() == 0);
        // Cells are freed when they are half of all: each is moved once for its going.
        if self.gone > 32 && self.gone > self.at.len() / 2 {
            self.at.drain(..self.gone);
            for column in &mut self.columns {
                column.remove(0, self.gone);
            }
            cells::remove(&mut self.masks, 0, self.gone * self.mask);
            self.gone = 0;
        }
    }
}

/// A value as an integer by which equal values can be known.
pub fn key(value: Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(n),
        Value::Sym(id) => Some(i64::from(id)),
        Value::Bool(is) => Some(i64::from(is)),
        Value::Unknown | Value::Number(_) | Value::List { .. } => None,
    }
}
