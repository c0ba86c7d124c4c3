//! Documents to packs: the author side of Silhouette.
//!
//! ```text
//! text ─ json ─▶ value ─ document ─▶ Document ─ cel, lower ─▶ Program ─ codec ─▶ pack
//!                  └──────────── diagnostics (with places) ◀──────┘
//! ```

pub mod builder;
pub mod cel;
pub mod diagnostics;
pub mod document;
pub mod json;
