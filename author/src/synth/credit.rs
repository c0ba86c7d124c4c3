//! Loans, instalments that come late or never, the latent risk behind both, and the outcome.
//!
//! A customer's latent risk is a logit: what the facts show, what happened lately, and a frailty that nobody sees.
//! Instalments pass through the stages of delinquency as a Markov chain (Cyert, Davidson and Thompson 1962) whose
//! first step depends on the latent risk; the outcome is a Bernoulli trial with its probability.

use super::calendar::{DAY, Day};
use super::draw::{Draw, logistic, number, whole};
use super::life::{Life, Occupation};
use super::vocabulary::{Event, RETAIL, Value, kind, word};

/// The logit of a customer who has nothing for or against them.
pub const BASE: f64 = -3.7;
/// Weight of the frailty, a standard normal.
pub const FRAILTY: f64 = 0.9;
/// Of the instalments that are overdue, those after which the next one is overdue by a stage more, by stage: set by hand.
pub const ROLL: [f64; 3] = [0.30, 0.50, 0.65];

/// A person's credits.
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// The probability of a default within the twelve months behind the period.
    pub risk: f64,
    /// Whether it came.
    pub outcome: bool,
    facts: [Option<Value>; 11],
}

/// Names of the facts.
const FACTS: [&str; 11] = [
    "credit_amount",
    "duration_months",
    "existing_credits",
    "purpose",
    "credit_history",
    "checking_status",
    "savings_band",
    "employment_band",
    "property",
    "job",
    "other_installment_plans",
];

/// A loan as it was granted.
#[derive(Clone, Copy, Debug)]
pub struct Loan {
    /// Its number within the customer.
    pub id: i64,
    /// Instalments, one a month.
    pub term: i64,
    /// What one instalment is, in hundredths.
    pub instalment: i64,
    /// Day of the month on which they are due.
    pub due: i64,
    /// Months before the end of the period when the first one was due.
    pub age: i64,
}

/// What a loan came to within the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Whether instalments are left.
    pub open: bool,
    /// The worst days past due.
    pub worst: i64,
}

impl Credit {
    /// Draws a person's credits and adds their instalments to the events.
    #[must_use]
    pub fn draw(days: &[Day], life: &Life, draw: &mut Draw, events: &mut Vec<Event>) -> Credit {
        let plans = draw.pick(&[82, 13, 5]);
        let mut eta = latent(life, plans == 1) + FRAILTY * draw.normal();
        let borrows = match life.occupation {
            Occupation::Student | Occupation::Retired => 0.12,
            Occupation::Owner | Occupation::SelfEmployed => 0.50,
            Occupation::Salaried | Occupation::Other => 0.40,
        };
        let count = if draw.chance(borrows) { 1 + draw.geometric(0.72, 3) } else { 0 };
        let (mut open, mut worst, mut asks) = (0, 0, None);
        for id in 1..=count {
            let term = draw.one(&[6, 12, 12, 24, 24, 36], 12);
            // Months of income that are borrowed, in hundreds of yuan.
            let amount = whole(life.income * draw.lognormal(2.5, 0.7) / 100.0, 10, 10_000) * 100;
            // Rates are not the generator's concern: an instalment is its part of the amount and half a percent.
            let instalment =
                whole(number(amount) * 100.0 * (1.0 / number(term) + 0.005), 100, 100_000_000);
            let loan = Loan { id, term, instalment, due: life.due, age: draw.between(0, term + 6) };
            let stress = |day: usize| life.turns.lost.is_some_and(|lost| day >= lost);
            let course = instalments(days, loan, (eta, &stress), draw, events);
            open += i64::from(course.open);
            worst = worst.max(course.worst);
            asks = Some((amount, term));
        }
        if asks.is_none() && draw.chance(0.35) {
            // Without a loan, the page may know what the customer would like.
            asks = Some((100 * draw.between(10, 2_000), draw.one(&[6, 12, 24, 36], 12)));
        }
        eta += lateness(worst);
        let risk = logistic(eta);
        let outcome = draw.chance(risk);
        let seen = Seen { asks, open, worst, plans, eta, borrowed: count > 0 };
        Credit { risk, outcome, facts: facts(life, &seen, draw) }
    }

    /// A fact about the credits; none: not one of these, or there is none.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Value> {
        let index = FACTS.iter().position(|known| *known == name)?;
        self.facts.get(index).copied().flatten()
    }
}

/// What lateness within the period adds to the logit.
#[must_use]
pub fn lateness(worst: i64) -> f64 {
    match worst {
        90.. => 2.4,
        30.. => 1.2,
        1.. => 0.4,
        _ => 0.0,
    }
}

/// The logit of what can be known of a person.
#[must_use]
pub fn latent(life: &Life, elsewhere: bool) -> f64 {
    let mut eta = BASE;
    eta -= 0.55 * libm::log(life.income_now.max(500.0) / 7_000.0);
    eta -= 0.20 * libm::log(life.assets.max(1_000.0) / 40_000.0).clamp(-2.0, 3.0);
    eta += if life.age < 25 {
        0.45
    } else if life.age >= 55 {
        -0.25
    } else {
        0.0
    };
    eta += if life.owns_home { -0.30 } else { 0.25 };
    eta += if life.tenure < 1.0 { 0.30 } else { 0.0 };
    eta += if life.turns.lost.is_some() { 0.80 } else { 0.0 };
    eta + if elsewhere { 0.60 } else { 0.0 }
}

/// Adds the instalments of a loan that fall within the period. What is paid is told when it is paid, with the days past
/// due; what is not paid within 90 days is told then, with an amount of 0, and nothing of the loan after it.
pub fn instalments(
    days: &[Day],
    loan: Loan,
    (eta, stress): (f64, &dyn Fn(usize) -> bool),
    draw: &mut Draw,
    events: &mut Vec<Event>,
) -> Course {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Course::default() };
    let end = last.start() + DAY;
    let (mut stage, mut worst) = (0_usize, 0);
    for number in 1..=loan.term {
        let month = silhouette::model::time::month_start(last.number, loan.age - number + 1);
        let due = month + loan.due - 1;
        // The stage is drawn for each instalment, also for those before the period.
        let index = usize::try_from(due - first.number).unwrap_or(0);
        let late = logistic(-4.0 + 0.8 * (eta - BASE) + if stress(index) { 1.5 } else { 0.0 });
        stage = match stage {
            0 => usize::from(draw.chance(late)),
            at if draw.chance(ROLL.get(at - 1).copied().unwrap_or(1.0)) => at + 1,
            at => {
                if draw.chance(0.5) {
                    0
                } else {
                    at - 1
                }
            }
        };
        let past = match stage {
            0 => 0,
            1 => draw.between(1, 29),
            2 => draw.between(30, 59),
            3 => draw.between(60, 89),
            _ => 90,
        };
        let within = draw.between(0, DAY - 1);
        let at = (due + past) * DAY - super::calendar::OFFSET + within;
        if at >= end {
            return Course { open: true, worst };
        }
        if at >= first.start() {
            worst = worst.max(past);
            let amount = if past == 90 { 0 } else { loan.instalment };
            let fields =
                [Value::Loan(loan.id), Value::Int(number), Value::Int(past), Value::Cents(amount)];
            events.push(Event::new(at, kind::REPAYMENT, &fields));
        }
        if past == 90 {
            return Course { open: true, worst };
        }
    }
    Course { open: false, worst }
}

/// What the facts are made from.
struct Seen {
    asks: Option<(i64, i64)>,
    open: i64,
    worst: i64,
    plans: usize,
    eta: f64,
    borrowed: bool,
}

fn facts(life: &Life, seen: &Seen, draw: &mut Draw) -> [Option<Value>; 11] {
    // What the bank sees of the account follows the latent risk, with noise.
    let strain = seen.eta - BASE + draw.normal();
    let checking = match strain {
        _ if strain > 2.2 => 1,
        _ if strain > 0.8 => 2,
        _ if !life.paydays.is_empty() => 3,
        _ => 0,
    };
    let saved = life.assets * draw.lognormal(0.3, 0.8);
    let savings = match saved {
        _ if draw.chance(0.18) => 0,
        _ => 1 + [2_000.0, 10_000.0, 40_000.0].iter().filter(|from| saved >= **from).count(),
    };
    let employment = match life.tenure {
        _ if life.turns.lost.is_some()
            || matches!(life.occupation, Occupation::Student | Occupation::Retired) =>
        {
            0
        }
        tenure => 1 + [1.0, 4.0, 7.0].iter().filter(|from| tenure >= **from).count(),
    };
    let history = match seen.worst {
        30.. => 3,
        _ if seen.plans == 1 => 4,
        _ if seen.open > 0 => 2,
        _ if seen.borrowed => 1,
        _ => 0,
    };
    let property = if life.owns_home { 0 } else { 1 + draw.pick(&[20, 35, 45]) };
    let job = match life.occupation {
        Occupation::Owner | Occupation::SelfEmployed => 3,
        Occupation::Salaried => 1 + draw.pick(&[20, 62, 18]),
        _ => draw.pick(&[30, 70]),
    };
    let purpose = draw.pick(&[
        9,
        7,
        12,
        8,
        16,
        12,
        11,
        7,
        if life.occupation == Occupation::Owner { 60 } else { 6 },
        12,
    ]);
    let asked = seen.asks;
    let word = |fact: &str, index: usize| word(RETAIL, fact, index);
    [
        asked.map(|(amount, _)| Value::Cents(amount * 100)),
        asked.map(|(_, term)| Value::Int(term)),
        Some(Value::Int(seen.open)),
        asked.and(word("purpose", purpose)),
        word("credit_history", history),
        word("checking_status", checking),
        word("savings_band", savings),
        word("employment_band", employment),
        word("property", property),
        word("job", job),
        word("other_installment_plans", seen.plans),
    ]
}
