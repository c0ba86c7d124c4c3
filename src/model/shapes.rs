//! The shapes of objects in an [`Answer`](super::answer::Answer): their names and fields, in order.

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident { $($field:literal),* $(,)? })*) => {
        /// An object's shape; its number stands in the answer's cells.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Shape { $($(#[$doc])* $name),* }

        /// Name and fields of every shape, by number.
        pub const SHAPES: &[(&str, &[&str])] = &[$((stringify!($name), &[$($field),*])),*];
    };
}

shapes! {
    /// The whole portrait.
    Portrait { "asOf", "authority", "policy", "tags", "tiers", "lifecycle", "scores", "warnings", "suggestions", "general", "excluded", "unknown", "experiment", "goals", "changes", "nextChangeAt" }
    /// Which policy was used.
    PolicyRef { "id", "version", "digest" }
    /// A tag.
    Tag { "id", "label", "since", "expires", "because" }
    /// A tier.
    Tier { "id", "level", "label", "entitlements", "since", "next", "because" }
    /// A lifecycle.
    Lifecycle { "id", "stage", "label", "entitlements", "since", "because" }
    /// The next level of a tier, and what is missing for it.
    NextLevel { "level", "missing", "changes" }
    /// A score.
    Score { "id", "label", "value", "band", "bandLabel", "probability", "initial", "contributions", "reasonCodes" }
    /// What one characteristic adds to a score.
    Contribution { "characteristic", "label", "value", "points" }
    /// A reason code.
    ReasonCode { "code", "message", "points" }
    /// A warning.
    Warning { "id", "severity", "message", "state", "since", "actions", "because" }
    /// What a warning asks for.
    WarningAction { "do", "channels", "playbook", "task" }
    /// What a warning asks the bank's people for, without a fact about the customer.
    Task { "id", "warning", "playbook", "policy", "version", "opened" }
    /// A suggestion.
    Suggestion { "id", "product", "label", "rank", "message", "channel", "window", "remaining", "disclosures", "terms", "because" }
    /// A term that is suggested within the published corridor.
    SuggestedTerm { "term", "value", "from", "to", "clamped", "authority" }
    /// A span of time.
    TimeWindow { "from", "to" }
    /// A product left out.
    Exclusion { "product", "label", "gate", "because" }
    /// Why.
    Reason { "rule", "message", "evidence" }
    /// A fact that a reason rests on.
    Evidence { "fact", "label", "is", "test", "against" }
    /// A missing fact.
    Gap { "fact", "label", "mattersTo" }
    /// Which arm of an experiment the customer is in.
    Assignment { "id", "arm" }
    /// What suggestions are for, counted.
    Goal { "id", "label", "started", "reached" }
    /// What differs from the previous portrait.
    Change { "item", "change" }
    /// What became of a batch of events.
    RecordSummary { "recorded", "replaced", "held", "dropped" }
    /// What became of a profile patch.
    ProfileSummary { "set", "dropped" }
    /// Everything that is held about the customer.
    CustomerExport { "profile", "events", "tags", "consents", "warnings", "journal", "reports", "personalised" }
    /// A portrait that was used for a decision.
    JournalEntry { "at", "policy", "engine", "locale", "inputs", "result", "link" }
    /// A report of which the bytes may leave.
    Report { "egress", "bytes", "epsilon", "budgetLeft" }
    /// One that may have left.
    SentReport { "egress", "bytes", "epsilon", "from", "until" }
    /// Why an item is as it is, in full.
    Explanation { "truth", "sentences", "trace", "next" }
    /// A node of a trace.
    TraceNode { "id", "label", "op", "truth", "evidence", "children" }
    /// What would change an item, and into what.
    Alternative { "to", "changes" }
    /// How many were dropped for one reason.
    Dropped { "reason", "count" }
    /// A purpose that needs consent, and what the customer said of it.
    ConsentState { "purpose", "label", "granted", "since" }
    /// A tag as the customer's own: given, or removed by them.
    MyTag { "id", "label", "since", "expires", "because", "removed" }
}
