//! `ScoreCard.export()` of toad: points by label of a bin, by feature; as JSON, or as CSV with the
//! columns `name`, `value`, `score`.
//!
//! The labels of categories are joined by commas, which cannot be told from commas within values: where
//! there seem to be some, every reading of a label is taken and the author is told. Always exact is
//! `{"card": card.export(), "combiner": combiner.export()}`. An unseen category takes
//! the lowest points, as in toad. A missing number without a bin of its own takes those of the first bin,
//! as in toad, which has no rule for it: the author is told.

use std::collections::BTreeSet;

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
        match table::json_of_python(text)? {
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
        let mut joined = false;
        let groups = values(points, groups, &place, &mut joined)?;
        if joined {
            profile.names.notes.push(Words::new(
                format!(
                    "\"{place}\" seems to have values with commas, which toad's export does not tell \
                     apart; every reading of a label takes its points"
                ),
                format!("\"{place}\" 的取值似乎含有逗号，toad 的导出无法区分；标签的各种读法均取其分值"),
            ));
        }
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
    let first = points.values().next().copied().unwrap_or(lowest);
    if numeric && !has_missing {
        profile.names.notes.push(Words::new(
            format!(
                "\"{place}\" has no bin for a missing value; it takes the points of the first bin, \
                 {first}, as toad gives them"
            ),
            format!("\"{place}\" 没有缺失值分箱；与 toad 一致，取第一个分箱的 {first} 分"),
        ));
    }
    let fact = profile.declare(name, index, if numeric { "number" } else { "category" }, None);
    let missing = if numeric { first } else { unmatched };
    let attributes = bins(attributes, missing, unmatched);
    Ok(Characteristic { fact, attributes, ..Characteristic::default() })
}

/// Whether a comma between two pieces of a label seems to belong to a value: beside a space, or between
/// digits.
fn is_one_value(pair: &[&str]) -> bool {
    let [before, after] = pair else { return false };
    let digits = before.ends_with(|c: char| c.is_ascii_digit())
        && after.starts_with(|c: char| c.is_ascii_digit());
    digits || before.trim_end() != *before || after.trim_start() != *after
}

/// Every value that a label with commas in its values may mean: its pieces, and neighbours joined again.
fn readings(pieces: &[&str]) -> Vec<String> {
    const MAX_JOINED: usize = 6;
    let from = 0..pieces.len();
    let all = from.flat_map(|from| {
        let longest = MAX_JOINED.min(pieces.len() - from);
        (1..=longest).map(move |length| pieces.iter().skip(from).take(length))
    });
    all.map(|part| part.copied().collect::<Vec<_>>().join(",")).collect()
}

/// The values of each bin of categories; none for `else`. `joined`: a label may be read in several ways.
fn values(
    points: &Bins,
    groups: Option<&Value>,
    place: &str,
    joined: &mut bool,
) -> Result<Vec<Option<Vec<String>>>, Problem> {
    let Some(groups) = groups else {
        let mut seen = BTreeSet::new();
        let split = points.keys().map(|label| {
            if label == "else" {
                return Ok(None);
            }
            let pieces: Vec<&str> = label.split(',').collect();
            if !pieces.windows(2).any(is_one_value) {
                return Ok(Some(pieces.into_iter().map(str::to_owned).collect()));
            }
            *joined = true;
            Ok(Some(readings(&pieces)))
        });
        let groups: Vec<Option<Vec<String>>> = split.collect::<Result<_, Problem>>()?;
        if !groups.iter().flatten().flatten().all(|value| seen.insert(value)) {
            let what = (
                "values with commas that cannot be told apart, without the combiner's export beside the card,",
                "无法区分的含逗号取值(文件未附 combiner 导出)",
            );
            return Err(Problem::unsupported(place, what));
        }
        return Ok(groups);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_within_values_are_noticed() {
        let one = |label: &str| {
            let pieces: Vec<&str> = label.split(',').collect();
            pieces.windows(2).any(is_one_value)
        };
        assert!(!one("owner,rent,50 or more"));
        assert!(one("car, other,rent"));
        assert!(one("10,000 to 20,000"));
        assert_eq!(readings(&["a", " b", "c"]), ["a", "a, b", "a, b,c", " b", " b,c", "c"]);
    }
}
