//! `Scorecard.table(style="detailed")` of optbinning, as CSV or JSON.
//!
//! The table holds neither the intercept of an intercept-based card nor the special codes. For cards
//! that have them the file is `{"table": …, "intercept": 300.0, "special_codes": {"PAY_0": [-2, -1]}}`.
//! Split points are as they were printed: fit with `show_digits` large enough. An unseen category takes
//! the points of the last row, which is the missing one, as in the library.

use serde_json::{Map, Value};

use super::Imported;
use super::card::{Attribute, Card, Characteristic, When, bins};
use super::fragment::Profile;
use super::problem::{Problem, told};
use super::table::{self, Row};
use crate::diagnostics::Words;

const COLUMNS: [&str; 3] = ["Variable", "Bin", "Points"];

/// What the library's table does not hold.
#[derive(Default)]
struct Beside {
    intercept: Option<f64>,
    special: Map<String, Value>,
}

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let mut beside = Beside::default();
    let rows = if table::is_json(text) {
        match table::json(text)? {
            Value::Object(mut file) if file.contains_key("table") => {
                beside = of_file(&mut file)?;
                table::rows(&file.remove("table").unwrap_or_default(), "table")?
            }
            value => table::rows(&value, "")?,
        }
    } else {
        table::csv(text, &COLUMNS)?
    };
    let groups = table::groups(rows, "Variable")?;
    if groups.is_empty() {
        return Err(Problem::missing("", "Variable"));
    }
    let mut profile = Profile::default();
    let mut card = Card::default();
    let mut based = true;
    let mut rounded = false;
    for (index, (name, rows)) in groups.iter().enumerate() {
        let points: Vec<f64> =
            rows.iter().map(|row| row.number("Points")).collect::<Result<_, _>>()?;
        based &= points.iter().copied().fold(f64::INFINITY, f64::min) == 0.0;
        rounded |= rows.iter().any(|row| row.text("Bin").is_some_and(|bin| two_digits(&bin)));
        let special = beside.special.get(name);
        card.characteristics.push(characteristic(name, rows, special, index, &mut profile)?);
    }
    card.initial = match beside.intercept {
        Some(intercept) => intercept,
        // The lowest points of every variable are zero only when an intercept holds the rest.
        None if based => return Err(Problem::missing("", "intercept")),
        None => 0.0,
    };
    if rounded {
        profile.names.notes.push(Words::new(
            "the table's split points have two digits behind the point, which is optbinning's default; \
             fit with a larger show_digits if the true ones have more",
            "该表的分割点保留两位小数，为 optbinning 的默认值；若实际位数更多，请在 fit 时增大 show_digits",
        ));
    }
    Ok(profile.fragment(card.score(id)))
}

fn of_file(file: &mut Map<String, Value>) -> Result<Beside, Problem> {
    let intercept =
        match file.get("intercept") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_f64().ok_or_else(|| {
                Problem::malformed("intercept", ("this is no number", "不是数值"))
            })?),
        };
    let special = match file.remove("special_codes") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(special)) => special,
        Some(_) => {
            let what = ("expected lists of codes by variable", "应为按变量组织的编码列表");
            return Err(Problem::malformed("special_codes", what));
        }
    };
    Ok(Beside { intercept, special })
}

/// Whether a bin is an interval whose bounds are printed with two digits.
fn two_digits(bin: &str) -> bool {
    let digits = |bound: &str| bound.trim().rsplit_once('.').map_or(0, |(_, digits)| digits.len());
    table::interval(bin, ',').is_some()
        && bin.trim_matches(['[', '(', ')']).split(',').any(|bound| digits(bound) == 2)
}

fn characteristic(
    name: &str,
    rows: &[Row],
    special: Option<&Value>,
    index: usize,
    profile: &mut Profile,
) -> Result<Characteristic, Problem> {
    let mut attributes = Vec::new();
    let (mut missing, mut numeric, mut categorical) = (None, false, false);
    for row in rows {
        let points = row.number("Points")?;
        let when = match row.cell("Bin") {
            Some(Value::Array(values)) => {
                categorical = true;
                let values: Vec<Value> = values.iter().map(|value| text(value).into()).collect();
                if values.is_empty() { continue } else { When::Values(values) }
            }
            _ => {
                let bin = row.needed("Bin")?;
                if let Some((lo, hi)) = table::interval(&bin, ',') {
                    numeric = true;
                    When::Range(lo, hi)
                } else if bin == "Missing" {
                    missing = Some(points);
                    When::Missing
                } else if let Some(values) = array(&bin) {
                    categorical = true;
                    let values: Vec<Value> = values.into_iter().map(Value::from).collect();
                    if values.is_empty() { continue } else { When::Values(values) }
                } else {
                    match codes(row, &bin, special)? {
                        Some(codes) => When::Special(codes),
                        None => continue,
                    }
                }
            }
        };
        attributes.push(Attribute::new(when, points));
    }
    if numeric && categorical {
        let what = ("the bins are both intervals and categories", "分箱中既有区间又有类别");
        return Err(Problem::malformed(told(name), what));
    }
    if !numeric {
        // Special codes of a category are values like others.
        for attribute in &mut attributes {
            if let When::Special(codes) = &attribute.when {
                let texts = codes.iter().map(|code| Value::from(super::fragment::digits(*code)));
                attribute.when = When::Values(texts.collect());
            }
        }
    }
    let missing = missing.ok_or_else(|| Problem::missing(told(name), "Missing"))?;
    let fact = profile.declare(name, index, if numeric { "number" } else { "category" }, None);
    let attributes = bins(attributes, missing, missing);
    Ok(Characteristic { fact, attributes, ..Characteristic::default() })
}

/// The codes of a special bin; none when the variable has none.
fn codes(row: &Row, bin: &str, special: Option<&Value>) -> Result<Option<Vec<f64>>, Problem> {
    let listed = match special {
        Some(Value::Object(groups)) => groups.get(bin),
        Some(list) if bin == "Special" => Some(list),
        _ => None,
    };
    let wrong = || {
        let place = format!("special_codes of {}", row.place);
        Problem::malformed(place, ("expected numbers", "应为数值"))
    };
    match listed {
        Some(Value::Array(codes)) => {
            let codes: Option<Vec<f64>> = codes.iter().map(Value::as_f64).collect();
            Ok(Some(codes.ok_or_else(wrong)?).filter(|codes| !codes.is_empty()))
        }
        Some(code) => Ok(Some(vec![code.as_f64().ok_or_else(wrong)?])),
        None => {
            // A special bin that held a customer has codes, which the table does not tell.
            let count = row.text("Count").and_then(|count| count.parse().ok()).unwrap_or(0.0_f64);
            if bin == "Special" && count == 0.0 {
                return Ok(None);
            }
            Err(Problem::missing(
                &row.place,
                &format!("special_codes of the bin \"{}\"", told(bin)),
            ))
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The members of an array as numpy or Python prints it: `['a' "b's"]`, `['a', 'b']`, `[1 2]`.
fn array(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let mut members = Vec::new();
    let mut chars = inner.chars().peekable();
    while let Some(&c) = chars.peek() {
        match c {
            ' ' | '\n' | '\r' | '\t' | ',' => drop(chars.next()),
            '\'' | '"' => {
                chars.next();
                let mut member = String::new();
                loop {
                    match chars.next()? {
                        end if end == c => break,
                        '\\' => match chars.next()? {
                            'n' => member.push('\n'),
                            't' => member.push('\t'),
                            other @ ('\\' | '\'' | '"') => member.push(other),
                            _ => return None,
                        },
                        other => member.push(other),
                    }
                }
                members.push(member);
            }
            _ => {
                let mut member = String::new();
                while let Some(c) = chars.next_if(|c| !matches!(c, ' ' | '\n' | '\r' | ',')) {
                    member.push(c);
                }
                if member == "..." {
                    return None; // a long array, printed in part
                }
                members.push(member);
            }
        }
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read_as_numpy_prints_them() {
        let read = |text: &str| array(text).unwrap();
        assert_eq!(read("['a' 'b c']"), ["a", "b c"]);
        assert_eq!(read("['a', \"b's\"]"), ["a", "b's"]);
        assert_eq!(read("['a'\n 'b\\'s']"), ["a", "b's"]);
        assert_eq!(read("[1 2]"), ["1", "2"]);
        assert_eq!(read("['[1, 2)' '高']"), ["[1, 2)", "高"]);
        for wrong in ["Special", "['a' ... 'z']", "['a", "['a]"] {
            assert_eq!(array(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn printed_digits_are_counted() {
        assert!(two_digits("[25.50, 30.00)"));
        assert!(!two_digits("(-inf, 1234.567890)"));
        assert!(!two_digits("['1.25' 'b']"));
    }
}
