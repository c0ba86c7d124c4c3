//! Two scores of the same customers: how far apart their measures are, and how sure that is.
//!
//! Both areas are of the same rows, so they go up and down together; the test of DeLong, DeLong and Clarke-Pearson (1988)
//! takes that into account: the variance of the difference is that of the differences of the components, row by row.
//! Everything else is drawn again with both scores of a row together.

use super::bootstrap::{self, Draw, SEED};
use super::intervals::{self, Estimate, Interval};
use super::{Z95, ks};

/// One customer under both scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Both scores, turned so that more of them means more of the outcome; finite.
    pub risks: (f64, f64),
    /// Both probabilities, where there are.
    pub probabilities: Option<(f64, f64)>,
    /// Whether the outcome came about.
    pub event: bool,
    /// How much the row counts; above 0.
    pub weight: f64,
}

/// A measure of both scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Of the first.
    pub one: f64,
    /// Of the second.
    pub other: f64,
    /// The second less the first, with its interval of 95 %.
    pub difference: Estimate,
}

/// What is measured of both scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Areas under the receiver operating characteristics; the interval is DeLong's.
    pub auc: Difference,
    /// How often a difference of the areas so great, either way, comes by chance alone; none where nothing varies.
    pub p: Option<f64>,
    /// Somers' D, drawn again.
    pub gini: Difference,
    /// Kolmogorov–Smirnov, drawn again.
    pub ks: Difference,
    /// Brier scores, where every row has both probabilities, drawn again.
    pub brier: Option<Difference>,
}

/// Rows in the order of one of the scores; equal scores stand together.
struct Order {
    /// Numbers of rows, and whether each begins a new score.
    rows: Vec<(usize, bool)>,
}

impl Order {
    fn of(rows: &[Pair], risk: impl Fn(&Pair) -> f64) -> Order {
        let mut sorted: Vec<(f64, usize)> =
            rows.iter().enumerate().map(|(at, row)| (risk(row), at)).collect();
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut last = f64::NAN;
        let rows = sorted.into_iter().map(|(risk, at)| {
            let begins = risk != last;
            last = risk;
            (at, begins)
        });
        Order { rows: rows.collect() }
    }

    /// Weights with and without the outcome of each score, ascending.
    fn steps(&self, rows: &[Pair], weights: &[f64], out: &mut Vec<(f64, f64, f64)>) {
        out.clear();
        for (at, begins) in &self.rows {
            if *begins || out.is_empty() {
                out.push((0.0, 0.0, 0.0));
            }
            let (Some(row), Some(weight)) = (rows.get(*at), weights.get(*at)) else { continue };
            let Some(step) = out.last_mut() else { continue };
            *(if row.event { &mut step.1 } else { &mut step.2 }) += weight;
        }
    }

    /// DeLong's component of each row: the part of the other kind that the row is on the right side of.
    fn components(&self, rows: &[Pair], (events, others): (f64, f64)) -> Vec<f64> {
        let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
        let mut steps = Vec::new();
        self.steps(rows, &weights, &mut steps);
        let mut components = vec![0.0; rows.len()];
        let (mut below, mut above) = (0.0, events);
        let mut steps = steps.into_iter();
        let mut here = (0.0, 0.0, 0.0);
        let mut first = true;
        for (at, begins) in &self.rows {
            if *begins || first {
                below += here.2;
                here = steps.next().unwrap_or_default();
                above -= here.1;
                first = false;
            }
            let (Some(row), Some(component)) = (rows.get(*at), components.get_mut(*at)) else {
                continue;
            };
            *component = match row.event {
                true => (below + here.2 / 2.0) / others,
                false => (above + here.1 / 2.0) / events,
            };
        }
        components
    }
}

/// The area under the curve of steps.
fn area(steps: &[(f64, f64, f64)], events: f64, others: f64) -> f64 {
    let (mut sum, mut below) = (0.0, 0.0);
    for (_, here, there) in steps {
        sum += here * (below + there / 2.0);
        below += there;
    }
    sum / (events * others)
}

/// Measures both scores; none with fewer than two rows of a kind. Rows with a score that is no finite number are left out.
#[must_use]
pub fn measure(rows: &[Pair]) -> Option<Measures> {
    let finite = |row: &&Pair| row.risks.0.is_finite() && row.risks.1.is_finite();
    let rows: Vec<Pair> = rows.iter().filter(finite).copied().collect();
    let (area, p) = delong(&rows)?;
    let orders = [Order::of(&rows, |row| row.risks.0), Order::of(&rows, |row| row.risks.1)];
    let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
    let mut steps = Vec::new();
    let first = drawn(&rows, &weights, &orders, &mut steps)?;
    let mut draw = Draw::new(SEED);
    let times = bootstrap::draws(rows.len());
    let mut all = [Vec::with_capacity(times), Vec::with_capacity(times), Vec::new()];
    let mut again = weights;
    for _ in 0..times {
        for (weight, row) in again.iter_mut().zip(&rows) {
            *weight = draw.poisson() * row.weight;
        }
        let Some(numbers) = drawn(&rows, &again, &orders, &mut steps) else { continue };
        for (all, number) in all.iter_mut().zip(numbers) {
            all.extend(number.map(|(one, other)| other - one));
        }
    }
    let [ginis, distances, briers] = all;
    let of = |pair: Option<(f64, f64)>, drawn: Vec<f64>, most: f64| {
        let (one, other) = pair?;
        let interval = bootstrap::basic(other - one, drawn, -most, most);
        Some(Difference { one, other, difference: Estimate { value: other - one, interval } })
    };
    let [gini, distance, brier] = first;
    Some(Measures {
        auc: area,
        p,
        gini: of(gini, ginis, 2.0)?,
        ks: of(distance, distances, 1.0)?,
        brier: of(brier, briers, 1.0),
    })
}

/// Gini, KS and Brier score of both under some weights; none without rows of both kinds.
fn drawn(
    rows: &[Pair],
    weights: &[f64],
    orders: &[Order; 2],
    steps: &mut Vec<(f64, f64, f64)>,
) -> Option<[Option<(f64, f64)>; 3]> {
    let (mut events, mut others) = (0.0, 0.0);
    let (mut one, mut other, mut told) = (0.0, 0.0, !rows.is_empty());
    for (row, weight) in rows.iter().zip(weights) {
        *(if row.event { &mut events } else { &mut others }) += weight;
        let Some((p, q)) = row.probabilities else {
            told = false;
            continue;
        };
        let came = f64::from(u8::from(row.event));
        one += weight * (p - came) * (p - came);
        other += weight * (q - came) * (q - came);
    }
    if events <= 0.0 || others <= 0.0 {
        return None;
    }
    let mut found = [(0.0, 0.0); 2];
    for (found, order) in found.iter_mut().zip(orders) {
        order.steps(rows, weights, steps);
        let gini = 2.0 * area(steps, events, others) - 1.0;
        *found = (gini, ks::between(steps.iter().copied(), events, others).value);
    }
    let [(gini, ks), (gini_of_other, ks_of_other)] = found;
    let all = events + others;
    let brier = told.then(|| (one / all, other / all));
    Some([Some((gini, gini_of_other)), Some((ks, ks_of_other)), brier])
}

/// Both areas, their difference with DeLong's interval, and how often one so great comes by chance; none with fewer than
/// two rows of a kind. With weights, the variance is that of the weighted means of the same components.
#[must_use]
pub fn delong(rows: &[Pair]) -> Option<(Difference, Option<f64>)> {
    let (mut events, mut others) = ((0.0, 0.0), (0.0, 0.0));
    for row in rows {
        let kind = if row.event { &mut events } else { &mut others };
        *kind = (kind.0 + row.weight, kind.1 + 1.0);
    }
    if events.1 < 2.0 || others.1 < 2.0 {
        return None;
    }
    let sums = (events.0, others.0);
    let of = |risk: fn(&Pair) -> f64| Order::of(rows, risk).components(rows, sums);
    let (one, other) = (of(|row| row.risks.0), of(|row| row.risks.1));
    let mean = |components: &[f64]| {
        let of = rows.iter().zip(components).filter(|(row, _)| row.event);
        intervals::mean(of.map(|(row, component)| (*component, row.weight))).map(|mean| mean.value)
    };
    let (first, second) = (mean(&one)?, mean(&other)?);
    let value = second - first;
    let (mut of_events, mut of_others) = (0.0, 0.0);
    for (row, (a, b)) in rows.iter().zip(one.iter().zip(&other)) {
        let apart = row.weight * (b - a - value);
        *(if row.event { &mut of_events } else { &mut of_others }) += apart * apart;
    }
    let part =
        |sum: f64, (weight, count): (f64, f64)| sum / (weight * weight) * (count / (count - 1.0));
    let error = (part(of_events, events) + part(of_others, others)).sqrt();
    let interval = Interval::around(value, Z95 * error).within(-1.0, 1.0);
    let difference = Estimate { value, interval: Some(interval) };
    let p = (error > 0.0).then(|| libm::erfc((value / error).abs() / std::f64::consts::SQRT_2));
    Some((Difference { one: first, other: second, difference }, p))
}
