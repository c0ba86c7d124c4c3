//! What JavaScript needs once per pack.

use crate::engine::Engine;
use crate::model::answer::Answer;
use crate::pack::codec::FORMAT;

/// Two arrays, one behind the other. First all strings, as texts; then what refers to them:
///
/// ```text
/// [format, id, version, digest, notBefore, expires, locales, profile, kinds, adapters]
/// kinds         := [[name, field…]…]
/// adapters      := [[name, [from, kind, from, field, from, field…]…]…]
/// ```
pub fn write(engine: &Engine, answer: &mut Answer) {
    let program = engine.program();
    answer.list(program.strings.len());
    program.strings.iter().for_each(|text| answer.text(text));

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
