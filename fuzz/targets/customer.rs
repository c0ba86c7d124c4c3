//! Any bytes as a customer's line, under the retail policy.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target};
use silhouette::Engine;
use silhouette_author::compile;
use silhouette_fuzz::{documents, visit};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let checked = compile::check(include_bytes!("../../policies/retail.json"));
    checked.engine.expect("the policy that ships")
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    documents::mutate(data, size, max_size, seed)
});

fuzz_crossover!(|first: &[u8], second: &[u8], out: &mut [u8], seed: u32| {
    documents::cross(first, second, out, seed)
});

fuzz_target!(|data: &[u8]| visit::customer(&ENGINE, data));
