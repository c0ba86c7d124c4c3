//! Tags, tiers and warnings.

use super::book::{Block, Item, Line};
use super::speech::Speech;
use super::{conditions, full};
use crate::document::Short;
use crate::document::results::{
    Action, Channel, Escalate, Hysteresis, Row, Severity, Tag, Tier, Warning,
};

/// The chapter about tags.
pub fn tags(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("Tags", "标签").to_owned()));
    if speech.policy.tags.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    }
    for tag in &speech.policy.tags {
        out.push(Block::Entry(speech.named(Some(&tag.label), &tag.id)));
        out.push(Block::Facts(facts_of_tag(tag, speech)));
        out.push(Block::Text(speech.line("Given when:", "授予条件：")));
        out.push(Block::List(conditions::items(&tag.when, speech)));
    }
}

fn facts_of_tag<'a>(tag: &'a Tag, speech: Speech<'a>) -> Vec<(String, Line)> {
    let mut facts = Facts::new(speech);
    facts.remark(tag.description.as_ref());
    facts.add(("purpose", "用途"), speech.purpose_of(tag.purpose.as_ref()));
    facts.add(("shown to the customer", "客户可见"), speech.yes(tag.user_visible.unwrap_or(true)));
    if let Some(message) = &tag.message {
        facts.add(("what the customer reads", "客户看到的说明"), speech.message(message, None));
    }
    facts.add(
        ("kept", "保留"),
        match &tag.ttl {
            Some(time) => {
                let time = speech.duration(time);
                speech.line(
                    format!("{time} after the condition last held"),
                    format!("条件最后一次满足后保留 {time}"),
                )
            }
            None => speech.line("only while the condition holds", "仅在条件满足期间"),
        },
    );
    facts.add(
        ("when it cannot be told", "无法判断时"),
        if tag.on_unknown == Some(true) {
            speech.line("it is given", "视为满足，授予标签")
        } else {
            speech.line("it is not given", "不授予标签")
        },
    );
    facts.all
}

/// Terms and what belongs to each.
pub struct Facts<'a> {
    speech: Speech<'a>,
    /// What was added.
    pub all: Vec<(String, Line)>,
}

impl<'a> Facts<'a> {
    /// None yet.
    pub fn new(speech: Speech<'a>) -> Facts<'a> {
        Facts { speech, all: Vec::new() }
    }

    /// One more.
    pub fn add(&mut self, (en, zh): (&'static str, &'static str), line: Line) {
        self.all.push((self.speech.say(en, zh).to_owned(), line));
    }

    /// The policy's remark for colleagues.
    pub fn remark(&mut self, remark: Option<&String>) {
        if let Some(remark) = remark {
            self.add(("remark", "说明"), Line::of(remark));
        }
    }
}

/// The chapter about tiers.
pub fn tiers(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("Tiers", "客户分层").to_owned()));
    if speech.policy.tiers.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    }
    for tier in &speech.policy.tiers {
        out.push(Block::Entry(speech.named(tier.label.as_ref(), &tier.id)));
        let mut facts = Facts::new(speech);
        facts.remark(tier.description.as_ref());
        facts.add(("purpose", "用途"), speech.purpose_of(tier.purpose.as_ref()));
        facts.add(("going up", "升级"), speech.line("at once", "立即生效"));
        facts.add(("going down", "降级"), down(tier.hysteresis.as_ref(), speech));
        out.push(Block::Facts(facts.all));
        let heads = speech.heads(&[
            ("level, the highest first", "等级（由高到低）"),
            ("entitlements", "权益"),
            ("boost in the ranking", "排序加成"),
        ]);
        let rows = tier.levels.iter().map(|level| match level {
            Short::Text(id) => vec![Line::default().code(id), Line::of("–"), Line::of("0")],
            Short::Full(level) => vec![
                speech.named(level.label.as_ref(), &level.id),
                speech.codes(level.entitlements.iter().map(String::as_str)),
                Line::of(level.boost.to_string()),
            ],
        });
        out.push(Block::Table(heads, rows.collect()));
        out.push(Block::Text(speech.line(
            "The first row whose condition holds decides; one that cannot be told, because a fact is unknown, does not hold:",
            "自上而下，首个满足条件的行决定等级；因资料未知而无法判断的条件视为不满足：",
        )));
        let rows = tier.rows.iter().enumerate();
        out.push(Block::List(rows.map(|(index, row)| item(index, row, tier, speech)).collect()));
    }
}

fn item(index: usize, row: &Row, tier: &Tier, speech: Speech<'_>) -> Item {
    let level = tier.levels.iter().filter_map(full).find(|level| level.id == row.to);
    let number = index + 1;
    let open = speech.line(format!("Row {number}: "), format!("第 {number} 行："));
    let line = open.then(speech.named(level.and_then(|level| level.label.as_ref()), &row.to));
    let inner = match (&row.expr, &row.when) {
        (Some(text), _) => conditions::expression(text, speech),
        (None, Some(condition)) => conditions::items(condition, speech),
        (None, None) => vec![Item::of(speech.line("in every other case", "其余所有情形（默认）"))],
    };
    Item { line, inner }
}

fn down(hysteresis: Option<&Hysteresis>, speech: Speech<'_>) -> Line {
    let mut parts = Vec::new();
    if let Some(time) = hysteresis.and_then(|h| h.min_dwell.as_ref()) {
        let time = speech.duration(time);
        parts.push(speech.line(
            format!("not before {time} in the level"),
            format!("进入该等级满 {time}后方可降级"),
        ));
    }
    if let Some(margin) = hysteresis.and_then(|h| h.down_margin) {
        let percent = crate::cel::literal::Decimal::of(margin * 100.0).number;
        let percent = (percent * 1e6).round() / 1e6;
        parts.push(speech.line(
            format!("only when the numbers are more than {percent} % below their thresholds"),
            format!("且数值须低于门槛的 {percent}% 以上"),
        ));
    }
    if parts.is_empty() {
        return speech.line("at once", "立即生效");
    }
    Line::joined(parts, speech.comma_clause())
}

/// The chapter about warnings.
pub fn warnings(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("Early warnings", "预警").to_owned()));
    if speech.policy.warnings.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    }
    if !speech.policy.warnings.is_empty() {
        out.push(Block::Text(speech.line(
            "A warning is open until somebody acknowledges it, and is resolved when its condition no longer holds, or by somebody who has dealt with it. While its condition cannot be told it stays as it is.",
            "预警触发后处于待处理状态，可由人员确认；条件不再满足，或由人员处置完毕，即告解除。因资料未知而无法判断时，状态保持不变。",
        )));
    }
    for warning in &speech.policy.warnings {
        out.push(Block::Entry(Line::default().code(&warning.id)));
        out.push(Block::Facts(facts_of_warning(warning, speech)));
        out.push(Block::Text(speech.line(
            "Raised when this holds; not when it cannot be told:",
            "触发条件（因资料未知而无法判断时不触发）：",
        )));
        out.push(Block::List(conditions::items(&warning.when, speech)));
        actions(&warning.actions, speech, out);
        if let Some(escalate) = &warning.escalate {
            out.push(Block::Text(escalation(escalate, speech)));
            actions(&escalate.actions, speech, out);
        }
    }
}

fn actions(actions: &[Action], speech: Speech<'_>, out: &mut Vec<Block>) {
    if actions.is_empty() {
        return;
    }
    let heads =
        speech.heads(&[("action", "处置动作"), ("channels", "渠道"), ("playbook", "作业手册")]);
    let rows = actions.iter().map(|action| {
        let playbook = action.playbook.as_ref();
        vec![
            Line::default().code(&action.act),
            channels(&action.channels, speech),
            playbook.map_or_else(|| Line::of("–"), |id| Line::default().code(id)),
        ]
    });
    out.push(Block::Table(heads, rows.collect()));
}

/// When a warning gets more serious, and how; the actions stand behind it.
fn escalation(escalate: &Escalate, speech: Speech<'_>) -> Line {
    let time = speech.duration(&escalate.after);
    let raised = escalate.severity.map(|severity| severity_words(severity, speech));
    let (en, zh) = match raised {
        Some(severity) => (
            format!("Nobody acknowledged it for {time}: it becomes {severity}"),
            format!("触发满 {time}仍无人确认：严重程度升为“{severity}”"),
        ),
        None => (format!("Nobody acknowledged it for {time}"), format!("触发满 {time}仍无人确认")),
    };
    match (escalate.actions.is_empty(), raised) {
        (true, _) => speech.line(format!("{en}."), format!("{zh}。")),
        (false, Some(_)) => speech.line(format!("{en}, and besides:"), format!("{zh}，并追加：")),
        (false, None) => speech.line(format!("{en}; besides:"), format!("{zh}，追加：")),
    }
}

fn severity_words(severity: Severity, speech: Speech<'_>) -> &'static str {
    let (en, zh) = match severity {
        Severity::Notice => ("notice: to know", "提示"),
        Severity::Caution => ("caution: to mind", "关注"),
        Severity::High => ("high: to act on", "严重"),
    };
    speech.say(en, zh)
}

fn facts_of_warning<'a>(warning: &'a Warning, speech: Speech<'a>) -> Vec<(String, Line)> {
    let mut facts = Facts::new(speech);
    facts.remark(warning.description.as_ref());
    let severity = severity_words(warning.severity, speech);
    facts.add(("severity", "严重程度"), Line::of(severity));
    facts.add(("purpose", "用途"), speech.purpose_of(warning.purpose.as_ref()));
    facts
        .add(("what the customer reads", "客户看到的文案"), speech.message(&warning.message, None));
    if let Some(time) = &warning.cooldown {
        let time = speech.duration(time);
        facts.add(
            ("not again for", "冷却期"),
            speech.line(
                format!("{time} after it was resolved"),
                format!("解除后 {time}内不重复触发"),
            ),
        );
    }
    facts.all
}

/// Channels by name.
pub fn channels(channels: &[Channel], speech: Speech<'_>) -> Line {
    if channels.is_empty() {
        return Line::of("–");
    }
    let lines = channels.iter().map(|channel| {
        let (en, zh) = channel.words();
        Line::of(speech.say(en, zh))
    });
    Line::joined(lines, speech.comma())
}
