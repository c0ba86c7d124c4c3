//! `explain`: the full trace of one item for one customer, and what would change it.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::{Map, Value};

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::customer::{Customer, Refusal};
use crate::explain::explain;

/// No customer is larger, in bytes.
const MAX_CUSTOMER: usize = 64 << 20;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &["in", "item", "locale"])?;
    let path = args.needed("in", "--in CUSTOMER.json")?;
    let item = args.needed("item", "--item KIND:ID, such as tag:member")?;
    let (engine, _) = super::load(host, pack)?;
    let locale = super::locale(args, &engine)?;
    let bytes = super::read(host, path, MAX_CUSTOMER)?;
    let refused = |Refusal { code, path: place, message }: Refusal| {
        Failure::Input(format!("{path}:{place}: {message} ({code})"))
    };
    if bytes.len() > MAX_CUSTOMER {
        let message = format!("the file is larger than {MAX_CUSTOMER} bytes");
        return Err(refused(Refusal { code: "input/too-long", path: String::new(), message }));
    }
    let customer = Customer::read(&bytes).map_err(refused)?;
    let mut session = engine.open(locale, [0; 16]);
    customer.enter(&mut session).map_err(refused)?;
    let explained = explain(&engine, &mut session, item, customer.now);
    let explained = explained.map_err(|error| {
        Failure::Input(format!("{path}: {item}: {} ({})", error.message, error.code))
    })?;
    let mut out = host.out();
    match args.format {
        Format::Json => writeln!(out, "{explained}")?,
        Format::Text => {
            let read: Value = serde_json::from_str(&explained).unwrap_or_default();
            out.write_all(readable(item, &read).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// The explanation as lines of text.
fn readable(item: &str, explained: &Value) -> String {
    let mut out = format!("{item}: {}\n", text(explained, "truth"));
    for sentence in list(explained, "sentences") {
        let _ = writeln!(out, "  {}", sentence.as_str().unwrap_or_default());
    }
    node(explained.get("trace").unwrap_or(&Value::Null), 0, &mut out);
    if let Some(Value::Object(next)) = explained.get("next") {
        let to = next.get("to").and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(out, "→ {to}:");
        for change in next.get("changes").and_then(Value::as_array).into_iter().flatten() {
            let _ = writeln!(out, "  {}", evidence(change));
        }
    }
    out
}

fn node(node: &Value, depth: usize, out: &mut String) {
    let mark = match text(node, "truth") {
        "true" => "✓",
        "false" => "✗",
        _ => "?",
    };
    let names = [text(node, "label"), text(node, "id")];
    let name = names.into_iter().find(|name| !name.is_empty());
    let indent = "  ".repeat(depth);
    let op = Some(text(node, "op")).filter(|op| *op != "leaf");
    let head: Vec<&str> = op.into_iter().chain(name).collect();
    let _ = write!(out, "{indent}{mark} {}", head.join(" "));
    let said: Vec<String> = list(node, "evidence").map(evidence).collect();
    let between = if head.is_empty() || said.is_empty() { "" } else { ": " };
    let _ = writeln!(out, "{between}{}", said.join(", "));
    for child in list(node, "children") {
        self::node(child, depth + 1, out);
    }
}

/// A fact, what it is, and what it is held against.
fn evidence(evidence: &Value) -> String {
    let names = [text(evidence, "label"), text(evidence, "fact")];
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let is = match evidence.get("is") {
        None | Some(Value::Null) => "?".to_owned(),
        Some(is) => shown(is),
    };
    let test = text(evidence, "test");
    match evidence.get("against") {
        None | Some(Value::Null) => format!("{name} = {is} ({test})"),
        Some(against) => format!("{name} = {is} ({test} {})", shown(against)),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.as_object().and_then(|map: &Map<String, Value>| map.get(key)?.as_str()).unwrap_or("")
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}
