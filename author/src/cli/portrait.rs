//! `portrait`: one portrait per customer line, streaming, on all cores, in input order.

use std::io::Write as _;

use silhouette::Engine;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, customers};
use crate::answer;
use crate::customer::Refusal;
use crate::population::{self, Done, Person};

/// Its own options; those that name a population are its too.
const OPTIONS: [&str; 5] = ["out", "output", "features", "explain", "locale"];

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &[&OPTIONS[..], &customers::OPTIONS].concat())?;
    let threads = customers::threads(args)?;
    let output = args.option("out").or_else(|| args.option("output"));
    args.needed("in", "--in CUSTOMERS.ndjson")?;
    let (engine, _) = super::load(host, pack)?;
    let locale = super::locale(args, &engine)?;
    let mut source = customers::open(args, host)?;
    let file = source.file();
    let mut out = match output {
        Some(path) => host.create(path).map_err(|error| Failure::File(path.to_owned(), error))?,
        None => host.out(),
    };
    let mut refused = 0_usize;
    let also = (args.flag("features"), args.flag("explain"));
    let work = |person: &dyn Person| portrait((&engine, locale), person, also);
    let sink = |done: Done<String>| -> Result<(), Failure> {
        match done.result {
            Ok(text) => out.write_all(text.as_bytes())?,
            Err(refusal) => {
                refused += 1;
                out.flush()?; // so that results and refusals come in order on a terminal
                customers::report(&file, done.place, &refusal, args.format, host)?;
            }
        }
        Ok(())
    };
    population::each(&mut source, threads, work, sink)?;
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}

/// A customer's line of the output.
fn portrait(
    (engine, locale): (&Engine, usize),
    person: &dyn Person,
    (with_features, with_explanations): (bool, bool),
) -> Result<String, Refusal> {
    let mut session = engine.open(locale, [0; 16]);
    person.enter(&mut session)?;
    let strings = &engine.program().strings;
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    let mut out = String::from("{\"id\":");
    answer::write_json(person.id(), &mut out);
    out.push_str(",\"portrait\":");
    answer::write(session.portrait(person.now()).map_err(refused)?.cells(), strings, &mut out);
    if with_features {
        out.push_str(",\"features\":");
        answer::write(session.features(person.now()).map_err(refused)?.cells(), strings, &mut out);
    }
    if with_explanations && person.personalised() {
        out.push_str(",\"explanations\":[");
        for (index, item) in items(engine).iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let explained = crate::explain::explain(engine, &mut session, item, person.now());
            out.push_str(&explained.map_err(refused)?);
        }
        out.push(']');
    }
    out.push_str("}\n");
    Ok(out)
}

/// Everything that a portrait may speak of.
fn items(engine: &Engine) -> Vec<String> {
    let program = engine.program();
    let named = |kind: &str, ids: Vec<u32>| -> Vec<String> {
        ids.into_iter().map(|id| format!("{kind}:{}", engine.text(id))).collect()
    };
    let tiers = |machines: bool| -> Vec<u32> {
        let tiers = program.tiers.iter().filter(|tier| tier.initial.is_some() == machines);
        tiers.map(|tier| tier.id).collect()
    };
    [
        named("tag", program.tags.iter().map(|tag| tag.id).collect()),
        named("tier", tiers(false)),
        named("lifecycle", tiers(true)),
        named("score", program.scores.iter().map(|score| score.id).collect()),
        named("warning", program.warnings.iter().map(|warning| warning.id).collect()),
        named("product", program.products.iter().map(|product| product.id).collect()),
    ]
    .concat()
}
