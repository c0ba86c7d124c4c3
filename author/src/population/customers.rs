//! A customer's line as a person of a population.

use serde_json::Value;
use silhouette::Session;

use super::Person;
use crate::customer::{Customer, Refusal};

impl Person for Customer {
    fn id(&self) -> &Value {
        &self.id
    }

    fn now(&self) -> f64 {
        self.now
    }

    fn personalised(&self) -> bool {
        self.personalised
    }

    fn fact(&self, name: &str) -> Option<Value> {
        let value = self.profile.get(name).or_else(|| self.others.get(name));
        value.filter(|value| !value.is_null()).cloned()
    }

    fn enter(&self, session: &mut Session) -> Result<(), Refusal> {
        Customer::enter(self, session)
    }
}
