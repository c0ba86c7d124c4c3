//! What a new policy changes, and for whom, as a page.

use maud::{Markup, html};
use silhouette::Engine;

use super::Words;
use super::chart::{self, Title};
use super::page::{self, count, number, percent, plain};
use crate::diff::population::{Example, Group, Move, Population, Swap};
use crate::diff::results::{Shift, rate, sentences, shift};
use crate::diff::{Change, What};

/// The page. Without a population it tells what changed in the documents.
#[must_use]
pub fn write(
    (old, new): (&str, &str),
    engine: &Engine,
    changes: &[Change],
    population: Option<(&Population, u64)>,
    words: Words,
) -> String {
    let view = View { engine, words };
    let say = |en: &str, zh: &str| words.say(en, zh).to_owned();
    let mut sections = vec![(
        "policy".to_owned(),
        say("What changed in the policy", "规则变更"),
        view.changes(changes),
    )];
    if let Some((population, _)) = population {
        let mut section = |anchor: &str, heading: String, content: Markup| {
            sections.push((anchor.to_owned(), heading, content));
        };
        let tables = [
            ("tags", say("Tags", "标签"), &population.tags),
            ("warnings", say("Warnings", "预警"), &population.warnings),
            ("products", say("Suggestions", "推荐"), &population.products),
        ];
        for (anchor, heading, swaps) in tables {
            if !swaps.is_empty() {
                section(anchor, heading, view.swaps(anchor, swaps, population.all.known > 0));
            }
        }
        for (id, moves) in &population.tiers {
            section(
                &format!("tier-{id}"),
                format!("{}{}", say("Migration: ", "迁移："), view.tier(id)),
                view.matrix(&view.levels(id), moves),
            );
        }
        for (id, moves) in &population.bands {
            section(
                &format!("band-{id}"),
                format!("{}{}", say("Bands of ", "评分档位："), view.score(id)),
                view.matrix(&view.bands(id), moves),
            );
        }
        for (id, scores) in &population.scores {
            section(
                &format!("score-{id}"),
                format!("{}{}", say("Shift of ", "评分变化："), view.score(id)),
                view.shift(&shift(scores)),
            );
        }
        if !population.examples.is_empty() {
            section("examples", say("Examples", "示例"), view.examples(&population.examples));
        }
    }
    let lead = html! {
        p { code { (old) } " → " code { (new) } }
        @if let Some((population, refused)) = population {
            dl.facts {
                (fact(words.say("customers", "客户数"), &html! { (count(population.all.customers)) }))
                (fact(words.say("rows refused", "拒绝的行"), &html! { (count(refused)) }))
                @if population.all.known > 0 {
                    (fact(words.say("outcome known", "结果已知"), &html! { (count(population.all.known)) }))
                    (fact(words.say("rate", "发生率"), &percent(rate(population.all))))
                }
            }
            @if population.all.known > 0 {
                p.soft { (words.say("Small figures beside rates are intervals of 95 % (Wilson).", "发生率旁的小字为 95% 置信区间（Wilson）。")) }
            }
        }
    };
    let info = &engine.program().info;
    let title = format!("{}{}", say("What changes: ", "变更影响："), engine.text(info.id));
    page::page(words, &title, &lead, &sections)
}

fn fact(name: &str, value: &Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// A comparison as it is shown, with the new policy's labels.
struct View<'a> {
    engine: &'a Engine,
    words: Words,
}

impl View<'_> {
    fn say<'b>(&self, en: &'b str, zh: &'b str) -> &'b str {
        self.words.say(en, zh)
    }

    /// A label and the id, or the id alone.
    fn named(&self, label: Option<u32>, id: &str) -> String {
        match label.map(|label| self.words.label(self.engine, label)) {
            Some(label) if !label.is_empty() && label != id => format!("{label} ({id})"),
            _ => id.to_owned(),
        }
    }

    fn tier(&self, id: &str) -> String {
        let mut tiers = self.engine.program().tiers.iter();
        self.named(tiers.find(|tier| self.engine.text(tier.id) == id).map(|tier| tier.label), id)
    }

    fn score(&self, id: &str) -> String {
        let mut scores = self.engine.program().scores.iter();
        self.named(
            scores.find(|score| self.engine.text(score.id) == id).map(|score| score.label),
            id,
        )
    }

    /// The levels of a tier in the new policy's order: id and label.
    fn levels(&self, id: &str) -> Vec<(String, String)> {
        let mut tiers = self.engine.program().tiers.iter();
        let tier = tiers.find(|tier| self.engine.text(tier.id) == id);
        let level = |level: &silhouette::pack::program::Level| self.place(level.id, level.label);
        tier.into_iter().flat_map(|tier| &tier.levels).map(level).collect()
    }

    fn bands(&self, id: &str) -> Vec<(String, String)> {
        let mut scores = self.engine.program().scores.iter();
        let score = scores.find(|score| self.engine.text(score.id) == id);
        let band = |band: &silhouette::pack::program::Band| self.place(band.id, band.label);
        score.into_iter().flat_map(|score| &score.bands).map(band).collect()
    }

    fn place(&self, id: u32, label: u32) -> (String, String) {
        let (id, label) = (self.engine.text(id), self.words.label(self.engine, label));
        (id.to_owned(), if label.is_empty() { id } else { label }.to_owned())
    }

    fn changes(&self, changes: &[Change]) -> Markup {
        if changes.is_empty() {
            return html! { p { (self.say("Nothing.", "无。")) } };
        }
        let what = |what: What| match what {
            What::Added => self.say("added", "新增"),
            What::Removed => self.say("removed", "删除"),
            What::Changed => self.say("changed", "修改"),
            What::Reordered => self.say("reordered", "调整顺序"),
        };
        html! { ul.changes { @for change in changes {
            li {
                strong { (what(change.what)) } " " (change.path.join(" / "))
                @if let (Some(old), Some(new)) = (&change.old, &change.new) {
                    ": " code { (short(old)) } " → " code { (short(new)) }
                }
            }
        } } }
    }

    fn swaps(
        &self,
        anchor: &str,
        swaps: &std::collections::BTreeMap<String, Swap>,
        known: bool,
    ) -> Markup {
        let program = self.engine.program();
        let label = |id: &str| {
            let of = |known: u32| self.engine.text(known) == id;
            match anchor {
                "tags" => program.tags.iter().find(|tag| of(tag.id)).map(|tag| tag.label),
                "products" => program
                    .products
                    .iter()
                    .find(|product| of(product.id))
                    .map(|product| product.label),
                _ => None,
            }
        };
        let rows = swaps.iter().map(|(id, swap)| {
            let mut row = vec![
                html! { (self.named(label(id), id)) },
                html! { (count(swap.before())) },
                html! { (count(swap.after())) },
                html! { (swap.lift().map_or_else(|| "–".to_owned(), |lift| format!("×{lift:.3}"))) },
                html! { (count(swap.gained.customers)) },
                html! { (count(swap.lost.customers)) },
            ];
            if known {
                row.extend([swap.gained, swap.lost, swap.kept].map(|group| percent(rate(group))));
            }
            row
        });
        let mut head = vec![
            "",
            self.say("old", "旧"),
            self.say("new", "新"),
            self.say("lift", "比值"),
            self.say("gained", "获得"),
            self.say("lost", "失去"),
        ];
        if known {
            head.extend([
                self.say("rate, gained", "发生率：获得"),
                self.say("rate, lost", "发生率：失去"),
                self.say("rate, kept", "发生率：保持"),
            ]);
        }
        page::table(&head, &rows.collect::<Vec<_>>())
    }

    fn matrix(
        &self,
        places: &[(String, String)],
        moves: &std::collections::BTreeMap<Move, Group>,
    ) -> Markup {
        // Those of the new policy first, then what only the old one has, then those who have none.
        let mut ids: Vec<Option<String>> = places.iter().map(|(id, _)| Some(id.clone())).collect();
        let told = moves.keys().flat_map(|(old, new)| [old, new]);
        let further: Vec<&Option<String>> = told.collect();
        let mut named: Vec<Option<String>> =
            further.iter().filter(|id| id.is_some()).map(|id| (*id).clone()).collect();
        named.sort();
        for id in named {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if further.iter().any(|id| id.is_none()) {
            ids.push(None);
        }
        let name = |id: &Option<String>| match id {
            None => self.say("(none)", "（无）").to_owned(),
            Some(id) => {
                let place = places.iter().find(|(known, _)| known == id);
                place.map_or_else(|| id.clone(), |(_, label)| label.clone())
            }
        };
        let group = |old: &Option<String>, new: &Option<String>| {
            moves.get(&(old.clone(), new.clone())).copied().unwrap_or_default()
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of customers")]
        let rows: Vec<(String, Vec<f64>)> = ids
            .iter()
            .map(|old| {
                (name(old), ids.iter().map(|new| group(old, new).customers as f64).collect())
            })
            .filter(|(_, cells): &(String, Vec<f64>)| cells.iter().sum::<f64>() > 0.0)
            .collect();
        let across: Vec<String> = ids.iter().map(name).collect();
        let changed = moves.iter().filter(|((old, new), _)| old != new);
        let changed: Vec<(&Move, &Group)> = changed.collect();
        let moved: u64 = changed.iter().map(|(_, group)| group.customers).sum();
        let rates =
            changed.iter().filter(|(_, group)| group.known > 0).map(|((old, new), group)| {
                vec![
                    html! { (name(old)) " → " (name(new)) },
                    html! { (count(group.customers)) },
                    percent(rate(**group)),
                ]
            });
        let rates: Vec<Vec<Markup>> = rates.collect();
        html! {
            p { (count(moved)) " " (self.say("customers move; rows are the old policy, columns the new one.", "名客户发生变化；行为旧规则，列为新规则。")) }
            (chart::heat(self.say("old ＼ new", "旧 ＼ 新"), &across, &rows, self.words.language() == "zh-CN"))
            @if !rates.is_empty() {
                (page::table(&[self.say("move", "变化"), self.say("customers", "客户数"), self.say("rate", "发生率")], &rates))
            }
        }
    }

    fn shift(&self, shift: &Shift) -> Markup {
        let across = self.say("bins of both; blue: old, orange: new", "合并分箱；蓝：旧，橙：新");
        let name = self.say("Distribution", "分布");
        let numbered =
            (1..).zip(&shift.bins).map(|(n, (_, a, b)): (u32, _)| (n.to_string(), *a, *b));
        let rows = (1..).zip(&shift.bins).map(|(n, (bin, old, new)): (u32, _)| {
            vec![
                html! { (n) },
                html! { (bin) },
                html! { (page::share(*old)) },
                html! { (page::share(*new)) },
            ]
        });
        html! {
            dl.facts {
                (fact(self.say("value under both", "两者均有值"), &html! { (count(shift.both)) }))
                (fact(self.say("changed", "发生变化"), &html! { (count(shift.changed)) }))
                (fact(self.say("only old / only new", "仅旧 / 仅新"), &html! { (count(shift.only_old)) " / " (count(shift.only_new)) }))
                @if let Some((old, new)) = shift.means {
                    (fact(self.say("mean", "均值"), &html! { (plain(old)) " → " (plain(new)) }))
                }
                @if let Some(difference) = shift.difference {
                    (fact(self.say("difference", "差值"), &number(difference, 4)))
                }
                @if let Some(ks) = shift.ks { (fact(self.say("KS between both", "两者间 KS"), &html! { (plain(ks)) })) }
            }
            @if shift.both > 0 {
                div.charts { (chart::pairs(Title { name, note: "", across }, &numbered.collect::<Vec<_>>())) }
                details { summary { (self.say("Bins", "分箱")) }
                    (page::table(&["", self.say("score", "分数"), self.say("old", "旧"), self.say("new", "新")], &rows.collect::<Vec<_>>()))
                }
            }
        }
    }

    fn examples(&self, examples: &[Example]) -> Markup {
        let change = |change: &str| {
            match change {
                "gained" => self.say("gained", "获得"),
                "lost" => self.say("lost", "失去"),
                _ => self.say("moved", "变化"),
            }
            .to_owned()
        };
        html! { @for example in examples {
            details {
                summary { code { (example.item) } " " (change(example.change))
                    @if let Some((from, to)) = &example.moved { " " (from) " → " (to) } " · " code { (id(&example.id)) } }
                @for (title, told) in [(self.say("old", "旧"), &example.old), (self.say("new", "新"), &example.new)] {
                    p { strong { (title) } ": "
                        @if told.is_null() { (self.say("not in this policy", "该规则中没有")) }
                        @for sentence in sentences(told) { (sentence) " " }
                    }
                }
            }
        } }
    }
}

fn id(id: &serde_json::Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// Longer values are cut.
fn short(value: &serde_json::Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
