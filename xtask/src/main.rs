//! The one door for people and for CI.
fn main() {}
