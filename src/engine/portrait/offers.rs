//! The products: suggested and ranked, or left out at a gate.

use alloc::vec::Vec;

use super::{Gaps, scope, unknown};
use crate::engine::again::Answered;
use crate::engine::loaded::{Loaded, nth};
use crate::engine::session::Session;
use crate::model::time::Millis;
use crate::model::value::Value;
use crate::pack::program::Program;
use crate::stages::suggestions::feedback::Responses;
use crate::stages::suggestions::gates::{self, Gate, Unsuitable};
use crate::stages::suggestions::rank::{self, Arm, Offer};
use crate::stages::suggestions::response;

/// Offers of one portrait, by index of the product.
#[derive(Default)]
pub(super) struct Offers {
    pub suggested: Vec<Offer>,
    pub excluded: Vec<(usize, Gate)>,
    /// Which way of suggesting an experiment gives this customer.
    pub arm: Option<Arm>,
    /// What became of earlier suggestions.
    pub answered: Answered,
}

impl Session {
    #[inline(never)]
    pub(super) fn offers(&mut self, loaded: &Loaded, now: Millis, gaps: &mut Gaps) -> Offers {
        let program = &loaded.program;
        let boost = self.tier_boost(program);
        let answered = self.again.answered.take().filter(|answered| answered.holds(now));
        let answered =
            answered.unwrap_or_else(|| Answered::new(program, &self.features, now, &loaded.zone));
        let experiment = program.ranking.experiment.as_ref();
        let arm = experiment.map(|experiment| {
            rank::arm(experiment, self.symbols.draw(self.engine.text(experiment.id), 0))
        });
        let room = program.products.len();
        let (suggested, excluded) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let mut offers = Offers { suggested, excluded, arm, answered };
        let arm = arm.unwrap_or(Arm::Champion);
        let today = loaded.zone.day(now);
        let protection = program.general_only.filter(|one| self.consents.serves(one.purpose));
        let protected = protection.and_then(|protection| {
            let scope = scope(loaded, &self.slots, now);
            gates::protects(program, protection, &scope, &mut self.stack)
        });
        for (index, product) in program.products.iter().enumerate() {
            let scope = scope(loaded, &self.slots, now);
            let consents = &self.consents;
            let denied = product.purpose.filter(|_| !consents.serves(product.purpose));
            let denied = denied.or_else(|| Responses::no_consent(program, consents, product));
            let item = nth(loaded.product_items, index);
            let place = loaded.place(item);
            let mut calm = false;
            let gate = match (protected, denied) {
                (Some(node), _) => Some(Gate::Eligibility(node)),
                (None, Some(purpose)) => Some(Gate::Consent(purpose)),
                (None, None) => {
                    calm = self.again.holds(place);
                    match self.again.of(place) {
                        Some(found) if calm => found.gate,
                        found => {
                            let gate = gates::evaluate(program, product, &scope, &mut self.stack);
                            if let Some(found) = found {
                                found.gate = gate;
                            }
                            gate
                        }
                    }
                }
            };
            let passed = match gate {
                Some(gate) => Err(gate),
                None => {
                    let Answered { responses, allowed, .. } = &mut offers.answered;
                    let known = allowed.get(index).copied().flatten();
                    let allows = known.unwrap_or_else(|| {
                        responses.allows(program, consents, index, product, now)
                    });
                    if let Some(place) = allowed.get_mut(index) {
                        *place = Some(allows);
                    }
                    allows.map_err(Gate::Contact)
                }
            };
            match passed {
                Ok(_) if arm == Arm::HoldOut => offers.excluded.push((index, Gate::HoldOut)),
                Ok(allowed) => {
                    let id = self.engine.text(product.id);
                    let response = program.ranking.response.map_or(0.0, |assumed| {
                        let seed = assumed.explore.then(|| self.symbols.draw(id, today));
                        response::chance(assumed, offers.answered.responses.answers(index), seed)
                    });
                    let by = (arm, boost, response);
                    let place = place + program.products.len();
                    let holds = self.again.holds(place);
                    let rank = match self.again.of(place) {
                        Some(found) if holds && found.rank.0 == by => found.rank.1,
                        found => {
                            let rank = rank::rank(program, product, by, &scope, &mut self.stack);
                            if let Some(found) = found {
                                found.rank = (by, rank);
                            }
                            rank
                        }
                    };
                    // The best first; equals by id.
                    let before = |better: &Offer| {
                        let other = program.products.get(better.product).map_or(0, |p| p.id);
                        let order = better.rank.total_cmp(&rank);
                        order.then_with(|| id.cmp(self.engine.text(other))).is_gt()
                    };
                    let place = offers.suggested.partition_point(before);
                    offers.suggested.insert(place, Offer { product: index, rank, allowed });
                }
                Err(gate) => {
                    match gate {
                        Gate::Eligibility(node) | Gate::Applicability(node) => {
                            if let Some(found) = self.again.of(place) {
                                if !calm {
                                    let stack = &mut self.stack;
                                    unknown(program, node, &scope, stack, &mut found.gaps);
                                }
                                found.gaps.iter().for_each(|&slot| gaps.note(slot, item));
                            }
                        }
                        Gate::Suitability(
                            Unsuitable::Tolerance(slot, _) | Unsuitable::Expired(slot, _),
                        ) if self.slots.get(usize::from(slot)) == Some(&Value::Unknown) => {
                            gaps.note(slot, item);
                        }
                        _ => {}
                    }
                    offers.excluded.push((index, gate));
                }
            }
        }
        let Offers { suggested, excluded, .. } = &mut offers;
        rank::arrange(program, suggested, |index, gate| {
            let place = excluded.partition_point(|&(other, _)| other < index);
            excluded.insert(place, (index, gate));
        });
        offers
    }

    /// What is suggested, the first first.
    pub(in crate::engine) fn suggested(&mut self, loaded: &Loaded, now: Millis) -> Vec<Offer> {
        self.offers(loaded, now, &mut Gaps::default()).suggested
    }

    fn tier_boost(&self, program: &Program) -> f64 {
        let standings = program.tiers.iter().zip(&self.history.tiers);
        let boost = standings.filter_map(|(tier, standing)| {
            Some(tier.levels.get(usize::from((*standing)?.level))?.boost)
        });
        boost.fold(0.0, |sum, boost| sum + boost)
    }
}
