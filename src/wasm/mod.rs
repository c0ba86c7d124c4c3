//! The border between the engine and JavaScript.
use wasm_bindgen::prelude::wasm_bindgen;

/// Version of the package.
#[wasm_bindgen]
pub fn version() -> f64 {
    1.0
}
