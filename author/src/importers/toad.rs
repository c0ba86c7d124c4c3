//! `ScoreCard.export()` of toad: points by label of a bin, by feature; as JSON, or as CSV with the
//! columns `name`, `value`, `score`.
//!
//! The labels of categories are joined by commas and cannot be told apart when a value holds one. For
//! these, the file is `{"card": card.export(), "combiner": combiner.export()}`. An unseen category takes
//! the lowest points, as in toad; so does a missing value without a bin of its own (toad puts it into
//! whichever bin comes first).

use indexmap::IndexMap;
use serde_json::Value;

use super::Imported;
use super::card::{Attribute, Card, Characteristic, When, bins};
use super::fragment::Profile;
use super::problem::{Problem, told};
use super::table;
use crate::diagnostics::Words;

/// Points by label.
type Bins = IndexMap<String, f64>;

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let (card, combiner) = if table::is_json(text) {
        match table::json(text)? {
            Value::Object(mut file) if file.len() == 2 && file.contains_key("combiner") => {
                let card = file.remove("card").ok_or_else(|| Problem::missing("", "card"))?;
                (card_of(&card)?, file.remove("combiner"))
            }
            value => (card_of(&value)?, None),
        }
    } else {
        (card_of_csv(text)?, None)
    };
    let mut profile = Profile::default();
    let mut lowered = Card::default();
    for (index, (name, points)) in card.iter().enumerate() {
        let groups = combiner.as_ref().map(|combiner| {
            combiner.get(name).ok_or_else(|| Problem::missing("combiner", &told(name)))
        });
        let groups = groups.transpose()?;
        lowered.characteristics.push(characteristic(name, points, groups, index, &mut profile)?);
    }
    Ok(profile.fragment(lowered.score(id)))
}

fn card_of(value: &Value) -> Result<IndexMap<String, Bins>, Problem> {
    serde_json::from_value(value.clone()).map_err(|_| {
        let what =
            ("expected points by label of a bin, by feature", "应为按特征、按分箱标签组织的分值");
        Problem::malformed("", what)
    })
}

fn card_of_csv(text: &str) -> Result<IndexMap<String, Bins>, Problem> {
    let rows = table::csv(text, &["name", "value", "score"])?;
    let features = table::groups(rows, "name")?.into_iter().map(|(name, rows)| {
        let bins = rows.iter().map(|row| Ok((row.needed("value")?, row.number("score")?)));
        Ok((name, bins.collect::<Result<Bins, Problem>>()?))
    });
    features.collect()
}

fn characteristic(
    name: &str,
    points: &Bins,
    groups: Option<&Value>,
    index: usize,
    profile: &mut Profile,
) -> Result<Characteristic, Problem> {
    let place = told(name);
    let lowest = points.values().copied().fold(f64::INFINITY, f64::min);
    if !lowest.is_finite() {
        return Err(Problem::missing(&place, "a bin"));
    }
    let numeric = points.keys().any(|label| table::interval(label, '~').is_some());
    let mut attributes = Vec::new();
    let mut unmatched = lowest;
    if numeric {
        for (label, &points) in points {
            attributes.push(match table::interval(label, '~') {
                Some((lo, hi)) => Attribute::new(When::Range(lo, hi), points),
                None if label == "nan" => Attribute::new(When::Missing, points),
                None => {
                    let what = ("the label of a bin cannot be read", "无法读取分箱标签");
                    return Err(Problem::malformed(&place, what));
                }
            });
        }
    } else {
        let groups = values(points, groups, &place)?;
        for (group, &points) in groups.into_iter().zip(points.values()) {
            let Some(values) = group else {
                unmatched = points; // `else`
                continue;
            };
            let (missing, values): (Vec<String>, Vec<String>) =
                values.into_iter().partition(|value| value == "nan");
            if !values.is_empty() {
                let values = values.into_iter().map(Value::from).collect();
                attributes.push(Attribute::new(When::Values(values), points));
            }
            if !missing.is_empty() {
                attributes.push(Attribute::new(When::Missing, points));
            }
        }
    }
    let has_missing = attributes.iter().any(|attribute| attribute.when == When::Missing);
    if numeric && !has_missing {
        profile.names.notes.push(Words::new(
            format!(
                "\"{place}\" has no bin for a missing value; it takes the lowest points, {lowest}"
            ),
            format!("\"{place}\" 没有缺失值分箱；取最低分 {lowest}"),
        ));
    }
    let fact = profile.declare(name, index, if numeric { "number" } else { "category" }, None);
    let missing = if numeric { lowest } else { unmatched };
    let attributes = bins(attributes, missing, unmatched);
    Ok(Characteristic { fact, attributes, ..Characteristic::default() })
}

/// The values of each bin of categories; none for `else`.
fn values(
    points: &Bins,
    groups: Option<&Value>,
    place: &str,
) -> Result<Vec<Option<Vec<String>>>, Problem> {
    let Some(groups) = groups else {
        let split = points.keys().map(|label| {
            if label == "else" {
                return Ok(None);
            }
            let values: Vec<String> = label.split(',').map(str::to_owned).collect();
            // No value begins or ends with a space: the comma belongs to a value.
            if values.len() > 1 && values.iter().any(|value| value.trim() != value) {
                let what = (
                    "a value with a comma in it, without the combiner's export beside the card",
                    "取值中含逗号而文件未附 combiner 导出",
                );
                return Err(Problem::unsupported(place, what));
            }
            Ok(Some(values))
        });
        return split.collect();
    };
    let wrong = || {
        let what =
            ("the combiner's bins do not belong to the card", "combiner 的分箱与评分卡不一致");
        Problem::malformed(format!("combiner.{place}"), what)
    };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "nan".to_owned(),
        other => other.to_string(),
    };
    let groups =
        groups.as_array().filter(|groups| groups.len() == points.len()).ok_or_else(wrong)?;
    let groups = groups.iter().zip(points.keys()).map(|(group, label)| {
        let values: Option<Vec<String>> = match group {
            Value::Array(values) => Some(values.iter().map(text).collect()),
            Value::String(group) if group == "else" => None,
            _ => return Err(wrong()),
        };
        let joined = values.as_ref().map_or("else".to_owned(), |values| values.join(","));
        if joined == *label { Ok(values) } else { Err(wrong()) }
    });
    groups.collect()
}
