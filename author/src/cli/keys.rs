//! `keygen`, `sign`, `verify`: keys, and the signatures of packs.

use std::io::Write as _;

use p256::ecdsa::{SigningKey, VerifyingKey};
use serde_json::json;
use silhouette::pack::codec;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::signing::{self, Jwk, KeyError, MAX_SIGNATURES};

/// No key is larger.
const MAX_KEY: usize = 1 << 16;

/// `keygen -o KEY.pem`: a new private key into a file, its public half to the output.
pub fn keygen(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    args.only(&["output"])?;
    let output = args.needed("output", "-o KEY.pem")?;
    if host.exists(output) {
        return Err(Failure::Input(format!(
            "{output}: there is a file already; keys are never overwritten"
        )));
    }
    let file = |error| Failure::File(output.to_owned(), error);
    let pem = loop {
        let mut random = [0; 32];
        host.random(&mut random).map_err(|error| Failure::File("entropy".to_owned(), error))?;
        // All but one of 2^32 draws are keys.
        if let Some(pem) = signing::generate(&random) {
            break pem;
        }
    };
    let key = signing::private(&pem).map_err(|fault| wrong(output, fault))?;
    let mut target = host.create(output).map_err(file)?;
    target.write_all(pem.as_bytes()).and_then(|()| target.flush()).map_err(file)?;
    let Jwk(jwk) = Jwk::of(key.verifying_key());
    let mut out = host.out();
    writeln!(out, "{jwk}")?;
    out.flush()?;
    Ok(Exit::Done)
}

/// `sign PACK --key KEY.pem --key-id ID -o SIGNED`: adds a signature.
pub fn sign(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("pack", &["key", "key-id", "output"])?;
    let output = args.needed("output", "-o PACK")?;
    args.needed("key", "--key KEY.pem")?;
    let Some((key, id)) = signer(args, host)? else { return Ok(Exit::Usage) };
    let (mut signatures, pack) = read(host, path)?;
    codec::decode(&pack).map_err(|error| {
        let error = silhouette::Error::from(error);
        Failure::Input(format!("{path}: {} ({})", error.message, error.code))
    })?;
    signatures.retain(|signed| signed.key_id != id);
    if signatures.len() >= MAX_SIGNATURES {
        return Err(Failure::Input(format!(
            "{path}: a pack carries at most {MAX_SIGNATURES} signatures"
        )));
    }
    signatures.push(signing::sign(&pack, &key, &id));
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    let bytes = signing::seal(&signatures, &pack);
    target.write_all(&bytes).and_then(|()| target.flush()).map_err(file)?;
    let ids: Vec<&str> = signatures.iter().map(|signed| signed.key_id.as_str()).collect();
    let mut out = host.out();
    match args.format {
        Format::Text => writeln!(out, "{output}: signed by {}", ids.join(", "))?,
        Format::Json => writeln!(out, "{:#}", json!({ "pack": output, "signedBy": ids }))?,
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// `verify PACK --key PUBLIC.pem [--key-id ID]`: whether the pack is signed by the key.
pub fn verify(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("pack", &["key", "key-id"])?;
    let key_path = args.needed("key", "--key PUBLIC.pem")?;
    let key: VerifyingKey =
        signing::public(&text(host, key_path)?).map_err(|fault| wrong(key_path, fault))?;
    let (signatures, pack) = read(host, path)?;
    let wanted = args.option("key-id");
    let mut asked = signatures.iter().filter(|signed| wanted.is_none_or(|id| signed.key_id == id));
    let by = asked.find(|signed| signing::holds(&pack, signed, &key));
    // A signature says who, not what: the pack must be one too.
    let whole = codec::decode(&pack).is_ok();
    let ids: Vec<&str> = signatures.iter().map(|signed| signed.key_id.as_str()).collect();
    let mut out = host.out();
    let id = by.map(|signed| signed.key_id.as_str());
    match args.format {
        Format::Text => match (id, whole) {
            (Some(id), true) => writeln!(out, "{path}: signed by {id}")?,
            (Some(id), false) => {
                writeln!(out, "{path}: signed by {id}, and no pack that this version reads")?
            }
            (None, _) if ids.is_empty() => writeln!(out, "{path}: not signed")?,
            (None, _) => {
                writeln!(out, "{path}: not signed by this key; it names {}", ids.join(", "))?
            }
        },
        Format::Json => {
            let report = json!({ "pack": path, "valid": id.is_some() && whole, "signedBy": id, "names": ids });
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(if id.is_some() && whole { Exit::Done } else { Exit::No })
}

/// The key and its id, when they are given.
pub fn signer(args: &Args, host: &mut dyn Host) -> Result<Option<(SigningKey, String)>, Failure> {
    let Some(path) = args.option("key") else {
        return match args.option("key-id") {
            None => Ok(None),
            Some(_) => Err(Failure::Usage("--key-id goes with --key KEY.pem".to_owned())),
        };
    };
    let id = args.needed("key-id", "--key-id ID beside --key")?;
    if !signing::is_key_id(id) {
        let message = "--key-id is 1 to 64 letters, digits, '.', '_' and '-'";
        return Err(Failure::Usage(message.to_owned()));
    }
    let key = signing::private(&text(host, path)?).map_err(|fault| wrong(path, fault))?;
    Ok(Some((key, id.to_owned())))
}

fn text(host: &mut dyn Host, path: &str) -> Result<String, Failure> {
    let bytes = super::read(host, path, MAX_KEY)?;
    String::from_utf8(bytes).map_err(|_| wrong(path, KeyError::Pem))
}

fn read(host: &mut dyn Host, path: &str) -> Result<(Vec<signing::Signed>, Vec<u8>), Failure> {
    let file = super::read(host, path, codec::MAX_PACK + MAX_KEY)?;
    match signing::open(&file) {
        Ok((signatures, pack)) => Ok((signatures, pack.to_vec())),
        Err(signing::Malformed) => Err(envelope(path)),
    }
}

/// An envelope that cannot be read.
pub fn envelope(path: &str) -> Failure {
    Failure::Input(format!("{path}: the signatures around the pack cannot be read"))
}

fn wrong(path: &str, fault: KeyError) -> Failure {
    let what = match fault {
        KeyError::Pem => "this is no P-256 key in PEM",
        KeyError::Public => "this is a public key; signing needs the private one",
    };
    Failure::Input(format!("{path}: {what}"))
}
