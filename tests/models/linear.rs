//! Logistic regressions.

use silhouette::Scalar;
use silhouette::model::value::{Type, Value};
use silhouette::pack::program::*;

use super::bench::{Bench, score};

fn term(slot: u16, of: TermOf, coefficient: f64) -> Term {
    Term { slot, of, coefficient }
}

fn number(missing: Option<f64>, mean: f64, scale: f64) -> TermOf {
    TermOf::Number { missing, mean, scale }
}

#[test]
fn each_kind_of_term_by_hand() {
    let mut bench = Bench::new(&[Type::Number, Type::Category, Type::Decimal { scale: 1 }]);
    let city = bench.string("shanghai");
    let terms = vec![
        term(0, number(Some(40.0), 30.0, 20.0), -2.0),
        term(1, TermOf::Is(Value::Sym(city)), 4.0),
        term(0, TermOf::IsMissing, 0.5),
        term(2, number(None, 0.0, 1.0), 0.25),
    ];
    bench.score(Model::Linear(Linear { intercept: -1.5, terms }), vec![], None);
    let engine = bench.engine();
    let told = |facts: &[Scalar<'_>]| score(&engine, facts);
    let n = Scalar::Number;
    // −1.5 − 2·(50 − 30)/20 + 4 + 0 + 0.25·8.2
    let full = told(&[n(50.0), Scalar::Text("shanghai"), n(8.2)]).unwrap();
    assert_eq!(full.value, -1.5 - 2.0 + 4.0 + 0.25 * 8.2);
    assert_eq!(full.initial, -1.5);
    // One contribution for each fact, where the terms first name it.
    let points = [("f0", -2.0), ("f1", 4.0), ("f2", 0.25 * 8.2)];
    assert_eq!(full.points, points.map(|(name, points)| (name.to_owned(), points)));
    // Without the first: −1.5 − 2·(40 − 30)/20 + 0.5; the two terms of one fact together.
    let thin = told(&[Scalar::Null, Scalar::Text("elsewhere"), n(0.0)]).unwrap();
    assert_eq!(thin.value, -2.0);
    let points = [("f0", -0.5), ("f1", 0.0), ("f2", 0.0)];
    assert_eq!(thin.points, points.map(|(name, points)| (name.to_owned(), points)));
    // 1 / (1 + e²), by a calculator with many digits.
    let probability = thin.probability.unwrap();
    assert!((probability - 0.119_202_922_022_117_56).abs() < 1e-15, "{probability}");
    assert_eq!(thin.band, None);
    assert_eq!(told(&[n(50.0), Scalar::Text("shanghai"), Scalar::Null]), None, "no replacement");
}

#[test]
fn a_margin_beyond_all_numbers_is_unknown() {
    let mut bench = Bench::numbers(1);
    let terms = vec![term(0, number(None, 0.0, 1.0), 1e300)];
    bench.score(Model::Linear(Linear { intercept: 0.0, terms }), vec![], None);
    let engine = bench.engine();
    assert_eq!(score(&engine, &[Scalar::Number(1e8)]).unwrap().value, 1e308);
    assert_eq!(score(&engine, &[Scalar::Number(1e9)]), None);
}
