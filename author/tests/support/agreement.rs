//! Tables of how well a model agrees with the library that made it.
//!
//! A set is a model and a kind of rows. Every set says how many rows the files hold, counted without the
//! reader of the test: a row that was not compared is a failure like one that differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

#[derive(Default)]
struct Count {
    /// Rows that the files hold.
    held: usize,
    rows: usize,
    values: usize,
    exact: usize,
    within: usize,
    off: usize,
    worst: f64,
}

/// Rows that agree, by set.
pub struct Table {
    title: &'static str,
    counts: BTreeMap<String, Count>,
    first_off: Option<String>,
}

impl Table {
    pub fn new(title: &'static str) -> Table {
        Table { title, counts: BTreeMap::new(), first_off: None }
    }

    fn set(&mut self, set: &str) -> &mut Count {
        self.counts.entry(set.to_owned()).or_default()
    }

    /// Rows of a file that the set must compare: those lines behind the first that `counts` wants.
    pub fn holds(&mut self, set: &str, file: &Path, counts: impl Fn(&str) -> bool) {
        let text = std::fs::read_to_string(file).unwrap();
        let held = text.lines().skip(1).filter(|line| counts(line)).count();
        assert!(held > 0, "{set}: {} holds no row", file.display());
        self.set(set).held += held;
    }

    /// Rows that are not lines of a file.
    pub fn holds_cases(&mut self, set: &str, cases: usize) {
        self.set(set).held += cases;
    }

    /// Begins a row.
    pub fn row(&mut self, set: &str) {
        self.set(set).rows += 1;
    }

    fn value(&mut self, set: &str, exact: bool, within: bool, off_by: f64) {
        let count = self.set(set);
        count.values += 1;
        count.worst = count.worst.max(off_by);
        if exact {
            count.exact += 1;
        } else if within {
            count.within += 1;
        } else {
            count.off += 1;
            let row = count.rows;
            self.first_off.get_or_insert_with(|| format!("{set}, row {row}, off by {off_by:e}"));
        }
    }

    /// A number that may differ by a tolerance.
    pub fn compare(&mut self, set: &str, found: f64, expected: f64, tolerance: f64) {
        let off = (found - expected).abs();
        self.value(set, found == expected, off <= tolerance, off);
    }

    /// A number that may not differ.
    pub fn exact(&mut self, set: &str, found: f64, expected: f64) {
        self.compare(set, found, expected, 0.0);
    }

    /// A single-precision number that may not differ, in hexadecimal bits.
    pub fn bits(&mut self, set: &str, found: f64, expected: &str) {
        self.ulps(set, found, expected, 0);
    }

    /// A single-precision number that may differ by some units in the last place.
    pub fn ulps(&mut self, set: &str, found: f64, expected: &str, units: u32) {
        let expected = u32::from_str_radix(expected, 16).unwrap();
        let single = found as f32;
        assert_eq!(f64::from(single).to_bits(), found.to_bits(), "not of single precision");
        let apart = single.to_bits().abs_diff(expected);
        self.value(set, apart == 0, apart <= units, f64::from(apart));
    }

    /// Something that is so or not.
    pub fn state(&mut self, set: &str, agrees: bool) {
        self.value(set, agrees, false, f64::from(u8::from(!agrees)));
    }

    /// Prints the table; nothing may be off and no row left out.
    pub fn finish(self) {
        if self.counts.is_empty() {
            return;
        }
        let mut lines = String::new();
        for (set, count) in &self.counts {
            let Count { held, rows, values, exact, within, off, worst } = count;
            let cells = format!("{set}\t{held}\t{rows}\t{values}\t{exact}\t{within}\t{off}");
            writeln!(lines, "{}\t{cells}\t{worst:e}", self.title).unwrap();
        }
        print!("{lines}");
        // The stage `truth` of `cargo xtask test` makes one table of all.
        if let Some(folder) = std::env::var_os("SILHOUETTE_TRUTH") {
            let name = self.title.replace(|letter: char| !letter.is_alphanumeric(), "-");
            std::fs::write(Path::new(&folder).join(format!("{name}.tsv")), lines).unwrap();
        }
        for (set, count) in &self.counts {
            assert_eq!(count.rows, count.held, "{}, {set}: rows compared and held", self.title);
            assert!(count.values >= count.rows && count.rows > 0, "{}, {set}", self.title);
        }
        assert_eq!(self.first_off, None, "{}", self.title);
    }
}
