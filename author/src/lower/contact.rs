//! Contact policy.

use silhouette::pack::program::{Cap, CapScope, Contact as Lowered};

use super::Lowering;
use super::durations::DAY;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::offers::Scope;
use crate::json::Pointer;

impl Lowering<'_> {
    pub(super) fn contact(&mut self) {
        let mut lowered = Lowered { window: DAY, ..Lowered::default() };
        if let Some(contact) = &self.document.contact {
            let at = Pointer::root().key("contact");
            lowered.quiet = contact
                .quiet_hours
                .as_ref()
                .and_then(|quiet| self.quiet_hours(quiet, &at.key("quietHours")));
            for (index, cap) in contact.caps.iter().enumerate() {
                let at = at.key("caps").index(index);
                if let Some(per) = self.duration(&cap.per, &at.key("per")) {
                    let scope = match cap.scope {
                        Scope::Product => CapScope::Product,
                        Scope::Channel => CapScope::Channel,
                        Scope::All => CapScope::All,
                    };
                    lowered.caps.push(Cap { scope, max: cap.max, per });
                }
            }
            if let Some(text) = &contact.cooldown_after_dismiss {
                let at = at.key("cooldownAfterDismiss");
                lowered.cooldown = self.duration(text, &at).unwrap_or(0);
            }
            if let Some(text) = &contact.window {
                lowered.window = self.duration(text, &at.key("window")).unwrap_or(DAY);
            }
        }
        self.builder.program.contact = lowered;
    }

    fn quiet_hours(&mut self, quiet: &[String; 2], at: &Pointer) -> Option<(u16, u16)> {
        let mut minutes = [0; 2];
        for (index, (text, minute)) in quiet.iter().zip(&mut minutes).enumerate() {
            match clock(text) {
                Some(found) => *minute = found,
                None => {
                    self.report(Diagnostic::new(Code::BadClock, &at.index(index)).arg(text));
                    return None;
                }
            }
        }
        let [from, to] = minutes;
        if from == to {
            self.report(Diagnostic::new(Code::Quiet, at));
            return None;
        }
        Some((from, to))
    }
}

/// Minutes of the day of a time such as `22:00`.
fn clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |text: &str, below: u16| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|n| digits && *n < below)
    };
    Some(two(hours, 24)? * 60 + two(minutes, 60)?)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn times_of_day() {
        assert_eq!(clock("22:00"), Some(1320));
        assert_eq!(clock("08:05"), Some(485));
        for wrong in ["24:00", "8:00", "08:60", "0800", "", "22"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }
}
