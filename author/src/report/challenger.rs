//! Champion and challenger side by side, as sections of the page of a backtest.

use maud::{Markup, html};
use silhouette::Engine;

use super::Words;
use super::chart;
use super::page::{self, count, percent, share, signed};
use crate::backtest::challenger::{Border, Compared};
use crate::backtest::compared::{Verdict, chance, measures, verdict};
use crate::backtest::results::Part;
use crate::metrics::paired::Difference;

/// What is asked of a part's name.
pub type Named<'a> = &'a dyn Fn(&str, &Part) -> String;

/// A section for each pair of scores: anchor, heading, content. `named` says what a part of the population is called.
#[must_use]
pub fn sections(
    (champion, challenger): (&Engine, &Engine),
    all: &[Compared],
    named: Named<'_>,
    words: Words,
) -> Vec<(String, String, Markup)> {
    let view = View { champion, challenger, named, words };
    let sections = (1_u32..).zip(all).map(|(place, compared)| {
        let heading = if compared.champion == compared.challenger {
            format!("{}{}", words.say("Challenger: ", "挑战者："), view.score(compared))
        } else {
            format!(
                "{}{} / {}",
                words.say("Challenger: ", "挑战者："),
                compared.champion,
                compared.challenger
            )
        };
        (format!("challenger-{place}"), heading, view.compared(compared))
    });
    sections.collect()
}

struct View<'a> {
    champion: &'a Engine,
    challenger: &'a Engine,
    named: Named<'a>,
    words: Words,
}

impl View<'_> {
    fn say<'b>(&self, en: &'b str, zh: &'b str) -> &'b str {
        self.words.say(en, zh)
    }

    fn score(&self, compared: &Compared) -> String {
        let mut scores = self.champion.program().scores.iter();
        let label = scores
            .find(|score| self.champion.text(score.id) == compared.champion)
            .map(|score| self.words.label(self.champion, score.label));
        label.filter(|label| !label.is_empty()).unwrap_or(&compared.champion).to_owned()
    }

    /// A band's label in a policy.
    fn band(&self, engine: &Engine, score: &str, id: &str) -> String {
        let mut scores = engine.program().scores.iter();
        let bands = scores.find(|known| engine.text(known.id) == score);
        let band = bands
            .and_then(|score| score.bands.iter().find(|band| engine.text(band.id) == id))
            .map(|band| self.words.label(engine, band.label));
        band.filter(|label| !label.is_empty()).unwrap_or(id).to_owned()
    }

    fn verdict(&self, difference: &Difference, more_is_better: bool) -> &'static str {
        match verdict(difference, more_is_better) {
            Verdict::Better => self.words.say("challenger better", "挑战者更优"),
            Verdict::Worse => self.words.say("challenger worse", "挑战者更差"),
            Verdict::Alike => self.words.say("not told apart", "无法区分"),
        }
    }

    fn compared(&self, compared: &Compared) -> Markup {
        let info = &self.challenger.program().info;
        let rows: Vec<Vec<Markup>> = measures(compared)
            .into_iter()
            .map(|(name, found, better)| {
                let p = compared.measures.and_then(|all| all.p).filter(|_| name == "AUC");
                vec![
                    html! { (name) },
                    html! { (format!("{:.4}", found.one)) },
                    html! { (format!("{:.4}", found.other)) },
                    signed(found.difference, 4),
                    html! { (p.map_or_else(|| "–".to_owned(), chance)) },
                    html! { (self.verdict(&found, better)) },
                ]
            })
            .collect();
        html! {
            p {
                (self.say("The challenger is", "挑战者为")) " "
                code { (self.challenger.text(info.id)) " " (self.challenger.text(info.version)) } (self.say(". ", "。"))
                (self.say("Measured over customers who have both scores:", "在两者均有评分的客户上计算："))
                " " (count(compared.head.customers)) (self.say(", rate", "，发生率")) " " (percent(compared.head.rate))
            }
            @if compared.alone != (0, 0) {
                p.soft { (self.say("Left out, with one score alone: champion", "未计入（仅有一方评分）：冠军")) " " (count(compared.alone.0))
                    (self.say(", challenger", "，挑战者")) " " (count(compared.alone.1)) }
            }
            @if compared.changed == 0 && compared.head.customers > 0 {
                p { (self.say("Both packs give every customer the same value.", "两个策略包对每位客户给出的值相同。")) }
            } @else {
                p { (count(compared.changed)) " " (self.say("of them have another value.", "名客户取值不同。")) }
            @if rows.is_empty() {
                p.warn { (self.say("Not measured: fewer than two customers with the outcome, or without.", "未计算：发生或未发生结果的客户不足两名。")) }
            } @else {
                (page::table(&["", self.say("champion", "冠军"), self.say("challenger", "挑战者"),
                    self.say("difference", "差值"), self.say("by chance", "偶然概率"), ""], &rows))
                p.soft { (self.say(
                    "Difference: challenger less champion. AUC by DeLong's test for two scores of the same customers (1988); Gini, KS and Brier by drawing customers again with both scores.",
                    "差值为挑战者减冠军。AUC 用同一客户群两条 ROC 曲线的 DeLong 检验（1988）；Gini、KS、Brier 用成对自助法。")) }
            }
            @for (by, parts) in &compared.by { (self.parts(by, parts)) }
            (self.borders(compared))
            @if !compared.moves.is_empty() {
                h3 { (self.say("From band to band", "档位迁移")) }
                (self.moves(compared))
            }
            }
        }
    }

    fn parts(&self, by: &str, parts: &[crate::backtest::challenger::InPart]) -> Markup {
        let rows = parts.iter().map(|(part, head, found)| {
            let dash = || html! { "–" };
            let of = |number: fn(&Difference) -> f64| {
                found.as_ref().map_or_else(dash, |(areas, _)| html! { (format!("{:.4}", number(areas))) })
            };
            vec![
                html! { ((self.named)(by, part)) },
                html! { (count(head.customers)) },
                percent(head.rate),
                of(|areas| areas.one),
                of(|areas| areas.other),
                found.as_ref().map_or_else(dash, |(areas, _)| signed(areas.difference, 4)),
                html! { (found.as_ref().and_then(|found| found.1).map_or_else(|| "–".to_owned(), chance)) },
                found.as_ref().map_or_else(dash, |(areas, _)| html! { (self.verdict(areas, true)) }),
            ]
        });
        html! {
            h3 { (self.say("AUC by", "AUC 按")) " " code { (by) } }
            (page::table(&["", self.say("customers", "客户数"), self.say("rate", "发生率"), self.say("champion", "冠军"),
                self.say("challenger", "挑战者"), self.say("difference", "差值"), self.say("by chance", "偶然概率"), ""],
                &rows.collect::<Vec<_>>()))
        }
    }

    fn borders(&self, compared: &Compared) -> Markup {
        let Some(first) = compared.borders.first() else { return html! {} };
        let rows = compared.borders.iter().map(|border: &Border| {
            let mut row =
                vec![html! { (self.band(self.champion, &compared.champion, &border.band)) }];
            for group in [&border.rises, &border.falls, &border.above, &border.below] {
                row.push(html! { (count(group.customers)) });
                row.push(percent(group.rate));
            }
            row
        });
        html! {
            h3 { (self.say("Swaps at the borders of the bands", "档位边界的互换")) }
            p { (if first.same_bands {
                self.say("Who changes sides when the challenger decides: a border is named by the band above it.",
                    "改由挑战者决定时，哪些客户换边；边界以其上方档位命名。")
            } else {
                self.say("Who changes sides when the challenger decides. Its bands are others, so its scores are cut where as many customers stand below.",
                    "改由挑战者决定时，哪些客户换边。挑战者的档位不同，故按同样人数切分其分数。")
            }) }
            (page::table(&[self.say("border", "边界"),
                self.say("rise", "升至以上"), self.say("rate", "发生率"),
                self.say("fall", "降至以下"), self.say("rate", "发生率"),
                self.say("above under both", "均在以上"), self.say("rate", "发生率"),
                self.say("below under both", "均在以下"), self.say("rate", "发生率")],
                &rows.collect::<Vec<_>>()))
        }
    }

    fn moves(&self, compared: &Compared) -> Markup {
        let ids = |engine: &Engine, score: &str| -> Vec<String> {
            let mut scores = engine.program().scores.iter();
            let found = scores.find(|known| engine.text(known.id) == score);
            found
                .into_iter()
                .flat_map(|score| &score.bands)
                .map(|band| engine.text(band.id).to_owned())
                .collect()
        };
        let from = ids(self.champion, &compared.champion);
        let to = ids(self.challenger, &compared.challenger);
        let cell = |from: &String, to: &String| {
            compared.moves.get(&(from.clone(), to.clone())).copied().unwrap_or_default()
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
        let rows: Vec<(String, Vec<f64>)> = from
            .iter()
            .map(|old| {
                let cells = to.iter().map(|new| cell(old, new).customers as f64);
                (self.band(self.champion, &compared.champion, old), cells.collect())
            })
            .collect();
        let across: Vec<String> =
            to.iter().map(|id| self.band(self.challenger, &compared.challenger, id)).collect();
        let rates = from.iter().map(|old| {
            let mut row = vec![html! { (self.band(self.champion, &compared.champion, old)) }];
            row.extend(to.iter().map(|new| {
                cell(old, new)
                    .rate
                    .map_or_else(|| html! { "–" }, |rate| html! { (share(rate.value)) })
            }));
            row
        });
        let corner = self.say("champion ＼ challenger", "冠军 ＼ 挑战者");
        let mut head = vec![self.say("rate", "发生率")];
        head.extend(across.iter().map(String::as_str));
        html! {
            (chart::heat(corner, &across, &rows, self.words.language() == "zh-CN"))
            (page::table(&head, &rates.collect::<Vec<_>>()))
        }
    }
}
