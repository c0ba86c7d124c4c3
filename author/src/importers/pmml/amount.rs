//! `ComplexPartialScore`: sums and products of fields and constants.

use super::fields::{Field, Fields, literal};
use super::{Element, Problem, children, malformed, name, needed, place, unsupported};
use crate::importers::problem::told;

/// An expression and the fields it reads. All parts are doubles, as whole numbers below 2^53 add and
/// multiply the same way.
pub struct Amount {
    /// The expression.
    pub text: String,
    /// The fields.
    pub fields: Vec<Field>,
}

/// The expression in a `ComplexPartialScore`.
pub fn read(element: Element<'_, '_>, fields: &mut Fields<'_>) -> Result<Amount, Problem> {
    let mut parts = children(element);
    let (Some(part), None) = (parts.next(), parts.next()) else {
        return Err(malformed(element, "expected one expression", "应有一个表达式"));
    };
    let mut read = Vec::new();
    let text = expression(part, fields, &mut read)?;
    Ok(Amount { text, fields: read })
}

fn expression(
    element: Element<'_, '_>,
    fields: &mut Fields<'_>,
    read: &mut Vec<Field>,
) -> Result<String, Problem> {
    match name(element) {
        "Constant" => {
            let number = element.text().unwrap_or_default().trim().parse();
            match number {
                Ok(number) if f64::is_finite(number) && element.attribute("missing").is_none() => {
                    Ok(format!("double({})", literal(number)))
                }
                _ => Err(malformed(element, "this is no number", "不是数值")),
            }
        }
        "FieldRef" => {
            if element.attribute("mapMissingTo").is_some() {
                return Err(unsupported(element, "mapMissingTo", " mapMissingTo"));
            }
            let field = fields.get(needed(element, "field")?, element)?;
            let amount = field.amount().ok_or_else(|| {
                unsupported(
                    element,
                    "a field whose values may be no numbers, or may be taken for missing, in arithmetic",
                    "在算术中使用可能不是数值或可能视为缺失的字段",
                )
            })?;
            read.push(field);
            Ok(amount)
        }
        "Apply" => apply(element, fields, read),
        other => {
            let (en, zh) = (format!("the expression {other}"), format!("表达式 {other}"));
            Err(Problem::unsupported(place(element), (&en, &zh)))
        }
    }
}

fn apply(
    element: Element<'_, '_>,
    fields: &mut Fields<'_>,
    read: &mut Vec<Field>,
) -> Result<String, Problem> {
    for attribute in ["mapMissingTo", "defaultValue", "invalidValueTreatment"] {
        if element.attribute(attribute).is_some_and(|value| value != "returnInvalid") {
            return Err(unsupported(element, attribute, &format!(" {attribute}")));
        }
    }
    let function = needed(element, "function")?;
    let whole = children(element).all(|part| is_whole(part, fields));
    let parts: Vec<String> =
        children(element).map(|part| expression(part, fields, read)).collect::<Result<_, _>>()?;
    match (function, parts.as_slice()) {
        ("/", [_, _]) if whole => {
            Err(unsupported(element, "a division of whole numbers", "整数相除"))
        }
        ("+" | "-" | "*" | "/", [a, b]) => Ok(format!("({a} {function} {b})")),
        ("abs", [a]) => Ok(format!("abs({a})")),
        ("+" | "-" | "*" | "/" | "abs", _) => Err(malformed(
            element,
            "the function has the wrong number of arguments",
            "函数参数个数不对",
        )),
        _ => {
            let told = told(function);
            let (en, zh) = (format!("the function \"{told}\""), format!("函数 \"{told}\""));
            Err(Problem::unsupported(place(element), (&en, &zh)))
        }
    }
}

/// Whether an expression is a whole number, whose quotients would be cut.
fn is_whole(element: Element<'_, '_>, fields: &mut Fields<'_>) -> bool {
    match name(element) {
        "Constant" => match element.attribute("dataType") {
            Some(ty) => ty == "integer",
            None => element.text().is_some_and(|text| text.trim().parse::<i64>().is_ok()),
        },
        "FieldRef" => element
            .attribute("field")
            .and_then(|field| fields.get(field, element).ok())
            .is_some_and(|field| field.ty == super::fields::Type::Int),
        "Apply" => children(element).all(|part| is_whole(part, fields)),
        _ => false,
    }
}
