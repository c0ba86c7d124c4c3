//! The truth data: outputs of other libraries, beside this repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub type Row = BTreeMap<String, String>;

/// A folder of the truth data, if it is there.
pub fn truth(kind: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.parent()?;
    let folder = root.join("shared/truth").join(kind);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the truth data (../shared/truth/{kind}) are not here");
    None
}

/// The models of a kind, by name.
pub fn folders(kind: &str) -> Vec<PathBuf> {
    let Some(folder) = truth(kind) else { return Vec::new() };
    let mut all = entries(&folder);
    all.retain(|path| path.is_dir());
    assert!(!all.is_empty(), "{} is empty", folder.display());
    all
}

/// What a folder holds, by name.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// Every file of a folder is one that a test reads: what nobody knows is a failure, not a gap.
pub fn only(folder: &Path, known: &[&str]) {
    for file in entries(folder) {
        assert!(known.contains(&name(&file).as_str()), "nobody reads {}", file.display());
    }
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

pub fn csv(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Two tables side by side, which must be of one length and speak of the same rows.
pub fn paired<'r>(one: &'r [Row], other: &'r [Row]) -> impl Iterator<Item = (&'r Row, &'r Row)> {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).inspect(|(one, other)| assert_eq!(one["row_id"], other["row_id"]))
}

pub fn number(text: &str) -> f64 {
    text.parse().unwrap()
}
