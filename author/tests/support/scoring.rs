//! One imported model as a policy of its own, and customers for it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use silhouette::Engine;
use silhouette_author::importers::{self, Format};
use silhouette_author::{answer, compile, customer};

/// A model, imported, compiled and loaded.
pub struct Card {
    engine: Engine,
    /// The pack of the policy.
    pub pack: Vec<u8>,
    /// Types of the facts.
    facts: BTreeMap<String, String>,
}

impl Card {
    /// Imports a file.
    pub fn import(format: Format, path: &Path) -> Card {
        let bytes = std::fs::read(path).unwrap();
        let imported = importers::import(format, &bytes, "model");
        let imported = imported.unwrap_or_else(|problem| panic!("{}: {problem:?}", path.display()));
        Card::of(imported.fragment)
    }

    /// The policy that holds nothing but a fragment.
    pub fn of(fragment: Value) -> Card {
        let mut policy = json!({
            "id": "truth", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        });
        let parts = fragment.as_object().unwrap().clone();
        policy.as_object_mut().unwrap().extend(parts);
        let checked = compile::check(policy.to_string().as_bytes());
        let findings = checked.compiled.findings("policy");
        let engine = checked.engine.unwrap_or_else(|| panic!("{findings:?}"));
        let facts = fragment["profile"].as_object().unwrap();
        let ty = |fact: &Value| fact["type"].as_str().unwrap().to_owned();
        let facts = facts.iter().map(|(name, fact)| (name.clone(), ty(fact))).collect();
        Card { engine, pack: checked.pack.unwrap(), facts }
    }

    /// The facts that any double may be.
    pub fn numbers(&self) -> Vec<String> {
        let numbers = self.facts.iter().filter(|(_, ty)| *ty == "number");
        numbers.map(|(name, _)| name.clone()).collect()
    }

    /// Whether the facts are of the types that the policy declares.
    pub fn takes(&self, customer: &Customer) -> bool {
        let read = customer::Customer::read(customer.line("c").as_bytes()).unwrap();
        read.enter(&mut self.engine.open(0, [0; 16])).is_ok()
    }

    /// What the model says of a customer, through the customer line and the portrait; none without a
    /// score.
    pub fn score(&self, customer: &Customer) -> Option<Outcome> {
        let line = customer.line("c");
        let read = customer::Customer::read(line.as_bytes()).unwrap();
        let mut session = self.engine.open(0, [0; 16]);
        read.enter(&mut session).unwrap_or_else(|refusal| panic!("{line}: {refusal:?}"));
        let mut text = String::new();
        let strings = &self.engine.program().strings;
        answer::write(session.portrait(0.0).unwrap().cells(), strings, &mut text);
        let portrait: Value = serde_json::from_str(&text).unwrap();
        let score = portrait["scores"].as_array().unwrap().first()?;
        let points = score["contributions"].as_array().unwrap().iter().map(|part| {
            let name = part["characteristic"].as_str().unwrap().to_owned();
            (name, part["points"].as_f64().unwrap())
        });
        let points: Vec<(String, f64)> = points.collect();
        let reasons = score["reasonCodes"].as_array().unwrap().iter();
        Some(Outcome {
            value: score["value"].as_f64().unwrap(),
            probability: score["probability"].as_f64(),
            initial: score["initial"].as_f64().unwrap(),
            parts: points.iter().map(|(_, points)| *points).collect(),
            points: points.into_iter().collect(),
            reasons: reasons.map(|reason| reason["code"].as_str().unwrap().to_owned()).collect(),
        })
    }
}

/// The facts of a customer.
pub struct Customer(Map<String, Value>);

impl Customer {
    /// The customer as a line for the command line.
    pub fn line(&self, id: &str) -> String {
        json!({ "id": id, "now": 0, "profile": self.0 }).to_string()
    }

    /// The facts of a row of a table; an empty cell is missing.
    pub fn of_row(card: &Card, row: &BTreeMap<String, String>) -> Customer {
        let cells = card.facts.iter().filter_map(|(fact, ty)| {
            let cell = row.get(fact).unwrap_or_else(|| panic!("no column {fact}"));
            let number = cell.parse().ok().filter(|_| ty != "category");
            let value = number.map_or_else(|| json!(cell), |number: f64| json!(number));
            (!cell.is_empty()).then(|| (fact.clone(), value))
        });
        Customer(cells.collect())
    }

    /// The same; a fact that has no column is missing.
    pub fn of_known(card: &Card, row: &BTreeMap<String, String>) -> Customer {
        let mut row = row.clone();
        for fact in card.facts.keys() {
            row.entry(fact.clone()).or_default();
        }
        Customer::of_row(card, &row)
    }

    /// The facts of a row in which everything is a number, codes of categories too.
    pub fn of_numbers(card: &Card, row: &BTreeMap<String, String>) -> Customer {
        let cells = card.facts.keys().filter_map(|fact| {
            let number: f64 = row[fact].parse().ok()?;
            Some((fact.clone(), json!(number)))
        });
        Customer(cells.collect())
    }

    /// The facts of a JSON object.
    pub fn of_json(card: &Card, input: &Value) -> Customer {
        let known =
            input.as_object().unwrap().iter().filter(|(name, _)| card.facts.contains_key(*name));
        Customer(known.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// What a model says.
pub struct Outcome {
    pub value: f64,
    pub probability: Option<f64>,
    pub initial: f64,
    pub points: BTreeMap<String, f64>,
    /// The points in the order in which they are told.
    pub parts: Vec<f64>,
    pub reasons: Vec<String>,
}

impl Outcome {
    /// What the contributions add up to, in the order in which they are told.
    pub fn sum(&self) -> f64 {
        self.parts.iter().fold(self.initial, |sum, points| sum + points)
    }

    /// How far that may be from the score: nothing for scorecards, rounding for what was rearranged. Of
    /// trees they are sums of many leaves; XGBoost's score is one of single precision.
    pub fn tolerance(&self, format: Format) -> f64 {
        let largest = self.parts.iter().fold(self.value.abs(), |size, x| size.max(x.abs()));
        match format {
            Format::LightGbm | Format::Logistic => largest.max(1.0) * 1e-12,
            Format::XgBoost => largest.max(1.0) * 1e-5,
            _ => 0.0,
        }
    }
}
