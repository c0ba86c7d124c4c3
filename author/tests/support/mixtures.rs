//! Random mixtures of the customers of the three policies.

use serde_json::{Map, Value};
use silhouette::{Engine, Session};
use silhouette_author::answer;
use silhouette_author::customer::Customer;

/// The policies that ship, and the files that hold customers of each.
pub const POLICIES: [(&str, &[&str]); 3] = [
    ("retail", &["customers/composed", "customers/german", "customers/cdnow", "subjects/retail"]),
    ("enterprise", &["subjects/enterprise"]),
    ("assessment", &["subjects/assessment"]),
];

/// The value of every feature.
pub fn features(engine: &Engine, session: &mut Session, now: f64) -> Value {
    let mut text = String::new();
    answer::write(session.features(now).unwrap().cells(), &engine.program().strings, &mut text);
    serde_json::from_str(&text).unwrap()
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
    Customer {
        id: Value::Null,
        now,
        personalised: true,
        consents: None,
        profile,
        events,
        others: Map::new(),
    }
}
