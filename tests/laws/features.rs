//! Law: however events arrive and however time moves, one step at a time gives what a full scan
//! gives, and the very bits that a fresh session gives.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use silhouette::pack::codec;
use silhouette::{Engine, RawEvent, Scalar, Session};

use super::program::{DAY, HOUR, Keep, program};
use super::reference::{Answer, Cell, Reference};

/// One thing that happens to a session.
#[derive(Clone, Debug)]
enum Step {
    /// An event, so many ms after the clock (negative: late).
    Pay { after: i64, amount: Cell, shop: Cell, big: Cell },
    /// A repayment record; the same loan and number again is a correction.
    Due { after: i64, loan: i64, number: i64, days: Cell },
    /// The clock moves by so many ms, and a portrait is taken.
    Look { by: i64 },
    /// The session is stored and read back.
    Restore,
}

fn times() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => Just(0_i64),
        3 => (-40_i64..3).prop_map(|hours| hours * HOUR),
        2 => -(9 * DAY)..DAY,
    ]
}

fn maybe(range: core::ops::Range<i64>) -> impl Strategy<Value = Cell> {
    prop_oneof![1 => Just(None), 9 => range.prop_map(Some)]
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (times(), maybe(-500..6000), maybe(0..4), maybe(0..2))
            .prop_map(|(after, amount, shop, big)| Step::Pay { after, amount, shop, big }),
        4 => (times(), 0_i64..3, 0_i64..12, maybe(0..3))
            .prop_map(|(after, loan, number, days)| Step::Due { after, loan, number, days }),
        1 => Just(Step::Restore),
        8 => prop_oneof![
            8 => 0..8 * HOUR,
            2 => 0..3 * DAY,
            1 => -(2 * DAY)..0,
            1 => Just(9 * DAY),
            1 => Just(-9 * DAY),
        ].prop_map(|by| Step::Look { by }),
    ]
}

const SHOPS: [&str; 4] = ["north", "south", "east", "west"];

fn record(session: &mut Session, reference: &mut Reference, now: i64, step: &Step) {
    let program = session.engine();
    let number = |cell: Cell| cell.map_or(Scalar::Null, |n| Scalar::Number(n as f64));
    let (kind, at, fields, cells) = match *step {
        Step::Pay { after, amount, shop, big } => {
            let fields = vec![
                ("amount", amount.map_or(Scalar::Null, |n| Scalar::Number(n as f64 / 100.0))),
                ("shop", shop.map_or(Scalar::Null, |n| Scalar::Text(SHOPS[n as usize]))),
                ("big", big.map_or(Scalar::Null, |n| Scalar::Bool(n == 1))),
            ];
            (0, now + after, fields, vec![amount, shop, big])
        }
        Step::Due { after, loan, number: nth, days } => {
            let fields = vec![
                ("loan", Scalar::Number(loan as f64)),
                ("number", Scalar::Number(nth as f64)),
                ("days", number(days)),
            ];
            (1, now + after, fields, vec![Some(loan), Some(nth), days])
        }
        Step::Look { .. } | Step::Restore => return,
    };
    let name = if kind == 0 { "pay" } else { "due" };
    let event = RawEvent { kind: Some(name), at: Scalar::Number(at as f64), fields };
    session.record(&[event]).unwrap();
    reference.add(program.program(), kind, at, cells);
}

/// Decodes the answer of `features`: a map of numbers, decimals, truths and nulls.
fn decode(cells: &[f64]) -> Vec<Answer> {
    let mut values = Vec::new();
    let mut rest = &cells[2..];
    while let [_key, mark, behind @ ..] = rest {
        let (value, length) = match *mark {
            0.0 => (Answer::Unknown, 0),
            1.0 => (Answer::Truth(false), 0),
            2.0 => (Answer::Truth(true), 0),
            3.0 => (Answer::Number(behind[0]), 1),
            11.0 => (Answer::Number(behind[0] / 10_f64.powf(behind[1])), 2),
            other => panic!("mark {other}"),
        };
        values.push(value);
        rest = &behind[length..];
    }
    values
}

fn close(a: Answer, b: Answer) -> bool {
    match (a, b) {
        // Means and deviations are made of sums in another order here: nearly equal is equal.
        (Answer::Number(a), Answer::Number(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (a, b) => a == b,
    }
}

/// Runs a stream; the number of portraits that were compared.
fn follow(keep: Keep, steps: &[Step], fresh_too: bool) -> Result<usize, TestCaseError> {
    let pack = codec::encode(&program(keep)).unwrap();
    let engine = Engine::load(&pack).unwrap();
    let mut session = engine.open(0, [7; 16]);
    let mut reference = Reference::new(keep);
    let mut now = 40 * DAY;
    let mut reached = 0;
    let mut compared = 0;
    let mut past: Vec<(i64, Step)> = Vec::new();
    for step in steps {
        if matches!(step, Step::Restore) {
            let snapshot = session.snapshot().unwrap();
            session = engine.restore(0, &snapshot).unwrap();
            prop_assert_eq!(session.snapshot().unwrap(), snapshot);
            continue;
        }
        let Step::Look { by } = step else {
            record(&mut session, &mut reference, now, step);
            past.push((now, step.clone()));
            continue;
        };
        now = (now + by).clamp(30 * DAY, 300 * DAY);
        reached = reached.max(now);
        let cells = session.features(now as f64).unwrap().cells().to_vec();
        let wanted = reference.features(engine.program(), now);
        let got = decode(&cells);
        prop_assert_eq!(got.len(), wanted.len());
        for (index, (&got, &wanted)) in got.iter().zip(&wanted).enumerate() {
            let feature = &engine.program().features[index].verb;
            prop_assert!(close(got, wanted), "{feature:?}: {got:?}, the scan gives {wanted:?}");
        }
        if fresh_too {
            let mut fresh = engine.open(0, [9; 16]);
            let mut ignored = Reference::new(keep);
            for (at, step) in &past {
                record(&mut fresh, &mut ignored, *at, step);
            }
            if reached > now {
                fresh.features(reached as f64).unwrap();
            }
            let again = fresh.features(now as f64).unwrap().cells();
            for (index, (&got, &wanted)) in got.iter().zip(&decode(again)).enumerate() {
                let feature = &engine.program().features[index].verb;
                prop_assert!(
                    got == wanted,
                    "{feature:?}: {got:?}, a fresh session gives {wanted:?}"
                );
            }
            prop_assert_eq!(bits(&cells), bits(again));
        }
        compared += 1;
    }
    Ok(compared)
}

fn bits(cells: &[f64]) -> Vec<u64> {
    cells.iter().map(|cell| cell.to_bits()).collect()
}

/// So many streams, or as many as PROPTEST_CASES says for a long run.
pub fn cases(default: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    Config { cases: cases.unwrap_or(default), failure_persistence: None, ..Config::default() }
}

fn run(keep: Keep, fresh_too: bool, default: u32) {
    let streams = prop::collection::vec(steps(), 1..80);
    let result = TestRunner::new(cases(default))
        .run(&streams, |steps| follow(keep, &steps, fresh_too).map(drop));
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn one_step_at_a_time_equals_a_full_scan() {
    run(Keep { retain: None, cap: 100_000 }, true, 150);
}

#[test]
fn with_retention_one_step_at_a_time_equals_a_full_scan() {
    run(Keep { retain: Some(12 * DAY), cap: 100_000 }, false, 150);
}

#[test]
fn with_a_cap_one_step_at_a_time_equals_a_full_scan() {
    run(Keep { retain: None, cap: 7 }, false, 150);
}

/// Found by the law: the last row of a decaying sum was retained no longer, the clock went back
/// behind it, and a new row came there.
#[test]
fn a_row_before_one_that_is_forgotten() {
    let pay = || Step::Pay { after: 0, amount: None, shop: None, big: None };
    let look = |days: i64| Step::Look { by: days * DAY };
    let due = Step::Due { after: 0, loan: 0, number: 0, days: None };
    let steps =
        [pay(), look(9), look(9), due, look(0), look(-9), look(-9), look(-9), pay(), look(0)];
    let keep = Keep { retain: Some(12 * DAY), cap: 100_000 };
    assert_eq!(follow(keep, &steps, false).unwrap(), 7);
}
