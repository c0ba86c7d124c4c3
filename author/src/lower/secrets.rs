//! Facts that by their name hold what no policy may: secrets that prove who somebody is, and numbers of cards
//! and citizens.

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic, Part};
use crate::document::facts::Fact;
use crate::document::{Localised, Short};
use crate::json::Pointer;

/// Parts of names, in English: each a word or words in a row.
const NAMES: [&str; 33] = [
    "password",
    "passwd",
    "pwd",
    "passcode",
    "passphrase",
    "pin",
    "cvv",
    "cvv2",
    "cvc",
    "cvn2",
    "otp",
    "captcha",
    "sms_code",
    "verify_code",
    "verification_code",
    "auth_code",
    "security_code",
    "one_time_code",
    "dynamic_code",
    "card_no",
    "card_num",
    "card_number",
    "id_card",
    "id_no",
    "id_number",
    "citizen_id",
    "passport_no",
    "passport_number",
    "fingerprint",
    "faceprint",
    "face_id",
    "voiceprint",
    "iris",
];
/// Parts of labels, in Chinese.
const LABELS: [&str; 12] = [
    "密码",
    "口令",
    "验证码",
    "校验码",
    "动态码",
    "身份证号",
    "银行卡号",
    "卡号",
    "护照号",
    "指纹",
    "人脸",
    "声纹",
];

/// The forbidden part of a name.
fn secret_name(name: &str) -> Option<&'static str> {
    // `smsCode`, `sms-code` and `SMS_CODE` are one.
    let mut words = String::from("_");
    let mut before = '_';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push('_');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else {
            words.push('_');
        }
        before = c;
    }
    words.push('_');
    NAMES.into_iter().find(|secret| words.contains(&format!("_{secret}_")))
}

fn secret_label(label: &Localised) -> Option<&'static str> {
    let of = |text: &String| LABELS.into_iter().find(|secret| text.contains(secret));
    match &label.0 {
        Short::Text(text) => of(text),
        Short::Full(texts) => texts.values().find_map(of),
    }
}

impl Lowering<'_> {
    /// Reports a fact or a field that by its name holds a secret.
    pub(super) fn check_secret(&mut self, fact: &Fact, at: &Pointer) {
        let name = at.as_str().rsplit('/').next().unwrap_or_default();
        let label = || fact.label.as_ref().and_then(secret_label);
        if let Some(secret) = secret_name(name).or_else(label) {
            self.report(
                Diagnostic::new(Code::FactSecret, at).part(Part::Key).arg(name).arg(secret),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::secret_name;

    #[test]
    fn names_are_read_word_by_word() {
        for name in
            ["password", "login_password", "smsCode", "SMS_CODE", "card-number", "payPIN", "pin"]
        {
            assert!(secret_name(name).is_some(), "{name}");
        }
        for name in [
            "spin",
            "shipping",
            "pinned_page",
            "card_cashback",
            "opinion",
            "id",
            "code",
            "identity",
        ] {
            assert_eq!(secret_name(name), None, "{name}");
        }
    }
}
