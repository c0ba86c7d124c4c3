//! Scorecards with the semantics of PMML 4.4.

use proptest::prelude::*;
use silhouette::Scalar;
use silhouette::model::value::{Type, Value};
use silhouette::pack::program::*;

use super::bench::{Bench, Told, numbers, score};

fn attribute(when: Bin, points: f64) -> Attribute {
    Attribute { when, points: Partial::Points(points), reason: None }
}

fn characteristic(bench: &mut Bench, slot: u16, attributes: Vec<Attribute>) -> Characteristic {
    let id = bench.string(&format!("c{slot}"));
    Characteristic { id, label: 0, slot, baseline: 0.0, reason: None, attributes }
}

fn card(characteristics: Vec<Characteristic>) -> Scorecard {
    Scorecard { initial: 0.0, reasons: None, max_reasons: 0, characteristics, goal: None }
}

fn range(lo: impl Into<Option<f64>>, hi: impl Into<Option<f64>>) -> Bin {
    Bin::Range { lo: lo.into(), hi: hi.into() }
}

/// Whether a bin takes a value of a fact: a card of this bin alone has a score only then.
fn takes(bin: &Bin, ty: &Type, fact: Scalar<'_>) -> bool {
    let mut bench = Bench::new(core::slice::from_ref(ty));
    // Nodes 0 and 1 and a symbol, for the bins that name one.
    let five = bench.constant(Value::Number(5.0));
    bench.node(NodeOp::Compare { slot: 0, test: Test::Ge, against: five });
    bench.node(NodeOp::Known(0));
    let symbol = bench.string("gold");
    bench.string("iron");
    let bin = match bin {
        Bin::Values(values) if values.is_empty() => Bin::Values(vec![Value::Sym(symbol)]),
        bin => bin.clone(),
    };
    let one = characteristic(&mut bench, 0, vec![attribute(bin, 7.0)]);
    bench.score(Model::Scorecard(card(vec![one])), vec![], None);
    match score(&bench.engine(), &[fact]) {
        Some(told) => {
            assert_eq!(told.points, [("c0".to_owned(), 7.0)]);
            assert_eq!(told.value, 7.0);
            true
        }
        None => false,
    }
}

#[test]
fn each_kind_of_bin_takes_what_its_definition_says() {
    let n = Scalar::Number;
    let cents = Type::Decimal { scale: 2 };
    let gold = || Bin::Values(vec![]); // the symbol of the bench
    for (bin, ty, fact, expected) in [
        (range(1.0, 2.0), Type::Number, n(1.0), true),
        (range(1.0, 2.0), Type::Number, n(0.999_999_999_999_999_9), false),
        (range(1.0, 2.0), Type::Number, n(1.999_999_999_999_999_8), true),
        (range(1.0, 2.0), Type::Number, n(2.0), false),
        (range(1.0, 2.0), Type::Number, Scalar::Null, false),
        (range(None, 2.0), Type::Number, n(-1e308), true),
        (range(None, 2.0), Type::Number, n(2.0), false),
        (range(1.0, None), Type::Number, n(1e308), true),
        (range(1.0, None), Type::Number, n(0.0), false),
        (range(None, None), Type::Number, n(0.0), true),
        (range(None, None), Type::Number, Scalar::Null, false),
        (range(1.0, 2.0), Type::Int, n(1.0), true),
        (range(1.0, 2.0), Type::Int, n(2.0), false),
        (range(1.0, 2.0), cents.clone(), n(1.99), true),
        (range(1.0, 2.0), cents.clone(), n(100.0), false),
        // PMML compares booleans by equality only, and texts have no order.
        (range(None, None), Type::Bool, Scalar::Bool(true), false),
        (range(None, None), Type::Category, Scalar::Text("gold"), false),
        (Bin::Numbers(vec![1.0, 3.0]), Type::Number, n(3.0), true),
        (Bin::Numbers(vec![1.0, 3.0]), Type::Number, n(2.0), false),
        (Bin::Numbers(vec![1.0, 3.0]), Type::Int, n(1.0), true),
        (Bin::Numbers(vec![0.5]), cents.clone(), n(0.5), true),
        (Bin::Numbers(vec![1.0]), Type::Bool, Scalar::Bool(true), false),
        (Bin::Numbers(vec![0.0]), Type::Number, n(-0.0), true),
        (Bin::Numbers(vec![0.0]), Type::Number, Scalar::Null, false),
        (Bin::Values(vec![Value::Bool(true)]), Type::Bool, Scalar::Bool(true), true),
        (Bin::Values(vec![Value::Bool(true)]), Type::Bool, Scalar::Bool(false), false),
        (gold(), Type::Category, Scalar::Text("gold"), true),
        (gold(), Type::Category, Scalar::Text("iron"), false),
        (gold(), Type::Category, Scalar::Text("a text that no policy names"), false),
        (gold(), Type::Category, Scalar::Null, false),
        (Bin::Missing, Type::Number, Scalar::Null, true),
        (Bin::Missing, Type::Number, n(0.0), false),
        (Bin::Otherwise, Type::Number, n(0.0), true),
        (Bin::Otherwise, Type::Number, Scalar::Null, false),
        (Bin::When(0), Type::Number, n(5.0), true),
        (Bin::When(0), Type::Number, n(4.9), false),
        (Bin::When(0), Type::Number, Scalar::Null, false), // unknown is not true
        (Bin::When(1), Type::Number, Scalar::Null, false),
    ] {
        assert_eq!(takes(&bin, &ty, fact), expected, "{bin:?} {ty:?} {fact:?}");
    }
}

#[test]
fn the_first_true_attribute_counts_and_one_without_points_makes_the_score_unknown() {
    let mut bench = Bench::numbers(2);
    let half = bench.expr(&[Op::Slot(1), Op::Const(0), Op::Div]);
    bench.constant(Value::Number(2.0));
    let expr = |when| Attribute { when, points: Partial::Expr(half), reason: None };
    let unknown = Attribute { when: range(20.0, 30.0), points: Partial::Unknown, reason: None };
    let attributes = vec![
        attribute(range(0.0, 10.0), 1.0),
        attribute(range(5.0, 20.0), 2.0),
        unknown,
        expr(range(30.0, None)),
    ];
    let first = characteristic(&mut bench, 0, attributes);
    let second = characteristic(&mut bench, 1, vec![attribute(Bin::Otherwise, 100.0)]);
    let model = Scorecard { initial: 1000.0, ..card(vec![first, second]) };
    bench.score(Model::Scorecard(model), vec![], None);
    let engine = bench.engine();
    let value = |facts: &[f64]| score(&engine, &numbers(facts)).map(|told| told.value);
    assert_eq!(value(&[7.0, 1.0]), Some(1101.0));
    assert_eq!(value(&[10.0, 1.0]), Some(1102.0));
    assert_eq!(value(&[25.0, 1.0]), None); // its points are unknown
    assert_eq!(value(&[-1.0, 1.0]), None); // no attribute is true
    assert_eq!(value(&[40.0, 9.0]), Some(1104.5)); // half of the other fact
    assert_eq!(value(&[40.0, f64::NAN]), None); // neither points nor an attribute for what is missing
    assert_eq!(value(&[7.0, f64::NAN]), None);
    assert_eq!(value(&[40.0, 1.7e308]), Some(8.5e307));
}

/// A score that overflows is unknown; so are points that do.
#[test]
fn a_score_beyond_all_numbers_is_unknown() {
    let mut bench = Bench::numbers(2);
    let twice = bench.expr(&[Op::Slot(1), Op::Slot(1), Op::Add]);
    let large = characteristic(&mut bench, 0, vec![attribute(Bin::Otherwise, 1.5e308)]);
    let twice = Attribute { when: Bin::Otherwise, points: Partial::Expr(twice), reason: None };
    let second = characteristic(&mut bench, 1, vec![twice]);
    bench.score(Model::Scorecard(card(vec![large, second])), vec![], None);
    let engine = bench.engine();
    let value = |facts: &[f64]| score(&engine, &numbers(facts)).map(|told| told.value);
    assert_eq!(value(&[0.0, -7.5e307]), Some(0.0));
    assert_eq!(value(&[0.0, 7.5e307]), None);
    assert_eq!(value(&[0.0, -1e308]), None);
}

/// Baseline 10 each. Points: 4, 25, 10, 8, 8; codes A, B, C, A, D.
fn reasons(method: ReasonMethod, max: u8) -> Vec<(String, f64)> {
    let mut bench = Bench::numbers(1);
    let codes = ["A", "B", "C", "A", "D"].map(|code| bench.string(code));
    let points = [4.0, 25.0, 10.0, 8.0, 8.0];
    let characteristics = points.iter().zip(codes).map(|(&points, code)| Characteristic {
        id: code,
        label: 0,
        slot: 0,
        baseline: 10.0,
        reason: Some((code, 0)),
        attributes: vec![attribute(Bin::Missing, points)],
    });
    let characteristics = characteristics.collect();
    let model = Scorecard {
        initial: 0.0,
        reasons: Some(method),
        max_reasons: max,
        characteristics,
        goal: None,
    };
    bench.score(Model::Scorecard(model), vec![], None);
    score(&bench.engine(), &[Scalar::Null]).unwrap().reasons
}

#[test]
fn reason_codes_by_hand() {
    let of = |list: &[(&str, f64)]| -> Vec<(String, f64)> {
        list.iter().map(|(code, points)| ((*code).to_owned(), *points)).collect()
    };
    // Below: A 6 + 2, B −15 (dropped), C 0 (kept), D 2.
    let below = of(&[("A", 8.0), ("D", 2.0), ("C", 0.0)]);
    assert_eq!(reasons(ReasonMethod::PointsBelow, 9), below);
    assert_eq!(reasons(ReasonMethod::PointsBelow, 2), below[..2]);
    assert_eq!(reasons(ReasonMethod::PointsBelow, 0), []);
    // Above: A −6 − 2 (dropped), B 15, C 0, D −2 (dropped).
    assert_eq!(reasons(ReasonMethod::PointsAbove, 9), of(&[("B", 15.0), ("C", 0.0)]));
}

#[test]
fn an_attributes_own_code_comes_before_its_characteristics() {
    let mut bench = Bench::numbers(1);
    let [own, shared] = ["OWN", "SHARED"].map(|code| bench.string(code));
    let mut low = attribute(range(None, 0.0), -5.0);
    low.reason = Some((own, 0));
    let mut with = characteristic(&mut bench, 0, vec![low, attribute(Bin::Otherwise, -3.0)]);
    with.reason = Some((shared, 0));
    // Without any code it is no reason.
    let without = characteristic(&mut bench, 0, vec![attribute(Bin::Otherwise, -9.0)]);
    let reasons = Some(ReasonMethod::PointsBelow);
    let model = Scorecard { reasons, max_reasons: 4, ..card(vec![with, without]) };
    bench.score(Model::Scorecard(model), vec![], None);
    let engine = bench.engine();
    let codes = |fact: f64| score(&engine, &numbers(&[fact])).unwrap().reasons;
    assert_eq!(codes(-1.0), [("OWN".to_owned(), 5.0)]);
    assert_eq!(codes(1.0), [("SHARED".to_owned(), 3.0)]);
}

/// A random characteristic: cuts, points of the bins between them, baseline, code.
#[derive(Clone, Debug)]
struct Random {
    cuts: Vec<f64>,
    points: Vec<f64>,
    baseline: f64,
    code: u8,
}

impl Random {
    fn characteristic(&self, bench: &mut Bench, slot: usize) -> Characteristic {
        let code = bench.string(&format!("R{}", self.code));
        let edges: Vec<Option<f64>> = core::iter::once(None)
            .chain(self.cuts.iter().copied().map(Some))
            .chain([None])
            .collect();
        let bins = edges.windows(2).zip(&self.points);
        let mut attributes: Vec<Attribute> =
            bins.map(|(edge, &points)| attribute(range(edge[0], edge[1]), points)).collect();
        attributes.push(attribute(Bin::Missing, self.points[0]));
        let slot = u16::try_from(slot).unwrap();
        let mut whole = characteristic(bench, slot, attributes);
        whole.baseline = self.baseline;
        whole.reason = Some((code, 0));
        whole
    }

    /// The points by counting the cuts at or below the fact.
    fn points(&self, fact: f64) -> f64 {
        self.points[self.cuts.iter().filter(|&&cut| cut <= fact).count()]
    }
}

/// Points of few values tie often; any doubles show the rounding of sums.
fn characteristic_of(points: BoxedStrategy<f64>) -> impl Strategy<Value = Random> {
    let cuts = prop::collection::btree_set(-8_i8..8, 0..4);
    (cuts, prop::collection::vec(points, 4), -4_i8..4, 0_u8..4).prop_map(
        |(cuts, points, baseline, code)| Random {
            points: points[..=cuts.len()].to_vec(),
            cuts: cuts.into_iter().map(f64::from).collect(),
            baseline: f64::from(baseline),
            code,
        },
    )
}

fn few() -> BoxedStrategy<f64> {
    (-4_i8..4).prop_map(f64::from).boxed()
}

fn any_points() -> BoxedStrategy<f64> {
    prop_oneof![few(), -1e3..1e3_f64, -1e17..1e17_f64, -1e-9..1e-9_f64].boxed()
}

fn facts() -> impl Strategy<Value = Vec<f64>> {
    let fact = prop_oneof![9 => (-9_i8..9).prop_map(f64::from), 1 => Just(f64::NAN)];
    prop::collection::vec(fact, 6)
}

fn told(all: &[Random], initial: f64, reasons: Option<(ReasonMethod, u8)>, facts: &[f64]) -> Told {
    let mut bench = Bench::numbers(all.len());
    let characteristics =
        all.iter().enumerate().map(|(slot, one)| one.characteristic(&mut bench, slot)).collect();
    let (method, max_reasons) =
        (reasons.map(|(method, _)| method), reasons.map_or(0, |(_, max)| max));
    let model = Scorecard { initial, reasons: method, max_reasons, characteristics, goal: None };
    bench.score(Model::Scorecard(model), vec![], None);
    score(&bench.engine(), &numbers(&facts[..all.len()])).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn contributions_add_up_to_the_score_exactly(
        all in prop::collection::vec(characteristic_of(any_points()), 1..6),
        initial in any_points(),
        facts in facts(),
    ) {
        let found = told(&all, initial, None, &facts);
        prop_assert_eq!(found.initial.to_bits(), initial.to_bits());
        let sum = found.points.iter().fold(found.initial, |sum, (_, points)| sum + points);
        prop_assert_eq!(sum.to_bits(), found.value.to_bits());
        for ((one, fact), (_, points)) in all.iter().zip(&facts).zip(&found.points) {
            let expected = if fact.is_nan() { one.points[0] } else { one.points(*fact) };
            prop_assert_eq!(*points, expected);
        }
        prop_assert!(found.reasons.is_empty());
    }

    #[test]
    fn reason_codes_are_ranked_with_ties_in_document_order_and_no_more_than_asked_for(
        all in prop::collection::vec(characteristic_of(few()), 1..6),
        facts in facts(),
        below in any::<bool>(),
        max in 1_u8..=4,
    ) {
        let method = if below { ReasonMethod::PointsBelow } else { ReasonMethod::PointsAbove };
        let found = told(&all, 0.0, Some((method, max)), &facts);
        // The reference: sums by code in document order, then the library's stable sort.
        let mut sums: Vec<(String, f64)> = Vec::new();
        for (one, (_, points)) in all.iter().zip(&found.points) {
            let points = if below { one.baseline - points } else { points - one.baseline };
            let code = format!("R{}", one.code);
            match sums.iter_mut().find(|(known, _)| *known == code) {
                Some((_, sum)) => *sum += points,
                None => sums.push((code, points)),
            }
        }
        sums.retain(|(_, points)| *points >= 0.0);
        sums.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        sums.truncate(usize::from(max));
        prop_assert!(found.reasons.len() <= 4);
        prop_assert_eq!(found.reasons, sums);
    }

    #[test]
    fn a_card_whose_points_rise_with_a_fact_rises_with_it(
        mut all in prop::collection::vec(characteristic_of(any_points()), 1..6),
        facts in facts(),
        which in any::<prop::sample::Index>(),
        other in -9_i8..9,
        falling in any::<bool>(),
    ) {
        let which = which.index(all.len());
        all[which].points.sort_by(f64::total_cmp);
        if falling {
            all[which].points.reverse();
        }
        let mut low = facts.clone();
        low[which] = if facts[which].is_nan() { f64::from(other) } else { facts[which].min(f64::from(other)) };
        let mut high = facts;
        high[which] = if high[which].is_nan() { f64::from(other) } else { high[which].max(f64::from(other)) };
        let (low, high) = (told(&all, 0.0, None, &low).value, told(&all, 0.0, None, &high).value);
        prop_assert!(if falling { low >= high } else { low <= high }, "{low} {high}");
    }
}
