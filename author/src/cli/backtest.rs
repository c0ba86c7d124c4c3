//! `backtest`: how well a policy's scores told what came about later.

use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, Format, customers};
use crate::backtest::plan::{self, By, Plan};
use crate::backtest::{Record, Table, json, measure, text};
use crate::population::Person;
use crate::report::{self, Words};

/// Its own options.
const OPTIONS: [&str; 7] = ["outcome", "weight", "base", "by", "direction", "locale", "report"];

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
    let plan = Plan {
        outcome: args.option("outcome").unwrap_or("outcome").to_owned(),
        weight: args.option("weight").map(str::to_owned),
        base: args.option("base").map(plan::period).transpose().map_err(usage)?,
        by: by.map_err(usage)?,
        directions: plan::directions(&engine, args.all("direction")).map_err(usage)?,
    };
    let mut table = Table::new(&engine, &plan);
    let work = |customer: &dyn Person| Record::of(&engine, &plan, customer);
    let add = |record: Record<'_>| table.add(&engine, record);
    let refused = customers::survey(args, host, (&[&engine], threads), work, add)?;
    table.close();
    let results = measure(&engine, &plan, &table);
    if let Some(path) = args.option("report") {
        let page = report::backtest::write(&engine, &plan, &results, refused, words);
        super::write(host, path, &page)?;
    }
    let mut out = host.out();
    match args.format {
        Format::Text => write!(out, "{}", text::text(&engine, &plan, &results, refused))?,
        Format::Json => writeln!(out, "{:#}", json::json(&engine, &plan, &results, refused))?,
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}
