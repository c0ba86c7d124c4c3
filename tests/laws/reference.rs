//! The slow and obvious evaluator: a list of events, scanned anew for every feature.

use std::collections::{BTreeMap, BTreeSet};

use silhouette::pack::program::*;

use super::program::{DAY, Keep};

/// A field's value: `i64` for all types of the law's program; texts and ids are numbered.
pub type Cell = Option<i64>;

/// An event as the reference keeps it.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: u16,
    pub at: i64,
    pub fields: Vec<Cell>,
}

/// All events, in order of time and arrival.
#[derive(Clone, Debug)]
pub struct Reference {
    keep: Keep,
    events: Vec<Event>,
    /// Newest moment that the cap has pushed out, by kind.
    cut_at: [i64; 2],
    reached: i64,
}

/// A feature's value: nothing, a number, or a truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    Unknown,
    Number(f64),
    Truth(bool),
}

fn offset(at: i64) -> i64 {
    if at < 59 * DAY { 8 * 3_600_000 } else { 9 * 3_600_000 }
}

fn local_day(at: i64) -> i64 {
    (at + offset(at)).div_euclid(DAY)
}

fn local_hour(at: i64) -> i64 {
    (at + offset(at)).rem_euclid(DAY) / 3_600_000
}

/// Months of 1970 by the local day on which they begin; the streams lie in this year.
const MONTHS: [i64; 14] = [-31, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

impl Reference {
    pub fn new(keep: Keep) -> Reference {
        Reference { keep, events: Vec::new(), cut_at: [i64::MIN; 2], reached: i64::MIN }
    }

    pub fn add(&mut self, program: &Program, kind: u16, at: i64, fields: Vec<Cell>) {
        if at < self.cut_at[usize::from(kind)] {
            return;
        }
        let dedupe = &program.kinds[usize::from(kind)].dedupe;
        if !dedupe.is_empty() {
            let same = |event: &Event| {
                event.kind == kind
                    && dedupe
                        .iter()
                        .all(|&f| event.fields[usize::from(f)] == fields[usize::from(f)])
            };
            if let Some(place) = self.events.iter().position(same) {
                if self.events[place].at > at {
                    return;
                }
                self.events.remove(place);
            }
        }
        let place = self.events.partition_point(|event| event.at <= at);
        self.events.insert(place, Event { kind, at, fields });
        let cap = usize::try_from(self.keep.cap).unwrap();
        if self.events.iter().filter(|event| event.kind == kind).count() > cap {
            for _ in 0..cap / 4 + 1 {
                let oldest = self.events.iter().position(|event| event.kind == kind).unwrap();
                self.cut_at[usize::from(kind)] = self.events.remove(oldest).at;
            }
        }
    }

    /// The value of every feature.
    pub fn features(&mut self, program: &Program, now: i64) -> Vec<Answer> {
        self.reached = self.reached.max(now);
        let values = program.features.iter().map(|feature| match &feature.verb {
            Verb::Events { kind, window, filter, by, of } => {
                self.feature(program, now, *kind, *window, *filter, *by, of)
            }
            Verb::Expr(_) => unreachable!(),
        });
        let values = values.collect();
        if let (Some(retain), Some(newest)) =
            (self.keep.retain, self.events.iter().map(|e| e.at).max())
        {
            let horizon = now.min(newest) - retain;
            self.events.retain(|event| event.at > horizon);
        }
        values
    }

    fn inside(&self, window: Window, now: i64, at: i64) -> bool {
        if self.keep.retain.is_some_and(|retain| at <= now - retain) {
            return false;
        }
        match window {
            Window::All => at <= self.reached,
            Window::Sliding { length, shift: 0 } => at > now - length && at <= self.reached,
            Window::Sliding { length, shift } => at > now - shift - length && at <= now - shift,
            Window::Day { back } => {
                let day = local_day(now) - i64::from(back);
                at <= self.reached && (local_day(at) == day || (back == 0 && local_day(at) > day))
            }
            Window::Month { back } => {
                let month = |at: i64| MONTHS.partition_point(|&first| first <= local_day(at));
                at <= self.reached && month(at) + usize::from(back) == month(now)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one verb")]
    fn feature(
        &self,
        program: &Program,
        now: i64,
        kind: u16,
        window: Window,
        filter: Option<u16>,
        by: Option<(Key, Take)>,
        of: &Aggregate,
    ) -> Answer {
        let window = match of {
            Aggregate::Slope { bucket, buckets, .. } => {
                Window::Sliding { length: bucket * i64::from(*buckets), shift: 0 }
            }
            _ => window,
        };
        let counts = |event: &&Event| self.inside(window, now, event.at);
        if let Aggregate::Sequence { steps, within } | Aggregate::Funnel { steps, within } = of {
            let events: Vec<&Event> = self.events.iter().filter(counts).collect();
            let funnel = matches!(of, Aggregate::Funnel { .. });
            return Answer::Number(paths(&events, steps, *within, funnel));
        }
        let events: Vec<&Event> = self
            .events
            .iter()
            .filter(counts)
            .filter(|event| event.kind == kind && matches(program, event, filter))
            .collect();
        let Some((key, take)) = by else {
            return aggregate(program, &events, now, of);
        };
        let key_of = |event: &Event| match key {
            Key::Field(field) => event.fields[usize::from(field)],
            Key::Day => Some(local_day(event.at)),
        };
        let mut groups: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
        for event in &events {
            if let Some(key) = key_of(event) {
                groups.entry(key).or_default().push(event);
            }
        }
        if groups.is_empty() {
            return aggregate(program, &[], now, of);
        }
        if matches!(take, Take::First | Take::Last) {
            let mut with_key = events.iter().filter(|event| key_of(event).is_some());
            let edge = if take == Take::First { with_key.next() } else { with_key.next_back() };
            return aggregate(program, &groups[&key_of(edge.unwrap()).unwrap()], now, of);
        }
        let values: Vec<f64> = groups
            .values()
            .filter_map(|group| match aggregate(program, group, now, of) {
                Answer::Number(n) => Some(n),
                _ => None,
            })
            .collect();
        if values.is_empty() {
            return Answer::Unknown;
        }
        let sum: f64 = values.iter().sum();
        Answer::Number(match take {
            Take::Max => values.iter().copied().fold(f64::MIN, f64::max),
            Take::Min => values.iter().copied().fold(f64::MAX, f64::min),
            Take::Sum => sum,
            _ => sum / values.len() as f64,
        })
    }
}

/// The law's filters: of kind 0, `big` and `amount > 20.00`; of kind 1, `days > 0`.
fn matches(program: &Program, event: &Event, filter: Option<u16>) -> bool {
    let Some(filter) = filter else { return true };
    match program.kinds[usize::from(event.kind)].filters[usize::from(filter)] {
        0 => event.fields[2] == Some(1),
        1 => event.fields[0].is_some_and(|amount| amount > 2000),
        _ => event.fields[2].is_some_and(|days| days > 0),
    }
}

fn step_matches(event: &Event, step: &Step) -> bool {
    event.kind == step.kind
        && match (step.kind, step.filter) {
            (_, None) => true,
            (0, Some(0)) => event.fields[2] == Some(1),
            (0, Some(_)) => event.fields[0].is_some_and(|amount| amount > 2000),
            _ => event.fields[2].is_some_and(|days| days > 0),
        }
}

/// Minimal occurrences of the steps, or the furthest step of any group: for every possible start the
/// earliest way on is followed.
fn paths(events: &[&Event], steps: &[Step], within: Option<i64>, funnel: bool) -> f64 {
    // Of equal moments, the kind that stands first in the steps comes first.
    let place = |kind: u16| steps.iter().position(|step| step.kind == kind).unwrap();
    let mut events: Vec<&Event> =
        events.iter().copied().filter(|e| steps.iter().any(|s| s.kind == e.kind)).collect();
    events.sort_by_key(|event| (event.at, place(event.kind)));
    let mut furthest = 0;
    let mut ends: BTreeMap<usize, i64> = BTreeMap::new();
    for (index, start) in events.iter().enumerate() {
        if !step_matches(start, &steps[0]) {
            continue;
        }
        let key =
            |event: &Event, step: &Step| step.key.map(|field| event.fields[usize::from(field)]);
        let group = key(start, &steps[0]);
        if group == Some(None) {
            continue;
        }
        let mut reached = 1;
        let mut end = index;
        for (next, event) in events.iter().enumerate().skip(index + 1) {
            if reached < steps.len()
                && step_matches(event, &steps[reached])
                && key(event, &steps[reached]) == group
                && within.is_none_or(|within| event.at - start.at <= within)
            {
                reached += 1;
                end = next;
            }
        }
        furthest = furthest.max(reached);
        if reached == steps.len() {
            // Of the occurrences with one end, the latest start is the minimal one; of those with
            // one moment of start, one counts.
            ends.insert(end, start.at);
        }
    }
    if funnel {
        return furthest as f64;
    }
    let starts: BTreeSet<i64> = ends.values().copied().collect();
    starts.len() as f64
}

fn aggregate(program: &Program, events: &[&Event], now: i64, of: &Aggregate) -> Answer {
    let number = |n: i64| Answer::Number(n as f64);
    let field = |f: &FieldId| -> Vec<i64> {
        events.iter().filter_map(|event| event.fields[usize::from(*f)]).collect()
    };
    let cents = |n: i64| Answer::Number(n as f64 / 100.0);
    let share = |part: usize, all: usize| {
        if all == 0 { Answer::Unknown } else { Answer::Number(part as f64 / all as f64) }
    };
    let hours = |ms: i64, unit: &i64| Answer::Number(ms.max(0) as f64 / *unit as f64);
    let part = |mask: u32, place: &dyn Fn(i64) -> i64| {
        let marked = events.iter().filter(|event| mask >> place(event.at) & 1 == 1);
        share(marked.count(), events.len())
    };
    match of {
        Aggregate::Count => number(events.len() as i64),
        Aggregate::Exists => Answer::Truth(!events.is_empty()),
        Aggregate::Sum(f) => cents(field(f).iter().sum()),
        Aggregate::Mean(f) => {
            mean(&field(f)).map_or(Answer::Unknown, |m| Answer::Number(m / 100.0))
        }
        Aggregate::Min(f) => field(f).iter().min().map_or(Answer::Unknown, |&n| cents(n)),
        Aggregate::Max(f) => field(f).iter().max().map_or(Answer::Unknown, |&n| cents(n)),
        Aggregate::Stddev(f) => {
            deviation(&field(f)).map_or(Answer::Unknown, |d| Answer::Number(d / 100.0))
        }
        Aggregate::Distinct(f) => {
            number(field(f).into_iter().collect::<BTreeSet<_>>().len() as i64)
        }
        Aggregate::ActiveDays => {
            number(events.iter().map(|e| local_day(e.at)).collect::<BTreeSet<_>>().len() as i64)
        }
        Aggregate::First(f) => match events.first().and_then(|e| e.fields[usize::from(*f)]) {
            Some(n) => cents(n),
            None => Answer::Unknown,
        },
        Aggregate::Last(f) => match events.last().and_then(|e| e.fields[usize::from(*f)]) {
            Some(n) => cents(n),
            None => Answer::Unknown,
        },
        Aggregate::SinceFirst(unit) => {
            events.first().map_or(Answer::Unknown, |event| hours(now - event.at, unit))
        }
        Aggregate::SinceLast(unit) => {
            events.last().map_or(Answer::Unknown, |event| hours(now - event.at, unit))
        }
        Aggregate::Gap { unit, distinct_times } => {
            let mut times: Vec<i64> = events.iter().map(|event| event.at).collect();
            if *distinct_times {
                times.dedup();
            }
            match times.as_slice() {
                [.., before, last] => hours(last - before, unit),
                _ => Answer::Unknown,
            }
        }
        Aggregate::Share(filter) => {
            let part = events.iter().filter(|event| matches(program, event, Some(*filter)));
            share(part.count(), events.len())
        }
        Aggregate::Zscore(f) => {
            // The last event that has the field, if it is there, against the ones before.
            let values = field(f);
            let Some((last, earlier)) = values.split_last() else {
                return Answer::Unknown;
            };
            match (mean(earlier), deviation(earlier)) {
                (Some(mean), Some(spread)) if spread > 0.0 => {
                    Answer::Number((*last as f64 - mean) / spread)
                }
                _ => Answer::Unknown,
            }
        }
        Aggregate::HourShare(mask) => part(*mask, &local_hour),
        Aggregate::WeekdayShare(mask) => {
            // 1970-01-01 was a Thursday, three days after a Monday.
            part(u32::from(*mask), &|at| (local_day(at) + 3).rem_euclid(7))
        }
        Aggregate::ModeHour => {
            let count = |hour: i64| events.iter().filter(|e| local_hour(e.at) == hour).count();
            let best = (0..24).rev().max_by_key(|&hour| count(hour)).unwrap();
            if events.is_empty() { Answer::Unknown } else { number(best) }
        }
        Aggregate::Decay { half_life, field } => {
            let at_least = events.iter().map(|event| event.at).max().unwrap_or(now).max(now);
            Answer::Number(
                events
                    .iter()
                    .map(|event| {
                        let amount = match field {
                            None => 1.0,
                            Some(f) => event.fields[usize::from(*f)].unwrap_or(0) as f64 / 100.0,
                        };
                        amount * 0.5_f64.powf((at_least - event.at) as f64 / *half_life as f64)
                    })
                    .sum(),
            )
        }
        Aggregate::Slope { bucket, buckets, field } => {
            let n = i64::from(*buckets);
            let mut ys = vec![0.0; usize::from(*buckets)];
            for event in events {
                let back = ((now - event.at).div_euclid(*bucket)).max(0);
                let amount = match field {
                    None => 1.0,
                    Some(f) => event.fields[usize::from(*f)].unwrap_or(0) as f64 / 100.0,
                };
                ys[usize::try_from(n - 1 - back).unwrap()] += amount;
            }
            let mean_x = (n - 1) as f64 / 2.0;
            let mean_y = ys.iter().sum::<f64>() / n as f64;
            let above: f64 =
                ys.iter().enumerate().map(|(x, y)| (x as f64 - mean_x) * (y - mean_y)).sum();
            let below: f64 = (0..n).map(|x| (x as f64 - mean_x).powi(2)).sum();
            Answer::Number(above / below)
        }
        Aggregate::Consecutive { matching, order, run } => {
            let mut sorted: Vec<&Event> = events.to_vec();
            sorted.sort_by_key(|event| {
                let key = |f: &FieldId| event.fields[usize::from(*f)].unwrap_or(i64::MIN);
                order.iter().map(key).collect::<Vec<_>>()
            });
            let mut runs = vec![0_u32];
            for event in sorted {
                if matches(program, event, Some(*matching)) {
                    *runs.last_mut().unwrap() += 1;
                } else {
                    runs.push(0);
                }
            }
            number(match run {
                Run::Current => i64::from(*runs.last().unwrap()),
                Run::Longest => i64::from(*runs.iter().max().unwrap()),
                Run::Count(least) => runs.iter().filter(|&length| length >= least).count() as i64,
            })
        }
        Aggregate::Sequence { .. } | Aggregate::Funnel { .. } => unreachable!(),
    }
}

fn mean(values: &[i64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    Some(values.iter().map(|&n| n as f64).sum::<f64>() / values.len() as f64)
}

/// Two passes: the textbook's sample standard deviation.
fn deviation(values: &[i64]) -> Option<f64> {
    let mean = mean(values)?;
    if values.len() < 2 {
        return None;
    }
    let squares: f64 = values.iter().map(|&n| (n as f64 - mean).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}
