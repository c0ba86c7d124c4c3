//! `cargo xtask reproduce`: the package once more, from a copy of the sources in another folder, with another home,
//! another target folder, another time zone and language, and later. Every file must be the same to the byte.
use crate::shell::{self, say};
use crate::toolchain;
use crate::{build, npm, wasm};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is made, fetched or kept beside the sources, and no part of them.
const NO_SOURCES: [&str; 6] = ["target", "build", "dist", "node_modules", ".git", "__pycache__"];
/// For the control: an engine that somebody compiled with another flag.
const OTHER_FLAG: &str = "profile.ship.package.silhouette.opt-level='s'";

/// Builds twice and compares.
pub(crate) fn all() -> Result<()> {
    build::package()?;
    say(again()?);
    Ok(())
}

/// The control, which runs in the copy.
pub(crate) fn control() -> Result<()> {
    wasm::build_with(&toolchain::obtain()?, &["--config", OTHER_FLAG])
}

/// Builds what is built already a second time; a note for the summary.
pub(crate) fn again() -> Result<String> {
    let toolchain = toolchain::obtain()?;
    let second = Second::prepare()?;
    second.run("build")?;
    let (ours, theirs) = (npm::package().join("dist"), second.root.join("pkg-config/dist"));
    let wrong = differences(&ours, &theirs)?;
    if !wrong.is_empty() {
        bail!("built elsewhere these are others: {} (kept: {})", wrong.join(", "), second.place());
    }
    let count = files(&ours)?.len();
    // What does not see another flag would not see another path, either.
    second.run("control")?;
    let module = Path::new("pkg-config/build/silhouette.wasm");
    if fs::read(shell::root().join(module))? == fs::read(second.root.join(module))? {
        bail!("an engine compiled with another flag is the same bytes: this check sees nothing");
    }
    fs::remove_dir_all(&second.folder)?;
    Ok(format!(
        "{count} files equal, built in another folder with {}; another flag is seen",
        toolchain.name()?
    ))
}

/// A second place to build in.
struct Second {
    folder: PathBuf,
    root: PathBuf,
    environment: Vec<(&'static str, OsString)>,
}

impl Second {
    fn prepare() -> Result<Self> {
        let folder = shell::target_dir().join("again");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let root = folder.join("another/deeper/house");
        copy(&shell::root(), &root, &|name| !NO_SOURCES.contains(&name))?;
        // The same modules, in a folder of their own: a link to the first folder would be followed.
        let modules = Path::new("pkg-config/node_modules");
        copy(&shell::root().join(modules), &root.join(modules), &|_| true)?;
        let target = folder.join("somewhere");
        fs::create_dir_all(&target)?;
        // What could not be had the first time is not tried for again.
        for entry in fs::read_dir(shell::target_dir())?.flatten() {
            if entry.file_name().to_string_lossy().starts_with("failed-") {
                fs::copy(entry.path(), target.join(entry.file_name()))?;
            }
        }
        let environment = vec![
            ("HOME", folder.join("home").into()),
            ("CARGO_HOME", cargo_home(&folder)?.into()),
            ("RUSTUP_HOME", rustup_home()?.into()),
            ("CARGO_MANIFEST_DIR", root.join("xtask").into()),
            ("CARGO_TARGET_DIR", target.into()),
            ("TZ", "Pacific/Chatham".into()),
            ("LC_ALL", "C".into()),
        ];
        Ok(Self { folder, root, environment })
    }

    fn place(&self) -> String {
        self.root.display().to_string()
    }

    /// This very program, on the copy.
    fn run(&self, word: &str) -> Result<()> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(word).current_dir(&self.root).envs(self.environment.iter().cloned());
        shell::run(&mut command)
    }
}

/// A home for cargo that has what the first one has fetched.
fn cargo_home(folder: &Path) -> Result<PathBuf> {
    let (first, home) = (wasm::cargo_home()?, folder.join("home/cargo"));
    fs::create_dir_all(&home)?;
    for name in ["config.toml", "config"] {
        if first.join(name).exists() {
            fs::copy(first.join(name), home.join(name))?;
        }
    }
    std::os::unix::fs::symlink(first.join("registry"), home.join("registry"))?;
    Ok(home)
}

fn rustup_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("RUSTUP_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = std::env::var_os("HOME").context("HOME is not set")?;
    Ok(PathBuf::from(home).join(".rustup"))
}

/// Copies what is wanted of a folder. Links are left out: no script of the build goes through one.
fn copy(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let (kind, name) = (entry.file_type()?, entry.file_name());
        if !wanted(&name.to_string_lossy()) {
            continue;
        }
        let place = to.join(&name);
        if kind.is_dir() {
            copy(&entry.path(), &place, wanted)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// The names of the files that are not the same in both folders.
fn differences(one: &Path, other: &Path) -> Result<Vec<String>> {
    let (one, other) = (files(one)?, files(other)?);
    let missing = other.keys().filter(|name| !one.contains_key(*name));
    let changed = one.iter().filter(|(name, bytes)| other.get(*name) != Some(bytes));
    Ok(changed.map(|(name, _)| name).chain(missing).cloned().collect())
}

/// The files of a folder and of those in it, by their paths from there.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inside = files(&entry.path())?.into_iter();
            found.extend(inside.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() -> Result<()> {
        let place =
            std::env::temp_dir().join(format!("silhouette-reproduce-{}", std::process::id()));
        let (one, other) = (place.join("one"), place.join("other"));
        for (folder, name, text) in [
            (&one, "same", "a"),
            (&other, "same", "a"),
            (&one, "changed", "a"),
            (&other, "changed", "b"),
            (&one, "gone", "a"),
            (&other, "new", "a"),
            (&one, "inside/same", "a"),
            (&other, "inside/same", "a"),
            (&one, "inside/changed", "a"),
            (&other, "inside/changed", "b"),
        ] {
            fs::create_dir_all(folder.join("inside"))?;
            fs::write(folder.join(name), text)?;
        }
        let found = differences(&one, &other)?;
        fs::remove_dir_all(&place)?;
        assert_eq!(found, ["changed", "gone", "inside/changed", "new"]);
        Ok(())
    }
}
