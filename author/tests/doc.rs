//! The rule book: complete, escaped, and the same in both forms.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use silhouette_author::doc::book::Book;
use silhouette_author::doc::{self, html, markdown};
use silhouette_author::{compile, coverage};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn policy(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

fn book(policy: &Value, locale: &str) -> Book {
    let checked = compile::check(policy.to_string().as_bytes());
    let compiled = &checked.compiled;
    let (document, program) = (compiled.document.as_ref().unwrap(), compiled.program.as_ref());
    let findings = silhouette_author::diagnostics::render::text(&compiled.findings("x"));
    let coverage = coverage::measure(document, program.unwrap(), &compiled.marks).unwrap();
    doc::book(&checked, Some(&coverage), locale, "x").unwrap_or_else(|| panic!("{findings}"))
}

/// What a reader of the Markdown sees, and whether any of it was taken for HTML, a link or emphasis.
fn seen(text: &str) -> (String, Vec<String>) {
    let mut words = String::new();
    let mut marks = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak
            | Event::End(
                TagEnd::TableCell | TagEnd::Item | TagEnd::Paragraph | TagEnd::Heading(_),
            ) => {
                words.push('\n');
            }
            Event::Html(html) | Event::InlineHtml(html) => marks.push(format!("HTML {html}")),
            Event::Start(
                tag @ (Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Emphasis
                | Tag::Strikethrough
                | Tag::CodeBlock(_)
                | Tag::BlockQuote(_)),
            ) => {
                marks.push(format!("{tag:?}"));
            }
            Event::Rule | Event::HardBreak => marks.push(format!("{event:?}")),
            _ => {}
        }
    }
    (words, marks)
}

/// Every string under a key `id`, and every key of the named maps.
fn ids(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| ids(item, out)),
        Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    (
                        "id" | "family" | "playbook" | "do" | "code" | "expr" | "to",
                        Value::String(id),
                    ) => out.push(id.clone()),
                    (
                        "entitlements" | "disclosures" | "fallback" | "dedupe" | "order",
                        Value::Array(listed),
                    ) => {
                        out.extend(listed.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("tests", _) => continue,
                    (
                        "profile" | "events" | "features" | "fields" | "topics" | "adapters",
                        Value::Object(named),
                    ) => {
                        out.extend(named.keys().cloned());
                    }
                    _ => {}
                }
                ids(value, out);
            }
        }
        _ => {}
    }
}

/// The text of an HTML file, tags removed and entities read; `maud` writes no others.
fn text_of(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>'));
    let text: String = pieces.map(|(_, text)| text).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Every id, expression and text of a policy stands in its book, in both forms and both languages.
#[test]
fn everything_that_has_an_id_is_in_the_book() {
    for path in ["policies/retail.json", "fuzz/kept/check/small.json"] {
        let policy = policy(path);
        let mut wanted = Vec::new();
        ids(&policy, &mut wanted);
        assert!(wanted.len() >= 30, "{path}");
        for locale in ["zh-CN", "en"] {
            let book = book(&policy, locale);
            let (html, md) = (text_of(&html::write(&book)), seen(&markdown::write(&book)).0);
            for id in &wanted {
                assert!(html.contains(id.as_str()), "{path} {locale} html: {id}");
                assert!(md.contains(id.as_str()), "{path} {locale} md: {id}");
            }
        }
    }
}

/// A book of the retail policy: its chapters in order, and how much each of them holds.
#[test]
fn the_chapters_stand_in_the_order_in_which_the_policy_works() {
    let policy = policy("policies/retail.json");
    let text = markdown::write(&book(&policy, "zh-CN"));
    let chapters: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(
        chapters,
        [
            "策略概要",
            "处理目的",
            "页面提供的客户资料",
            "页面记录的客户行为",
            "节日与时点",
            "特征",
            "标签",
            "评分",
            "客户分层",
            "生命周期",
            "预警",
            "产品与推荐",
            "触达规则、排序与通用推荐",
            "离开设备的数据",
            "检查与测试",
        ]
    );
    let count = |chapter: &str, line: &str| {
        let (_, rest) = text.split_once(&format!("## {chapter}\n")).unwrap();
        let chapter = rest.split("\n## ").next().unwrap();
        chapter.lines().filter(|text| text.starts_with(line)).count()
    };
    // As many as the policy holds, counted there by hand; a table has two lines of its own.
    assert_eq!(count("处理目的", "|"), 4 + 2);
    assert_eq!(count("页面提供的客户资料", "|"), 23 + 2);
    // And what becomes of suggestions, which the contact policy asks for.
    assert_eq!(count("页面记录的客户行为", "### "), 12 + 1);
    assert_eq!(count("特征", "|"), 30 + 2);
    assert_eq!(count("标签", "### "), 19);
    // The attributes and the bands of three scores.
    assert_eq!(count("评分", "|"), 42 + 2 + 4 + 2 + 2 * (11 + 2 + 3 + 2));
    assert_eq!(count("客户分层", "- 第"), 3);
    assert_eq!(count("生命周期", "- "), 1 + 1 + 7);
    assert_eq!(count("预警", "### "), 3);
    assert_eq!(count("离开设备的数据", "|"), 1 + 2 + 2 + 2);
    // e/(e + 6), and two halves of ε: √e/(√e + 3), √e/(√e + 5).
    for part in ["| 7 | 31.18 % |", "| 4 | 35.47 % |", "| 6 | 24.80 % |"] {
        assert!(text.contains(part), "{part}");
    }
    // And who is protected.
    assert_eq!(count("产品与推荐", "### "), 19 + 1);
    for line in [
        "- **策略编号**: `retail-portrait`",
        "| 连续逾期期数 `overdue_streak` | 「还款」的当前连续次数；连续的条件为「days_past_due」大于 0 `days_past_due > 0`；按「loan」分别计算，取最大值 | 0 |",
        "  - **35 岁以下**：「年龄」小于 35 `age < 35`（条件编号 `young`）",
        "| 〃 | \\[12, 34) | \\-1 | `R06` 贷款期限较长 |",
        "- **降级**: 进入该等级满 30 天后方可降级，且数值须低于门槛的 10% 以上",
        "- **产品要素**: 年化利率（单利）3.45%–7.2%，期限最长 36 个月",
        "- **频次上限**: 每个产品每 30 天内最多 2 次",
        "- **内置测试**: 33 个，全部通过",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}");
    }
    assert!(text.contains("信用评分不低于一般档**：评分「零售信用评分」的档位不小于「一般」 `bands.retail_risk >= 'fair'`"));
}

/// Expressions in words: brackets only where they matter, and nothing that changes a number is left out.
#[test]
fn expressions_are_told_in_words() {
    let mut policy = policy("fuzz/kept/check/small.json");
    for (name, expr, zh, en) in [
        (
            "a",
            "int(double(visits * 100) / double(age))",
            "取整（「visits」 × 100 ÷ 「age」）",
            "the whole part of (“visits” × 100 ÷ “age”)",
        ),
        (
            "b",
            "(visits + 1) * (2 - (visits - 3))",
            "（「visits」 + 1） × （2 − （「visits」 − 3））",
            "(“visits” + 1) × (2 − (“visits” − 3))",
        ),
        (
            "c",
            "!(age > 30) && (job == 'a' || !(job in ['b', 'c']))",
            "非（「age」大于 30），且（「job」等于「a」，或「job」不属于「b」、「c」）",
            "not (“age” is above 30) and (“job” is “a” or “job” is none of “b”, “c”)",
        ),
        (
            "d",
            "known(age) ? max(visits, 2) : -visits",
            "如果「age」已知，则为 最大值（「visits」、2），否则为 −「visits」",
            "if “age” is known then the greatest of (“visits”, 2), otherwise −“visits”",
        ),
        (
            "e",
            "tags.t || until <= date('2026-01-31')",
            "标签「T」，或「until」不大于「2026-01-31」",
            "the tag “T” or “until” is at most “2026-01-31”",
        ),
    ] {
        let tagged = expr.contains("tags.") || expr.contains("age >");
        if tagged {
            policy["warnings"][0]["when"] = json!(expr);
        } else {
            policy["features"][name] = json!({ "expr": expr });
        }
        for (locale, words) in [("zh-CN", zh), ("en", en)] {
            let seen = seen(&markdown::write(&book(&policy, locale))).0;
            assert!(seen.contains(&format!("{words} {expr}")), "{locale}: {words}\n{seen}");
        }
    }
}

/// Labels, remarks and values that would be markup are words in the book.
#[test]
fn nothing_of_a_policy_is_markup() {
    let hostile = "<script>alert(1)</script> & </style> [x](http://x.y) **b** `c` ~~d~~ | # \" ' \\ <img src=x onerror=y>";
    let mut policy = policy("fuzz/kept/check/small.json");
    for place in
        ["/tags/0/label", "/products/0/label", "/scores/0/characteristics/0/reasonCode/message"]
    {
        *policy.pointer_mut(place).unwrap() = json!(hostile);
    }
    policy["description"] = json!(format!("- {hostile}"));
    policy["owners"] = json!({ hostile: hostile });
    policy["purposes"][0]["label"] = json!(hostile);
    policy["profile"]["age"]["label"] = json!(hostile);
    policy["profile"]["age"]["unit"] = json!(hostile);
    policy["profile"]["age"]["description"] = json!(hostile);
    policy["profile"]["note"]["topics"] = json!({ "house": [hostile] });
    policy["features"]["visits"]["where"] = json!("page != '</code><script>``|`'");
    policy["tests"] = json!([{ "name": hostile, "now": 0, "expect": {} }]);
    for locale in ["zh-CN", "en"] {
        let book = book(&policy, locale);
        let page = html::write(&book);
        let lower = page.to_lowercase();
        for never in ["<script", "<img", "onerror=y>", "</style> ["] {
            assert!(!lower.contains(never), "{never}");
        }
        assert_eq!(lower.matches("</style>").count(), 1);
        assert!(text_of(&page).matches(hostile).count() >= 9);
        let (words, marks) = seen(&markdown::write(&book));
        assert!(marks.is_empty(), "{marks:?}");
        assert!(words.matches(hostile).count() >= 9, "{words}");
        assert!(words.contains("page != '</code><script>``|`'"));
    }
}

/// One file: no script, and nothing that is fetched.
#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = html::write(&book(&policy("policies/retail.json"), "en"));
    for never in
        ["<script", "http:", "https:", "url(", "@import", "<link", "<img", "<iframe", "src="]
    {
        assert!(!page.contains(never), "{never}");
    }
    assert!(page.contains("default-src 'none'"));
    let targets: Vec<&str> =
        page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(targets.len(), 15);
    for target in targets {
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

/// Two books of one policy are the same bytes, and one of another version says so.
#[test]
fn a_book_is_of_exactly_one_document() {
    let mut policy = policy("policies/retail.json");
    let first = html::write(&book(&policy, "en"));
    assert_eq!(html::write(&book(&policy, "en")), first);
    policy["tags"][0]["when"]["all"][0]["expr"] = json!("age < 36");
    let other = html::write(&book(&policy, "en"));
    assert!(first.contains("age &lt; 35") && other.contains("age &lt; 36"));
    let digest = |page: &str| {
        page.split("SHA-256)").nth(1).unwrap().split("</tr>").next().unwrap().to_owned()
    };
    assert_ne!(digest(&first), digest(&other));
}
