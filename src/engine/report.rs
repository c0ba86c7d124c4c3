//! Reports that may leave: what is told, and what is charged for it.

use alloc::vec::Vec;

use super::loaded::Loaded;
use super::session::{Session, moment};
use crate::egress::bytes::{self, Said};
use crate::egress::ledger::Charge;
use crate::egress::randomise::randomise;
use crate::model::answer::Answer;
use crate::model::error::Error;
use crate::model::shapes::Shape;
use crate::model::time::Millis;
use crate::model::value::Value;
use crate::pack::program::{Answers, Egress, MAX_QUESTIONS, Manifest, Question};
use crate::stages::scores::input;
use crate::stages::suggestions::rank::Offer;

/// Digits behind the point of ε as it is told.
const EPSILON_SCALE: u8 = 6;

impl Session {
    /// The report of an id at a moment: a `Report`, of which the bytes may leave. It holds randomised answers to what
    /// the policy asks, and nothing finer of time than the period. In one period it is made once, and then always the
    /// same. What it costs is charged to this session before it exists: keep the snapshot before the bytes leave.
    ///
    /// # Errors
    /// `report/unknown` when the policy has no such report; `report/personalisation` while personalisation is off;
    /// `report/consent` when its purpose has no consent; `report/period` when the period's report was made, or may
    /// have been, by a session of which nothing is known, or when the clock went back to an earlier one;
    /// `report/budget` when it would be more than the policy's budget; `input/time` as [`portrait`](Self::portrait).
    pub fn report(
        &mut self,
        egress: &str,
        now: f64,
        entropy: [u8; 4 * MAX_QUESTIONS],
    ) -> Result<&Answer, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let loaded = &*engine.0;
        let (manifest, number) = self.permitted(loaded, egress)?;
        let Some(report) = manifest.reports.get(usize::from(number)) else { return Err(unknown()) };
        self.ledger.see(manifest, now);
        if self.ledger.told(egress, now)?.is_none() {
            let mut ledger = core::mem::take(&mut self.ledger);
            let charged = ledger.charge((egress, report, manifest.budget), now, |period| {
                let answers = self.answers(loaded, report, now, entropy);
                bytes::write(&Said { report: number, policy: loaded.named, period, answers })
            });
            self.ledger = ledger;
            charged?;
        }
        self.answer.clear();
        if let Some(charge) = self.ledger.told(egress, now)? {
            self.answer.object(Shape::Report);
            self.answer.string(report.id);
            write(&mut self.answer, charge);
            let left = i64::from(self.ledger.left(manifest.budget));
            self.answer.decimal(left, EPSILON_SCALE);
        }
        Ok(&self.answer)
    }

    /// The true answers to the questions of a report at a moment, for tests of policies: nothing of them is meant to
    /// leave, and nothing is charged.
    ///
    /// # Errors
    /// As [`report`](Self::report), but for what was charged.
    pub fn true_answers(&mut self, egress: &str, now: f64) -> Result<Vec<usize>, Error> {
        let now = moment(now)?;
        let engine = self.engine.clone();
        let (manifest, number) = self.permitted(&engine.0, egress)?;
        let Some(report) = manifest.reports.get(usize::from(number)) else { return Err(unknown()) };
        // The first draw tells the truth.
        let told = self.answers(&engine.0, report, now, [0; 4 * MAX_QUESTIONS]);
        Ok(told.iter().zip(&report.questions).map(|(&told, _)| usize::from(told)).collect())
    }

    /// The report of an id, by its number, if it may be made at all.
    fn permitted<'l>(&self, loaded: &'l Loaded, id: &str) -> Result<(&'l Manifest, u8), Error> {
        let manifest = loaded.program.egress.as_ref().ok_or_else(unknown)?;
        let is = |report: &Egress| self.engine.text(report.id) == id;
        let found = (0..).zip(&manifest.reports).find(|(_, report)| is(report));
        let (number, report) = found.ok_or_else(unknown)?;
        if !self.personalised {
            return Err(Error::new("report/personalisation", "personalisation is off"));
        }
        if !self.consents.serves(report.purpose) {
            return Err(Error::new("report/consent", "the report's purpose is not granted"));
        }
        Ok((manifest, number))
    }

    /// The randomised answers at a moment. Nothing of it is remembered.
    #[inline(never)]
    fn answers(
        &mut self,
        loaded: &Loaded,
        report: &Egress,
        now: Millis,
        entropy: [u8; 4 * MAX_QUESTIONS],
    ) -> [u8; MAX_QUESTIONS] {
        let history = self.suppose(loaded, now);
        let suggests = |question: &Question| {
            matches!(question.answers, Answers::Products(_) | Answers::Channels(_))
        };
        let suggests = report.questions.iter().any(suggests);
        let offers = if suggests { self.suggested(loaded, now) } else { Vec::new() };
        let mut told = [0; MAX_QUESTIONS];
        let (draws, _) = entropy.as_chunks();
        for ((told, question), &draw) in told.iter_mut().zip(&report.questions).zip(draws) {
            let count = question.count();
            let truth = self.truth_of(loaded, &question.answers, &offers);
            // Nothing of what is asked: the last answer.
            let truth = truth.unwrap_or(count - 1);
            let answer = randomise(truth, count, question.slice, u32::from_le_bytes(draw));
            *told = u8::try_from(answer).unwrap_or(0);
        }
        self.history = history;
        told
    }

    /// Which of the answers is the case.
    #[inline(never)]
    fn truth_of(&self, loaded: &Loaded, answers: &Answers, offers: &[Offer]) -> Option<usize> {
        let value = |slot: u16| self.slots.get(usize::from(slot)).copied().unwrap_or_default();
        match answers {
            Answers::First(slots) => {
                slots.iter().position(|&slot| value(slot) == Value::Bool(true))
            }
            Answers::Values { slot, values } => values.iter().position(|one| *one == value(*slot)),
            Answers::Bands { slot, bounds } => {
                let number = input::number(&loaded.program, *slot, value(*slot))?;
                let reached = |bound: &&Value| matches!(bound, Value::Number(n) if *n <= number);
                Some(bounds.iter().filter(reached).count())
            }
            Answers::Warnings(warnings) => warnings.iter().position(|&warning| {
                let episode = self.history.warnings.get(usize::from(warning));
                episode.is_some_and(|episode| episode.is.is_live())
            }),
            Answers::Products(products) => offers.iter().find_map(|offer| {
                products.iter().position(|&one| usize::from(one) == offer.product)
            }),
            Answers::Channels(channels) => {
                let first = offers.first()?;
                channels.iter().position(|&one| one == first.allowed.channel)
            }
        }
    }

    /// The reports of which the bytes may have left, the last of each id: an array of `SentReport`.
    #[inline(never)]
    pub(super) fn list_reports(&mut self) {
        let charges: Vec<&Charge> =
            self.ledger.charges().iter().filter(|charge| !charge.bytes.is_empty()).collect();
        self.answer.list(charges.len());
        for charge in charges {
            self.answer.object(Shape::SentReport);
            self.answer.text(&charge.id);
            write(&mut self.answer, charge);
            self.answer.time(charge.from);
            self.answer.time(charge.until);
        }
    }
}

fn unknown() -> Error {
    Error::new("report/unknown", "the policy has no report of this name")
}

/// What left, and what it cost.
#[inline(never)]
fn write(answer: &mut Answer, charge: &Charge) {
    answer.list(charge.bytes.len());
    for &byte in &charge.bytes {
        answer.number(f64::from(byte));
    }
    answer.decimal(i64::from(charge.epsilon), EPSILON_SCALE);
}
