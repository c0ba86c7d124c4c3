//! Documents from documents: parts removed, doubled, moved, replaced; texts changed.

use fastrand::Rng;
use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Value, json};

/// Changes the input in place; how much of it is used from then on.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut rng = Rng::with_seed(u64::from(seed));
    let text = data.get(..size).unwrap_or_default();
    let document = if rng.u8(..8) == 0 { None } else { serde_json::from_slice::<Value>(text).ok() };
    let Some(mut document) = document else {
        return fuzzer_mutate(data, size, max_size);
    };
    for _ in 0..rng.u8(1..4) {
        let donor = document.clone();
        change(&mut document, &donor, &mut rng);
    }
    put(document.to_string().as_bytes(), data, max_size)
        .unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
}

/// A part of the second document in the place of a part of the first.
pub fn cross(first: &[u8], second: &[u8], out: &mut [u8], seed: u32) -> usize {
    let mut rng = Rng::with_seed(u64::from(seed));
    let max_size = out.len();
    let parsed = serde_json::from_slice(first).ok().zip(serde_json::from_slice(second).ok());
    let Some((mut document, donor)) = parsed else {
        return put(first, out, max_size).unwrap_or(0);
    };
    graft(&mut document, &donor, &mut rng);
    put(document.to_string().as_bytes(), out, max_size).unwrap_or(0)
}

/// Writes a whole input, if there is room for it.
pub fn put(bytes: &[u8], data: &mut [u8], max_size: usize) -> Option<usize> {
    if bytes.is_empty() || bytes.len() > max_size {
        return None;
    }
    data.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(bytes.len())
}

/// Pointers to every part of a value.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), out);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(item, &format!("{at}/{key}"), out);
            }
        }
        _ => {}
    }
}

fn place(value: &Value, rng: &mut Rng) -> String {
    let mut all = Vec::new();
    places(value, "", &mut all);
    let index = rng.usize(..all.len());
    all.swap_remove(index)
}

/// A part of `donor` into `document`: to the same place where it may, to any place otherwise.
fn graft(document: &mut Value, donor: &Value, rng: &mut Rng) {
    let from = place(donor, rng);
    let Some(part) = donor.pointer(&from).cloned() else {
        return;
    };
    let to = if rng.bool() { from } else { place(document, rng) };
    let (parent, key) = to.rsplit_once('/').unwrap_or_default();
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) if !key.is_empty() => {
            map.insert(key.replace("~1", "/").replace("~0", "~"), part);
        }
        Some(Value::Array(items)) => {
            let at = rng.usize(..=items.len());
            items.insert(at, part);
        }
        _ => {}
    }
}

fn change(document: &mut Value, donor: &Value, rng: &mut Rng) {
    if rng.u8(..4) == 0 {
        return graft(document, donor, rng);
    }
    let at = place(document, rng);
    let Some(part) = document.pointer_mut(&at) else {
        return;
    };
    match part {
        Value::Object(map) if !map.is_empty() => {
            let index = rng.usize(..map.len());
            let Some((key, inner)) = map.get_index(index, rng) else {
                return;
            };
            if rng.bool() {
                map.shift_remove(&key);
            } else {
                map.insert(text(&key, rng), inner);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = rng.usize(..items.len());
            if rng.bool() {
                items.remove(index);
            } else {
                let item = items.get(index).cloned().unwrap_or_default();
                items.push(item);
            }
        }
        Value::String(old) => {
            let new = text(old, rng);
            *part = Value::String(new);
        }
        _ => *part = scalar(rng),
    }
}

/// Entries by their place.
trait Nth {
    fn get_index(&self, index: usize, rng: &mut Rng) -> Option<(String, Value)>;
}

impl Nth for serde_json::Map<String, Value> {
    fn get_index(&self, index: usize, _: &mut Rng) -> Option<(String, Value)> {
        self.iter().nth(index).map(|(key, value)| (key.clone(), value.clone()))
    }
}

/// What stands between the parts of an expression, and what is special among texts.
const TOKENS: [&str; 48] = [
    " && ",
    " || ",
    "!",
    "(",
    ")",
    " == ",
    " != ",
    " < ",
    " <= ",
    " > ",
    " >= ",
    " in ",
    "[",
    "]",
    ", ",
    " ? ",
    " : ",
    " + ",
    " - ",
    " * ",
    " / ",
    " % ",
    "-",
    "'",
    "has(",
    "known(",
    "family('",
    "hasAny(",
    "hasAll(",
    "size(",
    "list:",
    "tags.",
    "scores.",
    "tiers.",
    "true",
    "false",
    "null",
    "0",
    "1",
    "9223372036854775807",
    "1e308",
    "0.1",
    "@day",
    "30d",
    "{0}",
    "{terms.aprMin}",
    "\u{202e}",
    "1970-01-01T00:00:00Z",
];

/// A text that is nearly the old one.
fn text(old: &str, rng: &mut Rng) -> String {
    let cut = |rng: &mut Rng| {
        let at = rng.usize(..=old.len());
        (0..=at).rev().find(|&at| old.is_char_boundary(at)).unwrap_or(0)
    };
    match rng.u8(..4) {
        0 => {
            let mut bytes = old.as_bytes().to_vec();
            let length = bytes.len();
            bytes.resize(length + 16, 0);
            let length = fuzzer_mutate(&mut bytes, length, length + 16);
            bytes.truncate(length);
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => {
            let (one, other) = (cut(rng), cut(rng));
            let (from, to) = (one.min(other), one.max(other));
            [old.get(..from), old.get(to..)].into_iter().flatten().collect()
        }
        2 => {
            let at = cut(rng);
            let token = TOKENS.get(rng.usize(..TOKENS.len())).copied().unwrap_or_default();
            [old.get(..at), Some(token), old.get(at..)].into_iter().flatten().collect()
        }
        _ => TOKENS.get(rng.usize(..TOKENS.len())).copied().unwrap_or_default().to_owned(),
    }
}

fn scalar(rng: &mut Rng) -> Value {
    let exponent = rng.i32(-320..=308);
    match rng.u8(..8) {
        0 => Value::Null,
        1 => Value::Bool(rng.bool()),
        2 => json!(rng.i64(..)),
        3 => json!(rng.i64(-2..=2)),
        4 => json!(rng.f64() * 10_f64.powi(exponent)),
        5 => json!([]),
        6 => json!({}),
        _ => json!(u64::MAX),
    }
}
