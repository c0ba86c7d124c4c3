//! Days as customers live them: weekdays, holidays with the days worked for them, shopping festivals.
//!
//! The holidays are those of the notices of the General Office of the State Council (国务院办公厅关于部分节假日安排的通知)
//! for 2024, 2025 and 2026; for 2027 they are the days of the calendar (全国年节及纪念日放假办法), without days that are worked instead.

use silhouette::model::time::{civil, days_of, weekday};

/// The first and the last year that the calendar knows.
pub const YEARS: (i64, i64) = (2024, 2027);
/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// Local time of the customers: UTC plus eight hours, without summer time.
pub const OFFSET: i64 = 8 * 3_600_000;

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// People work.
    Workday,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday, or a day off beside one.
    Holiday,
    /// The Spring Festival's days off.
    SpringFestival,
}

/// A day of the period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// Days since 1970-01-01.
    pub number: i64,
    /// Year.
    pub year: i64,
    /// Month, from 1.
    pub month: i64,
    /// Day of the month, from 1.
    pub of_month: i64,
    /// Weekday: Monday is 1.
    pub weekday: i64,
    /// What it is.
    pub sort: Sort,
    /// How many purchases are made, against the mean of ordinary days.
    pub shopping: f64,
    /// How often the bank is visited.
    pub visits: f64,
    /// How much enterprises settle.
    pub business: f64,
}

impl Day {
    /// The first moment, ms since the epoch.
    #[must_use]
    pub fn start(&self) -> i64 {
        self.number * DAY - OFFSET
    }

    /// Whether people work.
    #[must_use]
    pub fn works(&self) -> bool {
        self.sort == Sort::Workday
    }
}

/// Days off: year, first and last as MMDD; seven rows a year, the Spring Festival's first (in 2025 two holidays are one).
const OFF: [(i64, i64, i64); 28] = [
    (2024, 210, 217),
    (2024, 101, 101),
    (2024, 404, 406),
    (2024, 501, 505),
    (2024, 608, 610),
    (2024, 915, 917),
    (2024, 1001, 1007),
    (2025, 128, 204),
    (2025, 101, 101),
    (2025, 404, 406),
    (2025, 501, 505),
    (2025, 531, 602),
    (2025, 1001, 1008),
    (2025, 1001, 1008),
    (2026, 215, 223),
    (2026, 101, 103),
    (2026, 404, 406),
    (2026, 501, 505),
    (2026, 619, 621),
    (2026, 925, 927),
    (2026, 1001, 1007),
    (2027, 205, 208),
    (2027, 101, 101),
    (2027, 405, 405),
    (2027, 501, 502),
    (2027, 609, 609),
    (2027, 915, 915),
    (2027, 1001, 1003),
];
/// Weekend days that are worked instead: year, MMDD.
const WORKED: [(i64, i64); 19] = [
    (2024, 204),
    (2024, 218),
    (2024, 407),
    (2024, 428),
    (2024, 511),
    (2024, 914),
    (2024, 929),
    (2024, 1012),
    (2025, 126),
    (2025, 208),
    (2025, 427),
    (2025, 928),
    (2025, 1011),
    (2026, 104),
    (2026, 214),
    (2026, 228),
    (2026, 509),
    (2026, 920),
    (2026, 1010),
];

/// Purchases by month, January first: set by hand after the shape of the monthly total retail sales of consumer
/// goods (社会消费品零售总额) of the National Bureau of Statistics.
const MONTHS: [f64; 12] = [1.04, 1.00, 0.96, 0.95, 0.98, 1.01, 0.95, 0.96, 0.99, 1.04, 1.06, 1.06];
/// Purchases by weekday, Monday first.
const WEEK: [f64; 7] = [0.92, 0.92, 0.94, 0.97, 1.05, 1.14, 1.06];
/// Visits by weekday, Monday first.
const VISITS: [f64; 7] = [1.08, 1.04, 1.02, 1.01, 1.03, 0.92, 0.90];

/// The days before one, `count` of them.
///
/// # Errors
/// When the calendar does not know all of them.
pub fn period(until: i64, count: i64) -> Result<Vec<Day>, String> {
    let (first, last) = (days_of(YEARS.0, 1, 1), days_of(YEARS.1 + 1, 1, 1));
    if count < 1 || until - count < first || until > last {
        return Err(format!("the calendar has the years {} to {}", YEARS.0, YEARS.1));
    }
    Ok((until - count..until).map(day).collect())
}

/// One day.
#[must_use]
pub fn day(number: i64) -> Day {
    let (year, month, of_month) = civil(number);
    let monday = weekday(number);
    let sort = sort(number);
    let mut shopping =
        of(&MONTHS, month) * of(&WEEK, monday) * festival(year, month, of_month, number);
    let mut visits = of(&VISITS, monday);
    let mut business = 1.0;
    match sort {
        Sort::Workday => {}
        Sort::Weekend => business = 0.12,
        Sort::Holiday => (shopping, visits, business) = (shopping * 1.12, visits * 0.85, 0.06),
        Sort::SpringFestival => {
            (shopping, visits, business) = (shopping * 0.72, visits * 0.70, 0.02)
        }
    }
    Day { number, year, month, of_month, weekday: monday, sort, shopping, visits, business }
}

/// Whether a day is off, and why.
fn sort(number: i64) -> Sort {
    let (year, month, of_month) = civil(number);
    let date = month * 100 + of_month;
    let off = OFF
        .iter()
        .enumerate()
        .find(|(_, (y, from, to))| *y == year && (*from..=*to).contains(&date));
    match off {
        Some((index, _)) if index % 7 == 0 => Sort::SpringFestival,
        Some(_) => Sort::Holiday,
        None if WORKED.contains(&(year, date)) => Sort::Workday,
        None if weekday(number) > 5 => Sort::Weekend,
        None => Sort::Workday,
    }
}

/// Shopping festivals (618 and its run-up, Double Eleven and its run-up, Double Twelve), and the fortnight in which
/// things for the new year are bought.
fn festival(year: i64, month: i64, of_month: i64, number: i64) -> f64 {
    let spring = OFF.iter().step_by(7).find(|(y, ..)| *y == year);
    let before = spring.map(|(y, from, _)| days_of(*y, from / 100, from % 100) - number);
    match (month, of_month) {
        (6, 18) => 1.9,
        (6, 1..=17) => 1.10,
        (11, 11) => 2.6,
        (11, 1..=10) => 1.15,
        (12, 12) => 1.35,
        _ if before.is_some_and(|days| (1..=14).contains(&days)) => 1.25,
        _ => 1.0,
    }
}

fn of(weights: &[f64], from_one: i64) -> f64 {
    usize::try_from(from_one - 1).ok().and_then(|index| weights.get(index)).copied().unwrap_or(1.0)
}

/// The day of a month on which pay comes: the day itself, or the last day before it on which people work (工资支付暂行规定,
/// article 7).
#[must_use]
pub fn payday(year: i64, month: i64, of_month: i64) -> i64 {
    let mut number = days_of(year, month, of_month);
    while sort(number) != Sort::Workday {
        number -= 1;
    }
    number
}
