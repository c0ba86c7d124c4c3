//! The gates before a suggestion: not granted, may not, not for you, not good for you. What the customer
//! was told before is in [`feedback`](super::feedback).

use alloc::vec::Vec;

use crate::model::value::{Slot, StrId, Truth, Type, Value};
use crate::pack::program::{NodeId, Product, Program, Protection, Suitability};
use crate::stages::condition;
use crate::stages::expression::Scope;
use crate::stages::suggestions::feedback::Closed;

/// Why a product is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gate {
    /// Its purpose, or that of each of its channels, needs a consent that was not given: the index.
    Consent(u16),
    /// The customer may not have it.
    Eligibility(NodeId),
    /// It is not for this customer, now.
    Applicability(NodeId),
    /// It is riskier than the customer's assessment allows, or there is none.
    Suitability(Unsuitable),
    /// The customer may not be spoken to about it again yet.
    Contact(Closed),
    /// A better one of the same group is suggested: its index.
    Exclusive(usize),
    /// The customer is held out, so that the effect of personal suggestions can be told.
    HoldOut,
}

/// What is wrong with a product's suitability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsuitable {
    /// The tolerance is below the one that is needed, or unknown.
    Tolerance(Slot, Option<StrId>),
    /// The assessment has run out on this day, or nothing says when it does.
    Expired(Slot, i64),
}

/// What does not hold of a customer who is protected, and so is offered nothing personal.
pub fn protects(
    program: &Program,
    protection: Protection,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<NodeId> {
    let closed = match condition::evaluate(program, protection.open, scope, stack) {
        Truth::True => false,
        Truth::Unknown => protection.on_unknown,
        Truth::False => true,
    };
    closed.then_some(protection.open)
}

/// The first gate that a product does not pass; none when it passes all.
///
/// A bundle passes when all of its parts do. Law: what is unknown does not pass.
pub fn evaluate(
    program: &Program,
    product: &Product,
    scope: &Scope<'_>,
    stack: &mut Vec<Value>,
) -> Option<Gate> {
    let mut closed =
        |node: &NodeId| condition::evaluate(program, *node, scope, stack) != Truth::True;
    if let Some(node) = product.eligibility.filter(&mut closed) {
        return Some(Gate::Eligibility(node));
    }
    if let Some(node) = product.applicability.filter(&mut closed) {
        return Some(Gate::Applicability(node));
    }
    let unsuitable = product.suitability.and_then(|needed| suitability(program, needed, scope));
    if let Some(unsuitable) = unsuitable {
        return Some(Gate::Suitability(unsuitable));
    }
    // Parts of a bundle are no bundles: this goes one step down.
    let mut parts =
        product.bundle.iter().filter_map(|&part| program.products.get(usize::from(part)));
    parts.find_map(|part| evaluate(program, part, scope, stack))
}

/// What is wrong with a product's suitability; none when it is suitable.
pub fn suitability(
    program: &Program,
    needed: Suitability,
    scope: &Scope<'_>,
) -> Option<Unsuitable> {
    let value = |slot: Slot| scope.slots.get(usize::from(slot)).copied().unwrap_or_default();
    let info = program.slots.get(usize::from(needed.tolerance));
    let levels = match info.map(|info| &info.ty) {
        Some(Type::Enum { values, .. }) => values.as_slice(),
        _ => &[],
    };
    let tolerance = match value(needed.tolerance) {
        Value::Sym(id) => levels.iter().position(|&level| level == id),
        _ => None,
    };
    let least = usize::from(needed.rating).saturating_sub(1);
    if tolerance.is_none_or(|tolerance| tolerance < least) {
        return Some(Unsuitable::Tolerance(needed.tolerance, levels.get(least).copied()));
    }
    let expires = needed.expires?;
    let today = scope.zone.day(scope.now);
    match value(expires) {
        Value::Int(day) if today < day => None,
        _ => Some(Unsuitable::Expired(expires, today)),
    }
}
