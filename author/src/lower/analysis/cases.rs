//! The cases in which a condition comes out in a certain way: a list of what each fact may then be.
//!
//! Logic is three-valued, and each fact is taken for itself. What is said of a condition here holds for
//! every customer; that there are cases does not say that there is a customer.

use std::collections::BTreeMap;

use super::forms::{Form, Kind, Var};
use super::sets::Set;

/// More cases than this are not looked into.
const MOST: usize = 256;
/// Nor are more pairs of cases.
const WORK: usize = 4096;

/// What a fact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// Values.
    pub known: Set,
    /// Whether it may be unknown.
    pub unknown: bool,
}

impl Values {
    fn is_empty(&self) -> bool {
        self.known.is_empty() && !self.unknown
    }

    fn meet(&self, other: &Values) -> Values {
        Values { known: self.known.meet(&other.known), unknown: self.unknown && other.unknown }
    }

    fn join(&self, other: &Values) -> Values {
        Values { known: self.known.join(&other.known), unknown: self.unknown || other.unknown }
    }
}

/// How a condition may come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// True.
    True,
    /// False.
    False,
    /// False or unknown.
    NotTrue,
    /// True or unknown.
    NotFalse,
}

impl Outcome {
    fn negated(self) -> Outcome {
        match self {
            Outcome::True => Outcome::False,
            Outcome::False => Outcome::True,
            Outcome::NotTrue => Outcome::NotFalse,
            Outcome::NotFalse => Outcome::NotTrue,
        }
    }
}

/// A case: what each fact may be; any other may be anything.
type Case = BTreeMap<Var, Values>;

/// What facts may be at all.
pub trait Domains {
    /// All that a fact may be; none when nothing can be told.
    fn domain(&self, var: Var) -> Option<Values>;
}

/// The cases in which all that was asked for comes out as wanted.
#[derive(Clone, Debug)]
pub struct Cases(Vec<Case>);

impl Cases {
    /// Every case.
    #[must_use]
    pub fn all() -> Cases {
        Cases(vec![Case::new()])
    }

    /// Those of them in which a condition comes out as wanted. When there is too much to look into, it
    /// is taken for possible in all of them.
    #[must_use]
    pub fn with(&self, form: &Form, outcome: Outcome, domains: &dyn Domains) -> Cases {
        let next = of(form, outcome, domains).and_then(|next| product(&self.0, &next));
        next.map_or_else(|| self.clone(), Cases)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether a condition can come out as wanted. `true` also when there is too much to look into.
#[must_use]
pub fn possible(form: &Form, outcome: Outcome, domains: &dyn Domains) -> bool {
    !Cases::all().with(form, outcome, domains).is_empty()
}

fn of(form: &Form, outcome: Outcome, domains: &dyn Domains) -> Option<Vec<Case>> {
    use Outcome::{False, NotFalse, NotTrue, True};
    let anything = || Some(vec![Case::new()]);
    match (&form.kind, outcome) {
        (Kind::Opaque, _) => anything(),
        (Kind::Literal(value), True | NotFalse) if *value => anything(),
        (Kind::Literal(value), False | NotTrue) if !value => anything(),
        (Kind::Literal(_), _) => Some(Vec::new()),
        (Kind::Within(var, set), _) => {
            let Some(domain) = domains.domain(*var) else { return anything() };
            let known = match outcome {
                True | NotFalse => domain.known.meet(set),
                False | NotTrue => domain.known.meet(&set.complement()),
            };
            let unknown = domain.unknown && matches!(outcome, NotTrue | NotFalse);
            Some(single(*var, Values { known, unknown }))
        }
        (Kind::Known(var), _) => {
            let Some(domain) = domains.domain(*var) else { return anything() };
            let values = match outcome {
                True | NotFalse => Values { unknown: false, ..domain },
                False | NotTrue => {
                    Values { known: domain.known.meet(&domain.known.complement()), ..domain }
                }
            };
            Some(single(*var, values))
        }
        (Kind::Not(part), _) => of(part, outcome.negated(), domains),
        (Kind::Tag(condition), _) => of(condition, outcome, domains),
        (Kind::All(parts), True | NotFalse) | (Kind::Any(parts), False | NotTrue) => {
            let mut cases = vec![Case::new()];
            for part in parts {
                // A part with too many cases says nothing; the others still do.
                let Some(next) = of(part, outcome, domains) else { continue };
                cases = product(&cases, &next)?;
            }
            Some(cases)
        }
        (Kind::All(parts), _) | (Kind::Any(parts), _) => {
            let mut cases = Vec::new();
            for part in parts {
                for case in of(part, outcome, domains)? {
                    add(&mut cases, case);
                }
                if cases.len() > MOST {
                    return None;
                }
            }
            Some(cases)
        }
    }
}

fn single(var: Var, values: Values) -> Vec<Case> {
    if values.is_empty() { Vec::new() } else { vec![Case::from([(var, values)])] }
}

/// Adds a case; cases about nothing but one fact become one.
fn add(cases: &mut Vec<Case>, case: Case) {
    if case.len() == 1 {
        for known in cases.iter_mut().filter(|known| known.len() == 1) {
            if let (Some((a, values)), Some((b, more))) =
                (known.iter_mut().next(), case.iter().next())
                && a == b
            {
                *values = values.join(more);
                return;
            }
        }
    }
    cases.push(case);
}

fn product(a: &[Case], b: &[Case]) -> Option<Vec<Case>> {
    if a.len().saturating_mul(b.len()) > WORK {
        return None;
    }
    let mut both = Vec::new();
    for left in a {
        for right in b {
            if let Some(case) = merged(left, right) {
                add(&mut both, case);
            }
        }
        if both.len() > MOST {
            return None;
        }
    }
    Some(both)
}

/// Both cases at once, if they do not exclude each other.
fn merged(a: &Case, b: &Case) -> Option<Case> {
    let mut case = a.clone();
    for (var, values) in b {
        let met = match case.get(var) {
            Some(known) => known.meet(values),
            None => values.clone(),
        };
        if met.is_empty() {
            return None;
        }
        case.insert(*var, met);
    }
    Some(case)
}
