//! Ensembles of trees, by the rules of the libraries that train them.

use silhouette::Scalar;
use silhouette::model::value::Type;
use silhouette::pack::program::*;

use super::bench::{Bench, score};

pub fn ensemble(rules: TreeRules, inputs: Vec<ModelInput>) -> Trees {
    Trees {
        rules,
        inputs,
        roots: vec![],
        splits: vec![],
        leaves: vec![],
        sets: vec![],
        base: 0.0,
        sigmoid: None,
    }
}

pub fn number(slot: u16) -> ModelInput {
    ModelInput { slot, categories: vec![], codes: false }
}

/// One split: left is 1, right is 2.
fn one_split(rules: TreeRules, input: ModelInput, by: SplitBy, sets: Vec<Vec<u32>>) -> Trees {
    let (left, right) = (Child::Leaf(0), Child::Leaf(1));
    let leaf = |value| Leaf { value, cover: 1.0 };
    Trees {
        roots: vec![Child::Split(0)],
        splits: vec![Split { input: 0, by, left, right, cover: 2.0 }],
        leaves: vec![leaf(1.0), leaf(2.0)],
        sets,
        ..ensemble(rules, vec![input])
    }
}

fn value(mut bench: Bench, trees: Trees, facts: &[Scalar<'_>]) -> f64 {
    bench.score(Model::Trees(trees), vec![], None);
    score(&bench.engine(), facts).unwrap().value
}

fn goes_left(rules: TreeRules, at: f64, missing: Missing, ty: &Type, fact: Scalar<'_>) -> bool {
    let by = SplitBy::Threshold { at, missing };
    let bench = Bench::new(core::slice::from_ref(ty));
    value(bench, one_split(rules, number(0), by, vec![]), &[fact]) == 1.0
}

/// Rules of LightGBM's `Tree::NumericalDecision`: a missing value counts as zero unless the type of
/// missing is NaN; under type zero, what is as small as 1e-35 of single precision is missing.
#[test]
fn lightgbm_splits_on_numbers() {
    use Missing::{Left, Right, Zero, ZeroLeft, ZeroRight};
    let n = Scalar::Number;
    let tiny = f64::from(1e-35_f32);
    let above = f64::from_bits(tiny.to_bits() + 1);
    for (at, missing, fact, left) in [
        (0.5, Right, n(0.5), true), // `<=`
        (0.5, Left, n(0.500_000_000_000_000_1), false),
        (0.5, Left, Scalar::Null, true),
        (0.5, Right, Scalar::Null, false),
        (0.5, Zero, Scalar::Null, true),   // 0 <= 0.5
        (-0.5, Zero, Scalar::Null, false), // 0 <= −0.5
        (0.0, Zero, Scalar::Null, true),
        (0.5, ZeroLeft, Scalar::Null, true),
        (0.5, ZeroRight, Scalar::Null, false),
        (-0.5, ZeroLeft, n(0.0), true),
        (0.5, ZeroRight, n(0.0), false),
        (0.5, ZeroRight, n(tiny), false),
        (0.5, ZeroRight, n(-tiny), false),
        (0.5, ZeroRight, n(above), true),
        (-0.5, ZeroLeft, n(-above), false),
        (-0.5, ZeroLeft, n(5e-324), true),
        (-0.5, ZeroLeft, n(-1.0), true),
        (-0.5, ZeroLeft, n(1.0), false),
        (0.5, Right, n(0.0), true), // zero is a number like others here
        (-0.5, Left, n(0.0), false),
        (0.1, Left, n(0.1), true), // not rounded to single precision, which is above
        (0.1, Left, n(0.100_000_000_000_000_02), false),
        (f64::MAX, Right, n(f64::MAX), true),
        (-f64::MAX, Right, n(-f64::MAX), true),
        (0.0, Right, n(5e-324), false), // a denormal is above zero
        (0.0, Right, n(-0.0), true),
    ] {
        let found = goes_left(TreeRules::LightGbm, at, missing, &Type::Number, fact);
        assert_eq!(found, left, "{fact:?} at {at}, {missing:?}");
    }
    for (ty, fact, left) in [
        (Type::Bool, Scalar::Bool(false), true),
        (Type::Bool, Scalar::Bool(true), false),
        (Type::Int, n(0.0), true),
        (Type::Int, n(1.0), false),
        (Type::Decimal { scale: 2 }, n(0.5), true),
        (Type::Decimal { scale: 2 }, n(0.51), false),
        (Type::Category, Scalar::Text("0"), false), // no number: as missing
    ] {
        let found = goes_left(TreeRules::LightGbm, 0.5, Right, &ty, fact);
        assert_eq!(found, left, "{fact:?} of {ty:?}");
    }
}

/// Rules of XGBoost's `RegTree::GetNext`: all in single precision, `<`, a default for the missing.
#[test]
fn xgboost_splits_on_numbers() {
    use Missing::{Left, Right};
    let n = Scalar::Number;
    let tenth = f64::from(0.1_f32);
    for (at, missing, fact, left) in [
        (0.5, Left, n(0.5), false), // `<`
        (0.5, Right, n(0.499_999_97), true),
        (0.5, Left, Scalar::Null, true),
        (0.5, Right, Scalar::Null, false),
        (tenth, Left, n(0.1), false), // rounded, it is the threshold
        (0.1, Left, n(0.1), false),   // so is the threshold
        // Rounded to the threshold from below: 0.5 − 2^-27.
        (0.5, Left, n(0.499_999_992_549_419_4), false),
        (f64::from(f32::MAX), Right, n(3.4e38), true),
        (f64::from(f32::MAX), Right, n(f64::MAX), false), // infinite in single precision
        (f64::from(-f32::MAX), Right, n(-f64::MAX), true),
        (0.0, Right, n(-1e-50), false), // rounded to zero
        (0.0, Right, n(-1e-40), true),  // a denormal of single precision
        (1e-45, Right, n(0.0), true),
    ] {
        let found = goes_left(TreeRules::XgBoost, at, missing, &Type::Number, fact);
        assert_eq!(found, left, "{fact:?} at {at}, {missing:?}");
    }
}

/// Categories 0 to 40; in the set are 1, 31, 32 and 35.
#[test]
fn splits_on_categories() {
    let (gbm, xgb) = (TreeRules::LightGbm, TreeRules::XgBoost);
    let text = Scalar::Text;
    let n = Scalar::Number;
    for (rules, fact, missing_left, left) in [
        (gbm, text("1"), true, true),
        (gbm, text("0"), true, false),
        (gbm, text("31"), false, true),
        (gbm, text("30"), false, false),
        (gbm, text("32"), false, true),
        (gbm, text("33"), false, false),
        (gbm, text("35"), false, true),
        (gbm, text("36"), false, false),
        (gbm, text("40"), false, false),
        (gbm, text("7.9"), false, false),
        (gbm, text("1.9"), false, true), // of a code the integer part is read
        (gbm, text("nobody"), false, false),
        (gbm, text("nobody"), true, false), // unseen is not missing
        (gbm, Scalar::Null, true, true),
        (gbm, Scalar::Null, false, false),
        (gbm, n(32.0), false, true),
        (gbm, n(33.0), false, false),
        (xgb, text("1"), true, false),
        (xgb, text("0"), false, true),
        (xgb, text("32"), true, false),
        (xgb, text("33"), false, true),
        (xgb, text("nobody"), false, true),
        (xgb, Scalar::Null, true, true),
        (xgb, Scalar::Null, false, false),
    ] {
        let mut bench = Bench::new(&[Type::Category]);
        let categories = (0..41).map(|code| bench.string(&code.to_string())).collect();
        let input = ModelInput { slot: 0, categories, codes: true };
        let sets = vec![vec![0xffff_ffff], vec![1 << 31 | 1 << 1, 1 << 3 | 1]];
        let by = SplitBy::Set { set: 1, missing_left };
        let found = value(bench, one_split(rules, input, by, sets), &[fact]) == 1.0;
        assert_eq!(found, left, "{rules:?} {fact:?} {missing_left}");
    }
}

/// A number where a set is asked for: its integer part is the code; one that no code can be is in no set.
#[test]
fn numbers_as_codes() {
    for (fact, left) in [
        (1.0, true),
        (1.9, true),
        (2.0, false),
        (35.0, true),
        (64.0, false), // behind the set's words
        (-1.0, false),
        (4_294_967_297.0, false), // 1 + 2^32
        (1e300, false),
    ] {
        let by = SplitBy::Set { set: 0, missing_left: false };
        let trees = one_split(TreeRules::LightGbm, number(0), by, vec![vec![1 << 1, 1 << 3]]);
        let found = value(Bench::numbers(1), trees, &[Scalar::Number(fact)]) == 1.0;
        assert_eq!(found, left, "{fact}");
    }
    // And the other way about: a code where a number is asked for is the number.
    for (fact, left) in [("0", true), ("1", true), ("2", false), ("nobody", false)] {
        let mut bench = Bench::new(&[Type::Category]);
        let categories = ["0", "1", "2"].map(|code| bench.string(code)).to_vec();
        let input = ModelInput { slot: 0, categories, codes: true };
        let by = SplitBy::Threshold { at: 1.0, missing: Missing::Right };
        let trees = one_split(TreeRules::LightGbm, input, by, vec![]);
        assert_eq!(value(bench, trees, &[Scalar::Text(fact)]) == 1.0, left, "{fact}");
    }
}

/// Trees of one leaf each.
fn stumps(rules: TreeRules, base: f64, values: &[f64]) -> Trees {
    Trees {
        roots: (0..values.len()).map(|leaf| Child::Leaf(u32::try_from(leaf).unwrap())).collect(),
        leaves: values.iter().map(|&value| Leaf { value, cover: 1.0 }).collect(),
        base,
        ..ensemble(rules, vec![number(0)])
    }
}

#[test]
fn leaves_are_added_in_the_order_of_the_trees() {
    let sum = |rules, base, values: &[f64]| {
        value(Bench::numbers(1), stumps(rules, base, values), &[Scalar::Null])
    };
    let gbm = |base, values: &[f64]| sum(TreeRules::LightGbm, base, values);
    // 2^53 + 1 is 2^53 again: the order is to be seen.
    let large = 9_007_199_254_740_992.0;
    assert_eq!(gbm(0.0, &[large, 1.0, -large]), 0.0);
    assert_eq!(gbm(0.0, &[large, -large, 1.0]), 1.0);
    assert_eq!(gbm(-large, &[1.0, large]), 1.0);
    assert_eq!(gbm(0.1, &[0.2]), 0.1 + 0.2);
    let xgb = |base, values: &[f64]| sum(TreeRules::XgBoost, base, values);
    // The same with 2^24 in single precision; every leaf and every sum is rounded.
    assert_eq!(xgb(16_777_216.0, &[1.0, -16_777_216.0]), 0.0);
    assert_eq!(xgb(16_777_216.0, &[-16_777_216.0, 1.0]), 1.0);
    assert_eq!(xgb(0.1, &[0.2]), f64::from(0.1_f32 + 0.2_f32));
    assert_eq!(xgb(0.1, &[]), f64::from(0.1_f32));
}

/// A sum that is infinite in single precision is no score.
#[test]
fn a_margin_beyond_all_numbers_is_unknown() {
    for (rules, values) in [
        (TreeRules::XgBoost, [3e38, 3e38]),
        (TreeRules::XgBoost, [1e300, 0.0]),
        (TreeRules::LightGbm, [1.5e308, 1.5e308]),
    ] {
        let mut bench = Bench::numbers(1);
        bench.score(Model::Trees(stumps(rules, 0.0, &values)), vec![], None);
        assert!(score(&bench.engine(), &[Scalar::Null]).is_none(), "{rules:?}");
    }
}

/// Logistic function of 1, 2 and −1.5 to 17 digits, by a calculator with many; in single precision as numpy gives it.
#[test]
fn probabilities() {
    let of = |rules, sigmoid, margin| {
        let mut bench = Bench::numbers(1);
        let trees = Trees { sigmoid, ..stumps(rules, 0.0, &[margin]) };
        bench.score(Model::Trees(trees), vec![], None);
        score(&bench.engine(), &[Scalar::Null]).unwrap().probability
    };
    let gbm = |sigmoid, margin| of(TreeRules::LightGbm, sigmoid, margin);
    assert_eq!(gbm(None, 1.0), None);
    assert_eq!(gbm(Some(1.0), 0.0), Some(0.5));
    for (factor, margin, expected) in [
        (1.0, 1.0, 0.731_058_578_630_004_9),
        (2.0, 1.0, 0.880_797_077_977_882_4),
        (0.5, -3.0, 0.182_425_523_806_356_34),
    ] {
        let found = gbm(Some(factor), margin).unwrap();
        assert!((found - expected).abs() < 1e-15, "{factor} {margin}: {found}");
    }
    let xgb = |margin| of(TreeRules::XgBoost, Some(1.0), margin);
    assert_eq!(xgb(0.0), Some(0.5));
    assert_eq!(xgb(1.0), Some(f64::from(0.731_058_6_f32)));
    assert_eq!(xgb(-1.5), Some(f64::from(0.182_425_53_f32)));
    assert_eq!(of(TreeRules::XgBoost, None, 1.0), None);
}
