//! Tables that come from nowhere in particular: their portraits are those of lines that are sorted by hand.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use silhouette_author::population::Source as _;
use silhouette_author::population::tables::{Now, Options, Tables, fields};
use silhouette_author::{answer, compile};
use silhouette_fleet::sort::Limits;
use silhouette_fleet::write::{Holds, Writer};
use silhouette_fleet::{Error, Format};

use crate::numbers::Random;
use crate::population::{self, EVENTS, Made, NOW, event_row, make, shuffle};
use crate::run::{Folder, expected, shipped};

/// The order of events of one moment that the README of the fleet names: by kind, then by fields in the order of their
/// names, numbers by size and before text. The slow way.
fn by_hand(a: &Map<String, Value>, b: &Map<String, Value>) -> Ordering {
    let at = |event: &Map<String, Value>| event["at"].as_i64().unwrap();
    let kind = |event: &Map<String, Value>| event["type"].as_str().unwrap().to_owned();
    let said = |event: &Map<String, Value>| {
        let mut said: Vec<_> = event
            .iter()
            .filter(|(name, _)| *name != "at" && *name != "type")
            .map(|(name, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                (name.clone(), text.parse::<f64>().ok(), text)
            })
            .collect();
        said.sort_by(|a, b| a.0.cmp(&b.0));
        said
    };
    let fields = || {
        let (a, b) = (said(a), said(b));
        for (one, other) in a.iter().zip(&b) {
            let values = match (one.1, other.1) {
                (Some(one), Some(other)) => one.total_cmp(&other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => one.2.cmp(&other.2),
            };
            let order = one.0.cmp(&other.0).then(values);
            if order.is_ne() {
                return order;
            }
        }
        a.len().cmp(&b.len())
    };
    at(a).cmp(&at(b)).then_with(|| kind(a).cmp(&kind(b))).then_with(fields)
}

/// A table in random order; in Parquet with row groups of random sizes.
fn table(
    folder: &Path,
    name: &str,
    columns: &[(&str, Holds)],
    mut rows: Vec<Vec<Value>>,
    random: &mut Random,
) -> (PathBuf, Format) {
    shuffle(&mut rows, random);
    let format = [Format::Parquet, Format::Csv, Format::Ndjson][random.below(3)];
    if format == Format::Ndjson {
        return (population::write(folder, name, format, columns, &rows), format);
    }
    let file = folder.join(format!("{name}.{}", population::end(format)));
    let mut writer = Writer::create(file.to_str().unwrap(), format, columns).unwrap();
    let groups = random.below(5) + 1;
    for row in &rows {
        writer.row(row).unwrap();
        if random.below(rows.len() / groups + 1) == 0 {
            writer.end_group().unwrap();
        }
    }
    writer.close().unwrap();
    (file, format)
}

#[test]
fn random_tables_say_what_lines_sorted_by_hand_say() {
    let folder = Folder::new("random");
    let engine = compile::check(&std::fs::read(shipped("retail")).unwrap()).engine.unwrap();
    let mut short_of_memory = 0;
    for seed in 1..=60_u64 {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (count, most) = (random.below(30) + 1, random.below(40));
        let mut customers: Vec<Made> = (0..count)
            .map(|_| {
                // Ids of random lengths: text is in the order of its bytes.
                let digits = random.below(4) + 1;
                let id = format!("{:x}", random.below(1 << (4 * digits)));
                make(&mut random, id, most)
            })
            .collect();
        customers.sort_by(|a, b| a.id.cmp(&b.id));
        customers.dedup_by(|a, b| a.id == b.id);
        for made in &mut customers {
            // Hours at which everything happens: many events have a moment in common.
            let hours = i64::try_from(random.below(300) + 1).unwrap() * 3_600_000;
            for event in &mut made.events {
                let at = event["at"].as_i64().unwrap();
                event.insert("at".to_owned(), json!(at - at.rem_euclid(hours)));
            }
            made.events.sort_by(by_hand);
        }
        // Some have no row of facts and some no events; who has neither is not there.
        let mut profiles = Vec::new();
        for made in &mut customers {
            if random.below(6) == 0 && !made.events.is_empty() {
                made.profile.clear();
                continue;
            }
            let facts = population::PROFILE.iter();
            let facts = facts.map(|(name, _)| made.profile.get(*name).cloned().unwrap_or_default());
            profiles.push(std::iter::once(json!(made.id)).chain(facts).collect());
        }
        let events = customers.iter().flat_map(|made| {
            made.events.iter().map(|event| event_row(&made.id, event)).collect::<Vec<_>>()
        });
        let mut columns = vec![("customer", Holds::Text)];
        columns.extend(population::PROFILE);
        let events = table(&folder.0, "events", &EVENTS, events.collect(), &mut random);
        let profiles = table(&folder.0, "profiles", &columns, profiles, &mut random);
        let text =
            |(file, format): &(PathBuf, Format)| (file.to_str().unwrap().to_owned(), *format);
        let (events, profiles) = (text(&events), text(&profiles));
        let limits = Limits {
            memory: (16 << 20) + random.below(1 << 20),
            threads: random.below(4) + 1,
            spill: Some(folder.0.join("spill")),
        };
        let what = format!("seed {seed}: {events:?}, {profiles:?}, {limits:?}");
        let options = Options {
            customers: None,
            events: Some((&events.0, events.1)),
            profiles: Some((&profiles.0, profiles.1)),
            id: None,
            #[expect(clippy::cast_precision_loss, reason = "milliseconds are exact")]
            now: Now::Moment(NOW as f64),
            fields: Some(fields(&[&engine])),
            limits,
        };
        match portraits(options, &engine) {
            Ok(found) => assert!(found.as_bytes() == expected(&customers), "{what}"),
            Err(error) => {
                assert_eq!(error.code, "table/memory", "{what}: {error}");
                short_of_memory += 1;
            }
        }
    }
    assert_eq!(short_of_memory, 0);
}

fn portraits(options: Options<'_>, engine: &silhouette::Engine) -> Result<String, Error> {
    let mut tables = Tables::open(options)?;
    let mut out = String::new();
    while let Some(unread) = tables.next()? {
        let person = unread.read().unwrap();
        let mut session = engine.open(0, [0; 16]);
        person.enter(&mut session).unwrap();
        out.push_str(&format!("{{\"id\":{},\"portrait\":", person.id()));
        let portrait = session.portrait(person.now()).unwrap();
        answer::write(portrait.cells(), &engine.program().strings, &mut out);
        out.push_str("}\n");
    }
    Ok(out)
}
