//! What the fuzzer found is tried again, and a small part of what it does is done in full.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../../fuzz/src/visit.rs"]
mod visit;

use std::path::{Path, PathBuf};

use silhouette::Engine;
use silhouette::pack::codec::{FORMAT, MAX_PACK};
use silhouette::pack::container;
use silhouette_author::compile;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The inputs kept for a target.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("fuzz/kept").join(target))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "where are the inputs?");
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn kept_documents_are_refused_or_accepted_in_peace() {
    kept("check").iter().for_each(|text| visit::document(text));
}

#[test]
fn kept_packs_are_refused_or_run_in_peace() {
    kept("pack").iter().for_each(|pack| visit::pack(pack));
}

#[test]
fn kept_models_are_refused_or_imported_in_peace() {
    kept("model").iter().for_each(|model| visit::model(model));
}

#[test]
fn kept_customers_are_refused_or_portrayed_in_peace() {
    let policy = std::fs::read(root().join("policies/retail.json")).unwrap();
    let engine = compile::check(&policy).engine.unwrap();
    kept("customer").iter().for_each(|line| visit::customer(&engine, line));
}

/// Law: behind a digest that matches, a body with any changed byte is refused or harmless.
#[test]
fn a_changed_byte_behind_a_matching_digest_is_refused_or_harmless() {
    // A policy in which every table of a pack has something.
    let text = std::fs::read(root().join("fuzz/kept/check/small.json")).unwrap();
    let pack = compile::check(&text).pack.unwrap();
    let magic = *pack.first_chunk().unwrap();
    let (_, body, _) = container::open(magic, FORMAT, &pack, MAX_PACK).unwrap();
    let (mut refused, mut accepted) = (0, 0);
    for place in 0..body.len() {
        for change in [1, 0x80, 0xff] {
            let mut body = body.to_vec();
            body[place] ^= change;
            let changed = container::seal(magic, FORMAT, &body, MAX_PACK).unwrap();
            match Engine::load(&changed) {
                Ok(_) => accepted += 1,
                Err(_) => refused += 1,
            }
            visit::pack(&changed);
        }
    }
    // Both happen: texts and numbers may be any, places and lengths may not.
    assert!(accepted > 100 && refused > 500, "{accepted} accepted, {refused} refused");
}
