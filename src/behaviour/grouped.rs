//! An aggregate of a window, for all rows together or for each group of them.

use alloc::collections::BTreeMap;
use core::ops::Range;

use super::aggregate::{Fold, Sight};
use super::log::{KindLog, RowId};
use crate::model::number;
use crate::model::time::{Millis, Zone};
use crate::model::value::{Type, Value, power_of_ten};
use crate::pack::program::{Aggregate, Key, Kind, Take};

/// An aggregate of a window.
#[derive(Clone, Debug)]
pub struct Member {
    filter: Option<u16>,
    by: Option<(Key, Take)>,
    /// Digits behind the point of a group's value, for a mean of them.
    scale: u8,
    empty: Fold,
    all: Fold,
    groups: BTreeMap<i64, Group>,
}

#[derive(Clone, Debug)]
struct Group {
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
        let empty = Fold::new(of, kind)?;
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
        Some(Member { filter, by, scale, all: empty.clone(), empty, groups: BTreeMap::new() })
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.all = self.empty.clone();
        self.groups.clear();
    }

    /// A row comes in; `inside` holds the window's rows with it.
    pub fn enter(&mut self, log: &KindLog, row: RowId, inside: Range<RowId>, zone: &Zone) {
        let filter = self.filter;
        if !log.matches(row, filter) {
            return;
        }
        let Range { start: lo, end: hi } = inside;
        let Some((key, _)) = self.by else {
            let mine = |row| log.matches(row, filter);
            self.all.enter(row, Sight { log, lo, hi, zone, mine: &mine });
            return;
        };
        let Some(id) = group_of(log, row, key, zone) else {
            return;
        };
        let empty = &self.empty;
        let group = self.groups.entry(id).or_insert_with(|| Group { fold: empty.clone(), rows: 0 });
        group.rows += 1;
        let mine = |row| log.matches(row, filter) && group_of(log, row, key, zone) == Some(id);
        group.fold.enter(row, Sight { log, lo, hi, zone, mine: &mine });
    }

    /// The first row goes out; `inside` holds the window's rows without it.
    pub fn leave(&mut self, log: &KindLog, row: RowId, inside: Range<RowId>, zone: &Zone) {
        let filter = self.filter;
        if !log.matches(row, filter) {
            return;
        }
        let Range { start: lo, end: hi } = inside;
        let Some((key, _)) = self.by else {
            let mine = |row| log.matches(row, filter);
            self.all.leave(row, Sight { log, lo, hi, zone, mine: &mine });
            return;
        };
        let Some(id) = group_of(log, row, key, zone) else {
            return;
        };
        let Some(group) = self.groups.get_mut(&id) else {
            return;
        };
        group.rows -= 1;
        if group.rows == 0 {
            self.groups.remove(&id);
            return;
        }
        let mine = |row| log.matches(row, filter) && group_of(log, row, key, zone) == Some(id);
        group.fold.leave(row, Sight { log, lo, hi, zone, mine: &mine });
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
                let values = self.groups.iter_mut().map(|(&id, group)| one(id, group));
                let nothing = || {
                    let mine = |row| log.matches(row, filter);
                    self.all.value(now, Sight { log, lo, hi, zone, mine: &mine })
                };
                return join(values, take, self.scale).unwrap_or_else(nothing);
            }
        };
        match chosen.and_then(|row| group_of(log, row, key, zone)) {
            Some(id) => self.groups.get_mut(&id).map_or(Value::Unknown, |group| one(id, group)),
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
        &self,
        log: &KindLog,
        now: Millis,
        inside: Range<RowId>,
        zone: &Zone,
        thresholds: &[f64],
    ) -> Option<Millis> {
        let Range { start: lo, end: hi } = inside;
        let mine = |row| log.matches(row, self.filter);
        let see = Sight { log, lo, hi, zone, mine: &mine };
        if self.by.is_none() {
            return self.all.crossing(now, thresholds, see);
        }
        let groups = self.groups.values();
        groups.filter_map(|group| group.fold.crossing(now, thresholds, see)).min()
    }
}

/// One value of many; none of none. Unknown values of groups are left out.
pub fn join(values: impl Iterator<Item = Value>, take: Take, scale: u8) -> Option<Value> {
    let mut whole: Option<i128> = None;
    let mut double: Option<f64> = None;
    let mut seen = false;
    let mut count = 0_i64;
    for value in values {
        seen = true;
        match value {
            Value::Int(n) => {
                let n = i128::from(n);
                whole = Some(whole.map_or(n, |old| match take {
                    Take::Max => old.max(n),
                    Take::Min => old.min(n),
                    _ => old + n,
                }));
            }
            Value::Number(n) => {
                double = Some(double.map_or(n, |old| match take {
                    Take::Max => {
                        if n > old {
                            n
                        } else {
                            old
                        }
                    }
                    Take::Min => {
                        if n < old {
                            n
                        } else {
                            old
                        }
                    }
                    _ => old + n,
                }));
            }
            Value::Bool(is) => {
                let n = i128::from(is);
                whole = Some(whole.map_or(n, |old| old.max(n)));
            }
            Value::Unknown | Value::Sym(_) => continue,
        }
        count += 1;
    }
    let mean = take == Take::Mean;
    match (whole, double) {
        _ if !seen => None,
        (Some(n), _) if mean => {
            let below = number::to_f64(count) * power_of_ten(scale);
            Some(Value::Number(number::wide_to_f64(n) / below))
        }
        (None, Some(n)) if mean => Some(Value::Number(n / number::to_f64(count))),
        (Some(n), _) => Some(i64::try_from(n).map_or(Value::Unknown, Value::Int)),
        (None, Some(n)) => Some(Value::Number(n)),
        (None, None) => Some(Value::Unknown),
    }
}
