//! From the text of a document to its program.

use serde_json::Value;
use silhouette::Engine;
use silhouette::pack::codec;
use silhouette::pack::program::Program;

use crate::diagnostics::render::Finding;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::{Document, feedback, schema, structure};
use crate::examples::{self, Outcome};
use crate::fragments::{self, File, Places};
use crate::json::Pointer;
use crate::lower::{self, marks::Marks};

/// What became of a document.
#[derive(Debug)]
pub struct Compiled {
    /// The document, if it has the right structure.
    pub document: Option<Document>,
    /// The program, if nothing is wrong.
    pub program: Option<Program>,
    /// What tests can reach in the program.
    pub marks: Marks,
    /// The place of every value.
    pub places: Places,
    /// What was found.
    pub diagnostics: Diagnostics,
}

impl Compiled {
    /// What was found, in the order of the document. `file` names the policy's own file.
    #[must_use]
    pub fn findings(&self, file: &str) -> Vec<Finding> {
        self.places.findings(self.diagnostics.found(), file)
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
    compile_with(File { name: "", text }, &[])
}

/// Compiles a policy joined with fragments.
#[must_use]
pub fn compile_with(policy: File<'_>, fragments: &[File<'_>]) -> Compiled {
    let mut diagnostics = Diagnostics::new();
    let (value, places) = fragments::read(policy, fragments, &mut diagnostics);
    let document = value.and_then(|value| document(value, &mut diagnostics));
    let lowered = document.as_ref().map(|document| lower::lower(document, &mut diagnostics));
    let (program, marks) = lowered.unzip();
    let program = program.filter(|_| !diagnostics.has_errors());
    Compiled { document, program, marks: marks.unwrap_or_default(), places, diagnostics }
}

/// The document that a value is, if it has the right structure.
fn document(value: Value, out: &mut Diagnostics) -> Option<Document> {
    if out.has_errors() {
        return None; // such as a key that stands twice
    }
    structure::check(schema::schema(), &value, &Pointer::root(), out);
    if out.has_errors() {
        return None;
    }
    match serde_json::from_value(value) {
        Ok(mut document) => {
            feedback::declare(&mut document, out);
            Some(document)
        }
        Err(error) => {
            // The structural check is stricter than the types; this would be an error in it.
            let found = Diagnostic::new(Code::Undecodable, &Pointer::root());
            out.push(found.arg(error.to_string()));
            None
        }
    }
}

/// What became of a document that was compiled, loaded and tried on its own tests.
#[derive(Debug)]
pub struct Checked {
    /// The document and all findings.
    pub compiled: Compiled,
    /// The loaded pack, if the document has no error of its own.
    pub engine: Option<Engine>,
    /// The results of the embedded tests.
    pub outcomes: Vec<Outcome>,
    /// The pack, if nothing at all is wrong.
    pub pack: Option<Vec<u8>>,
}

/// Compiles a document and runs its embedded tests.
#[must_use]
pub fn check(text: &[u8]) -> Checked {
    check_with(File { name: "", text }, &[])
}

/// Compiles a policy joined with fragments and runs its embedded tests.
#[must_use]
pub fn check_with(policy: File<'_>, fragments: &[File<'_>]) -> Checked {
    let mut compiled = compile_with(policy, fragments);
    let mut checked_pack = None;
    let mut engine = None;
    let mut outcomes = Vec::new();
    if let (Some(program), Some(document)) = (&compiled.program, &compiled.document) {
        let loaded = codec::encode(program)
            .map_err(silhouette::Error::from)
            .and_then(|pack| Ok((Engine::load(&pack)?, pack)));
        match loaded {
            Ok((loaded, pack)) => {
                outcomes = examples::run(document, &loaded, &mut compiled.diagnostics);
                engine = Some(loaded);
                checked_pack = (!compiled.diagnostics.has_errors()).then_some(pack);
            }
            Err(error) => {
                let found = Diagnostic::new(Code::Unloadable, &Pointer::root());
                compiled.diagnostics.push(found.arg(error.code));
            }
        }
    }
    Checked { compiled, engine, outcomes, pack: checked_pack }
}
