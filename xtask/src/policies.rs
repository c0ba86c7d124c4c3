//! The command line of the author side, and the packs that the page and the checks read.
use crate::shell;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the packs go: the folder that the page's server knows.
pub(crate) fn packs_dir() -> PathBuf {
    shell::root().join("build/packs")
}

/// Builds the native `silhouette` and returns its path.
pub(crate) fn cli() -> Result<PathBuf> {
    shell::run(shell::cargo().args([
        "build",
        "--package",
        "silhouette-author",
        "--bin",
        "silhouette",
    ]))?;
    Ok(cli_path())
}

/// Where the native `silhouette` lies once it is built.
pub(crate) fn cli_path() -> PathBuf {
    shell::target_dir().join("debug").join(format!("silhouette{}", std::env::consts::EXE_SUFFIX))
}

/// Compiles every shipping policy; the packs, in the order of their names.
pub(crate) fn compile(cli: &Path) -> Result<Vec<PathBuf>> {
    let folder = shell::root().join("policies");
    let mut policies: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    policies.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    policies.sort();
    if policies.is_empty() {
        bail!("policies/ holds no policy");
    }
    fs::create_dir_all(packs_dir())?;
    let mut packs = Vec::new();
    for policy in policies {
        let pack = packs_dir().join(policy.file_name().unwrap_or_default()).with_extension("pack");
        shell::run(shell::command(cli).arg("build").arg(&policy).arg("-o").arg(&pack))?;
        packs.push(pack);
    }
    Ok(packs)
}
