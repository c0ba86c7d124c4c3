//! Reading postcard's wire format, small.
//!
//! Packs are written by the `postcard` crate. Reading through serde's derive costs 74 kB of wasm for the
//! program's tables; this reader costs a fraction of it, because it does not stop at the first fault: it
//! notes it, gives zeros from then on, and the caller asks once at the end. What a device writes itself, a
//! snapshot, it writes in the same format by [`Out`]. Every pack holds the reader against `postcard`, and a
//! test here the writer.

use alloc::string::String;
use alloc::vec::Vec;

use super::reach::Reach;

/// Bytes to be read, and whether all that was asked for was there.
#[derive(Debug)]
pub struct Wire<'a> {
    rest: &'a [u8],
    failed: bool,
    /// What the values that were read refer to.
    pub(super) reach: Reach,
}

/// What can be read from the wire.
pub trait Read: Sized {
    /// Reads a value; any value once the wire has failed.
    fn read(wire: &mut Wire<'_>) -> Self;
}

impl<'a> Wire<'a> {
    /// From the first of these bytes.
    pub fn new(bytes: &'a [u8]) -> Wire<'a> {
        Wire { rest: bytes, failed: false, reach: Reach::default() }
    }
}

impl Wire<'_> {
    /// Whether everything was there, and nothing is left.
    pub fn ended(&self) -> bool {
        !self.failed && self.rest.is_empty()
    }

    /// Notes that what was read cannot be.
    pub fn fail(&mut self) {
        self.failed = true;
        self.rest = &[];
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((&byte, rest)) => {
                self.rest = rest;
                byte
            }
            None => {
                self.fail();
                0
            }
        }
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        match self.rest.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.rest = rest;
                *bytes
            }
            None => {
                self.fail();
                [0; N]
            }
        }
    }

    /// A number of at most so many bits, seven to a byte, the lowest first.
    #[inline(never)]
    pub fn varint(&mut self, bits: u32) -> u64 {
        let mut value = 0_u64;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            let part = u64::from(byte & 0x7f);
            let room = bits.saturating_sub(shift);
            if shift >= bits || (room < 7 && part >> room != 0) {
                self.fail();
                return 0;
            }
            value |= part << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    #[inline(never)]
    fn signed(&mut self, bits: u32) -> i64 {
        let value = self.varint(bits);
        let size = i64::try_from(value >> 1).unwrap_or(0);
        if value & 1 == 1 { -1 - size } else { size }
    }

    /// A number of items: no more than bytes are left.
    pub fn count(&mut self) -> usize {
        let count = usize::try_from(self.varint(32)).unwrap_or(usize::MAX);
        if count > self.rest.len() {
            self.fail();
            return 0;
        }
        count
    }

    #[inline(never)]
    fn string(&mut self) -> String {
        let length = self.count();
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((&[], &[]));
        self.rest = rest;
        match core::str::from_utf8(text) {
            Ok(text) => String::from(text),
            Err(_) => {
                self.fail();
                String::new()
            }
        }
    }
}

/// Bytes that are written in the same format.
#[derive(Debug, Default)]
pub struct Out {
    bytes: Vec<u8>,
}

impl Out {
    /// What was written.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was written, and nothing more.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// One byte.
    #[inline(never)]
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Bytes as they are.
    #[inline(never)]
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A number, seven bits to a byte, the lowest first.
    #[inline(never)]
    pub fn varint(&mut self, mut number: u64) {
        loop {
            let low = u8::try_from(number & 0x7f).unwrap_or(0);
            number >>= 7;
            if number == 0 {
                return self.byte(low);
            }
            self.byte(low | 0x80);
        }
    }

    /// A number of items, which follow.
    pub fn count(&mut self, count: usize) {
        self.varint(count as u64);
    }

    /// A number with a sign, which stands in the lowest bit.
    pub fn signed(&mut self, number: i64) {
        let bits = u64::from_le_bytes(number.to_le_bytes());
        self.varint((bits << 1) ^ if number < 0 { u64::MAX } else { 0 });
    }

    /// A moment, or none.
    #[inline(never)]
    pub fn moment(&mut self, at: Option<i64>) {
        self.byte(u8::from(at.is_some()));
        if let Some(at) = at {
            self.signed(at);
        }
    }

    /// A double.
    pub fn double(&mut self, number: f64) {
        self.bytes(&number.to_le_bytes());
    }

    /// A text.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }
}

macro_rules! numbers {
    ($($unsigned:ty, $signed:ty, $bits:literal;)*) => {$(
        impl Read for $unsigned {
            fn read(wire: &mut Wire<'_>) -> $unsigned {
                <$unsigned>::try_from(wire.varint($bits)).unwrap_or_default()
            }
        }
        impl Read for $signed {
            fn read(wire: &mut Wire<'_>) -> $signed {
                <$signed>::try_from(wire.signed($bits)).unwrap_or_default()
            }
        }
    )*};
}

numbers! {
    u16, i16, 16;
    u32, i32, 32;
    u64, i64, 64;
}

impl Read for u8 {
    fn read(wire: &mut Wire<'_>) -> u8 {
        wire.byte()
    }
}

impl Read for bool {
    fn read(wire: &mut Wire<'_>) -> bool {
        match wire.byte() {
            0 => false,
            1 => true,
            _ => {
                wire.fail();
                false
            }
        }
    }
}

impl Read for f64 {
    fn read(wire: &mut Wire<'_>) -> f64 {
        f64::from_le_bytes(wire.bytes())
    }
}

impl<const N: usize> Read for [u8; N] {
    fn read(wire: &mut Wire<'_>) -> [u8; N] {
        wire.bytes()
    }
}

impl Read for String {
    fn read(wire: &mut Wire<'_>) -> String {
        wire.string()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(wire: &mut Wire<'_>) -> Option<T> {
        if bool::read(wire) { Some(T::read(wire)) } else { None }
    }
}

impl<T: Read> Read for Vec<T> {
    #[inline(never)]
    fn read(wire: &mut Wire<'_>) -> Vec<T> {
        let mut items = Vec::new();
        for _ in 0..wire.count() {
            items.push(T::read(wire));
        }
        items
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(wire: &mut Wire<'_>) -> (A, B) {
        (A::read(wire), B::read(wire))
    }
}

impl<A: Read, B: Read, C: Read> Read for (A, B, C) {
    fn read(wire: &mut Wire<'_>) -> (A, B, C) {
        (A::read(wire), B::read(wire), C::read(wire))
    }
}

/// How a field is read: as its type is, or by a method of [`Wire`] that [`reach`](super::reach) adds.
macro_rules! field {
    ($wire:ident) => {
        $crate::pack::wire::Read::read($wire)
    };
    ($wire:ident, $how:ident) => {
        $wire.$how()
    };
}

/// Reads structs field by field, in the order of their declaration. A word behind a field says how:
/// see [`field`].
macro_rules! structs {
    ($($name:ty { $($field:ident $(: $how:ident)?),* $(,)? })*) => {$(
        impl $crate::pack::wire::Read for $name {
            #[inline(never)]
            fn read(wire: &mut $crate::pack::wire::Wire<'_>) -> $name {
                Self { $($field: $crate::pack::wire::field!(wire $(, $how)?)),* }
            }
        }
    )*};
}

/// Reads enums by the number of the variant, in the order of their declaration, and their items as
/// [`structs`] does. The first variant that is named stands for all others on a wire that failed, so it must hold nothing to be read, or
/// only numbers.
macro_rules! enums {
    ($($name:ty { $($number:literal = $variant:ident
        $( ( $($item:ident $(: $by:ident)?),* ) )? $( { $($field:ident $(: $how:ident)?),* } )?),* $(,)? })*) => {$(
        impl $crate::pack::wire::Read for $name {
            #[inline(never)]
            fn read(wire: &mut $crate::pack::wire::Wire<'_>) -> $name {
                let mut number = wire.varint(32);
                loop {
                    match number {
                        $($number => return Self::$variant
                            $( ( $( {
                                let $item = $crate::pack::wire::field!(wire $(, $by)?);
                                $item
                            } ),* ) )?
                            $( { $($field: $crate::pack::wire::field!(wire $(, $how)?)),* } )?,)*
                        _ => {
                            wire.fail();
                            number = 0;
                        }
                    }
                }
            }
        }
    )*};
}

pub(crate) use {enums, field, structs};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_postcard_writes() {
        for n in [0, 1, 63, 64, 127, 128, 16_383, 16_384, u64::MAX >> 1] {
            let signed = i64::try_from(n).unwrap();
            let mut out = Out::default();
            out.varint(n);
            out.signed(signed);
            out.signed(-signed - 1);
            out.moment(Some(signed));
            out.moment(None);
            out.double(0.1);
            out.text("逾期 x");
            let wanted = (n, signed, -signed - 1, Some(signed), None::<i64>, 0.1, "逾期 x");
            assert_eq!(out.as_bytes(), postcard::to_allocvec(&wanted).unwrap(), "{n}");
        }
    }
}
