//! The binary form of a pack.
//!
//! ```text
//!  0  4  "SLHP"
//!  4  2  format version, little endian
//!  6  2  zero
//!  8  4  length of the body, little endian
//! 12 32  SHA-256 of the bytes 0..12 and the body
//! 44  …  body: the program in postcard's wire format
//! ```
//!
//! Law: no pack with a changed, missing or added byte is accepted.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use super::check;
use super::program::Program;
use crate::model::error::Error;

/// Version of the form and of the meaning of a pack. A device accepts exactly the versions it knows.
pub const FORMAT: u16 = 1;

/// No pack is larger.
pub const MAX_PACK: usize = 4 << 20;

const MAGIC: [u8; 4] = *b"SLHP";
const HEADER: usize = 44;

/// SHA-256 over the pack: the name of exactly this policy.
pub type Digest = [u8; 32];

/// Why bytes are not a pack that this engine accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// They do not begin like a pack.
    Foreign,
    /// They end too early.
    Truncated,
    /// They go on after the end.
    Trailing,
    /// They are more than [`MAX_PACK`].
    TooLarge,
    /// A format this engine does not know: made by a newer compiler.
    Newer,
    /// The digest does not match.
    Digest,
    /// The digest matches and the body is still not a program.
    Malformed,
    /// An index of the program is out of range.
    Inconsistent,
}

impl From<PackError> for Error {
    fn from(error: PackError) -> Error {
        let (code, message) = match error {
            PackError::Foreign => ("pack/foreign", "these bytes are not a policy pack"),
            PackError::Truncated => ("pack/truncated", "the pack ends too early"),
            PackError::Trailing => ("pack/trailing", "the pack goes on after its end"),
            PackError::TooLarge => ("pack/too-large", "the pack is larger than 4 MiB"),
            PackError::Newer => ("pack/newer", "the pack's format is newer than this engine"),
            PackError::Digest => ("pack/digest", "the pack was changed after it was built"),
            PackError::Malformed => ("pack/malformed", "the pack's body cannot be read"),
            PackError::Inconsistent => {
                ("pack/inconsistent", "the pack refers to what it does not hold")
            }
        };
        Error::new(code, message)
    }
}

/// The pack of a program.
///
/// # Errors
/// [`PackError::Inconsistent`] when the program refers to what it does not hold,
/// [`PackError::TooLarge`] when the pack would be larger than [`MAX_PACK`].
pub fn encode(program: &Program) -> Result<Vec<u8>, PackError> {
    check::check(program).ok_or(PackError::Inconsistent)?;
    let body = postcard::to_allocvec(program).map_err(|_| PackError::Malformed)?;
    let length = u32::try_from(body.len()).map_err(|_| PackError::TooLarge)?;
    let mut pack = Vec::with_capacity(HEADER + body.len());
    pack.extend_from_slice(&MAGIC);
    pack.extend_from_slice(&FORMAT.to_le_bytes());
    pack.extend_from_slice(&[0, 0]);
    pack.extend_from_slice(&length.to_le_bytes());
    let digest = digest(&pack, &body);
    pack.extend_from_slice(&digest);
    pack.extend_from_slice(&body);
    if pack.len() > MAX_PACK { Err(PackError::TooLarge) } else { Ok(pack) }
}

/// The program of a pack, and its digest.
///
/// # Errors
/// [`PackError`] for everything that is not exactly what [`encode`] makes.
pub fn decode(pack: &[u8]) -> Result<(Program, Digest), PackError> {
    if pack.len() > MAX_PACK {
        return Err(PackError::TooLarge);
    }
    if !MAGIC.starts_with(pack.get(..4).unwrap_or(pack)) {
        return Err(PackError::Foreign);
    }
    let (head, body) = pack.split_at_checked(HEADER).ok_or(PackError::Truncated)?;
    let (fixed, stored) = head.split_at_checked(12).ok_or(PackError::Truncated)?;
    match fixed {
        [_, _, _, _, low, high, 0, 0, length @ ..] => {
            let format = u16::from_le_bytes([*low, *high]);
            if format > FORMAT {
                return Err(PackError::Newer);
            }
            let length = length.iter().rev().fold(0_usize, |n, &byte| (n << 8) | usize::from(byte));
            match body.len().cmp(&length) {
                core::cmp::Ordering::Less => return Err(PackError::Truncated),
                core::cmp::Ordering::Greater => return Err(PackError::Trailing),
                core::cmp::Ordering::Equal => {}
            }
            if format != FORMAT {
                return Err(PackError::Digest);
            }
        }
        _ => return Err(PackError::Digest),
    }
    let digest = digest(fixed, body);
    if digest != stored {
        return Err(PackError::Digest);
    }
    let (program, rest) = postcard::take_from_bytes(body).map_err(|_| PackError::Malformed)?;
    if !rest.is_empty() {
        return Err(PackError::Malformed);
    }
    check::check(&program).ok_or(PackError::Inconsistent)?;
    Ok((program, digest))
}

fn digest(fixed: &[u8], body: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(fixed);
    hash.update(body);
    hash.finalize().into()
}
