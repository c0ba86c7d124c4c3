//! Two policies over the same customers: score against score, and who changes sides at the borders of the bands.

use std::collections::BTreeMap;

use silhouette::Engine;
use silhouette::pack::program::Band;

use super::measure::head;
use super::plan::{self, Direction, Plan};
use super::results::{Head, Part};
use super::table::{Line, NO_BAND, Table};
use crate::metrics::paired::{self, Difference, Measures, Pair};

/// Which scores are compared: their numbers in the policies, and how each goes with the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// In the champion.
    pub champion: (usize, Direction),
    /// In the challenger.
    pub challenger: (usize, Direction),
}

/// A score of the champion beside one of the challenger, over those who have a value of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Id in the champion.
    pub champion: String,
    /// Id in the challenger.
    pub challenger: String,
    /// Customers who have both, and what came about.
    pub head: Head,
    /// Customers with a value of one alone: of the champion, of the challenger.
    pub alone: (u64, u64),
    /// Customers whose value is another under the challenger.
    pub changed: u64,
    /// The measures; none with fewer than two customers with the outcome, or without.
    pub measures: Option<Measures>,
    /// The areas in parts of the population, and how often a difference so great comes by chance.
    pub by: Vec<(String, Vec<InPart>)>,
    /// From which band of the champion to which of the challenger; none where one of them has none.
    pub moves: BTreeMap<(String, String), Head>,
    /// The borders of the champion's bands, in order.
    pub borders: Vec<Border>,
}

/// A part of the population: what came about, and both areas where there are.
pub type InPart = (Part, Head, Option<(Difference, Option<f64>)>);

/// A border of bands, and on which side of it both policies put the customers.
#[derive(Clone, Debug, PartialEq)]
pub struct Border {
    /// The band above it.
    pub band: String,
    /// Whether the challenger has the same bands; else its side is cut where as many customers stand below.
    pub same_bands: bool,
    /// Below it under both.
    pub below: Head,
    /// At or above it under both.
    pub above: Head,
    /// From below, under the champion, to above, under the challenger.
    pub rises: Head,
    /// From above to below.
    pub falls: Head,
}

/// Which scores of two policies are compared: those that `asked` says, `SCORE=SCORE` each; without, those of one id; and the
/// only ones of policies that have one each.
///
/// # Errors
/// When a score is asked for that there is not, or there is nothing to compare.
pub fn matches(
    (champion, one): (&Engine, &[Direction]),
    (challenger, other): (&Engine, &[Direction]),
    asked: &[String],
) -> Result<Vec<Match>, String> {
    let place = |engine: &Engine, directions: &[Direction], id: &str| {
        let at = engine.program().scores.iter().position(|score| engine.text(score.id) == id)?;
        directions.get(at).map(|direction| (at, *direction))
    };
    let pair = |id: &str, id_of_other: &str| {
        let champion = place(champion, one, id)?;
        Some(Match { champion, challenger: place(challenger, other, id_of_other)? })
    };
    if !asked.is_empty() {
        let of = |text: &String| {
            let (id, id_of_other) = text.split_once('=').unwrap_or((text, text));
            let unknown = || "--pair is SCORE=SCORE: one of PACK, one of the challenger".to_owned();
            pair(id, id_of_other).ok_or_else(unknown)
        };
        return asked.iter().map(of).collect();
    }
    let ids = |engine: &Engine| -> Vec<String> {
        engine.program().scores.iter().map(|score| engine.text(score.id).to_owned()).collect()
    };
    let (ids, ids_of_other) = (ids(champion), ids(challenger));
    let mut found: Vec<Match> = ids.iter().filter_map(|id| pair(id, id)).collect();
    if let ([id], [id_of_other], true) = (&*ids, &*ids_of_other, found.is_empty()) {
        found.extend(pair(id, id_of_other));
    }
    if found.is_empty() {
        return Err("no score of the challenger has the id of one of PACK: say --pair SCORE=SCORE"
            .to_owned());
    }
    Ok(found)
}

/// The directions of both policies: what is asked of a score goes to those that have it.
///
/// # Errors
/// What is not understood, or names a score that neither has.
pub fn directions(
    (champion, challenger): (&Engine, &Engine),
    asked: &[String],
) -> Result<(Vec<Direction>, Vec<Direction>), String> {
    let has = |engine: &Engine, text: &str| {
        let id = text.split_once('=').map_or(text, |(id, _)| id);
        engine.program().scores.iter().any(|score| engine.text(score.id) == id)
    };
    if asked.iter().any(|text| !has(champion, text) && !has(challenger, text)) {
        return Err("--direction names no score of the policies".to_owned());
    }
    let of = |engine: &Engine| {
        let own: Vec<String> = asked.iter().filter(|text| has(engine, text)).cloned().collect();
        plan::directions(engine, &own)
    };
    Ok((of(champion)?, of(challenger)?))
}

/// Compares the scores of two policies that saw the same customers in the same order; the champion's plan parts them.
#[must_use]
pub fn compare(
    (champion, table, plan): (&Engine, &Table, &Plan),
    (challenger, other): (&Engine, &Table),
    matches: &[Match],
) -> Vec<Compared> {
    let lines: Vec<Line> = table.lines().collect();
    let compared = matches.iter().filter_map(|found| {
        let (at, direction) = found.champion;
        let (at_of_other, direction_of_other) = found.challenger;
        let one = champion.program().scores.get(at)?;
        let two = challenger.program().scores.get(at_of_other)?;
        let (scores, others) = (table.scores.get(at)?, other.scores.get(at_of_other)?);
        let of = |values: &[f64], line: &Line| {
            values.get(line.at).copied().filter(|value| !value.is_nan())
        };
        let mut alone = (0, 0);
        let mut rows: Vec<Row> = Vec::new();
        for line in &lines {
            match (of(&scores.values, line), of(&others.values, line)) {
                (Some(value), Some(value_of_other)) => {
                    let probabilities =
                        of(&scores.probabilities, line).zip(of(&others.probabilities, line));
                    let band = |bands: &[u16]| bands.get(line.at).copied().unwrap_or(NO_BAND);
                    let turn = |value: f64, rising: bool| if rising { value } else { 0.0 - value };
                    rows.push(Row {
                        line: *line,
                        values: (value, value_of_other),
                        risks: (
                            turn(value, direction.rising),
                            turn(value_of_other, direction_of_other.rising),
                        ),
                        probabilities,
                        bands: (band(&scores.bands), band(&others.bands)),
                    });
                }
                (Some(_), None) => alone.0 += 1,
                (None, Some(_)) => alone.1 += 1,
                (None, None) => {}
            }
        }
        let pairs: Vec<Pair> = rows.iter().filter_map(Row::pair).collect();
        let by = plan.by.iter().zip(&table.parts).map(|(by, parts)| {
            let groups = parts.groups(rows.iter().map(|row| (row.line.at, row)));
            let measured = groups.into_iter().map(|(part, rows)| {
                let pairs: Vec<Pair> = rows.iter().filter_map(|row| row.pair()).collect();
                let head = head(rows.iter().map(|row| row.line));
                (part, head, paired::delong(&pairs))
            });
            (by.name(), measured.collect())
        });
        let names = (names(champion, &one.bands), names(challenger, &two.bands));
        Some(Compared {
            champion: champion.text(one.id).to_owned(),
            challenger: challenger.text(two.id).to_owned(),
            head: head(rows.iter().map(|row| row.line)),
            alone,
            changed: rows.iter().map(|row| u64::from(row.values.0 != row.values.1)).sum(),
            measures: paired::measure(&pairs),
            by: by.collect(),
            moves: moves(&rows, (&names.0, &names.1)),
            borders: borders(
                &rows,
                (&names.0, &names.1),
                direction.rising == direction_of_other.rising,
            ),
        })
    });
    compared.collect()
}

/// A customer who has a value of both.
#[derive(Clone, Copy, Debug)]
struct Row {
    line: Line,
    values: (f64, f64),
    risks: (f64, f64),
    probabilities: Option<(f64, f64)>,
    bands: (u16, u16),
}

impl Row {
    fn pair(&self) -> Option<Pair> {
        let Row { line, risks, probabilities, .. } = *self;
        Some(Pair { risks, probabilities, event: line.outcome?, weight: line.weight })
    }
}

fn names(engine: &Engine, bands: &[Band]) -> Vec<String> {
    bands.iter().map(|band| engine.text(band.id).to_owned()).collect()
}

fn moves(rows: &[Row], names: (&[String], &[String])) -> BTreeMap<(String, String), Head> {
    let mut groups: BTreeMap<(String, String), Vec<Line>> = BTreeMap::new();
    for row in rows {
        let name = |names: &[String], band: u16| names.get(usize::from(band)).cloned();
        let bands = name(names.0, row.bands.0).zip(name(names.1, row.bands.1));
        if let Some(bands) = bands {
            groups.entry(bands).or_default().push(row.line);
        }
    }
    groups.into_iter().map(|(bands, lines)| (bands, head(lines.into_iter()))).collect()
}

/// Where the bands are the same, by band; else by the customer's place under the challenger: as many stand below each border
/// as under the champion, equal scores together. `alike`: both scores go the same way with the outcome.
fn borders(rows: &[Row], names: (&[String], &[String]), alike: bool) -> Vec<Border> {
    let same_bands = names.0 == names.1;
    let mut values: Vec<f64> =
        rows.iter().map(|row| if alike { row.values.1 } else { 0.0 - row.values.1 }).collect();
    values.sort_unstable_by(f64::total_cmp);
    let cut = |border: usize| {
        let below = rows.iter().filter(|row| usize::from(row.bands.0) < border).count();
        values.get(below).copied().unwrap_or(f64::INFINITY)
    };
    let borders = names.0.iter().enumerate().skip(1).map(|(border, band)| {
        let cut = if same_bands { f64::NAN } else { cut(border) };
        let side = |row: &Row| {
            let above = if same_bands {
                usize::from(row.bands.1) >= border
            } else {
                (if alike { row.values.1 } else { 0.0 - row.values.1 }) >= cut
            };
            (usize::from(row.bands.0) >= border, above)
        };
        let group = |wanted: (bool, bool)| {
            head(rows.iter().filter(|row| side(row) == wanted).map(|row| row.line))
        };
        Border {
            band: band.clone(),
            same_bands,
            below: group((false, false)),
            above: group((true, true)),
            rises: group((false, true)),
            falls: group((true, false)),
        }
    });
    borders.collect()
}
