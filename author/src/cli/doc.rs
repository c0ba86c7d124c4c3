//! `doc`: the rule book of a policy.

use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure, check, test};
use crate::doc::{book, html, markdown};
use crate::document::Document;

/// Languages in which a book can be written.
const LOCALES: [&str; 2] = ["zh-CN", "en"];

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let path = args.one("policy", &["locale", "output", "with"])?;
    let output = args.needed("output", "-o FILE.html or -o FILE.md")?;
    let write = match output.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => html::write,
        Some("md") => markdown::write,
        _ => return Err(Failure::Usage("doc writes FILE.html or FILE.md".to_owned())),
    };
    let asked = args.option("locale");
    if asked.is_some_and(|locale| !LOCALES.contains(&locale)) {
        return Err(Failure::Usage("--locale is zh-CN or en".to_owned()));
    }
    let checked = check::policy(args, path, host)?;
    let coverage = match checked.pack {
        // A book is no less true where the tests' reach cannot be measured.
        Some(_) => test::measure(&checked, path).ok(),
        None => {
            check::report(&checked, path, args.format, host)?;
            return Ok(Exit::No);
        }
    };
    let locale = asked.unwrap_or_else(|| first(checked.compiled.document.as_ref()));
    let Some(book) = book(&checked, coverage.as_ref(), locale, path) else {
        check::report(&checked, path, args.format, host)?;
        return Ok(Exit::No);
    };
    let text = write(&book);
    let file = |error| Failure::File(output.to_owned(), error);
    let mut target = host.create(output).map_err(file)?;
    target.write_all(text.as_bytes()).and_then(|()| target.flush()).map_err(file)?;
    let mut out = host.out();
    writeln!(out, "{output}")?;
    out.flush()?;
    Ok(Exit::Done)
}

/// The language of the policy's first locale.
fn first(document: Option<&Document>) -> &'static str {
    let first = document.and_then(|document| document.locales.first());
    if first.is_some_and(|locale| locale.starts_with("zh")) { "zh-CN" } else { "en" }
}
