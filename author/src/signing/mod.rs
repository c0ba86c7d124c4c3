//! Signed packs: ECDSA P-256 with SHA-256 over the exact bytes of a pack, in an envelope around it.
//!
//! ```text
//! 0  4  magic "SLHE"
//! 4  1  version, 1
//! 5  1  number of signatures, 1 to 4
//! then for each: 1 length of the key's id, the id (1 to 64 ASCII letters, digits, '.', '_', '-'),
//!                64 r and s, big endian (IEEE P1363)
//! then the pack, unchanged, to the end
//! ```
//!
//! Two signatures carry a change of keys: devices that know either key accept the pack. Signatures are
//! deterministic (RFC 6979): equal packs and keys give equal bytes.

mod keys;

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

pub use keys::{Jwk, KeyError, generate, private, public};

const MAGIC: &[u8] = b"SLHE";
const VERSION: u8 = 1;
/// An envelope holds no more signatures.
pub const MAX_SIGNATURES: usize = 4;
const MAX_ID: usize = 64;
const SIGNATURE: usize = 64;

/// What an envelope that cannot be read is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A signature, and the id of the key that it is said to be made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Id of the key.
    pub key_id: String,
    /// r and s, 32 bytes each.
    pub signature: [u8; SIGNATURE],
}

/// Whether this can be the id of a key.
#[must_use]
pub fn is_key_id(id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(fits)
}

/// The signatures of a file, and the pack in it; a pack as it is has none.
///
/// # Errors
/// When the file is an envelope and cannot be read.
pub fn open(file: &[u8]) -> Result<(Vec<Signed>, &[u8]), Malformed> {
    let Some(rest) = file.strip_prefix(MAGIC) else { return Ok((Vec::new(), file)) };
    let (&[version, count], mut rest) = rest.split_first_chunk().ok_or(Malformed)?;
    if version != VERSION || !(1..=MAX_SIGNATURES).contains(&usize::from(count)) {
        return Err(Malformed);
    }
    let mut signatures = Vec::new();
    for _ in 0..count {
        let (&length, behind) = rest.split_first().ok_or(Malformed)?;
        let (id, behind) = behind.split_at_checked(usize::from(length)).ok_or(Malformed)?;
        let (signature, behind) = behind.split_first_chunk().ok_or(Malformed)?;
        let key_id = String::from_utf8(id.to_vec()).map_err(|_| Malformed)?;
        if !is_key_id(&key_id) || signatures.iter().any(|one: &Signed| one.key_id == key_id) {
            return Err(Malformed);
        }
        signatures.push(Signed { key_id, signature: *signature });
        rest = behind;
    }
    Ok((signatures, rest))
}

/// An envelope of a pack. The ids are ids of keys, each once, and at most [`MAX_SIGNATURES`].
#[must_use]
pub fn seal(signatures: &[Signed], pack: &[u8]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    file.push(VERSION);
    file.push(u8::try_from(signatures.len()).unwrap_or(u8::MAX));
    for Signed { key_id, signature } in signatures {
        file.push(u8::try_from(key_id.len()).unwrap_or(u8::MAX));
        file.extend_from_slice(key_id.as_bytes());
        file.extend_from_slice(signature);
    }
    file.extend_from_slice(pack);
    file
}

/// The signature of a pack.
#[must_use]
pub fn sign(pack: &[u8], key: &SigningKey, key_id: &str) -> Signed {
    let signature: Signature = key.sign(pack);
    Signed { key_id: key_id.to_owned(), signature: signature.to_bytes().into() }
}

/// Whether a signature is of this pack by this key.
#[must_use]
pub fn holds(pack: &[u8], signed: &Signed, key: &VerifyingKey) -> bool {
    Signature::from_bytes(&signed.signature.into())
        .is_ok_and(|signature| key.verify(pack, &signature).is_ok())
}
