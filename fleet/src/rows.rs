//! A table with a row for each customer, in the order of the file: nothing is sorted, nothing is kept.

use std::sync::Arc;

use arrow::array::RecordBatch;

use crate::Error;
use crate::group::Row;
use crate::heads::who;
use crate::read::{Batches, Format, Part, Table};

/// The rows of a table of customers.
pub struct Rows {
    batches: Batches,
    batch: Option<(Arc<RecordBatch>, usize)>,
    id: Arc<str>,
    written: bool,
}

impl Rows {
    /// Opens the table. The column of customers is `id`, `customer`, `customer_id` or the one that is said.
    ///
    /// # Errors
    /// `table/column` when it is missing.
    pub fn open(table: &Table, id: Option<&str>) -> Result<Rows, Error> {
        let who = who(table, id)?;
        table.announce();
        let batches = table.read(&Part::Whole)?;
        let written = table.format == Format::Csv;
        Ok(Rows { batches, batch: None, id: who.column.as_str().into(), written })
    }

    /// The next customer; none at the end.
    ///
    /// # Errors
    /// What reading failed with.
    pub fn advance(&mut self) -> Result<Option<Row>, Error> {
        loop {
            if let Some((batch, index)) = &mut self.batch
                && *index < batch.num_rows()
            {
                let row = Row::new(Arc::clone(batch), *index, Arc::clone(&self.id), self.written);
                *index += 1;
                return Ok(Some(row));
            }
            match self.batches.next() {
                None => return Ok(None),
                Some(batch) => self.batch = Some((Arc::new(batch?), 0)),
            }
        }
    }
}
