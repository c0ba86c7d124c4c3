//! `types`: the ids and inputs of a policy as TypeScript, for the page that runs it.

use std::io::Write as _;

use serde_json::json;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check};
use crate::typescript::declarations;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["output", "with"])?;
    let output = args.needed("output", "-o policy.d.ts")?;
    let checked = check::policy(args, path, host)?;
    let (Some(document), Some(_)) = (&checked.compiled.document, &checked.pack) else {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    };
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    let text = declarations(document);
    target.write_all(text.as_bytes()).and_then(|()| target.flush()).map_err(file)?;
    let mut out = host.out();
    match args.format {
        Format::Text => writeln!(out, "{output}")?,
        Format::Json => {
            let (id, version) = (&document.id, &document.version);
            let report = json!({ "types": output, "id": id, "version": version });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
