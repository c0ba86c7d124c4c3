//! What the contact policy says, as reasons.

use crate::engine::because::Writer;
use crate::engine::loaded::Word;
use crate::model::answer::Counted;
use crate::model::number;
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::model::value::{StrId, TextId, Type, Value};
use crate::pack::program::CapScope;
use crate::stages::suggestions::feedback::{Allowed, Closed, Rates, When};

impl Writer<'_> {
    /// Why a product may not be suggested now: the cap that is reached, with what was counted, or since
    /// when it was dismissed and until when it rests.
    #[inline(never)]
    pub(super) fn write_closed(&mut self, product: StrId, closed: Closed) {
        let contact = &self.loaded.program.contact;
        self.answer.list(1);
        self.answer.object(Shape::Reason);
        self.answer.string(product);
        match closed {
            Closed::Cap(cap, shown, channel) => {
                self.label(cap.label);
                let counted = match cap.scope {
                    CapScope::All => self.loaded.word(Word::All),
                    _ => channel.unwrap_or(product),
                };
                self.answer.list(1);
                self.begin_counted(
                    counted,
                    contact.feedback.as_ref().map_or(0, |told| told.showings),
                );
                self.answer.number(f64::from(shown));
                self.word(Word::Ge);
                self.answer.number(f64::from(cap.max));
            }
            Closed::Rests(cooldown, last, until) => {
                let sentence = self.localised(cooldown.message);
                self.answer.sentence(sentence, 2);
                self.day(last);
                self.day(until);
                self.answer.list(1);
                self.begin_counted(product, cooldown.dismissed);
                self.day(last);
                self.word(Word::Known);
                self.answer.null();
            }
        }
    }

    /// Why not the first channel, and why not now: what was learned.
    #[inline(never)]
    pub(super) fn write_learned(&mut self, list: &mut Counted, allowed: &Allowed, when: When) {
        let feedback = self.loaded.program.contact.feedback.as_ref();
        let Some(learn) = feedback.and_then(|feedback| feedback.learn.as_ref()) else { return };
        if let Some(rates) = allowed.instead {
            list.item();
            self.answer.object(Shape::Reason);
            self.answer.string(allowed.channel);
            self.label(learn.by_channel);
            self.rates(allowed.channel, learn.rate, rates);
        }
        if let Some((hour, rates)) = when.instead {
            let what = self.loaded.word(Word::Window);
            let sentence = self.localised(learn.by_hour);
            list.item();
            self.answer.object(Shape::Reason);
            self.answer.string(what);
            self.answer.sentence(sentence, 1);
            self.answer.number(number::to_f64(hour));
            self.rates(what, learn.rate, rates);
        }
    }

    /// What was chosen is answered more than what would have been otherwise.
    fn rates(&mut self, what: StrId, label: TextId, (chosen, other): Rates) {
        self.answer.list(1);
        self.begin_counted(what, label);
        self.answer.number(chosen);
        self.word(Word::Gt);
        self.answer.number(other);
    }

    /// What suggestions are for, counted. While personalisation is off nothing is, and there are no goals.
    #[inline(never)]
    pub(super) fn write_goals(&mut self) {
        let mut list = self.answer.array();
        let goals = if self.slots.is_empty() { &[][..] } else { &self.loaded.program.goals };
        for goal in goals {
            if !self.consents.serves(goal.purpose) {
                continue;
            }
            list.item();
            self.answer.object(Shape::Goal);
            self.answer.string(goal.id);
            self.label(goal.label);
            self.fact(goal.started);
            self.fact(goal.reached);
        }
        self.answer.end(list);
    }

    /// Evidence that is no fact of the policy's, up to its value.
    fn begin_counted(&mut self, what: StrId, label: TextId) {
        self.answer.object(Shape::Evidence);
        self.answer.string(what);
        self.label(label);
    }

    /// The local day of a moment.
    fn day(&mut self, at: Millis) {
        self.answer.value(Value::Int(self.loaded.zone.day(at)), &Type::Date, &[]);
    }
}
