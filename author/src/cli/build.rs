//! `build`: a policy to a pack.

use std::io::Write as _;

use serde_json::json;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, check, keys};
use crate::signing;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["key", "key-id", "output", "with"])?;
    let output = args.needed("output", "-o PACK")?;
    let signer = keys::signer(args, host)?;
    let checked = check::policy(args, path, host)?;
    let (Some(pack), Some(engine)) = (&checked.pack, &checked.engine) else {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    };
    let signed = signer.map(|(key, id)| signing::sign(pack, &key, &id));
    let bytes = match &signed {
        Some(signed) => signing::seal(std::slice::from_ref(signed), pack),
        None => pack.clone(),
    };
    let signed_by = signed.map(|signed| signed.key_id);
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    target.write_all(&bytes).and_then(|()| target.flush()).map_err(file)?;
    let info = &engine.program().info;
    let (id, version) = (engine.text(info.id), engine.text(info.version));
    let digest = engine.digest_hex();
    let mut out = host.out();
    match args.format {
        Format::Text => {
            writeln!(out, "{output}: {id} {version}, {} bytes, digest {digest}", bytes.len())?;
            if let Some(id) = &signed_by {
                writeln!(out, "{output}: signed by {id}")?;
            }
        }
        Format::Json => {
            let report = json!({
                "pack": output, "id": id, "version": version, "bytes": bytes.len(), "digest": digest,
                "signedBy": signed_by,
            });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
