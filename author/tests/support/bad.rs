//! Bad documents in `tests/bad`, each with what is found in it:
//!
//! - `NAME.json`, and `NAME.with.json` when a fragment is joined with it;
//! - `NAME.recipe.toml` for a document that is too large to keep: its parts in order, each repeated
//!   `times` with `{n}` for the number from 0.
//!
//! ```toml
//! [[part]]
//! text = '"f{n}": 1,'
//! times = 300
//! ```

use std::path::{Path, PathBuf};

use serde::Deserialize;
use silhouette_author::compile::{self, Checked};
use silhouette_author::fragments::File;

/// A bad document.
#[derive(Clone)]
pub struct Bad {
    /// Its name without an ending.
    pub name: String,
    /// The file in which its findings are expected.
    pub expected: PathBuf,
    /// Its bytes.
    pub text: Vec<u8>,
    with: Option<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recipe {
    part: Vec<Repeated>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeated {
    text: String,
    times: Option<usize>,
}

/// The folder of bad documents.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bad")
}

/// All bad documents, by name.
pub fn all() -> Vec<Bad> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".with.json"))
        .filter_map(|name| {
            let ends = [".recipe.toml", ".json"];
            ends.iter().find_map(|end| name.strip_suffix(end)).map(str::to_owned)
        })
        .collect();
    names.sort();
    names.into_iter().map(|name| read(&name)).collect()
}

fn read(name: &str) -> Bad {
    let path = |ending: &str| folder().join(format!("{name}.{ending}"));
    let text = std::fs::read(path("json")).unwrap_or_else(|_| {
        let recipe = std::fs::read_to_string(path("recipe.toml")).unwrap();
        let recipe: Recipe = toml::from_str(&recipe).unwrap();
        let repeated = recipe.part.iter().flat_map(|part| {
            (0..part.times.unwrap_or(1)).map(|n| part.text.replace("{n}", &n.to_string()))
        });
        repeated.collect::<String>().into_bytes()
    });
    let with = std::fs::read(path("with.json")).ok();
    Bad { name: name.to_owned(), expected: path("expected.txt"), text, with }
}

impl Bad {
    /// The name of its file in findings.
    pub fn file(&self) -> String {
        format!("{}.json", self.name)
    }

    /// Its file, or the recipe of it.
    pub fn path(&self) -> PathBuf {
        let path = |ending: &str| folder().join(format!("{}.{ending}", self.name));
        Some(path("json")).filter(|path| path.exists()).unwrap_or_else(|| path("recipe.toml"))
    }

    /// What the checker makes of it.
    pub fn check(&self) -> Checked {
        let (name, fragment) = (self.file(), format!("{}.with.json", self.name));
        let fragment = self.with.as_ref().map(|text| File { name: &fragment, text });
        compile::check_with(File { name: &name, text: &self.text }, fragment.as_slice())
    }
}
