//! The conformance cases of CEL, and `docs/expressions.md`, made of what became of them.
//!
//! With `SILHOUETTE_BLESS=1` the page is written instead; `cargo xtask docs` does so. The cases come from
//! the npm package `@bufbuild/cel-spec`; where it is not installed, they are left out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/conformance.rs"]
mod conformance;
#[path = "support/expressions.rs"]
mod expressions;
#[path = "support/subset.rs"]
mod subset;

use std::path::Path;

use conformance::{Case, Verdict, cases, judge};

fn installed() -> Option<Vec<Case>> {
    let cases = cases();
    if cases.is_none() {
        assert!(
            std::env::var_os("SILHOUETTE_CASES").is_none(),
            "@bufbuild/cel-spec is not installed"
        );
        println!(
            "left out: npm's @bufbuild/cel-spec is not installed; `cargo xtask test --only expressions` does"
        );
    }
    cases
}

#[test]
fn every_case_of_the_subset_passes_or_differs_on_purpose() {
    let Some(cases) = installed() else { return };
    assert!(cases.len() > 2000, "where are the cases?");
    let verdicts: Vec<Verdict> = cases.iter().map(judge).collect();
    let count =
        |fits: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| fits(verdict)).count();
    let failed: Vec<&Verdict> =
        verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Failed(_))).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    // Most of the subset passes: the reasons to differ do not swallow it.
    let (passed, differs) = (
        count(|verdict| *verdict == Verdict::Passed),
        count(|verdict| matches!(verdict, Verdict::Differs(_))),
    );
    assert!(passed > 200 && passed > 2 * differs, "{passed} passed, {differs} differ");
}

/// An expression that cannot be read counts as outside only when it is of an extension.
#[test]
fn what_cannot_be_read_is_of_extensions() {
    let Some(cases) = installed() else { return };
    for case in cases {
        if judge(&case) == Verdict::Outside(subset::UNREAD) {
            let extension = ["?", "`", "cel.", "optional"];
            assert!(extension.iter().any(|sign| case.expr.contains(sign)), "{}", case.expr);
        }
    }
}

#[test]
fn the_page_of_expressions_is_fresh() {
    let Some(cases) = installed() else { return };
    let page = expressions::page(&cases);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expressions.md");
    if std::env::var_os("SILHOUETTE_BLESS").is_some() {
        std::fs::write(path, page).unwrap();
    } else {
        let fresh = std::fs::read_to_string(path).unwrap_or_default() == page;
        assert!(fresh, "docs/expressions.md is stale: run `cargo xtask docs`");
    }
}

#[test]
fn the_subset_is_told_from_what_an_expression_is_made_of() {
    for text in ["a && b || !c", "x in [1, 2]", "a ? 1 : -2", "int(x) % 3 == 1", "'a' == \"b\""] {
        assert_eq!(subset::outside(text), None, "{text}");
    }
    for text in ["1u", "b'x'", "null", "[1, 2]", "x in [y]", "{'a': 1}", "a.b()", "a[0]", "size(a)"]
    {
        assert!(subset::outside(text).is_some(), "{text}");
    }
}
