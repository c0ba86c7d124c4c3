//! What changed between two documents, in the terms of the policy.
//!
//! Things that have an id are compared with the thing of the same id, wherever it stands; conditions and
//! bins without one with what is most like them. A value that may be written in two ways, such as a
//! condition that is only an expression, is compared in one of them. What stays is not told.

mod pairs;
pub mod population;
pub mod results;
mod terms;
pub mod text;

use serde_json::{Map, Value};

use crate::json::Pointer;
use pairs::{Pair, pairs};
use terms::Term;

/// What became of a part of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Only the new document has it.
    Added,
    /// Only the old document has it.
    Removed,
    /// Its value is another.
    Changed,
    /// Its items stand in another order, and the order means something.
    Reordered,
}

impl What {
    /// As it is written in results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Removed => "removed",
            What::Changed => "changed",
            What::Reordered => "reordered",
        }
    }
}

/// A part of a policy that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What became of it.
    pub what: What,
    /// What it is: `tag`, `leaf`, `bin`, …; the key's own name where the policy has no word for it.
    pub kind: String,
    /// From the outermost thing to it: words such as `tag vip` and keys.
    pub path: Vec<String>,
    /// Where it stands in the new document, or, when it was removed, stood in the old one.
    pub at: Pointer,
    /// As it was.
    pub old: Option<Value>,
    /// As it is.
    pub new: Option<Value>,
}

/// What changed, in the order of the new document; what was removed stands behind its neighbours.
#[must_use]
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    let at = (Pointer::root(), Pointer::root());
    let root = Place { term: Term::Policy, path: Vec::new(), silent: None, at };
    root.values(old, new, &mut found);
    found
}

/// A pair of values and where they stand: in the old document and in the new one.
struct Place {
    term: Term,
    /// The words on the way to it.
    path: Vec<String>,
    /// The key that it stands under, when that is none of the words: `tag vip` says that it is one of the tags.
    silent: Option<String>,
    at: (Pointer, Pointer),
}

impl Place {
    fn key(&self, key: &str, term: Term) -> Place {
        let mut path = self.path.clone();
        let mut silent = None;
        if term.is_silent() {
            silent = Some(key.to_owned());
        } else {
            path.push(term.told(key));
        }
        Place { term, path, silent, at: (self.at.0.key(key), self.at.1.key(key)) }
    }

    fn item(&self, (old, new): (Option<usize>, Option<usize>), name: &str, term: Term) -> Place {
        let mut path = self.path.clone();
        path.push(term.told(name));
        let at = |pointer: &Pointer, index: Option<usize>| {
            index.map_or_else(|| pointer.clone(), |index| pointer.index(index))
        };
        Place { term, path, silent: None, at: (at(&self.at.0, old), at(&self.at.1, new)) }
    }

    fn tell(&self, what: What, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Change>) {
        let at = if what == What::Removed { &self.at.0 } else { &self.at.1 };
        let mut path = self.path.clone();
        path.extend(self.silent.clone());
        let key = path.last().cloned().unwrap_or_default();
        found.push(Change {
            what,
            kind: self.term.word().map_or(key, str::to_owned),
            path,
            at: at.clone(),
            old: old.cloned(),
            new: new.cloned(),
        });
    }

    fn values(&self, old: &Value, new: &Value, found: &mut Vec<Change>) {
        if old == new {
            return;
        }
        let (full_old, full_new) = (self.term.full(old), self.term.full(new));
        match (&*full_old, &*full_new) {
            (Value::Object(one), Value::Object(other)) => {
                self.objects((one, old.is_object()), (other, new.is_object()), found);
            }
            (Value::Array(one), Value::Array(other)) if self.term.items(one, other) => {
                self.lists(one, other, found);
            }
            // The same, written in two ways.
            (one, other) if one == other => {}
            _ => self.tell(What::Changed, Some(old), Some(new), found),
        }
    }

    /// Both with whether they are objects in their documents; if not, their one key has no place of its own.
    fn objects(
        &self,
        (old, old_is): (&Map<String, Value>, bool),
        (new, new_is): (&Map<String, Value>, bool),
        found: &mut Vec<Change>,
    ) {
        let under = |key: &str| {
            let mut place = self.key(key, self.term.under(key));
            if !old_is {
                place.at.0 = self.at.0.clone();
            }
            if !new_is {
                place.at.1 = self.at.1.clone();
            }
            place
        };
        for (key, value) in new {
            match old.get(key) {
                Some(before) => under(key).values(before, value, found),
                None => under(key).whole(What::Added, value, found),
            }
        }
        for (key, value) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            under(key).whole(What::Removed, value, found);
        }
    }

    /// Something that only one document has. A list or a table of things is told thing by thing.
    fn whole(&self, what: What, value: &Value, found: &mut Vec<Change>) {
        let nothing = match value {
            Value::Array(_) => Value::Array(Vec::new()),
            Value::Object(_) => Value::Object(Map::new()),
            _ => Value::Null,
        };
        let holds_things = match value {
            Value::Array(items) => self.term.items(items, &[]),
            Value::Object(_) => self.term.is_table(),
            _ => false,
        };
        match (holds_things, what) {
            (true, What::Added) => self.values(&nothing, value, found),
            (true, _) => self.values(value, &nothing, found),
            (false, What::Added) => self.tell(what, None, Some(value), found),
            (false, _) => self.tell(what, Some(value), None, found),
        }
    }

    fn lists(&self, old: &[Value], new: &[Value], found: &mut Vec<Change>) {
        let thing = self.term.item();
        let pairs = pairs(thing, old, new);
        for Pair { old: before, new: after, name } in &pairs {
            let place = self.item((*before, *after), name, Term::Of(thing));
            let one = before.and_then(|index| old.get(index));
            let other = after.and_then(|index| new.get(index));
            match (one, other) {
                (Some(one), Some(other)) => place.values(one, other, found),
                (None, Some(other)) => place.tell(What::Added, None, Some(other), found),
                (Some(one), None) => place.tell(What::Removed, Some(one), None, found),
                (None, None) => {}
            }
        }
        if self.term.is_ordered() && pairs::is_reordered(&pairs) {
            let names = |of: fn(&Pair) -> Option<usize>| {
                let mut kept: Vec<&Pair> =
                    pairs.iter().filter(|pair| pair.old.is_some() && pair.new.is_some()).collect();
                kept.sort_by_key(|pair| of(pair));
                Value::from(kept.iter().map(|pair| pair.name.clone()).collect::<Vec<String>>())
            };
            let (one, other) = (names(|pair| pair.old), names(|pair| pair.new));
            self.tell(What::Reordered, Some(&one), Some(&other), found);
        }
    }
}
