//! Two scores of the same customers: DeLong's test against every pair of customers counted one by one, and by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use silhouette_author::metrics::bootstrap::Draw;
use silhouette_author::metrics::paired::{self, Pair};
use silhouette_author::metrics::{Row, Sample, auc, ks};

fn pair(one: f64, other: f64, event: bool) -> Pair {
    Pair { risks: (one, other), probabilities: None, event, weight: 1.0 }
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
}

/// Three with the outcome and two without, so that every component can be written down.
#[test]
fn a_difference_by_hand() {
    let rows = [
        pair(3.0, 3.0, true),
        pair(2.0, 1.0, true),
        pair(1.0, 3.0, true),
        pair(1.0, 2.0, false),
        pair(0.0, 0.0, false),
    ];
    let (area, p) = paired::delong(&rows).unwrap();
    // First: 3 and 2 beat both, 1 ties with one and beats the other: components 1, 1, 3/4; area 11/12.
    // Second: 3, 1, 3 against 2, 0: 1, 1/2, 1; area 5/6.
    near(area.one, 11.0 / 12.0);
    near(area.other, 5.0 / 6.0);
    near(area.difference.value, -1.0 / 12.0);
    // Differences with the outcome 0, −1/2, 1/4 (mean −1/12): squares from it 1/144, 25/144, 16/144; over 2: 42/288.
    // Without: at 1 and 2 the first has (2 + 1/2)/3 = 5/6 above, the second 2/3; at 0 both 1: −1/6 and 0, mean −1/12:
    // squares 1/144 each, over 1: 2/144. Variance: (42/288)/3 + (2/144)/2 = 14/288 + 2/288 = 1/18.
    let error = (1.0_f64 / 18.0).sqrt();
    let interval = area.difference.interval.unwrap();
    near(interval.high - interval.low, 2.0 * 1.959_963_984_540_054 * error);
    // z = −(1/12)·√18 = −0.353553; two-sided p = 0.72367361 by tables of the normal distribution.
    assert!((p.unwrap() - 0.723_673_61).abs() < 1e-7, "{p:?}");
}

fn drawn(count: u32, seed: u64) -> Vec<Pair> {
    let mut draw = Draw::new(seed);
    let mut rows = Vec::new();
    for n in 0..count {
        let event = n % 4 == 0;
        let shift = if event { 1.0 } else { 0.0 };
        // Coarse scores: many are equal. The second is partly the first.
        let common = draw.poisson() + draw.poisson();
        let one = common + draw.poisson() + shift;
        let other = common + draw.poisson() + 2.0 * shift;
        let p = |risk: f64| 1.0 / (1.0 + (2.0 - risk / 3.0).exp());
        let probabilities = Some((p(one), p(other)));
        rows.push(Pair { risks: (one, other), probabilities, event, weight: 1.0 });
    }
    rows
}

/// The formula of the paper as it stands there: components by counting every pair, then covariances of both scores.
fn by_counting(rows: &[Pair]) -> (f64, f64) {
    let of = |event: bool| -> Vec<&Pair> { rows.iter().filter(|row| row.event == event).collect() };
    let (events, others) = (of(true), of(false));
    let beats = |x: f64, y: f64| match x.partial_cmp(&y).unwrap() {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    };
    let mut areas = Vec::new();
    let mut components = Vec::new();
    for risk in [|row: &Pair| row.risks.0, |row: &Pair| row.risks.1] {
        let mean = |all: Vec<f64>| all.iter().sum::<f64>() / all.len() as f64;
        let of_event = |e: &&Pair| mean(others.iter().map(|o| beats(risk(e), risk(o))).collect());
        let of_other = |o: &&Pair| mean(events.iter().map(|e| beats(risk(e), risk(o))).collect());
        let v10: Vec<f64> = events.iter().map(of_event).collect();
        let v01: Vec<f64> = others.iter().map(of_other).collect();
        areas.push(v10.iter().sum::<f64>() / v10.len() as f64);
        components.push([v10, v01]);
    }
    let covariance = |a: usize, b: usize, kind: usize| {
        let (x, y) = (&components[a][kind], &components[b][kind]);
        let sum: f64 = x.iter().zip(y).map(|(x, y)| (x - areas[a]) * (y - areas[b])).sum();
        sum / (x.len() as f64 - 1.0)
    };
    let variance = |kind: usize, count: usize| {
        (covariance(0, 0, kind) + covariance(1, 1, kind) - 2.0 * covariance(0, 1, kind))
            / count as f64
    };
    (areas[1] - areas[0], variance(0, events.len()) + variance(1, others.len()))
}

#[test]
fn the_test_is_that_of_the_paper() {
    for seed in 0..20 {
        let rows = drawn(157, seed);
        let (area, p) = paired::delong(&rows).unwrap();
        let (difference, variance) = by_counting(&rows);
        near(area.difference.value, difference);
        let interval = area.difference.interval.unwrap();
        near((interval.high - interval.low) / 2.0 / 1.959_963_984_540_054, variance.sqrt());
        let swapped: Vec<Pair> =
            rows.iter().map(|row| Pair { risks: (row.risks.1, row.risks.0), ..*row }).collect();
        let (turned, q) = paired::delong(&swapped).unwrap();
        near(turned.difference.value, -difference);
        near(p.unwrap(), q.unwrap());
    }
}

/// Each side alone is what the other rooms measure of it.
#[test]
fn both_sides_are_measured_as_ever() {
    let rows = drawn(400, 3);
    let found = paired::measure(&rows).unwrap();
    for (risk, area, distance) in [
        ((|row: &Pair| row.risks.0) as fn(&Pair) -> f64, found.auc.one, found.ks.one),
        (|row| row.risks.1, found.auc.other, found.ks.other),
    ] {
        let row = |row: &Pair| Row { risk: risk(row), event: row.event, weight: 1.0 };
        let sample = Sample::new(rows.iter().map(row).collect());
        near(area, auc::auc(&sample).unwrap().value);
        near(distance, ks::ks(&sample).unwrap().value);
    }
    near(found.gini.difference.value, 2.0 * found.auc.difference.value);
    let brier = found.brier.unwrap();
    let mean: f64 = rows
        .iter()
        .map(|row| (row.probabilities.unwrap().0 - f64::from(u8::from(row.event))).powi(2))
        .sum::<f64>()
        / 400.0;
    near(brier.one, mean);
    // Drawn again, the interval of Gini is about twice DeLong's of the area: two ways to one number.
    let width = |estimate: silhouette_author::metrics::Estimate| {
        estimate.interval.map(|i| i.high - i.low).unwrap()
    };
    let ratio = width(found.gini.difference) / width(found.auc.difference);
    assert!((1.8..2.2).contains(&ratio), "{ratio}");
    assert_eq!(paired::measure(&rows), Some(found), "the same rows, the same intervals");
}

/// Two scores that are equally good are told apart in about one of twenty populations.
#[test]
fn chance_is_as_frequent_as_it_should_be() {
    let mut draw = Draw::new(11);
    let mut apart = 0;
    for _ in 0..600 {
        let mut rows = Vec::new();
        for n in 0..120 {
            let event = n % 3 == 0;
            let shift = if event { 1.0 } else { 0.0 };
            let common = draw.poisson();
            let mut score = || common + draw.poisson() + draw.poisson() + shift;
            rows.push(pair(score(), score(), event));
        }
        apart += u32::from(paired::delong(&rows).unwrap().1.is_some_and(|p| p < 0.05));
    }
    // 30 expected, standard error 5.3.
    assert!((12..=52).contains(&apart), "{apart}");
}

#[test]
fn what_cannot_be_compared_is_none() {
    assert_eq!(paired::measure(&[]), None);
    assert_eq!(paired::measure(&[pair(1.0, 1.0, true), pair(0.0, 1.0, false)]), None);
    // One and the same score: no difference, and nothing that varies.
    let rows: Vec<Pair> =
        drawn(50, 1).iter().map(|row| Pair { risks: (row.risks.0, row.risks.0), ..*row }).collect();
    let (area, p) = paired::delong(&rows).unwrap();
    assert_eq!((area.difference.value, p), (0.0, None));
    // A weight of 2 on every row changes no number.
    let rows = drawn(80, 2);
    let heavy: Vec<Pair> = rows.iter().map(|row| Pair { weight: 2.0, ..*row }).collect();
    assert_eq!(paired::delong(&heavy).unwrap(), paired::delong(&rows).unwrap());
}
