//! Writes reports of many customers under the retail policy, made natively with entropy that is written beside them, for
//! the comparison of hosts: `DIR/retail.pack` and `DIR/reports.ndjson`.

use std::io::{Error, Write as _};
use std::path::PathBuf;

use serde_json::{Value, json};
use silhouette::Scalar;
use silhouette_author::{answer, compile};

const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/retail.json");
const DAY: f64 = 86_400_000.0;
/// The first moment of a span of 90 days, and so of one of 30.
const NOW: f64 = 229.0 * 90.0 * DAY;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        return Err(Error::other("usage: export_reports DIR"));
    };
    let checked = compile::check(&std::fs::read(POLICY)?);
    let (Some(pack), Some(engine)) = (checked.pack, checked.engine) else {
        return Err(Error::other("the policy has errors"));
    };
    std::fs::write(folder.join("retail.pack"), pack)?;
    let mut out = std::fs::File::create(folder.join("reports.ndjson"))?;
    let mut random = 1_u64;
    let mut byte = || {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        random.to_be_bytes().first().copied().unwrap_or(0)
    };
    let told = |error: silhouette::Error| Error::other(error.code);
    for _ in 0..300 {
        let age = 18 + byte() % 60;
        let occupation = ["salaried", "student", "retired"].get(usize::from(byte()) % 3).copied();
        let income = f64::from(byte()) * 200.0;
        let profile = [
            ("age", Scalar::Number(f64::from(age))),
            ("occupation", occupation.map_or(Scalar::Null, Scalar::Text)),
            ("income_month", Scalar::Number(income)),
        ];
        let mut session = engine.open(0, [0; 16]);
        session.set_consent("marketing", true, 0.0).map_err(told)?;
        session.set_profile(&profile).map_err(told)?;
        session.portrait(NOW - 60.0 * DAY).map_err(told)?;
        let mut reports = Vec::new();
        for id in ["tag_share", "profile_share"] {
            let entropy: [u8; 32] = std::array::from_fn(|_| byte());
            let report = session.report(id, NOW, entropy).map_err(told)?;
            let mut text = String::new();
            answer::write(report.cells(), &engine.program().strings, &mut text);
            let report: Value = serde_json::from_str(&text)?;
            reports.push(json!({ "entropy": entropy, "report": report }));
        }
        let profile = json!({ "age": age, "occupation": occupation, "income_month": income });
        writeln!(out, "{}", json!({ "profile": profile, "now": NOW, "reports": reports }))?;
    }
    out.flush()
}
