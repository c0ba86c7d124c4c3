//! Running other programs, and speaking to the person who started us.
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the workspace. `cargo run` names the folder of this package at run time.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or_else(|| package.clone(), Path::to_path_buf)
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// One line about what is going on.
pub(crate) fn say(message: impl AsRef<str>) {
    println!("xtask: {}", message.as_ref());
    // A pipe buffers, and the next line may come from another program.
    drop(std::io::stdout().flush());
}

/// The cargo that started us, in the root of the workspace.
pub(crate) fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(cargo)
}

/// A program in the root of the workspace.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    // These describe the package `xtask` to the program that cargo started, and to nobody after it.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || name == "CARGO_BIN_NAME"
        {
            command.env_remove(name.as_ref());
        }
    }
    command
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let mut words = vec![name];
    words.extend(command.get_args().map(|word| {
        let word = word.to_string_lossy();
        let word = word.strip_prefix(&format!("{}/", root().display())).unwrap_or(&word);
        if word.contains(' ') { format!("'{word}'") } else { word.to_owned() }
    }));
    words.join(" ")
}

/// Runs to the end; an error when the program cannot start or says no.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    say(format!("$ {}", shown(command)));
    let status = command.status().with_context(|| format!("cannot start: {}", shown(command)))?;
    if !status.success() {
        bail!("{} ({status})", shown(command));
    }
    Ok(())
}

/// The standard output of a program that succeeds, without the newline at its end.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start: {}", shown(command)))?;
    if !output.status.success() {
        bail!(
            "{} ({})\n{}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Whether a program starts and succeeds; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Runs to the end, shows the output and hands over its lines as well: (succeeded, lines).
pub(crate) fn run_and_keep(command: &mut Command) -> Result<(bool, Vec<String>)> {
    say(format!("$ {}", shown(command)));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start: {}", shown(command)))?;
    let mut lines = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            lines.push(line);
        }
    }
    Ok((child.wait()?.success(), lines))
}

/// Whether we may install system packages.
pub(crate) fn is_root() -> bool {
    read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Installs Debian packages, or stops with the command that a person can run.
pub(crate) fn apt_install(packages: &[&str], reason: &str) -> Result<()> {
    let install = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    if !is_root() || !succeeds(Command::new("apt-get").arg("--version")) {
        bail!(
            "{reason}; it cannot be installed from here. Run this as root, then try again:\n    apt-get update && {install}"
        );
    }
    say(format!("{reason}; installing {}", packages.join(" ")));
    run(command("apt-get").args(["update", "-qq"]))?;
    run(command("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null()))
    .with_context(|| format!("{reason}. The command was: {install}"))
}
