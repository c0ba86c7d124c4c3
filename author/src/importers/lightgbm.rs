//! LightGBM's text models.
//!
//! Rules of the library: doubles throughout; `x <= threshold` goes left; a category in the bit set goes
//! left, every other value right; leaves are added in tree order, starting with 0.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::Imported;
use super::ensemble::{Categories, Ensemble, Node, Rules, Test, Tree, finite};
use super::fragment::digits;
use super::problem::{Problem, told};
use crate::lower::MAX_TREES;

/// `key=value` lines, and the line on which they begin.
struct Section<'t> {
    line: usize,
    keys: BTreeMap<&'t str, &'t str>,
}

impl<'t> Section<'t> {
    fn place(&self, key: &str) -> String {
        format!("line {}, {key}", self.line)
    }

    fn needed(&self, key: &str) -> Result<&'t str, Problem> {
        let missing = || Problem::missing(format!("line {}", self.line), key);
        self.keys.get(key).copied().ok_or_else(missing)
    }

    fn one<T: FromStr>(&self, key: &str) -> Result<T, Problem> {
        self.needed(key)?.trim().parse().map_err(|_| unreadable(self.place(key)))
    }

    /// A list of exactly `count` values.
    fn list<T: FromStr>(&self, key: &str, count: usize) -> Result<Vec<T>, Problem> {
        let read = self.needed(key)?.split_ascii_whitespace().map(str::parse);
        let list: Vec<T> =
            read.collect::<Result<_, _>>().map_err(|_| unreadable(self.place(key)))?;
        if list.len() == count {
            return Ok(list);
        }
        let (en, zh) = (
            format!("expected {count} values, found {}", list.len()),
            format!("应有 {count} 个值，实际为 {} 个", list.len()),
        );
        Err(Problem::malformed(self.place(key), (&en, &zh)))
    }
}

fn unreadable(place: String) -> Problem {
    Problem::malformed(place, ("a number cannot be read", "无法读取数值"))
}

/// What the model file holds, cut into its sections.
struct Parts<'t> {
    head: Section<'t>,
    trees: Vec<Section<'t>>,
    parameters: BTreeMap<&'t str, &'t str>,
    pandas: Option<&'t str>,
}

fn parts(text: &str) -> Result<Parts<'_>, Problem> {
    let mut lines = text.lines().zip(1_usize..).map(|(line, number)| (line.trim_end(), number));
    if lines.next().is_none_or(|(line, _)| line != "tree") {
        let what = ("this is not a text model of LightGBM", "不是 LightGBM 的文本模型");
        return Err(Problem::malformed("line 1", what));
    }
    let mut head = Section { line: 1, keys: BTreeMap::new() };
    let mut trees: Vec<Section<'_>> = Vec::new();
    let mut ended = false;
    for (line, number) in lines.by_ref() {
        if line == "end of trees" {
            ended = true;
            break;
        }
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        if key == "Tree" {
            if trees.len() >= MAX_TREES {
                return Err(Problem::limit(format!("line {number}"), ("trees", "棵树"), MAX_TREES));
            }
            trees.push(Section { line: number, keys: BTreeMap::new() });
        } else if !key.is_empty() {
            trees.last_mut().unwrap_or(&mut head).keys.insert(key, value);
        }
    }
    if !ended {
        let what = ("the file ends before its trees do: it was cut off", "文件在树结束之前中断");
        return Err(Problem::malformed("end of trees", what));
    }
    let mut parameters = BTreeMap::new();
    let mut pandas = None;
    for (line, _) in lines {
        if let Some(value) = line.strip_prefix("pandas_categorical:") {
            pandas = Some(value);
        }
        let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
        if let Some((key, value)) = inner.and_then(|inner| inner.split_once(':')) {
            parameters.insert(key, value.trim());
        }
    }
    Ok(Parts { head, trees, parameters, pandas })
}

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let parts = parts(text)?;
    let head = &parts.head;
    if head.keys.contains_key("average_output") {
        let what = ("average_output (random forests)", "average_output(随机森林)");
        return Err(Problem::unsupported("average_output", what));
    }
    for key in ["num_class", "num_tree_per_iteration"] {
        if head.one::<i64>(key)? != 1 {
            return Err(Problem::unsupported(head.place(key), ("more than one class", "多分类")));
        }
    }
    let sigmoid = objective(head)?;
    let names: Vec<&str> = head.needed("feature_names")?.split_ascii_whitespace().collect();
    let mut ensemble = Ensemble::new(Rules::LightGbm);
    for (index, section) in parts.trees.iter().enumerate() {
        add(&mut ensemble, section, index, names.len())?;
    }
    let categories = categories(&parts)?;
    let name = |feature: usize| {
        let missing = || Problem::missing("feature_names", &format!("feature {feature}"));
        names.get(feature).map(|name| (*name).to_owned()).ok_or_else(missing)
    };
    ensemble.fragment(id, 0.0, sigmoid, name, |feature| {
        let listed = categories.get(&feature).cloned();
        listed.map_or(Categories::Codes, Categories::Strings)
    })
}

/// The factor of the logistic function that gives the probability, if the objective has one.
fn objective(head: &Section<'_>) -> Result<Option<f64>, Problem> {
    let place = || head.place("objective");
    let text = head.needed("objective")?;
    let mut words = text.split_ascii_whitespace();
    let name = words.next().unwrap_or_default();
    let options: Vec<&str> = words.collect();
    match name {
        "binary" => {
            let mut factor = 1.0;
            for option in options {
                factor = match option.strip_prefix("sigmoid:").map(str::parse) {
                    Some(Ok(factor)) => factor,
                    Some(Err(_)) => return Err(unreadable(place())),
                    None => return Err(unknown(text, place())),
                };
            }
            finite(factor, place)?;
            Ok(Some(factor))
        }
        "cross_entropy" | "xentropy" if options.is_empty() => Ok(Some(1.0)),
        "regression" | "regression_l1" | "huber" | "fair" | "quantile" | "mape" => {
            // `sqrt` squares the sum; options of the loss itself do not matter for predictions.
            if options.contains(&"sqrt") {
                return Err(unknown(text, place()));
            }
            Ok(None)
        }
        _ => Err(unknown(text, place())),
    }
}

fn unknown(objective: &str, place: String) -> Problem {
    let objective = told(objective);
    let (en, zh) = (format!("the objective \"{objective}\""), format!("目标函数 \"{objective}\""));
    Problem::unsupported(place, (&en, &zh))
}

fn add(
    ensemble: &mut Ensemble,
    section: &Section<'_>,
    index: usize,
    features: usize,
) -> Result<(), Problem> {
    if section.keys.get("is_linear").is_some_and(|is| is.trim() != "0") {
        let what = ("a linear tree (is_linear)", "线性树(is_linear)");
        return Err(Problem::unsupported(section.place("is_linear"), what));
    }
    let leaves: usize = section.one("num_leaves")?;
    if leaves == 0 {
        let what = ("a tree has at least one leaf", "树至少有一个叶子");
        return Err(Problem::malformed(section.place("num_leaves"), what));
    }
    let values: Vec<f64> = section.list("leaf_value", leaves)?;
    let place = format!("Tree={index} (line {})", section.line);
    if leaves == 1 {
        let value =
            finite(values.first().copied().unwrap_or_default(), || section.place("leaf_value"))?;
        let node = |_| Ok(Node::Leaf(value.clone(), "0".to_owned()));
        return ensemble.add(&Tree { place, count: 1, node: &node });
    }
    let splits = leaves - 1;
    let read = Splits {
        section,
        features,
        feature: section.list("split_feature", splits)?,
        threshold: section.list("threshold", splits)?,
        decision: section.list("decision_type", splits)?,
        left: section.list("left_child", splits)?,
        right: section.list("right_child", splits)?,
        count: section.list("internal_count", splits)?,
        leaf_value: values,
        leaf_count: section.list("leaf_count", leaves)?,
        codes: codes(section)?,
    };
    // The file numbers splits from 0 on and leaves from −1 down: leaves come behind the splits here.
    ensemble.add(&Tree { place, count: splits + leaves, node: &|number| read.node(number) })
}

/// Codes of each of a tree's sets of categories.
fn codes(section: &Section<'_>) -> Result<Vec<Vec<u32>>, Problem> {
    let count: usize = section.one("num_cat")?;
    if count == 0 {
        return Ok(Vec::new());
    }
    let bounds: Vec<usize> = section.list("cat_boundaries", count + 1)?;
    let words = section.needed("cat_threshold")?.split_ascii_whitespace().count();
    let words: Vec<u32> = section.list("cat_threshold", words)?;
    let sets = bounds.windows(2).map(|pair| {
        let [from, to] = pair else { return None };
        let words = words.get(*from..*to)?;
        let bits = words.iter().zip(0_u32..).flat_map(|(word, place)| {
            (0..32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| (place, bit))
        });
        bits.map(|(place, bit)| place.checked_mul(32)?.checked_add(bit)).collect()
    });
    sets.collect::<Option<_>>().ok_or_else(|| {
        let what = ("the sets of categories do not fit together", "类别集合的边界不一致");
        Problem::malformed(section.place("cat_boundaries"), what)
    })
}

struct Splits<'s, 't> {
    section: &'s Section<'t>,
    features: usize,
    feature: Vec<usize>,
    threshold: Vec<f64>,
    decision: Vec<u8>,
    left: Vec<i64>,
    right: Vec<i64>,
    count: Vec<f64>,
    leaf_value: Vec<f64>,
    leaf_count: Vec<f64>,
    codes: Vec<Vec<u32>>,
}

impl Splits<'_, '_> {
    fn node(&self, number: usize) -> Result<Node, Problem> {
        let splits = self.feature.len();
        let section = self.section;
        if let Some(leaf) = number.checked_sub(splits) {
            let of = |list: &[f64], key| {
                let value = list.get(leaf).copied().unwrap_or_default();
                finite(value, || format!("{}[{leaf}]", section.place(key)))
            };
            let value = of(&self.leaf_value, "leaf_value")?;
            return Ok(Node::Leaf(value, self.cover(&self.leaf_count, leaf, "leaf_count")?));
        }
        let place = |key: &str| format!("{}[{number}]", section.place(key));
        let feature = self.feature.get(number).copied().unwrap_or(usize::MAX);
        if feature >= self.features {
            let what = ("there is no such feature", "不存在该特征");
            return Err(Problem::malformed(place("split_feature"), what));
        }
        let child = |list: &[i64], key: &str| {
            let child = list.get(number).copied().unwrap_or(i64::MAX);
            let number = match u32::try_from(child) {
                Ok(split) => usize::try_from(split).ok().filter(|split| *split < splits),
                Err(_) => usize::try_from(!child).ok().and_then(|leaf| leaf.checked_add(splits)),
            };
            let what = ("there is no such child", "不存在该子节点");
            number.ok_or_else(|| Problem::malformed(place(key), what))
        };
        let decision = self.decision.get(number).copied().unwrap_or(u8::MAX);
        let threshold = self.threshold.get(number).copied().unwrap_or(f64::NAN);
        let (test, missing) = if decision & 1 == 1 {
            let set = self.set(threshold).ok_or_else(|| {
                let what = ("there is no such set of categories", "不存在该类别集合");
                Problem::malformed(place("threshold"), what)
            })?;
            (Test::Codes(set.to_vec()), "right")
        } else {
            let missing = match (decision >> 2, decision & 2 == 2) {
                (0, _) => "zero",
                (1, true) => "zero-left",
                (1, false) => "zero-right",
                (2, true) => "left",
                (2, false) => "right",
                _ => {
                    let what = ("this decision type is not known", "未知的判断类型");
                    return Err(Problem::malformed(place("decision_type"), what));
                }
            };
            // The library splits off missing values by an infinite threshold: every number is below.
            let threshold = if threshold == f64::INFINITY { f64::MAX } else { threshold };
            (Test::Number(finite(threshold, || place("threshold"))?), missing)
        };
        let left = child(&self.left, "left_child")?;
        let right = child(&self.right, "right_child")?;
        let cover = self.cover(&self.count, number, "internal_count")?;
        Ok(Node::Split { feature, test, missing, left, right, cover })
    }

    fn set(&self, threshold: f64) -> Option<&[u32]> {
        let index = digits(threshold).parse::<usize>().ok()?;
        self.codes.get(index).map(Vec::as_slice)
    }

    fn cover(&self, list: &[f64], index: usize, key: &str) -> Result<String, Problem> {
        let cover = list.get(index).copied().unwrap_or(f64::NAN);
        let place = || format!("{}[{index}]", self.section.place(key));
        if cover < 0.0 {
            let what = ("a count is below zero", "计数为负");
            return Err(Problem::malformed(place(), what));
        }
        finite(cover, place)
    }
}

/// The strings of categorical features, where the model was trained on a data frame that had them.
fn categories(parts: &Parts<'_>) -> Result<BTreeMap<usize, Vec<String>>, Problem> {
    let place = "pandas_categorical";
    let lists: Option<Vec<Vec<serde_json::Value>>> = match parts.pandas.map(str::trim) {
        None | Some("") => None,
        Some(text) => serde_json::from_str(text).map_err(|_| {
            Problem::malformed(place, ("the list cannot be read", "无法读取该列表"))
        })?,
    };
    let Some(lists) = lists.filter(|lists| !lists.is_empty()) else { return Ok(BTreeMap::new()) };
    let features = parts.parameters.get("categorical_feature").copied().unwrap_or_default();
    let features: Option<Vec<usize>> =
        features.split(',').map(|feature| feature.trim().parse().ok()).collect();
    let features = features.unwrap_or_default();
    if features.len() != lists.len() {
        let what = (
            "the lists of categories do not belong to the parameter categorical_feature",
            "类别列表与参数 categorical_feature 不一致",
        );
        return Err(Problem::malformed(place, what));
    }
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let lists = lists.into_iter().map(|list| list.into_iter().map(text).collect());
    Ok(features.into_iter().zip(lists).collect())
}
