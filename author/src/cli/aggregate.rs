//! `aggregate`: what many reports tell.

use std::io::Write as _;

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette::pack::program::MICROS;

use super::args::Args;
use super::customers::Lines;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::customer::Refusal as Line;
use crate::lower::words;
use crate::reports;
use crate::reports::collect::{Collected, Period, Refusal};
use crate::reports::estimate::Estimate;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &["in", "egress", "out", "output"])?;
    let input = args.needed("in", "--in REPORTS")?;
    let output = args.option("out").or_else(|| args.option("output"));
    let (engine, _) = super::load(host, pack)?;
    let wanted = args.option("egress").map(|id| number(&engine, id)).transpose()?;
    let mut collected = Collected::new(&engine, wanted);
    let mut lines = Lines::open(input, host)?;
    let mut unread = 0_u64;
    while let Some(line) = lines.next()? {
        match line.and_then(bytes_of) {
            Ok(bytes) => drop(collected.add(&bytes)),
            Err(refusal) => {
                unread += 1;
                lines.report(&refusal, args.format, host)?;
            }
        }
    }
    let mut out = match output {
        Some(path) => host.create(path).map_err(|error| Failure::File(path.to_owned(), error))?,
        None => host.out(),
    };
    match args.format {
        Format::Json => writeln!(out, "{:#}", json_of(&engine, &collected, unread))?,
        Format::Text => write!(out, "{}", text_of(&engine, &collected, unread))?,
    }
    out.flush()?;
    let other = |refusal: &Refusal| *refusal != Refusal::OtherReport;
    let refused = collected.refused.keys().any(other) || unread > 0;
    Ok(if refused { Exit::Input } else { Exit::Done })
}

/// The number of a report.
fn number(engine: &Engine, id: &str) -> Result<u8, Failure> {
    let reports = engine.program().egress.iter().flat_map(|manifest| &manifest.reports);
    let found = (0..).zip(reports).find(|(_, report)| engine.text(report.id) == id);
    let missing = || Failure::Usage("--egress is none of the policy's reports".to_owned());
    found.map(|(number, _)| number).ok_or_else(missing)
}

/// The bytes of a line: hexadecimal, base64, or an object with `bytes` as one of these or as numbers.
fn bytes_of(line: &[u8]) -> Result<Vec<u8>, Line> {
    let refusal = |message: &str| Line {
        code: "input/report",
        path: String::new(),
        message: message.to_owned(),
    };
    let line = line.trim_ascii();
    let text = |text: &[u8]| {
        let read = hex(text).or_else(|| base64(text));
        read.ok_or_else(|| refusal("neither hexadecimal nor base64"))
    };
    if !line.starts_with(b"{") && !line.starts_with(b"\"") {
        return text(line);
    }
    let value: Value =
        serde_json::from_slice(line).map_err(|_| refusal("this is not a JSON object"))?;
    let bytes = value.get("bytes").unwrap_or(&value);
    let byte = |cell: &Value| cell.as_u64().and_then(|cell| u8::try_from(cell).ok());
    let numbers = |cells: Vec<Option<u8>>| cells.into_iter().collect::<Option<Vec<u8>>>();
    let numbers = match bytes {
        Value::String(written) => return text(written.as_bytes()),
        Value::Array(cells) => numbers(cells.iter().map(byte).collect()),
        // As JSON.stringify writes a Uint8Array: { "0": …, "1": … }.
        Value::Object(cells) => {
            let at = |place: usize| cells.get(&place.to_string()).and_then(byte);
            numbers((0..cells.len()).map(at).collect())
        }
        _ => None,
    };
    numbers.ok_or_else(|| refusal("expected \"bytes\""))
}

fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |&[high, low]: &[u8; 2]| Some(digit(high)? << 4 | digit(low)?);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// RFC 4648, also the alphabet for URLs, with or without padding.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xfff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// A moment as people read it.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |time| time.to_string())
}

fn epsilon(micros: u32) -> f64 {
    f64::from(micros) / f64::from(MICROS)
}

fn json_of(engine: &Engine, collected: &Collected<'_>, unread: u64) -> Value {
    let answer = |(name, (told, estimate)): (Option<String>, &(u64, Estimate)), all: u64| {
        let Estimate { count, error, low, high } = *estimate;
        #[expect(clippy::cast_precision_loss, reason = "a number of reports")]
        let share = count / all as f64;
        json!({
            "answer": name, "told": told, "estimate": count, "standardError": error,
            "low": low, "high": high, "share": share,
        })
    };
    let period = |period: &Period<'_>| {
        let fields = period.report.questions.iter().zip(&period.fields).map(|(question, field)| {
            let names = reports::answers(engine, question).into_iter();
            let answers = names.zip(field).map(|one| answer(one, period.reports));
            json!({ "field": engine.text(question.id), "answers": answers.collect::<Vec<_>>() })
        });
        json!({
            "egress": engine.text(period.report.id),
            "epsilon": epsilon(period.report.epsilon),
            "from": period.from,
            "until": period.from + period.report.per,
            "reports": period.reports,
            "fields": fields.collect::<Vec<_>>(),
        })
    };
    let refused = Refusal::ALL.iter().map(|refusal| {
        let count = collected.refused.get(refusal).copied().unwrap_or(0);
        (refusal.name().to_owned(), json!(count))
    });
    let unreadable = [("unreadable".to_owned(), json!(unread))];
    json!({
        "policy": engine.digest_hex(),
        "counted": collected.counted(),
        "refused": refused.chain(unreadable).collect::<serde_json::Map<_, _>>(),
        "periods": collected.periods().iter().map(period).collect::<Vec<_>>(),
    })
}

fn text_of(engine: &Engine, collected: &Collected<'_>, unread: u64) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}");
    };
    for period in collected.periods() {
        let report = period.report;
        line(format!(
            "{}: {} reports, {} for {}, epsilon {}",
            engine.text(report.id),
            period.reports,
            moment(period.from),
            words(report.per),
            epsilon(report.epsilon),
        ));
        for (question, field) in report.questions.iter().zip(&period.fields) {
            line(format!(
                "  {:<24} {:>9} {:>11} {:>10}  95 % interval",
                engine.text(question.id),
                "told",
                "estimate",
                "std error",
            ));
            for (name, (told, estimate)) in reports::answers(engine, question).iter().zip(field) {
                let Estimate { count, error, low, high } = estimate;
                let name = name.as_deref().unwrap_or("(none of these)");
                line(format!(
                    "    {name:<22} {told:>9} {count:>11.1} {error:>10.1}  {low:.1} to {high:.1}"
                ));
            }
        }
    }
    let mut refused: Vec<String> = Refusal::ALL
        .iter()
        .filter_map(|refusal| Some((refusal.name(), collected.refused.get(refusal)?)))
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    refused.extend((unread > 0).then(|| format!("{unread} unreadable")));
    let refused = if refused.is_empty() { "none".to_owned() } else { refused.join(", ") };
    line(format!("{} reports counted; refused: {refused}", collected.counted()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_be_written_in_several_ways() {
        // RFC 4648: "foobar" is Zm9vYmFy, "foob" Zm9vYg==; bytes 251, 239 are ++8 and --8.
        for (line, wanted) in [
            ("666f6f626172", &b"foobar"[..]),
            ("666F6F626172", b"foobar"),
            ("Zm9vYmFy", b"foobar"),
            (" Zm9vYg== ", b"foob"),
            ("Zm9vYg", b"foob"),
            ("++8=", &[251, 239]),
            ("--8", &[251, 239]),
            (r#"{"bytes":"Zm9v"}"#, b"foo"),
            (r#"{"bytes":"666f6f","at":1}"#, b"foo"),
            (r#"{"bytes":[102,111,111]}"#, b"foo"),
            (r#"{"bytes":{"0":102,"1":111,"2":111}}"#, b"foo"),
            (r#""Zm9v""#, b"foo"),
        ] {
            assert_eq!(bytes_of(line.as_bytes()).unwrap_or_default(), wanted, "{line}");
        }
        for line in ["{", "%%", r#"{"bytes":[256]}"#, r#"{"bytes":[1.5]}"#, r#"{"byte":1}"#, "[1]"]
        {
            assert!(bytes_of(line.as_bytes()).is_err(), "{line}");
        }
    }
}
