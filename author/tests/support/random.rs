//! Customers that come from nowhere in particular: any fact, any event, any feedback, of the types that a
//! policy declares.

#[path = "numbers.rs"]
mod numbers;

pub use numbers::Random;
use serde_json::{Map, Value, json};
use silhouette::Engine;
use silhouette::model::value::Type;
use silhouette::pack::program::Source;

impl Random {
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A date near the time, before or behind it.
fn date(now: i64, random: &mut Random) -> String {
    let shift = i64::try_from(random.below(120)).unwrap() - 60;
    let (year, month, day) = silhouette::model::time::civil(now.div_euclid(86_400_000) + shift);
    format!("{year:04}-{month:02}-{day:02}")
}

fn value(
    engine: &Engine,
    ty: &Type,
    range: Option<(i64, i64)>,
    now: i64,
    random: &mut Random,
) -> Value {
    let whole = |random: &mut Random| match range {
        Some((low, high)) => {
            low + i64::try_from(random.below(usize::try_from(high - low + 1).unwrap())).unwrap()
        }
        None => *random.one_of(&[0, 1, 2, 3, 5, 12, 31, 90, 1000]),
    };
    match ty {
        Type::Bool => json!(random.chance(50)),
        Type::Int => json!(whole(random)),
        Type::Decimal { scale } => {
            let parts = 10_i64.pow(u32::from(*scale));
            json!(
                (if range.is_some() { whole(random) / parts } else { whole(random) * 37 })
                    .to_string()
            )
        }
        Type::Number => json!(whole(random) as f64 / 4.0),
        Type::Enum { values, .. } => json!(engine.text(*random.one_of(values))),
        Type::Category => json!(*random.one_of(&["north", "south", "A01", "C35", "unheard of"])),
        Type::Id => json!(*random.one_of(&["a", "b", "c"])),
        Type::Date => json!(date(now, random)),
        Type::Topic { words } => match words.is_empty() {
            true => json!("nothing"),
            false => json!(format!("how is {}", engine.text(random.one_of(words).0))),
        },
    }
}

/// Facts, each known as often as not.
pub fn profile(engine: &Engine, now: i64, random: &mut Random) -> Map<String, Value> {
    let program = engine.program();
    let mut all = Map::new();
    for slot in program.slots.iter().take(usize::from(program.profile)) {
        if random.chance(40) {
            continue;
        }
        let known = match slot.source {
            Source::ProfileList(_) => (0..random.below(4))
                .map(|_| value(engine, &slot.ty, slot.range, now, random))
                .collect(),
            _ => value(engine, &slot.ty, slot.range, now, random),
        };
        all.insert(engine.text(slot.name).to_owned(), known);
    }
    all
}

/// Up to so many events of the last half year.
pub fn events(
    engine: &Engine,
    most: usize,
    now: i64,
    random: &mut Random,
) -> Vec<Map<String, Value>> {
    let kinds = &engine.program().kinds;
    let mut all = Vec::new();
    for _ in 0..random.below(most + 1) {
        let kind = random.one_of(kinds);
        let mut event = Map::new();
        event.insert("type".to_owned(), json!(engine.text(kind.name)));
        let ago = i64::try_from(random.below(180 * 86_400)).unwrap() * 1000;
        event.insert("at".to_owned(), json!(now - ago));
        for field in &kind.fields {
            if random.chance(90) {
                let value = value(engine, &field.ty, None, now, random);
                event.insert(engine.text(field.name).to_owned(), value);
            }
        }
        all.push(event);
    }
    all
}
