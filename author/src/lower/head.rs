//! Identity, validity, locales, local time and purposes.

use serde_json::Value;
use silhouette::pack::program::{Info, MAX_PURPOSES, Purpose};

use super::{Lowering, zone};
use crate::diagnostics::{Code, Diagnostic};
use crate::document::{Basis, Moment};
use crate::json::Pointer;

/// A moment in milliseconds since the epoch.
#[must_use]
pub fn moment(moment: &Value) -> Option<i64> {
    match moment {
        Value::Number(ms) => ms.as_i64(),
        Value::String(text) => {
            text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
        }
        _ => None,
    }
}

impl Lowering<'_> {
    pub(super) fn head(&mut self) {
        let document = self.document;
        let root = Pointer::root();
        let id = &document.id;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if id.is_empty() || id.len() > 64 || !id.chars().all(plain) {
            self.report(Diagnostic::new(Code::BadId, &root.key("id")).arg(id));
        }
        if semver::Version::parse(&document.version).is_err() {
            let found = Diagnostic::new(Code::BadVersion, &root.key("version"));
            self.report(found.arg(&document.version));
        }
        self.locales(&root.key("locales"));
        match zone::offsets(&document.timezone) {
            Some(zone) => self.builder.program.zone = zone,
            None => {
                let found = Diagnostic::new(Code::BadTimezone, &root.key("timezone"));
                self.report(found.arg(&document.timezone));
            }
        }
        let not_before = self.moment(document.not_before.as_ref(), &root.key("notBefore"));
        let expires = self.moment(document.expires.as_ref(), &root.key("expires"));
        if let (Some(from), Some(to)) = (not_before, expires)
            && to <= from
        {
            self.report(Diagnostic::new(Code::EmptyValidity, &root.key("expires")));
        }
        let builder = &mut self.builder;
        let locales = self.locales.iter().map(|locale| builder.string(locale)).collect();
        builder.program.info = Info {
            id: builder.string(id),
            version: builder.string(&document.version),
            locales,
            not_before,
            expires,
        };
    }

    fn locales(&mut self, at: &Pointer) {
        let document = self.document;
        if document.locales.is_empty() {
            self.report(Diagnostic::new(Code::WrongLength, at).arg("1…64").arg("0"));
        }
        self.unique(&document.locales, at, "");
        for (index, locale) in document.locales.iter().enumerate() {
            if !is_language_tag(locale) {
                self.report(Diagnostic::new(Code::BadLocale, &at.index(index)).arg(locale));
            }
            if !self.locales.contains(locale) && self.locales.len() < 64 {
                self.locales.push(locale.clone());
            }
        }
        if self.locales.is_empty() {
            self.locales.push("en".to_owned()); // so that texts have a place; an error was reported
        }
    }

    fn moment(&mut self, written: Option<&Moment>, at: &Pointer) -> Option<i64> {
        let Moment(value) = written?;
        let found = moment(value);
        if found.is_none() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.report(Diagnostic::new(Code::BadTime, at).arg(text));
        }
        found
    }

    pub(super) fn purposes(&mut self) {
        let document = self.document;
        let at = Pointer::root().key("purposes");
        let ids: Vec<String> = document.purposes.iter().map(|p| p.id.clone()).collect();
        self.unique(&ids, &at, "id");
        for (index, purpose) in document.purposes.iter().enumerate() {
            let at = at.index(index);
            self.check_id(&purpose.id, &at.key("id"));
            let label = match &purpose.label {
                Some(label) => self.text(label, &at.key("label")),
                None => self.plain_text(&purpose.id),
            };
            let id = self.builder.string(&purpose.id);
            let needs_consent = purpose.basis == Basis::Consent;
            self.builder.program.purposes.push(Purpose { id, label, needs_consent });
        }
        if document.purposes.len() > MAX_PURPOSES {
            let found = Diagnostic::new(Code::WrongLength, &at).arg(format!("0…{MAX_PURPOSES}"));
            self.report(found.arg(document.purposes.len()));
        }
    }

    /// The index of a purpose that a rule names.
    pub(super) fn purpose(&mut self, id: Option<&String>, at: &Pointer) -> Option<u16> {
        let id = id?;
        let purposes = &self.document.purposes;
        match purposes.iter().position(|purpose| purpose.id == *id) {
            Some(index) => u16::try_from(index).ok(),
            None => {
                let known: Vec<String> = purposes.iter().map(|p| p.id.clone()).collect();
                self.unknown_reference(("purpose", "用途"), id, &known, &at.key("purpose"));
                None
            }
        }
    }

    /// Reports a reference to what does not exist.
    pub(super) fn unknown_reference(
        &mut self,
        (en, zh): (&str, &str),
        id: &str,
        known: &[String],
        at: &Pointer,
    ) {
        let what = crate::diagnostics::Words::new(en, zh);
        let found = Diagnostic::new(Code::UnknownReference, at).arg(what).arg(id);
        self.report(found.meant(id, known.iter().map(String::as_str)));
    }
}

/// A language, perhaps a script, perhaps a region: `zh-Hans-CN`, `en`.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    (2..=3).contains(&language.len())
        && letters(language)
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_text_or_milliseconds() {
        let text = |text: &str| moment(&Value::String(text.to_owned()));
        assert_eq!(text("1970-01-01T08:00:00+08:00"), Some(0));
        assert_eq!(text("2026-05-02T10:00:00+08:00"), Some(1_777_687_200_000));
        assert_eq!(text("2026-05-02"), None);
        assert_eq!(moment(&Value::from(5)), Some(5));
        assert_eq!(moment(&Value::from(0.5)), None);
    }

    #[test]
    fn language_tags() {
        for right in ["zh-CN", "en", "zh-Hans-CN", "yue"] {
            assert!(is_language_tag(right));
        }
        for wrong in ["", "e", "english", "zh_CN", "zh-", "12"] {
            assert!(!is_language_tag(wrong), "{wrong}");
        }
    }
}
