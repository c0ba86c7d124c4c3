//! Enterprises: what they are, what they report each month, what goes wrong, what they settle, borrow and read.

use super::calendar::Day;
use super::credit::{BASE, FRAILTY, Loan, instalments, lateness};
use super::draw::{Concern, Draw, logistic, number, whole};
use super::life::index;
use super::spending::moment;
use super::vocabulary::{ENTERPRISE, Event, Value, Vocabulary, kind, word};

/// Weights of the industries, of 100, in the order of their words: set by hand after the Fourth National Economic Census, with manufacturing more often.
const INDUSTRIES: [u32; 9] = [24, 9, 8, 30, 5, 9, 4, 2, 9];
/// Hours of business: weights.
const OFFICE: [u32; 24] =
    [1, 0, 0, 0, 0, 0, 1, 6, 40, 100, 110, 90, 40, 50, 90, 110, 110, 80, 30, 14, 8, 5, 3, 2];

struct Firm {
    headcount: i64,
    /// Yuan a year.
    revenue: f64,
    growth: f64,
    margin: f64,
    debt: f64,
    years: i64,
    trouble: Option<usize>,
}

/// Draws an enterprise: its facts, the probability of a default within twelve months, and whether it came.
pub fn customer(
    days: &[Day],
    vocabulary: &Vocabulary,
    stream: impl Fn(Concern) -> Draw,
    events: &mut Vec<Event>,
) -> (Vec<Option<Value>>, f64, bool) {
    let mut life = stream(Concern::Life);
    let draw = &mut life;
    // Sizes of firms are lognormal (Gibrat 1931).
    let headcount = whole(draw.lognormal(18.0, 1.3), 1, 100_000);
    let firm = Firm {
        headcount,
        revenue: number(headcount) * draw.lognormal(650_000.0, 0.7),
        growth: 6.0 + 16.0 * draw.normal(),
        margin: 5.0 + 6.0 * draw.normal(),
        debt: (55.0 + 18.0 * draw.normal()).clamp(5.0, 140.0),
        years: whole(draw.exponential() * 9.0, 0, 60),
        trouble: draw.chance(0.10).then(|| index(draw, days.len())),
    };
    let mut credit = stream(Concern::Credit);
    let mut eta = BASE + 0.8 + FRAILTY * credit.normal() - 0.06 * firm.margin - 0.02 * firm.growth
        + 0.025 * (firm.debt - 55.0);
    eta += if firm.years < 3 { 0.6 } else { 0.0 } + if firm.trouble.is_some() { 0.9 } else { 0.0 };
    let mut worst = 0;
    let mut maturity = None;
    let count = if credit.chance(0.6) { 1 + credit.geometric(0.7, 2) } else { 0 };
    for id in 1..=count {
        let term = credit.one(&[12, 24, 36, 36], 12);
        let loan = Loan { id, term, instalment: 100, due: 20, age: credit.between(0, term + 3) };
        let stress = |day: usize| firm.trouble.is_some_and(|since| day >= since);
        let course = instalments(days, loan, (eta, &stress), &mut credit, events);
        worst = worst.max(course.worst);
        if course.open {
            let last = days.last().map_or(0, |day| day.number);
            maturity = Some(
                silhouette::model::time::month_start(last, loan.age - term + 1) + loan.due - 1,
            );
        }
    }
    eta += lateness(worst);
    let risk = logistic(eta);
    let outcome = credit.chance(risk);
    reports(days, &firm, &mut stream(Concern::Reports), events);
    settlements(days, &firm, &mut stream(Concern::Spending), events);
    engagement(days, vocabulary, &mut stream(Concern::Engagement), events);
    let facts = vocabulary
        .facts
        .iter()
        .map(|name| fact(name.name, days, &firm, eta, maturity, draw))
        .collect();
    (facts, risk, outcome)
}

/// A report on the tenth of each month about the month before.
fn reports(days: &[Day], firm: &Firm, draw: &mut Draw, events: &mut Vec<Event>) {
    let receivable = draw.lognormal(60.0, 0.45);
    for (at, day) in days.iter().enumerate().filter(|(_, day)| day.of_month == 10) {
        let before = silhouette::model::time::month_start(day.number, 1);
        let (year, month, _) = silhouette::model::time::civil(before);
        let troubled = firm.trouble.is_some_and(|since| at >= since);
        // Little is sold around the Spring Festival, more at the end of the year.
        let season = match month {
            2 => 0.70,
            1 => 0.92,
            12 => 1.15,
            _ => 1.0,
        };
        let revenue = firm.revenue / 12.0
            * season
            * if troubled { 0.72 } else { 1.0 }
            * draw.lognormal(1.0, 0.12);
        let left =
            draw.poisson((number(firm.headcount) * if troubled { 0.06 } else { 0.02 }).min(400.0));
        let fields = [
            Value::Int(year * 100 + month),
            Value::Cents(whole(revenue * 100.0, 0, 90_000_000_000_000)),
            Value::Int(left),
            Value::Int(firm.headcount),
            Value::Int(whole(
                receivable * if troubled { 1.4 } else { 1.0 } * draw.lognormal(1.0, 0.08),
                0,
                720,
            )),
        ];
        events.push(Event::new(
            day.start() + moment(&OFFICE, draw),
            kind::OPERATING_REPORT,
            &fields,
        ));
    }
    // Signals: rare in good times, some in bad ones.
    for (at, day) in days.iter().enumerate() {
        let troubled = firm.trouble.is_some_and(|since| at >= since);
        if draw.chance(if troubled { 0.015 } else { 0.0008 }) {
            let word = draw.one(
                &["staff_turnover_up", "supply_chain_tight", "revenue_drop", "lawsuit"],
                "lawsuit",
            );
            let level =
                1 + i64::try_from(draw.pick(if troubled { &[40, 35, 25] } else { &[75, 20, 5] }))
                    .unwrap_or_default();
            let fields = [Value::Word(word), Value::Int(level)];
            events.push(Event::new(
                day.start() + moment(&OFFICE, draw),
                kind::ENTERPRISE_SIGNAL,
                &fields,
            ));
        }
    }
}

fn settlements(days: &[Day], firm: &Firm, draw: &mut Draw, events: &mut Vec<Event>) {
    let rate = draw.erlang(2) * 0.8;
    let median = firm.revenue * 0.3 / (rate * 250.0).max(1.0) / libm::exp(0.5);
    let mut wait = draw.exponential();
    for (at, day) in days.iter().enumerate() {
        let troubled = firm.trouble.is_some_and(|since| at >= since);
        let mut intensity = rate * day.business * if troubled { 0.6 } else { 1.0 };
        while wait < intensity {
            intensity -= wait;
            wait = draw.exponential();
            let amount = whole(draw.lognormal(median, 1.0) * 100.0, 100, 90_000_000_000_000);
            events.push(Event::new(
                day.start() + moment(&OFFICE, draw),
                kind::SETTLEMENT,
                &[Value::Cents(amount)],
            ));
        }
        wait -= intensity;
    }
}

/// Views, reading, and at times a project that goes from stage to stage.
fn engagement(days: &[Day], vocabulary: &Vocabulary, draw: &mut Draw, events: &mut Vec<Event>) {
    let products = vocabulary.products_of(&["loan", "wealth", "derivative"]);
    let rate = draw.erlang(2) * 0.12;
    let mut wait = draw.exponential();
    for day in days {
        let mut intensity = rate * day.business;
        while wait < intensity {
            intensity -= wait;
            wait = draw.exponential();
            let at = day.start() + moment(&OFFICE, draw);
            let event = if products.is_empty() || draw.chance(0.45) {
                let topic = draw.one(&["policy", "industry", "finance"], "policy");
                Event::new(at, kind::CONTENT_READ, &[Value::Word(topic)])
            } else {
                Event::new(at, kind::PRODUCT_VIEW, &[Value::Product(draw.one(&products, 0))])
            };
            events.push(event);
        }
        wait -= intensity;
    }
    if draw.chance(0.25) {
        let mut at = index(draw, days.len());
        for stage in ["demand", "funding", "evaluation", "exit"] {
            let Some(day) = days.get(at) else { break };
            events.push(Event::new(
                day.start() + moment(&OFFICE, draw),
                kind::PROJECT_MILESTONE,
                &[Value::Word(stage)],
            ));
            at += 20 + index(draw, 60);
        }
    }
}

fn fact(
    name: &str,
    days: &[Day],
    firm: &Firm,
    eta: f64,
    maturity: Option<i64>,
    draw: &mut Draw,
) -> Option<Value> {
    let percent = |x: f64, low: i64, high: i64| Some(Value::Cents(whole(x * 100.0, low, high)));
    let word = |index: usize| word(ENTERPRISE, name, index);
    // Grades follow the latent risk, with noise: five of them, the worst first.
    let grade = |draw: &mut Draw| {
        let seen = eta - BASE + draw.normal();
        4 - [0.6, 1.4, 2.2, 3.0].iter().filter(|from| seen >= **from).count()
    };
    let end = days.last().map_or(0, |day| day.number + 1);
    match name {
        "industry" => word(draw.pick(&INDUSTRIES)),
        "region" => word(draw.pick(&[52, 22, 19, 7])),
        "stage" => word(if firm.years < 3 { 0 } else { 1 + usize::from(firm.growth < 10.0) }),
        "headcount" => Some(Value::Int(firm.headcount)),
        "revenue" => Some(Value::Cents(whole(firm.revenue * 100.0, 0, 90_000_000_000_000))),
        "revenue_growth" => percent(firm.growth, -9_000, 30_000),
        "profit_margin" => percent(firm.margin, -6_000, 6_000),
        "debt_ratio" => percent(firm.debt, 500, 15_000),
        "years_operating" => Some(Value::Int(firm.years)),
        "tax_grade" => {
            let grade = grade(draw);
            word(if firm.years < 2 { 2 } else { grade })
        }
        "external_credit" => {
            let grade = grade(draw);
            word(grade)
        }
        "qualifications" => {
            let odds = [0.14, 0.05, 0.16, 0.04];
            Some(Value::Words(
                (0..4)
                    .zip(odds)
                    .filter(|(_, odds)| draw.chance(*odds))
                    .map(|(bit, _)| 1 << bit)
                    .sum(),
            ))
        }
        "upgrade_plan" => Some(Value::Bool(draw.chance(0.12))),
        "carbon_cut" => percent(if draw.chance(0.2) { 30.0 * draw.unit() } else { 0.0 }, 0, 10_000),
        "export_share" => {
            percent(if draw.chance(0.25) { 80.0 * draw.unit() } else { 0.0 }, 0, 10_000)
        }
        "floating_debt" => Some(Value::Bool(draw.chance(0.4))),
        "relationship_years" => Some(Value::Int(draw.between(0, firm.years))),
        "loan_maturity" => maturity.map(Value::Date),
        "risk_profile" => word(draw.pick(&[15, 35, 35, 12, 3])),
        "risk_profile_expires" => Some(Value::Date(end + draw.between(-60, 365))),
        _ => None,
    }
}
