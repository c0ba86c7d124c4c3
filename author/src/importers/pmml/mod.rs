//! PMML 4.x with one `Scorecard`.
//!
//! Where the standard leaves room, jpmml's reading is followed: attributes are tried in order, an invalid
//! value counts only where a predicate reads it, and when no attribute is true there is no score.

mod amount;
mod cond;
mod fields;
mod predicate;
mod scorecard;

use roxmltree::{Document, Node, ParsingOptions};

use super::Imported;
use super::problem::{Problem, told};

/// No file has more elements, attributes and texts.
const MAX_NODES: u32 = 1_000_000;
/// Elements are not nested deeper.
const MAX_DEPTH: usize = 48;

/// An element of the file.
type Element<'a, 'i> = Node<'a, 'i>;

pub fn import(text: &str, id: &str) -> Result<Imported, Problem> {
    check_depth(text)?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        if matches!(error, roxmltree::Error::NodesLimitReached) {
            let most = usize::try_from(MAX_NODES).unwrap_or(usize::MAX);
            return Problem::limit("", ("elements", "个元素"), most);
        }
        let place = format!("line {}, column {}", error.pos().row, error.pos().col);
        Problem::malformed(place, ("this is not XML", "不是合法的 XML"))
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "PMML" {
        return Err(Problem::malformed(place(root), ("this is not PMML", "不是 PMML 文件")));
    }
    let mut model = None;
    for child in children(root) {
        match name(child) {
            "Header" | "MiningBuildTask" | "DataDictionary" | "TransformationDictionary" => {}
            "Scorecard" if model.is_none() => model = Some(child),
            "Scorecard" => return Err(unsupported(child, "a second model", "第二个模型")),
            other => {
                let (en, zh) = (format!("the model {other}"), format!("模型 {other}"));
                return Err(Problem::unsupported(place(child), (&en, &zh)));
            }
        }
    }
    let model = model.ok_or_else(|| Problem::missing(place(root), "Scorecard"))?;
    scorecard::import(root, model, id)
}

/// Refuses files whose elements are nested too deep, before anything walks them.
fn check_depth(text: &str) -> Result<(), Problem> {
    let (mut depth, mut line) = (0_usize, 1_usize);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        line += before.matches('\n').count();
        let end = match tag {
            tag if tag.starts_with("<!--") => tag.find("-->").map(|end| end + 3),
            tag if tag.starts_with("<![CDATA[") => tag.find("]]>").map(|end| end + 3),
            tag => tag.find('>').map(|end| end + 1),
        };
        let Some((tag, behind)) = end.and_then(|end| tag.split_at_checked(end)) else { break };
        match tag.as_bytes() {
            [_, b'/', ..] => depth = depth.saturating_sub(1),
            [_, b'!' | b'?', ..] | [.., b'/', _] => {}
            _ => depth += 1,
        }
        if depth > MAX_DEPTH {
            let place = format!("line {line}");
            return Err(Problem::limit(place, ("levels of elements", "层元素"), MAX_DEPTH));
        }
        line += tag.matches('\n').count();
        rest = behind;
    }
    Ok(())
}

/// Child elements, without extensions.
fn children<'a, 'i>(element: Element<'a, 'i>) -> impl Iterator<Item = Element<'a, 'i>> {
    element.children().filter(|child| child.is_element() && name(*child) != "Extension")
}

fn name<'a>(element: Element<'a, '_>) -> &'a str {
    element.tag_name().name()
}

/// The one child of a name.
fn child<'a, 'i>(element: Element<'a, 'i>, wanted: &str) -> Option<Element<'a, 'i>> {
    children(element).find(|child| name(*child) == wanted)
}

/// Where an element stands: names from the root on, numbered among siblings of one name, and its line.
fn place(element: Element<'_, '_>) -> String {
    let mut steps = Vec::new();
    let mut at = Some(element);
    while let Some(here) = at.filter(Node::is_element) {
        let same = |sibling: &Element<'_, '_>| sibling.has_tag_name(here.tag_name());
        let number = here.prev_siblings().skip(1).filter(same).count() + 1;
        let more = here.next_siblings().skip(1).any(|sibling| same(&sibling));
        let step = match number == 1 && !more {
            true => name(here).to_owned(),
            false => format!("{}[{number}]", name(here)),
        };
        steps.push(step);
        at = here.parent();
    }
    steps.reverse();
    let line = element.document().text_pos_at(element.range().start).row;
    format!("{} (line {line})", steps.join("/"))
}

fn unsupported(element: Element<'_, '_>, en: &str, zh: &str) -> Problem {
    Problem::unsupported(place(element), (en, zh))
}

fn malformed(element: Element<'_, '_>, en: &str, zh: &str) -> Problem {
    Problem::malformed(place(element), (en, zh))
}

/// An attribute that must be there.
fn needed<'a>(element: Element<'a, '_>, attribute: &str) -> Result<&'a str, Problem> {
    element.attribute(attribute).ok_or_else(|| Problem::missing(place(element), attribute))
}

/// A number in an attribute.
fn number(element: Element<'_, '_>, attribute: &str) -> Result<Option<f64>, Problem> {
    let Some(text) = element.attribute(attribute) else { return Ok(None) };
    match text.trim().parse() {
        Ok(number) if f64::is_finite(number) => Ok(Some(number)),
        _ => {
            let (en, zh) = (format!("{attribute} is no number"), format!("{attribute} 不是数值"));
            Err(Problem::malformed(place(element), (&en, &zh)))
        }
    }
}

/// A choice that only some values of which can be expressed.
fn choice(element: Element<'_, '_>, attribute: &str, known: &[&str]) -> Result<(), Problem> {
    match element.attribute(attribute) {
        Some(value) if !known.contains(&value) => {
            let value = told(value);
            let (en, zh) =
                (format!("{attribute}=\"{value}\""), format!(" {attribute}=\"{value}\""));
            Err(Problem::unsupported(place(element), (&en, &zh)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_without_comments_and_closed_elements() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(check_depth(&nested(MAX_DEPTH)).is_ok());
        assert!(check_depth(&nested(MAX_DEPTH + 1)).is_err());
        assert!(check_depth(&"<a/><!-- <b> -->".repeat(100)).is_ok());
        assert!(check_depth("<a").is_ok());
    }
}
