//! Answers of the engine as JSON text, byte for byte as `JSON.stringify` writes them.

use std::fmt::Write as _;

use serde_json::Value;
use silhouette::model::answer::mark;
use silhouette::model::shapes::SHAPES;
use silhouette::model::value::power_of_ten;

use crate::cells::Cells;

/// Appends the value that an answer's cells hold.
pub fn write(cells: &[f64], strings: &[String], out: &mut String) {
    Cells::new(cells, strings).value(out);
}

/// Appends a JSON value.
pub fn write_json(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
        Value::Number(n) => number(n.as_f64().unwrap_or(f64::NAN), out),
        Value::String(text) => string(text, out),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                write_json(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(map) => {
            for (index, (key, item)) in map.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                string(key, out);
                out.push(':');
                write_json(item, out);
            }
            out.push_str(if map.is_empty() { "{}" } else { "}" });
        }
    }
}

/// Cells as JSON.
impl Cells<'_, '_> {
    fn value(&mut self, out: &mut String) {
        match self.cell() {
            cell if cell == mark::FALSE => out.push_str("false"),
            cell if cell == mark::TRUE => out.push_str("true"),
            cell if cell == mark::NUMBER => number(self.cell(), out),
            cell if cell == mark::STRING => string(self.string(), out),
            cell if cell == mark::TEXT => {
                let units = self.units();
                utf16(&units, out);
            }
            cell if cell == mark::SENTENCE => {
                let sentence = self.sentence();
                utf16(&sentence, out);
            }
            cell if cell == mark::ARRAY => {
                let count = self.index();
                out.push('[');
                for index in 0..count {
                    if index > 0 {
                        out.push(',');
                    }
                    self.value(out);
                }
                out.push(']');
            }
            cell if cell == mark::OBJECT => {
                let shape = self.index();
                let (_, fields) = SHAPES.get(shape).copied().unwrap_or(("", &[]));
                self.fields(fields.iter().map(|field| Some(*field)), out);
            }
            cell if cell == mark::MAP => {
                let count = self.index();
                self.fields(std::iter::repeat_n(None, count), out);
            }
            cell if cell == mark::DECIMAL => {
                let units = self.cell();
                let scale = self.scale();
                number(units / power_of_ten(scale), out);
            }
            _ => out.push_str("null"),
        }
    }

    fn fields(&mut self, fields: impl Iterator<Item = Option<&'static str>>, out: &mut String) {
        out.push('{');
        for (index, field) in fields.enumerate() {
            if index > 0 {
                out.push(',');
            }
            match field {
                // Names of shapes are plain: nothing of them is escaped.
                Some(name) => {
                    out.push('"');
                    out.push_str(name);
                    out.push('"');
                }
                None => string(self.string(), out),
            }
            out.push(':');
            self.value(out);
        }
        out.push('}');
    }

    fn scale(&mut self) -> u8 {
        u8::try_from(self.index()).unwrap_or(0)
    }

    fn units(&mut self) -> Vec<u16> {
        let count = self.index();
        (0..count).map(|_| u16::try_from(self.index()).unwrap_or(0xFFFD)).collect()
    }

    /// A template with its arguments, as UTF-16: an argument may hold half of a pair.
    fn sentence(&mut self) -> Vec<u16> {
        let template = self.string();
        let count = self.index();
        let between = between(template);
        let words: Vec<Vec<u16>> = (0..count).map(|_| self.word(between)).collect();
        let mut filled = Vec::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.extend(before.encode_utf16());
            let place = after.split_once('}').filter(|(number, _)| is_place(number));
            let word = place.and_then(|(number, behind)| {
                Some((words.get(number.parse::<usize>().ok()?)?, behind))
            });
            match word {
                Some((word, behind)) => {
                    filled.extend(word);
                    rest = behind;
                }
                // A place without an argument stays as it is.
                None => {
                    filled.push(u16::from(b'{'));
                    rest = after;
                }
            }
        }
        filled.extend(rest.encode_utf16());
        filled
    }

    /// A value as it stands in a sentence.
    fn word(&mut self, between: &str) -> Vec<u16> {
        let text = match self.cell() {
            cell if cell == mark::ARRAY => {
                let count = self.index();
                let words: Vec<Vec<u16>> = (0..count).map(|_| self.word(between)).collect();
                if count > 0 {
                    let between: Vec<u16> = between.encode_utf16().collect();
                    return words.join(between.as_slice());
                }
                NOTHING.to_owned()
            }
            cell if cell == mark::NUMBER => group(&plain(self.cell())),
            cell if cell == mark::DECIMAL => {
                let units = self.cell();
                let scale = self.scale();
                group(&point(units, scale))
            }
            cell if cell == mark::STRING => self.string().to_owned(),
            cell if cell == mark::TEXT => return self.units(),
            cell if cell == mark::SENTENCE => return self.sentence(),
            cell if cell == mark::TRUE => "true".to_owned(),
            cell if cell == mark::FALSE => "false".to_owned(),
            _ => NOTHING.to_owned(),
        };
        text.encode_utf16().collect()
    }
}

/// How nothing stands in a sentence.
const NOTHING: &str = "—";

/// What stands between the elements of a list in a sentence: in Chinese and Japanese another comma.
fn between(template: &str) -> &'static str {
    if template.contains(|c| c >= '\u{3000}') { "、" } else { ", " }
}

/// Whether the text in braces is a number without leading zeros.
fn is_place(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
        && (number == "0" || (!number.is_empty() && !number.starts_with('0')))
}

/// A number as `JSON.stringify` writes it.
fn number(n: f64, out: &mut String) {
    if n.is_finite() {
        out.push_str(ryu_js::Buffer::new().format_finite(n));
    } else {
        out.push_str("null");
    }
}

fn string(text: &str, out: &mut String) {
    let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    out.push('"');
    let mut rest = text;
    // What is escaped is ASCII, so that text is cut between characters only.
    while let Some((plain, escaped)) =
        rest.bytes().position(escaped).and_then(|at| rest.split_at_checked(at))
    {
        out.push_str(plain);
        let mut behind = escaped.chars();
        if let Some(c) = behind.next() {
            character(c, out);
        }
        rest = behind.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn utf16(units: &[u16], out: &mut String) {
    out.push('"');
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok(c) => character(c, out),
            Err(lone) => {
                let _ = write!(out, "\\u{:04x}", lone.unpaired_surrogate());
            }
        }
    }
    out.push('"');
}

fn character(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c < ' ' => {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        }
        c => out.push(c),
    }
}

/// A decimal with all its digits behind the point.
fn point(units: f64, scale: u8) -> String {
    let digits = ryu_js::Buffer::new().format(units.abs()).to_owned();
    let scale = usize::from(scale);
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if units < 0.0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A number in plain notation with at most four digits behind the point.
fn plain(n: f64) -> String {
    let rounded = if n.fract() == 0.0 {
        n
    } else {
        // `Math.round`: halves go up.
        let scaled = n * 1e4;
        let floor = scaled.floor();
        (if scaled - floor >= 0.5 { floor + 1.0 } else { floor }) / 1e4
    };
    let text = ryu_js::Buffer::new().format(rounded).to_owned();
    let Some((digits, exponent)) = text.split_once("e+") else { return text };
    // Only from 1e21 on: the digits, then zeros.
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let zeros = exponent.parse::<usize>().unwrap_or(0).saturating_sub(fraction.len());
    format!("{whole}{fraction}{}", "0".repeat(zeros))
}

/// Groups of three digits before the point.
fn group(text: &str) -> String {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text),
    };
    let (whole, fraction) = match unsigned.find('.') {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(cells: &[f64], strings: &[&str]) -> String {
        let strings: Vec<String> = strings.iter().map(|s| (*s).to_owned()).collect();
        let mut out = String::new();
        write(cells, &strings, &mut out);
        out
    }

    #[test]
    fn cells_become_json() {
        assert_eq!(json(&[0.0], &[]), "null");
        assert_eq!(json(&[8.0, 3.0, 1.0, 2.0, 3.0, 1e21], &[]), "[false,true,1e+21]");
        assert_eq!(json(&[10.0, 1.0, 0.0, 11.0, 12_345.0, 2.0], &["a\"b"]), r#"{"a\"b":123.45}"#);
        // A Change: its shape is the eighteenth.
        let shape = SHAPES.iter().position(|(name, _)| *name == "Change").unwrap() as f64;
        assert_eq!(
            json(&[9.0, shape, 4.0, 0.0, 4.0, 1.0], &["x", "y"]),
            r#"{"item":"x","change":"y"}"#
        );
        assert_eq!(json(&[6.0, 2.0, 0x61.into(), 0xD83D.into()], &[]), r#""a\ud83d""#);
        assert_eq!(
            json(&[6.0, 3.0, 0x7.into(), 0xD83D.into(), 0xDE00.into()], &[]),
            "\"\\u0007😀\""
        );
    }

    #[test]
    fn names_of_shapes_need_no_escapes() {
        let names = SHAPES.iter().flat_map(|(_, fields)| *fields);
        assert!(names.clone().count() > 100);
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
        }
    }

    #[test]
    fn strings_are_escaped_as_by_serde_json() {
        let controls: String = (0..0x80).filter_map(char::from_u32).collect();
        let texts = ["", "\"", "\\", "a\"\"b\\", "客户\n\u{1}共\"二\"笔", "\u{7f}😀\t", &controls];
        for text in texts {
            let mut out = String::new();
            string(text, &mut out);
            assert_eq!(out, serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn sentences_are_filled() {
        let template = "共 {0} 笔，{1} 元，{2}，{0}，{9}，{x}";
        let cells = [7.0, 0.0, 3.0, 3.0, 1_234_567.0, 11.0, -1_234_500.0, 2.0, 0.0];
        assert_eq!(
            json(&cells, &[template]),
            "\"共 1,234,567 笔，-12,345.00 元，—，1,234,567，{9}，{x}\""
        );
    }

    #[test]
    fn sentences_stand_in_sentences() {
        // The second argument is a list of two sentences.
        let fact = |is: f64| [7.0, 1.0, 2.0, 4.0, 2.0, 3.0, is];
        let cells = [&[7.0, 0.0, 2.0, 4.0, 3.0, 8.0, 2.0][..], &fact(17.0), &fact(0.5)].concat();
        let strings = ["未满足：{0}（{1}）", "{0}：{1}", "年龄", "成年"];
        assert_eq!(json(&cells, &strings), "\"未满足：成年（年龄：17、年龄：0.5）\"");
    }

    #[test]
    fn lists_stand_in_sentences() {
        // Two strings and a decimal; then an empty list.
        let list = [8.0, 3.0, 4.0, 1.0, 4.0, 2.0, 11.0, 150.0, 2.0];
        let cells = [&[7.0, 0.0, 2.0][..], &list, &[8.0, 0.0]].concat();
        assert_eq!(json(&cells, &["{0} ({1})", "a", "b"]), r#""a, b, 1.50 (—)""#);
        assert_eq!(json(&cells, &["持有{0}（{1}）", "基金", "b"]), r#""持有基金、b、1.50（—）""#);
    }

    #[test]
    fn numbers_in_sentences_have_four_digits_at_most() {
        for (n, text) in [
            (0.5, "0.5"),
            (2.0 / 3.0, "0.6667"),
            (-2.0 / 3.0, "-0.6667"),
            (1e-9, "0"),
            (-1e-9, "0"),
            (1e21, "1000000000000000000000"),
            (1.5e300, &format!("15{}", "0".repeat(299))),
            (0.000_05, "0.0001"),
            (-0.000_05, "0"),
        ] {
            assert_eq!(plain(n), text, "{n}");
        }
        assert_eq!(group("-1234567.8"), "-1,234,567.8");
        assert_eq!(group("123"), "123");
        assert_eq!(point(5.0, 2), "0.05");
        assert_eq!(point(-5.0, 0), "-5");
    }
}
