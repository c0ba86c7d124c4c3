//! Logins and what follows from them: views, searches, applications; answers to contacts, surveys, complaints, referrals.

use super::calendar::{DAY, Day};
use super::draw::Draw;
use super::life::{Life, Occupation};
use super::spending::{hours, moment};
use super::vocabulary::{Event, Value, Vocabulary, kind};

/// Mean of the logins in thirty days.
pub const MEAN_30D: f64 = 9.0;
/// Shape of the gamma distribution of the rates.
pub const SHAPE: u32 = 2;
/// Hours of logins on days of work, and on days off: weights of 1,000, set by hand.
pub const HOURS: [[u32; 24]; 2] = [
    [8, 4, 2, 1, 1, 4, 18, 44, 62, 66, 58, 52, 66, 48, 44, 46, 48, 52, 58, 70, 84, 82, 54, 28],
    [10, 6, 3, 2, 2, 4, 12, 26, 44, 58, 64, 60, 58, 54, 52, 54, 54, 54, 56, 66, 78, 84, 66, 33],
];
/// How much more often a customer comes on the day of the pay.
pub const PAID: f64 = 2.0;
/// What people type: topics of wealth, of credit, and neither.
const SEARCHES: [&str; 9] = [
    "稳健理财",
    "货币基金",
    "三年定期存款",
    "装修贷款",
    "信用卡分期",
    "提高额度",
    "附近网点",
    "转账限额",
    "工资明细",
];
/// Kinds of products that are looked at.
const SHELVES: [&[&str]; 4] =
    [&["loan"], &["card"], &["wealth", "fund", "derivative", "deposit"], &["insurance"]];

/// Adds what a person does with the bank.
pub fn visits(
    days: &[Day],
    life: &Life,
    vocabulary: &Vocabulary,
    draw: &mut Draw,
    events: &mut Vec<Event>,
) {
    let rate = draw.erlang(SHAPE) * MEAN_30D / 30.0 * if life.age >= 55 { 0.6 } else { 1.0 };
    let shelves = SHELVES.map(|kinds| vocabulary.products_of(kinds));
    let young = life.age < 35;
    let likes = [
        if matches!(life.occupation, Occupation::Owner | Occupation::SelfEmployed) {
            45
        } else {
            25
        },
        if young { 25 } else { 12 },
        if life.assets >= 50_000.0 { 55 } else { 25 },
        if life.turns.child.is_some() { 30 } else { 10 },
    ];
    let curiosity = 0.25 + 0.5 * draw.unit();
    let mut wait = draw.exponential();
    let mut pay = life.paydays.iter().peekable();
    let end = days.last().map_or(0, |day| day.start() + DAY);
    for (index, day) in days.iter().enumerate() {
        let paid = pay.next_if_eq(&&index).is_some();
        // Who leaves still comes now and then; who has not come yet does not.
        let active = if index < life.active.0 {
            0.0
        } else if index < life.active.1 {
            1.0
        } else {
            0.05
        };
        let mut intensity = rate * active * day.visits * if paid { PAID } else { 1.0 };
        while wait < intensity {
            intensity -= wait;
            wait = draw.exponential();
            let at = day.start() + moment(hours(day, &HOURS), draw);
            events.push(Event::new(at, kind::LOGIN, &[]));
            let mut session = Session { at, end, draw, events };
            session.wander(&shelves, &likes, curiosity);
        }
        wait -= intensity;
    }
    let span = (days.len() as f64) / 365.25;
    let start = days.first().map_or(0, Day::start);
    answers(life, (start, end), span, draw, events);
}

/// One visit.
struct Session<'a> {
    at: i64,
    end: i64,
    draw: &'a mut Draw,
    events: &'a mut Vec<Event>,
}

impl Session<'_> {
    /// Goes on after some seconds; false when the period is over.
    fn go(&mut self, kind: usize, fields: &[Value], seconds: (i64, i64)) -> bool {
        self.at += self.draw.between(seconds.0 * 1_000, seconds.1 * 1_000);
        let within = self.at < self.end;
        if within {
            self.events.push(Event::new(self.at, kind, fields));
        }
        within
    }

    fn wander(&mut self, shelves: &[Vec<usize>; 4], likes: &[u32; 4], curiosity: f64) {
        if self.draw.chance(0.06) {
            let text = self.draw.one(&SEARCHES, "附近网点");
            self.go(kind::SEARCH, &[Value::Word(text)], (5, 60));
        }
        let views = self.draw.poisson(curiosity);
        for _ in 0..views {
            let shelf = self.draw.pick(likes);
            let Some(of) = shelves.get(shelf).filter(|of| !of.is_empty()) else { continue };
            let product = [Value::Product(self.draw.one(of, 0))];
            if !self.go(kind::PRODUCT_VIEW, &product, (5, 180)) {
                return;
            }
            // The funnel: of the views of a loan or a card 4 % become a start, of the starts 45 % a submission.
            if shelf < 2 && self.draw.chance(0.04) {
                self.go(kind::APPLICATION_START, &product, (20, 300));
                if self.draw.chance(0.45) {
                    self.go(kind::APPLICATION_SUBMIT, &product, (60, 7_200));
                }
            }
        }
    }
}

/// Answers to contacts, surveys, complaints and referrals: rare, at any time of day.
fn answers(
    life: &Life,
    (start, end): (i64, i64),
    years: f64,
    draw: &mut Draw,
    events: &mut Vec<Event>,
) {
    let channels: [u32; 4] = if life.age >= 55 { [20, 25, 25, 30] } else { [62, 22, 8, 8] };
    for _ in 0..draw.poisson(6.0 * years) {
        let channel = draw.pick(&channels);
        let word = ["app", "sms", "phone", "branch"].get(channel).copied().unwrap_or("app");
        let outcome = if draw.chance(if channel == 3 { 0.5 } else { 0.22 }) {
            "clicked"
        } else {
            "dismissed"
        };
        let at = draw.between(start, end - 1);
        events.push(Event::new(at, kind::TOUCH, &[Value::Word(word), Value::Word(outcome)]));
    }
    for _ in 0..draw.poisson(0.4 * years) {
        // A scale from 0 to 10 has most answers at its upper end.
        let score =
            i64::try_from(draw.pick(&[4, 1, 2, 2, 3, 8, 8, 14, 22, 16, 20])).unwrap_or_default();
        events.push(Event::new(
            draw.between(start, end - 1),
            kind::SURVEY_ANSWER,
            &[Value::Int(score)],
        ));
    }
    for (rate, kind) in [(0.08, kind::COMPLAINT), (0.06, kind::REFERRAL_JOIN)] {
        for _ in 0..draw.poisson(rate * years) {
            events.push(Event::new(draw.between(start, end - 1), kind, &[]));
        }
    }
}
