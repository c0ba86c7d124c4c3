//! Portraits of whole populations: what tables say is what customer lines say, to the byte, whatever the format, the
//! order of the rows, the threads and the memory; what is wrong is told and set aside; what is cut off goes on.
//!
//! | file | holds |
//! |---|---|
//! | `run` | how the program is run, and what the engine alone says |
//! | `same` | the same portraits from lines and from tables |
//! | `random` | the same of tables that come from nowhere in particular |
//! | `reports` | the same of `backtest` and `diff` |
//! | `refused` | rows and files that are not what they should be |
//! | `forms` | tables in unusual forms, columns of wrong types, files that are no tables |
//! | `damaged` | files of which a part is missing or was changed |
//! | `flat` | portraits as a Parquet table |
//! | `cut_off` | disks that are full and runs that are killed |
#![cfg(feature = "tables")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../support/numbers.rs"]
mod numbers;
#[path = "../support/population.rs"]
mod population;

mod cut_off;
mod damaged;
mod flat;
mod forms;
mod random;
mod refused;
mod reports;
mod run;
mod same;
