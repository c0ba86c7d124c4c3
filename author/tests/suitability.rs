//! Law: no product above the customer's suitability is ever suggested, whatever else speaks for it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../../tests/laws/answer.rs"]
mod answer;
#[path = "../../tests/laws/portrait.rs"]
mod portrait;

use answer::decode;
use portrait::of;
use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::compile;

const STATES: u64 = 1_000_000;
const THREADS: u64 = 2;
const DAY: i64 = 86_400_000;

/// Seller's and issuer's ratings of the products; the higher counts.
const RATINGS: [(u8, u8); 9] =
    [(1, 1), (2, 1), (1, 2), (3, 3), (2, 3), (4, 1), (3, 4), (5, 5), (1, 5)];
/// Bundles, by their parts.
const BUNDLES: [[usize; 2]; 3] = [[0, 1], [3, 5], [1, 8]];

/// A policy in which everything but suitability speaks for the riskiest products.
fn engine() -> Engine {
    let mut products = vec![json!({
        "id": "deposit", "kind": "deposit", "label": "d", "message": "d", "channels": ["app"]
    })];
    for (index, (seller, issuer)) in RATINGS.iter().enumerate() {
        let kind = ["wealth", "fund", "derivative"][index % 3];
        let mut product = json!({
            "id": format!("p{index}"), "kind": kind, "family": format!("f{}", index % 2), "label": "p", "message": "p",
            "channels": ["app", "sms"], "value": seller, "intent": "appetite",
            "suitability": { "riskRating": format!("R{seller}"), "issuerRating": format!("R{issuer}") }
        });
        if index % 4 == 1 {
            product["eligibility"] = json!("tags.keen");
        }
        if index % 4 == 2 {
            product["exclusive"] = json!("one");
        }
        products.push(product);
    }
    for (index, parts) in BUNDLES.iter().enumerate() {
        let parts: Vec<String> = parts.iter().map(|part| format!("p{part}")).collect();
        products.push(json!({
            "id": format!("b{index}"), "kind": "service", "label": "b", "message": "b", "channels": ["app"], "value": 9,
            "bundle": parts
        }));
    }
    let challenger = json!({ "share": 40, "score": "value * value + 5.0 * intent" });
    let policy = json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+08:00",
        "profile": {
            "tolerance": { "type": "enum", "ordered": true, "values": ["C1", "C2", "C3", "C4", "C5"] },
            "assessed_until": { "type": "date" },
            "appetite": { "type": "number" },
            "age": { "type": "int" }
        },
        "tags": [{ "id": "keen", "label": "k", "when": "appetite > 0.5 || age < 40", "onUnknown": true }],
        "suitability": { "tolerance": "tolerance", "expires": "assessed_until" },
        "products": products,
        "ranking": {
            "score": "value + 10.0 * intent", "diversity": { "by": "family", "penalty": 0.5 },
            "experiment": { "id": "e", "label": "e", "challenger": challenger }
        },
        "fallback": ["deposit"]
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let findings: Vec<String> =
        checked.compiled.findings("p").iter().map(|found| format!("{found:?}")).collect();
    checked.engine.unwrap_or_else(|| panic!("{findings:?}"))
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// The highest rating within a suggestion; none for the deposit.
fn rating(product: &str) -> Option<u8> {
    let higher = |index: usize| RATINGS[index].0.max(RATINGS[index].1);
    match product.split_at(1) {
        ("p", index) => Some(higher(index.parse().unwrap())),
        ("b", index) => BUNDLES[index.parse::<usize>().unwrap()].map(higher).into_iter().max(),
        _ => None,
    }
}

/// Runs so many states; how many rated products were suggested, by rating.
fn run(engine: &Engine, seed: u64, states: u64) -> [u64; 6] {
    let mut random = Random(seed);
    let mut suggested = [0; 6];
    let mut session = engine.open(0, [0; 16]);
    for state in 0..states {
        if state % 1000 == 0 {
            let salt = (random.next(), random.next());
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&salt.0.to_le_bytes());
            bytes[8..].copy_from_slice(&salt.1.to_le_bytes());
            session = engine.open(0, bytes);
        }
        // A moment of 2026 by the clock of +08:00, and an assessment that ends within three days of it.
        let now = 1_767_225_600_000 + i64::try_from(random.below(365 * 86_400)).unwrap() * 1000;
        let today = (now + 8 * 3_600_000).div_euclid(DAY);
        let tolerance = random.below(6);
        let until =
            (random.below(8) > 0).then(|| today - 3 + i64::try_from(random.below(7)).unwrap());
        let date = until.map(date);
        let levels = ["", "C1", "C2", "C3", "C4", "C5"];
        let number =
            |known: bool, n: u64| if known { Scalar::Number(n as f64 / 4.0) } else { Scalar::Null };
        let appetite = number(random.below(4) > 0, random.below(5));
        let age = number(random.below(4) > 0, random.below(100) * 4);
        session
            .set_profile(&[
                (
                    "tolerance",
                    if tolerance == 0 {
                        Scalar::Null
                    } else {
                        Scalar::Text(levels[tolerance as usize])
                    },
                ),
                ("assessed_until", date.as_deref().map_or(Scalar::Null, Scalar::Text)),
                ("appetite", appetite),
                ("age", age),
            ])
            .unwrap();
        let told = decode(session.portrait(now as f64).unwrap().cells());
        let mut any = false;
        for list in ["suggestions", "general"] {
            for one in of(&told, list).items() {
                let product = one.items()[1].string();
                let product = engine.text(u32::try_from(product).unwrap());
                let Some(rating) = rating(product) else { continue };
                assert!(
                    u64::from(rating) <= tolerance && until.is_some_and(|until| today < until),
                    "{product} of R{rating} for C{tolerance}, {until:?} on {today}"
                );
                suggested[usize::from(rating)] += 1;
                any = true;
            }
        }
        // And it is no law of empty lists: p0 has no other gate.
        assert_eq!(any, tolerance > 0 && until.is_some_and(|until| today < until));
    }
    suggested
}

/// `2026-…` of a day since 1970.
fn date(day: i64) -> String {
    // Days of 2025-12 to 2027-01 only.
    let mut rest = day - 20_423; // 2025-12-01
    let mut months =
        [(2025, 12, 31), (2026, 1, 31), (2026, 2, 28), (2026, 3, 31), (2026, 4, 30)].to_vec();
    months.extend([(2026, 5, 31), (2026, 6, 30), (2026, 7, 31), (2026, 8, 31), (2026, 9, 30)]);
    months.extend([(2026, 10, 31), (2026, 11, 30), (2026, 12, 31), (2027, 1, 31)]);
    for (year, month, days) in months {
        if rest < days {
            return format!("{year}-{month:02}-{:02}", rest + 1);
        }
        rest -= days;
    }
    panic!("day {day}")
}

#[test]
fn no_product_above_suitability_in_a_million_random_states() {
    let engine = engine();
    let threads: Vec<_> = (0..THREADS)
        .map(|seed| {
            let engine = engine.clone();
            std::thread::spawn(move || run(&engine, seed, STATES / THREADS))
        })
        .collect();
    let mut sum = [0; 6];
    for thread in threads {
        for (sum, count) in sum.iter_mut().zip(thread.join().unwrap()) {
            *sum += count;
        }
    }
    println!("{STATES} states, suggestions by rating: {:?}", &sum[1..]);
    assert!(sum[1..].iter().all(|&count| count > 10_000), "{sum:?}");
}

#[test]
fn a_looser_matrix_cannot_be_written() {
    let fund = |suitability: Value| {
        let policy = json!({
            "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
            "profile": { "tolerance": { "type": "enum", "ordered": true, "values": ["C1", "C2", "C3", "C4", "C5"] } },
            "suitability": suitability,
            "products": [{ "id": "f", "kind": "fund", "label": "f", "message": "f", "channels": ["app"], "suitability": { "riskRating": "R3" } }]
        });
        let checked = compile::check(policy.to_string().as_bytes());
        let codes = checked
            .compiled
            .findings("p")
            .iter()
            .map(|found| format!("{found:?}"))
            .collect::<Vec<_>>();
        (checked.engine.is_some(), codes.join("\n"))
    };
    let row =
        |level: &str, least: &str| json!({ "tolerance": "tolerance", "needs": { level: least } });
    // Stricter is the bank's to choose: R3 from C4 on.
    let (built, found) = fund(row("R3", "C4"));
    assert!(built, "{found}");
    // Looser than C5→R1–R5, …, C1→R1 is refused.
    let (built, found) = fund(row("R3", "C2"));
    assert!(!built && found.contains("product/looser-suitability"), "{found}");
}
