//! Any bytes as a model file.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target};
use silhouette_fuzz::{documents, visit};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    documents::mutate(data, size, max_size, seed)
});

fuzz_crossover!(|first: &[u8], second: &[u8], out: &mut [u8], seed: u32| {
    documents::cross(first, second, out, seed)
});

fuzz_target!(|data: &[u8]| visit::model(data));
