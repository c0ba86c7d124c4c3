//! The engine of Silhouette: everything that runs on a device.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod model;
pub mod pack;
#[cfg(target_arch = "wasm32")]
mod wasm;
