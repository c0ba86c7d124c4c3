//! Packs from packs: a change within the body, and the digest that belongs to it.

use libfuzzer_sys::fuzzer_mutate;
use silhouette::pack::codec::{FORMAT, MAX_PACK};
use silhouette::pack::container;

const MAGIC: usize = 4;

/// Changes the input in place; how much of it is used from then on.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let plain = seed.is_multiple_of(16);
    if plain {
        return fuzzer_mutate(data, size, max_size);
    }
    let pack = data.get(..size).unwrap_or_default();
    let opened = pack.first_chunk::<MAGIC>().and_then(|magic| {
        container::open(*magic, FORMAT, pack, MAX_PACK)
            .ok()
            .map(|(_, body, _)| (*magic, body.to_vec()))
    });
    let Some((magic, mut body)) = opened else {
        return fuzzer_mutate(data, size, max_size);
    };
    let length = body.len();
    let room = max_size.saturating_sub(size - length);
    body.resize(room, 0);
    let length = fuzzer_mutate(&mut body, length, room);
    body.truncate(length);
    match container::seal(magic, FORMAT, &body, max_size) {
        Ok(sealed) => super::documents::put(&sealed, data, max_size).unwrap_or(size),
        Err(_) => size,
    }
}
