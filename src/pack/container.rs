//! The container that packs and snapshots share: what it is, which version, how long, unchanged.
//!
//! ```text
//!  0  4  magic
//!  4  2  format version, little endian
//!  6  2  zero
//!  8  4  length of the body, little endian
//! 12 32  SHA-256 of the bytes 0..12 and the body
//! 44  …  body
//! ```
//!
//! Law: no container with a changed, missing or added byte is accepted.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

const HEADER: usize = 44;

/// SHA-256 of a container's content: the name of exactly these bytes.
pub type Digest = [u8; 32];

/// Why bytes are not a container of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerError {
    /// They do not begin with the magic.
    Foreign,
    /// They end too early.
    Truncated,
    /// They go on after the end.
    Trailing,
    /// They are more than the limit.
    TooLarge,
    /// A format this engine does not know: made by a newer one.
    Newer,
    /// The digest does not match.
    Digest,
}

/// A container of a body.
///
/// # Errors
/// [`ContainerError::TooLarge`] over the limit.
pub fn seal(
    magic: [u8; 4],
    format: u16,
    body: &[u8],
    limit: usize,
) -> Result<Vec<u8>, ContainerError> {
    let length = u32::try_from(body.len()).map_err(|_| ContainerError::TooLarge)?;
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(&magic);
    bytes.extend_from_slice(&format.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes.extend_from_slice(&length.to_le_bytes());
    let digest = digest(&bytes, body);
    bytes.extend_from_slice(&digest);
    bytes.extend_from_slice(body);
    if bytes.len() > limit { Err(ContainerError::TooLarge) } else { Ok(bytes) }
}

/// Format, body and digest of a container.
///
/// # Errors
/// [`ContainerError`] for everything that is not exactly what [`seal`] makes of a format up to the
/// newest one.
pub fn open(
    magic: [u8; 4],
    newest: u16,
    bytes: &[u8],
    limit: usize,
) -> Result<(u16, &[u8], Digest), ContainerError> {
    if bytes.len() > limit {
        return Err(ContainerError::TooLarge);
    }
    if !magic.starts_with(bytes.get(..4).unwrap_or(bytes)) {
        return Err(ContainerError::Foreign);
    }
    let (head, body) = bytes.split_at_checked(HEADER).ok_or(ContainerError::Truncated)?;
    let (fixed, stored) = head.split_at_checked(12).ok_or(ContainerError::Truncated)?;
    let [_, _, _, _, low, high, _, _, length @ ..] = fixed else {
        return Err(ContainerError::Truncated);
    };
    let format = u16::from_le_bytes([*low, *high]);
    if format > newest {
        return Err(ContainerError::Newer);
    }
    let length = length.iter().rev().fold(0_usize, |n, &byte| (n << 8) | usize::from(byte));
    match body.len().cmp(&length) {
        core::cmp::Ordering::Less => return Err(ContainerError::Truncated),
        core::cmp::Ordering::Greater => return Err(ContainerError::Trailing),
        core::cmp::Ordering::Equal => {}
    }
    let digest = digest(fixed, body);
    if digest != stored { Err(ContainerError::Digest) } else { Ok((format, body, digest)) }
}

/// SHA-256 of one text and another behind it.
#[inline(never)]
pub fn digest(fixed: &[u8], body: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(fixed);
    hash.update(body);
    hash.finalize().into()
}
