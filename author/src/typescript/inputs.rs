//! What a page gives: facts, events, the purposes to ask the customer for.

use super::text::{alias, comment, key, literal, union};
use super::{about, paragraphs, told};
use crate::cel::types::LIST;
use crate::document::facts::{Event, Fact};
use crate::document::{Basis, Document, Short};

/// Writes the types of what a page gives.
pub fn write(document: &Document, out: &mut String) {
    let said =
        "Facts about the customer that the page supplies. Absent, null and undefined mean unknown.";
    *out += &comment("", said);
    *out += "export type Profile = {\n";
    for (name, fact) in &document.profile {
        field(document, "  ", name, fact, out);
    }
    *out += "};\n\n";
    let names: Vec<_> =
        document.profile.keys().map(|name| (name.as_str(), String::new())).collect();
    *out += &alias("FactName", "Names of the facts.", &names);

    *out += &comment("", "Behaviour that the page records, by its kind.");
    *out += "export type Events = {\n";
    for (name, one) in &document.events {
        event(document, name, one, out);
    }
    *out += "};\n\n";
    *out += "/** Kinds of events. */\nexport type EventType = keyof Events;\n\n";
    *out += "/** An event of any kind; its type tells which. */\n";
    *out += "export type PolicyEvent = Events[EventType];\n\n";
    let adapters: Vec<_> =
        document.adapters.keys().map(|id| (id.as_str(), String::new())).collect();
    *out += &alias("AdapterId", "Other vocabularies in which events may come.", &adapters);
    purposes(document, out);
}

fn purposes(document: &Document, out: &mut String) {
    let all = document.purposes.iter();
    let said = |purpose: &crate::document::Purpose| {
        purpose.label.as_ref().map(|label| told(document, label)).unwrap_or_default()
    };
    let members: Vec<_> = all.clone().map(|one| (one.id.as_str(), said(one))).collect();
    *out += &alias("PurposeId", "Purposes of processing.", &members);
    let asked = all.filter(|one| one.basis == Basis::Consent);
    let members: Vec<_> = asked.map(|one| (one.id.as_str(), said(one))).collect();
    *out += &alias("ConsentId", "The purposes that rest on the customer's consent.", &members);
}

fn event(document: &Document, name: &str, event: &Event, out: &mut String) {
    let said = about(document, event.label.as_ref(), event.description.as_deref());
    *out += &comment("  ", &said);
    *out += &format!("  readonly {}: {{\n", key(name));
    *out += &format!("    readonly type: {};\n", literal(name));
    *out += "    /** When it happened, in milliseconds since 1970. */\n";
    *out += "    readonly at: number;\n";
    for (name, short) in &event.fields {
        match short {
            Short::Text(ty) => field(document, "    ", name, &Fact::of_type(ty), out),
            Short::Full(fact) => field(document, "    ", name, fact, out),
        }
    }
    *out += "  };\n";
}

/// A fact, or a field of an event.
fn field(document: &Document, indent: &str, name: &str, fact: &Fact, out: &mut String) {
    let said = about(document, fact.label.as_ref(), fact.description.as_deref());
    let values = fact.value_labels.iter().map(|(value, label)| (value, told(document, label)));
    let values: Vec<_> = values.map(|(value, label)| format!("- {value}: {label}")).collect();
    *out += &comment(indent, &paragraphs([said, form(fact), values.join("\n")]));
    *out += &format!("{indent}readonly {}?: {} | null | undefined;\n", key(name), type_of(fact));
}

/// What the type does not tell: digits, unit, range.
fn form(fact: &Fact) -> String {
    let ty = fact.ty.strip_prefix(LIST).unwrap_or(&fact.ty);
    let kind = match ty {
        "int" => Some("a whole number".to_owned()),
        "date" => Some("a day, YYYY-MM-DD".to_owned()),
        "id" => Some("an identifier; only its keyed hash is held".to_owned()),
        "topic" => Some("a text, of which only the topic is kept".to_owned()),
        _ if ty.starts_with("decimal") => {
            let said = ty.strip_prefix("decimal(").and_then(|rest| rest.strip_suffix(')'));
            let scale = said.and_then(|said| said.parse().ok()).or(fact.scale).unwrap_or(0);
            Some(format!("an exact number, {scale} digits behind the point"))
        }
        _ => None,
    };
    let unit = fact.unit.as_ref().map(|unit| format!("in {unit}"));
    let range = fact.range.map(|[from, to]| format!("{from} to {to}"));
    let parts: Vec<String> = [kind, unit, range].into_iter().flatten().collect();
    let mut text = parts.join("; ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text
}

/// The type of a fact's values.
fn type_of(fact: &Fact) -> String {
    if let Some(of) = fact.ty.strip_prefix(LIST) {
        let element = Fact { ty: of.to_owned(), ..fact.clone() };
        return format!("ReadonlyArray<{}>", type_of(&element));
    }
    if let Some(listed) = fact.ty.strip_prefix("enum:") {
        return match listed {
            "products" => "ProductId".to_owned(),
            "tags" => "TagId".to_owned(),
            listed => union(listed.split('|')),
        };
    }
    match fact.ty.as_str() {
        "bool" => "boolean".to_owned(),
        "int" | "number" => "number".to_owned(),
        "enum" => union(fact.values.iter().flatten().map(String::as_str)),
        ty if ty.starts_with("decimal") => "number | string".to_owned(),
        _ => "string".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_become_their_counterparts() {
        assert_eq!(type_of(&Fact::of_type("decimal(2)")), "number | string");
        assert_eq!(type_of(&Fact::of_type("enum:in|out")), "'in' | 'out'");
        assert_eq!(type_of(&Fact::of_type("enum:products")), "ProductId");
        assert_eq!(type_of(&Fact::of_type("date")), "string");
        assert_eq!(type_of(&Fact::of_type("list:enum:a|b")), "ReadonlyArray<'a' | 'b'>");
        assert_eq!(type_of(&Fact::of_type("list:decimal(2)")), "ReadonlyArray<number | string>");
    }

    #[test]
    fn what_a_type_does_not_tell_is_said() {
        let money = Fact { unit: Some("CNY".to_owned()), ..Fact::of_type("decimal(2)") };
        assert_eq!(form(&money), "An exact number, 2 digits behind the point; in CNY");
        let age = Fact { range: Some([0.0, 120.0]), ..Fact::of_type("int") };
        assert_eq!(form(&age), "A whole number; 0 to 120");
        assert_eq!(form(&Fact::of_type("category")), "");
    }
}
