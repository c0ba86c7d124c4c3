//! Local time: a fixed offset, or an IANA zone as a table of its offsets.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use silhouette::pack::program::Offset;

/// The table holds from here …
const FROM: i64 = 0; // 1970-01-01
/// … to here; later, the last offset stays.
const TO: i64 = 2_524_608_000; // 2050-01-01, seconds

/// The offsets of a zone, or none if there is no such zone.
#[must_use]
pub fn offsets(name: &str) -> Option<Vec<Offset>> {
    if let Some(offset) = fixed(name) {
        return Some(vec![Offset { from: FROM, offset }]);
    }
    if !name.contains('/') {
        return None; // no abbreviations such as EST, which mean different things
    }
    let zone = TimeZone::get(name).ok()?;
    let start = Timestamp::from_second(FROM).ok()?;
    let ms = |zone: &TimeZone, at: Timestamp| zone.to_offset(at).seconds().checked_mul(1000);
    let mut table = vec![Offset { from: FROM, offset: ms(&zone, start)? }];
    for transition in zone.following(start) {
        let at = transition.timestamp();
        if at.as_second() >= TO {
            break;
        }
        let offset = transition.offset().seconds().checked_mul(1000)?;
        if table.last().is_none_or(|last| last.offset != offset) {
            table.push(Offset { from: at.as_millisecond(), offset });
        }
    }
    Some(table)
}

/// `Z`, `UTC`, `+08:00`, `-05:30`, in milliseconds.
fn fixed(name: &str) -> Option<i32> {
    if name == "Z" || name == "UTC" {
        return Some(0);
    }
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = name.get(1..)?.split_once(':')?;
    let two = |text: &str, max: i32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|n: &i32| digits && *n <= max)
    };
    Some(sign * (two(hours, 18)? * 3600 + two(minutes, 59)? * 60) * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_offsets() {
        assert_eq!(offsets("+08:00").unwrap(), [Offset { from: 0, offset: 28_800_000 }]);
        assert_eq!(fixed("-05:30"), Some(-19_800_000));
        assert_eq!(fixed("Z"), Some(0));
        for wrong in ["", "8", "+8:00", "+08", "+19:00", "+08:60", "EST", "Asia/Nowhere"] {
            assert_eq!(offsets(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shanghai_kept_summer_time_from_1986_to_1991() {
        let table = offsets("Asia/Shanghai").unwrap();
        assert_eq!(table[0], Offset { from: 0, offset: 28_800_000 });
        // Six summers, each a change forth and back; nothing after 1991-09-15 01:00 summer time.
        assert_eq!(table.len(), 13);
        assert_eq!(*table.last().unwrap(), Offset { from: 684_867_600_000, offset: 28_800_000 });
    }

    #[test]
    fn new_york_changes_twice_a_year_until_2050() {
        let table = offsets("America/New_York").unwrap();
        // 2026-03-08 02:00 local is 07:00 UTC.
        assert!(table.contains(&Offset { from: 1_772_953_200_000, offset: -14_400_000 }));
        assert!(table.iter().all(|offset| offset.from < TO * 1000));
    }
}
