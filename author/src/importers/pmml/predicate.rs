//! Predicates of attributes.

use super::cond::Cond;
use super::fields::{Const, Field, Fields, Type};
use super::{Element, Problem, children, choice, malformed, name, needed, place, unsupported};
use crate::importers::problem::told;

/// No predicate joins more parts by `xor`: each doubles the condition.
const MAX_XOR: usize = 6;

/// A predicate.
#[derive(Clone, Debug)]
pub enum Predicate {
    /// It holds.
    True,
    /// It does not.
    False,
    /// A test of a field.
    Test(Box<Field>, Test),
    /// All hold.
    All(Vec<Predicate>),
    /// Any holds.
    Any(Vec<Predicate>),
    /// An odd number of them holds.
    Xor(Vec<Predicate>),
    /// The first that can be told.
    Surrogate(Vec<Predicate>),
}

/// A test of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It is missing.
    Missing,
    /// It is not missing.
    NotMissing,
    /// A number against a constant.
    Compare(Compare, f64),
    /// One of these values, or, when not, none of them.
    In(Vec<Const>, bool),
}

/// A comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Compare::Less => "<",
            Compare::LessOrEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterOrEqual => ">=",
        }
    }

    fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Compare::Less => a < b,
            Compare::LessOrEqual => a <= b,
            Compare::Greater => a > b,
            Compare::GreaterOrEqual => a >= b,
        }
    }
}

/// The predicate among the children of an element, if there is one.
pub fn find(
    element: Element<'_, '_>,
    fields: &mut Fields<'_>,
) -> Result<Option<Predicate>, Problem> {
    const NAMES: [&str; 5] =
        ["True", "False", "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate"];
    let found = children(element).find(|child| NAMES.contains(&name(*child)));
    found.map(|found| read(found, fields)).transpose()
}

fn read(element: Element<'_, '_>, fields: &mut Fields<'_>) -> Result<Predicate, Problem> {
    match name(element) {
        "True" => Ok(Predicate::True),
        "False" => Ok(Predicate::False),
        "SimplePredicate" => simple(element, fields),
        "SimpleSetPredicate" => set(element, fields),
        "CompoundPredicate" => compound(element, fields),
        other => {
            let (en, zh) = (format!("the predicate {other}"), format!("谓词 {other}"));
            Err(Problem::unsupported(place(element), (&en, &zh)))
        }
    }
}

fn simple(element: Element<'_, '_>, fields: &mut Fields<'_>) -> Result<Predicate, Problem> {
    let field = fields.get(needed(element, "field")?, element)?;
    let compare = match needed(element, "operator")? {
        "isMissing" => return Ok(Predicate::Test(Box::new(field), Test::Missing)),
        "isNotMissing" => return Ok(Predicate::Test(Box::new(field), Test::NotMissing)),
        operator @ ("equal" | "notEqual") => {
            let value = field.value(needed(element, "value")?, element)?;
            let test = Test::In(vec![value], operator == "equal");
            return Ok(Predicate::Test(Box::new(field), test));
        }
        "lessThan" => Compare::Less,
        "lessOrEqual" => Compare::LessOrEqual,
        "greaterThan" => Compare::Greater,
        "greaterOrEqual" => Compare::GreaterOrEqual,
        other => {
            let other = told(other);
            let (en, zh) = (format!("the operator \"{other}\""), format!("运算符 \"{other}\""));
            return Err(Problem::unsupported(place(element), (&en, &zh)));
        }
    };
    match field.value(needed(element, "value")?, element)? {
        Const::Number(value) => Ok(Predicate::Test(Box::new(field), Test::Compare(compare, value))),
        _ => Err(unsupported(
            element,
            "an order of values that are no numbers",
            "非数值之间的大小比较",
        )),
    }
}

fn set(element: Element<'_, '_>, fields: &mut Fields<'_>) -> Result<Predicate, Problem> {
    let field = fields.get(needed(element, "field")?, element)?;
    choice(element, "booleanOperator", &["isIn", "isNotIn"])?;
    let inside = needed(element, "booleanOperator")? == "isIn";
    let array = children(element).find(|child| name(*child) == "Array");
    let array = array.ok_or_else(|| Problem::missing(place(element), "Array"))?;
    let texts = members(array.text().unwrap_or_default())
        .ok_or_else(|| malformed(array, "a quotation mark is not closed", "引号未闭合"))?;
    let count = array.attribute("n").map(|n| n.trim().parse::<usize>());
    if count.is_some_and(|count| count != Ok(texts.len())) {
        return Err(malformed(array, "the array does not have n members", "数组成员数与 n 不符"));
    }
    let values: Vec<Const> =
        texts.iter().map(|text| field.value(text, array)).collect::<Result<_, _>>()?;
    Ok(Predicate::Test(Box::new(field), Test::In(values, inside)))
}

/// Members of an array: separated by white space; in quotation marks where they hold some themselves.
fn members(text: &str) -> Option<Vec<String>> {
    let mut members = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut member = String::new();
        match c {
            c if c.is_whitespace() => continue,
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' if chars.peek() == Some(&'"') => member.extend(chars.next()),
                    c => member.push(c),
                }
            },
            c => {
                member.push(c);
                while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                    member.push(c);
                }
            }
        }
        members.push(member);
    }
    Some(members)
}

fn compound(element: Element<'_, '_>, fields: &mut Fields<'_>) -> Result<Predicate, Problem> {
    let parts: Vec<Predicate> =
        children(element).map(|part| read(part, fields)).collect::<Result<_, _>>()?;
    if parts.is_empty() {
        return Err(malformed(
            element,
            "a compound predicate has no parts",
            "复合谓词没有组成部分",
        ));
    }
    match needed(element, "booleanOperator")? {
        "and" => Ok(Predicate::All(parts)),
        "or" => Ok(Predicate::Any(parts)),
        "xor" if parts.len() > MAX_XOR => {
            Err(Problem::limit(place(element), ("parts of an xor", "个 xor 分量"), MAX_XOR))
        }
        "xor" => Ok(Predicate::Xor(parts)),
        "surrogate" => Ok(Predicate::Surrogate(parts)),
        other => {
            let other = told(other);
            let (en, zh) = (format!("the operator \"{other}\""), format!("运算符 \"{other}\""));
            Err(Problem::unsupported(place(element), (&en, &zh)))
        }
    }
}

impl Predicate {
    /// The fields it reads, in order.
    pub fn fields<'p>(&'p self, out: &mut Vec<&'p Field>) {
        match self {
            Predicate::True | Predicate::False => {}
            Predicate::Test(field, _) => out.push(field),
            Predicate::All(parts)
            | Predicate::Any(parts)
            | Predicate::Xor(parts)
            | Predicate::Surrogate(parts) => parts.iter().for_each(|part| part.fields(out)),
        }
    }

    /// Whether it can hold for an invalid value of the field.
    pub fn may_hold_for_invalid(&self, fact: &str) -> bool {
        match self {
            Predicate::False => false,
            Predicate::Test(field, test) if field.fact == fact => match test {
                Test::Missing => false,
                Test::In(values, true) => !values.iter().all(|value| field.allows(value)),
                _ => true,
            },
            Predicate::All(parts) => parts.iter().all(|part| part.may_hold_for_invalid(fact)),
            _ => true,
        }
    }

    /// A condition that holds exactly when the predicate does. Where the predicate fails or cannot be
    /// told, it does not hold.
    pub fn condition(&self) -> Cond {
        match self {
            Predicate::All(parts) => Cond::all(parts.iter().map(Predicate::condition)),
            Predicate::Any(parts) => Cond::any(parts.iter().map(Predicate::condition)),
            Predicate::Test(field, test) => match test {
                // An absent fact leaves these untold, which is as good as false.
                Test::Compare(..) | Test::In(_, false) if field.is_plain() => direct(field, test),
                Test::In(values, true)
                    if (field.is_plain() || field.is_listed())
                        && field.test(&Cond::True, |_| false).1 == Cond::False =>
                {
                    let valid = values.iter().filter(|value| field.allows(value)).cloned();
                    direct(field, &Test::In(valid.collect(), true))
                }
                _ => self.told().0,
            },
            _ => self.told().0,
        }
    }

    /// Conditions that hold exactly when the predicate holds, and when it fails. When it cannot be told,
    /// neither does.
    fn told(&self) -> (Cond, Cond) {
        match self {
            Predicate::True => (Cond::True, Cond::False),
            Predicate::False => (Cond::False, Cond::True),
            Predicate::Test(field, Test::Missing) => {
                let missing = field.missing();
                (missing.clone(), missing.negated())
            }
            Predicate::Test(field, Test::NotMissing) => {
                let missing = field.missing();
                (missing.clone().negated(), missing)
            }
            Predicate::Test(field, test) => {
                field.test(&direct(field, test), |value| holds(test, value))
            }
            Predicate::All(parts) => {
                let (holds, fails): (Vec<Cond>, Vec<Cond>) =
                    parts.iter().map(Predicate::told).unzip();
                (Cond::all(holds), Cond::any(fails))
            }
            Predicate::Any(parts) => {
                let (holds, fails): (Vec<Cond>, Vec<Cond>) =
                    parts.iter().map(Predicate::told).unzip();
                (Cond::any(holds), Cond::all(fails))
            }
            Predicate::Xor(parts) => {
                let start = (Cond::False, Cond::True);
                parts.iter().map(Predicate::told).fold(start, |(h, f), (holds, fails)| {
                    let odd = [
                        Cond::all([h.clone(), fails.clone()]),
                        Cond::all([f.clone(), holds.clone()]),
                    ];
                    let even = [Cond::all([h, holds]), Cond::all([f, fails])];
                    (Cond::any(odd), Cond::any(even))
                })
            }
            Predicate::Surrogate(parts) => {
                let start = (Cond::False, Cond::False);
                parts.iter().rev().map(Predicate::told).fold(start, |(h, f), (holds, fails)| {
                    let untold = Cond::all([holds.clone().negated(), fails.clone().negated()]);
                    (
                        Cond::any([holds, Cond::all([untold.clone(), h])]),
                        Cond::any([fails, Cond::all([untold, f])]),
                    )
                })
            }
        }
    }
}

/// A test of the fact as it is.
fn direct(field: &Field, test: &Test) -> Cond {
    match test {
        Test::Compare(compare, value) => {
            let value = super::fields::literal(*value);
            Cond::Leaf(format!("{} {} {value}", field.fact, compare.sign()))
        }
        Test::In(values, inside) => {
            let literals: Vec<String> = values.iter().map(Const::literal).collect();
            let within = match (field.ty, literals.as_slice()) {
                (Type::Bool, many) => {
                    Cond::any(many.iter().map(|one| Cond::Leaf(format!("{} == {one}", field.fact))))
                }
                (_, literals) => Cond::member(&field.fact, literals),
            };
            match (inside, within) {
                (true, within) => within,
                (false, Cond::Leaf(text)) if literals.len() == 1 => {
                    Cond::Leaf(text.replacen(" == ", " != ", 1))
                }
                (false, within) => within.negated(),
            }
        }
        Test::Missing | Test::NotMissing => Cond::False, // told without the fact's value
    }
}

/// What a test says of a constant.
fn holds(test: &Test, value: &Const) -> bool {
    match (test, value) {
        (Test::Compare(compare, than), Const::Number(value)) => compare.holds(*value, *than),
        (Test::In(values, inside), value) => values.contains(value) == *inside,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn arrays_are_split_at_white_space_outside_quotes() {
        assert_eq!(members("a b\n\"c d\" \"e\\\"f\"").unwrap(), ["a", "b", "c d", "e\"f"]);
        assert_eq!(members("1 2  3").unwrap(), ["1", "2", "3"]);
        assert_eq!(members("\"\"").unwrap(), [""]);
        assert_eq!(members("\"a"), None);
    }
}
