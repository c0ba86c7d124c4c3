//! What the engine does, for a counter of instructions: `cargo xtask instructions`.
//!
//! `instructions PACK SCENARIO [TIMES]` makes one customer under the retail policy and does what the scenario says; only what
//! runs inside [`counted`] is to be counted. A scenario done twice is the control: the counter must notice it.
#![expect(clippy::expect_used, reason = "a benchmark may stop")]

use core::hint::black_box;

use silhouette::{Engine, ItemKind, RawEvent, Scalar, Session};

const SALT: [u8; 16] = [7; 16];
const DAY: f64 = 86_400_000.0;
/// 2026-05-02T02:00Z.
const NOW: f64 = 1_777_687_200_000.0;
/// Events that are recorded at once.
const EVENTS: u32 = 1_000;
/// How often what is quick is repeated.
const AGAIN: u32 = 20;

/// Under this name the counter finds what to count.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

/// Two months of purchases, logins and views.
fn events() -> Vec<RawEvent<'static>> {
    let products = ["consumer_loan", "wealth_steady", "card_cashback"];
    let event = |i: u32| {
        let at = NOW - 60.0 * DAY + f64::from(i) * (59.0 * DAY / f64::from(EVENTS)).floor();
        let (kind, fields) = match i % 3 {
            0 => {
                let amount = ("amount", Scalar::Text("12.50"));
                ("purchase", vec![amount, ("quantity", Scalar::Number(1.0))])
            }
            1 => ("login", vec![]),
            _ => {
                let product = products.get(i as usize % 7 % 3).copied().unwrap_or_default();
                ("product_view", vec![("product", Scalar::Text(product))])
            }
        };
        RawEvent { kind: Some(kind), at: Scalar::Number(at), fields }
    };
    (0..EVENTS).map(event).collect()
}

/// A customer who agreed to everything and told what the policy asks for.
fn customer(engine: &Engine) -> Session {
    let mut session = engine.open(0, SALT);
    for purpose in &engine.program().purposes {
        // One that needs no consent says so.
        let _ = session.set_consent(engine.text(purpose.id), true, NOW - 100.0 * DAY);
    }
    let facts = [
        ("age", Scalar::Number(31.0)),
        ("income_month", Scalar::Text("32000.00")),
        ("occupation", Scalar::Text("salaried")),
        ("aum_band", Scalar::Text("from_50k")),
        ("risk_profile", Scalar::Text("C3")),
        ("risk_profile_expires", Scalar::Text("2027-01-01")),
        ("existing_credits", Scalar::Number(1.0)),
        ("checking_status", Scalar::Text("none")),
        ("duration_months", Scalar::Number(12.0)),
    ];
    session.set_profile(&facts).expect("the facts fit the policy");
    session
}

/// The customer with all events, and the portrait once told.
fn warm(engine: &Engine) -> Session {
    let mut session = customer(engine);
    session.record(&events()).expect("the events fit the policy");
    session.portrait_again(NOW).expect("a portrait");
    session
}

fn scenario(pack: &[u8], name: &str, times: u32) {
    let engine = Engine::load(pack).expect("a pack");
    match name {
        "load" => {
            counted(&mut || (0..times).for_each(|_| drop(black_box(Engine::load(pack)))));
        }
        "events" => {
            let events = events();
            for _ in 0..times {
                let mut session = customer(&engine);
                counted(&mut || drop(black_box(session.record(&events).map(drop))));
            }
        }
        "first-portrait" => {
            for _ in 0..times {
                let mut session = customer(&engine);
                session.record(&events()).expect("the events fit the policy");
                counted(&mut || drop(black_box(session.portrait_again(NOW).map(drop))));
            }
        }
        "portrait" | "one-more" | "explain" => {
            let mut session = warm(&engine);
            let mut strings = engine.program().strings.iter().zip(0..);
            let product = strings.find(|(text, _)| *text == "fund_balanced").expect("a product").1;
            let mut now = NOW;
            let mut step = || {
                now += 1000.0;
                if name == "explain" {
                    let told = session.explain(ItemKind::Product, product, now).map(drop);
                    return told.expect("an explanation");
                }
                if name == "one-more" {
                    let product = ("product", Scalar::Text("consumer_loan"));
                    let at = Scalar::Number(now);
                    let event = RawEvent { kind: Some("product_view"), at, fields: vec![product] };
                    session.record(&[event]).expect("the event fits the policy");
                }
                session.portrait_again(now).map(drop).expect("a portrait");
            };
            // What settles only after some of them.
            (0..AGAIN).for_each(|_| step());
            counted(&mut || (0..AGAIN * times).for_each(|_| step()));
        }
        "snapshot" => {
            let session = warm(&engine);
            counted(&mut || {
                for _ in 0..times {
                    let bytes = session.snapshot().expect("a snapshot");
                    drop(black_box(engine.restore(0, &bytes).expect("the same session")));
                }
            });
        }
        other => println!("no such scenario: {other}"),
    }
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let (Some(pack), Some(name)) = (args.next(), args.next()) else {
        println!("this is run by `cargo xtask instructions`");
        return;
    };
    let times = args.next().map_or(1, |times| times.parse().expect("a number"));
    scenario(&std::fs::read(pack).expect("a pack"), &name, times);
}
