//! `truth-scorecard/1`: a neutral table of points.
//!
//! Bins of numbers are `[lo, hi)`; special values are tested before them. What no bin holds takes
//! `unmatched_points`, or adds nothing; a missing value without a bin takes
//! `missing_without_bin_points`, or adds nothing.

use serde::Deserialize;
use serde_json::Value;

use super::Imported;
use super::card::{Attribute, Card, Characteristic, When, bins};
use super::fragment::Profile;
use super::problem::{Problem, told};
use crate::diagnostics::Words;

#[derive(Deserialize)]
struct File {
    format: Option<String>,
    base_points: Option<f64>,
    characteristics: Option<Vec<Row>>,
}

#[derive(Deserialize)]
struct Row {
    name: Option<String>,
    #[serde(rename = "type")]
    ty: Option<String>,
    bins: Option<Vec<Bin>>,
    unmatched_points: Option<f64>,
    missing_without_bin_points: Option<f64>,
}

#[derive(Deserialize)]
struct Bin {
    lo: Option<Value>,
    hi: Option<Value>,
    values: Option<Vec<String>>,
    special: Option<Vec<f64>>,
    #[serde(default)]
    includes_missing: bool,
    points: Option<f64>,
}

const FORMAT: &str = "truth-scorecard/1";

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::malformed(place, ("this is not a table of points", "不是分值表"))
    })?;
    match file.format.as_deref() {
        Some(FORMAT) => {}
        None => return Err(Problem::missing("", "format")),
        Some(other) => {
            let other = told(other);
            let (en, zh) = (format!("the format \"{other}\""), format!("格式 \"{other}\""));
            return Err(Problem::unsupported("format", (&en, &zh)));
        }
    }
    let initial = file.base_points.ok_or_else(|| Problem::missing("", "base_points"))?;
    let rows = file.characteristics.ok_or_else(|| Problem::missing("", "characteristics"))?;
    let mut profile = Profile::default();
    let mut card = Card { initial, ..Card::default() };
    for (index, row) in rows.into_iter().enumerate() {
        let place = format!("characteristics[{index}]");
        card.characteristics.push(characteristic(row, index, &place, &mut profile)?);
    }
    Ok(profile.fragment(card.score(id)))
}

fn characteristic(
    row: Row,
    index: usize,
    place: &str,
    profile: &mut Profile,
) -> Result<Characteristic, Problem> {
    let name = row.name.ok_or_else(|| Problem::missing(place, "name"))?;
    let numeric = match row.ty.as_deref() {
        Some("numeric") => true,
        Some("categorical") => false,
        None => return Err(Problem::missing(place, "type")),
        Some(other) => {
            let other = told(other);
            let (en, zh) = (format!("the type \"{other}\""), format!("类型 \"{other}\""));
            return Err(Problem::unsupported(format!("{place}.type"), (&en, &zh)));
        }
    };
    let mut attributes = Vec::new();
    for (k, bin) in row.bins.ok_or_else(|| Problem::missing(place, "bins"))?.into_iter().enumerate()
    {
        attributes.extend(bin_attributes(bin, numeric, &format!("{place}.bins[{k}]"))?);
    }
    let fact = profile.declare(&name, index, if numeric { "number" } else { "category" }, None);
    let has_missing = attributes.iter().any(|attribute| attribute.when == When::Missing);
    if let Some(points) = row.missing_without_bin_points.filter(|_| !has_missing) {
        profile.names.notes.push(Words::new(
            format!("\"{name}\" has no bin for a missing value; it takes {points} points, as the file says"),
            format!("\"{name}\" 没有缺失值分箱；按文件所写取 {points} 分"),
        ));
    }
    let missing = row.missing_without_bin_points.unwrap_or(0.0);
    let attributes = bins(attributes, missing, row.unmatched_points.unwrap_or(0.0));
    Ok(Characteristic { fact, attributes, ..Characteristic::default() })
}

/// A bin may be several attributes: its values, and a missing one.
fn bin_attributes(bin: Bin, numeric: bool, place: &str) -> Result<Vec<Attribute>, Problem> {
    let points = bin.points.ok_or_else(|| Problem::missing(place, "points"))?;
    let bounds = bin.lo.is_some() || bin.hi.is_some();
    let forms = [bounds, bin.values.is_some(), bin.special.is_some()];
    let given = forms.iter().filter(|form| **form).count();
    let special = bin.special.as_ref().is_some_and(|special| !special.is_empty());
    let fits = if numeric { bin.values.is_none() } else { !bounds && !special };
    if given > 1 || (given == 0 && !bin.includes_missing) || !fits {
        let what = (
            "a bin holds an interval or special numbers of a numeric characteristic, or values of a categorical one",
            "分箱应为数值特征的区间或特殊值，或类别特征的取值",
        );
        return Err(Problem::malformed(place, what));
    }
    let mut attributes = Vec::new();
    if bounds {
        let lo = bound(bin.lo, f64::NEG_INFINITY, &format!("{place}.lo"))?;
        let hi = bound(bin.hi, f64::INFINITY, &format!("{place}.hi"))?;
        if lo.zip(hi).is_some_and(|(lo, hi)| lo >= hi) {
            return Err(Problem::malformed(place, ("the interval is empty", "区间为空")));
        }
        attributes.push(Attribute::new(When::Range(lo, hi), points));
    }
    if let Some(values) = bin.values.filter(|values| !values.is_empty()) {
        let values = values.into_iter().map(Value::String).collect();
        attributes.push(Attribute::new(When::Values(values), points));
    }
    if let Some(special) = bin.special.filter(|special| !special.is_empty()) {
        attributes.push(Attribute::new(When::Special(special), points));
    }
    if bin.includes_missing {
        attributes.push(Attribute::new(When::Missing, points));
    }
    Ok(attributes)
}

/// A bound of an interval; none where it is infinite.
fn bound(value: Option<Value>, infinite: f64, place: &str) -> Result<Option<f64>, Problem> {
    let bound = match value {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => match text.as_str() {
            "inf" | "-inf" => text.parse().ok(),
            _ => None,
        },
        Some(_) => None,
    };
    match bound {
        Some(bound) if bound == infinite => Ok(None),
        Some(bound) if bound.is_finite() => Ok(Some(bound)),
        _ => Err(Problem::malformed(
            place,
            ("this is no bound of the interval", "不是有效的区间边界"),
        )),
    }
}
