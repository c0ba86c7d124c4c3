//! The order of the suggestions, and the experiments that compare orders.

use serde::{Deserialize, Serialize};

use super::ExprId;
use crate::model::value::{StrId, TextId};

/// In which order products are suggested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// The formula; it may read [`Op::Product`](super::Op::Product) numbers. Without it, a product's `value`.
    pub score: Option<ExprId>,
    /// What a product loses for each better one that is alike: see [`Product::alike`](super::Product::alike).
    pub penalty: f64,
    /// What is believed of how a customer answers suggestions before anything is known of this one.
    pub response: Option<Response>,
    /// A comparison of formulas that is under way.
    pub experiment: Option<Experiment>,
}

/// How likely a customer answers a suggestion of a product: a Beta distribution, which every showing and every
/// answer moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// So many showings that were answered are assumed before the first: 1 to 100.
    pub hits: u32,
    /// So many that were not: 1 to 100.
    pub misses: u32,
    /// Whether each day a value is drawn from the distribution, instead of its mean: Thompson sampling.
    pub explore: bool,
}

/// A comparison of two formulas, and of both with no personal suggestions at all.
///
/// Of a hundred customers `hold_out` see the general list only, and the next `challenger` are ranked by the
/// challenger's formula. Who is who follows from the experiment's id and from a random number of the customer's
/// own device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Of a hundred customers, how many are held out.
    pub hold_out: u8,
    /// Of a hundred customers, how many the challenger gets.
    pub challenger: u8,
    /// The challenger's formula.
    pub score: Option<ExprId>,
}
