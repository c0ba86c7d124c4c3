//! Lifecycles.

use super::book::{Block, Item, Line};
use super::conditions;
use super::results::Facts;
use super::speech::Speech;
use crate::document::results::{Lifecycle, Stage};

/// The chapter about lifecycles; none for a policy without.
pub fn chapter(speech: Speech<'_>, out: &mut Vec<Block>) {
    if speech.policy.lifecycle.is_empty() {
        return;
    }
    out.push(Block::Chapter(speech.say("Lifecycles", "生命周期").to_owned()));
    out.push(Block::Text(speech.line(
        "A customer stays in a stage until its exit holds; without an exit, until another may be entered. Then the first stage follows, in this order, that may be entered from there and whose condition holds; when there is none, the initial one. A condition that cannot be told does not hold.",
        "客户停留在当前阶段，直至退出条件满足；未设退出条件的，直至可进入其他阶段。随后按下列顺序，进入首个允许由当前阶段进入且进入条件满足的阶段；没有可进入的阶段时，回到初始阶段。因资料未知而无法判断的条件视为不满足。",
    )));
    for lifecycle in &speech.policy.lifecycle {
        out.push(Block::Entry(speech.named(lifecycle.label.as_ref(), &lifecycle.id)));
        let mut facts = Facts::new(speech);
        facts.remark(lifecycle.description.as_ref());
        facts.add(("purpose", "用途"), speech.purpose_of(lifecycle.purpose.as_ref()));
        facts.add(("initial stage", "初始阶段"), name(&lifecycle.initial, lifecycle, speech));
        out.push(Block::Facts(facts.all));
        let stages = lifecycle.stages.iter().map(|stage| item(stage, lifecycle, speech));
        out.push(Block::List(stages.collect()));
    }
}

fn name(id: &str, lifecycle: &Lifecycle, speech: Speech<'_>) -> Line {
    let stage = lifecycle.stages.iter().find(|stage| stage.id == id);
    speech.named(stage.and_then(|stage| stage.label.as_ref()), id)
}

fn item(stage: &Stage, lifecycle: &Lifecycle, speech: Speech<'_>) -> Item {
    let mut inner = Vec::new();
    if let Some(enter) = &stage.enter {
        let line = match &stage.from {
            None => speech.line("Entered from any stage when:", "可由任何阶段进入，条件："),
            Some(from) => {
                let names = from.iter().map(|id| name(id, lifecycle, speech));
                let names = Line::joined(names, speech.comma());
                let open = speech.line("Entered from ", "可由");
                open.then(names).then(speech.line(" when:", "进入，条件："))
            }
        };
        inner.push(Item { line, inner: conditions::items(enter, speech) });
    }
    inner.push(match &stage.exit {
        Some(exit) => Item {
            line: speech.line("Left when:", "退出条件："),
            inner: conditions::items(exit, speech),
        },
        None => Item::of(
            speech.line("Left as soon as another may be entered", "可进入其他阶段时即退出"),
        ),
    });
    if !stage.entitlements.is_empty() {
        let ids = speech.codes(stage.entitlements.iter().map(String::as_str));
        inner.push(Item::of(speech.line("Entitlements: ", "权益：").then(ids)));
    }
    if stage.boost != 0.0 {
        let boost = stage.boost;
        let words = (format!("Boost in the ranking: {boost}"), format!("排序加成：{boost}"));
        inner.push(Item::of(speech.line(words.0, words.1)));
    }
    Item { line: speech.named(stage.label.as_ref(), &stage.id), inner }
}
