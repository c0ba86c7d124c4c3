//! Reason codes of a scorecard: a code is defined once with its message and named elsewhere.

use std::collections::BTreeMap;

use silhouette::model::value::{StrId, TextId};

use super::Lowering;
use crate::diagnostics::{Code, Diagnostic};
use crate::document::scores::{ReasonCode, Score};
use crate::document::{Localised, Short};
use crate::json::Pointer;

/// Messages by code.
pub type Reasons<'a> = BTreeMap<&'a str, (&'a Localised, Pointer)>;

type Place<'a> = (&'a Short<ReasonCode>, Pointer);

/// Every reason code of a score, in document order.
fn all_of<'a>(score: &'a Score, at: &Pointer) -> Vec<Place<'a>> {
    let mut all = Vec::new();
    for (i, characteristic) in score.characteristics.iter().enumerate() {
        let at = at.key("characteristics").index(i);
        all.extend(characteristic.reason_code.iter().map(|code| (code, at.key("reasonCode"))));
        for (k, attribute) in characteristic.attributes.iter().enumerate() {
            let at = at.key("attributes").index(k).key("reasonCode");
            all.extend(attribute.reason_code.as_ref().map(|code| (code, at)));
        }
    }
    all
}

impl Lowering<'_> {
    /// The messages of a score's reason codes.
    pub(super) fn reasons<'s>(&mut self, score: &'s Score, at: &Pointer) -> Reasons<'s> {
        let mut reasons: Reasons<'s> = BTreeMap::new();
        for (code, at) in all_of(score, at) {
            let Short::Full(ReasonCode { code, message }) = code else { continue };
            if code.is_empty() || code.len() > 64 {
                self.report(Diagnostic::new(Code::BadId, &at.key("code")).arg(code));
            }
            match reasons.get(code.as_str()) {
                Some((first, place)) if *first != message => {
                    let found = Diagnostic::new(Code::DuplicateId, &at.key("code"));
                    let place = place.clone();
                    self.report(found.arg(code).arg(place.as_str()));
                }
                Some(_) => {}
                None => drop(reasons.insert(code, (message, at))),
            }
        }
        reasons
    }

    /// A reason code and its message.
    pub(super) fn reason(
        &mut self,
        code: Option<&Short<ReasonCode>>,
        reasons: &Reasons<'_>,
        at: &Pointer,
    ) -> Option<(StrId, TextId)> {
        let code = match code? {
            Short::Text(code) => code,
            Short::Full(full) => &full.code,
        };
        let Some((message, place)) = reasons.get(code.as_str()) else {
            let found = Diagnostic::new(Code::ReasonCode, &at.key("reasonCode")).arg(code);
            self.report(found.meant(code, reasons.keys().copied()));
            return None;
        };
        let text = self.text(message, &place.key("message"));
        Some((self.builder.string(code), text))
    }
}
