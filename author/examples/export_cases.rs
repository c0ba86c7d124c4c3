//! Writes every case of `tests/cases` as a policy, its pack, customer lines and portrait lines, for tests of
//! the wasm build and as seeds of the fuzzer: `DIR/<case>.json`, `DIR/<case>.pack`, `DIR/<case>.in.ndjson`,
//! `DIR/<case>.out.ndjson`. Lines that the engine refuses are left out.

#[expect(dead_code, reason = "what is expected is for the test of the cases")]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a wrong case is told by panicking")]
#[path = "../tests/support/cases.rs"]
mod cases;

use std::ffi::OsString;
use std::path::PathBuf;

use silhouette_author::cli;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: export_cases DIR"));
    };
    std::fs::create_dir_all(&folder)?;
    for case in cases::all() {
        let file = |ending: &str| folder.join(format!("{}.{ending}", case.name));
        let lines = case.customers.iter().filter(|customer| customer.refused.is_none());
        let lines: String = lines.map(|customer| format!("{}\n", customer.line)).collect();
        std::fs::write(file("json"), &case.policy)?;
        std::fs::write(file("pack"), &case.pack)?;
        std::fs::write(file("in.ndjson"), lines)?;
        // Exactly what the command line writes.
        let args: [OsString; 6] = [
            "portrait".into(),
            file("pack").into(),
            "--in".into(),
            file("in.ndjson").into(),
            "--out".into(),
            file("out.ndjson").into(),
        ];
        if cli::run(args, &mut cli::host::Native) != cli::Exit::Done {
            return Err(std::io::Error::other(case.name));
        }
    }
    Ok(())
}
