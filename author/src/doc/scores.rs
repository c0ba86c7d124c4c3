//! Scores: scorecards bin by bin, and models by what they read.

use super::book::{Block, Line};
use super::conditions;
use super::results::Facts;
use super::speech::Speech;
use crate::document::models::{Logistic, Rules, Trees};
use crate::document::scores::{
    Algorithm, Attribute, Band, Characteristic, Goal, Kind, ReasonCode, Score,
};
use crate::document::{Amount, Short};

/// The chapter about scores.
pub fn chapter(speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Chapter(speech.say("Scores", "评分").to_owned()));
    if speech.policy.scores.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
    }
    for score in &speech.policy.scores {
        out.push(Block::Entry(speech.named(score.label.as_ref(), &score.id)));
        out.push(Block::Facts(facts(score, speech)));
        match (&score.trees, &score.logistic) {
            (Some(trees), _) => out.push(inputs(trees, speech)),
            (_, Some(logistic)) => out.push(terms(logistic, speech)),
            _ => scorecard(score, speech, out),
        }
        bands(&score.bands, speech, out);
    }
}

fn facts<'a>(score: &'a Score, speech: Speech<'a>) -> Vec<(String, Line)> {
    let mut facts = Facts::new(speech);
    facts.remark(score.description.as_ref());
    let kind = match score.kind {
        Kind::Scorecard => ("scorecard (PMML 4.4)", "评分卡（PMML 4.4 规则）"),
        Kind::Trees => ("ensemble of decision trees", "决策树集成模型"),
        Kind::Logistic => ("logistic regression", "逻辑回归模型"),
    };
    facts.add(("kind", "类型"), Line::of(speech.say(kind.0, kind.1)));
    facts.add(("purpose", "用途"), speech.purpose_of(score.purpose.as_ref()));
    if score.kind == Kind::Scorecard {
        facts.add(("before any characteristic", "初始分"), Line::of(score.initial.to_string()));
    }
    if let Some(goal) = score.goal {
        let better = match goal {
            Goal::Higher => ("a higher score is better", "分数越高越好"),
            Goal::Lower => ("a lower score is better", "分数越低越好"),
        };
        facts.add(
            ("way to the next band", "提升路径"),
            speech.line(
                format!("{}; the customer is told the smallest change that reaches it", better.0),
                format!("{}；向客户说明达到下一档位所需的最小改变", better.1),
            ),
        );
    }
    if let Some(codes) = &score.reason_codes {
        let most = codes.max.unwrap_or(4);
        let algorithm = match codes.algorithm {
            Algorithm::PointsBelow => (
                "reasons for a low score, ranked by baseline minus points",
                "说明分数偏低的原因，按“基准分 − 得分”排序",
            ),
            Algorithm::PointsAbove => (
                "reasons for a high score, ranked by points minus baseline",
                "说明分数偏高的原因，按“得分 − 基准分”排序",
            ),
        };
        facts.add(
            ("reasons told", "原因说明"),
            speech.line(
                format!("{}; at most {most}", algorithm.0),
                format!("{}；最多 {most} 条", algorithm.1),
            ),
        );
    }
    if let Some(probability) = &score.probability {
        let (a, b) = (probability.a, probability.b);
        facts.add(
            ("probability", "概率"),
            Line::default().code(format!("1 / (1 + exp({a} + {b} * score))")),
        );
    }
    if let Some(trees) = &score.trees {
        let rules = match trees.rules {
            Rules::LightGbm => "LightGBM",
            Rules::XgBoost => "XGBoost",
        };
        let (count, nodes) = (trees.nodes.len(), trees.nodes.iter().map(Vec::len).sum::<usize>());
        facts.add(
            ("model", "模型"),
            speech.line(
                format!(
                    "{count} trees with {nodes} nodes, by the rules of {rules}; base {}",
                    trees.base
                ),
                format!("{count} 棵树、{nodes} 个节点，按 {rules} 规则计算；基础值 {}", trees.base),
            ),
        );
        facts.add(
            ("explanation", "可解释性"),
            speech.line("TreeSHAP values of each input", "按 TreeSHAP 给出各输入的贡献"),
        );
    }
    if let Some(logistic) = &score.logistic {
        facts.add(("intercept", "截距"), Line::of(logistic.intercept.to_string()));
    }
    facts.all
}

fn scorecard(score: &Score, speech: Speech<'_>, out: &mut Vec<Block>) {
    let heads = speech.heads(&[
        ("characteristic", "特征项"),
        ("attribute", "分箱"),
        ("points", "得分"),
        ("reason", "原因码"),
    ]);
    let mut rows = Vec::new();
    for characteristic in &score.characteristics {
        let attributes = characteristic.attributes.iter();
        rows.extend(attributes.enumerate().map(|(index, attribute)| {
            let first = if index == 0 { head(characteristic, speech) } else { Line::of("〃") };
            vec![
                first,
                bin(attribute, speech),
                points(attribute, speech),
                reason(attribute, characteristic, score, speech),
            ]
        }));
    }
    out.push(Block::Table(heads, rows));
}

fn head<'a>(characteristic: &'a Characteristic, speech: Speech<'a>) -> Line {
    let label = characteristic.label.as_ref().map(|label| speech.text(label));
    let label = label.unwrap_or_else(|| speech.label(&characteristic.fact));
    let mut line = Line::default().strong(label).text(" ").code(&characteristic.fact);
    if let Some(id) = characteristic.id.as_ref().filter(|id| **id != characteristic.fact) {
        line = line.text(speech.say(" as ", "，编号 ")).code(id);
    }
    let baseline = characteristic.baseline;
    line = line.then(speech.line(format!("; baseline {baseline}"), format!("；基准分 {baseline}")));
    match &characteristic.description {
        Some(remark) => line.text(speech.semicolon()).text(remark),
        None => line,
    }
}

fn bin(attribute: &Attribute, speech: Speech<'_>) -> Line {
    let json = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if let Some(condition) = &attribute.when {
        return conditions::line(condition, speech);
    }
    if let Some(values) = &attribute.values {
        let values: Vec<String> = values.iter().map(json).collect();
        return speech.codes(values.iter().map(String::as_str));
    }
    if let Some(special) = &attribute.special {
        let values: Vec<String> = special.iter().map(f64::to_string).collect();
        return speech
            .line("special: ", "特殊值：")
            .then(speech.codes(values.iter().map(String::as_str)));
    }
    match (attribute.lo, attribute.hi) {
        (Some(lo), Some(hi)) => Line::of(format!("[{lo}, {hi})")),
        (Some(lo), None) => Line::of(format!("≥ {lo}")),
        (None, Some(hi)) => Line::of(format!("< {hi}")),
        (None, None) if attribute.missing == Some(true) => speech.line("unknown", "未知（缺失）"),
        (None, None) => speech.line("any other value", "其余取值"),
    }
}

fn points(attribute: &Attribute, speech: Speech<'_>) -> Line {
    match &attribute.points {
        Some(Amount::Number(points)) => Line::of(points.to_string()),
        Some(Amount::Expr(text)) => Line::default().code(text),
        None => speech.line("no score at all", "不出分"),
    }
}

fn reason<'a>(
    attribute: &'a Attribute,
    characteristic: &'a Characteristic,
    score: &'a Score,
    speech: Speech<'a>,
) -> Line {
    match attribute.reason_code.as_ref().or(characteristic.reason_code.as_ref()) {
        None => Line::of("–"),
        Some(Short::Full(reason)) => told(reason, speech),
        Some(Short::Text(code)) => match declared(score, code) {
            Some(reason) => told(reason, speech),
            None => Line::default().code(code),
        },
    }
}

fn told<'a>(reason: &'a ReasonCode, speech: Speech<'a>) -> Line {
    Line::default().code(&reason.code).text(" ").then(speech.message(&reason.message, None))
}

/// Where a score says what a code means.
fn declared<'a>(score: &'a Score, code: &str) -> Option<&'a ReasonCode> {
    let characteristics = score.characteristics.iter();
    let all = characteristics.flat_map(|one| {
        let attributes = one.attributes.iter().map(|attribute| attribute.reason_code.as_ref());
        attributes.chain([one.reason_code.as_ref()])
    });
    all.flatten().filter_map(super::full).find(|reason| reason.code == code)
}

fn inputs(trees: &Trees, speech: Speech<'_>) -> Block {
    let heads = speech.heads(&[("input", "输入"), ("values told apart", "区分的类别")]);
    let rows = trees.inputs.iter().map(|input| {
        let categories = input.categories.iter().flatten();
        vec![
            Line::of(format!("{} ", speech.label(&input.fact))).code(&input.fact),
            speech.codes(categories.map(String::as_str)),
        ]
    });
    Block::Table(heads, rows.collect())
}

fn terms(logistic: &Logistic, speech: Speech<'_>) -> Block {
    let heads = speech.heads(&[
        ("term", "变量"),
        ("coefficient", "系数"),
        ("what is multiplied", "取值方式"),
        ("when unknown", "未知时"),
    ]);
    let rows = logistic.terms.iter().map(|term| {
        let (mean, scale) = (term.mean.unwrap_or(0.0), term.scale.unwrap_or(1.0));
        let how = match (&term.is, term.missing) {
            (Some(value), _) => {
                speech.line("1 when it is ", "取值等于以下值时为 1：").code(value.to_string())
            }
            (None, Some(true)) => speech.line("1 when it is unknown", "未知时为 1"),
            _ => Line::default().code(format!("(x - {mean}) / {scale}")),
        };
        let unknown = match (term.default, &term.is, term.missing) {
            (Some(value), _, _) => Line::of(value.to_string()),
            (None, None, None | Some(false)) => speech.line("no score", "不出分"),
            _ => Line::of("–"),
        };
        vec![
            Line::of(format!("{} ", speech.label(&term.fact))).code(&term.fact),
            Line::of(term.coefficient.to_string()),
            how,
            unknown,
        ]
    });
    Block::Table(heads, rows.collect())
}

fn bands(bands: &[Band], speech: Speech<'_>, out: &mut Vec<Block>) {
    if bands.is_empty() {
        return;
    }
    let heads = speech.heads(&[("band, the lowest first", "档位（由低到高）"), ("score", "分数")]);
    let rows = bands.iter().enumerate().map(|(index, band)| {
        let next = bands.get(index + 1).and_then(|next| next.from);
        let range = match (band.from, next) {
            (Some(from), Some(to)) => format!("[{from}, {to})"),
            (Some(from), None) => format!("≥ {from}"),
            (None, Some(to)) => format!("< {to}"),
            (None, None) => speech.say("any", "任意").to_owned(),
        };
        vec![speech.named(band.label.as_ref(), &band.id), Line::of(range)]
    });
    out.push(Block::Table(heads, rows.collect()));
}
