//! Ten portraits as people read them, in both languages: kept in `tests/fixtures/portraits`, so that a change of
//! a word is seen by whoever reviews it.
//!
//! With `SILHOUETTE_BLESS=1` the texts are written instead; read them aloud before they are kept.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/people.rs"]
mod people;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

/// Which customers: the policy, the file and the customer's id.
const READ: [(&str, &str, &str); 10] = [
    ("retail", "customers/composed", "composed-german-0004-cdnow-15562"),
    ("retail", "customers/composed", "composed-german-0009-cdnow-08022"),
    ("retail", "customers/composed", "composed-german-0020-cdnow-00018"),
    ("retail", "customers/german", "german-0006"),
    ("retail", "customers/cdnow", "cdnow-12108"),
    ("retail", "subjects/retail", "illustrative-student"),
    ("enterprise", "subjects/enterprise", "illustrative-technology"),
    ("enterprise", "subjects/enterprise", "illustrative-in-trouble"),
    ("assessment", "subjects/assessment", "illustrative-city-best"),
    ("assessment", "subjects/assessment", "illustrative-rural-behind"),
];

/// Words around what the policy says, Chinese and English.
const WORDS: [[&str; 2]; 14] = [
    ["标签", "Tags"],
    ["等级与阶段", "Levels and stages"],
    ["评分", "Scores"],
    ["预警", "Warnings"],
    ["为您推荐", "Suggested"],
    ["未推荐", "Left out"],
    ["影响结果的缺失信息", "Missing and relevant"],
    ["无", "none"],
    ["权益", "entitled to"],
    ["距上一等级还差", "to the next level"],
    ["原因码", "reasons"],
    ["措施", "actions"],
    ["渠道", "channel"],
    ["为什么不是", "Why not"],
];

struct Reader {
    locale: usize,
    out: String,
}

impl Reader {
    fn word(&self, zh: &str) -> &'static str {
        WORDS.iter().find(|words| words[0] == zh).unwrap()[self.locale]
    }

    fn head(&mut self, zh: &str, items: &Value) {
        let word = self.word(zh);
        let _ = writeln!(self.out, "\n[{word}]");
        if items.as_array().unwrap().is_empty() {
            let _ = writeln!(self.out, "{}", self.word("无"));
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn because(&mut self, item: &Value) {
        for reason in item["because"].as_array().unwrap() {
            self.line(1, &format!("· {}", text(&reason["message"])));
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Null => "—".to_owned(),
        other => other.to_string(),
    }
}

fn list(value: &Value) -> std::slice::Iter<'_, Value> {
    value.as_array().unwrap().iter()
}

/// A portrait in one language, and why the tags that were not given were not.
fn read(portrait: &Value, refused: &[(String, Value)], locale: usize) -> String {
    let mut r = Reader { locale, out: String::new() };
    r.head("标签", &portrait["tags"]);
    for tag in list(&portrait["tags"]) {
        r.line(0, &text(&tag["label"]));
        r.because(tag);
    }
    r.head("等级与阶段", &portrait["tiers"]);
    for tier in list(&portrait["tiers"]).chain(list(&portrait["lifecycle"])) {
        let mut line = text(&tier["label"]);
        if list(&tier["entitlements"]).len() > 0 {
            let _ = write!(line, " ({}: {})", r.word("权益"), text(&tier["entitlements"]));
        }
        r.line(0, &line);
        r.because(tier);
        let changes = &tier["next"]["changes"];
        if changes.as_array().is_some_and(|changes| !changes.is_empty()) {
            let told = list(changes).map(|one| {
                format!("{} {} {}", text(&one["label"]), text(&one["test"]), text(&one["against"]))
            });
            let told = told.collect::<Vec<_>>().join("; ");
            let word = r.word("距上一等级还差");
            r.line(1, &format!("→ {word} {}: {told}", text(&tier["next"]["level"])));
        }
    }
    r.head("评分", &portrait["scores"]);
    for score in list(&portrait["scores"]) {
        let band = match &score["bandLabel"] {
            Value::Null => String::new(),
            band => format!("  {}", text(band)),
        };
        r.line(0, &format!("{}  {}{band}", text(&score["label"]), text(&score["value"])));
        // Reasons that cost or gave nothing are kept for the record; people are not told of them.
        for reason in list(&score["reasonCodes"]).filter(|reason| reason["points"] != 0.0) {
            let points = text(&reason["points"]);
            r.line(
                1,
                &format!("· {} ({}, {points})", text(&reason["message"]), text(&reason["code"])),
            );
        }
    }
    r.head("预警", &portrait["warnings"]);
    for warning in list(&portrait["warnings"]) {
        r.line(0, &format!("{}: {}", text(&warning["severity"]), text(&warning["message"])));
        for action in list(&warning["actions"]) {
            r.line(1, &format!("→ {} ({})", text(&action["do"]), text(&action["channels"])));
        }
    }
    r.head("为您推荐", &portrait["suggestions"]);
    for one in list(&portrait["suggestions"]) {
        let channel = format!("{}: {}", r.word("渠道"), text(&one["channel"]));
        r.line(0, &format!("{}. {} ({channel})", text(&one["rank"]), text(&one["label"])));
        r.line(1, &text(&one["message"]));
        for term in list(&one["terms"]) {
            r.line(
                1,
                &format!(
                    "{} {} ({}–{})",
                    text(&term["term"]),
                    term["value"],
                    term["from"],
                    term["to"]
                ),
            );
        }
        r.because(one);
    }
    r.head("未推荐", &portrait["excluded"]);
    for one in list(&portrait["excluded"]) {
        r.line(0, &format!("{} ({})", text(&one["label"]), text(&one["gate"])));
        r.because(one);
    }
    r.head("影响结果的缺失信息", &portrait["unknown"]);
    let missing: Vec<String> = list(&portrait["unknown"]).map(|gap| text(&gap["label"])).collect();
    if !missing.is_empty() {
        r.line(0, &missing.join(if locale == 0 { "、" } else { ", " }));
    }
    let word = r.word("为什么不是");
    let _ = writeln!(r.out, "\n[{word}]");
    for (label, explained) in refused {
        r.line(0, label);
        for sentence in list(&explained["sentences"]) {
            r.line(1, &format!("· {}", text(sentence)));
        }
    }
    r.out
}

#[test]
fn ten_portraits_read_as_they_were_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/portraits");
    let bless = std::env::var_os("SILHOUETTE_BLESS").is_some();
    let mut wrong = Vec::new();
    for (policy, file, id) in READ {
        let (_, engine) = people::engine(policy);
        let customers = people::lines(&[file]);
        let customer = customers.iter().find(|one| one.id == id).unwrap();
        let mut whole = format!("{id} ({policy})\n");
        for (locale, tongue) in [(0, "zh-CN"), (1, "en")] {
            let mut session = people::session(&engine, customer, locale);
            let portrait = people::portrait(&engine, &mut session, customer.now);
            let mut refused = Vec::new();
            for item in people::items(&engine).iter().filter(|item| item.starts_with("tag:")) {
                let explained = people::explained(&engine, &mut session, item, customer.now);
                if explained["truth"] != "true" {
                    refused.push((text(&explained["trace"]["label"]), explained));
                }
            }
            let _ = write!(whole, "\n===== {tongue} =====\n{}", read(&portrait, &refused, locale));
        }
        let path = folder.join(format!("{policy}-{}.txt", id.trim_start_matches("illustrative-")));
        if bless {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, whole).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != whole {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "they read otherwise now; read them, then keep them: {wrong:?}");
}
