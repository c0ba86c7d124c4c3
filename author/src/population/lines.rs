//! Customer lines: one JSON object each, from a file or the standard input.

use std::io::{self, BufRead, Read as _};

use super::{Part, Person, Place, Source, Unread};
use crate::customer::{Customer, Refusal};

/// No line is longer, in bytes.
pub const MAX_LINE: usize = 64 << 20;

/// A file of customer lines; lines of nothing but space are skipped.
pub struct Lines {
    reader: Box<dyn BufRead>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    /// Reads lines.
    #[must_use]
    pub fn new(reader: Box<dyn BufRead>) -> Lines {
        Lines { reader, line: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line, or why it is refused; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_line(&mut self) -> io::Result<Option<Result<&[u8], Refusal>>> {
        loop {
            let Some(whole) = next_line(&mut *self.reader, &mut self.line)? else {
                return Ok(None);
            };
            self.number += 1;
            if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
                self.line.drain(..3); // a byte order mark is not part of the first line
            }
            if !whole {
                return Ok(Some(Err(too_long())));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(Ok(&self.line)));
            }
        }
    }
}

impl Source for Lines {
    type Error = io::Error;

    fn next(&mut self) -> io::Result<Option<Box<dyn Unread>>> {
        let text = match self.next_line()? {
            None => return Ok(None),
            Some(Ok(_)) => Some(std::mem::take(&mut self.line)),
            Some(Err(_)) => None,
        };
        Ok(Some(Box::new(Line { number: self.number, text })))
    }
}

/// A line that was not read yet.
struct Line {
    number: u64,
    /// None when it was too long.
    text: Option<Vec<u8>>,
}

impl Unread for Line {
    fn place(&self) -> Place {
        Place { part: Part::Line, number: self.number }
    }

    fn size(&self) -> usize {
        self.text.as_ref().map_or(0, Vec::len)
    }

    fn read(&self) -> Result<Box<dyn Person + '_>, Refusal> {
        let text = self.text.as_ref().ok_or_else(too_long)?;
        Ok(Box::new(Customer::read(text)?))
    }
}

fn too_long() -> Refusal {
    let message = format!("the line is longer than {MAX_LINE} bytes");
    Refusal { code: "input/too-long", path: String::new(), message }
}

/// The next line without its end; none at the end of the input. `false`: it was too long and is skipped.
fn next_line(lines: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let limit = u64::try_from(MAX_LINE).unwrap_or(u64::MAX).saturating_add(1);
    if lines.take(limit).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') || line.len() <= MAX_LINE {
        return Ok(Some(true));
    }
    line.clear();
    loop {
        let chunk = lines.fill_buf()?;
        let (used, done) = match chunk.iter().position(|&byte| byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (chunk.len(), chunk.is_empty()),
        };
        lines.consume(used);
        if done {
            return Ok(Some(false));
        }
    }
}
