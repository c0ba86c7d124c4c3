//! What all scores have in common: bands, probabilities, and one outcome after another.

use proptest::prelude::*;
use silhouette::Scalar;
use silhouette::model::value::Type;
use silhouette::pack::program::*;

use super::bench::{Bench, numbers, score, set, told};
use super::trees::{ensemble, number};

/// The fact itself, as a regression.
fn identity() -> Model {
    let of = TermOf::Number { missing: None, mean: 0.0, scale: 1.0 };
    Model::Linear(Linear { intercept: 0.0, terms: vec![Term { slot: 0, of, coefficient: 1.0 }] })
}

#[test]
fn a_policys_own_probability_takes_the_place_of_the_models() {
    let mut bench = Bench::numbers(1);
    bench.score(identity(), vec![], Some(Probability { a: 1.0, b: -0.5 }));
    let engine = bench.engine();
    let of = |x| score(&engine, &numbers(&[x])).unwrap().probability.unwrap();
    // 1 / (1 + exp(a + b·x)): of exp(0), exp(1) and exp(−1)
    assert_eq!(of(2.0), 0.5);
    assert_eq!(of(0.0), 0.268_941_421_369_995_1);
    assert_eq!(of(4.0), 0.731_058_578_630_004_9);
    assert_eq!(score(&engine, &[Scalar::Null]), None);
}

#[test]
fn bands_begin_at_their_lower_bound() {
    let mut bench = Bench::numbers(1);
    let ids = ["low", "middle", "high"].map(|id| bench.string(id));
    let bounds = [f64::NEG_INFINITY, 10.0, 20.0];
    let bands = bounds.iter().zip(ids).map(|(&from, id)| Band { from, id, label: 0 }).collect();
    bench.score(identity(), bands, None);
    let engine = bench.engine();
    for (x, band) in [
        (-1e300, "low"),
        (9.999_999_999_999_998, "low"),
        (10.0, "middle"),
        (19.9, "middle"),
        (20.0, "high"),
        (1e300, "high"),
    ] {
        assert_eq!(score(&engine, &numbers(&[x])).unwrap().band.as_deref(), Some(band), "{x}");
    }
}

/// Two inputs, each in one tree, and a category in a third.
fn trees(bench: &mut Bench) -> Trees {
    let by = |at| SplitBy::Threshold { at, missing: Missing::Right };
    let categories = vec![bench.string("0"), bench.string("1")];
    let category = ModelInput { slot: 2, categories, codes: true };
    let leaf = |value| Leaf { value, cover: 1.0 };
    let split = |input, by, left| Split {
        input,
        by,
        left: Child::Leaf(left),
        right: Child::Leaf(left + 1),
        cover: 2.0,
    };
    Trees {
        roots: vec![Child::Split(0), Child::Split(1), Child::Split(2)],
        splits: vec![
            split(0, by(0.0), 0),
            split(1, by(0.0), 2),
            split(2, SplitBy::Set { set: 0, missing_left: false }, 4),
        ],
        leaves: [1.0, 2.0, 10.0, 20.0, 100.0, 200.0].map(leaf).to_vec(),
        sets: vec![vec![1]],
        sigmoid: Some(0.01),
        ..ensemble(TreeRules::LightGbm, vec![number(0), number(1), category])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    /// What was asked before makes no difference, whether the facts changed in between or not.
    #[test]
    fn a_score_does_not_depend_on_the_ones_before(
        steps in prop::collection::vec((-1..2_i8, -1..2_i8, 0..4_u8), 2..12),
    ) {
        let mut bench = Bench::new(&[Type::Number, Type::Number, Type::Category]);
        let model = trees(&mut bench);
        bench.score(Model::Trees(model), vec![], None);
        let engine = bench.engine();
        let mut session = engine.open(0, [0; 16]);
        for (one, other, category) in steps {
            let facts = [
                Scalar::Number(f64::from(one)),
                Scalar::Number(f64::from(other)),
                match category {
                    0 => Scalar::Text("0"),
                    1 => Scalar::Text("1"),
                    2 => Scalar::Text("nobody"),
                    _ => Scalar::Null,
                },
            ];
            set(&mut session, &facts);
            let found = told(&mut session, 0.0);
            let expected = if one <= 0 { 1.0 } else { 2.0 }
                + if other <= 0 { 10.0 } else { 20.0 }
                + if category == 0 { 100.0 } else { 200.0 };
            prop_assert_eq!(found.as_ref().map(|told| told.value), Some(expected));
            prop_assert_eq!(&found, &score(&engine, &facts));
            prop_assert_eq!(&found, &told(&mut session, 1.0));
        }
    }
}
