//! What JavaScript needs once per pack.

use alloc::vec::Vec;

use serde::Serialize;

use crate::engine::Engine;
use crate::model::shapes::SHAPES;
use crate::pack::codec::FORMAT;

/// Names and strings of a loaded policy.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tables<'a> {
    format: u16,
    id: &'a str,
    version: &'a str,
    digest: &'a str,
    not_before: Option<f64>,
    expires: Option<f64>,
    locales: Vec<&'a str>,
    strings: Vec<&'a str>,
    kinds: Vec<Names<'a>>,
    profile: Vec<&'a str>,
    shapes: Vec<Names<'a>>,
    adapters: Vec<AdapterNames<'a>>,
}

/// Another vocabulary of events.
#[derive(Serialize)]
struct AdapterNames<'a> {
    name: &'a str,
    events: Vec<AdaptedNames<'a>>,
}

/// An event of another vocabulary: the number of its kind, and of the fields with another name.
#[derive(Serialize)]
struct AdaptedNames<'a> {
    name: &'a str,
    kind: u16,
    fields: Vec<(&'a str, u8)>,
}

/// A name and the names of fields.
#[derive(Serialize)]
struct Names<'a> {
    name: &'a str,
    fields: Vec<&'a str>,
}

impl Tables<'_> {
    /// The tables of an engine.
    pub fn of(engine: &Engine) -> Tables<'_> {
        let program = engine.program();
        let time = |at: Option<i64>| at.map(crate::model::number::to_f64);
        let profile = program.slots.iter().take(usize::from(program.profile));
        Tables {
            format: FORMAT,
            id: engine.text(program.info.id),
            version: engine.text(program.info.version),
            digest: engine.digest_hex(),
            not_before: time(program.info.not_before),
            expires: time(program.info.expires),
            locales: program.info.locales.iter().map(|&id| engine.text(id)).collect(),
            strings: program.strings.iter().map(|text| text.as_str()).collect(),
            kinds: program
                .kinds
                .iter()
                .map(|kind| Names {
                    name: engine.text(kind.name),
                    fields: kind.fields.iter().map(|field| engine.text(field.name)).collect(),
                })
                .collect(),
            profile: profile.map(|slot| engine.text(slot.name)).collect(),
            adapters: program
                .adapters
                .iter()
                .map(|adapter| AdapterNames {
                    name: engine.text(adapter.id),
                    events: adapter
                        .events
                        .iter()
                        .map(|event| AdaptedNames {
                            name: engine.text(event.from),
                            kind: event.kind,
                            fields: event
                                .fields
                                .iter()
                                .map(|&(f, i)| (engine.text(f), i))
                                .collect(),
                        })
                        .collect(),
                })
                .collect(),
            shapes: SHAPES
                .iter()
                .map(|&(name, fields)| Names { name, fields: fields.to_vec() })
                .collect(),
        }
    }
}
