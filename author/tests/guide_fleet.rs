//! The commands of docs/guide-fleet.md, run as they stand there: they read tables, which the program in the npm package does not.

#![cfg(feature = "tables")]

use std::path::Path;
use std::process::Command;

#[test]
fn every_command_of_the_guide_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let guide = std::fs::read_to_string(root.join("docs/guide-fleet.md")).unwrap();
    let folder =
        std::env::temp_dir().join(format!("silhouette-guide-fleet-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("policies")).unwrap();
    std::fs::copy(root.join("policies/retail.json"), folder.join("policies/retail.json")).unwrap();
    let blocks: Vec<&str> =
        guide.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 7, "{}", blocks.len());
    for block in blocks {
        let script = block.replace("target/release/silhouette", "\"$SILHOUETTE\"");
        let done = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .env("SILHOUETTE", env!("CARGO_BIN_EXE_silhouette"))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(done.status.success(), "{block}{}", String::from_utf8_lossy(&done.stderr));
    }
    let written = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(written("portraits.ndjson").lines().count(), 400);
    assert_eq!(written("rejects.ndjson"), "");
    for (page, wanted) in [
        ("backtest.html", "calibration slope"),
        ("challenger.html", "Swaps at the borders"),
        ("diff.html", "What changed in the policy"),
        ("readout.html", "champion against holdout"),
    ] {
        assert!(written(page).contains(wanted), "{page}");
    }
    // The draft is another policy: some points moved, and so some customers.
    assert!(written("challenger.html").contains("of them have another value"));
    std::fs::remove_dir_all(&folder).unwrap();
}
