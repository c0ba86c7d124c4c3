//! The events of a table, sorted and grouped by customer, without an engine behind it, for measuring:
//! `cargo run --release -p silhouette-fleet --example grouped -- EVENTS MEMORY THREADS [SPILL]`.
//! Says how many customers there were, how many events, and how many rows did not fit into memory.

use std::process::ExitCode;
use std::sync::Arc;

use silhouette_fleet::group::Plan;
use silhouette_fleet::sort::Limits;
use silhouette_fleet::{Error, Format, Groups, Table};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let parsed = match words.as_slice() {
        [file, memory, threads, spill @ ..] if spill.len() < 2 => {
            memory.parse().ok().zip(threads.parse().ok()).map(|(memory, threads)| {
                (file, Limits { memory, threads, spill: spill.first().map(Into::into) })
            })
        }
        _ => None,
    };
    let Some((file, limits)) = parsed else {
        eprintln!("EVENTS MEMORY THREADS [SPILL]");
        return ExitCode::from(2);
    };
    match group(file, limits) {
        Ok((customers, events, spilled)) => {
            println!("{customers} {events} {spilled}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

/// Customers, events, rows that did not fit into memory.
fn group(file: &str, limits: Limits) -> Result<(usize, usize, usize), Error> {
    let format = Format::of(file)
        .ok_or_else(|| Error::new("table/open", file, "the name says no format"))?;
    let mut groups = Groups::open(Plan {
        events: Some(Table::open(file, format, &Arc::default())?),
        profiles: None,
        id: None,
        fields: None,
        // Moments of what is measured are numbers or timestamps.
        moment: |_| None,
        limits,
        most: usize::MAX,
    })?;
    let (mut customers, mut events) = (0, 0);
    while let Some(group) = groups.advance()? {
        customers += 1;
        events += group.count();
    }
    Ok((customers, events, groups.spilled()))
}
