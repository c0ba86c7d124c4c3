//! The form of a report.
//!
//! ```text
//!  0  1  version: 1
//!  1  1  number of the report in its policy
//!  2  8  first bytes of the SHA-256 of the policy's pack
//! 10  4  number of the period since the epoch, little endian
//! 14  8  the answers told, one byte for each question; 0 behind the last
//! ```

use alloc::vec::Vec;

use crate::pack::container::Digest;
use crate::pack::program::MAX_QUESTIONS;

/// Version of the form.
pub const VERSION: u8 = 1;
/// Every report has so many bytes.
pub const SIZE: usize = 14 + MAX_QUESTIONS;
/// How many bytes of the policy's digest are told.
pub const DIGEST: usize = 8;

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Number of the report in its policy.
    pub report: u8,
    /// First bytes of the SHA-256 of the policy's pack.
    pub policy: [u8; DIGEST],
    /// Number of the period since the epoch.
    pub period: u32,
    /// The answers told.
    pub answers: [u8; MAX_QUESTIONS],
}

/// The bytes of a report.
#[must_use]
pub fn write(said: &Said) -> Vec<u8> {
    let mut bytes = alloc::vec![VERSION, said.report];
    bytes.extend_from_slice(&said.policy);
    bytes.extend_from_slice(&said.period.to_le_bytes());
    bytes.extend_from_slice(&said.answers);
    bytes
}

/// What a report says; none for bytes that are none.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Said> {
    let (&[version, report], rest) = bytes.split_first_chunk()?;
    let (&policy, rest) = rest.split_first_chunk()?;
    let (&period, answers) = rest.split_first_chunk()?;
    let answers = answers.try_into().ok()?;
    let period = u32::from_le_bytes(period);
    (version == VERSION).then_some(Said { report, policy, period, answers })
}

/// The first bytes of a pack's digest.
#[must_use]
pub fn prefix(digest: &Digest) -> [u8; DIGEST] {
    digest.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let said = Said {
            report: 3,
            policy: *b"digested",
            period: 684,
            answers: [1, 2, 0, 0, 0, 0, 0, 255],
        };
        let bytes = write(&said);
        assert_eq!(bytes.len(), SIZE);
        assert_eq!(read(&bytes), Some(said));
        assert_eq!(read(&bytes[1..]), None);
        assert_eq!(read(&[&bytes[..], &[0]].concat()), None);
        assert_eq!(read(&[&[2], &bytes[1..]].concat()), None);
    }
}
