//! `portrait`: one portrait per customer line, streaming, in input order.

use std::io::{BufRead, Read as _, Write};

use serde_json::json;
use silhouette::Engine;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::answer;
use crate::customer::{Customer, Refusal};

/// No line is longer, in bytes.
const MAX_LINE: usize = 64 << 20;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &["in", "out", "output", "features"])?;
    let input = args.needed("in", "--in CUSTOMERS.ndjson")?;
    let output = args.option("out").or_else(|| args.option("output"));
    let (engine, _) = super::load(host, pack)?;
    let file = |path: &str| {
        let path = path.to_owned();
        move |error| Failure::File(path, error)
    };
    let mut lines = host.lines(input).map_err(file(input))?;
    let mut out = match output {
        Some(path) => host.create(path).map_err(file(path))?,
        None => host.out(),
    };
    let mut refused = 0_usize;
    let mut number = 0_usize;
    let mut line = Vec::new();
    let mut text = String::new();
    while let Some(whole) = next_line(&mut *lines, &mut line).map_err(file(input))? {
        number += 1;
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3); // a byte order mark is not part of the first line
        }
        if whole && line.trim_ascii().is_empty() {
            continue;
        }
        text.clear();
        let result = if whole {
            write_portrait(&engine, &line, args.flag("features"), &mut text)
        } else {
            let message = format!("the line is longer than {MAX_LINE} bytes");
            Err(Refusal { code: "input/too-long", path: String::new(), message })
        };
        match result {
            Ok(()) => out.write_all(text.as_bytes())?,
            Err(refusal) => {
                refused += 1;
                out.flush()?; // so that results and refusals come in order on a terminal
                report(&refusal, number, input, args.format, host)?;
            }
        }
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
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

fn write_portrait(
    engine: &Engine,
    line: &[u8],
    with_features: bool,
    out: &mut String,
) -> Result<(), Refusal> {
    let customer = Customer::read(line)?;
    let mut session = engine.open(0, [0; 16]);
    customer.enter(&mut session)?;
    let strings = &engine.program().strings;
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    out.push_str("{\"id\":");
    answer::write_json(&customer.id, out);
    out.push_str(",\"portrait\":");
    answer::write(session.portrait(customer.now).map_err(refused)?.cells(), strings, out);
    if with_features {
        out.push_str(",\"features\":");
        answer::write(session.features(customer.now).map_err(refused)?.cells(), strings, out);
    }
    out.push_str("}\n");
    Ok(())
}

/// Tells of a line that was refused, without anything of its contents.
fn report(
    refusal: &Refusal,
    number: usize,
    input: &str,
    format: Format,
    host: &mut dyn Host,
) -> Result<(), Failure> {
    let Refusal { code, path, message } = refusal;
    let mut err = host.err();
    match format {
        Format::Text => {
            let place = if path.is_empty() { "/" } else { path };
            writeln!(err, "{input}:{number}: error[{code}] at {place}: {message}")?;
        }
        Format::Json => {
            let line = json!({ "line": number, "code": code, "path": path, "message": message });
            writeln!(err, "{line}")?;
        }
    }
    Ok(())
}
