//! Purchases: how often, when and for how much.
//!
//! Purchases of one customer are a Poisson process whose rate follows the calendar, the pay day and the customer's
//! life; rates differ between customers as a gamma distribution, so that counts are negative binomial
//! (Ehrenberg 1959; Schmittlein, Morrison and Colombo 1987). Amounts are lognormal.

use super::calendar::{DAY, Day};
use super::draw::{Draw, whole};
use super::life::Life;
use super::vocabulary::{Event, Value, kind};

/// Mean of the purchases that a person makes with this bank in thirty days.
pub const MEAN_30D: f64 = 12.0;
/// Shape of the gamma distribution of the rates.
pub const SHAPE: u32 = 2;
/// Deviation of the logarithm of an amount.
pub const SIGMA: f64 = 1.1;
/// Of income, the part that is spent: consumption to disposable income of households (National Bureau of Statistics).
pub const SPENT: f64 = 0.68;

/// Hours of purchases on days of work, and on days off: weights of 1,000, set by hand.
pub const HOURS: [[u32; 24]; 2] = [
    [6, 3, 2, 1, 1, 3, 12, 34, 42, 38, 42, 62, 86, 52, 40, 40, 46, 62, 78, 86, 96, 84, 56, 32],
    [10, 6, 3, 2, 1, 2, 6, 18, 34, 50, 64, 72, 74, 62, 60, 62, 64, 68, 76, 78, 76, 64, 34, 14],
];

/// How spending follows pay, by days since it came (Gelman et al. 2014, "Harnessing naturally occurring data to measure
/// the response of spending to income": spending peaks when pay comes and falls within days).
const PAID: [f64; 4] = [1.5, 1.3, 1.2, 1.1];

/// Adds a person's purchases.
pub fn purchases(days: &[Day], life: &Life, draw: &mut Draw, events: &mut Vec<Event>) {
    let rate = draw.erlang(SHAPE) * MEAN_30D / 30.0;
    // What goes through this bank: between a tenth and two thirds, a beta(2, 3).
    let (through, elsewhere) = (draw.erlang(2) * 2.0, draw.erlang(3) * 3.0);
    let wallet = through / (through + elsewhere);
    let monthly = life.income * SPENT * wallet;
    // The mean of a lognormal is exp(sigma² / 2) times its median.
    let median =
        (monthly / (rate * 30.0).max(1.0)).clamp(3.0, 3_000.0) / libm::exp(SIGMA * SIGMA / 2.0);
    let mut wait = draw.exponential();
    for (index, day) in days.iter().enumerate().take(life.active.1).skip(life.active.0) {
        let mut intensity =
            rate * day.shopping * life.mood(index) * after_pay(&life.paydays, index);
        while wait < intensity {
            intensity -= wait;
            wait = draw.exponential();
            let at = day.start() + moment(hours(day, &HOURS), draw);
            let amount = draw.lognormal(median, SIGMA);
            let quantity = 1 + draw.geometric(0.62, 39);
            let fields =
                [Value::Cents(whole(amount * 100.0, 50, 100_000_000)), Value::Int(quantity)];
            events.push(Event::new(at, kind::PURCHASE, &fields));
        }
        wait -= intensity;
    }
}

/// How much more or less is spent on a day because of pay: more in the days behind it, less in the last five before.
fn after_pay(paydays: &[usize], day: usize) -> f64 {
    let next = paydays.partition_point(|&paid| paid <= day);
    let since = next.checked_sub(1).and_then(|last| paydays.get(last)).map(|paid| day - paid);
    if let Some(factor) = since.and_then(|since| PAID.get(since)) {
        return *factor;
    }
    match paydays.get(next) {
        Some(paid) if paid - day <= 5 => 0.85,
        _ => 0.97,
    }
}

/// The weights of a day's hours, of those for days of work and for days off.
#[must_use]
pub fn hours<'a>(day: &Day, of: &'a [[u32; 24]; 2]) -> &'a [u32; 24] {
    let [work, off] = of;
    if day.works() { work } else { off }
}

/// A moment of a day, ms since its beginning, by the weights of its hours.
pub fn moment(hours: &[u32; 24], draw: &mut Draw) -> i64 {
    let hour = i64::try_from(draw.pick(hours)).unwrap_or_default();
    let within = i64::try_from(draw.below(3_600_000)).unwrap_or_default();
    (hour * 3_600_000 + within).min(DAY - 1)
}
