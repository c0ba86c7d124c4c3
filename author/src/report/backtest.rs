//! A backtest as a page.

use maud::{Markup, html};
use silhouette::Engine;
use silhouette::pack::program::Score;

use super::Words;
use super::chart::{self, Title};
use super::page::{self, count, number, percent, plain, share};
use crate::backtest::Plan;
use crate::backtest::challenger::Compared;
use crate::backtest::plan::Said;
use crate::backtest::results::{Head, Part, Quality, Results, ScoreResults, Shift, Slice};
use crate::metrics::Estimate;

/// The page.
#[must_use]
pub fn write(
    engine: &Engine,
    plan: &Plan,
    results: &Results,
    refused: u64,
    against: Option<(&Engine, &[Compared])>,
    words: Words,
) -> String {
    let info = &engine.program().info;
    let say = |en, zh| words.say(en, zh).to_owned();
    let title = format!(
        "{}{} {}",
        say("Backtest: ", "回测："),
        engine.text(info.id),
        engine.text(info.version)
    );
    let mut sections: Vec<(String, String, Markup)> = Vec::new();
    for (place, score) in results.scores.iter().enumerate() {
        let Some(program) = engine.program().scores.get(score.place) else { continue };
        let view = View { engine, words, program };
        let label = words.label(engine, program.label);
        let heading = if label.is_empty() || label == score.id {
            score.id.clone()
        } else {
            format!("{label} ({})", score.id)
        };
        sections.push((format!("score-{}", place + 1), heading, view.score(score)));
    }
    if let Some((challenger, compared)) = against {
        let named = |by: &str, part: &Part| named(engine, words, by, part);
        let both = (engine, challenger);
        sections.splice(0..0, super::challenger::sections(both, compared, &named, words));
    }
    if !results.inputs.is_empty() {
        sections.push((
            "inputs".to_owned(),
            say("Stability of inputs", "输入稳定性"),
            inputs(&results.inputs, words),
        ));
    }
    sections.push((
        "how".to_owned(),
        say("How the numbers come about", "指标说明"),
        how(words, results),
    ));
    let lead = lead(plan, results, refused, words);
    page::page(words, &title, &lead, &sections)
}

fn lead(plan: &Plan, results: &Results, refused: u64, words: Words) -> Markup {
    let say = |en, zh| words.say(en, zh);
    let all = &results.all;
    html! {
        dl.facts {
            (fact(say("customers", "客户数"), &html! { (count(all.customers)) }))
            (fact(say("outcome known", "结果已知"), &html! { (count(all.known)) small { code { (plan.outcome) } } }))
            (fact(say("outcome missing", "结果缺失"), &html! { (count(all.customers - all.known))
                small { (say("left out of what needs it", "不计入需要结果的指标")) } }))
            (fact(say("with the outcome", "发生结果"), &html! { (count(all.events)) }))
            (fact(say("rate", "发生率"), &percent(all.rate)))
            (fact(say("rows refused", "拒绝的行"), &html! { (count(refused)) }))
            @if let Some(base) = results.base {
                (fact(say("base period", "基准期客户"), &html! { (count(base)) }))
                (fact(say("rest", "其余客户"), &html! { (count(all.customers - base)) }))
            }
        }
        @if results.weighted {
            p.soft { (say("Rates and measures are weighted; counts of customers are not.", "比率与指标按权重计算；客户数为未加权数。")) }
        }
    }
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// Why there is nothing to tell apart.
fn one_class(head: &Head, words: Words) -> &'static str {
    match (head.known, head.events) {
        (0, _) => words
            .say("No outcome is known: there is nothing to measure.", "没有已知结果：无法计算。"),
        (_, 0) => words
            .say("Nobody has the outcome: nothing can be told apart.", "无人发生结果：无法区分。"),
        (known, events) if known == events => words.say(
            "Everybody has the outcome: nothing can be told apart.",
            "所有人都发生结果：无法区分。",
        ),
        _ => words.say("Too few customers have a score.", "有评分的客户过少。"),
    }
}

/// A score as it is shown.
struct View<'a> {
    engine: &'a Engine,
    words: Words,
    program: &'a Score,
}

impl<'a> View<'a> {
    fn say<'b>(&self, en: &'b str, zh: &'b str) -> &'b str {
        self.words.say(en, zh)
    }

    fn score(&self, score: &ScoreResults) -> Markup {
        html! {
            p { (self.direction(score)) }
            @if score.without > 0 {
                p.soft { (match score.without {
                    1 => self.say("One customer has no value of this score.", "1 名客户没有该评分。").to_owned(),
                    without => format!("{} {}", count(without), self.say("customers have no value of this score.", "名客户没有该评分。")),
                }) }
            }
            @if score.quality.ranks.is_some_and(|ranks| ranks.reversed()) {
                p.warn { (match score.direction.rising {
                        true => self.say("AUC is below 0.5: here a higher score went with less of the outcome. If that is how the score is meant, ask again with",
                            "AUC 低于 0.5：在此数据中分数越高，结果越少发生。若评分本意如此，请使用"),
                        false => self.say("AUC is below 0.5: here a higher score went with more of the outcome. If that is how the score is meant, ask again with",
                            "AUC 低于 0.5：在此数据中分数越高，结果越多发生。若评分本意如此，请使用"),
                    }) " " code { "--direction " (score.id) "=" (if score.direction.rising { "falling" } else { "rising" }) } }
            }
            @match &score.quality.ranks {
                None => p.warn { (one_class(&score.quality.head, self.words)) },
                Some(_) => (self.measures(score)),
            }
            div.charts {
                @if !score.roc.is_empty() { (self.roc(score)) }
                @if score.quality.head.rate.is_some() && score.deciles.len() > 1 { (self.deciles(score)) }
                @if score.bands.iter().any(|band| band.head.rate.is_some()) { (self.bands(score)) }
                @if !score.calibration.is_empty() { (self.calibration(score)) }
                @if let Some(stability) = &score.stability {
                    (self.shift(self.say("Stability by score", "评分稳定性"), &View::numbered(&stability.deciles)))
                    @if let Some(bands) = &stability.bands {
                        (self.shift(self.say("Stability by band", "档位稳定性"), &self.named(bands)))
                    }
                }
            }
            @for (by, parts) in &score.by { (self.parts(by, parts)) }
            (self.tables(score))
        }
    }

    fn direction(&self, score: &ScoreResults) -> String {
        let way = match score.direction.rising {
            true => self.say("A higher score means more of the outcome", "分数越高，结果越易发生"),
            false => {
                self.say("A higher score means less of the outcome", "分数越高，结果越不易发生")
            }
        };
        let said = match score.direction.said {
            Said::Option => self.say("as asked for", "按指定方向"),
            Said::Probability => self.say("by its probability", "依据其概率"),
            Said::Goal => self.say("by its goal", "依据其目标"),
            Said::Reasons => self.say("by its reason codes", "依据其原因码"),
            Said::Kind => self.say("as usual for its kind", "依据其类型惯例"),
        };
        self.say("{way} ({said}).", "{way}（{said}）。")
            .replace("{way}", way)
            .replace("{said}", said)
    }

    fn measures(&self, score: &ScoreResults) -> Markup {
        let quality = &score.quality;
        let safer = match score.direction.rising {
            true => self.say("and below: the safer side", "及以下为较安全一侧"),
            false => self.say("and above: the safer side", "及以上为较安全一侧"),
        };
        html! { dl.facts {
            @if let Some(ranks) = &quality.ranks {
                (fact("AUC", &number(ranks.auc, 4)))
                (fact("Gini", &number(ranks.gini, 4)))
                (fact("KS", &number(ranks.ks, 4)))
                (fact(self.say("KS is reached at", "KS 所在分数"), &html! { (plain(ranks.ks_at)) small { (safer) } }))
                (fact(self.say("average precision", "平均精度"), &number(ranks.average_precision, 4)))
            }
            @if let Some(told) = &quality.probabilities {
                (fact("Brier", &number(told.brier, 4)))
                (fact(self.say("log-loss", "对数损失"), &number(told.log_loss, 4)))
                (fact(self.say("mean probability", "平均概率"), &html! { (share(told.mean)) }))
                @if let Some(ratio) = told.expected_to_observed {
                    (fact(self.say("expected / observed", "预测 / 实际"), &number(ratio, 3)))
                }
                @if let Some(line) = told.line {
                    (fact(self.say("calibration slope", "校准斜率"), &number(line.slope.estimate(), 3)))
                    (fact(self.say("calibration intercept", "校准截距"), &number(line.intercept.estimate(), 3)))
                    (fact(self.say("in the large", "总体校准"), &number(line.in_the_large.estimate(), 3)))
                }
            }
        } }
    }

    fn roc(&self, score: &ScoreResults) -> Markup {
        let note = score
            .quality
            .ranks
            .map_or(String::new(), |ranks| format!("AUC {:.3}", ranks.auc.value));
        let across = self.say("share of those without the outcome", "未发生者占比");
        chart::curve(
            Title { name: self.say("ROC curve", "ROC 曲线"), note: &note, across },
            &score.roc,
        )
    }

    fn deciles(&self, score: &ScoreResults) -> Markup {
        let bars: Vec<(String, Option<Estimate>)> = (1..)
            .zip(&score.deciles)
            .map(|(n, slice): (u32, _)| (n.to_string(), slice.head.rate))
            .collect();
        let title = Title {
            name: self.say("Rate by decile", "十分位发生率"),
            note: self.say("1 is the riskiest", "1 为风险最高"),
            across: self.say("parts of the same size, by score", "按分数等分"),
        };
        chart::bars(title, &bars, score.quality.head.rate.map(|rate| rate.value))
    }

    fn band(&self, id: &str) -> String {
        let of = |band: &&silhouette::pack::program::Band| self.engine.text(band.id) == id;
        let label = self
            .program
            .bands
            .iter()
            .find(of)
            .map(|band| self.words.label(self.engine, band.label));
        label.filter(|label| !label.is_empty()).unwrap_or(id).to_owned()
    }

    fn named(&self, shift: &Shift) -> Shift {
        let bins = shift.bins.iter().map(|(id, base, rest)| (self.band(id), *base, *rest));
        Shift { bins: bins.collect(), ..shift.clone() }
    }

    fn bands(&self, score: &ScoreResults) -> Markup {
        let bars: Vec<(String, Option<Estimate>)> =
            score.bands.iter().map(|slice| (self.band(&slice.name), slice.head.rate)).collect();
        let title = Title {
            name: self.say("Rate by band", "各档位发生率"),
            note: "",
            across: self.say("bands", "档位"),
        };
        chart::bars(title, &bars, score.quality.head.rate.map(|rate| rate.value))
    }

    fn calibration(&self, score: &ScoreResults) -> Markup {
        let points: Vec<(f64, Estimate)> = score
            .calibration
            .iter()
            .filter_map(|slice| Some((slice.expected?, slice.head.rate?)))
            .collect();
        let title = Title {
            name: self.say("Calibration", "校准"),
            note: self.say("what came about against what was told", "实际发生率与预测概率"),
            across: self.say("mean probability", "平均概率"),
        };
        chart::points(title, &points)
    }

    fn shift(&self, name: &str, shift: &Shift) -> Markup {
        let note = match (shift.psi, shift.by_chance) {
            (Some(psi), Some(chance)) => {
                format!(
                    "PSI {:.4}, {} {chance:.4}",
                    psi.value,
                    self.say("by chance below", "偶然波动低于")
                )
            }
            (Some(psi), None) => format!("PSI {:.4}", psi.value),
            _ => self.say("a side is empty", "一侧为空").to_owned(),
        };
        let across = self.say("blue: base period, orange: the rest", "蓝：基准期，橙：其余");
        chart::pairs(Title { name, note: &note, across }, &shift.bins)
    }

    /// The bins of the scores by their number, as in the table of the shift.
    fn numbered(shift: &Shift) -> Shift {
        let bins = (1..).zip(&shift.bins).map(|(n, (_, a, b)): (u32, _)| (n.to_string(), *a, *b));
        Shift { bins: bins.collect(), ..shift.clone() }
    }

    fn shifts(&self, shift: &Shift) -> Markup {
        let rows = (1..).zip(&shift.bins).map(|(n, (name, base, rest)): (u32, _)| {
            vec![
                html! { (n) },
                html! { (name) },
                html! { (share(*base)) },
                html! { (share(*rest)) },
            ]
        });
        let head = [
            "",
            self.say("score", "分数"),
            self.say("base period", "基准期"),
            self.say("rest", "其余"),
        ];
        page::table(&head, &rows.collect::<Vec<_>>())
    }

    fn parts(&self, by: &str, parts: &[(Part, Quality)]) -> Markup {
        let rows = parts.iter().map(|(part, quality)| {
            let of = |number: Option<Markup>| number.unwrap_or_else(|| html! { "–" });
            vec![
                html! { (named(self.engine, self.words, by, part)) },
                html! { (count(quality.head.customers)) },
                percent(quality.head.rate),
                of(quality
                    .ranks
                    .map(|ranks| html! { (chart::whisker(ranks.auc, 0.5, (0.0, 1.0))) })),
                of(quality.ranks.map(|ranks| number(ranks.auc, 3))),
                of(quality.ranks.map(|ranks| number(ranks.ks, 3))),
            ]
        });
        let head =
            [by, self.say("customers", "客户数"), self.say("rate", "发生率"), "", "AUC", "KS"];
        html! {
            h3 { (self.say("By", "按")) " " code { (by) } }
            (page::table(&head, &rows.collect::<Vec<_>>()))
        }
    }

    fn tables(&self, score: &ScoreResults) -> Markup {
        let reasons = score.reasons.iter().map(|(code, reason)| {
            vec![
                html! { code { (code) } },
                html! { (count(reason.told.customers)) },
                html! { (share(reason.share)) },
                html! { (share(reason.first)) },
                percent(reason.rate),
            ]
        });
        let reasons: Vec<Vec<Markup>> = reasons.collect();
        html! {
            @if score.deciles.len() > 1 {
                h3 { (self.say("By score, riskiest first", "按分数，风险高者在前")) }
                (self.slices(&score.deciles))
            }
            @if let Some(stability) = &score.stability {
                h3 { (self.say("Stability by score", "评分稳定性")) }
                (self.shifts(&stability.deciles))
            }
            @if !score.bands.is_empty() {
                h3 { (self.say("By band", "按档位")) }
                (self.slices(&score.bands))
            }
            @if !reasons.is_empty() {
                h3 { (self.say("Reason codes", "原因码")) }
                (page::table(&[
                    self.say("code", "代码"), self.say("customers", "客户数"), self.say("share", "占比"),
                    self.say("first", "首位占比"), self.say("rate", "发生率"),
                ], &reasons))
            }
        }
    }

    fn slices(&self, slices: &[Slice]) -> Markup {
        let expected = slices.iter().any(|slice| slice.expected.is_some());
        let rows = slices.iter().map(|slice| {
            let name = match slice.name.as_str() {
                "" if slice.low == slice.high => plain(slice.low),
                "" => format!("{} … {}", plain(slice.low), plain(slice.high)),
                id => self.band(id),
            };
            let mut row = vec![
                html! { (name) },
                html! { (count(slice.head.customers)) },
                html! { (share(slice.share)) },
                percent(slice.head.rate),
            ];
            if expected {
                row.push(html! { (slice.expected.map_or_else(|| "–".to_owned(), share)) });
            }
            row.push(
                html! { (slice.lift.map_or_else(|| "–".to_owned(), |lift| format!("{lift:.2}"))) },
            );
            row.push(html! { (share(slice.captured)) });
            row.push(html! { (share(slice.captured_so_far)) });
            row
        });
        let banded = slices.iter().any(|slice| !slice.name.is_empty());
        let mut head = vec![
            if banded { self.say("band", "档位") } else { self.say("score", "分数") },
            self.say("customers", "客户数"),
            self.say("share", "占比"),
            self.say("rate", "发生率"),
        ];
        if expected {
            head.push(self.say("expected", "预测"));
        }
        head.extend([
            self.say("lift", "提升度"),
            self.say("captured", "捕获"),
            self.say("so far", "累计捕获"),
        ]);
        page::table(&head, &rows.collect::<Vec<_>>())
    }
}

/// The name of a part: of a tier's level, its label.
fn named(engine: &Engine, words: Words, by: &str, part: &Part) -> String {
    let name = match part {
        Part::Named(name) => name,
        Part::Unknown => return words.say("(unknown)", "（未知）").to_owned(),
        Part::Rest(count) => {
            return format!("{} ({count})", words.say("the other values", "其余取值"));
        }
    };
    if by.starts_with("tag:") {
        return match name.as_str() {
            "true" => words.say("has it", "有"),
            _ => words.say("has it not", "无"),
        }
        .to_owned();
    }
    let tiers = &engine.program().tiers;
    let tier = by
        .strip_prefix("tier:")
        .and_then(|id| tiers.iter().find(|tier| engine.text(tier.id) == id));
    let level =
        tier.and_then(|tier| tier.levels.iter().find(|level| engine.text(level.id) == *name));
    let label = level.map(|level| words.label(engine, level.label));
    label.filter(|label| !label.is_empty()).unwrap_or(name).to_owned()
}

/// What the policy reads and says, base period against the rest.
fn inputs(inputs: &[(String, Shift)], words: Words) -> Markup {
    let moved = inputs.iter().filter(|(_, shift)| shift.beyond()).count();
    let rows = inputs.iter().map(|(name, shift)| {
        let most = shift.bins.iter().max_by(|a, b| (a.1 - a.2).abs().total_cmp(&(b.1 - b.2).abs()));
        vec![
            html! { code { (name) } },
            html! { (shift.psi.map_or_else(|| "–".to_owned(), |psi| format!("{:.4}", psi.value))) },
            html! { (shift.by_chance.map_or_else(|| "–".to_owned(), |chance| format!("{chance:.4}"))) },
            html! { (if shift.beyond() { words.say("moved", "有变化") } else { words.say("steady", "稳定") }) },
            html! { @if let Some((bin, base, rest)) = most { (bin) small { " " (share(*base)) " → " (share(*rest)) } } },
        ]
    });
    html! {
        p { (count(u64::try_from(moved).unwrap_or(0))) " / " (count(u64::try_from(inputs.len()).unwrap_or(0))) " "
            (words.say("moved by more than chance gives, base period against the rest; the furthest first. Facts by their values, scorecards by the points of each characteristic.",
                "项的变化超出偶然波动（基准期与其余客户比较），变化大者在前。事实按取值，评分卡按各特征得分。")) }
        (page::table(&["", "PSI", words.say("by chance below", "偶然波动低于"), "", words.say("moved most: base → rest", "变化最大：基准期 → 其余")],
            &rows.collect::<Vec<_>>()))
    }
}

fn how(words: Words, results: &Results) -> Markup {
    let say = |en, zh| words.say(en, zh);
    html! {
        ul {
            li { (say("Small figures are intervals of 95 %.", "小字为 95% 置信区间。")) }
            li { (say(
                "AUC and Gini: DeLong, DeLong and Clarke-Pearson (1988); equal scores count half.",
                "AUC 与 Gini：DeLong、DeLong 与 Clarke-Pearson（1988）；同分计一半。")) }
            li { (say(
                "Rates: Wilson (1927). Brier score and log-loss: normal.",
                "比率：Wilson（1927）。Brier 分数与对数损失：正态近似。")) }
            li { (say(
                "KS, average precision and PSI: basic bootstrap from a fixed seed (Davison and Hinkley, 1997).",
                "KS、平均精度与 PSI：固定种子的基本自助法（Davison 与 Hinkley，1997）。")) }
            li { (say(
                "Deciles are cut at quantiles by linear interpolation; equal scores stay together, so parts may differ in size.",
                "十分位按线性插值分位数切分；同分不拆开，各部分大小可能不同。")) }
            @if results.base.is_some() {
                li { (say(
                    "PSI compares the base period with the rest, over ten parts of the base period's same size and over the bands; a bin that only one side leaves empty counts as 0.9 rows. Below the bound “by chance”, a difference needs no explanation.",
                    "PSI 将基准期与其余客户比较，分别按基准期十等分与档位；仅一侧为空的分箱按 0.9 行计。低于“偶然波动”界限的差异无需解释。")) }
            }
            li { (say(
                "Scores are advisory: the decision of record is the bank's.",
                "评分仅供参考：正式决定由银行作出。")) }
        }
    }
}
