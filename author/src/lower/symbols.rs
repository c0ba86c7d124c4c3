//! What names stand for, and when.

use std::collections::{BTreeMap, BTreeSet};

use silhouette::model::value::{Slot, power_of_ten};
use silhouette::pack::program::{ProductNumber, Way};

use crate::cel::types::{Found, Names, Order, Place, Ty};
use crate::document::Document;

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Anywhere but in the ranking.
    Facts,
    /// In the ranking formula, which may also read the product's numbers.
    Ranking,
}

/// A fact that is known at some stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Symbol {
    /// Type.
    pub ty: Ty,
    /// Whether it can be unknown.
    pub nullable: bool,
    /// Closed range of an input.
    pub range: Option<(i64, i64)>,
    /// Whether it is never below zero.
    pub positive: bool,
    /// Purposes it may serve; none: all.
    pub purposes: Option<BTreeSet<String>>,
    /// Which way the customer can move it.
    pub actionable: Option<Way>,
}

impl Symbol {
    /// A fact for all purposes.
    pub fn new(ty: Ty, nullable: bool) -> Symbol {
        Symbol { ty, nullable, range: None, positive: false, purposes: None, actionable: None }
    }

    /// Smallest and largest value of a number.
    pub fn bounds(&self) -> (f64, f64) {
        let scale = match self.ty {
            Ty::Decimal(scale) => scale,
            _ => 0,
        };
        #[expect(clippy::cast_precision_loss, reason = "a bound of an interval is a double")]
        let number = |n: i64| n as f64 / power_of_ten(scale);
        match self.range {
            Some((low, high)) => (number(low), number(high)),
            None if self.positive => (0.0, f64::INFINITY),
            None => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}

/// All names of facts: declared in the document, and defined once they are computed.
#[derive(Debug, Default)]
pub struct Symbols {
    declared: BTreeMap<String, Option<Slot>>,
    defined: BTreeMap<Slot, Symbol>,
    broken: BTreeSet<String>,
}

impl Symbols {
    /// The document declares this name.
    pub fn declare(&mut self, name: &str) {
        self.declared.insert(name.to_owned(), None);
    }

    /// The name is known from now on.
    pub fn define(&mut self, name: &str, slot: Slot, symbol: Symbol) {
        self.declared.insert(name.to_owned(), Some(slot));
        self.defined.insert(slot, symbol);
    }

    /// The declaration of this name has an error; uses of it are not reported again.
    pub fn spoil(&mut self, name: &str) {
        self.broken.insert(name.to_owned());
    }

    /// The slot and symbol of a name that is known.
    pub fn get(&self, name: &str) -> Option<(Slot, &Symbol)> {
        let slot = (*self.declared.get(name)?)?;
        Some((slot, self.defined.get(&slot)?))
    }

    /// The symbol of a slot.
    pub fn of(&self, slot: Slot) -> Option<&Symbol> {
        self.defined.get(&slot)
    }

    /// What is known of a name.
    pub fn find(&self, name: &str) -> Found {
        if self.broken.contains(name) {
            return Found::Broken;
        }
        match (self.get(name), self.declared.contains_key(name)) {
            (Some((slot, symbol)), _) => Found::Known(Place::Slot(slot), symbol.ty.clone()),
            (None, true) => Found::Later,
            (None, false) => Found::Unknown,
        }
    }

    /// Whether the document declares this name.
    pub fn is_declared(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// All declared names.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.declared.keys().map(String::as_str)
    }
}

/// Ids of products, and their families.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Ids, in document order.
    pub products: Vec<String>,
    /// Ids by family.
    pub families: BTreeMap<String, Vec<String>>,
    /// Ids of tags.
    pub tags: Vec<String>,
}

impl Catalogue {
    /// What a document offers.
    pub fn of(document: &Document) -> Catalogue {
        let mut catalogue = Catalogue::default();
        for product in &document.products {
            if catalogue.products.contains(&product.id) {
                continue;
            }
            catalogue.products.push(product.id.clone());
            if let Some(family) = &product.family {
                catalogue.families.entry(family.clone()).or_default().push(product.id.clone());
            }
        }
        catalogue.tags = document.tags.iter().map(|tag| tag.id.clone()).collect();
        catalogue
    }

    /// `enum:products`, `enum:tags`.
    pub fn members(&self, of: &str) -> Option<Ty> {
        let values = match of {
            "products" => self.products.clone(),
            "tags" => self.tags.clone(),
            _ => return None,
        };
        Some(Ty::of_members(values, Order::None))
    }
}

/// Names in expressions over facts.
pub struct FactNames<'a> {
    /// The facts.
    pub symbols: &'a Symbols,
    /// The products.
    pub catalogue: &'a Catalogue,
    /// Where the expression stands.
    pub stage: Stage,
}

const PRODUCT_NUMBERS: [(&str, ProductNumber); 4] = [
    ("intent", ProductNumber::Intent),
    ("value", ProductNumber::Value),
    ("tier_boost", ProductNumber::TierBoost),
    ("response", ProductNumber::Response),
];

impl Names for FactNames<'_> {
    fn find(&mut self, name: &str) -> Found {
        if self.stage == Stage::Ranking
            && let Some((_, number)) = PRODUCT_NUMBERS.iter().find(|(known, _)| *known == name)
        {
            return Found::Known(Place::Product(*number), Ty::Number);
        }
        self.symbols.find(name)
    }

    fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = self.symbols.all().map(str::to_owned).collect();
        if self.stage == Stage::Ranking {
            all.extend(PRODUCT_NUMBERS.iter().map(|(name, _)| (*name).to_owned()));
        }
        all
    }

    fn has_now(&self) -> bool {
        true
    }

    fn family(&self, family: &str) -> Option<Vec<String>> {
        self.catalogue.families.get(family).cloned()
    }

    fn families(&self) -> Vec<String> {
        self.catalogue.families.keys().cloned().collect()
    }
}
