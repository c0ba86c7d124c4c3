//! Files of which a part is missing or was changed: told as such, never read as something else.

use std::fs;
use std::path::Path;

use serde_json::Value;
use silhouette::Engine;
use silhouette_author::population::Source as _;
use silhouette_author::population::tables::{Now, Options, Tables};
use silhouette_author::{answer, compile};
use silhouette_fleet::sort::Limits;
use silhouette_fleet::{Error, Format};

use crate::numbers::Random;
use crate::population::{population as made, tables};
use crate::run::{Folder, Run, err, fixture, shipped};

/// The portraits of a file with a row for each customer.
fn portraits(file: &str, engine: &Engine) -> Result<String, Error> {
    let mut tables = Tables::open(Options {
        customers: Some((file, Format::Parquet)),
        events: None,
        profiles: None,
        id: None,
        now: Now::Column("now".to_owned()),
        fields: None,
        limits: Limits { memory: 1 << 28, threads: 1, spill: None },
    })?;
    let mut out = String::new();
    while let Some(row) = tables.next()? {
        let Ok(person) = row.read() else {
            out.push_str("refused\n");
            continue;
        };
        let mut session = engine.open(0, [0; 16]);
        if person.enter(&mut session).is_ok() {
            let portrait = session.portrait(person.now()).unwrap();
            answer::write(portrait.cells(), &engine.program().strings, &mut out);
        }
        out.push('\n');
    }
    Ok(out)
}

/// Where the rows end: the last eight bytes are the length of the footer and a mark (the Parquet format).
fn footer(bytes: &[u8]) -> usize {
    let length: [u8; 4] = bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap();
    bytes.len() - 8 - usize::try_from(u32::from_le_bytes(length)).unwrap()
}

/// The checksums of pages are checked; what stands between pages either cannot be read or says nothing.
#[test]
fn a_changed_byte_of_a_parquet_file_is_told() {
    let folder = Folder::new("changed");
    let whole = fs::read(fixture("nested.parquet")).unwrap();
    let engine = compile::check(&fs::read(shipped("retail")).unwrap()).engine.unwrap();
    let expected = portraits(fixture("nested.parquet").to_str().unwrap(), &engine).unwrap();
    assert_eq!(expected.lines().count(), 24);
    let (mut told, mut same) = (0, 0);
    for place in (4..footer(&whole)).step_by(29) {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        let file = folder.put("changed.parquet", changed);
        match portraits(&file, &engine) {
            Err(error) => {
                assert_eq!(error.code, "table/broken", "byte {place}");
                told += 1;
            }
            Ok(found) => {
                assert!(found == expected, "byte {place} is read as something else");
                same += 1;
            }
        }
    }
    println!("{told} told, {same} without effect");
    assert!(told > 350 && same * 5 < told, "{told} told, {same} without effect");
}

#[test]
fn a_missing_part_of_a_parquet_file_is_told() {
    let folder = Folder::new("missing");
    let whole = fs::read(fixture("nested.parquet")).unwrap();
    let engine = compile::check(&fs::read(shipped("retail")).unwrap()).engine.unwrap();
    let told = |bytes: &[u8], what: &str| {
        let file = folder.put("missing.parquet", bytes);
        assert_eq!(portraits(&file, &engine).unwrap_err().code, "table/broken", "{what}");
    };
    for end in (0..whole.len()).step_by(97).chain([whole.len() - 1, whole.len() - 4]) {
        told(&whole[..end], &format!("cut at {end}"));
    }
    // A hole in a row group, with the footer behind it.
    for from in (4..footer(&whole) - 600).step_by(701) {
        let holed = [&whole[..from], &whole[from + 500..]].concat();
        told(&holed, &format!("a hole at {from}"));
    }
}

/// What was read before the place is not passed for the whole.
#[test]
fn a_file_that_breaks_off_leaves_no_results() {
    let folder = Folder::new("breaks-off");
    let pack = folder.pack("retail");
    let mut damaged = fs::read(fixture("nested.parquet")).unwrap();
    let end = footer(&damaged);
    damaged[end - 900..end - 100].fill(0x55); // in the last row group
    let damaged = folder.put("damaged.parquet", damaged);
    let (out, rejects) = (folder.file("out"), folder.file("rejects"));
    let run = Run::portrait(&pack).with("in", &damaged).with("threads", "1");
    let output = run.with("out", &out).with("rejects", &rejects).output();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        err(&output),
        format!("silhouette: {damaged}: a part of the file cannot be decoded (table/broken)\n")
    );
    assert!(!Path::new(&out).exists() && !Path::new(&rejects).exists());
    let partial = fs::read_to_string(format!("{out}.partial")).unwrap();
    for line in partial.lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }

    // Of two tables one is damaged: there is no customer before all rows were read.
    let (events, profiles) =
        tables(&folder.0, Format::Parquet, &made(300, 30, 0x31), &mut Random(4));
    let whole = fs::read(&events).unwrap();
    fs::write(&events, [&whole[..whole.len() / 3], &whole[whole.len() / 3 + 64..]].concat())
        .unwrap();
    let run = Run::portrait(&pack).tables(&(events.clone(), profiles));
    let output = run.output();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0));
    let told = err(&output);
    assert!(told.starts_with(&format!("silhouette: {}: ", events.display())), "{told}");
    assert!(told.ends_with(" (table/broken)\n"), "{told}");
}
