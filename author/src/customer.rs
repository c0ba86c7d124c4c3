//! Customer lines: one JSON object a line, the input of `portrait`.

use serde_json::{Map, Value};
use silhouette::{Error, RawEvent, Scalar, Session};

use crate::json::Pointer;
use crate::lower;

/// A customer's line, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Whatever names the customer.
    pub id: Value,
    /// The time, ms since the epoch.
    pub now: f64,
    /// Whether the portrait may be personal.
    pub personalised: bool,
    /// What was granted and what was not, by purpose; none: everything was granted.
    pub consents: Option<Map<String, Value>>,
    /// Facts.
    pub profile: Map<String, Value>,
    /// Events.
    pub events: Vec<Map<String, Value>>,
    /// Whatever else the line holds; no policy reads it.
    pub others: Map<String, Value>,
}

/// Why a line is refused. It never holds a value of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code.
    pub code: &'static str,
    /// JSON pointer within the line.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Refusal {
    fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Refusal {
        Refusal { code, path: path.into(), message: message.into() }
    }

    fn within(error: &Error, place: &str) -> Refusal {
        Refusal::new(error.code, format!("{place}{}", error.path), error.message)
    }
}

impl Customer {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is no JSON object, or a part of it has the wrong type.
    pub fn read(line: &[u8]) -> Result<Customer, Refusal> {
        let value: Value = serde_json::from_slice(line).map_err(|error| {
            Refusal::new("input/json", "", format!("not JSON from column {} on", error.column()))
        })?;
        let Value::Object(mut map) = value else {
            return Err(Refusal::new("input/json", "", "expected an object"));
        };
        let now = match map.get("now").and_then(moment) {
            Some(now) => now,
            None => return Err(time("/now")),
        };
        let personalised = match map.get("personalised") {
            None => true,
            Some(Value::Bool(is)) => *is,
            Some(_) => return Err(wrong("/personalised", "true or false")),
        };
        let consents = match map.remove("consents") {
            None | Some(Value::Null) => None,
            Some(Value::Object(consents)) => Some(consents),
            Some(_) => return Err(wrong("/consents", "an object")),
        };
        let profile = match map.remove("profile") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(profile)) => profile,
            Some(_) => return Err(wrong("/profile", "an object")),
        };
        let events = match map.remove("events") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(events)) => objects(events)?,
            Some(_) => return Err(wrong("/events", "an array")),
        };
        let id = map.remove("id").unwrap_or_default();
        Ok(Customer { id, now, personalised, consents, profile, events, others: map })
    }

    /// Gives a new session everything that is known. Without consents of the line, everything is granted:
    /// of a population under study the bank holds them.
    ///
    /// # Errors
    /// When the engine refuses a consent, a fact or an event.
    pub fn enter(&self, session: &mut Session) -> Result<(), Refusal> {
        session.set_personalised(self.personalised);
        self.consent(session)?;
        let lists: Vec<Vec<Scalar<'_>>> = self.profile.values().map(elements).collect();
        let facts = self.profile.iter().zip(&lists).map(|((name, value), list)| {
            let value = if value.is_array() { Scalar::List(list) } else { scalar(value) };
            (name.as_str(), value)
        });
        let profile: Vec<(&str, Scalar<'_>)> = facts.collect();
        session.set_profile(&profile).map_err(|error| Refusal::within(&error, "/profile"))?;
        let mut events = Vec::with_capacity(self.events.len());
        for (index, event) in self.events.iter().enumerate() {
            let at = match event.get("at") {
                Some(at) => moment(at).ok_or_else(|| time(format!("/events/{index}/at")))?,
                None => f64::NAN,
            };
            let fields = event.iter().filter(|(name, _)| !matches!(name.as_str(), "type" | "at"));
            events.push(RawEvent {
                kind: event.get("type").and_then(Value::as_str),
                at: Scalar::Number(at),
                fields: fields.map(|(name, value)| (name.as_str(), scalar(value))).collect(),
            });
        }
        session.record(&events).map_err(|error| Refusal::within(&error, "/events"))?;
        Ok(())
    }
}

impl Customer {
    fn consent(&self, session: &mut Session) -> Result<(), Refusal> {
        let Some(consents) = &self.consents else {
            return session.grant_all(self.now).map_err(|_| time("/now"));
        };
        for (purpose, granted) in consents {
            let place = Pointer::root().key("consents").key(purpose);
            let Value::Bool(granted) = granted else {
                return Err(wrong(place.as_str(), "true or false"));
            };
            let said = session.set_consent(purpose, *granted, self.now);
            said.map_err(|error| Refusal::new(error.code, place.as_str(), error.message))?;
        }
        Ok(())
    }
}

fn objects(events: Vec<Value>) -> Result<Vec<Map<String, Value>>, Refusal> {
    let object = |(index, event)| match event {
        Value::Object(event) => Ok(event),
        _ => Err(wrong(format!("/events/{index}"), "an object")),
    };
    events.into_iter().enumerate().map(object).collect()
}

fn wrong(path: impl Into<String>, expected: &str) -> Refusal {
    Refusal::new("input/type", path, format!("expected {expected}"))
}

fn time(path: impl Into<String>) -> Refusal {
    let message = "expected milliseconds since 1970 or RFC 3339 text";
    Refusal::new("input/time", path, message)
}

/// Milliseconds since the epoch, from a number or from RFC 3339 text.
fn moment(value: &Value) -> Option<f64> {
    match value {
        Value::Number(ms) => ms.as_f64(),
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds of the years to 9999 are exact"
        )]
        Value::String(_) => lower::moment(value).map(|ms| ms as f64),
        _ => None,
    }
}

fn elements(value: &Value) -> Vec<Scalar<'_>> {
    value.as_array().into_iter().flatten().map(scalar).collect()
}

fn scalar(value: &Value) -> Scalar<'_> {
    match value {
        Value::Null => Scalar::Null,
        Value::Bool(is) => Scalar::Bool(*is),
        Value::Number(n) => n.as_f64().map_or(Scalar::Other, Scalar::Number),
        Value::String(text) => Scalar::Text(text),
        Value::Array(_) | Value::Object(_) => Scalar::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_in_full() {
        let line = br#"{"id":"c1","now":"1970-01-01T00:00:01Z","personalised":false,
            "profile":{"age":31},"events":[{"type":"x","at":5}],"note":"ignored"}"#;
        let customer = Customer::read(line).unwrap();
        assert_eq!(customer.id, "c1");
        assert_eq!(customer.now, 1000.0);
        assert!(!customer.personalised);
        assert_eq!(customer.consents, None);
        assert_eq!(customer.profile.len(), 1);
        assert_eq!(customer.events.len(), 1);
    }

    #[test]
    fn refusals_name_the_place_and_never_the_value() {
        for (line, code, path) in [
            ("secret", "input/json", ""),
            ("[1]", "input/json", ""),
            ("{\"id\":1}", "input/time", "/now"),
            ("{\"now\":\"secret\"}", "input/time", "/now"),
            ("{\"now\":1,\"profile\":\"secret\"}", "input/type", "/profile"),
            ("{\"now\":1,\"events\":{}}", "input/type", "/events"),
            ("{\"now\":1,\"events\":[{},\"secret\"]}", "input/type", "/events/1"),
            ("{\"now\":1,\"personalised\":\"secret\"}", "input/type", "/personalised"),
            ("{\"now\":1,\"consents\":\"secret\"}", "input/type", "/consents"),
        ] {
            let refusal = Customer::read(line.as_bytes()).unwrap_err();
            assert_eq!((refusal.code, refusal.path.as_str()), (code, path), "{line}");
            assert!(!refusal.message.contains("secret"), "{line}");
        }
    }
}
