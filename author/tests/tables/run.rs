//! The program as its users run it, and what the engine says of the same customers without anything of that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use silhouette::Engine;
use silhouette_author::customer::Customer;
use silhouette_author::{answer, compile};

use crate::population::{Made, NOW};

/// A folder that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("silhouette-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    pub fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.file(name)
    }

    /// The pack of a policy that ships.
    pub fn pack(&self, policy: &str) -> String {
        let checked = compile::check(&fs::read(shipped(policy)).unwrap());
        self.put(&format!("{policy}.pack"), checked.pack.unwrap())
    }

    /// Customer lines.
    pub fn lines(&self, customers: &[Made]) -> String {
        self.put("customers.ndjson", customers.iter().map(Made::line).collect::<String>())
    }

    /// The names of the files in a folder of this one; none when it is not there.
    pub fn names(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(name)).into_iter().flatten();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn shipped(policy: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../policies/{policy}.json"))
}

/// A file of `tests/fixtures/tables`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tables").join(name)
}

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_silhouette");

/// Words behind the program's name.
#[derive(Clone)]
pub struct Run(pub Vec<String>);

impl Run {
    /// A command and what it is about.
    pub fn new(words: &[&str]) -> Run {
        Run(words.iter().map(|word| (*word).to_owned()).collect())
    }

    pub fn portrait(pack: &str) -> Run {
        Run::new(&["portrait", pack])
    }

    pub fn with(mut self, name: &str, value: impl AsRef<Path>) -> Run {
        self.0.push(format!("--{name}"));
        self.0.push(value.as_ref().to_str().unwrap().to_owned());
        self
    }

    pub fn flag(mut self, name: &str) -> Run {
        self.0.push(format!("--{name}"));
        self
    }

    /// Two tables of customers at [`NOW`].
    pub fn tables(self, (events, profiles): &(PathBuf, PathBuf)) -> Run {
        self.with("events", events).with("profiles", profiles).with("now", NOW.to_string())
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(&self.0).stdin(Stdio::null());
        command
    }

    pub fn output(&self) -> Output {
        self.command().output().unwrap()
    }

    pub fn spawn(&self) -> Child {
        self.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What it writes when nothing is wrong.
    pub fn results(&self) -> Vec<u8> {
        let output = self.output();
        let told = err(&output).lines().next().unwrap_or_default().to_owned();
        assert_eq!((told.as_str(), output.status.code()), ("", Some(0)), "{:?}", self.0);
        output.stdout
    }
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn engine() -> Engine {
    compile::check(&fs::read(shipped("retail")).unwrap()).engine.unwrap()
}

/// What the engine says of customer lines, one after the other, without anything of what is tried here.
pub fn expected(customers: &[Made]) -> Vec<u8> {
    let engine = engine();
    let mut out = String::new();
    for made in customers {
        let customer = Customer::read(made.line().as_bytes()).unwrap();
        let mut session = engine.open(0, [0; 16]);
        customer.enter(&mut session).unwrap();
        out.push_str(&format!("{{\"id\":\"{}\",\"portrait\":", made.id));
        let portrait = session.portrait(customer.now).unwrap();
        answer::write(portrait.cells(), &engine.program().strings, &mut out);
        out.push_str("}\n");
    }
    out.into_bytes()
}
