//! Occasions: today is one of their days, in local time, and a portrait knows when that changes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::{answer, compile, lower};

fn engine() -> Engine {
    let policy = json!({
        "id": "o", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00",
        "profile": { "born": { "type": "int", "range": [101, 1231], "label": "生日" } },
        "occasions": {
            "fair": { "label": { "zh-CN": "庙会", "en": "Fair" }, "days": [["2026-02-15", "2026-02-16"], ["2026-03-01", "2026-03-01"]] },
            "birthday": { "label": { "zh-CN": "生日", "en": "Birthday" }, "monthDay": "born" }
        },
        "tags": [
            { "id": "fair", "label": "fair", "when": "occasions.fair" },
            { "id": "birthday", "label": "birthday", "when": "occasions.birthday" }
        ]
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let found = silhouette_author::diagnostics::render::text(&checked.compiled.findings("x"));
    Engine::load(checked.pack.as_ref().ok_or(found).unwrap()).unwrap()
}

/// Tags, and the moment of the next change.
fn at(engine: &Engine, moment: &str, born: Option<f64>) -> (Vec<String>, Option<f64>) {
    let now = lower::moment(&json!(moment)).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century")]
    let now = now as f64;
    let mut session = engine.open(0, [0; 16]);
    if let Some(born) = born {
        session.set_profile(&[("born", Scalar::Number(born))]).unwrap();
    }
    let mut text = String::new();
    answer::write(session.portrait(now).unwrap().cells(), &engine.program().strings, &mut text);
    let portrait: Value = serde_json::from_str(&text).unwrap();
    let tags = portrait["tags"].as_array().unwrap().iter();
    let tags = tags.map(|tag| tag["id"].as_str().unwrap().to_owned()).collect();
    (tags, portrait["nextChangeAt"].as_f64())
}

#[test]
fn a_span_begins_and_ends_with_its_local_days() {
    let engine = engine();
    let fair = |moment| at(&engine, moment, None).0 == ["fair"];
    assert!(!fair("2026-02-14T23:59:59.999+08:00"));
    assert!(fair("2026-02-15T00:00:00+08:00"));
    assert!(fair("2026-02-16T23:59:59.999+08:00"));
    assert!(!fair("2026-02-17T00:00:00+08:00"));
    // One day only; in London it is still the last of February.
    assert!(fair("2026-02-28T16:00:00Z"));
    assert!(!fair("2026-03-01T16:00:00Z"));
    // It may change by itself at the next midnight, not before.
    let (_, next) = at(&engine, "2026-02-14T15:00:00+08:00", None);
    let midnight = lower::moment(&json!("2026-02-15T00:00:00+08:00")).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century")]
    let midnight = midnight as f64;
    assert_eq!(next, Some(midnight));
}

/// Leap years by the calendar: 2000 and 2028 are, 2026 and 2100 are not.
#[test]
fn who_is_born_on_29_february_is_greeted_on_the_28th_in_common_years() {
    let engine = engine();
    let greeted =
        |day: &str| at(&engine, &format!("{day}T10:00:00+08:00"), Some(229.0)).0 == ["birthday"];
    for (day, is) in [
        ("2026-02-28", true),
        ("2026-03-01", false),
        ("2028-02-28", false),
        ("2028-02-29", true),
        ("2100-02-28", true),
        ("2000-02-28", false),
        ("2000-02-29", true),
    ] {
        assert_eq!(greeted(day), is, "{day}");
    }
    assert_eq!(at(&engine, "2026-05-02T10:00:00+08:00", Some(502.0)).0, ["birthday"]);
    assert_eq!(at(&engine, "2026-05-02T10:00:00+08:00", Some(501.0)).0, Vec::<String>::new());
    assert_eq!(at(&engine, "2026-05-02T10:00:00+08:00", None).0, Vec::<String>::new());
}
