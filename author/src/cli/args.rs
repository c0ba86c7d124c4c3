//! Arguments of the command line.

use std::collections::BTreeMap;
use std::ffi::OsString;

use lexopt::{Arg, Parser, ValueExt as _};

use super::{Failure, Format};

/// Options that take a value.
const VALUED: [&str; 40] = [
    "arm",
    "base",
    "by",
    "challenger",
    "control",
    "coverage",
    "customers",
    "days",
    "direction",
    "egress",
    "events",
    "examples",
    "format",
    "from",
    "id",
    "in",
    "input-format",
    "item",
    "key",
    "key-id",
    "locale",
    "memory",
    "now",
    "out",
    "outcome",
    "output",
    "pair",
    "output-format",
    "policy",
    "population",
    "profiles",
    "rejects",
    "report",
    "seed",
    "spill",
    "template",
    "threads",
    "until",
    "weight",
    "with",
];
/// Options that stand alone.
const FLAGS: [&str; 5] = ["explain", "features", "resume", "strict", "tables"];
/// The options that may be given more than once.
const REPEATED: [&str; 3] = ["by", "direction", "with"];

/// Arguments of a command.
#[derive(Debug)]
pub struct Args {
    /// The command.
    pub command: String,
    /// What follows it.
    pub operands: Vec<String>,
    /// How results are written.
    pub format: Format,
    options: BTreeMap<&'static str, Vec<String>>,
}

impl Args {
    /// Reads arguments, without the program's name.
    pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Args, Failure> {
        let mut parser = Parser::from_args(args);
        let mut words = Vec::new();
        let mut options: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let mut special = None;
        while let Some(arg) = parser.next()? {
            let name = match arg {
                Arg::Value(word) => {
                    words.push(word.string()?);
                    continue;
                }
                Arg::Short('h') | Arg::Long("help") => {
                    special = Some("help");
                    continue;
                }
                Arg::Short('V') | Arg::Long("version") => {
                    special = Some("version");
                    continue;
                }
                Arg::Short('o') => "output",
                Arg::Long(name) => {
                    match VALUED.iter().chain(&FLAGS).find(|known| **known == name) {
                        Some(known) => known,
                        None => return Err(Failure::Usage(format!("unknown option --{name}"))),
                    }
                }
                Arg::Short(name) => return Err(Failure::Usage(format!("unknown option -{name}"))),
            };
            let value =
                if FLAGS.contains(&name) { String::new() } else { parser.value()?.string()? };
            let values = options.entry(name).or_default();
            values.push(value);
            if values.len() > 1 && !REPEATED.contains(&name) {
                return Err(Failure::Usage(format!("--{name} was given twice")));
            }
        }
        let mut words = words.into_iter();
        let command = match (special, words.next()) {
            (Some(special), _) => special.to_owned(),
            (None, Some(command)) => command,
            (None, None) => return Err(Failure::Usage("a command is missing".to_owned())),
        };
        let format = options.remove("format").and_then(|values| values.into_iter().next());
        let format = match format.as_deref() {
            None | Some("text") => Format::Text,
            Some("json") => Format::Json,
            Some(_) => return Err(Failure::Usage("--format is text or json".to_owned())),
        };
        Ok(Args { command, operands: words.collect(), format, options })
    }

    /// Refuses options that do not go with the command, and operands it does not take.
    pub fn only(&self, options: &[&str]) -> Result<(), Failure> {
        if let Some(name) = self.options.keys().find(|name| !options.contains(*name)) {
            let message = format!("--{name} does not go with {}", self.command);
            return Err(Failure::Usage(message));
        }
        match self.operands.as_slice() {
            [] => Ok(()),
            [first, ..] => Err(Failure::Usage(format!("unexpected argument \"{first}\""))),
        }
    }

    /// The one operand of a command.
    pub fn one(&self, what: &str, options: &[&str]) -> Result<&str, Failure> {
        let [operand] = self.operands.as_slice() else {
            return Err(Failure::Usage(format!("{} takes one {what}", self.command)));
        };
        if let Some(name) = self.options.keys().find(|name| !options.contains(*name)) {
            let message = format!("--{name} does not go with {}", self.command);
            return Err(Failure::Usage(message));
        }
        Ok(operand)
    }

    /// The two operands of a command.
    pub fn two(&self, what: &str, options: &[&str]) -> Result<(&str, &str), Failure> {
        let [first, second] = self.operands.as_slice() else {
            return Err(Failure::Usage(format!("{} takes one {what}", self.command)));
        };
        if let Some(name) = self.options.keys().find(|name| !options.contains(*name)) {
            let message = format!("--{name} does not go with {}", self.command);
            return Err(Failure::Usage(message));
        }
        Ok((first, second))
    }

    /// An option's value.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// All values of an option.
    pub fn all(&self, name: &str) -> &[String] {
        self.options.get(name).map_or(&[], Vec::as_slice)
    }

    /// An option's value, which must be there.
    pub fn needed(&self, name: &str, written: &str) -> Result<&str, Failure> {
        let missing = || Failure::Usage(format!("{} needs {written}", self.command));
        self.option(name).ok_or_else(missing)
    }

    /// Whether a flag was given.
    pub fn flag(&self, name: &str) -> bool {
        self.options.contains_key(name)
    }
}
