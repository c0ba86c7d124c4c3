//! What the customer decides of a session: the acts behind [`rights`](crate::rights).

use super::because::Writer;
use super::loaded::Word;
use super::session::{Session, moment};
use super::snapshot::SNAPSHOT_FORMAT;
use crate::model::answer::{Answer, Counted};
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::pack::program::Purpose;
use crate::rights::consent;

impl Session {
    /// The customer grants a purpose that needs consent, or withdraws it, from this moment on.
    ///
    /// What only purposes without consent may use is not kept: with a withdrawal, facts, events and the
    /// history of results that no granted purpose may use are deleted. Later grants do not bring them back.
    ///
    /// # Errors
    /// `input/purpose` when no purpose of this name needs consent; `input/time` as
    /// [`portrait`](Self::portrait).
    pub fn set_consent(&mut self, purpose: &str, granted: bool, at: f64) -> Result<(), Error> {
        let at = moment(at)?;
        let engine = self.engine.clone();
        let Some(place) = consent::find(engine.program(), purpose) else {
            let message = "the policy has no purpose of this name that needs consent";
            return Err(Error::new("input/purpose", message));
        };
        let before = self.consents.clone();
        self.consents.say(place, granted, at);
        if before.within(&self.consents) {
            return Ok(());
        }
        // What is read back is what may be kept.
        let kept = engine.read(self.locale, &self.body(), SNAPSHOT_FORMAT)?;
        *self = Session { answer: core::mem::take(&mut self.answer), ..kept };
        Ok(())
    }

    /// Grants every purpose of the policy from this moment on: for populations under study, whose consents
    /// are the bank's to hold.
    ///
    /// # Errors
    /// `input/time` as [`portrait`](Self::portrait).
    pub fn grant_all(&mut self, at: f64) -> Result<(), Error> {
        let at = moment(at)?;
        let program = self.engine.program();
        let needed =
            program.purposes.iter().enumerate().filter(|(_, purpose)| purpose.needs_consent);
        needed.for_each(|(place, _)| self.consents.say(place, true, at));
        Ok(())
    }

    /// Every purpose that needs consent, and what the customer said of it: a list of `ConsentState`.
    pub fn consents(&mut self) -> &Answer {
        self.answer.clear();
        let engine = self.engine.clone();
        let (mut writer, ..) = self.writer(&engine.0, 0);
        writer.write_consents();
        &self.answer
    }
}

impl<'a> Writer<'a> {
    /// A purpose by its index.
    pub(super) fn purpose(&self, purpose: u16) -> Option<&'a Purpose> {
        self.loaded.program.purposes.get(usize::from(purpose))
    }

    /// What the customer said of a purpose, as it would have to be.
    #[inline(never)]
    pub(super) fn no_consent(&mut self, purpose: u16, list: &mut Counted) {
        let (id, label) = self.purpose(purpose).map_or((0, 0), |one| (one.id, one.label));
        list.item();
        self.answer.object(Shape::Evidence);
        self.answer.string(id);
        self.label(label);
        match self.consents.said(usize::from(purpose)) {
            Some((granted, _)) => self.answer.bool(granted),
            None => self.answer.null(),
        }
        self.word(Word::Eq);
        self.answer.bool(true);
    }

    #[inline(never)]
    pub(super) fn write_consents(&mut self) {
        let mut list = self.answer.array();
        for (index, purpose) in self.loaded.program.purposes.iter().enumerate() {
            if !purpose.needs_consent {
                continue;
            }
            list.item();
            self.answer.object(Shape::ConsentState);
            self.answer.string(purpose.id);
            self.label(purpose.label);
            let said = self.consents.said(index);
            self.answer.bool(said.is_some_and(|(granted, _)| granted));
            self.answer.maybe_time(said.map(|(_, since)| since));
        }
        self.answer.end(list);
    }
}
