//! A loaded pack: immutable and shared by its sessions.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::reads::Reads;
use super::session::Session;
use crate::behaviour::coerce::{Names, text_of};
use crate::behaviour::thresholds::Thresholds;
use crate::egress::bytes;
use crate::model::digits;
use crate::model::error::Error;
use crate::model::time::Zone;
use crate::model::value::{StrId, TextId};
use crate::pack::codec;
use crate::pack::program::{Bin, Model, NodeOp, NowPart, Op, Program, SplitBy};
use crate::stages::scores::input;

/// Words of the engine itself, as strings beside the pack's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Word {
    Advisory,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    In,
    NotIn,
    Known,
    NotKnown,
    Notice,
    Caution,
    High,
    Resolved,
    Open,
    Acknowledged,
    Eligibility,
    Applicability,
    Suitability,
    Consent,
    Exclusive,
    HoldOut,
    Champion,
    Challenger,
    Gained,
    Lost,
    Moved,
    UnknownKind,
    UnknownField,
    UnknownFact,
    Superseded,
    OverCap,
    NoConsent,
    Type,
    At,
    False,
    True,
    Unknown,
    All,
    Any,
    Not,
    Leaf,
    TaskId,
    SuggestionId,
    Contact,
    Window,
}

const WORDS: [&str; 47] = [
    "advisory",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "not in",
    "known",
    "not known",
    "notice",
    "caution",
    "high",
    "resolved",
    "open",
    "acknowledged",
    "eligibility",
    "applicability",
    "suitability",
    "consent",
    "exclusive",
    "holdout",
    "champion",
    "challenger",
    "gained",
    "lost",
    "moved",
    "unknown_kind",
    "unknown_field",
    "unknown_fact",
    "superseded",
    "over_cap",
    "no_consent",
    "type",
    "at",
    "false",
    "true",
    "unknown",
    "all",
    "any",
    "not",
    "leaf",
    "{0}/{1}/{2}/{3}",
    "{0}:{1}",
    "contact",
    "window",
];

/// A loaded policy. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Engine(pub(crate) Arc<Loaded>);

#[derive(Debug)]
pub(crate) struct Loaded {
    /// The program; its strings are followed by the engine's.
    pub program: Program,
    pub zone: Zone,
    pub names: Names,
    /// Numbers against which the policy compares a slot, ascending.
    pub thresholds: Thresholds,
    /// Parts of the local time that expressions read.
    pub clock: Option<ClockParts>,
    /// What each item reads.
    pub reads: Reads,
    pub digest: StrId,
    /// How reports name the pack.
    pub named: [u8; bytes::DIGEST],
    words: StrId,
    pub tag_items: StrId,
    pub tier_items: StrId,
    pub score_items: StrId,
    pub warning_items: StrId,
    pub product_items: StrId,
}

/// How often the local time as expressions read it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ClockParts {
    Daily,
    Hourly,
}

/// The numbers against which conditions and bins compare each slot.
fn thresholds(program: &Program) -> Thresholds {
    let mut all = Thresholds::new(program.slots.len());
    for node in &program.nodes {
        if let NodeOp::Compare { slot, against, .. } = node.op
            && let Some(&value) = program.consts.get(usize::from(against))
            && let Some(n) = input::number(program, slot, value)
        {
            all.add(slot, n);
        }
    }
    for score in &program.scores {
        match &score.model {
            Model::Scorecard(card) => {
                for characteristic in &card.characteristics {
                    for attribute in &characteristic.attributes {
                        if let Bin::Range { lo, hi } = attribute.when {
                            let limits = [lo, hi].into_iter().flatten();
                            limits.for_each(|limit| all.add(characteristic.slot, limit));
                        }
                    }
                }
            }
            Model::Trees(trees) => {
                for split in &trees.splits {
                    if let SplitBy::Threshold { at, .. } = split.by
                        && let Some(input) = trees.inputs.get(usize::from(split.input))
                    {
                        all.add(input.slot, at);
                    }
                }
            }
            Model::Linear(_) => {}
        }
    }
    all
}

fn clock_parts(program: &Program) -> Option<ClockParts> {
    let parts = program.code.iter().filter_map(|op| match op {
        Op::Now(NowPart::Hour) => Some(ClockParts::Hourly),
        Op::Now(_) => Some(ClockParts::Daily),
        _ => None,
    });
    let dated = program.products.iter().any(|p| p.suitability.is_some_and(|s| s.expires.is_some()));
    let explores = program.ranking.response.is_some_and(|response| response.explore);
    parts.chain((dated || explores).then_some(ClockParts::Daily)).max()
}

impl Engine {
    /// Loads a pack.
    ///
    /// # Errors
    /// A `pack/…` code for everything that is not exactly what this version's compiler makes.
    pub fn load(pack: &[u8]) -> Result<Engine, Error> {
        let (mut program, order, digest) = codec::decode(pack)?;
        let names = Names::new(order, &program.strings);
        let mut strings = core::mem::take(&mut program.strings);
        let next = |strings: &Vec<String>| StrId::try_from(strings.len()).unwrap_or(StrId::MAX);
        let words = next(&strings);
        strings.extend(WORDS.iter().map(|&word| String::from(word)));
        let digest_id = next(&strings);
        let mut hex = String::new();
        digest.iter().for_each(|&byte| digits::push(&mut hex, u64::from(byte), 16, 2));
        strings.push(hex);
        let mut items = |ids: &mut dyn Iterator<Item = (&str, StrId)>| {
            let first = next(&strings);
            for (what, id) in ids {
                let mut item = String::from(what);
                item.push_str(text_of(&strings, id));
                strings.push(item);
            }
            first
        };
        let tag_items = items(&mut program.tags.iter().map(|tag| ("tag:", tag.id)));
        let tier_items = items(&mut program.tiers.iter().map(|tier| match tier.initial {
            None => ("tier:", tier.id),
            Some(_) => ("lifecycle:", tier.id),
        }));
        let score_items = items(&mut program.scores.iter().map(|score| ("score:", score.id)));
        let warning_items = items(&mut program.warnings.iter().map(|w| ("warning:", w.id)));
        let product_items = items(&mut program.products.iter().map(|p| ("product:", p.id)));
        program.strings = strings;
        Ok(Engine(Arc::new(Loaded {
            zone: Zone::new(program.zone.clone()),
            thresholds: thresholds(&program),
            clock: clock_parts(&program),
            reads: Reads::new(&program),
            program,
            names,
            digest: digest_id,
            named: bytes::prefix(&digest),
            words,
            tag_items,
            tier_items,
            score_items,
            warning_items,
            product_items,
        })))
    }

    /// The program. Its strings are the pack's, followed by the engine's own words: an answer's
    /// string ids are indexes into them.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.0.program
    }

    /// SHA-256 of the pack, in hexadecimal.
    #[must_use]
    pub fn digest_hex(&self) -> &str {
        text_of(&self.0.program.strings, self.0.digest)
    }

    /// The string that holds [`digest_hex`](Self::digest_hex).
    #[cfg(all(target_arch = "wasm32", feature = "border"))]
    pub(crate) fn digest(&self) -> StrId {
        self.0.digest
    }

    /// A string by its id; empty for one that is not there.
    #[must_use]
    pub fn text(&self, id: StrId) -> &str {
        text_of(&self.0.program.strings, id)
    }

    /// Starts a customer's state. `locale` is an index into the policy's locales; one that is not
    /// there means the first. `salt` is entropy: identifiers are kept only as hashes keyed by it.
    #[must_use]
    pub fn open(&self, locale: usize, salt: [u8; 16]) -> Session {
        Session::new(self.clone(), locale, salt)
    }
}

impl Loaded {
    pub fn word(&self, word: Word) -> StrId {
        self.words + StrId::from(word as u8)
    }

    /// The number of an item by the string of its name, as [`Reads`] counts.
    pub fn place(&self, item: StrId) -> usize {
        usize::try_from(item.wrapping_sub(self.tag_items)).unwrap_or(usize::MAX)
    }

    /// A text in a locale.
    pub fn localised(&self, text: TextId, locale: usize) -> StrId {
        let locales = self.program.info.locales.len();
        let place = usize::try_from(text).unwrap_or(0) * locales + locale;
        self.program.texts.get(place).copied().unwrap_or_default()
    }
}

/// The string of the `index`-th item of a list of item names.
pub(crate) fn nth(first: StrId, index: usize) -> StrId {
    first + StrId::try_from(index).unwrap_or(0)
}
