//! Populations as tables: what they say of a customer is what the line says, as Parquet and as CSV, to the byte of the
//! portrait.
#![cfg(feature = "tables")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder =
            std::env::temp_dir().join(format!("silhouette-synth-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ran(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silhouette"));
    command.args(words).output().unwrap()
}

fn run(words: &[&str]) -> Vec<u8> {
    let output = ran(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn tables_give_the_portraits_of_the_lines() {
    for policy in ["retail", "enterprise"] {
        let folder = Folder::new(policy);
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
        let document = document.join(format!("{policy}.json"));
        let (lines, pack) = (folder.file("lines.ndjson"), folder.file("pack"));
        run(&["build", document.to_str().unwrap(), "-o", &pack]);
        let drawn = ["synth", "--customers", "150", "--days", "200", "--population", policy];
        run(&[&drawn[..], &["-o", &lines]].concat());
        if policy == "enterprise" {
            // A list without elements is known; it is not a fact that is missing.
            let lines = fs::read_to_string(&lines).unwrap();
            assert!(lines.contains("\"qualifications\":[]"));
            assert!(lines.contains("\"qualifications\":[\"high_tech\""));
        }
        let portraits = run(&["portrait", &pack, "--features", "--in", &lines]);
        assert_eq!(portraits.iter().filter(|byte| **byte == b'\n').count(), 150);
        for format in ["csv", "parquet"] {
            let to = folder.file(format);
            let words = ["--tables", "--output-format", format, "-o", &to];
            run(&[&drawn[..], &words].concat());
            let [events, profiles] =
                ["events", "profiles"].map(|name| format!("{to}/{name}.{format}"));
            let tables = ["--events", events.as_str(), "--profiles", profiles.as_str()];
            let from = run(&[&["portrait", &pack, "--features"], &tables[..]].concat());
            assert!(from == portraits, "{policy} as {format}");

            let again = folder.file("again");
            run(&[&drawn[..], &["--tables", "--output-format", format, "-o", &again]].concat());
            for (name, file) in [("events", &events), ("profiles", &profiles)] {
                let other = format!("{again}/{name}.{format}");
                assert!(fs::read(file).unwrap() == fs::read(other).unwrap(), "{name}.{format}");
            }
        }
    }
}

#[test]
fn forms_that_do_not_go_together_are_told() {
    let folder = Folder::new("forms");
    let to = folder.file("tables");
    let drawn = ["synth", "--customers", "1", "--days", "30"];
    for words in [
        ["--output-format", "parquet", "-o", &to].as_slice(),
        &["--output-format", "csv", "-o", &to],
        &["--tables", "--output-format", "ndjson", "-o", &to],
        &["--tables", "--output-format", "parquet"],
    ] {
        let output = ran(&[&drawn[..], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(!Path::new(&to).exists());
    }
    // Where the folder should be is a file.
    fs::write(&to, "").unwrap();
    let output =
        ran(&[&drawn[..], &["--tables", "--output-format", "parquet", "-o", &to]].concat());
    assert_eq!(output.status.code(), Some(3));
}
