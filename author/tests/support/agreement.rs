//! Tables of how well a model agrees with the library that made it.

use std::collections::BTreeMap;

#[derive(Default)]
struct Count {
    rows: usize,
    exact: usize,
    within: usize,
    off: usize,
    worst: f64,
}

/// Rows that agree, by model.
pub struct Table {
    title: &'static str,
    counts: BTreeMap<String, Count>,
}

impl Table {
    pub fn new(title: &'static str) -> Table {
        Table { title, counts: BTreeMap::new() }
    }

    fn count(&mut self, row: &str, exact: bool, within: bool, off_by: f64) {
        let count = self.counts.entry(row.to_owned()).or_default();
        count.rows += 1;
        if exact {
            count.exact += 1;
        } else if within {
            count.within += 1;
        } else {
            count.off += 1;
        }
        count.worst = count.worst.max(off_by);
    }

    /// A number that may differ by a tolerance.
    pub fn compare(&mut self, row: &str, found: f64, expected: f64, tolerance: f64) {
        let off = (found - expected).abs();
        self.count(row, found == expected, off <= tolerance, off);
    }

    /// A number that may not differ.
    pub fn exact(&mut self, row: &str, found: f64, expected: f64) {
        self.compare(row, found, expected, 0.0);
    }

    /// A single-precision number that may not differ, in hexadecimal bits.
    pub fn bits(&mut self, row: &str, found: f64, expected: &str) {
        self.ulps(row, found, expected, 0);
    }

    /// A single-precision number that may differ by some units in the last place.
    pub fn ulps(&mut self, row: &str, found: f64, expected: &str, units: u32) {
        let expected = u32::from_str_radix(expected, 16).unwrap();
        let single = found as f32;
        assert_eq!(f64::from(single).to_bits(), found.to_bits(), "not of single precision");
        let apart = single.to_bits().abs_diff(expected);
        self.count(row, apart == 0, apart <= units, f64::from(apart));
    }

    /// Something that is so or not.
    pub fn state(&mut self, row: &str, agrees: bool) {
        self.count(row, agrees, false, f64::from(u8::from(!agrees)));
    }

    /// Prints the table; nothing may be off.
    pub fn finish(self) {
        if self.counts.is_empty() {
            return;
        }
        println!(
            "{:<52} {:>8} {:>8} {:>8} {:>6}  worst",
            self.title, "rows", "exact", "within", "off"
        );
        for (row, count) in &self.counts {
            let Count { rows, exact, within, off, worst } = count;
            println!("  {row:<50} {rows:>8} {exact:>8} {within:>8} {off:>6}  {worst:e}");
        }
        let off: usize = self.counts.values().map(|count| count.off).sum();
        assert_eq!(off, 0, "{}", self.title);
    }
}
