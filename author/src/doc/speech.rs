//! How the book speaks: its own words in Chinese or English, the policy's labels, amounts of time.

use super::book::Line;
use crate::cel::types::LIST;
use crate::document::facts::Fact;
use crate::document::offers::Terms;
use crate::document::{Document, Localised, Short};
use crate::lower::occasions::ROOM;

/// The language of the book's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// The policy and how to speak of it.
#[derive(Clone, Copy, Debug)]
pub struct Speech<'a> {
    /// The policy.
    pub policy: &'a Document,
    /// Locale of its labels.
    locale: &'a str,
    tongue: Tongue,
}

impl<'a> Speech<'a> {
    /// Speaks in a locale; labels that it lacks are told in the policy's first locale that they have.
    #[must_use]
    pub fn new(policy: &'a Document, locale: &'a str) -> Speech<'a> {
        let tongue = if locale.starts_with("zh") { Tongue::Zh } else { Tongue::En };
        Speech { policy, locale, tongue }
    }

    /// Whether the book is Chinese.
    #[must_use]
    pub fn zh(self) -> bool {
        self.tongue == Tongue::Zh
    }

    /// One of two wordings.
    #[must_use]
    pub fn say(self, en: &'static str, zh: &'static str) -> &'static str {
        if self.zh() { zh } else { en }
    }

    /// One of two sentences.
    #[must_use]
    pub fn line(self, en: impl Into<String>, zh: impl Into<String>) -> Line {
        Line::of(if self.zh() { zh.into() } else { en.into() })
    }

    /// Heads of a table.
    #[must_use]
    pub fn heads(self, heads: &[(&'static str, &'static str)]) -> Vec<String> {
        heads.iter().map(|(en, zh)| self.say(en, zh).to_owned()).collect()
    }

    /// A text of the policy.
    #[must_use]
    pub fn text(self, text: &'a Localised) -> &'a str {
        match &text.0 {
            Short::Text(same) => same,
            Short::Full(by_locale) => {
                let first = || self.policy.locales.iter().find_map(|locale| by_locale.get(locale));
                let any = || by_locale.values().next();
                let found = by_locale.get(self.locale).or_else(first).or_else(any);
                found.map_or("", String::as_str)
            }
        }
    }

    /// A label and the id, or the id alone.
    #[must_use]
    pub fn named(self, label: Option<&'a Localised>, id: &str) -> Line {
        match label.map(|label| self.text(label)).filter(|label| *label != id) {
            Some(label) => Line::of(format!("{label} ")).code(id),
            None => Line::default().code(id),
        }
    }

    /// Words in quotation marks.
    #[must_use]
    pub fn quoted(self, words: &str) -> String {
        if self.zh() { format!("「{words}」") } else { format!("“{words}”") }
    }

    /// Pieces of a sentence one after the other: in Chinese a space stands only beside Latin letters, digits
    /// and signs.
    #[must_use]
    pub fn glued<'b>(self, pieces: impl IntoIterator<Item = &'b str>) -> String {
        let mut out = String::new();
        for piece in pieces {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
            let edge = latin(out.chars().last()) || latin(piece.chars().next());
            if !out.is_empty() && !piece.is_empty() && (!self.zh() || edge) {
                out.push(' ');
            }
            out.push_str(piece);
        }
        out
    }

    /// A sentence for the customer: places of facts with their labels, terms with their values.
    #[must_use]
    pub fn message(self, text: &'a Localised, terms: Option<&Terms>) -> Line {
        let mut told = String::new();
        let mut rest = self.text(text);
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                break;
            };
            told.push_str(before);
            let name = name.trim();
            let term =
                name.strip_prefix("terms.").zip(terms).and_then(|(term, terms)| match term {
                    "aprMin" => terms.apr_min.map(|n| n.to_string()),
                    "aprMax" => terms.apr_max.map(|n| n.to_string()),
                    "maxMonths" => terms.max_months.map(|n| n.to_string()),
                    _ => None,
                });
            match term {
                Some(value) => told.push_str(&value),
                None if self.zh() => told.push_str(&format!("〔{}〕", self.label(name))),
                None => told.push_str(&format!("[{}]", self.label(name))),
            }
            rest = behind;
        }
        told.push_str(rest);
        Line::of(told)
    }

    /// The label of a fact or a feature, or its name.
    #[must_use]
    pub fn label(self, name: &'a str) -> &'a str {
        let fact = self.policy.profile.get(name).and_then(|fact| fact.label.as_ref());
        let feature = || self.policy.features.get(name).and_then(|feature| feature.label.as_ref());
        fact.or_else(feature).map_or(name, |label| self.text(label))
    }

    /// A list of words.
    #[must_use]
    pub fn comma(self) -> &'static str {
        self.say(", ", "、")
    }

    /// What stands between two parts of a sentence.
    #[must_use]
    pub fn semicolon(self) -> &'static str {
        self.say("; ", "；")
    }

    /// What stands between two clauses.
    #[must_use]
    pub fn comma_clause(self) -> &'static str {
        self.say(", ", "，")
    }

    /// `yes` or `no`.
    #[must_use]
    pub fn yes(self, is: bool) -> Line {
        Line::of(if is { self.say("yes", "是") } else { self.say("no", "否") })
    }

    /// Ids with the labels of what they name.
    #[must_use]
    pub fn purposes(self, ids: &'a [String]) -> Line {
        let purposes = ids.iter().map(|id| self.purpose(id));
        Line::joined(purposes, self.comma())
    }

    /// A purpose by its id.
    #[must_use]
    pub fn purpose(self, id: &'a str) -> Line {
        let found = self.policy.purposes.iter().find(|purpose| purpose.id == id);
        self.named(found.and_then(|purpose| purpose.label.as_ref()), id)
    }

    /// The purpose of a result, or that it has none of its own.
    #[must_use]
    pub fn purpose_of(self, id: Option<&'a String>) -> Line {
        id.map_or_else(|| self.line("not bound to one", "未指定"), |id| self.purpose(id))
    }

    /// Codes, one after the other.
    #[must_use]
    pub fn codes<'b>(self, ids: impl IntoIterator<Item = &'b str>) -> Line {
        let line = Line::joined(ids.into_iter().map(|id| Line::default().code(id)), self.comma());
        if line.is_empty() { Line::of("–") } else { line }
    }

    /// A duration such as `30d` in words.
    #[must_use]
    pub fn duration(self, text: &str) -> String {
        let Some((count, unit)) =
            text.char_indices().last().and_then(|(at, _)| text.split_at_checked(at))
        else {
            return text.to_owned();
        };
        let one = count == "1";
        let words = match unit {
            "s" => ("second", "秒"),
            "m" => ("minute", "分钟"),
            "h" => ("hour", "小时"),
            "d" => ("day", "天"),
            "w" => ("week", "周"),
            _ => return text.to_owned(),
        };
        match self.tongue {
            Tongue::Zh => format!("{count} {}", words.1),
            Tongue::En => format!("{count} {}{}", words.0, if one { "" } else { "s" }),
        }
    }

    /// The label of a name in expressions, and whether it is a result rather than a fact.
    #[must_use]
    pub fn fact(self, name: &str) -> String {
        let policy = self.policy;
        let label = |label: Option<&'a Localised>, id: &str| {
            self.quoted(label.map_or(id, |label| self.text(label)))
        };
        let of = |room: &str| name.strip_prefix(room);
        if let Some(id) = of("tags.") {
            let tag = policy.tags.iter().find(|tag| tag.id == id);
            let label = label(tag.map(|tag| &tag.label), id);
            return if self.zh() { format!("标签{label}") } else { format!("the tag {label}") };
        }
        if let Some(id) = of("scores.").or_else(|| of("bands.")) {
            let score = policy.scores.iter().find(|score| score.id == id);
            let label = label(score.and_then(|score| score.label.as_ref()), id);
            return match (self.zh(), name.starts_with("bands.")) {
                (true, false) => format!("评分{label}"),
                (true, true) => format!("评分{label}的档位"),
                (false, false) => format!("the score {label}"),
                (false, true) => format!("the band of the score {label}"),
            };
        }
        if let Some(id) = of("tiers.") {
            let tier = policy.tiers.iter().find(|tier| tier.id == id);
            let label = label(tier.and_then(|tier| tier.label.as_ref()), id);
            return if self.zh() {
                format!("{label}的等级")
            } else {
                format!("the level of {label}")
            };
        }
        if let Some(id) = of("lifecycle.") {
            let lifecycle = policy.lifecycle.iter().find(|one| one.id == id);
            let label = label(lifecycle.and_then(|one| one.label.as_ref()), id);
            return if self.zh() {
                format!("{label}的阶段")
            } else {
                format!("the stage of {label}")
            };
        }
        if let Some(id) = of(ROOM) {
            let occasion = policy.occasions.get(id);
            return label(occasion.and_then(|one| one.label.as_ref()), id);
        }
        let part = match name {
            "now.hour" => Some(("the hour of the day", "当前小时")),
            "now.weekday" => Some(("the day of the week", "当前星期")),
            "now.day" => Some(("the day of the month", "当前日")),
            "now.month" => Some(("the month", "当前月份")),
            "now.year" => Some(("the year", "当前年份")),
            "now.date" => Some(("today", "当天日期")),
            "intent" => Some(("the product's intent", "产品意向值")),
            "value" => Some(("the product's value", "产品权重")),
            "response" => Some(("how likely the customer answers it", "客户响应概率")),
            "tier_boost" => Some(("the boost of the customer's level", "客户等级加成")),
            _ => None,
        };
        let declared = policy.profile.get(name).map(|fact| fact.label.as_ref());
        let declared =
            declared.or_else(|| policy.features.get(name).map(|feature| feature.label.as_ref()));
        match (declared, part) {
            (Some(declared), _) => label(declared, name),
            (None, Some((en, zh))) => self.say(en, zh).to_owned(),
            (None, None) => self.quoted(name),
        }
    }

    /// The label of an event.
    #[must_use]
    pub fn event(self, id: &str) -> String {
        let event = self.policy.events.get(id).and_then(|event| event.label.as_ref());
        self.quoted(event.map_or(id, |label| self.text(label)))
    }

    /// The label of an event's field.
    #[must_use]
    pub fn field(self, event: &str, field: &str) -> String {
        let declared = self.policy.events.get(event).and_then(|event| event.fields.get(field));
        let label = declared.and_then(|field| match field {
            Short::Text(_) => None,
            Short::Full(fact) => fact.label.as_ref(),
        });
        self.quoted(label.map_or(field, |label| self.text(label)))
    }

    /// A product by its id.
    #[must_use]
    pub fn product(self, id: &'a str) -> Line {
        let found = self.policy.products.iter().find(|product| product.id == id);
        self.named(found.map(|product| &product.label), id)
    }

    /// A fact's type, with its values, range and unit.
    #[must_use]
    pub fn type_of(self, fact: &Fact) -> Line {
        let listed = fact.ty.strip_prefix(LIST);
        let ty = listed.unwrap_or(&fact.ty);
        let (en, zh) = match ty.split(['(', ':']).next().unwrap_or(ty) {
            "bool" => ("yes or no", "是或否"),
            "int" => ("whole number", "整数"),
            "number" => ("number", "数值"),
            "decimal" => ("exact decimal", "精确小数"),
            "enum" => ("one of a closed list", "封闭枚举"),
            "category" => ("open text value", "开放文本值"),
            "id" => ("identifier, kept only as a keyed hash", "标识符（仅保存加盐散列）"),
            "date" => ("date", "日期"),
            "topic" => {
                ("typed words, of which only the topic is kept", "输入文字（仅保留话题，原文丢弃）")
            }
            _ => ("", ""),
        };
        let mut line = match listed {
            Some(_) => self.line(format!("list, each element: {en}"), format!("列表，元素为{zh}")),
            None => self.line(en, zh),
        };
        let scale = fact.scale.map(|scale| scale.to_string());
        let scale =
            scale.or_else(|| Some(ty.strip_prefix("decimal(")?.strip_suffix(')')?.to_owned()));
        if let Some(scale) = scale {
            line = line.then(self.line(format!(", {scale} digits"), format!("，{scale} 位小数")));
        }
        if let Some([low, high]) = fact.range {
            line = line.then(self.line(format!(", {low} to {high}"), format!("，{low} 至 {high}")));
        }
        if let Some(unit) = &fact.unit {
            line = line.then(self.line(format!(", {unit}"), format!("，单位 {unit}")));
        }
        if fact.ordered == Some(true) {
            line = line.then(self.line(", ordered from low to high", "，由低到高有序"));
        }
        let colon = self.say(": ", "：");
        if let Some(values) = &fact.values {
            line = line.text(colon).then(self.codes(values.iter().map(String::as_str)));
        } else if let Some(listed) = ty.strip_prefix("enum:") {
            line = match listed {
                "products" => {
                    line.then(self.line(", the products of this policy", "，取自本策略的产品"))
                }
                "tags" => line.then(self.line(", the tags of this policy", "，取自本策略的标签")),
                listed => line.text(colon).then(self.codes(listed.split('|'))),
            };
        }
        if let Some(topics) = &fact.topics {
            let topics = topics.iter().map(|(topic, words)| {
                Line::default().code(topic).text(format!(" ({})", words.join(self.comma())))
            });
            line = line.text(colon).then(Line::joined(topics, self.comma()));
        }
        line
    }
}
