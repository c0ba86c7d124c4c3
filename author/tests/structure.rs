//! The structural check is at least as strict as the types: what passes it can be decoded.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use serde_json::{Value, json};
use silhouette_author::diagnostics::{Code, Diagnostics};
use silhouette_author::document::{Document, schema, structure};
use silhouette_author::json::Pointer;

/// Keys whose values are objects of free keys.
const FREE: [&str; 7] = ["profile", "events", "features", "fields", "owners", "scores", "bands"];

/// The same document with one or two items of a kind: its structure is what matters here.
fn prune(value: &mut Value, key: &str) {
    match value {
        Value::Array(items) => {
            let objects = items.iter().all(Value::is_object);
            items.truncate(if objects { 1 } else { 2 });
            items.iter_mut().for_each(|item| prune(item, ""));
        }
        Value::Object(map) => {
            if FREE.contains(&key) {
                *map = std::mem::take(map).into_iter().take(2).collect();
            }
            map.iter_mut().for_each(|(key, item)| prune(item, key));
        }
        _ => {}
    }
}

fn retail() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/retail.json");
    let mut value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    prune(&mut value, "");
    value
}

/// Pointers of all values.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), out);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                pointers(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        _ => {}
    }
}

/// One pointer of each kind: items of an array and free keys stand for each other.
fn kinds_of_pointers(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|pointer| {
        let mut kind = String::new();
        let mut before = "";
        for step in pointer.split('/') {
            let item = step.parse::<usize>().is_ok();
            let free = FREE.contains(&before);
            kind.push_str(if item || free { "/*" } else { "/" });
            kind.push_str(if item || free { "" } else { step });
            before = step;
        }
        seen.insert(kind)
    });
    all
}

fn codes(value: &Value, schema: &Value) -> Vec<Code> {
    let mut out = Diagnostics::new();
    structure::check(schema, value, &Pointer::root(), &mut out);
    out.found().iter().map(|found| found.code).collect()
}

#[test]
fn what_passes_the_structural_check_can_be_decoded() {
    let whole = retail();
    let schema = schema::schema();
    assert_eq!(codes(&whole, schema), []);
    let all = kinds_of_pointers(&whole);
    let others = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(300),
        json!(70_000),
        json!(1e10),
        json!(1.5),
        json!(1e300),
        json!("x"),
        json!([]),
        json!({}),
        json!(["a", "b"]),
        json!([1, 2]),
    ];
    let (mut passed, mut refused) = (0, 0);
    for pointer in &all {
        for other in &others {
            let mut changed = whole.clone();
            *changed.pointer_mut(pointer).unwrap() = other.clone();
            if codes(&changed, schema).is_empty() {
                passed += 1;
                let decoded = serde_json::from_value::<Document>(changed);
                assert!(decoded.is_ok(), "{pointer} = {other}: {}", decoded.unwrap_err());
            } else {
                refused += 1;
            }
        }
    }
    // Both happen: the test compares two things.
    assert!(passed > 100 && refused > 1000, "{passed} passed, {refused} refused");
}

#[test]
fn a_missing_or_unknown_key_is_found_where_it_is() {
    let whole = retail();
    let schema = schema::schema();
    for pointer in &kinds_of_pointers(&whole) {
        let mut changed = whole.clone();
        let Some(Value::Object(map)) = changed.pointer_mut(pointer) else { continue };
        let before = map.len();
        map.insert("zzz".to_owned(), json!({ "zzz": 1 }));
        assert_eq!(map.len(), before + 1);
        let codes = codes(&changed, schema);
        // Only a test's inputs and expected features take any key with any value.
        let any = ["/profile", "/expect/features"].iter().any(|end| pointer.ends_with(end))
            || pointer.contains("/events/");
        let any = any && pointer.starts_with("/tests/");
        assert_eq!(codes.is_empty(), any, "{pointer}");
    }
    let mut changed = whole;
    changed.as_object_mut().unwrap().shift_remove("locales");
    assert_eq!(codes(&changed, schema), [Code::MissingKey]);
}

#[test]
fn the_schema_names_its_dialect_and_describes_every_key() {
    let schema = schema::schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        let keys = definition.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (key, property) in keys {
            let described = property.get("description").is_some() || property.get("$ref").is_some();
            assert!(described, "{name}.{key} has no description");
        }
        assert!(
            !definition.to_string().contains("\"null\""),
            "{name}: a key is left out, never null"
        );
    }
}
