//! `cargo xtask models`: the importers on models that are made just now, by the real libraries.
//!
//! The models that are kept in the repository were made the same way. This installs the libraries into a folder of their
//! own, trains and exports, and runs the tests of the importers on what came out, with what the libraries say of it.
use crate::shell::{self, say};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A set of libraries that can live together, the words that make.py takes, and whether the list is complete.
struct Environment {
    name: &'static str,
    makes: &'static [&'static str],
    complete: bool,
}

const ENVIRONMENTS: [Environment; 2] = [
    Environment { name: "trees", makes: &["trees", "extremes"], complete: true },
    Environment { name: "cards", makes: &["cards"], complete: false },
];

/// Installs, makes and tests; an error when an importer disagrees with its library.
pub(crate) fn all() -> Result<()> {
    let kept = shell::root().join("author/tests/fixtures/models");
    let work = shell::root().join("build/models");
    let made = work.join("made");
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    fs::create_dir_all(&made)?;
    for entry in fs::read_dir(&kept)? {
        let entry = entry?;
        fs::copy(entry.path(), made.join(entry.file_name()))?;
    }
    for environment in &ENVIRONMENTS {
        let python = install(environment, &kept, &work)?;
        for what in environment.makes {
            let mut make = shell::command(&python);
            make.current_dir(&made).args(["-W", "ignore", "make.py", what]);
            shell::run(&mut make)?;
        }
    }
    let mut same = 0;
    let mut other = Vec::new();
    for entry in fs::read_dir(&kept)? {
        let name = entry?.file_name();
        if fs::read(kept.join(&name))? == fs::read(made.join(&name))? {
            same += 1;
        } else {
            other.push(name.to_string_lossy().into_owned());
        }
    }
    other.sort();
    say(format!("{same} files are the same as those that are kept; others: {}", other.join(", ")));
    let mut test = shell::cargo();
    test.args(["test", "--package", "silhouette-author", "--test", "importers"]);
    shell::run(test.args(["--test", "extremes"]).env("SILHOUETTE_MODELS", &made))
}

/// A Python with these libraries.
fn install(environment: &Environment, kept: &Path, work: &Path) -> Result<PathBuf> {
    let list = kept.join(format!("requirements-{}.txt", environment.name));
    let folder = work.join(environment.name);
    let python = folder.join("bin/python");
    let stamp = folder.join("installed.txt");
    let wanted = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    say(format!("installing the Python packages of {}", list.display()));
    let hint = "Python 3.11 or later with venv, and a package index, are needed for this";
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(&folder))
        .context(hint)?;
    let mut pip = shell::command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    if environment.complete {
        pip.arg("--no-deps");
    }
    shell::run(pip.arg("-r").arg(&list)).context(hint)?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}
