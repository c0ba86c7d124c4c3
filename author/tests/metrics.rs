//! Measures of scores: numbers worked out by hand, and laws that hold for every population.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use silhouette_author::metrics::bootstrap::{self, Draw};
use silhouette_author::metrics::{Row, Sample, auc, calibration, divergence, intervals};
use silhouette_author::metrics::{ks, precision, quantiles};

fn sample(rows: &[(f64, u8)]) -> Sample {
    let row = |&(risk, event): &(f64, u8)| Row { risk, event: event == 1, weight: 1.0 };
    Sample::new(rows.iter().map(row).collect())
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
}

/// Three with the outcome at 0.8, 0.5, 0.4 and four without at 0.5, 0.3, 0.2, 0.1.
const SMALL: [(f64, u8); 7] =
    [(0.8, 1), (0.5, 1), (0.4, 1), (0.5, 0), (0.3, 0), (0.2, 0), (0.1, 0)];

#[test]
fn small_numbers_by_hand() {
    let sample = sample(&SMALL);
    // Pairs: 0.8 beats 4 of 4, 0.5 beats 3 and ties 1, 0.4 beats 3: (4 + 3.5 + 3) / 12.
    let area = auc::auc(&sample).unwrap();
    close(area.value, 10.5 / 12.0);
    close(auc::gini(area).value, 0.75);
    // Components: of those with the outcome 1, 7/8, 3/4 (mean 7/8, variance 1/64); of those without, at 0.5 the share
    // above is (1 + 1/2)/3 = 1/2, else 1, 1, 1 (mean 7/8, variance (9/64 + 3/64)/3 = 1/16).
    // Variance of the area: (1/64)/3 + (1/16)/4 = 1/192 + 3/192 = 1/48.
    let half = 1.959_963_984_540_054 * (1.0_f64 / 48.0).sqrt();
    let interval = area.interval.unwrap();
    close(interval.low, 0.875 - half);
    close(interval.high, 1.0); // 0.875 + 0.283 is cut
    // Up to 0.3: none of three, three of four.
    let distance = ks::ks(&sample).unwrap();
    close(distance.value, 0.75);
    close(distance.at, 0.3);
    // From above: 0.8 (1 of 1), 0.5 (2 of 3), 0.4 (3 of 4), each a third.
    close(precision::average_precision(&sample).unwrap(), (1.0 + 2.0 / 3.0 + 0.75) / 3.0);
}

#[test]
fn rates_and_their_intervals_by_hand() {
    // 1 of 10: Wilson's interval is 0.01787621 to 0.40415002 (statsmodels' proportion_confint says the same).
    let one = intervals::rate(1.0, 10.0, 10.0).unwrap();
    let interval = one.interval.unwrap();
    assert!((interval.low - 0.017_876_21).abs() < 1e-8, "{interval:?}");
    assert!((interval.high - 0.404_150_02).abs() < 1e-8, "{interval:?}");
    // None of 10: from 0 to z²/(n + z²).
    let none = intervals::rate(0.0, 10.0, 10.0).unwrap();
    close(none.interval.unwrap().low, 0.0);
    let square = 1.959_963_984_540_054_f64.powi(2);
    close(none.interval.unwrap().high, square / (10.0 + square));
    assert_eq!(intervals::rate(0.0, 0.0, 0.0), None);
    // Newcombe's own example (1998, table II, row a): 56/70 − 48/80 = 0.2, interval 0.0524 to 0.3339.
    let (a, b) = (intervals::rate(56.0, 70.0, 70.0), intervals::rate(48.0, 80.0, 80.0));
    let difference = intervals::difference(a.unwrap(), b.unwrap());
    close(difference.value, 0.2);
    let interval = difference.interval.unwrap();
    assert!((interval.low - 0.0524).abs() < 5e-5, "{interval:?}");
    assert!((interval.high - 0.3339).abs() < 5e-5, "{interval:?}");
    // Ten rows of weight 3 tell as much as ten rows.
    assert_eq!(intervals::rate(3.0, 30.0, 90.0).unwrap(), one);
}

#[test]
fn calibration_by_hand() {
    // (0.8 − 1)² = 0.04, (0.4 − 0)² = 0.16, (0.3 − 0)² = 0.09: mean 0.29 / 3.
    let rows = [(0.8, true, 1.0), (0.4, false, 1.0), (0.3, false, 1.0)];
    close(calibration::brier(&rows).unwrap().value, 0.29 / 3.0);
    let loss = -(0.8_f64.ln() + 0.6_f64.ln() + 0.7_f64.ln()) / 3.0;
    close(calibration::log_loss(&rows).unwrap().value, loss);
    // A certain mistake is as bad as the precision allows, not infinite.
    let wrong = calibration::log_loss(&[(1.0, false, 1.0)]).unwrap().value;
    assert!(wrong.is_finite() && wrong > 36.0, "{wrong}");
    assert_eq!(calibration::brier(&[]), None);
}

#[test]
fn divergence_by_hand() {
    // Shares 1/2, 1/2 and 1/4, 3/4: (1/4)·ln 2 + (−1/4)·ln(2/3) = ln(3) / 4.
    let empty = (0.9, 0.9);
    close(divergence::psi(&[1.0, 1.0], &[1.0, 3.0], empty).unwrap(), 3.0_f64.ln() / 4.0);
    // An empty bin counts as 0.9 rows: shares 0.9/9.9 and 9/9.9 against 1/2, 1/2.
    let (a, b): (f64, f64) = (0.9 / 9.9, 9.0 / 9.9);
    let wanted = (0.5 - a) * (0.5 / a).ln() + (0.5 - b) * (0.5 / b).ln();
    close(divergence::psi(&[5.0, 5.0], &[0.0, 9.0], empty).unwrap(), wanted);
    // A bin that nobody is in on either side changes nothing.
    close(divergence::psi(&[5.0, 0.0, 5.0], &[0.0, 0.0, 9.0], empty).unwrap(), wanted);
    assert_eq!(divergence::psi(&[1.0], &[0.0], empty), None);
    // χ² with 9 degrees of freedom is below 16.919 in 95 of 100 cases (any table), with 1 below 3.841.
    let nine = divergence::by_chance(10, 100.0, 100.0).unwrap();
    assert!((nine - 16.919 / 50.0).abs() < 5e-4, "{nine}");
    let one = divergence::by_chance(2, 100.0, 100.0).unwrap();
    assert!((one - 3.841 / 50.0).abs() < 2e-3, "{one}");
    assert_eq!(divergence::by_chance(1, 9.0, 9.0), None);
    // Nothing in common: ln 2.
    let apart = divergence::jensen_shannon(&[1.0, 0.0], &[0.0, 1.0]).unwrap();
    close(apart, std::f64::consts::LN_2);
}

#[test]
fn quantiles_by_hand() {
    let rows: Vec<(f64, f64)> = [1.0, 2.0, 4.0, 8.0].map(|value| (value, 1.0)).to_vec();
    // NumPy: np.quantile([1, 2, 4, 8], [0, .25, .5, .9, 1]) = [1, 1.75, 3, 6.8, 8].
    for (share, wanted) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
        close(quantiles::quantile(&rows, share).unwrap(), wanted);
    }
    // A row of weight 3 stands there three times: [1, 2, 2, 2, 4].
    let weighted = [(1.0, 1.0), (2.0, 3.0), (4.0, 1.0)];
    for (share, wanted) in [(0.25, 2.0), (0.75, 2.0), (0.875, 3.0)] {
        close(quantiles::quantile(&weighted, share).unwrap(), wanted);
    }
    assert_eq!(quantiles::quantile(&[], 0.5), None);
    assert_eq!([0.5, 1.0, 1.5, 2.0].map(|value| quantiles::part(&[1.0, 2.0], value)), [0, 1, 1, 2]);
}

/// Populations that are not alike: sizes, ties and separation by a fixed seed.
fn populations() -> Vec<Vec<(f64, u8)>> {
    let mut draw = Draw::new(7);
    let mut uniform = move |below: u32| {
        // Sums of Poisson draws, folded: not uniform, but all over the range.
        let sum: f64 = (0..6).map(|place| draw.poisson() * f64::from(7_u32.pow(place))).sum();
        sum as u32 % below
    };
    let kinds = (2..60).map(|size: usize| (size, [2_u32, 5, 1000][size % 3], size % 4));
    let all = kinds.map(|(size, scores, shift)| {
        let row = |_| {
            let event = uniform(3) == 0;
            let risk = uniform(scores) + if event { u32::try_from(shift).unwrap() } else { 0 };
            (f64::from(risk) / 16.0, u8::from(event))
        };
        (0..size * 3).map(row).collect()
    });
    let all: Vec<Vec<(f64, u8)>> = all.collect();
    all.into_iter().filter(|rows| sample(rows).counts().both()).collect()
}

#[test]
fn laws_of_the_area() {
    let all = populations();
    assert!(all.len() > 40, "{}", all.len());
    for rows in &all {
        let area = auc::auc(&sample(rows)).unwrap();
        // By its definition: all pairs, of equals half.
        let (mut won, mut pairs) = (0.0, 0.0);
        for (one, _) in rows.iter().filter(|row| row.1 == 1) {
            for (other, _) in rows.iter().filter(|row| row.1 == 0) {
                pairs += 1.0;
                won += if one > other {
                    1.0
                } else if one == other {
                    0.5
                } else {
                    0.0
                };
            }
        }
        close(area.value, won / pairs);
        // What keeps the order changes nothing, not even the interval.
        let mapped: Vec<(f64, u8)> = rows.iter().map(|(x, y)| (x.exp() - 3.0, *y)).collect();
        assert_eq!(auc::auc(&sample(&mapped)).unwrap(), area);
        let flipped: Vec<(f64, u8)> = rows.iter().map(|(x, y)| (*x, 1 - y)).collect();
        close(auc::auc(&sample(&flipped)).unwrap().value, 1.0 - area.value);
        let turned: Vec<(f64, u8)> = rows.iter().map(|(x, y)| (-x, *y)).collect();
        close(auc::auc(&sample(&turned)).unwrap().value, 1.0 - area.value);
        let level: Vec<(f64, u8)> = rows.iter().map(|(_, y)| (1.0, *y)).collect();
        assert_eq!(auc::auc(&sample(&level)).unwrap().value, 0.5);
        // The order of the rows means nothing.
        let back: Vec<(f64, u8)> = rows.iter().rev().copied().collect();
        assert_eq!(auc::auc(&sample(&back)).unwrap(), area);
    }
}

#[test]
fn the_distance_is_that_of_all_thresholds() {
    for rows in populations() {
        let of = |event: u8| rows.iter().filter(move |row| row.1 == event);
        let below = |event: u8, bound: f64| {
            of(event).filter(|row| row.0 <= bound).count() as f64 / of(event).count() as f64
        };
        let distances = rows.iter().map(|(bound, _)| (below(1, *bound) - below(0, *bound)).abs());
        let found = ks::ks(&sample(&rows)).unwrap();
        close(found.value, distances.fold(0.0, f64::max));
        close((below(1, found.at) - below(0, found.at)).abs(), found.value);
    }
}

#[test]
fn divergence_is_a_distance() {
    let mut draw = Draw::new(3);
    for bins in 1..30 {
        let mut counts = || -> Vec<f64> { (0..bins).map(|_| draw.poisson() * 3.0).collect() };
        let (mut a, mut b) = (counts(), counts());
        a[0] += 1.0;
        b[0] += 1.0;
        let empty = (0.9, 0.9);
        assert_eq!(divergence::psi(&a, &a, empty), Some(0.0));
        let (one, other) = (divergence::psi(&a, &b, empty), divergence::psi(&b, &a, empty));
        close(one.unwrap(), other.unwrap());
        assert!(one.unwrap() >= 0.0);
        let apart = divergence::jensen_shannon(&a, &b).unwrap();
        assert!((0.0..=std::f64::consts::LN_2 + 1e-12).contains(&apart), "{apart}");
    }
}

#[test]
fn one_class_has_no_number() {
    for event in [0, 1] {
        let sample = sample(&[(0.1, event), (0.2, event)]);
        assert_eq!(auc::auc(&sample), None);
        assert_eq!(ks::ks(&sample), None);
        assert_eq!(bootstrap::of_ranks(&sample), (None, None));
    }
    assert_eq!(auc::auc(&sample(&[])), None);
    // One of a kind: an area, but nothing that tells how sure it is.
    assert_eq!(auc::auc(&sample(&[(1.0, 1), (0.0, 0), (0.5, 0)])).unwrap().interval, None);
    // No score is none.
    assert_eq!(sample(&[(f64::NAN, 1), (1.0, 0)]).counts().rows(), 1);
}

#[test]
fn weights_count_rows() {
    for rows in populations() {
        // A row of weight 2 is as good as two rows, for everything but how sure it is.
        let twice: Vec<(f64, u8)> = rows.iter().chain(&rows).copied().collect();
        let heavy = rows.iter().map(|&(risk, event)| Row { risk, event: event == 1, weight: 2.0 });
        let (heavy, twice) = (Sample::new(heavy.collect()), sample(&twice));
        let value = |sample: &Sample| auc::auc(sample).unwrap().value;
        close(value(&heavy), value(&twice));
        close(ks::ks(&heavy).unwrap().value, ks::ks(&twice).unwrap().value);
        let of = |sample: &Sample| precision::average_precision(sample).unwrap();
        close(of(&heavy), of(&twice));
        // Equal weights are none: the interval is that of the rows.
        let (plain, equal) = (auc::auc(&sample(&rows)).unwrap(), auc::auc(&heavy).unwrap());
        let ends = |of: intervals::Estimate| of.interval.map(|i| (i.low, i.high));
        if let (Some(one), Some(other)) = (ends(plain), ends(equal)) {
            close(one.0, other.0);
            close(one.1, other.1);
        }
    }
}

/// DeLong's interval against one that was drawn from the population itself.
#[test]
fn the_formula_agrees_with_drawing() {
    let mut draw = Draw::new(11);
    let row = |place: usize| {
        let event = place.is_multiple_of(3);
        let sum: f64 = (0..12).map(|_| draw.poisson()).sum();
        Row { risk: sum + if event { 3.0 } else { 0.0 }, event, weight: 1.0 }
    };
    let rows: Vec<Row> = (0..900).map(row).collect();
    let interval = auc::auc(&Sample::new(rows.clone())).unwrap().interval.unwrap();
    let mut draw = Draw::new(12);
    let areas: Vec<f64> = (0..2000)
        .map(|_| {
            let again = rows.iter().map(|row| Row { weight: draw.poisson(), ..*row });
            auc::auc(&Sample::new(again.collect())).unwrap().value
        })
        .collect();
    let drawn = bootstrap::percentiles(areas).unwrap();
    let width = interval.high - interval.low;
    assert!((drawn.low - interval.low).abs() < 0.08 * width, "{drawn:?} {interval:?}");
    assert!((drawn.high - interval.high).abs() < 0.08 * width, "{drawn:?} {interval:?}");
}

#[test]
fn draws_are_poisson() {
    let mut draw = Draw::new(1);
    let drawn: Vec<f64> = (0..200_000).map(|_| draw.poisson()).collect();
    let share = |count: f64| {
        drawn.iter().filter(|drawn| **drawn == count).count() as f64 / drawn.len() as f64
    };
    // e⁻¹ / k!; five standard errors are at most 0.0054.
    let mut wanted = (-1.0_f64).exp();
    for count in 0..6 {
        assert!((share(f64::from(count)) - wanted).abs() < 0.0055, "{count}");
        wanted /= f64::from(count + 1);
    }
    // Twice the same.
    let rows: Vec<(f64, u8)> = (0..100).map(|n| (f64::from(n), u8::from(n % 3 == 0))).collect();
    let sample = sample(&rows);
    assert_eq!(bootstrap::of_ranks(&sample), bootstrap::of_ranks(&sample));
    let (distance, average) = bootstrap::of_ranks(&sample);
    let holds =
        |interval: intervals::Interval, value| interval.low <= value && value <= interval.high;
    assert!(holds(distance.unwrap(), ks::ks(&sample).unwrap().value));
    assert!(holds(average.unwrap(), precision::average_precision(&sample).unwrap()));
}

/// The index of two draws of one population lies below what chance explains, about 95 times of 100.
#[test]
fn chance_explains_what_it_should() {
    let mut draw = Draw::new(5);
    let mut below = 0;
    for _ in 0..400 {
        let mut counts = || -> Vec<f64> {
            (0..8).map(|_| (0..200).map(|_| draw.poisson()).sum::<f64>()).collect()
        };
        let (a, b) = (counts(), counts());
        let bound = divergence::by_chance(8, a.iter().sum(), b.iter().sum()).unwrap();
        below += u32::from(divergence::psi(&a, &b, (0.9, 0.9)).unwrap() < bound);
    }
    // 380 ± 5 standard errors of 4.4.
    assert!((358..=400).contains(&below), "{below}");
}

/// Two probabilities, 0.2 told to 100 customers of whom 30 have the outcome, 0.6 told to 50 of whom 25 have it. With as
/// many parameters as groups, the line goes through both rates: all of it can be worked out by hand.
#[test]
fn a_calibration_line_through_two_groups() {
    let mut told: Vec<calibration::Told> = Vec::new();
    told.extend((0..100).map(|n| (0.2, n < 30, 1.0)));
    told.extend((0..50).map(|n| (0.6, n < 25, 1.0)));
    let line = calibration::line(&told).unwrap();
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (x, y) = ((logit(0.2), logit(0.6)), (logit(0.3), logit(0.5)));
    let slope = (y.1 - y.0) / (x.1 - x.0);
    let near = |found: f64, wanted: f64| {
        assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
    };
    near(line.slope.value, slope);
    near(line.intercept.value, y.0 - slope * x.0);
    // The variance of the logit of a rate is 1 / (n·r·(1−r)).
    let (v, w): (f64, f64) = (1.0 / (100.0 * 0.3 * 0.7), 1.0 / (50.0 * 0.5 * 0.5));
    let apart = x.1 - x.0;
    near(line.slope.error, (v + w).sqrt() / apart);
    near(line.intercept.error, (x.1 * x.1 * v + x.0 * x.0 * w).sqrt() / apart);
    // In the large: 55 have it, so a solves 100·q(0.2) + 50·q(0.6) = 55; found by halving, not by Newton's method.
    let q = |a: f64, p: f64| 1.0 / (1.0 + (-(a + logit(p))).exp());
    let (mut low, mut high) = (-5.0, 5.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        let sum = 100.0 * q(middle, 0.2) + 50.0 * q(middle, 0.6);
        *(if sum < 55.0 { &mut low } else { &mut high }) = middle;
    }
    near(line.in_the_large.value, low);
    let v = |p: f64| q(low, p) * (1.0 - q(low, p));
    near(line.in_the_large.error, (100.0 * v(0.2) + 50.0 * v(0.6)).sqrt().recip());
    // A weight of 3 is the estimate of three such rows, its error that of one: √3 times as great.
    let heavy: Vec<calibration::Told> = told.iter().map(|row| (row.0, row.1, 3.0)).collect();
    let heavy = calibration::line(&heavy).unwrap();
    near(heavy.slope.value, slope);
    near(heavy.slope.error, line.slope.error);
}

/// The line is where the likelihood is greatest: every other place near it is worse. Many different probabilities,
/// some of them 0 and 1, and weights.
#[test]
fn a_calibration_line_is_the_likeliest() {
    let mut draw = Draw::new(9);
    let rows = |n: u32, draw: &mut Draw| {
        let p = f64::from(n % 101) / 100.0;
        (p, draw.poisson() > 1.0 + p, 1.0 + f64::from(n % 3))
    };
    let told: Vec<calibration::Told> = (0..2000).map(|n| rows(n, &mut draw)).collect();
    let line = calibration::line(&told).unwrap();
    let likelihood = |a: f64, b: f64| -> f64 {
        let of = |(p, event, weight): &calibration::Told| {
            let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
            let q = 1.0 / (1.0 + (-(a + b * (p / (1.0 - p)).ln())).exp());
            weight * (if *event { q } else { 1.0 - q }).ln()
        };
        told.iter().map(of).sum()
    };
    let (a, b) = (line.intercept.value, line.slope.value);
    let best = likelihood(a, b);
    for (here, there) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3), (1e-3, -1e-3)] {
        assert!(likelihood(a + here, b + there) < best, "{here} {there}");
    }
}

#[test]
fn a_calibration_line_that_cannot_be_fitted_is_none() {
    let same: Vec<calibration::Told> = (0..10).map(|n| (0.3, n < 4, 1.0)).collect();
    assert_eq!(calibration::line(&same), None);
    let parted: Vec<calibration::Told> =
        (1..20).map(|n| (f64::from(n) / 20.0, n > 10, 1.0)).collect();
    assert_eq!(calibration::line(&parted), None);
    assert_eq!(calibration::line(&[(0.3, true, 1.0), (0.4, true, 1.0)]), None);
    assert_eq!(calibration::line(&[]), None);
}
