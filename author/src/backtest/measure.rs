//! The numbers of a backtest.

use silhouette::Engine;

use super::plan::{Direction, Plan};
use super::results::{
    Head, Part, Probabilities, Quality, Ranks, ReasonResults, Results, ScoreResults, Shift, Slice,
    Stability,
};
use super::table::{Line, NO_BAND, Scores, Table};
use crate::metrics::{
    Estimate, Interval, Row, Sample, auc, bootstrap, calibration, divergence, intervals, ks,
    precision, quantiles,
};

/// Into how many parts of the same size a score cuts the population.
const DECILES: usize = 10;

/// Measures a population that is complete.
#[must_use]
pub fn measure(engine: &Engine, plan: &Plan, table: &Table) -> Results {
    let lines: Vec<Line> = table.lines().collect();
    let scores = engine.program().scores.iter().enumerate().filter_map(|(place, program)| {
        let direction = plan.directions.get(place).copied()?;
        let scores = table.scores.get(place)?;
        let bands: Vec<String> =
            program.bands.iter().map(|band| engine.text(band.id).to_owned()).collect();
        let of = Of { table, lines: &lines, scores, direction, bands: &bands, plan };
        Some(of.results(engine.text(program.id), place))
    });
    let base = lines.iter().filter(|line| line.base).count();
    Results {
        scores: scores.collect(),
        all: head(lines.iter().copied()),
        base: plan.base.is_some().then(|| whole(base)),
        inputs: table.inputs.shifts(),
        weighted: table.weighted(),
    }
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// How many customers, and what came about.
pub(super) fn head(lines: impl Iterator<Item = Line>) -> Head {
    let mut head = Head::default();
    let (mut known, mut squared, mut events) = (0.0, 0.0, 0.0);
    for line in lines {
        head.customers += 1;
        let Some(outcome) = line.outcome else { continue };
        head.known += 1;
        known += line.weight;
        squared += line.weight * line.weight;
        if outcome {
            head.events += 1;
            events += line.weight;
        }
    }
    head.rate = intervals::rate(events, known, squared);
    head
}

/// A score of a population.
struct Of<'a> {
    table: &'a Table,
    lines: &'a [Line],
    scores: &'a Scores,
    direction: Direction,
    bands: &'a [String],
    plan: &'a Plan,
}

impl Of<'_> {
    fn value(&self, line: &Line) -> Option<f64> {
        self.scores.values.get(line.at).copied().filter(|value| !value.is_nan())
    }

    fn risk(&self, line: &Line) -> Option<f64> {
        self.value(line).map(|value| if self.direction.rising { value } else { -value })
    }

    fn probability(&self, line: &Line) -> Option<f64> {
        self.scores.probabilities.get(line.at).copied().filter(|value| !value.is_nan())
    }

    /// The score of a risk.
    fn score(&self, risk: f64) -> f64 {
        if self.direction.rising { risk } else { 0.0 - risk }
    }

    fn with_value(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| self.value(line).is_some())
    }

    fn results(&self, id: &str, place: usize) -> ScoreResults {
        let all: Vec<Line> = self.with_value().copied().collect();
        let (quality, sample) = self.quality(&all);
        ScoreResults {
            id: id.to_owned(),
            place,
            direction: self.direction,
            without: whole(self.lines.len() - all.len()),
            by: self.parts(&all),
            deciles: self.deciles(&all),
            bands: self.by_band(&all),
            calibration: self.calibration(&all),
            roc: roc(&sample),
            stability: self.plan.base.map(|_| self.stability(&all)),
            reasons: self.reasons(&all),
            quality,
        }
    }

    fn quality(&self, lines: &[Line]) -> (Quality, Sample) {
        let known = || lines.iter().filter_map(|line| Some((line, line.outcome?)));
        let row = |(line, event): (&Line, bool)| {
            Some(Row { risk: self.risk(line)?, event, weight: line.weight })
        };
        let sample = Sample::new(known().filter_map(row).collect());
        let ranks = auc::auc(&sample).zip(ks::ks(&sample)).map(|(area, ks)| {
            let (distance, precision_interval) = bootstrap::of_ranks(&sample);
            Ranks {
                auc: area,
                gini: auc::gini(area),
                ks: Estimate { value: ks.value, interval: distance },
                ks_at: self.score(ks.at),
                average_precision: Estimate {
                    value: precision::average_precision(&sample).unwrap_or_default(),
                    interval: precision_interval,
                },
            }
        });
        let told: Vec<calibration::Told> = known()
            .filter_map(|(line, event)| Some((self.probability(line)?, event, line.weight)))
            .collect();
        let mean = intervals::mean(told.iter().map(|(p, _, weight)| (*p, *weight)));
        let probabilities = calibration::brier(&told)
            .zip(calibration::log_loss(&told))
            .zip(mean)
            .map(|((brier, log_loss), mean)| Probabilities {
                brier,
                log_loss,
                mean: mean.value,
                expected_to_observed: expected_to_observed(&told, mean.value),
                line: calibration::line(&told),
            });
        let head = head(lines.iter().copied());
        (Quality { head, ranks, probabilities }, sample)
    }

    fn parts(&self, all: &[Line]) -> Vec<(String, Vec<(Part, Quality)>)> {
        let by = self.plan.by.iter().zip(&self.table.parts).map(|(by, column)| {
            let groups = column.groups(all.iter().map(|line| (line.at, *line)));
            let measured = groups.into_iter().map(|(part, lines)| (part, self.quality(&lines).0));
            (by.name(), measured.collect())
        });
        by.collect()
    }

    /// What is said of some customers, with `low` and `high` of a number; `all` are those of all parts.
    fn slice(&self, name: String, lines: &[Line], all: &Head, sums: (f64, f64)) -> Slice {
        let weight = weight(lines.iter());
        let events = weight_of_events(lines.iter());
        let head = head(lines.iter().copied());
        let of = |number: f64, sum: f64| if sum > 0.0 { number / sum } else { 0.0 };
        let lift = head.rate.zip(all.rate).filter(|(_, all)| all.value > 0.0);
        let expected = lines.iter().filter_map(|line| Some((self.probability(line)?, line.weight)));
        let expected: Vec<(f64, f64)> = expected.collect();
        Slice {
            name,
            low: f64::NAN,
            high: f64::NAN,
            head,
            share: of(weight, sums.0),
            captured: of(events, sums.1),
            captured_so_far: 0.0,
            lift: lift.map(|(here, all)| here.value / all.value),
            expected: intervals::mean(expected.iter().copied()).map(|mean| mean.value),
        }
    }

    /// Customers by what part they are in.
    fn slices(
        &self,
        groups: Vec<(String, Vec<Line>)>,
        number: impl Fn(&Line) -> Option<f64>,
    ) -> Vec<Slice> {
        let all = || groups.iter().flat_map(|(_, lines)| lines);
        let whole = head(all().copied());
        let sums = (weight(all()), weight_of_events(all()));
        let mut captured = 0.0;
        let slices = groups.into_iter().map(|(name, lines)| {
            let mut slice = self.slice(name, &lines, &whole, sums);
            let numbers = || lines.iter().filter_map(&number);
            slice.low = numbers().fold(f64::NAN, f64::min);
            slice.high = numbers().fold(f64::NAN, f64::max);
            captured += slice.captured;
            slice.captured_so_far = captured;
            slice
        });
        slices.collect()
    }

    fn deciles(&self, all: &[Line]) -> Vec<Slice> {
        let mut groups = cut(all, |line| self.risk(line));
        groups.reverse();
        let groups = groups.into_iter().map(|lines| (String::new(), lines)).collect();
        self.slices(groups, |line| self.value(line))
    }

    fn calibration(&self, all: &[Line]) -> Vec<Slice> {
        let known: Vec<Line> = all
            .iter()
            .filter(|line| line.outcome.is_some() && self.probability(line).is_some())
            .copied()
            .collect();
        let groups = cut(&known, |line| self.probability(line));
        let groups = groups.into_iter().map(|lines| (String::new(), lines)).collect();
        self.slices(groups, |line| self.probability(line))
    }

    fn band(&self, line: &Line) -> usize {
        usize::from(self.scores.bands.get(line.at).copied().unwrap_or(NO_BAND))
    }

    fn by_band(&self, all: &[Line]) -> Vec<Slice> {
        let mut groups: Vec<(String, Vec<Line>)> =
            self.bands.iter().map(|name| (name.clone(), Vec::new())).collect();
        for line in all {
            if let Some((_, lines)) = groups.get_mut(self.band(line)) {
                lines.push(*line);
            }
        }
        self.slices(groups, |line| self.value(line))
    }

    fn stability(&self, all: &[Line]) -> Stability {
        let base: Vec<Line> = all.iter().filter(|line| line.base).copied().collect();
        let sorted = sorted(&base, |line| self.value(line));
        let edges = quantiles::edges(&sorted, DECILES);
        let names = super::table::between(&edges);
        let deciles = shift(all, &names, |line| {
            quantiles::part(&edges, self.value(line).unwrap_or(f64::NAN))
        });
        let bands =
            (!self.bands.is_empty()).then(|| shift(all, self.bands, |line| self.band(line)));
        Stability { deciles, bands }
    }

    fn reasons(&self, all: &[Line]) -> Vec<(String, ReasonResults)> {
        let weight = weight(all.iter());
        let mut reasons: Vec<(String, ReasonResults)> = self
            .scores
            .reasons
            .iter()
            .map(|(code, told)| {
                let rate = intervals::rate(told.events, told.known, told.squared);
                let (share, first) = (told.weight / weight, told.first / weight);
                (code.clone(), ReasonResults { told: *told, share, first, rate })
            })
            .collect();
        reasons.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
        reasons
    }
}

/// Numbers and weights, ascending.
fn sorted(lines: &[Line], number: impl Fn(&Line) -> Option<f64>) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f64, f64)> =
        lines.iter().filter_map(|line| Some((number(line)?, line.weight))).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted
}

/// Ten parts of the same size by a number, from the lowest up; equal numbers stay together, so there may be fewer.
fn cut(lines: &[Line], number: impl Fn(&Line) -> Option<f64>) -> Vec<Vec<Line>> {
    let edges = quantiles::edges(&sorted(lines, &number), DECILES);
    let mut groups = vec![Vec::new(); edges.len() + 1];
    for line in lines {
        let place = number(line).map(|number| quantiles::part(&edges, number));
        if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
            group.push(*line);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The base period against the rest.
fn shift(lines: &[Line], names: &[String], bin: impl Fn(&Line) -> usize) -> Shift {
    let (mut base, mut rest) = (vec![0.0; names.len()], vec![0.0; names.len()]);
    let mut rows = Vec::with_capacity(lines.len());
    let mut counts = (0.0, 0.0);
    let mut weights = (0.0, 0.0);
    let mut squares = (0.0, 0.0);
    for line in lines {
        let place = bin(line);
        let table = if line.base { &mut base } else { &mut rest };
        let Some(cell) = table.get_mut(place) else { continue };
        *cell += line.weight;
        let (count, weight, square) = match line.base {
            true => (&mut counts.0, &mut weights.0, &mut squares.0),
            false => (&mut counts.1, &mut weights.1, &mut squares.1),
        };
        *count += 1.0;
        *weight += line.weight;
        *square += line.weight * line.weight;
        rows.push((u32::try_from(place).unwrap_or(u32::MAX), line.base, line.weight));
    }
    let mean = |weight: f64, count: f64| if count > 0.0 { weight / count } else { 1.0 };
    let empty = (
        divergence::EMPTY_BIN_ROWS * mean(weights.0, counts.0),
        divergence::EMPTY_BIN_ROWS * mean(weights.1, counts.1),
    );
    let psi = divergence::psi(&base, &rest, empty).map(|value| {
        let number = |one: &[f64], other: &[f64]| divergence::psi(one, other, empty);
        Estimate { value, interval: bootstrap::of_bins(value, &rows, names.len(), number) }
    });
    let share = |part: f64, all: f64| if all > 0.0 { part / all } else { 0.0 };
    let bins = names.iter().zip(base.iter().zip(&rest)).map(|(name, (one, other))| {
        (name.clone(), share(*one, weights.0), share(*other, weights.1))
    });
    // As many rows as tell equally much.
    let effective =
        |weight: f64, square: f64| if square > 0.0 { weight * weight / square } else { 0.0 };
    let rows = (effective(weights.0, squares.0), effective(weights.1, squares.1));
    let by_chance = divergence::by_chance(names.len(), rows.0, rows.1);
    Shift { psi, by_chance, bins: bins.collect() }
}

/// The mean probability against the rate of the same rows.
fn expected_to_observed(told: &[calibration::Told], mean: f64) -> Option<Estimate> {
    let (mut events, mut all, mut squared) = (0.0, 0.0, 0.0);
    for (_, event, weight) in told {
        events += if *event { *weight } else { 0.0 };
        all += weight;
        squared += weight * weight;
    }
    let rate = intervals::rate(events, all, squared).filter(|rate| rate.value > 0.0)?;
    let interval = rate.interval.map(|i| Interval { low: mean / i.high, high: mean / i.low });
    Some(Estimate { value: mean / rate.value, interval })
}

/// The receiver operating characteristic, with at most 200 of its steps.
fn roc(sample: &Sample) -> Vec<(f64, f64)> {
    let counts = sample.counts();
    if !counts.both() {
        return Vec::new();
    }
    let every = sample.steps().len().div_ceil(200);
    let (mut events, mut others) = (0.0, 0.0);
    let mut points = vec![(0.0, 0.0)];
    for (place, step) in sample.steps().iter().rev().enumerate() {
        events += step.events;
        others += step.others;
        if place.is_multiple_of(every) {
            points.push((others / counts.other_weight, events / counts.event_weight));
        }
    }
    points.push((1.0, 1.0));
    points
}

/// What lines weigh together; 0 where there is none, where the standard library's sum is −0.
fn weight<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    lines.fold(0.0, |sum, line| sum + line.weight)
}

/// What those weigh that have the outcome.
fn weight_of_events<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    weight(lines.filter(|line| line.outcome == Some(true)))
}
