//! The randomiser and the estimates made of what it tells, held against libraries for local differential privacy:
//! `../shared/truth/ldp`, whose README says how to compare.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts"
)]

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette::egress::bytes::{self, Said};
use silhouette::egress::randomise::{keep, randomise};
use silhouette_author::compile;
use silhouette_author::reports::collect::{Collected, Refusal};
use silhouette_author::reports::estimate::Channel;

const TRUTH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/truth/ldp/ldp_truth.json");

fn truth() -> Option<Value> {
    let Ok(text) = std::fs::read(TRUTH) else {
        println!("skipped: there is no ../shared/truth/ldp");
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}

/// SplitMix64, of which the upper half of each step is a draw.
struct Random(u64);

impl Random {
    fn draw(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) >> 32).unwrap()
    }
}

/// A policy that asks one question with `count` answers at an ε.
fn engine(count: usize, epsilon: f64) -> Engine {
    let values: Vec<String> = (1..count).map(|value| format!("v{value}")).collect();
    let policy = json!({
        "id": "asks", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "fact": { "type": "enum", "values": values } },
        "egress": [{ "id": "one", "fields": { "fact": { "of": "fact" } }, "epsilon": epsilon, "per": "30d" }],
    });
    let checked = compile::check(policy.to_string().as_bytes());
    checked.engine.unwrap_or_else(|| panic!("{:?}", checked.compiled.findings("p")))
}

/// What the compiler made of it: of 2^32 draws, so many for each answer that is not the true one.
fn slice(engine: &Engine) -> u32 {
    engine.program().egress.as_ref().unwrap().reports[0].questions[0].slice
}

fn cases(truth: &Value) -> Vec<(usize, f64, &Value)> {
    let cases = truth["cases"].as_array().unwrap().iter().filter(|case| case["mech"] == "GRR");
    let number = |case: &Value, key: &str| case[key].as_f64().unwrap();
    cases
        .map(|case| {
            (usize::try_from(case["k"].as_u64().unwrap()).unwrap(), number(case, "eps"), case)
        })
        .collect()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
}

#[test]
fn probabilities_are_those_of_the_peers_from_below() {
    let Some(truth) = truth() else { return };
    for (count, epsilon, case) in cases(&truth) {
        let channel = Channel::of(count, slice(&engine(count, epsilon)));
        let (p, q) = (case["p"].as_f64().unwrap(), case["q"].as_f64().unwrap());
        // One draw of 2^32 for each of the others is the rounding.
        let unit = 1.0 / 4_294_967_296.0;
        assert!(
            channel.p <= p + 1e-15 && p - channel.p <= unit * count as f64,
            "{count} {epsilon}"
        );
        assert!(channel.q >= q - 1e-15 && channel.q - q <= unit, "{count} {epsilon}");
    }
    let certified = truth["opendp_rr_eps"].as_array().unwrap();
    assert!(certified.len() >= 3);
    for one in certified {
        let count = usize::try_from(one["k"].as_u64().unwrap()).unwrap();
        let (epsilon, prob) = (one["eps"].as_f64().unwrap(), one["prob"].as_f64().unwrap());
        let slice = slice(&engine(count, epsilon));
        let kept = keep(count, slice) as f64 / 4_294_967_296.0;
        assert!((kept - prob).abs() < 1e-7, "{count} {epsilon}");
        // What OpenDP certifies for its own probability is not below ours.
        let own = (keep(count, slice) as f64 / f64::from(slice)).ln();
        assert!(own <= one["opendp_epsilon_map"].as_f64().unwrap() + 1e-12, "{count} {epsilon}");
        assert!(epsilon - own < 1e-6, "{count} {epsilon}");
    }
}

#[test]
fn estimates_are_those_of_the_peers() {
    let Some(truth) = truth() else { return };
    let decoded = truth["decode"].as_array().unwrap().iter().filter(|one| one["mech"] == "GRR");
    let mut compared = 0;
    for one in decoded {
        let count = usize::try_from(one["k"].as_u64().unwrap()).unwrap();
        let (epsilon, all) = (one["eps"].as_f64().unwrap(), one["n"].as_f64().unwrap());
        // The peer's own probabilities, in floating point: the formula.
        let e = epsilon.exp();
        let peers = Channel { p: e / (e + count as f64 - 1.0), q: 1.0 / (e + count as f64 - 1.0) };
        // The pack's, in whole numbers.
        let own = Channel::of(count, slice(&engine(count, epsilon)));
        let wanted = numbers(&one["peer_estimate_counts"]);
        for (told, wanted) in numbers(&one["noisy_counts"]).into_iter().zip(wanted) {
            let estimate = peers.estimate(told, all).count;
            assert!((estimate - wanted).abs() < 1e-6, "{estimate} {wanted}");
            // 2^−32 in the probabilities moves an estimate by that part of n/(p−q)².
            let estimate = own.estimate(told, all).count;
            let rounding = all / (peers.p - peers.q).powi(2) / 4_294_967_296.0 * count as f64;
            assert!((estimate - wanted).abs() < 1e-6 + rounding, "{estimate} {wanted} {rounding}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn standard_errors_are_those_of_the_peers() {
    let Some(truth) = truth() else { return };
    for (count, epsilon, case) in cases(&truth) {
        let channel = Channel::of(count, slice(&engine(count, epsilon)));
        let all = case["n"].as_f64().unwrap();
        let sd = numbers(&case["analytic_sd_count"]);
        for (held, sd) in numbers(&case["true_counts"]).into_iter().zip(sd) {
            let own = channel.error(held, all);
            assert!((own / sd - 1.0).abs() < 1e-5, "{count} {epsilon}: {own} {sd}");
        }
    }
}

/// Estimates from the engine's own randomiser over many runs: their means, and their deviations.
fn simulate(
    count: usize,
    slice: u32,
    told_slice: u32,
    held: &[usize],
    runs: usize,
    seed: u64,
) -> Vec<(f64, f64)> {
    let all: usize = held.iter().sum();
    let channel = Channel::of(count, slice);
    let mut random = Random(seed);
    let mut sums = vec![(0.0, 0.0); count];
    for _ in 0..runs {
        let mut told = vec![0_u32; count];
        for (truth, &many) in held.iter().enumerate() {
            for _ in 0..many {
                told[randomise(truth, count, told_slice, random.draw())] += 1;
            }
        }
        for (sum, &told) in sums.iter_mut().zip(&told) {
            let estimate = channel.estimate(f64::from(told), all as f64).count;
            sum.0 += estimate;
            sum.1 += estimate * estimate;
        }
    }
    let n = runs as f64;
    let moments = |(sum, squares): (f64, f64)| {
        (sum / n, ((squares - sum * sum / n) / (n - 1.0)).max(0.0).sqrt())
    };
    sums.into_iter().map(moments).collect()
}

#[test]
fn the_engines_randomiser_behaves_as_the_peers() {
    let Some(truth) = truth() else { return };
    let runs = 120;
    assert_eq!(truth["runs"], runs);
    let mut compared = 0;
    for (seed, (count, epsilon, case)) in (1..).zip(cases(&truth)) {
        let held: Vec<usize> = case["true_counts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| usize::try_from(n.as_u64().unwrap()).unwrap())
            .collect();
        let slice = slice(&engine(count, epsilon));
        let moments = simulate(count, slice, slice, &held, runs, seed);
        let analytic = numbers(&case["analytic_sd_count"]);
        for ((mean, sd), (held, analytic)) in
            moments.into_iter().zip(held.into_iter().zip(analytic))
        {
            let off = (mean - held as f64).abs();
            assert!(
                off <= 4.0 * analytic / f64::from(runs as u32).sqrt(),
                "{count} {epsilon}: {mean} {held}"
            );
            assert!((0.8..=1.25).contains(&(sd / analytic)), "{count} {epsilon}: {sd} {analytic}");
            compared += 1;
        }
    }
    println!("{compared} answers compared");
    assert!(compared >= 30);
}

/// The same comparison has the power to find a threshold that is wrong by two in a hundred, either way.
#[test]
fn a_threshold_that_is_two_percent_off_is_found() {
    let engine = engine(3, 1.0);
    let right = slice(&engine);
    let held = [120_000, 60_000, 20_000];
    let all: usize = held.iter().sum();
    let worst = |told_slice: u32, seed: u64| {
        let moments = simulate(3, right, told_slice, &held, 12, seed);
        let channel = Channel::of(3, right);
        let off = moments.iter().zip(held).map(|(&(mean, _), held)| {
            let sd = channel.error(held as f64, all as f64) / 12.0_f64.sqrt();
            (mean - held as f64).abs() / sd
        });
        off.fold(0.0, f64::max)
    };
    for seed in 0..5 {
        assert!(worst(right, seed) <= 4.0, "{seed}: {}", worst(right, seed));
        for wrong in [right / 100 * 98, right / 100 * 102] {
            assert!(worst(wrong, seed) > 4.0, "{seed} {wrong}: {}", worst(wrong, seed));
        }
    }
}

/// Of intervals of 95 % about 95 in 100 hold the truth.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let engine = engine(4, 2.0);
    let slice = slice(&engine);
    let channel = Channel::of(4, slice);
    let held = [700_usize, 200, 90, 10];
    let mut random = Random(99);
    let (mut holds, mut tried) = (0, 0);
    for _ in 0..1500 {
        let mut told = [0_u32; 4];
        for (truth, &many) in held.iter().enumerate() {
            for _ in 0..many {
                told[randomise(truth, 4, slice, random.draw())] += 1;
            }
        }
        for (&told, &held) in told.iter().zip(&held) {
            let interval = channel.estimate(f64::from(told), 1000.0);
            holds += usize::from(interval.low <= held as f64 && held as f64 <= interval.high);
            tried += 1;
        }
    }
    // Five standard errors of 95 in 100 of 6,000 that are not quite independent.
    let part = holds as f64 / f64::from(tried);
    assert!((0.93..0.97).contains(&part), "{part}");
}

#[test]
fn only_reports_of_the_policy_count() {
    let engine = engine(4, 1.0);
    let other = self::engine(4, 1.5);
    let policy = |engine: &Engine| {
        let digits =
            |place: usize| u8::from_str_radix(&engine.digest_hex()[place..place + 2], 16).unwrap();
        std::array::from_fn(|place| digits(2 * place))
    };
    let report = |engine: &Engine, number: u8, answers: [u8; 8]| {
        bytes::write(&Said { report: number, policy: policy(engine), period: 685, answers })
    };
    let told = |answer| [answer, 0, 0, 0, 0, 0, 0, 0];
    let mut collected = Collected::new(&engine, None);
    assert_eq!(collected.add(&report(&engine, 0, told(3))), Ok(()));
    assert_eq!(collected.add(&report(&engine, 0, told(0))), Ok(()));
    assert_eq!(
        collected.add(&report(&engine, 0, told(4))),
        Err(Refusal::Impossible),
        "four answers"
    );
    assert_eq!(collected.add(&report(&engine, 1, told(0))), Err(Refusal::Impossible), "one report");
    assert_eq!(
        collected.add(&report(&engine, 0, [0, 1, 0, 0, 0, 0, 0, 0])),
        Err(Refusal::Impossible),
        "one question"
    );
    assert_eq!(collected.add(&report(&other, 0, told(0))), Err(Refusal::OtherPolicy));
    assert_eq!(collected.add(&report(&engine, 0, told(0))[1..]), Err(Refusal::Malformed));
    assert_eq!(collected.counted(), 2);
    assert_eq!(collected.refused.values().sum::<u64>(), 5);
    let [period] = &collected.periods()[..] else { panic!() };
    assert_eq!(period.from, 685 * 30 * 86_400_000);
    let told: Vec<u64> = period.fields[0].iter().map(|(told, _)| *told).collect();
    assert_eq!(told, [1, 0, 0, 1]);
    let sum: f64 = period.fields[0].iter().map(|(_, estimate)| estimate.count).sum();
    assert!((sum - 2.0).abs() < 1e-9, "estimates add up to the reports");
    assert_eq!(
        Collected::new(&engine, Some(1)).add(&report(&engine, 0, [0; 8])),
        Err(Refusal::OtherReport)
    );
}

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/reports.md");

/// The tables of docs/reports.md, by the engine's own whole numbers. With `SILHOUETTE_BLESS=1` they are written there.
#[test]
fn the_pages_tables_are_computed() {
    let epsilons = [0.5, 1.0, 2.0, 4.0];
    let mut belief = String::from("| ε | e^ε | 10 % → |\n|---|---|---|\n");
    let mut needed =
        String::from("| answers 答案数 | ε | p | q | ±1 % | ±5 % |\n|---|---|---|---|---|---|\n");
    for epsilon in epsilons {
        let odds: f64 = f64::exp(epsilon);
        belief += &format!("| {epsilon} | {odds:.2} | {:.1} % |\n", 100.0 * odds / (odds + 9.0));
    }
    for count in [2, 4, 7, 16] {
        for epsilon in epsilons {
            let channel = Channel::of(count, slice(&engine(count, epsilon)));
            let Channel { p, q } = channel;
            let [fine, coarse] = [0.01, 0.05].map(|side| channel.needed(side));
            needed +=
                &format!("| {count} | {epsilon} | {p:.4} | {q:.4} | {fine:.0} | {coarse:.0} |\n");
        }
    }
    let page = std::fs::read_to_string(PAGE).unwrap();
    let mut fresh = page.clone();
    for (name, table) in [("belief", belief), ("needed", needed)] {
        let (before, rest) = fresh.split_once(&format!("<!-- {name} -->\n")).unwrap();
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        fresh = format!("{before}<!-- {name} -->\n{table}<!-- end -->{after}");
    }
    if std::env::var_os("SILHOUETTE_BLESS").is_some() {
        std::fs::write(PAGE, &fresh).unwrap();
    } else {
        assert_eq!(page, fresh, "SILHOUETTE_BLESS=1 writes the tables");
    }
}

/// The number of reports that is said to be needed is: with so many, estimates lie within the distance 95 times in 100.
#[test]
fn so_many_reports_are_needed() {
    let right = slice(&engine(7, 1.0));
    let channel = Channel::of(7, right);
    // By hand: p = e/(e+6), q = 1/(e+6), (1.96/0.05)² · p(1−p)/(p−q)².
    let (e, z) = (1.0_f64.exp(), 1.959_964);
    let (p, q) = (e / (e + 6.0), 1.0 / (e + 6.0));
    let wanted = (z / 0.05_f64).powi(2) * p * (1.0 - p) / (p - q).powi(2);
    let all = channel.needed(0.05);
    assert!((all - wanted).abs() < 2.0, "{all} {wanted}");
    // Every customer the same: that has the largest error.
    let mut random = Random(5);
    let runs = 2000;
    let mut within = 0;
    for _ in 0..runs {
        let mut told = 0;
        for _ in 0..all as u32 {
            told += u32::from(randomise(2, 7, right, random.draw()) == 2);
        }
        let share = channel.estimate(f64::from(told), all).count / all;
        within += u32::from((share - 1.0).abs() <= 0.05);
    }
    let part = f64::from(within) / f64::from(runs);
    assert!((0.935..0.965).contains(&part), "{part}");
}
