//! A readable copy of everything that is held about the customer.

use super::loaded::Word;
use super::session::{Session, moment};
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::model::value::Value;

impl Session {
    /// Profile, events, tags, consents, warnings, the decision journal and the reports in the words of the policy: a
    /// `CustomerExport`. Identifiers are not
    /// in it: only keyed hashes of them are held.
    ///
    /// # Errors
    /// `input/time` when `now` is not a whole number of ms in the years 1970 to 9999.
    pub fn export(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let program = engine.program();
        let texts = self.symbols.texts();
        self.answer.clear();
        self.answer.object(Shape::CustomerExport);
        let mut profile = self.answer.map();
        let facts = program.slots.iter().zip(&self.slots).take(usize::from(program.profile));
        for (slot, &value) in facts.filter(|(_, value)| **value != Value::Unknown) {
            self.answer.key(&mut profile, slot.name);
            self.answer.fact(value, &slot.ty, texts, &self.slots);
        }
        self.answer.end(profile);
        let mut events = self.answer.array();
        for (kind, log) in program.kinds.iter().zip(self.features.logs()) {
            for row in log.start()..log.end() {
                events.item();
                let mut event = self.answer.map();
                self.answer.key(&mut event, engine.0.word(Word::Type));
                self.answer.string(kind.name);
                self.answer.key(&mut event, engine.0.word(Word::At));
                self.answer.time(log.at(row));
                for (place, field) in (0..).zip(&kind.fields) {
                    self.answer.key(&mut event, field.name);
                    self.answer.value(log.value(row, place), &field.ty, texts);
                }
                self.answer.end(event);
            }
        }
        self.answer.end(events);
        let (mut writer, history, _) = self.writer(&engine.0, now);
        writer.write_tags(history, None);
        writer.write_consents();
        writer.write_warnings(history);
        self.list_journal();
        self.list_reports();
        self.answer.bool(self.personalised);
        Ok(&self.answer)
    }
}
