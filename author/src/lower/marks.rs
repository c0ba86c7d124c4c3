//! Where the parts of a program stand in the document: what its tests can reach.

use silhouette::pack::program::NodeId;

use crate::json::Pointer;

/// The parts of a program that tests can reach.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Expressions that are conditions, or leaves of their trees.
    pub leaves: Vec<LeafMark>,
    /// Attributes of scorecards.
    pub bins: Vec<BinMark>,
    /// Rows of tier tables.
    pub rows: Vec<RowMark>,
}

/// An expression that is a condition, or a leaf of a condition's tree.
#[derive(Clone, Debug)]
pub struct LeafMark {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its label in the policy's first locale, if it has one.
    pub label: Option<String>,
    /// The expression.
    pub expr: String,
    /// The root of its nodes in the program; none while the program has errors.
    pub node: Option<NodeId>,
    /// Where it stands.
    pub at: Pointer,
}

/// An attribute (bin) of a scorecard.
#[derive(Clone, Debug)]
pub struct BinMark {
    /// Index of the score in the program.
    pub score: usize,
    /// Index of the characteristic in the score.
    pub characteristic: usize,
    /// Index of the attribute in the characteristic, in the order in which they are tried.
    pub attribute: usize,
    /// Id of the characteristic.
    pub of: String,
    /// What it covers, in words.
    pub label: String,
    /// Where it stands.
    pub at: Pointer,
}

/// A row of a tier table.
#[derive(Clone, Debug)]
pub struct RowMark {
    /// Index of the table in the program.
    pub tier: usize,
    /// Index of the row in the table.
    pub row: usize,
    /// The level it gives.
    pub to: String,
    /// Where it stands.
    pub at: Pointer,
}
