//! Explanations by the names of items.

use serde_json::Value;
use silhouette::{Engine, Error, ItemKind, Session};

use crate::answer;

/// An item's explanation as JSON.
///
/// # Errors
/// `input/item` when the policy has no such item; else as [`Session::explain`].
pub fn explain(
    engine: &Engine,
    session: &mut Session,
    item: &str,
    now: f64,
) -> Result<String, Error> {
    let unknown = || Error::new("input/item", "the policy has no such item");
    let (kind, id) = item.split_once(':').ok_or_else(unknown)?;
    let (_, kind) = ItemKind::ALL.iter().find(|(word, _)| *word == kind).ok_or_else(unknown)?;
    let strings = &engine.program().strings;
    let id = strings.iter().position(|text| text == id).and_then(|id| u32::try_from(id).ok());
    let cells = session.explain(*kind, id.ok_or_else(unknown)?, now)?.cells();
    let mut out = String::from("{\"item\":");
    answer::write_json(&Value::from(item), &mut out);
    let mut rest = String::new();
    answer::write(cells, strings, &mut rest);
    out.push(',');
    out.push_str(rest.strip_prefix('{').unwrap_or(&rest));
    Ok(out)
}
