//! `backtest`: how well a policy's scores told what came about later.

use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, customers};
use crate::backtest::plan::{self, By, Plan};
use crate::backtest::{Record, Table, challenger, compared, json, measure, text};
use crate::population::Person;
use crate::report::{self, Words};

/// Its own options.
const OPTIONS: [&str; 9] =
    ["outcome", "weight", "base", "by", "direction", "challenger", "pair", "locale", "report"];

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &[&OPTIONS[..], &customers::OPTIONS].concat())?;
    let threads = customers::threads(args)?;
    let (engine, _) = super::load(host, pack)?;
    if engine.program().scores.is_empty() {
        return Err(Failure::Input(format!("{pack}: the policy has no score")));
    }
    let usage = Failure::Usage;
    let words = Words::of(&engine, args.option("locale")).map_err(usage)?;
    let by = args.all("by").iter().map(|text| By::parse(text, &engine)).collect::<Result<_, _>>();
    let mut plan = Plan {
        outcome: args.option("outcome").unwrap_or("outcome").to_owned(),
        weight: args.option("weight").map(str::to_owned),
        base: args.option("base").map(plan::period).transpose().map_err(usage)?,
        by: by.map_err(usage)?,
        directions: match args.option("challenger") {
            None => plan::directions(&engine, args.all("direction")).map_err(usage)?,
            Some(_) => Vec::new(), // with those of the challenger, below
        },
    };
    if args.option("pair").is_some() && args.option("challenger").is_none() {
        return Err(Failure::Usage("--pair goes with --challenger PACK".to_owned()));
    }
    let mut table = Table::new(&engine, &plan);
    let mut both = None;
    let refused = match args.option("challenger") {
        None => {
            let work = |customer: &dyn Person| Record::of(&engine, &plan, customer);
            let add = |record: Record<'_>| table.add(&engine, record);
            customers::survey(args, host, (&[&engine], threads), work, add)?
        }
        Some(path) => {
            let (other, _) = super::load(host, path)?;
            let (own, of_other) =
                challenger::directions((&engine, &other), args.all("direction")).map_err(usage)?;
            plan.directions = own;
            // The champion parts the population, and says which customers are of the base period.
            let theirs = Plan { by: Vec::new(), base: None, directions: of_other, ..plan.clone() };
            let matches = challenger::matches(
                (&engine, &plan.directions),
                (&other, &theirs.directions),
                args.all("pair"),
            )
            .map_err(usage)?;
            let mut table_of_other = Table::new(&other, &theirs);
            let work = |customer: &dyn Person| {
                Ok((Record::of(&engine, &plan, customer)?, Record::of(&other, &theirs, customer)?))
            };
            let add = |(record, record_of_other): (Record<'_>, Record<'_>)| {
                table.add(&engine, record);
                table_of_other.add(&other, record_of_other);
            };
            let refused = customers::survey(args, host, (&[&engine, &other], threads), work, add)?;
            table.close();
            let found =
                challenger::compare((&engine, &table, &plan), (&other, &table_of_other), &matches);
            both = Some((other, found));
            refused
        }
    };
    table.close();
    let results = measure(&engine, &plan, &table);
    let against = both.as_ref().map(|(other, found)| (other, found.as_slice()));
    if let Some(path) = args.option("report") {
        let page = report::backtest::write(&engine, &plan, &results, refused, against, words);
        super::write(host, path, &page)?;
    }
    let mut out = host.out();
    match args.format {
        Format::Text => {
            let mut text = text::text(&engine, &plan, &results, refused);
            if let Some((other, found)) = against {
                compared::text(other, found, &mut text);
            }
            write!(out, "{text}")?;
        }
        Format::Json => {
            let mut report = json::json(&engine, &plan, &results, refused);
            if let Some((other, found)) = against {
                report["challenger"] = compared::json(other, found);
            }
            writeln!(out, "{report:#}")?;
        }
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}
