//! Contributions of trees against their definition: Shapley values by all subsets of the inputs.

use proptest::prelude::*;
use silhouette::pack::program::*;

use super::bench::{Bench, numbers, score};
use super::trees::{ensemble, number};

const INPUTS: usize = 4;

/// A random tree: a split or a leaf at every place.
#[derive(Clone, Debug)]
enum Grown {
    Leaf { value: f64, cover: f64 },
    Split { input: usize, at: f64, left: Box<Grown>, right: Box<Grown> },
}

impl Grown {
    fn cover(&self) -> f64 {
        match self {
            Grown::Leaf { cover, .. } => *cover,
            Grown::Split { left, right, .. } => left.cover() + right.cover(),
        }
    }

    /// Preorder, so that children stand behind their parents.
    fn add(&self, trees: &mut Trees) -> Child {
        match self {
            Grown::Leaf { value, cover } => {
                trees.leaves.push(Leaf { value: *value, cover: *cover });
                Child::Leaf(u32::try_from(trees.leaves.len() - 1).unwrap())
            }
            Grown::Split { input, at, left, right } => {
                let here = trees.splits.len();
                let by = SplitBy::Threshold { at: *at, missing: Missing::Right };
                let input = u16::try_from(*input).unwrap();
                let (no, cover) = (Child::Leaf(0), self.cover());
                trees.splits.push(Split { input, by, left: no, right: no, cover });
                trees.splits[here].left = left.add(trees);
                trees.splits[here].right = right.add(trees);
                Child::Split(u32::try_from(here).unwrap())
            }
        }
    }

    /// What is expected when only the inputs of a subset are known: the others go both ways, by
    /// training weight, or by halves where none passed.
    fn expected(&self, facts: &[f64], known: usize) -> f64 {
        match self {
            Grown::Leaf { value, .. } => *value,
            Grown::Split { input, at, left, right } => {
                let (l, r) = (left.expected(facts, known), right.expected(facts, known));
                if known >> input & 1 == 1 {
                    return if facts[*input] <= *at { l } else { r };
                }
                let (of_left, of_right) = (left.cover(), right.cover());
                let all = of_left + of_right;
                if all == 0.0 { (l + r) / 2.0 } else { (l * of_left + r * of_right) / all }
            }
        }
    }
}

fn factorial(n: usize) -> f64 {
    (1..=n).map(|k| k as f64).product()
}

/// φᵢ = Σ over the subsets S without i of |S|! (M − |S| − 1)! / M! · (v(S ∪ i) − v(S))
fn shapley(trees: &[Grown], facts: &[f64], input: usize) -> f64 {
    let v = |known: usize| trees.iter().map(|tree| tree.expected(facts, known)).sum::<f64>();
    let without = (0..1_usize << INPUTS).filter(|known| known >> input & 1 == 0);
    let parts = without.map(|known| {
        let size = known.count_ones() as usize;
        let weight = factorial(size) * factorial(INPUTS - size - 1) / factorial(INPUTS);
        weight * (v(known | 1 << input) - v(known))
    });
    parts.sum()
}

fn leaf() -> impl Strategy<Value = Grown> {
    // Some leaves that no training row reached, as pruned models have.
    let cover = prop_oneof![1 => Just(0.0), 2 => (1_u16..50).prop_map(f64::from)];
    (-8.0..8.0_f64, cover).prop_map(|(value, cover)| Grown::Leaf { value, cover })
}

fn tree() -> impl Strategy<Value = Grown> {
    leaf().prop_recursive(5, 24, 2, |below| {
        (0..INPUTS, -3_i8..3, below.clone(), below).prop_map(|(input, at, left, right)| {
            Grown::Split { input, at: f64::from(at), left: Box::new(left), right: Box::new(right) }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn contributions_of_trees_are_shapley_values(
        grown in prop::collection::vec(tree(), 1..4),
        facts in prop::collection::vec((-4_i8..4).prop_map(f64::from), INPUTS),
        base in -2.0..2.0_f64,
    ) {
        let mut trees = ensemble(TreeRules::LightGbm, (0..4).map(number).collect());
        trees.base = base;
        for tree in &grown {
            let root = tree.add(&mut trees);
            trees.roots.push(root);
        }
        let mut bench = Bench::numbers(INPUTS);
        bench.score(Model::Trees(trees), vec![], None);
        let told = score(&bench.engine(), &numbers(&facts)).unwrap();
        let everything = (1 << INPUTS) - 1;
        let margin = grown.iter().fold(base, |sum, tree| sum + tree.expected(&facts, everything));
        prop_assert_eq!(told.value, margin);
        let expected = base + grown.iter().map(|tree| tree.expected(&facts, 0)).sum::<f64>();
        prop_assert!((told.initial - expected).abs() < 1e-9, "{} {}", told.initial, expected);
        let sum = told.points.iter().fold(told.initial, |sum, (_, points)| sum + points);
        prop_assert!((sum - margin).abs() < 1e-9, "{} {}", sum, margin);
        for (input, (_, points)) in told.points.iter().enumerate() {
            let expected = shapley(&grown, &facts, input);
            prop_assert!((points - expected).abs() < 1e-9, "input {}: {} {}", input, points, expected);
        }
    }
}
