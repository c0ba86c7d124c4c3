//! What can go wrong with a table.

use std::fmt;
use std::io;

use arrow::error::ArrowError;
use datafusion_common::DataFusionError;
use parquet::errors::ParquetError;

/// Why a table cannot be read on. It never holds a value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Stable code, `table/…`.
    pub code: &'static str,
    /// The file, as it was named; empty when it is not the fault of one.
    pub file: String,
    /// The row or line, from 1, where one is known.
    pub row: Option<u64>,
    /// What is wrong.
    pub message: String,
}

impl Error {
    /// An error of a file.
    #[must_use]
    pub fn new(code: &'static str, file: &str, message: impl Into<String>) -> Error {
        Error { code, file: file.to_owned(), row: None, message: message.into() }
    }

    /// The same at a row.
    #[must_use]
    pub fn at(mut self, row: u64) -> Error {
        self.row = Some(row);
        self
    }

    pub(crate) fn open(file: &str, error: &io::Error) -> Error {
        Error::new("table/open", file, reason(error))
    }

    pub(crate) fn parquet(file: &str, error: &ParquetError) -> Error {
        let message = match error {
            ParquetError::NYI(_) => "this Parquet file uses what is not supported",
            ParquetError::External(_) => "the file cannot be read",
            _ => "not a whole Parquet file, or one that is damaged",
        };
        Error::new("table/broken", file, message)
    }

    pub(crate) fn arrow(file: &str, error: &ArrowError) -> Error {
        match error {
            ArrowError::IoError(_, error) => Error::new("table/broken", file, reason(error)),
            _ => Error::new("table/broken", file, "a part of the file cannot be decoded"),
        }
    }

    /// What sorting failed with: an error of reading comes back as it was.
    pub(crate) fn sorting(error: &DataFusionError) -> Error {
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(error) = next {
            if let Some(own) = error.downcast_ref::<Error>() {
                return own.clone();
            }
            if let Some(DataFusionError::Shared(inner)) = error.downcast_ref() {
                return Error::sorting(inner);
            }
            if let Some(DataFusionError::External(inner)) = error.downcast_ref() {
                next = Some(&**inner);
                continue;
            }
            if let Some(DataFusionError::ResourcesExhausted(_)) = error.downcast_ref() {
                let message = "the memory that was allowed, or the room for what does not fit it, is too small: \
                               give more with --memory, or more room with --spill";
                return Error::new("table/memory", "", message);
            }
            if let Some(io) = error.downcast_ref::<io::Error>() {
                let message = format!(
                    "what does not fit into memory cannot be kept in the spill folder: {}",
                    reason(io)
                );
                return Error::new("table/spill", "", message);
            }
            next = error.source();
        }
        Error::new("table/sort", "", "the rows cannot be sorted")
    }
}

/// An operating system's error in words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "not allowed".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder".to_owned(),
        io::ErrorKind::StorageFull => "no room is left on the disk".to_owned(),
        _ => error.kind().to_string(),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            f.write_str(&self.file)?;
            if let Some(row) = self.row {
                write!(f, ":{row}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for Error {}
