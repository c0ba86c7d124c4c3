//! Data frames that pandas wrote: CSV, or JSON by records or by columns.

use serde_json::{Map, Value};

use super::problem::{Problem, told};

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: Map<String, Value>,
    /// Where it stands in the file.
    pub place: String,
}

/// No table has more rows.
const MAX_ROWS: usize = 100_000;

impl Row {
    /// The text of a cell; none when it is empty.
    pub fn text(&self, column: &str) -> Option<String> {
        match self.cells.get(column)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The text of a cell that must be there.
    pub fn needed(&self, column: &str) -> Result<String, Problem> {
        self.text(column).ok_or_else(|| Problem::missing(&self.place, column))
    }

    /// A number that must be there.
    pub fn number(&self, column: &str) -> Result<f64, Problem> {
        let number = self.needed(column)?.trim().parse().ok();
        number.filter(|number: &f64| number.is_finite()).ok_or_else(|| {
            let place = format!("{}, {column}", self.place);
            Problem::malformed(place, ("this is no number", "不是数值"))
        })
    }

    /// A cell as it is.
    pub fn cell(&self, column: &str) -> Option<&Value> {
        self.cells.get(column)
    }
}

/// Whether a text is JSON rather than CSV.
pub fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// A JSON text.
pub fn json(text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::malformed(place, ("this is not JSON", "不是合法的 JSON"))
    })
}

/// A JSON text as Python writes it: a missing number is `NaN`, which is null here.
pub fn json_of_python(text: &str) -> Result<Value, Problem> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', 'N']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("NaN") {
            plain.push_str("null");
            rest = after;
            continue;
        }
        // A string is taken over as it is.
        let mut escaped = false;
        let end = from.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        let end = end.filter(|_| from.starts_with('"')).map_or(1, |(end, _)| end + 1);
        let (string, after) = from.split_at(end);
        plain.push_str(string);
        rest = after;
    }
    plain.push_str(rest);
    json(&plain)
}

/// The rows of a CSV text with these columns.
pub fn csv(text: &str, columns: &[&str]) -> Result<Vec<Row>, Problem> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    let unreadable = |error: &csv::Error| {
        let place = match error.position() {
            Some(position) => format!("line {}", position.line()),
            None => String::new(),
        };
        Problem::malformed(place, ("the table cannot be read", "无法读取该表"))
    };
    let header = reader.headers().map_err(|error| unreadable(&error))?.clone();
    if let Some(column) = columns.iter().find(|column| !header.iter().any(|name| name == **column))
    {
        return Err(Problem::missing("line 1", &format!("the column \"{column}\"")));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = header.iter().zip(&record);
        let cells = cells.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect();
        rows.push(Row { cells, place: format!("line {line}") });
        check_count(rows.len())?;
    }
    Ok(rows)
}

/// The rows of a JSON table: a list of objects, or an object of columns.
pub fn rows(value: &Value, place: &str) -> Result<Vec<Row>, Problem> {
    let wrong = || {
        let what = (
            "expected a table: a list of rows, or an object of columns",
            "应为表格：行的列表，或按列组织的对象",
        );
        Problem::malformed(place, what)
    };
    let mut rows: Vec<Row> = Vec::new();
    match value {
        Value::Array(list) => {
            for (index, row) in list.iter().enumerate() {
                let cells = row.as_object().ok_or_else(wrong)?.clone();
                rows.push(Row { cells, place: format!("{place}[{index}]") });
                check_count(rows.len())?;
            }
        }
        Value::Object(columns) => {
            for (name, column) in columns {
                let column = column.as_object().ok_or_else(wrong)?;
                check_count(column.len())?;
                for (index, (label, cell)) in column.iter().enumerate() {
                    if rows.len() <= index {
                        let place = format!("{place}, row {}", told(label));
                        rows.push(Row { place, ..Row::default() });
                    }
                    if let Some(row) = rows.get_mut(index) {
                        row.cells.insert(name.clone(), cell.clone());
                    }
                }
            }
        }
        _ => return Err(wrong()),
    }
    Ok(rows)
}

fn check_count(rows: usize) -> Result<(), Problem> {
    if rows > MAX_ROWS {
        return Err(Problem::limit("", ("rows", "行"), MAX_ROWS));
    }
    Ok(())
}

/// Rows by the value of a column, in the order in which the values first stand.
pub fn groups(rows: Vec<Row>, column: &str) -> Result<Vec<(String, Vec<Row>)>, Problem> {
    let mut groups: indexmap::IndexMap<String, Vec<Row>> = indexmap::IndexMap::new();
    for row in rows {
        groups.entry(row.needed(column)?).or_default().push(row);
    }
    Ok(groups.into_iter().collect())
}

/// A bound of an interval: none where it is infinite.
pub fn bound(text: &str) -> Option<Option<f64>> {
    match text.trim() {
        "inf" | "-inf" => Some(None),
        text => text.parse().ok().filter(|bound: &f64| bound.is_finite()).map(Some),
    }
}

/// The bounds of an interval such as `[26.0,35.0)` or `[-inf ~ 2)`.
pub fn interval(text: &str, between: char) -> Option<(Option<f64>, Option<f64>)> {
    let inner = text.trim().strip_prefix(['[', '('])?.strip_suffix(')')?;
    let (lo, hi) = inner.split_once(between)?;
    let (lo, hi) = (bound(lo)?, bound(hi)?);
    (lo.zip(hi).is_none_or(|(lo, hi)| lo < hi)).then_some((lo, hi))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_in_each_form() {
        let text = ",variable,points\n0,age,12.0\n1,\"a,b\",\n";
        let from_csv = csv(text, &["variable", "points"]).unwrap();
        let records =
            json("[{\"variable\":\"age\",\"points\":12},{\"variable\":\"a,b\",\"points\":null}]");
        let from_records = rows(&records.unwrap(), "").unwrap();
        let columns =
            json("{\"variable\":{\"0\":\"age\",\"1\":\"a,b\"},\"points\":{\"0\":12.0,\"1\":null}}");
        let from_columns = rows(&columns.unwrap(), "").unwrap();
        for rows in [from_csv, from_records, from_columns] {
            assert_eq!(rows.len(), 2);
            assert_eq!(rows[0].number("points"), Ok(12.0));
            assert_eq!(rows[1].needed("variable").as_deref(), Ok("a,b"));
            assert!(rows[1].number("points").is_err());
        }
        assert!(csv("a,b\n1\n", &["a"]).is_err());
        assert!(csv("a,b\n1,2\n", &["c"]).is_err());
    }

    #[test]
    fn the_nan_of_python_is_null() {
        let text = r#"{"NaN":[1,NaN,"NaN","a\"NaN",-2.5]}"#;
        let value: Value = serde_json::json!({ "NaN": [1, null, "NaN", "a\"NaN", -2.5] });
        assert_eq!(json_of_python(text), Ok(value));
        assert!(json_of_python("{\"a").is_err());
        assert!(json_of_python("[N]").is_err());
    }

    #[test]
    fn intervals_are_half_open() {
        assert_eq!(interval("[26.0,35.0)", ','), Some((Some(26.0), Some(35.0))));
        assert_eq!(interval("[-inf ~ 2)", '~'), Some((None, Some(2.0))));
        assert_eq!(interval("(-inf, 2.50)", ','), Some((None, Some(2.5))));
        for wrong in ["[1,2]", "[2,1)", "[1,x)", "1,2)", "[NaN,2)", "['a', 'b']"] {
            assert_eq!(interval(wrong, ','), None, "{wrong}");
        }
    }
}
