//! Python with modules by hashes, each list of them in a folder of its own below the target folder.
use crate::shell::{self, say};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A Python with what `requirements.txt` in a folder lists, installed once as `target/NAME`; the second time nothing is fetched.
pub(crate) fn install(folder: &Path, name: &str) -> Result<PathBuf> {
    let list = folder.join("requirements.txt");
    let home = shell::target_dir().join(name);
    let python = home.join("bin/python");
    let stamp = home.join("installed.txt");
    let wanted = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    interpreter()?;
    say(format!("installing what {name} needs of Python, once"));
    let hint = "Python 3.11 or later with venv, and a package index, are needed for this";
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(&home))
        .context(hint)?;
    let mut pip = shell::command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]);
    shell::run(pip.args(["--require-hashes", "-r"]).arg(&list)).context(hint)?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}

/// Sees to a Python that can make environments: Debian has venv in a package of its own.
fn interpreter() -> Result<()> {
    let able = ["-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"];
    if shell::succeeds(shell::command("python3").args(able)) {
        return Ok(());
    }
    shell::apt_install(&["python3", "python3-venv"], "Python 3.11 or later with venv is missing")
}
