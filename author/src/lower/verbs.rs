//! The verbs of features: what goes with each, what each needs, what each gives.

use crate::document::behaviour::Feature;

/// A verb and the keys that go with it.
#[derive(Debug)]
pub struct Verb {
    /// As it is written.
    pub name: &'static str,
    /// What it is about.
    pub target: Target,
    /// Keys that go with it.
    pub keys: &'static [&'static str],
    /// Keys it cannot do without.
    pub needs: &'static [&'static str],
    /// Whether it is known even without events.
    pub total: bool,
}

/// What a verb is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An event.
    Event,
    /// A field of an event.
    Field,
    /// Either.
    EventOrField,
    /// Several events.
    Steps,
    /// Other features.
    Features,
}

const GROUPED: &[&str] = &["window", "where", "by", "take"];
const ELAPSED: &[&str] = &["window", "where", "by", "take", "unit"];

const fn verb(name: &'static str, target: Target, total: bool) -> Verb {
    Verb { name, target, keys: GROUPED, needs: &[], total }
}

/// All verbs.
pub const VERBS: [Verb; 27] = [
    verb("count", Target::Event, true),
    Verb { keys: &["window", "where"], ..verb("exists", Target::Event, true) },
    verb("sum", Target::Field, true),
    verb("mean", Target::Field, false),
    verb("min", Target::Field, false),
    verb("max", Target::Field, false),
    verb("stddev", Target::Field, false),
    verb("distinct", Target::Field, true),
    verb("activeDays", Target::Event, true),
    verb("first", Target::Field, false),
    verb("last", Target::Field, false),
    Verb { keys: ELAPSED, ..verb("sinceFirst", Target::Event, false) },
    Verb { keys: ELAPSED, ..verb("sinceLast", Target::Event, false) },
    Verb {
        keys: &["window", "where", "by", "take", "unit", "distinctTimes"],
        ..verb("gap", Target::Event, false)
    },
    Verb {
        keys: &["window", "where", "among", "by", "take"],
        needs: &["where"],
        ..verb("share", Target::Event, false)
    },
    Verb { keys: &[], ..verb("ratio", Target::Features, false) },
    Verb { keys: &[], ..verb("change", Target::Features, false) },
    Verb {
        keys: &["where", "bucket", "buckets", "by", "take"],
        needs: &["bucket", "buckets"],
        ..verb("slope", Target::EventOrField, true)
    },
    verb("zscore", Target::Field, false),
    Verb {
        keys: &["window", "where", "by", "take", "hours"],
        needs: &["hours"],
        ..verb("hourShare", Target::Event, false)
    },
    Verb {
        keys: &["window", "where", "by", "take", "days"],
        needs: &["days"],
        ..verb("weekdayShare", Target::Event, false)
    },
    verb("modeHour", Target::Event, false),
    Verb {
        keys: &["window", "where", "by", "take", "halfLife"],
        needs: &["halfLife"],
        ..verb("decay", Target::EventOrField, true)
    },
    Verb {
        keys: &["window", "where", "among", "by", "take", "order", "run", "atLeast"],
        needs: &["where"],
        ..verb("consecutive", Target::Event, true)
    },
    Verb { keys: &["window", "by", "take", "within"], ..verb("sequence", Target::Steps, true) },
    Verb { keys: &["window", "by", "take", "within"], ..verb("funnel", Target::Steps, true) },
    Verb { keys: &[], ..verb("expr", Target::Features, false) },
];

/// The verbs that a feature has.
pub fn verbs_of(feature: &Feature) -> Vec<&'static Verb> {
    let f = feature;
    let has = |name: &str| match name {
        "count" => f.count.is_some(),
        "exists" => f.exists.is_some(),
        "sum" => f.sum.is_some(),
        "mean" => f.mean.is_some(),
        "min" => f.min.is_some(),
        "max" => f.max.is_some(),
        "stddev" => f.stddev.is_some(),
        "distinct" => f.distinct.is_some(),
        "activeDays" => f.active_days.is_some(),
        "first" => f.first.is_some(),
        "last" => f.last.is_some(),
        "sinceFirst" => f.since_first.is_some(),
        "sinceLast" => f.since_last.is_some(),
        "gap" => f.gap.is_some(),
        "share" => f.share.is_some(),
        "ratio" => f.ratio.is_some(),
        "change" => f.change.is_some(),
        "slope" => f.slope.is_some(),
        "zscore" => f.zscore.is_some(),
        "hourShare" => f.hour_share.is_some(),
        "weekdayShare" => f.weekday_share.is_some(),
        "modeHour" => f.mode_hour.is_some(),
        "decay" => f.decay.is_some(),
        "consecutive" => f.consecutive.is_some(),
        "sequence" => f.sequence.is_some(),
        "funnel" => f.funnel.is_some(),
        "expr" => f.expr.is_some(),
        _ => false,
    };
    VERBS.iter().filter(|verb| has(verb.name)).collect()
}

/// The events and fields that a feature's verbs name.
pub fn targets(feature: &Feature) -> impl Iterator<Item = &str> {
    verbs_of(feature).into_iter().filter_map(|verb| target_of(feature, verb))
}

/// The event or field that a feature's verb names.
pub fn target_of<'a>(feature: &'a Feature, verb: &Verb) -> Option<&'a str> {
    let f = feature;
    let target = match verb.name {
        "count" => &f.count,
        "exists" => &f.exists,
        "sum" => &f.sum,
        "mean" => &f.mean,
        "min" => &f.min,
        "max" => &f.max,
        "stddev" => &f.stddev,
        "distinct" => &f.distinct,
        "activeDays" => &f.active_days,
        "first" => &f.first,
        "last" => &f.last,
        "sinceFirst" => &f.since_first,
        "sinceLast" => &f.since_last,
        "gap" => &f.gap,
        "share" => &f.share,
        "change" => &f.change,
        "slope" => &f.slope,
        "zscore" => &f.zscore,
        "hourShare" => &f.hour_share,
        "weekdayShare" => &f.weekday_share,
        "modeHour" => &f.mode_hour,
        "decay" => &f.decay,
        "consecutive" => &f.consecutive,
        "expr" => &f.expr,
        _ => &None,
    };
    target.as_deref()
}

/// The other keys that a feature has.
pub fn keys_of(feature: &Feature) -> Vec<&'static str> {
    let f = feature;
    let keys = [
        ("window", f.window.is_some()),
        ("where", f.filter.is_some()),
        ("among", f.among.is_some()),
        ("by", f.by.is_some()),
        ("take", f.take.is_some()),
        ("unit", f.unit.is_some()),
        ("distinctTimes", f.distinct_times.is_some()),
        ("order", f.order.is_some()),
        ("run", f.run.is_some()),
        ("atLeast", f.at_least.is_some()),
        ("bucket", f.bucket.is_some()),
        ("buckets", f.buckets.is_some()),
        ("hours", f.hours.is_some()),
        ("days", f.days.is_some()),
        ("halfLife", f.half_life.is_some()),
        ("within", f.within.is_some()),
    ];
    keys.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every key of the document's type is a verb, a key of a verb, or goes with any.
    #[test]
    fn the_table_knows_every_key_of_a_feature() {
        let schema = crate::document::schema::schema();
        let properties = schema["$defs"]["Feature"]["properties"].as_object().unwrap();
        let mut known: Vec<&str> = VERBS.iter().map(|verb| verb.name).collect();
        known.extend(VERBS.iter().flat_map(|verb| verb.keys));
        known.extend(["actionable", "label", "valueLabels", "description"]);
        for key in properties.keys() {
            assert!(known.contains(&key.as_str()), "{key}");
        }
        for verb in &VERBS {
            assert!(properties.contains_key(verb.name), "{}", verb.name);
            assert!(verb.needs.iter().all(|key| verb.keys.contains(key)));
        }
    }
}
