//! When the customer may be spoken to.

use crate::model::time::{DAY, MINUTE, Millis, Zone};
use crate::pack::program::Contact;

/// The next span of time, from `now` on, outside the quiet hours.
pub fn window(contact: &Contact, now: Millis, zone: &Zone) -> (Millis, Millis) {
    let longest = if contact.window > 0 { contact.window } else { DAY };
    let Some((quiet_from, quiet_to)) = contact.quiet else {
        return (now, now + longest);
    };
    let minute = zone.minute(now);
    let (quiet_from, quiet_to) = (i64::from(quiet_from), i64::from(quiet_to));
    let since_quiet = (minute - quiet_from).rem_euclid(1440);
    let quiet = (quiet_to - quiet_from).rem_euclid(1440);
    let into_minute = (now + zone.offset(now)).rem_euclid(MINUTE);
    let wait = if since_quiet < quiet { (quiet - since_quiet) * MINUTE - into_minute } else { 0 };
    let from = now + wait;
    let until_quiet = if wait > 0 {
        (1440 - quiet) * MINUTE
    } else {
        (1440 - since_quiet) * MINUTE - into_minute
    };
    (from, from + longest.min(until_quiet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::HOUR;

    fn contact() -> Contact {
        Contact { quiet: Some((22 * 60, 8 * 60)), ..Contact::default() }
    }

    #[test]
    fn quiet_hours_cross_midnight() {
        let zone = Zone::default();
        // 23:30:30 → 08:00 the next day, until 22:00.
        let now = 23 * HOUR + 30 * MINUTE + 30_000;
        assert_eq!(window(&contact(), now, &zone), (32 * HOUR, 46 * HOUR));
        // 09:15 → at once, until 22:00.
        let now = 9 * HOUR + 15 * MINUTE;
        assert_eq!(window(&contact(), now, &zone), (now, 22 * HOUR));
        // 22:00 sharp is quiet, 08:00 sharp is not.
        assert_eq!(window(&contact(), 22 * HOUR, &zone).0, 32 * HOUR);
        assert_eq!(window(&contact(), 8 * HOUR, &zone).0, 8 * HOUR);
    }

    #[test]
    fn without_quiet_hours_the_window_is_the_policys() {
        let contact = Contact { window: 3 * HOUR, ..Contact::default() };
        assert_eq!(window(&contact, 5, &Zone::default()), (5, 5 + 3 * HOUR));
    }
}
