//! Fragments: partial documents that are joined with a policy before it is checked.
//!
//! Objects of declarations are joined by name and lists are appended. A name that is declared twice is a
//! finding that names both places. Every finding about a joined document tells the file in which the
//! value stands.

use serde_json::{Map, Value};

use crate::diagnostics::render::{self, Finding};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Part, Words};
use crate::json::{self, Place, Pointer, Source};

/// A file: its name and its bytes.
#[derive(Clone, Copy, Debug)]
pub struct File<'t> {
    /// Name, for findings.
    pub name: &'t str,
    /// Bytes.
    pub text: &'t [u8],
}

/// Objects whose entries are declarations.
const DECLARATIONS: [&str; 5] = ["profile", "events", "features", "adapters", "owners"];

/// Where the values of a joined document stand.
#[derive(Debug, Default)]
pub struct Places {
    policy: (String, Source),
    fragments: Vec<(String, Source)>,
    moves: Vec<Move>,
}

/// A value of a fragment in the joined document.
#[derive(Debug)]
struct Move {
    joined: Pointer,
    fragment: usize,
    own: Pointer,
}

impl Places {
    /// The findings about the joined document, each in its own file, in the order of the files and in
    /// each in its own order. `policy` names the policy's file.
    #[must_use]
    pub fn findings(&self, found: &[Diagnostic], policy: &str) -> Vec<Finding> {
        let mut all: Vec<(usize, Finding)> = found
            .iter()
            .map(|found| match self.origin(&found.pointer) {
                Some((file, own)) => {
                    let found = Diagnostic { pointer: own, ..found.clone() };
                    let (name, source) = &self.fragments[file];
                    (file + 1, render::finding(&found, source, name))
                }
                None => (0, render::finding(found, &self.policy.1, policy)),
            })
            .collect();
        all.sort_by_key(|(file, finding)| (*file, finding.place));
        all.into_iter().map(|(_, finding)| finding).collect()
    }

    /// The file, line and column in which a value of the joined document stands.
    #[must_use]
    pub fn place<'p>(&'p self, pointer: &Pointer, policy: &'p str) -> (&'p str, Place) {
        match self.origin(pointer) {
            Some((file, own)) => {
                let (name, source) = &self.fragments[file];
                (name, source.place(source.range(&own, Part::Value).start))
            }
            None => {
                let source = &self.policy.1;
                (policy, source.place(source.range(pointer, Part::Value).start))
            }
        }
    }

    /// The fragment in which a value of the joined document stands, and where.
    fn origin(&self, pointer: &Pointer) -> Option<(usize, Pointer)> {
        let within = |joined: &Pointer| {
            let rest = pointer.as_str().strip_prefix(joined.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        let moves = self.moves.iter().filter_map(|m| within(&m.joined).map(|rest| (m, rest)));
        let (nearest, rest) = moves.max_by_key(|(m, _)| m.joined.as_str().len())?;
        Some((nearest.fragment, nearest.own.path(rest)))
    }

    /// A place in words: file, line and column.
    fn told(&self, pointer: &Pointer) -> String {
        let (file, source, pointer) = match self.origin(pointer) {
            Some((file, own)) => (&self.fragments[file].0, &self.fragments[file].1, own),
            None => (&self.policy.0, &self.policy.1, pointer.clone()),
        };
        let place = source.place(source.range(&pointer, Part::Key).start);
        format!("{file}:{}:{} ({pointer})", place.line, place.column)
    }
}

/// Reads a policy and its fragments and joins them; findings go to `out`.
#[must_use]
pub fn read(
    policy: File<'_>,
    fragments: &[File<'_>],
    out: &mut Diagnostics,
) -> (Option<Value>, Places) {
    let (value, source) = json::parse(policy.text, out);
    let mut places = Places { policy: (policy.name.to_owned(), source), ..Places::default() };
    let mut joined = value;
    for file in fragments {
        let (value, root) = parse(*file, &mut places, out);
        match (&mut joined, value) {
            (Some(Value::Object(joined)), Some(Value::Object(fragment))) => {
                join(joined, fragment, &mut places, out);
            }
            (_, Some(value)) if !value.is_object() => {
                let expected = Words::new("an object", "对象");
                let found = Words::new("another value", "其他值");
                let found = Diagnostic::new(Code::WrongType, &root).arg(expected).arg(found);
                out.push(found);
            }
            _ => {} // another finding says why
        }
    }
    (joined, places)
}

/// A fragment's value. Its findings stand at a place of the joined document that no value has.
fn parse(file: File<'_>, places: &mut Places, out: &mut Diagnostics) -> (Option<Value>, Pointer) {
    let mut found = Diagnostics::new();
    let (value, source) = json::parse(file.text, &mut found);
    let number = places.fragments.len();
    let root = Pointer::root().key("\u{0}fragment").index(number);
    places.fragments.push((file.name.to_owned(), source));
    places.moves.push(Move { joined: root.clone(), fragment: number, own: Pointer::root() });
    for found in found.found() {
        let pointer = root.path(found.pointer.as_str());
        out.push(Diagnostic { pointer, ..found.clone() });
    }
    (value.filter(|_| !found.has_errors()), root)
}

/// Joins the last fragment that was read.
fn join(
    joined: &mut Map<String, Value>,
    fragment: Map<String, Value>,
    places: &mut Places,
    out: &mut Diagnostics,
) {
    let number = places.fragments.len().saturating_sub(1);
    let root = Pointer::root();
    let moved = |places: &mut Places, joined: Pointer, own: Pointer| {
        places.moves.push(Move { joined, fragment: number, own });
    };
    for (key, value) in fragment {
        let at = root.key(&key);
        match (joined.get_mut(&key), value) {
            (None, value) => {
                moved(places, at.clone(), at);
                joined.insert(key, value);
            }
            (Some(Value::Array(list)), Value::Array(items)) => {
                for (index, item) in items.into_iter().enumerate() {
                    let own = at.index(index);
                    let first = list.iter().position(|known| same_id(known, &item));
                    if let Some(first) = first {
                        let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
                        twice(id, &at.index(first), &own.key("id"), places, out);
                        continue;
                    }
                    moved(places, at.index(list.len()), own);
                    list.push(item);
                }
            }
            (Some(Value::Object(map)), Value::Object(entries))
                if DECLARATIONS.contains(&key.as_str()) =>
            {
                for (name, entry) in entries {
                    let at = at.key(&name);
                    if map.contains_key(&name) {
                        twice(&name, &at, &at, places, out);
                        continue;
                    }
                    moved(places, at.clone(), at);
                    map.insert(name, entry);
                }
            }
            (Some(_), _) => twice(&key, &at, &at, places, out),
        }
    }
}

/// Whether two items of a list declare the same id.
fn same_id(a: &Value, b: &Value) -> bool {
    let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
    id(a).is_some() && id(a) == id(b)
}

/// A name of the last fragment that is declared before.
fn twice(name: &str, first: &Pointer, own: &Pointer, places: &Places, out: &mut Diagnostics) {
    let number = places.fragments.len().saturating_sub(1);
    let here = Pointer::root().key("\u{0}fragment").index(number).path(own.as_str());
    let found = Diagnostic::new(Code::DeclaredTwice, &here).part(Part::Key);
    out.push(found.arg(name).arg(places.told(first)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = r#"{"id":"p","profile":{"age":{"type":"int"}},"scores":[{"id":"a"}]}"#;

    fn joined(fragments: &[&str]) -> (Value, Vec<String>) {
        let mut out = Diagnostics::new();
        let names: Vec<String> = (1..=fragments.len()).map(|n| format!("f{n}")).collect();
        let files: Vec<File<'_>> = names
            .iter()
            .zip(fragments)
            .map(|(name, text)| File { name, text: text.as_bytes() })
            .collect();
        let policy = File { name: "p", text: POLICY.as_bytes() };
        let (value, places) = read(policy, &files, &mut out);
        let told = places.findings(out.found(), "p").into_iter().map(|found| {
            let (line, column) = (found.place.line, found.place.column);
            format!("{}:{line}:{column} {} {}", found.file, found.pointer, found.message.en)
        });
        (value.unwrap(), told.collect())
    }

    #[test]
    fn declarations_are_joined_and_lists_appended() {
        let risk = r#"{"profile":{"income":{"type":"number"}},"scores":[{"id":"b"}],"tags":[]}"#;
        let (value, found) = joined(&[risk, r#"{"scores":[{"id":"c"}]}"#]);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(value["profile"].as_object().unwrap().len(), 2);
        let ids: Vec<&Value> =
            value["scores"].as_array().unwrap().iter().map(|score| &score["id"]).collect();
        assert_eq!(ids, ["a", "b", "c"]);
    }

    #[test]
    fn a_name_declared_twice_names_both_places() {
        let first = "{\"profile\":{\n\"income\":{}}}";
        let (_, found) = joined(&[first, r#"{"profile":{"income":{}}}"#, r#"{"id":"q"}"#]);
        assert_eq!(
            found,
            [
                "f2:1:13 /profile/income \"income\" is declared twice; first at f1:2:1 (/profile/income)",
                "f3:1:2 /id \"id\" is declared twice; first at p:1:2 (/id)",
            ]
        );
        let (_, found) = joined(&["{\"scores\":[{\"id\":\"a\"}]}"]);
        assert_eq!(
            found,
            ["f1:1:13 /scores/0/id \"a\" is declared twice; first at p:1:54 (/scores/0)"]
        );
    }

    #[test]
    fn findings_stand_in_the_file_of_their_value() {
        let (_, found) = joined(&["[1]", "{\"a\":1,}"]);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("f1:1:1  expected an object"), "{found:?}");
        assert!(found[1].starts_with("f2:1:"), "{found:?}");
        let mut out = Diagnostics::new();
        let file = File { name: "f", text: b"{\"scores\":[\n{\"id\":\"x\"}]}" };
        let (_, places) = read(File { name: "p", text: POLICY.as_bytes() }, &[file], &mut out);
        let at = Pointer::root().key("scores").index(1).key("id");
        out.push(Diagnostic::new(Code::BadId, &at).arg("x"));
        let found = &places.findings(out.found(), "p")[0];
        assert_eq!((found.file.as_str(), found.pointer.as_str()), ("f", "/scores/0/id"));
        assert_eq!(found.place.line, 2);
    }
}
