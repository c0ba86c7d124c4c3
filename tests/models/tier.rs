//! Tier tables and their hysteresis: up at once; down only below the margin and after the dwell time.

use proptest::prelude::*;
use silhouette::model::value::Value;
use silhouette::pack::program::*;
use silhouette::{Engine, Session};

use super::bench::{Bench, level, numbers, set};

/// Thresholds of level 0 and level 1, a tenth lower to stay. Level 2 is the default.
const UP: [f64; 2] = [100.0, 50.0];
const STAY: [f64; 2] = [90.0, 45.0];
const DWELL: i64 = 1000;

fn engine(dwell: i64, margin: bool) -> Engine {
    let mut bench = Bench::numbers(1);
    let mut at_least = |threshold: f64| {
        let against = bench.constant(Value::Number(threshold));
        bench.node(NodeOp::Compare { slot: 0, test: Test::Ge, against })
    };
    let mut rows: Vec<TierRow> = Vec::new();
    for to in 0..2_u8 {
        let (when, stay) = (UP[usize::from(to)], STAY[usize::from(to)]);
        let when = Some(at_least(when));
        rows.push(TierRow { to, when, stay: margin.then(|| at_least(stay)) });
    }
    rows.push(TierRow { to: 2, when: None, stay: None });
    bench.tier(3, rows, dwell);
    bench.engine()
}

fn at(session: &mut Session, fact: f64, now: i64) -> (u8, i64) {
    set(session, &numbers(&[fact]));
    level(session, now)
}

/// What the table says of a fact, without any history.
fn plain(fact: f64) -> u8 {
    2 - u8::try_from(UP.iter().filter(|&&threshold| fact >= threshold).count()).unwrap()
}

#[test]
fn moves_by_hand() {
    let engine = engine(DWELL, true);
    let mut session = engine.open(0, [0; 16]);
    let mut step = |fact, now| at(&mut session, fact, now);
    assert_eq!(step(60.0, 0), (1, 0));
    assert_eq!(step(100.0, 10), (0, 10)); // up at once, whatever the dwell time
    assert_eq!(step(0.0, 1009), (0, 10)); // a moment before it may fall
    assert_eq!(step(90.0, 5000), (0, 10)); // at the eased threshold
    assert_eq!(step(89.99, 5001), (1, 5001)); // below it: to what the table says, from now on
    assert_eq!(step(f64::NAN, 6000), (1, 5001)); // unknown does not hold, but 999 ms are not enough
    assert_eq!(step(f64::NAN, 6001), (2, 6001)); // after exactly the dwell time
    assert_eq!(step(200.0, 6001), (0, 6001));
    assert_eq!(step(200.0, 3000), (0, 3000)); // an earlier moment: since when is never later
    assert_eq!(step(0.0, 2500), (0, 2500)); // so it is while it is only kept
    assert_eq!(step(0.0, 3499), (0, 2500));
    assert_eq!(step(0.0, 3500), (2, 3500)); // two levels at once
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn inside_the_margin_no_walk_moves_a_tier(
        top in any::<bool>(),
        walk in prop::collection::vec((0.0..=1.0_f64, 0..5 * DWELL), 1..40),
    ) {
        let engine = engine(DWELL, true);
        let mut session = engine.open(0, [0; 16]);
        let here = usize::from(!top);
        let moved = at(&mut session, UP[here], 7);
        prop_assert_eq!(moved, (u8::from(!top), 7));
        let mut now = 7;
        for (part, later) in walk {
            now += later;
            let fact = STAY[here] + part * (UP[here] - STAY[here]);
            prop_assert_eq!(at(&mut session, fact, now), moved, "{} at {}", fact, now);
        }
    }

    #[test]
    fn a_tier_never_falls_before_its_dwell_time(
        walk in prop::collection::vec((-20.0..150.0_f64, 0..DWELL / 3), 1..60),
    ) {
        let engine = engine(DWELL, true);
        let mut session = engine.open(0, [0; 16]);
        let mut now = 0;
        let mut standing = at(&mut session, 75.0, now);
        for (fact, later) in walk {
            now += later;
            let next = at(&mut session, fact, now);
            if next.0 > standing.0 {
                prop_assert!(now - standing.1 >= DWELL, "it fell after {}", now - standing.1);
                prop_assert!(fact < STAY[usize::from(standing.0)], "it fell at {}", fact);
            }
            // It rises at once, and never to another level than the table's.
            if plain(fact) < standing.0 {
                prop_assert_eq!(next, (plain(fact), now));
            }
            if next.0 != standing.0 {
                prop_assert_eq!(next, (plain(fact), now));
            } else {
                prop_assert_eq!(next, standing);
            }
            standing = next;
        }
    }

    /// Below the margin and after the dwell time nothing keeps it.
    #[test]
    fn below_the_margin_and_after_its_dwell_time_a_tier_falls(
        top in any::<bool>(),
        below in 1e-9..1e3_f64,
        later in DWELL..10 * DWELL,
    ) {
        let engine = engine(DWELL, true);
        let mut session = engine.open(0, [0; 16]);
        let here = usize::from(!top);
        at(&mut session, UP[here], 0);
        let fact = STAY[here] - below;
        prop_assert_eq!(at(&mut session, fact, later), (plain(fact), later));
    }

    #[test]
    fn without_hysteresis_a_level_depends_on_the_facts_of_the_moment_alone(
        walk in prop::collection::vec((-20.0..150.0_f64, 0..DWELL), 1..30),
    ) {
        let engine = engine(0, false);
        let mut session = engine.open(0, [0; 16]);
        let mut now = 0;
        for (fact, later) in walk {
            now += later;
            prop_assert_eq!(at(&mut session, fact, now).0, plain(fact));
        }
    }

    /// The moves follow from the moments at which a portrait was asked for and the facts of these
    /// moments, and from nothing else: asking again, facts in between that no portrait saw, and a
    /// snapshot taken and restored change nothing.
    #[test]
    fn the_same_portraits_in_the_same_order_give_the_same_levels(
        walk in prop::collection::vec(
            (-20.0..150.0_f64, 0..DWELL, any::<bool>(), any::<bool>(), any::<bool>()), 1..30,
        ),
    ) {
        let engine = engine(DWELL, true);
        let (mut one, mut other) = (engine.open(0, [0; 16]), engine.open(0, [1; 16]));
        let mut now = 0;
        for (fact, later, again, between, restored) in walk {
            now += later;
            let expected = at(&mut one, fact, now);
            if between {
                set(&mut other, &numbers(&[150.0 - fact]));
            }
            if restored {
                other = engine.restore(0, &other.snapshot().unwrap()).unwrap();
            }
            prop_assert_eq!(at(&mut other, fact, now), expected);
            if again {
                prop_assert_eq!(level(&mut other, now), expected);
            }
        }
    }
}

/// Two rows for one level: the eased condition of either keeps it. A row whose level is another one keeps nothing.
#[test]
fn any_row_of_the_level_may_keep_it() {
    let mut bench = Bench::numbers(2);
    let mut at_least = |slot, threshold| {
        let against = bench.constant(Value::Number(threshold));
        Some(bench.node(NodeOp::Compare { slot, test: Test::Ge, against }))
    };
    let rows = vec![
        TierRow { to: 0, when: at_least(0, 100.0), stay: at_least(0, 90.0) },
        TierRow { to: 1, when: at_least(1, 70.0), stay: at_least(1, 5.0) },
        TierRow { to: 0, when: at_least(1, 60.0), stay: at_least(1, 54.0) },
        TierRow { to: 2, when: None, stay: None },
    ];
    bench.tier(3, rows, 0);
    let engine = bench.engine();
    let mut session = engine.open(0, [0; 16]);
    let mut step = |facts: [f64; 2], now| {
        set(&mut session, &numbers(&facts));
        level(&mut session, now)
    };
    assert_eq!(step([100.0, 0.0], 0), (0, 0));
    assert_eq!(step([0.0, 54.0], 1), (0, 0)); // kept by the other row of the level
    assert_eq!(step([0.0, 53.0], 2), (2, 2)); // the row of level 1, eased to 5, keeps nobody at level 0
    assert_eq!(step([0.0, 60.0], 3), (0, 3)); // by the third row
    assert_eq!(step([90.0, 0.0], 4), (0, 3));
}
