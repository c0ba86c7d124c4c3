//! Expressions against a small set of facts; expectations are written by hand.

use std::collections::BTreeMap;

use silhouette::model::value::Value;
use silhouette::pack::program::{Op, Test};

use super::conditions::{self, Cond, CondOp};
use super::syntax::parse;
use super::types::{Found, Names, Order, Place, Ty};
use super::typing::Typer;
use crate::builder::Builder;
use crate::diagnostics::Code;

/// Slots 0… in this order.
fn facts() -> Vec<(&'static str, Ty)> {
    let members = |values: &[&str], order| {
        Ty::of_members(values.iter().map(|v| (*v).to_owned()).collect(), order)
    };
    vec![
        ("age", Ty::Int),
        ("income", Ty::Decimal(2)),
        ("rate", Ty::Number),
        ("risk", members(&["C1", "C2", "C3", "C4", "C5"], Order::Ascending)),
        ("job", members(&["employee", "student"], Order::None)),
        ("city", Ty::Category),
        ("member", Ty::Bool),
        ("until", Ty::Date),
        ("device", Ty::Id),
        ("tiers.retail", members(&["A", "B", "C"], Order::Descending)),
        ("fee", Ty::Decimal(3)),
        ("product", members(&["p1", "p2", "p3"], Order::None)),
        ("holdings", list(members(&["p1", "p2", "p3"], Order::None))),
        ("limits", list(Ty::Decimal(2))),
        ("cities", list(Ty::Category)),
    ]
}

fn list(of: Ty) -> Ty {
    Ty::List(Box::new(of))
}

struct Facts(BTreeMap<String, (u16, Ty)>);

impl Names for Facts {
    fn find(&mut self, name: &str) -> Found {
        match self.0.get(name) {
            Some((slot, ty)) => Found::Known(Place::Slot(*slot), ty.clone()),
            None if name == "scores.later" => Found::Later,
            None if name == "broken" => Found::Broken,
            None => Found::Unknown,
        }
    }

    fn all(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn has_now(&self) -> bool {
        true
    }

    fn family(&self, family: &str) -> Option<Vec<String>> {
        (family == "loans").then(|| vec!["p1".to_owned(), "p3".to_owned()])
    }

    fn families(&self) -> Vec<String> {
        vec!["loans".to_owned()]
    }
}

fn with<T>(
    text: &str,
    run: impl Fn(&mut Typer<'_>, &super::syntax::Expr) -> Option<T>,
) -> (Option<T>, Vec<Code>, Builder) {
    let slots = facts().into_iter().enumerate();
    let map = slots.map(|(i, (name, ty))| (name.to_owned(), (u16::try_from(i).unwrap(), ty)));
    let mut names = Facts(map.collect());
    let mut builder = Builder::default();
    let expr = match parse(text) {
        Ok(expr) => expr,
        Err(problem) => return (None, vec![problem.code], builder),
    };
    let mut typer = Typer { names: &mut names, builder: &mut builder, problems: Vec::new() };
    let result = run(&mut typer, &expr);
    let codes = typer.problems.iter().map(|problem| problem.code).collect();
    (result, codes, builder)
}

fn ty(text: &str) -> String {
    let (value, codes, _) = with(text, |typer, expr| typer.value(expr));
    match value {
        Some((ty, _)) => ty.name(),
        None => codes.iter().map(|code| code.entry().code).collect::<Vec<_>>().join(" "),
    }
}

fn cond(text: &str) -> (Cond, Builder) {
    let (cond, codes, builder) = with(text, conditions::condition);
    (cond.unwrap_or_else(|| panic!("{text}: {codes:?}")), builder)
}

/// A leaf's slot, test and constant.
fn compare(text: &str) -> (u16, Test, Value) {
    match cond(text).0.op {
        CondOp::Compare { slot, test, value } => (slot, test, value),
        other => panic!("{text}: {other:?}"),
    }
}

/// A leaf's slot and the strings of its set.
fn within(text: &str) -> (u16, Vec<String>) {
    let (cond, builder) = cond(text);
    let CondOp::In { slot, members } = cond.op else { panic!("{text}: {cond:?}") };
    (slot, strings(&builder, &members))
}

fn strings(builder: &Builder, members: &[Value]) -> Vec<String> {
    let string = |value: &Value| match value {
        Value::Sym(id) => builder.program.strings[*id as usize].clone(),
        Value::Int(n) => n.to_string(),
        other => format!("{other:?}"),
    };
    members.iter().map(string).collect()
}

#[test]
fn what_a_list_holds_is_a_leaf_for_each_question() {
    let set = |text: &str| {
        let (slot, members) = within(text);
        format!("{slot}: {}", members.join(" "))
    };
    assert_eq!(set("'p1' in holdings"), "12: p1");
    assert_eq!(set("hasAny(holdings, ['p3', 'p1'])"), "12: p3 p1");
    assert_eq!(set("hasAny(holdings, family('loans'))"), "12: p1 p3");
    assert_eq!(set("hasAll(holdings, ['p2'])"), "12: p2");
    // A decimal(2) is held in hundredths.
    assert_eq!(set("0.5 in limits"), "13: 50");
    let (all, builder) = cond("hasAll(holdings, ['p1', 'p2'])");
    let CondOp::All(parts) = all.op else { panic!() };
    let sets = parts.iter().map(|part| match &part.op {
        CondOp::In { slot: 12, members } => strings(&builder, members).join(" "),
        other => panic!("{other:?}"),
    });
    assert_eq!(sets.collect::<Vec<_>>(), ["p1", "p2"]);
}

#[test]
fn questions_about_two_facts_are_instructions() {
    let code = |text: &str| with(text, |typer, expr| typer.value(expr)).0.unwrap();
    assert_eq!(code("product in holdings").1, [Op::Slot(11), Op::Slot(12), Op::Contains]);
    // The value that is looked for stands first, whichever list it is.
    assert_eq!(code("hasAny(cities, cities)").1, [Op::Slot(14), Op::Slot(14), Op::Contains]);
    assert_eq!(code("size(holdings) + 1").0, Ty::Int);
    let all = code("hasAll(holdings, ['p1', 'p2']) == member").1;
    assert_eq!(
        all,
        [
            Op::Slot(12),
            Op::In(0),
            Op::Slot(12),
            Op::In(1),
            Op::And,
            Op::Slot(6),
            Op::Compare(Test::Eq)
        ]
    );
}

#[test]
fn a_fact_against_a_constant_is_a_leaf() {
    assert_eq!(compare("age < 35"), (0, Test::Lt, Value::Int(35)));
    assert_eq!(compare("35 > age"), (0, Test::Lt, Value::Int(35)));
    assert_eq!(compare("-3 <= age"), (0, Test::Ge, Value::Int(-3)));
    // A decimal(2) is held in hundredths.
    assert_eq!(compare("income >= 30000"), (1, Test::Ge, Value::Int(3_000_000)));
    assert_eq!(compare("income >= 0.1"), (1, Test::Ge, Value::Int(10)));
    assert_eq!(compare("rate > 1"), (2, Test::Gt, Value::Number(1.0)));
    assert_eq!(compare("rate > 0.1"), (2, Test::Gt, Value::Number(0.1)));
    assert_eq!(compare("member"), (6, Test::Eq, Value::Bool(true)));
    assert_eq!(compare("!member"), (6, Test::Eq, Value::Bool(false)));
    assert_eq!(compare("member == false"), (6, Test::Eq, Value::Bool(false)));
    // 2026-01-31 is 56 years and 30 days after the epoch: 20484 days.
    assert_eq!(compare("until > date('2026-01-31')").2, Value::Int(20_484));
}

#[test]
fn dates_compare_with_dates() {
    assert_eq!(compare("until >= '1970-01-02'"), (7, Test::Ge, Value::Int(1)));
    assert_eq!(ty("until - now.date"), "int");
    assert_eq!(ty("until + 30"), "date");
    assert_eq!(ty("until + until"), "expr/type-mismatch");
    assert_eq!(ty("until > '2026-02-30'"), "policy/bad-date");
    assert_eq!(ty("until > 5"), "expr/type-mismatch");
}

#[test]
fn the_order_of_an_enum_is_a_set() {
    let set = |text: &str| within(text).1.join(" ");
    assert_eq!(set("risk >= 'C3'"), "C3 C4 C5");
    assert_eq!(set("risk > 'C3'"), "C4 C5");
    assert_eq!(set("risk <= 'C2'"), "C1 C2");
    assert_eq!(set("risk < 'C2'"), "C1");
    assert_eq!(set("'C3' <= risk"), "C3 C4 C5");
    // Tiers are declared from the highest: at least B is A or B.
    assert_eq!(set("tiers.retail >= 'B'"), "A B");
    assert_eq!(set("tiers.retail < 'B'"), "C");
    assert_eq!(set("risk in ['C1', 'C5']"), "C1 C5");
    assert_eq!(set("product in family('loans')"), "p1 p3");
    assert_eq!(set("age in [3, 1, 3]"), "3 1 3");
    assert_eq!(set("income in [1, 2.5]"), "100 250");
    assert_eq!(ty("job >= 'student'"), "expr/no-order");
    assert_eq!(ty("city > 'a'"), "expr/no-order");
    assert_eq!(ty("member < true"), "expr/no-order");
}

#[test]
fn logic_at_the_top_stays_visible() {
    let (all, _) = cond("age < 35 && (member || !known(city)) && age + 1 < 9");
    let CondOp::All(parts) = all.op else { panic!() };
    assert!(matches!(parts[0].op, CondOp::Compare { slot: 0, .. }));
    let CondOp::Any(inner) = &parts[1].op else { panic!() };
    assert!(matches!(&inner[1].op, CondOp::Not(known) if known.op == CondOp::Known(5)));
    assert!(matches!(&parts[2].op, CondOp::Expr(code) if code.len() == 5));
}

#[test]
fn numbers_meet() {
    for (text, expected) in [
        ("age + 1", "int"),
        ("age * 2", "int"),
        ("age + 0.5", "number"),
        ("income + 1", "decimal(2)"),
        ("income + 0.125", "decimal(3)"),
        ("income + fee", "decimal(3)"),
        ("income * 2", "decimal(2)"),
        ("income * 0.035", "decimal(5)"),
        ("income * fee", "decimal(5)"),
        ("income * income * income * income * income", "number"),
        ("income / 2", "number"),
        ("income + rate", "number"),
        ("age % 2", "int"),
        ("income % 2", "expr/type-mismatch"),
        ("-income", "decimal(2)"),
        ("abs(age)", "int"),
        ("max(age, 0.5)", "number"),
        ("min(income, fee, 3)", "decimal(3)"),
        ("int(rate)", "int"),
        ("double(income)", "number"),
        ("member ? age : 1.5", "number"),
        ("member ? 'a' : 'b'", "enum"),
        ("member ? age : 'b'", "expr/type-mismatch"),
        ("age + 'x'", "expr/type-mismatch"),
        ("age + member", "expr/type-mismatch"),
        ("age / 0", "expr/division-by-zero"),
        ("rate / 0.0", "expr/division-by-zero"),
        ("1e300 * income", "number"),
        ("min(age)", "expr/wrong-arguments"),
        ("sqrt(age)", "expr/unknown-function"),
        ("now.hour >= 9 && now.weekday < 6", "bool"),
        ("now.second", "expr/unknown-name"),
        ("[1]", "expr/unsupported"),
    ] {
        assert_eq!(ty(text), expected, "{text}");
    }
}

#[test]
fn a_whole_number_that_was_made_a_double_has_the_digits_of_a_double() {
    let code = |text: &str| with(text, |typer, expr| typer.value(expr)).0.unwrap().1;
    assert_eq!(code("int(age)"), [Op::Slot(0)]);
    assert_eq!(code("int(double(age))"), [Op::Slot(0), Op::ToNumber(0), Op::ToInt]);
    assert_eq!(code("int(income)"), [Op::Slot(1), Op::ToNumber(2), Op::ToInt]);
}

#[test]
fn comparisons_of_decimals_stay_exact() {
    // A third digit is more than income has: both sides go to thousandths.
    let (cond, builder) = cond("income >= 0.125");
    let CondOp::Expr(code) = cond.op else { panic!() };
    assert_eq!(code, [Op::Slot(1), Op::ScaleUp(1), Op::Const(0), Op::Compare(Test::Ge)]);
    assert_eq!(builder.program.consts, [Value::Int(125)]);
}

#[test]
fn errors_say_what_and_where() {
    let first = |text: &str| {
        let (_, codes, _) = with(text, conditions::condition);
        codes.first().map(|code| code.entry().code)
    };
    for (text, code) in [
        ("incom > 3", "expr/unknown-name"),
        ("age", "expr/not-bool"),
        ("age + 1", "expr/not-bool"),
        ("job == 'studnet'", "expr/not-a-member"),
        ("device == 'x'", "expr/id-compare"),
        ("scores.later > 1", "expr/stage"),
        ("age && member", "expr/not-bool"),
        ("age == 'x'", "expr/type-mismatch"),
        ("city == 3", "expr/type-mismatch"),
        ("known(age + 1)", "expr/wrong-arguments"),
        ("age in 5", "expr/wrong-arguments"),
        ("age in [rate]", "expr/unsupported"),
        ("job in ['x']", "expr/not-a-member"),
        ("product in family('loan')", "policy/unknown-reference"),
        ("age in [1.5]", "expr/type-mismatch"),
        ("true", "expr/constant-condition"),
        ("income > 92233720368547758070", "expr/syntax"),
    ] {
        assert_eq!(first(text), Some(code), "{text}");
    }
    assert_eq!(first("broken > 1"), None, "reported where it is declared, not again");
}

#[test]
fn several_errors_come_at_once() {
    let (_, codes, _) = with("a > 1 && b > 2 || age", conditions::condition);
    assert_eq!(codes, [Code::UnknownName, Code::UnknownName, Code::NotABool]);
}

#[test]
fn quotients_of_whole_numbers_are_warned_of() {
    let (_, codes, _) = with("age / 2 > 1", conditions::condition);
    assert_eq!(codes, [Code::IntegerDivision]);
}
