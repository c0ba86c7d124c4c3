//! Reports as they come in: which count, and why others do not.

use std::collections::BTreeMap;

use silhouette::Engine;
use silhouette::egress::bytes::{self, Said};
use silhouette::pack::program::Egress;

use super::estimate::{Channel, Estimate};

/// Why a report does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// It is not 22 bytes of a known form.
    Malformed,
    /// It answers another policy, or another version of it.
    OtherPolicy,
    /// It has a number that no report of the policy has, an answer that the question does not, or more than it asks.
    Impossible,
    /// It is another report than the one that is wanted.
    OtherReport,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Refusal; 4] =
        [Refusal::Malformed, Refusal::OtherPolicy, Refusal::Impossible, Refusal::OtherReport];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Refusal::Malformed => "malformed",
            Refusal::OtherPolicy => "other_policy",
            Refusal::Impossible => "impossible",
            Refusal::OtherReport => "other_report",
        }
    }
}

/// How many reports, and how often each answer of each question was told.
type Counts = (u64, Vec<Vec<u64>>);

/// Reports of one policy, counted.
#[derive(Debug)]
pub struct Collected<'a> {
    engine: &'a Engine,
    /// The digest that reports of the policy begin with.
    policy: [u8; bytes::DIGEST],
    /// The number of the report that is wanted; none: all are.
    wanted: Option<u8>,
    /// By number of the report and of the period.
    counts: BTreeMap<(u8, u32), Counts>,
    /// How many do not count, and why.
    pub refused: BTreeMap<Refusal, u64>,
}

/// What the reports of one period tell.
#[derive(Clone, Debug)]
pub struct Period<'a> {
    /// The report.
    pub report: &'a Egress,
    /// First moment of the period, ms since the epoch.
    pub from: i64,
    /// How many reports.
    pub reports: u64,
    /// For each question, for each answer: how often it was told, and what that tells.
    pub fields: Vec<Vec<(u64, Estimate)>>,
}

impl<'a> Collected<'a> {
    /// Nothing yet. Of the digest in hexadecimal the first bytes are in reports.
    #[must_use]
    pub fn new(engine: &'a Engine, wanted: Option<u8>) -> Collected<'a> {
        let mut policy = [0; bytes::DIGEST];
        for (byte, place) in policy.iter_mut().zip((0..).step_by(2)) {
            let digits = engine.digest_hex().get(place..place + 2);
            *byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
        }
        let (counts, refused) = (BTreeMap::new(), BTreeMap::new());
        Collected { engine, policy, wanted, counts, refused }
    }

    fn report(&self, number: u8) -> Option<&'a Egress> {
        self.engine.program().egress.as_ref()?.reports.get(usize::from(number))
    }

    /// Counts a report.
    ///
    /// # Errors
    /// Why it does not count; then it is counted among those.
    pub fn add(&mut self, report: &[u8]) -> Result<(), Refusal> {
        let added = self.count(report);
        if let Err(refusal) = added {
            *self.refused.entry(refusal).or_default() += 1;
        }
        added
    }

    fn count(&mut self, report: &[u8]) -> Result<(), Refusal> {
        let Said { report: number, policy, period, answers } =
            bytes::read(report).ok_or(Refusal::Malformed)?;
        if policy != self.policy {
            return Err(Refusal::OtherPolicy);
        }
        let report = self.report(number).ok_or(Refusal::Impossible)?;
        let (told, behind) =
            answers.split_at_checked(report.questions.len()).ok_or(Refusal::Impossible)?;
        let mut answers = told.iter().zip(&report.questions);
        let known = answers.all(|(&told, question)| usize::from(told) < question.count());
        if !known || behind.iter().any(|&byte| byte != 0) {
            return Err(Refusal::Impossible);
        }
        if self.wanted.is_some_and(|wanted| wanted != number) {
            return Err(Refusal::OtherReport);
        }
        let (all, fields) = self.counts.entry((number, period)).or_insert_with(|| {
            let fields = report.questions.iter().map(|question| vec![0; question.count()]);
            (0, fields.collect())
        });
        *all += 1;
        for (field, &told) in fields.iter_mut().zip(told) {
            if let Some(count) = field.get_mut(usize::from(told)) {
                *count += 1;
            }
        }
        Ok(())
    }

    /// How many reports count.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.counts.values().map(|(all, _)| all).sum()
    }

    /// What they tell, by report and period.
    #[must_use]
    pub fn periods(&self) -> Vec<Period<'a>> {
        let mut periods = Vec::new();
        for (&(number, period), (reports, counts)) in &self.counts {
            let Some(report) = self.report(number) else { continue };
            let fields = report.questions.iter().zip(counts).map(|(question, counts)| {
                let channel = Channel::of(question.count(), question.slice);
                #[expect(clippy::cast_precision_loss, reason = "a number of reports")]
                let estimate = |&told: &u64| (told, channel.estimate(told as f64, *reports as f64));
                counts.iter().map(estimate).collect()
            });
            let from = i64::from(period).saturating_mul(report.per);
            periods.push(Period { report, from, reports: *reports, fields: fields.collect() });
        }
        periods
    }
}
