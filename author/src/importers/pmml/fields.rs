//! Fields: their types, which of their values are missing or invalid, and what becomes of those.

use std::collections::BTreeMap;

use super::cond::Cond;
use super::{
    Element, Problem, child, children, choice, malformed, name, needed, place, unsupported,
};
use crate::importers::fragment::{Profile, digits};
use crate::importers::problem::told;

/// A type of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Doubles.
    Number,
    /// Whole numbers.
    Int,
    /// Strings.
    Text,
    /// Booleans.
    Bool,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// Of a number or whole number.
    Number(f64),
    /// Of a string.
    Text(String),
    /// Of a boolean.
    Bool(bool),
}

impl Const {
    /// As expressions write it.
    pub fn literal(&self) -> String {
        match self {
            Const::Number(x) => literal(*x),
            Const::Text(text) => quoted(text),
            Const::Bool(is) => is.to_string(),
        }
    }
}

/// A number as expressions write it.
pub fn literal(x: f64) -> String {
    let text = digits(x);
    // Digits alone are a whole number there, which has 64 bits.
    if x.abs() >= 1e15 && !text.contains(['.', 'e']) { format!("{text}.0") } else { text }
}

/// A text as expressions write it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// What becomes of values that the field does not allow.
#[derive(Clone, Debug, PartialEq)]
enum Treatment {
    /// They are used as they are.
    AsIs,
    /// There is no score.
    NoScore,
    /// They count as missing.
    AsMissing,
    /// This value is taken instead.
    Replace(Const),
}

/// A field that predicates can read.
#[derive(Clone, Debug)]
pub struct Field {
    /// The fact.
    pub fact: String,
    /// Type.
    pub ty: Type,
    /// Place in the mining schema.
    pub place: usize,
    label: Option<String>,
    pmml: String,
    /// Values that count as missing.
    absent: Vec<Const>,
    /// Values that are invalid although the rest is valid.
    refused: Vec<Const>,
    /// Values that are valid; none: all.
    allowed: Vec<Const>,
    /// Intervals that are valid, as conditions; none: all.
    intervals: Vec<Cond>,
    on_missing: Treatment,
    on_invalid: Treatment,
}

impl Field {
    /// A value of this field, as text writes it.
    pub fn value(&self, text: &str, element: Element<'_, '_>) -> Result<Const, Problem> {
        value(self.ty, text, element)
    }

    /// Whether values are neither missing nor invalid but for being absent, and an absent one stays so.
    pub fn is_plain(&self) -> bool {
        self.absent.is_empty() && self.on_missing == Treatment::AsMissing && !self.is_closed()
    }

    /// Whether some values are invalid and are not used as they are.
    fn is_closed(&self) -> bool {
        self.on_invalid != Treatment::AsIs
            && !(self.refused.is_empty() && self.allowed.is_empty() && self.intervals.is_empty())
    }

    /// Whether only listed values are valid.
    pub fn is_listed(&self) -> bool {
        self.is_closed() && !self.allowed.is_empty()
    }

    /// Whether a value, given by the model, is a valid one.
    pub fn allows(&self, value: &Const) -> bool {
        !self.is_closed()
            || !self.refused.contains(value)
                && !self.absent.contains(value)
                && (self.allowed.is_empty() || self.allowed.contains(value))
    }

    /// What is missing or invalid and ends in no score: it is tested before a predicate reads the field.
    pub fn no_score(&self) -> Cond {
        let missing = match self.on_missing {
            Treatment::NoScore => self.missing_base(),
            _ => Cond::False,
        };
        let invalid = match self.on_invalid {
            Treatment::NoScore => self.invalid(),
            _ => Cond::False,
        };
        Cond::any([missing, invalid])
    }

    /// Whether an invalid value ends in no score.
    pub fn refuses_invalid(&self) -> bool {
        self.is_closed() && self.on_invalid == Treatment::NoScore
    }

    /// Whether a missing value ends in no score.
    pub fn refuses_missing(&self) -> bool {
        self.on_missing == Treatment::NoScore
    }

    fn literals(list: &[Const]) -> Vec<String> {
        list.iter().map(Const::literal).collect()
    }

    fn member(&self, list: &[Const]) -> Cond {
        Cond::member(&self.fact, &Field::literals(list))
    }

    fn known(&self) -> Cond {
        Cond::Leaf(format!("known({})", self.fact))
    }

    /// The fact is known, is no stand-in for a missing value, and is invalid.
    fn invalid(&self) -> Cond {
        if !self.is_closed() {
            return Cond::False;
        }
        let mut wrong = vec![self.member(&self.refused)];
        if !self.allowed.is_empty() || !self.intervals.is_empty() {
            let listed = self.member(&self.allowed);
            wrong.push(Cond::any(self.intervals.iter().cloned().chain([listed])).negated());
        }
        let present = self.member(&self.absent).negated();
        Cond::all([self.known(), present, Cond::any(wrong)])
    }

    /// The value is missing, before a replacement.
    fn missing_base(&self) -> Cond {
        let as_missing = match self.on_invalid {
            Treatment::AsMissing => self.invalid(),
            _ => Cond::False,
        };
        Cond::any([self.known().negated(), self.member(&self.absent), as_missing])
    }

    /// The value is missing.
    pub fn missing(&self) -> Cond {
        match self.on_missing {
            Treatment::Replace(_) => Cond::False,
            _ => self.missing_base(),
        }
    }

    /// What a test of the value comes to: whether it holds, and whether it fails; both are false for a
    /// missing value. `direct` tests the fact, `of` a replacement.
    pub fn test(&self, direct: &Cond, of: impl Fn(&Const) -> bool) -> (Cond, Cond) {
        let replaced = |treatment: &Treatment, when: Cond| match treatment {
            Treatment::Replace(value) if of(value) => (when, Cond::False),
            Treatment::Replace(_) => (Cond::False, when),
            _ => (Cond::False, Cond::False),
        };
        let missing = replaced(&self.on_missing, self.missing_base());
        let invalid = replaced(&self.on_invalid, self.invalid());
        let mut usual = vec![self.missing_base().negated()];
        if matches!(self.on_invalid, Treatment::Replace(_)) {
            usual.push(self.invalid().negated());
        }
        let with = |test: Cond| Cond::all(usual.iter().cloned().chain([test]));
        let holds = Cond::any([with(direct.clone()), missing.0, invalid.0]);
        let fails = Cond::any([with(direct.clone().negated()), missing.1, invalid.1]);
        (holds, fails)
    }

    /// The value as a number in an expression; none when that cannot be written.
    pub fn amount(&self) -> Option<String> {
        let fact = match self.ty {
            Type::Number => self.fact.clone(),
            Type::Int => format!("double({})", self.fact),
            Type::Text | Type::Bool => return None,
        };
        let as_is = matches!(self.on_invalid, Treatment::AsIs | Treatment::NoScore);
        if !self.absent.is_empty() || self.is_closed() && !as_is {
            return None;
        }
        Some(match &self.on_missing {
            Treatment::Replace(Const::Number(x)) => {
                format!("(known({}) ? {fact} : double({}))", self.fact, literal(*x))
            }
            _ => fact,
        })
    }
}

fn value(ty: Type, text: &str, element: Element<'_, '_>) -> Result<Const, Problem> {
    let wrong = || malformed(element, "a value is not of the field's type", "取值与字段类型不符");
    match ty {
        Type::Text => Ok(Const::Text(text.to_owned())),
        Type::Bool => match text.trim() {
            "true" | "TRUE" => Ok(Const::Bool(true)),
            "false" | "FALSE" => Ok(Const::Bool(false)),
            _ => Err(wrong()),
        },
        Type::Number | Type::Int => {
            let number = text.trim().parse().ok().filter(|x: &f64| x.is_finite());
            number.map(|x| Const::Number(if x == 0.0 { 0.0 } else { x })).ok_or_else(wrong)
        }
    }
}

/// The fields of a model by name. Facts are declared when a field is first read.
pub struct Fields<'p> {
    declared: BTreeMap<String, Result<Field, Problem>>,
    derived: Vec<String>,
    /// Where facts are declared.
    pub profile: &'p mut Profile,
}

impl<'p> Fields<'p> {
    /// The fields that the dictionary and the mining schema name.
    pub fn read(
        root: Element<'_, '_>,
        model: Element<'_, '_>,
        profile: &'p mut Profile,
    ) -> Result<Self, Problem> {
        let dictionary = child(root, "DataDictionary")
            .ok_or_else(|| Problem::missing(place(root), "DataDictionary"))?;
        let schema = child(model, "MiningSchema")
            .ok_or_else(|| Problem::missing(place(model), "MiningSchema"))?;
        let mut declared = BTreeMap::new();
        for (index, mining) in children(schema).enumerate() {
            let field_name = needed(mining, "name")?;
            if !matches!(mining.attribute("usageType").unwrap_or("active"), "active") {
                continue;
            }
            let same = |data: &Element<'_, '_>| {
                name(*data) == "DataField" && data.attribute("name") == Some(field_name)
            };
            let data = children(dictionary).find(same).ok_or_else(|| {
                let (en, zh) = (
                    format!("the field \"{}\" is not in the data dictionary", told(field_name)),
                    format!("数据字典中没有字段 \"{}\"", told(field_name)),
                );
                Problem::malformed(place(mining), (&en, &zh))
            })?;
            declared.insert(field_name.to_owned(), field(data, mining, index));
        }
        let derived = root.descendants().filter(|element| name(*element) == "DerivedField");
        let derived = derived.filter_map(|element| element.attribute("name"));
        Ok(Fields { declared, derived: derived.map(str::to_owned).collect(), profile })
    }

    /// The field that an element reads; from then on it is a fact of the fragment.
    pub fn get(&mut self, field: &str, element: Element<'_, '_>) -> Result<Field, Problem> {
        if self.derived.iter().any(|name| name == field) {
            let told = told(field);
            let (en, zh) =
                (format!("the derived field \"{told}\""), format!("派生字段 \"{told}\""));
            return Err(Problem::unsupported(place(element), (&en, &zh)));
        }
        let mut found = match self.declared.get(field) {
            Some(found) => found.clone()?,
            None => {
                let told = told(field);
                let (en, zh) = (
                    format!("the field \"{told}\" is not an active field of the mining schema"),
                    format!("字段 \"{told}\" 不是 MiningSchema 的活动字段"),
                );
                return Err(Problem::malformed(place(element), (&en, &zh)));
            }
        };
        let ty = match found.ty {
            Type::Number => "number",
            Type::Int => "int",
            Type::Text => "category",
            Type::Bool => "bool",
        };
        found.fact = self.profile.declare(field, found.place, ty, found.label.as_deref());
        // Conditions were written with the field's own name.
        let renamed = |cond: &Cond| match cond {
            Cond::Leaf(text) => Cond::Leaf(text.replace(&found.pmml, &found.fact)),
            other => other.clone(),
        };
        found.intervals = found.intervals.iter().map(renamed).collect();
        Ok(found)
    }

    /// The first active field, for a characteristic that reads none.
    pub fn first(&self) -> Option<String> {
        let place = |field: &Result<Field, Problem>| field.as_ref().map_or(usize::MAX, |f| f.place);
        let first = self.declared.iter().min_by_key(|(_, field)| place(field));
        first.map(|(name, _)| name.clone())
    }
}

fn field(data: Element<'_, '_>, mining: Element<'_, '_>, index: usize) -> Result<Field, Problem> {
    let ty = match needed(data, "dataType")? {
        "double" => Type::Number,
        "integer" => Type::Int,
        "string" => Type::Text,
        "boolean" => Type::Bool,
        _ => {
            choice(data, "dataType", &["double", "integer", "string", "boolean"])?;
            Type::Number
        }
    };
    choice(mining, "outliers", &["asIs"])?;
    choice(data, "isCyclic", &["0"])?;
    if data.attribute("taxonomy").is_some() {
        return Err(unsupported(data, "a taxonomy", "分类体系(taxonomy)"));
    }
    // A name that no text of a condition holds by accident, until the fact's name is known.
    let pmml = format!("\u{0}{index}\u{0}");
    let (mut absent, mut refused, mut allowed, mut intervals) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for part in children(data) {
        match name(part) {
            "Value" => {
                let value = value(ty, needed(part, "value")?, part)?;
                match part.attribute("property").unwrap_or("valid") {
                    "valid" => allowed.push(value),
                    "invalid" => refused.push(value),
                    "missing" => absent.push(value),
                    _ => choice(part, "property", &["valid", "invalid", "missing"])?,
                }
            }
            "Interval" if matches!(ty, Type::Number | Type::Int) => {
                intervals.push(interval(part, &pmml)?);
            }
            other => {
                let (en, zh) = (format!("{other} of a field"), format!("字段的 {other}"));
                return Err(Problem::unsupported(place(part), (&en, &zh)));
            }
        }
    }
    let replacement = |attribute: &str| {
        mining.attribute(attribute).map(|text| value(ty, text, mining)).transpose()
    };
    let on_missing = match (
        mining.attribute("missingValueTreatment"),
        replacement("missingValueReplacement")?,
    ) {
        (Some("returnInvalid"), _) => Treatment::NoScore,
        (_, Some(value)) => Treatment::Replace(value),
        (_, None) => Treatment::AsMissing,
    };
    choice(
        mining,
        "missingValueTreatment",
        &["asIs", "asMean", "asMode", "asMedian", "asValue", "returnInvalid"],
    )?;
    let on_invalid = match mining.attribute("invalidValueTreatment").unwrap_or("returnInvalid") {
        "returnInvalid" => Treatment::NoScore,
        "asIs" => Treatment::AsIs,
        "asMissing" => Treatment::AsMissing,
        "asValue" => {
            let value = replacement("invalidValueReplacement")?;
            let missing = || Problem::missing(place(mining), "invalidValueReplacement");
            Treatment::Replace(value.ok_or_else(missing)?)
        }
        _ => {
            let known = ["returnInvalid", "asIs", "asMissing", "asValue"];
            choice(mining, "invalidValueTreatment", &known)?;
            Treatment::AsIs
        }
    };
    Ok(Field {
        fact: pmml.clone(),
        ty,
        place: index,
        label: data.attribute("displayName").map(str::to_owned),
        pmml,
        absent,
        refused,
        allowed,
        intervals,
        on_missing,
        on_invalid,
    })
}

/// An interval of valid numbers, as a condition.
fn interval(element: Element<'_, '_>, fact: &str) -> Result<Cond, Problem> {
    let (lo, hi) = match needed(element, "closure")? {
        "openOpen" => (">", "<"),
        "openClosed" => (">", "<="),
        "closedOpen" => (">=", "<"),
        "closedClosed" => (">=", "<="),
        _ => {
            return Err(malformed(element, "the closure cannot be read", "无法读取 closure"));
        }
    };
    let bound = |attribute, sign: &str| {
        let number = super::number(element, attribute)?;
        Ok(number.map_or(Cond::True, |x| Cond::Leaf(format!("{fact} {sign} {}", literal(x)))))
    };
    let parts: [Cond; 2] = [bound("leftMargin", lo)?, bound("rightMargin", hi)?];
    // Kept as one text, so that the fact's name can be set in it.
    Ok(Cond::Leaf(match Cond::all(parts) {
        Cond::Leaf(text) => text,
        Cond::All(parts) => {
            let texts = parts.iter().filter_map(|part| match part {
                Cond::Leaf(text) => Some(text.as_str()),
                _ => None,
            });
            format!("({})", texts.collect::<Vec<_>>().join(" && "))
        }
        _ => return Err(malformed(element, "the interval has no margin", "区间没有边界")),
    }))
}
