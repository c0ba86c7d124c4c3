//! What other libraries say of the same rows, and one table of how well we agree.
//!
//! The tests that compare write one file for each of their tables; a row that they left out, or that is off, fails
//! them. The data are not part of this repository: without them there is nothing to print.
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// Where the tests leave their tables: one line for each set of rows, with tabs.
pub(crate) const VARIABLE: &str = "SILHOUETTE_TRUTH";

pub(crate) fn folder() -> PathBuf {
    shell::root().join("build/truth")
}

/// An empty folder.
pub(crate) fn begin() -> Result<()> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    Ok(fs::create_dir_all(&folder)?)
}

/// The native comparisons, unless an earlier stage of this run has made them.
pub(crate) fn native() -> Result<()> {
    if folder().join("native").exists() {
        return Ok(());
    }
    begin()?;
    let mut command = shell::cargo();
    command.args(["test", "--package", "silhouette-author"]);
    command.args(["--test", "truth_scores", "--test", "truth_trees", "--test", "truth_events"]);
    command.args(["--test", "truth_metrics"]);
    shell::run(command.env(VARIABLE, folder()))?;
    native_done()
}

/// Notes that the native comparisons were made.
pub(crate) fn native_done() -> Result<()> {
    Ok(fs::write(folder().join("native"), "")?)
}

/// A set of rows: what it is called, and its cells.
struct Set {
    table: String,
    name: String,
    /// Rows in the files, rows compared, values, exact, within tolerance, off.
    counts: [u64; 6],
    worst: String,
}

impl Set {
    fn read(line: &str) -> Option<Set> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [table, name, counts @ .., worst] = cells.as_slice() else { return None };
        let counts: Vec<u64> =
            counts.iter().map(|cell| cell.parse()).collect::<Result<_, _>>().ok()?;
        let (table, name, worst) = ((*table).to_owned(), (*name).to_owned(), (*worst).to_owned());
        Some(Set { table, name, counts: counts.try_into().ok()?, worst })
    }

    fn shown(&self) -> String {
        let [held, rows, values, exact, within, off] = self.counts;
        let Set { table, name, worst, .. } = self;
        format!(
            "| {table} | {name} | {held} | {rows} | {values} | {exact} | {within} | {off} | {worst} |"
        )
    }
}

/// Prints the table of this run, keeps it in `build/truth.md` and gives its closing figures.
pub(crate) fn table() -> Result<String> {
    let mut sets = Vec::new();
    for entry in fs::read_dir(folder())? {
        let file = entry?.path();
        if file.extension().is_some_and(|ending| ending == "tsv") {
            for line in fs::read_to_string(&file)?.lines() {
                let set = Set::read(line);
                sets.push(set.with_context(|| format!("{}: {line}", file.display()))?);
            }
        }
    }
    // The next run compares anew.
    fs::remove_dir_all(folder())?;
    if sets.is_empty() {
        return Ok("no truth data here".to_owned());
    }
    sets.sort_by(|a, b| (&a.table, &a.name).cmp(&(&b.table, &b.name)));
    let sum = |place: usize| sets.iter().map(|set| set.counts[place]).sum::<u64>();
    let total = Set {
        table: "**sum**".to_owned(),
        name: format!("{} sets", sets.len()),
        counts: [0, 1, 2, 3, 4, 5].map(sum),
        worst: String::new(),
    };
    let mut lines = vec![
        "| table | set | rows in the files | compared | values | exact | within tolerance | off | worst |".to_owned(),
        "|---|---|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    lines.extend(sets.iter().chain([&total]).map(Set::shown));
    let text = lines.join("\n");
    println!("\n{text}");
    let kept = shell::root().join("build/truth.md");
    fs::write(&kept, text + "\n")?;
    say(format!("kept in {}", kept.display()));
    let [held, rows, values, exact, within, off] = total.counts;
    if off > 0 || held != rows {
        bail!("{off} values are off, {rows} of {held} rows were compared");
    }
    Ok(format!("{rows} rows, {values} values: {exact} exact, {within} within tolerance, 0 off"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_tests_are_read() {
        let set = Set::read("leaves\tgerman, probes\t150\t150\t6000\t5999\t1\t0\t1e-9").unwrap();
        assert_eq!(set.counts, [150, 150, 6000, 5999, 1, 0]);
        assert_eq!(
            set.shown(),
            "| leaves | german, probes | 150 | 150 | 6000 | 5999 | 1 | 0 | 1e-9 |"
        );
        assert!(Set::read("leaves\tgerman\t150\t6000\t5999\t1\t0\t1e-9").is_none());
        assert!(Set::read("leaves\tgerman\t150\t150\t6000\tall\t1\t0\t1e-9").is_none());
    }
}
