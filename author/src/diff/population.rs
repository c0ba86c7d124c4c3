//! What two policies conclude of the same customers: who gains and loses a tag, a warning or a suggestion,
//! and who goes from which level or band to which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Value, json};
use silhouette::Engine;

use crate::answer;
use crate::customer::{Customer, Refusal};

/// How many customers have something under each policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swap {
    /// Under both.
    pub kept: u64,
    /// Only under the new one.
    pub gained: u64,
    /// Only under the old one.
    pub lost: u64,
}

impl Swap {
    fn before(self) -> u64 {
        self.kept + self.lost
    }

    fn after(self) -> u64 {
        self.kept + self.gained
    }

    /// How many under the new policy to one under the old; none when nobody had it.
    #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
    fn lift(self) -> Option<f64> {
        (self.before() > 0).then(|| self.after() as f64 / self.before() as f64)
    }
}

/// From a level or band under the old policy to one under the new; none where there is none.
type Move = (Option<String>, Option<String>);

/// Results over customers, by the id of what they are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// How many customers.
    pub customers: u64,
    /// Tags.
    pub tags: BTreeMap<String, Swap>,
    /// Warnings.
    pub warnings: BTreeMap<String, Swap>,
    /// Suggested products.
    pub products: BTreeMap<String, Swap>,
    /// Levels of each tier and stages of each lifecycle.
    pub tiers: BTreeMap<String, BTreeMap<Move, u64>>,
    /// Bands of each score.
    pub bands: BTreeMap<String, BTreeMap<Move, u64>>,
}

/// What a portrait says, as far as it is compared.
#[derive(Debug, Default)]
struct Said {
    tags: BTreeSet<String>,
    warnings: BTreeSet<String>,
    products: BTreeSet<String>,
    tiers: BTreeMap<String, String>,
    bands: BTreeMap<String, String>,
}

impl Population {
    /// Adds a customer's line.
    ///
    /// # Errors
    /// When either policy refuses the line; then nothing is added.
    pub fn add(&mut self, (old, new): (&Engine, &Engine), line: &[u8]) -> Result<(), Refusal> {
        let customer = Customer::read(line)?;
        let (before, after) = (said(old, &customer)?, said(new, &customer)?);
        self.customers += 1;
        swap(&mut self.tags, &before.tags, &after.tags);
        swap(&mut self.warnings, &before.warnings, &after.warnings);
        swap(&mut self.products, &before.products, &after.products);
        migrate(&mut self.tiers, &before.tiers, &after.tiers);
        migrate(&mut self.bands, &before.bands, &after.bands);
        Ok(())
    }
}

fn said(engine: &Engine, customer: &Customer) -> Result<Said, Refusal> {
    let mut session = engine.open(0, [0; 16]);
    customer.enter(&mut session)?;
    let portrait = session.portrait(customer.now).map_err(|error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    })?;
    let mut text = String::new();
    answer::write(portrait.cells(), &engine.program().strings, &mut text);
    let portrait: Value = serde_json::from_str(&text).unwrap_or_default();
    let list = |key: &str| portrait.get(key).and_then(Value::as_array).into_iter().flatten();
    let text = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let ids = |list_of: &str, key: &str| list(list_of).filter_map(|item| text(item, key)).collect();
    let places = |list_of: &str, key: &str| -> BTreeMap<String, String> {
        list(list_of).filter_map(|item| Some((text(item, "id")?, text(item, key)?))).collect()
    };
    Ok(Said {
        tags: ids("tags", "id"),
        warnings: ids("warnings", "id"),
        products: ids("suggestions", "product"),
        tiers: places("tiers", "level").into_iter().chain(places("lifecycle", "stage")).collect(),
        bands: places("scores", "band"),
    })
}

fn swap(all: &mut BTreeMap<String, Swap>, old: &BTreeSet<String>, new: &BTreeSet<String>) {
    for id in old.union(new) {
        let swap = all.entry(id.clone()).or_default();
        match (old.contains(id), new.contains(id)) {
            (true, true) => swap.kept += 1,
            (true, false) => swap.lost += 1,
            (false, _) => swap.gained += 1,
        }
    }
}

fn migrate(
    all: &mut BTreeMap<String, BTreeMap<Move, u64>>,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) {
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for id in ids {
        let moved = (old.get(id).cloned(), new.get(id).cloned());
        *all.entry(id.clone()).or_default().entry(moved).or_default() += 1;
    }
}

/// The results for people.
#[must_use]
pub fn text(population: &Population) -> String {
    let mut out = format!("{} customers\n", population.customers);
    for (title, swaps) in [
        ("tag", &population.tags),
        ("warning", &population.warnings),
        ("suggested product", &population.products),
    ] {
        for (id, swap) in swaps {
            let lift = swap.lift().map_or_else(|| "–".to_owned(), |lift| format!("×{lift:.3}"));
            let _ = writeln!(
                out,
                "{title} {id}: {} → {} ({lift}); {} gained, {} lost",
                swap.before(),
                swap.after(),
                swap.gained,
                swap.lost
            );
        }
    }
    for (title, moves) in [("tier", &population.tiers), ("band of", &population.bands)] {
        for (id, moves) in moves {
            let _ = writeln!(out, "{title} {id}:");
            for ((old, new), count) in moves {
                let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "–".to_owned());
                let _ = writeln!(out, "    {} → {}: {count}", name(old), name(new));
            }
        }
    }
    out
}

/// The results as JSON.
#[must_use]
pub fn json(population: &Population) -> Value {
    let swaps = |swaps: &BTreeMap<String, Swap>| {
        let entries = swaps.iter().map(|(id, swap)| {
            json!({
                "id": id, "old": swap.before(), "new": swap.after(), "lift": swap.lift(),
                "gained": swap.gained, "lost": swap.lost,
            })
        });
        entries.collect::<Value>()
    };
    let moves = |all: &BTreeMap<String, BTreeMap<Move, u64>>| {
        let entries = all.iter().map(|(id, moves)| {
            let moves = moves
                .iter()
                .map(|((old, new), count)| json!({ "old": old, "new": new, "customers": count }));
            json!({ "id": id, "moves": moves.collect::<Value>() })
        });
        entries.collect::<Value>()
    };
    json!({
        "customers": population.customers,
        "tags": swaps(&population.tags),
        "warnings": swaps(&population.warnings),
        "products": swaps(&population.products),
        "tiers": moves(&population.tiers),
        "bands": moves(&population.bands),
    })
}
