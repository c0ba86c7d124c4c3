//! Warnings: an episode opens, may be acknowledged and escalate, resolves, and is not repeated within
//! the cool-down.

use crate::model::time::Millis;
use crate::model::value::Truth;
use crate::pack::program::Warning;

/// Where a warning stands, and whether it was escalated: as a number, which snapshots keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State(pub u8);

impl State {
    /// There is nothing to warn of.
    pub const NONE: State = State(0);
    /// There was, and it may not open again yet.
    pub const RESOLVED: State = State(1);
    /// There is, and nobody has seen to it.
    pub const OPEN: State = State(2);
    /// There is, and somebody sees to it.
    pub const ACKNOWLEDGED: State = State(3);
    const ESCALATED: u8 = 4;

    /// One of the four.
    pub fn base(self) -> State {
        State(self.0 & 3)
    }

    /// Whether nobody saw to it in time.
    pub fn is_escalated(self) -> bool {
        self.0 & State::ESCALATED != 0
    }

    /// Whether there is something to warn of.
    pub fn is_live(self) -> bool {
        self.0 & State::OPEN.0 != 0
    }

    /// One of the four, escalated as it was.
    pub fn to(self, base: State) -> State {
        State(self.0 & State::ESCALATED | base.0)
    }
}

/// The latest episode of a warning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Episode {
    /// Where it stands.
    pub is: State,
    /// The same as the last portrait told it.
    pub told: State,
    /// Since when there is something to warn of.
    pub opened: Millis,
    /// When it was acknowledged or resolved.
    pub at: Millis,
}

/// The episode at a moment, by whether its condition holds. Where that cannot be told, it goes on.
///
/// Resolved by its condition and without a cool-down, an episode is over at once. Resolved by a person
/// and without a cool-down, it is over when the condition has not held once: else it would open again
/// at once.
pub fn update(warning: &Warning, episode: &mut Episode, truth: Truth, now: Millis) {
    // A clock that went back neither holds a cool-down up nor hastens an escalation.
    episode.opened = episode.opened.min(now);
    episode.at = episode.at.min(now);
    if episode.is.is_live() && truth == Truth::False {
        episode.is = episode.is.to(State::RESOLVED);
        episode.at = now;
    }
    let cooled = now - episode.at >= warning.cooldown;
    if episode.is.base() == State::RESOLVED
        && cooled
        && (warning.cooldown > 0 || truth == Truth::False)
    {
        episode.is = State::NONE;
    }
    if episode.is == State::NONE && truth == Truth::True {
        *episode = Episode { is: State::OPEN, opened: now, ..*episode };
    }
    if let Some(after) = warning.escalate
        && episode.is.is_live()
    {
        let seen_to = if episode.is.base() == State::OPEN { now } else { episode.at };
        if seen_to - episode.opened >= after {
            episode.is.0 |= State::ESCALATED;
        }
    }
}

/// When an episode will go on by the clock alone, if it stays as it is: the end of the cool-down, or
/// the escalation. Both may be past, as is what is none.
#[inline(never)]
pub fn next(warning: &Warning, episode: &Episode) -> Millis {
    match (episode.is, warning.escalate) {
        (State::OPEN, Some(after)) => episode.opened + after,
        (is, _) if is.base() == State::RESOLVED => episode.at + warning.cooldown,
        _ => 0,
    }
}
