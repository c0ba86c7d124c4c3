//! Disks that are full and runs that are killed: nothing half-written passes for whole, and another run completes it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::population::population as made;
use crate::run::{Folder, Run, err};

#[test]
fn a_disk_without_room_is_told() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full here");
        return;
    }
    let folder = Folder::new("full");
    let pack = folder.pack("retail");
    let lines = folder.lines(&made(50, 10, 0x11));
    let output = Run::portrait(&pack).with("in", &lines).with("out", "/dev/full").output();
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("no space left"), "{}", err(&output));
    assert!(Path::new("/dev/full").exists());
}

/// A run that is killed leaves nothing under the name of the results; the next one goes on where it was and
/// comes to the same bytes.
#[test]
fn a_run_that_was_killed_goes_on() {
    let folder = Folder::new("killed");
    let pack = folder.pack("retail");
    let mut lines = String::new();
    for (at, made) in made(12_000, 12, 0x42).iter().enumerate() {
        lines.push_str(&made.line());
        if at % 2000 == 1 {
            lines.push_str("{\"id\":1}\n");
        }
    }
    let lines = folder.put("customers.ndjson", lines);
    let (out, rejects) = (folder.file("out"), folder.file("rejects"));
    let whole = (folder.file("whole"), folder.file("whole.rejects"));
    let run = Run::portrait(&pack).with("in", &lines);
    let output = run.clone().with("out", &whole.0).with("rejects", &whole.1).output();
    assert_eq!(output.status.code(), Some(3));

    let run = run.with("out", &out).with("rejects", &rejects).flag("resume").with("threads", "2");
    let mut child = run.spawn();
    let note = folder.file("out.progress");
    while !Path::new(&note).exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!Path::new(&out).exists() && !Path::new(&rejects).exists());
    assert!(Path::new(&format!("{out}.partial")).exists());
    let done: Value = serde_json::from_slice(&fs::read(&note).unwrap()).unwrap();
    assert!((4096..12_000).contains(&done["customers"].as_u64().unwrap()), "{done}");

    // Another pack, other options: not the same run.
    let other = run.clone().flag("features").output();
    assert_eq!(other.status.code(), Some(3));
    assert!(err(&other).contains("was begun with"), "{}", err(&other));

    let output = run.output();
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    assert!(fs::read(&out).unwrap() == fs::read(&whole.0).unwrap());
    assert!(fs::read(&rejects).unwrap() == fs::read(&whole.1).unwrap());
    assert!(!Path::new(&note).exists() && !Path::new(&format!("{out}.partial")).exists());
}
