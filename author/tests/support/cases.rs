//! Case files: a policy, customers, and what must come out, with reasons.
//!
//! ```toml
//! about = "what the case shows"
//! policy = '''{ "features": { … } }'''      # or a path such as "policies/retail.json"
//!
//! [[customer]]
//! id = "c1"
//! now = "2026-05-02T10:00:00Z"
//! profile = { age = 31 }
//! events = [{ type = "purchase", at = "2026-05-01T00:00:00Z", amount = "5.00" }]
//! expect = { tags = [{ id = "x" }] }        # a part of the portrait
//! features = { spend_30d = 5 }              # and of the features
//! refused = { code = "input/time", path = "/now" }   # instead of both
//! ```
//!
//! In `expect`, an object must hold the keys that are named, an array must have exactly these items in
//! this order, and numbers must be equal to a relative 1e-12. TOML has no null: it is written "<null>".
//! An inline policy leaves out what is the same everywhere: id, version, locales, timezone.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use silhouette_author::compile;

/// A case file, read.
pub struct Case {
    /// Name of the file without its ending.
    pub name: String,
    /// Its policy, whole.
    pub policy: String,
    /// The pack of its policy.
    pub pack: Vec<u8>,
    /// Its customers.
    pub customers: Vec<Customer>,
}

/// A customer of a case.
pub struct Customer {
    /// The customer's line.
    pub line: String,
    /// Part of the portrait.
    pub expect: Option<Value>,
    /// Part of the features.
    pub features: Option<Value>,
    /// Code and path of the refusal.
    pub refused: Option<Value>,
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All case files, by name.
pub fn all() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Case {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
    let Value::Object(mut case) = json_of(toml::Value::Table(table)) else { panic!("a table") };
    let Some(Value::String(policy)) = case.remove("policy") else { panic!("{name}: no policy") };
    let Some(Value::Array(customers)) = case.remove("customer") else {
        panic!("{name}: no customer")
    };
    assert!(case.remove("about").is_some(), "{name}: no about");
    assert!(case.is_empty(), "{name}: unknown keys {:?}", case.keys().collect::<Vec<_>>());
    let policy = whole(&name, &policy);
    Case {
        pack: pack(&name, &policy),
        policy,
        customers: customers.into_iter().map(customer).collect(),
        name,
    }
}

/// A policy with what a case leaves out.
fn whole(name: &str, policy: &str) -> String {
    if policy.trim_start().starts_with('{') {
        let mut whole = json!({
            "id": name, "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+00:00"
        });
        let part: Map<String, Value> =
            serde_json::from_str(policy).unwrap_or_else(|error| panic!("{name}: {error}"));
        whole.as_object_mut().unwrap().extend(part);
        whole.to_string()
    } else {
        std::fs::read_to_string(root().join(policy)).unwrap()
    }
}

fn pack(name: &str, policy: &str) -> Vec<u8> {
    let checked = compile::check(policy.as_bytes());
    let findings = silhouette_author::diagnostics::render::text(&checked.compiled.findings(name));
    checked.pack.unwrap_or_else(|| panic!("{name}: the policy has errors\n{findings}"))
}

fn customer(value: Value) -> Customer {
    let Value::Object(mut map) = value else { panic!("a customer is a table") };
    let mut take = |key: &str| map.remove(key);
    let (expect, features, refused) = (take("expect"), take("features"), take("refused"));
    assert!(expect.is_some() || features.is_some() || refused.is_some(), "nothing is expected");
    Customer { line: Value::Object(map).to_string(), expect, features, refused }
}

fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) if text == "<null>" => Value::Null,
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(n) => n.into(),
        toml::Value::Boolean(is) => is.into(),
        toml::Value::Datetime(_) => panic!("write times as strings"),
        toml::Value::Array(items) => items.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, json_of(value)))
            .collect::<Map<_, _>>()
            .into(),
    }
}
