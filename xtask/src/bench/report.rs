//! Figures, and the page that shows them.
use super::{Way, module_size, version};
use crate::shell;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

/// All measurements: by name and way, one value a round.
#[derive(Default)]
pub(super) struct Figures(BTreeMap<(String, Way), Vec<f64>>);

impl Figures {
    /// Takes the output of one process: a name, a tab and a number on each line.
    pub(super) fn take(&mut self, way: Way, output: &str) -> Result<()> {
        for line in output.lines() {
            let pair = line.split_once('\t').and_then(|(name, n)| Some((name, n.parse().ok()?)));
            let (name, value) = pair.with_context(|| format!("not a measurement: {line}"))?;
            self.0.entry((name.to_owned(), way)).or_default().push(value);
        }
        Ok(())
    }

    fn median(&self, name: &str, way: Way) -> Option<f64> {
        let mut values = self.0.get(&(name.to_owned(), way))?.clone();
        values.sort_by(f64::total_cmp);
        let (low, high) = (values.get((values.len() - 1) / 2)?, values.get(values.len() / 2)?);
        Some(f64::midpoint(*low, *high))
    }
}

/// What ran the measurements.
pub(super) struct Machine {
    date: String,
    node: String,
    rustc: String,
    processor: String,
    cores: usize,
    load: [String; 2],
    module: u64,
}

impl Machine {
    /// How busy the machine has been over the last minute.
    pub(super) fn load() -> String {
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
    }

    /// The machine after the measurements.
    pub(super) fn read(before: String) -> Result<Machine> {
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
        Ok(Machine {
            date: shell::read(shell::command("date").args(["-u", "+%Y-%m-%d"]))?,
            node: version("node")?,
            rustc: version("rustc")?,
            processor: model.map_or_else(
                || "unknown processor".to_owned(),
                |model| model.trim_start_matches([' ', '\t', ':']).to_owned(),
            ),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            load: [before, Machine::load()],
            module: module_size()?,
        })
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Micros,
    PerSecond,
    Bytes,
}

/// Name of the measurement, name in the table, unit.
const ROWS: [(&str, &str, Unit); 17] = [
    (
        "one more, portrait, 1,000 held",
        "one more event and a fresh portrait, 1,000 held",
        Unit::Micros,
    ),
    (
        "one more, portrait, 10,000 held",
        "one more event and a fresh portrait, 10,000 held",
        Unit::Micros,
    ),
    (
        "one more, features, 10,000 held",
        "one more event and all features, 10,000 held",
        Unit::Micros,
    ),
    (
        "cold, objects to portrait",
        "10,000 events as objects to a first portrait, warm code",
        Unit::Micros,
    ),
    ("cold, objects to portrait first", "the same, first in its process", Unit::Micros),
    (
        "cold, columns to portrait",
        "10,000 events as columns to a first portrait, warm code",
        Unit::Micros,
    ),
    ("cold, columns to portrait first", "the same, first in its process", Unit::Micros),
    (
        "cold, features of what is recorded",
        "first features of 10,000 recorded events",
        Unit::Micros,
    ),
    ("ingest one at a time", "recording, one at a time", Unit::PerSecond),
    ("ingest by hundreds", "recording, a hundred at a time", Unit::PerSecond),
    ("ingest all at once", "recording, 10,000 at a time", Unit::PerSecond),
    ("ingest as columns", "recording, 10,000 as columns", Unit::PerSecond),
    (
        "shipped, one more, portrait",
        "the retail policy: one more event and a fresh portrait, 2,000 held",
        Unit::Micros,
    ),
    ("shipped, portrait", "the retail policy: a fresh portrait a second later", Unit::Micros),
    ("shipped, explain", "the retail policy: one product explained", Unit::Micros),
    ("held per event", "memory held for an event", Unit::Bytes),
    ("snapshot per event", "snapshot, for an event", Unit::Bytes),
];

const HEAD: &str = "\
# Performance

Written by `cargo xtask bench`; not edited by hand.

One policy ([benches/policy.json](../benches/policy.json)): 73 features over four event kinds, twelve tags, two warnings,
six products. Events come from a seeded generator, 10,000 of them over the 90 days that the policy retains. The same
features, tags and warnings are written twice in JavaScript ([benches/js/](../benches/js/)):

- **careful JS**: typed arrays, a running aggregate for each window. It takes only events that come in order, checks
  nothing, adds in doubles, and gives no reasons. It is the floor that hand-written code for one policy can reach.
- **idiomatic JS**: an array of events, and `filter` and `reduce` each time.

The retail policy that ships ([policies/retail.json](../policies/retail.json)) is measured beside it, for a customer of
whom everything is known ([benches/js/shipped.mjs](../benches/js/shipped.mjs)): 19 tags, three scores, a tier, 19
products, eight of them suggested and the others left out, each with its reasons in sentences.

Before anything is timed, all ways must agree on every feature, tag and warning (doubles to 1e-9, over four streams and
more than a thousand moments), and wasm and native on every byte. The engine does more than either: it checks its input,
takes late and corrected events, adds exactly, and gives each result with its reasons, its sentences and the moment at
which it changes.

";

/// The page.
pub(super) fn page(figures: &Figures, machine: &Machine, rounds: usize) -> String {
    let mut page = HEAD.to_owned();
    page += "| | engine, wasm in Node | engine, native | careful JS | idiomatic JS | wasm : careful | idiomatic : wasm |\n";
    page += "|---|--:|--:|--:|--:|--:|--:|\n";
    for (name, title, unit) in ROWS {
        let figure = |way| figures.median(name, way);
        let shown = |way| figure(way).map_or_else(|| "–".to_owned(), |value| show(value, unit));
        let ratio = |above: Way, below: Way| match (figure(above), figure(below)) {
            (Some(above), Some(below)) if below > 0.0 => format!("{}×", digits(above / below)),
            _ => "–".to_owned(),
        };
        let cells = [
            title.to_owned(),
            shown(Way::Wasm),
            shown(Way::Native),
            shown(Way::Careful),
            shown(Way::Idiomatic),
            ratio(Way::Wasm, Way::Careful),
            ratio(Way::Idiomatic, Way::Wasm),
        ];
        page += &format!("| {} |\n", cells.join(" | "));
    }
    let Machine { date, node, rustc, processor, cores, load: [before, after], module } = machine;
    let _ = write!(
        page,
        "
Times and bytes: less is better, and a first ratio above 1 is a loss against careful JS. Rates: more is better.

Medians over {rounds} rounds; in a round every cell is a fresh process, and the processes take turns. {date}, Node
{node}, {rustc}, {processor}, {cores} cores, load before {before} and after {after}: where the load is not well below
the number of cores, other work ran beside, and the ratios say more than the times. The module measured has {module}
bytes.

- *wasm* is the package as a page uses it, from objects or columns to objects. Features alone and snapshots go through
  the package's bindings, because the package offers only portraits.
- *native* is the release build; its answers are not turned into objects. Its recording looks names up by text.
- Careful JS aggregates while it records, the engine when it is asked: compare them by the rows that hold both.
- *warm code* is the median of repetitions within a process; *first* includes what the JavaScript engine compiles.
- Memory is what wasm memory grew by, in its pages, or the JavaScript heap with array buffers after a collection.
  Idiomatic JS keeps objects that here share their strings; it never forgets.
"
    );
    page
}

fn show(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Micros if value >= 1000.0 => format!("{} ms", digits(value / 1000.0)),
        Unit::Micros => format!("{} µs", digits(value)),
        Unit::PerSecond => format!("{} million/s", digits(value / 1e6)),
        Unit::Bytes => format!("{} B", digits(value)),
    }
}

/// Three digits that count.
fn digits(value: f64) -> String {
    let decimals = match value {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_median_of_its_rounds() {
        let mut figures = Figures::default();
        for output in ["a b\t3\nc\t1", "a b\t9", "a b\t4", "a b\t0.5"] {
            figures.take(Way::Wasm, output).unwrap();
        }
        assert_eq!(figures.median("a b", Way::Wasm), Some(3.5));
        assert_eq!(figures.median("c", Way::Wasm), Some(1.0));
        assert_eq!(figures.median("c", Way::Native), None);
        assert!(figures.take(Way::Wasm, "no number").is_err());
    }

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(show(4.678, Unit::Micros), "4.68 µs");
        assert_eq!(show(12_345.0, Unit::Micros), "12.3 ms");
        assert_eq!(show(1_234_567.0, Unit::PerSecond), "1.23 million/s");
        assert_eq!(show(123.4, Unit::Bytes), "123 B");
    }
}
