//! An aggregate of a window, for all rows together or for each group of them.

use alloc::vec::Vec;
use core::ops::Range;

use super::aggregate::{Fold, Sight};
use super::log::{KindLog, Row, RowId, Wanted};
use crate::model::intmap::IntMap;
use crate::model::number;
use crate::model::time::{Millis, Soonest, Zone};
use crate::model::value::{Type, Value, power_of_ten};
use crate::pack::program::{Aggregate, Key, Kind, Take};

/// So many rows are looked at together.
const BLOCK: RowId = 256;

/// An aggregate of a window.
#[derive(Clone, Debug)]
pub struct Member {
    filter: Option<u16>,
    by: Option<(Key, Take)>,
    /// Digits behind the point of a group's value, for a mean of them.
    scale: u8,
    /// Without groups all rows, and with them none.
    all: Fold,
    /// Where each group stands in `groups`, by its key.
    places: IntMap,
    groups: Vec<Group>,
}

#[derive(Clone, Debug)]
struct Group {
    key: i64,
    fold: Fold,
    rows: u32,
}

fn group_of(log: &KindLog, row: RowId, key: Key, zone: &Zone) -> Option<i64> {
    match key {
        Key::Field(field) => log.key(row, field),
        Key::Day => Some(zone.day(log.at(row))),
    }
}

impl Member {
    /// An aggregate that has seen nothing; none for those over several kinds.
    pub fn new(
        of: &Aggregate,
        kind: &Kind,
        filter: Option<u16>,
        by: Option<(Key, Take)>,
        ty: &Type,
    ) -> Option<Member> {
        let all = Fold::new(of, kind)?;
        let scale = match (of, ty) {
            (Aggregate::Sum(f) | Aggregate::Min(f) | Aggregate::Max(f), _)
            | (Aggregate::First(f) | Aggregate::Last(f), _) => {
                match kind.fields.get(usize::from(*f)).map(|field| &field.ty) {
                    Some(Type::Decimal { scale }) => *scale,
                    _ => 0,
                }
            }
            _ => 0,
        };
        Some(Member { filter, by, scale, all, places: IntMap::default(), groups: Vec::new() })
    }

    fn place(&self, key: i64) -> Option<usize> {
        self.places.get(key).and_then(|place| usize::try_from(place).ok())
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.all = self.all.fresh();
        self.groups.clear();
        self.places.clear();
    }

    /// Rows come in at the end of the window, or go out at its beginning, one after the other; `edge` is
    /// the first row inside when they come, and one behind the last when they go.
    pub fn pass(
        &mut self,
        come: bool,
        log: &KindLog,
        rows: Range<RowId>,
        edge: RowId,
        zone: &Zone,
        gathered: &mut Vec<Row>,
    ) {
        let filter = self.filter;
        if self.by.is_none() && filter.is_none() && self.all.count(come, &rows) {
            return;
        }
        let wanted = if self.by.is_none() { self.all.wanted() } else { Wanted::One };
        let mine = |row| log.matches(row, filter);
        let mut from = rows.start;
        while from < rows.end {
            let to = rows.end.min(from + BLOCK);
            log.gather(from..to, filter, wanted, gathered);
            let (lo, hi) = if come { (edge, to) } else { (to, edge) };
            match self.by {
                None => self.all.pass(come, gathered, Sight { log, lo, hi, zone, mine: &mine }),
                Some((key, _)) => {
                    for &row in &*gathered {
                        let (lo, hi) = if come { (edge, row.id + 1) } else { (row.id + 1, edge) };
                        self.step(come, row, key, Sight { log, lo, hi, zone, mine: &mine });
                    }
                }
            }
            from = to;
        }
    }

    /// A row of a group comes in or goes out.
    fn step(&mut self, comes: bool, mut row: Row, key: Key, see: Sight<'_>) {
        let (filter, Sight { log, zone, .. }) = (self.filter, see);
        let Some(id) = group_of(log, row.id, key, zone) else {
            return;
        };
        let place = match self.place(id) {
            Some(place) => place,
            None if comes => {
                let place = self.groups.len();
                self.groups.push(Group { key: id, fold: self.all.fresh(), rows: 0 });
                self.places.set(id, i64::try_from(place).unwrap_or(0));
                place
            }
            None => return,
        };
        let Some(group) = self.groups.get_mut(place) else { return };
        if comes {
            group.rows += 1;
        } else {
            group.rows -= 1;
        }
        if group.rows == 0 {
            self.places.remove(id);
            self.groups.swap_remove(place);
            if let Some(moved) = self.groups.get(place) {
                self.places.set(moved.key, i64::try_from(place).unwrap_or(0));
            }
            return;
        }
        let mine = |row| log.matches(row, filter) && group_of(log, row, key, zone) == Some(id);
        if let Some(what) = log.what(row.id, group.fold.wanted()) {
            row.what = what;
            let rows = core::slice::from_ref(&row);
            group.fold.pass(comes, rows, Sight { mine: &mine, ..see });
        }
    }

    /// The value at a moment.
    pub fn value(
        &mut self,
        log: &KindLog,
        now: Millis,
        inside: Range<RowId>,
        zone: &Zone,
    ) -> Value {
        let filter = self.filter;
        let Range { start: lo, end: hi } = inside;
        let Some((key, take)) = self.by else {
            let mine = |row| log.matches(row, filter);
            return self.all.value(now, Sight { log, lo, hi, zone, mine: &mine });
        };
        let one = |id: i64, group: &mut Group| {
            let mine = |row| log.matches(row, filter) && group_of(log, row, key, zone) == Some(id);
            group.fold.value(now, Sight { log, lo, hi, zone, mine: &mine })
        };
        let edge =
            |row: &RowId| log.matches(*row, filter) && group_of(log, *row, key, zone).is_some();
        let chosen = match take {
            Take::First => (lo..hi).find(edge),
            Take::Last => (lo..hi).rev().find(edge),
            _ => {
                let mut joined = Joined::new(take);
                for group in &mut self.groups {
                    joined.push(one(group.key, group));
                }
                if let Some(value) = joined.value(self.scale) {
                    return value;
                }
                None
            }
        };
        match chosen.and_then(|row| group_of(log, row, key, zone)) {
            Some(id) => {
                let place = self.place(id);
                let group = place.and_then(|place| self.groups.get_mut(place));
                group.map_or(Value::Unknown, |group| one(id, group))
            }
            // Over no group: what the aggregate says of nothing.
            None => {
                let mine = |row| log.matches(row, filter);
                self.all.value(now, Sight { log, lo, hi, zone, mine: &mine })
            }
        }
    }
}

impl Member {
    /// When the value next passes one of the thresholds by the passing of time alone.
    pub fn crossing(
        &mut self,
        log: &KindLog,
        now: Millis,
        inside: Range<RowId>,
        zone: &Zone,
        thresholds: &[f64],
        soonest: &mut Soonest,
    ) {
        let Range { start: lo, end: hi } = inside;
        let filter = self.filter;
        let mine = |row| log.matches(row, filter);
        let see = Sight { log, lo, hi, zone, mine: &mine };
        if self.by.is_none() {
            return self.all.crossing(now, thresholds, see, soonest);
        }
        for group in &mut self.groups {
            group.fold.crossing(now, thresholds, see, soonest);
        }
    }
}

/// Values of groups on the way to one. Unknown values are left out.
pub struct Joined {
    take: Take,
    whole: Option<i128>,
    doubles: Vec<f64>,
    seen: bool,
    count: i64,
}

impl Joined {
    /// Nothing yet.
    pub fn new(take: Take) -> Joined {
        Joined { take, whole: None, doubles: Vec::new(), seen: false, count: 0 }
    }

    /// One more value.
    pub fn push(&mut self, value: Value) {
        self.seen = true;
        let n = match value {
            Value::Int(n) => i128::from(n),
            Value::Bool(is) => i128::from(is),
            Value::Number(n) => {
                // In order of size, so that a sum does not depend on the order of the groups.
                let place = self.doubles.partition_point(|&other| other < n);
                self.doubles.insert(place, n);
                return;
            }
            Value::Unknown | Value::Sym(_) | Value::List { .. } => return,
        };
        self.count += 1;
        self.whole = Some(self.whole.map_or(n, |old| match self.take {
            Take::Max => old.max(n),
            Take::Min => old.min(n),
            _ => old + n,
        }));
    }

    /// The one value; none of none. `scale` is that of the values, for a mean.
    pub fn value(&self, scale: u8) -> Option<Value> {
        if !self.seen {
            return None;
        }
        let mean = self.take == Take::Mean;
        if let Some(n) = self.whole {
            return Some(if mean {
                let below = number::to_f64(self.count) * power_of_ten(scale);
                Value::Number(number::wide_to_f64(n) / below)
            } else {
                i64::try_from(n).map_or(Value::Unknown, Value::Int)
            });
        }
        let sum = self.doubles.iter().fold(0.0, |sum, n| sum + n);
        let count = i64::try_from(self.doubles.len()).unwrap_or(i64::MAX);
        let value = match self.take {
            Take::Max => self.doubles.last().copied(),
            Take::Min => self.doubles.first().copied(),
            _ if self.doubles.is_empty() => None,
            Take::Mean => Some(sum / number::to_f64(count)),
            _ => Some(sum),
        };
        Some(value.filter(|n| n.is_finite()).map_or(Value::Unknown, Value::Number))
    }
}
