//! Every kind of test is told in words, when it holds, when it does not and when nobody knows.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::Engine;
use silhouette_author::customer::Customer;
use silhouette_author::{compile, explain};

/// A condition, facts with which it holds and with which it does not, and what is said then and when nothing is known.
struct Case(&'static str, Value, Value, [[&'static str; 2]; 3]);

fn cases() -> Vec<Case> {
    let facts = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    vec![
        Case(
            "age >= 18",
            facts(r#"{"age":18}"#),
            facts(r#"{"age":17}"#),
            [
                ["年龄为 18，不低于 18", "Age: 18, at least 18"],
                ["年龄为 17，须不低于 18", "Age: 17; must be at least 18"],
                ["年龄未知，须不低于 18", "Age: not known; must be at least 18"],
            ],
        ),
        Case(
            "!(age > 60)",
            facts(r#"{"age":60}"#),
            facts(r#"{"age":61}"#),
            [
                ["年龄为 60，不高于 60", "Age: 60, at most 60"],
                ["年龄为 61，须不高于 60", "Age: 61; must be at most 60"],
                ["年龄未知，须不高于 60", "Age: not known; must be at most 60"],
            ],
        ),
        Case(
            "income < 1234.5",
            facts(r#"{"income":"1000"}"#),
            facts(r#"{"income":"12345.60"}"#),
            [
                ["月收入为 1,000.00，低于 1,234.50", "Income: 1,000.00, below 1,234.50"],
                [
                    "月收入为 12,345.60，须低于 1,234.50",
                    "Income: 12,345.60; must be below 1,234.50",
                ],
                ["月收入未知，须低于 1,234.50", "Income: not known; must be below 1,234.50"],
            ],
        ),
        Case(
            "due > date('2026-05-02')",
            facts(r#"{"due":"2026-05-03"}"#),
            facts(r#"{"due":"2026-05-02"}"#),
            [
                ["到期日为 2026-05-03，晚于 2026-05-02", "Due: 2026-05-03, after 2026-05-02"],
                [
                    "到期日为 2026-05-02，须晚于 2026-05-02",
                    "Due: 2026-05-02; must be after 2026-05-02",
                ],
                ["到期日未知，须晚于 2026-05-02", "Due: not known; must be after 2026-05-02"],
            ],
        ),
        Case(
            "job == 'owner'",
            facts(r#"{"job":"owner"}"#),
            facts(r#"{"job":"student"}"#),
            [
                ["职业：企业主", "Job: owner"],
                ["职业：学生，须为企业主", "Job: student; must be owner"],
                ["职业未知，须为企业主", "Job: not known; must be owner"],
            ],
        ),
        Case(
            "job != 'student'",
            facts(r#"{"job":"owner"}"#),
            facts(r#"{"job":"student"}"#),
            [
                ["职业：企业主，不是学生", "Job: owner, not student"],
                ["职业不得为学生", "Job: student; must be something else"],
                ["职业未知，不得为学生", "Job: not known; must not be student"],
            ],
        ),
        Case(
            "job in ['owner', 'retired']",
            facts(r#"{"job":"retired"}"#),
            facts(r#"{"job":"student"}"#),
            [
                ["职业：退休", "Job: retired"],
                [
                    "职业：学生，须为以下之一：企业主、退休",
                    "Job: student; must be one of owner, retired",
                ],
                [
                    "职业未知，须为以下之一：企业主、退休",
                    "Job: not known; must be one of owner, retired",
                ],
            ],
        ),
        Case(
            "!(job in ['owner', 'retired'])",
            facts(r#"{"job":"student"}"#),
            facts(r#"{"job":"owner"}"#),
            [
                ["职业：学生，不属于：企业主、退休", "Job: student, none of owner, retired"],
                [
                    "职业：企业主，不得为以下任何一项：企业主、退休",
                    "Job: owner; must be none of owner, retired",
                ],
                [
                    "职业未知，不得为以下任何一项：企业主、退休",
                    "Job: not known; must be none of owner, retired",
                ],
            ],
        ),
        Case(
            "member",
            facts(r#"{"member":true}"#),
            facts(r#"{"member":false}"#),
            [
                ["会员：是", "Member: yes"],
                ["会员：否，须为是", "Member: no; must be yes"],
                ["会员未知，须为是", "Member: not known; must be yes"],
            ],
        ),
        Case(
            "'b' in held",
            facts(r#"{"held":["a","b"]}"#),
            facts(r#"{"held":["a"]}"#),
            [
                ["持有产品：基金、保险，包含保险", "Held: fund, insurance, among them insurance"],
                ["持有产品：基金，须包含保险", "Held: fund; must include insurance"],
                ["持有产品未知，须包含保险", "Held: not known; must include insurance"],
            ],
        ),
        Case(
            "!hasAny(held, ['a', 'b'])",
            facts(r#"{"held":[]}"#),
            facts(r#"{"held":["a"]}"#),
            [
                ["持有产品：—，不含以下任何一项：基金、保险", "Held: —, without fund, insurance"],
                [
                    "持有产品：基金，不得包含以下任何一项：基金、保险",
                    "Held: fund; must not include fund, insurance",
                ],
                [
                    "持有产品未知，不得包含以下任何一项：基金、保险",
                    "Held: not known; must not include fund, insurance",
                ],
            ],
        ),
        Case(
            "known(age)",
            facts(r#"{"age":1}"#),
            facts("{}"),
            [
                ["年龄已知", "Age is known"],
                ["年龄未知", "Age is not known"],
                ["年龄未知", "Age is not known"],
            ],
        ),
        Case(
            "income > income_before",
            facts(r#"{"income":2,"income_before":1}"#),
            facts(r#"{"income":1,"income_before":2}"#),
            [
                ["「月收入」大于「上月收入」", "“Income” is above “Income before”"],
                [
                    "未满足：「月收入」大于「上月收入」",
                    "Not met: “Income” is above “Income before”",
                ],
                [
                    "信息不足，无法判断：「月收入」大于「上月收入」",
                    "Cannot be told yet: “Income” is above “Income before”",
                ],
            ],
        ),
    ]
}

#[test]
fn every_test_is_told_in_words() {
    let label = |zh: &str, en: &str| json!({ "zh-CN": zh, "en": en });
    let cases = cases();
    let tag = |(index, case): (usize, &Case)| json!({ "id": format!("t{index}"), "label": "t", "when": case.0 });
    let tags: Vec<Value> = cases.iter().enumerate().map(tag).collect();
    let policy = json!({
        "id": "w", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00",
        "profile": {
            "age": { "type": "int", "label": label("年龄", "Age") },
            "income": { "type": "decimal(2)", "label": label("月收入", "Income") },
            "income_before": { "type": "decimal(2)", "label": label("上月收入", "Income before") },
            "due": { "type": "date", "label": label("到期日", "Due") },
            "job": { "type": "enum:owner|student|retired", "label": label("职业", "Job"), "valueLabels": {
                "owner": label("企业主", "owner"), "student": label("学生", "student"), "retired": label("退休", "retired") } },
            "member": { "type": "bool", "label": label("会员", "Member") },
            "held": { "type": "list:enum:a|b", "label": label("持有产品", "Held"), "valueLabels": {
                "a": label("基金", "fund"), "b": label("保险", "insurance") } }
        },
        "tags": tags
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let engine = Engine::load(checked.pack.as_ref().unwrap()).unwrap();
    for (index, Case(expr, holds, fails, said)) in cases.iter().enumerate() {
        for (locale, tongue) in ["zh-CN", "en"].into_iter().enumerate() {
            let nothing = json!({});
            for (facts, words) in [holds, fails, &nothing].into_iter().zip(said) {
                let profile = facts.as_object().unwrap().clone();
                let id = Value::Null;
                let customer = Customer {
                    id,
                    now: 0.0,
                    personalised: true,
                    consents: None,
                    others: serde_json::Map::new(),
                    profile,
                    events: vec![],
                };
                let mut session = engine.open(locale, [0; 16]);
                customer.enter(&mut session).unwrap();
                let item = format!("tag:t{index}");
                let explained = explain::explain(&engine, &mut session, &item, 0.0).unwrap();
                let explained: Value = serde_json::from_str(&explained).unwrap();
                let wanted = words.get(locale).unwrap();
                assert_eq!(explained["sentences"], json!([wanted]), "{expr} {tongue}");
            }
        }
    }
}
