//! XGBoost's JSON models.
//!
//! Rules of the library: inputs, thresholds, leaves and sums in single precision; `x < threshold` goes
//! left; a category in the node's set goes right, every other value left; the sum starts with the base
//! margin and goes on in tree order.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::Imported;
use super::ensemble::{Categories, Ensemble, Node, Rules, Test, Tree, single};
use super::problem::{Problem, told};
use crate::lower::MAX_TREES;

#[derive(Deserialize)]
struct File {
    learner: Option<Learner>,
}

#[derive(Deserialize)]
struct Learner {
    #[serde(default)]
    feature_names: Vec<String>,
    gradient_booster: Option<Booster>,
    learner_model_param: Option<Parameters>,
    objective: Option<Objective>,
}

#[derive(Deserialize)]
struct Parameters {
    base_score: Option<String>,
    num_class: Option<String>,
    num_target: Option<String>,
    num_feature: Option<String>,
}

#[derive(Deserialize)]
struct Objective {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Booster {
    name: Option<String>,
    model: Option<Model>,
    gbtree: Option<Box<Booster>>,
    weight_drop: Option<Vec<f32>>,
}

#[derive(Deserialize)]
struct Model {
    trees: Option<Trees>,
    cats: Option<Cats>,
}

/// Trees, of which no more are kept than are allowed, and one: a small file may name millions.
struct Trees(Vec<Trained>);

impl<'de> Deserialize<'de> for Trees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Trees, D::Error> {
        struct Kept;

        impl<'de> Visitor<'de> for Kept {
            type Value = Trees;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a list of trees")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Trees, A::Error> {
                let mut trees = Vec::new();
                while trees.len() <= MAX_TREES {
                    match list.next_element()? {
                        Some(tree) => trees.push(tree),
                        None => return Ok(Trees(trees)),
                    }
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Trees(trees))
            }
        }

        deserializer.deserialize_seq(Kept)
    }
}

#[derive(Deserialize)]
struct Cats {
    #[serde(default)]
    enc: Vec<Encoded>,
}

/// The categories of a feature: UTF-8 bytes between offsets, or numbers.
#[derive(Deserialize)]
struct Encoded {
    #[serde(default)]
    offsets: Vec<usize>,
    #[serde(default)]
    values: Vec<serde_json::Number>,
}

/// XGBoost writes truth as 0 and 1, older versions as false and true.
#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Flag {
    Bool(bool),
    Number(i64),
}

#[derive(Deserialize)]
struct TreeParameters {
    size_leaf_vector: Option<String>,
}

#[derive(Deserialize)]
struct Trained {
    left_children: Option<Vec<i64>>,
    right_children: Option<Vec<i64>>,
    split_indices: Option<Vec<usize>>,
    split_conditions: Option<Vec<f32>>,
    default_left: Option<Vec<Flag>>,
    sum_hessian: Option<Vec<f32>>,
    #[serde(default)]
    split_type: Vec<i64>,
    #[serde(default)]
    categories: Vec<i64>,
    #[serde(default)]
    categories_nodes: Vec<usize>,
    #[serde(default)]
    categories_segments: Vec<usize>,
    #[serde(default)]
    categories_sizes: Vec<usize>,
    tree_param: Option<TreeParameters>,
}

const LEARNER: &str = "learner";
const BOOSTER: &str = "learner.gradient_booster";
const PARAMETERS: &str = "learner.learner_model_param";
/// Codes are whole numbers below this: what single precision can count.
const MAX_CODE: u32 = 1 << 24;

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    let file: File = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::malformed(
            place,
            ("this is not a JSON model of XGBoost", "不是 XGBoost 的 JSON 模型"),
        )
    })?;
    let learner = file.learner.ok_or_else(|| Problem::missing("", LEARNER))?;
    let parameters = learner
        .learner_model_param
        .ok_or_else(|| Problem::missing(LEARNER, "learner_model_param"))?;
    for (key, count) in
        [("num_class", &parameters.num_class), ("num_target", &parameters.num_target)]
    {
        if count.as_deref().is_some_and(|count| !matches!(count, "0" | "1")) {
            let what = ("more than one class or target", "多分类或多目标");
            return Err(Problem::unsupported(format!("{PARAMETERS}.{key}"), what));
        }
    }
    let objective = learner.objective.and_then(|objective| objective.name);
    let objective = objective.ok_or_else(|| Problem::missing(LEARNER, "objective.name"))?;
    let (base, sigmoid) = margin(&objective, parameters.base_score.as_deref())?;
    let booster =
        learner.gradient_booster.ok_or_else(|| Problem::missing(LEARNER, "gradient_booster"))?;
    let (model, weights) = model(booster)?;
    let count = match learner.feature_names.len() {
        0 => parameters.num_feature.and_then(|count| count.parse().ok()).unwrap_or(0),
        count => count,
    };
    let Trees(trees) = model.trees.ok_or_else(|| Problem::missing(BOOSTER, "model.trees"))?;
    if trees.len() > MAX_TREES {
        let place = format!("{BOOSTER}.model.trees");
        return Err(Problem::limit(place, ("trees", "棵树"), MAX_TREES));
    }
    if weights.as_ref().is_some_and(|weights| weights.len() != trees.len()) {
        let what = ("not every tree has its weight", "权重数量与树的数量不一致");
        return Err(Problem::malformed(format!("{BOOSTER}.weight_drop"), what));
    }
    let mut ensemble = Ensemble::new(Rules::XgBoost);
    for (index, tree) in trees.iter().enumerate() {
        let weight = weights.as_ref().and_then(|weights| weights.get(index).copied());
        add(&mut ensemble, tree, index, count, weight)?;
    }
    let encoded = model.cats.map(|cats| cats.enc).unwrap_or_default();
    let strings = encoded.iter().enumerate().map(|(feature, encoded)| {
        let place = format!("{BOOSTER}.model.cats.enc[{feature}]");
        // From pandas the library takes offsets in characters and bytes in UTF-8: what is not ASCII is
        // cut in the wrong places, and cannot be told from what was written rightly.
        if encoded.values.iter().any(|byte| is_beyond_ascii(encoded, byte)) {
            let what = (
                "a category that is not ASCII (the library's files do not hold these reliably; use codes or ASCII names)",
                "非 ASCII 的类别名(该库的文件不能可靠保存，请使用编码或 ASCII 名称)",
            );
            return Err(Problem::unsupported(place, what));
        }
        let strings = strings(encoded).ok_or_else(|| {
            Problem::malformed(place, ("the categories cannot be read", "无法读取类别"))
        })?;
        Ok((feature, strings))
    });
    let strings: BTreeMap<usize, Vec<String>> = strings.collect::<Result<_, Problem>>()?;
    let name = |feature: usize| {
        let name = learner.feature_names.get(feature);
        Ok(name.cloned().unwrap_or_else(|| format!("f{feature}")))
    };
    ensemble.fragment(id, f64::from(base), sigmoid, name, |feature| match strings.get(&feature) {
        Some(strings) if !strings.is_empty() => Categories::Strings(strings.clone()),
        _ => Categories::Codes,
    })
}

/// The margin before any tree, and the factor of the logistic function of the probability.
fn margin(objective: &str, base: Option<&str>) -> Result<(f32, Option<f64>), Problem> {
    let place = || format!("{PARAMETERS}.base_score");
    let sigmoid = match objective {
        "binary:logistic" | "reg:logistic" => Some(1.0),
        "binary:logitraw" | "reg:squarederror" | "reg:linear" => None,
        _ => {
            let name = told(objective);
            let (en, zh) = (format!("the objective \"{name}\""), format!("目标函数 \"{name}\""));
            return Err(Problem::unsupported("learner.objective.name", (&en, &zh)));
        }
    };
    let text = base.ok_or_else(|| Problem::missing(PARAMETERS, "base_score"))?.trim();
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if text.contains(',') {
        return Err(Problem::unsupported(place(), ("more than one base score", "多个 base_score")));
    }
    let base: Option<f32> = text.trim().parse().ok().filter(|base: &f32| base.is_finite());
    let wrong = (
        "the base score is not a number that fits the objective",
        "base_score 不是与目标函数相符的数值",
    );
    let base = base.ok_or_else(|| Problem::malformed(place(), wrong))?;
    if sigmoid.is_none() {
        return Ok((base, sigmoid)); // the base score is the margin itself
    }
    if !(base > 0.0 && base < 1.0) {
        return Err(Problem::malformed(place(), wrong));
    }
    // The library's logf is faithfully rounded; the logarithm of a double, rounded, is at least that.
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
    let margin = -libm::log(f64::from(1.0 / base - 1.0)) as f32;
    Ok((margin, sigmoid))
}

/// The trees of a booster, and their weights.
fn model(booster: Booster) -> Result<(Model, Option<Vec<f32>>), Problem> {
    let missing = |what| Problem::missing(BOOSTER, what);
    match booster.name.as_deref() {
        None | Some("gbtree") => Ok((booster.model.ok_or_else(|| missing("model"))?, None)),
        Some("dart") => {
            let inner = booster.gbtree.and_then(|inner| inner.model);
            let model = inner.ok_or_else(|| missing("gbtree.model"))?;
            let weights = booster.weight_drop.ok_or_else(|| missing("weight_drop"))?;
            Ok((model, Some(weights)))
        }
        Some(name) => {
            let name = told(name);
            let (en, zh) = (format!("the booster \"{name}\""), format!("提升器 \"{name}\""));
            Err(Problem::unsupported(format!("{BOOSTER}.name"), (&en, &zh)))
        }
    }
}

fn is_beyond_ascii(encoded: &Encoded, byte: &serde_json::Number) -> bool {
    !encoded.offsets.is_empty() && byte.as_i64().is_some_and(|byte| !(0..128).contains(&byte))
}

/// The strings of a feature's categories, by code; none for a number.
fn strings(encoded: &Encoded) -> Option<Vec<String>> {
    if encoded.offsets.is_empty() {
        return Some(encoded.values.iter().map(ToString::to_string).collect());
    }
    let bytes = encoded.values.iter().map(|byte| u8::try_from(byte.as_u64()?).ok());
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let strings = encoded.offsets.windows(2).map(|pair| {
        let [from, to] = pair else { return None };
        String::from_utf8(bytes.get(*from..*to)?.to_vec()).ok()
    });
    strings.collect()
}

fn add(
    ensemble: &mut Ensemble,
    tree: &Trained,
    index: usize,
    features: usize,
    weight: Option<f32>,
) -> Result<(), Problem> {
    let place = format!("{BOOSTER}.model.trees[{index}]");
    let size = tree.tree_param.as_ref().and_then(|param| param.size_leaf_vector.as_deref());
    if size.is_some_and(|size| !matches!(size, "0" | "1")) {
        let what = ("a tree whose leaves are vectors", "叶子为向量的树");
        return Err(Problem::unsupported(format!("{place}.tree_param.size_leaf_vector"), what));
    }
    let missing = |what: &str| Problem::missing(&place, what);
    let left = tree.left_children.as_deref().ok_or_else(|| missing("left_children"))?;
    let read = Nodes {
        place: &place,
        features,
        weight,
        left,
        right: tree.right_children.as_deref().ok_or_else(|| missing("right_children"))?,
        index: tree.split_indices.as_deref().ok_or_else(|| missing("split_indices"))?,
        condition: tree.split_conditions.as_deref().ok_or_else(|| missing("split_conditions"))?,
        default_left: tree.default_left.as_deref().ok_or_else(|| missing("default_left"))?,
        cover: tree.sum_hessian.as_deref().ok_or_else(|| missing("sum_hessian"))?,
        kind: &tree.split_type,
        sets: sets(tree, &place)?,
    };
    let lengths = [
        read.right.len(),
        read.index.len(),
        read.condition.len(),
        read.default_left.len(),
        read.cover.len(),
    ];
    if lengths.iter().any(|length| *length != left.len()) {
        let what = ("the lists of a tree differ in length", "树的各列表长度不一致");
        return Err(Problem::malformed(place.clone(), what));
    }
    ensemble.add(&Tree {
        place: place.clone(),
        count: left.len(),
        node: &|number| read.node(number),
    })
}

/// The codes in the set of each categorical node.
fn sets(tree: &Trained, place: &str) -> Result<BTreeMap<usize, Vec<u32>>, Problem> {
    let wrong = || {
        let what = (
            "the sets of categories do not fit together or hold codes out of range",
            "类别集合不一致或类别编码超出范围",
        );
        Problem::malformed(format!("{place}.categories"), what)
    };
    let (segments, sizes) = (&tree.categories_segments, &tree.categories_sizes);
    if segments.len() != tree.categories_nodes.len() || sizes.len() != segments.len() {
        return Err(wrong());
    }
    let each = tree.categories_nodes.iter().zip(segments.iter().zip(sizes));
    let read = each.map(|(&node, (&from, &size))| {
        let codes = tree.categories.get(from..from.checked_add(size)?)?;
        let codes = codes.iter().map(|&code| u32::try_from(code).ok().filter(|&c| c < MAX_CODE));
        Some((node, codes.collect::<Option<_>>()?))
    });
    read.collect::<Option<_>>().ok_or_else(wrong)
}

struct Nodes<'t> {
    place: &'t str,
    features: usize,
    weight: Option<f32>,
    left: &'t [i64],
    right: &'t [i64],
    index: &'t [usize],
    condition: &'t [f32],
    default_left: &'t [Flag],
    cover: &'t [f32],
    kind: &'t [i64],
    sets: BTreeMap<usize, Vec<u32>>,
}

impl Nodes<'_> {
    fn node(&self, number: usize) -> Result<Node, Problem> {
        let place = |key: &str| format!("{}.{key}[{number}]", self.place);
        let condition = self.condition.get(number).copied().unwrap_or(f32::NAN);
        let cover = self.cover.get(number).copied().unwrap_or(f32::NAN);
        if cover < 0.0 {
            let what = ("a sum of weights is below zero", "权重之和为负");
            return Err(Problem::malformed(place("sum_hessian"), what));
        }
        let cover = single(cover, || place("sum_hessian"))?;
        let left = self.left.get(number).copied().unwrap_or(-1);
        if left == -1 {
            let value = self.weight.map_or(condition, |weight| condition * weight);
            return Ok(Node::Leaf(single(value, || place("split_conditions"))?, cover));
        }
        let feature = self.index.get(number).copied().unwrap_or(usize::MAX);
        if feature >= self.features {
            let what = ("there is no such feature", "不存在该特征");
            return Err(Problem::malformed(place("split_indices"), what));
        }
        let child = |child: i64, key: &str| {
            let what = ("there is no such child", "不存在该子节点");
            usize::try_from(child).map_err(|_| Problem::malformed(place(key), what))
        };
        let test = match self.kind.get(number) {
            None | Some(0) => Test::Number(single(condition, || place("split_conditions"))?),
            Some(1) => {
                let missing = || Problem::missing(place("split_type"), "categories");
                Test::Codes(self.sets.get(&number).cloned().ok_or_else(missing)?)
            }
            Some(_) => {
                let what = ("this type of split", "该分裂类型");
                return Err(Problem::unsupported(place("split_type"), what));
            }
        };
        let default_left = match self.default_left.get(number) {
            Some(Flag::Bool(is)) => *is,
            Some(Flag::Number(n)) => *n != 0,
            None => false,
        };
        Ok(Node::Split {
            feature,
            test,
            missing: if default_left { "left" } else { "right" },
            left: child(left, "left_children")?,
            right: child(self.right.get(number).copied().unwrap_or(-1), "right_children")?,
            cover,
        })
    }
}
