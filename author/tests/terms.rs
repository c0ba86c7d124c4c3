//! Terms that are suggested: rounded, and brought into the published corridor.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::{answer, compile};

/// A loan from 3.45 to 6 % for at most 36 months, which suggests the fact `x` as either.
fn engine() -> Engine {
    let message = "{terms.aprMin}–{terms.aprMax}";
    let policy = json!({
        "id": "p", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "x": { "type": "number" } },
        "products": [{
            "id": "loan", "kind": "loan", "label": "Loan", "message": message, "channels": ["app"],
            "terms": { "aprMin": 3.45, "aprMax": 6, "maxMonths": 36 }, "disclosures": ["loan_apr"],
            "advisory": { "apr": "x", "months": "x" }
        }],
        "fallback": ["loan"]
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let findings: Vec<String> =
        checked.compiled.findings("p").iter().map(|found| format!("{found:?}")).collect();
    checked.engine.unwrap_or_else(|| panic!("{findings:?}"))
}

fn terms(x: Option<f64>, list: &str) -> Value {
    let engine = engine();
    let mut session = engine.open(0, [0; 16]);
    session.set_profile(&[("x", x.map_or(Scalar::Null, Scalar::Number))]).unwrap();
    let mut text = String::new();
    answer::write(session.portrait(0.0).unwrap().cells(), &engine.program().strings, &mut text);
    let portrait: Value = serde_json::from_str(&text).unwrap();
    portrait[list][0]["terms"].clone()
}

#[test]
fn a_suggested_term_never_leaves_the_published_corridor() {
    // Rate and months of a fact, and whether each was brought into its corridor. 6.004 is 6 of two digits.
    for (x, rate, months) in [
        (4.236, (4.24, false), (4, false)),
        (1.0, (3.45, true), (1, false)),
        (-7.5, (3.45, true), (1, true)),
        (6.004, (6.0, false), (6, false)),
        (35.5, (6.0, true), (36, false)),
        (99.0, (6.0, true), (36, true)),
    ] {
        let told = json!([
            { "term": "apr", "value": rate.0, "from": 3.45, "to": 6.0, "clamped": rate.1, "authority": "advisory" },
            { "term": "months", "value": months.0, "from": 1, "to": 36, "clamped": months.1, "authority": "advisory" },
        ]);
        let number = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_f64);
        let found = terms(Some(x), "suggestions");
        for at in ["/0/value", "/0/from", "/0/to", "/1/value", "/1/from", "/1/to"] {
            assert_eq!(number(&found, at), number(&told, at), "{x} {at}");
        }
        for at in ["/0/term", "/0/clamped", "/0/authority", "/1/term", "/1/clamped"] {
            assert_eq!(found.pointer(at), told.pointer(at), "{x} {at}");
        }
        assert_eq!(found.as_array().unwrap().len(), 2);
    }
}

#[test]
fn what_is_not_known_is_not_suggested_and_nothing_is_to_everybody() {
    assert_eq!(terms(None, "suggestions"), json!([]));
    // No size of a rate.
    assert_eq!(terms(Some(1e300), "suggestions"), json!([]));
    assert_eq!(terms(Some(4.0), "general"), json!([]));
}
