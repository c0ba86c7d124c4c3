//! The order of what passes the gates.

use alloc::vec::Vec;

use super::feedback::Allowed;
use super::gates::Gate;
use crate::model::number;
use crate::model::value::Value;
use crate::pack::program::{Experiment, Product, Program};
use crate::stages::expression::{self, ProductNumbers, Scope};

/// A product that passes the gates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// Index of the product.
    pub product: usize,
    /// How far to the front it belongs.
    pub rank: f64,
    /// How it may be suggested.
    pub allowed: Allowed,
}

/// Which way of suggesting an experiment gives a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arm {
    /// By the formula of the policy.
    #[default]
    Champion,
    /// By the formula that challenges it.
    Challenger,
    /// Not at all.
    HoldOut,
}

/// The way for a customer of whom `draw` is a random number.
pub fn arm(experiment: &Experiment, draw: u64) -> Arm {
    // Of 2^64 numbers no hundredth has 10^-17 more than another.
    let place = draw % 100;
    let held_out = u64::from(experiment.hold_out);
    if place < held_out {
        Arm::HoldOut
    } else if place - held_out < u64::from(experiment.challenger) {
        Arm::Challenger
    } else {
        Arm::Champion
    }
}

/// How far to the front a product belongs, by the formula of an arm; what cannot be told comes last.
#[inline(never)]
pub fn rank(
    program: &Program,
    product: &Product,
    (arm, boost, response): (Arm, f64, f64),
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> f64 {
    let intent = product.intent.map_or(Value::Number(0.0), |intent| {
        match expression::evaluate(program, intent, scope, stack) {
            Value::Unknown => Value::Number(0.0), // nothing is known of an interest: there is none
            value => value,
        }
    });
    let value = Value::Number(product.value);
    let product = ProductNumbers {
        value,
        intent,
        tier_boost: Value::Number(boost),
        response: Value::Number(response),
    };
    let mut formula = program.ranking.score;
    if let (Arm::Challenger, Some(experiment)) = (arm, program.ranking.experiment) {
        formula = experiment.score;
    }
    let rank = formula.map_or(value, |formula| {
        expression::evaluate(program, formula, &Scope { product, ..*scope }, stack)
    });
    match rank {
        Value::Number(rank) => rank,
        Value::Int(rank) => number::to_f64(rank),
        _ => f64::NEG_INFINITY,
    }
}

/// Orders what passes the gates, which comes sorted, the best first: each next one is the best of the rest
/// after what it loses for those before it that are alike. Of a group that excludes each other the first
/// stays; the others are told with the gate that keeps them back.
#[inline(never)]
pub fn arrange(program: &Program, offers: &mut Vec<Offer>, mut left: impl FnMut(usize, Gate)) {
    let penalty = program.ranking.penalty;
    let of = |index: usize| program.products.get(index);
    let exclusive = |index| of(index).and_then(|product| product.exclusive);
    if penalty == 0.0 && offers.iter().all(|offer| exclusive(offer.product).is_none()) {
        return;
    }
    let mut rest = core::mem::take(offers);
    while !rest.is_empty() {
        let (mut best, mut most) = (0, f64::NEG_INFINITY);
        for (place, offer) in rest.iter().enumerate() {
            let alike = of(offer.product).and_then(|product| product.alike);
            let mut rank = offer.rank;
            for other in &*offers {
                if alike.is_some() && of(other.product).and_then(|product| product.alike) == alike {
                    rank -= penalty;
                }
            }
            if rank > most {
                (best, most) = (place, rank);
            }
        }
        let offer = rest.remove(best);
        let group = exclusive(offer.product);
        let mut before = offers.iter().filter(|other| exclusive(other.product) == group);
        match before.next().filter(|_| group.is_some()) {
            Some(other) => left(offer.product, Gate::Exclusive(other.product)),
            None => offers.push(offer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(alike: u32, exclusive: Option<u32>) -> Product {
        Product {
            id: 0,
            label: 0,
            message: crate::pack::program::Message { text: 0, args: Vec::new() },
            general_message: 0,
            purpose: None,
            kind: 0,
            family: None,
            eligibility: None,
            applicability: None,
            suitability: None,
            channels: alloc::vec![0],
            disclosures: Vec::new(),
            bundle: Vec::new(),
            exclusive,
            alike: Some(alike),
            value: 0.0,
            intent: None,
            advisory: Vec::new(),
        }
    }

    fn arranged(
        products: Vec<Product>,
        penalty: f64,
        ranks: &[f64],
    ) -> (Vec<usize>, Vec<(usize, Gate)>) {
        let ranking = crate::pack::program::Ranking { penalty, ..Default::default() };
        let program = Program { products, ranking, ..Program::default() };
        let allowed = Allowed { channel: 0, remaining: None, instead: None };
        let ranks = ranks.iter().copied().enumerate();
        let offer = |(product, rank)| Offer { product, rank, allowed };
        let mut offers: Vec<Offer> = ranks.map(offer).collect();
        let mut left = Vec::new();
        arrange(&program, &mut offers, |index, gate| left.push((index, gate)));
        (offers.iter().map(|offer| offer.product).collect(), left)
    }

    #[test]
    fn what_is_alike_steps_back_by_the_penalty_for_each() {
        // Two families: 1, 1, 1, 2 with 1.0, 0.9, 0.8, 0.5. With 0.3 off for each one alike before:
        // 1.0 first; then 0.6, 0.5, 0.5: the second; then 0.2 and 0.5: the fourth; then 0.2.
        let products = || [1, 1, 1, 2].map(|family| product(family, None)).into();
        let ranks = [1.0, 0.9, 0.8, 0.5];
        assert_eq!(arranged(products(), 0.3, &ranks).0, [0, 1, 3, 2]);
        // With half off: 1.0; then 0.4, 0.3, 0.5: the fourth; then 0.4, 0.3.
        assert_eq!(arranged(products(), 0.5, &ranks).0, [0, 3, 1, 2]);
        assert_eq!(arranged(products(), 0.0, &ranks).0, [0, 1, 2, 3]);
    }

    #[test]
    fn equals_keep_their_order_and_what_cannot_be_ranked_comes_last() {
        let products = [1, 2, 3].map(|family| product(family, None)).into();
        assert_eq!(arranged(products, 0.1, &[0.5, 0.5, f64::NEG_INFINITY]).0, [0, 1, 2]);
    }

    #[test]
    fn of_a_group_only_the_best_stays() {
        let products: Vec<Product> =
            [Some(7), None, Some(7), Some(8)].map(|group| product(0, group)).into();
        let (offers, left) = arranged(products, 0.0, &[0.9, 0.8, 0.7, 0.6]);
        assert_eq!(offers, [0, 1, 3]);
        assert_eq!(left, [(2, Gate::Exclusive(0))]);
    }

    #[test]
    fn arms_are_as_large_as_they_are_declared() {
        let experiment = Experiment { id: 0, label: 0, hold_out: 5, challenger: 20, score: None };
        let count =
            |arm_wanted| (0..100).filter(|&draw| arm(&experiment, draw) == arm_wanted).count();
        assert_eq!([Arm::HoldOut, Arm::Challenger, Arm::Champion].map(count), [5, 20, 75]);
        let experiment = Experiment { hold_out: 0, challenger: 100, ..experiment };
        assert_eq!(arm(&experiment, u64::MAX), Arm::Challenger);
    }
}
