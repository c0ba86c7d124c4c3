//! What leaves the device.

use super::book::{Block, Line};
use super::results::Facts;
use super::speech::Speech;
use crate::document::Short;

/// The chapter about what leaves the device.
pub fn chapter(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("What leaves the device", "离开设备的数据").to_owned()));
    out.push(Block::Text(speech.line(
        "Nothing leaves the device: the engine has no network, and a pack of this version carries no report.",
        "没有任何数据离开设备：计算引擎不具备网络能力，当前版本的策略包也不包含任何上报。",
    )));
    if speech.policy.egress.is_empty() {
        return;
    }
    out.push(Block::Text(speech.line(
        "The document declares these reports for later versions. Each would be randomised on the device before it is sent.",
        "策略文件为后续版本声明了以下上报；每次上报在发送前均须在设备上做随机化处理。",
    )));
    for report in &speech.policy.egress {
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
        out.push(Block::Facts(facts.all));
        let heads = speech.heads(&[("field", "字段"), ("what is told", "上报内容")]);
        let rows = report.fields.iter().map(|(name, field)| {
            let told = match field {
                Short::Text(listed) => match listed.as_str() {
                    "enum:tags" => {
                        speech.line("one of the customer's tags ", "客户的一个标签 ").code(listed)
                    }
                    "enum:products" => speech
                        .line("a product that is suggested ", "一个被推荐的产品 ")
                        .code(listed),
                    _ => Line::default().code(listed),
                },
                Short::Full(field) => {
                    let line = Line::of(format!("{} ", speech.fact(&field.of))).code(&field.of);
                    let bounds = field.bands.iter().flatten().map(f64::to_string);
                    let bounds: Vec<String> = bounds.collect();
                    match bounds.is_empty() {
                        true => line,
                        false => line.then(speech.line(
                            format!(", in bands with the bounds {}", bounds.join(", ")),
                            format!("，仅报区间，分界为 {}", bounds.join("、")),
                        )),
                    }
                }
            };
            vec![Line::default().code(name), told]
        });
        out.push(Block::Table(heads, rows.collect()));
    }
}
