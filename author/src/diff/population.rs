//! What two policies conclude of the same customers: who gains and loses a tag, a warning or a suggestion, who goes
//! from which level or band to which, and how scores shift. Where outcomes are known, what came about for each of
//! these groups.
//!
//! [`Seen::of`] looks at one customer, on any core; [`Population::add`] counts, in order. [`results`](super::results)
//! makes numbers of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use silhouette::{Engine, Session};

use crate::backtest::record;
use crate::customer::Refusal;
use crate::explain::explain;
use crate::population::Person;
use crate::told::{self, Told};

/// What is asked besides the counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The field with the outcome; none: `outcome`, where it can be read.
    pub outcome: Option<String>,
    /// How many customers are shown for each change, with the explanations of both policies.
    pub examples: usize,
}

/// How many customers, and what came about for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Customers.
    pub customers: u64,
    /// Those whose outcome is known.
    pub known: u64,
    /// Those who have it.
    pub events: u64,
}

impl Group {
    fn add(&mut self, outcome: Option<bool>) {
        self.customers += 1;
        self.known += u64::from(outcome.is_some());
        self.events += u64::from(outcome == Some(true));
    }
}

/// How many customers have something under each policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swap {
    /// Under both.
    pub kept: Group,
    /// Only under the new one.
    pub gained: Group,
    /// Only under the old one.
    pub lost: Group,
}

impl Swap {
    /// Under the old policy.
    #[must_use]
    pub fn before(self) -> u64 {
        self.kept.customers + self.lost.customers
    }

    /// Under the new one.
    #[must_use]
    pub fn after(self) -> u64 {
        self.kept.customers + self.gained.customers
    }

    /// How many under the new policy to one under the old; none when nobody had it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
    pub fn lift(self) -> Option<f64> {
        (self.before() > 0).then(|| self.after() as f64 / self.before() as f64)
    }
}

/// From a level or band under the old policy to one under the new; none where there is none.
pub type Move = (Option<String>, Option<String>);

/// A score under both policies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Its value under the old policy and under the new one; NaN where there is none.
    pub values: Vec<(f64, f64)>,
}

/// A customer for whom something changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// As the customer names itself in the input.
    pub id: Value,
    /// What changed, such as `tag:vip`.
    pub item: String,
    /// How: `gained`, `lost` or `moved`.
    pub change: &'static str,
    /// From which level, stage or band to which, when it moved.
    pub moved: Option<(String, String)>,
    /// The explanation under the old policy; null when it has no such item.
    pub old: Value,
    /// The explanation under the new one.
    pub new: Value,
}

/// Results over customers, by the id of what they are about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Population {
    /// Everybody.
    pub all: Group,
    /// Tags.
    pub tags: BTreeMap<String, Swap>,
    /// Warnings.
    pub warnings: BTreeMap<String, Swap>,
    /// Suggested products.
    pub products: BTreeMap<String, Swap>,
    /// Levels of each tier and stages of each lifecycle.
    pub tiers: BTreeMap<String, BTreeMap<Move, Group>>,
    /// Bands of each score.
    pub bands: BTreeMap<String, BTreeMap<Move, Group>>,
    /// Values of each score.
    pub scores: BTreeMap<String, Scores>,
    /// Examples: at most so many of each change as were asked for.
    pub examples: Vec<Example>,
}

/// An item, how it changed, and from where to where when it moved.
type Changed = (String, &'static str, Option<(String, String)>);

/// A customer under both policies.
#[derive(Clone, Debug)]
pub struct Seen<'e> {
    outcome: Option<bool>,
    before: Told<'e>,
    after: Told<'e>,
    examples: Vec<Example>,
}

impl<'e> Seen<'e> {
    /// Looks at a customer.
    ///
    /// # Errors
    /// When either policy refuses the customer.
    pub fn of(
        (old, new): (&'e Engine, &'e Engine),
        customer: &dyn Person,
        ask: &Ask,
    ) -> Result<Seen<'e>, Refusal> {
        let outcome = match &ask.outcome {
            Some(field) => record::outcome(customer, field)?,
            None => record::outcome(customer, "outcome").ok().flatten(),
        };
        let (mut one, before) = said(old, customer)?;
        let (mut other, after) = said(new, customer)?;
        let mut seen = Seen { outcome, before, after, examples: Vec::new() };
        if ask.examples > 0 {
            let now = customer.now();
            for (item, change, moved) in seen.changes() {
                let told = |engine: &Engine, session: &mut Session| {
                    let text = explain(engine, session, &item, now).ok();
                    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
                };
                let (old, new) = (told(old, &mut one), told(new, &mut other));
                let id = customer.id().clone();
                seen.examples.push(Example { id, item, change, moved, old, new });
            }
        }
        Ok(seen)
    }

    /// What is not the same under both policies.
    fn changes(&self) -> Vec<Changed> {
        let (before, after) = (&self.before, &self.after);
        let mut changes = Vec::new();
        let lists = [
            ("tag", &before.tags, &after.tags),
            ("warning", &before.warnings, &after.warnings),
            ("product", &before.products, &after.products),
        ];
        for (kind, old, new) in lists {
            let gained = new.iter().filter(|id| !old.contains(id));
            changes.extend(gained.map(|id| (format!("{kind}:{id}"), "gained", None)));
            let lost = old.iter().filter(|id| !new.contains(id));
            changes.extend(lost.map(|id| (format!("{kind}:{id}"), "lost", None)));
        }
        let mut moved = |kind: &str, old: &[(&str, &str)], new: &[(&str, &str)]| {
            for (id, is) in new {
                let was = old.iter().find(|(known, was)| known == id && was != is);
                if let Some((_, was)) = was {
                    let moved = Some(((*was).to_owned(), (*is).to_owned()));
                    changes.push((format!("{kind}:{id}"), "moved", moved));
                }
            }
        };
        moved("tier", &before.tiers, &after.tiers);
        moved("lifecycle", &before.stages, &after.stages);
        moved("score", &bands(before), &bands(after));
        changes
    }
}

fn bands<'a>(told: &Told<'a>) -> Vec<(&'a str, &'a str)> {
    told.scores.iter().filter_map(|score| Some((score.id, score.band?))).collect()
}

fn said<'e>(engine: &'e Engine, customer: &dyn Person) -> Result<(Session, Told<'e>), Refusal> {
    let mut session = engine.open(0, [0; 16]);
    customer.enter(&mut session)?;
    let portrait = session.portrait(customer.now()).map_err(|error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    })?;
    let told = told::read(portrait.cells(), &engine.program().strings);
    Ok((session, told))
}

impl Population {
    /// Adds a customer.
    pub fn add(&mut self, seen: Seen<'_>, ask: &Ask) {
        let Seen { outcome, before, after, examples } = seen;
        self.all.add(outcome);
        let at = usize::try_from(self.all.customers - 1).unwrap_or(usize::MAX);
        swap(&mut self.tags, &before.tags, &after.tags, outcome);
        swap(&mut self.warnings, &before.warnings, &after.warnings, outcome);
        swap(&mut self.products, &before.products, &after.products, outcome);
        migrate(&mut self.tiers, &before.tiers, &after.tiers, outcome);
        migrate(&mut self.tiers, &before.stages, &after.stages, outcome);
        migrate(&mut self.bands, &bands(&before), &bands(&after), outcome);
        for (told, is_new) in [(&before, false), (&after, true)] {
            for score in &told.scores {
                let known = entry(&mut self.scores, score.id);
                known.values.resize(at + 1, (f64::NAN, f64::NAN));
                if let Some(pair) = known.values.last_mut() {
                    *(if is_new { &mut pair.1 } else { &mut pair.0 }) = score.value;
                }
            }
        }
        for example in examples {
            let same =
                |other: &&Example| (&other.item, other.change) == (&example.item, example.change);
            if self.examples.iter().filter(same).count() < ask.examples {
                self.examples.push(example);
            }
        }
    }
}

fn swap(all: &mut BTreeMap<String, Swap>, old: &[&str], new: &[&str], outcome: Option<bool>) {
    let ids: BTreeSet<&str> = old.iter().chain(new).copied().collect();
    for id in ids {
        let swap = entry(all, id);
        let group = match (old.contains(&id), new.contains(&id)) {
            (true, true) => &mut swap.kept,
            (true, false) => &mut swap.lost,
            (false, _) => &mut swap.gained,
        };
        group.add(outcome);
    }
}

fn migrate(
    all: &mut BTreeMap<String, BTreeMap<Move, Group>>,
    old: &[(&str, &str)],
    new: &[(&str, &str)],
    outcome: Option<bool>,
) {
    let ids: BTreeSet<&str> = old.iter().chain(new).map(|place| place.0).collect();
    let of = |places: &[(&str, &str)], id: &str| {
        places.iter().find(|place| place.0 == id).map(|place| place.1.to_owned())
    };
    for id in ids {
        let moved = (of(old, id), of(new, id));
        entry(all, id).entry(moved).or_default().add(outcome);
    }
}

fn entry<'a, V: Default>(all: &'a mut BTreeMap<String, V>, id: &str) -> &'a mut V {
    all.entry(id.to_owned()).or_default()
}
