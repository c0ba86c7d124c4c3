//! All of a customer's behaviour and the features made of it.

use alloc::vec::Vec;

use super::cursor::{Clock, Cursor, Span, span, stay, turn};
use super::derived::Derived;
use super::grouped::Member;
use super::log::{Added, KindLog};
use super::path::Path;
use super::thresholds::Thresholds;
use crate::model::time::{Millis, Soonest, Zone};
use crate::model::value::{Slot, Value};
use crate::pack::program::{Aggregate, KindId, Program, Take, Verb, Window};
use crate::stages::expression::{self, Scope};

/// Logs and aggregates of a session.
#[derive(Clone, Debug)]
pub struct Features {
    logs: Vec<KindLog>,
    cursors: Vec<Cursor>,
    paths: Vec<(Path, KindId, Window, Take)>,
    derived: Vec<Derived>,
    /// Where each feature's value comes from.
    places: Vec<Place>,
    /// Features that time alone may change: slot, cursor and member.
    timed: Vec<(Slot, usize, usize)>,
    reached: Millis,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Member { cursor: usize, member: usize, timed: bool },
    Path(usize),
    Derived(usize),
}

/// Whether the passing of time changes the value without any row coming or going.
fn is_timed(of: &Aggregate) -> bool {
    matches!(
        of,
        Aggregate::SinceFirst(_)
            | Aggregate::SinceLast(_)
            | Aggregate::Decay { .. }
            | Aggregate::Slope { .. }
    )
}

impl Features {
    /// No events.
    pub fn new(program: &Program) -> Features {
        let mut features = Features {
            logs: program.kinds.iter().map(KindLog::new).collect(),
            cursors: Vec::new(),
            paths: Vec::new(),
            derived: Vec::new(),
            places: Vec::new(),
            timed: Vec::new(),
            reached: Millis::MIN,
        };
        for feature in &program.features {
            let place = match &feature.verb {
                Verb::Expr(expr) => {
                    features.derived.push(Derived::new(program, *expr));
                    Place::Derived(features.derived.len() - 1)
                }
                Verb::Events { kind, window, filter, by, of } => {
                    if let Some(path) = Path::new(of) {
                        let take = by.map_or(Take::Max, |(_, take)| take);
                        features.paths.push((path, *kind, *window, take));
                        Place::Path(features.paths.len() - 1)
                    } else {
                        let window = match of {
                            // The buckets are the window.
                            Aggregate::Slope { bucket, buckets, .. } => {
                                Window::Sliding { length: bucket * i64::from(*buckets), shift: 0 }
                            }
                            _ => *window,
                        };
                        let cursor = features.cursor(*kind, window);
                        let ty = program.slots.get(usize::from(feature.slot)).map(|slot| &slot.ty);
                        let declared = program.kinds.get(usize::from(*kind));
                        let member = declared
                            .zip(ty)
                            .and_then(|(kind, ty)| Member::new(of, kind, *filter, *by, ty));
                        let members = features.cursors.get_mut(cursor).map(|c| &mut c.members);
                        let mut index = usize::MAX;
                        if let (Some(members), Some(member)) = (members, member) {
                            members.push(member);
                            index = members.len() - 1;
                        }
                        let timed = is_timed(of);
                        if timed {
                            features.timed.push((feature.slot, cursor, index));
                        }
                        Place::Member { cursor, member: index, timed }
                    }
                }
            };
            features.places.push(place);
        }
        features
    }

    fn cursor(&mut self, kind: KindId, window: Window) -> usize {
        let same = |cursor: &Cursor| cursor.kind == kind && cursor.window == window;
        self.cursors.iter().position(same).unwrap_or_else(|| {
            self.cursors.push(Cursor::new(kind, window));
            self.cursors.len() - 1
        })
    }

    /// Adds an event whose fields were checked.
    pub fn add(
        &mut self,
        program: &Program,
        kind: KindId,
        at: Millis,
        fields: &[Value],
        zone: &Zone,
        stack: &mut Vec<Value>,
    ) -> Added {
        let place = usize::from(kind);
        let Some((declared, log)) = program.kinds.get(place).zip(self.logs.get_mut(place)) else {
            return Added::Superseded;
        };
        let mut masks = [0_u8; 32];
        let scope = Scope { slots: &[], fields, product: Default::default(), now: at, zone };
        for (index, &filter) in declared.filters.iter().enumerate() {
            if expression::evaluate(program, filter, &scope, stack) == Value::Bool(true)
                && let Some(mask) = masks.get_mut(index / 8)
            {
                *mask |= 1 << (index % 8);
            }
        }
        log.add(at, fields, &masks)
    }

    /// The logs, one per kind.
    pub fn logs(&self) -> &[KindLog] {
        &self.logs
    }

    /// The latest `now` ever, if there was one.
    pub fn reached(&self) -> Option<Millis> {
        (self.reached != Millis::MIN).then_some(self.reached)
    }

    /// Counts this moment as seen.
    pub fn reach(&mut self, now: Millis) {
        self.reached = self.reached.max(now);
    }

    /// Refuses events of a kind older than this from now on.
    pub fn set_cut_at(&mut self, kind: KindId, at: Millis) {
        if let Some(log) = self.logs.get_mut(usize::from(kind)) {
            log.set_cut_at(at);
        }
    }

    /// Events that lie behind the moment reached so far.
    pub fn is_held(&self, at: Millis) -> bool {
        at > self.reached
    }

    /// Brings all features to a moment and writes them into their slots.
    pub fn update(
        &mut self,
        program: &Program,
        now: Millis,
        zone: &Zone,
        slots: &mut [Value],
        stack: &mut Vec<Value>,
    ) {
        self.reached = self.reached.max(now);
        let clock = Clock { now, reached: self.reached };
        let mut room = Vec::new();
        for cursor in &mut self.cursors {
            let place = usize::from(cursor.kind);
            if let Some((kind, log)) = program.kinds.get(place).zip(self.logs.get(place))
                && !cursor.is_calm(log, now)
            {
                let span = span(cursor.window, clock, kind.retain, zone);
                cursor.advance(log, span, zone, &mut room);
            }
        }
        for (path, kind, window, _) in &mut self.paths {
            let retain = program.kinds.get(usize::from(*kind)).and_then(|kind| kind.retain);
            let Span { lower, upper } = span(*window, clock, retain, zone);
            path.advance(&self.logs, Span { lower, upper });
        }
        self.forget(program, now);
        for cursor in &mut self.cursors {
            let place = usize::from(cursor.kind);
            if let Some((kind, log)) = program.kinds.get(place).zip(self.logs.get(place))
                && !cursor.is_calm(log, now)
            {
                cursor.look_ahead(log, now, kind.retain, zone);
            }
        }
        for log in &mut self.logs {
            log.settled();
        }
        for (feature, place) in program.features.iter().zip(&self.places) {
            let value = match *place {
                Place::Derived(index) => {
                    let scope =
                        Scope { slots, fields: &[], product: Default::default(), now, zone };
                    let derived = self.derived.get_mut(index);
                    derived.map_or(Value::Unknown, |derived| derived.value(program, &scope, stack))
                }
                Place::Path(index) => {
                    self.paths.get(index).map_or(Value::Unknown, |path| path.0.value(path.3))
                }
                Place::Member { cursor, member, timed } => {
                    let cursor = self.cursors.get_mut(cursor);
                    // Of the same rows the slot holds the value already.
                    if !timed && cursor.as_ref().is_some_and(|cursor| !cursor.changed()) {
                        continue;
                    }
                    let log = cursor.as_ref().and_then(|c| self.logs.get(usize::from(c.kind)));
                    cursor.zip(log).map_or(Value::Unknown, |(cursor, log)| {
                        let rows = cursor.rows();
                        let member = cursor.members.get_mut(member);
                        member.map_or(Value::Unknown, |member| member.value(log, now, rows, zone))
                    })
                }
            };
            if let Some(slot) = slots.get_mut(usize::from(feature.slot)) {
                *slot = value;
            }
        }
        self.cursors.iter_mut().for_each(Cursor::settled);
    }

    /// Removes what is older than the policy retains. The age is taken from the newest event when
    /// that is before `now`: a clock that jumps ahead deletes nothing that it should not, for such
    /// events stop counting at once and come back when the clock does.
    fn forget(&mut self, program: &Program, now: Millis) {
        let last = |log: &KindLog| (log.end() > log.start()).then(|| log.at(log.end() - 1));
        let Some(newest) = self.logs.iter().filter_map(last).max() else {
            return;
        };
        for (kind, log) in program.kinds.iter().zip(&mut self.logs) {
            if let Some(retain) = kind.retain {
                let bound = now.min(newest) - retain;
                if log.at(log.start()) <= bound {
                    log.drop_before(log.after(bound));
                }
            }
        }
    }

    /// When a window, a threshold that time alone passes, or a hold will change a feature by itself.
    /// `thresholds` gives the numbers against which a slot is compared, `now` is that of the last update.
    pub fn next_change(
        &mut self,
        program: &Program,
        now: Millis,
        zone: &Zone,
        thresholds: &Thresholds,
        soonest: &mut Soonest,
    ) {
        for cursor in &self.cursors {
            soonest.note(cursor.next_change());
        }
        for (path, kind, window, _) in &self.paths {
            let retain = program.kinds.get(usize::from(*kind)).and_then(|kind| kind.retain);
            path.next_change(&self.logs, stay(*window, retain), soonest);
            if let Some(turn) = turn(*window, now, zone) {
                soonest.note(turn);
            }
        }
        for &(slot, cursor, member) in &self.timed {
            let Some(cursor) = self.cursors.get_mut(cursor) else { continue };
            let rows = cursor.rows();
            let log = self.logs.get(usize::from(cursor.kind));
            if let Some((log, member)) = log.zip(cursor.members.get_mut(member)) {
                let limits = thresholds.of(slot);
                member.crossing(log, now, rows, zone, limits, soonest);
            }
        }
    }
}
