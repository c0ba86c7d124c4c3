//! What the customer decides of a session: the acts behind [`rights`](crate::rights).

use super::because::Writer;
use super::loaded::Word;
use super::session::{Session, moment};
use super::snapshot::SNAPSHOT_FORMAT;
use crate::model::answer::{Answer, Counted};
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::pack::program::Purpose;
use crate::rights::{consent, tags};

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
        self.again.forget();
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
        self.again.forget();
        Ok(())
    }

    /// The customer removes a tag, so that it is as if it were never given, or restores it: then it is given anew when
    /// its condition holds. It is removed by its name, and stays so under every later policy.
    ///
    /// # Errors
    /// `input/item` when the policy has no such tag, or one that customers do not see.
    pub fn mark_tag(&mut self, tag: &str, removed: bool) -> Result<(), Error> {
        let engine = self.engine.clone();
        let program = engine.program();
        let found = tags::find(program, tag);
        let visible = |&place: &usize| program.tags.get(place).is_some_and(|tag| tag.user_visible);
        let Some(place) = found.filter(visible) else {
            return Err(Error::new("input/item", "the policy has no such item"));
        };
        self.removed.mark(program, place, removed);
        if let Some(state) = self.history.tags.get_mut(place).filter(|_| removed) {
            *state = Default::default();
        }
        self.answer.clear();
        self.answer.bool(removed);
        Ok(())
    }

    /// The customer's own tags at a moment: a list of `MyTag`. Those that are given say why; those that were removed
    /// are told as such. Also while personalisation is off: it is a question about what is held. Nothing of it is
    /// remembered.
    ///
    /// # Errors
    /// `input/time` as [`portrait`](Self::portrait).
    pub fn my_tags(&mut self, now: f64) -> Result<&Answer, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let loaded = &*engine.0;
        let history = self.suppose(loaded, now);
        let (mut writer, standing, _) = self.writer(loaded, now);
        writer.write_tags(standing, Some(Shape::MyTag));
        self.history = history;
        Ok(&self.answer)
    }

    /// Forgets everything about the customer: facts, events, what became of suggestions, the history of results, the
    /// decision journal. What the customer chose stays: consents, removed tags, the switch of personalisation.
    pub fn erase(&mut self) {
        let fresh = Session::new(self.engine.clone(), self.locale, self.symbols.salt());
        *self = Session {
            consents: core::mem::take(&mut self.consents),
            removed: core::mem::take(&mut self.removed),
            personalised: self.personalised,
            answer: core::mem::take(&mut self.answer),
            ..fresh
        };
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
