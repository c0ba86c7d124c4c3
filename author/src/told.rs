//! What a portrait tells, as far as populations are measured by it: ids and numbers, read from the answer's cells
//! without writing them as text first.

use silhouette::model::answer::mark;
use silhouette::model::shapes::SHAPES;
use silhouette::model::value::power_of_ten;

use crate::cells::Cells;

/// What a portrait tells. Texts are the pack's own ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told<'a> {
    /// Tags.
    pub tags: Vec<&'a str>,
    /// Tiers with their levels.
    pub tiers: Vec<(&'a str, &'a str)>,
    /// Lifecycles with their stages.
    pub stages: Vec<(&'a str, &'a str)>,
    /// Scores that have a value.
    pub scores: Vec<Score<'a>>,
    /// Warnings.
    pub warnings: Vec<&'a str>,
    /// Suggested products, best first.
    pub products: Vec<&'a str>,
    /// Goals: id, how often each was started, how often reached.
    pub goals: Vec<(&'a str, f64, f64)>,
}

/// A score of a portrait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score<'a> {
    /// Id.
    pub id: &'a str,
    /// The value.
    pub value: f64,
    /// The band that it lies in.
    pub band: Option<&'a str>,
    /// The probability.
    pub probability: Option<f64>,
    /// Reason codes, ranked.
    pub reasons: Vec<&'a str>,
    /// Contributions: characteristic, points.
    pub contributions: Vec<(&'a str, f64)>,
}

/// Reads a portrait.
#[must_use]
pub fn read<'a>(cells: &[f64], strings: &'a [String]) -> Told<'a> {
    let mut told = Told::default();
    let mut reader = Cells::new(cells, strings);
    reader.object(&mut |reader, field| match field {
        "tags" => reader.items("id", &mut told.tags),
        "warnings" => reader.items("id", &mut told.warnings),
        "suggestions" => reader.items("product", &mut told.products),
        "tiers" => reader.pairs("level", &mut told.tiers),
        "lifecycle" => reader.pairs("stage", &mut told.stages),
        "goals" => reader.goals(&mut told.goals),
        "scores" => reader.array(&mut |reader| {
            let score = reader.score();
            told.scores.extend(score);
        }),
        _ => reader.skip(),
    });
    told
}

/// How often each of some values stands in a field of the events of one kind, in an export of what is held.
#[must_use]
pub fn outcomes<const N: usize>(
    cells: &[f64],
    strings: &[String],
    (kind, field): (&str, &str),
    values: [&str; N],
) -> [u64; N] {
    let mut counts = [0; N];
    let mut reader = Cells::new(cells, strings);
    reader.object(&mut |reader, name| match name {
        "events" => reader.array(&mut |reader| {
            let (mut is, mut value) = (false, None);
            reader.map(&mut |reader, key| match key {
                "type" => is = reader.text() == Some(kind),
                _ if key == field => value = reader.text(),
                _ => reader.skip(),
            });
            let value = value.filter(|_| is);
            let place = values.iter().position(|known| Some(*known) == value);
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
        }),
        _ => reader.skip(),
    });
    counts
}

/// Cells as ids and numbers.
impl<'a> Cells<'_, 'a> {
    /// A string of the pack; none when the value is something else.
    fn text(&mut self) -> Option<&'a str> {
        if self.cells.as_slice().first() == Some(&mark::STRING) {
            self.cell();
            return Some(self.string());
        }
        self.skip();
        None
    }

    fn number(&mut self) -> Option<f64> {
        match self.cells.as_slice().first() {
            Some(&mark::NUMBER) => {
                self.cell();
                Some(self.cell())
            }
            Some(&mark::DECIMAL) => {
                self.cell();
                let units = self.cell();
                let scale = u8::try_from(self.index()).unwrap_or(0);
                Some(units / power_of_ten(scale))
            }
            _ => {
                self.skip();
                None
            }
        }
    }

    fn array(&mut self, each: &mut dyn FnMut(&mut Self)) {
        if self.cells.as_slice().first() != Some(&mark::ARRAY) {
            return self.skip();
        }
        self.cell();
        for _ in 0..self.index() {
            each(self);
        }
    }

    /// Shows the fields of an object; whoever is shown one reads or skips it.
    fn object(&mut self, each: &mut dyn FnMut(&mut Self, &'static str)) {
        if self.cells.as_slice().first() != Some(&mark::OBJECT) {
            return self.skip();
        }
        self.cell();
        let shape = self.index();
        let (_, fields) = SHAPES.get(shape).copied().unwrap_or_default();
        for field in fields {
            each(self, field);
        }
    }

    /// Shows the keys of a map; whoever is shown one reads or skips its value.
    fn map(&mut self, each: &mut dyn FnMut(&mut Self, &'a str)) {
        if self.cells.as_slice().first() != Some(&mark::MAP) {
            return self.skip();
        }
        self.cell();
        for _ in 0..self.index() {
            let key = self.string();
            each(self, key);
        }
    }

    fn contributions(&mut self, out: &mut Vec<(&'a str, f64)>) {
        self.array(&mut |reader| {
            let (mut characteristic, mut points) = (None, None);
            reader.object(&mut |reader, field| match field {
                "characteristic" => characteristic = reader.text(),
                "points" => points = reader.number(),
                _ => reader.skip(),
            });
            out.extend(characteristic.zip(points));
        });
    }

    fn goals(&mut self, out: &mut Vec<(&'a str, f64, f64)>) {
        self.array(&mut |reader| {
            let (mut id, mut started, mut reached) = (None, None, None);
            reader.object(&mut |reader, field| match field {
                "id" => id = reader.text(),
                "started" => started = reader.number(),
                "reached" => reached = reader.number(),
                _ => reader.skip(),
            });
            if let (Some(id), Some(started), Some(reached)) = (id, started, reached) {
                out.push((id, started, reached));
            }
        });
    }

    fn items(&mut self, key: &str, out: &mut Vec<&'a str>) {
        self.array(&mut |reader| {
            reader.object(&mut |reader, field| {
                if field == key {
                    out.extend(reader.text());
                } else {
                    reader.skip();
                }
            });
        });
    }

    fn pairs(&mut self, key: &str, out: &mut Vec<(&'a str, &'a str)>) {
        self.array(&mut |reader| {
            let (mut id, mut place) = (None, None);
            reader.object(&mut |reader, field| match field {
                "id" => id = reader.text(),
                _ if field == key => place = reader.text(),
                _ => reader.skip(),
            });
            out.extend(id.zip(place));
        });
    }

    fn score(&mut self) -> Option<Score<'a>> {
        let mut score = Score::default();
        let mut value = None;
        self.object(&mut |reader, field| match field {
            "id" => score.id = reader.text().unwrap_or_default(),
            "value" => value = reader.number(),
            "band" => score.band = reader.text(),
            "probability" => score.probability = reader.number(),
            "reasonCodes" => reader.items("code", &mut score.reasons),
            "contributions" => reader.contributions(&mut score.contributions),
            _ => reader.skip(),
        });
        value.map(|value| Score { value, ..score })
    }

    /// Passes over a value.
    fn skip(&mut self) {
        match self.cell() {
            cell if cell == mark::NUMBER || cell == mark::STRING => drop(self.cell()),
            cell if cell == mark::DECIMAL => {
                self.cell();
                self.cell();
            }
            cell if cell == mark::TEXT => {
                for _ in 0..self.index() {
                    self.cell();
                }
            }
            cell if cell == mark::SENTENCE => {
                self.cell();
                for _ in 0..self.index() {
                    self.skip();
                }
            }
            cell if cell == mark::ARRAY => {
                for _ in 0..self.index() {
                    self.skip();
                }
            }
            cell if cell == mark::OBJECT => {
                let shape = self.index();
                let fields = SHAPES.get(shape).map_or(0, |(_, fields)| fields.len());
                for _ in 0..fields {
                    self.skip();
                }
            }
            cell if cell == mark::MAP => {
                for _ in 0..self.index() {
                    self.cell();
                    self.skip();
                }
            }
            _ => {}
        }
    }
}

/// The shapes that are read have the fields that are looked for.
#[cfg(test)]
mod tests {
    use silhouette::model::shapes::Shape;

    use super::*;

    #[test]
    fn the_fields_are_there() {
        for (shape, wanted) in [
            (
                Shape::Portrait,
                &["tags", "warnings", "suggestions", "tiers", "lifecycle", "scores"][..],
            ),
            (Shape::Tag, &["id"]),
            (Shape::Warning, &["id"]),
            (Shape::Suggestion, &["product"]),
            (Shape::Tier, &["id", "level"]),
            (Shape::Lifecycle, &["id", "stage"]),
            (Shape::Score, &["id", "value", "band", "probability", "reasonCodes", "contributions"]),
            (Shape::Contribution, &["characteristic", "points"]),
            (Shape::ReasonCode, &["code"]),
            (Shape::Goal, &["id", "started", "reached"]),
            (Shape::CustomerExport, &["events"]),
        ] {
            let (name, fields) = SHAPES[shape as usize];
            assert!(wanted.iter().all(|field| fields.contains(field)), "{name}");
        }
    }
}
