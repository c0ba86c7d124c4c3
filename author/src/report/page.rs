//! The frame of a report, its tables, and how numbers are written.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Words;
use crate::metrics::{Estimate, Interval};

const STYLE: &str = include_str!("style.css");

/// A whole file. Sections are an anchor, a heading and what stands there.
#[must_use]
pub fn page(
    words: Words,
    title: &str,
    lead: &Markup,
    sections: &[(String, String, Markup)],
) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(words.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                // Even a fault in what writes this could then neither run nor fetch anything.
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                (lead)
                @if sections.len() > 2 {
                    nav { ul { @for (anchor, heading, _) in sections {
                        li { a href={ "#" (anchor) } { (heading) } }
                    } } }
                }
                main { @for (anchor, heading, content) in sections {
                    section aria-labelledby=(anchor) {
                        h2 id=(anchor) { (heading) }
                        (content)
                    }
                } }
            }
        }
    };
    page.into_string()
}

/// A table; the first cell of a row is its heading, the others are numbers.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll tabindex="0" { table {
            thead { tr { @for cell in head { th scope="col" { (cell) } } } }
            tbody { @for row in rows { tr { @for (place, cell) in row.iter().enumerate() {
                @if place == 0 { th scope="row" { (cell) } } @else { td { (cell) } }
            } } } }
        } }
    }
}

/// A number with the digits that mean something, its interval below it.
#[must_use]
pub fn number(estimate: Estimate, digits: usize) -> Markup {
    html! {
        (digits_of(estimate.value, digits))
        @if let Some(i) = estimate.interval { " " small { (range(i, digits, 1.0)) } }
    }
}

/// From and to; where one is below 0, with dots between, for a dash beside a minus cannot be read.
fn range(interval: Interval, digits: usize, times: f64) -> String {
    let (low, high) =
        (digits_of(interval.low * times, digits), digits_of(interval.high * times, digits));
    let between = if interval.low < 0.0 { " … " } else { "–" };
    format!("{low}{between}{high}")
}

/// A number with so many digits behind the point and a true minus; what rounds to 0 has none.
fn digits_of(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A difference of parts of a whole, in percentage points.
#[must_use]
pub fn points(estimate: Estimate) -> Markup {
    let sign = if estimate.value > 0.0 { "+" } else { "" };
    html! {
        (sign) (digits_of(estimate.value * 100.0, 2))
        @if let Some(i) = estimate.interval { " " small { (range(i, 2, 100.0)) } }
    }
}

/// A difference: its sign is always told.
#[must_use]
pub fn signed(estimate: Estimate, digits: usize) -> Markup {
    let sign = if estimate.value > 0.0 { "+" } else { "" };
    html! { (sign) (number(estimate, digits)) }
}

/// A part of a whole, its interval below it.
#[must_use]
pub fn percent(estimate: Option<Estimate>) -> Markup {
    let Some(estimate) = estimate else { return html! { "–" } };
    html! {
        (share(estimate.value))
        @if let Some(i) = estimate.interval {
            " " small { (format!("{:.1}–{:.1} %", i.low * 100.0, i.high * 100.0)) }
        }
    }
}

/// A part of a whole.
#[must_use]
pub fn share(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}

/// A count, its digits in groups of three.
#[must_use]
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of any size, without needless digits.
#[must_use]
pub fn plain(number: f64) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let rounded = (number * 1e4).round() / 1e4;
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(
            [0, 12, 999, 1000, 1_234_567].map(count),
            ["0", "12", "999", "1,000", "1,234,567"]
        );
        assert_eq!([0.5, 1.0 / 3.0, f64::NAN, -2.0].map(plain), ["0.5", "0.3333", "–", "-2"]);
        assert_eq!(share(0.1234), "12.3 %");
    }
}
