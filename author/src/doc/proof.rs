//! What was checked: findings, embedded tests and their coverage.

use super::book::{Block, Item, Line};
use super::results::Facts;
use super::speech::Speech;
use crate::coverage::{Coverage, Event, Kind};
use crate::diagnostics::Severity;
use crate::diagnostics::render::Finding;
use crate::examples::Outcome;

/// The chapter about findings, tests and coverage.
pub fn chapter(
    (findings, outcomes, coverage): (&[Finding], &[Outcome], Option<&Coverage>),
    speech: Speech<'_>,
    out: &mut Vec<Block>,
) {
    out.push(Block::Chapter(speech.say("Checks and tests", "检查与测试").to_owned()));
    let mut facts = Facts::new(speech);
    let count = |severity| findings.iter().filter(|found| found.severity == severity).count();
    let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
    let tests = outcomes.len();
    facts.add(
        ("check", "检查"),
        speech.line(
            format!("no error, {warnings} warnings, {notes} notes"),
            format!("无错误，{warnings} 条警告，{notes} 条提示"),
        ),
    );
    facts.add(
        ("embedded tests", "内置测试"),
        match tests {
            0 => speech.line("none", "无"),
            _ => speech.line(format!("{tests}, all passed"), format!("{tests} 个，全部通过")),
        },
    );
    if coverage.is_none() {
        let words = speech.line("too large to be measured", "策略过大，未测量");
        facts.add(("coverage of the tests", "测试覆盖"), words);
    }
    for (kind, coverage) in Kind::ALL.into_iter().zip(coverage.into_iter().cycle()) {
        let (all, covered) = coverage.totals(kind);
        let names = match kind {
            Kind::Leaf => ("conditions covered", "已覆盖条件"),
            Kind::Bin => ("bins covered", "已覆盖分箱"),
            Kind::Row => ("tier rows covered", "已覆盖分层行"),
        };
        facts.add(names, speech.line(format!("{covered} of {all}"), format!("{covered} / {all}")));
    }
    out.push(Block::Facts(facts.all));
    if !findings.is_empty() {
        out.push(Block::Entry(speech.line("Warnings and notes of the check", "检查警告与提示")));
        let items = findings.iter().map(|found| {
            let words = if speech.zh() { &found.message.zh } else { &found.message.en };
            let line = Line::default().code(found.code).text(" ").text(words).text(" ");
            Item::of(line.code(&found.pointer))
        });
        out.push(Block::List(items.collect()));
    }
    if !outcomes.is_empty() {
        out.push(Block::Entry(speech.line("Embedded tests", "内置测试")));
        out.push(Block::List(outcomes.iter().map(|one| Item::of(Line::of(&one.name))).collect()));
    }
    let missed: Vec<Item> = coverage
        .into_iter()
        .flat_map(Coverage::missed)
        .map(|part| {
            let never = part.never.iter().map(|event| {
                let (en, zh) = match event {
                    Event::True => ("never true", "从未成立"),
                    Event::False => ("never false", "从未不成立"),
                    Event::Counted => ("never counted", "从未命中"),
                    Event::Decided => ("never decided", "从未决定等级"),
                };
                Line::of(speech.say(en, zh))
            });
            let line = Line::joined(never, speech.comma()).text(speech.say(": ", "："));
            Item::of(line.code(&part.text).text(" ").code(part.at.as_str()))
        })
        .collect();
    if !missed.is_empty() {
        out.push(Block::Entry(speech.line("What the tests do not reach", "测试未覆盖之处")));
        out.push(Block::List(missed));
    }
}
