//! The products: suggested and ranked, or left out at a gate.

use alloc::vec::Vec;

use super::{Gaps, note_gap, note_gaps, scope};
use crate::engine::loaded::{Loaded, nth};
use crate::engine::session::Session;
use crate::model::number;
use crate::model::time::Millis;
use crate::model::value::{Truth, Value};
use crate::pack::program::{Product, Program};
use crate::stages::condition;
use crate::stages::expression::{self, ProductNumbers, Scope};
use crate::stages::suggestions::gates::{self, Gate, Unsuitable};

/// Offers of one portrait, by index of the product.
#[derive(Default)]
pub(super) struct Offers {
    pub suggested: Vec<(usize, f64)>,
    pub excluded: Vec<(usize, Gate)>,
}

impl Session {
    #[inline(never)]
    pub(super) fn offers(&mut self, loaded: &Loaded, now: Millis, gaps: &mut Gaps) -> Offers {
        let program = &loaded.program;
        let boost = self.tier_boost(program);
        let mut offers = Offers::default();
        for (index, product) in program.products.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            match gates::evaluate(program, product, &scope, &mut self.stack) {
                None => {
                    let rank = rank(program, product, boost, scope, &mut self.stack);
                    // The best first; equals by id.
                    let id = self.engine.text(product.id);
                    let before = |&(other, better): &(usize, f64)| {
                        let other = program.products.get(other).map_or(0, |p| p.id);
                        let order = better.total_cmp(&rank);
                        order.then_with(|| id.cmp(self.engine.text(other))).is_gt()
                    };
                    let place = offers.suggested.partition_point(before);
                    offers.suggested.insert(place, (index, rank));
                }
                Some(gate) => {
                    let item = nth(loaded.product_items, index);
                    match gate {
                        Gate::Eligibility(node) | Gate::Applicability(node) => {
                            let truth = condition::evaluate(program, node, &scope, &mut self.stack);
                            if truth == Truth::Unknown {
                                note_gaps(program, node, item, &scope, &mut self.stack, gaps);
                            }
                        }
                        Gate::Suitability(
                            Unsuitable::Tolerance(slot, _) | Unsuitable::Expired(slot, _),
                        ) => {
                            if self.slots.get(usize::from(slot)) == Some(&Value::Unknown) {
                                note_gap(gaps, slot, item);
                            }
                        }
                    }
                    offers.excluded.push((index, gate));
                }
            }
        }
        offers
    }

    fn tier_boost(&self, program: &Program) -> f64 {
        let standings = program.tiers.iter().zip(&self.history.tiers);
        let boost = standings.filter_map(|(tier, standing)| {
            Some(tier.levels.get(usize::from((*standing)?.level))?.boost)
        });
        boost.fold(0.0, |sum, boost| sum + boost)
    }
}

#[inline(never)]
fn rank(
    program: &Program,
    product: &Product,
    boost: f64,
    scope: Scope<'_>,
    stack: &mut Vec<Value>,
) -> f64 {
    let intent = product.intent.map_or(Value::Number(0.0), |intent| {
        match expression::evaluate(program, intent, &scope, stack) {
            Value::Unknown => Value::Number(0.0), // nothing is known of an interest: there is none
            value => value,
        }
    });
    let value = Value::Number(product.value);
    let product = ProductNumbers { value, intent, tier_boost: Value::Number(boost) };
    let formula = program.ranking.map_or(value, |ranking| {
        expression::evaluate(program, ranking, &Scope { product, ..scope }, stack)
    });
    match formula {
        Value::Number(rank) => rank,
        Value::Int(rank) => number::to_f64(rank),
        _ => f64::NEG_INFINITY,
    }
}
