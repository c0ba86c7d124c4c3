//! Intervals of numbers that have no formula for theirs: by drawing the population again and again.
//!
//! Each row is drawn as often as a Poisson variable of mean 1 says, which for more than some hundred rows is the
//! bootstrap of B. Efron (Annals of Statistics 7 (1979)) without its one total; see J. A. Hanley, B. MacGibbon, Creating
//! non-parametric bootstrap samples using Poisson frequencies (Computer Methods and Programs in Biomedicine 83 (2006)).
//! A distance drawn again is too large by about as much as the first was, so the interval is the basic one, turned around
//! the number itself: 2t − t* (A. C. Davison, D. V. Hinkley: Bootstrap Methods and their Application, 1997, 5.2.1). The
//! numbers are drawn from a fixed seed: the same population gives the same interval.

use super::intervals::Interval;
use super::{Sample, ks, precision};

/// How often a population of so many rows is drawn.
#[must_use]
pub fn draws(rows: usize) -> usize {
    match rows {
        0..=20_000 => 1000,
        20_001..=200_000 => 400,
        _ => 200,
    }
}

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014): enough for this, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
    left: Option<u32>,
}

/// Below which of 2³² a Poisson variable of mean 1 is 0, 1, 2, …: 2³² · Σ e⁻¹ / k!.
const POISSON: [u32; 12] = [
    1_580_030_169,
    3_160_060_337,
    3_950_075_422,
    4_213_413_783,
    4_279_248_374,
    4_292_415_292,
    4_294_609_778,
    4_294_923_276,
    4_294_962_463,
    4_294_966_817,
    4_294_967_253,
    4_294_967_292,
];

impl Draw {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Draw {
        Draw { state: seed, left: None }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A Poisson variable of mean 1, at most 12.
    pub fn poisson(&mut self) -> f64 {
        let bits = match self.left.take() {
            Some(bits) => bits,
            None => {
                let [a, b, c, d, e, f, g, h] = self.bits().to_le_bytes();
                self.left = Some(u32::from_le_bytes([e, f, g, h]));
                u32::from_le_bytes([a, b, c, d])
            }
        };
        let mut count = 0.0;
        for bound in POISSON {
            if bits < bound {
                break;
            }
            count += 1.0;
        }
        count
    }
}

/// The basic interval of a number of which no part lies outside `low` and `high`.
pub(super) fn basic(value: f64, drawn: Vec<f64>, low: f64, high: f64) -> Option<Interval> {
    let drawn = percentiles(drawn)?;
    let turned = Interval { low: 2.0 * value - drawn.high, high: 2.0 * value - drawn.low };
    let within = turned.within(low, high);
    // What is already at the end of what is possible stays within.
    Some(Interval { low: within.low.min(value), high: within.high.max(value) })
}

/// The middle 95 % of what was drawn; none with fewer than 40.
#[must_use]
pub fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.retain(|value| value.is_finite());
    if values.len() < 40 {
        return None;
    }
    values.sort_unstable_by(f64::total_cmp);
    let rows: Vec<(f64, f64)> = values.iter().map(|value| (*value, 1.0)).collect();
    let at = |share| super::quantiles::quantile(&rows, share);
    Some(Interval { low: at(0.025)?, high: at(0.975)? })
}

/// The intervals of the Kolmogorov–Smirnov statistic and of average precision.
#[must_use]
pub fn of_ranks(sample: &Sample) -> (Option<Interval>, Option<Interval>) {
    let counts = sample.counts();
    if counts.events < 2 || counts.others < 2 {
        return (None, None);
    }
    let mut draw = Draw::new(SEED);
    let rows = sample.rows();
    let times = draws(rows.len());
    let (mut distances, mut precisions) = (Vec::with_capacity(times), Vec::with_capacity(times));
    let mut steps: Vec<(f64, f64, f64)> = Vec::with_capacity(sample.steps().len());
    for _ in 0..times {
        steps.clear();
        let (mut events, mut others) = (0.0, 0.0);
        for row in rows {
            let weight = draw.poisson() * row.weight;
            if weight == 0.0 {
                continue;
            }
            if steps.last().is_none_or(|step| step.0 < row.risk) {
                steps.push((row.risk, 0.0, 0.0));
            }
            let Some(step) = steps.last_mut() else { continue };
            if row.event {
                step.1 += weight;
                events += weight;
            } else {
                step.2 += weight;
                others += weight;
            }
        }
        if events > 0.0 && others > 0.0 {
            distances.push(ks::between(steps.iter().copied(), events, others).value);
            let down = steps.iter().rev().map(|step| (step.1, step.2));
            precisions.push(precision::of_steps(down, events));
        }
    }
    let value = |found: Option<f64>| found.unwrap_or_default();
    let distance = value(ks::ks(sample).map(|ks| ks.value));
    let average = value(precision::average_precision(sample));
    (basic(distance, distances, 0.0, 1.0), basic(average, precisions, 0.0, 1.0))
}

/// The interval of a distance, `value`, of two tables of weights, of rows in one of `bins` bins each: `rows` are a row's
/// bin, whether it is of the first table, and its weight.
pub fn of_bins(
    value: f64,
    rows: &[(u32, bool, f64)],
    bins: usize,
    number: impl Fn(&[f64], &[f64]) -> Option<f64>,
) -> Option<Interval> {
    let mut draw = Draw::new(SEED);
    let times = draws(rows.len());
    let mut values = Vec::with_capacity(times);
    let (mut one, mut other) = (vec![0.0; bins], vec![0.0; bins]);
    for _ in 0..times {
        one.fill(0.0);
        other.fill(0.0);
        for (bin, first, weight) in rows {
            let table = if *first { &mut one } else { &mut other };
            let place = usize::try_from(*bin).ok().and_then(|bin| table.get_mut(bin));
            if let Some(cell) = place {
                *cell += draw.poisson() * weight;
            }
        }
        values.extend(number(&one, &other));
    }
    basic(value, values, 0.0, f64::INFINITY)
}

/// What the numbers are drawn from.
pub const SEED: u64 = 20_260_501;
