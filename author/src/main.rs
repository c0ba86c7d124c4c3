//! The command line `silhouette`.

use std::process::ExitCode;

use silhouette_author::cli;

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1);
    ExitCode::from(cli::run(args, &mut cli::host::Native).code())
}
