//! The published JSON Schema (2020-12), generated from the document's types.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Document;

/// Name under which the schema of this format is known.
pub const SCHEMA_ID: &str = "urn:silhouette:schema:policy-1";

/// The JSON Schema of the policy document.
#[must_use]
pub fn schema() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(generate);
    &SCHEMA
}

fn generate() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<Document>().to_value();
    without_null(&mut schema);
    if let Value::Object(map) = &mut schema {
        let mut named = Map::new();
        named.insert("$schema".to_owned(), map.remove("$schema").unwrap_or_default());
        named.insert("$id".to_owned(), json!(SCHEMA_ID));
        named.insert("title".to_owned(), json!("Silhouette policy, format 1"));
        map.remove("title");
        named.append(map);
        schema = Value::Object(named);
    }
    schema
}

/// An optional key is left out, never null.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(map) => {
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|ty| ty != "null");
                if let [only] = types.as_mut_slice() {
                    let only = only.take();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(any)) = map.get_mut("anyOf") {
                any.retain(|schema| schema != &json!({ "type": "null" }));
                if let [Value::Object(only)] = any.as_mut_slice() {
                    let mut only = std::mem::take(only);
                    map.remove("anyOf");
                    map.append(&mut only);
                }
            }
            map.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
