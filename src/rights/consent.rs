//! Consent per purpose: what the customer granted, and what may be used and kept for it.
//!
//! A purpose that rests on consent is not granted until the customer says so. Of a purpose that is not
//! granted no rule is evaluated, and what only such purposes may use is not kept.

use alloc::string::String;
use alloc::vec::Vec;

use crate::behaviour::coerce::text_of;
use crate::model::time::{MAX_TIME, Millis};
use crate::pack::program::{Program, Purposes};
use crate::pack::wire::{Out, Read as _, Wire};

/// What the customer said last of a purpose, and since when.
pub type Said = (bool, Millis);

/// What a customer granted.
#[derive(Clone, Debug, Default)]
pub struct Consents {
    /// Of each purpose what was said last; none: it was never asked.
    said: Vec<Option<Said>>,
    /// A bit for each purpose that may be served: it was granted, or needs no consent.
    granted: Purposes,
}

fn bit(purpose: usize) -> Purposes {
    u32::try_from(purpose).ok().and_then(|place| 1_u32.checked_shl(place)).unwrap_or(0)
}

impl Consents {
    /// Nothing was asked yet.
    pub fn new(program: &Program) -> Consents {
        let mut consents = Consents::default();
        for (index, purpose) in program.purposes.iter().enumerate() {
            consents.said.push(None);
            consents.granted |= if purpose.needs_consent { 0 } else { bit(index) };
        }
        consents
    }

    /// Whether rules of this purpose, an index, may be evaluated; those without one always may.
    pub fn serves(&self, purpose: Option<u16>) -> bool {
        purpose.is_none_or(|purpose| self.granted & bit(usize::from(purpose)) != 0)
    }

    /// Whether what may serve these purposes may be kept: there is one among them that may be served.
    pub fn keeps(&self, purposes: Option<&Purposes>) -> bool {
        purposes.is_none_or(|&purposes| purposes == 0 || purposes & self.granted != 0)
    }

    /// What the customer said last of a purpose.
    pub fn said(&self, purpose: usize) -> Option<Said> {
        self.said.get(purpose).copied().flatten()
    }

    /// The customer says something of a purpose. What they said before, they say since then.
    pub fn say(&mut self, purpose: usize, granted: bool, at: Millis) {
        let Some(said) = self.said.get_mut(purpose) else { return };
        if said.is_none_or(|(before, _)| before != granted) {
            *said = Some((granted, at));
        }
        let bit = bit(purpose);
        self.granted = if granted { self.granted | bit } else { self.granted & !bit };
    }

    /// Whether everything that may be served here may be served there.
    pub fn within(&self, other: &Consents) -> bool {
        self.granted & !other.granted == 0
    }

    /// Writes what was said, by name.
    pub fn store(&self, program: &Program, out: &mut Out) {
        let said = || program.purposes.iter().zip(&self.said).filter_map(|(p, s)| Some((p, (*s)?)));
        out.count(said().count());
        for (purpose, (granted, since)) in said() {
            out.text(text_of(&program.strings, purpose.id));
            out.byte(u8::from(granted));
            out.signed(since);
        }
    }

    /// Reads what was stored. Of a purpose that the policy does not have, or for which it no longer needs
    /// consent, nothing is known.
    pub fn restore(&mut self, program: &Program, wire: &mut Wire<'_>) {
        for _ in 0..wire.count() {
            let (id, granted, since) = <(String, bool, Millis)>::read(wire);
            if let Some(purpose) = find(program, &id)
                && (0..=MAX_TIME).contains(&since)
            {
                self.say(purpose, granted, since);
            }
        }
    }
}

/// The purpose of a name that needs consent.
pub fn find(program: &Program, id: &str) -> Option<usize> {
    let is = |id: &str, own| text_of(&program.strings, own) == id;
    program.purposes.iter().position(|purpose| purpose.needs_consent && is(id, purpose.id))
}
