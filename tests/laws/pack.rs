//! Law: no pack with a changed, missing or added byte is accepted.

use silhouette::Engine;
use silhouette::pack::codec::{FORMAT, PackError, decode, encode};
use silhouette::pack::container::ContainerError;

use super::program::{Keep, program};

fn pack() -> Vec<u8> {
    encode(&program(Keep { retain: None, cap: 10 })).unwrap()
}

#[test]
fn a_pack_gives_back_its_program() {
    let keep = Keep { retain: Some(5), cap: 10 };
    let (decoded, ..) = decode(&encode(&program(keep)).unwrap()).unwrap();
    assert_eq!(decoded, program(keep));
}

#[test]
fn a_flipped_bit_in_any_byte_is_refused() {
    let pack = pack();
    for place in 0..pack.len() {
        let mut changed = pack.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(decode(&changed).is_err(), "byte {place}");
    }
}

#[test]
fn every_missing_and_added_byte_is_refused() {
    let pack = pack();
    for length in 0..pack.len() {
        assert_eq!(
            decode(&pack[..length]),
            Err(PackError::Container(ContainerError::Truncated)),
            "length {length}"
        );
    }
    let mut longer = pack;
    longer.push(0);
    assert_eq!(decode(&longer), Err(PackError::Container(ContainerError::Trailing)));
}

#[test]
fn foreign_and_newer_bytes_are_named() {
    assert_eq!(decode(b"{\"id\":1}").unwrap_err(), PackError::Container(ContainerError::Foreign));
    let mut newer = pack();
    newer[4..6].copy_from_slice(&(FORMAT + 1).to_le_bytes());
    assert_eq!(decode(&newer).unwrap_err(), PackError::Container(ContainerError::Newer));
    assert_eq!(Engine::load(&newer).unwrap_err().code, "pack/newer");
}

#[test]
fn a_program_that_refers_to_nothing_is_refused() {
    let mut broken = program(Keep { retain: None, cap: 10 });
    broken.kinds[0].filters[0] = 99;
    assert_eq!(encode(&broken).unwrap_err(), PackError::Inconsistent);
}
