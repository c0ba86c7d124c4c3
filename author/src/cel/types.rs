//! Types of facts, as the author side sees them.

use std::rc::Rc;

use silhouette::model::value::Slot;
use silhouette::pack::program::{FieldId, ProductNumber};

use crate::diagnostics::Words;

/// What stands before the type of the elements in the type of a list.
pub const LIST: &str = "list:";

/// The type of a fact, a field or a part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// True or false.
    Bool,
    /// Whole numbers.
    Int,
    /// Doubles.
    Number,
    /// Exact decimals of a scale.
    Decimal(u8),
    /// A closed list of strings.
    Enum(Rc<Members>),
    /// Open text.
    Category,
    /// Identifiers, known by their hash.
    Id,
    /// Civil dates.
    Date,
    /// Several values of a type, each once; never a list of lists.
    List(Box<Ty>),
}

/// The members of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// In the order of the document.
    pub values: Vec<String>,
    /// What `<` means.
    pub order: Order,
    /// Words that stand for the members, when texts are given instead of members.
    pub words: Vec<(String, String)>,
}

/// What `<` means between members of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing.
    None,
    /// The first is the lowest.
    Ascending,
    /// The first is the highest, as in tiers.
    Descending,
}

impl Ty {
    /// An enum of these values.
    #[must_use]
    pub fn of_members(values: Vec<String>, order: Order) -> Ty {
        Ty::Enum(Rc::new(Members { values, order, words: Vec::new() }))
    }

    /// Topics, and the words that stand for them.
    #[must_use]
    pub fn of_topics(values: Vec<String>, words: Vec<(String, String)>) -> Ty {
        Ty::Enum(Rc::new(Members { values, order: Order::None, words }))
    }

    /// The type of a value that was read from something of this type: a topic is no longer a text.
    #[must_use]
    pub fn of_value(&self) -> Ty {
        match self {
            Ty::Enum(members) if !members.words.is_empty() => {
                Ty::of_members(members.values.clone(), members.order)
            }
            other => other.clone(),
        }
    }

    /// What a list is called.
    #[must_use]
    pub fn list_words() -> Words {
        Words::new("a list", "列表")
    }

    /// Whether sums make sense.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(self, Ty::Int | Ty::Number | Ty::Decimal(_))
    }

    /// The type in words.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Ty::Bool => Words::new("true or false", "真假值"),
            Ty::Int => Words::new("a whole number", "整数"),
            Ty::Number => Words::new("a number", "数值"),
            Ty::Decimal(scale) => {
                Words::new(format!("a decimal({scale})"), format!("decimal({scale}) 数值"))
            }
            Ty::Enum(_) => Words::new("an enum value", "枚举值"),
            Ty::Category => Words::new("a category", "类别"),
            Ty::Id => Words::new("an id", "标识"),
            Ty::Date => Words::new("a date", "日期"),
            Ty::List(_) => Ty::list_words(),
        }
    }

    /// The name of the type in documents.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Ty::Bool => "bool".to_owned(),
            Ty::Int => "int".to_owned(),
            Ty::Number => "number".to_owned(),
            Ty::Decimal(scale) => format!("decimal({scale})"),
            Ty::Enum(members) if !members.words.is_empty() => "topic".to_owned(),
            Ty::Enum(_) => "enum".to_owned(),
            Ty::Category => "category".to_owned(),
            Ty::Id => "id".to_owned(),
            Ty::Date => "date".to_owned(),
            Ty::List(of) => format!("{LIST}{}", of.name()),
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A fact.
    Slot(Slot),
    /// A field of the event at hand.
    Field(FieldId),
    /// A number of the product at hand.
    Product(ProductNumber),
}

/// What is known of a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// It stands for this.
    Known(Place, Ty),
    /// It is declared, and its declaration has an error that was reported there.
    Broken,
    /// It is declared and computed only later.
    Later,
    /// It is not declared.
    Unknown,
}

/// The names that an expression may use.
pub trait Names {
    /// What a name stands for. A field of an event is kept from then on.
    fn find(&mut self, name: &str) -> Found;
    /// All names, for "did you mean".
    fn all(&self) -> Vec<String>;
    /// Whether `now` may be read.
    fn has_now(&self) -> bool;
    /// Ids of the products of a family; none when there is no such family.
    fn family(&self, family: &str) -> Option<Vec<String>>;
    /// Families, for "did you mean".
    fn families(&self) -> Vec<String>;
}
