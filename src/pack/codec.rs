//! The binary form of a pack: a [`container`] with the program in postcard's wire format.

use alloc::string::String;
use alloc::vec::Vec;

use super::check;
pub use super::container::Digest;
use super::container::{self, ContainerError};
use super::program::Program;
use super::wire::{Read as _, Wire};
use crate::model::error::Error;
use crate::model::value::StrId;

/// Version of the form and of the meaning of a pack. A device accepts exactly the versions it knows.
pub const FORMAT: u16 = 1;

/// No pack is larger.
pub const MAX_PACK: usize = 4 << 20;

const MAGIC: [u8; 4] = *b"SLHP";

/// Why bytes are not a pack that this engine accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// They are not a whole and unchanged pack of a known version.
    Container(ContainerError),
    /// The digest matches and the body is still not a program.
    Malformed,
    /// An index of the program is out of range.
    Inconsistent,
}

impl From<ContainerError> for PackError {
    fn from(error: ContainerError) -> PackError {
        PackError::Container(error)
    }
}

impl From<PackError> for Error {
    fn from(error: PackError) -> Error {
        let (code, message) = match error {
            PackError::Container(error) => match error {
                ContainerError::Foreign => ("pack/foreign", "these bytes are not a policy pack"),
                ContainerError::Truncated => ("pack/truncated", "the pack ends too early"),
                ContainerError::Trailing => ("pack/trailing", "the pack goes on after its end"),
                ContainerError::TooLarge => ("pack/too-large", "the pack is larger than 4 MiB"),
                ContainerError::Newer => {
                    ("pack/newer", "the pack's format is newer than this engine")
                }
                ContainerError::Digest => {
                    ("pack/digest", "the pack was changed after it was built")
                }
            },
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
/// [`ContainerError::TooLarge`] when the pack would be larger than [`MAX_PACK`].
pub fn encode(program: &Program) -> Result<Vec<u8>, PackError> {
    let body = postcard::to_allocvec(&(program, order(&program.strings)));
    let body = body.map_err(|_| PackError::Malformed)?;
    let pack = container::seal(MAGIC, FORMAT, &body, MAX_PACK)?;
    // Whatever a device would refuse is never written.
    decode(&pack).map(|_| pack)
}

/// How many bytes each table of a program takes in its pack, in the order in which they stand there.
#[must_use]
pub fn sections(program: &Program) -> Vec<(&'static str, usize)> {
    macro_rules! sizes {
        ($($table:ident)*) => {{
            // A table that is added and not named here does not compile.
            let Program { $($table),* } = program;
            alloc::vec![$((stringify!($table), size($table))),*]
        }};
    }
    let mut all = sizes! {
        info strings texts zone purposes slots profile kinds features consts sets code exprs nodes tags scores tiers
        warnings products general contact ranking adapters actionable wordings values fact_purposes kind_purposes goals
        general_only egress
    };
    all.push(("order", size(&order(&program.strings))));
    all
}

fn size(table: &impl serde::Serialize) -> usize {
    postcard::to_allocvec(table).map_or(0, |bytes| bytes.len())
}

/// The program of a pack, the order of its strings, and its digest.
///
/// # Errors
/// [`PackError`] for everything that is not exactly what [`encode`] makes.
pub fn decode(pack: &[u8]) -> Result<(Program, Order, Digest), PackError> {
    let (format, body, digest) = container::open(MAGIC, FORMAT, pack, MAX_PACK)?;
    if format != FORMAT {
        return Err(PackError::Malformed);
    }
    let mut wire = Wire::new(body);
    let (program, order) = <(Program, Order)>::read(&mut wire);
    if !wire.ended() {
        return Err(PackError::Malformed);
    }
    if !wire.reach.holds(&program) || check::check(&program).is_none() {
        return Err(PackError::Inconsistent);
    }
    let text = |id: &StrId| usize::try_from(*id).ok().and_then(|id| program.strings.get(id));
    let ordered = order.len() == program.strings.len()
        && order.iter().all(|id| text(id).is_some())
        && order.is_sorted_by(|a, b| text(a) <= text(b));
    if ordered { Ok((program, order, digest)) } else { Err(PackError::Inconsistent) }
}

/// The strings' ids by text: sorted once by the compiler, so that the device need not.
pub type Order = Vec<StrId>;

fn order(strings: &[String]) -> Order {
    let mut order: Vec<(&String, StrId)> = strings.iter().zip(0..).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, id)| id).collect()
}
