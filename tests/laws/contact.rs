//! Laws of the contact policy, against a rescan of everything that ever came back: no cap is exceeded, a
//! dismissed product rests for as long as it has to, what may be shown is told exactly, and the channel that is
//! chosen is the one that is answered best.

use proptest::prelude::*;
use silhouette::model::shapes::SHAPES;
use silhouette::model::value::Type;
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, RawEvent, Scalar, Session};

use super::answer::{Value, decode};
use super::program::{DAY, HOUR};

const NAMES: [&str; 14] = [
    "law",
    "1.0.0",
    "en",
    "suggestion",
    "product",
    "channel",
    "outcome",
    "p0",
    "p1",
    "p2",
    "app",
    "sms",
    "h5",
    "{0} {1}",
];
const OUTCOMES: [&str; 4] = ["shown", "clicked", "dismissed", "converted"];
const PRODUCTS: u32 = 7;
const CHANNELS: u32 = 10;
/// Each product's channels, by number.
const OF: [&[usize]; 3] = [&[0, 1], &[1], &[2, 0, 1]];

/// A cap: of a product, a channel, all, a message.
type Rule = (u8, u32, i64);

#[derive(Clone, Debug)]
struct Policy {
    caps: Vec<Rule>,
    /// First, growth, longest.
    cooldown: Option<(i64, f64, i64)>,
    /// Half-life, and what is taken for granted of each channel.
    learn: Option<(i64, [(f64, f64); 3])>,
    keep: u32,
}

fn program(policy: &Policy) -> Program {
    let mut p = Program { strings: NAMES.map(str::to_owned).to_vec(), ..Program::default() };
    let outcomes: Vec<u32> = OUTCOMES
        .iter()
        .map(|outcome| {
            p.strings.push((*outcome).to_owned());
            u32::try_from(p.strings.len() - 1).unwrap()
        })
        .collect();
    p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
    p.texts = vec![0, 13];
    p.zone = vec![Offset { from: 0, offset: 8 * 3_600_000 }];
    let field = |name, values| Field { name, ty: Type::Enum { values, ordered: false } };
    p.kinds = vec![Kind {
        name: 3,
        fields: vec![
            field(4, (PRODUCTS..PRODUCTS + 3).collect()),
            field(5, (CHANNELS..CHANNELS + 3).collect()),
            field(6, outcomes),
        ],
        dedupe: vec![],
        retain: Some(400 * DAY),
        cap: policy.keep,
        filters: vec![],
    }];
    p.products = (0..3)
        .map(|n: u32| Product {
            id: PRODUCTS + n,
            label: 0,
            message: Message { text: 0, args: vec![] },
            general_message: 0,
            purpose: None,
            kind: 0,
            family: None,
            eligibility: None,
            applicability: None,
            suitability: None,
            channels: OF[n as usize].iter().map(|&c| CHANNELS + c as u32).collect(),
            disclosures: vec![],
            bundle: vec![],
            exclusive: None,
            alike: None,
            value: 0.0,
            intent: None,
            advisory: vec![],
        })
        .collect();
    let scope = |scope| match scope {
        0 => CapScope::Product,
        1 => CapScope::Channel,
        2 => CapScope::All,
        _ => CapScope::Message,
    };
    p.contact = Contact {
        quiet: None,
        channels: vec![],
        window: DAY,
        caps: policy
            .caps
            .iter()
            .map(|&(of, max, per)| Cap { scope: scope(of), max, per, label: 0 })
            .collect(),
        cooldown: policy.cooldown.map(|(first, growth, max)| Cooldown {
            first,
            growth,
            max,
            message: 1,
            dismissed: 0,
        }),
        feedback: Some(Feedback {
            kind: 0,
            showings: 0,
            learn: policy.learn.map(|(half_life, channels)| Learn {
                half_life,
                channels: channels.map(|(hits, misses)| Prior { hits, misses }).to_vec(),
                hours: Some(Prior { hits: 1.0, misses: 1.0 }),
                rate: 0,
                by_channel: 0,
                by_hour: 1,
            }),
        }),
    };
    p
}

/// Moment, product, channel, outcome; what is none was not said.
type Event = (i64, Option<usize>, Option<usize>, usize);

#[derive(Clone, Debug)]
enum Step {
    /// Something comes back, so long after the clock (negative: late).
    Back { after: i64, product: Option<usize>, channel: Option<usize>, outcome: usize },
    /// The page shows the first suggestion, then asks again.
    Show,
    /// The clock moves, and a portrait is taken.
    Look { by: i64 },
    /// The session is stored and read back.
    Restore,
}

/// All that ever came back, in no order, and the latest moment that was reached.
#[derive(Default)]
struct Reference {
    events: Vec<Event>,
    reached: i64,
}

/// What a product comes to: by which channel and how often still, or nothing.
type Told = Option<(usize, Option<u32>)>;

impl Reference {
    fn shown(&self, now: i64, (of, _, per): Rule, product: usize, channel: usize) -> u32 {
        let counts = |&&(at, p, c, outcome): &&Event| {
            let what = match of {
                1 => c == Some(channel),
                2 => true,
                _ => p == Some(product),
            };
            outcome == 0 && what && at > now - per && at <= self.reached
        };
        u32::try_from(self.events.iter().filter(counts).count()).unwrap()
    }

    fn rests(&self, now: i64, product: usize, cooldown: (i64, f64, i64)) -> bool {
        let mut own: Vec<&Event> = self.events.iter().collect();
        own.retain(|event| event.1 == Some(product) && event.0 <= self.reached);
        own.retain(|event| event.0 > now - 400 * DAY);
        own.sort_by_key(|event| (event.0, event.3));
        let warm = own.iter().rposition(|event| event.3 == 1 || event.3 == 3);
        let since = own.split_off(warm.map_or(0, |place| place + 1));
        let dismissed: Vec<i64> =
            since.iter().filter(|event| event.3 == 2).map(|event| event.0).collect();
        let (first, growth, longest) = cooldown;
        let Some(last) = dismissed.last() else { return false };
        let further = i32::try_from(dismissed.len() - 1).unwrap();
        let length = (first as f64 * growth.powi(further)).min(longest as f64);
        now < last + length as i64
    }

    /// What part of what was shown by a channel is answered.
    fn rate(&self, now: i64, channel: usize, (half, priors): (i64, [(f64, f64); 3])) -> f64 {
        let day = |at: i64| (at + 8 * HOUR).div_euclid(DAY);
        let (mut hits, mut misses) = priors[channel];
        for product in 0..3 {
            let mut own: Vec<&Event> = self.events.iter().collect();
            own.retain(|event| event.1 == Some(product) && event.2 == Some(channel));
            own.retain(|event| event.0 > now - 400 * DAY && event.0 <= self.reached);
            own.retain(|event| event.3 != 2);
            own.sort_by_key(|event| (event.0, event.3));
            // Each showing with the answers behind it; answers before any are one of their own.
            for trial in own.chunk_by(|_, next| next.3 != 0) {
                let age = (day(now) - day(trial[0].0)).max(0) * DAY;
                let weight = (-(age as f64) / half as f64).exp2();
                let answered = trial.iter().any(|event| event.3 != 0);
                *if answered { &mut hits } else { &mut misses } += weight;
            }
        }
        hits / (hits + misses)
    }

    fn told(&self, policy: &Policy, now: i64, product: usize, chosen: Told) -> Told {
        if policy.cooldown.is_some_and(|cooldown| self.rests(now, product, cooldown)) {
            return None;
        }
        let left =
            |rule: Rule, channel| rule.1.saturating_sub(self.shown(now, rule, product, channel));
        let open = |&&channel: &&usize| policy.caps.iter().all(|&rule| left(rule, channel) > 0);
        let mut channel = *OF[product].iter().find(open)?;
        if let (Some(learn), Some((chosen, _))) = (policy.learn, chosen) {
            // Of channels that are answered alike either is right as far as this sum can tell.
            let rate = |channel| self.rate(now, channel, learn);
            let best = OF[product].iter().filter(open).map(|&c| rate(c)).fold(0.0, f64::max);
            if open(&&chosen) && rate(chosen) > best - 1e-9 {
                channel = chosen;
            } else {
                channel = usize::MAX;
            }
        }
        let told = policy.caps.iter().filter(|rule| rule.0 != 3);
        Some((channel, told.map(|&rule| left(rule, channel)).min()))
    }
}

/// A field of an object, by the names of its shape.
fn field<'v>(object: &'v Value, shape: &str, name: &str) -> &'v Value {
    let (_, fields) = SHAPES.iter().find(|(known, _)| *known == shape).unwrap();
    &object.items()[fields.iter().position(|field| *field == name).unwrap()]
}

/// What the engine says of each product, and when that will change by itself.
fn ask(session: &mut Session, now: i64) -> ([Told; 3], Option<i64>) {
    let portrait = decode(session.portrait(now as f64).unwrap().cells());
    let number = |value: &Value| match *value {
        Value::Null => None,
        Value::Number(n) => Some(n as i64),
        ref other => panic!("{other:?}"),
    };
    let product = |of: &Value, shape| field(of, shape, "product").string() - PRODUCTS as usize;
    let mut told = [None; 3];
    for suggestion in field(&portrait, "Portrait", "suggestions").items() {
        let field = |name| field(suggestion, "Suggestion", name);
        let remaining = number(field("remaining")).map(|n| u32::try_from(n).unwrap());
        let channel = field("channel").string() - CHANNELS as usize;
        told[product(suggestion, "Suggestion")] = Some((channel, remaining));
    }
    let excluded = field(&portrait, "Portrait", "excluded").items().iter();
    let excluded: Vec<usize> = excluded.map(|one| product(one, "Exclusion")).collect();
    for (product, told) in told.iter().enumerate() {
        assert_eq!(told.is_none(), excluded.contains(&product), "suggested or left out");
    }
    (told, number(field(&portrait, "Portrait", "nextChangeAt")))
}

fn record(session: &mut Session, reference: &mut Reference, event: Event) {
    let (at, product, channel, outcome) = event;
    let text = |number: Option<usize>, first: u32| {
        number.map_or(Scalar::Null, |n| Scalar::Text(NAMES[first as usize + n]))
    };
    let fields = vec![
        ("product", text(product, PRODUCTS)),
        ("channel", text(channel, CHANNELS)),
        ("outcome", Scalar::Text(OUTCOMES[outcome])),
    ];
    let at = Scalar::Number(at as f64);
    session.record(&[RawEvent { kind: Some("suggestion"), at, fields }]).unwrap();
    reference.events.push(event);
}

fn policies(keep: u32) -> impl Strategy<Value = Policy> {
    let span = prop_oneof![Just(HOUR), Just(DAY), Just(7 * DAY), HOUR..40 * DAY];
    let caps = prop::collection::vec((0..4_u8, 0..5_u32, span), 0..5);
    // Powers of these lengths are exact.
    let growth = prop_oneof![Just(1.0), Just(1.5), Just(2.0)];
    let first = prop_oneof![Just(HOUR), Just(DAY), Just(6 * DAY)];
    let cooldown = prop::option::of((first, growth, 1..9_i64));
    let prior = || (0.5..4.0_f64, 0.5..4.0_f64);
    let half_life = prop_oneof![Just(2 * DAY), DAY..90 * DAY];
    let learn = prop::option::of((half_life, [prior(), prior(), prior()]));
    (caps, cooldown, learn).prop_map(move |(caps, cooldown, learn)| Policy {
        learn,
        caps,
        cooldown: cooldown.map(|(first, growth, times)| (first, growth, times * first)),
        keep,
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let after = prop_oneof![
        4 => Just(0_i64),
        4 => (-9_i64..3).prop_map(|hours| hours * HOUR),
        1 => -(40 * DAY)..2 * DAY,
    ];
    let of = |n: usize| prop::option::weighted(0.95, 0..n);
    prop_oneof![
        8 => (after, of(3), of(3), 0..4_usize).prop_map(|(after, product, channel, outcome)| {
            Step::Back { after, product, channel, outcome }
        }),
        4 => Just(Step::Show),
        1 => Just(Step::Restore),
        8 => prop_oneof![
            6 => (0_i64..30).prop_map(|hours| hours * HOUR),
            3 => 0..9 * DAY,
            1 => -(3 * DAY)..0,
            1 => Just(-9 * DAY),
        ].prop_map(|by| Step::Look { by }),
    ]
}

/// Goes through a history, and compares after every step.
fn follow(policy: &Policy, steps: &[Step]) -> Result<(), TestCaseError> {
    let engine = Engine::load(&encode(&program(policy)).unwrap()).unwrap();
    let mut session = engine.open(0, [1; 16]);
    let mut reference = Reference::default();
    let mut now = 500 * DAY;
    for step in steps {
        match *step {
            Step::Back { after, product, channel, outcome } => {
                record(&mut session, &mut reference, (now + after, product, channel, outcome));
            }
            Step::Restore => session = engine.restore(0, &session.snapshot().unwrap()).unwrap(),
            Step::Look { by } => now += by,
            Step::Show => {
                let (told, _) = ask(&mut session, now);
                reference.reached = reference.reached.max(now);
                let first = told.iter().enumerate().find_map(|(p, told)| Some((p, (*told)?)));
                if let Some((product, (channel, remaining))) = first {
                    prop_assert!(remaining != Some(0), "nothing is left, and it is suggested");
                    record(&mut session, &mut reference, (now, Some(product), Some(channel), 0));
                    for &rule in &policy.caps {
                        let shown = reference.shown(now, rule, product, channel);
                        prop_assert!(shown <= rule.1, "{rule:?} at {now}: {shown}");
                    }
                }
            }
        }
        let (told, next) = ask(&mut session, now);
        reference.reached = reference.reached.max(now);
        let expected = [0, 1, 2].map(|product| reference.told(policy, now, product, told[product]));
        prop_assert_eq!(told, expected, "at {}", now);
        // Until it says so, nothing changes by itself.
        let until = next.unwrap_or(now + 100 * DAY);
        prop_assert!(until > now);
        for moment in [now + (until - now) / 3, until - 1] {
            prop_assert_eq!(ask(&mut session.clone(), moment).0, told, "{} of {}", moment, until);
        }
    }
    // In whatever order it came back, the portrait is the same to the bit.
    let mut fresh = engine.open(0, [1; 16]);
    for &event in reference.events.iter().rev() {
        record(&mut fresh, &mut Reference::default(), event);
    }
    let last = reference.reached as f64;
    let portrait = session.portrait(last).unwrap().cells().to_vec();
    prop_assert_eq!(&portrait, fresh.portrait(last).unwrap().cells());
    Ok(())
}

proptest! {
    #![proptest_config(super::features::cases(10_000))]

    #[test]
    fn caps_and_cool_downs_hold_in_every_history(
        policy in policies(512),
        steps in prop::collection::vec(steps(), 1..14),
    ) {
        follow(&policy, &steps)?;
    }
}

proptest! {
    #![proptest_config(super::features::cases(1_000))]

    /// Where more came back than is kept, what made room is taken to be the worst: whatever the page shows
    /// by what it was told, no cap is exceeded.
    #[test]
    fn no_cap_is_exceeded_for_want_of_room(
        policy in policies(6),
        steps in prop::collection::vec(steps(), 1..60),
    ) {
        let engine = Engine::load(&encode(&program(&policy)).unwrap()).unwrap();
        let mut session = engine.open(0, [1; 16]);
        let mut reference = Reference::default();
        let mut now = 500 * DAY;
        for step in &steps {
            match *step {
                Step::Back { product, channel, outcome, .. } => {
                    record(&mut session, &mut reference, (now, product, channel, outcome));
                }
                Step::Restore => session = engine.restore(0, &session.snapshot().unwrap()).unwrap(),
                Step::Look { by } => now += by.abs(),
                Step::Show => {
                    let (told, _) = ask(&mut session, now);
                    reference.reached = now;
                    for (product, told) in told.iter().enumerate() {
                        let Some((channel, _)) = *told else { continue };
                        for &rule in &policy.caps {
                            let shown = reference.shown(now, rule, product, channel);
                            prop_assert!(shown < rule.1, "{rule:?} at {now}: {shown}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_came_back_at_one_moment_counts_in_any_order() {
    let policy = Policy {
        caps: vec![(0, 3, DAY)],
        cooldown: Some((DAY, 2.0, 9 * DAY)),
        learn: Some((DAY, [(1.0, 1.0); 3])),
        keep: 512,
    };
    let engine = Engine::load(&encode(&program(&policy)).unwrap()).unwrap();
    let at = 500 * DAY;
    let events: Vec<Event> = [1, 2, 0, 2].map(|outcome| (at, Some(0), Some(0), outcome)).to_vec();
    let portraits = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]].map(|order| {
        let mut session = engine.open(0, [1; 16]);
        for place in order {
            record(&mut session, &mut Reference::default(), events[place]);
        }
        session.portrait((at + HOUR) as f64).unwrap().cells().to_vec()
    });
    assert!(portraits.iter().all(|portrait| *portrait == portraits[0]));
}
