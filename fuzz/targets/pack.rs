//! Any bytes as a pack, and a customer's session over those that are accepted.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use silhouette_fuzz::{packs, visit};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    packs::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| visit::pack(data));
