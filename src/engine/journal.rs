//! The decision journal: which portraits were used for a decision, so that each can be made again and compared.
//!
//! An entry names the policy by its digest, the engine by its version, and holds a SHA-256 of all that the portrait
//! was computed from and one of the portrait itself. Entries form a chain, each with a hash of the one before, so
//! that none can be changed or left out unnoticed.
//!
//! Law: a session restored from the snapshot that was taken before an entry was written, under the same policy and
//! engine and in the same language, writes the same entry at the same time.

use alloc::string::String;
use alloc::vec::Vec;

use super::session::{Session, moment};
use crate::model::answer::Answer;
use crate::model::digits;
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::pack::container::digest;
use crate::pack::wire::{Out, Read as _, Wire};

/// So many entries are kept, the newest.
pub const MAX_ENTRIES: usize = 256;

type Hash = [u8; 32];

/// A portrait that was used for a decision.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    at: Millis,
    /// SHA-256 of the pack, in hexadecimal.
    policy: String,
    /// Version of the engine.
    engine: String,
    /// The language of its sentences.
    locale: String,
    inputs: Hash,
    result: Hash,
    /// SHA-256 of the link before and of everything above.
    link: Hash,
}

/// Entries, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal(Vec<Entry>);

impl Journal {
    pub fn store(&self, out: &mut Out) {
        out.count(self.0.len());
        for entry in &self.0 {
            out.signed(entry.at);
            out.text(&entry.policy);
            out.text(&entry.engine);
            out.text(&entry.locale);
            for hash in [&entry.inputs, &entry.result, &entry.link] {
                out.bytes(hash);
            }
        }
    }

    pub fn restore(&mut self, wire: &mut Wire<'_>) {
        for _ in 0..wire.count() {
            let (at, policy) = <(Millis, String)>::read(wire);
            let (engine, locale) = <(String, String)>::read(wire);
            let (inputs, result, link) = <(Hash, Hash, Hash)>::read(wire);
            self.push(Entry { at, policy, engine, locale, inputs, result, link });
        }
    }

    fn push(&mut self, entry: Entry) {
        if self.0.len() >= MAX_ENTRIES {
            self.0.remove(0);
        }
        self.0.push(entry);
    }
}

impl Session {
    /// Notes that the portrait at a moment is used for a decision. The answer is the entry, a `JournalEntry`; the
    /// session is then as after [`portrait`](Self::portrait).
    ///
    /// # Errors
    /// As [`portrait`](Self::portrait) and [`snapshot`](Self::snapshot).
    pub fn write_journal(&mut self, now: f64) -> Result<&Answer, Error> {
        let at = moment(now)?;
        let inputs = digest(&[], &self.state());
        let mut told = Out::default();
        self.portrait(now)?.cells().iter().for_each(|&cell| told.double(cell));
        let result = digest(&[], told.as_bytes());
        let policy = String::from(self.engine.digest_hex());
        let engine = String::from(env!("CARGO_PKG_VERSION"));
        let locale = self.engine.program().info.locales.get(self.locale).copied();
        let locale = String::from(locale.map_or("", |locale| self.engine.text(locale)));
        let mut said = Out::default();
        if let Some(before) = self.journal.0.last() {
            said.bytes(&before.link);
        }
        said.bytes(&at.to_le_bytes());
        for text in [&policy, &engine, &locale] {
            said.bytes(text.as_bytes());
        }
        said.bytes(&inputs);
        let link = digest(said.as_bytes(), &result);
        let entry = Entry { at, policy, engine, locale, inputs, result, link };
        self.answer.clear();
        write(&mut self.answer, &entry);
        self.journal.push(entry);
        Ok(&self.answer)
    }

    /// The entries of the decision journal, the oldest first, as far as they are kept: an array of `JournalEntry`.
    pub fn journal(&mut self) -> &Answer {
        self.answer.clear();
        self.list_journal();
        &self.answer
    }

    #[inline(never)]
    pub(super) fn list_journal(&mut self) {
        self.answer.list(self.journal.0.len());
        for entry in &self.journal.0 {
            write(&mut self.answer, entry);
        }
    }
}

#[inline(never)]
fn write(answer: &mut Answer, entry: &Entry) {
    answer.object(Shape::JournalEntry);
    answer.time(entry.at);
    for text in [&entry.policy, &entry.engine, &entry.locale] {
        answer.text(text);
    }
    for hash in [&entry.inputs, &entry.result, &entry.link] {
        let mut text = String::new();
        hash.iter().for_each(|&byte| digits::push(&mut text, u64::from(byte), 16, 2));
        answer.text(&text);
    }
}
