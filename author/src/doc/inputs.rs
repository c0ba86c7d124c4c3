//! Purposes, facts and events: what is read of a customer, why, and for how long.

use super::book::{Block, Line};
use super::speech::Speech;
use crate::document::facts::{Class, Event, Fact};
use crate::document::{Basis, Short};

/// The chapter about purposes.
pub fn purposes(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("Purposes", "处理目的").to_owned()));
    let policy = speech.policy;
    if policy.purposes.is_empty() {
        out.push(Block::Text(
            speech.line("The policy names no purpose.", "本策略未声明处理目的。"),
        ));
        return;
    }
    if policy.purposes.iter().any(|purpose| purpose.basis == Basis::Consent) {
        out.push(Block::Text(speech.line(
            "A purpose that rests on consent is not served until the customer grants it. Without the consent none of its results is computed, its products are left out, and inputs that only such purposes may use are not kept; when the customer withdraws it, what is held of them is deleted at once.",
            "以同意为基础的目的，在客户同意之前一律不启用：不计算其任何结果，不推荐其产品，仅可用于此类目的的输入不予保留；客户撤回同意时，已保留的相应数据立即删除。",
        )));
    }
    let heads = speech.heads(&[
        ("purpose", "目的"),
        ("legal basis", "合法性基础"),
        ("inputs that may serve it", "可用于该目的的输入"),
        ("results that serve it", "服务于该目的的结果"),
    ]);
    let rows = policy.purposes.iter().map(|purpose| {
        let basis = match purpose.basis {
            Basis::Contract => {
                ("needed for the contract with the customer", "为订立、履行合同所必需")
            }
            Basis::Consent => ("the customer's consent", "取得个人同意"),
            Basis::LegalDuty => ("a duty by law", "为履行法定职责或法定义务所必需"),
        };
        let may = |purposes: &Option<Vec<String>>| {
            purposes.as_ref().is_none_or(|list| list.contains(&purpose.id))
        };
        let facts =
            policy.profile.iter().filter(|(_, fact)| may(&fact.purposes)).map(|(name, _)| name);
        let events =
            policy.events.iter().filter(|(_, event)| may(&event.purposes)).map(|(name, _)| name);
        let serves = |other: &Option<String>| other.as_ref() == Some(&purpose.id);
        let results = (policy.tags.iter().filter(|tag| serves(&tag.purpose)).map(|tag| &tag.id))
            .chain(
                policy.scores.iter().filter(|score| serves(&score.purpose)).map(|score| &score.id),
            )
            .chain(policy.tiers.iter().filter(|tier| serves(&tier.purpose)).map(|tier| &tier.id))
            .chain(policy.lifecycle.iter().filter(|one| serves(&one.purpose)).map(|one| &one.id))
            .chain(policy.warnings.iter().filter(|one| serves(&one.purpose)).map(|one| &one.id))
            .chain(policy.products.iter().filter(|one| serves(&one.purpose)).map(|one| &one.id));
        let general = policy.general_only.as_ref().and_then(|one| match one {
            Short::Text(_) => None,
            Short::Full(full) => full.purpose.as_ref(),
        });
        let general = general.filter(|id| **id == purpose.id).map(|_| "generalOnly");
        vec![
            speech.named(purpose.label.as_ref(), &purpose.id),
            Line::of(speech.say(basis.0, basis.1)),
            speech.codes(facts.chain(events).map(String::as_str)),
            speech.codes(results.map(String::as_str).chain(general)),
        ]
    });
    out.push(Block::Table(heads, rows.collect()));
}

/// The chapters about facts, events and other vocabularies.
pub fn chapter(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    let title = speech.say("Facts that the page supplies", "页面提供的客户资料");
    out.push(Block::Chapter(title.to_owned()));
    out.push(Block::Text(speech.line(
        "These facts stay on the customer's device. A fact that is not listed here is not kept, even if the page supplies it.",
        "以下资料只保存在客户设备上。未列出的资料，即使页面提供也不会保留。",
    )));
    out.push(Block::Text(speech.line(
        "Classes after JR/T 0171: C1, internal; C2, identifies the customer or tells of their finances; C3, secrets and biometrics, which no policy may read.",
        "敏感级别依据 JR/T 0171：C1 为机构内部信息；C2 为可识别客户身份与金融状况的信息；C3 为用户鉴别信息，策略不得读取。",
    )));
    let heads = speech.heads(&[
        ("fact", "资料"),
        ("type", "类型"),
        ("class", "敏感级别"),
        ("purposes", "用途"),
    ]);
    let rows = policy.profile.iter().map(|(name, fact)| {
        let ty = match &fact.description {
            Some(remark) => speech.type_of(fact).text(speech.say(" — ", "。说明：")).text(remark),
            None => speech.type_of(fact),
        };
        vec![
            speech.named(fact.label.as_ref(), name),
            ty,
            class(fact.class, speech),
            granted(fact.purposes.as_ref(), speech),
        ]
    });
    table_or_none(heads, rows.collect(), speech, out);
    let title = speech.say("Behaviour that the page records", "页面记录的客户行为");
    out.push(Block::Chapter(title.to_owned()));
    out.push(Block::Text(speech.line(
        "Events stay on the customer's device. Of each event only the fields that the features read are kept.",
        "行为记录只保存在客户设备上；每条行为仅保留特征计算所需的字段。",
    )));
    if policy.events.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    }
    for (name, declared) in &policy.events {
        out.push(Block::Entry(speech.named(declared.label.as_ref(), name)));
        out.push(Block::Facts(event(declared, speech)));
        let heads = speech.heads(&[("field", "字段"), ("type", "类型")]);
        let rows = declared.fields.iter().map(|(name, field)| {
            let (label, fact) = match field {
                Short::Text(ty) => (None, speech.type_of(&Fact::of_type(ty))),
                Short::Full(fact) => (fact.label.as_ref(), speech.type_of(fact)),
            };
            vec![speech.named(label, name), fact]
        });
        if declared.fields.is_empty() {
            let words = speech.line("Only that it happened, and when.", "仅记录事件发生及其时间。");
            out.push(Block::Text(words));
        } else {
            out.push(Block::Table(heads, rows.collect()));
        }
    }
    adapters(speech, out);
}

fn table_or_none(
    heads: Vec<String>,
    rows: Vec<Vec<Line>>,
    speech: Speech<'_>,
    out: &mut Vec<Block>,
) {
    if rows.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    } else {
        out.push(Block::Table(heads, rows));
    }
}

fn class(class: Option<Class>, speech: Speech<'_>) -> Line {
    match class {
        Some(Class::C1) => Line::of("C1"),
        Some(Class::C2) => Line::of("C2"),
        Some(Class::C3) => Line::of("C3"),
        None => speech.line("not said", "未声明"),
    }
}

fn granted<'a>(purposes: Option<&'a Vec<String>>, speech: Speech<'a>) -> Line {
    match purposes {
        Some(ids) if ids.is_empty() => speech.line("none", "无"),
        Some(ids) => speech.purposes(ids),
        None => speech.line("all purposes", "全部目的"),
    }
}

fn event<'a>(event: &'a Event, speech: Speech<'a>) -> Vec<(String, Line)> {
    let fact = |en, zh, line| (speech.say(en, zh).to_owned(), line);
    let codes = |ids: &'a [String]| speech.codes(ids.iter().map(String::as_str));
    let mut facts = Vec::new();
    if let Some(remark) = &event.description {
        facts.push(fact("remark", "说明", Line::of(remark)));
    }
    let kept = match &event.retain {
        Some(time) => Line::of(speech.duration(time)),
        None => speech.line("no limit of time", "不限时间"),
    };
    facts.push(fact("kept for", "保留期限", kept));
    let most = event.keep.unwrap_or(10_000);
    facts.push(fact(
        "kept at most",
        "最多保留",
        speech.line(format!("{most}, the newest"), format!("最近 {most} 条")),
    ));
    facts.push(fact("class", "敏感级别", class(event.class, speech)));
    facts.push(fact("purposes", "用途", granted(event.purposes.as_ref(), speech)));
    if !event.dedupe.is_empty() {
        let line = codes(&event.dedupe);
        facts.push(fact("one event for each", "去重依据（后到者替换先到者）", line));
    }
    if !event.order.is_empty() {
        facts.push(fact("ordered by", "排序依据", codes(&event.order)));
    }
    facts
}

fn adapters(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    if policy.adapters.is_empty() {
        return;
    }
    out.push(Block::Entry(speech.line("Other vocabularies of events", "其他埋点词汇的映射")));
    let heads = speech.heads(&[
        ("vocabulary", "词汇"),
        ("event there", "原事件"),
        ("event here", "本策略事件"),
        ("fields with another name there", "字段映射（原名 → 本名）"),
    ]);
    let mut rows = Vec::new();
    for (vocabulary, events) in &policy.adapters {
        for (from, to) in events {
            let (event, fields) = match to {
                Short::Text(event) => (event, None),
                Short::Full(adapted) => (&adapted.event, Some(&adapted.fields)),
            };
            let fields = fields.into_iter().flatten();
            let fields = fields.map(|(from, to)| Line::default().code(from).text(" → ").code(to));
            rows.push(vec![
                Line::default().code(vocabulary),
                Line::default().code(from),
                Line::default().code(event),
                Line::joined(fields, speech.comma()),
            ]);
        }
    }
    out.push(Block::Table(heads, rows));
}
