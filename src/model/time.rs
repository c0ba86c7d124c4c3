//! Moments, local days and months. The offset of local time comes from the policy.

use alloc::vec::Vec;

use crate::pack::program::Offset;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A second, a minute, an hour and a day in milliseconds.
pub const DAY: Millis = 86_400_000;
/// An hour in milliseconds.
pub const HOUR: Millis = 3_600_000;
/// A minute in milliseconds.
pub const MINUTE: Millis = 60_000;
/// Moments from outside lie in `0..=MAX_TIME`: up to the year 9999.
pub const MAX_TIME: Millis = 253_402_300_799_999;

/// Local time of the policy.
#[derive(Clone, Debug, Default)]
pub struct Zone(Vec<Offset>);

impl Zone {
    /// A zone from its offsets, ascending by time.
    #[must_use]
    pub fn new(offsets: Vec<Offset>) -> Zone {
        Zone(offsets)
    }

    /// Milliseconds to add to a moment for local time.
    #[must_use]
    pub fn offset(&self, at: Millis) -> Millis {
        let after = self.0.partition_point(|offset| offset.from <= at);
        let entry = self.0.get(after.saturating_sub(1));
        entry.map_or(0, |offset| Millis::from(offset.offset))
    }

    /// Local days since 1970-01-01.
    #[must_use]
    pub fn day(&self, at: Millis) -> i64 {
        (at + self.offset(at)).div_euclid(DAY)
    }

    /// Local hour, 0 to 23.
    #[must_use]
    pub fn hour(&self, at: Millis) -> i64 {
        (at + self.offset(at)).rem_euclid(DAY) / HOUR
    }

    /// Local minute of the day, 0 to 1439.
    #[must_use]
    pub fn minute(&self, at: Millis) -> i64 {
        (at + self.offset(at)).rem_euclid(DAY) / MINUTE
    }

    /// The moment at which a local day begins.
    #[must_use]
    pub fn day_start(&self, day: i64) -> Millis {
        let local = day * DAY;
        // The offset that holds at the moment itself; two steps settle it unless the clock changes at
        // midnight, where the later of the two offsets is taken.
        let guess = local - self.offset(local);
        local - self.offset(guess)
    }
}

/// Weekday of a day: Monday is 1, Sunday is 7.
#[must_use]
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Year, month (1 to 12) and day of the month of a day count.
///
/// The proleptic Gregorian calendar, by Howard Hinnant's `civil_from_days`.
#[must_use]
pub fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_month)
}

/// Day count of a civil date; the inverse of [`civil`].
#[must_use]
pub fn days_of(year: i64, month: i64, day_of_month: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let march = (month + 9).rem_euclid(12);
    let of_year = (153 * march + 2) / 5 + day_of_month - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// First day of the month `back` months before the month of `day`.
#[must_use]
pub fn month_start(day: i64, back: i64) -> i64 {
    let (year, month, _) = civil(day);
    let months = year * 12 + (month - 1) - back;
    days_of(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
}

/// A civil date `YYYY-MM-DD` as a day count; none when it is not one.
#[must_use]
pub fn date_from_text(text: &str) -> Option<i64> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else {
        return None;
    };
    let year = digits(&[y0, y1, y2, y3])?;
    let month = digits(&[m0, m1])?;
    let day = digits(&[d0, d1])?;
    let count = days_of(year, month, day);
    (civil(count) == (year, month, day)).then_some(count)
}

fn digits(text: &[u8]) -> Option<i64> {
    let mut n = 0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        n = n * 10 + i64::from(byte - b'0');
    }
    Some(n)
}

/// The earliest of many moments that lie behind one.
#[derive(Clone, Copy, Debug)]
pub struct Soonest {
    now: Millis,
    at: Millis,
}

impl Soonest {
    /// None yet of those behind this moment.
    #[must_use]
    pub fn after(now: Millis) -> Soonest {
        Soonest { now, at: Millis::MAX }
    }

    /// Takes a moment into account.
    #[inline(never)]
    pub fn note(&mut self, at: Millis) {
        if at > self.now && at < self.at {
            self.at = at;
        }
    }

    /// The earliest, if there was one.
    #[must_use]
    pub fn told(self) -> Option<Millis> {
        (self.at != Millis::MAX).then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_and_days_are_inverse() {
        for day in (-800_000..800_000).step_by(37) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days_of(year, month, of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29)); // 30 years and 7 leap days, then 59 days
        assert_eq!(weekday(0), 4); // 1970-01-01 was a Thursday
    }

    #[test]
    fn months_count_back_over_the_new_year() {
        let day = days_of(2026, 2, 28);
        assert_eq!(month_start(day, 0), days_of(2026, 2, 1));
        assert_eq!(month_start(day, 2), days_of(2025, 12, 1));
        assert_eq!(month_start(day, 14), days_of(2024, 12, 1));
    }

    #[test]
    fn dates_are_checked() {
        assert_eq!(date_from_text("1970-01-02"), Some(1));
        assert_eq!(date_from_text("2026-02-29"), None);
        assert_eq!(date_from_text("2026-2-9"), None);
        assert_eq!(date_from_text("2026-02-09-"), None);
    }

    #[test]
    fn local_days_follow_the_offset() {
        let shanghai = Zone::new(alloc::vec![Offset { from: 0, offset: 28_800_000 }]);
        assert_eq!(shanghai.day(16 * HOUR - 1), 0);
        assert_eq!(shanghai.day(16 * HOUR), 1);
        assert_eq!(shanghai.hour(0), 8);
        assert_eq!(shanghai.day_start(1), 16 * HOUR);
    }
}
