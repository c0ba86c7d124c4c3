//! Laws of what people are told: sentences agree with the trace that they are made of.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "support/people.rs"]
mod people;

use mixtures::{Dice, POLICIES};
use serde_json::{Value, json};
use silhouette::{Engine, Scalar};
use silhouette_author::compile;
use silhouette_author::diagnostics::Code;
use silhouette_author::lower::numbers;

/// Numbers that a sentence may hold: those of values, as sentences write them, and those of texts.
#[derive(Default)]
struct Known(Vec<f64>);

impl Known {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Number(n) => self.0.push((n.as_f64().unwrap() * 1e4).round() / 1e4),
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(map) => map.values().for_each(|item| self.value(item)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.0.extend(numbers(text, false).iter().map(|number| number.means[0]));
    }

    fn evidence(&mut self, evidence: &Value) {
        for one in evidence.as_array().unwrap() {
            ["label", "is", "against"].iter().for_each(|key| self.value(&one[*key]));
        }
    }

    /// A node of a trace and all below it: labels and evidence.
    fn trace(&mut self, node: &Value) {
        self.value(&node["label"]);
        self.evidence(&node["evidence"]);
        node["children"].as_array().unwrap().iter().for_each(|child| self.trace(child));
    }

    /// What of a sentence is not known.
    fn stranger(&self, sentence: &str) -> Option<String> {
        let known = |n: f64| self.0.iter().any(|&k| (k.abs() - n).abs() <= 1e-4);
        let all = numbers(sentence, false);
        all.into_iter().find(|number| !known(number.means[0])).map(|number| number.text)
    }
}

/// The texts in every locale.
fn texts(engine: &silhouette::Engine, ids: impl Iterator<Item = u32>, known: &mut Known) {
    let program = engine.program();
    let locales = program.info.locales.len();
    for text in ids {
        let first = usize::try_from(text).unwrap() * locales;
        for &id in &program.texts[first..first + locales] {
            // A place for a fact is no number.
            let places = (0..9).map(|place| format!("{{{place}}}"));
            let text =
                places.fold(engine.text(id).to_owned(), |text, place| text.replace(&place, ""));
            known.text(&text);
        }
    }
}

/// Labels of values hold numbers too, `5 万至 50 万元`, and sentences of tags beside their places.
fn labels(engine: &silhouette::Engine, known: &mut Known) {
    let program = engine.program();
    texts(engine, program.values.iter().map(|label| label.text), known);
    let own = program.tags.iter().filter_map(|tag| Some(tag.message.as_ref()?.text));
    let kept = program.tiers.iter().filter_map(|tier| tier.kept);
    texts(engine, own.chain(kept), known);
}

/// Every number in a sentence is a value of its trace, or stands in a label there. The numbers of labels are
/// those of their expressions: a policy where they are not has a finding.
#[test]
fn sentences_agree_with_the_trace() {
    let mut told = 0;
    for (policy, files) in POLICIES {
        let (checked, engine) = people::engine(policy);
        let found = checked.compiled.diagnostics.found().iter();
        assert_eq!(found.filter(|one| one.code == Code::LabelNumber).count(), 0, "{policy}");
        let mut customers = people::lines(files);
        let mut dice = Dice(7);
        for _ in 0..60 {
            let mixed = mixtures::mixture(&customers[..files.len() * 3], &mut dice);
            customers.push(mixed);
        }
        let mut of_values = Known::default();
        labels(&engine, &mut of_values);
        for (customer, locale) in customers.iter().flat_map(|one| [(one, 0), (one, 1)]) {
            let mut session = people::session(&engine, customer, locale);
            let features = mixtures::features(&engine, &mut session, customer.now);
            let of_reasons = |because: &Value, facts: bool| {
                let mut count = 0;
                for reason in because.as_array().unwrap() {
                    let mut known = Known(of_values.0.clone());
                    known.evidence(&reason["evidence"]);
                    if facts {
                        known.value(&features);
                        known.value(&Value::Object(customer.profile.clone()));
                    } else {
                        // The author's label stands in the sentence; its numbers were checked above.
                        let nodes = engine.program().nodes.iter();
                        let named = nodes.filter(|node| {
                            node.id.is_some_and(|id| reason["rule"] == engine.text(id))
                        });
                        texts(&engine, named.filter_map(|node| node.label), &mut known);
                    }
                    let message = reason["message"].as_str().unwrap();
                    assert_eq!(known.stranger(message), None, "{policy}: {reason}");
                    count += 1;
                }
                count
            };
            for item in people::items(&engine) {
                let explained = people::explained(&engine, &mut session, &item, customer.now);
                let mut known = Known(of_values.0.clone());
                known.trace(&explained["trace"]);
                let sentences = explained["sentences"].as_array().unwrap();
                // The item's own sentence, where it holds, names facts beside those of its conditions.
                let own =
                    ["tag:", "warning:", "product:"].iter().any(|kind| item.starts_with(kind))
                        && explained["truth"] == "true";
                for sentence in sentences.iter().skip(usize::from(own)) {
                    let sentence = sentence.as_str().unwrap();
                    assert!(!sentence.contains(['{', '}']), "{policy}: {item}: {sentence}");
                    assert_eq!(known.stranger(sentence), None, "{policy}: {item}: {sentence}");
                    told += 1;
                }
                if !item.starts_with("tier:")
                    && !item.starts_with("lifecycle:")
                    && explained["truth"] != "true"
                {
                    assert!(!sentences.is_empty(), "{policy}: {item}: nothing says why not");
                }
            }
            let portrait = people::portrait(&engine, &mut session, customer.now);
            for key in ["excluded", "tiers", "lifecycle"] {
                for item in portrait[key].as_array().unwrap() {
                    told += of_reasons(&item["because"], false);
                }
            }
            for item in portrait["tags"].as_array().unwrap() {
                told += of_reasons(&item["because"], true);
            }
        }
    }
    assert!(told > 20_000, "{told} sentences");
}

/// A score is its initial value plus the points of its contributions.
#[test]
fn contributions_agree_with_the_score() {
    let mut scores = 0;
    for (policy, files) in POLICIES {
        let (_, engine) = people::engine(policy);
        for customer in people::lines(files) {
            let mut session = people::session(&engine, &customer, 0);
            let portrait = people::portrait(&engine, &mut session, customer.now);
            for score in portrait["scores"].as_array().unwrap() {
                let points = score["contributions"].as_array().unwrap();
                let sum: f64 = points.iter().map(|one| one["points"].as_f64().unwrap()).sum();
                let value = score["initial"].as_f64().unwrap() + sum;
                assert_eq!(Some(value), score["value"].as_f64(), "{policy}: {}", score["id"]);
                scores += 1;
            }
        }
    }
    assert!(scores > 60, "{scores} scores");
}

/// What is given although its condition holds no longer says why, and an eased threshold is told as it is.
#[test]
fn what_is_kept_says_that_it_is_kept() {
    let policy = json!({
        "id": "k", "version": "1.0.0", "locales": ["zh-CN", "en"], "timezone": "+08:00",
        "profile": { "x": { "type": "int", "label": { "zh-CN": "活跃天数", "en": "Active days" } } },
        "tags": [{ "id": "t", "ttl": "10d", "label": "t", "when": { "label": { "zh-CN": "不低于 5 天", "en": "At least 5" }, "expr": "x >= 5" } }],
        "tiers": [{ "id": "r", "levels": ["A", "B"], "rows": [
            { "to": "A", "when": { "label": { "zh-CN": "不低于 100 天", "en": "At least 100" }, "expr": "x >= 100" } },
            { "to": "B", "otherwise": true }
        ], "hysteresis": { "minDwell": "30d", "downMargin": 0.1 } }]
    });
    let checked = compile::check(policy.to_string().as_bytes());
    let engine = Engine::load(checked.pack.as_ref().unwrap()).unwrap();
    for (locale, [tag, level, eased, kept_tag, kept_level]) in [
        [
            "不低于 5 天",
            "不低于 100 天",
            "活跃天数为 95，不低于 90",
            "此前已满足条件，标签在有效期内保留",
            "等级取得后至少保留 30 天，期内不下调",
        ],
        [
            "At least 5",
            "At least 100",
            "Active days: 95, at least 90",
            "The condition was met before; the tag stays until it expires",
            "A level once reached is kept for at least 30 days",
        ],
    ]
    .into_iter()
    .enumerate()
    {
        let mut session = engine.open(locale, [0; 16]);
        let mut told = |x: f64, now: f64| {
            session.set_profile(&[("x", Scalar::Number(x))]).unwrap();
            let portrait = people::portrait(&engine, &mut session, now);
            let explained = people::explained(&engine, &mut session, "tier:r", now);
            let why = |item: &Value| item["because"][0]["message"].as_str().unwrap().to_owned();
            assert_eq!(explained["sentences"][0], why(&portrait["tiers"][0]).as_str());
            [why(&portrait["tags"][0]), why(&portrait["tiers"][0])]
        };
        let day = 86_400_000.0;
        assert_eq!(told(100.0, day), [tag, level]);
        assert_eq!(told(95.0, 2.0 * day), [tag, eased]);
        assert_eq!(told(1.0, 3.0 * day), [kept_tag, kept_level]);
    }
}
