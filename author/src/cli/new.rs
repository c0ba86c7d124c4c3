//! `new`: a policy folder that checks, tests and builds as it stands.

use std::io::Write as _;

use super::args::Args;
use super::host::Host;
use super::{Exit, Failure};

/// A policy that declares nothing but itself.
const MINIMAL: &str = "{
  \"id\": \"my-policy\",
  \"version\": \"0.1.0\",
  \"locales\": [\"zh-CN\", \"en\"],
  \"timezone\": \"+08:00\"
}
";

/// Templates by name.
const TEMPLATES: [(&str, &str); 4] = [
    ("minimal", MINIMAL),
    ("retail", include_str!("../../../policies/retail.json")),
    ("enterprise", include_str!("../../../policies/enterprise.json")),
    ("assessment", include_str!("../../../policies/assessment.json")),
];

/// The text of a template.
pub fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

pub fn run(args: &Args, host: &mut dyn Host) -> Result<Exit, Failure> {
    let folder = args.one("folder", &["template"])?;
    let name = args.option("template").unwrap_or("minimal");
    let Some(text) = template(name) else {
        let known = TEMPLATES.map(|(known, _)| known).join(", ");
        return Err(Failure::Usage(format!("no template \"{name}\"; templates: {known}")));
    };
    let path = format!("{}/policy.json", folder.trim_end_matches('/'));
    if host.exists(&path) {
        return Err(Failure::Input(format!("{path}: is there already")));
    }
    let file = |error| Failure::File(path.clone(), error);
    host.create_folder(folder).map_err(file)?;
    let mut target = host.create(&path).map_err(file)?;
    target.write_all(text.as_bytes()).and_then(|()| target.flush()).map_err(file)?;
    let mut out = host.out();
    writeln!(out, "{path}")?;
    out.flush()?;
    Ok(Exit::Done)
}
