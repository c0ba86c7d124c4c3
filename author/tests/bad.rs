//! Bad documents and what is found in each.
//!
//! With `SILHOUETTE_BLESS=1` the expectations are written instead; read the difference before it is kept.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/page.rs"]
mod page;
#[path = "support/bad.rs"]
mod support;

use std::collections::BTreeSet;

use silhouette_author::compile;
use silhouette_author::diagnostics::{Code, render};
use silhouette_author::json::MAX_BYTES;
use support::{all, folder};

#[test]
fn every_bad_document_has_its_findings() {
    let documents = all();
    assert!(documents.len() >= 80, "where are the documents?");
    let bless = std::env::var_os("SILHOUETTE_BLESS").is_some();
    let mut wrong = Vec::new();
    for bad in documents {
        let found = render::text(&bad.check().compiled.findings(&bad.file()));
        assert!(!found.is_empty(), "{}: nothing was found", bad.name);
        if bless {
            std::fs::write(&bad.expected, found).unwrap();
        } else if std::fs::read_to_string(&bad.expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", bad.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A diagnostic that no document shows might as well never be given.
#[test]
fn every_code_is_found_in_some_document() {
    let told: String = all()
        .iter()
        .map(|bad| std::fs::read_to_string(&bad.expected).unwrap_or_default())
        .collect();
    // The structural check is stricter than the types; no document is known that reaches this one.
    let guards = BTreeSet::from([Code::Undecodable]);
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !guards.contains(code))
        .map(|code| code.entry())
        .filter(|entry| !told.contains(&format!("{}[{}]", entry.severity.name(), entry.code)))
        .map(|entry| entry.code)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// The code of the first finding about a text.
fn first(text: &[u8]) -> &'static str {
    let checked = compile::check(text);
    assert!(checked.pack.is_none());
    let findings = checked.compiled.findings("x");
    findings.first().map_or("", |finding| finding.code)
}

#[test]
fn a_document_of_50_mb_is_refused_before_it_is_parsed() {
    let mut text = b"{\"id\": \"".to_vec();
    text.resize(50 << 20, b'x');
    // Not "json/unterminated": nobody looked into it.
    assert_eq!(first(&text), "limit/document-size");
}

#[test]
fn hostile_documents_meet_a_limit() {
    let deep = "[".repeat(1 << 20);
    let wide = format!("[{}1]", "1,".repeat(1 << 20));
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(1 << 20));
    assert_eq!(first(deep.as_bytes()), "limit/depth");
    assert_eq!(first(wide.as_bytes()), "limit/nodes");
    assert_eq!(first(long.as_bytes()), "limit/string-length");
    assert_eq!(first(&vec![b' '; MAX_BYTES + 1]), "limit/document-size");
    assert_eq!(first(&vec![b' '; MAX_BYTES]), "json/empty");
}

/// Every prefix of a good document is refused as cut off, not as something else.
#[test]
fn a_truncated_file_says_so() {
    let whole = std::fs::read_to_string(folder().join("../../policies/retail.json")).unwrap();
    let whole = whole.trim_end();
    for end in (1..whole.len()).step_by(97).filter(|&end| whole.is_char_boundary(end)) {
        let code = first(whole.get(..end).unwrap().as_bytes());
        assert!(code == "json/unterminated" || code == "json/number", "{end}: {code}");
    }
}

/// What a finding says is one line, and its place lies in the document.
#[test]
fn findings_are_one_line_and_have_a_place() {
    for bad in all() {
        let lines = bad.text.iter().filter(|&&byte| byte == b'\n').count() + 1;
        for finding in bad.check().compiled.findings("x") {
            assert!(!finding.message.en.contains('\n') && !finding.message.zh.contains('\n'));
            assert!(
                !finding.message.en.contains("{0}") && !finding.message.zh.contains("{0}"),
                "{finding:?}"
            );
            let within = (1..=lines).contains(&finding.place.line);
            assert!(within || finding.file != "x", "{}: {finding:?}", bad.name);
            assert!(finding.place.column >= 1);
        }
    }
}
