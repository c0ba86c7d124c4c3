//! Which expressions of CEL belong to the subset that policies may use: a matter of what they are made
//! of, told from the tree of the `cel` crate and not from what our own reader accepts.

use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};
use cel::parser::PrattParser;

/// Operators of the subset: as CEL calls them, as they are written, what they are for.
pub const OPERATORS: [(&str, &str, &str); 17] = [
    (operators::LOGICAL_AND, "a && b", "three-valued and · 三值与"),
    (operators::LOGICAL_OR, "a || b", "three-valued or · 三值或"),
    (operators::LOGICAL_NOT, "!a", "negation · 非"),
    (operators::EQUALS, "a == b", "equality · 相等"),
    (operators::NOT_EQUALS, "a != b", "inequality · 不等"),
    (
        operators::LESS,
        "a < b",
        "order of numbers, dates and ordered enums · 数值、日期、有序枚举的大小",
    ),
    (operators::LESS_EQUALS, "a <= b", "the same · 同上"),
    (operators::GREATER, "a > b", "the same · 同上"),
    (operators::GREATER_EQUALS, "a >= b", "the same · 同上"),
    (
        operators::IN,
        "a in ['x', 'y']",
        "one of these constants; also `family('…')`, or a fact that is a list · 属于这些常量、产品族，或列表类型的事实",
    ),
    (operators::ADD, "a + b", "sum of numbers; a date and days · 数值相加，日期加天数"),
    (
        operators::SUBSTRACT,
        "a - b",
        "difference of numbers, of dates in days · 数值相减，日期相差天数",
    ),
    (operators::MULTIPLY, "a * b", "product · 乘"),
    (operators::DIVIDE, "a / b", "quotient; of whole numbers cut to one · 除，整数相除取整"),
    (operators::MODULO, "a % b", "remainder of whole numbers · 整数取余"),
    (operators::NEGATE, "-a", "negative · 取负"),
    (operators::CONDITIONAL, "c ? a : b", "one or the other; unknown when c is · 条件取值"),
];

/// Functions that CEL has too.
pub const FUNCTIONS: [(&str, &str, &str); 3] = [
    ("int", "int(a)", "a number cut to a whole one · 截断为整数"),
    ("double", "double(a)", "a number as a double · 转为双精度数"),
    (
        "size",
        "size(list)",
        "how many different elements a fact has that is a list · 列表类型的事实中不同元素的个数",
    ),
];

/// Functions that CEL does not have.
pub const OWN: [(&str, &str); 8] = [
    ("known(a)", "whether a fact is known; never unknown itself · 事实是否已知"),
    ("date('2026-01-31')", "a civil date · 日期"),
    (
        "family('loans')",
        "where a list of constants may stand: the products of a family · 用于常量列表的位置：某产品族的全部产品",
    ),
    (
        "hasAny(list, ['x', 'y'])",
        "whether a fact that is a list holds one of these; also of another such fact · \
         列表类型的事实是否包含其中之一；也可与另一个此类事实比较",
    ),
    ("hasAll(list, ['x', 'y'])", "whether it holds each of these · 是否包含其中每一个"),
    ("min(a, b)", "the smallest · 最小值"),
    ("max(a, b)", "the largest · 最大值"),
    ("abs(a)", "absolute value · 绝对值"),
];

/// What the parser does not read: none of it belongs to the core of CEL.
pub const UNREAD: &str = "syntax of extensions: optionals, quoted fields, `cel.block`";

/// Why an expression is outside the subset; none: it is in it.
pub fn outside(text: &str) -> Option<&'static str> {
    match PrattParser::new().parse(text) {
        Ok(tree) => reason(&tree),
        Err(_) => Some(UNREAD),
    }
}

fn reason(expr: &IdedExpr) -> Option<&'static str> {
    match &expr.expr {
        Expr::Unspecified => Some("empty parts"),
        Expr::Ident(_) => None,
        Expr::Comprehension(_) => Some("macros: `all`, `exists`, `exists_one`, `map`, `filter`"),
        Expr::List(_) => Some("lists, other than of constants behind `in`"),
        Expr::Map(_) => Some("maps"),
        Expr::Struct(_) => Some("messages"),
        Expr::Select(select) if select.test => Some("`has()`; write `known()`"),
        Expr::Select(_) => Some("fields of messages and maps"),
        Expr::Literal(LiteralValue::UInt(_)) => Some("unsigned numbers"),
        Expr::Literal(LiteralValue::Bytes(_)) => Some("bytes"),
        Expr::Literal(LiteralValue::Null) => Some("`null`; write `!known()`"),
        Expr::Literal(_) => None,
        Expr::Call(call) => {
            let name = call.func_name.as_str();
            if call.target.is_some() {
                return Some("methods, and functions of extensions");
            }
            if OPERATORS.iter().any(|(known, ..)| *known == name) {
                let list = name == operators::IN;
                return call.args.iter().enumerate().find_map(|(place, arg)| match &arg.expr {
                    Expr::List(list_of) if list && place == 1 => list_of
                        .elements
                        .iter()
                        .find_map(|item| reason(item).or_else(|| not_constant(item))),
                    _ => reason(arg),
                });
            }
            if name == "size" {
                return Some("`size` of other things than facts that are lists");
            }
            if FUNCTIONS.iter().any(|(known, ..)| *known == name) {
                return call.args.iter().find_map(reason);
            }
            match name {
                operators::INDEX | operators::OPT_INDEX | operators::OPT_SELECT => Some("indexes"),
                _ => Some("functions other than `int`, `double` and `size`"),
            }
        }
    }
}

fn not_constant(item: &IdedExpr) -> Option<&'static str> {
    let constant = matches!(item.expr, Expr::Literal(_));
    (!constant).then_some("lists, other than of constants behind `in`")
}
