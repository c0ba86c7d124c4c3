//! The contact policy on the author's side: feedback in the policy's own tests, in declarations and in the
//! rule book.

use serde_json::{Value, json};
use silhouette_author::compile::{self, Checked};
use silhouette_author::diagnostics::render;
use silhouette_author::doc::{self, markdown};

fn policy() -> Value {
    json!({
        "id": "contact", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00",
        "products": [
            { "id": "deposit", "kind": "deposit", "label": "定存", "message": "定存",
              "channels": ["app", "sms"] },
            { "id": "card", "kind": "card", "label": "卡", "message": "卡", "channels": ["sms"] }
        ],
        "features": {
            "dismissed": { "count": "suggestion", "where": "outcome == 'dismissed' && product == 'card'",
                           "window": "500d" }
        },
        "goals": [{ "id": "clicks", "label": "点击", "from": "shown", "within": "90d",
                    "to": { "event": "suggestion", "where": "outcome == 'clicked'" } }],
        "tags": [{ "id": "tired", "label": "厌烦", "when": "dismissed >= 2" }],
        "contact": {
            "caps": [{ "scope": "channel", "max": 1, "per": "7d" }],
            "cooldownAfterDismiss": { "first": "14d", "growth": 2, "max": "60d" },
            "noRepeat": "2h"
        },
        "tests": [{
            "name": "two dismissals",
            "now": "2026-05-20T10:00:00+08:00",
            "feedback": [
                { "product": "card", "channel": "sms", "outcome": "dismissed", "at": "2026-05-01T10:00:00+08:00" },
                { "product": "card", "channel": "sms", "outcome": "dismissed", "at": "2026-05-19T10:00:00+08:00" },
                { "product": "deposit", "channel": "app", "outcome": "shown", "at": "2026-05-19T10:00:00+08:00" }
            ],
            "expect": {
                "tags": ["tired"], "features": { "dismissed": 2 },
                "suggestions": [{ "product": "deposit", "channel": "sms" }], "excluded": { "card": "contact" }
            },
            "steps": [{
                "now": "2026-06-20T10:00:00+08:00",
                "feedback": [{ "product": "card", "channel": "sms", "outcome": "clicked", "at": "2026-06-20T09:00:00+08:00" }],
                "expect": { "suggestions": ["card", { "product": "deposit", "channel": "app" }],
                            "goals": { "clicks": { "started": 1, "reached": 1 } } }
            }]
        }]
    })
}

fn check(policy: &Value) -> Checked {
    compile::check(policy.to_string().as_bytes())
}

fn found(checked: &Checked) -> String {
    render::text(&checked.compiled.findings("policy.json"))
}

#[test]
fn a_policys_tests_say_what_became_of_suggestions() {
    let checked = check(&policy());
    assert_eq!(found(&checked), "");
    // What the tests expect is looked at: the second time the card is the wrong one.
    let mut other = policy();
    other["tests"][0]["steps"][0]["feedback"][0]["outcome"] = json!("dismissed");
    let text = found(&check(&other));
    assert!(text.contains("/tests/0/steps/0/expect/suggestions"), "{text}");
    let mut other = policy();
    other["tests"][0]["steps"][0]["expect"]["goals"]["clicks"]["reached"] = json!(2);
    let text = found(&check(&other));
    assert!(text.contains("/tests/0/steps/0/expect/goals/clicks/reached"), "{text}");
    // A place in the feedback, not among the events that it becomes.
    let mut other = policy();
    other["tests"][0]["feedback"][1]["product"] = json!("nothing");
    let text = found(&check(&other));
    assert!(text.contains("/tests/0/feedback/1/product"), "{text}");
}

#[test]
fn feedback_is_kept_as_long_as_anything_looks_back() {
    let program = check(&policy()).compiled.program.unwrap();
    let kind = program.kinds.first().unwrap();
    assert_eq!(kind.retain, Some(500 * 86_400_000));
    let mut other = policy();
    other["features"] = json!({});
    other["tags"] = json!([]);
    other["goals"] = json!([]);
    other["tests"] = json!([]);
    let program = check(&other).compiled.program.unwrap();
    assert_eq!(program.kinds.first().unwrap().retain, Some(365 * 86_400_000));
    // Nothing asks for it: nothing is kept.
    other["contact"] = json!({ "quietHours": ["22:00", "08:00"] });
    assert!(check(&other).compiled.program.unwrap().kinds.is_empty());
}

#[test]
fn the_rule_book_tells_caps_cool_downs_and_feedback() {
    let checked = check(&policy());
    let book = markdown::write(&doc::book(&checked, None, "zh-CN", "policy.json").unwrap());
    for text in [
        "推荐反馈",
        "此后每再关闭一次延长为 2 倍，最长 60 天",
        "2 小时内不在任何页面重复展示",
        "展示推荐后 90 天内发生「推荐反馈」",
    ] {
        assert!(book.contains(text), "{text}\n{book}");
    }
}

#[test]
fn a_channel_that_needs_a_consent_is_open_only_with_it() {
    let mut policy = policy();
    policy["purposes"] = json!([
        { "id": "marketing", "basis": "contract" },
        { "id": "texting", "label": "短信营销", "basis": "consent" }
    ]);
    policy["features"] = json!({});
    policy["tags"] = json!([]);
    policy["goals"] = json!([]);
    policy["contact"]["channels"] = json!({ "sms": { "purpose": "texting" } });
    policy["fallback"] = json!(["deposit"]);
    // The card has only text messages, the deposit also the app, which is at its cap until the 26th.
    let shown = json!([{ "product": "deposit", "channel": "app", "outcome": "shown", "at": "2026-05-19T10:00:00+08:00" }]);
    policy["tests"] = json!([{
        "name": "never asked",
        "now": "2026-05-20T10:00:00+08:00",
        "consents": {},
        "feedback": shown,
        "expect": { "suggestions": [], "excluded": { "card": "consent", "deposit": "contact" } },
        "steps": [
            { "now": "2026-05-21T10:00:00+08:00", "consents": { "texting": true },
              "expect": { "suggestions": ["card", { "product": "deposit", "channel": "sms" }] } },
            { "now": "2026-05-26T10:00:00+08:00", "consents": { "texting": false },
              "expect": { "suggestions": [{ "product": "deposit", "channel": "app" }], "excluded": { "card": "consent" } } }
        ]
    }]);
    assert_eq!(found(&check(&policy)), "");
}
