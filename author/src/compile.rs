//! From the text of a document to its program.

use serde_json::Value;
use silhouette::pack::program::Program;

use crate::diagnostics::render::{Finding, findings};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Document, schema, structure};
use crate::json::{self, Pointer, Source};
use crate::lower;

/// What became of a document.
#[derive(Debug)]
pub struct Compiled {
    /// The document, if it has the right structure.
    pub document: Option<Document>,
    /// The program, if nothing is wrong.
    pub program: Option<Program>,
    /// The text, with the place of every value.
    pub source: Source,
    /// What was found.
    pub diagnostics: Diagnostics,
}

impl Compiled {
    /// What was found, with places in a file of this name, in the order of the document.
    #[must_use]
    pub fn findings(&self, file: &str) -> Vec<Finding> {
        findings(self.diagnostics.found(), &self.source, file)
    }

    /// How many findings are of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        let found = self.diagnostics.found().iter();
        found.filter(|found| found.code.entry().severity == severity).count()
    }
}

/// Compiles a document. Every pass reports all it finds; a pass whose input is broken is not run.
#[must_use]
pub fn compile(text: &[u8]) -> Compiled {
    let mut diagnostics = Diagnostics::new();
    let (value, source) = json::parse(text, &mut diagnostics);
    let document = value.and_then(|value| document(value, &mut diagnostics));
    let program = document.as_ref().map(|document| lower::lower(document, &mut diagnostics));
    let program = program.filter(|_| !diagnostics.has_errors());
    Compiled { document, program, source, diagnostics }
}

/// The document that a value is, if it has the right structure.
fn document(value: Value, out: &mut Diagnostics) -> Option<Document> {
    if out.has_errors() {
        return None; // such as a key that stands twice
    }
    structure::check(&schema::schema(), &value, &Pointer::root(), out);
    if out.has_errors() {
        return None;
    }
    match serde_json::from_value(value) {
        Ok(document) => Some(document),
        Err(error) => {
            // The structural check is stricter than the types; this would be an error in it.
            let found = Diagnostic::new(Code::Undecodable, &Pointer::root());
            out.push(found.arg(error.to_string()));
            None
        }
    }
}
