//! `docs/diagnostics.md`, made of the catalogue and of the bad documents.
//!
//! With `SILHOUETTE_BLESS=1` the page is written instead; `cargo xtask docs` does so.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use silhouette_author::diagnostics::groups::GROUPS;
use silhouette_author::diagnostics::render::{self, Finding};
use silhouette_author::diagnostics::{Code, Entry, Severity};

use crate::support::{Bad, all};

/// A finding, in the document with the fewest findings that shows its code.
type Examples = BTreeMap<&'static str, (usize, Bad, Finding)>;

fn examples() -> Examples {
    let mut examples = Examples::new();
    for bad in all() {
        let findings = bad.check().compiled.findings(&bad.file());
        for finding in &findings {
            let better =
                examples.get(finding.code).is_none_or(|(count, ..)| findings.len() < *count);
            if better {
                examples.insert(finding.code, (findings.len(), bad.clone(), finding.clone()));
            }
        }
    }
    examples
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error · 错误",
        Severity::Warning => "warning · 警告",
        Severity::Note => "note · 提示",
    }
}

fn page(examples: &Examples) -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n| code 代码 | level 级别 | message 说明 |\n|---|---|---|\n");
    for group in GROUPS {
        for entry in entries(group.name) {
            let anchor = entry.code.replace('/', "");
            let (code, level, zh) =
                (entry.code, level(entry.severity), entry.zh.replace('|', "\\|"));
            let _ = writeln!(page, "| [`{code}`](#{anchor}) | {level} | {zh} |");
        }
    }
    for group in GROUPS {
        let _ = writeln!(
            page,
            "\n## {} · {}\n\n{}\n\n{}",
            group.title_en, group.title_zh, group.en, group.zh
        );
        for entry in entries(group.name) {
            let _ = writeln!(page, "\n### `{}`\n\n*{}*\n", entry.code, level(entry.severity));
            let _ = writeln!(page, "- {}\n- {}", escaped(entry.en), escaped(entry.zh));
            if !entry.hint_en.is_empty() {
                let _ = writeln!(
                    page,
                    "- hint: {}\n- 提示：{}",
                    escaped(entry.hint_en),
                    escaped(entry.hint_zh)
                );
            }
            match examples.get(entry.code) {
                None => page.push_str(
                    "\nNo document is known that shows it: the check before it is stricter.\n",
                ),
                Some((_, bad, finding)) => {
                    let file = bad.path();
                    let name = file.file_name().unwrap().to_string_lossy();
                    let _ = writeln!(page, "\nIn [{name}](../tests/bad/{name}):\n");
                    let _ = write!(
                        page,
                        "```text\n{}```\n",
                        render::text(std::slice::from_ref(finding))
                    );
                }
            }
        }
    }
    page
}

fn entries(group: &str) -> Vec<Entry> {
    let entries = Code::ALL.iter().map(|code| code.entry());
    entries.filter(|entry| entry.code.split('/').next() == Some(group)).collect()
}

/// Signs that mean something in Markdown.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<").replace('_', "\\_").replace('*', "\\*")
}

const HEAD: &str = "\
# Diagnostics

<!-- Generated: `cargo xtask docs`. -->

What `silhouette check` can say of a policy. Each finding has a stable code, the place (file, line, column and JSON
pointer), what stands there, a message in English and Chinese, and a hint where one can be given. `{0}`, `{1}` stand for
words of the document. An **error** keeps a policy from being built; a **warning** does not, and `check --strict` counts
it as an error; a **note** is only to be known.

`silhouette check` 的全部诊断。每条诊断都有固定代码、位置（文件、行列与 JSON 指针）、原文、中英文说明，以及可能的修改提示。
`{0}`、`{1}` 代表文档中的文字。**错误**会阻止构建；**警告**不会，但 `check --strict` 视同错误；**提示**仅供知悉。
";

#[test]
fn the_page_of_diagnostics_is_fresh() {
    let page = page(&examples());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    if std::env::var_os("SILHOUETTE_BLESS").is_some() {
        std::fs::write(path, page).unwrap();
    } else if std::fs::read_to_string(path).unwrap_or_default() != page {
        panic!("docs/diagnostics.md is stale: run `cargo xtask docs`");
    }
}

/// An example says what its heading says: nothing on the page was filled in by hand.
#[test]
fn an_example_shows_the_code_that_it_stands_under() {
    let page = page(&examples());
    for section in page.split("\n### `").skip(1) {
        let code = section.split('`').next().unwrap();
        let shown = section.contains(&format!("[{code}] at "));
        assert!(shown || section.contains("No document is known"), "{code}");
    }
    assert_eq!(page.matches("No document is known").count(), 1, "only the guard has no example");
}
