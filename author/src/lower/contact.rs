//! Contact policy.

use silhouette::pack::program::{
    Cap, CapScope, Contact as Lowered, Cooldown, Feedback, Learn, Prior as LoweredPrior,
};

use super::Lowering;
use super::durations::{DAY, in_words};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::feedback::{self, SUGGESTION};
use crate::document::offers::{Contact, Hours, Prior, Scope};
use crate::document::results::Channel;
use crate::document::{Short, offers};
use crate::json::Pointer;

/// A cool-down grows no faster.
const MAX_GROWTH: f64 = 10.0;
/// What is taken for granted before anything is known weighs as much as so many showings.
const LEAST_PRIOR: f64 = 0.01;
const MOST_PRIOR: f64 = 10_000.0;

impl Lowering<'_> {
    pub(super) fn contact(&mut self) {
        let mut lowered = Lowered { window: DAY, ..Lowered::default() };
        let mut learned = None;
        if let Some(contact) = &self.document.contact {
            let at = Pointer::root().key("contact");
            lowered.quiet = contact
                .quiet_hours
                .as_ref()
                .and_then(|quiet| self.quiet_hours(quiet, &at.key("quietHours")));
            if let Some(text) = &contact.window {
                lowered.window = self.duration(text, &at.key("window")).unwrap_or(DAY);
            }
            lowered.caps = self.caps(contact, &at);
            let cooldown = contact.cooldown_after_dismiss.as_ref();
            lowered.cooldown =
                cooldown.and_then(|one| self.cooldown(one, &at.key("cooldownAfterDismiss")));
            lowered.channels = self.channels(contact, &at.key("channels"));
            let learn = contact.learn.as_ref();
            learned = learn.and_then(|learn| self.learn(learn, &at.key("learn")));
        }
        let answers = self.builder.program.ranking.response.is_some();
        if !lowered.caps.is_empty() || lowered.cooldown.is_some() || learned.is_some() || answers {
            let kind = self.events.kind(SUGGESTION).map(|(kind, _)| kind);
            let showings = self.own_text("展示次数", "times shown");
            lowered.feedback = kind.map(|kind| Feedback { kind, showings, learn: learned });
        }
        self.builder.program.contact = lowered;
    }

    /// A text of the compiler's own.
    pub(super) fn own_text(&mut self, zh: &str, en: &str) -> u32 {
        let text = feedback::label(&self.locales, zh, en);
        self.text(&text, &Pointer::root())
    }

    fn caps(&mut self, contact: &Contact, at: &Pointer) -> Vec<Cap> {
        let mut caps = Vec::new();
        for (index, cap) in contact.caps.iter().enumerate() {
            let at = at.key("caps").index(index);
            let Some(per) = self.duration(&cap.per, &at.key("per")) else { continue };
            let (scope, zh, en) = match cap.scope {
                Scope::Product => (CapScope::Product, "同一产品", "A product"),
                Scope::Channel => (CapScope::Channel, "同一渠道", "A channel"),
                Scope::All => (CapScope::All, "全部推荐", "All suggestions together"),
            };
            let (max, time) = (cap.max, in_words(per));
            let times = if max == 1 { "once" } else { &format!("{max} times") };
            let zh = format!("{zh}在 {}内最多展示 {max} 次", time.zh);
            let label = self.own_text(&zh, &format!("{en}: at most {times} in {}", time.en));
            caps.push(Cap { scope, max, per, label });
        }
        if let Some(text) = &contact.no_repeat
            && let Some(per) = self.duration(text, &at.key("noRepeat"))
        {
            let time = in_words(per);
            let zh = format!("相同内容在 {}内不重复展示", time.zh);
            let en = format!("The same message is not shown again within {}", time.en);
            let label = self.own_text(&zh, &en);
            caps.push(Cap { scope: CapScope::Message, max: 1, per, label });
        }
        caps
    }

    /// Channels that need a consent. What everybody sees is not held back by one: a product of the general
    /// list has another channel.
    fn channels(&mut self, contact: &Contact, at: &Pointer) -> Vec<(u32, u16)> {
        let known = Channel::ALL.map(|channel| channel.name().to_owned());
        let mut channels = Vec::new();
        for (id, rule) in &contact.channels {
            if !known.contains(id) {
                self.unknown_reference(("channel", "渠道"), id, &known, &at.key(id));
            }
            if let Some(purpose) = self.purpose(Some(&rule.purpose), &at.key(id)) {
                channels.push((self.builder.string(id), purpose));
            }
        }
        let document = self.document;
        for (index, id) in document.fallback.iter().enumerate() {
            let product = document.products.iter().find(|product| product.id == *id);
            let held = |channel: &Channel| contact.channels.contains_key(channel.name());
            if product.is_some_and(|product| product.channels.iter().all(held)) {
                let at = Pointer::root().key("fallback").index(index);
                self.report(Diagnostic::new(Code::GeneralChannel, &at).arg(id));
            }
        }
        channels
    }

    fn learn(&mut self, learn: &offers::Learn, at: &Pointer) -> Option<Learn> {
        let half_life = self.duration(&learn.half_life, &at.key("halfLife"))?;
        if half_life < DAY {
            let found = Diagnostic::new(Code::OutOfRange, &at.key("halfLife")).arg("1d");
            self.report(found.arg("36525d"));
        }
        let mut channels = Vec::new();
        if let Some(priors) = &learn.channels {
            let at = at.key("channels");
            let known = Channel::ALL.map(|channel| channel.name().to_owned());
            for id in priors.keys().filter(|id| !known.contains(id)) {
                self.unknown_reference(("channel", "渠道"), id, &known, &at.key(id));
            }
            for id in &known {
                let prior = priors.get(id).copied().unwrap_or_default();
                channels.push(self.prior(prior, &at.key(id)));
            }
        }
        let hours = learn.hours.and_then(Hours::prior);
        let hours = hours.map(|prior| self.prior(prior, &at.key("hours")));
        let rate = self.own_text("回应率", "part of showings answered");
        let by_channel = self.own_text(
            "根据您以往的回应选择此渠道",
            "This channel is chosen by how you answered before",
        );
        let by_hour = self.own_text(
            "根据您以往的回应，安排在 {0} 点以后",
            "From {0}:00, chosen by when you answered before",
        );
        Some(Learn { half_life, channels, hours, rate, by_channel, by_hour })
    }

    fn prior(&mut self, Prior { hits, misses }: Prior, at: &Pointer) -> LoweredPrior {
        for (key, number) in [("hits", hits), ("misses", misses)] {
            if !(LEAST_PRIOR..=MOST_PRIOR).contains(&number) {
                let found = Diagnostic::new(Code::OutOfRange, &at.key(key));
                self.report(found.arg(LEAST_PRIOR.to_string()).arg(MOST_PRIOR.to_string()));
            }
        }
        LoweredPrior { hits, misses }
    }

    fn cooldown(&mut self, cooldown: &Short<offers::Cooldown>, at: &Pointer) -> Option<Cooldown> {
        let (first, max, growth) = match cooldown {
            Short::Text(text) => {
                let first = self.duration(text, at)?;
                (first, first, 1.0)
            }
            Short::Full(full) => {
                let first = self.duration(&full.first, &at.key("first"));
                let growth = full.growth.unwrap_or(1.0);
                if !(1.0..=MAX_GROWTH).contains(&growth) {
                    let found = Diagnostic::new(Code::OutOfRange, &at.key("growth")).arg("1");
                    self.report(found.arg(MAX_GROWTH.to_string()));
                }
                let max = match &full.max {
                    Some(text) => self.duration(text, &at.key("max")),
                    None if growth > 1.0 => {
                        self.report(Diagnostic::new(Code::MissingKey, at).arg("max"));
                        None
                    }
                    None => first,
                };
                let (first, max) = (first?, max?);
                if max < first {
                    let found = Diagnostic::new(Code::CooldownMax, &at.key("max"));
                    self.report(found.arg(super::words(max)).arg(super::words(first)));
                }
                (first, max, growth)
            }
        };
        let message = self.own_text(
            "{0} 关闭过该推荐，{1} 前不再推荐",
            "Dismissed on {0}; not suggested again before {1}",
        );
        let dismissed = self.own_text("最近一次关闭", "last dismissed");
        Some(Cooldown { first, growth, max, message, dismissed })
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
