//! Tree ensembles as documents write them: each tree a list of nodes in preorder.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use silhouette::pack::check::MAX_TREE_DEPTH;

use super::Imported;
use super::fragment::{Profile, digits, number};
use super::problem::Problem;
use crate::lower::MAX_TREES;

/// No input tells more categories apart.
const MAX_CATEGORIES: usize = 20_000;
/// No ensemble has more nodes: a pack of more would be refused.
const MAX_NODES: usize = 200_000;

/// A node of a tree, in the numbering of the file.
#[derive(Clone, Debug)]
pub enum Node {
    /// What it adds and its cover, as text.
    Leaf(String, String),
    /// A split.
    Split {
        /// Place of the input among the model's features.
        feature: usize,
        /// How it decides.
        test: Test,
        /// What a missing value does, in the words of the document.
        missing: &'static str,
        /// Left child.
        left: usize,
        /// Right child.
        right: usize,
        /// Cover, as text.
        cover: String,
    },
}

/// How a split decides.
#[derive(Clone, Debug)]
pub enum Test {
    /// A threshold, as text.
    Number(String),
    /// Codes of categories.
    Codes(Vec<u32>),
}

/// What the codes of a categorical feature stand for.
#[derive(Clone, Debug)]
pub enum Categories {
    /// Themselves.
    Codes,
    /// These strings.
    Strings(Vec<String>),
}

/// The library, in the words of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// LightGBM.
    LightGbm,
    /// XGBoost.
    XgBoost,
}

/// The reading of one tree.
pub struct Tree<'t> {
    /// Where it stands in the file.
    pub place: String,
    /// How many nodes the file gives it.
    pub count: usize,
    /// The nodes by their number in the file; number 0 is the root.
    pub node: &'t dyn Fn(usize) -> Result<Node, Problem>,
}

/// An ensemble while it grows.
pub struct Ensemble {
    rules: Rules,
    trees: Vec<Vec<Node>>,
    count: usize,
    /// Codes that the trees tell apart, by feature; none for a number.
    seen: BTreeMap<usize, Option<Vec<u32>>>,
}

impl Ensemble {
    /// An empty ensemble.
    pub fn new(rules: Rules) -> Ensemble {
        Ensemble { rules, trees: Vec::new(), count: 0, seen: BTreeMap::new() }
    }

    /// Adds a tree; every node must be reached from the root at most once.
    pub fn add(&mut self, tree: &Tree<'_>) -> Result<(), Problem> {
        if self.trees.len() >= MAX_TREES {
            return Err(Problem::limit(&tree.place, ("trees", "棵树"), MAX_TREES));
        }
        let mut reached = vec![false; tree.count];
        let mut nodes = Vec::new();
        // Nodes to visit: their number, their depth, and the split whose right child they are.
        let mut open = vec![(0, 0, None)];
        while let Some((number, depth, parent)) = open.pop() {
            let place = || format!("{}, node {number}", tree.place);
            match reached.get_mut(number) {
                None => {
                    let what = ("there is no such node", "不存在该节点");
                    return Err(Problem::malformed(place(), what));
                }
                Some(true) => {
                    let what =
                        ("the node is reached twice: this is no tree", "该节点被重复到达，不是树");
                    return Err(Problem::malformed(place(), what));
                }
                Some(reached) => *reached = true,
            }
            if depth > MAX_TREE_DEPTH {
                return Err(Problem::limit(place(), ("levels of splits", "层"), MAX_TREE_DEPTH));
            }
            self.count += 1;
            if self.count > MAX_NODES {
                return Err(Problem::limit(place(), ("nodes", "个节点"), MAX_NODES));
            }
            let here = nodes.len();
            if let Some(parent) = parent
                && let Some(Node::Split { right, .. }) = nodes.get_mut(parent)
            {
                *right = here;
            }
            let node = (tree.node)(number)?;
            if let Node::Split { feature, test, left, right, .. } = &node {
                self.see(*feature, test, &place())?;
                open.push((*right, depth + 1, Some(here)));
                open.push((*left, depth + 1, None));
            }
            nodes.push(node);
        }
        self.trees.push(nodes);
        Ok(())
    }

    fn see(&mut self, feature: usize, test: &Test, place: &str) -> Result<(), Problem> {
        let new = match test {
            Test::Number(_) => None,
            Test::Codes(_) => Some(Vec::new()),
        };
        match (self.seen.entry(feature).or_insert(new), test) {
            (None, Test::Number(_)) => Ok(()),
            (Some(seen), Test::Codes(codes)) => {
                for code in codes {
                    if let Err(at) = seen.binary_search(code) {
                        seen.insert(at, *code);
                    }
                }
                if seen.len() > MAX_CATEGORIES {
                    let what = ("categories of one feature", "个类别(同一特征)");
                    return Err(Problem::limit(place, what, MAX_CATEGORIES));
                }
                Ok(())
            }
            _ => {
                let what = (
                    "a feature is split both as a number and as a category",
                    "同一特征既按数值又按类别分裂",
                );
                Err(Problem::malformed(place, what))
            }
        }
    }

    /// The fragment. `name` gives a feature's name, `categories` what its codes stand for.
    pub fn fragment(
        self,
        id: &str,
        base: f64,
        sigmoid: Option<f64>,
        name: impl Fn(usize) -> Result<String, Problem>,
        categories: impl Fn(usize) -> Categories,
    ) -> Result<Imported, Problem> {
        let mut profile = Profile::default();
        let mut inputs = Vec::new();
        let mut places = BTreeMap::new();
        for (index, (&feature, codes)) in self.seen.iter().enumerate() {
            places.insert(feature, index);
            let name = name(feature)?;
            let ty = if codes.is_some() { "category" } else { "number" };
            let fact = profile.declare(&name, feature, ty, None);
            inputs.push(match codes {
                None => json!({ "fact": fact }),
                Some(codes) => match categories(feature) {
                    Categories::Codes => {
                        let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
                        json!({ "fact": fact, "categories": codes, "codes": true })
                    }
                    Categories::Strings(strings) => {
                        let names = codes.iter().map(|&code| {
                            let code = usize::try_from(code).unwrap_or(usize::MAX);
                            strings.get(code).cloned()
                        });
                        let Some(names) = names.collect::<Option<Vec<String>>>() else {
                            let what = (
                                "a tree names a category that the model does not list",
                                "树中引用了模型未列出的类别",
                            );
                            return Err(Problem::malformed(format!("feature {feature}"), what));
                        };
                        json!({ "fact": fact, "categories": names })
                    }
                },
            });
        }
        let write = Write { rules: self.rules, seen: &self.seen, places: &places };
        let nodes: Vec<Value> = self
            .trees
            .iter()
            .map(|nodes| Value::from(nodes.iter().map(|node| write.node(node)).collect::<Vec<_>>()))
            .collect();
        let rules = match self.rules {
            Rules::LightGbm => "lightgbm",
            Rules::XgBoost => "xgboost",
        };
        let mut trees = json!({ "rules": rules, "inputs": inputs });
        if base != 0.0 {
            trees["base"] = number(base);
        }
        if let Some(sigmoid) = sigmoid {
            trees["sigmoid"] = number(sigmoid);
        }
        trees["nodes"] = Value::from(nodes);
        Ok(profile.fragment(json!({ "id": id, "kind": "trees", "trees": trees })))
    }
}

struct Write<'e> {
    rules: Rules,
    seen: &'e BTreeMap<usize, Option<Vec<u32>>>,
    places: &'e BTreeMap<usize, usize>,
}

impl Write<'_> {
    fn node(&self, node: &Node) -> String {
        let Node::Split { feature, test, missing, right, cover, .. } = node else {
            return match node {
                Node::Leaf(value, cover) => format!("= {value} {cover}"),
                Node::Split { .. } => String::new(),
            };
        };
        let input = self.places.get(feature).copied().unwrap_or_default();
        let test = match test {
            Test::Number(at) => {
                let sign = if self.rules == Rules::LightGbm { "<=" } else { "<" };
                format!("{sign} {at}")
            }
            Test::Codes(codes) => {
                let seen = self.seen.get(feature).and_then(Option::as_deref).unwrap_or(&[]);
                let places = codes.iter().filter_map(|code| seen.binary_search(code).ok());
                let places: Vec<String> = places.map(|place| place.to_string()).collect();
                let list = if places.is_empty() { "-".to_owned() } else { places.join(",") };
                format!("in {list}")
            }
        };
        format!("{input} {test} {missing} {right} {cover}")
    }
}

/// A double as text, if it is finite.
pub fn finite(x: f64, place: impl Fn() -> String) -> Result<String, Problem> {
    if x.is_finite() {
        return Ok(digits(x));
    }
    let what = ("a number is not finite", "数值不是有限数");
    Err(Problem::malformed(place(), what))
}

/// A single-precision number as text that reads back to it, also by way of a double.
pub fn single(x: f32, place: impl Fn() -> String) -> Result<String, Problem> {
    let short = x.to_string();
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is tested")]
    let same = short.parse().is_ok_and(|double: f64| (double as f32).to_bits() == x.to_bits());
    if same && short.len() <= 16 {
        return Ok(short);
    }
    finite(f64::from(x), place)
}
