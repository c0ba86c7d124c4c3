//! Hysteresis as a policy writes it, through the compiler: what `downMargin` and `minDwell` promise holds on
//! random walks under random policies. `tests/models/tier.rs` holds the same of the engine alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::{answer, compile};

const DAY: i64 = 86_400_000;

/// A stream of numbers that look random and are always the same.
struct Stream(u64);

impl Stream {
    /// From 0 up to, and not including, `end`.
    fn below(&mut self, end: i64) -> i64 {
        // Knuth's constants; the upper bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end
    }
}

/// A policy with a threshold in cents, a margin in hundredths and a dwell time in days.
fn policy(threshold: i64, margin: i64, dwell: i64, strict: bool) -> Engine {
    let cents = format!("{}.{:02}", threshold / 100, threshold % 100);
    let policy = json!({
        "id": "walks", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "assets": { "type": "decimal", "scale": 2 } },
        "tiers": [{
            "id": "t", "levels": ["high", "low"],
            "rows": [
                { "to": "high", "expr": format!("assets {} {cents}", if strict { ">" } else { ">=" }) },
                { "to": "low", "otherwise": true },
            ],
            "hysteresis": {
                "minDwell": format!("{dwell}d"),
                "downMargin": format!("0.{margin:02}").parse::<f64>().unwrap(),
            },
        }],
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let findings = checked.compiled.findings("policy");
    checked.engine.unwrap_or_else(|| panic!("{policy}: {findings:?}"))
}

#[test]
fn inside_the_margin_a_tier_stays_and_before_its_dwell_time_it_never_falls() {
    let mut stream = Stream(7);
    let (mut kept, mut fallen, mut early) = (0, 0, 0);
    for _ in 0..60 {
        let threshold = 100 + stream.below(100_000_000);
        let (margin, dwell) = (1 + stream.below(99), 1 + stream.below(60));
        let strict = stream.below(2) == 0;
        let engine = policy(threshold, margin, dwell, strict);
        let mut session = engine.open(0, [0; 16]);
        let mut level = |cents: i64, now: i64| {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            session.set_profile(&[("assets", Scalar::Text(&text))]).unwrap();
            let mut out = String::new();
            answer::write(
                session.portrait(now as f64).unwrap().cells(),
                &engine.program().strings,
                &mut out,
            );
            let portrait: Value = serde_json::from_str(&out).unwrap();
            let tier = &portrait["tiers"][0];
            (tier["level"] == "high", tier["since"].as_i64().unwrap())
        };
        // The first amount, in cents, that is not enough to stay: below threshold · (1 − margin), exactly.
        let least = threshold * (100 - margin);
        let enough_to_stay =
            |cents: i64| if strict { cents * 100 > least } else { cents * 100 >= least };
        let enters = |cents: i64| if strict { cents > threshold } else { cents >= threshold };
        let mut now = stream.below(1000);
        let (mut high, mut since) = level(threshold + 1, now);
        assert!(high);
        for _ in 0..60 {
            now += stream.below(dwell * DAY / 2);
            // Half of the steps are at the edges of the margin, the others anywhere around it.
            let cents = match stream.below(6) {
                0 => least / 100,
                1 => least / 100 + 1,
                2 => threshold - stream.below(2),
                _ => stream.below(threshold * 11 / 10),
            };
            let (next, told) = level(cents, now);
            let expected =
                enters(cents) || (high && (enough_to_stay(cents) || now - since < dwell * DAY));
            assert_eq!(
                next,
                expected,
                "{cents} of {threshold} less {margin} %, {} ms after",
                now - since
            );
            assert_eq!(told, if next == high { since } else { now });
            if high && next && !enters(cents) {
                if enough_to_stay(cents) { kept += 1 } else { early += 1 }
            }
            fallen += i32::from(high && !next);
            (high, since) = (next, told);
        }
    }
    // Each of the three happened often: the walks are worth something.
    assert!(kept > 100 && fallen > 100 && early > 100, "{kept} {fallen} {early}");
}
