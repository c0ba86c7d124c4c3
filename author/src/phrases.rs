//! How conditions are told to people: the sentences that the compiler puts into a pack, in Chinese and
//! English; other locales have the English.
//!
//! The places are those of [`Wording`](silhouette::pack::program::Wording). Chinese stands without a space
//! beside words and with one beside digits and Latin letters, so what is `spaced` is told apart.

use silhouette::pack::program::Test;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Telling {
    /// A condition with a label of its own.
    Named {
        /// It must not hold.
        negated: bool,
        /// The facts that it rests on are told beside it.
        facts: bool,
    },
    /// A number against a number.
    Number(Order),
    /// A date against a date.
    Date(Order),
    /// A word or a truth value against another.
    Word {
        /// It must be the other.
        same: bool,
        /// What it is held against begins with a digit or a Latin letter.
        spaced: bool,
    },
    /// A value among several.
    Among {
        /// It must be one of them.
        inside: bool,
        /// They are numbers.
        numbers: bool,
    },
    /// A list that holds something.
    Holds {
        /// It must hold it.
        inside: bool,
        /// Any of several.
        several: bool,
        /// What it is to hold begins with a digit or a Latin letter.
        spaced: bool,
    },
    /// A fact is known, or is not.
    Known(bool),
}

/// [`Test`], in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Below.
    Lt,
    /// Not above.
    Le,
    /// Above.
    Gt,
    /// Not below.
    Ge,
}

impl Order {
    /// The order that a test asks for; `negated`, the one that its negation does.
    #[must_use]
    pub fn of(test: Test, negated: bool) -> Order {
        match (test, negated) {
            (Test::Eq, false) | (Test::Ne, true) => Order::Eq,
            (Test::Ne, false) | (Test::Eq, true) => Order::Ne,
            (Test::Lt, false) | (Test::Ge, true) => Order::Lt,
            (Test::Le, false) | (Test::Gt, true) => Order::Le,
            (Test::Gt, false) | (Test::Le, true) => Order::Gt,
            (Test::Ge, false) | (Test::Lt, true) => Order::Ge,
        }
    }
}

/// Sentences in one language: it holds, it does not, nobody knows; and how facts stand beside a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrases {
    /// It is as it must be.
    pub holds: String,
    /// It is not.
    pub fails: String,
    /// A fact is missing.
    pub unknown: String,
    /// A fact and its value, for what has a label.
    pub fact: Option<String>,
}

/// The sentences in a locale.
#[must_use]
pub fn phrases(telling: Telling, locale: &str) -> Phrases {
    if locale.starts_with("zh") { chinese(telling) } else { english(telling) }
}

/// Why a tag is still given within its time.
#[must_use]
pub fn kept_tag(locale: &str) -> String {
    let zh = "此前已满足条件，标签在有效期内保留";
    say(locale, "The condition was met before; the tag stays until it expires", zh)
}

/// Why a level is kept: `dwell` is the time for which it is, in words.
#[must_use]
pub fn kept_level(locale: &str, dwell: &str) -> String {
    if locale.starts_with("zh") {
        format!("等级取得后至少保留 {dwell}，期内不下调")
    } else {
        format!("A level once reached is kept for at least {dwell}")
    }
}

/// Why a stage is kept.
#[must_use]
pub fn kept_stage(locale: &str) -> String {
    say(locale, "Entered before; no other stage follows yet", "此前已进入该阶段，尚未转入其他阶段")
}

/// What stands for a value that nobody knows.
#[must_use]
pub fn unknown(locale: &str) -> String {
    say(locale, "not known", "未知")
}

/// What people call true and false.
#[must_use]
pub fn truth(locale: &str, is: bool) -> String {
    match is {
        true => say(locale, "yes", "是"),
        false => say(locale, "no", "否"),
    }
}

fn say(locale: &str, en: &str, zh: &str) -> String {
    if locale.starts_with("zh") { zh.to_owned() } else { en.to_owned() }
}

fn of(holds: &str, fails: &str, unknown: &str) -> Phrases {
    let [holds, fails, unknown] = [holds, fails, unknown].map(str::to_owned);
    Phrases { holds, fails, unknown, fact: None }
}

fn chinese(telling: Telling) -> Phrases {
    // What it is held against, with a space before it or none.
    let against = |spaced: bool| if spaced { " {2}" } else { "{2}" };
    match telling {
        Telling::Named { negated, facts } => {
            let (open, fact) =
                if facts { ("（{1}）", Some("{0}：{1}".to_owned())) } else { ("", None) };
            let (holds, fails) = match negated {
                false => ("{0}".to_owned(), format!("未满足：{{0}}{open}")),
                true => {
                    (format!("不属于此情形：{{0}}{open}"), format!("属于应排除的情形：{{0}}{open}"))
                }
            };
            Phrases {
                holds, fails, unknown: format!("信息不足，无法判断：{{0}}{open}"), fact
            }
        }
        Telling::Number(Order::Eq) => of("{0}为 {1}", "{0}为 {1}，须为 {2}", "{0}未知，须为 {2}"),
        Telling::Number(Order::Ne) | Telling::Date(Order::Ne) => {
            of("{0}为 {1}，不是 {2}", "{0}为 {1}，须为其他值", "{0}未知，不得为 {2}")
        }
        Telling::Date(Order::Eq) => of("{0}为 {1}", "{0}为 {1}，须为 {2}", "{0}未知，须为 {2}"),
        Telling::Number(order) => ordered_zh(match order {
            Order::Lt => "低于",
            Order::Le => "不高于",
            Order::Gt => "高于",
            _ => "不低于",
        }),
        Telling::Date(order) => ordered_zh(match order {
            Order::Lt => "早于",
            Order::Le => "不晚于",
            Order::Gt => "晚于",
            _ => "不早于",
        }),
        Telling::Word { same: true, spaced } => {
            let to = against(spaced);
            of("{0}：{1}", &format!("{{0}}：{{1}}，须为{to}"), &format!("{{0}}未知，须为{to}"))
        }
        Telling::Word { same: false, spaced } => {
            let to = against(spaced);
            of(
                &format!("{{0}}：{{1}}，不是{to}"),
                &format!("{{0}}不得为{to}"),
                &format!("{{0}}未知，不得为{to}"),
            )
        }
        Telling::Among { inside: true, numbers } => of(
            if numbers { "{0}为 {1}" } else { "{0}：{1}" },
            "{0}：{1}，须为以下之一：{2}",
            "{0}未知，须为以下之一：{2}",
        ),
        Telling::Among { inside: false, .. } => of(
            "{0}：{1}，不属于：{2}",
            "{0}：{1}，不得为以下任何一项：{2}",
            "{0}未知，不得为以下任何一项：{2}",
        ),
        Telling::Holds { inside, several, spaced } => {
            let to = match several {
                true => "以下至少一项：{2}",
                false => against(spaced),
            };
            let none = match several {
                true => "以下任何一项：{2}",
                false => against(spaced),
            };
            match inside {
                true => of(
                    &format!("{{0}}：{{1}}，包含{to}"),
                    &format!("{{0}}：{{1}}，须包含{to}"),
                    &format!("{{0}}未知，须包含{to}"),
                ),
                false => of(
                    &format!("{{0}}：{{1}}，不含{none}"),
                    &format!("{{0}}：{{1}}，不得包含{none}"),
                    &format!("{{0}}未知，不得包含{none}"),
                ),
            }
        }
        Telling::Known(true) => of("{0}已知", "{0}未知", "{0}未知"),
        Telling::Known(false) => of("{0}未知", "{0}已知", "{0}未知"),
    }
}

fn ordered_zh(test: &str) -> Phrases {
    of(
        &format!("{{0}}为 {{1}}，{test} {{2}}"),
        &format!("{{0}}为 {{1}}，须{test} {{2}}"),
        &format!("{{0}}未知，须{test} {{2}}"),
    )
}

fn english(telling: Telling) -> Phrases {
    match telling {
        Telling::Named { negated, facts } => {
            let (open, fact) =
                if facts { (" ({1})", Some("{0}: {1}".to_owned())) } else { ("", None) };
            let (holds, fails) = match negated {
                false => ("{0}".to_owned(), format!("Not met: {{0}}{open}")),
                true => {
                    (format!("Not the case: {{0}}{open}"), format!("Rules it out: {{0}}{open}"))
                }
            };
            Phrases { holds, fails, unknown: format!("Cannot be told yet: {{0}}{open}"), fact }
        }
        Telling::Number(Order::Eq)
        | Telling::Date(Order::Eq)
        | Telling::Word { same: true, .. } => {
            of("{0}: {1}", "{0}: {1}; must be {2}", "{0}: not known; must be {2}")
        }
        Telling::Number(Order::Ne)
        | Telling::Date(Order::Ne)
        | Telling::Word { same: false, .. } => of(
            "{0}: {1}, not {2}",
            "{0}: {1}; must be something else",
            "{0}: not known; must not be {2}",
        ),
        Telling::Number(order) => ordered_en(match order {
            Order::Lt => "below",
            Order::Le => "at most",
            Order::Gt => "above",
            _ => "at least",
        }),
        Telling::Date(order) => ordered_en(match order {
            Order::Lt => "before",
            Order::Le => "on or before",
            Order::Gt => "after",
            _ => "on or after",
        }),
        Telling::Among { inside: true, .. } => {
            of("{0}: {1}", "{0}: {1}; must be one of {2}", "{0}: not known; must be one of {2}")
        }
        Telling::Among { inside: false, .. } => of(
            "{0}: {1}, none of {2}",
            "{0}: {1}; must be none of {2}",
            "{0}: not known; must be none of {2}",
        ),
        Telling::Holds { inside, several, .. } => match (inside, several) {
            (true, false) => of(
                "{0}: {1}, among them {2}",
                "{0}: {1}; must include {2}",
                "{0}: not known; must include {2}",
            ),
            (true, true) => of(
                "{0}: {1}, at least one of {2}",
                "{0}: {1}; must include at least one of {2}",
                "{0}: not known; must include at least one of {2}",
            ),
            (false, _) => of(
                "{0}: {1}, without {2}",
                "{0}: {1}; must not include {2}",
                "{0}: not known; must not include {2}",
            ),
        },
        Telling::Known(true) => of("{0} is known", "{0} is not known", "{0} is not known"),
        Telling::Known(false) => of("{0} is not known", "{0} is known", "{0} is not known"),
    }
}

fn ordered_en(test: &str) -> Phrases {
    of(
        &format!("{{0}}: {{1}}, {test} {{2}}"),
        &format!("{{0}}: {{1}}; must be {test} {{2}}"),
        &format!("{{0}}: not known; must be {test} {{2}}"),
    )
}
