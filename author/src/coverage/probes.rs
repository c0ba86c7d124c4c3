//! Probes: packs made of a policy whose portraits tell what became of each of its parts.
//!
//! Everything that facts, tags, scores and tiers come from stays as it is, so that every part reads the
//! same facts as in the policy. Behind it stand
//!
//! - for a leaf two warnings, raised when it is true and when its negation is;
//! - for a scorecard the same scorecard, whose attributes give their own numbers as points;
//! - for a tier table the same rows without hysteresis, each to levels of its own number.
//!
//! The policy's own warnings and products are left out: nothing reads them.

use std::collections::BTreeMap;

use serde_json::Value;
use silhouette::model::value::{Slot, StrId, TextId, Type};
use silhouette::pack::codec;
use silhouette::pack::program::{
    Attribute, Bin, Level, Message, Model, Node, NodeId, NodeOp, Partial, Program, Score, Severity,
    SlotInfo, Source, Tier, TierRow, Warning,
};
use silhouette::{Engine, Error};

use super::Event;
use crate::lower::marks::Marks;

/// So many leaves share a pack.
const LEAVES: usize = 512;
/// Digits of a row's number; a table has fewer levels than a byte has values.
const DIGITS: [usize; 2] = [1, BASE];
const BASE: usize = 128;

/// A pack, and what the items of its portraits mean.
pub struct Probe {
    program: Program,
    /// By warning: the part and what happened to it.
    leaves: BTreeMap<String, (usize, Event)>,
    /// By score: the part of each attribute of each characteristic.
    bins: BTreeMap<String, Vec<Vec<usize>>>,
    /// By the two tiers of a table: the part of each row.
    rows: Vec<([String; 2], Vec<usize>)>,
}

/// The probes of a program. Parts are numbered as leaves, bins and rows in the order of their marks.
pub fn all(program: &Program, marks: &Marks) -> Vec<Probe> {
    let leaves: Vec<(usize, NodeId)> =
        marks.leaves.iter().enumerate().filter_map(|(i, leaf)| Some((i, leaf.node?))).collect();
    let mut probes = Vec::new();
    let mut first = Probe::new(program);
    first.scores(marks, marks.leaves.len());
    first.tiers(marks, marks.leaves.len() + marks.bins.len());
    let mut chunks = leaves.chunks(LEAVES);
    first.leaves(chunks.next().unwrap_or_default());
    probes.push(first);
    for chunk in chunks {
        let mut probe = Probe::new(program);
        probe.leaves(chunk);
        probes.push(probe);
    }
    probes
}

impl Probe {
    fn new(program: &Program) -> Probe {
        let mut program = program.clone();
        program.warnings.clear();
        program.products.clear();
        program.general.clear();
        let (leaves, bins) = (BTreeMap::new(), BTreeMap::new());
        Probe { program, leaves, bins, rows: Vec::new() }
    }

    /// The loaded pack.
    pub fn engine(&self) -> Result<Engine, Error> {
        Engine::load(&codec::encode(&self.program)?)
    }

    /// What happened to which parts, by a portrait of this probe.
    pub fn happened(&self, portrait: &Value) -> Vec<(usize, Event)> {
        let items = |key: &str| portrait[key].as_array().into_iter().flatten();
        let id = |item: &Value| item["id"].as_str().unwrap_or_default().to_owned();
        let mut happened: Vec<(usize, Event)> =
            items("warnings").filter_map(|item| self.leaves.get(&id(item)).copied()).collect();
        for score in items("scores") {
            let Some(characteristics) = self.bins.get(&id(score)) else { continue };
            let points = score["contributions"].as_array().into_iter().flatten();
            for (bins, points) in characteristics.iter().zip(points) {
                // An attribute's points are its number, from 1; none of its own counted at 0.
                let counted = bins.iter().zip(1..).find(|(_, number)| points["points"] == *number);
                happened.extend(counted.map(|(&bin, _)| (bin, Event::Counted)));
            }
        }
        let level = |tier: &String| {
            let tier = items("tiers").find(|item| item["id"] == **tier)?;
            tier["level"].as_str()?.parse::<usize>().ok()
        };
        for (tiers, rows) in &self.rows {
            let digits = tiers.iter().zip(DIGITS);
            let row = digits.map(|(tier, digit)| Some(level(tier)? * digit)).sum::<Option<usize>>();
            let decided = row.and_then(|row| rows.get(row));
            happened.extend(decided.map(|&row| (row, Event::Decided)));
        }
        happened
    }

    fn leaves(&mut self, leaves: &[(usize, NodeId)]) {
        let text = self.text("");
        for &(part, node) in leaves {
            let negation = self.reserve(1);
            let copy = self.reserve(1);
            self.set(negation, NodeOp::Not(number(copy)));
            self.copy(node, copy);
            for (when, event) in [(node, Event::True), (number(negation), Event::False)] {
                let name = format!("{part}/{}", event.name());
                let warning = Warning {
                    id: self.string(&name),
                    message: Message { text, args: Vec::new() },
                    purpose: None,
                    severity: Severity::Notice,
                    when,
                    actions: Vec::new(),
                    cooldown: 0,
                    escalate: None,
                    escalated_severity: Severity::Notice,
                    escalated_actions: Vec::new(),
                };
                self.program.warnings.push(warning);
                self.leaves.insert(name, (part, event));
            }
        }
    }

    /// A tree of nodes once more, as a node has one parent only. Children stand behind their parent.
    fn copy(&mut self, from: NodeId, to: usize) {
        let Some(node) = self.program.nodes.get(usize::from(from)) else { return };
        let (first, count) = match node.op {
            NodeOp::Not(child) => (child, 1),
            NodeOp::All(first, count) | NodeOp::Any(first, count) => (first, count),
            leaf => return self.set(to, leaf),
        };
        let op = node.op;
        let children = self.reserve(usize::from(count));
        for index in 0..count {
            self.copy(first.saturating_add(index), children + usize::from(index));
        }
        let children = number(children);
        self.set(
            to,
            match op {
                NodeOp::All(..) => NodeOp::All(children, count),
                NodeOp::Any(..) => NodeOp::Any(children, count),
                _ => NodeOp::Not(children),
            },
        );
    }

    /// Places for nodes next to each other.
    fn reserve(&mut self, count: usize) -> usize {
        let first = self.program.nodes.len();
        let empty = Node { op: NodeOp::Known(0), id: None, label: None, told: 0 };
        self.program.nodes.extend(std::iter::repeat_n(empty, count));
        first
    }

    fn set(&mut self, at: usize, op: NodeOp) {
        if let Some(node) = self.program.nodes.get_mut(at) {
            node.op = op;
        }
    }

    /// Scorecards that give the numbers of their attributes; `first` is the part of the first bin.
    fn scores(&mut self, marks: &Marks, first: usize) {
        for index in 0..self.program.scores.len() {
            let Some(score) = self.program.scores.get(index) else { continue };
            let Model::Scorecard(card) = &score.model else { continue };
            let mut card = card.clone();
            card.reasons = None;
            for characteristic in &mut card.characteristics {
                for (attribute, number) in characteristic.attributes.iter_mut().zip(1_u32..) {
                    attribute.points = Partial::Points(f64::from(number));
                }
                // A score is told only when every characteristic has an attribute.
                let none = |when| Attribute { when, points: Partial::Points(0.0), reason: None };
                characteristic.attributes.extend([none(Bin::Missing), none(Bin::Otherwise)]);
            }
            let mut bins = vec![Vec::new(); card.characteristics.len()];
            for (place, mark) in marks.bins.iter().enumerate().filter(|(_, m)| m.score == index) {
                if let Some(bins) = bins.get_mut(mark.characteristic) {
                    bins.push(first + place); // marks stand in the order of the attributes
                }
            }
            let label = score.label;
            let name = format!("card/{index}");
            let source = Source::Score(number(self.program.scores.len()));
            let slot = self.slot(&name, Type::Number, source);
            let score = Score {
                id: self.string(&name),
                label,
                purpose: None,
                slot,
                band_slot: None,
                model: Model::Scorecard(card),
                bands: Vec::new(),
                probability: None,
            };
            self.program.scores.push(score);
            self.bins.insert(name, bins);
        }
    }

    /// Tier tables that give the numbers of their rows; `first` is the part of the first row.
    fn tiers(&mut self, marks: &Marks, first: usize) {
        let text = self.text("");
        for index in 0..self.program.tiers.len() {
            let Some(table) = self.program.tiers.get(index) else { continue };
            if table.initial.is_some() {
                continue; // its stages have no rows that decide, only conditions
            }
            let whens: Vec<Option<NodeId>> = table.rows.iter().map(|row| row.when).collect();
            let levels: Vec<Level> = (0..BASE)
                .map(|level| Level {
                    id: self.string(&level.to_string()),
                    label: text,
                    entitlements: Vec::new(),
                    boost: 0.0,
                })
                .collect();
            let tiers = DIGITS.map(|digit| {
                let name = format!("table/{index}/{digit}");
                let rows = whens.iter().enumerate().map(|(row, &when)| TierRow {
                    to: u8::try_from(row / digit % BASE).unwrap_or(u8::MAX),
                    when,
                    stay: None,
                });
                let values = levels.iter().map(|level| level.id).collect();
                let source = Source::Tier(number(self.program.tiers.len()));
                let tier = Tier {
                    rows: rows.collect(),
                    id: self.string(&name),
                    label: text,
                    purpose: None,
                    slot: self.slot(&name, Type::Enum { values, ordered: true }, source),
                    levels: levels.clone(),
                    min_dwell: 0,
                    initial: None,
                    from: Vec::new(),
                    kept: None,
                };
                self.program.tiers.push(tier);
                name
            });
            let rows = marks.rows.iter().enumerate().filter(|(_, mark)| mark.tier == index);
            self.rows.push((tiers, rows.map(|(place, _)| first + place).collect()));
        }
    }

    fn slot(&mut self, name: &str, ty: Type, source: Source) -> Slot {
        let name = self.string(name);
        let label = self.text("");
        let slot = number(self.program.slots.len());
        self.program.slots.push(SlotInfo { name, label, ty, source, range: None });
        slot
    }

    fn string(&mut self, text: &str) -> StrId {
        let id = StrId::try_from(self.program.strings.len()).unwrap_or(StrId::MAX);
        self.program.strings.push(text.to_owned());
        id
    }

    /// A text that is the same in every locale.
    fn text(&mut self, text: &str) -> TextId {
        let id = self.string(text);
        let locales = self.program.info.locales.len();
        let number = self.program.texts.len() / locales.max(1);
        self.program.texts.extend(std::iter::repeat_n(id, locales));
        TextId::try_from(number).unwrap_or(TextId::MAX)
    }
}

/// An index as the program writes it. A table that is full makes a pack that cannot be loaded.
fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
