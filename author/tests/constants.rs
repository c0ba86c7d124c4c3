//! Conditions that never hold or always do: what the checker says of random conditions against what
//! the engine makes of every customer there can be.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use silhouette::{Engine, RawEvent, Scalar};
use silhouette_author::compile;
use silhouette_author::diagnostics::Code;

/// Numbers that look random and are the same every time (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const TESTS: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];

fn atom(numbers: &mut Numbers) -> String {
    let test = numbers.of(&TESTS);
    match numbers.below(9) {
        0 | 1 => format!("age {test} {}", numbers.below(8) as i64 - 1),
        2 => format!("age {test} {}.5", numbers.below(6)),
        3 => format!("age in [{}, {}]", numbers.below(4), numbers.below(8)),
        4 => format!("job {} '{}'", numbers.of(&["==", "!="]), numbers.of(&["a", "b", "c"])),
        5 => format!("job in ['{}', 'b']", numbers.of(&["a", "c"])),
        6 => numbers.of(&["vip", "!vip", "known(age)", "!known(job)", "known(seen)"]).to_owned(),
        _ => format!("seen {test} {}", numbers.below(4) as i64 - 1),
    }
}

/// A tree, and the same as one expression.
fn tree(numbers: &mut Numbers, depth: u64) -> (Value, String) {
    if depth == 0 || numbers.below(4) == 0 {
        let atom = atom(numbers);
        return (json!({ "expr": atom }), atom);
    }
    if numbers.below(5) == 0 {
        let (part, text) = tree(numbers, depth - 1);
        return (json!({ "not": part }), format!("!({text})"));
    }
    let (key, sign) = if numbers.below(2) == 0 { ("all", " && ") } else { ("any", " || ") };
    let parts: Vec<(Value, String)> =
        (0..2 + numbers.below(2)).map(|_| tree(numbers, depth - 1)).collect();
    let texts: Vec<String> = parts.iter().map(|(_, text)| format!("({text})")).collect();
    let parts: Vec<Value> = parts.into_iter().map(|(part, _)| part).collect();
    (json!({ key: parts }), texts.join(sign))
}

/// A policy with three tags for each condition: it, its negation, and the one expression.
fn policy(conditions: &[(Value, String)]) -> Value {
    let tags = conditions.iter().enumerate().flat_map(|(index, (tree, text))| {
        let tag = |name: &str, when: Value| json!({ "id": format!("{name}{index}"), "label": "T", "when": when });
        [tag("t", tree.clone()), tag("n", json!({ "not": tree })), tag("x", json!(text))]
    });
    json!({
        "id": "constants", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": {
            "age": { "type": "int", "range": [0, 5] },
            "job": { "type": "enum", "values": ["a", "b", "c"] },
            "vip": { "type": "bool" }
        },
        "events": { "e": {} },
        "features": { "seen": { "count": "e" } },
        "tags": tags.collect::<Vec<Value>>()
    })
}

/// Ids of the tags of a customer.
fn tags(engine: &Engine, facts: [Option<f64>; 2], job: Option<&str>, seen: usize) -> Vec<String> {
    let mut session = engine.open(0, [0; 16]);
    let [age, vip] = facts;
    let profile = [
        ("age", age.map_or(Scalar::Null, Scalar::Number)),
        ("vip", vip.map_or(Scalar::Null, |vip| Scalar::Bool(vip > 0.0))),
        ("job", job.map_or(Scalar::Null, Scalar::Text)),
    ];
    session.set_profile(&profile).unwrap();
    let event = || RawEvent { kind: Some("e"), at: Scalar::Number(1000.0), fields: Vec::new() };
    let events: Vec<RawEvent<'_>> = (0..seen).map(|_| event()).collect();
    session.record(&events).unwrap();
    let mut text = String::new();
    let strings = &engine.program().strings;
    silhouette_author::answer::write(session.portrait(2000.0).unwrap().cells(), strings, &mut text);
    let portrait: Value = serde_json::from_str(&text).unwrap();
    let tags = portrait["tags"].as_array().unwrap().iter();
    tags.map(|tag| tag["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_called_constant_is_constant_and_nothing_else_is() {
    let mut numbers = Numbers(7);
    let (mut never, mut always, mut neither) = (0, 0, 0);
    for depth in [1, 2, 1, 2, 3, 1, 2, 1, 2, 1] {
        let conditions: Vec<(Value, String)> = (0..10).map(|_| tree(&mut numbers, depth)).collect();
        let policy = policy(&conditions);
        let checked = compile::check(policy.to_string().as_bytes());
        let found: Vec<(Code, String)> = checked
            .compiled
            .diagnostics
            .found()
            .iter()
            .map(|found| (found.code, found.pointer.as_str().to_owned()))
            .filter(|(code, _)| matches!(code, Code::Contradictory | Code::AlwaysTrue))
            .collect();
        assert!(found.len() < 90, "the findings are cut off: look at fewer conditions");
        let engine = checked.engine.unwrap();
        let mut given = vec![[false; 3]; conditions.len()];
        let mut missed = vec![false; conditions.len()];
        for age in [None, Some(0.0), Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0)] {
            for vip in [None, Some(0.0), Some(1.0)] {
                for job in [None, Some("a"), Some("b"), Some("c")] {
                    for seen in 0..4 {
                        let tags = tags(&engine, [age, vip], job, seen);
                        for (index, missed) in missed.iter_mut().enumerate() {
                            *missed |= !tags.contains(&format!("t{index}"));
                        }
                        for tag in tags {
                            let kind = ["t", "n", "x"].iter().position(|k| tag.starts_with(k));
                            given[tag[1..].parse::<usize>().unwrap()][kind.unwrap()] = true;
                        }
                    }
                }
            }
        }
        for (index, (condition, text)) in conditions.iter().enumerate() {
            let [holds, fails, inline] = given[index];
            assert_eq!(holds, inline, "{text}");
            // Who asks whether something is known must be answered by everybody.
            let fails = if text.contains("known(age)") || text.contains("known(job)") {
                missed[index]
            } else {
                fails
            };
            let within = |number: usize| {
                let start = format!("/tags/{number}/when");
                let starts = move |pointer: &str| {
                    pointer
                        .strip_prefix(&start)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                found.iter().filter(move |(_, pointer)| starts(pointer))
            };
            let root = condition.as_object().unwrap().keys().next().unwrap();
            let root = format!("/tags/{}/when/{root}", index * 3);
            let of_root = within(index * 3).find(|(_, pointer)| *pointer == root);
            match of_root {
                Some((Code::Contradictory, _)) => {
                    assert!(!holds, "{text} holds of somebody");
                    never += 1;
                }
                Some((_, _)) => {
                    assert!(!fails, "{text} does not hold of somebody");
                    always += 1;
                }
                None if within(index * 3).next().is_none() => {
                    assert!(holds, "{text} holds of nobody, and nothing was said");
                    assert!(fails, "{text} holds of everybody, and nothing was said");
                    neither += 1;
                }
                None => {} // a part is constant; once it is corrected the whole is looked at
            }
            // The expression is taken apart as the tree is.
            let (tree, inline) = (within(index * 3).next(), within(index * 3 + 2).next());
            assert_eq!(tree.is_some(), inline.is_some(), "{text}");
        }
    }
    assert!(never >= 5 && always >= 5 && neither >= 40, "{never} {always} {neither}");
}

/// The finding of a policy with one tag.
fn found(when: &str) -> Vec<String> {
    let (when, filter) = match when.strip_prefix("where ") {
        Some(filter) => ("age > 3", filter),
        None => (when, "true"),
    };
    let policy = json!({
        "id": "constants", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": {
            "age": { "type": "int", "range": [0, 120] },
            "income": { "type": "decimal(2)", "range": [0, 1e7] },
            "rate": { "type": "number" },
            "risk": { "type": "enum", "values": ["C1", "C2", "C3"], "ordered": true },
            "city": { "type": "category" },
            "until": { "type": "date" }
        },
        "events": { "buy": { "fields": { "amount": "decimal(2)", "way": "enum:in|out" } } },
        "features": {
            "count": { "count": "buy" },
            "spent": { "sum": "buy.amount" },
            "some": { "count": "buy", "where": filter }
        },
        "tags": [{ "id": "t", "label": "T", "when": when }]
    });
    let compiled = compile::compile(policy.to_string().as_bytes());
    let findings = compiled.findings("p").into_iter().filter(|f| f.code.starts_with("condition/"));
    let told = |text: &str| text.trim_matches('"').to_owned();
    findings.map(|f| format!("{} {} | {}", f.code, f.message.en, told(&f.text))).collect()
}

#[test]
fn the_smallest_part_is_named_with_its_facts() {
    for (when, expected) in [
        (
            "age < 18 && age > 30",
            "condition/contradictory no value of \"age\" makes this true | age < 18 && age > 30",
        ),
        ("age >= 0", "condition/always-true this holds whatever \"age\" is | age >= 0"),
        ("age > 120", "condition/contradictory no value of \"age\" makes this true | age > 120"),
        (
            "rate > 1.0 || (income >= 5 || income < 10) && rate > 0.5",
            "condition/always-true this holds whatever \"income\" is | income >= 5 || income < 10",
        ),
        (
            "income <= 0.10 && income > 0.1",
            "condition/contradictory no value of \"income\" makes this true | income <= 0.10 && income > 0.1",
        ),
        (
            "rate < 0.5 && city == 'x' && rate >= 0.5",
            "condition/contradictory no value of \"rate\" makes this true | rate < 0.5 && city == 'x' && rate >= 0.5",
        ),
        (
            "risk >= 'C2' || risk in ['C1', 'C2']",
            "condition/always-true this holds whatever \"risk\" is | risk >= 'C2' || risk in ['C1', 'C2']",
        ),
        (
            "risk == 'C1' && risk == 'C2'",
            "condition/contradictory no value of \"risk\" makes this true | risk == 'C1' && risk == 'C2'",
        ),
        (
            "city == 'a' && city != 'a'",
            "condition/contradictory no value of \"city\" makes this true | city == 'a' && city != 'a'",
        ),
        (
            "until < date('2026-01-01') && until > date('2026-06-01')",
            "condition/contradictory no value of \"until\" makes this true | until < date('2026-01-01') && until > date('2026-06-01')",
        ),
        ("count >= 0", "condition/always-true this holds whatever \"count\" is | count >= 0"),
        ("known(count)", "condition/always-true this holds whatever \"count\" is | known(count)"),
        (
            "known(age) && !known(age)",
            "condition/contradictory no value of \"age\" makes this true | known(age) && !known(age)",
        ),
        (
            "now.hour > 23",
            "condition/contradictory no value of \"now.hour\" makes this true | now.hour > 23",
        ),
        (
            "age < 34.5 && age >= 35",
            "condition/contradictory no value of \"age\" makes this true | age < 34.5 && age >= 35",
        ),
        (
            "where amount > 5 && amount < 3",
            "condition/contradictory no value of \"amount\" makes this true | amount > 5 && amount < 3",
        ),
        (
            "where way == 'in' || way == 'out'",
            "condition/always-true this holds whatever \"way\" is | way == 'in' || way == 'out'",
        ),
    ] {
        let found = found(when);
        let [one] = found.as_slice() else { panic!("{when}: {found:?}") };
        assert_eq!(one, expected, "{when}");
    }
}

/// A tag is looked into while it is given exactly when its condition holds.
#[test]
fn tags_are_looked_into_where_they_are_read() {
    let tag = |id: &str, when: &str| json!({ "id": id, "label": "T", "when": when });
    let mut kept = tag("kept", "age < 30");
    kept["ttl"] = json!("30d");
    let policy = json!({
        "id": "constants", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
        "profile": { "age": { "type": "int", "range": [0, 120] } },
        "features": { "grown": { "expr": "age >= 18 || age < 18" } },
        "tags": [
            tag("young", "age < 30"),
            kept,
            tag("both", "tags.young && age >= 60"),
            tag("either", "!tags.young || age < 40"),
            tag("later", "tags.kept && age >= 60"), // given for a while after the birthday
            tag("told", "known(tags.young) && grown"),
            tag("never", "age > 200"),
            tag("still", "tags.never && age > 3"), // reported where it is declared
        ]
    });
    let compiled = compile::compile(policy.to_string().as_bytes());
    let found: Vec<String> = compiled
        .findings("p")
        .iter()
        .map(|f| format!("{} {} {}", f.pointer, f.code, f.message.en))
        .collect();
    assert_eq!(
        found,
        [
            "/features/grown/expr condition/always-true this holds whatever \"age\" is",
            "/tags/2/when condition/contradictory no value of \"age\" makes this true",
            "/tags/3/when condition/always-true this holds whatever \"age\" is",
            "/tags/6/when condition/contradictory no value of \"age\" makes this true",
        ]
    );
}

#[test]
fn what_some_customer_meets_is_left_alone() {
    for when in [
        "age >= 18 && age < 35",
        "age < 18 || age > 60",
        "age != 5 && age >= 5",
        "spent < 0", // a refund
        "rate > 0.5 && rate < 0.6",
        "risk != 'C1' && risk != 'C2'",
        "city != 'a' && city != 'b'",
        "known(age) || age > 3",
        "age * 2 < 3 && age > 100", // arithmetic is left open
        "income > 0.10 && income < 0.12",
        "now.hour >= 22 || now.hour < 6",
        "count > 0",
    ] {
        assert_eq!(found(when), Vec::<String>::new(), "{when}");
    }
}
