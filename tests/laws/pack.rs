//! Law: no pack with a changed, missing or added byte is accepted.

use silhouette::Engine;
use silhouette::model::value::{Slot, Type};
use silhouette::pack::codec::{FORMAT, PackError, decode, encode};
use silhouette::pack::container::ContainerError;
use silhouette::pack::program::*;

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

/// Two splits, of which the first sends both ways to `left` and `right`.
fn with_trees(left: Child, right: Child, roots: Vec<Child>) -> Program {
    let mut p = program(Keep { retain: None, cap: 10 });
    let split = |left, right| Split {
        input: 0,
        by: SplitBy::Threshold { at: 0.5, missing: Missing::Left },
        left,
        right,
        cover: 2.0,
    };
    let leaf = Leaf { value: 1.0, cover: 1.0 };
    let trees = Trees {
        rules: TreeRules::LightGbm,
        inputs: vec![ModelInput { slot: 0, categories: vec![], codes: false }],
        roots,
        splits: vec![split(left, right), split(Child::Leaf(0), Child::Leaf(1))],
        leaves: vec![leaf, leaf],
        sets: vec![],
        base: 0.0,
        sigmoid: None,
    };
    let slot = Slot::try_from(p.slots.len()).unwrap();
    p.slots.push(SlotInfo {
        name: 0,
        label: 0,
        ty: Type::Number,
        source: Source::Score(0),
        range: None,
    });
    p.scores.push(Score {
        id: 0,
        label: 0,
        purpose: None,
        slot,
        band_slot: None,
        model: Model::Trees(trees),
        bands: vec![],
        probability: None,
    });
    p
}

#[test]
fn trees_that_are_no_trees_are_refused() {
    let (leaf, split) = (Child::Leaf(0), Child::Split(1));
    let root = || vec![Child::Split(0)];
    encode(&with_trees(leaf, split, root())).unwrap();
    // Both ways to one split, back to itself, a root that is somebody's child, a root twice: with
    // 64 levels of the first a walk would take 2^64 steps.
    for (left, right, roots) in [
        (split, split, root()),
        (leaf, Child::Split(0), root()),
        (leaf, split, vec![Child::Split(0), split]),
        (leaf, leaf, vec![Child::Split(0), Child::Split(0)]),
        (leaf, Child::Split(2), root()),
        (leaf, Child::Leaf(2), root()),
    ] {
        let program = with_trees(left, right, roots);
        assert_eq!(encode(&program).unwrap_err(), PackError::Inconsistent, "{left:?} {right:?}");
    }
}
