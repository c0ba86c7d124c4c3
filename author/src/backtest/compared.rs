//! Champion and challenger side by side: for people as lines, for tools as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};
use silhouette::Engine;

use super::challenger::{Border, Compared};
use super::json::{estimate, head as head_json, part as part_json};
use super::results::{Head, Part};
use super::text::{counts, number, rate};
use crate::metrics::paired::Difference;

/// Which way a difference is sure to go; `more` is good of areas and distances, bad of Brier scores.
#[must_use]
pub fn verdict(difference: &Difference, more_is_better: bool) -> Verdict {
    match difference.difference.interval {
        Some(i) if i.low > 0.0 && more_is_better => Verdict::Better,
        Some(i) if i.low > 0.0 => Verdict::Worse,
        Some(i) if i.high < 0.0 && more_is_better => Verdict::Worse,
        Some(i) if i.high < 0.0 => Verdict::Better,
        _ => Verdict::Alike,
    }
}

/// What a difference says of the challenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is better.
    Better,
    /// It is worse.
    Worse,
    /// The interval holds 0.
    Alike,
}

impl Verdict {
    fn words(self) -> &'static str {
        match self {
            Verdict::Better => "challenger better",
            Verdict::Worse => "challenger worse",
            Verdict::Alike => "not told apart",
        }
    }
}

/// A small number as people write the chance of something.
#[must_use]
pub fn chance(p: f64) -> String {
    if p < 0.0001 { "p < 0.0001".to_owned() } else { format!("p = {p:.4}") }
}

/// The measures of a pair of scores, with whether more is better.
#[must_use]
pub fn measures(compared: &Compared) -> Vec<(&'static str, Difference, bool)> {
    let Some(found) = &compared.measures else { return Vec::new() };
    let mut all =
        vec![("AUC", found.auc, true), ("Gini", found.gini, true), ("KS", found.ks, true)];
    all.extend(found.brier.map(|brier| ("Brier", brier, false)));
    all
}

/// The results for people.
pub fn text(challenger: &Engine, all: &[Compared], out: &mut String) {
    let info = &challenger.program().info;
    let (id, version) = (challenger.text(info.id), challenger.text(info.version));
    let _ = writeln!(out, "\nchallenger {id} {version}, over customers who have both scores");
    let _ = writeln!(
        out,
        "differences are challenger less champion: of AUC by DeLong's test for scores of the same\n\
         customers, of Gini, KS and Brier by drawing customers again with both scores"
    );
    for compared in all {
        let Compared { champion, challenger, alone, .. } = compared;
        let name = if champion == challenger {
            champion.clone()
        } else {
            format!("{champion} against {challenger}")
        };
        let _ = writeln!(out, "\nscore {name}: {}", counts(&compared.head));
        if *alone != (0, 0) {
            let _ = writeln!(
                out,
                "  left out: {} with a value of the champion alone, {} of the challenger alone",
                alone.0, alone.1
            );
        }
        if compared.changed == 0 {
            let _ = writeln!(out, "  both packs give every customer the same value");
            continue;
        }
        let _ = writeln!(out, "  {} of them have another value", compared.changed);
        let all = measures(compared);
        if all.is_empty() {
            let _ = writeln!(
                out,
                "  not measured: fewer than two customers with the outcome, or without"
            );
        }
        for (name, difference, better) in all {
            let p = compared.measures.and_then(|found| found.p).filter(|_| name == "AUC");
            let _ = writeln!(
                out,
                "  {name:<6} {:.4} → {:.4}, {}{}: {}",
                difference.one,
                difference.other,
                number(difference.difference),
                p.map_or_else(String::new, |p| format!(", {}", chance(p))),
                verdict(&difference, better).words()
            );
        }
        for (by, parts) in &compared.by {
            let _ = writeln!(out, "  AUC by {by}:");
            for (part, head, found) in parts {
                let name = match part {
                    Part::Named(name) => name.clone(),
                    Part::Unknown => "(unknown)".to_owned(),
                    Part::Rest(count) => format!("(the rest: {count} values)"),
                };
                let found = match found {
                    None => "not measured".to_owned(),
                    Some((areas, p)) => format!(
                        "{:.4} → {:.4}, {}{}: {}",
                        areas.one,
                        areas.other,
                        number(areas.difference),
                        p.map_or_else(String::new, |p| format!(", {}", chance(p))),
                        verdict(areas, true).words()
                    ),
                };
                let _ = writeln!(out, "    {name:<24} {:>9}  {found}", head.customers);
            }
        }
        borders(&compared.borders, out);
        if !compared.moves.is_empty() {
            let _ = writeln!(out, "  from band to band:");
        }
        for ((from, to), head) in &compared.moves {
            let name = format!("{from} → {to}");
            let _ = writeln!(out, "    {name:<24} {:>9}  {}", head.customers, rate(head.rate));
        }
    }
}

fn borders(borders: &[Border], out: &mut String) {
    let Some(first) = borders.first() else { return };
    let _ = match first.same_bands {
        true => writeln!(out, "  swaps at the borders of the bands:"),
        false => writeln!(
            out,
            "  swaps at the borders of the champion's bands; the challenger's bands are others, so its \
             scores are\n  cut where as many customers stand below:"
        ),
    };
    for border in borders {
        let _ = writeln!(out, "    border of {}:", border.band);
        for (name, group) in [
            ("rises over it", &border.rises),
            ("falls below it", &border.falls),
            ("above under both", &border.above),
            ("below under both", &border.below),
        ] {
            let _ = writeln!(out, "      {name:<22} {:>9}  {}", group.customers, rate(group.rate));
        }
    }
}

/// The results for tools.
#[must_use]
pub fn json(challenger: &Engine, all: &[Compared]) -> Value {
    let info = &challenger.program().info;
    json!({
        "policy": {
            "id": challenger.text(info.id),
            "version": challenger.text(info.version),
            "digest": challenger.digest_hex(),
        },
        "intervals": { "auc": "delong", "gini": "bootstrap", "ks": "bootstrap", "brier": "bootstrap" },
        "scores": all.iter().map(one).collect::<Vec<_>>(),
    })
}

fn group(head: &Head) -> Value {
    let mut entry = json!({});
    head_json(head, &mut entry);
    entry
}

fn difference(found: &Difference) -> Value {
    json!({
        "champion": found.one, "challenger": found.other, "difference": estimate(found.difference),
    })
}

fn one(compared: &Compared) -> Value {
    let by = compared.by.iter().map(|(name, parts)| {
        let parts = parts.iter().map(|(part, head, found)| {
            let mut entry = part_json(part);
            head_json(head, &mut entry);
            entry["auc"] = found.as_ref().map_or(Value::Null, |(areas, p)| {
                let mut areas = difference(areas);
                areas["p"] = (*p).into();
                areas
            });
            entry
        });
        json!({ "by": name, "parts": parts.collect::<Value>() })
    });
    let moves = compared.moves.iter().map(|((from, to), head)| {
        let mut entry = json!({ "from": from, "to": to });
        head_json(head, &mut entry);
        entry
    });
    let borders = compared.borders.iter().map(|border| {
        json!({
            "band": border.band, "sameBands": border.same_bands,
            "rises": group(&border.rises), "falls": group(&border.falls),
            "above": group(&border.above), "below": group(&border.below),
        })
    });
    let mut entry = json!({
        "champion": compared.champion, "challenger": compared.challenger,
        "changed": compared.changed, "onlyChampion": compared.alone.0, "onlyChallenger": compared.alone.1,
        "by": by.collect::<Value>(), "moves": moves.collect::<Value>(),
        "borders": borders.collect::<Value>(),
    });
    head_json(&compared.head, &mut entry);
    if let Some(found) = &compared.measures {
        entry["auc"] = difference(&found.auc);
        entry["auc"]["p"] = found.p.into();
        entry["gini"] = difference(&found.gini);
        entry["ks"] = difference(&found.ks);
        entry["brier"] = found.brier.as_ref().map_or(Value::Null, difference);
    }
    entry
}
