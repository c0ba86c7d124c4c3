//! Logistic regressions: `intercept`, `columns` of name and coefficient, and how the columns are made of
//! the inputs: `median_impute` and `standardise` for numbers, `NAME__isna` for a missing one,
//! `NAME=VALUE` for a category.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Imported;
use super::fragment::{Profile, number};
use super::problem::{Problem, told};

#[derive(Deserialize)]
struct File {
    intercept: Option<f64>,
    columns: Option<Vec<Column>>,
    #[serde(default)]
    median_impute: IndexMap<String, f64>,
    #[serde(default)]
    standardise: IndexMap<String, Standard>,
}

#[derive(Deserialize)]
struct Column {
    name: Option<String>,
    coef: Option<f64>,
}

#[derive(Clone, Copy, Deserialize)]
struct Standard {
    mean: f64,
    scale: f64,
}

/// No regression has more columns.
const MAX_COLUMNS: usize = 10_000;

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::malformed(place, ("this is not a logistic regression", "不是逻辑回归模型"))
    })?;
    let intercept = file.intercept.ok_or_else(|| Problem::missing("", "intercept"))?;
    let columns = file.columns.as_ref().ok_or_else(|| Problem::missing("", "columns"))?;
    if columns.len() > MAX_COLUMNS {
        return Err(Problem::limit("columns", ("columns", "列"), MAX_COLUMNS));
    }
    let mut profile = Profile::default();
    let mut terms: Vec<Value> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        let place = format!("columns[{index}]");
        let name = column.name.as_deref().ok_or_else(|| Problem::missing(&place, "name"))?;
        let coefficient = column.coef.ok_or_else(|| Problem::missing(&place, "coef"))?;
        terms.push(term(&file, name, coefficient, index, &place, &mut profile)?);
    }
    let logistic = json!({ "intercept": number(intercept), "terms": terms });
    Ok(profile.fragment(json!({ "id": id, "kind": "logistic", "logistic": logistic })))
}

fn term(
    file: &File,
    name: &str,
    coefficient: f64,
    index: usize,
    place: &str,
    profile: &mut Profile,
) -> Result<Value, Problem> {
    let coefficient = number(coefficient);
    let is_number =
        |name: &str| file.standardise.contains_key(name) || file.median_impute.contains_key(name);
    if let Some(base) = name.strip_suffix("__isna").filter(|base| is_number(base)) {
        let fact = profile.declare(base, index, "number", None);
        return Ok(json!({ "fact": fact, "missing": true, "coefficient": coefficient }));
    }
    if !is_number(name)
        && let Some((base, value)) = name.split_once('=')
    {
        let fact = profile.declare(base, index, "category", None);
        return Ok(json!({ "fact": fact, "is": value, "coefficient": coefficient }));
    }
    if name.ends_with("__isna") {
        let told = told(name);
        let (en, zh) = (
            format!("\"{told}\" belongs to no column of numbers"),
            format!("\"{told}\" 没有对应的数值列"),
        );
        return Err(Problem::malformed(place, (&en, &zh)));
    }
    let fact = profile.declare(name, index, "number", None);
    let mut term = json!({ "fact": fact, "coefficient": coefficient });
    if let Some(&Standard { mean, scale }) = file.standardise.get(name) {
        term["mean"] = number(mean);
        term["scale"] = number(scale);
    }
    if let Some(&median) = file.median_impute.get(name) {
        term["default"] = number(median);
    }
    Ok(term)
}
