//! What a customer does in a random life, entered into a session that goes on.

use serde_json::{Map, Value};
use silhouette::Session;
use silhouette_author::customer::Customer;

/// Facts and events of a moment. Without consents everything is granted; with none of them nothing is said.
pub fn enter(
    session: &mut Session,
    now: i64,
    consents: Option<Map<String, Value>>,
    profile: Map<String, Value>,
    events: Vec<Map<String, Value>>,
) {
    let id = Value::Null;
    let customer = Customer {
        id,
        now: now as f64,
        personalised: true,
        consents,
        profile,
        events,
        others: Map::new(),
    };
    customer.enter(session).unwrap();
}
