//! The customer's own tags: one that they removed is as if it were never given, until they restore it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::behaviour::coerce::text_of;
use crate::pack::program::Program;
use crate::pack::wire::{Out, Read as _, Wire};

/// Tags that the customer removed, by name: a policy that does not know one does not bring it back.
#[derive(Clone, Debug, Default)]
pub struct Removed {
    names: Vec<String>,
    /// Of each tag of the policy, whether it is removed.
    here: Vec<bool>,
}

impl Removed {
    /// Whether a tag of the policy, an index, is removed.
    pub fn has(&self, tag: usize) -> bool {
        self.here.get(tag) == Some(&true)
    }

    /// Names of removed tags that the policy does not have.
    pub fn elsewhere<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = &'a str> {
        let names = self.names.iter().map(String::as_str);
        names.filter(|name| find(program, name).is_none())
    }

    /// Removes a tag of the policy, or restores it.
    pub fn mark(&mut self, program: &Program, tag: usize, removed: bool) {
        let Some(found) = program.tags.get(tag) else { return };
        let name = text_of(&program.strings, found.id);
        self.names.retain(|known| known != name);
        if removed {
            self.names.push(String::from(name));
        }
        self.settle(program);
    }

    fn settle(&mut self, program: &Program) {
        self.here.clear();
        for tag in &program.tags {
            let name = text_of(&program.strings, tag.id);
            self.here.push(self.names.iter().any(|known| known == name));
        }
    }

    /// Writes the names.
    pub fn store(&self, out: &mut Out) {
        out.count(self.names.len());
        self.names.iter().for_each(|name| out.text(name));
    }

    /// Reads what was stored.
    pub fn restore(&mut self, program: &Program, wire: &mut Wire<'_>) {
        self.names = Vec::read(wire);
        self.settle(program);
    }
}

/// The tag of a name.
pub fn find(program: &Program, id: &str) -> Option<usize> {
    program.tags.iter().position(|tag| text_of(&program.strings, tag.id) == id)
}
