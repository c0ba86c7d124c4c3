//! The tables of a program while they grow: everything is stored once and known by its number.

use std::collections::{BTreeMap, BTreeSet};

use silhouette::model::value::{StrId, TextId, Value};
use silhouette::pack::program::{Expr, ExprId, Node, NodeId, NodeOp, Op, Program};

use crate::cel::conditions::{Cond, CondOp};
use crate::diagnostics::Words;

/// A table that is full. The numbers given from then on are not valid.
pub type Full = (Words, usize);

/// A growing program.
#[derive(Debug, Default)]
pub struct Builder {
    /// The program so far.
    pub program: Program,
    strings: BTreeMap<String, StrId>,
    texts: BTreeMap<Vec<StrId>, TextId>,
    consts: BTreeMap<(u8, u64), u16>,
    exprs: BTreeMap<String, ExprId>,
    full: Vec<Full>,
    leaves: BTreeMap<usize, NodeId>,
}

impl Builder {
    /// The id of a string.
    pub fn string(&mut self, text: &str) -> StrId {
        if let Some(&id) = self.strings.get(text) {
            return id;
        }
        // A document is far smaller than 2^32 bytes.
        let id = StrId::try_from(self.program.strings.len()).unwrap_or(StrId::MAX);
        self.program.strings.push(text.to_owned());
        self.strings.insert(text.to_owned(), id);
        id
    }

    /// The id of a string that is stored already.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<StrId> {
        self.strings.get(text).copied()
    }

    /// The id of a text, given in every locale of the policy.
    pub fn text(&mut self, by_locale: &[String]) -> TextId {
        let ids: Vec<StrId> = by_locale.iter().map(|text| self.string(text)).collect();
        if let Some(&id) = self.texts.get(&ids) {
            return id;
        }
        let count = self.program.texts.len() / ids.len().max(1);
        let id = TextId::try_from(count).unwrap_or(TextId::MAX);
        self.program.texts.extend_from_slice(&ids);
        self.texts.insert(ids, id);
        id
    }

    /// The index of a constant.
    pub fn constant(&mut self, value: Value) -> u16 {
        let key = key(value);
        if let Some(&id) = self.consts.get(&key) {
            return id;
        }
        self.program.consts.push(value);
        let id = self.number(self.program.consts.len() - 1, ("constants", "常量"));
        self.consts.insert(key, id);
        id
    }

    /// The index of a set; each member stands once, in the order given.
    pub fn set(&mut self, members: Vec<Value>) -> u16 {
        let mut seen = BTreeSet::new();
        let members: Vec<Value> =
            members.into_iter().filter(|&member| seen.insert(key(member))).collect();
        let known = self.program.sets.iter().position(|set| *set == members);
        if let Some(index) = known {
            return u16::try_from(index).unwrap_or(u16::MAX);
        }
        self.program.sets.push(members);
        self.number(self.program.sets.len() - 1, ("lists", "列表"))
    }

    /// The id of an expression; equal instructions are stored once.
    pub fn expr(&mut self, code: &[Op]) -> ExprId {
        let key = format!("{code:?}");
        if let Some(&id) = self.exprs.get(&key) {
            return id;
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let expr = Expr { start: number(self.program.code.len()), len: number(code.len()) };
        self.program.code.extend_from_slice(code);
        self.program.exprs.push(expr);
        let id = self.number(self.program.exprs.len() - 1, ("expressions", "表达式"));
        self.exprs.insert(key, id);
        id
    }

    /// The root of a condition's tree. Children stand next to each other, behind their parent.
    pub fn condition(&mut self, condition: &Cond) -> NodeId {
        let at = self.program.nodes.len();
        self.reserve(1);
        self.place(at, condition, false);
        self.number(at, ("conditions", "条件"))
    }

    fn reserve(&mut self, count: usize) -> NodeId {
        let first = self.program.nodes.len();
        let empty = Node { op: NodeOp::Known(0), id: None, label: None, told: 0 };
        self.program.nodes.extend(std::iter::repeat_n(empty, count));
        self.number(first + count.saturating_sub(1), ("conditions", "条件"));
        NodeId::try_from(first).unwrap_or(NodeId::MAX)
    }

    /// The node of every expression of the document that is a condition, by its number.
    #[must_use]
    pub fn leaves(&self) -> &BTreeMap<usize, NodeId> {
        &self.leaves
    }

    /// `spoken`: something above it has a label.
    fn place(&mut self, at: usize, condition: &Cond, spoken: bool) {
        let own = condition.words.as_ref().filter(|_| !spoken && condition.label.is_none());
        let label = condition.label.or_else(|| own.map(|words| self.text(words)));
        let spoken = spoken || label.is_some();
        if let (Some(leaf), Ok(node)) = (condition.leaf, NodeId::try_from(at)) {
            // The eased copy of a tier's row comes after the row itself.
            self.leaves.entry(leaf).or_insert(node);
        }
        let op = match &condition.op {
            CondOp::All(children) => {
                let (first, count) = self.children(children, spoken);
                NodeOp::All(first, count)
            }
            CondOp::Any(children) => {
                let (first, count) = self.children(children, spoken);
                NodeOp::Any(first, count)
            }
            CondOp::Not(child) => {
                let first = self.reserve(1);
                self.place(usize::from(first), child, spoken);
                NodeOp::Not(first)
            }
            CondOp::Compare { slot, test, value } => {
                let against = self.constant(*value);
                NodeOp::Compare { slot: *slot, test: *test, against }
            }
            CondOp::In { slot, members } => {
                let set = self.set(members.clone());
                NodeOp::In { slot: *slot, set }
            }
            CondOp::Known(slot) => NodeOp::Known(*slot),
            CondOp::Expr(code) => NodeOp::Expr(self.expr(code)),
        };
        if let Some(node) = self.program.nodes.get_mut(at) {
            *node = Node { op, id: condition.id, label, told: 0 };
        }
    }

    fn children(&mut self, children: &[Cond], spoken: bool) -> (NodeId, u16) {
        let first = self.reserve(children.len());
        for (index, child) in children.iter().enumerate() {
            self.place(usize::from(first) + index, child, spoken);
        }
        (first, u16::try_from(children.len()).unwrap_or(u16::MAX))
    }

    /// An index as the program writes it; a table that has no number left is full.
    fn number(&mut self, index: usize, (en, zh): (&str, &str)) -> u16 {
        u16::try_from(index).unwrap_or_else(|_| {
            self.overflow(Words::new(en, zh), usize::from(u16::MAX));
            u16::MAX
        })
    }

    /// Remember that a table is full.
    pub fn overflow(&mut self, what: Words, limit: usize) {
        if !self.full.iter().any(|(known, _)| *known == what) {
            self.full.push((what, limit));
        }
    }

    /// Tables that are full.
    #[must_use]
    pub fn full(&self) -> &[Full] {
        &self.full
    }
}

/// What makes two values the same: their kind and their bits.
fn key(value: Value) -> (u8, u64) {
    match value {
        Value::Unknown => (0, 0),
        Value::Bool(value) => (1, u64::from(value)),
        Value::Int(n) => (2, n.cast_unsigned()),
        Value::Number(n) => (3, n.to_bits()),
        Value::Sym(id) => (4, u64::from(id)),
        Value::List { first, count } => (5, u64::from(first) << 32 | u64::from(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(slot: u16) -> Cond {
        Cond::new(CondOp::Known(slot))
    }

    #[test]
    fn equal_things_are_stored_once() {
        let mut builder = Builder::default();
        assert_eq!(builder.string("a"), builder.string("a"));
        assert_ne!(builder.string("a"), builder.string("b"));
        assert_eq!(builder.constant(Value::Int(1)), builder.constant(Value::Int(1)));
        assert_ne!(builder.constant(Value::Int(1)), builder.constant(Value::Number(1.0)));
        let code = [Op::Slot(1), Op::Not];
        assert_eq!(builder.expr(&code), builder.expr(&code));
        let set = builder.set(vec![Value::Int(3), Value::Int(-1), Value::Int(3)]);
        assert_eq!(builder.set(vec![Value::Int(3), Value::Int(-1)]), set);
        assert_eq!(builder.program.sets[0], [Value::Int(3), Value::Int(-1)]);
    }

    #[test]
    fn children_stand_next_to_each_other_behind_their_parent() {
        let mut builder = Builder::default();
        let inner = Cond::new(CondOp::Any(vec![leaf(3), leaf(4)]));
        let tree = Cond::new(CondOp::All(vec![leaf(1), inner, leaf(2)]));
        let root = builder.condition(&tree);
        let ops: Vec<NodeOp> = builder.program.nodes.iter().map(|node| node.op).collect();
        assert_eq!(root, 0);
        assert_eq!(
            ops,
            [
                NodeOp::All(1, 3),
                NodeOp::Known(1),
                NodeOp::Any(4, 2),
                NodeOp::Known(2),
                NodeOp::Known(3),
                NodeOp::Known(4),
            ]
        );
    }

    #[test]
    fn a_table_that_is_full_is_remembered() {
        let mut builder = Builder::default();
        for n in 0..70_000 {
            builder.constant(Value::Int(n));
        }
        assert_eq!(builder.full().len(), 1);
    }
}
