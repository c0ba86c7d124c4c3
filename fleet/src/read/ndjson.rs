//! Lines of JSON: each is kept as it is, in one column.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::sync::Arc;

use arrow::array::{RecordBatch, StringBuilder, UInt64Builder};
use arrow::datatypes::SchemaRef;

use super::{Batches, Progress, ROWS, batch, numbered};
use crate::Error;

/// No line is longer, in bytes.
const MAX_LINE: u64 = 1 << 20;
/// A batch ends with so many bytes, too.
const BYTES: usize = 4 << 20;

pub(super) fn read(
    file: &str,
    schema: SchemaRef,
    progress: Arc<Progress>,
) -> Result<Batches, Error> {
    let reader = File::open(file).map_err(|error| Error::open(file, &error))?;
    Ok(Box::new(Lines {
        file: file.to_owned(),
        reader: BufReader::with_capacity(1 << 18, reader),
        schema: numbered(&schema),
        row: 0,
        ended: false,
        progress,
    }))
}

struct Lines {
    file: String,
    reader: BufReader<File>,
    schema: SchemaRef,
    row: u64,
    ended: bool,
    progress: Arc<Progress>,
}

impl Lines {
    fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let (mut lines, mut rows) = (StringBuilder::new(), UInt64Builder::new());
        let mut line = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        while count < ROWS && bytes < BYTES && !self.ended {
            line.clear();
            let read = (&mut self.reader).take(MAX_LINE + 1).read_until(b'\n', &mut line);
            let read = read.map_err(|error| Error::open(&self.file, &error).at(self.row + 1))?;
            if read == 0 {
                self.ended = true;
                break;
            }
            self.row += 1;
            self.progress.read(u64::try_from(read).unwrap_or(0));
            let broken =
                |message: &str| Error::new("table/broken", &self.file, message).at(self.row);
            if u64::try_from(read).unwrap_or(u64::MAX) > MAX_LINE {
                return Err(broken("the line is longer than 1 MiB"));
            }
            let text = std::str::from_utf8(&line).map_err(|_| broken("the line is not UTF-8"))?;
            let text = if self.row == 1 { text.trim_start_matches('\u{feff}') } else { text };
            let text = text.trim_ascii();
            if !text.is_empty() {
                lines.append_value(text);
                rows.append_value(self.row);
                count += 1;
                bytes += text.len();
            }
        }
        if count == 0 {
            return Ok(None);
        }
        batch(&self.file, &self.schema, vec![Arc::new(lines.finish())], rows.finish()).map(Some)
    }
}

impl Iterator for Lines {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = Lines::next(self).transpose();
        self.ended |= matches!(next, Some(Err(_)));
        next
    }
}
