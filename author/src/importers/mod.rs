//! Models of other programs as fragments of a policy: a score, and the profile facts it reads.
//!
//! Every importer follows the exact rules of the program that made the model. What it cannot express is
//! an error that names the construct and its place; nothing is skipped.

mod card;
mod ensemble;
mod fragment;
mod lightgbm;
mod logistic;
mod names;
mod optbinning;
mod pmml;
mod points;
mod problem;
mod scorecardpy;
mod table;
mod toad;
mod xgboost;

use serde_json::Value;

use crate::diagnostics::{Severity, Words};
use crate::{compile, json};

pub use problem::{Fault, Problem};

/// No model file is larger, in bytes.
pub const MAX_MODEL: usize = 64 << 20;
/// No table of points or coefficients is: these are read whole, as values many times the size of their text.
pub const MAX_TABLE: usize = 8 << 20;

/// Formats of model files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PMML 4.x with one `Scorecard`.
    Pmml,
    /// The text of LightGBM's `Booster.save_model`.
    LightGbm,
    /// The JSON of XGBoost's `Booster.save_model`.
    XgBoost,
    /// A logistic regression: intercept, columns, medians, means and scales.
    Logistic,
    /// `truth-scorecard/1`.
    Points,
    /// The card of `scorecardpy.scorecard`, as CSV or JSON.
    ScorecardPy,
    /// `ScoreCard.export()` of toad, as JSON or CSV.
    Toad,
    /// `Scorecard.table(style="detailed")` of optbinning, as CSV or JSON.
    OptBinning,
}

impl Format {
    /// All formats by name.
    pub const ALL: [(&'static str, Format); 8] = [
        ("pmml", Format::Pmml),
        ("lightgbm", Format::LightGbm),
        ("xgboost", Format::XgBoost),
        ("logistic", Format::Logistic),
        ("points", Format::Points),
        ("scorecardpy", Format::ScorecardPy),
        ("toad", Format::Toad),
        ("optbinning", Format::OptBinning),
    ];

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// A model, imported.
#[derive(Clone, Debug)]
pub struct Imported {
    /// A partial policy: `profile` and `scores`.
    pub fragment: Value,
    /// What the author should know of it.
    pub notes: Vec<Words>,
}

/// The fragment of a model file. Its score has this id.
///
/// # Errors
/// [`Problem`]: what is wrong with the file or not supported, and where.
pub fn import(format: Format, bytes: &[u8], id: &str) -> Result<Imported, Problem> {
    let most = match format {
        Format::Pmml | Format::LightGbm | Format::XgBoost => MAX_MODEL,
        _ => MAX_TABLE,
    };
    if bytes.len() > most {
        return Err(Problem::limit("", ("bytes", "字节"), most));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(match (format, bytes) {
            (Format::XgBoost, [b'{', b'L' | b'l' | b'i' | b'I' | b'U' | b'$' | b'#', ..]) => {
                Problem::unsupported("", ("the binary form UBJSON", "二进制格式 UBJSON"))
            }
            _ => Problem::malformed("", ("the file is not UTF-8 text", "文件不是 UTF-8 文本")),
        });
    };
    let imported = match format {
        Format::Pmml => pmml::import(text, id),
        Format::LightGbm => lightgbm::import(text, id),
        Format::XgBoost => xgboost::import(text, id),
        Format::Logistic => logistic::import(text, id),
        Format::Points => points::import(text, id),
        Format::ScorecardPy => scorecardpy::import(text, id),
        Format::Toad => toad::import(text, id),
        Format::OptBinning => optbinning::import(text, id),
    }?;
    check(&imported.fragment)?;
    Ok(imported)
}

/// Compiles the fragment in the smallest policy there is: what is handed out can be built.
fn check(fragment: &Value) -> Result<(), Problem> {
    let mut policy = serde_json::json!({
        "id": "import", "version": "1.0.0", "locales": ["en"], "timezone": "+00:00",
    });
    if let (Some(policy), Some(fragment)) = (policy.as_object_mut(), fragment.as_object()) {
        policy.extend(fragment.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    let text = policy.to_string();
    if text.len() > json::MAX_BYTES {
        return Err(Problem::limit("", ("bytes of the fragment", "字节的片段"), json::MAX_BYTES));
    }
    let checked = compile::check(text.as_bytes());
    let findings = checked.compiled.findings("");
    match findings.iter().find(|found| found.severity == Severity::Error) {
        None => Ok(()),
        Some(found) => {
            let (en, zh) = (&found.message.en, &found.message.zh);
            let what = Words::new(
                format!("the model does not make a valid policy: {en}"),
                format!("该模型无法成为有效的策略：{zh}"),
            );
            Err(Problem { fault: Fault::Malformed, place: found.pointer.clone(), message: what })
        }
    }
}
