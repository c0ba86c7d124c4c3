//! Which rows of a kind are inside a window, as time goes on.

use alloc::vec::Vec;
use core::ops::Range;

use super::grouped::Member;
use super::log::{KindLog, Row, RowId};
use crate::model::time::{Millis, Soonest, Zone, month_start};
use crate::pack::program::{KindId, Window};

/// The moments `(lower, upper]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Not included.
    pub lower: Millis,
    /// Included.
    pub upper: Millis,
}

/// The clock of a session.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// The time.
    pub now: Millis,
    /// The latest `now` ever: events up to it were reached.
    pub reached: Millis,
}

/// The span of a window.
pub fn span(window: Window, clock: Clock, retain: Option<Millis>, zone: &Zone) -> Span {
    let now = clock.now;
    let mut span = match window {
        Window::All => Span { lower: Millis::MIN, upper: clock.reached },
        Window::Sliding { length, shift } => Span {
            lower: now - shift - length,
            upper: if shift == 0 { clock.reached } else { now - shift },
        },
        Window::Day { back } => {
            let day = zone.day(now) - i64::from(back);
            days(day, day + 1, back, clock, zone)
        }
        Window::Month { back } => {
            let today = zone.day(now);
            let first = month_start(today, i64::from(back));
            days(first, month_start(today, i64::from(back) - 1), back, clock, zone)
        }
    };
    if let Some(retain) = retain {
        span.lower = span.lower.max(now - retain);
    }
    span.upper = span.upper.max(span.lower);
    span
}

fn days(first: i64, behind: i64, back: u16, clock: Clock, zone: &Zone) -> Span {
    Span {
        lower: zone.day_start(first) - 1,
        upper: if back == 0 { clock.reached } else { zone.day_start(behind) - 1 },
    }
}

/// How long a row stays in a window that slides; none where it stays for good or for a calendar span.
pub fn stay(window: Window, retain: Option<Millis>) -> Option<Millis> {
    let length = match window {
        Window::Sliding { length, shift } => Some(length + shift),
        _ => None,
    };
    match (length, retain) {
        (Some(length), Some(retain)) => Some(length.min(retain)),
        (length, retain) => length.or(retain),
    }
}

/// When a calendar window turns.
pub fn turn(window: Window, now: Millis, zone: &Zone) -> Option<Millis> {
    match window {
        Window::Day { .. } => Some(zone.day_start(zone.day(now) + 1)),
        Window::Month { .. } => Some(zone.day_start(month_start(zone.day(now), -1))),
        Window::All | Window::Sliding { .. } => None,
    }
}

/// The rows of a kind inside a window, and what is made of them.
#[derive(Clone, Debug)]
pub struct Cursor {
    /// The kind.
    pub kind: KindId,
    /// The window.
    pub window: Window,
    /// What is made of the rows.
    pub members: Vec<Member>,
    lo: RowId,
    hi: RowId,
    changed: bool,
    /// From when until when, exclusive, the passing of time changes nothing, and the log's edits then.
    calm: (Millis, Millis, u64),
}

impl Cursor {
    /// A cursor that has seen nothing.
    pub fn new(kind: KindId, window: Window) -> Cursor {
        Cursor { kind, window, members: Vec::new(), lo: 0, hi: 0, changed: true, calm: (0, 0, 0) }
    }

    /// Rows inside the window.
    pub fn rows(&self) -> Range<RowId> {
        self.lo..self.hi
    }

    /// Whether a row came or went since the last call of `settled`.
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// The values of all members were told.
    pub fn settled(&mut self) {
        self.changed = false;
    }

    /// Moves to a span. Each row comes in once and goes out once while time goes forward and events
    /// arrive in order; otherwise the window is read anew.
    pub fn advance(&mut self, log: &KindLog, span: Span, zone: &Zone, room: &mut Vec<Row>) {
        let stale = log.moved_from() < self.hi
            || self.lo < log.start()
            || (self.lo > log.start() && log.at(self.lo - 1) > span.lower)
            || (self.hi > self.lo && log.at(self.hi - 1) > span.upper);
        if stale {
            for member in &mut self.members {
                member.clear();
            }
            self.lo = 0;
            self.hi = 0;
            self.changed = true;
        }
        let first = self.lo;
        while self.lo < self.hi && log.at(self.lo) <= span.lower {
            self.lo += 1;
        }
        self.pass(false, log, first..self.lo, zone, room);
        if self.lo >= self.hi {
            // Nothing is inside: rows that left before they came need not be looked at.
            self.lo = log.after(span.lower);
            self.hi = self.lo;
        }
        let last = self.hi;
        if last < log.end() && log.at(log.end() - 1) <= span.upper {
            self.hi = log.end();
        }
        while self.hi < log.end() && log.at(self.hi) <= span.upper {
            self.hi += 1;
        }
        self.pass(true, log, last..self.hi, zone, room);
    }

    /// Rows come in at the end or go out at the beginning, one after the other.
    fn pass(
        &mut self,
        come: bool,
        log: &KindLog,
        rows: Range<RowId>,
        zone: &Zone,
        room: &mut Vec<Row>,
    ) {
        if rows.is_empty() {
            return;
        }
        self.changed = true;
        let edge = if come { self.lo } else { self.hi };
        for member in &mut self.members {
            member.pass(come, log, rows.clone(), edge, zone, room);
        }
    }

    /// Whether nothing can have changed since the last advance.
    pub fn is_calm(&self, log: &KindLog, now: Millis) -> bool {
        let (from, until, edits) = self.calm;
        from <= now && now < until && edits == log.edits()
    }

    /// When this window will change by itself, as of the last advance; the end of time for never.
    pub fn next_change(&self) -> Millis {
        self.calm.1
    }

    /// Finds out when this window will change by itself: a row goes out, or one that is held comes in.
    pub fn look_ahead(&mut self, log: &KindLog, now: Millis, retain: Option<Millis>, zone: &Zone) {
        let mut soonest = Soonest::after(now);
        if self.lo < self.hi
            && let Some(kept) = stay(self.window, retain)
        {
            soonest.note(log.at(self.lo) + kept);
        }
        if self.hi < log.end() {
            let shift = if let Window::Sliding { shift, .. } = self.window { shift } else { 0 };
            soonest.note(log.at(self.hi) + shift);
        }
        if log.start() < log.end()
            && let Some(turn) = turn(self.window, now, zone)
        {
            soonest.note(turn);
        }
        self.calm = (now, soonest.told().unwrap_or(Millis::MAX), log.edits());
    }
}
