//! Who a person is, and what happens to them: age, occupation, income, assets, a move, a child, another job, none.

use super::calendar::{Day, payday};
use super::draw::{Draw, number, whole};
use super::vocabulary::{RETAIL, Value, word};

/// What a person lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupation {
    /// Employed.
    Salaried,
    /// Works on their own account.
    SelfEmployed,
    /// Owns a business.
    Owner,
    /// Studies.
    Student,
    /// Has retired.
    Retired,
    /// None of these.
    Other,
}

use Occupation::{Other, Owner, Retired, Salaried, SelfEmployed, Student};

/// Ages: first, last, weight of 1,000. After the adults of the Seventh National Population Census (2020), with the
/// young more and the old less often, as among users of mobile banking (China Internet Network Information Center).
pub const AGES: [(i64, i64, u32); 6] =
    [(18, 24, 130), (25, 34, 270), (35, 44, 240), (45, 54, 190), (55, 64, 110), (65, 80, 60)];
/// Occupations by age band, weights of 100; the order is that of [`OCCUPATIONS`].
pub const WORK: [[u32; 6]; 6] = [
    [42, 8, 2, 42, 0, 6],
    [74, 13, 6, 2, 0, 5],
    [70, 15, 10, 0, 0, 5],
    [62, 18, 11, 0, 3, 6],
    [32, 12, 7, 0, 43, 6],
    [3, 4, 2, 0, 88, 3],
];
/// Occupations, their names, the median of the monthly income in yuan and the deviation of its logarithm.
pub const OCCUPATIONS: [(Occupation, &str, f64, f64); 6] = [
    (Salaried, "salaried", 8_000.0, 0.55),
    (SelfEmployed, "self_employed", 7_000.0, 0.70),
    (Owner, "business_owner", 16_000.0, 0.85),
    (Student, "student", 1_500.0, 0.40),
    (Retired, "retired", 3_600.0, 0.50),
    (Other, "other", 4_000.0, 0.60),
];
/// Days of the month on which pay comes, and how often: set by hand.
pub const PAYDAYS: [(i64, u32); 7] =
    [(5, 15), (8, 5), (10, 25), (15, 25), (20, 10), (25, 12), (28, 8)];

/// What happens within the period, each at most once: the index of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turns {
    /// Moved house.
    pub moved: Option<usize>,
    /// Had a child.
    pub child: Option<usize>,
    /// Took another job.
    pub changed: Option<usize>,
    /// Lost the job.
    pub lost: Option<usize>,
}

/// A person.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// Years.
    pub age: i64,
    /// What they live on.
    pub occupation: Occupation,
    /// Monthly income at the beginning, yuan.
    pub income: f64,
    /// The same at the end.
    pub income_now: f64,
    /// Assets with the bank, yuan.
    pub assets: f64,
    /// Whether the home is theirs.
    pub owns_home: bool,
    /// Years in the present job, at the end.
    pub tenure: f64,
    /// How they bear risk, 0 to 4.
    pub appetite: usize,
    /// What happened.
    pub turns: Turns,
    /// Indexes of the days on which pay came.
    pub paydays: Vec<usize>,
    /// The first and the last day as an active customer.
    pub active: (usize, usize),
    /// Day of the month on which pay is due.
    pub due: i64,
    assessed: Option<i64>,
    birthday: i64,
    family: i64,
    merchant: bool,
    level: usize,
}

impl Life {
    /// Draws a person.
    #[must_use]
    pub fn draw(days: &[Day], draw: &mut Draw) -> Life {
        let band = draw.pick(&AGES.map(|(.., weight)| weight));
        let (first, last, _) = AGES.get(band).copied().unwrap_or((35, 44, 1));
        let age = draw.between(first, last);
        let work = WORK.get(band).map_or(0, |weights| draw.pick(weights));
        let (occupation, _, median, sigma) =
            OCCUPATIONS.get(work).copied().unwrap_or((Other, "other", 4_000.0, 0.6));
        // Earnings by age rise and fall around 45 (Mincer 1974).
        let bent =
            if matches!(occupation, Retired | Student) { 0.0 } else { number((age - 45).pow(2)) };
        let income = draw.lognormal(median, sigma) * libm::exp(-0.0006 * bent);
        let turns = Turns::draw(days.len(), age, occupation, draw);
        let (after_change, after_loss) = (draw.lognormal(1.08, 0.20), 0.30);
        let mut income_now = if turns.changed.is_some() { income * after_change } else { income };
        if turns.lost.is_some() {
            income_now *= after_loss;
        }
        // Months of income that are saved: more with age. The spread is wide, as wealth is.
        let assets = income * draw.lognormal(0.5 + 0.18 * number(age - 18), 1.35);
        let owns_home = draw.chance(
            0.10 + 0.017 * number(age - 18).min(35.0) + if income > 12_000.0 { 0.12 } else { 0.0 },
        );
        let mut tenure = draw.exponential() * (1.0 + 0.14 * number(age - 18));
        if let Some(day) = turns.changed {
            tenure = number(whole((days.len() - day) as f64, 0, 10_000)) / 365.25;
        }
        let appetite = draw.pick(&if age >= 55 { [35, 35, 22, 6, 2] } else { [12, 27, 36, 18, 7] });
        let due =
            PAYDAYS.get(draw.pick(&PAYDAYS.map(|(_, weight)| weight))).map_or(15, |(day, _)| *day);
        // The customers of a bank come and go (Schmittlein, Morrison and Colombo 1987): 12 % come and 8 % leave in a year.
        let years = number(whole(days.len() as f64, 0, 10_000)) / 365.25;
        let begin = if draw.chance((0.12 * years).min(0.5)) { index(draw, days.len()) } else { 0 };
        let end = if draw.chance((0.08 * years).min(0.5)) {
            begin + index(draw, days.len() - begin)
        } else {
            days.len()
        };
        let birthday = draw.between(0, 364);
        let (_, month, of_month) = silhouette::model::time::civil(birthday); // a day of 1970, which is no leap year
        let assessed = draw.chance(0.55).then(|| draw.between(-60, 365));
        let family = (draw.poisson(0.5) + i64::from(turns.child.is_some())).min(8);
        let merchant = matches!(occupation, Owner | SelfEmployed) && draw.chance(0.5);
        let level = match assets {
            _ if assets >= 1_000_000.0 => 3,
            _ if assets >= 200_000.0 => 2,
            _ if draw.chance(0.6) => 1,
            _ => 0,
        };
        let paydays = if matches!(occupation, Student | SelfEmployed | Other) {
            Vec::new()
        } else {
            pay(days, due)
        };
        Life {
            age,
            occupation,
            income,
            income_now,
            assets,
            owns_home,
            tenure,
            appetite,
            turns,
            paydays,
            active: (begin, end),
            due,
            assessed: assessed.zip(days.last()).map(|(left, day)| day.number + 1 + left),
            birthday: month * 100 + of_month,
            family,
            merchant,
            level,
        }
    }

    /// How much is spent on a day, against the time before anything happened.
    #[must_use]
    pub fn mood(&self, day: usize) -> f64 {
        let since = |turn: Option<usize>| turn.and_then(|at| day.checked_sub(at));
        let mut mood = 1.0;
        if since(self.turns.moved).is_some_and(|days| days < 60) {
            mood *= 1.35; // a home is furnished
        }
        if since(self.turns.child).is_some() {
            mood *= 1.15;
        }
        if since(self.turns.lost).is_some() {
            mood *= 0.60;
        }
        mood
    }

    /// A fact about the person; none: not one of these, or there is none.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Value> {
        let word = |index: usize| word(RETAIL, name, index);
        match name {
            "age" => Some(Value::Int(self.age)),
            "income_month" => {
                Some(Value::Cents(1_000 * whole(self.income_now / 10.0, 0, 1_000_000_000)))
            }
            "aum_band" => {
                let band = [50_000.0, 500_000.0, 6_000_000.0]
                    .iter()
                    .filter(|from| self.assets >= **from)
                    .count();
                word(band)
            }
            "occupation" => OCCUPATIONS
                .iter()
                .find(|one| one.0 == self.occupation)
                .map(|one| Value::Word(one.1)),
            "birthday_md" => Some(Value::Int(self.birthday)),
            "member_level" => word(self.level),
            "member_limit" => (self.level >= 2)
                .then(|| Value::Cents(100_000 * whole(self.income_now * 6.0 / 1_000.0, 10, 500))),
            "family_accounts" => Some(Value::Int(self.family)),
            "merchant" => Some(Value::Bool(self.merchant)),
            "risk_profile" => self.assessed.and(word(self.appetite)),
            "risk_profile_expires" => self.assessed.map(Value::Date),
            "housing" => {
                let own = self.owns_home || (self.turns.moved.is_some() && self.age >= 30);
                word(if own {
                    1
                } else if self.age < 24 {
                    2
                } else {
                    0
                })
            }
            _ => None,
        }
    }
}

impl Turns {
    fn draw(days: usize, age: i64, occupation: Occupation, draw: &mut Draw) -> Turns {
        let years = number(whole(days as f64, 0, 10_000)) / 365.25;
        let works = matches!(occupation, Salaried | Owner | SelfEmployed);
        let mut turn =
            |a_year: f64| draw.chance(1.0 - libm::exp(-a_year * years)).then(|| index(draw, days));
        Turns {
            moved: turn(if age < 40 { 0.10 } else { 0.04 }),
            child: turn(if (24..40).contains(&age) { 0.05 } else { 0.0 }),
            changed: turn(if occupation != Salaried {
                0.0
            } else if age < 45 {
                0.14
            } else {
                0.06
            }),
            lost: turn(if works { 0.03 } else { 0.0 }),
        }
    }
}

/// How often a fact is not known to the page, though there is one: set by hand.
#[must_use]
pub fn absence(name: &str) -> f64 {
    match name {
        "income_month" | "revenue_growth" | "profit_margin" => 0.15,
        "aum_band" | "member_level" | "external_credit" => 0.05,
        "housing"
        | "property"
        | "job"
        | "employment_band"
        | "other_installment_plans"
        | "debt_ratio" => 0.20,
        "occupation" | "savings_band" | "checking_status" | "tax_grade" | "carbon_cut" => 0.10,
        _ => 0.0,
    }
}

/// Indexes of the days on which pay comes.
fn pay(days: &[Day], due: i64) -> Vec<usize> {
    let Some(first) = days.first() else { return Vec::new() };
    let mut paid = Vec::new();
    let mut month = (0, 0);
    for day in days {
        if (day.year, day.month) != month {
            month = (day.year, day.month);
            let at = payday(day.year, day.month, due) - first.number;
            if let Some(at) = usize::try_from(at).ok().filter(|at| *at < days.len()) {
                paid.push(at);
            }
        }
    }
    paid
}

/// A day of `count`, each as likely.
pub(super) fn index(draw: &mut Draw, count: usize) -> usize {
    usize::try_from(draw.below(count as u64)).unwrap_or_default()
}
