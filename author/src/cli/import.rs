//! `import`: a model of another program to a fragment of a policy.

use std::io::Write as _;

use serde_json::{Value, json};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::importers::{self, MAX_MODEL, Problem};
use crate::lower::is_name;

/// Larger fragments are written without indentation.
const MAX_PRETTY: usize = 256 << 10;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let (format, path) = args.two("format and one model file", &["id", "output"])?;
    let output = args.needed("output", "-o FRAGMENT.json")?;
    let Some(format) = importers::Format::named(format) else {
        let known: Vec<&str> = importers::Format::ALL.iter().map(|(name, _)| *name).collect();
        let message = format!("there is no format \"{format}\"; formats: {}", known.join(", "));
        return Err(Failure::Usage(message));
    };
    let id = match args.option("id") {
        Some(id) if is_name(id) => id.to_owned(),
        Some(_) => return Err(Failure::Usage("--id is no id of a score".to_owned())),
        None => id_of(path),
    };
    let bytes = super::read(host, path, MAX_MODEL)?;
    let imported = match importers::import(format, &bytes, &id) {
        Ok(imported) => imported,
        Err(problem) => {
            refuse(&problem, path, args.format, host)?;
            return Ok(Exit::Input);
        }
    };
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    let mut text = imported.fragment.to_string();
    if text.len() <= MAX_PRETTY {
        text = format!("{:#}", imported.fragment);
    }
    writeln!(target, "{text}").and_then(|()| target.flush()).map_err(file)?;
    let mut err = host.err();
    let facts = imported.fragment.get("profile").and_then(Value::as_object);
    let facts: Vec<&String> = facts.into_iter().flat_map(serde_json::Map::keys).collect();
    match args.format {
        Format::Text => {
            for note in &imported.notes {
                writeln!(err, "{path}: note: {}\n    {}", note.en, note.zh)?;
            }
            let mut out = host.out();
            writeln!(out, "{output}: score \"{id}\", {} facts, {} bytes", facts.len(), text.len())?;
            out.flush()?;
        }
        Format::Json => {
            let notes = imported.notes.iter();
            let notes: Vec<Value> =
                notes.map(|note| json!({ "zh-CN": note.zh, "en": note.en })).collect();
            let report = json!({
                "fragment": output, "score": id, "facts": facts, "bytes": text.len(), "notes": notes,
            });
            let mut out = host.out();
            writeln!(out, "{report:#}")?;
            out.flush()?;
        }
    }
    Ok(Exit::Done)
}

/// A score id from a file's name.
fn id_of(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let id: String = stem.chars().take(64).map(plain).collect();
    if is_name(&id) { id } else { "score".to_owned() }
}

fn refuse(
    problem: &Problem,
    path: &str,
    format: Format,
    host: &mut dyn Host,
) -> Result<(), Failure> {
    let Problem { fault, place, message } = problem;
    let mut err = host.err();
    match format {
        Format::Text => {
            let place = if place.is_empty() { "/" } else { place };
            writeln!(err, "{path}: error[{}] at {place}", fault.code())?;
            writeln!(err, "    {}\n    {}", message.en, message.zh)?;
        }
        Format::Json => {
            let report = json!({
                "file": path,
                "code": fault.code(),
                "place": place,
                "message": { "zh-CN": message.zh, "en": message.en },
            });
            writeln!(err, "{report}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn a_score_is_named_after_its_file() {
        assert_eq!(id_of("models/intent.lgb.txt"), "intent");
        assert_eq!(id_of("credit-risk.json"), "credit_risk");
        assert_eq!(id_of("2024.json"), "score");
        assert_eq!(id_of("评分.json"), "score");
    }
}
