//! `build`: a policy to a pack.

use std::io::Write as _;

use serde_json::json;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check};

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["output", "with"])?;
    let output = args.needed("output", "-o PACK")?;
    let checked = check::policy(args, path, host)?;
    let (Some(pack), Some(engine)) = (&checked.pack, &checked.engine) else {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    };
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    target.write_all(pack).and_then(|()| target.flush()).map_err(file)?;
    let info = &engine.program().info;
    let (id, version) = (engine.text(info.id), engine.text(info.version));
    let digest = engine.digest_hex();
    let egress = checked.compiled.document.iter().flat_map(|document| &document.egress);
    let left_out: Vec<&str> = egress.map(|egress| egress.id.as_str()).collect();
    let mut out = host.out();
    match args.format {
        Format::Text => {
            writeln!(out, "{output}: {id} {version}, {} bytes, digest {digest}", pack.len())?;
            if !left_out.is_empty() {
                let ids = left_out.join(", ");
                writeln!(
                    out,
                    "{output}: not in the pack: egress {ids}; nothing leaves the device"
                )?;
            }
        }
        Format::Json => {
            let report = json!({
                "pack": output, "id": id, "version": version, "bytes": pack.len(), "digest": digest,
                "leftOut": { "egress": left_out },
            });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
