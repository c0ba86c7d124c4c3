//! What leaves the device.

use silhouette::Engine;
use silhouette::pack::program::Question;

use super::book::{Block, Line};
use super::results::Facts;
use super::speech::Speech;
use crate::document::Short;
use crate::document::egress::{Egress, Field};
use crate::reports::estimate::Channel;

/// The chapter about what leaves the device.
pub fn chapter(engine: &Engine, speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("What leaves the device", "离开设备的数据").to_owned()));
    if speech.policy.egress.is_empty() {
        out.push(Block::Text(speech.line(
            "Nothing leaves the device: the engine has no network, and the policy declares no report.",
            "没有任何数据离开设备：计算引擎不具备网络能力，策略也未声明任何上报。",
        )));
        return;
    }
    out.push(Block::Text(speech.line(
        "Only the reports below may leave the device. Each answer is drawn at random on the device before anything is sent: with the stated probability it is the true one, otherwise one of the others, each equally likely. A report holds no customer number and no time but the number of its period; all reports have the same size. Within a period the same report is given again at no further cost; it is charged before it is given. When the record of what was charged is lost, the period counts as spent. No report is made without the consent of its purpose, nor while personalisation is off.",
        "只有以下上报可以离开设备。每项回答在发送前均于设备上随机抽取：以所列概率为真实答案，否则为其余答案之一，机会均等。上报中不含客户编号，除周期序号外不含时间；所有上报长度相同。同一周期内重复索取得到同一份上报，不再消耗预算；预算在给出上报之前扣除。扣除记录丢失时，当期视为已用完。未取得相应目的的同意、或客户关闭个性化时，不产生上报。",
    )));
    if let Some(budget) = &speech.policy.egress_budget {
        let (epsilon, per) = (budget.epsilon, speech.duration(&budget.per));
        out.push(Block::Text(speech.line(
            format!("All reports together cost at most ε = {epsilon} in {per}."),
            format!("全部上报合计，每 {per}不超过 ε = {epsilon}。"),
        )));
    }
    for report in &speech.policy.egress {
        one(report, engine, speech, out);
    }
}

fn one(report: &Egress, engine: &Engine, speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Entry(speech.named(report.label.as_ref(), &report.id)));
    let mut facts = Facts::new(speech);
    facts.remark(report.description.as_ref());
    facts.add(("purpose", "用途"), speech.purpose_of(report.purpose.as_ref()));
    let (epsilon, per) = (report.epsilon, speech.duration(&report.per));
    facts.add(
        ("privacy budget", "隐私预算"),
        speech.line(
            format!("ε = {epsilon} for a report, at most one in {per}"),
            format!("每次上报 ε = {epsilon}，每 {per}最多一次"),
        ),
    );
    let count = report.fields.len();
    if count > 1 {
        facts.add(
            ("split", "预算分配"),
            speech.line(
                format!("equally among the {count} fields"),
                format!("{count} 个字段平均分配"),
            ),
        );
    }
    out.push(Block::Facts(facts.all));
    let heads = speech.heads(&[
        ("field", "字段"),
        ("what is told", "上报内容"),
        ("answers", "答案数"),
        ("told truly", "如实概率"),
        ("reports for ±1 point", "误差 ±1 个百分点所需份数"),
    ]);
    let lowered = engine.program().egress.iter().flat_map(|manifest| &manifest.reports);
    let lowered = lowered.filter(|lowered| engine.text(lowered.id) == report.id);
    let questions: Vec<&Question> = lowered.flat_map(|lowered| &lowered.questions).collect();
    let rows = report.fields.iter().map(|(name, field)| {
        let told = match field {
            Short::Text(of) => told(&Field { of: of.clone(), bands: None, among: None }, speech),
            Short::Full(field) => told(field, speech),
        };
        let mut row = vec![Line::default().code(name), told];
        let question = questions.iter().find(|question| engine.text(question.id) == name);
        row.extend(question.into_iter().flat_map(|question| {
            let channel = Channel::of(question.count(), question.slice);
            let truly = format!("{:.2} %", channel.p * 100.0);
            let needed = format!("{:.0}", channel.needed(0.01));
            [question.count().to_string(), truly, needed].map(Line::of)
        }));
        row
    });
    out.push(Block::Table(heads, rows.collect()));
    out.push(Block::Text(speech.line(
        "Answers are counted with the one that stands for none of them. The last column is how many reports it takes until the share of any answer is known within one percentage point to each side, 95 times in 100.",
        "答案数含“以上皆非或未知”一项。末列为使任一答案占比的 95% 置信区间不宽于正负一个百分点所需的上报份数。",
    )));
}

/// What a field tells, in words.
fn told(field: &Field, speech: Speech<'_>) -> Line {
    let line = match field.of.as_str() {
        "enum:tags" => speech.line("the first tag that the customer has", "客户具备的首个标签"),
        "enum:warnings" => speech.line("the first warning that is open", "首个未解除的预警"),
        "enum:products" => speech.line("the product that is suggested first", "排在首位的推荐产品"),
        "enum:channels" => {
            speech.line("the channel of the first suggestion", "排在首位的推荐所用渠道")
        }
        of => match of.strip_prefix("warnings.") {
            Some(id) => speech.line("whether the warning is open: ", "预警是否未解除：").code(id),
            None => match of.strip_prefix("goals.").and_then(|goal| goal.rsplit_once('.')) {
                Some((id, what)) => goal(id, what, speech).text(" ").code(of),
                None => Line::of(format!("{} ", speech.fact(of))).code(of),
            },
        },
    };
    let bounds: Vec<String> = field.bands.iter().flatten().map(f64::to_string).collect();
    let line = match bounds.is_empty() {
        true => line,
        false => line.then(speech.line(
            format!(", in bands with the bounds {}", bounds.join(", ")),
            format!("，仅报区间，分界为 {}", bounds.join("、")),
        )),
    };
    match &field.among {
        None => line,
        Some(among) => {
            let ids = speech.codes(among.iter().map(String::as_str));
            line.then(speech.line(", of these only: ", "，仅限：")).then(ids)
        }
    }
}

/// How often a goal was started or reached.
fn goal(id: &str, what: &str, speech: Speech<'_>) -> Line {
    let goal = speech.policy.goals.iter().find(|goal| goal.id == id);
    let label = speech.quoted(goal.map_or(id, |goal| speech.text(&goal.label)));
    match what {
        "started" => speech.line(
            format!("how often the goal {label} was started"),
            format!("目标{label}的触发次数"),
        ),
        _ => speech.line(
            format!("how often the goal {label} was reached"),
            format!("目标{label}的达成次数"),
        ),
    }
}
