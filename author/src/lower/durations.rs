//! Durations such as `30d`.

use crate::diagnostics::Words;

const SECOND: i64 = 1000;
/// A hundred years.
const MAX: i64 = 3_155_760_000_000;
/// Milliseconds of a day of 24 hours.
pub const DAY: i64 = 86_400 * SECOND;

/// Milliseconds of a duration: a whole number and one of `s m h d w`.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        's' => SECOND,
        'm' => 60 * SECOND,
        'h' => 3600 * SECOND,
        'd' => DAY,
        'w' => 7 * DAY,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = digits.parse().ok()?;
    count.checked_mul(unit).filter(|ms| (1..=MAX).contains(ms))
}

/// A duration in words, in the largest unit that fits.
#[must_use]
pub fn words(ms: i64) -> String {
    for (unit, sign) in [(DAY, "d"), (3600 * SECOND, "h"), (60 * SECOND, "m")] {
        if ms % unit == 0 {
            return format!("{}{sign}", ms / unit);
        }
    }
    format!("{}s", ms / SECOND)
}

/// A duration in words for people, in the largest unit that fits.
#[must_use]
pub fn in_words(ms: i64) -> Words {
    let short = words(ms);
    let (count, unit) = short.split_at(short.len() - 1);
    let (en, zh) = match unit {
        "d" => ("day", "天"),
        "h" => ("hour", "小时"),
        "m" => ("minute", "分钟"),
        _ => ("second", "秒"),
    };
    let many = if count == "1" { "" } else { "s" };
    Words::new(format!("{count} {en}{many}"), format!("{count} {zh}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_whole_numbers_with_a_unit() {
        assert_eq!(parse("30d"), Some(2_592_000_000));
        assert_eq!(parse("12h"), Some(43_200_000));
        assert_eq!(parse("2w"), Some(14 * DAY));
        for wrong in
            ["", "d", "30", "30 d", "-1d", "1.5h", "0d", "1y", "30D", "99999999999w", "３d"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(words(14 * DAY), "14d");
        assert_eq!(words(90_000), "90s");
        assert_eq!(in_words(DAY).en, "1 day");
        assert_eq!(in_words(36 * 3600 * SECOND).zh, "36 小时");
    }
}
