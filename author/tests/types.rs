//! The declarations of policies: the kept ones of those that ship, and one in which every text is hostile.
//!
//! With `SILHOUETTE_BLESS=1` the files of `tests/fixtures/types/` are written instead. What TypeScript says of them is
//! tried in `pkg-config/test/policy-types.test.mjs`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use silhouette_author::compile;
use silhouette_author::typescript::declarations;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The declarations of a policy that has no error.
fn types(text: &[u8]) -> String {
    let checked = compile::check(text);
    let findings = silhouette_author::diagnostics::render::text(&checked.compiled.findings("x"));
    assert!(checked.pack.is_some(), "{findings}");
    declarations(checked.compiled.document.as_ref().unwrap())
}

/// Compares a text with a kept one, or keeps it.
fn kept(name: &str, text: &str) {
    let path = root().join("tests/fixtures/types").join(name);
    if std::env::var_os("SILHOUETTE_BLESS").is_some() {
        std::fs::write(path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert_eq!(text, kept, "{name}: SILHOUETTE_BLESS=1 writes it");
}

/// A policy whose texts try to leave the places where they stand.
fn hostile() -> Value {
    let text = "a */ b */ export const broken = 1; // {@link x} <b> `c` \\ \r\n\n@deprecated \u{2028}\u{202e}'\"${d}";
    json!({
        "id": "hostile", "version": "1.0.0", "locales": ["en", "zh-CN"], "timezone": "+08:00",
        "purposes": [{ "id": "service", "basis": "contract", "label": text }, { "id": "constructor", "basis": "consent" }],
        "profile": {
            "proto": { "type": "int", "label": text, "description": text, "range": [0, 9] },
            "class": {
                "type": "enum", "values": ["it's", "a\\", "line\nbreak", "\u{2028}", "\u{202e}rtl", "*/", "${x}", "`", "💰", "值"],
                "valueLabels": { "it's": text }, "label": { "en": "same", "zh-CN": "same" },
            },
            "delete": { "type": "list:enum", "values": ["x y", "-"] },
        },
        "events": { "function_": { "fields": { "constructor": "enum:'|\"|`", "amount": "decimal(2)" }, "label": text } },
        "features": { "many": { "count": "function_", "window": "30d", "label": text } },
        "tags": [{ "id": "toString", "label": text, "when": "many >= 1" }],
        "products": [{ "id": "prototype", "kind": "content", "label": text, "message": "m", "channels": ["app", "mini_program"] }],
    })
}

#[test]
fn the_shipped_policies_have_their_kept_declarations() {
    for name in ["retail", "enterprise", "assessment"] {
        let text = std::fs::read(root().join(format!("policies/{name}.json"))).unwrap();
        let told = types(&text);
        assert_eq!(told, types(&text), "the same every time");
        kept(&format!("{name}.d.ts"), &told);
    }
}

#[test]
fn hostile_texts_stay_in_their_places() {
    let told = types(hostile().to_string().as_bytes());
    assert!(told.is_ascii() || !told.contains(['\u{2028}', '\u{202e}']));
    // Every comment ends where it should: what is left without comments holds none of the text.
    let mut code = String::new();
    let mut rest = told.as_str();
    while let Some((before, after)) = rest.split_once("/**") {
        code += before;
        rest = after.split_once("*/").unwrap().1;
    }
    code += rest;
    assert!(!code.contains("broken"), "{code}");
    kept("hostile.d.ts", &told);
}

/// Facts, events, products: a policy without any of it has declarations all the same.
#[test]
fn a_policy_of_nothing_has_types_of_nothing() {
    let text =
        json!({ "id": "empty", "version": "0.1.0", "locales": ["en"], "timezone": "+08:00" });
    kept("empty.d.ts", &types(text.to_string().as_bytes()));
}
