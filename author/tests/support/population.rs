//! Customers of the retail policy that nobody is, and tables of them.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use silhouette_fleet::Format;
use silhouette_fleet::write::{Holds, Writer};

use super::numbers::Random;

pub const NOW: i64 = 1_760_000_000_000;

#[derive(Clone)]
pub struct Made {
    pub id: String,
    pub profile: Map<String, Value>,
    /// By moment; no two at one moment.
    pub events: Vec<Map<String, Value>>,
}

impl Made {
    pub fn line(&self) -> String {
        let line =
            json!({ "id": self.id, "now": NOW, "profile": self.profile, "events": self.events });
        format!("{line}\n")
    }
}

pub const PROFILE: [(&str, Holds); 6] = [
    ("age", Holds::Integer),
    ("income_month", Holds::Decimal(2)),
    ("aum_band", Holds::Word),
    ("occupation", Holds::Text),
    ("birthday_md", Holds::Integer),
    ("member_level", Holds::Text),
];
pub const EVENTS: [(&str, Holds); 11] = [
    ("customer", Holds::Text),
    ("type", Holds::Word),
    ("at", Holds::Moment),
    ("amount", Holds::Decimal(2)),
    ("quantity", Holds::Integer),
    ("loan", Holds::Text),
    ("installment", Holds::Integer),
    ("days_past_due", Holds::Integer),
    ("text", Holds::Text),
    ("outcome", Holds::Text),
    ("score", Holds::Integer),
];

fn pick<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of[random.below(of.len())]
}

fn amount(random: &mut Random) -> Value {
    json!(format!("{}.{:02}", random.below(9000) + 1, random.below(100)))
}

/// A customer with so many events at most.
pub fn make(random: &mut Random, id: String, events: usize) -> Made {
    let mut profile = Map::new();
    let mut fact = |name: &str, value: Value, random: &mut Random| {
        if random.below(5) > 0 {
            profile.insert(name.to_owned(), value);
        }
    };
    let age = json!(random.below(80) + 18);
    fact("age", age, random);
    let income = amount(random);
    fact("income_month", income, random);
    let band = pick(random, &["below_50k", "from_50k", "from_500k", "from_6m"]);
    fact("aum_band", json!(band), random);
    let occupation = pick(random, &["salaried", "self_employed", "student", "retired"]);
    fact("occupation", json!(occupation), random);
    let birthday = json!((random.below(12) + 1) * 100 + random.below(28) + 1);
    fact("birthday_md", birthday, random);
    let level = pick(random, &["none", "basic", "gold", "platinum"]);
    fact("member_level", json!(level), random);
    let mut at = NOW - 40 * 86_400_000;
    let count = random.below(events + 1);
    let made = (0..count).map(|index| {
        at += i64::try_from(random.below(30 * 86_400_000 / events.max(1))).unwrap() + 1;
        let event = match random.below(6) {
            0 | 1 => json!({ "type": "purchase", "at": at, "amount": amount(random), "quantity": random.below(9) }),
            2 => json!({ "type": "repayment", "at": at, "loan": pick(random, &["a", "b"]), "installment": index,
                         "days_past_due": random.below(40), "amount": amount(random) }),
            3 => json!({ "type": "login", "at": at }),
            4 => json!({ "type": "search", "at": at, "text": pick(random, &["理财 fund", "a loan", "weather"]) }),
            _ => json!({ "type": "survey_answer", "at": at, "score": random.below(11) }),
        };
        event.as_object().unwrap().clone()
    });
    let events = made.collect();
    Made { id, profile, events }
}

/// Customers by id.
pub fn population(count: usize, events: usize, seed: u64) -> Vec<Made> {
    let mut random = Random(seed);
    (0..count).map(|index| make(&mut random, format!("c{index:06}"), events)).collect()
}

/// Fisher and Yates.
pub fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for place in (1..items.len()).rev() {
        items.swap(place, random.below(place + 1));
    }
}

pub fn end(format: Format) -> &'static str {
    match format {
        Format::Parquet => "parquet",
        Format::Csv => "csv",
        Format::Ndjson => "ndjson",
    }
}

/// A row of the table of events.
pub fn event_row(id: &str, event: &Map<String, Value>) -> Vec<Value> {
    let cell = |(name, _): &(&str, Holds)| match *name {
        "customer" => json!(id),
        name => event.get(name).cloned().unwrap_or_default(),
    };
    EVENTS.iter().map(cell).collect()
}

pub fn write(
    folder: &Path,
    name: &str,
    format: Format,
    columns: &[(&str, Holds)],
    rows: &[Vec<Value>],
) -> PathBuf {
    let file = folder.join(format!("{name}.{}", end(format)));
    if format == Format::Ndjson {
        let line = |row: &Vec<Value>| {
            let cells = columns.iter().zip(row).filter(|(_, value)| !value.is_null());
            let map: Map<_, _> =
                cells.map(|((name, _), value)| ((*name).to_owned(), value.clone())).collect();
            format!("{}\n", Value::Object(map))
        };
        std::fs::write(&file, rows.iter().map(line).collect::<String>()).unwrap();
        return file;
    }
    let mut writer = Writer::create(file.to_str().unwrap(), format, columns).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.close().unwrap();
    file
}

/// Two tables of customers, in the order of these random numbers.
pub fn tables(
    folder: &Path,
    format: Format,
    of: &[Made],
    random: &mut Random,
) -> (PathBuf, PathBuf) {
    let mut events: Vec<_> = of
        .iter()
        .flat_map(|made| made.events.iter().map(|event| event_row(&made.id, event)))
        .collect();
    shuffle(&mut events, random);
    let mut columns = vec![("customer", Holds::Text)];
    columns.extend(PROFILE);
    let row = |made: &Made| -> Vec<Value> {
        let facts =
            PROFILE.iter().map(|(name, _)| made.profile.get(*name).cloned().unwrap_or_default());
        std::iter::once(json!(made.id)).chain(facts).collect()
    };
    let mut profiles: Vec<_> = of.iter().map(row).collect();
    shuffle(&mut profiles, random);
    (
        write(folder, "events", format, &EVENTS, &events),
        write(folder, "profiles", format, &columns, &profiles),
    )
}
