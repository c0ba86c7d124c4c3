//! The rule book: a policy in words, for people who answer for it.
//!
//! Everything that the document says about the customer's data and about what follows from it has its
//! place here, in the order in which it works: purposes, inputs, features, results, offers, what leaves the
//! device, and what was checked. The book is made of the checked document alone, so that two books of one
//! document are the same bytes.

pub mod book;
mod conditions;
pub(crate) mod expressions;
mod features;
pub mod html;
mod inputs;
mod leaves;
mod lifecycle;
pub mod markdown;
mod offers;
mod proof;
mod results;
mod scores;
pub(crate) mod speech;

use book::{Block, Book, Line};
use results::Facts;
use speech::Speech;

use crate::compile::Checked;
use crate::coverage::Coverage;
use crate::document::{Document, Moment, Short};

/// The rule book of a policy in which nothing is wrong; none when something is. Labels and words are in
/// `locale`, `zh-CN` or `en`. `file` names the policy's own file. Without `coverage`, it was not measured.
#[must_use]
pub fn book(
    checked: &Checked,
    coverage: Option<&Coverage>,
    locale: &str,
    file: &str,
) -> Option<Book> {
    let (Some(document), Some(engine), Some(pack)) =
        (&checked.compiled.document, &checked.engine, &checked.pack)
    else {
        return None;
    };
    let speech = Speech::new(document, locale);
    let mut blocks = Vec::new();
    head(document, (engine.digest_hex(), pack.len()), speech, &mut blocks);
    inputs::purposes(speech, &mut blocks);
    inputs::chapter(speech, &mut blocks);
    features::occasions(speech, &mut blocks);
    features::chapter(speech, &mut blocks);
    results::tags(speech, &mut blocks);
    scores::chapter(speech, &mut blocks);
    results::tiers(speech, &mut blocks);
    lifecycle::chapter(speech, &mut blocks);
    results::warnings(speech, &mut blocks);
    offers::products(speech, &mut blocks);
    offers::contact(speech, &mut blocks);
    leaves::chapter(engine, speech, &mut blocks);
    let findings = checked.compiled.findings(file);
    proof::chapter((&findings, &checked.outcomes, coverage), speech, &mut blocks);
    Some(Book {
        language: if speech.zh() { "zh-CN" } else { "en" },
        contents: speech.say("Contents", "目录"),
        title: match speech.zh() {
            true => format!("规则手册：{} {}", document.id, document.version),
            false => format!("Rule book: {} {}", document.id, document.version),
        },
        blocks,
    })
}

fn head(
    document: &Document,
    (digest, bytes): (&str, usize),
    speech: Speech<'_>,
    out: &mut Vec<Block>,
) {
    out.push(Block::Chapter(speech.say("The policy", "策略概要").to_owned()));
    if let Some(description) = &document.description {
        out.push(Block::Text(Line::of(description)));
    }
    let mut facts = Facts::new(speech);
    facts.add(("id", "策略编号"), Line::default().code(&document.id));
    facts.add(("version", "版本"), Line::default().code(&document.version));
    facts.add(
        ("digest of its pack (SHA-256)", "策略包摘要（SHA-256）"),
        Line::default().code(digest),
    );
    facts.add(
        ("size of its pack", "策略包大小"),
        speech.line(format!("{bytes} bytes"), format!("{bytes} 字节")),
    );
    let moment = |moment: &Option<Moment>| {
        moment
            .as_ref()
            .map_or_else(|| speech.line("not limited", "不限"), |one| Line::of(written(one)))
    };
    facts.add(("valid from", "生效时间"), moment(&document.not_before));
    facts.add(("valid until", "失效时间"), moment(&document.expires));
    facts.add(("local time", "时区"), Line::of(&document.timezone));
    let locales = document.locales.iter().map(String::as_str);
    facts.add(("languages", "语言"), speech.codes(locales));
    out.push(Block::Facts(facts.all));
    if !document.owners.is_empty() {
        let heads = speech.heads(&[("answers for", "职责"), ("owner", "责任部门")]);
        let rows = document.owners.iter().map(|(role, owner)| {
            let line = match role.as_str() {
                "risk" => speech.line("risk ", "风险 ").code(role),
                "marketing" => speech.line("marketing ", "营销 ").code(role),
                "compliance" => speech.line("compliance ", "合规 ").code(role),
                _ => Line::default().code(role),
            };
            vec![line, Line::of(owner)]
        });
        out.push(Block::Table(heads, rows.collect()));
    }
    out.push(Block::Text(speech.line(
        "This book was made by a program from the policy document; it describes exactly the pack with this digest. Results are computed where their subject can change them and are advisory: the decision of record is the bank's.",
        "本手册由程序根据策略文件生成，所述内容与上述摘要对应的策略包完全一致。结果在客户设备上计算，仅供参考；正式决策以银行系统为准。",
    )));
}

/// A moment as the policy writes it.
fn written(moment: &Moment) -> String {
    match &moment.0 {
        serde_json::Value::String(text) => text.clone(),
        other => match other.as_i64().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()) {
            Some(time) => time.to_string(),
            None => other.to_string(),
        },
    }
}

/// The full form of what may also be written shortly.
fn full<T>(short: &Short<T>) -> Option<&T> {
    match short {
        Short::Text(_) => None,
        Short::Full(full) => Some(full),
    }
}
