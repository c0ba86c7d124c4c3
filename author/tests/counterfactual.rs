//! What would lift a scorecard into a better band, against all that could be tried; and the fewest
//! leaves of a condition.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Map, Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::compile;
use silhouette_author::explain::explain;

fn engine(policy: &Value) -> Engine {
    let checked = compile::check(policy.to_string().as_bytes());
    let findings: Vec<String> =
        checked.compiled.findings("p").iter().map(|found| format!("{found:?}")).collect();
    checked.engine.unwrap_or_else(|| panic!("{findings:?}"))
}

fn explained(engine: &Engine, profile: &[(&str, Scalar<'_>)], item: &str) -> Value {
    let mut session = engine.open(0, [0; 16]);
    session.set_profile(profile).unwrap();
    serde_json::from_str(&explain(engine, &mut session, item, 0.0).unwrap()).unwrap()
}

/// A small generator of numbers: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// A card of whole points over whole facts: bins of ten, the first and the last open.
struct Card {
    /// Points of each bin of each fact.
    points: Vec<Vec<i64>>,
    /// Which way each fact moves: `up`, `down`, `any`, or none.
    ways: Vec<Option<&'static str>>,
    goal: &'static str,
    /// Where the second and the third band begin.
    bands: [i64; 2],
}

impl Card {
    fn random(random: &mut Random) -> Card {
        let facts = 2 + random.below(3);
        let bins = |random: &mut Random| {
            let bins = 2 + random.below(3);
            (0..bins).map(|_| i64::try_from(random.below(41)).unwrap() - 20).collect()
        };
        let points: Vec<Vec<i64>> = (0..facts).map(|_| bins(random)).collect();
        let ways = [None, Some("up"), Some("down"), Some("any"), Some("any")];
        let way = |random: &mut Random| ways[usize::try_from(random.below(5)).unwrap()];
        let low = i64::try_from(random.below(40)).unwrap() - 25;
        Card {
            ways: points.iter().map(|_| way(random)).collect(),
            points,
            goal: if random.below(2) == 0 { "higher" } else { "lower" },
            bands: [low, low + 1 + i64::try_from(random.below(25)).unwrap()],
        }
    }

    fn policy(&self) -> Value {
        let facts: Map<String, Value> = (self.ways.iter().enumerate())
            .map(|(fact, way)| {
                let mut declared = json!({ "type": "int" });
                if let Some(way) = way {
                    declared["actionable"] = json!(way);
                }
                (format!("f{fact}"), declared)
            })
            .collect();
        let characteristics: Vec<Value> = (self.points.iter().enumerate())
            .map(|(fact, points)| {
                let mut attributes: Vec<Value> = (points.iter().enumerate())
                    .map(|(bin, points)| {
                        let mut attribute = json!({ "points": points });
                        if bin > 0 {
                            attribute["lo"] = json!(bin * 10);
                        }
                        if bin + 1 < self.points[fact].len() {
                            attribute["hi"] = json!(bin * 10 + 10);
                        }
                        attribute
                    })
                    .collect();
                attributes.push(json!({ "missing": true, "points": 0 }));
                json!({ "fact": format!("f{fact}"), "attributes": attributes })
            })
            .collect();
        let [second, third] = self.bands;
        json!({
            "id": "card", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
            "profile": facts,
            "scores": [{ "id": "s", "kind": "scorecard", "goal": self.goal,
                "characteristics": characteristics,
                "bands": [{ "id": "b0" }, { "id": "b1", "from": second }, { "id": "b2", "from": third }] }]
        })
    }

    fn bin(&self, fact: usize, x: i64) -> usize {
        usize::try_from(x.max(0) / 10).unwrap().min(self.points[fact].len() - 1)
    }

    fn band(&self, facts: &[i64]) -> usize {
        let sum: i64 =
            (facts.iter().enumerate()).map(|(f, &x)| self.points[f][self.bin(f, x)]).sum();
        self.bands.iter().filter(|from| sum >= **from).count()
    }

    fn better(&self, band: usize, than: usize) -> bool {
        if self.goal == "higher" { band > than } else { band < than }
    }

    /// Where a fact may go: one value of each bin that lies its way.
    fn choices(&self, fact: usize, x: i64) -> Vec<i64> {
        let bins = 0..self.points[fact].len();
        let here = self.bin(fact, x);
        bins.filter(|&bin| match self.ways[fact] {
            Some("up") => bin > here,
            Some("down") => bin < here,
            Some(_) => bin != here,
            None => false,
        })
        .map(|bin| i64::try_from(bin).unwrap() * 10 + 5)
        .collect()
    }

    /// The smallest number of facts whose moves reach a better band, by trying everything.
    fn fewest(&self, facts: &[i64]) -> Option<usize> {
        let from = self.band(facts);
        let mut fewest = None;
        let mut try_all = vec![(facts.to_vec(), 0, 0)];
        while let Some((tried, fact, moved)) = try_all.pop() {
            if fact == facts.len() {
                if self.better(self.band(&tried), from) {
                    fewest = Some(fewest.map_or(moved, |fewest: usize| fewest.min(moved)));
                }
                continue;
            }
            for x in self.choices(fact, facts[fact]) {
                let mut other = tried.clone();
                other[fact] = x;
                try_all.push((other, fact + 1, moved + 1));
            }
            try_all.push((tried, fact + 1, moved));
        }
        fewest
    }
}

#[test]
fn the_way_to_a_better_band_is_the_smallest_of_all_that_could_be_tried() {
    let mut random = Random(7);
    let (mut none, mut told) = (0, 0);
    for _ in 0..400 {
        let card = Card::random(&mut random);
        let engine = engine(&card.policy());
        for _ in 0..10 {
            let facts: Vec<i64> = (card.points.iter())
                .map(|_| i64::try_from(random.below(50)).unwrap() - 5)
                .collect();
            let names: Vec<String> = (0..facts.len()).map(|fact| format!("f{fact}")).collect();
            #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
            let profile: Vec<(&str, Scalar<'_>)> = (names.iter().zip(&facts))
                .map(|(name, &x)| (name.as_str(), Scalar::Number(x as f64)))
                .collect();
            let next = explained(&engine, &profile, "score:s")["next"].clone();
            let Some(fewest) = card.fewest(&facts) else {
                assert_eq!(next, Value::Null, "{facts:?} {:?}", card.policy().to_string());
                none += 1;
                continue;
            };
            told += 1;
            let changes = next["changes"].as_array().unwrap();
            assert_eq!(changes.len(), fewest, "{facts:?} {next}");
            // As told, the band is reached.
            let mut moved = facts.clone();
            let mut places = Vec::new();
            for change in changes {
                let fact: usize = change["fact"].as_str().unwrap()[1..].parse().unwrap();
                let against = change["against"].as_i64().unwrap();
                assert_eq!(change["is"], facts[fact]);
                let way = card.ways[fact].unwrap();
                match change["test"].as_str().unwrap() {
                    ">=" => {
                        assert!(against > facts[fact] && way != "down");
                        moved[fact] = against;
                    }
                    "<" => {
                        assert!(against <= facts[fact] && way != "up");
                        moved[fact] = against - 1;
                    }
                    other => panic!("{other}"),
                }
                places.push(fact);
            }
            let band = card.band(&moved);
            assert!(card.better(band, card.band(&facts)));
            assert_eq!(next["to"], format!("b{band}"));
            // One step back towards where it was, and it is not.
            for &fact in &places {
                let mut nearer = moved.clone();
                nearer[fact] += (facts[fact] - moved[fact]).signum();
                // The way there may lead through a bin that would do for a larger number of facts
                // moved less; with all others as told, it does not.
                assert!(!card.better(card.band(&nearer), card.band(&facts)), "{facts:?} {next}");
            }
        }
    }
    assert!(none > 200 && told > 1000, "{none} {told}");
}

/// Scale 2, a bound that a double cannot hold, and a range that forbids the better bin.
#[test]
fn a_decimal_is_told_to_the_cent_and_stays_in_its_range() {
    let policy = |range: Value| {
        json!({
            "id": "card", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
            "profile": { "used": { "type": "decimal", "scale": 2, "actionable": "any", "range": range } },
            "scores": [{ "id": "s", "kind": "scorecard", "goal": "higher",
                "characteristics": [{ "fact": "used", "attributes": [
                    { "hi": 0.07, "points": 10 }, { "lo": 0.07, "hi": 1.1, "points": 0 }, { "lo": 1.1, "points": 20 },
                    { "missing": true, "points": 0 }] }],
                "bands": [{ "id": "low" }, { "id": "high", "from": 5 }] }]
        })
    };
    let next = |range: Value, used: &str| {
        let engine = engine(&policy(range));
        explained(&engine, &[("used", Scalar::Text(used))], "score:s")["next"].clone()
    };
    // Up by 20 points is the move that helps most; down by 10 is enough and nearer.
    let there = next(json!([0, 9]), "0.50");
    assert_eq!(there["to"], "high");
    assert_eq!(there["changes"][0]["test"], "<");
    assert_eq!(there["changes"][0]["against"].to_string().trim_matches('"'), "0.07");
    assert_eq!(next(json!([0.07, 9]), "0.50")["changes"][0]["test"], ">=");
    assert_eq!(next(json!([0.07, 1]), "0.50"), Value::Null);
    assert_eq!(next(json!([0, 9]), "2.00"), Value::Null); // the best band already
}

#[test]
fn of_alternatives_the_one_with_the_fewest_and_easiest_leaves_is_told() {
    let policy = json!({
        "id": "c", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": {
            "age": { "type": "int" },
            "saved": { "type": "int", "actionable": "up" },
            "debts": { "type": "int", "actionable": "down" },
            "vip": { "type": "bool" }
        },
        "tags": [
            { "id": "t", "label": { "en": "t" },
              "when": { "any": ["vip", { "all": ["saved >= 10", "debts < 5", "age >= 18"] }] } },
            { "id": "u", "label": { "en": "u" },
              "when": { "not": { "all": ["saved < 10", "debts >= 5"] } } }
        ],
        "tiers": [{ "id": "x", "levels": ["A", "B"], "rows": [
            { "to": "A", "when": { "all": ["saved >= 100", { "any": ["age >= 60", "debts < 1"] }] } },
            { "to": "B", "otherwise": true }] }]
    });
    let engine = engine(&policy);
    let facts = |age: f64, saved: f64, debts: f64| {
        [
            ("age", Scalar::Number(age)),
            ("saved", Scalar::Number(saved)),
            ("debts", Scalar::Number(debts)),
            ("vip", Scalar::Bool(false)),
        ]
    };
    let changed = |facts: &[(&str, Scalar<'_>)], item: &str| {
        let next = explained(&engine, facts, item)["next"].clone();
        let list = next["changes"].as_array().unwrap().iter();
        let said = list.map(|c| {
            format!(
                "{} {} {}",
                c["fact"].as_str().unwrap(),
                c["test"].as_str().unwrap(),
                c["against"]
            )
        });
        (next["to"].as_str().unwrap().to_owned(), said.collect::<Vec<_>>())
    };
    let (gained, lost) = ("gained".to_owned(), "lost".to_owned());
    // Two that the customer can move weigh less than one that they cannot.
    let adult = facts(30.0, 0.0, 9.0);
    assert_eq!(
        changed(&adult, "tag:t"),
        (gained.clone(), vec!["saved >= 10".into(), "debts < 5".into()])
    );
    // A child cannot become of age: being made a member is one change that they cannot make either.
    let child = facts(9.0, 0.0, 9.0);
    assert_eq!(explained(&engine, &child, "tag:t")["next"]["changes"][0]["fact"], "vip");
    // What holds is lost by the first that suffices.
    assert_eq!(changed(&facts(30.0, 20.0, 0.0), "tag:t"), (lost, vec!["saved < 10".into()]));
    // Under a negation one of the two is enough.
    assert_eq!(changed(&adult, "tag:u"), (gained, vec!["saved >= 10".into()]));
    assert_eq!(
        changed(&adult, "tier:x"),
        ("A".to_owned(), vec!["saved >= 100".into(), "debts < 1".into()])
    );
    // At the top there is nothing above.
    assert_eq!(explained(&engine, &facts(60.0, 100.0, 9.0), "tier:x")["next"], Value::Null);
}

#[test]
fn an_explanation_leaves_no_trace_in_the_session() {
    let policy = json!({
        "id": "c", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "x": { "type": "int" } },
        "tags": [{ "id": "t", "label": { "en": "t" }, "when": "x > 0" }],
        "tiers": [{ "id": "r", "levels": ["A", "B"], "rows": [{ "to": "A", "expr": "x > 5" }, { "to": "B", "otherwise": true }],
                    "hysteresis": { "minDwell": "30d" } }]
    });
    let engine = engine(&policy);
    let run = |ask: bool| {
        let mut session = engine.open(0, [0; 16]);
        let mut bytes = Vec::new();
        for (now, x) in [(0.0, 9.0), (1e9, 1.0), (2e9, 0.0), (4e9, 0.0)] {
            session.set_profile(&[("x", Scalar::Number(x))]).unwrap();
            if ask {
                for item in ["tag:t", "tier:r"] {
                    explain(&engine, &mut session, item, now).unwrap();
                }
            }
            bytes.push(session.portrait(now).unwrap().cells().to_vec());
            if ask {
                explain(&engine, &mut session, "tag:t", now + 1e8).unwrap();
            }
        }
        (bytes, session.snapshot().unwrap())
    };
    assert_eq!(run(false).0, run(true).0);
}

#[test]
fn what_there_is_not_is_refused() {
    let policy = json!({
        "id": "c", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "x": { "type": "int" } },
        "tags": [{ "id": "t", "label": { "en": "t" }, "when": "x > 0" }]
    });
    let engine = engine(&policy);
    let mut session = engine.open(0, [0; 16]);
    for item in ["", "t", "tag:", "tag:x", "score:t", "feature:x", "nothing:t", "tag:t:t"] {
        assert_eq!(
            explain(&engine, &mut session, item, 0.0).unwrap_err().code,
            "input/item",
            "{item}"
        );
    }
    session.set_personalised(false);
    let off = explain(&engine, &mut session, "tag:t", 0.0).unwrap_err();
    assert_eq!(off.code, "input/personalisation");
}

/// Two cards and their sum. At 0 and 9 they give 0 + 0; `high` begins at 7: the first alone gives 5, both 5 + 3.
#[test]
fn a_card_of_cards_is_lifted_by_the_facts_of_those_it_reads() {
    let card = |id: &str, fact: &str, low: i64, high: i64| {
        json!({ "id": id, "kind": "scorecard", "characteristics": [{ "fact": fact, "attributes": [
            { "hi": 5, "points": low }, { "lo": 5, "points": high }, { "missing": true, "points": 0 }] }] })
    };
    let part = |score: &str| json!({ "fact": score, "attributes": [{ "otherwise": true, "points": score }, { "missing": true, "points": 0 }] });
    let policy = json!({
        "id": "c", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "x": { "type": "int", "actionable": "up" }, "y": { "type": "int", "actionable": "down" } },
        "scores": [card("a", "x", 0, 5), card("b", "y", 3, 0),
            { "id": "sum", "kind": "scorecard", "goal": "higher", "characteristics": [part("scores.a"), part("scores.b")],
              "bands": [{ "id": "low" }, { "id": "mid", "from": 5 }, { "id": "high", "from": 7 }] }]
    });
    let engine = engine(&policy);
    let next = |x: f64, y: f64| {
        let facts = [("x", Scalar::Number(x)), ("y", Scalar::Number(y))];
        let next = explained(&engine, &facts, "score:sum")["next"].clone();
        let said = |c: &Value| {
            format!(
                "{} {} {}",
                c["fact"].as_str().unwrap(),
                c["test"].as_str().unwrap(),
                c["against"]
            )
        };
        let changes: Vec<String> =
            next["changes"].as_array().into_iter().flatten().map(said).collect();
        (next["to"].as_str().unwrap_or("").to_owned(), changes)
    };
    assert_eq!(next(0.0, 9.0), ("mid".to_owned(), vec!["x >= 5".to_owned()]));
    assert_eq!(next(9.0, 9.0), ("high".to_owned(), vec!["y < 5".to_owned()]));
    assert_eq!(next(9.0, 0.0), (String::new(), vec![]));
}

/// Sentences say what is so, and what has no condition cannot be lost.
#[test]
fn what_does_not_hold_is_told_as_what_is_required() {
    let named = |id: &str| json!({ "en": id });
    let policy = json!({
        "id": "c", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "x": { "type": "int" } },
        "tags": [{ "id": "t", "label": named("t"), "when": { "label": named("x is large"), "expr": "x > 5" } }],
        "tiers": [{ "id": "r", "levels": ["A", "B"], "rows": [
            { "to": "A", "when": { "label": named("x is huge"), "expr": "x > 9" } }, { "to": "B", "otherwise": true }] }],
        "products": [{ "id": "p", "kind": "content", "label": named("news"), "message": named("news"), "channels": ["app"] }]
    });
    let engine = engine(&policy);
    let of = |x: f64, item: &str| explained(&engine, &[("x", Scalar::Number(x))], item);
    assert_eq!(of(6.0, "tag:t")["sentences"], json!(["x is large"]));
    assert_eq!(of(1.0, "tag:t")["sentences"], json!(["Not met: x is large (x: 1)"]));
    assert_eq!(of(10.0, "tier:r")["sentences"], json!(["x is huge"]));
    assert_eq!(of(1.0, "tier:r")["sentences"], json!([]));
    assert_eq!(of(1.0, "product:p")["truth"], "true");
    assert_eq!(of(1.0, "product:p")["next"], Value::Null);
}
