//! `types`: the ids and inputs of a policy as TypeScript, for the page that runs it.

use std::fmt::Write as _;
use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, check};
use crate::cel::types::LIST;
use crate::document::facts::Fact;
use crate::document::{Document, Short};
use crate::lower::occasions::ROOM;

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["output", "with"])?;
    let output = args.needed("output", "-o policy.d.ts")?;
    let checked = check::policy(args, path, host)?;
    let (Some(document), Some(_)) = (&checked.compiled.document, &checked.pack) else {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    };
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    let text = declarations(document);
    target.write_all(text.as_bytes()).and_then(|()| target.flush()).map_err(file)?;
    let mut out = host.out();
    writeln!(out, "{output}")?;
    out.flush()?;
    Ok(Exit::Done)
}

/// The declarations of a policy.
fn declarations(document: &Document) -> String {
    let mut out = format!("// Made from {} {}. Do not edit.\n\n", document.id, document.version);
    let occasions = document.occasions.keys().map(|id| format!("{ROOM}{id}"));
    let feature_names: Vec<String> = occasions.chain(document.features.keys().cloned()).collect();
    let unions = [
        ("TagId", document.tags.iter().map(|tag| tag.id.as_str()).collect::<Vec<_>>()),
        ("ScoreId", document.scores.iter().map(|score| score.id.as_str()).collect()),
        ("TierId", document.tiers.iter().map(|tier| tier.id.as_str()).collect()),
        ("LifecycleId", document.lifecycle.iter().map(|one| one.id.as_str()).collect()),
        ("WarningId", document.warnings.iter().map(|warning| warning.id.as_str()).collect()),
        ("ProductId", document.products.iter().map(|product| product.id.as_str()).collect()),
        ("GoalId", document.goals.iter().map(|goal| goal.id.as_str()).collect()),
        ("ReportId", document.egress.iter().map(|report| report.id.as_str()).collect()),
        ("FeatureName", feature_names.iter().map(String::as_str).collect()),
        ("PurposeId", document.purposes.iter().map(|purpose| purpose.id.as_str()).collect()),
    ];
    for (name, ids) in unions {
        let _ = writeln!(out, "export type {name} = {};", union(ids));
    }
    out.push_str(
        "\n/** Facts that the page supplies; null is unknown. */\nexport interface Profile {\n",
    );
    for (name, fact) in &document.profile {
        let _ = writeln!(out, "  {}?: {} | null;", quoted(name), type_of(fact));
    }
    out.push_str("}\n\n/** Behaviour that the page records. */\nexport type PolicyEvent =");
    if document.events.is_empty() {
        out.push_str(" never");
    }
    for (name, event) in &document.events {
        let _ = write!(out, "\n  | {{ type: {}; at: number", quoted(name));
        for (field, fact) in &event.fields {
            let ty = match fact {
                Short::Text(ty) => type_of(&Fact::of_type(ty)),
                Short::Full(fact) => type_of(fact),
            };
            let _ = write!(out, "; {}?: {ty} | null", quoted(field));
        }
        out.push_str(" }");
    }
    out.push_str(";\n");
    out
}

fn union<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let ids: Vec<String> = ids.into_iter().map(quoted).collect();
    if ids.is_empty() { "never".to_owned() } else { ids.join(" | ") }
}

/// A string literal; names may hold anything.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
    let escaped = escaped.replace('\n', "\\n").replace('\r', "\\r");
    format!("'{}'", escaped.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

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
    fn names_become_literals_and_types_their_counterparts() {
        assert_eq!(union(["a", "it's"]), "'a' | 'it\\'s'");
        assert_eq!(union([]), "never");
        assert_eq!(type_of(&Fact::of_type("decimal(2)")), "number | string");
        assert_eq!(type_of(&Fact::of_type("enum:in|out")), "'in' | 'out'");
        assert_eq!(type_of(&Fact::of_type("enum:products")), "ProductId");
        assert_eq!(type_of(&Fact::of_type("date")), "string");
        assert_eq!(type_of(&Fact::of_type("list:enum:a|b")), "ReadonlyArray<'a' | 'b'>");
        assert_eq!(type_of(&Fact::of_type("list:decimal(2)")), "ReadonlyArray<number | string>");
    }
}
