//! The conformance cases of CEL, as the package `@bufbuild/cel-spec` carries them, run through reading,
//! typing, lowering and the engine.
//!
//! A case of the subset is run twice: as it is written, and with its literals as facts, as a policy
//! compares facts. Where the second can be run, it decides.

use std::process::Command;

use serde_json::{Map, Value, json};
use silhouette::Scalar;
use silhouette_author::cel::syntax::{self, Expr, Kind};
use silhouette_author::{answer, compile};

use crate::subset;

/// A case.
pub struct Case {
    /// Section and subsection.
    pub path: String,
    /// The expression.
    pub expr: String,
    facts: Vec<Fact>,
    expected: Expected,
    /// Why it is outside the subset.
    outside: Option<&'static str>,
}

/// A fact: its name, its type as policies write it, its value.
type Fact = (String, &'static str, Value);

/// What must come out.
#[derive(Clone, Debug, PartialEq)]
enum Expected {
    Value(Value),
    Error,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not in the subset, and why.
    Outside(&'static str),
    /// As CEL says.
    Passed,
    /// Not as CEL says, on purpose.
    Differs(Difference),
    /// Not as CEL says.
    Failed(String),
}

/// Where a policy means something else than CEL, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    Unknown,
    Refused,
    Finite,
    Order,
    Text,
    Mixed,
    Names,
    Depth,
}

impl Difference {
    /// All of them, in the order of the page.
    pub const ALL: [Difference; 8] = [
        Difference::Unknown,
        Difference::Refused,
        Difference::Finite,
        Difference::Order,
        Difference::Text,
        Difference::Mixed,
        Difference::Names,
        Difference::Depth,
    ];

    /// What is different, and why.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Difference::Unknown => (
                "CEL ends in an error; here the value is unknown, as that of a missing fact is, and `&&` and `||` absorb it",
                "CEL 报错之处，这里结果为未知（与缺失的事实相同），并可被 `&&`、`||` 吸收",
            ),
            Difference::Refused => (
                "CEL ends in an error when it is run; here it is refused when the policy is checked",
                "CEL 运行时报错之处，这里在检查策略时即被拒绝",
            ),
            Difference::Finite => (
                "CEL has infinities and NaN; here a number is finite, and what is none is unknown",
                "CEL 有无穷大与 NaN；这里的数值都是有限的，否则为未知",
            ),
            Difference::Order => (
                "CEL orders `false` before `true` and texts by their code points; here only numbers, dates and ordered enums have an order",
                "CEL 中 `false` 小于 `true`、文本按码位排序；这里只有数值、日期与有序枚举可比较大小",
            ),
            Difference::Text => (
                "CEL joins texts with `+` and reads numbers from texts; here a text is compared and nothing else",
                "CEL 可用 `+` 连接文本、可把文本转换为数值；这里文本只用于比较",
            ),
            Difference::Mixed => (
                "CEL takes lists of several types; here the constants behind `in` have the type of what is looked for",
                "CEL 允许列表混合类型；这里 `in` 之后的常量须与左侧类型一致",
            ),
            Difference::Names => (
                "CEL hides a name that is a literal; here a fact cannot have such a name",
                "CEL 会以字面量遮蔽同名变量；这里不允许事实使用这类名称",
            ),
            Difference::Depth => (
                "CEL nests 32 deep and more; here parts are nested at most 24 deep",
                "CEL 可嵌套 32 层以上；这里最多 24 层",
            ),
        }
    }
}

/// All cases; none where the package is not installed, or where there is no Node to read it.
pub fn cases() -> Option<Vec<Case>> {
    const READ: &str = "const { tests } = require('@bufbuild/cel-spec/testdata/conformance.js'); \
        process.stdout.write(JSON.stringify(tests));";
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../pkg-config");
    let read = Command::new("node").args(["-e", READ]).current_dir(folder).output().ok()?;
    let tests = read.status.success().then(|| serde_json::from_slice(&read.stdout).unwrap())?;
    let mut all = Vec::new();
    flatten(&tests, "", &mut all);
    Some(all)
}

fn flatten(suite: &Value, path: &str, all: &mut Vec<Case>) {
    let items = |key: &str| suite[key].as_array().into_iter().flatten();
    all.extend(items("tests").map(|test| case(path, &test["original"])));
    for suite in items("suites") {
        let name = suite["name"].as_str().unwrap();
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        flatten(suite, &path, all);
    }
}

fn case(path: &str, test: &Value) -> Case {
    let expr = test["expr"].as_str().unwrap().to_owned();
    let mut outside = subset::outside(&expr);
    if outside.is_none() && test["disableCheck"] == true {
        outside = Some("types that are only told when it is run");
    }
    let mut facts = Vec::new();
    for fact in test["typeEnv"].as_array().into_iter().flatten() {
        let name = fact["name"].as_str().unwrap();
        let ty = match fact["ident"]["type"]["primitive"].as_str() {
            Some("BOOL") => "bool",
            Some("INT64") => "int",
            Some("DOUBLE") => "number",
            Some("STRING") => "category",
            _ => {
                outside = outside.or(Some("variables of other types"));
                continue;
            }
        };
        if name.contains('.') {
            outside = outside.or(Some("names within a container"));
        }
        facts.push((name.to_owned(), ty, plain(&test["bindings"][name]["value"])));
    }
    let value = [&test["value"], &test["typedResult"]["result"]];
    let value = value.into_iter().find(|value| value.is_object());
    let expected = match value {
        Some(value) => {
            let known = ["boolValue", "int64Value", "doubleValue", "stringValue"];
            if !known.iter().any(|key| value.get(key).is_some()) {
                outside = outside.or(Some("types as values"));
            }
            Expected::Value(plain(value))
        }
        None => {
            if test["evalError"].is_null() {
                outside = outside.or(Some("only a type is asked for"));
            }
            Expected::Error
        }
    };
    Case { path: path.to_owned(), expr, facts, expected, outside }
}

/// A value of the package's form. Whole numbers stay texts: they may have more digits than a double.
fn plain(value: &Value) -> Value {
    let fields = value.as_object().into_iter().flatten();
    fields.into_iter().map(|(_, value)| value.clone()).next().unwrap_or_default()
}

/// What an expression came to.
#[derive(Debug)]
enum Outcome {
    Refused(Vec<&'static str>),
    Unknown,
    Value(Value),
    /// A whole number, equal to the one expected to the last digit.
    Exact,
}

/// What becomes of a case.
pub fn judge(case: &Case) -> Verdict {
    if let Some(reason) = case.outside {
        return Verdict::Outside(reason);
    }
    let written = evaluate(case, &case.expr, &case.facts);
    let facts = lifted(case).map(|(expr, facts)| evaluate(case, &expr, &facts));
    let failed = |outcome: &Outcome| {
        Verdict::Failed(format!("{}: expected {:?}, found {outcome:?}", case.expr, case.expected))
    };
    // A value of either that is not the right one is a fault, whatever the other says.
    for outcome in [Some(&written), facts.as_ref()].into_iter().flatten() {
        if matches!(outcome, Outcome::Value(_)) && !is_expected(case, outcome) {
            return failed(outcome);
        }
    }
    let outcome = match &facts {
        Some(Outcome::Refused(_)) | None if is_expected(case, &written) => return Verdict::Passed,
        Some(facts) => facts,
        None => &written,
    };
    if is_expected(case, outcome) {
        return Verdict::Passed;
    }
    match difference(case, outcome) {
        Some(difference) => Verdict::Differs(difference),
        None => failed(outcome),
    }
}

fn is_expected(case: &Case, outcome: &Outcome) -> bool {
    let Expected::Value(expected) = &case.expected else { return false };
    match outcome {
        Outcome::Exact => true,
        Outcome::Value(value) => match (value.as_f64(), expected.as_f64()) {
            (Some(a), Some(b)) => a == b,
            _ => value == expected,
        },
        Outcome::Unknown | Outcome::Refused(_) => false,
    }
}

fn difference(case: &Case, outcome: &Outcome) -> Option<Difference> {
    let codes = match outcome {
        Outcome::Unknown => {
            let special = ["Infinity", "-Infinity", "NaN"].map(Value::from);
            return match &case.expected {
                Expected::Error => Some(Difference::Unknown),
                Expected::Value(value) if special.contains(value) => Some(Difference::Finite),
                // What is compared is NaN.
                Expected::Value(_) if case.expr.contains("0.0/0.0") => Some(Difference::Finite),
                Expected::Value(_) => None,
            };
        }
        Outcome::Refused(codes) => codes,
        Outcome::Value(_) | Outcome::Exact => return None,
    };
    if case.expected == Expected::Error {
        return Some(Difference::Refused);
    }
    let text = case.expr.contains(['\'', '"']);
    match codes.first().copied()? {
        "expr/no-order" => Some(Difference::Order),
        "expr/not-number" if text => Some(Difference::Text),
        "expr/type-mismatch" if text && case.expr.contains(" in ") => Some(Difference::Mixed),
        "expr/type-mismatch" if text && case.expr.contains('+') => Some(Difference::Text),
        "policy/reserved-name" => Some(Difference::Names),
        "expr/too-deep" => Some(Difference::Depth),
        _ => None,
    }
}

/// Runs an expression as a feature of a policy.
fn evaluate(case: &Case, expr: &str, facts: &[Fact]) -> Outcome {
    let profile: Map<String, Value> =
        facts.iter().map(|(name, ty, _)| (name.clone(), json!({ "type": ty }))).collect();
    let mut features = json!({ "result": { "expr": expr } });
    let whole = match &case.expected {
        Expected::Value(Value::String(digits)) => digits.parse::<i64>().is_ok(),
        _ => false,
    };
    if let (true, Expected::Value(Value::String(digits))) = (whole, &case.expected) {
        features["same"] = json!({ "expr": format!("({expr}) == {digits}") });
    }
    let policy = json!({
        "id": "cel", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": profile, "features": features,
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let Some(engine) = checked.engine else {
        let findings = checked.compiled.findings("policy");
        return Outcome::Refused(findings.iter().map(|finding| finding.code).collect());
    };
    let mut session = engine.open(0, [0; 16]);
    let profile: Vec<(&str, Scalar<'_>)> = facts
        .iter()
        .map(|(name, ty, value)| {
            let number = || match value {
                Value::String(digits) => digits.parse().unwrap(),
                other => other.as_f64().unwrap(),
            };
            let scalar = match *ty {
                "bool" => Scalar::Bool(value.as_bool().unwrap()),
                "category" => Scalar::Text(value.as_str().unwrap()),
                _ => Scalar::Number(number()),
            };
            (name.as_str(), scalar)
        })
        .collect();
    session.set_profile(&profile).unwrap();
    let mut text = String::new();
    let strings = &engine.program().strings;
    answer::write(session.features(0.0).unwrap().cells(), strings, &mut text);
    let found: Value = serde_json::from_str(&text).unwrap();
    match (&found["result"], &found["same"]) {
        (Value::Null, _) => Outcome::Unknown,
        (Value::Number(_), Value::Bool(true)) => Outcome::Exact,
        (value, _) => Outcome::Value(value.clone()),
    }
}

/// The expression with a fact in place of every literal; none where there is nothing to replace, or
/// where a number has more digits than a fact that comes from JavaScript can have.
fn lifted(case: &Case) -> Option<(String, Vec<Fact>)> {
    let mut literals = Vec::new();
    literals_of(&syntax::parse(&case.expr).ok()?, &mut literals);
    let mut text = case.expr.clone();
    let mut facts = case.facts.clone();
    for (number, literal) in literals.iter().enumerate().rev() {
        let (ty, value) = match &literal.kind {
            Kind::Bool(value) => ("bool", json!(value)),
            Kind::Int(n) if n.unsigned_abs() < 1 << 53 => ("int", json!(n)),
            Kind::Decimal(decimal) => ("number", json!(decimal.number)),
            Kind::Text(value) => ("category", json!(value)),
            _ => return None,
        };
        let name = format!("literal_{number}");
        text.replace_range(literal.span.clone(), &format!(" {name} "));
        facts.push((name, ty, value));
    }
    (!literals.is_empty()).then_some((text, facts))
}

/// Literals from left to right; those of a list stay, as lists hold constants.
fn literals_of(expr: &Expr, literals: &mut Vec<Expr>) {
    match &expr.kind {
        Kind::Name(_) | Kind::List(_) => {}
        Kind::Bool(_) | Kind::Int(_) | Kind::Decimal(_) | Kind::Text(_) => {
            literals.push(expr.clone());
        }
        Kind::Call(_, parts) | Kind::All(parts) | Kind::Any(parts) => {
            parts.iter().for_each(|part| literals_of(part, literals));
        }
        Kind::Not(a) | Kind::Neg(a) => literals_of(a, literals),
        Kind::Compare(_, a, b) | Kind::In(a, b) | Kind::Arithmetic(_, a, b) => {
            [a, b].into_iter().for_each(|part| literals_of(part, literals));
        }
        Kind::Select(a, b, c) => [a, b, c].into_iter().for_each(|part| literals_of(part, literals)),
    }
}
