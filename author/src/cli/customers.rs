//! Customer lines: the input of every command that runs over a population.

use std::io::{BufRead, Read as _};

use serde_json::json;

use super::host::Host;
use super::{Failure, Format};
use crate::customer::Refusal;

/// No line is longer, in bytes.
const MAX_LINE: usize = 64 << 20;

/// A file of customer lines, one JSON object each; lines of nothing but space are skipped.
pub struct Lines {
    file: String,
    reader: Box<dyn BufRead>,
    line: Vec<u8>,
    number: usize,
}

impl Lines {
    /// Opens a file; `-` is the standard input.
    pub fn open(file: &str, host: &mut dyn Host) -> Result<Lines, Failure> {
        let reader = host.lines(file).map_err(|error| Failure::File(file.to_owned(), error))?;
        Ok(Lines { file: file.to_owned(), reader, line: Vec::new(), number: 0 })
    }

    /// The next line, or why it is refused; none at the end.
    pub fn next(&mut self) -> Result<Option<Result<&[u8], Refusal>>, Failure> {
        loop {
            let whole = next_line(&mut *self.reader, &mut self.line);
            let Some(whole) = whole.map_err(|error| Failure::File(self.file.clone(), error))?
            else {
                return Ok(None);
            };
            self.number += 1;
            if self.number == 1 && self.line.starts_with(b"\xef\xbb\xbf") {
                self.line.drain(..3); // a byte order mark is not part of the first line
            }
            if !whole {
                let message = format!("the line is longer than {MAX_LINE} bytes");
                let refusal = Refusal { code: "input/too-long", path: String::new(), message };
                return Ok(Some(Err(refusal)));
            }
            if !self.line.trim_ascii().is_empty() {
                return Ok(Some(Ok(&self.line)));
            }
        }
    }

    /// Tells that the last line was refused, without anything of its contents.
    pub fn report(
        &self,
        refusal: &Refusal,
        format: Format,
        host: &mut dyn Host,
    ) -> Result<(), Failure> {
        let Refusal { code, path, message } = refusal;
        let (file, number) = (&self.file, self.number);
        let mut err = host.err();
        match format {
            Format::Text => {
                let place = if path.is_empty() { "/" } else { path };
                writeln!(err, "{file}:{number}: error[{code}] at {place}: {message}")?;
            }
            Format::Json => {
                let line =
                    json!({ "line": number, "code": code, "path": path, "message": message });
                writeln!(err, "{line}")?;
            }
        }
        Ok(())
    }
}

/// The next line without its end; none at the end of the input. `false`: it was too long and is skipped.
fn next_line(lines: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
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
