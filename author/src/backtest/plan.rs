//! What a backtest is asked for.

use silhouette::Engine;
use silhouette::model::value::Type;
use silhouette::pack::program::{Goal, Model, ReasonMethod};

/// What a backtest is asked for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The field of a customer with what came about.
    pub outcome: String,
    /// The field with how much a customer counts; none: all count 1.
    pub weight: Option<String>,
    /// The base period, ms since the epoch: from the first up to, and without, the second.
    pub base: Option<(f64, f64)>,
    /// By what the population is parted.
    pub by: Vec<By>,
    /// For each score of the policy, how it goes with the outcome.
    pub directions: Vec<Direction>,
}

/// By what a population is parted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A fact, or another field of the customer; and whether the policy says that it is a number, which may then be
    /// written as text. Elsewhere a text of digits is a name, such as that of a branch.
    Fact(String, bool),
    /// The level of a tier or the stage of a lifecycle.
    Tier(String),
    /// Whether the customer has a tag.
    Tag(String),
}

impl By {
    /// As it is written: `tier:ID`, `tag:ID`, or the name of a fact.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            By::Fact(name, _) => name.clone(),
            By::Tier(id) => format!("tier:{id}"),
            By::Tag(id) => format!("tag:{id}"),
        }
    }

    /// Reads it; a tier or a tag must be one of the policy's.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse(text: &str, engine: &Engine) -> Result<By, String> {
        let program = engine.program();
        if let Some(id) = text.strip_prefix("tier:") {
            let known = program.tiers.iter().any(|tier| engine.text(tier.id) == id);
            let unknown = || "--by names no tier and no lifecycle of the policy".to_owned();
            return known.then(|| By::Tier(id.to_owned())).ok_or_else(unknown);
        }
        if let Some(id) = text.strip_prefix("tag:") {
            let known = program.tags.iter().any(|tag| engine.text(tag.id) == id);
            let unknown = || "--by names no tag of the policy".to_owned();
            return known.then(|| By::Tag(id.to_owned())).ok_or_else(unknown);
        }
        if text.is_empty() || text.contains(':') {
            return Err("--by is the name of a fact, tier:ID or tag:ID".to_owned());
        }
        let facts = program.slots.iter().take(usize::from(program.profile));
        let number = facts
            .filter(|fact| engine.text(fact.name) == text)
            .any(|fact| matches!(fact.ty, Type::Int | Type::Number | Type::Decimal { .. }));
        Ok(By::Fact(text.to_owned(), number))
    }
}

/// How a score goes with the outcome, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    /// Whether a higher score means more of the outcome.
    pub rising: bool,
    /// Who says so.
    pub said: Said,
}

/// Who says how a score goes with the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whoever asks.
    Option,
    /// The score's own probability, taken for that of the outcome.
    Probability,
    /// The score's goal: better scores have less of the outcome.
    Goal,
    /// Its reason codes, which are told for the bad side.
    Reasons,
    /// Nobody: a scorecard falls, a model rises.
    Kind,
}

impl Said {
    /// As it is written in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Said::Option => "option",
            Said::Probability => "probability",
            Said::Goal => "goal",
            Said::Reasons => "reasonCodes",
            Said::Kind => "kind",
        }
    }
}

/// How each score of a policy goes with the outcome; `asked` are `SCORE=rising` and `SCORE=falling`.
///
/// # Errors
/// What is not understood.
pub fn directions(engine: &Engine, asked: &[String]) -> Result<Vec<Direction>, String> {
    let scores = &engine.program().scores;
    let mut directions: Vec<Direction> = scores.iter().map(of_score).collect();
    for text in asked {
        let (id, way) = text.split_once('=').unwrap_or((text, ""));
        let place = scores.iter().position(|score| engine.text(score.id) == id);
        let rising = match way {
            "rising" => true,
            "falling" => false,
            _ => return Err("--direction is SCORE=rising or SCORE=falling".to_owned()),
        };
        match place.and_then(|place| directions.get_mut(place)) {
            Some(direction) => *direction = Direction { rising, said: Said::Option },
            None => return Err("--direction names no score of the policy".to_owned()),
        }
    }
    Ok(directions)
}

fn of_score(score: &silhouette::pack::program::Score) -> Direction {
    if let Some(probability) = &score.probability {
        return Direction { rising: probability.b < 0.0, said: Said::Probability };
    }
    let Model::Scorecard(card) = &score.model else {
        return Direction { rising: true, said: Said::Kind };
    };
    match (card.goal, card.reasons) {
        (Some(goal), _) => Direction { rising: goal == Goal::Lower, said: Said::Goal },
        (None, Some(method)) => {
            Direction { rising: method == ReasonMethod::PointsAbove, said: Said::Reasons }
        }
        (None, None) => Direction { rising: false, said: Said::Kind },
    }
}

/// A period `FROM..TO`, ms since the epoch; a day alone begins at midnight UTC.
///
/// # Errors
/// What is not understood.
pub fn period(text: &str) -> Result<(f64, f64), String> {
    let wrong = || "--base is FROM..TO, days or moments of RFC 3339".to_owned();
    let moment = |text: &str| {
        let day = || format!("{text}T00:00:00Z").parse::<jiff::Timestamp>().ok();
        let time = text.parse::<jiff::Timestamp>().ok().or_else(day)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds of the years to 9999 are exact"
        )]
        Some(time.as_millisecond() as f64)
    };
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    match (moment(from), moment(to)) {
        (Some(from), Some(to)) if from < to => Ok((from, to)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read() {
        let day = 86_400_000.0;
        assert_eq!(period("1970-01-02..1970-01-04"), Ok((day, 3.0 * day)));
        let with_offset = "1970-01-02T08:00:00+08:00..1970-01-03T00:00:00Z";
        assert_eq!(period(with_offset), Ok((day, 2.0 * day)));
        for wrong in ["", "..", "1970-01-02", "1970-01-02..1970-01-02", "x..1970-01-02"] {
            assert!(period(wrong).is_err(), "{wrong}");
        }
    }
}
