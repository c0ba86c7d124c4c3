//! What JavaScript needs once per pack.

use alloc::vec::Vec;

use crate::engine::Engine;
use crate::model::answer::Answer;
use crate::pack::codec::FORMAT;

/// Stands between two strings: no text holds one half of a pair alone.
const BETWEEN: u16 = 0xdfff;

/// Two arrays, one behind the other. First where all strings are, and how many bytes, each unit of UTF-16 two and
/// [`BETWEEN`] behind each string: JavaScript makes a text of them at once. Then what refers to them:
///
/// ```text
/// [format, id, version, digest, notBefore, expires, locales, profile, kinds, adapters]
/// kinds         := [[name, field…]…]
/// adapters      := [[name, [from, kind, from, field, from, field…]…]…]
/// ```
pub fn write(engine: &Engine, bytes: &mut Vec<u8>, answer: &mut Answer) {
    let program = engine.program();
    for text in &program.strings {
        for unit in text.encode_utf16().chain([BETWEEN]) {
            bytes.extend_from_slice(&unit.to_le_bytes());
        }
    }
    answer.list(2);
    answer.count(bytes.as_ptr().addr());
    answer.count(bytes.len());

    answer.list(10);
    answer.number(f64::from(FORMAT));
    for id in [program.info.id, program.info.version, engine.digest()] {
        answer.string(id);
    }
    for moment in [program.info.not_before, program.info.expires] {
        answer.maybe_time(moment);
    }
    answer.strings(&program.info.locales);
    let profile = usize::from(program.profile);
    answer.list(profile);
    program.slots.iter().take(profile).for_each(|slot| answer.string(slot.name));
    answer.list(program.kinds.len());
    for kind in &program.kinds {
        answer.list(1 + kind.fields.len());
        answer.string(kind.name);
        kind.fields.iter().for_each(|field| answer.string(field.name));
    }
    answer.list(program.adapters.len());
    for adapter in &program.adapters {
        answer.list(1 + adapter.events.len());
        answer.string(adapter.id);
        for event in &adapter.events {
            answer.list(2 + 2 * event.fields.len());
            answer.string(event.from);
            answer.number(f64::from(event.kind));
            for &(from, field) in &event.fields {
                answer.string(from);
                answer.number(f64::from(field));
            }
        }
    }
}
