//! The wasm that ships: compiled for the oldest hosts, bound to JavaScript, optimised, and proven to be MVP.
use crate::npm;
use crate::shell::{self, say};
use crate::toolchain::{TARGET, Toolchain};
use anyhow::{Context, Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const PROFILE: &str = "ship";
/// The name of the module and of its glue in the build folder.
const NAME: &str = "silhouette";

/// Where the package build finds the module and its glue.
pub(crate) fn build_dir() -> PathBuf {
    npm::package().join("build")
}

/// Compiles, binds, optimises and validates.
pub(crate) fn build(toolchain: &Toolchain) -> Result<()> {
    build_with(toolchain, &[])
}

/// The same, with further words for cargo.
pub(crate) fn build_with(toolchain: &Toolchain, words: &[&str]) -> Result<()> {
    let linked = compile(toolchain, words)?;
    let out = build_dir();
    let stamp = toolchain.target_dir().join(TARGET).join(PROFILE).join("shipped.stamp");
    let wanted = fingerprint(&linked)?;
    let shipping = out.join(format!("{NAME}.wasm"));
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted)
        && same_module(&stamp, &shipping)
    {
        say("the optimised module is up to date");
    } else {
        bind(&linked, &out, NAME, Names::Dropped)?;
        let bound = out.join(format!("{NAME}_bg.wasm"));
        shell::run(npm::tool("optimize.mjs").args([&bound, &shipping]))?;
        // One wasm only in this folder: the one that ships.
        fs::remove_file(&bound)?;
        refuse_machine_paths(toolchain, &shipping)?;
        fs::copy(&shipping, stamp.with_extension("wasm"))?;
        fs::write(&stamp, wanted)?;
    }
    shell::run(npm::tool("validate-mvp.mjs").arg(&shipping)).context("the module may not ship")
}

/// The engine as the linker leaves it.
fn compile(toolchain: &Toolchain, words: &[&str]) -> Result<PathBuf> {
    let mut command = toolchain.build(&rustflags(toolchain)?);
    command.args(["--package", "silhouette", "--lib", "--profile", PROFILE]).args(words);
    shell::run(&mut command)?;
    Ok(toolchain.target_dir().join(TARGET).join(PROFILE).join(format!("{NAME}.wasm")))
}

/// The MVP for our own code.
fn rustflags(toolchain: &Toolchain) -> Result<Vec<String>> {
    let mut flags = vec![
        "-Ctarget-cpu=mvp".to_owned(),
        // A pack is digested once: a loop is fast enough, and 7 kB smaller than its unrolled form.
        "--cfg=sha2_backend=\"soft\"".to_owned(),
        "--cfg=sha2_backend_soft=\"compact\"".to_owned(),
    ];
    flags.extend(without_machine_paths(toolchain)?);
    Ok(flags)
}

/// No path of this machine in the messages of a panic.
pub(crate) fn without_machine_paths(toolchain: &Toolchain) -> Result<Vec<String>> {
    let mut flags = Vec::new();
    // A later flag wins where two apply: the general first.
    let mut remap =
        |from: &Path, to: &str| flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    remap(&cargo_home()?, "cargo");
    for index in registries()? {
        remap(&index, "crates");
    }
    remap(&toolchain.sysroot()?.join("lib/rustlib/src/rust"), "rust");
    remap(&shell::root(), "silhouette");
    Ok(flags)
}

/// The module with its bindings and the names of its functions, before it is optimised: for who asks what weighs how much.
pub(crate) fn named(toolchain: &Toolchain) -> Result<PathBuf> {
    let linked = compile(toolchain, &[])?;
    let out = toolchain.target_dir().join("named");
    bind(&linked, &out, NAME, Names::Kept)?;
    Ok(out.join(format!("{NAME}_bg.wasm")))
}

/// Whether functions keep their names, as the compiler made them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Kept,
    Dropped,
}

/// Bindings by the generator that has the same version as the macro, as Cargo.lock says.
pub(crate) fn bind(linked: &Path, out: &Path, name: &str, names: Names) -> Result<()> {
    say("generating the bindings");
    if out.exists() {
        fs::remove_dir_all(out).with_context(|| format!("cannot empty {}", out.display()))?;
    }
    Bindgen::new()
        .input_path(linked)
        .out_name(name)
        .bundler(true)?
        .typescript(true)
        .demangle(false)
        .remove_name_section(names == Names::Dropped)
        .remove_producers_section(true)
        .generate(out)
}

/// Everything that the optimised module depends on.
pub(crate) fn fingerprint(linked: &Path) -> Result<String> {
    let mut hash = DefaultHasher::new();
    let tools = npm::package();
    // The lockfiles pin the generator of the bindings and the optimiser.
    let locks = [shell::root().join("Cargo.lock"), tools.join("package-lock.json")];
    for file in [linked, &tools.join("tools/optimize.mjs"), &tools.join("tools/neighbours.mjs")]
        .into_iter()
        .chain(locks.iter().map(PathBuf::as_path))
    {
        fs::read(file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hash);
    }
    Ok(format!("{:016x}\n", hash.finish()))
}

/// The other toolchain may have written its own module since.
fn same_module(stamp: &Path, shipping: &Path) -> bool {
    match (fs::read(stamp.with_extension("wasm")), fs::read(shipping)) {
        (Ok(kept), Ok(found)) => kept == found,
        _ => false,
    }
}

pub(crate) fn refuse_machine_paths(toolchain: &Toolchain, module: &Path) -> Result<()> {
    let bytes = fs::read(module)?;
    let sources = toolchain.sysroot()?.join("lib/rustlib/src");
    for path in [shell::root(), cargo_home()?, sources] {
        let path = path.display().to_string();
        if path.len() > 1 && bytes.windows(path.len()).any(|window| window == path.as_bytes()) {
            bail!("the module holds a path of this machine: {path}");
        }
    }
    Ok(())
}

/// Where cargo keeps what it fetches.
pub(crate) fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    let home = std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?;
    Ok(PathBuf::from(home).join(".cargo"))
}

/// The unpacked crates, one folder for each registry, in a stable order.
fn registries() -> Result<Vec<PathBuf>> {
    let folder = cargo_home()?.join("registry/src");
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut found =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    found.sort();
    Ok(found)
}
