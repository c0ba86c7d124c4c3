//! The command line, on a machine of its own: files and streams in memory.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, Cursor, Write};
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;
use silhouette_author::cli::host::Host;
use silhouette_author::cli::{self, Exit};

type Bytes = Rc<RefCell<Vec<u8>>>;

#[derive(Default)]
struct Memory {
    files: BTreeMap<String, Bytes>,
    out: Bytes,
    err: Bytes,
}

struct Stream(Bytes);

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Host for Memory {
    fn read(&mut self, path: &str, limit: usize) -> io::Result<Vec<u8>> {
        let file = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(file.borrow().iter().copied().take(limit + 1).collect())
    }

    fn lines(&mut self, path: &str) -> io::Result<Box<dyn BufRead>> {
        Ok(Box::new(Cursor::new(self.read(path, usize::MAX - 1)?)))
    }

    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write>> {
        if path.starts_with("no/") {
            return Err(io::ErrorKind::NotFound.into());
        }
        let file = Bytes::default();
        self.files.insert(path.to_owned(), file.clone());
        Ok(Box::new(Stream(file)))
    }

    fn create_folder(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    /// The same each time.
    fn random(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        bytes.fill(7);
        Ok(())
    }

    fn exists(&mut self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn out(&mut self) -> Box<dyn Write> {
        Box::new(Stream(self.out.clone()))
    }

    fn err(&mut self) -> Box<dyn Write> {
        Box::new(Stream(self.err.clone()))
    }
}

impl Memory {
    /// A machine with the retail policy and a broken one.
    fn new() -> Memory {
        let mut memory = Memory::default();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for (name, path) in [
            ("retail.json", "policies/retail.json"),
            ("bad.json", "tests/bad/structure-misspelt-key.json"),
            ("failing.json", "tests/bad/test-failed.json"),
            ("warned.json", "tests/bad/expr-warnings.json"),
        ] {
            memory.file(name, &std::fs::read(root.join(path)).unwrap());
        }
        memory
    }

    fn file(&mut self, name: &str, bytes: &[u8]) {
        self.files.insert(name.to_owned(), Rc::new(RefCell::new(bytes.to_vec())));
    }

    /// Runs a command; what it wrote to both streams.
    fn run(&mut self, command: &str) -> (Exit, String, String) {
        self.out.borrow_mut().clear();
        self.err.borrow_mut().clear();
        let args: Vec<OsString> = command.split_whitespace().map(OsString::from).collect();
        let exit = cli::run(args, self);
        let text = |bytes: &Bytes| String::from_utf8(bytes.borrow().clone()).unwrap();
        (exit, text(&self.out), text(&self.err))
    }

    fn json(&mut self, command: &str) -> Value {
        let (_, out, _) = self.run(command);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{command}: {error}\n{out}"))
    }
}

#[test]
fn exit_codes_tell_no_from_wrong_usage_from_missing_files() {
    let mut memory = Memory::new();
    for (command, exit) in [
        ("--help", Exit::Done),
        ("--version", Exit::Done),
        ("schema", Exit::Done),
        ("check retail.json", Exit::Done),
        ("check warned.json", Exit::Done),
        ("check --strict warned.json", Exit::No),
        ("check bad.json", Exit::No),
        ("check failing.json", Exit::No),
        ("test retail.json", Exit::Done),
        ("test failing.json", Exit::No),
        ("test retail.json --coverage report", Exit::Done),
        ("test retail.json --coverage half", Exit::Usage),
        ("check retail.json --coverage full", Exit::Usage),
        ("build retail.json -o retail.pack", Exit::Done),
        ("build bad.json -o bad.pack", Exit::No),
        ("build failing.json -o failing.pack", Exit::No),
        ("build retail.json -o no/such/folder.pack", Exit::Input),
        ("doc retail.json -o book.html", Exit::Done),
        ("doc retail.json -o book.md --locale en", Exit::Done),
        ("doc bad.json -o bad.html", Exit::No),
        ("doc retail.json -o book.pdf", Exit::Usage),
        ("doc retail.json -o book.md --locale fr", Exit::Usage),
        ("doc retail.json", Exit::Usage),
        ("doc retail.json -o no/such/book.md", Exit::Input),
        ("diff retail.json retail.json", Exit::Done),
        ("diff retail.json failing.json", Exit::Done),
        ("diff retail.json bad.json", Exit::No),
        ("diff retail.json", Exit::Usage),
        ("diff retail.json missing.json", Exit::Input),
        ("diff retail.json retail.json --in missing.ndjson", Exit::Input),
        ("inspect retail.pack", Exit::Done),
        ("explain retail.pack --in customers.ndjson", Exit::Usage),
        ("explain retail.pack --item tag:member", Exit::Usage),
        ("explain retail.pack --in missing.json --item tag:member", Exit::Input),
        ("explain retail.json --in missing.json --item tag:member", Exit::Input),
        ("inspect retail.json", Exit::Input),
        ("check missing.json", Exit::Input),
        ("", Exit::Usage),
        ("chek retail.json", Exit::Usage),
        ("check", Exit::Usage),
        ("check a b", Exit::Usage),
        ("check --loud retail.json", Exit::Usage),
        ("check retail.json --format xml", Exit::Usage),
        ("check retail.json --features", Exit::Usage),
        ("build retail.json", Exit::Usage),
        ("portrait retail.pack", Exit::Usage),
        ("schema retail.json", Exit::Usage),
    ] {
        let (found, out, err) = memory.run(command);
        assert_eq!(found, exit, "{command}\n{out}{err}");
        // Results on one stream, troubles on the other.
        let trouble = matches!(exit, Exit::Usage | Exit::Input);
        assert_eq!(out.is_empty(), trouble, "{command}: {out}");
        assert_eq!(err.is_empty(), !trouble, "{command}: {err}");
    }
    assert!(!memory.files.contains_key("bad.pack"), "nothing is written for a broken policy");
    assert!(!memory.files.contains_key("failing.pack"));
    assert!(!memory.files.contains_key("bad.html"));
    let book = |name: &str| String::from_utf8(memory.files[name].borrow().clone()).unwrap();
    // The first locale of the policy, unless another is asked for.
    assert!(book("book.html").starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"));
    assert!(book("book.md").starts_with("# Rule book: retail-portrait 1.0.0\n"));
}

#[test]
fn findings_for_tools_hold_everything() {
    let report = Memory::new().json("check --format json bad.json");
    assert_eq!(report["errors"], 4);
    assert_eq!(report["warnings"], 0);
    let finding = &report["diagnostics"][1];
    assert_eq!(finding["code"], "policy/unknown-key");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["pointer"], "/profile/age/tpye");
    assert_eq!((&finding["line"], &finding["column"]), (&Value::from(11), &Value::from(7)));
    assert_eq!(finding["text"], "\"tpye\"");
    assert_eq!(finding["message"]["en"], "unknown key \"tpye\"");
    assert_eq!(finding["message"]["zh-CN"], "未知的键 \"tpye\"");
    assert_eq!(finding["hint"]["en"], "did you mean \"type\"?");
}

#[test]
fn the_same_document_gives_the_same_pack() {
    let mut memory = Memory::new();
    memory.run("build retail.json -o a.pack");
    memory.run("build retail.json -o b.pack");
    assert_eq!(memory.files["a.pack"], memory.files["b.pack"]);
    let built = memory.json("build retail.json -o c.pack --format json");
    let inside = memory.json("inspect c.pack --format json");
    for key in ["id", "version", "digest", "bytes"] {
        assert_eq!(built[key], inside[key], "{key}");
    }
    assert_eq!(inside["id"], "retail-portrait");
    assert_eq!(inside["counts"]["warnings"], 3);
}

#[test]
fn a_pack_with_a_changed_byte_is_refused() {
    let mut memory = Memory::new();
    memory.run("build retail.json -o good.pack");
    let good = memory.files["good.pack"].borrow().clone();
    for at in [0, 4, 8, 12, 44, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        memory.file("bad.pack", &bad);
        let (exit, out, err) = memory.run("inspect bad.pack");
        assert_eq!((exit, out.as_str()), (Exit::Input, ""), "byte {at}");
        assert!(err.contains("(pack/"), "{err}");
    }
    memory.file("bad.pack", &good[..good.len() - 1]);
    assert!(memory.run("inspect bad.pack").2.contains("pack/truncated"));
}

#[test]
fn a_bad_line_is_told_by_its_number_and_the_run_goes_on() {
    let mut memory = Memory::new();
    memory.run("build retail.json -o retail.pack");
    let lines = "\u{feff}{\"id\":\"a\",\"now\":1000}\n\
        {\"id\":\"b\",\"now\":\"secret\"}\n\
        \n\
        {\"id\":\"c\",\"now\":1000,\"profile\":{\"age\":\"secret\"}}\n\
        not json: secret\n\
        {\"id\":7,\"now\":1000,\"events\":[{\"type\":\"purchase\",\"at\":5},{\"at\":6}]}\n\
        {\"id\":{\"x\":[1.0,null]},\"now\":\"1970-01-01T00:00:01+00:00\"}";
    memory.file("in.ndjson", lines.as_bytes());
    let (exit, out, err) = memory.run("portrait retail.pack --in in.ndjson --features");
    assert_eq!(exit, Exit::Input);
    let portraits: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(portraits.len(), 2);
    assert_eq!(portraits[0]["id"], "a");
    assert_eq!(portraits[0]["portrait"]["asOf"], 1000);
    assert_eq!(portraits[0]["portrait"]["authority"], "advisory");
    assert_eq!(portraits[0]["features"]["purchases_30d"], 0);
    assert_eq!(portraits[0]["features"]["days_since_purchase"], Value::Null);
    // What JSON.stringify makes of {"x": [1.0, null]}
    assert!(
        out.lines()
            .nth(1)
            .unwrap()
            .starts_with("{\"id\":{\"x\":[1,null]},\"portrait\":{\"asOf\":1000,")
    );
    assert!(!err.contains("secret"), "{err}");
    let told: Vec<&str> = err.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(told, ["in.ndjson:2", "in.ndjson:4", "in.ndjson:5", "in.ndjson:6"]);
    assert!(err.contains("error[input/time] at /now"));
    assert!(err.contains("at /profile/age"));
    assert!(err.contains("error[input/event-type] at /events/1/type"));

    let (_, _, err) =
        memory.run("portrait retail.pack --in in.ndjson --out out.ndjson --format json");
    let first: Value = serde_json::from_str(err.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["line"], &first["code"], &first["path"]),
        (&2.into(), &"input/time".into(), &"/now".into())
    );
    assert_eq!(
        memory.files["out.ndjson"].borrow().iter().filter(|&&byte| byte == b'\n').count(),
        2
    );
}

#[test]
fn a_line_without_end_is_skipped_and_not_kept_in_memory() {
    let mut memory = Memory::new();
    memory.run("build retail.json -o retail.pack");
    let mut lines = b"{\"id\":1,\"now\":5}\n".to_vec();
    lines.resize(lines.len() + (65 << 20), b'[');
    lines.extend_from_slice(b"\n{\"id\":2,\"now\":5}\n");
    memory.file("in.ndjson", &lines);
    let (exit, out, err) = memory.run("portrait retail.pack --in in.ndjson");
    assert_eq!(exit, Exit::Input);
    assert_eq!(out.lines().count(), 2);
    assert!(err.starts_with("in.ndjson:2: error[input/too-long]"), "{err}");
}

#[test]
fn a_new_policy_checks_tests_and_builds_as_it_stands() {
    let mut memory = Memory::new();
    for template in ["", "minimal", "retail", "enterprise", "assessment"] {
        memory.files.remove("mine/policy.json");
        let option = if template.is_empty() { "" } else { " --template " };
        assert_eq!(memory.run(&format!("new mine{option}{template}")).0, Exit::Done);
        assert_eq!(memory.run("check --strict mine/policy.json").0, Exit::Done, "{template}");
        let (exit, out, _) = memory.run("test mine/policy.json --coverage full");
        assert_eq!(exit, Exit::Done, "{out}");
        assert_eq!(memory.run("build mine/policy.json -o mine.pack").0, Exit::Done);
        let bytes = memory.files["mine.pack"].borrow().len();
        assert!(bytes <= 32_000, "{template}: a pack of {bytes} bytes"); // what a page loads first
    }
    assert_eq!(memory.run("new mine").0, Exit::Input, "a policy is never overwritten");
    assert_eq!(memory.run("new other --template gold").0, Exit::Usage);
}

#[test]
fn full_coverage_can_be_required() {
    let mut memory = Memory::new();
    let policy = |tests: &str| {
        format!(
            "{{\"id\": \"p\", \"version\": \"1.0.0\", \"locales\": [\"en\"], \"timezone\": \"+08:00\",\n\
             \"profile\": {{ \"vip\": {{ \"type\": \"bool\" }} }},\n\
             \"tags\": [{{ \"id\": \"t\", \"label\": \"T\", \"when\": \"vip\" }}], \"tests\": [{tests}]}}"
        )
    };
    let customer = |vip: bool| {
        format!(
            "{{ \"name\": \"{vip}\", \"now\": \"2026-01-01T00:00:00Z\", \"profile\": {{ \"vip\": {vip} }}, \"expect\": {{}} }}"
        )
    };
    memory.file("half.json", policy(&customer(true)).as_bytes());
    let both = format!("{}, {}", customer(true), customer(false));
    memory.file("full.json", policy(&both).as_bytes());
    assert_eq!(memory.run("test half.json").0, Exit::Done);
    assert_eq!(memory.run("test full.json --coverage full").0, Exit::Done);
    // The check runs the tests too, and tells how far they reach.
    let (_, out, _) = memory.run("check half.json");
    let expected = "half.json: 1 tests, covered 0 of 1 leaves, 0 of 0 bins, 0 of 0 rows\n\
        half.json: 0 errors, 0 warnings\n";
    assert_eq!(out, expected);
    let report = memory.json("check half.json --format json");
    assert_eq!(report["coverage"]["leaves"], serde_json::json!({ "total": 1, "covered": 0 }));
    let (exit, out, _) = memory.run("test half.json --coverage full");
    assert_eq!(exit, Exit::No);
    let expected = "ok   true\n\
        half.json:3:45: leaf never false at /tags/0/when\n    | vip\n\
        half.json: 1 tests, 0 failed\n\
        half.json: covered 0 of 1 leaves, 0 of 0 bins, 0 of 0 rows\n";
    assert_eq!(out, expected);
    let report = memory.json("test half.json --format json");
    assert_eq!(report["coverage"]["leaves"], serde_json::json!({ "total": 1, "covered": 0 }));
    assert_eq!(report["coverage"]["missed"][0]["never"], serde_json::json!(["false"]));
    assert_eq!(report["coverage"]["missed"][0]["pointer"], "/tags/0/when");
    assert_eq!(report["coverage"]["missed"][0]["line"], 3);
}

#[test]
fn what_may_leave_is_in_the_pack_and_told() {
    let mut memory = Memory::new();
    let mut policy: Value =
        serde_json::from_slice(&memory.files["retail.json"].borrow().clone()).unwrap();
    policy["egress"] = serde_json::json!([]);
    policy["tests"] = serde_json::json!([]); // they expect the reports of the policy that ships
    policy.as_object_mut().unwrap().remove("egressBudget");
    memory.file("without.json", policy.to_string().as_bytes());
    memory.run("build without.json -o without.pack");
    assert_eq!(memory.json("inspect without.pack --format json")["leaves"], serde_json::json!([]));
    policy["egress"] = serde_json::json!([
        { "id": "tag_count", "purpose": "marketing", "epsilon": 1.25, "per": "30d",
          "fields": { "tag": { "of": "enum:tags", "among": ["hnw", "member"] } } }
    ]);
    policy["egressBudget"] = serde_json::json!({ "epsilon": 5, "per": "26w" });
    memory.file("egress.json", policy.to_string().as_bytes());
    let (exit, out, _) = memory.run("check --strict egress.json");
    assert_eq!(exit, Exit::Done, "{out}");
    let (exit, out, _) = memory.run("build egress.json -o with.pack");
    assert_eq!(exit, Exit::Done, "{out}");
    assert_ne!(memory.files["with.pack"], memory.files["without.pack"]);
    assert_eq!(
        memory.json("inspect with.pack --format json")["leaves"],
        serde_json::json!([
            { "id": "tag_count", "epsilon": 1.25, "per": "30d", "answers": { "tag": 3 } },
            { "id": "*", "epsilon": 5.0, "per": "182d" },
        ])
    );
}

#[test]
fn types_hold_the_ids_and_inputs() {
    let mut memory = Memory::new();
    assert_eq!(memory.run("types retail.json -o policy.d.ts").0, Exit::Done);
    assert_eq!(memory.run("types bad.json -o bad.d.ts").0, Exit::No);
    assert!(!memory.files.contains_key("bad.d.ts"));
    let text = String::from_utf8(memory.files["policy.d.ts"].borrow().clone()).unwrap();
    for line in [
        "  | 'two_overdue'\n",
        "  readonly income_month?: number | string | null | undefined;\n",
        "  readonly housing?: 'rent' | 'own' | 'free' | null | undefined;\n",
        "    readonly type: 'product_view';\n",
        "    readonly product?: ProductId | null | undefined;\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let told = memory.json("types retail.json -o policy.d.ts --format json");
    assert_eq!((&told["types"], &told["id"]), (&"policy.d.ts".into(), &"retail-portrait".into()));
    // What is wrong is told as by `check`.
    assert_eq!(memory.run("types bad.json -o bad.d.ts").1, memory.run("check bad.json").1);
    assert_eq!(memory.run("types retail.json").0, Exit::Usage);
    assert_eq!(memory.run("types nothing.json -o x.d.ts").0, Exit::Input);
    assert_eq!(memory.run("types retail.json -o no/x.d.ts").0, Exit::Input);
}

#[test]
fn off_means_off() {
    let mut memory = Memory::new();
    memory.run("build retail.json -o retail.pack");
    let a = "{\"id\":1,\"now\":1000,\"personalised\":false,\"profile\":{\"age\":31},\"events\":[{\"type\":\"purchase\",\"at\":5,\"amount\":\"9.00\"}]}";
    let b = "{\"id\":1,\"now\":1000,\"personalised\":false}";
    memory.file("in.ndjson", format!("{a}\n{b}\n").as_bytes());
    let (_, out, _) = memory.run("portrait retail.pack --in in.ndjson");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], lines[1]);
    assert!(lines[0].contains("deposit_std"), "the general list is there");
}

/// The marks and the indentation show the tree; the figures are the customer's.
#[test]
fn an_item_is_explained_in_words() {
    let mut memory = Memory::new();
    assert_eq!(memory.run("build retail.json -o retail.pack").0, Exit::Done);
    let event = |n: u8, late: u8| {
        serde_json::json!({ "type": "repayment", "at": format!("2026-0{n}-01T10:00:00+08:00"), "loan": "a",
            "installment": n, "days_past_due": late, "amount": "812.50" })
    };
    let customer = serde_json::json!({ "now": "2026-05-02T10:00:00+08:00", "events": [event(3, 0), event(4, 9)] });
    memory.file("c.json", serde_json::to_string_pretty(&customer).unwrap().as_bytes());
    let (exit, out, err) =
        memory.run("explain retail.pack --in c.json --item warning:two_overdue --locale en");
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "warning:two_overdue: false");
    assert!(
        lines.iter().any(|line| line.starts_with("  ✗ ") && line.contains("= 1 (>= 2)")),
        "{out}"
    );
    assert_eq!(lines[lines.len() - 2], "→ gained:");
    let explained =
        memory.json("explain retail.pack --in c.json --item warning:two_overdue --format json");
    assert_eq!(explained["item"], "warning:two_overdue");
    assert_eq!(explained["next"]["changes"][0]["is"], 1);
    // The same tree stands in the portrait's line.
    memory.file("c.ndjson", customer.to_string().as_bytes());
    let portrait = memory.json("portrait retail.pack --in c.ndjson --explain");
    let all = portrait["explanations"].as_array().unwrap();
    assert!(all.contains(&explained));
    for command in [
        "explain retail.pack --in c.json --item warning:nothing",
        "explain retail.pack --in c.json --item two_overdue",
    ] {
        let (exit, out, err) = memory.run(command);
        assert_eq!((exit, out.as_str()), (Exit::Input, ""));
        assert!(err.contains("input/item"), "{err}");
    }
    assert_eq!(
        memory.run("explain retail.pack --in c.json --item tag:member --locale fr").0,
        Exit::Usage
    );
}

#[test]
fn packs_are_signed_and_verified() {
    let mut memory = Memory::new();
    let (exit, jwk, _) = memory.run("keygen -o key.pem");
    assert_eq!(exit, Exit::Done);
    let jwk: Value = serde_json::from_str(&jwk).unwrap();
    assert_eq!((&jwk["kty"], &jwk["crv"]), (&"EC".into(), &"P-256".into()));
    assert_eq!(memory.run("keygen -o key.pem").0, Exit::Input);
    assert_eq!(memory.run("build retail.json -o plain.pack").0, Exit::Done);
    assert_eq!(memory.run("build retail.json -o one.pack --key key.pem --key-id k1").0, Exit::Done);
    let file = |memory: &Memory, name: &str| memory.files[name].borrow().clone();
    let (plain, one) = (file(&memory, "plain.pack"), file(&memory, "one.pack"));
    // "SLHE", version, number of signatures, length of the id, the id, r and s.
    assert_eq!(&one[..9], b"SLHE\x01\x01\x02k1");
    assert_eq!(one[9 + 64..], plain);
    assert_eq!(memory.run("sign one.pack --key key.pem --key-id k2 -o two.pack").0, Exit::Done);
    // Signing again with the same id replaces the signature.
    assert_eq!(memory.run("sign two.pack --key key.pem --key-id k2 -o again.pack").0, Exit::Done);
    assert_eq!(file(&memory, "two.pack"), file(&memory, "again.pack"));
    for (command, exit) in [
        ("verify one.pack --key key.pem", Exit::Done),
        ("verify two.pack --key key.pem --key-id k2", Exit::Done),
        ("verify one.pack --key key.pem --key-id k2", Exit::No),
        ("verify plain.pack --key key.pem", Exit::No),
        ("verify one.pack", Exit::Usage),
        ("sign one.pack --key key.pem -o x", Exit::Usage),
        ("sign one.pack --key retail.json --key-id k -o x", Exit::Input),
        ("build retail.json -o x --key-id k", Exit::Usage),
        ("inspect two.pack", Exit::Done),
    ] {
        assert_eq!(memory.run(command).0, exit, "{command}");
    }
    // A changed byte of a signature, of an id or of the pack is found; each costs a verification.
    for place in (0..90).chain((90..one.len()).step_by(101)) {
        let mut changed = one.clone();
        changed[place] ^= 1;
        memory.file("changed.pack", &changed);
        let (exit, _, _) = memory.run("verify changed.pack --key key.pem --key-id k1");
        assert_ne!(exit, Exit::Done, "byte {place}");
    }
    for length in 0..80 {
        memory.file("changed.pack", &one[..length]);
        assert_ne!(
            memory.run("verify changed.pack --key key.pem").0,
            Exit::Done,
            "length {length}"
        );
    }
}
