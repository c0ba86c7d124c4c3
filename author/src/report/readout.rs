//! What an experiment came to, as a page.

use maud::{Markup, html};
use silhouette::Engine;

use super::Words;
use super::chart::{self, Title};
use super::page::{self, count, percent, points};
use crate::metrics::Estimate;
use crate::readout::results::{against, measures, rate};
use crate::readout::{Arm, Arms, Share};

/// The page.
#[must_use]
pub fn write(engine: &Engine, arms: &Arms, control: &str, refused: u64, words: Words) -> String {
    let view = View { engine, words, arms, control };
    let say = |en: &str, zh: &str| words.say(en, zh).to_owned();
    let info = &engine.program().info;
    let title = format!(
        "{}{} {}",
        say("Experiment: ", "实验读数："),
        engine.text(info.id),
        engine.text(info.version)
    );
    let customers: u64 = arms.0.values().map(|arm| arm.customers).sum();
    let lead = html! {
        dl.facts {
            (fact(words.say("customers", "客户数"), &html! { (count(customers)) }))
            (fact(words.say("rows refused", "拒绝的行"), &html! { (count(refused)) }))
            (fact(words.say("control", "对照组"), &html! { code { (control) } }))
            @for (name, arm) in &arms.0 {
                (fact(&format!("{} {name}", words.say("arm", "组")), &html! { (count(arm.customers)) }))
            }
        }
        @if !arms.0.contains_key(control) {
            p.warn { (words.say(
                "Nobody is in the control: arms are told, but not compared. Name another with --control.",
                "对照组没有客户：只列出各组，不作比较。请用 --control 指定对照组。")) }
        }
    };
    let mut sections = Vec::new();
    if arms.0.contains_key(control) && arms.0.len() > 1 {
        sections.push((
            "against".to_owned(),
            say("Against the control", "与对照组相比"),
            view.against(),
        ));
    }
    sections.push(("rates".to_owned(), say("Rates by arm", "各组比率"), view.rates()));
    sections.push(("how".to_owned(), say("How the numbers come about", "指标说明"), how(words)));
    page::page(words, &title, &lead, &sections)
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// An experiment as it is shown.
struct View<'a> {
    engine: &'a Engine,
    words: Words,
    arms: &'a Arms,
    control: &'a str,
}

impl View<'_> {
    fn say<'b>(&self, en: &'b str, zh: &'b str) -> &'b str {
        self.words.say(en, zh)
    }

    /// What a measure is called; goals by their labels.
    fn named(&self, measure: &str) -> String {
        match measure {
            "outcome" => self.say("outcome", "结果").to_owned(),
            "shown" => self.say("shown something", "看到推荐").to_owned(),
            "clicked" => self.say("clicked", "点击").to_owned(),
            "dismissed" => self.say("dismissed", "关闭").to_owned(),
            "converted" => self.say("converted", "转化").to_owned(),
            goal => {
                let told = goal.strip_prefix("goal:").unwrap_or(goal);
                let (id, step) = told.split_once(' ').unwrap_or((told, ""));
                let mut goals = self.engine.program().goals.iter();
                let label = goals
                    .find(|goal| self.engine.text(goal.id) == id)
                    .map(|goal| self.words.label(self.engine, goal.label));
                let label = label.filter(|label| !label.is_empty()).unwrap_or(id);
                let step = match step {
                    "started" => self.say("started", "开始"),
                    _ => self.say("reached", "达成"),
                };
                match self.words.language() {
                    "zh-CN" => format!("{label}：{step}"),
                    _ => format!("{label}: {step}"),
                }
            }
        }
    }

    /// What is measured in any arm, in order, by the name that results have for it.
    fn measures(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (name, _) in self.arms.0.values().flat_map(measures) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.retain(|name| self.arms.0.values().any(|arm| share(arm, name).have > 0));
        names
    }

    fn rates(&self) -> Markup {
        let measures = self.measures();
        if measures.is_empty() {
            return html! { p { (self.say("Nothing was counted in any arm.", "各组均无计数。")) } };
        }
        let charts = measures.iter().map(|measure| {
            let bars: Vec<(String, Option<Estimate>)> = self
                .arms
                .0
                .iter()
                .map(|(name, arm)| (name.clone(), rate(share(arm, measure))))
                .collect();
            let level = self.arms.0.get(self.control).and_then(|arm| rate(share(arm, measure)));
            let title = Title {
                name: &self.named(measure),
                note: self.say("dashed: the control", "虚线：对照组"),
                across: self.say("arms", "组"),
            };
            chart::bars(title, &bars, level.map(|level| level.value))
        });
        let charts: Vec<Markup> = charts.collect();
        let rows = measures.iter().flat_map(|measure| {
            self.arms.0.iter().map(move |(name, arm)| {
                let share = share(arm, measure);
                vec![
                    html! { (self.named(measure)) },
                    html! { (name) },
                    html! { (count(share.have)) },
                    html! { (count(share.of)) },
                    percent(rate(share)),
                ]
            })
        });
        let head = [
            "",
            self.say("arm", "组"),
            self.say("have it", "人数"),
            self.say("of", "总数"),
            self.say("rate", "比率"),
        ];
        html! {
            div.charts { @for chart in &charts { (chart) } }
            (page::table(&head, &rows.collect::<Vec<_>>()))
        }
    }

    fn against(&self) -> Markup {
        let Some(base) = self.arms.0.get(self.control) else { return html! {} };
        let kept = self.measures();
        let others = || self.arms.0.iter().filter(|(name, _)| *name != self.control);
        // One scale for a measure in all arms, so that what is great looks great.
        let widest = |measure: &str| {
            let all = others().flat_map(|(_, arm)| against(arm, base));
            let of = all.filter(|(name, ..)| name == measure);
            of.fold(0.0_f64, |widest, (_, difference, _)| {
                let ends = difference.interval.map_or(0.0, |i| i.low.abs().max(i.high.abs()));
                widest.max(ends).max(difference.value.abs())
            })
        };
        html! {
            p { (self.say(
                "Differences are in percentage points, arm less control. Where the interval does not hold 0, the arm is told apart.",
                "差值为百分点：该组减对照组。区间不含 0 即可区分。")) }
            @for (name, arm) in others() {
                h3 { (name) " " (self.say("against", "对比")) " " (self.control) }
                @let rows = against(arm, base).into_iter().filter(|(measure, ..)| kept.contains(measure));
                @let rows = rows.map(|(measure, difference, ratio)| {
                    let widest = widest(&measure);
                    vec![
                        html! { (self.named(&measure)) },
                        points(difference),
                        html! { (self.sure(difference)) },
                        html! { (chart::whisker(difference, 0.0, (-widest, widest))) },
                        percent(rate(share(arm, &measure))),
                        percent(rate(share(base, &measure))),
                        html! { (ratio.map_or_else(|| "–".to_owned(), |ratio| format!("×{ratio:.2}"))) },
                    ]
                });
                (page::table(&[
                    "", self.say("difference", "差值"), self.say("told apart", "是否可区分"), "",
                    self.say("arm", "该组"), self.say("control", "对照组"), self.say("ratio", "比值"),
                ], &rows.collect::<Vec<_>>()))
            }
        }
    }

    /// Whether a difference is more than chance explains.
    fn sure(&self, difference: Estimate) -> &'static str {
        match difference.interval {
            Some(i) if i.low > 0.0 => self.words.say("more", "更高"),
            Some(i) if i.high < 0.0 => self.words.say("less", "更低"),
            _ => self.words.say("not told apart", "无法区分"),
        }
    }
}

/// What was counted in an arm under a name.
fn share(arm: &Arm, measure: &str) -> Share {
    let found = measures(arm).into_iter().find(|(name, _)| name == measure);
    found.map(|(_, share)| share).unwrap_or_default()
}

fn how(words: Words) -> Markup {
    let say = |en, zh| words.say(en, zh);
    html! { ul {
        li { (say(
            "Small figures are intervals of 95 %: of rates by Wilson (1927), of differences by Newcombe (1998, method 10).",
            "小字为 95% 置信区间：比率用 Wilson（1927），差值用 Newcombe（1998，方法 10）。")) }
        li { (say(
            "A customer counts once, in the arm that the customer was in, whether anything was shown or not.",
            "每位客户只计一次，按所在组计，无论是否看到推荐。")) }
        li { (say(
            "The outcome is counted among those of whom it is known.",
            "结果仅在已知结果的客户中统计。")) }
        li { (say(
            "Of twenty measures without any effect, one is told apart by chance.",
            "若均无效果，每二十个指标约有一个会偶然显示可区分。")) }
    } }
}
