//! Disks that are full and runs that are killed: nothing half-written passes for whole, and another run completes it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use silhouette_author::compile;

use crate::population::{NOW, population as made};
use crate::run::{Folder, PROGRAM, Run, err};

/// A policy that takes no time: what is tried here are files.
const POLICY: &str = r#"{"id":"small","version":"1.0.0","locales":["en"],"timezone":"+00:00",
    "profile":{"age":{"type":"int","range":[0,150]}},
    "events":{"seen":{"fields":{"n":"int"}}},
    "features":{"n_30d":{"sum":"seen.n","window":"30d"}},
    "tags":[{"id":"grown","label":{"en":"Grown"},"when":"age >= 18 && n_30d > 9"}]}"#;

pub fn small(folder: &Folder) -> String {
    let checked = compile::check(POLICY.as_bytes());
    folder.put("small.pack", checked.pack.unwrap())
}

/// So many customers in two tables in no order, with three events each; of every thousand one is refused as a
/// row, one as a customer and one because it is there twice.
fn tables(folder: &Folder, customers: u64) -> (PathBuf, PathBuf) {
    let mut events = "customer,type,at,n\n".to_owned();
    for index in 0..customers * 3 {
        // A prime that no number of customers here is a multiple of.
        let who = index * 7919 % customers;
        let name = if who % 1000 == 7 && index < customers { "" } else { "c" };
        let at = u64::try_from(NOW).unwrap() - index * 1000;
        match name {
            "" => writeln!(events, ",seen,{at},1").unwrap(),
            _ => writeln!(events, "c{who:08},seen,{at},{}", index % 10).unwrap(),
        }
    }
    let mut profiles = "customer,age\n".to_owned();
    for index in 0..customers {
        let who = index * 7919 % customers;
        let age = if who % 1000 == 3 { "old".to_owned() } else { (who % 90).to_string() };
        writeln!(profiles, "c{who:08},{age}").unwrap();
        if who % 1000 == 5 {
            writeln!(profiles, "c{who:08},{age}").unwrap();
        }
    }
    let (events, profiles) =
        (folder.put("events.csv", events), folder.put("profiles.csv", profiles));
    (PathBuf::from(events), PathBuf::from(profiles))
}

/// A run whose files, or the folder `room`, can hold so many kilobytes. `after` is run in the same shell.
fn narrow(way: Way, run: &Run, room: &str, kilobytes: u32, after: &str) -> Output {
    let script = match way {
        // A file that grows beyond it is an error, as there is no handler for the signal.
        Way::File => format!("trap '' XFSZ; ulimit -f {}; ", kilobytes * 2),
        Way::Disk => format!("mount -t tmpfs -o size={kilobytes}k none '{room}' || exit 99; "),
    };
    let script = format!("{script}\"$@\"; code=$?; {after}\nexit $code");
    let mut command = match way {
        Way::File => Command::new("sh"),
        Way::Disk => {
            let mut command = Command::new("unshare");
            command.args(["--map-root-user", "--mount", "sh"]);
            command
        }
    };
    command.args(["-c", &script, "sh", PROGRAM]).args(&run.0).stdin(Stdio::null());
    command.output().unwrap()
}

/// How room is taken away.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// No file may grow beyond it: `ulimit -f`, in blocks of 512 bytes (POSIX).
    File,
    /// A file system of this size, in a namespace of its own.
    Disk,
}

/// The ways that this machine has.
fn ways() -> Vec<Way> {
    if !cfg!(unix) {
        println!("skipped: there is no POSIX shell here");
        return Vec::new();
    }
    let probe = Folder::new("probe");
    let script = format!("mount -t tmpfs -o size=64k none '{}'", probe.0.display());
    let mut mount = Command::new("unshare");
    mount.args(["--map-root-user", "--mount", "sh", "-c", &script]).stderr(Stdio::null());
    if mount.status().is_ok_and(|status| status.success()) {
        return vec![Way::File, Way::Disk];
    }
    println!("a small file system cannot be mounted here: only the size of files is limited");
    vec![Way::File]
}

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

/// What does not fit into memory does not fit the spill folder either.
#[test]
fn a_spill_folder_without_room_is_told() {
    let folder = Folder::new("spill-room");
    let pack = folder.pack("retail");
    let mut events = "customer,type,at,text\n".to_owned();
    for index in 0..90_000_u64 {
        let (who, at) = (index * 7919 % 2000, u64::try_from(NOW).unwrap() - index);
        let noise = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        writeln!(events, "c{who:06},search,{at},{:0300x}", u128::from(noise) << 40).unwrap();
    }
    let events = PathBuf::from(folder.put("events.csv", events));
    let profiles = PathBuf::from(folder.put("profiles.csv", "customer,age\nc000000,20\n"));
    for way in ways() {
        let (spill, out, left) = (folder.file("spill"), folder.file("out"), folder.file("left"));
        fs::create_dir_all(&spill).unwrap();
        let run = Run::portrait(&pack).tables(&(events.clone(), profiles.clone()));
        let run = run.with("memory", "16MiB").with("spill", &spill).with("out", &out);
        let output = narrow(way, &run, &spill, 256, &format!("ls -A '{spill}' >'{left}'"));
        let told = err(&output);
        assert_eq!(output.status.code(), Some(3), "{way:?}: {told}");
        let reason =
            if way == Way::Disk { "no room is left on the disk" } else { "file too large" };
        let expected = format!(
            "silhouette: what does not fit into memory cannot be kept in the spill folder: {reason} (table/spill)\n"
        );
        assert_eq!(told, expected, "{way:?}");
        assert_eq!(fs::read_to_string(&left).unwrap(), "", "{way:?}: the folder is left empty");
        assert!(!Path::new(&out).exists(), "{way:?}");
    }
}

/// The results do not fit; when there is room, the next run goes on and comes to the bytes of one that always had it.
#[test]
fn results_without_room_are_told_and_completed_later() {
    let folder = Folder::new("results-room");
    let pack = small(&folder);
    let tables = tables(&folder, 9_000);
    let whole = folder.file("whole");
    let run = Run::portrait(&pack).tables(&tables);
    assert_eq!(run.clone().with("out", &whole).output().status.code(), Some(3));
    let whole = fs::read(whole).unwrap();
    // Between the notes at 4096 and at 8192 customers.
    let kilobytes = u32::try_from(whole.len() / 9000 * 6000 / 1024).unwrap();
    for way in ways() {
        let (disk, kept) = (format!("disk-{way:?}"), folder.file("kept"));
        fs::create_dir_all(folder.0.join(&disk)).unwrap();
        let room = folder.file(&disk);
        let run = run.clone().with("out", format!("{room}/out")).flag("resume");
        let again = match way {
            Way::File => "ulimit -f unlimited 2>&1".to_owned(),
            Way::Disk => format!("mount -o remount,size=64m '{room}'"),
        };
        // What the first run says and leaves; then room is made and it is run again.
        let after = format!(
            "ls '{room}' | tr '\\n' ' ' >&2; cat '{room}/out.progress' >&2; echo >&2; {again}; \
             \"$@\" 2>/dev/null; echo \"then $?\" >&2; ls '{room}' | tr '\\n' ' ' >&2; cp '{room}/out' '{kept}'"
        );
        let output = match way {
            // A limit that was lowered cannot be raised again: the second run is another process.
            Way::File => narrow(way, &run, &room, kilobytes, ""),
            Way::Disk => narrow(way, &run, &room, kilobytes, &after),
        };
        let told = err(&output);
        let reason = if way == Way::Disk { "no space left" } else { "file too large" };
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.to_lowercase().contains(reason), "{told}");
        assert!(told.contains(&format!("{room}/out: ")), "{told}");
        match way {
            Way::File => {
                let mut names = folder.names(&disk);
                names.sort();
                assert_eq!(names, ["out.partial", "out.progress"]);
                let note = fs::read(folder.0.join(&disk).join("out.progress")).unwrap();
                let note: Value = serde_json::from_slice(&note).unwrap();
                assert_eq!(note["customers"], 4096);
                assert_eq!(run.output().status.code(), Some(3));
                assert_eq!(folder.names(&disk), ["out"]);
                assert!(fs::read(folder.0.join(&disk).join("out")).unwrap() == whole);
            }
            Way::Disk => {
                assert!(told.contains("\nout.partial out.progress {"), "{told}");
                assert!(told.contains("\"customers\":4096,"), "{told}");
                assert!(told.ends_with("\nthen 3\nout "), "{told}");
                assert!(fs::read(&kept).unwrap() == whole);
            }
        }
    }
}

/// A run that is killed leaves nothing under the name of the results; the next one goes on where it was and
/// comes to the same bytes.
#[test]
fn a_run_over_lines_that_was_killed_goes_on() {
    let folder = Folder::new("killed");
    let pack = small(&folder);
    let mut lines = String::new();
    for index in 0..40_000_u64 {
        let age = index % 90;
        writeln!(lines, "{{\"id\":\"c{index}\",\"now\":{NOW},\"profile\":{{\"age\":{age}}}}}")
            .unwrap();
        if index % 2000 == 1 {
            lines.push_str("{\"id\":1}\n");
        }
    }
    let lines = folder.put("customers.ndjson", lines);
    killed_again_and_again(&folder, &Run::portrait(&pack).with("in", &lines), 40_020);
}

/// The same of two tables, which are sorted before the first result is there.
#[test]
fn a_run_over_tables_that_was_killed_goes_on() {
    let folder = Folder::new("killed-tables");
    let pack = small(&folder);
    let tables = tables(&folder, 40_000);
    killed_again_and_again(&folder, &Run::portrait(&pack).tables(&tables), 40_040);
}

/// Kills a run before its first result, behind that, and behind notes of how far it is; each goes on with what the one
/// before left. The last one is not killed, and has the bytes of a run that never was. `all`: customers, with those that
/// are refused.
fn killed_again_and_again(folder: &Folder, run: &Run, all: u64) {
    let (out, rejects) = (folder.file("out"), folder.file("rejects"));
    let whole = (folder.file("whole"), folder.file("whole.rejects"));
    let uncut = run.clone().with("out", &whole.0).with("rejects", &whole.1).output();
    assert_eq!(uncut.status.code(), Some(3));
    let told = err(&uncut);

    let run = run.clone().with("out", &out).with("rejects", &rejects);
    let run = run.flag("resume").with("threads", "2");
    let (partial, note) = (format!("{out}.partial"), format!("{out}.progress"));
    let bytes = || fs::metadata(&partial).map_or(0, |file| file.len());
    let done = || -> u64 {
        let Ok(text) = fs::read(&note) else { return 0 };
        serde_json::from_slice::<Value>(&text).unwrap()["customers"].as_u64().unwrap()
    };
    let part = fs::metadata(&whole.0).unwrap().len() / 10;
    let moments: [&dyn Fn() -> bool; 5] = [
        &|| Path::new(&partial).exists(),
        &|| bytes() > 0,
        &|| done() > 0,
        &|| bytes() > part * 2,
        &|| done() > 8192,
    ];
    for (index, moment) in moments.iter().enumerate() {
        let mut child = run.spawn();
        while !moment() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(300));
        }
        assert!(moment(), "it ended before moment {index}");
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!Path::new(&out).exists() && !Path::new(&rejects).exists(), "moment {index}");
    }
    let until = done();
    assert!(until > 8192 && until < all && until.is_multiple_of(4096), "{until}");

    // Another pack, other options: not the same run.
    let other = run.clone().flag("features").output();
    assert_eq!(other.status.code(), Some(3));
    assert!(err(&other).contains("was begun with"), "{}", err(&other));

    let output = run.output();
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    // The counts of all that was refused, by whichever of the runs.
    assert_eq!(err(&output), told.replace(&whole.1, &rejects));
    assert!(fs::read(&out).unwrap() == fs::read(&whole.0).unwrap());
    assert!(fs::read(&rejects).unwrap() == fs::read(&whole.1).unwrap());
    assert!(!Path::new(&note).exists() && !Path::new(&partial).exists());
    let lines = [&out, &rejects].map(|file| fs::read_to_string(file).unwrap().lines().count());
    assert_eq!(u64::try_from(lines.iter().sum::<usize>()).unwrap(), all);
}
