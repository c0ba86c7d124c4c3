//! The engine compiled for this machine, over the same policy and events as the JavaScript.
//!
//! `native PACK EVENTS QUESTION [HELD]`: each line of the output is a name and a number, as in
//! `js/measure.mjs`; here answers stay cells.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark may stop")]
#![expect(clippy::disallowed_types, reason = "a benchmark asks the clock")]

use core::hint::black_box;
use std::time::Instant;

use silhouette::{Answer, Engine, RawEvent, Scalar, Session};

const COLD: usize = 10_000;
const SALT: [u8; 16] = [7; 16];

/// One line of the events: kind, time, then name, `n` or `s`, and value.
fn event(line: &str) -> RawEvent<'_> {
    let cells: Vec<&str> = line.split('\t').collect();
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let fields = cells[2..].as_chunks::<3>().0.iter().map(|field| {
        let value = match field[1] {
            "n" => Scalar::Number(number(field[2])),
            _ => Scalar::Text(field[2]),
        };
        (field[0], value)
    });
    RawEvent {
        kind: Some(cells[0]),
        at: Scalar::Number(number(cells[1])),
        fields: fields.collect(),
    }
}

fn at(event: &RawEvent<'_>) -> f64 {
    match event.at {
        Scalar::Number(at) => at,
        _ => f64::NAN,
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

fn tell(name: &str, value: f64) {
    println!("{name}\t{value}");
}

fn micros(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e6
}

fn cold(engine: &Engine, events: &[RawEvent<'_>]) {
    let end = at(&events[events.len() - 1]);
    let (mut whole, mut features, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..16 {
        let start = Instant::now();
        let mut session = engine.open(0, SALT);
        session.record(events).expect("the events fit the policy");
        rates.push(COLD as f64 / start.elapsed().as_secs_f64());
        black_box(session.portrait(end).expect("a portrait").cells().len());
        whole.push(micros(start));
        let mut session = engine.open(0, SALT);
        session.record(events).expect("the events fit the policy");
        let start = Instant::now();
        black_box(session.features(end).expect("features").cells().len());
        features.push(micros(start));
    }
    tell("cold, first", whole[0]);
    tell("cold", median(whole.split_off(6)));
    tell("cold, features of what is recorded", median(features.split_off(6)));
    tell("ingest all at once", median(rates.split_off(6)));
}

fn more(
    engine: &Engine,
    (held, new): (&[RawEvent<'_>], &[RawEvent<'_>]),
    answer: impl Fn(&mut Session, f64) -> usize,
) -> f64 {
    let mut session = engine.open(0, SALT);
    session.record(held).expect("the events fit the policy");
    black_box(answer(&mut session, at(&held[held.len() - 1])));
    // Rounds are short, so that another process on the machine falls into few of them.
    let rounds = new.as_chunks::<20>().0.iter().map(|events| {
        let start = Instant::now();
        for event in events {
            session.record(core::slice::from_ref(event)).expect("the event fits the policy");
            black_box(answer(&mut session, at(event)));
        }
        micros(start) / 20.0
    });
    let mut times: Vec<f64> = rounds.collect();
    let settled = times.len() / 2;
    median(times.split_off(settled))
}

/// Features that are given as facts, one moment a line: name and value, which is empty when it is not known.
fn evaluation(engine: &Engine, text: &str) -> f64 {
    let moments: Vec<Vec<(&str, Scalar<'_>)>> = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let facts = cells.as_chunks::<2>().0.iter();
            facts
                .map(|&[name, value]| (name, value.parse().map_or(Scalar::Null, Scalar::Number)))
                .collect()
        })
        .collect();
    let mut session = engine.open(0, SALT);
    let mut now = 1.767e12;
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let start = Instant::now();
            for moment in &moments {
                session.set_profile(moment).expect("the facts fit the policy");
                now += 1000.0;
                black_box(session.portrait(now).expect("a portrait").cells().len());
            }
            micros(start) / moments.len() as f64
        })
        .collect();
    median(times.split_off(100))
}

fn fingerprint(answer: &Answer) -> u64 {
    let bytes = answer.cells().iter().flat_map(|cell| cell.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let (Some(pack), Some(events), Some(question)) = (args.next(), args.next(), args.next()) else {
        println!("this benchmark is run by `cargo xtask bench`");
        return;
    };
    let held = args.next().map_or(COLD, |count| count.parse().expect("a number"));
    let engine = Engine::load(&std::fs::read(pack).expect("a pack")).expect("a pack");
    let text = std::fs::read_to_string(events).expect("events");
    if question == "evaluation" {
        return tell("evaluation", evaluation(&engine, &text));
    }
    let events: Vec<RawEvent<'_>> = text.lines().map(event).collect();
    match question.as_str() {
        "cold" => cold(&engine, &events[..COLD]),
        "more" => {
            let split = events.split_at(held);
            let portrait = |session: &mut Session, now: f64| {
                session.portrait(now).expect("a portrait").cells().len()
            };
            let features = |session: &mut Session, now: f64| {
                session.features(now).expect("features").cells().len()
            };
            tell(&format!("increment, {held}"), more(&engine, split, portrait));
            if held == COLD {
                tell("one more, features, 10,000 held", more(&engine, split, features));
            }
        }
        "fingerprint" => {
            let mut session = engine.open(0, SALT);
            session.record(&events[..COLD]).expect("the events fit the policy");
            let answer = session.features(at(&events[COLD - 1])).expect("features");
            println!("{:016x}", fingerprint(answer));
        }
        _ => println!("no such question"),
    }
}
