//! What an experiment on suggestions came to: for each arm how many customers had the outcome, reached the policy's
//! goals and answered suggestions, and how far that is from the control.
//!
//! Customers count by the arm that they were in, whether anything was shown to them or not: else those who are shown
//! something would be compared with those who would never have been. A customer counts once, however often.

pub mod results;

use std::collections::BTreeMap;

use serde_json::Value;
use silhouette::Engine;

use crate::backtest::record;
use crate::customer::Refusal;
use crate::population::Person;
use crate::told;

/// What becomes of a suggestion.
pub const ANSWERS: [&str; 4] = ["shown", "clicked", "dismissed", "converted"];

/// Which fields of a customer are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The arm that the customer was in.
    pub arm: String,
    /// What came about; read where it is there.
    pub outcome: String,
}

/// What one customer adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'e> {
    arm: String,
    outcome: Option<bool>,
    goals: Vec<(&'e str, bool, bool)>,
    answers: [bool; 4],
}

/// How many customers, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Of these.
    pub of: u64,
    /// So many.
    pub have: u64,
}

impl Share {
    fn add(&mut self, has: bool) {
        self.of += 1;
        self.have += u64::from(has);
    }
}

/// What was counted in an arm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// Customers.
    pub customers: u64,
    /// The outcome, of those of whom it is known.
    pub outcome: Share,
    /// Goals that were started at least once, and reached.
    pub goals: BTreeMap<String, (Share, Share)>,
    /// Customers to whom something was shown, who clicked, dismissed, converted.
    pub answers: [Share; 4],
}

/// All arms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arms(pub BTreeMap<String, Arm>);

impl<'e> Record<'e> {
    /// Reads a customer.
    ///
    /// # Errors
    /// When the customer, the arm or the outcome is not what it should be.
    pub fn of(engine: &'e Engine, ask: &Ask, customer: &dyn Person) -> Result<Record<'e>, Refusal> {
        let wrong = || {
            let path = crate::json::Pointer::root().key(&ask.arm);
            let (path, message) =
                (path.as_str().to_owned(), "expected the name of an arm".to_owned());
            Refusal { code: "input/arm", path, message }
        };
        let arm = match customer.fact(&ask.arm) {
            Some(Value::String(arm)) if !arm.is_empty() && arm.len() <= 64 => arm,
            _ => return Err(wrong()),
        };
        let outcome = record::outcome(customer, &ask.outcome)?;
        let mut session = engine.open(0, [0; 16]);
        customer.enter(&mut session)?;
        let refused = |error: silhouette::Error| Refusal {
            code: error.code,
            path: "/now".to_owned(),
            message: error.message.to_owned(),
        };
        let strings = &engine.program().strings;
        let now = customer.now();
        let told = told::read(session.portrait(now).map_err(refused)?.cells(), strings);
        let held = session.export(now).map_err(refused)?;
        let answers = told::outcomes(held.cells(), strings, ("suggestion", "outcome"), ANSWERS);
        let goals =
            told.goals.into_iter().map(|(id, started, reached)| (id, started > 0.0, reached > 0.0));
        Ok(Record { arm, outcome, goals: goals.collect(), answers: answers.map(|count| count > 0) })
    }
}

impl Arms {
    /// Adds a customer.
    pub fn add(&mut self, record: &Record<'_>) {
        let arm = self.0.entry(record.arm.clone()).or_default();
        arm.customers += 1;
        if let Some(outcome) = record.outcome {
            arm.outcome.add(outcome);
        }
        for (share, has) in arm.answers.iter_mut().zip(record.answers) {
            share.add(has);
        }
        for (id, started, reached) in &record.goals {
            let (begun, done) = arm.goals.entry((*id).to_owned()).or_default();
            begun.add(*started);
            done.add(*reached);
        }
    }
}
