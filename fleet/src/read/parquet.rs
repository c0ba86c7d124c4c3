//! Parquet, row group by row group.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::Arc;

use arrow::array::{RecordBatch, UInt64Array};
use arrow::datatypes::{Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};

use super::{Batches, Progress, ROWS, batch, numbered};
use crate::Error;

/// The end of a Parquet file: where its row groups are.
#[derive(Clone, Debug)]
pub(super) struct Parquet {
    metadata: ArrowReaderMetadata,
    /// The number of the first row of each row group.
    first: Arc<[u64]>,
    rows: u64,
}

pub(super) fn open(file: &str) -> Result<(SchemaRef, Parquet), Error> {
    let reader = File::open(file).map_err(|error| Error::open(file, &error))?;
    let metadata = ArrowReaderMetadata::load(&reader, ArrowReaderOptions::new())
        .map_err(|error| Error::parquet(file, &error))?;
    let mut rows = 0;
    let mut first = Vec::new();
    for group in metadata.metadata().row_groups() {
        first.push(rows + 1);
        rows += u64::try_from(group.num_rows()).unwrap_or(0);
    }
    let schema = Schema::new(metadata.schema().fields().clone()); // without metadata of the writer
    Ok((Arc::new(schema), Parquet { metadata, first: first.into(), rows }))
}

impl Parquet {
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.first.len()).collect()
    }

    /// The row groups, dealt out in turn.
    pub(super) fn parts(&self, most: usize) -> Vec<Vec<usize>> {
        let count = most.min(self.first.len()).max(1);
        (0..count).map(|part| (part..self.first.len()).step_by(count).collect()).collect()
    }

    /// The rows of row groups. `schema` is some of the file's columns.
    pub(super) fn read(
        &self,
        file: &str,
        schema: &SchemaRef,
        groups: Vec<usize>,
        progress: Arc<Progress>,
    ) -> Batches {
        Box::new(Reader {
            file: file.to_owned(),
            parquet: self.clone(),
            schema: numbered(schema),
            groups: groups.into(),
            open: None,
            progress,
        })
    }
}

struct Reader {
    file: String,
    parquet: Parquet,
    schema: SchemaRef,
    groups: VecDeque<usize>,
    /// The row group at hand, and the number of its next row.
    open: Option<(ParquetRecordBatchReader, u64)>,
    progress: Arc<Progress>,
}

impl Reader {
    fn group(&self, group: usize) -> Result<ParquetRecordBatchReader, Error> {
        let file = File::open(&self.file).map_err(|error| Error::open(&self.file, &error))?;
        let metadata = self.parquet.metadata.clone();
        let all = metadata.schema().fields();
        let roots = all
            .iter()
            .enumerate()
            .filter(|(_, field)| self.schema.column_with_name(field.name()).is_some())
            .map(|(index, _)| index);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), roots);
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(ROWS)
            .build();
        reader.map_err(|error| Error::parquet(&self.file, &error))
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        loop {
            if let Some((reader, row)) = &mut self.open {
                if let Some(read) = reader.next() {
                    let read = read.map_err(|error| Error::arrow(&self.file, &error))?;
                    let count = u64::try_from(read.num_rows()).unwrap_or(0);
                    let numbers = UInt64Array::from_iter_values(*row..*row + count);
                    *row += count;
                    self.progress.read(count);
                    return batch(&self.file, &self.schema, read.columns().to_vec(), numbers)
                        .map(Some);
                }
                self.open = None;
            }
            let Some(group) = self.groups.pop_front() else { return Ok(None) };
            let row = self.parquet.first.get(group).copied().unwrap_or(1);
            self.open = Some((self.group(group)?, row));
        }
    }
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        Reader::next(self).transpose()
    }
}
