//! The compiled policy: flat, immutable tables indexed by number.
//!
//! Everything a name can mean was resolved when the pack was made: facts are [`Slot`]s, strings are
//! [`StrId`]s, localised texts are [`TextId`]s, expressions are runs of [`Op`]s for a small stack
//! machine without jumps, conditions are trees of [`Node`]s. A [`Program`] that passed
//! the check on loading holds no index out of range.

use serde::{Deserialize, Serialize};

use crate::model::value::{Slot, StrId, TextId, Type, Value};

/// Index into [`Program::exprs`].
pub type ExprId = u16;
/// Index into [`Program::nodes`].
pub type NodeId = u16;
/// Index into [`Program::kinds`].
pub type KindId = u16;
/// Index of a field within its event kind.
pub type FieldId = u8;

/// A compiled policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Identity and validity.
    pub info: Info,
    /// All strings.
    pub strings: Vec<String>,
    /// Localised texts: `texts[text * locales + locale]` is a string id.
    pub texts: Vec<StrId>,
    /// Offsets of local time from UTC.
    pub zone: Vec<Offset>,
    /// Purposes of processing.
    pub purposes: Vec<Purpose>,
    /// Every fact: profile facts first, then features, then results of stages.
    pub slots: Vec<SlotInfo>,
    /// How many of the slots, from the first, are profile facts.
    pub profile: Slot,
    /// What the pack keeps of behaviour.
    pub kinds: Vec<Kind>,
    /// Features in an order in which each reads only earlier ones: feature `i` fills slot `profile + i`.
    pub features: Vec<Feature>,
    /// Constants of expressions and comparisons.
    pub consts: Vec<Value>,
    /// Members of `in` lists, each list sorted by the compiler's order.
    pub sets: Vec<Vec<Value>>,
    /// Instructions of all expressions.
    pub code: Vec<Op>,
    /// Expressions: runs of `code`.
    pub exprs: Vec<Expr>,
    /// Conditions: trees; children stand next to each other, behind their parent.
    pub nodes: Vec<Node>,
    /// Tags, in document order.
    pub tags: Vec<Tag>,
    /// Scores, in an order in which each reads only earlier ones.
    pub scores: Vec<Score>,
    /// Tier tables.
    pub tiers: Vec<Tier>,
    /// Early warnings.
    pub warnings: Vec<Warning>,
    /// Products and other offers.
    pub products: Vec<Product>,
    /// The list that uses nothing about the customer: indexes into `products`.
    pub general: Vec<u16>,
    /// Contact policy.
    pub contact: Contact,
    /// Ranking formula; it may read [`Op::Product`] numbers.
    pub ranking: Option<ExprId>,
    /// Other vocabularies in which events may come.
    pub adapters: Vec<Adapter>,
}

/// A vocabulary of events that is not the policy's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adapter {
    /// Id, such as `sensors` or `ga4`.
    pub id: StrId,
    /// Its events.
    pub events: Vec<AdaptedEvent>,
}

/// An event of another vocabulary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdaptedEvent {
    /// Its name there.
    pub from: StrId,
    /// Its kind here.
    pub kind: KindId,
    /// Fields that have another name there; the others have the same.
    pub fields: Vec<(StrId, FieldId)>,
}

/// Identity and validity of a policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Policy id.
    pub id: StrId,
    /// Policy version, semver.
    pub version: StrId,
    /// Locales of the texts, BCP 47; the first is the fallback.
    pub locales: Vec<StrId>,
    /// Not valid before, ms since the epoch.
    pub not_before: Option<i64>,
    /// Not valid from then on, ms since the epoch.
    pub expires: Option<i64>,
}

/// From `from` on (ms since the epoch), local time is UTC plus `offset` ms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offset {
    /// First millisecond; the first entry also holds for all time before it.
    pub from: i64,
    /// Offset in milliseconds, east positive.
    pub offset: i32,
}

/// A purpose of processing and its legal basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Purpose {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Whether the customer must have granted it.
    pub needs_consent: bool,
}

/// What a slot holds and how to speak of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlotInfo {
    /// Name in expressions, such as `age`, `tags.hnw`, `scores.risk`, `tiers.retail`.
    pub name: StrId,
    /// Label for people.
    pub label: TextId,
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Where the value comes from.
    pub source: Source,
    /// Closed range of an input: scaled like the value for decimals.
    pub range: Option<(i64, i64)>,
}

/// Where a slot's value comes from. The number is the index in that table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Supplied by the page.
    Profile,
    /// A feature of behaviour.
    Feature(u16),
    /// Whether a tag is given.
    Tag(u16),
    /// A score's value.
    Score(u16),
    /// A score's band, an enum.
    Band(u16),
    /// A tier's level, an enum.
    Tier(u16),
}

/// An event kind and the fields of it that are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Name.
    pub name: StrId,
    /// Label for people.
    pub label: TextId,
    /// Kept fields.
    pub fields: Vec<Field>,
    /// Events that agree in these fields are one: the newer replaces the older. Empty: none do.
    pub dedupe: Vec<FieldId>,
    /// How long an event is kept and counted, ms.
    pub retain: Option<i64>,
    /// At most so many are kept; when there are more, the oldest quarter goes.
    pub cap: u32,
    /// `where` filters of this kind's features; a feature names them by index.
    pub filters: Vec<ExprId>,
}

/// A field of an event kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Name.
    pub name: StrId,
    /// Type.
    #[serde(rename = "type")]
    pub ty: Type,
}

/// A named feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Where the value goes.
    pub slot: Slot,
    /// How it is computed.
    pub verb: Verb,
}

/// How a feature is computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verb {
    /// From events of one kind.
    Events {
        /// The kind.
        kind: KindId,
        /// Which moments count.
        window: Window,
        /// Index into the kind's filters.
        filter: Option<u16>,
        /// One value per value of this key, joined by the way to take one.
        by: Option<(Key, Take)>,
        /// What is made of the events.
        of: Aggregate,
    },
    /// From facts and other features.
    Expr(ExprId),
}

/// What events are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// A field's value.
    Field(FieldId),
    /// The local day.
    Day,
}

/// Which moments count, at the time `now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Window {
    /// All that is kept.
    All,
    /// `(now − length − shift, now − shift]`, ms.
    Sliding {
        /// Length of the window.
        length: i64,
        /// How far back it ends.
        shift: i64,
    },
    /// The local day, `back` days before today's.
    Day {
        /// Days back.
        back: u16,
    },
    /// The local calendar month, `back` months before this one.
    Month {
        /// Months back.
        back: u16,
    },
}

/// How the values of groups become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Take {
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// That of the group with the earliest first event.
    First,
    /// That of the group with the latest last event.
    Last,
}

/// What is made of the events in a window that match the filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Aggregate {
    /// How many.
    Count,
    /// Whether any.
    Exists,
    /// Exact sum of a field.
    Sum(FieldId),
    /// Mean of a field, a number.
    Mean(FieldId),
    /// Smallest value of a field.
    Min(FieldId),
    /// Largest value of a field.
    Max(FieldId),
    /// Sample standard deviation of a field.
    Stddev(FieldId),
    /// How many different values of a field.
    Distinct(FieldId),
    /// How many local days have an event.
    ActiveDays,
    /// Value of a field of the first event.
    First(FieldId),
    /// Value of a field of the last event.
    Last(FieldId),
    /// Time since the first event, in units of so many ms.
    SinceFirst(i64),
    /// Time since the last event, in units of so many ms.
    SinceLast(i64),
    /// Time between the last two events, in units of so many ms.
    Gap {
        /// Milliseconds of the unit.
        unit: i64,
        /// Between the last two different moments.
        distinct_times: bool,
    },
    /// Part of the window's events, filtered or not, that match this further filter.
    Share(u16),
    /// Least-squares slope over equal buckets, the oldest at x = 0.
    Slope {
        /// Length of a bucket, ms.
        bucket: i64,
        /// How many.
        buckets: u16,
        /// Sums of this field; without it, counts.
        field: Option<FieldId>,
    },
    /// The last value against mean and standard deviation of the earlier ones.
    Zscore(FieldId),
    /// Part of the events in these local hours; a bit per hour.
    HourShare(u32),
    /// Part of the events on these local weekdays; a bit per day, Monday the lowest.
    WeekdayShare(u8),
    /// The local hour with the most events; the earliest of equals.
    ModeHour,
    /// Sum of weights that halve every so many ms; of a field's values, or of ones.
    Decay {
        /// Half-life, ms.
        half_life: i64,
        /// Weighted values; without it, ones.
        field: Option<FieldId>,
    },
    /// Runs of events that match a further filter, ordered by fields.
    Consecutive {
        /// Which events make a run longer; the others end it.
        matching: u16,
        /// Order of the events; empty: by time.
        order: Vec<FieldId>,
        /// What to tell of the runs.
        run: Run,
    },
    /// Minimal occurrences of an ordered series of events, each within a span.
    Sequence {
        /// Kind and filter of each step. The first step's kind is the feature's own.
        steps: Vec<Step>,
        /// Longest span from first to last step, ms.
        within: Option<i64>,
    },
    /// The furthest step that was reached in order.
    Funnel {
        /// Kind and filter of each step, and the field of that kind that holds the group's key.
        steps: Vec<Step>,
        /// Longest span from first to last step, ms.
        within: Option<i64>,
    },
}

/// One step of a sequence or funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Event kind.
    pub kind: KindId,
    /// Index into that kind's filters.
    pub filter: Option<u16>,
    /// The field of that kind that holds the group's key.
    pub key: Option<FieldId>,
}

/// What to tell of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Run {
    /// Length of the run at the end.
    Current,
    /// Length of the longest run.
    Longest,
    /// How many runs are at least this long.
    Count(u32),
}

/// A run of [`Program::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expr {
    /// First instruction.
    pub start: u32,
    /// Number of instructions.
    pub len: u32,
}

/// An instruction of the stack machine. Every instruction is total: an operand that is unknown or of
/// a wrong type, an overflow and a division by zero give [`Value::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// Push a slot.
    Slot(Slot),
    /// Push a field of the event at hand.
    Field(FieldId),
    /// Push a number of the product at hand.
    Product(ProductNumber),
    /// Push a constant.
    Const(u16),
    /// Three-valued negation.
    Not,
    /// Three-valued and.
    And,
    /// Three-valued or.
    Or,
    /// `c ? a : b`, pushed in the order c, a, b; unknown when c is.
    Select,
    /// Compare two values of one type.
    Compare(Test),
    /// Whether the value is a member of a set.
    In(u16),
    /// Whether the value is known; never unknown itself.
    Known,
    /// Addition; whole numbers are checked.
    Add,
    /// Subtraction; whole numbers are checked.
    Sub,
    /// Multiplication; whole numbers are checked.
    Mul,
    /// Division; of whole numbers it truncates, as in CEL.
    Div,
    /// Remainder with the sign of the dividend, as in CEL.
    Rem,
    /// Negation; whole numbers are checked.
    Neg,
    /// A whole number or a decimal of this scale as a double.
    ToNumber(u8),
    /// Multiply a scaled integer by ten to this power; checked.
    ScaleUp(u8),
    /// A double as a whole number, towards zero; unknown outside ±2^63.
    ToInt,
    /// The smaller of two values of one type.
    Min,
    /// The larger of two values of one type.
    Max,
    /// Absolute value.
    Abs,
    /// Push local-time part of `now`.
    Now(NowPart),
}

/// A part of `now` in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NowPart {
    /// Hour, 0 to 23.
    Hour,
    /// Weekday, Monday is 1, Sunday is 7.
    Weekday,
    /// Day of the month, 1 to 31.
    Day,
    /// Month, 1 to 12.
    Month,
    /// Year.
    Year,
    /// Days since 1970-01-01: a [`Type::Date`].
    Date,
}

/// A number of the product at hand, for the ranking formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProductNumber {
    /// The product's `value`.
    Value,
    /// The product's `intent`: its interest expression.
    Intent,
    /// The boost that the customer's tiers give it.
    TierBoost,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// A node of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it means.
    pub op: NodeOp,
    /// Id in the document, if it has one.
    pub id: Option<StrId>,
    /// Label for people, if it has one.
    pub label: Option<TextId>,
}

/// What a condition's node means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum NodeOp {
    /// All of the children hold.
    All(NodeId, u16),
    /// Any of the children holds.
    Any(NodeId, u16),
    /// The child does not hold.
    Not(NodeId),
    /// A fact against a constant.
    Compare {
        /// The fact.
        slot: Slot,
        /// The comparison.
        test: Test,
        /// Index into `consts`.
        against: u16,
    },
    /// A fact in a set.
    In {
        /// The fact.
        slot: Slot,
        /// Index into `sets`.
        set: u16,
    },
    /// A fact is known.
    Known(Slot),
    /// Any other expression of type bool.
    Expr(ExprId),
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Sentence for the customer; `{fact}` places were replaced by `{0}`, `{1}`, … with `args`.
    pub message: Option<Message>,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// How long it is kept without the condition holding, ms; none: not at all.
    pub ttl: Option<i64>,
    /// Whether the customer sees it.
    pub user_visible: bool,
    /// Whether an unknown condition counts as met.
    pub on_unknown: bool,
    /// When it is given.
    pub when: NodeId,
    /// Where its truth goes.
    pub slot: Slot,
}

/// A sentence with places for facts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The text with `{0}`, `{1}`, ….
    pub text: TextId,
    /// The facts.
    pub args: Vec<Slot>,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Where the value goes.
    pub slot: Slot,
    /// Where the band goes, if there are bands.
    pub band_slot: Option<Slot>,
    /// How the value comes about.
    pub model: Model,
    /// Bands by ascending lower bound; the first's bound is −∞.
    pub bands: Vec<Band>,
    /// Probability from the value, if the policy gives one.
    pub probability: Option<Probability>,
}

/// How a score comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Model {
    /// PMML 4.4 scorecard.
    Scorecard(Scorecard),
    /// An ensemble of decision trees.
    Trees(Trees),
    /// A logistic regression.
    Linear(Linear),
}

/// An ensemble of decision trees, with the exact rules of the library it was trained with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trees {
    /// Whose rules.
    pub rules: TreeRules,
    /// What the trees read, by the model's own numbering.
    pub inputs: Vec<ModelInput>,
    /// Root of each tree, in the order of summation.
    pub roots: Vec<Child>,
    /// Splits of all trees.
    pub splits: Vec<Split>,
    /// Leaves of all trees.
    pub leaves: Vec<Leaf>,
    /// Sets of category codes, as bits.
    pub sets: Vec<Vec<u32>>,
    /// What the sum starts with: the raw margin of no tree.
    pub base: f64,
    /// Whether the probability is the logistic function of the margin times this factor.
    pub sigmoid: Option<f64>,
}

/// Whose rules a tree ensemble follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TreeRules {
    /// LightGBM: doubles throughout, `x <= threshold` goes left, a category in the set goes left.
    LightGbm,
    /// XGBoost: inputs and sums in single precision, `x < threshold` goes left, a category in the
    /// set goes right.
    XgBoost,
}

/// A model's input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelInput {
    /// The fact.
    pub slot: Slot,
    /// Strings of the category codes 0, 1, …; empty for a number.
    pub categories: Vec<StrId>,
    /// Whether these strings are the library's own codes, whole numbers: of another number the
    /// library reads the integer part.
    pub codes: bool,
}

/// A child of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Child {
    /// Index into the splits; behind the parent's.
    Split(u32),
    /// Index into the leaves.
    Leaf(u32),
}

/// A split of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Index into the inputs.
    pub input: u16,
    /// How it decides.
    pub by: SplitBy,
    /// Where it goes when the test says left.
    pub left: Child,
    /// Where it goes otherwise.
    pub right: Child,
    /// Training weight that passed it, for explanations.
    pub cover: f64,
}

/// How a split decides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum SplitBy {
    /// A number against a threshold.
    Threshold {
        /// The threshold; of single precision under XGBoost's rules.
        at: f64,
        /// What a missing value does.
        missing: Missing,
    },
    /// A category code in a set.
    Set {
        /// Index into the sets.
        set: u32,
        /// Whether a missing value goes left.
        missing_left: bool,
    },
}

/// What a missing number does at a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// It counts as zero.
    Zero,
    /// It goes left.
    Left,
    /// It goes right.
    Right,
    /// It, and zero, go left.
    ZeroLeft,
    /// It, and zero, go right.
    ZeroRight,
}

/// A leaf of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaf {
    /// What it adds.
    pub value: f64,
    /// Training weight that reached it, for explanations.
    pub cover: f64,
}

/// A logistic regression: the margin is the intercept plus all terms, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    /// The margin of no term.
    pub intercept: f64,
    /// The terms.
    pub terms: Vec<Term>,
}

/// A term of a linear model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// The fact.
    pub slot: Slot,
    /// What the coefficient multiplies.
    pub of: TermOf,
    /// The coefficient.
    pub coefficient: f64,
}

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum TermOf {
    /// `(x − mean) / scale`.
    Number {
        /// Taken for a missing value; none: the score is unknown then.
        missing: Option<f64>,
        /// Subtracted.
        mean: f64,
        /// Divided by; not zero.
        scale: f64,
    },
    /// One when the fact is missing, else zero.
    IsMissing,
    /// One when the fact is this value, else zero.
    Is(Value),
}

/// A scorecard with PMML 4.4 semantics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Initial score.
    pub initial: f64,
    /// Direction of reason codes; none: no reason codes.
    pub reasons: Option<ReasonMethod>,
    /// At most so many reason codes are told.
    pub max_reasons: u8,
    /// Characteristics in document order.
    pub characteristics: Vec<Characteristic>,
}

/// PMML `reasonCodeAlgorithm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonMethod {
    /// Baseline minus partial score.
    PointsBelow,
    /// Partial score minus baseline.
    PointsAbove,
}

/// A characteristic of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Characteristic {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// The fact it reads.
    pub slot: Slot,
    /// Baseline score.
    pub baseline: f64,
    /// Reason code of attributes that have none: index into [`Program::strings`], and its text.
    pub reason: Option<(StrId, TextId)>,
    /// Attributes: the first that is true counts.
    pub attributes: Vec<Attribute>,
}

/// An attribute (bin) of a characteristic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// When it is true.
    pub when: Bin,
    /// Partial score.
    pub points: Partial,
    /// Reason code of its own, and its text.
    pub reason: Option<(StrId, TextId)>,
}

/// A partial score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Partial {
    /// Points.
    Points(f64),
    /// PMML `ComplexPartialScore`: an expression over facts, of type number.
    Expr(ExprId),
    /// None: the score cannot be told, as for a value that PMML calls invalid.
    Unknown,
}

/// When an attribute is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Bin {
    /// `lo <= x < hi`; an absent bound is infinite.
    Range {
        /// Lower bound, included.
        lo: Option<f64>,
        /// Upper bound, not included.
        hi: Option<f64>,
    },
    /// Equal to one of these numbers.
    Numbers(Vec<f64>),
    /// Equal to one of these symbols or booleans.
    Values(Vec<Value>),
    /// The fact is unknown.
    Missing,
    /// The fact is known.
    Otherwise,
    /// A condition over any facts.
    When(NodeId),
}

/// A band of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Lower bound, included.
    pub from: f64,
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
}

/// Probability `1 / (1 + exp(a + b·value))`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probability {
    /// Constant.
    pub a: f64,
    /// Factor of the value.
    pub b: f64,
}

/// A tier table: DMN hit policy FIRST with a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Where the level goes.
    pub slot: Slot,
    /// Levels, the highest first.
    pub levels: Vec<Level>,
    /// Rows; the first whose condition holds decides.
    pub rows: Vec<TierRow>,
    /// How long a level is kept before it may fall, ms.
    pub min_dwell: i64,
}

/// A level of a tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// Service strategy: ids of entitlements.
    pub entitlements: Vec<StrId>,
    /// Added to the ranking of offers.
    pub boost: f64,
}

/// A row of a tier table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TierRow {
    /// Index into the levels.
    pub to: u8,
    /// Enter condition; none: the default row.
    pub when: Option<NodeId>,
    /// The same with its thresholds eased by the margin: enough to stay. None: as `when`.
    pub stay: Option<NodeId>,
}

/// An early warning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// Id.
    pub id: StrId,
    /// What the customer reads.
    pub message: Message,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// How serious.
    pub severity: Severity,
    /// When it is raised.
    pub when: NodeId,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// Not raised again so soon after it was resolved, ms.
    pub cooldown: i64,
}

/// How serious a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Severity {
    /// To know.
    Notice,
    /// To mind.
    Caution,
    /// To act on.
    High,
}

/// What a warning asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Id of what to do.
    pub act: StrId,
    /// By which channels.
    pub channels: Vec<StrId>,
    /// Which playbook.
    pub playbook: Option<StrId>,
}

/// A product, a content or a service that can be suggested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Id.
    pub id: StrId,
    /// Label for people.
    pub label: TextId,
    /// What the customer reads.
    pub message: Message,
    /// What the general list says of it, with no facts in it.
    pub general_message: TextId,
    /// Index into `purposes`.
    pub purpose: Option<u16>,
    /// Kind, such as `loan`.
    pub kind: StrId,
    /// Family, such as `consumer_loan`.
    pub family: Option<StrId>,
    /// May the customer have it at all?
    pub eligibility: Option<NodeId>,
    /// Is it for this customer, now?
    pub applicability: Option<NodeId>,
    /// Risk rating R1 to R5 of an investment: at most the customer's C1 to C5.
    pub suitability: Option<Suitability>,
    /// Channels, the preferred first.
    pub channels: Vec<StrId>,
    /// Ids of disclosures that must stand beside it.
    pub disclosures: Vec<StrId>,
    /// For the ranking formula.
    pub value: f64,
    /// For the ranking formula: an expression of type number.
    pub intent: Option<ExprId>,
}

/// The suitability gate of an investment product.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suitability {
    /// Risk rating, 1 to 5.
    pub rating: u8,
    /// The fact that holds the customer's risk tolerance: an ordered enum of five.
    pub tolerance: Slot,
    /// The fact that holds the date from which the assessment no longer counts.
    pub expires: Option<Slot>,
}

/// When and how often the customer may be spoken to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Local quiet time, from and to in minutes of the day; may cross midnight.
    pub quiet: Option<(u16, u16)>,
    /// Caps.
    pub caps: Vec<Cap>,
    /// Not again so soon after a dismissal, ms.
    pub cooldown: i64,
    /// How long a suggestion's time window is, ms.
    pub window: i64,
}

/// At most so many showings in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// Of what.
    pub scope: CapScope,
    /// How many.
    pub max: u32,
    /// In how long, ms.
    pub per: i64,
}

/// What a cap counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CapScope {
    /// Showings of one product.
    Product,
    /// Showings by one channel.
    Channel,
    /// All showings.
    All,
}
