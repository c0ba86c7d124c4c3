//! Documents to packs.
