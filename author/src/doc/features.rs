//! Features in words.

use super::book::{Block, Line};
use super::expressions::{self, Reads};
use super::speech::Speech;
use crate::document::Short;
use crate::document::behaviour::{Calendar, CalendarUnit, Feature, Run, Step, Take, Unit};
use crate::lower;

/// The chapter about features.
pub fn chapter(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    out.push(Block::Chapter(speech.say("Features", "特征").to_owned()));
    if policy.features.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
        return;
    }
    out.push(Block::Text(speech.line(
        "Computed on the device from the behaviour and the facts above. A fact that is missing is unknown, not zero. In expressions, a whole number divided by a whole number is a whole number.",
        "以下特征在设备上由上述行为与资料计算得出。缺失的资料视为“未知”，不按零处理。表达式中整数相除的结果取整数部分。",
    )));
    let heads = speech.heads(&[
        ("feature", "特征"),
        ("how it is computed", "计算方法"),
        ("over nothing", "无数据时"),
    ]);
    let rows = policy.features.iter().map(|(name, feature)| {
        let mut how = Teller { speech, feature }.whole();
        if let Some(remark) = &feature.description {
            how = how.text(speech.say(" — ", "。说明：")).text(remark);
        }
        vec![
            speech.named(feature.label.as_ref(), name),
            how,
            Line::of(speech.say(over_nothing(feature).0, over_nothing(feature).1)),
        ]
    });
    out.push(Block::Table(heads, rows.collect()));
}

/// The chapter about occasions.
pub fn occasions(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    if policy.occasions.is_empty() {
        return;
    }
    out.push(Block::Chapter(speech.say("Occasions", "节日与时点").to_owned()));
    let heads = speech.heads(&[("occasion", "节日或时点"), ("days", "日期")]);
    let rows = policy.occasions.iter().map(|(id, occasion)| {
        let words = lower::occasions::words(occasion);
        let mut days = Line::of(if speech.zh() { words.zh } else { words.en });
        if let Some(remark) = &occasion.description {
            days = days.text(speech.say(" — ", "。说明：")).text(remark);
        }
        vec![speech.named(occasion.label.as_ref(), id), days]
    });
    out.push(Block::Table(heads, rows.collect()));
}

/// The value when there is no event, in the two languages.
fn over_nothing(feature: &Feature) -> (&'static str, &'static str) {
    let zero = [
        &feature.count,
        &feature.sum,
        &feature.distinct,
        &feature.active_days,
        &feature.decay,
        &feature.consecutive,
    ];
    if zero.iter().any(|verb| verb.is_some())
        || feature.sequence.is_some()
        || feature.funnel.is_some()
        || feature.slope.as_ref().is_some_and(|target| !target.contains('.'))
    {
        ("0", "0")
    } else if feature.exists.is_some() {
        ("no", "否")
    } else if feature.expr.is_some() {
        ("as the expression", "依表达式")
    } else {
        ("unknown", "未知")
    }
}

#[derive(Clone, Copy)]
struct Teller<'a> {
    speech: Speech<'a>,
    feature: &'a Feature,
}

impl<'a> Teller<'a> {
    fn whole(self) -> Line {
        if let Some(text) = &self.feature.expr {
            let words = expressions::words(text, Reads::Facts, self.speech);
            let line = words.map_or_else(Line::default, |words| Line::of(words).text(" "));
            return line.code(text);
        }
        let mut line = Line::of(self.verb());
        if let Some(window) = self.window() {
            line = line.text(self.speech.semicolon()).text(window);
        }
        if let Some(target) = self.event() {
            line = line.then(self.filter(target, self.feature.among.as_ref(), ("among", "范围为")));
            let counting = match self.feature {
                Feature { share: Some(_), .. } => ("of which", "其中符合"),
                Feature { consecutive: Some(_), .. } => ("a run goes on while", "连续的条件为"),
                _ => ("only those where", "仅计"),
            };
            line = line.then(self.filter(target, self.feature.filter.as_ref(), counting));
            line = line.then(self.groups(target));
        }
        line
    }

    /// The event that the verb is about.
    fn event(self) -> Option<&'a str> {
        let f = self.feature;
        let verbs = [
            &f.count,
            &f.exists,
            &f.sum,
            &f.mean,
            &f.min,
            &f.max,
            &f.stddev,
            &f.distinct,
            &f.active_days,
            &f.first,
            &f.last,
            &f.since_first,
            &f.since_last,
            &f.gap,
            &f.share,
            &f.slope,
            &f.zscore,
            &f.hour_share,
            &f.weekday_share,
            &f.mode_hour,
            &f.decay,
            &f.consecutive,
        ];
        let target = verbs.into_iter().flatten().next()?;
        Some(target.split('.').next().unwrap_or(target))
    }

    /// What a verb is about: an event, or a field of it.
    fn of(self, target: &str) -> String {
        match target.split_once('.') {
            Some((event, field)) => {
                let (event, field) = (self.speech.event(event), self.speech.field(event, field));
                if self.speech.zh() {
                    format!("{event}的{field}")
                } else {
                    format!("{field} of {event}")
                }
            }
            None => self.speech.event(target),
        }
    }

    fn unit(self) -> &'static str {
        match self.feature.unit {
            None | Some(Unit::Day) => self.speech.say("days", "天"),
            Some(Unit::Hour) => self.speech.say("hours", "小时"),
            Some(Unit::Minute) => self.speech.say("minutes", "分钟"),
        }
    }

    fn verb(self) -> String {
        let f = self.feature;
        let zh = self.speech.zh();
        let simple: [(&Option<String>, &str, &str); 18] = [
            (&f.count, "number of {}", "{}的次数"),
            (&f.exists, "whether there was any {}", "是否有过{}"),
            (&f.sum, "sum of {}", "{}之和"),
            (&f.mean, "mean of {}", "{}的平均值"),
            (&f.min, "smallest {}", "{}的最小值"),
            (&f.max, "largest {}", "{}的最大值"),
            (&f.stddev, "sample standard deviation of {}", "{}的样本标准差"),
            (&f.distinct, "number of different values of {}", "{}的不同取值数"),
            (&f.active_days, "number of local days with {}", "有{}的自然日天数"),
            (&f.first, "first {}", "首次{}"),
            (&f.last, "last {}", "最近一次{}"),
            (&f.since_first, "{u} since the first {}", "距首次{}的时间（{u}）"),
            (&f.since_last, "{u} since the last {}", "距最近一次{}的时间（{u}）"),
            (&f.share, "share of {}", "{}中符合条件的占比"),
            (
                &f.zscore,
                "last {} against the mean and deviation of the earlier ones",
                "最近一次{}相对其历史均值与标准差的偏离（z 值）",
            ),
            (&f.mode_hour, "local hour with the most {}", "{}最多的时段（本地小时）"),
            (&f.gap, "{u} between the last two {}", "最近两次{}的间隔（{u}）"),
            (&f.consecutive, "{r} of {}", "{}的{r}"),
        ];
        if let Some((target, en, words)) =
            simple.iter().find_map(|(verb, en, zh)| Some((verb.as_ref()?, en, zh)))
        {
            let words = if zh { words } else { en };
            let told = words.replace("{u}", self.unit()).replace("{r}", &self.run());
            // The policy's own labels go in last: a label is never a pattern.
            let told = told.replacen("{}", &self.of(target), 1);
            let distinct = f.distinct_times == Some(true);
            return if distinct {
                format!("{told}{}", self.speech.say(" at different times", "（不同时刻）"))
            } else {
                told
            };
        }
        self.rare()
    }

    fn run(self) -> String {
        let at_least = self.feature.at_least.unwrap_or(1);
        match (self.feature.run, self.speech.zh()) {
            (None | Some(Run::Current), true) => "当前连续次数".to_owned(),
            (None | Some(Run::Current), false) => "length of the current run".to_owned(),
            (Some(Run::Longest), true) => "最长连续次数".to_owned(),
            (Some(Run::Longest), false) => "length of the longest run".to_owned(),
            (Some(Run::Count), true) => format!("不少于 {at_least} 次的连续段数"),
            (Some(Run::Count), false) => format!("number of runs of at least {at_least}"),
        }
    }

    fn rare(self) -> String {
        let (f, zh) = (self.feature, self.speech.zh());
        let or = |text: &Option<String>| {
            text.as_deref().map(|text| self.speech.duration(text)).unwrap_or_default()
        };
        if let Some([above, below]) = &f.ratio {
            let [above, below] = [above, below].map(|name| self.speech.fact(name));
            return if zh {
                format!("{above}除以{below}")
            } else {
                format!("{above} divided by {below}")
            };
        }
        if let Some(name) = &f.change {
            let name = self.speech.fact(name);
            return if zh {
                format!("{name}除以其前一个同长窗口的值")
            } else {
                format!("{name} divided by its value in the window before")
            };
        }
        if let Some(target) = &f.slope {
            let (of, bucket, buckets) = (self.of(target), or(&f.bucket), f.buckets.unwrap_or(0));
            let what = match (target.contains('.'), zh) {
                (true, true) => "之和",
                (true, false) => "sums of ",
                (false, true) => "的次数",
                (false, false) => "counts of ",
            };
            return if zh {
                format!("{of}{what}的变化斜率（最小二乘，{buckets} 段，每段 {bucket}）")
            } else {
                format!("least-squares slope of {what}{of} over {buckets} buckets of {bucket}")
            };
        }
        if let Some(target) = &f.hour_share {
            let [from, to] = f.hours.unwrap_or_default();
            let of = self.of(target);
            return if zh {
                format!("{of}中发生在本地 {from} 时至 {to} 时（不含）的占比")
            } else {
                format!("share of {of} from {from}:00 to before {to}:00 local time")
            };
        }
        if let Some(target) = &f.weekday_share {
            let days: Vec<String> = f.days.iter().flatten().map(u8::to_string).collect();
            let (of, days) = (self.of(target), days.join(self.speech.comma()));
            return if zh {
                format!("{of}中发生在星期 {days}（1 为星期一）的占比")
            } else {
                format!("share of {of} on the days {days} of the week (1 is Monday)")
            };
        }
        if let Some(target) = &f.decay {
            let (of, half) = (self.of(target), or(&f.half_life));
            return if zh {
                format!("{of}的衰减累计（每过 {half}权重减半）")
            } else {
                format!("sum of {of} with weights that halve every {half}")
            };
        }
        let steps = f.sequence.as_ref().or(f.funnel.as_ref());
        let told: Vec<String> = steps.into_iter().flatten().map(|step| self.step(step)).collect();
        let told = told.join(" → ");
        let within = f.within.as_ref().map(|within| self.speech.duration(within));
        let within = match (within, zh) {
            (Some(within), true) => format!("，须在 {within} 内"),
            (Some(within), false) => format!(", within {within}"),
            (None, _) => String::new(),
        };
        match (f.sequence.is_some(), zh) {
            (true, true) => format!("依次发生的完成次数：{told}{within}"),
            (true, false) => {
                format!("how often these happened one after the other: {told}{within}")
            }
            (false, true) => format!("按顺序到达的最远步骤：{told}{within}"),
            (false, false) => format!("furthest of these steps reached in order: {told}{within}"),
        }
    }

    fn step(self, step: &Short<Step>) -> String {
        match step {
            Short::Text(event) => self.speech.event(event),
            Short::Full(step) => {
                let event = self.speech.event(&step.event);
                let words = step.filter.as_ref().map(|text| {
                    expressions::words(text, Reads::Event(&step.event), self.speech)
                        .unwrap_or_else(|| text.clone())
                });
                words.map_or(event.clone(), |words| format!("{event} ({words})"))
            }
        }
    }

    fn window(self) -> Option<String> {
        let zh = self.speech.zh();
        match self.feature.window.as_ref()? {
            Short::Text(length) => {
                let length = self.speech.duration(length);
                Some(if zh { format!("近 {length}内") } else { format!("in the last {length}") })
            }
            Short::Full(Calendar { calendar, back }) => Some(match (calendar, back, zh) {
                (CalendarUnit::Day, 0, true) => "当日（自然日）".to_owned(),
                (CalendarUnit::Day, 0, false) => "today".to_owned(),
                (CalendarUnit::Day, back, true) => format!("{back} 天前的自然日"),
                (CalendarUnit::Day, back, false) => format!("on the local day {back} days ago"),
                (CalendarUnit::Month, 0, true) => "本月（自然月）".to_owned(),
                (CalendarUnit::Month, 0, false) => "this month".to_owned(),
                (CalendarUnit::Month, back, true) => format!("{back} 个月前的自然月"),
                (CalendarUnit::Month, back, false) => format!("in the month {back} months ago"),
            }),
        }
    }

    fn filter(
        self,
        event: &str,
        text: Option<&String>,
        (en, zh): (&'static str, &'static str),
    ) -> Line {
        let Some(text) = text else {
            return Line::default();
        };
        let words = expressions::words(text, Reads::Event(event), self.speech).unwrap_or_default();
        let words = self.speech.glued([self.speech.say(en, zh), &words]);
        Line::of(format!("{}{words} ", self.speech.semicolon())).code(text)
    }

    fn groups(self, event: &str) -> Line {
        let f = self.feature;
        let mut line = Line::default();
        if let Some(fields) = &f.order {
            let fields: Vec<String> =
                fields.iter().map(|field| self.speech.field(event, field)).collect();
            let fields = fields.join(self.speech.comma());
            line = line.then(
                self.speech.line(format!("; ordered by {fields}"), format!("；按{fields}排序")),
            );
        }
        let Some(key) = &f.by else {
            return line;
        };
        let key = match key.as_str() {
            "@day" => self.speech.say("local day", "自然日").to_owned(),
            field => self.speech.field(event, field),
        };
        let take = match f.take {
            Some(Take::Min) => ("the smallest", "最小值"),
            Some(Take::Sum) => ("the sum", "合计"),
            Some(Take::Mean) => ("the mean", "平均值"),
            Some(Take::First) => ("that of the earliest group", "最早一组的值"),
            Some(Take::Last) => ("that of the latest group", "最近一组的值"),
            Some(Take::Max) | None => ("the largest", "最大值"),
        };
        line.then(self.speech.line(
            format!("; for each {key}, then {}", take.0),
            format!("；按{key}分别计算，取{}", take.1),
        ))
    }
}
