//! Models that were trained elsewhere: their nodes and terms as the engine's tables.

use std::collections::BTreeMap;

use silhouette::model::value::{Slot, Value};
use silhouette::pack::check::MAX_TREE_DEPTH;
use silhouette::pack::program::{
    Child, Leaf, Linear, Missing, Model, ModelInput, Split, SplitBy, Term as LoweredTerm, TermOf,
    TreeRules, Trees as Lowered,
};

use super::Lowering;
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic, Words};
use crate::document::models::{Input, Logistic, Rules, Term, Trees};
use crate::json::Pointer;

/// No ensemble has more trees.
pub const MAX_TREES: usize = 10_000;

/// A node as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Node<'t> {
    Leaf { value: f64, cover: f64 },
    Split { input: usize, test: Test<'t>, missing: Missing, right: usize, cover: f64 },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Test<'t> {
    Below(f64),
    UpTo(f64),
    In(&'t str),
}

impl Lowering<'_> {
    /// A tree ensemble and the facts it reads.
    pub(super) fn trees(&mut self, trees: &Trees, at: &Pointer) -> Option<(Model, Vec<Slot>)> {
        let inputs: Vec<Option<ModelInput>> = trees
            .inputs
            .iter()
            .enumerate()
            .map(|(i, input)| self.model_input(input, &at.key("inputs").index(i)))
            .collect();
        let inputs: Vec<ModelInput> = inputs.into_iter().collect::<Option<_>>()?;
        let place = at.key("nodes");
        if trees.nodes.len() > MAX_TREES || trees.inputs.len() > usize::from(u16::MAX) {
            self.report(Diagnostic::new(Code::ModelSize, &place).arg(MAX_TREES));
            return None;
        }
        let rules = match trees.rules {
            Rules::LightGbm => TreeRules::LightGbm,
            Rules::XgBoost => TreeRules::XgBoost,
        };
        let sigmoid = trees.sigmoid;
        let base = of_rules(rules, trees.base);
        let (roots, splits, leaves, sets) = Default::default();
        let lowered = Lowered { rules, inputs, roots, splits, leaves, sets, base, sigmoid };
        let mut ensemble = Ensemble { lowered, sets: BTreeMap::new() };
        for (index, nodes) in trees.nodes.iter().enumerate() {
            if let Err((node, found)) = ensemble.add(nodes) {
                let at = place.index(index);
                let at = node.map_or(at.clone(), |node| at.index(node));
                let found =
                    found.into_iter().fold(Diagnostic::new(Code::ModelNode, &at), Diagnostic::arg);
                self.report(found);
                return None;
            }
        }
        let reads = ensemble.lowered.inputs.iter().map(|input| input.slot).collect();
        Some((Model::Trees(ensemble.lowered), reads))
    }

    fn model_input(&mut self, input: &Input, at: &Pointer) -> Option<ModelInput> {
        let (slot, symbol) = self.fact_named(&input.fact, &at.key("fact"))?;
        let categories = input.categories.as_ref();
        let fits = match (&symbol.ty, categories) {
            (ty, None) => ty.is_numeric() || *ty == Ty::Bool,
            (ty, Some(_)) => ty.is_numeric() || matches!(ty, Ty::Category | Ty::Enum(_)),
        };
        if !fits {
            let needed = match categories {
                None => Words::new("a number", "数值"),
                Some(_) => Words::new("a category", "类别"),
            };
            let found = Diagnostic::new(Code::ModelInput, &at.key("fact")).arg(needed);
            self.report(found.arg(&input.fact).arg(symbol.ty.words()));
            return None;
        }
        if let Some(categories) = categories {
            self.unique(categories, &at.key("categories"), "");
        }
        let categories = categories.into_iter().flatten();
        let categories = categories.map(|text| self.builder.string(text)).collect();
        Some(ModelInput { slot, categories, codes: input.codes == Some(true) })
    }

    /// A logistic regression and the facts it reads.
    pub(super) fn logistic(
        &mut self,
        model: &Logistic,
        at: &Pointer,
    ) -> Option<(Model, Vec<Slot>)> {
        let place = at.key("terms");
        let terms: Vec<Option<LoweredTerm>> = model
            .terms
            .iter()
            .enumerate()
            .map(|(i, term)| self.model_term(term, &place.index(i)))
            .collect();
        let terms: Vec<LoweredTerm> = terms.into_iter().collect::<Option<_>>()?;
        let reads = terms.iter().map(|term| term.slot).collect();
        Some((Model::Linear(Linear { intercept: model.intercept, terms }), reads))
    }

    fn model_term(&mut self, term: &Term, at: &Pointer) -> Option<LoweredTerm> {
        let (slot, symbol) = self.fact_named(&term.fact, &at.key("fact"))?;
        let numeric = term.mean.is_some() || term.scale.is_some() || term.default.is_some();
        let forms = [numeric, term.is.is_some(), term.missing.is_some()];
        if forms.iter().filter(|form| **form).count() > 1 || term.missing == Some(false) {
            self.report(Diagnostic::new(Code::ModelTerm, at));
            return None;
        }
        let ty = &symbol.ty;
        let of = match &term.is {
            _ if term.missing.is_some() => TermOf::IsMissing,
            None if ty.is_numeric() || *ty == Ty::Bool => {
                let (mean, scale) = (term.mean.unwrap_or(0.0), term.scale.unwrap_or(1.0));
                if !(1.0 / scale).is_finite() {
                    let found = Diagnostic::new(Code::OutOfRange, &at.key("scale"));
                    self.report(found.arg("1e-307").arg("1e308"));
                    return None;
                }
                TermOf::Number { missing: term.default, mean, scale }
            }
            Some(serde_json::Value::String(text)) if *ty == Ty::Category => {
                TermOf::Is(Value::Sym(self.builder.string(text)))
            }
            Some(serde_json::Value::String(text)) if matches!(ty, Ty::Enum(members) if members.values.contains(text)) => {
                TermOf::Is(Value::Sym(self.builder.string(text)))
            }
            Some(serde_json::Value::Bool(is)) if *ty == Ty::Bool => TermOf::Is(Value::Bool(*is)),
            is => {
                let needed = match is {
                    None => Words::new("a number", "数值"),
                    Some(_) => Words::new("a fact that can have this value", "能取该值的事实"),
                };
                let found = Diagnostic::new(Code::ModelInput, &at.key("fact")).arg(needed);
                self.report(found.arg(&term.fact).arg(symbol.ty.words()));
                return None;
            }
        };
        Some(LoweredTerm { slot, of, coefficient: term.coefficient })
    }
}

/// A number as the rules hold it.
fn of_rules(rules: TreeRules, x: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is wanted")]
    match rules {
        TreeRules::LightGbm => x,
        TreeRules::XgBoost => f64::from(x as f32),
    }
}

/// What is wrong with a tree, and at which node.
type Fault = (Option<usize>, Vec<Words>);

fn fault<T>(node: usize, en: &str, zh: &str) -> Result<T, Fault> {
    Err((Some(node), vec![Words::new(en, zh)]))
}

struct Ensemble {
    lowered: Lowered,
    sets: BTreeMap<Vec<u32>, u32>,
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Ensemble {
    /// Adds a tree.
    fn add(&mut self, nodes: &[String]) -> Result<(), Fault> {
        let mut read = Vec::with_capacity(nodes.len());
        for (index, text) in nodes.iter().enumerate() {
            match node(text) {
                Some(node) => read.push(node),
                None => return fault(index, "this is not a node of a tree", "不是有效的树节点"),
            }
        }
        // Nodes are numbered in their order: a child's number is above its parent's.
        let (mut splits, mut leaves) = (self.lowered.splits.len(), self.lowered.leaves.len());
        let children: Vec<Child> = read
            .iter()
            .map(|node| {
                let (count, child): (_, fn(u32) -> Child) = match node {
                    Node::Leaf { .. } => (&mut leaves, Child::Leaf),
                    Node::Split { .. } => (&mut splits, Child::Split),
                };
                *count += 1;
                child(number(*count - 1))
            })
            .collect();
        let Some(&root) = children.first() else {
            return Err((None, vec![Words::new("the tree has no nodes", "树中没有节点")]));
        };
        check_shape(&read)?;
        self.lowered.roots.push(root);
        for (index, node) in read.iter().enumerate() {
            match *node {
                Node::Leaf { value, cover } => {
                    let value = of_rules(self.lowered.rules, value);
                    if !value.is_finite() {
                        return fault(index, "the number is too large", "数值过大");
                    }
                    self.lowered.leaves.push(Leaf { value, cover });
                }
                Node::Split { input, test, missing, right, cover } => {
                    let by = self.split_by(index, input, test, missing)?;
                    let child = |at: usize| children.get(at).copied();
                    let Some((left, right)) = child(index + 1).zip(child(right)) else {
                        return fault(index, "the tree ends too early", "树的节点不完整");
                    };
                    let input = u16::try_from(input).unwrap_or(u16::MAX);
                    self.lowered.splits.push(Split { input, by, left, right, cover });
                }
            }
        }
        Ok(())
    }

    fn split_by(
        &mut self,
        index: usize,
        input: usize,
        test: Test<'_>,
        missing: Missing,
    ) -> Result<SplitBy, Fault> {
        let rules = self.lowered.rules;
        let Some(read) = self.lowered.inputs.get(input) else {
            return fault(index, "there is no such input", "不存在该输入");
        };
        let categories = read.categories.len();
        let plain = matches!(missing, Missing::Left | Missing::Right);
        match (test, rules) {
            (Test::Below(at), TreeRules::XgBoost) if plain && categories == 0 => {
                let at = of_rules(rules, at);
                if !at.is_finite() {
                    return fault(index, "the number is too large", "数值过大");
                }
                Ok(SplitBy::Threshold { at, missing })
            }
            (Test::UpTo(at), TreeRules::LightGbm) if categories == 0 => {
                Ok(SplitBy::Threshold { at, missing })
            }
            (Test::In(list), _) if plain && categories > 0 => {
                let mut bits = Vec::new();
                for code in list.split(',').filter(|_| list != "-") {
                    let Some(code) = code.parse().ok().filter(|code: &usize| *code < categories)
                    else {
                        return fault(index, "there is no such category", "不存在该类别");
                    };
                    if bits.len() <= code / 32 {
                        bits.resize(code / 32 + 1, 0_u32);
                    }
                    if let Some(word) = bits.get_mut(code / 32) {
                        *word |= 1 << (code % 32);
                    }
                }
                let set = match self.sets.get(&bits) {
                    Some(&set) => set,
                    None => {
                        let set = number(self.lowered.sets.len());
                        self.lowered.sets.push(bits.clone());
                        self.sets.insert(bits, set);
                        set
                    }
                };
                Ok(SplitBy::Set { set, missing_left: missing == Missing::Left })
            }
            _ => fault(
                index,
                "the split does not go with the rules or with its input",
                "该分裂方式与规则或输入不符",
            ),
        }
    }
}

/// Whether the nodes are exactly one tree in preorder, and not too deep.
fn check_shape(nodes: &[Node<'_>]) -> Result<(), Fault> {
    // Splits above the node at hand whose right child is still to come: its place and its depth.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut depth = 0;
    for (index, node) in nodes.iter().enumerate() {
        match *node {
            Node::Split { right, .. } => {
                depth += 1;
                open.push((right, depth));
                if depth > MAX_TREE_DEPTH {
                    return fault(index, "the tree is too deep", "树过深");
                }
            }
            Node::Leaf { .. } => match open.pop() {
                Some((right, below)) if right == index + 1 && right < nodes.len() => depth = below,
                Some(_) => {
                    return fault(
                        index,
                        "a right child does not stand where its parent says",
                        "右子节点的位置与父节点所写不符",
                    );
                }
                None if index + 1 == nodes.len() => {}
                None => return fault(index + 1, "the tree has ended before", "树在此之前已结束"),
            },
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    fault(nodes.len().saturating_sub(1), "the tree ends too early", "树的节点不完整")
}

/// A node as it is written.
fn node(text: &str) -> Option<Node<'_>> {
    let mut words = text.split(' ');
    let first = words.next()?;
    let read = if first == "=" {
        Node::Leaf { value: finite(words.next()?)?, cover: finite(words.next()?)? }
    } else {
        let test = match (words.next()?, words.next()?) {
            ("<", at) => Test::Below(finite(at)?),
            ("<=", at) => Test::UpTo(finite(at)?),
            ("in", list) => Test::In(list),
            _ => return None,
        };
        let missing = match words.next()? {
            "left" => Missing::Left,
            "right" => Missing::Right,
            "zero" => Missing::Zero,
            "zero-left" => Missing::ZeroLeft,
            "zero-right" => Missing::ZeroRight,
            _ => return None,
        };
        let right = words.next()?.parse().ok()?;
        Node::Split {
            input: first.parse().ok()?,
            test,
            missing,
            right,
            cover: finite(words.next()?)?,
        }
    };
    let (Node::Leaf { cover, .. } | Node::Split { cover, .. }) = read;
    (cover >= 0.0 && words.next().is_none()).then_some(read)
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|n: &f64| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(texts: &[&str]) -> Result<(), Option<usize>> {
        let nodes: Option<Vec<Node<'_>>> = texts.iter().map(|text| node(text)).collect();
        check_shape(&nodes.unwrap()).map_err(|(place, _)| place)
    }

    #[test]
    fn nodes_are_read_as_written() {
        assert_eq!(node("= -0.5 12"), Some(Node::Leaf { value: -0.5, cover: 12.0 }));
        let split = node("3 <= 1e-35 zero-left 7 446").unwrap();
        let test = Test::UpTo(1e-35);
        let missing = Missing::ZeroLeft;
        assert_eq!(split, Node::Split { input: 3, test, missing, right: 7, cover: 446.0 });
        assert!(node("0 in 0,2 right 2 5").is_some());
        for wrong in [
            "",
            "=",
            "= 1",
            "= NaN 1",
            "= inf 1",
            "= 1 -1",
            "= 1 1 1",
            "0 > 1 left 2 1",
            "0 < NaN left 2 1",
            "0 < 1 up 2 1",
            "-1 < 1 left 2 1",
            "0 < 1 left -2 1",
            "0 < 1 left 2",
        ] {
            assert_eq!(node(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nodes_make_exactly_one_tree() {
        assert_eq!(shape(&["= 1 1"]), Ok(()));
        assert_eq!(shape(&["0 < 1 left 2 2", "= 1 1", "= 2 1"]), Ok(()));
        assert_eq!(shape(&["0 < 1 left 4 3", "0 < 1 left 3 2", "= 1 1", "= 2 1", "= 3 1"]), Ok(()));
        assert_eq!(shape(&["= 1 1", "= 2 1"]), Err(Some(1)));
        assert_eq!(shape(&["0 < 1 left 2 2", "= 1 1"]), Err(Some(1)));
        assert_eq!(shape(&["0 < 1 left 1 2", "= 1 1", "= 2 1"]), Err(Some(1)));
        assert_eq!(shape(&["0 < 1 left 0 2", "= 1 1", "= 2 1"]), Err(Some(1)));
        assert_eq!(shape(&["0 < 1 left 2 2"]), Err(Some(0)));
    }

    #[test]
    fn depth_is_limited_on_both_sides() {
        let right = |levels: usize| {
            let mut texts = Vec::new();
            for level in 0..levels {
                texts.push(format!("0 < 1 left {} 1", 2 * level + 2));
                texts.push("= 1 1".to_owned());
            }
            texts.push("= 1 1".to_owned());
            texts
        };
        let refs = |texts: &[String]| shape(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(refs(&right(MAX_TREE_DEPTH)), Ok(()));
        assert_eq!(refs(&right(MAX_TREE_DEPTH + 1)), Err(Some(2 * MAX_TREE_DEPTH)));
    }
}
