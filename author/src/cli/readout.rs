//! `readout`: what an experiment on suggestions came to.

use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, customers};
use crate::population::Person;
use crate::readout::{Arms, Ask, Record, results};
use crate::report::{self, Words};

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let own = ["arm", "control", "locale", "outcome", "report"];
    let options = [&own[..], &customers::OPTIONS].concat();
    let pack = args.one("pack", &options)?;
    let threads = customers::threads(args)?;
    let (engine, _) = super::load(host, pack)?;
    let words = Words::of(&engine, args.option("locale")).map_err(Failure::Usage)?;
    let ask = Ask {
        arm: args.option("arm").unwrap_or("arm").to_owned(),
        outcome: args.option("outcome").unwrap_or("outcome").to_owned(),
    };
    let mut arms = Arms::default();
    let work = |customer: &dyn Person| Record::of(&engine, &ask, customer);
    let add = |record: Record<'_>| arms.add(&record);
    let refused = customers::survey(args, host, (&[&engine], threads), work, add)?;
    let control = match args.option("control") {
        Some(control) if !arms.0.contains_key(control) => {
            return Err(Failure::Input("--control names an arm that nobody is in".to_owned()));
        }
        Some(control) => control,
        None if arms.0.contains_key("holdout") => "holdout",
        None => "champion",
    };
    if let Some(path) = args.option("report") {
        let page = report::readout::write(&engine, &arms, control, refused, words);
        super::write(host, path, &page)?;
    }
    let mut out = host.out();
    match args.format {
        Format::Text => write!(out, "{}", results::text(&arms, control, refused))?,
        Format::Json => writeln!(out, "{:#}", results::json(&arms, control, refused))?,
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}
