//! Bad documents and what is found in each: `tests/bad/<name>.json` and `<name>.expected.txt`.
//!
//! With `SILHOUETTE_BLESS=1` the expectations are written instead; read the difference before it is kept.

use std::path::{Path, PathBuf};

use silhouette_author::compile;
use silhouette_author::diagnostics::render;
use silhouette_author::json::MAX_BYTES;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/bad")
}

#[test]
fn every_bad_document_has_its_findings() {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "where are the documents?");
    let bless = std::env::var_os("SILHOUETTE_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let checked = compile::check(&std::fs::read(&path).unwrap());
        let found = render::text(&checked.compiled.findings(&name));
        assert!(!found.is_empty(), "{name}: nothing was found");
        let expected = path.with_extension("expected.txt");
        if bless {
            std::fs::write(&expected, found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() + 1;
        for finding in compile::check(&bytes).compiled.findings("x") {
            assert!(!finding.message.en.contains('\n') && !finding.message.zh.contains('\n'));
            assert!(
                !finding.message.en.contains("{0}") && !finding.message.zh.contains("{0}"),
                "{finding:?}"
            );
            assert!((1..=lines).contains(&finding.place.line), "{}: {finding:?}", path.display());
            assert!(finding.place.column >= 1);
        }
    }
}
