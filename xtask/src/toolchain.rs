//! A Rust toolchain that can compile for wasm: the one that runs us, or Debian's. Either builds the standard library
//! too, for size; where its sources cannot be had, the prebuilt one does.
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one target of the shipping module.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Forces a way, for testing: `rustup`, `prebuilt` or `debian`.
const CHOICE: &str = "SILHOUETTE_WASM_TOOLCHAIN";

/// The standard library for size: its tables and messages of a panic are most of what it weighs.
const STD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
/// A panic stops the module at once; its text and place would be read by nobody.
const SILENT: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];
/// Passes that trade size for registers and jumps, which in wasm costs 1 kB and gains nothing; and functions so small
/// that a call of them is larger. Names of the code generator's own: a newer or older one may not know them.
const SHAPE: [&str; 3] = ["-disable-lsr", "-enable-pre=false", "-inline-threshold=10"];
/// What cargo wants to hear before it lets the compiler do so.
const SILENT_CARGO: &str = "-Zpanic-immediate-abort";
/// Lets a release of the compiler build the standard library, which is not stable yet.
const BOOTSTRAP: &str = "RUSTC_BOOTSTRAP";

const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
/// Used only where no Rust distribution brings its own linker.
const DEBIAN_LINKER_PACKAGE: &str = "lld-22";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// How wasm gets compiled on this machine.
pub(crate) enum Toolchain {
    /// The toolchain that runs us, with a standard library built here.
    Rustup { silent: bool },
    /// The toolchain that runs us, with its prebuilt standard library.
    Prebuilt,
    /// Debian's compiler, with a standard library built here.
    Debian { linker: PathBuf, silent: bool },
}

/// Finds or installs a toolchain and says on one line which.
pub(crate) fn obtain() -> Result<Toolchain> {
    let choice = std::env::var(CHOICE).unwrap_or_default();
    match choice.as_str() {
        "" => rustup().or_else(|error| {
            say(format!("{error:#}; falling back to Debian's toolchain"));
            debian()
        }),
        "rustup" => rustup(),
        "prebuilt" => target(&host_sysroot()?).and_then(|()| prebuilt()),
        "debian" => debian(),
        _ => bail!("{CHOICE} is `rustup`, `prebuilt`, `debian` or not set"),
    }
}

impl Toolchain {
    /// `cargo build` for the target, with the toolchain's own flags; `rustflags` come first.
    pub(crate) fn build(&self, rustflags: &[String]) -> Command {
        let silent =
            matches!(self, Self::Rustup { silent } | Self::Debian { silent, .. } if *silent);
        let mut flags = rustflags.to_vec();
        for pass in SHAPE {
            let flag = format!("-Cllvm-args={pass}");
            if shell::succeeds(self.rustc().args([&flag, "--target", TARGET, "--print", "cfg"])) {
                flags.push(flag);
            }
        }
        self.build_with(&flags, !matches!(self, Self::Prebuilt), silent)
    }

    /// What the bytes of a module depend on besides its sources: the compiler to the commit, and its standard library.
    pub(crate) fn name(&self) -> Result<String> {
        let rustc = shell::read(self.rustc().arg("--version"))?;
        let library = match self {
            Self::Rustup { silent: true } | Self::Debian { silent: true, .. } => "built silent",
            Self::Rustup { .. } | Self::Debian { .. } => "built",
            Self::Prebuilt => "prebuilt",
        };
        Ok(format!("{rustc}, standard library {library}"))
    }

    fn rustc(&self) -> Command {
        match self {
            Self::Rustup { .. } | Self::Prebuilt => shell::command("rustc"),
            Self::Debian { .. } => debian_command(DEBIAN_RUSTC),
        }
    }

    /// The same for a program whose texts are read: with the prebuilt standard library where there is one.
    pub(crate) fn build_speaking(&self, rustflags: &[String]) -> Result<Command> {
        let prebuilt = match self {
            Self::Rustup { .. } | Self::Prebuilt => has_std(&host_sysroot()?),
            Self::Debian { .. } => false,
        };
        Ok(self.build_with(rustflags, !prebuilt, false))
    }

    fn build_with(&self, rustflags: &[String], own_std: bool, silent: bool) -> Command {
        let mut flags = rustflags.to_vec();
        let mut command = match self {
            Self::Rustup { .. } | Self::Prebuilt => shell::cargo(),
            Self::Debian { linker, .. } => {
                flags.push(format!("-Clinker={}", linker.display()));
                flags.push("-Clinker-flavor=wasm-ld".to_owned());
                debian_cargo()
            }
        };
        command.arg("build");
        if own_std {
            command.env(BOOTSTRAP, "1").args(STD);
        }
        if silent {
            command.arg(SILENT_CARGO);
            flags.extend(SILENT.map(str::to_owned));
        }
        command
            .args(["--target", TARGET, "--target-dir"])
            .arg(self.target_dir())
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        command
    }

    /// Each way keeps its own folder, so that going to and fro rebuilds nothing.
    pub(crate) fn target_dir(&self) -> PathBuf {
        match self {
            Self::Rustup { .. } => shell::target_dir().join("rustup"),
            Self::Prebuilt => shell::target_dir(),
            Self::Debian { .. } => shell::target_dir().join("debian"),
        }
    }

    /// Where the sources of the standard library may lie, as the compiler would name them.
    pub(crate) fn sysroot(&self) -> Result<PathBuf> {
        match self {
            Self::Rustup { .. } | Self::Prebuilt => host_sysroot(),
            Self::Debian { .. } => Ok(PathBuf::from("/usr")),
        }
    }
}

/// Whether lints can run for the target as well: they take the prebuilt standard library.
pub(crate) fn has_clippy() -> Result<bool> {
    Ok(has_std(&host_sysroot()?))
}

/// The toolchain that runs us, with what is missing of it added.
fn rustup() -> Result<Toolchain> {
    let sysroot = host_sysroot()?;
    let prebuilt_std = target(&sysroot);
    if let Err(error) = sources(&sysroot) {
        prebuilt_std?;
        say(format!("{error:#}; the module gets the prebuilt standard library and is larger"));
        return prebuilt();
    }
    if let Err(error) = prebuilt_std {
        say(format!("{error:#}; only lints for wasm need it"));
    }
    let silent = can_be_silent(shell::command("rustc"));
    say(format!("wasm toolchain: {} with a standard library built for size", version("rustc")?));
    Ok(Toolchain::Rustup { silent })
}

fn prebuilt() -> Result<Toolchain> {
    say(format!("wasm toolchain: {} with its prebuilt standard library", version("rustc")?));
    Ok(Toolchain::Prebuilt)
}

/// The prebuilt standard library for the target.
fn target(sysroot: &Path) -> Result<()> {
    add(&["target", "add", TARGET], &format!("the target {TARGET}"), || has_std(sysroot))
}

/// The sources of the standard library.
fn sources(sysroot: &Path) -> Result<()> {
    let library = sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml");
    add(&["component", "add", "rust-src"], "the component rust-src", || library.exists())
}

/// Installs a part of the toolchain that runs us, unless it is there.
fn add(words: &[&str], name: &str, is_there: impl Fn() -> bool) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let command = format!("rustup {}", words.join(" "));
    // Once rustup could not be reached, later builds do not wait for its server again.
    let tried = shell::target_dir().join(format!("failed-{}", words.join("-")));
    if tried.exists() {
        bail!("{name} is missing, and `{command}` failed before");
    }
    say(format!("{name} is missing; installing it with rustup"));
    let mut rustup = shell::command("rustup");
    // An unreachable server is no crash: the reason is enough.
    rustup.env_remove("RUST_BACKTRACE");
    let installed = shell::run(rustup.args(words));
    if installed.is_ok() && is_there() {
        return Ok(());
    }
    std::fs::create_dir_all(shell::target_dir())?;
    std::fs::write(tried, "")?;
    installed.with_context(|| format!("{name} cannot be installed"))?;
    bail!("rustup added {name} to another toolchain")
}

/// Whether this compiler knows all of what a silent panic takes.
fn can_be_silent(mut rustc: Command) -> bool {
    rustc.env(BOOTSTRAP, "1").args(SILENT).args(["--target", TARGET, "--print", "cfg"]);
    shell::succeeds(&mut rustc)
}

/// What rustup's proxies set would make Debian's programs load the other compiler's libraries.
fn debian_command(program: &str) -> Command {
    let mut command = shell::command(program);
    for name in ["LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "CARGO", "RUSTC_WRAPPER"] {
        command.env_remove(name);
    }
    command
}

fn debian_cargo() -> Command {
    let mut command = debian_command(DEBIAN_CARGO);
    command.env("RUSTC", DEBIAN_RUSTC);
    command
}

fn debian() -> Result<Toolchain> {
    let library = Path::new("/usr/lib/rustlib/src/rust/library/std/Cargo.toml");
    if ![Path::new(DEBIAN_RUSTC), Path::new(DEBIAN_CARGO), library].iter().all(|path| path.exists())
    {
        shell::apt_install(&DEBIAN_PACKAGES, "Debian's Rust toolchain for wasm is missing")?;
    }
    let linker = match host_linker() {
        Some(linker) => linker,
        None => {
            if !Path::new(DEBIAN_LINKER).exists() {
                shell::apt_install(&[DEBIAN_LINKER_PACKAGE], "a linker for wasm is missing")?;
            }
            PathBuf::from(DEBIAN_LINKER)
        }
    };
    let silent = can_be_silent(debian_command(DEBIAN_RUSTC));
    say(format!(
        "wasm toolchain: Debian's {} with a standard library built for size",
        version(DEBIAN_RUSTC)?
    ));
    Ok(Toolchain::Debian { linker, silent })
}

fn host_sysroot() -> Result<PathBuf> {
    Ok(PathBuf::from(shell::read(shell::command("rustc").args(["--print", "sysroot"]))?))
}

/// Asks the folder, not rustup: this works without a network and with a Rust that rustup does not know.
fn has_std(sysroot: &Path) -> bool {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}

/// `rust-lld`, which every rustup toolchain brings for its own host.
fn host_linker() -> Option<PathBuf> {
    let host = shell::read(shell::command("rustc").arg("-vV")).ok()?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: "))?;
    let linker = host_sysroot().ok()?.join("lib/rustlib").join(host).join("bin/rust-lld");
    linker.exists().then_some(linker)
}

fn version(rustc: &str) -> Result<String> {
    let mut command =
        if rustc == DEBIAN_RUSTC { debian_command(rustc) } else { shell::command(rustc) };
    let line = shell::read(command.arg("--version"))?;
    Ok(line.split(' ').take(2).collect::<Vec<_>>().join(" "))
}
