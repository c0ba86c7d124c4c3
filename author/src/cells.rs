//! The cells of an answer, one after the other: what whoever decodes them reads.

use silhouette::model::answer::mark;

/// Cells still to be read, and the strings that they name.
pub(crate) struct Cells<'c, 'a> {
    pub(crate) cells: std::slice::Iter<'c, f64>,
    pub(crate) strings: &'a [String],
}

impl<'c, 'a> Cells<'c, 'a> {
    pub(crate) fn new(cells: &'c [f64], strings: &'a [String]) -> Cells<'c, 'a> {
        Cells { cells: cells.iter(), strings }
    }

    pub(crate) fn cell(&mut self) -> f64 {
        self.cells.next().copied().unwrap_or(mark::NULL)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index or a count"
    )]
    pub(crate) fn index(&mut self) -> usize {
        self.cell() as usize
    }

    pub(crate) fn string(&mut self) -> &'a str {
        let id = self.index();
        self.strings.get(id).map_or("", String::as_str)
    }
}
