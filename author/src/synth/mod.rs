//! Populations that never were: customers with facts, behaviour and an outcome, drawn from stated distributions.
//!
//! Nobody's data are copied. Customer `k` of a seed is the same whatever the number of customers is, so that a run
//! can be split; the same seed gives the same bytes on every machine (see [`draw`]).
//!
//! | file | concern |
//! |---|---|
//! | [`draw`] | chance, the same everywhere |
//! | [`calendar`] | weekdays, holidays, shopping festivals, pay days |
//! | [`life`] | who a person is, and what happens to them |
//! | [`spending`] | purchases |
//! | [`credit`] | loans, instalments, the latent risk and the outcome |
//! | [`engagement`] | logins, views, searches, applications, answers |
//! | [`enterprise`] | enterprises: reports, signals, settlements, projects |
//! | [`vocabulary`] | names and types, and which of them a policy takes |
//! | [`write`] | customer lines, and tables as CSV |
//! | `parquet` | tables as Parquet; with the feature `tables` |
//!
//! `docs/synthetic.md` has every distribution with its parameters and its source.

pub mod calendar;
pub mod credit;
pub mod draw;
pub mod engagement;
pub mod enterprise;
pub mod life;
#[cfg(feature = "tables")]
pub mod parquet;
pub mod spending;
pub mod vocabulary;
pub mod write;

use calendar::Day;
use draw::{Concern, Draw};
use vocabulary::{Event, Value, Vocabulary};

/// What to generate.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Seed of all chance.
    pub seed: u64,
    /// Whether the customers are enterprises.
    pub enterprise: bool,
    /// The period, day by day.
    pub days: Vec<Day>,
    /// What the policy takes.
    pub vocabulary: Vocabulary,
}

/// A customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Number within the seed, from 0.
    pub number: u64,
    /// Values of the population's facts; none: not known.
    pub facts: Vec<Option<Value>>,
    /// Behaviour, the oldest first.
    pub events: Vec<Event>,
    /// The probability of a default within the twelve months behind the period. Never written.
    pub risk: f64,
    /// Whether that default came.
    pub outcome: bool,
}

impl Plan {
    /// The end of the period, ms since the epoch: the time of every portrait.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.days.last().map_or(0, |day| day.start() + calendar::DAY)
    }

    /// A customer, the same for the same seed, period and policy.
    #[must_use]
    pub fn customer(&self, number: u64) -> Customer {
        let stream = |concern| Draw::new(self.seed, number, concern);
        let mut events = Vec::new();
        let (mut facts, risk, outcome) = if self.enterprise {
            enterprise::customer(&self.days, &self.vocabulary, stream, &mut events)
        } else {
            self.person(stream, &mut events)
        };
        let mut absence = stream(Concern::Absence);
        for (name, fact) in self.vocabulary.facts.iter().zip(&mut facts) {
            if absence.chance(life::absence(name.name)) {
                *fact = None;
            }
        }
        events.sort_by_key(|event| event.at);
        Customer { number, facts, events, risk, outcome }
    }

    fn person(
        &self,
        stream: impl Fn(Concern) -> Draw,
        events: &mut Vec<Event>,
    ) -> (Vec<Option<Value>>, f64, bool) {
        let life = life::Life::draw(&self.days, &mut stream(Concern::Life));
        spending::purchases(&self.days, &life, &mut stream(Concern::Spending), events);
        let credit = credit::Credit::draw(&self.days, &life, &mut stream(Concern::Credit), events);
        engagement::visits(
            &self.days,
            &life,
            &self.vocabulary,
            &mut stream(Concern::Engagement),
            events,
        );
        let mut facts = Vec::with_capacity(self.vocabulary.facts.len());
        for name in self.vocabulary.facts {
            facts.push(life.fact(name.name).or_else(|| credit.fact(name.name)));
        }
        (facts, credit.risk, credit.outcome)
    }
}
