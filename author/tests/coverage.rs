//! Coverage of policies by their embedded tests. What each test reaches was worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette_author::compile::{self, Checked};
use silhouette_author::coverage::{self, Coverage, Kind};

/// A policy whose parts read what every stage before them gave.
fn policy() -> Value {
    json!({
        "id": "covered", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00",
        "profile": {
            "age": { "type": "int", "range": [0, 120] },
            "job": { "type": "enum", "values": ["employee", "student", "other"] }
        },
        "tags": [
            { "id": "young", "label": { "zh-CN": "年轻客户", "en": "young" },
              "when": { "id": "age", "label": { "zh-CN": "35 岁以下", "en": "below 35" }, "expr": "age < 35" } },
            // A tag that reads a tag; its list is one leaf, the negated part another.
            { "id": "settled", "label": { "zh-CN": "在职", "en": "settled" },
              "when": { "all": ["job in ['employee', 'other'] && !tags.young", { "not": "job == 'student'" }] } }
        ],
        "scores": [{
            "id": "s", "kind": "scorecard", "initial": 10,
            "characteristics": [
                { "fact": "age", "attributes": [
                    { "lo": 0, "hi": 30, "points": 1 },
                    // The same points as the next: told apart by the probe, not by the sum.
                    { "lo": 30, "hi": 60, "points": 2 },
                    { "lo": 60, "points": 2 },
                    // Tried first, though it stands behind.
                    { "special": [99], "points": 7 },
                    { "missing": true, "noScore": true }
                ] },
                { "id": "work", "fact": "job", "attributes": [
                    { "when": "tags.settled", "points": 5 },
                    { "values": ["student", "employee"], "points": 1 },
                    { "otherwise": true, "points": 0 },
                    { "missing": true, "points": 0 }
                ] }
            ],
            "bands": [{ "id": "low" }, { "id": "high", "from": 15 }]
        }],
        "tiers": [{
            "id": "t", "levels": ["A", "B"],
            "rows": [
                { "to": "A", "expr": "scores.s >= 17" },
                { "to": "A", "when": { "expr": "bands.s == 'high' && age >= 50" } },
                { "to": "B", "otherwise": true }
            ],
            "hysteresis": { "minDwell": "30d", "downMargin": 0.1 }
        }],
        "warnings": [{ "id": "w", "message": { "zh-CN": "提醒", "en": "mind" }, "severity": "notice",
                       "when": "tiers.t == 'A'" }],
        "products": [{ "id": "p", "kind": "content", "label": { "zh-CN": "资讯", "en": "news" },
                       "message": { "zh-CN": "资讯", "en": "news" }, "channels": ["app"],
                       "eligibility": "known(job)", "applicability": "tiers.t == 'B'" }],
        "tests": []
    })
}

/// A test that only brings a customer.
fn customer(profile: Value) -> Value {
    json!({ "name": "c", "now": "2026-01-01T00:00:00Z", "profile": profile, "expect": {} })
}

fn checked(policy: &Value) -> Checked {
    let checked = compile::check(policy.to_string().as_bytes());
    assert!(checked.engine.is_some(), "{:?}", checked.compiled.findings("p"));
    checked
}

fn measured(policy: &Value) -> Coverage {
    let compiled = checked(policy).compiled;
    let (document, program) = (compiled.document.unwrap(), compiled.program.unwrap());
    coverage::measure(&document, &program, &compiled.marks).unwrap()
}

/// What never happened: pointer and events.
fn never(profiles: &[Value]) -> Vec<String> {
    let mut policy = policy();
    policy["tests"] = profiles.iter().cloned().map(customer).collect();
    let coverage = measured(&policy);
    let told = coverage.missed().map(|part| {
        let events: Vec<&str> = part.never.iter().map(|event| event.name()).collect();
        format!("{} {}", part.at, events.join(" "))
    });
    told.collect()
}

#[test]
fn without_tests_nothing_happened() {
    let coverage = measured(&policy());
    let totals = Kind::ALL.map(|kind| coverage.totals(kind));
    // 3 leaves in tags, 1 in the scorecard, 2 in the rows, 1 in the warning, 2 in the product.
    assert_eq!(totals, [(9, 0), (9, 0), (3, 0)]);
    assert_eq!(coverage.missed().count(), 21);
    let first = coverage.missed().next().unwrap();
    assert_eq!((first.id.as_deref(), first.label.as_deref()), (Some("age"), Some("35 岁以下")));
    assert_eq!(first.text, "age < 35");
    // A policy with nothing to cover is covered.
    let mut bare = policy();
    for key in ["tags", "scores", "tiers", "warnings", "products"] {
        bare[key] = json!([]);
    }
    assert!(measured(&bare).is_full());
}

#[test]
fn one_customer_covers_what_is_true_or_false_of_it() {
    // 99, other: not young, settled, not a student. Score 10 + 7 + 5 = 22: high, tier A by the first row.
    assert_eq!(
        never(&[json!({ "age": 99, "job": "other" })]),
        [
            "/tags/0/when/expr true",
            "/tags/1/when/all/0 false",
            "/tags/1/when/all/1/not true",
            "/scores/0/characteristics/1/attributes/0/when false",
            "/tiers/0/rows/0/expr false",
            "/tiers/0/rows/1/when/expr false",
            "/warnings/0/when false",
            "/products/0/eligibility false",
            "/products/0/applicability true",
            "/scores/0/characteristics/0/attributes/0 counted",
            "/scores/0/characteristics/0/attributes/1 counted",
            "/scores/0/characteristics/0/attributes/2 counted",
            "/scores/0/characteristics/0/attributes/4 counted",
            "/scores/0/characteristics/1/attributes/1 counted",
            "/scores/0/characteristics/1/attributes/2 counted",
            "/scores/0/characteristics/1/attributes/3 counted",
            "/tiers/0/rows/1 decided",
            "/tiers/0/rows/2 decided",
        ]
    );
}

#[test]
fn what_is_unknown_is_neither_true_nor_false() {
    // Nothing known: no score, so the tier's conditions are unknown and the last row decides.
    let nothing = never(&[json!({})]);
    for both in ["/tags/0/when/expr true false", "/tiers/0/rows/0/expr true false"] {
        assert!(nothing.iter().any(|told| told == both), "{both}: {nothing:?}");
    }
    for happened in [
        "/scores/0/characteristics/0/attributes/4",
        "/scores/0/characteristics/1/attributes/3",
        "/tiers/0/rows/2",
    ] {
        assert!(!nothing.iter().any(|told| told.starts_with(happened)), "{happened}: {nothing:?}");
    }
}

#[test]
fn the_customers_together_cover_everything() {
    let all = [
        json!({ "age": 99, "job": "other" }),
        // Young: 10 + 1 + 1 = 12, low, B.
        json!({ "age": 20, "job": "student" }),
        // Not young, settled: 10 + 2 + 5 = 17, A by the first row.
        json!({ "age": 40, "job": "employee" }),
        // A student: not settled; 10 + 2 + 1 = 13.
        json!({ "age": 70, "job": "student" }),
        // Young and other: not settled, otherwise; 10 + 2 + 0.
        json!({ "age": 30, "job": "other" }),
        json!({}),
        json!({ "age": 50 }),
    ];
    // 50 with an unknown job: settled is unknown, 10 + 2 + 0 = 12, not the 15 of the second row.
    assert_eq!(never(&all), ["/tiers/0/rows/1 decided"]);
    let mut policy = policy();
    policy["tests"] = all.iter().cloned().map(customer).collect();
    // With 12 as the band's bound, that customer comes to the second row.
    policy["scores"][0]["bands"][1]["from"] = json!(12);
    assert!(measured(&policy).is_full());
}

#[test]
fn a_refused_customer_covers_nothing() {
    let refused = never(&[json!({ "age": 500, "job": "other" })]);
    assert_eq!(refused.len(), 21);
}

/// More leaves than one probe holds, more rows than one tier table can tell.
#[test]
fn large_policies_are_covered_in_parts() {
    let mut policy = policy();
    let rows = (0..150).map(|n| json!({ "to": "A", "expr": format!("age == {}", n % 121) }));
    policy["tiers"][0]["rows"] = rows.chain([json!({ "to": "B", "otherwise": true })]).collect();
    policy["tiers"][0]["hysteresis"] = json!({});
    let any: Vec<String> = (0..600).map(|n| format!("age == {}", n % 121)).collect();
    policy["warnings"][0]["when"] = json!({ "any": any });
    policy["tests"] = (0..=120).map(|age| customer(json!({ "age": age }))).collect();
    let mut coverage = measured(&policy);
    coverage.parts.retain(|part| {
        ["/tiers", "/warnings"].iter().any(|start| part.at.as_str().starts_with(start))
    });
    assert_eq!(coverage.totals(Kind::Leaf), (750, 750));
    // Rows 121 to 149 stand behind their likes; the last is left for nobody whose age is known.
    let missed: Vec<&str> = coverage.missed().map(|part| part.at.as_str()).collect();
    let expected: Vec<String> = (121..=150).map(|row| format!("/tiers/0/rows/{row}")).collect();
    assert_eq!(missed, expected);
}

#[test]
fn the_policies_that_ship_are_measured() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/retail.json");
    let text = std::fs::read_to_string(path).unwrap();
    let coverage = measured(&serde_json::from_str(&text).unwrap());
    for kind in Kind::ALL {
        let (all, covered) = coverage.totals(kind);
        assert!(covered > 0 && covered <= all, "{kind:?}: {covered} of {all}");
    }
    // The two overdue instalments of the first test, and their absence in the others.
    let Some(leaf) = coverage.parts.iter().find(|part| part.text.contains("overdue_streak >= 2"))
    else {
        panic!("the warning is gone")
    };
    assert!(leaf.never.is_empty());
}
