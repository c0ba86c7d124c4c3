//! Terms that are suggested: rounded, and brought into the published corridor.

use silhouette::model::value::{Slot, Type};
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, Scalar};

use super::answer::{Value, decode};
use super::portrait::of;

/// A loan from 3.45 to 6 % that suggests the fact `x`, and months from 1 to 36 by the same fact.
fn program() -> Program {
    let names = ["law", "1.0.0", "en", "x", "loan", "app", "apr", "months"];
    let mut p = Program { strings: names.map(str::to_owned).to_vec(), ..Program::default() };
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0];
    let source = Source::Profile;
    p.slots = vec![SlotInfo { name: 3, label: 0, ty: Type::Number, source, range: None }];
    p.profile = 1;
    p.code = vec![Op::Slot(Slot::MIN)];
    p.exprs = vec![Expr { start: 0, len: 1 }];
    let advice = |term, from, to, parts| Advice { term, expr: 0, from, to, parts };
    p.products = vec![Product {
        id: 4,
        label: 0,
        message: Message { text: 0, args: vec![] },
        general_message: 0,
        purpose: None,
        kind: 4,
        family: None,
        eligibility: None,
        applicability: None,
        suitability: None,
        channels: vec![5],
        disclosures: vec![],
        bundle: vec![],
        exclusive: None,
        alike: None,
        value: 0.0,
        intent: None,
        advisory: vec![advice(6, 3.45, 6.0, 100.0), advice(7, 1.0, 36.0, 1.0)],
    }];
    p.general = vec![0];
    p
}

#[test]
fn a_suggested_term_never_leaves_the_published_corridor() {
    let engine = Engine::load(&encode(&program()).unwrap()).unwrap();
    let mut session = engine.open(0, [1; 16]);
    let mut terms = |x: Option<f64>, list: &str| -> Vec<Vec<Value>> {
        session.set_profile(&[("x", x.map_or(Scalar::Null, Scalar::Number))]).unwrap();
        let portrait = decode(session.portrait(0.0).unwrap().cells());
        let suggestion = of(&portrait, list).items()[0].clone();
        suggestion.items()[9].items().iter().map(|term| term.items().to_vec()).collect()
    };
    let number = Value::Number;
    // Rate and months of a fact, and whether each was brought into the corridor. 6.004 is 6 of two digits.
    for (x, rate, months) in [
        (4.236, (4.24, false), (4.0, false)),
        (1.0, (3.45, true), (1.0, false)),
        (-7.5, (3.45, true), (1.0, true)),
        (6.004, (6.0, false), (6.0, false)),
        (99.0, (6.0, true), (36.0, true)),
    ] {
        let told = terms(Some(x), "suggestions");
        let corridors = [(6, rate, 3.45, 6.0), (7, months, 1.0, 36.0)];
        for (told, (term, (value, clamped), from, to)) in told.iter().zip(corridors) {
            let numbers = [number(value), number(from), number(to)];
            assert_eq!(told[0], Value::String(term), "{x}");
            assert_eq!((&told[1..4], &told[4]), (&numbers[..], &Value::Bool(clamped)), "{x}");
            assert_eq!(engine.text(u32::try_from(told[5].string()).unwrap()), "advisory");
        }
        assert_eq!(told.len(), 2);
    }
    // What is not known, or is no size of a rate, is not suggested; nor is anything to everybody.
    assert_eq!(terms(None, "suggestions"), Vec::<Vec<Value>>::new());
    assert_eq!(terms(Some(1e300), "suggestions"), Vec::<Vec<Value>>::new());
    assert_eq!(terms(Some(4.0), "general"), Vec::<Vec<Value>>::new());
}

#[test]
fn a_pack_with_a_corridor_that_is_none_is_refused() {
    for (from, to, parts) in [(6.0, 3.0, 100.0), (3.0, 6.0, 0.0), (f64::NAN, 6.0, 100.0)] {
        let mut program = program();
        program.products[0].advisory[0] = Advice { term: 6, expr: 0, from, to, parts };
        assert!(encode(&program).is_err());
    }
    let mut program = program();
    program.products[0].advisory[0].expr = 1;
    assert!(encode(&program).is_err());
}
