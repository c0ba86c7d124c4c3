//! The words of a policy: what stands at a place of the document, what it is called, what names it.

use std::borrow::Cow;

use serde_json::{Value, json};

/// What a value of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The document.
    Policy,
    /// A list of things: what they are, and whether their order means something.
    List(Thing, bool),
    /// Things by their names.
    Table(Thing),
    /// A thing.
    Of(Thing),
    /// Anything else: a key of a thing.
    Key,
}

/// A thing that a policy speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Purpose,
    Fact,
    Event,
    Field,
    Adapter,
    Feature,
    Occasion,
    Step,
    Tag,
    Condition,
    Leaf,
    Score,
    Characteristic,
    Bin,
    Band,
    Input,
    Term,
    Tier,
    Level,
    Row,
    Lifecycle,
    Stage,
    Warning,
    Action,
    Product,
    Cap,
    Report,
    Test,
}

impl Thing {
    /// Its word in results.
    pub fn word(self) -> &'static str {
        match self {
            Thing::Purpose => "purpose",
            Thing::Fact => "fact",
            Thing::Event => "event",
            Thing::Field => "field",
            Thing::Adapter => "adapter",
            Thing::Feature => "feature",
            Thing::Occasion => "occasion",
            Thing::Step => "step",
            Thing::Tag => "tag",
            Thing::Condition => "condition",
            Thing::Leaf => "leaf",
            Thing::Score => "score",
            Thing::Characteristic => "characteristic",
            Thing::Bin => "bin",
            Thing::Band => "band",
            Thing::Input => "input",
            Thing::Term => "term",
            Thing::Tier => "tier",
            Thing::Level => "level",
            Thing::Row => "row",
            Thing::Lifecycle => "lifecycle",
            Thing::Stage => "stage",
            Thing::Warning => "warning",
            Thing::Action => "action",
            Thing::Product => "product",
            Thing::Cap => "cap",
            Thing::Report => "egress",
            Thing::Test => "test",
        }
    }

    /// The key of the full form's value when a thing is written as a string.
    fn short(self) -> Option<&'static str> {
        match self {
            Thing::Condition | Thing::Leaf => Some("expr"),
            Thing::Level => Some("id"),
            Thing::Step => Some("event"),
            Thing::Field | Thing::Fact => Some("type"),
            _ => None,
        }
    }

    /// What names it among its like: an id must be equal, and without one the most alike is the same.
    pub fn id(self, value: &Value) -> Option<String> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        match self {
            Thing::Characteristic => text("id").or_else(|| text("fact")),
            Thing::Input => text("fact"),
            Thing::Action => text("do"),
            Thing::Test => text("name"),
            Thing::Cap => text("scope"),
            Thing::Row => text("to"),
            Thing::Bin | Thing::Step | Thing::Term => None,
            Thing::Level => value.as_str().map(str::to_owned).or_else(|| text("id")),
            _ => text("id"),
        }
    }

    /// What it is called in results.
    pub fn name(self, value: &Value) -> String {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(id) = self.id(value) {
            return id;
        }
        match self {
            Thing::Bin => bin(value),
            Thing::Leaf => match (value.as_str(), text("expr")) {
                (Some(expr), _) => format!("\"{expr}\""),
                (None, Some(expr)) => format!("\"{expr}\""),
                (None, None) => {
                    let join =
                        ["all", "any", "not"].into_iter().find(|key| value.get(*key).is_some());
                    format!("({})", join.unwrap_or_default())
                }
            },
            Thing::Term => text("fact").unwrap_or_default(),
            Thing::Step => {
                value.as_str().map(str::to_owned).or_else(|| text("event")).unwrap_or_default()
            }
            _ => String::new(),
        }
    }
}

/// What a bin covers.
fn bin(value: &Value) -> String {
    let is = |key: &str| value.get(key) == Some(&Value::Bool(true));
    let of = |key: &str| value.get(key).map(Value::to_string);
    if let Some(values) = of("values").or_else(|| of("special")) {
        return values;
    }
    match (of("lo"), of("hi")) {
        (Some(lo), Some(hi)) => format!("[{lo}, {hi})"),
        (Some(lo), None) => format!("[{lo}, …)"),
        (None, Some(hi)) => format!("[…, {hi})"),
        (None, None) if is("missing") => "missing".to_owned(),
        (None, None) if is("otherwise") => "otherwise".to_owned(),
        (None, None) => "when".to_owned(),
    }
}

impl Term {
    /// The word for it in results, if the policy has one.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Term::Of(thing) => Some(thing.word()),
            Term::Policy | Term::List(..) | Term::Table(_) | Term::Key => None,
        }
    }

    /// It and its name, in results.
    pub fn told(self, name: &str) -> String {
        match self.word() {
            // A condition's key says what it is.
            Some(word) if self != Term::Of(Thing::Condition) => format!("{word} {name}"),
            _ => name.to_owned(),
        }
    }

    /// What stands under a key.
    pub fn under(self, key: &str) -> Term {
        use Thing::{
            Action, Adapter, Band, Bin, Cap, Characteristic, Condition, Event, Fact, Feature,
            Field, Input, Leaf, Level, Product, Purpose, Report, Row, Score, Step, Tag, Test, Tier,
            Warning,
        };
        match (self, key) {
            (Term::Policy, "purposes") => Term::List(Purpose, false),
            (Term::Policy, "profile") => Term::Table(Fact),
            (Term::Policy, "events") => Term::Table(Event),
            (Term::Policy, "adapters") => Term::Table(Adapter),
            (Term::Policy, "features") => Term::Table(Feature),
            (Term::Policy, "occasions") => Term::Table(Thing::Occasion),
            (Term::Policy, "tags") => Term::List(Tag, false),
            (Term::Policy, "scores") => Term::List(Score, false),
            (Term::Policy, "tiers") => Term::List(Tier, false),
            (Term::Policy, "lifecycle") => Term::List(Thing::Lifecycle, false),
            (Term::Of(Thing::Lifecycle), "stages") => Term::List(Thing::Stage, true),
            (Term::Policy, "warnings") => Term::List(Warning, false),
            (Term::Policy, "products") => Term::List(Product, true),
            (Term::Policy, "egress") => Term::List(Report, false),
            (Term::Policy, "tests") => Term::List(Test, false),
            (Term::Table(thing), _) => Term::Of(thing),
            (Term::Of(Event | Report), "fields") => Term::Table(Field),
            (Term::Of(Feature), "sequence" | "funnel") => Term::List(Step, true),
            (Term::Of(Score), "characteristics") => Term::List(Characteristic, true),
            (Term::Of(Characteristic), "attributes") => Term::List(Bin, true),
            (Term::Of(Score), "bands") => Term::List(Band, true),
            (Term::Of(Tier), "levels") => Term::List(Level, true),
            (Term::Of(Tier), "rows") => Term::List(Row, true),
            (Term::Of(Warning), "actions") => Term::List(Action, true),
            (Term::Of(Condition | Leaf), "all" | "any") => Term::List(Leaf, false),
            (Term::Of(Condition | Leaf), "not")
            | (_, "when" | "eligibility" | "applicability")
            | (Term::Of(Thing::Stage), "enter" | "exit") => Term::Of(Condition),

            (Term::Key, "actions") => Term::List(Action, true),
            (Term::Key, "caps") => Term::List(Cap, false),
            (Term::Key, "inputs") => Term::List(Input, true),
            (Term::Key, "terms") => Term::List(Thing::Term, true),
            _ => Term::Key,
        }
    }

    /// What the items of a list are.
    pub fn item(self) -> Thing {
        match self {
            Term::List(thing, _) => thing,
            _ => Thing::Leaf,
        }
    }

    /// Whether both lists hold things, to be told one by one.
    pub fn items(self, old: &[Value], new: &[Value]) -> bool {
        let things =
            |items: &[Value]| items.iter().all(|item| item.is_object() || item.is_string());
        matches!(self, Term::List(..)) && things(old) && things(new)
    }

    /// Whether it holds things by their names.
    pub fn is_table(self) -> bool {
        matches!(self, Term::Table(_))
    }

    /// Whether its items say themselves what they are.
    pub fn is_silent(self) -> bool {
        match self {
            Term::List(thing, _) | Term::Table(thing) => thing != Thing::Leaf,
            Term::Policy | Term::Of(_) | Term::Key => false,
        }
    }

    /// Whether the order of its items means something.
    pub fn is_ordered(self) -> bool {
        matches!(self, Term::List(_, true))
    }

    /// A value in its full form.
    pub fn full(self, value: &Value) -> Cow<'_, Value> {
        match (self, value) {
            (Term::Of(thing), Value::String(_)) => match thing.short() {
                Some(key) => Cow::Owned(json!({ key: value })),
                None => Cow::Borrowed(value),
            },
            _ => Cow::Borrowed(value),
        }
    }
}
