//! From what a page supplies to values of declared types.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::secret::is_secret;
use crate::model::digits;
use crate::model::event::Scalar;
use crate::model::intmap::IntMap;
use crate::model::number::{self, DecimalFault};
use crate::model::time;
use crate::model::value::{SESSION_STRINGS, StrId, Type, Value};

/// A text value is at most this long, in bytes.
pub const MAX_TEXT: usize = 256;
/// A list has at most so many elements, before equal ones become one.
pub const MAX_LIST: usize = 256;
/// A session holds at most so many different texts and identifiers.
pub const MAX_SYMBOLS: usize = 100_000;

/// Why a scalar is not a value of the declared type: code and message.
pub type Fault = (&'static str, &'static str);

/// Strings by text, to find the ones that the policy knows.
#[derive(Clone, Debug, Default)]
pub struct Names {
    sorted: Vec<StrId>,
    /// The first id of each id's text: a text may stand twice in the pack.
    first: Vec<StrId>,
}

impl Names {
    /// From the strings and their order.
    pub fn new(sorted: Vec<StrId>, strings: &[String]) -> Names {
        let mut first: Vec<StrId> = (0..).take(strings.len()).collect();
        let mut last = StrId::MAX;
        for &id in &sorted {
            if last == StrId::MAX || text_of(strings, id) != text_of(strings, last) {
                last = id;
            }
            if let Some(place) = usize::try_from(id).ok().and_then(|id| first.get_mut(id)) {
                *place = last;
            }
        }
        Names { sorted, first }
    }

    /// The first id of an id's text.
    pub fn first(&self, id: StrId) -> Option<StrId> {
        usize::try_from(id).ok().and_then(|id| self.first.get(id)).copied()
    }

    /// The first id of a text.
    pub fn find(&self, strings: &[String], text: &str) -> Option<StrId> {
        let place = self.sorted.partition_point(|&id| text_of(strings, id) < text);
        self.sorted.get(place).copied().filter(|&id| text_of(strings, id) == text)
    }
}

/// A string of the pack.
pub fn text_of(strings: &[String], id: StrId) -> &str {
    usize::try_from(id).ok().and_then(|id| strings.get(id)).map_or("", String::as_str)
}

/// Texts and identifiers that only this session knows.
#[derive(Clone, Debug)]
pub struct Symbols {
    salt: [u8; 16],
    texts: Vec<String>,
    /// Index of each text by its hash; of two with one hash the second stands at the next number.
    by_text: IntMap,
    hashes: Vec<u64>,
    by_hash: IntMap,
}

impl Symbols {
    /// An empty table; identifiers are hashed with the salt.
    pub fn new(salt: [u8; 16]) -> Symbols {
        Symbols {
            salt,
            texts: Vec::new(),
            by_text: IntMap::default(),
            hashes: Vec::new(),
            by_hash: IntMap::default(),
        }
    }

    /// The texts, by number.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The key of the hashes.
    pub fn salt(&self) -> [u8; 16] {
        self.salt
    }

    /// The hash of an identifier, by its number.
    pub fn hash(&self, id: u32) -> Option<u64> {
        usize::try_from(id).ok().and_then(|id| self.hashes.get(id)).copied()
    }

    fn full(&self) -> bool {
        self.texts.len() + self.hashes.len() >= MAX_SYMBOLS
    }

    fn text(&mut self, text: &str) -> Result<Value, Fault> {
        let mut key = signed(self.hashed_bytes(text.as_bytes()));
        let index = loop {
            match self.by_text.get(key) {
                None => break None,
                Some(index) => {
                    let index = usize::try_from(index).unwrap_or(usize::MAX);
                    if self.texts.get(index).is_some_and(|known| known == text) {
                        break Some(index);
                    }
                    key = key.wrapping_add(1);
                }
            }
        };
        let index = match index {
            Some(index) => index,
            None if self.full() => return Err(FULL),
            None => {
                self.texts.push(text.to_owned());
                let index = self.texts.len() - 1;
                self.by_text.set(key, i64::try_from(index).unwrap_or(0));
                index
            }
        };
        Ok(Value::Sym(SESSION_STRINGS + u32::try_from(index).unwrap_or(0)))
    }

    /// A random number of this session for a name and a day: always the same for the same.
    pub fn draw(&self, name: &str, day: i64) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.salt);
        hasher.write(&day.to_le_bytes());
        hasher.write(name.as_bytes());
        hasher.finish()
    }

    fn hashed_bytes(&self, bytes: &[u8]) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.salt);
        hasher.write(bytes);
        hasher.finish()
    }

    fn identifier(&mut self, bytes: &[u8]) -> Result<Value, Fault> {
        self.hashed(self.hashed_bytes(bytes))
    }

    /// The number of an identifier, by its hash.
    ///
    /// # Errors
    /// When the session holds too many.
    pub fn hashed(&mut self, hash: u64) -> Result<Value, Fault> {
        let known = self.by_hash.get(signed(hash));
        let id = match known {
            Some(id) => u32::try_from(id).unwrap_or(0),
            None if self.full() => return Err(FULL),
            None => {
                let id = u32::try_from(self.hashes.len()).unwrap_or(0);
                self.hashes.push(hash);
                self.by_hash.set(signed(hash), i64::from(id));
                id
            }
        };
        Ok(Value::Sym(id))
    }
}

/// The same bits as a signed number.
fn signed(hash: u64) -> i64 {
    i64::from_le_bytes(hash.to_le_bytes())
}

const FULL: Fault = ("session/full", "the session holds too many different texts");
const TYPE: &str = "input/type";

/// What is needed to read scalars: the pack's strings and the session's.
pub struct Reader<'a> {
    /// Strings of the pack.
    pub strings: &'a [String],
    /// Index over them.
    pub names: &'a Names,
    /// The session's own.
    pub symbols: &'a mut Symbols,
}

impl Reader<'_> {
    /// A scalar as a value of a type.
    pub fn value(
        &mut self,
        scalar: Scalar<'_>,
        ty: &Type,
        range: Option<(i64, i64)>,
    ) -> Result<Value, Fault> {
        let value = match (ty, scalar) {
            (_, Scalar::Null) => return Ok(Value::Unknown),
            (_, Scalar::TooLong) => return Err(TOO_LONG),
            (Type::Bool, Scalar::Bool(is)) => Value::Bool(is),
            (Type::Bool, _) => return Err((TYPE, "expected true or false")),
            (Type::Int, Scalar::Number(n)) => Value::Int(integer(n)?),
            (Type::Int, _) => return Err((TYPE, "expected a whole number")),
            (Type::Number, Scalar::Number(n)) if n.is_finite() => {
                Value::Number(if n == 0.0 { 0.0 } else { n })
            }
            (Type::Number, Scalar::Number(_)) => return Err(NOT_FINITE),
            (Type::Number, _) => return Err((TYPE, "expected a number")),
            (Type::Decimal { scale }, scalar) => Value::Int(self.decimal(scalar, *scale)?),
            (Type::Enum { values, .. }, scalar) => {
                let member =
                    self.known(scalar)?.filter(|id| values.iter().any(|value| value == id));
                Value::Sym(member.ok_or(("input/enum", "not one of the declared values"))?)
            }
            (Type::Category, Scalar::Number(n)) => {
                return self.value(Scalar::Text(&code(n)?), ty, range);
            }
            (Type::Category, scalar) => match (self.known(scalar)?, text(self.strings, scalar)) {
                (Some(id), _) => Value::Sym(id),
                (None, Some(own)) if is_secret(own) => return Err(SECRET),
                (None, Some(own)) => self.symbols.text(own)?,
                (None, None) => return Err((TYPE, "expected a text")),
            },
            (Type::Topic { words }, scalar) => {
                let typed = text(self.strings, scalar).ok_or((TYPE, "expected a text"))?;
                // Whatever matches no topic is forgotten like the rest of the text.
                let of =
                    |(word, _): &&(StrId, StrId)| contains(typed, text_of(self.strings, *word));
                return Ok(words
                    .iter()
                    .find(of)
                    .map_or(Value::Unknown, |&(_, topic)| Value::Sym(topic)));
            }
            (Type::Id, Scalar::Number(n)) => {
                let n = integer(n)?;
                let mut digits = String::new();
                digits::push_signed(&mut digits, n);
                if is_secret(&digits) {
                    return Err(SECRET);
                }
                self.symbols.identifier(&n.to_le_bytes())?
            }
            (Type::Id, scalar) => {
                let text = text(self.strings, scalar).ok_or((TYPE, "expected an identifier"))?;
                if text.len() > MAX_TEXT {
                    return Err(TOO_LONG);
                }
                if is_secret(text) {
                    return Err(SECRET);
                }
                self.symbols.identifier(text.as_bytes())?
            }
            (Type::Date, scalar) => {
                let text =
                    text(self.strings, scalar).ok_or((TYPE, "expected a date as YYYY-MM-DD"))?;
                let day = time::date_from_text(text);
                Value::Int(day.ok_or(("input/date", "expected a date as YYYY-MM-DD"))?)
            }
        };
        match (range, value) {
            (Some((low, high)), Value::Int(n)) if n < low || n > high => {
                Err(("input/range", "outside the declared range"))
            }
            _ => Ok(value),
        }
    }

    /// The id of a text that the policy knows; none for one it does not.
    fn known(&self, scalar: Scalar<'_>) -> Result<Option<StrId>, Fault> {
        match scalar {
            // The engine's own words stand behind the pack's strings, and may be the same texts.
            Scalar::String(id) => {
                let by_text = || self.names.find(self.strings, text_of(self.strings, id));
                Ok(self.names.first(id).or_else(by_text))
            }
            Scalar::Text(text) if text.len() > MAX_TEXT => Err(TOO_LONG),
            Scalar::Text(text) => Ok(self.names.find(self.strings, text)),
            _ => Err((TYPE, "expected a text")),
        }
    }

    fn decimal(&self, scalar: Scalar<'_>, scale: u8) -> Result<i64, Fault> {
        let n = match scalar {
            Scalar::Number(n) => number::decimal_from_f64(n, scale),
            scalar => match text(self.strings, scalar) {
                Some(text) => number::decimal_from_text(text, scale),
                None => return Err((TYPE, "expected a decimal number or text")),
            },
        };
        n.map_err(|fault| match fault {
            DecimalFault::Form => ("input/decimal", "expected a plain decimal number"),
            DecimalFault::Precision => {
                ("input/precision", "more digits behind the point than declared")
            }
            DecimalFault::Range => ("input/range", "the number is too large"),
        })
    }
}

/// The text of a scalar that is one.
fn text<'s>(strings: &'s [String], scalar: Scalar<'s>) -> Option<&'s str> {
    match scalar {
        Scalar::Text(text) => Some(text),
        Scalar::String(id) => Some(text_of(strings, id)),
        _ => None,
    }
}

/// Whether a text contains a word; letters A to Z match in either case.
fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    !word.is_empty() && text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

const NOT_FINITE: Fault = ("input/number", "expected a finite number");
const SECRET: Fault =
    ("input/secret", "by its shape a number of a card or a citizen, which is not taken");
const TOO_LONG: Fault = ("input/too-long", "the text is too long");

/// A code that is given as a number, as text: `7`, `-1`, `0.5`. Every number has its own text; one
/// that no plain decimal can write is written so that no policy can name it.
fn code(n: f64) -> Result<String, Fault> {
    if !n.is_finite() {
        return Err(NOT_FINITE);
    }
    let decimal = (0..=9).find_map(|scale| {
        let digits = number::decimal_from_f64(n, scale).ok()?;
        (number::decimal_to_f64(digits, scale) == n).then_some((digits, scale))
    });
    let mut text = String::new();
    if let Some((units, scale)) = decimal {
        let one = number::integer_power_of_ten(scale).unsigned_abs();
        if n < 0.0 {
            text.push('-');
        }
        digits::push(&mut text, units.unsigned_abs() / one, 10, 1);
        if scale > 0 {
            text.push('.');
            digits::push(&mut text, units.unsigned_abs() % one, 10, usize::from(scale));
        }
    } else {
        if let Some(whole) = number::truncate(n) {
            digits::push_signed(&mut text, whole);
            text.push('.');
        }
        text.push('…');
        digits::push(&mut text, n.to_bits(), 16, 1);
    }
    Ok(text)
}

fn integer(n: f64) -> Result<i64, Fault> {
    if !n.is_finite() {
        return Err(NOT_FINITE);
    }
    number::whole(n).ok_or(("input/integer", "expected a whole number of at most 2^53 - 1"))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn codes_that_are_numbers_have_their_own_texts() {
        for (n, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (-12.0, "-12"),
            (0.5, "0.5"),
            (-0.05, "-0.05"),
            (12.000_000_001, "12.000000001"),
        ] {
            assert_eq!(code(n), Ok(text.to_string()), "{n}");
        }
        let finer = code(3.000_000_000_1).unwrap();
        assert!(finer.starts_with("3.…"), "{finer}");
        assert_ne!(code(1e30), code(1e31));
        assert_eq!(code(f64::INFINITY), Err(NOT_FINITE));
    }
}
