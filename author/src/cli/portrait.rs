//! `portrait`: one portrait per customer line, streaming, in input order.

use std::io::Write as _;

use silhouette::Engine;

use super::args::Args;
use super::customers::Lines;
use super::host::Host;
use super::{Exit, Failure};
use crate::answer;
use crate::customer::{Customer, Refusal};

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let pack = args.one("pack", &["in", "out", "output", "features", "explain", "locale"])?;
    let input = args.needed("in", "--in CUSTOMERS.ndjson")?;
    let output = args.option("out").or_else(|| args.option("output"));
    let (engine, _) = super::load(host, pack)?;
    let locale = super::locale(args, &engine)?;
    let mut lines = Lines::open(input, host)?;
    let mut out = match output {
        Some(path) => host.create(path).map_err(|error| Failure::File(path.to_owned(), error))?,
        None => host.out(),
    };
    let mut refused = 0_usize;
    let mut text = String::new();
    while let Some(line) = lines.next()? {
        text.clear();
        let also = (args.flag("features"), args.flag("explain"));
        match line.and_then(|line| write_portrait((&engine, locale), line, also, &mut text)) {
            Ok(()) => out.write_all(text.as_bytes())?,
            Err(refusal) => {
                refused += 1;
                out.flush()?; // so that results and refusals come in order on a terminal
                lines.report(&refusal, args.format, host)?;
            }
        }
    }
    out.flush()?;
    Ok(if refused == 0 { Exit::Done } else { Exit::Input })
}

fn write_portrait(
    (engine, locale): (&Engine, usize),
    line: &[u8],
    (with_features, with_explanations): (bool, bool),
    out: &mut String,
) -> Result<(), Refusal> {
    let customer = Customer::read(line)?;
    let mut session = engine.open(locale, [0; 16]);
    customer.enter(&mut session)?;
    let strings = &engine.program().strings;
    let refused = |error: silhouette::Error| Refusal {
        code: error.code,
        path: "/now".to_owned(),
        message: error.message.to_owned(),
    };
    out.push_str("{\"id\":");
    answer::write_json(&customer.id, out);
    out.push_str(",\"portrait\":");
    answer::write(session.portrait(customer.now).map_err(refused)?.cells(), strings, out);
    if with_features {
        out.push_str(",\"features\":");
        answer::write(session.features(customer.now).map_err(refused)?.cells(), strings, out);
    }
    if with_explanations && customer.personalised {
        out.push_str(",\"explanations\":[");
        for (index, item) in items(engine).iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let explained = crate::explain::explain(engine, &mut session, item, customer.now);
            out.push_str(&explained.map_err(refused)?);
        }
        out.push(']');
    }
    out.push_str("}\n");
    Ok(())
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
