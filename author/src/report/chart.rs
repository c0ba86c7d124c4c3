//! Plots as inline SVG: lines, bars with intervals, points with intervals. Their words stand in the caption and the
//! axes; the numbers stand in a table beside each.

use maud::{Markup, html};

use crate::metrics::{Estimate, Interval};

/// The plane within a plot of 350 × 220: left, top, width, height.
const LEFT: f64 = 40.0;
const TOP: f64 = 10.0;
const WIDTH: f64 = 290.0;
const HEIGHT: f64 = 168.0;

/// What a plot is called and what its axes show.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it shows, in a few words.
    pub note: &'a str,
    /// What the horizontal axis shows.
    pub across: &'a str,
}

fn figure(title: Title<'_>, inner: &Markup) -> Markup {
    html! { figure {
        figcaption { strong { (title.name) } @if !title.note.is_empty() { " · " (title.note) } }
        svg viewBox="0 0 350 220" role="img" aria-label=(format!("{}: {}", title.name, title.note)) {
            (inner)
            text x=(LEFT + WIDTH / 2.0) y="214" text-anchor="middle" { (title.across) }
        }
    } }
}

/// A whole number of tenths, twentieths and so on that is not below a part of a whole.
fn top_of(part: f64) -> f64 {
    [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|top| part <= *top).unwrap_or(1.0)
}

fn y_of(part: f64, top: f64) -> f64 {
    TOP + HEIGHT * (1.0 - (part / top).clamp(0.0, 1.0))
}

/// Horizontal lines of parts of a whole, with their words.
fn rules(top: f64) -> Markup {
    html! { @for quarter in 0..=4 {
        @let part = top * f64::from(quarter) / 4.0;
        @let y = y_of(part, top);
        line.grid x1=(LEFT) x2=(LEFT + WIDTH) y1=(y) y2=(y) {}
        text x=(LEFT - 4.0) y=(y + 3.5) text-anchor="end" { (percent(part)) }
    } }
}

fn percent(part: f64) -> String {
    let percent = (part * 1000.0).round() / 10.0;
    format!("{percent}%")
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// A curve of shares from (0, 0) to (1, 1), and the diagonal of chance.
#[must_use]
pub fn curve(title: Title<'_>, points: &[(f64, f64)]) -> Markup {
    let path: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{},{}", round(LEFT + WIDTH * x), round(y_of(*y, 1.0))))
        .collect();
    figure(
        title,
        &html! {
            (rules(1.0))
            @for quarter in 0..=4 {
                @let part = f64::from(quarter) / 4.0;
                text x=(LEFT + WIDTH * part) y="194" text-anchor="middle" { (percent(part)) }
            }
            line.level x1=(LEFT) y1=(TOP + HEIGHT) x2=(LEFT + WIDTH) y2=(TOP) {}
            polyline.one points=(path.join(" ")) {}
        },
    )
}

/// Bars of parts of a whole with their intervals; a dashed line for the part of all.
#[must_use]
pub fn bars(title: Title<'_>, bars: &[(String, Option<Estimate>)], all: Option<f64>) -> Markup {
    let ends = bars.iter().flat_map(|(_, bar)| *bar).map(|bar| highest(bar).max(bar.value));
    let top = top_of(ends.fold(all.unwrap_or(0.0), f64::max));
    let step = WIDTH / f64::from(u32::try_from(bars.len().max(1)).unwrap_or(1));
    figure(
        title,
        &html! {
            (rules(top))
            @for (place, (name, bar)) in (0_u32..).zip(bars) {
                @let left = LEFT + step * f64::from(place);
                @if let Some(bar) = bar {
                    @let y = y_of(bar.value, top);
                    rect.one-bar x=(round(left + step * 0.15)) y=(round(y)) width=(round(step * 0.7)) height=(round(TOP + HEIGHT - y)) {}
                    @if let Some(Interval { low, high }) = bar.interval {
                        @let middle = round(left + step / 2.0);
                        line.whisker x1=(middle) x2=(middle) y1=(round(y_of(low, top))) y2=(round(y_of(high, top))) {}
                    }
                }
                (under(left + step / 2.0, step, name))
            }
            @if let Some(all) = all {
                @let y = round(y_of(all, top));
                line.level x1=(LEFT) x2=(LEFT + WIDTH) y1=(y) y2=(y) {}
            }
        },
    )
}

/// The name below a bar, cut to its width.
fn under(middle: f64, step: f64, name: &str) -> Markup {
    let mut left = step / 5.5;
    let mut shown: String = String::new();
    for letter in name.chars() {
        left -= if letter.is_ascii() { 1.0 } else { 1.9 };
        if left < 0.0 {
            if shown.chars().count() > 1 {
                shown.pop();
                shown.push('…');
            }
            break;
        }
        shown.push(letter);
    }
    html! { text x=(round(middle)) y="194" text-anchor="middle" { (shown) } }
}

fn highest(estimate: Estimate) -> f64 {
    estimate.interval.map_or(estimate.value, |interval| interval.high)
}

/// Two distributions side by side: the first in one colour, the second in the other.
#[must_use]
pub fn pairs(title: Title<'_>, bins: &[(String, f64, f64)]) -> Markup {
    let top = top_of(bins.iter().fold(0.0, |top, (_, a, b)| f64::max(top, a.max(*b))));
    let step = WIDTH / f64::from(u32::try_from(bins.len().max(1)).unwrap_or(1));
    figure(
        title,
        &html! {
            (rules(top))
            @for (place, (name, one, two)) in (0_u32..).zip(bins) {
                @let left = LEFT + step * f64::from(place);
                @for (class, shift, part) in [("one-bar", 0.12, one), ("two-bar", 0.5, two)] {
                    @let y = y_of(*part, top);
                    rect class=(class) x=(round(left + step * shift)) y=(round(y)) width=(round(step * 0.38)) height=(round(TOP + HEIGHT - y)) {}
                }
                (under(left + step / 2.0, step, name))
            }
        },
    )
}

/// What was told against what came about, with intervals, and the diagonal where they are equal.
#[must_use]
pub fn points(title: Title<'_>, points: &[(f64, Estimate)]) -> Markup {
    let ends = points.iter().map(|(x, estimate)| highest(*estimate).max(*x));
    let top = top_of(ends.fold(0.0, f64::max));
    figure(
        title,
        &html! {
            (rules(top))
            @for quarter in 0..=4 {
                @let part = f64::from(quarter) / 4.0;
                text x=(LEFT + WIDTH * part) y="194" text-anchor="middle" { (percent(part * top)) }
            }
            line.level x1=(LEFT) y1=(TOP + HEIGHT) x2=(LEFT + WIDTH) y2=(TOP) {}
            @for (x, estimate) in points {
                @let across = round(LEFT + WIDTH * x / top);
                @if let Some(Interval { low, high }) = estimate.interval {
                    line.whisker x1=(across) x2=(across) y1=(round(y_of(low, top))) y2=(round(y_of(high, top))) {}
                }
                circle.one-bar cx=(across) cy=(round(y_of(estimate.value, top))) r="3.5" {}
            }
        },
    )
}

/// A number with its interval, as a line in a table's cell that goes from `low` to `high`; the mark stands at `middle`.
#[must_use]
pub fn whisker(estimate: Estimate, middle: f64, (low, high): (f64, f64)) -> Markup {
    let part = |number: f64| if high > low { (number - low) / (high - low) } else { 0.5 };
    let x = |number: f64| round(4.0 + 112.0 * part(number).clamp(0.0, 1.0));
    html! { svg viewBox="0 0 120 14" style="width:7.5rem" aria-hidden="true" {
        line.grid x1="4" x2="116" y1="7" y2="7" {}
        line.level x1=(x(middle)) x2=(x(middle)) y1="0" y2="14" {}
        @if let Some(Interval { low, high }) = estimate.interval {
            line.whisker x1=(x(low)) x2=(x(high)) y1="7" y2="7" {}
        }
        circle.one-bar cx=(x(estimate.value)) cy="7" r="3.5" {}
    } }
}

/// A table of counts as a heat map: cells of a row are the darker, the greater their part of the row.
#[must_use]
pub fn heat(corner: &str, across: &[String], rows: &[(String, Vec<f64>)], zh: bool) -> Markup {
    let total = if zh { "合计" } else { "all" };
    html! { div.scroll tabindex="0" { table.heat {
        thead { tr { th scope="col" { (corner) } @for name in across { th scope="col" { (name) } } th scope="col" { (total) } } }
        tbody { @for (name, cells) in rows {
            @let sum: f64 = cells.iter().sum();
            tr {
                th scope="row" { (name) }
                @for cell in cells {
                    @let part = if sum > 0.0 { cell / sum } else { 0.0 };
                    td style=(tint(part)) { (count(*cell)) @if *cell > 0.0 { small { (format!("{:.1} %", part * 100.0)) } } }
                }
                td { (count(sum)) }
            }
        } }
    } } }
}

fn count(number: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of customers"
    )]
    let number = number as u64;
    super::page::count(number)
}

/// The colour of a cell, over that of the page: its words are always the page's own.
fn tint(part: f64) -> String {
    format!("background:rgba(71,139,203,{})", round(part * 0.6))
}
