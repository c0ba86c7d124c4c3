//! The facts and events that are generated, and which of them a policy takes.

use silhouette::Engine;
use silhouette::model::value::{StrId, Type};
use silhouette::pack::program::{Program, Source};

/// A value of a fact or of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Hundredths: of a yuan, or of a percent.
    Cents(i64),
    /// A word of a closed list, or of the generator's own.
    Word(&'static str),
    /// Words of a closed list: a bit for each, the first one lowest.
    Words(u32),
    /// A product: index into [`Vocabulary::products`].
    Product(usize),
    /// A loan, numbered within its customer.
    Loan(i64),
    /// Days since 1970-01-01.
    Date(i64),
}

/// What values a fact or field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Yes or no.
    Bool,
    /// Whole numbers, both ends included.
    Int(i64, i64),
    /// Hundredths, both ends included.
    Cents(i64, i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any of these words.
    Words(&'static [&'static str]),
    /// A product.
    Product,
    /// A loan.
    Loan,
    /// A date.
    Date,
    /// Words that a person typed.
    Text,
}

/// A name and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// As policies call it.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
}

impl Name {
    /// The word at a place of its list; none: there is no such place, or it holds no words.
    #[must_use]
    pub fn word(&self, index: usize) -> Option<Value> {
        let Form::Word(words) = self.form else { return None };
        words.get(index).map(|word| Value::Word(word))
    }
}

/// The word at a place of a fact's list: lists of words stand here and nowhere else.
#[must_use]
pub fn word(facts: &[Name], fact: &str, index: usize) -> Option<Value> {
    facts.iter().find(|name| name.name == fact)?.word(index)
}

const fn name(name: &'static str, form: Form) -> Name {
    Name { name, form }
}

/// A kind of events.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// As policies call it.
    pub name: &'static str,
    /// Its fields, in the order of an event's values.
    pub fields: &'static [Name],
}

/// Yuan that nobody exceeds, in hundredths.
const MOST: i64 = 100_000_000_000_000;
const RISK: Name = name("risk_profile", Form::Word(&["C1", "C2", "C3", "C4", "C5"]));
const RISK_EXPIRES: Name = name("risk_profile_expires", Form::Date);

/// Facts of retail customers.
pub const RETAIL: &[Name] = &[
    name("age", Form::Int(18, 85)),
    name("income_month", Form::Cents(0, MOST)),
    name("aum_band", Form::Word(&["below_50k", "from_50k", "from_500k", "from_6m"])),
    name(
        "occupation",
        Form::Word(&["salaried", "self_employed", "business_owner", "student", "retired", "other"]),
    ),
    name("birthday_md", Form::Int(101, 1231)),
    name("member_level", Form::Word(&["none", "basic", "gold", "platinum"])),
    name("member_limit", Form::Cents(0, 100_000_000)),
    name("family_accounts", Form::Int(0, 8)),
    name("merchant", Form::Bool),
    RISK,
    RISK_EXPIRES,
    name("credit_amount", Form::Cents(0, 100_000_000)),
    name("duration_months", Form::Int(0, 60)),
    name("existing_credits", Form::Int(0, 9)),
    name(
        "purpose",
        Form::Word(&[
            "car_new",
            "car_used",
            "furniture",
            "radio_tv",
            "appliances",
            "repairs",
            "education",
            "retraining",
            "business",
            "other",
        ]),
    ),
    name(
        "credit_history",
        Form::Word(&[
            "none_or_all_paid",
            "all_here_paid",
            "paid_till_now",
            "past_delay",
            "critical_or_elsewhere",
        ]),
    ),
    name(
        "checking_status",
        Form::Word(&["none", "below_0", "from_0_to_200", "from_200_or_salary"]),
    ),
    name(
        "savings_band",
        Form::Word(&[
            "unknown_or_none",
            "below_100",
            "from_100_to_500",
            "from_500_to_1000",
            "from_1000",
        ]),
    ),
    name(
        "employment_band",
        Form::Word(&["unemployed", "below_1y", "from_1y_to_4y", "from_4y_to_7y", "from_7y"]),
    ),
    name(
        "property",
        Form::Word(&[
            "real_estate",
            "building_savings_or_life_insurance",
            "car_or_other",
            "unknown_or_none",
        ]),
    ),
    name("housing", Form::Word(&["rent", "own", "free"])),
    name(
        "job",
        Form::Word(&[
            "unemployed_or_unskilled_non_resident",
            "unskilled_resident",
            "skilled",
            "management_or_self_employed",
        ]),
    ),
    name("other_installment_plans", Form::Word(&["none", "bank", "stores"])),
];

/// Facts of enterprises.
pub const ENTERPRISE: &[Name] = &[
    name(
        "industry",
        Form::Word(&[
            "manufacturing",
            "information",
            "research",
            "wholesale_retail",
            "transport",
            "construction",
            "agriculture",
            "energy",
            "other",
        ]),
    ),
    name("region", Form::Word(&["east", "central", "west", "northeast"])),
    name("stage", Form::Word(&["startup", "growth", "mature"])),
    name("headcount", Form::Int(1, 100_000)),
    name("revenue", Form::Cents(0, MOST)),
    name("revenue_growth", Form::Cents(-9_000, 30_000)),
    name("profit_margin", Form::Cents(-6_000, 6_000)),
    name("debt_ratio", Form::Cents(500, 15_000)),
    name("years_operating", Form::Int(0, 60)),
    name("tax_grade", Form::Word(&["D", "C", "M", "B", "A"])),
    name("external_credit", Form::Word(&["E", "D", "C", "B", "A"])),
    name("qualifications", Form::Words(&["high_tech", "specialised", "tech_sme", "green"])),
    name("upgrade_plan", Form::Bool),
    name("carbon_cut", Form::Cents(0, 10_000)),
    name("export_share", Form::Cents(0, 10_000)),
    name("floating_debt", Form::Bool),
    name("relationship_years", Form::Int(0, 60)),
    name("loan_maturity", Form::Date),
    RISK,
    RISK_EXPIRES,
];

/// Every kind of events; an [`Event`]'s kind is an index here.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "purchase",
        fields: &[name("amount", Form::Cents(0, MOST)), name("quantity", Form::Int(1, 60))],
    },
    Kind {
        name: "repayment",
        fields: &[
            name("loan", Form::Loan),
            name("installment", Form::Int(1, 60)),
            name("days_past_due", Form::Int(0, 90)),
            name("amount", Form::Cents(0, MOST)),
        ],
    },
    Kind { name: "product_view", fields: &[name("product", Form::Product)] },
    Kind { name: "search", fields: &[name("text", Form::Text)] },
    Kind { name: "login", fields: &[] },
    Kind { name: "application_start", fields: &[name("product", Form::Product)] },
    Kind { name: "application_submit", fields: &[name("product", Form::Product)] },
    Kind {
        name: "touch",
        fields: &[
            name("channel", Form::Word(&["app", "sms", "phone", "branch"])),
            name("outcome", Form::Word(&["clicked", "dismissed"])),
        ],
    },
    Kind { name: "referral_join", fields: &[] },
    Kind { name: "survey_answer", fields: &[name("score", Form::Int(0, 10))] },
    Kind { name: "complaint", fields: &[] },
    Kind {
        name: "operating_report",
        fields: &[
            name("month", Form::Int(202_300, 202_712)),
            name("revenue", Form::Cents(0, MOST)),
            name("staff_left", Form::Int(0, 100_000)),
            name("headcount", Form::Int(1, 100_000)),
            name("receivable_days", Form::Int(0, 720)),
        ],
    },
    Kind {
        name: "enterprise_signal",
        fields: &[
            name(
                "kind",
                Form::Word(&["staff_turnover_up", "supply_chain_tight", "revenue_drop", "lawsuit"]),
            ),
            name("level", Form::Int(1, 3)),
        ],
    },
    Kind { name: "settlement", fields: &[name("amount", Form::Cents(0, MOST))] },
    Kind {
        name: "project_milestone",
        fields: &[name("stage", Form::Word(&["demand", "funding", "evaluation", "exit"]))],
    },
    Kind {
        name: "content_read",
        fields: &[name("topic", Form::Word(&["policy", "industry", "finance"]))],
    },
];

/// Indexes into [`KINDS`].
#[expect(missing_docs, reason = "named as the kinds are")]
pub mod kind {
    pub const PURCHASE: usize = 0;
    pub const REPAYMENT: usize = 1;
    pub const PRODUCT_VIEW: usize = 2;
    pub const SEARCH: usize = 3;
    pub const LOGIN: usize = 4;
    pub const APPLICATION_START: usize = 5;
    pub const APPLICATION_SUBMIT: usize = 6;
    pub const TOUCH: usize = 7;
    pub const REFERRAL_JOIN: usize = 8;
    pub const SURVEY_ANSWER: usize = 9;
    pub const COMPLAINT: usize = 10;
    pub const OPERATING_REPORT: usize = 11;
    pub const ENTERPRISE_SIGNAL: usize = 12;
    pub const SETTLEMENT: usize = 13;
    pub const PROJECT_MILESTONE: usize = 14;
    pub const CONTENT_READ: usize = 15;
}

/// What the engine itself records of suggestions that were shown: no behaviour that comes from outside.
const FEEDBACK: &str = "suggestion";

/// Most fields that a kind has.
pub const MOST_FIELDS: usize = 5;

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When, ms since the epoch.
    pub at: i64,
    /// Index into [`KINDS`].
    pub kind: usize,
    /// Values of its fields, as many as the kind has.
    pub values: [Value; MOST_FIELDS],
}

impl Event {
    /// An event of a kind with the values of its fields.
    #[must_use]
    pub fn new(at: i64, kind: usize, fields: &[Value]) -> Event {
        let mut values = [Value::Int(0); MOST_FIELDS];
        for (to, from) in values.iter_mut().zip(fields) {
            *to = *from;
        }
        Event { at, kind, values }
    }
}

/// A product of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Id.
    pub id: String,
    /// Kind, such as `loan`.
    pub kind: String,
}

/// What a policy takes of all that.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Facts of the population.
    pub facts: &'static [Name],
    /// Which of them are written.
    pub with_fact: Vec<bool>,
    /// Which kinds are written.
    pub with_kind: Vec<bool>,
    /// Which of a kind's fields are written.
    pub with_field: Vec<Vec<bool>>,
    /// What customers look at and apply for.
    pub products: Vec<Product>,
    /// Facts and events of the policy that are not generated: not known, or of another type.
    pub left_out: Vec<String>,
}

impl Vocabulary {
    /// What a policy takes: names that are known here and whose types hold everything that is generated.
    #[must_use]
    pub fn of(engine: &Engine, enterprise: bool) -> Vocabulary {
        let program = engine.program();
        let facts = if enterprise { ENTERPRISE } else { RETAIL };
        let (mut left_out, mut with_fact) = (Vec::new(), vec![false; facts.len()]);
        for slot in program.slots.iter().take(usize::from(program.profile)) {
            let name = engine.text(slot.name);
            let list = matches!(slot.source, Source::ProfileList(_));
            let fits = |known: &Name| {
                known.name == name && holds(engine, &slot.ty, list, slot.range, known.form)
            };
            match facts.iter().position(fits).and_then(|index| with_fact.get_mut(index)) {
                Some(with) => *with = true,
                None => left_out.push(name.to_owned()),
            }
        }
        let mut with_kind = vec![false; KINDS.len()];
        let mut with_field: Vec<Vec<bool>> =
            KINDS.iter().map(|kind| vec![false; kind.fields.len()]).collect();
        for kind in &program.kinds {
            let name = engine.text(kind.name);
            if name == FEEDBACK {
                continue;
            }
            let Some(index) = KINDS.iter().position(|known| known.name == name) else {
                left_out.push(format!("{name}()"));
                continue;
            };
            let (Some(known), Some(with)) = (KINDS.get(index), with_field.get_mut(index)) else {
                continue;
            };
            if let Some(is) = with_kind.get_mut(index) {
                *is = true;
            }
            for field in &kind.fields {
                let of = engine.text(field.name);
                let fits = |known: &Name| {
                    known.name == of && holds(engine, &field.ty, false, None, known.form)
                };
                match known.fields.iter().position(fits).and_then(|field| with.get_mut(field)) {
                    Some(with) => *with = true,
                    None => left_out.push(format!("{name}.{of}")),
                }
            }
        }
        let products = program.products.iter().filter(|product| product.bundle.is_empty());
        let text = |id: StrId| engine.text(id).to_owned();
        let products = products
            .map(|product| Product { id: text(product.id), kind: text(product.kind) })
            .collect();
        Vocabulary { facts, with_fact, with_kind, with_field, products, left_out }
    }

    /// Whether the policy is of enterprises: it reads more of their facts and events than of a person's.
    #[must_use]
    pub fn enterprise(engine: &Engine) -> bool {
        let program = engine.program();
        let names: Vec<&str> = program
            .slots
            .iter()
            .take(usize::from(program.profile))
            .map(|slot| engine.text(slot.name))
            .collect();
        let of = |facts: &[Name]| facts.iter().filter(|fact| names.contains(&fact.name)).count();
        of(ENTERPRISE) > of(RETAIL)
    }

    /// Indexes of the products of some kinds.
    #[must_use]
    pub fn products_of(&self, kinds: &[&str]) -> Vec<usize> {
        let of = |(index, product): (usize, &Product)| {
            kinds.contains(&product.kind.as_str()).then_some(index)
        };
        self.products.iter().enumerate().filter_map(of).collect()
    }
}

/// Whether a type holds every value of a form.
fn holds(engine: &Engine, ty: &Type, list: bool, range: Option<(i64, i64)>, form: Form) -> bool {
    let words = |all: &[&str]| match ty {
        Type::Category => true,
        Type::Enum { values, .. } => {
            all.iter().all(|word| values.iter().any(|&value| engine.text(value) == *word))
        }
        _ => false,
    };
    let within = |low: i64, high: i64, scale: i64| {
        range.is_none_or(|(least, most)| {
            low.saturating_mul(scale) >= least && high.saturating_mul(scale) <= most
        })
    };
    match form {
        Form::Words(all) => list && words(all),
        _ if list => false,
        Form::Bool => *ty == Type::Bool,
        Form::Int(low, high) => match ty {
            Type::Int | Type::Number => within(low, high, 1),
            Type::Decimal { scale } => within(low, high, 10_i64.pow(u32::from(*scale))),
            _ => false,
        },
        Form::Cents(low, high) => match ty {
            Type::Number => range.is_none(),
            Type::Decimal { scale: scale @ 2.. } => {
                within(low, high, 10_i64.pow(u32::from(*scale) - 2))
            }
            _ => false,
        },
        Form::Word(all) => words(all),
        Form::Product => match ty {
            Type::Category => true,
            Type::Enum { values, .. } => products(engine.program()).all(|id| values.contains(&id)),
            _ => false,
        },
        Form::Loan => matches!(ty, Type::Id | Type::Category),
        Form::Date => *ty == Type::Date,
        Form::Text => matches!(ty, Type::Topic { .. } | Type::Category),
    }
}

fn products(program: &Program) -> impl Iterator<Item = StrId> {
    program.products.iter().filter(|product| product.bundle.is_empty()).map(|product| product.id)
}
