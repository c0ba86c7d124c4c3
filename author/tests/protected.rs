//! Law: protected characteristics are unreachable from tags, products and suggestions. A policy in which one is
//! reached, by whatever way but a score, is not built; the same policy with another fact in its place is.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/numbers.rs"]
mod numbers;

use numbers::Random;
use serde_json::{Value, json};
use silhouette_author::compile;

const DOCUMENTS: u32 = 600;

/// Facts that tell of a protected characteristic, by id or by label, and others.
const PROTECTED: [(&str, &str); 6] = [
    ("gender", "g"),
    ("maritalStatus", "m"),
    ("has_disability", "d"),
    ("x1", "民族"),
    ("x2", "宗教信仰"),
    ("x3", "Political opinion"),
];
const OTHERS: [(&str, &str); 3] = [("visits", "v"), ("height", "身高"), ("score_a", "Points")];

/// A policy in which a rule reads a fact by a chain of features, tags, tiers and lifecycles; the shape
/// depends on the numbers only.
fn policy((id, label): (&str, &str), shape: u64) -> Value {
    let mut random = Random(shape);
    let mut features = serde_json::Map::new();
    let (mut tags, mut tiers, mut lifecycle) = (Vec::new(), Vec::new(), Vec::new());
    // What reads the fact so far, as a number and as a truth.
    let by_event = random.below(3) == 0;
    let mut number = if by_event {
        let of = ["sum", "max", "mean"][random.below(3)];
        features.insert(
            "seen".to_owned(),
            match random.below(2) {
                0 => json!({ of: format!("visit.{id}") }),
                _ => json!({ "count": "visit", "where": format!("{id} > 3") }),
            },
        );
        "double(seen)".to_owned()
    } else {
        format!("double({id})")
    };
    for step in 0..random.below(4) {
        let name = format!("step{step}");
        let truth = format!("{number} > 1.5");
        let read = match random.below(4) {
            0 => {
                features.insert(name.clone(), json!({ "expr": format!("{number} * 2.0 + 1.0") }));
                // Features come before tags and tiers: only a chain of features can go on in one.
                name.clone()
            }
            1 => {
                tags.push(json!({ "id": name, "label": name, "when": truth }));
                format!("(tags.{name} ? 1.0 : 0.0)")
            }
            2 => {
                tiers.push(json!({ "id": name, "levels": ["p", "q"],
                    "rows": [{ "to": "p", "expr": truth }, { "to": "q", "otherwise": true }] }));
                format!("(tiers.{name} == 'p' ? 1.0 : 0.0)")
            }
            _ => {
                lifecycle.push(json!({ "id": name, "initial": "a",
                    "stages": [{ "id": "a" }, { "id": "b", "enter": truth, "exit": format!("{number} < 0.5") }] }));
                format!("(lifecycle.{name} == 'b' ? 1.0 : 0.0)")
            }
        };
        let is_feature = !read.starts_with('(');
        number = read;
        if !is_feature {
            break; // what comes later in a policy may read it, what comes earlier may not
        }
    }
    let truth = format!("{number} > 0.5");
    let mut product = json!({ "id": "loan", "kind": "loan", "label": "l", "channels": ["app"], "disclosures": ["loan_apr"],
        "message": "{terms.aprMin} {terms.aprMax}", "terms": { "aprMin": 3, "aprMax": 6, "maxMonths": 36 } });
    let mut ranking = json!({ "score": "value" });
    let mut last_tag = None;
    match random.below(7) {
        0 => product["eligibility"] = json!(truth),
        1 => product["applicability"] = json!({ "any": [truth, { "not": { "expr": truth } }] }),
        2 => product["intent"] = json!(number),
        3 => product["advisory"] = json!({ "months": number }),
        4 => ranking["score"] = json!(format!("value + {number}")),
        5 => {
            ranking["experiment"] = json!({ "id": "e", "label": "e",
                "challenger": { "share": 50, "score": format!("value + {number}") } });
        }
        _ if number.starts_with("(tiers") || number.starts_with("(lifecycle") => {
            product["eligibility"] = json!(truth)
        }
        _ => last_tag = Some(json!({ "id": "last", "label": "last", "when": truth })),
    }
    tags.extend(last_tag);
    let fact = json!({ "type": "int", "label": label });
    json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": if by_event { json!({}) } else { json!({ id: fact }) },
        "events": if by_event { json!({ "visit": { "fields": { id: fact } } }) } else { json!({}) },
        "features": features, "tags": tags, "tiers": tiers, "lifecycle": lifecycle,
        "products": [product], "ranking": ranking, "fallback": ["loan"]
    })
}

/// Whether it is built, and the codes of its findings.
fn check(policy: &Value) -> (bool, String) {
    let checked = compile::check(policy.to_string().as_bytes());
    let found = checked.compiled.findings("p");
    (checked.engine.is_some(), found.iter().map(|found| format!("{found:?}\n")).collect())
}

#[test]
fn protected_characteristics_are_unreachable_from_tags_products_and_suggestions() {
    let mut refused = 0;
    for document in 0..DOCUMENTS {
        let shape = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(document) + 1) | 1;
        let place = usize::try_from(document).unwrap();
        let other = OTHERS[place % OTHERS.len()];
        let harmless = policy(other, shape);
        let (built, found) = check(&harmless);
        assert!(built && !found.contains("protected"), "{harmless:#}\n{found}");
        let bad = policy(PROTECTED[place % PROTECTED.len()], shape);
        let (built, found) = check(&bad);
        assert!(!built && found.contains("tag/rests-on-protected"), "{bad:#}\n{found}");
        refused += 1;
    }
    assert_eq!(refused, DOCUMENTS);
}
