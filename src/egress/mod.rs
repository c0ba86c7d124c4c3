//! What may leave a device: randomised answers of constant size, within a budget.
//!
//! - [`randomise`]: one answer of a closed list, randomised with a bound that holds exactly.
//! - `ledger`: what was told in which period, and what that cost.
//! - [`bytes`]: the form of a report.
//!
//! Laws: a report holds nothing but the randomised answers, which question they answer, and the period; its size is
//! always the same. What is charged is charged before the report exists. Asking again within a period gives the same
//! bytes and costs nothing. Periods go forward only, and a ledger that is not known counts as spent.

pub mod bytes;
pub(crate) mod ledger;
pub mod randomise;
