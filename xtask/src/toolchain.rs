//! A Rust toolchain that can compile for wasm: the one that runs us, or Debian's with a standard library of its own.
use crate::shell::{self, say};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The one target of the shipping module.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Forces a way, for testing: `rustup` or `debian`.
const CHOICE: &str = "SILHOUETTE_WASM_TOOLCHAIN";

const DEBIAN_PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
/// Used only where no Rust distribution brings its own linker.
const DEBIAN_LINKER_PACKAGE: &str = "lld-22";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// How wasm gets compiled on this machine.
pub(crate) enum Toolchain {
    /// The toolchain that runs us has a prebuilt standard library for the target.
    Prebuilt,
    /// Debian's compiler builds the standard library too, with our flags.
    Debian { linker: PathBuf },
}

/// Finds or installs a toolchain and says on one line which.
pub(crate) fn obtain() -> Result<Toolchain> {
    let choice = std::env::var(CHOICE).unwrap_or_default();
    match choice.as_str() {
        "" if has_std(&host_sysroot()?) || !fell_back().exists() => prebuilt().or_else(|error| {
            say(format!("{error:#}; falling back to Debian's toolchain"));
            let toolchain = debian()?;
            std::fs::create_dir_all(toolchain.target_dir())?;
            std::fs::write(fell_back(), "")?;
            Ok(toolchain)
        }),
        "" => debian(),
        "rustup" => prebuilt(),
        "debian" => debian(),
        _ => bail!("{CHOICE} is `rustup`, `debian` or not set"),
    }
}

impl Toolchain {
    /// `cargo build` for the target, with the toolchain's own flags; `rustflags` come first.
    pub(crate) fn build(&self, rustflags: &[String]) -> Command {
        let mut flags = rustflags.to_vec();
        let mut command = match self {
            Self::Prebuilt => {
                let mut command = shell::cargo();
                command.arg("build");
                command
            }
            Self::Debian { linker } => {
                flags.push(format!("-Clinker={}", linker.display()));
                flags.push("-Clinker-flavor=wasm-ld".to_owned());
                let mut command = shell::command(DEBIAN_CARGO);
                // What rustup's proxies set would make this compiler load the other one's libraries.
                for name in
                    ["LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "CARGO", "RUSTC_WRAPPER"]
                {
                    command.env_remove(name);
                }
                command
                    .env("RUSTC", DEBIAN_RUSTC)
                    // Building the standard library is not stable yet; this compiler is a release that we know.
                    .env("RUSTC_BOOTSTRAP", "1")
                    .args(["build", "-Zbuild-std=std,panic_abort"]);
                command
            }
        };
        command
            .args(["--target", TARGET, "--target-dir"])
            .arg(self.target_dir())
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        command
    }

    /// Each compiler keeps its own folder, so that going to and fro rebuilds nothing.
    pub(crate) fn target_dir(&self) -> PathBuf {
        match self {
            Self::Prebuilt => shell::target_dir(),
            Self::Debian { .. } => shell::target_dir().join("debian"),
        }
    }

    /// Where the sources of the standard library may lie, as the compiler would name them.
    pub(crate) fn sysroot(&self) -> Result<PathBuf> {
        match self {
            Self::Prebuilt => host_sysroot(),
            Self::Debian { .. } => Ok(PathBuf::from("/usr")),
        }
    }

    /// Whether lints can run for the target as well.
    pub(crate) fn has_clippy(&self) -> bool {
        matches!(self, Self::Prebuilt)
    }
}

/// The toolchain that runs us, with the target added when it is missing.
fn prebuilt() -> Result<Toolchain> {
    let sysroot = host_sysroot()?;
    if has_std(&sysroot) {
        say(format!("wasm toolchain: {} with its prebuilt standard library", version("rustc")?));
        return Ok(Toolchain::Prebuilt);
    }
    say(format!("the target {TARGET} is missing; installing it with rustup"));
    let mut rustup = shell::command("rustup");
    // An unreachable server is no crash: the reason is enough.
    rustup.env_remove("RUST_BACKTRACE");
    shell::run(rustup.args(["target", "add", TARGET]))
        .context("rustup cannot install the wasm target")?;
    if !has_std(&sysroot) {
        bail!("rustup added the target to another toolchain than {}", sysroot.display());
    }
    say(format!(
        "wasm toolchain: {} with its prebuilt standard library (installed now)",
        version("rustc")?
    ));
    Ok(Toolchain::Prebuilt)
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
    say(format!(
        "wasm toolchain: Debian's {} with a standard library of its own",
        version(DEBIAN_RUSTC)?
    ));
    Ok(Toolchain::Debian { linker })
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
    let mut command = shell::command(rustc);
    if rustc == DEBIAN_RUSTC {
        command.env_remove("LD_LIBRARY_PATH");
    }
    let line = shell::read(command.arg("--version"))?;
    Ok(line.split(' ').take(2).collect::<Vec<_>>().join(" "))
}

/// Present once rustup could not be reached: later builds do not wait for its server again.
fn fell_back() -> PathBuf {
    shell::target_dir().join("debian/instead-of-rustup")
}
