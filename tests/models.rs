//! What models and tiers say, one by one: what is counted by hand, and laws against slow and obvious
//! references. Every way that the code can be changed by a small step is meant to fail here: see
//! `cargo xtask mutants`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first thing that does not hold"
)]

#[path = "laws/answer.rs"]
mod answer;
#[path = "models/bench.rs"]
mod bench;

#[path = "models/linear.rs"]
mod linear;
#[path = "models/scorecard.rs"]
mod scorecard;
#[path = "models/scores.rs"]
mod scores;
#[path = "models/shapley.rs"]
mod shapley;
#[path = "models/tier.rs"]
mod tier;
#[path = "models/trees.rs"]
mod trees;
