//! What was told in which period, and what that cost.
//!
//! A ledger that is not known counts as spent: it is known from the first moment it sees, and the period of that
//! moment is not free. Periods go forward only.

use alloc::string::String;
use alloc::vec::Vec;

use crate::behaviour::coerce::text_of;
use crate::model::error::Error;
use crate::model::time::Millis;
use crate::pack::program::{Budget, Egress, Manifest, Program};
use crate::pack::wire::{Out, Read as _, Wire};
use crate::rights::consent::Consents;

/// A report that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    /// Id of the report.
    pub id: String,
    /// First moment of its period.
    pub from: Millis,
    /// The first one behind it.
    pub until: Millis,
    /// What was charged, in millionths of ε.
    pub epsilon: u32,
    /// The report; none where it may no longer be told.
    pub bytes: Vec<u8>,
}

/// What was told and charged.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The first moment it saw; none: it saw none.
    since: Option<Millis>,
    /// The last report of each id.
    charges: Vec<Charge>,
    /// Until when the span of the policy's budget lasts; zero: it was not counted yet.
    until: Millis,
    /// What was charged in it.
    spent: u32,
}

fn refused() -> Error {
    Error::new("report/period", "no report can be made in this period any more")
}

/// The first moment of the period of a moment.
fn first(now: Millis, per: Millis) -> Millis {
    now - now.checked_rem(per).unwrap_or(0)
}

impl Ledger {
    /// The ledger is there at a moment. What may have been charged before that it does not know.
    pub fn see(&mut self, manifest: &Manifest, now: Millis) {
        self.since.get_or_insert(now);
        if let Some(budget) = manifest.budget
            && self.until == 0
        {
            self.until = first(now, budget.per) + budget.per;
            self.spent = u32::MAX;
        }
    }

    /// The report that was made in the period of a moment; none: there is none yet.
    ///
    /// # Errors
    /// `report/period` for a period before the last one that was charged.
    pub fn told(&self, id: &str, now: Millis) -> Result<Option<&Charge>, Error> {
        match self.charges.iter().find(|charge| charge.id == id && now < charge.until) {
            Some(charge) if now < charge.from || charge.bytes.is_empty() => Err(refused()),
            told => Ok(told),
        }
    }

    /// Charges a report, and keeps what `make` makes of the number of its period: that is not called unless it may be.
    ///
    /// # Errors
    /// `report/period` when a report was made in its period, or may have been, or in a later one; `report/budget`
    /// when it would be more than the policy's budget.
    pub fn charge(
        &mut self,
        (id, report, budget): (&str, &Egress, Option<Budget>),
        now: Millis,
        make: impl FnOnce(u32) -> Vec<u8>,
    ) -> Result<(), Error> {
        let from = first(now, report.per);
        let place = self.charges.iter().position(|charge| charge.id == id);
        let before = place.and_then(|place| self.charges.get(place)).map_or(0, |last| last.until);
        if self.since.is_none_or(|since| from <= since) || from < before {
            return Err(refused());
        }
        if let Some(budget) = budget {
            let begins = first(now, budget.per);
            let spent = if begins < self.until { self.spent } else { 0 };
            let spent = spent.saturating_add(report.epsilon);
            if spent > budget.epsilon {
                return Err(Error::new("report/budget", "the policy's budget is spent"));
            }
            self.until = self.until.max(begins + budget.per);
            self.spent = spent;
        }
        let period = u32::try_from(from.checked_div(report.per).unwrap_or(0)).unwrap_or(0);
        let charge = Charge {
            id: String::from(id),
            from,
            until: from + report.per,
            epsilon: report.epsilon,
            bytes: make(period),
        };
        match place.and_then(|place| self.charges.get_mut(place)) {
            Some(last) => *last = charge,
            None => self.charges.push(charge),
        }
        Ok(())
    }

    /// What is left of the policy's budget, in millionths of ε, after what was charged; without one, nothing.
    pub fn left(&self, budget: Option<Budget>) -> u32 {
        budget.map_or(0, |budget| budget.epsilon.saturating_sub(self.spent))
    }

    /// The last report of each id.
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// Writes it.
    pub fn store(&self, out: &mut Out) {
        out.moment(self.since);
        out.count(self.charges.len());
        for charge in &self.charges {
            out.text(&charge.id);
            out.signed(charge.from);
            out.signed(charge.until);
            out.varint(u64::from(charge.epsilon));
            out.count(charge.bytes.len());
            out.bytes(&charge.bytes);
        }
        out.signed(self.until);
        out.varint(u64::from(self.spent));
    }

    /// Reads what was stored. A report for a purpose without consent stays charged, and is not told again.
    pub fn restore(&mut self, program: &Program, consents: &Consents, wire: &mut Wire<'_>) {
        self.since = Option::read(wire);
        for _ in 0..wire.count() {
            let (id, from) = <(String, Millis)>::read(wire);
            let (until, epsilon) = <(Millis, u32)>::read(wire);
            let mut bytes = Vec::read(wire);
            let reports = program.egress.iter().flat_map(|manifest| &manifest.reports);
            for report in reports {
                if text_of(&program.strings, report.id) == id && !consents.serves(report.purpose) {
                    bytes.clear();
                }
            }
            self.charges.push(Charge { id, from, until, epsilon, bytes });
        }
        (self.until, self.spent) = <(Millis, u32)>::read(wire);
    }
}
