//! What each item reads: so that nothing is judged or told again whose facts are as they were.

use alloc::vec::Vec;

use crate::model::value::Slot;
use crate::pack::program::{
    Bin, Message, Model, NodeId, NodeOp, Op, Partial, Product, Program, Suitability,
};
use crate::stages::{condition, expression};

/// For each slot the items whose truth, value or reasons rest on it, a bit each; behind the slots the same for
/// the local hour.
///
/// Items are numbered as their names are: tags, tiers, scores, warnings, products. Then come the products' ranks
/// and their places in the general list, which reads nothing.
#[derive(Debug)]
pub(crate) struct Reads {
    /// Words of a slot.
    width: usize,
    words: Vec<u64>,
    /// How many items there are.
    items: usize,
    /// The first item of the general list.
    general: usize,
}

impl Reads {
    pub fn new(program: &Program) -> Reads {
        let clock = program.slots.len();
        let products = program.products.len();
        let lists = [program.tags.len(), program.tiers.len(), program.scores.len()];
        let items = lists.iter().sum::<usize>() + program.warnings.len() + 3 * products;
        let width = items / 64 + 1;
        let words = alloc::vec![0; (clock + 1) * width];
        let mut all = Reading { program, clock, width, words, items: 0 };
        for tag in &program.tags {
            all.item();
            all.node(tag.when);
            tag.message.iter().for_each(|message| all.message(message));
        }
        for tier in &program.tiers {
            all.item();
            for row in &tier.rows {
                [row.when, row.stay].into_iter().flatten().for_each(|node| all.node(node));
            }
        }
        for score in &program.scores {
            all.item();
            all.model(&score.model);
        }
        for warning in &program.warnings {
            all.item();
            all.node(warning.when);
            all.message(&warning.message);
        }
        for product in &program.products {
            all.item();
            all.product(product);
            let parts = product.bundle.iter();
            for part in parts.filter_map(|&part| program.products.get(usize::from(part))) {
                all.product(part);
            }
            all.message(&product.message);
            product.advisory.iter().for_each(|advice| all.expr(advice.expr));
        }
        for product in &program.products {
            all.item();
            let formulas =
                [program.ranking.score, program.ranking.experiment.and_then(|e| e.score)];
            formulas.into_iter().chain([product.intent]).flatten().for_each(|expr| all.expr(expr));
        }
        Reads { width, words: all.words, items, general: items - products }
    }

    /// The bits of a slot.
    pub fn of(&self, slot: usize) -> &[u64] {
        let start = slot.saturating_mul(self.width);
        self.words.get(start..start.saturating_add(self.width)).unwrap_or(&[])
    }

    /// The item that is a product's place in the general list.
    pub fn general(&self, product: usize) -> usize {
        self.general + product
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.items
    }
}

/// Marks what the last item reads.
struct Reading<'a> {
    program: &'a Program,
    clock: usize,
    width: usize,
    words: Vec<u64>,
    /// How many items there are, with this one.
    items: usize,
}

impl Reading<'_> {
    fn item(&mut self) {
        self.items += 1;
    }

    #[inline(never)]
    fn slot(&mut self, slot: usize) {
        let item = self.items.saturating_sub(1);
        if let Some(word) = self.words.get_mut(slot * self.width + item / 64) {
            *word |= 1 << (item % 64);
        }
    }

    fn slots(&mut self, slots: &[Slot]) {
        slots.iter().for_each(|&slot| self.slot(usize::from(slot)));
    }

    fn message(&mut self, message: &Message) {
        self.slots(&message.args);
    }

    #[inline(never)]
    fn expr(&mut self, expr: u16) {
        for op in expression::code(self.program, expr) {
            match *op {
                Op::Slot(slot) => self.slots(&[slot]),
                Op::Now(_) => self.slot(self.clock),
                _ => {}
            }
        }
    }

    #[inline(never)]
    fn node(&mut self, node: NodeId) {
        match self.program.nodes.get(usize::from(node)).map(|node| node.op) {
            Some(NodeOp::All(first, count) | NodeOp::Any(first, count)) => {
                (first..first.saturating_add(count)).for_each(|child| self.node(child));
            }
            Some(NodeOp::Not(child)) => self.node(child),
            Some(NodeOp::Expr(expr)) => self.expr(expr),
            _ => condition::reads(self.program, node, &mut |slot| self.slots(&[slot])),
        }
    }

    fn model(&mut self, model: &Model) {
        match model {
            Model::Scorecard(card) => {
                for characteristic in &card.characteristics {
                    self.slots(&[characteristic.slot]);
                    for attribute in &characteristic.attributes {
                        if let Bin::When(node) = attribute.when {
                            self.node(node);
                        }
                        if let Partial::Expr(expr) = attribute.points {
                            self.expr(expr);
                        }
                    }
                }
            }
            Model::Trees(trees) => trees.inputs.iter().for_each(|i| self.slots(&[i.slot])),
            Model::Linear(linear) => linear.terms.iter().for_each(|t| self.slots(&[t.slot])),
        }
    }

    fn product(&mut self, product: &Product) {
        let gates = [product.eligibility, product.applicability];
        gates.into_iter().flatten().for_each(|node| self.node(node));
        if let Some(Suitability { tolerance, expires, .. }) = product.suitability {
            self.slots(&[tolerance]);
            if let Some(expires) = expires {
                self.slots(&[expires]);
                self.slot(self.clock);
            }
        }
    }
}
