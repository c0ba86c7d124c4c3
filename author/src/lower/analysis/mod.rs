//! Conditions that never hold or always do, rows that nothing reaches, products that nobody can be
//! offered.
//!
//! A condition is looked at as logic over sets of values ([`forms`]); the [`cases`] in which it is true
//! or false are listed, each fact within its declared range or values. What cannot be told (a
//! comparison of two facts, arithmetic) is left open, so that everything found is found for sure.

mod cases;
mod forms;
mod sets;

use std::collections::BTreeSet;

use silhouette::model::value::Slot;
use silhouette::pack::program::Op;

use super::Lowering;
use super::events::EventKind;
use super::symbols::Symbols;
use crate::builder::Builder;
use crate::cel::conditions::{Cond, CondOp};
use crate::cel::types::Ty;
use crate::diagnostics::{Code, Diagnostic, Part, Words};
use crate::document::offers::Product;
use crate::json::Pointer;
use cases::{Cases, Domains, Outcome, Values};
pub use forms::Form;
use forms::{Kind, PARTS, Var};
use sets::{Set, place};

/// A tag of more parts is not looked into where it is read.
const MOST_PARTS: usize = 64;
/// No list has more elements: the engine refuses it.
const MOST_ELEMENTS: i128 = 256;

/// Conditions of a product's gates.
#[derive(Clone, Copy)]
pub struct Gates<'c> {
    /// May the customer have it at all?
    pub eligibility: Option<&'c Cond>,
    /// Is it for this customer, now?
    pub applicability: Option<&'c Cond>,
    /// The fact that holds the customer's risk tolerance, and the least place among its values.
    pub tolerance: Option<(Slot, u8)>,
}

impl Lowering<'_> {
    /// A condition as logic, with the tags it reads as their own conditions.
    fn form(&self, condition: &Cond) -> Form {
        let mut form = Form::of(condition, &self.builder.program);
        form.expand(&self.tag_forms);
        form
    }

    /// A tag without a time to live is given exactly while its condition holds: what reads it can be
    /// looked at together with that.
    pub(super) fn keep_tag(&mut self, slot: Slot, condition: &Cond) {
        let form = self.form(condition);
        if form.size() <= MOST_PARTS {
            self.tag_forms.insert(slot, form);
        }
    }

    /// Whether a condition may be unknown.
    pub(super) fn can_be_unknown(&self, condition: &Cond) -> bool {
        match &condition.op {
            CondOp::All(parts) | CondOp::Any(parts) => {
                parts.iter().any(|part| self.can_be_unknown(part))
            }
            CondOp::Not(part) => self.can_be_unknown(part),
            CondOp::Compare { slot, .. } | CondOp::In { slot, .. } => {
                self.symbols.of(*slot).is_none_or(|symbol| symbol.nullable)
            }
            CondOp::Known(_) => false,
            CondOp::Expr(code) => self.is_nullable(code),
        }
    }

    /// Reports a feature that never holds or always does.
    pub(super) fn check_code(&mut self, code: &[Op], at: &Pointer) {
        let form = Form::of_code(code, &self.builder.program);
        self.check_form(&form, None, at);
    }

    /// Reports the parts of an expression that never hold or always do.
    pub(super) fn check_leaf(&mut self, condition: &Cond, at: &Pointer) {
        let form = self.form(condition);
        self.check_form(&form, None, at);
    }

    /// Reports a list of conditions that never holds or always does.
    pub(super) fn check_group(&mut self, condition: &Cond, at: &Pointer) {
        let form = self.form(condition);
        let space = Space::new(&self.symbols, &self.builder, None);
        let found = constant(&form, &space);
        let names = found.map(|is| (is, space.names(&culprits(&form, is, &space))));
        self.report_constant(names, None, at);
    }

    /// Reports the parts of a `where` that never hold or always do.
    pub(super) fn check_filter(&mut self, event: &str, code: &[Op], at: &Pointer) {
        let form = Form::of_code(code, &self.builder.program);
        self.check_form(&form, Some(event), at);
    }

    fn check_form(&mut self, form: &Form, event: Option<&str>, at: &Pointer) {
        let kind = event.and_then(|event| self.events.peek(event));
        let space = Space::new(&self.symbols, &self.builder, kind);
        let mut found = Vec::new();
        smallest(form, true, &space, &mut found);
        let found: Vec<_> = found
            .into_iter()
            .map(|(part, is)| {
                let names = space.names(&culprits(part, is, &space));
                (is, names, part.span.clone().filter(|_| !std::ptr::eq(part, form)))
            })
            .collect();
        for (is, names, span) in found {
            self.report_constant(Some((is, names)), span, at);
        }
    }

    fn report_constant(
        &mut self,
        found: Option<(Constant, Words)>,
        span: Option<std::ops::Range<usize>>,
        at: &Pointer,
    ) {
        let Some((is, names)) = found else { return };
        let code = match is {
            Constant::Never => Code::Contradictory,
            Constant::Always => Code::AlwaysTrue,
        };
        let part = span.map_or(Part::Value, |span| Part::Within(span.start, span.end));
        self.report(Diagnostic::new(code, at).part(part).arg(names));
    }

    /// How many conditions were found to be constant so far.
    pub(super) fn constants(&self) -> usize {
        let constant = [Code::ConstantCondition, Code::Contradictory, Code::AlwaysTrue];
        self.out.found().iter().filter(|found| constant.contains(&found.code)).count()
    }

    /// Reports rows of a tier table that are never the first that holds.
    pub(super) fn check_rows(&mut self, rows: &[Option<&Cond>], at: &Pointer) {
        let forms: Vec<Option<Form>> =
            rows.iter().map(|row| row.map(|condition| self.form(condition))).collect();
        let space = Space::new(&self.symbols, &self.builder, None);
        let mut unreachable = Vec::new();
        let mut open = Cases::all(); // no row before holds
        for (index, form) in forms.iter().enumerate() {
            let Some(form) = form else { continue };
            // A condition that never holds was reported itself.
            let holds = cases::possible(form, Outcome::True, &space);
            if holds && open.with(form, Outcome::True, &space).is_empty() {
                unreachable.push(index);
            }
            open = open.with(form, Outcome::NotTrue, &space);
        }
        for index in unreachable {
            self.report(Diagnostic::new(Code::TierUnreachable, &at.index(index)));
        }
    }

    /// Reports a product whose gates nobody can pass together.
    pub(super) fn check_gates(&mut self, product: &Product, gates: Gates<'_>, at: &Pointer) {
        let conditions = [gates.eligibility, gates.applicability];
        let mut forms: Vec<Form> =
            conditions.into_iter().flatten().map(|gate| self.form(gate)).collect();
        if let Some((slot, least)) = gates.tolerance
            && let Some(Ty::Enum(members)) = self.symbols.of(slot).map(|symbol| &symbol.ty)
        {
            let enough = members.values.iter().skip(usize::from(least));
            let ids = enough.filter_map(|value| self.builder.find(value)).map(u64::from).collect();
            forms.push(Kind::Within(Var::Slot(slot), Set::Only(ids)).into());
        }
        let space = Space::new(&self.symbols, &self.builder, None);
        let all = Form::from(Kind::All(forms));
        if cases::possible(&all, Outcome::True, &space) {
            return;
        }
        let names = space.names(&culprits(&all, Constant::Never, &space));
        let found = Diagnostic::new(Code::ProductUnreachable, at).arg(&product.id);
        self.report(found.arg(names));
    }
}

/// What a condition always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Constant {
    Never,
    Always,
}

fn constant(form: &Form, space: &Space<'_>) -> Option<Constant> {
    if !cases::possible(form, Outcome::True, space) {
        return Some(Constant::Never);
    }
    (!cases::possible(form, otherwise(form, space), space)).then_some(Constant::Always)
}

/// What a condition that always holds can never be. Where something is unknown, `age >= 0` is too, and
/// is still said to hold always; a condition that asks whether something is known must hold then too.
fn otherwise(form: &Form, space: &Space<'_>) -> Outcome {
    if asks(form, space) { Outcome::NotTrue } else { Outcome::False }
}

/// Whether a condition asks if something is known that may be unknown.
fn asks(form: &Form, space: &Space<'_>) -> bool {
    match &form.kind {
        Kind::Known(var) => space.domain(*var).is_none_or(|values| values.unknown),
        Kind::All(parts) | Kind::Any(parts) => parts.iter().any(|part| asks(part, space)),
        Kind::Not(part) | Kind::Tag(part) => asks(part, space),
        Kind::Within(..) | Kind::Literal(_) | Kind::Opaque => false,
    }
}

/// The smallest parts that are constant, and what they are. A part that holds one is not looked at
/// again: correcting the one changes it. A literal was reported with its types.
fn smallest<'f>(
    form: &'f Form,
    whole: bool,
    space: &Space<'_>,
    found: &mut Vec<(&'f Form, Constant)>,
) -> bool {
    let parts: &[Form] = match &form.kind {
        Kind::All(parts) | Kind::Any(parts) => parts,
        Kind::Not(part) => std::slice::from_ref(part),
        Kind::Literal(_) => return true,
        // A tag that is constant was reported where it is declared.
        Kind::Tag(_) => return constant(form, space).is_some(),
        Kind::Within(..) | Kind::Known(_) | Kind::Opaque => &[],
    };
    let mut within = false;
    for part in parts {
        within |= smallest(part, false, space, found);
    }
    if within {
        return true;
    }
    // A part that a select was taken apart into is none that anybody wrote.
    let written =
        whole || form.span.is_some() || matches!(form.kind, Kind::Within(..) | Kind::Known(_));
    match constant(form, space).filter(|_| written) {
        Some(is) => {
            found.push((form, is));
            true
        }
        None => false,
    }
}

/// The facts that make a condition constant, each on its own; all, when only together.
fn culprits(form: &Form, is: Constant, space: &Space<'_>) -> BTreeSet<Var> {
    let mut vars = BTreeSet::new();
    form.vars(&mut vars);
    let outcome = if is == Constant::Never { Outcome::True } else { otherwise(form, space) };
    let alone: BTreeSet<Var> = vars
        .iter()
        .copied()
        .filter(|&var| !cases::possible(form, outcome, &Only { var, of: space }))
        .collect();
    if alone.is_empty() { vars } else { alone }
}

/// What facts, fields and times may be.
struct Space<'a> {
    symbols: &'a Symbols,
    builder: &'a Builder,
    event: Option<&'a EventKind>,
}

impl<'a> Space<'a> {
    fn new(symbols: &'a Symbols, builder: &'a Builder, event: Option<&'a EventKind>) -> Space<'a> {
        Space { symbols, builder, event }
    }

    fn of_type(&self, ty: &Ty, range: Option<(i64, i64)>, positive: bool) -> Option<Set> {
        let (low, high) = range.unwrap_or((if positive { 0 } else { i64::MIN }, i64::MAX));
        let set = match ty {
            Ty::Bool => Set::Only([0, 1].into()),
            Ty::Int | Ty::Decimal(_) | Ty::Date => Set::range(low.into(), high.into()),
            Ty::Number => Set::range(place(if positive { 0.0 } else { f64::MIN }), place(f64::MAX)),
            Ty::Enum(members) => {
                // A value that no instruction names has no string of its own.
                let other = (0..).map(|n: u64| n + (1 << 40));
                let ids = members.values.iter().zip(other);
                Set::Only(
                    ids.map(|(v, other)| self.builder.find(v).map_or(other, u64::from)).collect(),
                )
            }
            Ty::Category => Set::AllBut(BTreeSet::new()),
            Ty::List(_) => Set::AllBut(BTreeSet::new()),
            Ty::Id => return None,
        };
        Some(set)
    }

    fn name(&self, var: Var) -> String {
        match var {
            Var::Now(part) => PARTS.get(part).map_or("now", |(_, name, _)| name).to_owned(),
            Var::Field(field) => {
                let field = self.event.and_then(|event| event.used(field));
                field.map_or_else(String::new, |(name, _)| name.to_owned())
            }
            Var::Slot(slot) | Var::Element(slot, _) | Var::Size(slot) => {
                let program = &self.builder.program;
                let info = program.slots.get(usize::from(slot));
                let name =
                    info.and_then(|info| program.strings.get(usize::try_from(info.name).ok()?));
                name.cloned().unwrap_or_default()
            }
        }
    }

    fn names(&self, vars: &BTreeSet<Var>) -> Words {
        let mut names: Vec<String> =
            vars.iter().map(|&var| format!("\"{}\"", self.name(var))).collect();
        names.dedup();
        match names.as_slice() {
            [] => Words::new("its facts", "各项事实"),
            names => Words::new(names.join(", "), names.join("、")),
        }
    }
}

impl Domains for Space<'_> {
    fn domain(&self, var: Var) -> Option<Values> {
        match var {
            Var::Slot(slot) => {
                let symbol = self.symbols.of(slot)?;
                let known = self.of_type(&symbol.ty, symbol.range, symbol.positive)?;
                Some(Values { known, unknown: symbol.nullable })
            }
            Var::Element(slot, _) => {
                let unknown = self.symbols.of(slot)?.nullable;
                Some(Values { known: Set::Only([0, 1].into()), unknown })
            }
            Var::Size(slot) => {
                let unknown = self.symbols.of(slot)?.nullable;
                Some(Values { known: Set::range(0, MOST_ELEMENTS), unknown })
            }
            Var::Field(field) => {
                let (_, ty) = self.event?.used(field)?;
                Some(Values { known: self.of_type(ty, None, false)?, unknown: true })
            }
            Var::Now(part) => {
                let (_, _, bounds) = PARTS.get(part)?;
                let (low, high) = (*bounds)?;
                Some(Values { known: Set::range(low, high), unknown: false })
            }
        }
    }
}

/// One fact alone; of the others nothing can be told.
struct Only<'a> {
    var: Var,
    of: &'a Space<'a>,
}

impl Domains for Only<'_> {
    fn domain(&self, var: Var) -> Option<Values> {
        self.of.domain(var).filter(|_| var == self.var)
    }
}
