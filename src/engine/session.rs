//! One customer's state.

use alloc::vec::Vec;

use super::again::Again;
use super::journal::Journal;
use super::loaded::{Engine, Word, nth};
use super::portrait::History;
use crate::behaviour::coerce::{Fault, MAX_LIST, Symbols};
use crate::behaviour::features::Features;
use crate::egress::ledger::Ledger;
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::number;
use crate::model::shapes::Shape;
use crate::model::time::{MAX_TIME, Millis};
use crate::model::value::{StrId, Value};
use crate::pack::program::Source;
use crate::rights::consent::Consents;
use crate::rights::tags::Removed;
use crate::stages::condition::Leaf;
use crate::stages::scores::Outcome;
use crate::stages::warning::State;

/// One customer on one device.
#[derive(Clone, Debug)]
pub struct Session {
    pub(super) engine: Engine,
    pub(super) locale: usize,
    pub(super) symbols: Symbols,
    pub(super) features: Features,
    /// The program's slots, and behind them the elements of lists: places for [`MAX_LIST`] for each fact that is one.
    pub(super) slots: Vec<Value>,
    pub(super) stack: Vec<Value>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) history: History,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) journal: Journal,
    pub(super) ledger: Ledger,
    pub(super) personalised: bool,
    pub(super) consents: Consents,
    pub(super) removed: Removed,
    pub(super) answer: Answer,
    pub(super) again: Again,
}

impl Session {
    #[inline(never)]
    pub(super) fn new(engine: Engine, locale: usize, salt: [u8; 16]) -> Session {
        let program = &engine.0.program;
        let known = locale < program.info.locales.len();
        let mut lists = 0;
        for slot in &program.slots {
            lists += usize::from(matches!(slot.source, Source::ProfileList(_)));
        }
        Session {
            locale: if known { locale } else { 0 },
            symbols: Symbols::new(salt),
            features: Features::new(program),
            slots: alloc::vec![Value::Unknown; program.slots.len() + lists * MAX_LIST],
            stack: Vec::new(),
            leaves: Vec::new(),
            history: History::new(program),
            outcomes: program.scores.iter().map(|_| Outcome::default()).collect(),
            journal: Journal::default(),
            ledger: Ledger::default(),
            personalised: true,
            consents: Consents::new(program),
            removed: Removed::default(),
            answer: Answer::default(),
            again: Again::new(&engine.0),
            engine,
        }
    }
    pub(super) fn summary(
        &mut self,
        shape: Shape,
        counts: &[u32],
        dropped: &[(Word, u32)],
    ) -> &Answer {
        let answer = &mut self.answer;
        answer.clear();
        answer.object(shape);
        for &count in counts {
            answer.number(f64::from(count));
        }
        let mut list = answer.array();
        for &(reason, count) in dropped {
            if count > 0 {
                list.item();
                answer.object(Shape::Dropped);
                answer.string(self.engine.0.word(reason));
                answer.number(f64::from(count));
            }
        }
        answer.end(list);
        answer
    }

    /// Switches personalisation. While it is off the portrait holds only the general list, and is
    /// the same for any two customers.
    pub fn set_personalised(&mut self, on: bool) {
        self.personalised = on;
    }

    /// Somebody sees to a warning from this moment on, so that it does not escalate. Only an open one
    /// is changed. The answer is whether it was.
    ///
    /// # Errors
    /// `input/item` when the policy has no such warning; `input/time` as [`portrait`](Self::portrait).
    pub fn acknowledge(&mut self, warning: &str, at: f64) -> Result<&Answer, Error> {
        self.mark(self.warning(warning), at, State::ACKNOWLEDGED)
    }

    /// Somebody has dealt with a warning at this moment, whether or not its condition still holds. It
    /// opens again only after its cool-down; without one, when its condition did not hold in between.
    /// Only one that is open or acknowledged is changed. The answer is whether it was.
    ///
    /// # Errors
    /// As [`acknowledge`](Self::acknowledge).
    pub fn resolve(&mut self, warning: &str, at: f64) -> Result<&Answer, Error> {
        self.mark(self.warning(warning), at, State::RESOLVED)
    }

    /// The item of a warning; what is none when there is no such warning.
    fn warning(&self, id: &str) -> StrId {
        let engine = &self.engine;
        let mut warnings = engine.program().warnings.iter();
        let place = warnings.position(|warning| engine.text(warning.id) == id);
        place.map_or(0, |place| nth(engine.0.warning_items, place))
    }

    /// Puts a warning, by the string of its item, into a state that a person can put it into.
    ///
    /// # Errors
    /// As [`acknowledge`](Self::acknowledge).
    #[inline(never)]
    pub(crate) fn mark(&mut self, item: StrId, at: f64, to: State) -> Result<&Answer, Error> {
        let at = moment(at)?;
        let place = usize::try_from(item.wrapping_sub(self.engine.0.warning_items));
        let Some(episode) = self.history.warnings.get_mut(place.unwrap_or(usize::MAX)) else {
            return Err(Error::new("input/item", "the policy has no such item"));
        };
        let changes = episode.is.is_live() && episode.is.base() != to;
        if changes {
            self.again.forget();
            episode.is = episode.is.to(to);
            episode.at = at;
        }
        self.answer.clear();
        self.answer.bool(changes);
        Ok(&self.answer)
    }

    /// The portrait at a moment, ms since the epoch: a `Portrait`.
    ///
    /// # Errors
    /// `input/time` when `now` is not a whole number of ms in the years 1970 to 9999.
    pub fn portrait(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        self.again.keeps = false;
        self.write_portrait(now);
        Ok(&self.answer)
    }

    /// The same for who keeps what was told: an item that is as it was in the portrait before is named
    /// instead, where that one was asked for in the same way. The marks are in [`answer`](crate::model::answer).
    ///
    /// # Errors
    /// As [`portrait`](Self::portrait).
    pub fn portrait_again(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        self.again.keeps = self.personalised;
        self.write_portrait(now);
        Ok(&self.answer)
    }

    /// All features at a moment, by name.
    ///
    /// # Errors
    /// As [`portrait`](Self::portrait).
    pub fn features(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let program = &engine.0.program;
        let (slots, stack) = (&mut self.slots, &mut self.stack);
        self.features.update(program, now, &engine.0.zone, slots, stack);
        self.answer.clear();
        let mut map = self.answer.map();
        for feature in &program.features {
            let place = usize::from(feature.slot);
            let Some((slot, &value)) = program.slots.get(place).zip(self.slots.get(place)) else {
                continue;
            };
            if engine.text(slot.name).bytes().any(|byte| byte == b'@') {
                continue; // a step on the way to another feature, which the policy does not name
            }
            self.answer.key(&mut map, slot.name);
            self.answer.value(value, &slot.ty, self.symbols.texts());
        }
        self.answer.end(map);
        Ok(&self.answer)
    }

    /// How many fields of a kind are kept.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn fields(&self, kind: crate::pack::program::KindId) -> usize {
        self.engine.0.program.kinds.get(usize::from(kind)).map_or(0, |kind| kind.fields.len())
    }

    /// The policy.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine.clone()
    }

    /// The last answer.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// Where the border writes an error as the answer.
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn answer_mut(&mut self) -> &mut Answer {
        &mut self.answer
    }
}

/// A moment from outside.
pub(super) fn moment(at: f64) -> Result<Millis, Error> {
    let at = number::whole(at).filter(|at| (0..=MAX_TIME).contains(at));
    at.ok_or(Error::new(
        "input/time",
        "expected whole milliseconds since 1970, up to the year 9999",
    ))
}

/// A fault of a value, as an error without its place.
pub(super) fn fault_error((code, message): Fault) -> Error {
    Error::new(code, message)
}
