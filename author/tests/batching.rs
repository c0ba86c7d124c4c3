//! Law: results do not depend on the batches in which events come, nor, for events of different moments, on
//! their order of arrival.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/numbers.rs"]
mod numbers;

use std::path::Path;

use numbers::Random;
use serde_json::{Map, Value, json};
use silhouette::Engine;
use silhouette_author::compile;
use silhouette_author::customer::Customer;

/// Policies that ship, and files of customers under each.
const FILES: [(&str, &[&str]); 3] = [
    ("retail", &["customers/composed", "customers/cdnow", "subjects/retail"]),
    ("enterprise", &["subjects/enterprise"]),
    ("assessment", &["subjects/assessment"]),
];

fn engine(policy: &str) -> Engine {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{policy}.json"));
    compile::check(&std::fs::read(file).unwrap()).engine.unwrap()
}

fn customers(file: &str) -> Vec<Customer> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let text = std::fs::read_to_string(root.join(format!("{file}.ndjson"))).unwrap();
    text.lines().map(|line| Customer::read(line.as_bytes()).unwrap()).collect()
}

/// A customer with feedback on suggestions as well, at moments of their own.
fn with_feedback(mut customer: Customer, engine: &Engine, random: &mut Random) -> Customer {
    let products = &engine.program().products;
    for index in 0..random.below(12) {
        let product = &products[random.below(products.len())];
        let channel = product.channels[random.below(product.channels.len())];
        let outcome = ["shown", "shown", "clicked", "dismissed", "converted"][random.below(5)];
        let ago = (random.below(40 * 24) * 3_600_000 + index * 7 + 1) as f64;
        let event = json!({
            "type": "suggestion", "at": customer.now - ago, "outcome": outcome,
            "product": engine.text(product.id), "channel": engine.text(channel)
        });
        customer.events.push(event.as_object().unwrap().clone());
    }
    customer
}

/// The portrait, and the state behind it, of a customer whose events come in these batches.
fn run(
    engine: &Engine,
    customer: &Customer,
    batches: Vec<Vec<Map<String, Value>>>,
) -> (Vec<f64>, Vec<u8>) {
    let mut session = engine.open(0, [3; 16]);
    let first = Customer { events: Vec::new(), ..customer.clone() };
    first.enter(&mut session).unwrap();
    for events in batches {
        Customer { events, profile: Map::new(), ..customer.clone() }.enter(&mut session).unwrap();
    }
    let cells = session.portrait(customer.now).unwrap().cells().to_vec();
    (cells, session.snapshot().unwrap())
}

#[test]
fn results_do_not_depend_on_batching_or_arrival() {
    let mut random = Random(0x5eed);
    let mut compared = 0;
    for (policy, files) in FILES {
        let engine = engine(policy);
        for customer in files.iter().flat_map(|file| customers(file)) {
            let customer = with_feedback(customer, &engine, &mut random);
            let at_once = run(&engine, &customer, vec![customer.events.clone()]);
            let one_by_one = customer.events.iter().map(|event| vec![event.clone()]).collect();
            assert_eq!(run(&engine, &customer, one_by_one), at_once, "{policy} {}", customer.id);
            for _ in 0..10 {
                let mut batches = vec![Vec::new()];
                for event in &customer.events {
                    if random.below(4) == 0 {
                        batches.push(Vec::new());
                    }
                    batches.last_mut().unwrap().push(event.clone());
                }
                assert_eq!(run(&engine, &customer, batches), at_once, "{policy} {}", customer.id);
                // Fisher and Yates.
                let mut arrived = customer.events.clone();
                for place in (1..arrived.len()).rev() {
                    arrived.swap(place, random.below(place + 1));
                }
                let (cells, _) =
                    run(&engine, &customer, arrived.chunks(3).map(<[_]>::to_vec).collect());
                assert_eq!(cells, at_once.0, "{policy} {}", customer.id);
                compared += 2;
            }
        }
    }
    assert!(compared >= 400, "{compared}");
    println!("{compared} histories");
}
