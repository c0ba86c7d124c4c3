//! What the values of a pack refer to, noted while they are read: so a reference is checked by one word in
//! [`tables`](super::tables), and by code that is there once.

use alloc::vec::Vec;

use super::check::{MAX_DURATION, MAX_SCALE};
use super::program::Program;
use super::wire::{Read, Wire};
use crate::model::value::{Slot, StrId, TextId};

/// A table that others refer to.
#[derive(Clone, Copy)]
pub(super) enum Room {
    Strings,
    Texts,
    Slots,
    Purposes,
    Nodes,
    Consts,
    Sets,
    /// Slots that a stage fills: no facts and no features.
    Results,
}

/// How far references reach into the tables, and whether every value may be what it is.
#[derive(Debug, Default)]
pub struct Reach {
    ends: [u32; 8],
    unsound: bool,
}

/// What may be numbers of rows in a table.
pub(super) trait Refer: Sized {
    /// Reads it, and notes how far it reaches.
    fn refer(wire: &mut Wire<'_>, room: Room) -> Self;
}

macro_rules! refer {
    ($($number:ty)*) => {$(
        impl Refer for $number {
            #[inline(never)]
            fn refer(wire: &mut Wire<'_>, room: Room) -> $number {
                let number = <$number>::read(wire);
                let mut room = room;
                if let Room::Results = room {
                    // The lowest is what counts: it is the highest from above.
                    wire.reach.note(room, u32::MAX - u32::from(number));
                    room = Room::Slots;
                }
                wire.reach.note(room, u32::from(number).saturating_add(1));
                number
            }
        }
    )*};
}

refer! { u16 u32 }

impl<T: Refer> Refer for Option<T> {
    #[inline(never)]
    fn refer(wire: &mut Wire<'_>, room: Room) -> Option<T> {
        if bool::read(wire) { Some(T::refer(wire, room)) } else { None }
    }
}

impl<T: Refer> Refer for Vec<T> {
    #[inline(never)]
    fn refer(wire: &mut Wire<'_>, room: Room) -> Vec<T> {
        let mut items = Vec::new();
        for _ in 0..wire.count() {
            items.push(T::refer(wire, room));
        }
        items
    }
}

impl<A: Refer, B: Refer> Refer for (A, B) {
    fn refer(wire: &mut Wire<'_>, room: Room) -> (A, B) {
        (A::refer(wire, room), B::refer(wire, room))
    }
}

macro_rules! rooms {
    ($($name:ident = $room:ident)*) => {$(
        pub(super) fn $name<T: Refer>(&mut self) -> T {
            T::refer(self, Room::$room)
        }
    )*};
}

/// The words that [`tables`](super::tables) puts behind fields.
impl Wire<'_> {
    rooms! {
        strings = Strings
        texts = Texts
        slots = Slots
        purposes = Purposes
        nodes = Nodes
        consts = Consts
        sets = Sets
        results = Results
    }

    /// A code and what it says.
    #[inline(never)]
    pub(super) fn reason(&mut self) -> Option<(StrId, TextId)> {
        if bool::read(self) { Some((self.strings(), self.texts())) } else { None }
    }

    /// Facts in a sentence.
    pub(super) fn arguments(&mut self) -> Vec<Slot> {
        let slots: Vec<Slot> = self.slots();
        self.reach.demand(slots.len() <= 16);
        slots
    }

    /// A finite number.
    pub(super) fn finite<T: Checked<f64>>(&mut self) -> T {
        T::checked(self, |number| number.is_finite())
    }

    /// A duration in ms.
    pub(super) fn duration<T: Checked<i64>>(&mut self) -> T {
        T::checked(self, |ms| (0..=MAX_DURATION).contains(&ms))
    }

    /// A duration that is not nothing.
    pub(super) fn span(&mut self) -> i64 {
        i64::checked(self, |ms| (1..=MAX_DURATION).contains(&ms))
    }

    /// Digits behind the point.
    pub(super) fn scale(&mut self) -> u8 {
        u8::checked(self, |scale| scale <= MAX_SCALE)
    }
}

/// A number, or an optional one, on which there is a demand.
pub(super) trait Checked<T>: Sized {
    /// Reads it, and notes when it does not hold.
    fn checked(wire: &mut Wire<'_>, holds: fn(T) -> bool) -> Self;
}

impl<T: Read + Copy> Checked<T> for T {
    #[inline(never)]
    fn checked(wire: &mut Wire<'_>, holds: fn(T) -> bool) -> T {
        let number = T::read(wire);
        wire.reach.demand(holds(number));
        number
    }
}

impl<T: Read + Copy> Checked<T> for Option<T> {
    #[inline(never)]
    fn checked(wire: &mut Wire<'_>, holds: fn(T) -> bool) -> Option<T> {
        if bool::read(wire) { Some(T::checked(wire, holds)) } else { None }
    }
}

impl Reach {
    // Called from every table: called, not copied there.
    #[inline(never)]
    fn note(&mut self, room: Room, end: u32) {
        if let Some(place) = self.ends.get_mut(room as usize) {
            *place = end.max(*place);
        }
    }

    fn demand(&mut self, holds: bool) {
        self.unsound |= !holds;
    }

    /// Whether everything is there that was referred to.
    pub fn holds(&self, program: &Program) -> bool {
        let lengths = [
            program.strings.len(),
            program.texts.len() / program.info.locales.len().max(1),
            program.slots.len(),
            program.purposes.len(),
            program.nodes.len(),
            program.consts.len(),
            program.sets.len(),
            usize::try_from(u32::MAX).unwrap_or(0)
                - usize::from(program.profile)
                - program.features.len(),
        ];
        let within = |(&end, &length)| usize::try_from(end).is_ok_and(|end: usize| end <= length);
        !self.unsound && self.ends.iter().zip(&lengths).all(within)
    }
}
