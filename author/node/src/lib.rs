//! The command line inside Node: the same program as the native one, with Node's files and streams.
#![cfg(target_arch = "wasm32")]

mod files;

use std::ffi::OsString;

use silhouette_author::cli;
use wasm_bindgen::prelude::wasm_bindgen;

use files::{Files, Node};

/// Runs a command; its exit code. `args` are without the program's name.
#[wasm_bindgen]
#[must_use]
pub fn run(args: Vec<String>, files: Files) -> u8 {
    cli::run(args.into_iter().map(OsString::from), &mut Node::new(files)).code()
}
