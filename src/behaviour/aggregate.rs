//! What is made of the rows in a window: each row comes in once and goes out once, in order.

use core::ops::Range;

use super::decay::Decay;
use super::log::{KindLog, Row, RowId, Wanted};
use super::runs::Runs;
use super::slope::Slope;
use crate::model::intmap::IntMap;
use crate::model::number;
use crate::model::queue::Queue;
use crate::model::time::{Millis, Soonest, Zone, weekday};
use crate::model::value::{Type, Value};
use crate::pack::program::{Aggregate, FieldId, Kind};

/// What an aggregate can see of the rows besides the one at hand.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// The rows of the kind.
    pub log: &'a KindLog,
    /// First row inside the window.
    pub lo: RowId,
    /// One behind the last.
    pub hi: RowId,
    /// Local time.
    pub zone: &'a Zone,
    /// Which of the rows are this aggregate's.
    pub mine: &'a dyn Fn(RowId) -> bool,
}

impl Sight<'_> {
    /// The rows inside the window.
    pub fn rows(&self) -> Range<RowId> {
        self.lo..self.hi
    }
}

/// An aggregate's state.
#[derive(Clone, Debug)]
pub enum Fold {
    /// Number of rows.
    Count(i64),
    /// Whether there are rows.
    Exists(i64),
    /// Exact sum.
    Sum(FieldId, i128),
    /// Mean, standard deviation and z-score from exact sums.
    Moments(Moments),
    /// The smallest or largest value: rows that can still become it, best first.
    Extreme { field: FieldId, largest: bool, best: Queue<(RowId, i64)> },
    /// Different values, with how often each is there.
    Distinct(FieldId, IntMap),
    /// Local days, with how many rows each has.
    Days(IntMap),
    /// The first row; its field, or the time since in units.
    First(Tell, Option<RowId>),
    /// The last row; its field, or the time since in units.
    Last(Tell, Option<RowId>),
    /// The last row and the one before, or the last one at an earlier moment.
    Gap { unit: Millis, distinct_times: bool, last: Option<RowId>, before: Option<RowId> },
    /// Rows, and those of them that match.
    Share { filter: u16, part: i64, all: i64 },
    /// Rows by local hour or weekday.
    Cycle { of: Cycle, counts: [u32; 24] },
    /// Halving weights.
    Decay(Decay),
    /// Runs of matching rows.
    Runs(Runs),
    /// Slope over buckets.
    Slope(Slope),
}

/// What is told of one row.
#[derive(Clone, Copy, Debug)]
pub enum Tell {
    /// A field.
    Field(FieldId),
    /// The time since then, in units of so many ms.
    Since(Millis),
}

/// What is told of a cycle.
#[derive(Clone, Copy, Debug)]
pub enum Cycle {
    /// Part of the rows in these hours.
    Hours(u32),
    /// Part of the rows on these weekdays.
    Weekdays(u8),
    /// The hour with the most rows.
    ModeHour,
}

/// Exact sums of values and of their squares.
#[derive(Clone, Debug)]
pub struct Moments {
    of: Moment,
    field: FieldId,
    scale: u8,
    count: i64,
    sum: i128,
    squares: i128,
    last: Option<RowId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    Mean,
    Stddev,
    Zscore,
}

fn scale_of(kind: &Kind, field: FieldId) -> u8 {
    match kind.fields.get(usize::from(field)).map(|field| &field.ty) {
        Some(Type::Decimal { scale }) => *scale,
        _ => 0,
    }
}

/// Part of a whole; unknown of nothing.
fn ratio(part: i64, all: i64) -> Value {
    if all == 0 {
        Value::Unknown
    } else {
        Value::Number(number::to_f64(part) / number::to_f64(all))
    }
}

fn elapsed(from: Millis, to: Millis, unit: Millis) -> Value {
    // Events that a clock gone back has still to reach lie in the future: no time has passed.
    Value::Number(number::to_f64((to - from).max(0)) / number::to_f64(unit))
}

impl Fold {
    /// An aggregate that has seen nothing; none for those over several kinds, see
    /// [`path`](super::path).
    pub fn new(of: &Aggregate, kind: &Kind) -> Option<Fold> {
        let moments = |of, field| {
            let scale = scale_of(kind, field);
            Fold::Moments(Moments { of, field, scale, count: 0, sum: 0, squares: 0, last: None })
        };
        let cycle = |of| Fold::Cycle { of, counts: [0; 24] };
        Some(match *of {
            Aggregate::Count => Fold::Count(0),
            Aggregate::Exists => Fold::Exists(0),
            Aggregate::Sum(field) => Fold::Sum(field, 0),
            Aggregate::Mean(field) => moments(Moment::Mean, field),
            Aggregate::Stddev(field) => moments(Moment::Stddev, field),
            Aggregate::Zscore(field) => moments(Moment::Zscore, field),
            Aggregate::Min(field) => {
                Fold::Extreme { field, largest: false, best: Queue::default() }
            }
            Aggregate::Max(field) => Fold::Extreme { field, largest: true, best: Queue::default() },
            Aggregate::Distinct(field) => Fold::Distinct(field, IntMap::default()),
            Aggregate::ActiveDays => Fold::Days(IntMap::default()),
            Aggregate::First(field) => Fold::First(Tell::Field(field), None),
            Aggregate::Last(field) => Fold::Last(Tell::Field(field), None),
            Aggregate::SinceFirst(unit) => Fold::First(Tell::Since(unit), None),
            Aggregate::SinceLast(unit) => Fold::Last(Tell::Since(unit), None),
            Aggregate::Gap { unit, distinct_times } => {
                Fold::Gap { unit, distinct_times, last: None, before: None }
            }
            Aggregate::Share(filter) => Fold::Share { filter, part: 0, all: 0 },
            Aggregate::HourShare(hours) => cycle(Cycle::Hours(hours)),
            Aggregate::WeekdayShare(days) => cycle(Cycle::Weekdays(days)),
            Aggregate::ModeHour => cycle(Cycle::ModeHour),
            Aggregate::Decay { half_life, field } => {
                let scale = field.map_or(0, |field| scale_of(kind, field));
                Fold::Decay(Decay::new(half_life, field, scale))
            }
            Aggregate::Consecutive { matching, ref order, run } => {
                Fold::Runs(Runs::new(matching, order.clone(), run))
            }
            Aggregate::Slope { bucket, buckets, field } => {
                let scale = field.map_or(0, |field| scale_of(kind, field));
                Fold::Slope(Slope::new(bucket, buckets, field, scale))
            }
            Aggregate::Sequence { .. } | Aggregate::Funnel { .. } => return None,
        })
    }

    /// The same aggregate, that has seen nothing.
    pub fn fresh(&self) -> Fold {
        match self {
            Fold::Count(_) => Fold::Count(0),
            Fold::Exists(_) => Fold::Exists(0),
            Fold::Sum(field, _) => Fold::Sum(*field, 0),
            Fold::Moments(m) => {
                Fold::Moments(Moments { count: 0, sum: 0, squares: 0, last: None, ..*m })
            }
            Fold::Extreme { field, largest, .. } => {
                Fold::Extreme { field: *field, largest: *largest, best: Queue::default() }
            }
            Fold::Distinct(field, _) => Fold::Distinct(*field, IntMap::default()),
            Fold::Days(_) => Fold::Days(IntMap::default()),
            Fold::First(tell, _) => Fold::First(*tell, None),
            Fold::Last(tell, _) => Fold::Last(*tell, None),
            Fold::Gap { unit, distinct_times, .. } => {
                Fold::Gap { unit: *unit, distinct_times: *distinct_times, last: None, before: None }
            }
            Fold::Share { filter, .. } => Fold::Share { filter: *filter, part: 0, all: 0 },
            Fold::Cycle { of, .. } => Fold::Cycle { of: *of, counts: [0; 24] },
            Fold::Decay(decay) => Fold::Decay(decay.fresh()),
            Fold::Runs(runs) => Fold::Runs(runs.fresh()),
            Fold::Slope(slope) => Fold::Slope(slope.fresh()),
        }
    }

    /// All these rows come in or go out, for what only counts them; whether it does.
    pub fn count(&mut self, come: bool, rows: &Range<RowId>) -> bool {
        let (Fold::Count(n) | Fold::Exists(n)) = self else { return false };
        let more = i64::try_from(rows.end - rows.start).unwrap_or(0);
        *n += if come { more } else { -more };
        true
    }

    /// What is wanted of each row.
    pub fn wanted(&self) -> Wanted {
        match self {
            Fold::Sum(field, _) | Fold::Extreme { field, .. } | Fold::Distinct(field, _) => {
                Wanted::Field(*field)
            }
            Fold::Moments(moments) => Wanted::Field(moments.field),
            Fold::Share { filter, .. } => Wanted::Match(*filter),
            Fold::Slope(slope) => slope.wanted(),
            _ => Wanted::One,
        }
    }

    /// Rows come in, each as the last one inside, or go out, each as the first one; they are in order, and `see`
    /// shows what is inside when they have.
    pub fn pass(&mut self, come: bool, rows: &[Row], see: Sight<'_>) {
        // Sums of all the rows that a log may hold fit their types: what is checked anyway costs a call in wasm.
        let times = |n: i64| if come { n } else { -n };
        let many = times(i64::try_from(rows.len()).unwrap_or(0));
        match self {
            Fold::Count(n) | Fold::Exists(n) => *n += many,
            Fold::Sum(_, sum) => {
                for row in rows {
                    *sum = sum.wrapping_add(i128::from(times(row.what)));
                }
            }
            Fold::Moments(moments) => {
                for row in rows {
                    moments.add(row.what, come);
                }
                if come && let Some(row) = rows.last() {
                    moments.last = Some(row.id);
                }
            }
            Fold::Extreme { largest, best, .. } => {
                for &Row { id, what, .. } in rows {
                    if come {
                        let beaten = |(_, old): (RowId, i64)| {
                            if *largest { old <= what } else { old >= what }
                        };
                        while best.back().is_some_and(beaten) {
                            best.pop_back();
                        }
                        best.push((id, what));
                    } else if best.front().is_some_and(|(first, _)| first == id) {
                        best.pop_front();
                    }
                }
            }
            Fold::Distinct(_, counts) => {
                for row in rows {
                    counts.add(row.what, times(1));
                }
            }
            Fold::Days(counts) => count_days(counts, rows, see.zone, come),
            Fold::First(_, first) => {
                if come {
                    *first = first.or(rows.first().map(|row| row.id));
                } else if first.is_some_and(|first| first < see.lo) {
                    // Each row is passed over once.
                    *first = see.rows().find(|&row| (see.mine)(row));
                }
            }
            // A row that goes out stays named, and is seen to be outside when the value is told.
            Fold::Last(_, last) => {
                if come {
                    *last = rows.last().map(|row| row.id).or(*last);
                }
            }
            Fold::Gap { distinct_times, last, before, .. } => {
                for row in rows.iter().filter(|_| come) {
                    if !*distinct_times || last.is_some_and(|last| see.log.at(last) < row.at) {
                        *before = *last;
                    }
                    *last = Some(row.id);
                }
            }
            Fold::Share { part, all, .. } => {
                *all += many;
                for row in rows {
                    *part += times(row.what);
                }
            }
            Fold::Cycle { of, counts } => {
                for row in rows {
                    if let Some(count) = counts.get_mut(of.place(row.at, see.zone)) {
                        *count = count.wrapping_add(if come { 1 } else { u32::MAX });
                    }
                }
            }
            Fold::Decay(decay) => {
                for row in rows {
                    decay.add(see.log, row.id, row.at, times(1));
                }
            }
            Fold::Runs(runs) => {
                for row in rows {
                    if come { runs.enter(see.log, row.id) } else { runs.leave(row.id) }
                }
            }
            Fold::Slope(slope) => {
                if come {
                    slope.enter(rows, see.lo);
                } else {
                    slope.leave(rows);
                }
            }
        }
    }

    /// The value at a moment.
    pub fn value(&mut self, now: Millis, see: Sight<'_>) -> Value {
        let log = see.log;
        let inside = |row: &Option<RowId>| row.filter(|&row| row >= see.lo);
        match self {
            Fold::Count(n) => Value::Int(*n),
            Fold::Exists(n) => Value::Bool(*n > 0),
            Fold::Sum(_, sum) => i64::try_from(*sum).map_or(Value::Unknown, Value::Int),
            Fold::Moments(moments) => moments.value(see),
            Fold::Extreme { field, best, .. } => {
                best.front().map_or(Value::Unknown, |(row, _)| log.value(row, *field))
            }
            Fold::Distinct(_, counts) | Fold::Days(counts) => {
                i64::try_from(counts.count()).map_or(Value::Unknown, Value::Int)
            }
            Fold::First(tell, row) | Fold::Last(tell, row) => match (tell, inside(row)) {
                (_, None) => Value::Unknown,
                (Tell::Field(field), Some(row)) => log.value(row, *field),
                (Tell::Since(unit), Some(row)) => elapsed(log.at(row), now, *unit),
            },
            Fold::Gap { unit, last, before, .. } => match (inside(before), inside(last)) {
                (Some(before), Some(last)) => elapsed(log.at(before), log.at(last), *unit),
                _ => Value::Unknown,
            },
            Fold::Share { part, all, .. } => ratio(*part, *all),
            Fold::Cycle { of, counts } => of.value(counts),
            Fold::Decay(decay) => decay.value(now),
            Fold::Runs(runs) => runs.value(),
            Fold::Slope(slope) => slope.value(now, see),
        }
    }
}

impl Fold {
    /// When, without any row coming or going, the value next passes one of the thresholds, which
    /// are in ascending order.
    pub fn crossing(
        &mut self,
        now: Millis,
        thresholds: &[f64],
        see: Sight<'_>,
        soonest: &mut Soonest,
    ) {
        match self {
            Fold::First(Tell::Since(unit), row) | Fold::Last(Tell::Since(unit), row) => {
                let Some(row) = row.filter(|&row| row >= see.lo) else { return };
                let at = see.log.at(row);
                let length = number::to_f64(*unit);
                for threshold in thresholds {
                    // `>=` changes when the threshold is reached, `>` a moment later.
                    if let Some(wait) = number::truncate((threshold * length).ceil()) {
                        soonest.note(at + wait);
                        soonest.note(at + wait + 1);
                    }
                }
            }
            Fold::Decay(decay) => {
                soonest.note(decay.crossing(now, thresholds));
            }
            Fold::Slope(slope) => slope.crossing(see, soonest),
            _ => {}
        }
    }
}

/// Counts rows by local day: once for all that lie on one day.
fn count_days(counts: &mut IntMap, mut rows: &[Row], zone: &Zone, come: bool) {
    while let Some(row) = rows.first() {
        let day = zone.day(row.at);
        let same = rows.iter().take_while(|row| zone.day(row.at) == day).count();
        let many = i64::try_from(same).unwrap_or(0);
        counts.add(day, if come { many } else { -many });
        rows = rows.get(same..).unwrap_or(&[]);
    }
}

impl Cycle {
    fn place(self, at: Millis, zone: &Zone) -> usize {
        let place = match self {
            Cycle::Hours(_) | Cycle::ModeHour => zone.hour(at),
            Cycle::Weekdays(_) => weekday(zone.day(at)) - 1,
        };
        usize::try_from(place).unwrap_or(usize::MAX)
    }

    fn value(self, counts: &[u32; 24]) -> Value {
        let mask = match self {
            Cycle::Hours(mask) => mask,
            Cycle::Weekdays(mask) => u32::from(mask),
            Cycle::ModeHour => {
                let most = counts.iter().copied().max().unwrap_or(0);
                let hour = counts.iter().position(|&count| count == most && most > 0);
                return hour
                    .and_then(|hour| i64::try_from(hour).ok())
                    .map_or(Value::Unknown, Value::Int);
            }
        };
        let marked = counts.iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1);
        let part = marked.map(|(_, &count)| i64::from(count)).sum();
        ratio(part, counts.iter().map(|&count| i64::from(count)).sum())
    }
}

impl Moments {
    fn add(&mut self, n: i64, come: bool) {
        let (one, n, square) = if come { (1, n, square(n)) } else { (-1, -n, -square(n)) };
        self.count += one;
        self.sum = self.sum.wrapping_add(i128::from(n));
        self.squares = self.squares.wrapping_add(square);
    }

    fn value(&self, see: Sight<'_>) -> Value {
        let unit = crate::model::value::power_of_ten(self.scale);
        match self.of {
            Moment::Mean if self.count == 0 => Value::Unknown,
            Moment::Mean => {
                Value::Number(number::wide_to_f64(self.sum) / (number::to_f64(self.count) * unit))
            }
            Moment::Stddev => match deviation(self.count, self.sum, self.squares) {
                Some(deviation) => Value::Number(deviation / unit),
                None => Value::Unknown,
            },
            Moment::Zscore => {
                let last = self.last.filter(|&row| row >= see.lo);
                let Some(n) = last.and_then(|row| see.log.key(row, self.field)) else {
                    return Value::Unknown;
                };
                // Against the values before it.
                let wide = i128::from(n);
                let (count, sum) = (self.count - 1, self.sum - wide);
                match deviation(count, sum, self.squares - wide * wide) {
                    Some(deviation) if deviation > 0.0 => {
                        let mean = number::wide_to_f64(sum) / number::to_f64(count);
                        Value::Number((number::to_f64(n) - mean) / deviation)
                    }
                    _ => Value::Unknown,
                }
            }
        }
    }
}

fn square(n: i64) -> i128 {
    match i32::try_from(n) {
        Ok(n) => i128::from(i64::from(n) * i64::from(n)),
        Err(_) => i128::from(n).wrapping_mul(i128::from(n)),
    }
}

/// Sample standard deviation from exact sums; none of fewer than two values.
fn deviation(count: i64, sum: i128, squares: i128) -> Option<f64> {
    if count < 2 {
        return None;
    }
    // n·Σx² − (Σx)² is exact while it fits; beyond, doubles have to do.
    let exact = match (i32::try_from(count), i64::try_from(squares), i32::try_from(sum)) {
        (Ok(n), Ok(squares), Ok(sum)) if n < 1 << 20 && squares < 1 << 42 => {
            Some(i128::from(i64::from(n) * squares - i64::from(sum) * i64::from(sum)))
        }
        _ => {
            let products = i128::from(count).checked_mul(squares).zip(sum.checked_mul(sum));
            products.map(|(a, b)| a - b)
        }
    };
    let spread = match exact {
        Some(spread) => number::wide_to_f64(spread),
        None => {
            let sum = number::wide_to_f64(sum);
            number::to_f64(count) * number::wide_to_f64(squares) - sum * sum
        }
    };
    let pairs = number::to_f64(count) * number::to_f64(count - 1);
    Some((spread.max(0.0) / pairs).sqrt())
}
