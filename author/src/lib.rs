//! Documents to packs: the author side of Silhouette.
//!
//! ```text
//! text ─ json ─▶ value ─ document ─▶ Document ─ cel, lower ─▶ Program ─▶ pack
//!                  └──────────── diagnostics (with places) ◀──────┘
//! ```
//!
//! | room | holds |
//! |---|---|
//! | [`json`] | strict JSON with the place of every value; limits first |
//! | [`document`] | the document's types, its JSON Schema, the structural check |
//! | [`cel`] | expressions: syntax, types, instructions |
//! | [`lower`] | the document as a program; everything a schema cannot say |
//! | [`builder`] | the growing tables of a program |
//! | [`diagnostics`] | findings, their catalogue, their wording |
//! | [`compile`](mod@compile) | all of it in order |
//! | [`customer`], [`answer`] | customer lines in, portraits out |
//! | [`population`] | many customers, on all cores, in order |
//! | [`examples`] | the embedded tests of a policy |
//! | [`coverage`] | what the embedded tests reach |
//! | [`fragments`] | partial documents, joined with a policy |
//! | [`diff`] | what changed between two policies |
//! | [`doc`] | the rule book: a policy in words |
//! | [`phrases`], [`values`] | how conditions and values are told to people |
//! | [`importers`] | models of other programs as fragments of a policy |
//! | [`reports`] | what randomised reports tell |
//! | [`typescript`] | the ids and inputs of a policy as TypeScript |
//! | [`signing`] | signed packs, and keys |
//! | [`synth`] | populations that never were |
//! | [`cli`] | the command line |

pub mod answer;
pub mod backtest;
pub mod builder;
pub mod cel;
mod cells;
pub mod cli;
pub mod compile;
pub mod coverage;
pub mod customer;
pub mod diagnostics;
pub mod diff;
pub mod doc;
pub mod document;
pub mod examples;
pub mod explain;
pub mod fragments;
pub mod importers;
pub mod json;
pub mod lower;
pub mod metrics;
pub mod phrases;
pub mod population;
pub mod readout;
pub mod report;
pub mod reports;
pub mod signing;
pub mod synth;
pub mod told;
pub mod typescript;
pub mod values;
