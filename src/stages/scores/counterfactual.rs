//! What would lift a scorecard into a better band: the smallest change of facts that the customer
//! can move, the others staying as they are.
//!
//! A card may read scores of cards before it; they follow. Scores of other models stay as they are.
//!
//! Laws: with the facts so, the card gives the band that is told. No smaller number of facts does,
//! as long as the points of one do not depend on another. And none of the facts could move less, the
//! others moved as told.

use alloc::vec::Vec;

use super::{Outcome, band, input, scorecard};
use crate::model::number;
use crate::model::value::{Slot, StrId, Type, Value};
use crate::pack::program::{Bin, Goal, Model, Program, Score, Scorecard, Test, Way};
use crate::stages::expression::Scope;

/// How far a fact has to move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The fact.
    pub slot: Slot,
    /// How it has to stand to `against`.
    pub test: Test,
    /// A bound of a bin, or a value.
    pub against: Value,
    /// A value that is there.
    value: Value,
    /// How far it is.
    distance: f64,
}

/// A band within reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Its id.
    pub band: StrId,
    /// What has to move, what helps most first.
    pub moves: Vec<Move>,
}

/// The smallest change towards the next better band; none when there is no better one, or none
/// within reach.
#[inline(never)]
pub fn next_band(
    program: &Program,
    place: usize,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<Reach> {
    let scores = program.scores.get(..=place)?;
    let score = scores.last()?;
    let higher = card(score)?.goal? == Goal::Higher;
    let outcome = Outcome::default();
    let slots = scope.slots.to_vec();
    let mut trial = Trial {
        program,
        scores,
        scope,
        stack,
        outcome,
        slots,
        moves: Vec::new(),
        higher,
        limit: 0.0,
    };
    let mut value = trial.value()?;
    // The bounds are those of the band and of the one above.
    let here = score.bands.partition_point(|band| band.from <= value).max(1) - 1;
    trial.limit = score.bands.get(here + usize::from(higher))?.from;
    while !trial.reached(value) {
        let one = trial.pick(None)?;
        set(&mut trial.slots, one.slot, one.value);
        let moved = trial.value()?;
        if (moved > value) != higher || moved == value {
            return None; // nothing helps any more
        }
        value = moved;
        trial.moves.push(one);
    }
    // Now no further than needed.
    for place in 0..trial.moves.len() {
        let slot = trial.moves.get(place).map(|one| one.slot);
        if let Some(one) = trial.pick(slot)
            && let Some(chosen) = trial.moves.get_mut(place)
        {
            *chosen = one;
            set(&mut trial.slots, one.slot, one.value);
        }
    }
    Some(Reach { band: band(score, trial.value()?)?.id, moves: trial.moves })
}

/// A customer whose facts are moved to see what comes of it.
struct Trial<'a> {
    program: &'a Program,
    /// The score, and behind it what it may read.
    scores: &'a [Score],
    /// The facts as they are.
    scope: &'a Scope<'a>,
    stack: &'a mut Vec<Value>,
    outcome: Outcome,
    /// The facts as they were moved.
    slots: Vec<Value>,
    moves: Vec<Move>,
    /// Whether higher is better.
    higher: bool,
    /// Where the better band begins.
    limit: f64,
}

impl Trial<'_> {
    #[inline(never)]
    fn value(&mut self) -> Option<f64> {
        for score in self.scores {
            let Some(card) = card(score) else { continue };
            let scope = Scope { slots: &self.slots, ..*self.scope };
            scorecard::evaluate(self.program, card, &scope, self.stack, &mut self.outcome);
            let value = self.outcome.value;
            set(&mut self.slots, score.slot, value.map_or(Value::Unknown, Value::Number));
            if let Some(slot) = score.band_slot {
                let band = value.and_then(|value| band(score, value)).map(|band| band.id);
                set(&mut self.slots, slot, band.map_or(Value::Unknown, Value::Sym));
            }
        }
        self.outcome.value
    }

    fn reached(&self, value: f64) -> bool {
        (value >= self.limit) == self.higher
    }

    /// The move that helps most, of a fact that has not moved; or of one that has, the shortest that
    /// is enough.
    #[inline(never)]
    fn pick(&mut self, moved: Option<Slot>) -> Option<Move> {
        let mut best = None;
        let mut most = f64::NEG_INFINITY;
        let cards = self.scores.iter().filter_map(card);
        for characteristic in cards.flat_map(|card| &card.characteristics) {
            let slot = characteristic.slot;
            if moved.map_or(self.moves.iter().any(|one| one.slot == slot), |own| own != slot) {
                continue;
            }
            for attribute in &characteristic.attributes {
                let Some(one) = step(self.program, slot, self.scope.slots, &attribute.when) else {
                    continue;
                };
                let before = set(&mut self.slots, slot, one.value);
                let value = self.value();
                set(&mut self.slots, slot, before);
                let Some(value) = value else { continue };
                let worth = match moved {
                    None if self.higher => value,
                    None => -value,
                    // Of values there is no telling which is further, but by what they change.
                    Some(_) if self.reached(value) && one.test == Test::Eq => {
                        -(value - self.limit).abs()
                    }
                    Some(_) if self.reached(value) => -one.distance,
                    Some(_) => continue,
                };
                if worth > most {
                    most = worth;
                    best = Some(one);
                }
            }
        }
        best
    }
}

fn card(score: &Score) -> Option<&Scorecard> {
    match &score.model {
        Model::Scorecard(card) => Some(card),
        _ => None,
    }
}

/// Puts a value in a slot, and tells what was there.
fn set(slots: &mut [Value], slot: Slot, value: Value) -> Value {
    let place = slots.get_mut(usize::from(slot));
    place.map_or(Value::Unknown, |place| core::mem::replace(place, value))
}

/// The shortest way of a fact into a bin, if it may go there.
fn step(program: &Program, slot: Slot, slots: &[Value], bin: &Bin) -> Option<Move> {
    let info = program.slots.get(usize::from(slot))?;
    let way = program.way(slot)?;
    let from = *slots.get(usize::from(slot))?;
    let (test, against, value, distance) = match bin {
        Bin::Range { lo, hi } => {
            let x = input::number(program, slot, from)?;
            match (*lo, *hi) {
                (Some(lo), _) if x < lo && way != Way::Down => {
                    let bound = limit(&info.ty, lo)?;
                    (Test::Ge, bound, bound, lo - x)
                }
                (_, Some(hi)) if x >= hi && way != Way::Up => {
                    let bound = limit(&info.ty, hi)?;
                    let below = match bound {
                        Value::Int(n) => Value::Int(n.checked_sub(1)?),
                        _ => Value::Number(hi.next_down()),
                    };
                    (Test::Lt, bound, below, x - hi)
                }
                _ => return None,
            }
        }
        Bin::Values(values) => {
            let value = *values.first()?;
            if way != Way::Any || from == Value::Unknown || values.contains(&from) {
                return None;
            }
            (Test::Eq, value, value, 0.0)
        }
        Bin::Numbers(_) | Bin::Missing | Bin::Otherwise | Bin::When(_) => return None,
    };
    if let (Value::Int(n), Some((least, most))) = (value, info.range)
        && !(least..=most).contains(&n)
    {
        return None;
    }
    Some(Move { slot, test, against, value, distance })
}

/// The smallest value of a type that is at least `x`.
fn limit(ty: &Type, x: f64) -> Option<Value> {
    let scale = match ty {
        Type::Number => return Some(Value::Number(x)),
        Type::Decimal { scale } => *scale,
        _ => 0,
    };
    // The product may be off by its rounding.
    let mut n = number::truncate(x * number::to_f64(number::integer_power_of_ten(scale)))?;
    n = n.checked_sub(1)?;
    while number::decimal_to_f64(n, scale) < x {
        n = n.checked_add(1)?;
    }
    Some(Value::Int(n))
}
