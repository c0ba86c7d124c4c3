//! By which channel and at which hour a customer answers best, and how often which product, learned from what
//! became of suggestions.
//!
//! A showing is a trial, and an answer (a click or a conversion) makes the latest showing of that product by
//! that channel a hit; a second answer to the same showing adds nothing. An answer to no known showing is a
//! trial and a hit of its own. A trial weighs 2^(−age / half-life), its age in whole local days, so that what
//! is learned changes only at midnight. Weights are whole numbers of 2^-40: sums of them are exact, in
//! whatever order.

use alloc::vec::Vec;

use crate::behaviour::decay::{ONE, two_to};
use crate::model::number;
use crate::model::time::{DAY, Millis, Zone};
use crate::pack::program::{Learn, Prior};

/// Hits and misses, each in 2^-40.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trials {
    hits: i64,
    misses: i64,
}

impl Trials {
    /// What part of trials is answered, to be expected after these: the mean of the posterior.
    #[must_use]
    pub fn rate(self, prior: Prior) -> f64 {
        let hits = prior.hits + number::to_f64(self.hits) / ONE;
        hits / (hits + (prior.misses + number::to_f64(self.misses) / ONE))
    }

    fn add(&mut self, trial: Trial) {
        *if trial.answered { &mut self.hits } else { &mut self.misses } += trial.weight;
    }
}

/// A showing, and whether it was answered.
#[derive(Clone, Copy, Debug)]
struct Trial {
    weight: i64,
    hour: usize,
    answered: bool,
}

/// What is learned of one customer.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// By channel.
    pub channels: Vec<Trials>,
    /// By local hour; empty when nothing is known.
    pub hours: Vec<Trials>,
    /// Hits and misses by product, each counted once however old it is.
    pub products: Vec<(u32, u32)>,
    /// The latest showing of each product by each channel, which may still be answered.
    latest: Vec<Option<Trial>>,
}

impl Learned {
    /// Nothing yet, of so many products and channels.
    #[must_use]
    pub fn new(products: usize, channels: usize) -> Learned {
        Learned {
            channels: alloc::vec![Trials::default(); channels],
            hours: alloc::vec![Trials::default(); 24],
            products: alloc::vec![(0, 0); products],
            latest: alloc::vec![None; products * channels],
        }
    }

    /// A showing, or an answer. They come in order of time. Without a half-life only products are counted.
    pub fn add(
        &mut self,
        learn: Option<&Learn>,
        (now, zone): (Millis, &Zone),
        (product, channel): (usize, usize),
        at: Millis,
        answered: bool,
    ) {
        let place = product * self.channels.len() + channel;
        let Some(latest) = self.latest.get_mut(place) else { return };
        if let (true, Some(trial)) = (answered, &mut *latest) {
            trial.answered = true;
            return;
        }
        let weight = learn.map_or(0, |learn| {
            let days = (zone.day(now) - zone.day(at)).max(0);
            let age = number::to_f64(days * DAY) / number::to_f64(learn.half_life);
            number::truncate(two_to(-age) * ONE + 0.5).unwrap_or(0)
        });
        let hour = usize::try_from(zone.hour(at)).unwrap_or(0);
        let before = latest.replace(Trial { weight, hour, answered });
        self.count(place, before);
    }

    /// Every showing is over: those that are not answered are misses.
    pub fn end(&mut self) {
        let latest = core::mem::take(&mut self.latest);
        for (place, trial) in latest.into_iter().enumerate() {
            self.count(place, trial);
        }
    }

    /// Counts a trial of the product and the channel that belong to a place in `latest`.
    fn count(&mut self, place: usize, trial: Option<Trial>) {
        let Some(trial) = trial else { return };
        let channels = self.channels.len().max(1);
        let channel = place % channels;
        if let Some((hits, misses)) = self.products.get_mut(place / channels) {
            *if trial.answered { hits } else { misses } += 1;
        }
        let of_hour = self.hours.get_mut(trial.hour);
        for trials in self.channels.get_mut(channel).into_iter().chain(of_hour) {
            trials.add(trial);
        }
    }
}
