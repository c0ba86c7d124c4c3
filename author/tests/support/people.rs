//! Customers of the three policies: fixtures, and how they are told.

use std::path::{Path, PathBuf};

use serde_json::Value;
use silhouette::{Engine, Session};
use silhouette_author::customer::Customer;
use silhouette_author::{answer, compile, explain};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A policy that ships, compiled and loaded.
pub fn engine(policy: &str) -> (compile::Checked, Engine) {
    let path = root().join(format!("policies/{policy}.json"));
    let checked = compile::check(&std::fs::read(path).unwrap());
    let engine = Engine::load(checked.pack.as_ref().unwrap()).unwrap();
    (checked, engine)
}

/// The lines of fixture files.
pub fn lines(files: &[&str]) -> Vec<Customer> {
    let read = |file: &&str| {
        let path = root().join(format!("tests/fixtures/{file}.ndjson"));
        std::fs::read_to_string(path).unwrap()
    };
    let texts: Vec<String> = files.iter().map(read).collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    lines.map(|line| Customer::read(line.as_bytes()).unwrap()).collect()
}

/// A customer's session, in a locale of the policy.
pub fn session(engine: &Engine, customer: &Customer, locale: usize) -> Session {
    let mut session = engine.open(locale, [0; 16]);
    customer.enter(&mut session).unwrap();
    session
}

/// The portrait as it is told.
pub fn portrait(engine: &Engine, session: &mut Session, now: f64) -> Value {
    let mut text = String::new();
    answer::write(session.portrait(now).unwrap().cells(), &engine.program().strings, &mut text);
    serde_json::from_str(&text).unwrap()
}

/// An item's explanation.
pub fn explained(engine: &Engine, session: &mut Session, item: &str, now: f64) -> Value {
    serde_json::from_str(&explain::explain(engine, session, item, now).unwrap()).unwrap()
}

/// Every item that a policy can explain, but for features.
pub fn items(engine: &Engine) -> Vec<String> {
    let program = engine.program();
    let mut items = Vec::new();
    let mut add = |kind: &str, id: u32| items.push(format!("{kind}:{}", engine.text(id)));
    program.tags.iter().for_each(|tag| add("tag", tag.id));
    program.tiers.iter().for_each(|tier| {
        add(if tier.initial.is_some() { "lifecycle" } else { "tier" }, tier.id);
    });
    program.warnings.iter().for_each(|warning| add("warning", warning.id));
    program.products.iter().for_each(|product| add("product", product.id));
    items
}
