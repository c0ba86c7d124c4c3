//! Coverage of a policy by its embedded tests: which leaf of a condition was never true or never false,
//! which attribute of a scorecard never counted, which row of a tier table never decided.
//!
//! What happened is asked of the engine, not worked out beside it: the [`probes`] are packs made of the
//! same policy whose portraits tell of every part what became of it, and each embedded test is run on
//! them. A leaf is asked for its own truth, whether or not the conditions around it made it matter.

mod probes;

use silhouette::Error;
use silhouette::pack::program::Program;

use crate::document::Document;
use crate::examples;
use crate::json::Pointer;
use crate::lower::marks::Marks;

/// What a part of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An expression that is a condition, or a leaf of a condition's tree.
    Leaf,
    /// An attribute of a scorecard.
    Bin,
    /// A row of a tier table.
    Row,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Leaf, Kind::Bin, Kind::Row];

    /// One of them, in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Leaf => "leaf",
            Kind::Bin => "bin",
            Kind::Row => "row",
        }
    }

    /// Many of them, in results.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Leaf => "leaves",
            Kind::Bin => "bins",
            Kind::Row => "rows",
        }
    }

    /// What can happen to it.
    fn events(self) -> &'static [Event] {
        match self {
            Kind::Leaf => &[Event::True, Event::False],
            Kind::Bin => &[Event::Counted],
            Kind::Row => &[Event::Decided],
        }
    }
}

/// What can happen to a part of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The leaf was true.
    True,
    /// The leaf was false.
    False,
    /// The attribute was the first of its characteristic that was true.
    Counted,
    /// The row was the first of its table that held.
    Decided,
}

impl Event {
    /// The word for it in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Event::True => "true",
            Event::False => "false",
            Event::Counted => "counted",
            Event::Decided => "decided",
        }
    }
}

/// A part of a policy, and what never happened to it.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Id of the leaf, the characteristic or the level, if it has one.
    pub id: Option<String>,
    /// Label of the leaf in the policy's first locale, if it has one.
    pub label: Option<String>,
    /// The leaf's expression, what the attribute covers, the level of the row.
    pub text: String,
    /// Where it stands.
    pub at: Pointer,
    /// What never happened to it, over all embedded tests.
    pub never: Vec<Event>,
}

/// The parts of a policy: leaves, then bins, then rows, each in the order in which they are compiled.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The parts.
    pub parts: Vec<Part>,
}

impl Coverage {
    /// How many parts of a kind there are, and how many of them the tests cover.
    #[must_use]
    pub fn totals(&self, kind: Kind) -> (usize, usize) {
        let parts = self.parts.iter().filter(|part| part.kind == kind);
        (parts.clone().count(), parts.filter(|part| part.never.is_empty()).count())
    }

    /// The parts to which something never happened.
    pub fn missed(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| !part.never.is_empty())
    }

    /// Whether everything happened.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.missed().next().is_none()
    }
}

/// Runs the embedded tests on the probes of a program. A test whose input is refused covers nothing.
///
/// # Errors
/// When no device would load a probe, as it is larger than the policy.
pub fn measure(document: &Document, program: &Program, marks: &Marks) -> Result<Coverage, Error> {
    let mut coverage = Coverage { parts: parts(marks) };
    for probe in probes::all(program, marks) {
        let engine = probe.engine()?;
        for example in &document.tests {
            let portraits = examples::portraits(example, &engine, examples::Acts::Left);
            let portraits = portraits.unwrap_or_default();
            let happened = portraits.iter().flat_map(|(portrait, _)| probe.happened(portrait));
            for (part, event) in happened {
                if let Some(part) = coverage.parts.get_mut(part) {
                    part.never.retain(|never| *never != event);
                }
            }
        }
    }
    Ok(coverage)
}

fn parts(marks: &Marks) -> Vec<Part> {
    let part = |kind: Kind, id, label, text: &str, at: &Pointer| Part {
        kind,
        id,
        label,
        text: text.to_owned(),
        at: at.clone(),
        never: kind.events().to_vec(),
    };
    let leaves = marks
        .leaves
        .iter()
        .map(|leaf| part(Kind::Leaf, leaf.id.clone(), leaf.label.clone(), &leaf.expr, &leaf.at));
    let bins = marks
        .bins
        .iter()
        .map(|bin| part(Kind::Bin, Some(bin.of.clone()), None, &bin.label, &bin.at));
    let rows = marks
        .rows
        .iter()
        .map(|row| part(Kind::Row, Some(row.to.clone()), None, &format!("→ {}", row.to), &row.at));
    leaves.chain(bins).chain(rows).collect()
}
