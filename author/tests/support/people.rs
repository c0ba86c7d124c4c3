//! Customers of the three policies: fixtures, and random mixtures of them.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use silhouette::{Engine, Session};
use silhouette_author::customer::Customer;
use silhouette_author::{answer, compile, explain};

/// The policies that ship, and the files that hold customers of each.
pub const POLICIES: [(&str, &[&str]); 3] = [
    ("retail", &["customers/composed", "customers/german", "customers/cdnow", "subjects/retail"]),
    ("enterprise", &["subjects/enterprise"]),
    ("assessment", &["subjects/assessment"]),
];

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

/// The value of every feature.
pub fn features(engine: &Engine, session: &mut Session, now: f64) -> Value {
    let mut text = String::new();
    answer::write(session.features(now).unwrap().cells(), &engine.program().strings, &mut text);
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

/// A generator that gives the same numbers everywhere.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

/// A customer mixed of others: each fact is that of one of them or unknown, numbers are sometimes a little
/// more or less, and events are some of theirs.
pub fn mixture(of: &[Customer], dice: &mut Dice) -> Customer {
    let mut profile = Map::new();
    let keys: Vec<&String> = of.iter().flat_map(|customer| customer.profile.keys()).collect();
    for key in keys {
        let value = of[dice.below(of.len())].profile.get(key).cloned().unwrap_or(Value::Null);
        let value = match value.as_i64().filter(|_| dice.below(3) == 0) {
            Some(n) => Value::from((n + i64::try_from(dice.below(9)).unwrap() - 4).clamp(0, 1000)),
            None => value,
        };
        profile.insert(key.clone(), value);
    }
    let one = &of[dice.below(of.len())];
    let other = &of[dice.below(of.len())];
    let events = one.events.iter().chain(&other.events).filter(|_| dice.below(4) > 0).cloned();
    let events = events.collect();
    let day = 86_400_000.0;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let now = one.now + (dice.below(120) as f64 - 20.0) * day;
    Customer { id: Value::Null, now, personalised: true, consents: None, profile, events }
}
