//! The structural check: a value against the published schema.
//!
//! It knows the part of JSON Schema that the schema uses, gathers all findings instead of the first,
//! and speaks of keys and types in the reader's words. A value that passes can be decoded.

use serde_json::{Map, Value};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Part, Words};
use crate::json::Pointer;

/// Reports every place where the value does not follow the schema.
pub fn check(schema: &Value, value: &Value, at: &Pointer, out: &mut Diagnostics) {
    Checker { root: schema, out }.value(schema, value, at);
}

struct Checker<'a> {
    root: &'a Value,
    out: &'a mut Diagnostics,
}

impl<'a> Checker<'a> {
    fn value(&mut self, schema: &'a Value, value: &Value, at: &Pointer) {
        let Some(schema) = self.resolve(schema).as_object() else { return }; // `true`: anything
        let alternatives = schema.get("anyOf").or_else(|| schema.get("oneOf"));
        if let Some(alternatives) = alternatives.and_then(Value::as_array) {
            return self.alternatives(alternatives, value, at);
        }
        if !self.has_type(schema, value) {
            let expected = expected(schema);
            return self.wrong_type(&[expected], value, at);
        }
        match value {
            Value::Object(map) => self.object(schema, map, at),
            Value::Array(items) => self.array(schema, items, at),
            Value::String(text) => self.member(&constants(schema), text, at),
            Value::Number(number) => self.number(schema, number.as_f64(), at),
            Value::Bool(_) | Value::Null => {}
        }
    }

    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        while let Some(Value::String(reference)) = schema.get("$ref") {
            let target = reference.strip_prefix('#').and_then(|path| self.root.pointer(path));
            match target {
                Some(target) => schema = target,
                None => return &Value::Null,
            }
        }
        schema
    }

    /// Alternatives differ in their JSON type, or are all strings.
    fn alternatives(&mut self, alternatives: &'a [Value], value: &Value, at: &Pointer) {
        let resolved: Vec<&Map<String, Value>> =
            alternatives.iter().filter_map(|one| self.resolve(one).as_object()).collect();
        let fitting: Vec<&&Map<String, Value>> =
            resolved.iter().filter(|one| self.has_type(one, value)).collect();
        match (fitting.as_slice(), value) {
            ([], _) => {
                let mut names: Vec<Words> = resolved.iter().map(|one| expected(one)).collect();
                names.dedup();
                self.wrong_type(&names, value, at);
            }
            // Unless one of them is open, the constants of all are what may stand here.
            (_, Value::String(text)) if fitting.iter().all(|one| !constants(one).is_empty()) => {
                let all: Vec<&str> = fitting.iter().flat_map(|one| constants(one)).collect();
                self.member(&all, text, at);
            }
            ([one, ..], Value::Object(map)) => self.object(one, map, at),
            ([one, ..], Value::Array(items)) => self.array(one, items, at),
            ([one, ..], Value::Number(number)) => self.number(one, number.as_f64(), at),
            _ => {}
        }
    }

    fn has_type(&self, schema: &Map<String, Value>, value: &Value) -> bool {
        match schema.get("type").and_then(Value::as_str) {
            None => true,
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("null") => value.is_null(),
            Some("number") => value.is_number(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some(_) => false,
        }
    }

    fn object(&mut self, schema: &'a Map<String, Value>, map: &Map<String, Value>, at: &Pointer) {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (key, value) in map {
            let pointer = at.key(key);
            if let Some(schema) = schema.get("properties").and_then(|all| all.get(key)) {
                self.value(schema, value, &pointer);
                continue;
            }
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {
                    let known: Vec<&str> = properties.keys().map(String::as_str).collect();
                    self.out.push(
                        Diagnostic::new(Code::UnknownKey, &pointer)
                            .part(Part::Key)
                            .arg(key)
                            .arg(listing(&known))
                            .meant(key, known),
                    );
                }
                Some(schema @ Value::Object(_)) => self.value(schema, value, &pointer),
                _ => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if !map.contains_key(key) {
                self.out.push(Diagnostic::new(Code::MissingKey, at).arg(key));
            }
        }
    }

    fn array(&mut self, schema: &'a Map<String, Value>, items: &[Value], at: &Pointer) {
        let limit = |key: &str| schema.get(key).and_then(Value::as_u64);
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        let (min, max) = (limit("minItems").unwrap_or(0), limit("maxItems").unwrap_or(u64::MAX));
        if count < min || count > max {
            self.out.push(
                Diagnostic::new(Code::WrongLength, at).arg(min.to_string()).arg(count.to_string()),
            );
        }
        if let Some(schema) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                self.value(schema, item, &at.index(index));
            }
        }
    }

    fn member(&mut self, allowed: &[&str], text: &str, at: &Pointer) {
        if !allowed.is_empty() && !allowed.contains(&text) {
            self.out.push(
                Diagnostic::new(Code::BadValue, at)
                    .arg(text)
                    .arg(listing(allowed))
                    .meant(text, allowed.iter().copied()),
            );
        }
    }

    fn number(&mut self, schema: &Map<String, Value>, number: Option<f64>, at: &Pointer) {
        let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
        let (low, high) = match schema.get("format").and_then(Value::as_str) {
            Some("uint8") => (0.0, 255.0),
            Some("uint16") => (0.0, 65_535.0),
            Some("uint32") => (0.0, 4_294_967_295.0),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let low = limit("minimum").unwrap_or(low);
        let high = limit("maximum").unwrap_or(high);
        if number.is_none_or(|number| !(low..=high).contains(&number)) {
            let low = low.to_string();
            self.out.push(Diagnostic::new(Code::OutOfRange, at).arg(low).arg(high.to_string()));
        }
    }

    fn wrong_type(&mut self, expected: &[Words], value: &Value, at: &Pointer) {
        let join = |words: Vec<&str>, or: &str| words.join(or);
        let found = match value {
            Value::Null => Words::new("null", "null"),
            Value::Bool(_) => Words::new("true or false", "真假值"),
            Value::Number(_) => Words::new("a number", "数字"),
            Value::String(_) => Words::new("a string", "字符串"),
            Value::Array(_) => Words::new("an array", "数组"),
            Value::Object(_) => Words::new("an object", "对象"),
        };
        let expected = Words::new(
            join(expected.iter().map(|words| words.en.as_str()).collect(), " or "),
            join(expected.iter().map(|words| words.zh.as_str()).collect(), "或"),
        );
        self.out.push(Diagnostic::new(Code::WrongType, at).arg(expected).arg(found));
    }
}

/// What a schema expects, in words.
fn expected(schema: &Map<String, Value>) -> Words {
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => Words::new("an object", "对象"),
        Some("array") => Words::new("an array", "数组"),
        Some("boolean") => Words::new("true or false", "真假值"),
        Some("number") => Words::new("a number", "数字"),
        Some("integer") => Words::new("a whole number", "整数"),
        _ => Words::new("a string", "字符串"),
    }
}

/// The strings that a schema allows; none: all.
fn constants(schema: &Map<String, Value>) -> Vec<&str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    listed.chain(schema.get("const")).filter_map(Value::as_str).collect()
}

/// Names in a row; long lists are cut.
fn listing(names: &[&str]) -> String {
    const SHOWN: usize = 40;
    let mut text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(", …");
    }
    text
}
