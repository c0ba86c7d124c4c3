//! Tags.

use silhouette::pack::program::{Source, Tag as Lowered};

use super::Lowering;
use super::purposes::slots_of;
use super::symbols::{Stage, Symbol};
use crate::cel::types::Ty;
use crate::json::Pointer;
use crate::phrases;

impl Lowering<'_> {
    pub(super) fn tags(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("tags");
        for (index, tag) in document.tags.iter().enumerate() {
            let at = root.index(index);
            let purpose = self.purpose(tag.purpose.as_ref(), &at);
            let label = self.text(&tag.label, &at.key("label"));
            let message = tag
                .message
                .as_ref()
                .and_then(|message| self.message(message, None, &at.key("message")));
            let ttl = tag.ttl.as_ref().and_then(|text| self.duration(text, &at.key("ttl")));
            let when = self.condition(&tag.when, &at.key("when"), Stage::Facts);
            let name = format!("tags.{}", tag.id);
            let Some(when) = when else {
                self.symbols.spoil(&name);
                continue;
            };
            let reads = slots_of(&when);
            self.check_grants(tag.purpose.as_ref(), &reads, &at.key("when"));
            if let Some(message) = &message {
                self.check_grants(tag.purpose.as_ref(), &message.args, &at.key("message"));
            }
            let nullable = tag.on_unknown != Some(true) && self.can_be_unknown(&when);
            let symbol =
                Symbol { purposes: self.granted(&reads), ..Symbol::new(Ty::Bool, nullable) };
            let number = u16::try_from(self.builder.program.tags.len()).unwrap_or(u16::MAX);
            let slot = self.define(&name, Some(&tag.label), &at, Source::Tag(number), symbol);
            if tag.ttl.is_none() && tag.on_unknown != Some(true) {
                self.keep_tag(slot, &when);
            }
            let kept = ttl.map(|_| self.in_every_locale(phrases::kept_tag));
            let lowered = Lowered {
                id: self.builder.string(&tag.id),
                label,
                message,
                purpose,
                ttl,
                user_visible: tag.user_visible.unwrap_or(true),
                on_unknown: tag.on_unknown.unwrap_or(false),
                when: self.builder.condition(&when),
                slot,
                kept,
            };
            self.builder.program.tags.push(lowered);
        }
    }
}
