//! Two tables of customers of the retail policy that nobody is, for measuring:
//! `cargo run --release -p silhouette-fleet --example population -- CUSTOMERS EVENTS FOLDER`.
//! The events are in no order of customers or moments.

use std::process::ExitCode;

use serde_json::{Value, json};
use silhouette_fleet::write::{Holds, Writer};
use silhouette_fleet::{Error, Format};

/// Xorshift (Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// The last moment of all.
const NOW: u64 = 1_760_000_000_000;
/// Events lie within so many milliseconds before.
const SPAN: u64 = 365 * 86_400_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let parsed = match words.as_slice() {
        [customers, events, folder] => {
            customers.parse().ok().zip(events.parse().ok()).zip(Some(folder))
        }
        _ => None,
    };
    let Some(((customers, events), folder)) = parsed else {
        eprintln!("CUSTOMERS EVENTS FOLDER");
        return ExitCode::from(2);
    };
    match make(customers, events, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn make(customers: u64, events: u64, folder: &str) -> Result<(), Error> {
    let mut random = Random(0x5eed_5eed);
    let columns = [
        ("customer", Holds::Text),
        ("age", Holds::Integer),
        ("income_month", Holds::Decimal(2)),
        ("occupation", Holds::Word),
        ("member_level", Holds::Word),
    ];
    let mut profiles =
        Writer::create(&format!("{folder}/profiles.parquet"), Format::Parquet, &columns)?;
    let word = |random: &mut Random, words: &[&str]| {
        let place = usize::try_from(random.below(words.len() as u64)).unwrap_or(0);
        words.get(place).map_or(Value::Null, |word| json!(word))
    };
    for at in 0..customers {
        // A factor that has none in common with the number of customers would do; order is what it takes away.
        let who = at.wrapping_mul(0x9e37_79b9) % customers.max(1);
        profiles.row(&[
            json!(format!("c{who:08}-{at:08}")),
            json!(18 + random.below(80)),
            json!(format!("{}.{:02}", random.below(90_000), random.below(100))),
            word(&mut random, &["salaried", "self_employed", "student", "retired"]),
            word(&mut random, &["none", "basic", "gold", "platinum"]),
        ])?;
    }
    profiles.close()?;
    let columns = [
        ("customer", Holds::Text),
        ("type", Holds::Word),
        ("at", Holds::Moment),
        ("amount", Holds::Decimal(2)),
        ("quantity", Holds::Integer),
        ("loan", Holds::Word),
        ("installment", Holds::Integer),
        ("days_past_due", Holds::Integer),
        ("text", Holds::Word),
        ("score", Holds::Integer),
        ("page", Holds::Text),
    ];
    let mut writer =
        Writer::create(&format!("{folder}/events.parquet"), Format::Parquet, &columns)?;
    for index in 0..events {
        let at = random.below(customers.max(1));
        let who = at.wrapping_mul(0x9e37_79b9) % customers.max(1);
        let moment = NOW - random.below(SPAN);
        let amount = json!(format!("{}.{:02}", 1 + random.below(9000), random.below(100)));
        let mut row = vec![Value::Null; columns.len()];
        let mut set = |place: usize, value: Value| {
            if let Some(cell) = row.get_mut(place) {
                *cell = value;
            }
        };
        set(0, json!(format!("c{who:08}-{at:08}")));
        set(2, json!(moment));
        set(10, json!(format!("/page/{}", random.below(500)))); // what no policy reads
        match random.below(6) {
            0 | 1 => {
                set(1, json!("purchase"));
                set(3, amount);
                set(4, json!(1 + random.below(9)));
            }
            2 => {
                set(1, json!("repayment"));
                set(3, amount);
                set(5, word(&mut random, &["a", "b"]));
                set(6, json!(index % 1000));
                set(7, json!(random.below(20).saturating_sub(10)));
            }
            3 => set(1, json!("login")),
            4 => {
                set(1, json!("search"));
                set(8, word(&mut random, &["fund", "a loan", "weather"]));
            }
            _ => {
                set(1, json!("survey_answer"));
                set(9, json!(random.below(11)));
            }
        }
        writer.row(&row)?;
    }
    writer.close()
}
