//! Populations that never were: the same for the same seed, as they are described, and taken by the policies that ship.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use silhouette::Engine;
use silhouette::model::time::days_of;
use silhouette_author::compile::check;
use silhouette_author::customer::Customer as Line;
use silhouette_author::synth::calendar::{self, DAY, OFFSET, Sort};
use silhouette_author::synth::credit::Credit;
use silhouette_author::synth::draw::{Concern, Draw};
use silhouette_author::synth::life::{Life, Occupation};
use silhouette_author::synth::vocabulary::{Vocabulary, kind};
use silhouette_author::synth::{Customer, Plan, spending, write};

fn root(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

fn engine(policy: &str) -> Engine {
    check(root(policy).as_bytes()).engine.unwrap()
}

fn plan(policy: &str, seed: u64, days: i64) -> (Plan, Engine) {
    let engine = engine(policy);
    let enterprise = Vocabulary::enterprise(&engine);
    let days = calendar::period(days_of(2026, 12, 1), days).unwrap();
    (Plan { seed, enterprise, days, vocabulary: Vocabulary::of(&engine, enterprise) }, engine)
}

fn text(plan: &Plan, numbers: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut out = Vec::new();
    numbers.for_each(|number| write::line(plan, &plan.customer(number), &mut out).unwrap());
    out
}

const RETAIL: &str = "policies/retail.json";
const ENTERPRISE: &str = "policies/enterprise.json";

#[test]
fn the_same_seed_gives_the_same_bytes_however_the_run_is_split() {
    for policy in [RETAIL, ENTERPRISE] {
        let (one, _) = plan(policy, 7, 120);
        let whole = text(&one, 0..40);
        assert_eq!(whole, text(&one, 0..40));
        let parts = [text(&one, 0..13), text(&one, 13..14), text(&one, 14..40)].concat();
        assert_eq!(whole, parts, "a split run is the whole");
        let backwards: Vec<Vec<u8>> =
            (0..40).rev().map(|number| text(&one, number..number + 1)).collect();
        assert_eq!(
            whole,
            backwards.into_iter().rev().collect::<Vec<_>>().concat(),
            "no customer depends on another"
        );
        let (other, _) = plan(policy, 8, 120);
        let differing =
            (0..40).filter(|&number| one.customer(number) != other.customer(number)).count();
        assert_eq!(differing, 40, "another seed is another population");
    }
}

#[test]
fn the_policies_that_ship_take_every_line_and_lack_nothing() {
    for (policy, days, kinds) in [(RETAIL, 400, 11), (ENTERPRISE, 400, 7)] {
        let (plan, engine) = plan(policy, 3, days);
        assert_eq!(plan.vocabulary.left_out, Vec::<String>::new(), "{policy}");
        assert!(
            plan.vocabulary.with_fact.iter().all(|with| *with),
            "{policy}: facts that the policy does not read"
        );
        let mut seen = BTreeMap::new();
        for number in 0..120 {
            let line = text(&plan, number..number + 1);
            let customer = Line::read(&line).unwrap();
            let mut session = engine.open(0, [0; 16]);
            customer.enter(&mut session).unwrap();
            session.portrait(customer.now).unwrap();
            let at = |index: usize| customer.events[index]["at"].as_f64().unwrap();
            let first = customer.now - f64::from(u32::try_from(days).unwrap()) * 86_400_000.0;
            for index in 0..customer.events.len() {
                assert!(
                    at(index) >= first && at(index) < customer.now,
                    "{policy}: outside of the period"
                );
                assert!(index == 0 || at(index - 1) <= at(index), "{policy}: out of order");
                *seen.entry(customer.events[index]["type"].to_string()).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.len(), kinds, "{policy}: {seen:?}");
    }
}

#[test]
fn a_policy_of_its_own_gets_what_it_declares_and_is_told_the_rest() {
    let policy = r#"{"id":"p","version":"1.0.0","locales":["en"],"timezone":"+08:00",
        "profile":{"age":{"type":"int","range":[0,120]},"housing":{"type":"enum","values":["own","rent"]},"shoe_size":{"type":"int"}},
        "events":{"purchase":{"fields":{"amount":"decimal(2)","shop":"category"}},"walk":{}},
        "features":{"n":{"count":"purchase","window":"30d"},"m":{"count":"walk","window":"30d"},
          "s":{"sum":"purchase.amount","window":"30d","where":"shop == 'x'"}},
        "tags":[{"id":"t","label":{"en":"t"},"when":"n > 1 && m > 1 && s > 1 && age > 30 && housing == 'own' && shoe_size > 40"}]}"#;
    let checked = check(policy.as_bytes());
    let engine = checked.engine.unwrap();
    let vocabulary = Vocabulary::of(&engine, Vocabulary::enterprise(&engine));
    // Housing may be "free" here, which this policy does not know.
    assert_eq!(vocabulary.left_out, ["housing", "shoe_size", "purchase.shop", "walk()"]);
    let days = calendar::period(days_of(2026, 12, 1), 90).unwrap();
    let plan = Plan { seed: 1, enterprise: false, days, vocabulary };
    for number in 0..20 {
        let customer = Line::read(&text(&plan, number..number + 1)).unwrap();
        assert_eq!(customer.profile.keys().collect::<Vec<_>>(), ["age"]);
        assert!(customer.events.iter().all(|event| event.keys().eq(["type", "at", "amount"])));
        customer.enter(&mut engine.open(0, [0; 16])).unwrap();
    }
}

#[test]
fn tables_hold_what_lines_hold() {
    for policy in [RETAIL, ENTERPRISE] {
        let (plan, _) = plan(policy, 5, 60);
        let (mut events, mut profiles) = (Vec::new(), Vec::new());
        let mut tables = write::Tables::new(&plan, &mut events, &mut profiles).unwrap();
        (0..30).for_each(|number| tables.customer(&plan, &plan.customer(number)).unwrap());
        tables.finish().unwrap();
        let said = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            // A list is JSON in a cell, too.
            other => other.to_string(),
        };
        type Row = BTreeMap<String, String>;
        let rows = |bytes: &[u8]| -> Vec<Row> {
            let mut rows: Vec<Row> =
                csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect();
            rows.iter_mut().for_each(|row| row.retain(|_, cell| !cell.is_empty()));
            rows
        };
        let (mut expected_events, mut expected_profiles): (Vec<Row>, Vec<Row>) =
            (Vec::new(), Vec::new());
        for line in text(&plan, 0..30).split_inclusive(|byte| *byte == b'\n') {
            let line: serde_json::Value = serde_json::from_slice(line).unwrap();
            let cells = |of: &serde_json::Value| -> Row {
                of.as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, value)| (name.clone(), said(value)))
                    .filter(|(_, cell)| !cell.is_empty())
                    .collect()
            };
            let with = |mut row: Row, names: &[(&str, &str)]| {
                names
                    .iter()
                    .for_each(|(to, from)| drop(row.insert((*to).to_owned(), said(&line[*from]))));
                row
            };
            expected_profiles.push(with(
                cells(&line["profile"]),
                &[("customer", "id"), ("now", "now"), ("outcome", "outcome")],
            ));
            expected_events.extend(
                line["events"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|event| with(cells(event), &[("customer", "id")])),
            );
        }
        assert!(expected_events.len() > 500);
        assert_eq!(rows(&events), expected_events, "{policy}");
        assert_eq!(rows(&profiles), expected_profiles, "{policy}");
    }
}

#[test]
fn holidays_are_those_of_the_notices_and_of_the_policy() {
    let policy: serde_json::Value = serde_json::from_str(&root(RETAIL)).unwrap();
    for name in ["spring_festival", "mid_autumn", "national_day"] {
        let days = policy["occasions"][name]["days"][0].as_array().unwrap();
        let number = |index: usize| {
            silhouette::model::time::date_from_text(days[index].as_str().unwrap()).unwrap()
        };
        for day in number(0)..=number(1) {
            assert!(!calendar::day(day).works(), "{name}");
        }
        assert!(calendar::day(number(1) + 1).works(), "{name}");
    }
    // Days off of the notices by year, weekends within them included.
    for (year, off) in [(2025, 28), (2026, 33)] {
        let days = (days_of(year, 1, 1)..days_of(year + 1, 1, 1)).map(calendar::day);
        let holidays =
            days.filter(|day| matches!(day.sort, Sort::Holiday | Sort::SpringFestival)).count();
        assert_eq!(holidays, off, "{year}");
    }
    assert!(calendar::day(days_of(2026, 2, 28)).works(), "a Saturday that is worked");
    assert!(!calendar::day(days_of(2026, 10, 17)).works(), "a Saturday as others");
    // Pay due on Sunday, 15 February 2026, comes on Saturday, the 14th, which is worked; due on 15 August, a Saturday, on the 14th.
    assert_eq!(calendar::payday(2026, 2, 15), days_of(2026, 2, 14));
    assert_eq!(calendar::payday(2026, 8, 15), days_of(2026, 8, 14));
    assert!(calendar::period(days_of(2024, 2, 1), 60).is_err());
    assert!(calendar::period(days_of(2028, 1, 2), 10).is_err());
    assert!(calendar::period(days_of(2026, 1, 1), 0).is_err());
}

/// Numbers of a row of docs/synthetic.md, behind its name.
fn stated(name: &str) -> Vec<f64> {
    let page = root("docs/synthetic.md");
    let row = page
        .lines()
        .find(|line| line.starts_with(&format!("| {name} |")))
        .unwrap_or_else(|| panic!("no row {name}"));
    let cells = row.split('|').skip(2).flat_map(str::split_whitespace);
    cells.filter_map(|word| word.replace(',', "").parse().ok()).collect()
}

/// Pearson's statistic of counts against weights.
fn chi_square(counts: &[u32], weights: &[f64]) -> f64 {
    let (n, total) = (f64::from(counts.iter().sum::<u32>()), weights.iter().sum::<f64>());
    assert_eq!(counts.len(), weights.len());
    let term = |(&count, weight): (&u32, &f64)| {
        let expected = n * weight / total;
        assert!(expected >= 5.0 || count == 0 && expected == 0.0, "too few for the statistic");
        if expected == 0.0 { 0.0 } else { (f64::from(count) - expected).powi(2) / expected }
    };
    counts.iter().zip(weights).map(term).sum()
}

/// Kolmogorov and Smirnov's statistic against the standard normal, times the root of the sample's size.
fn against_normal(mut sample: Vec<f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let cdf = |z: f64| 0.5 * libm::erfc(-z / core::f64::consts::SQRT_2);
    let apart = |(index, &z): (usize, &f64)| {
        (cdf(z) - index as f64 / n).abs().max((cdf(z) - (index + 1) as f64 / n).abs())
    };
    sample.iter().enumerate().map(apart).fold(0.0, f64::max) * n.sqrt()
}

// One in a thousand true hypotheses is beyond these; the seeds are fixed.
const CHI_5: f64 = 20.52;
const CHI_23: f64 = 49.73;
const KOLMOGOROV: f64 = 1.95;

fn lives(days: &[calendar::Day], count: u64) -> Vec<(u64, Life)> {
    (0..count)
        .map(|number| (number, Life::draw(days, &mut Draw::new(11, number, Concern::Life))))
        .collect()
}

#[test]
fn ages_occupations_and_incomes_are_as_stated() {
    let days = calendar::period(days_of(2026, 12, 1), 365).unwrap();
    let lives = lives(&days, 20_000);
    let bands = ["18–24", "25–34", "35–44", "45–54", "55–64", "65–80"];
    let rows: Vec<Vec<f64>> = bands.iter().map(|band| stated(band)).collect();
    let first = [18, 25, 35, 45, 55, 65, 81];
    let of = |life: &Life| first.iter().rposition(|from| life.age >= *from).unwrap();
    let mut ages = [0; 6];
    lives.iter().for_each(|(_, life)| ages[of(life)] += 1);
    assert!(
        chi_square(&ages, &rows.iter().map(|row| row[0]).collect::<Vec<_>>()) < CHI_5,
        "{ages:?}"
    );
    let order = [
        Occupation::Salaried,
        Occupation::SelfEmployed,
        Occupation::Owner,
        Occupation::Student,
        Occupation::Retired,
        Occupation::Other,
    ];
    for (band, row) in rows.iter().enumerate() {
        let within = lives.iter().filter(|(_, life)| of(life) == band);
        let mut counts = [0; 6];
        within.for_each(|(_, life)| {
            counts[order.iter().position(|one| *one == life.occupation).unwrap()] += 1
        });
        assert!(chi_square(&counts, &row[1..]) < CHI_5, "{band}: {counts:?}");
    }
    let [median, sigma] = stated("salaried")[..] else { panic!("two numbers") };
    let salaried = lives.iter().filter(|(_, life)| life.occupation == Occupation::Salaried);
    let bent = |life: &Life| -0.0006 * ((life.age - 45) as f64).powi(2);
    let z = salaried.map(|(_, life)| ((life.income / median).ln() - bent(life)) / sigma).collect();
    let statistic = against_normal(z);
    assert!(statistic < KOLMOGOROV, "{statistic}");
}

#[test]
fn purchases_are_negative_binomial_and_amounts_lognormal() {
    let days = calendar::period(days_of(2026, 12, 1), 60).unwrap();
    let mut counts = Vec::new();
    let mut z = Vec::new();
    let [mean, shape, sigma] = stated("purchases")[..] else { panic!("three numbers") };
    for (number, life) in lives(&days, 40_000) {
        // Who has no pay day, and to whom nothing happened: the rate is the calendar's alone.
        if !life.paydays.is_empty() || life.turns != Default::default() || life.active != (0, 60) {
            continue;
        }
        let mut events = Vec::new();
        spending::purchases(
            &days,
            &life,
            &mut Draw::new(11, number, Concern::Spending),
            &mut events,
        );
        counts.push(events.len());
        let cents = |event: &silhouette_author::synth::vocabulary::Event| match event.values[0] {
            silhouette_author::synth::vocabulary::Value::Cents(cents) => (cents as f64).ln(),
            _ => panic!("no amount"),
        };
        // Two of a customer's amounts: their ratio has neither median nor income in it.
        if let [first, second, ..] = &events[..] {
            z.push((cents(first) - cents(second)) / sigma / core::f64::consts::SQRT_2);
        }
    }
    let mean = 0.97 * mean / 30.0 * days.iter().map(|day| day.shopping).sum::<f64>();
    // P(n) = C(n + r - 1, n) p^r (1 - p)^n with r = 2.
    assert_eq!(shape, 2.0);
    let p = shape / (shape + mean);
    let probability =
        |n: usize| (n as f64 + 1.0) * p * p * (1.0 - p).powi(i32::try_from(n).unwrap());
    let edges = [0, 4, 8, 12, 16, 20, 26, 32, 40, 50, 64, 80];
    let mut observed = [0_u32; 12];
    counts.iter().for_each(|n| observed[edges.iter().rposition(|from| n >= from).unwrap()] += 1);
    let within = |(index, &from): (usize, &usize)| match edges.get(index + 1) {
        Some(&to) => (from..to).map(probability).sum(),
        None => 1.0 - (0..from).map(probability).sum::<f64>(),
    };
    let expected: Vec<f64> = edges.iter().enumerate().map(within).collect();
    assert!(counts.len() > 3_000, "{}", counts.len());
    let statistic = chi_square(&observed, &expected);
    assert!(statistic < 31.26, "{statistic}: {observed:?}"); // 11 degrees of freedom, one in a thousand
    let statistic = against_normal(z);
    assert!(statistic < KOLMOGOROV, "{statistic}");
}

fn local_day(at: i64) -> i64 {
    (at + OFFSET).div_euclid(DAY)
}

#[test]
fn the_seasons_can_be_seen() {
    let (plan, _) = plan(RETAIL, 2, 365);
    let customers: Vec<Customer> = (0..400).map(|number| plan.customer(number)).collect();
    let mut by_day: BTreeMap<i64, u32> = BTreeMap::new();
    let mut hours = [[0; 24]; 2];
    for event in customers
        .iter()
        .flat_map(|customer| &customer.events)
        .filter(|event| event.kind == kind::PURCHASE)
    {
        let day = local_day(event.at);
        *by_day.entry(day).or_default() += 1;
        let hour = usize::try_from((event.at + OFFSET).rem_euclid(DAY) / 3_600_000).unwrap();
        hours[usize::from(!calendar::day(day).works())][hour] += 1;
    }
    let (most, _) = by_day.iter().max_by_key(|(_, count)| **count).unwrap();
    assert_eq!(*most, days_of(2026, 11, 11), "Double Eleven is the day of most purchases");
    let mean = |from: i64, to: i64| {
        (from..to).map(|day| f64::from(by_day[&day])).sum::<f64>() / (to - from) as f64
    };
    let june = mean(days_of(2026, 6, 22), days_of(2026, 6, 29));
    assert!(mean(days_of(2026, 6, 18), days_of(2026, 6, 19)) > 1.5 * june);
    let february = mean(days_of(2026, 2, 15), days_of(2026, 2, 24));
    assert!(
        mean(days_of(2026, 2, 1), days_of(2026, 2, 15)) > 1.4 * february,
        "bought before the festival, not in it"
    );
    for (name, counts) in ["purchases, days of work", "purchases, days off"].iter().zip(&hours) {
        let statistic = chi_square(counts, &stated(name));
        assert!(statistic < CHI_23, "{name}: {statistic}");
    }
    // Logins come on the day of the pay: its share against the share that one day in a month would have.
    let (mut paid, mut all, mut days) = (0_u32, 0_u32, 0_usize);
    for customer in &customers {
        let life = Life::draw(&plan.days, &mut Draw::new(2, customer.number, Concern::Life));
        if life.paydays.is_empty() {
            continue;
        }
        days += life.paydays.len();
        all += 1;
        let on: Vec<i64> = life.paydays.iter().map(|&index| plan.days[index].number).collect();
        let logins = customer.events.iter().filter(|event| event.kind == kind::LOGIN);
        paid += u32::try_from(logins.filter(|event| on.contains(&local_day(event.at))).count())
            .unwrap();
    }
    let usual = customers
        .iter()
        .flat_map(|customer| &customer.events)
        .filter(|event| event.kind == kind::LOGIN)
        .count() as f64;
    let usual = usual / customers.len() as f64 / 365.0;
    let on_payday = f64::from(paid) / days as f64;
    assert!(all > 200 && on_payday > 1.6 * usual, "{on_payday} against {usual}");
}

/// How often a default's risk is above that of none: the area under the curve, by ranks.
fn auc(mut sample: Vec<(f64, bool)>) -> f64 {
    sample.sort_by(|one, other| one.0.total_cmp(&other.0));
    let bad = sample.iter().filter(|(_, outcome)| *outcome).count() as f64;
    let ranks: f64 = sample
        .iter()
        .enumerate()
        .filter(|(_, (_, outcome))| *outcome)
        .map(|(index, _)| (index + 1) as f64)
        .sum();
    (ranks - bad * (bad + 1.0) / 2.0) / bad / (sample.len() as f64 - bad)
}

#[test]
fn the_latent_risk_reaches_the_stated_area_and_is_calibrated() {
    let days = calendar::period(days_of(2026, 12, 1), 365).unwrap();
    let credit = |(number, life): &(u64, Life)| {
        Credit::draw(&days, life, &mut Draw::new(11, *number, Concern::Credit), &mut Vec::new())
    };
    let credits: Vec<Credit> = lives(&days, 20_000).iter().map(credit).collect();
    let n = credits.len() as f64;
    let observed = credits.iter().filter(|credit| credit.outcome).count() as f64 / n;
    let expected = credits.iter().map(|credit| credit.risk).sum::<f64>() / n;
    let spread =
        (credits.iter().map(|credit| credit.risk * (1.0 - credit.risk)).sum::<f64>()).sqrt() / n;
    assert!((observed - expected).abs() < 3.3 * spread, "{observed} against {expected}");
    let reached = auc(credits.iter().map(|credit| (credit.risk, credit.outcome)).collect());
    let [rate, area] = stated("outcome, retail")[..] else { panic!("two numbers") };
    assert!((100.0 * observed - rate).abs() < 0.7, "{observed}");
    assert!((reached - area).abs() < 0.015, "{reached}");
}
