//! `backtest`: how well a policy's scores told what came about later.

use std::io::Write as _;

use super::args::Args;
use super::customers::Lines;
use super::host::Host;
use super::{Exit, Failure, Format};
use crate::backtest::plan::{self, By, Plan};
use crate::backtest::{Record, Table, json, measure, text};
use crate::customer::Customer;

/// Its own options.
const OPTIONS: [&str; 8] =
    ["in", "outcome", "weight", "base", "by", "direction", "locale", "report"];

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &OPTIONS)?;
    let input = args.needed("in", "--in CUSTOMERS.ndjson")?;
    let (engine, _) = super::load(host, pack)?;
    if engine.program().scores.is_empty() {
        return Err(Failure::Input(format!("{pack}: the policy has no score")));
    }
    let usage = Failure::Usage;
    let by = args.all("by").iter().map(|text| By::parse(text, &engine)).collect::<Result<_, _>>();
    let plan = Plan {
        outcome: args.option("outcome").unwrap_or("outcome").to_owned(),
        weight: args.option("weight").map(str::to_owned),
        base: args.option("base").map(plan::period).transpose().map_err(usage)?,
        by: by.map_err(usage)?,
        directions: plan::directions(&engine, args.all("direction")).map_err(usage)?,
    };
    let mut table = Table::new(&engine, &plan);
    let mut refused = 0_u64;
    let mut lines = Lines::open(input, host)?;
    while let Some(line) = lines.next()? {
        let record = line
            .and_then(Customer::read)
            .and_then(|customer| Record::of(&engine, &plan, &customer));
        match record {
            Ok(record) => table.add(&engine, record),
            Err(refusal) => {
                refused += 1;
                lines.report(&refusal, args.format, host)?;
            }
        }
    }
    table.close();
    let results = measure(&engine, &plan, &table);
    let mut out = host.out();
    match args.format {
        Format::Text => write!(out, "{}", text::text(&engine, &plan, &results, refused))?,
        Format::Json => writeln!(out, "{:#}", json::json(&engine, &plan, &results, refused))?,
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}
