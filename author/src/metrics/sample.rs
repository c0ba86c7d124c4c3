//! Rows of a population by their score.

/// One customer, as far as a score's quality is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The score, turned so that more of it means more of the outcome; finite.
    pub risk: f64,
    /// Whether the outcome came about.
    pub event: bool,
    /// How much the row counts; above 0.
    pub weight: f64,
}

/// Rows with one and the same score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// The score.
    pub risk: f64,
    /// Weight of the rows with the outcome.
    pub events: f64,
    /// Weight of the rows without it.
    pub others: f64,
    /// Sum of the squared weights of the rows with the outcome.
    pub events_squared: f64,
    /// Sum of the squared weights of the rows without it.
    pub others_squared: f64,
}

/// How many rows, and how much they weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Rows with the outcome.
    pub events: usize,
    /// Rows without it.
    pub others: usize,
    /// Weight of the rows with the outcome.
    pub event_weight: f64,
    /// Weight of the rows without it.
    pub other_weight: f64,
}

impl Counts {
    /// Rows of both kinds.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.events + self.others
    }

    /// Whether there are rows of both kinds: without, nothing can be told apart.
    #[must_use]
    pub fn both(&self) -> bool {
        self.events > 0 && self.others > 0
    }
}

/// Rows from the lowest risk to the highest.
#[derive(Clone, Debug)]
pub struct Sample {
    rows: Vec<Row>,
    steps: Vec<Step>,
    counts: Counts,
}

impl Sample {
    /// Sorts rows. Those with a score that is no finite number, or without a weight, are left out.
    #[must_use]
    pub fn new(rows: Vec<Row>) -> Sample {
        let mut rows = rows;
        rows.retain(|row| row.risk.is_finite() && row.weight.is_finite() && row.weight > 0.0);
        // By everything, so that equal rows in another order give the same sums.
        rows.sort_unstable_by(|a, b| {
            let key = |row: &Row| (row.event, row.weight);
            let (one, other) = (key(a), key(b));
            let risk = a.risk.partial_cmp(&b.risk).unwrap_or(std::cmp::Ordering::Equal);
            risk.then(one.0.cmp(&other.0)).then(one.1.total_cmp(&other.1))
        });
        let mut steps: Vec<Step> = Vec::new();
        let mut counts = Counts::default();
        for row in &rows {
            if steps.last().is_none_or(|step| step.risk < row.risk) {
                steps.push(Step { risk: row.risk, ..Step::default() });
            }
            let Some(step) = steps.last_mut() else { continue };
            if row.event {
                counts.events += 1;
                counts.event_weight += row.weight;
                step.events += row.weight;
                step.events_squared += row.weight * row.weight;
            } else {
                counts.others += 1;
                counts.other_weight += row.weight;
                step.others += row.weight;
                step.others_squared += row.weight * row.weight;
            }
        }
        Sample { rows, steps, counts }
    }

    /// The rows, from the lowest risk to the highest.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The different scores, from the lowest risk to the highest.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many rows there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }
}
