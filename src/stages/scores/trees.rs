//! Ensembles of decision trees, each by the exact rules of the library that trained it.
//!
//! - LightGBM: doubles; `x <= threshold` goes left; leaves are added in tree order.
//! - XGBoost: every input is first rounded to single precision; `x < threshold` goes left; the
//!   margin is a single-precision sum in tree order, starting with the base margin.

use alloc::vec::Vec;

use super::Points;
use super::input::Input;
use crate::model::number;
use crate::pack::program::{Child, Leaf, Missing, Split, SplitBy, TreeRules, Trees};

/// LightGBM takes numbers this small for zero: the constant 1e-35 of single precision.
const ZERO: f64 = 1.000_000_018_002_509_5e-35;

/// The raw margin.
pub fn margin(trees: &Trees, inputs: &[Input]) -> f64 {
    match trees.rules {
        TreeRules::LightGbm => leaves(trees, inputs).fold(trees.base, |sum, leaf| sum + leaf.value),
        TreeRules::XgBoost => {
            let sum = leaves(trees, inputs)
                .fold(single(trees.base), |sum, leaf| sum + single(leaf.value));
            f64::from(sum)
        }
    }
}

/// The probability of a margin, if the model has one.
pub fn probability(trees: &Trees, margin: f64) -> Option<f64> {
    let factor = trees.sigmoid?;
    Some(match trees.rules {
        TreeRules::LightGbm => 1.0 / (1.0 + libm::exp(-factor * margin)),
        TreeRules::XgBoost => f64::from(1.0 / (single(libm::exp(-margin)) + 1.0)),
    })
}

/// Nearest single-precision number.
#[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
fn single(x: f64) -> f32 {
    x as f32
}

fn leaves<'t>(trees: &'t Trees, inputs: &'t [Input]) -> impl Iterator<Item = &'t Leaf> {
    trees.roots.iter().filter_map(move |&root| {
        let mut at = root;
        loop {
            match at {
                Child::Leaf(leaf) => return trees.leaves.get(usize::try_from(leaf).ok()?),
                Child::Split(split) => {
                    let split = trees.splits.get(usize::try_from(split).ok()?)?;
                    at = if goes_left(trees, split, inputs) { split.left } else { split.right };
                }
            }
        }
    })
}

/// Which way an input goes at a split.
pub fn goes_left(trees: &Trees, split: &Split, inputs: &[Input]) -> bool {
    let input = inputs.get(usize::from(split.input)).copied().unwrap_or(Input::Missing);
    match split.by {
        SplitBy::Threshold { at, missing } => {
            let (x, at) = match (input, trees.rules) {
                (Input::Number(x), TreeRules::LightGbm) => (Some(x), at),
                (Input::Number(x), TreeRules::XgBoost) => {
                    (Some(f64::from(single(x))), f64::from(single(at)))
                }
                // A code where a number is expected: the code is the number.
                (Input::Category(Some(code)), _) => (Some(f64::from(code)), at),
                (Input::Category(None) | Input::Missing, _) => (None, at),
            };
            let zero = x.is_some_and(|x| x.abs() <= ZERO);
            let below = |x: f64| match trees.rules {
                TreeRules::LightGbm => x <= at,
                TreeRules::XgBoost => x < at,
            };
            match (x, missing) {
                (None, Missing::Left | Missing::ZeroLeft) => true,
                (None, Missing::Right | Missing::ZeroRight) => false,
                (None, Missing::Zero) => below(0.0),
                (Some(_), Missing::ZeroLeft) if zero => true,
                (Some(_), Missing::ZeroRight) if zero => false,
                (Some(x), _) => below(x),
            }
        }
        SplitBy::Set { set, missing_left } => {
            let code = match input {
                Input::Missing => return missing_left,
                Input::Category(code) => code,
                Input::Number(x) => number::truncate(x).and_then(|x| u32::try_from(x).ok()),
            };
            let bits = usize::try_from(set).ok().and_then(|set| trees.sets.get(set));
            let inside = code.is_some_and(|code| {
                let word = bits.zip(usize::try_from(code / 32).ok()).and_then(|(b, w)| b.get(w));
                word.is_some_and(|word| word >> (code % 32) & 1 == 1)
            });
            match trees.rules {
                TreeRules::LightGbm => inside,
                TreeRules::XgBoost => !inside,
            }
        }
    }
}

/// What each input adds to the margin, by TreeSHAP (Lundberg, Erion and Lee 2018, algorithm 2), and
/// what is expected of a customer of whom nothing is known. Together they are the margin, up to
/// rounding.
pub fn contributions(trees: &Trees, inputs: &[Input], points: &mut [Points]) -> f64 {
    let mut expected = trees.base;
    for &root in &trees.roots {
        expected += mean(trees, root);
        let walk = Walk { trees, inputs };
        walk.visit(root, Vec::new(), Visit { zero: 1.0, one: 1.0, input: None }, points);
    }
    expected
}

fn cover(trees: &Trees, child: Child) -> f64 {
    match child {
        Child::Leaf(leaf) => usize::try_from(leaf)
            .ok()
            .and_then(|leaf| trees.leaves.get(leaf))
            .map_or(0.0, |l| l.cover),
        Child::Split(split) => {
            usize::try_from(split).ok().and_then(|s| trees.splits.get(s)).map_or(0.0, |s| s.cover)
        }
    }
}

/// Mean of the leaves below, weighted by training cover; where no training weight passed, by halves.
fn mean(trees: &Trees, child: Child) -> f64 {
    match child {
        Child::Leaf(leaf) => usize::try_from(leaf)
            .ok()
            .and_then(|leaf| trees.leaves.get(leaf))
            .map_or(0.0, |l| l.value),
        Child::Split(split) => {
            let Some(split) = usize::try_from(split).ok().and_then(|s| trees.splits.get(s)) else {
                return 0.0;
            };
            let (left, right) = (cover(trees, split.left), cover(trees, split.right));
            let all = left + right;
            if all == 0.0 {
                return (mean(trees, split.left) + mean(trees, split.right)) / 2.0;
            }
            (mean(trees, split.left) * left + mean(trees, split.right) * right) / all
        }
    }
}

/// A step of the path from the root: which part of the paths goes on when the input is unknown, and
/// whether they do when it is known.
#[derive(Clone, Copy)]
struct Element {
    input: Option<u16>,
    zero: f64,
    one: f64,
    weight: f64,
}

#[derive(Clone, Copy)]
struct Visit {
    zero: f64,
    one: f64,
    input: Option<u16>,
}

struct Walk<'t> {
    trees: &'t Trees,
    inputs: &'t [Input],
}

fn real(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

impl Walk<'_> {
    fn visit(&self, at: Child, mut path: Vec<Element>, visit: Visit, points: &mut [Points]) {
        if visit.zero == 0.0 && visit.one == 0.0 {
            return; // nobody comes this way, whatever is known
        }
        extend(&mut path, visit);
        let split = match at {
            Child::Leaf(leaf) => {
                let leaf = usize::try_from(leaf).ok().and_then(|leaf| self.trees.leaves.get(leaf));
                let value = leaf.map_or(0.0, |leaf| leaf.value);
                for (index, element) in path.iter().enumerate().skip(1) {
                    let weight = unwound_sum(&path, index);
                    let input = element.input.map(usize::from);
                    if let Some(point) = input.and_then(|input| points.get_mut(input)) {
                        point.points += weight * (element.one - element.zero) * value;
                    }
                }
                return;
            }
            Child::Split(split) => {
                usize::try_from(split).ok().and_then(|s| self.trees.splits.get(s))
            }
        };
        let Some(split) = split else { return };
        let left = goes_left(self.trees, split, self.inputs);
        let (hot, cold) = if left { (split.left, split.right) } else { (split.right, split.left) };
        // An input that was split on before: its earlier element gives way.
        let (mut zero, mut one) = (1.0, 1.0);
        if let Some(index) = path.iter().position(|e| e.input == Some(split.input)) {
            if let Some(element) = path.get(index) {
                zero = element.zero;
                one = element.one;
            }
            unwind(&mut path, index);
        }
        let all = cover(self.trees, hot) + cover(self.trees, cold);
        let part = |child| if all == 0.0 { 0.5 } else { cover(self.trees, child) / all };
        let input = Some(split.input);
        let hot_zero = zero * part(hot);
        self.visit(hot, path.clone(), Visit { zero: hot_zero, one, input }, points);
        let cold_zero = zero * part(cold);
        self.visit(cold, path, Visit { zero: cold_zero, one: 0.0, input }, points);
    }
}

fn extend(path: &mut Vec<Element>, visit: Visit) {
    let depth = path.len();
    let weight = if depth == 0 { 1.0 } else { 0.0 };
    path.push(Element { input: visit.input, zero: visit.zero, one: visit.one, weight });
    let below = real(depth + 1);
    for index in (0..depth).rev() {
        let moved = path.get(index).map_or(0.0, |e| e.weight);
        if let Some(next) = path.get_mut(index + 1) {
            next.weight += visit.one * moved * real(index + 1) / below;
        }
        if let Some(element) = path.get_mut(index) {
            element.weight = visit.zero * moved * real(depth - index) / below;
        }
    }
}

fn unwind(path: &mut Vec<Element>, index: usize) {
    let depth = path.len().saturating_sub(1);
    let Some(&gone) = path.get(index) else { return };
    let mut next = path.get(depth).map_or(0.0, |e| e.weight);
    let all = real(depth + 1);
    for place in (0..depth).rev() {
        let Some(element) = path.get_mut(place) else { return };
        if gone.one == 0.0 {
            element.weight = element.weight * all / (gone.zero * real(depth - place));
        } else {
            let before = element.weight;
            element.weight = next * all / (real(place + 1) * gone.one);
            next = before - element.weight * gone.zero * real(depth - place) / all;
        }
    }
    for place in index..depth {
        let Some(&behind) = path.get(place + 1) else { return };
        if let Some(element) = path.get_mut(place) {
            element.input = behind.input;
            element.zero = behind.zero;
            element.one = behind.one;
        }
    }
    path.pop();
}

/// Sum of the weights of a path without one of its elements.
fn unwound_sum(path: &[Element], index: usize) -> f64 {
    let depth = path.len().saturating_sub(1);
    let Some(gone) = path.get(index) else { return 0.0 };
    let mut next = path.get(depth).map_or(0.0, |e| e.weight);
    let all = real(depth + 1);
    let mut total = 0.0;
    for (place, element) in path.iter().enumerate().take(depth).rev() {
        if gone.one == 0.0 {
            if gone.zero != 0.0 {
                total += element.weight / gone.zero / (real(depth - place) / all);
            }
        } else {
            let part = next * all / (real(place + 1) * gone.one);
            total += part;
            next = element.weight - part * gone.zero * (real(depth - place) / all);
        }
    }
    total
}
