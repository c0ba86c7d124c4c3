//! Parts of a portrait, by name.

use silhouette::model::shapes::{SHAPES, Shape};

use super::answer::Value;

/// A field of a portrait.
pub fn of<'a>(portrait: &'a Value, name: &str) -> &'a Value {
    let (shape, fields) = SHAPES[Shape::Portrait as usize];
    assert_eq!((shape, fields.len()), ("Portrait", portrait.items().len()));
    &portrait.items()[fields.iter().position(|field| *field == name).unwrap()]
}
