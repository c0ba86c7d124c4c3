//! Programs of a few profile facts and one result, made by hand.

use silhouette::model::value::{Slot, StrId, Type};
use silhouette::pack::codec::encode;
use silhouette::pack::program::*;
use silhouette::{Engine, Scalar, Session};

use super::answer::{Value, decode};

/// A program while it grows: profile facts first, results behind.
pub struct Bench(pub Program);

impl Bench {
    /// Profile facts `f0`, `f1`, … of these types.
    pub fn new(facts: &[Type]) -> Bench {
        let strings = ["bench", "1.0.0", "en", ""].map(String::from).to_vec();
        let mut p = Program { strings, ..Program::default() };
        p.info = Info { id: 0, version: 1, locales: vec![2], not_before: None, expires: None };
        p.texts = vec![3];
        p.zone = vec![Offset { from: 0, offset: 0 }];
        let mut bench = Bench(p);
        for (index, ty) in facts.iter().enumerate() {
            bench.slot(&format!("f{index}"), ty.clone(), Source::Profile);
        }
        bench.0.profile = Slot::try_from(facts.len()).unwrap();
        bench
    }

    /// So many facts that are numbers.
    pub fn numbers(count: usize) -> Bench {
        Bench::new(&vec![Type::Number; count])
    }

    pub fn string(&mut self, text: &str) -> StrId {
        let known = self.0.strings.iter().position(|known| known == text);
        let place = known.unwrap_or_else(|| {
            self.0.strings.push(text.to_owned());
            self.0.strings.len() - 1
        });
        StrId::try_from(place).unwrap()
    }

    fn slot(&mut self, name: &str, ty: Type, source: Source) -> Slot {
        let name = self.string(name);
        self.0.slots.push(SlotInfo { name, label: 0, ty, source, range: None });
        Slot::try_from(self.0.slots.len() - 1).unwrap()
    }

    /// A constant.
    pub fn constant(&mut self, value: silhouette::model::value::Value) -> u16 {
        self.0.consts.push(value);
        u16::try_from(self.0.consts.len() - 1).unwrap()
    }

    /// A condition of one leaf.
    pub fn node(&mut self, op: NodeOp) -> NodeId {
        self.0.nodes.push(Node { op, id: None, label: None, told: 0 });
        NodeId::try_from(self.0.nodes.len() - 1).unwrap()
    }

    /// An expression.
    pub fn expr(&mut self, code: &[Op]) -> ExprId {
        let start = u32::try_from(self.0.code.len()).unwrap();
        self.0.code.extend_from_slice(code);
        self.0.exprs.push(Expr { start, len: u32::try_from(code.len()).unwrap() });
        ExprId::try_from(self.0.exprs.len() - 1).unwrap()
    }

    /// Adds a score.
    pub fn score(
        &mut self,
        model: Model,
        bands: Vec<Band>,
        probability: Option<Probability>,
    ) -> &mut Bench {
        let id = self.string("score");
        let slot = self.slot("scores.score", Type::Number, Source::Score(0));
        self.0.scores.push(Score {
            id,
            label: 0,
            purpose: None,
            slot,
            band_slot: None,
            model,
            bands,
            probability,
        });
        self
    }

    /// Adds a tier of which only the rows, the levels and the dwell time matter.
    pub fn tier(&mut self, levels: u8, rows: Vec<TierRow>, min_dwell: i64) -> &mut Bench {
        let id = self.string("tier");
        let levels: Vec<Level> = (0..levels)
            .map(|level| {
                let id = self.string(&format!("level{level}"));
                Level { id, label: 0, entitlements: vec![], boost: 0.0 }
            })
            .collect();
        let values = levels.iter().map(|level| level.id).collect();
        let slot = self.slot("tiers.tier", Type::Enum { values, ordered: true }, Source::Tier(0));
        self.0.tiers.push(Tier {
            id,
            label: 0,
            purpose: None,
            slot,
            levels,
            rows,
            min_dwell,
            initial: None,
            from: vec![],
            kept: None,
        });
        self
    }

    /// Through the pack, as a device gets it.
    pub fn engine(&self) -> Engine {
        Engine::load(&encode(&self.0).unwrap()).unwrap()
    }
}

/// Sets facts `f0`, `f1`, … in order.
pub fn set(session: &mut Session, facts: &[Scalar<'_>]) {
    let names: Vec<String> = (0..facts.len()).map(|index| format!("f{index}")).collect();
    let patch: Vec<(&str, Scalar<'_>)> =
        names.iter().map(String::as_str).zip(facts.iter().copied()).collect();
    session.set_profile(&patch).unwrap();
}

/// Numbers as facts; NaN is an absent one.
pub fn numbers(facts: &[f64]) -> Vec<Scalar<'static>> {
    let scalar = |&x: &f64| if x.is_nan() { Scalar::Null } else { Scalar::Number(x) };
    facts.iter().map(scalar).collect()
}

/// A score as a portrait tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub value: f64,
    pub band: Option<String>,
    pub probability: Option<f64>,
    pub initial: f64,
    /// Name and points of every contribution.
    pub points: Vec<(String, f64)>,
    /// Code and points of every reason.
    pub reasons: Vec<(String, f64)>,
}

/// The score of a session's portrait, if it has one.
pub fn told(session: &mut Session, now: f64) -> Option<Told> {
    let engine = session.engine();
    let portrait = decode(session.portrait(now).unwrap().cells());
    let scores = portrait.items()[6].items().to_vec();
    let [id, _, value, band, _, probability, initial, points, reasons] = scores.first()?.items()
    else {
        panic!("another shape")
    };
    let string = |value: &Value| engine.text(u32::try_from(value.string()).unwrap()).to_owned();
    assert_eq!(string(id), "score");
    let pairs = |list: &Value, number: usize| {
        list.items()
            .iter()
            .map(|item| (string(&item.items()[0]), float(&item.items()[number])))
            .collect()
    };
    Some(Told {
        value: float(value),
        band: (*band != Value::Null).then(|| string(band)),
        probability: (*probability != Value::Null).then(|| float(probability)),
        initial: float(initial),
        points: pairs(points, 3),
        reasons: pairs(reasons, 2),
    })
}

/// The score of a new session.
pub fn score(engine: &Engine, facts: &[Scalar<'_>]) -> Option<Told> {
    let mut session = engine.open(0, [0; 16]);
    set(&mut session, facts);
    told(&mut session, 0.0)
}

/// The level of the tier and since when.
pub fn level(session: &mut Session, now: i64) -> (u8, i64) {
    let engine = session.engine();
    let portrait = decode(session.portrait(now as f64).unwrap().cells());
    let tier = portrait.items()[4].items()[0].items().to_vec();
    let level = engine.text(u32::try_from(tier[1].string()).unwrap());
    (level.strip_prefix("level").unwrap().parse().unwrap(), float(&tier[4]) as i64)
}

pub fn float(value: &Value) -> f64 {
    match value {
        Value::Number(n) => *n,
        other => panic!("no number: {other:?}"),
    }
}
