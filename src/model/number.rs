//! Exact steps between doubles, whole numbers and decimals.
//!
//! A cast from float to integer is defined differently by Rust (it saturates) and by the lowering
//! that makes the shipped wasm run on old devices; so no such cast stands in the engine.

use super::value::power_of_ten;

/// The largest whole number that comes in from outside: 2^53 − 1.
pub const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// The integer part of a double, towards zero; none outside ±2^63 and for NaN.
#[must_use]
pub fn truncate(x: f64) -> Option<i64> {
    let bits = x.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0) - 1023;
    if exponent < 0 {
        return Some(0); // |x| < 1, zero and denormals
    }
    if exponent > 62 {
        return None;
    }
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000;
    let size =
        if exponent >= 52 { mantissa << (exponent - 52) } else { mantissa >> (52 - exponent) };
    let size = i64::try_from(size).ok()?;
    Some(if x < 0.0 { -size } else { size })
}

/// 1.5 · 2^52: doubles of this size are whole.
const ONES: f64 = 6_755_399_441_055_744.0;

/// The double as a whole number, if it is one that comes through exactly.
#[must_use]
pub fn whole(x: f64) -> Option<i64> {
    // Beside a number whose last binary digit counts ones, the digits of a small whole number stand as they are.
    let n = (x + ONES).to_bits().wrapping_sub(ONES.to_bits()).cast_signed();
    if n.unsigned_abs() < 1 << 50 && to_f64(n) == x {
        return Some(n);
    }
    let n = truncate(x)?;
    (n.abs() <= MAX_SAFE && to_f64(n) == x).then_some(n)
}

/// Nearest double of a whole number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "the nearest double is what is wanted")]
pub fn to_f64(n: i64) -> f64 {
    n as f64
}

/// Nearest double of a wide whole number.
#[must_use]
pub fn wide_to_f64(n: i128) -> f64 {
    // Most fit into the narrow type, which a processor converts by one instruction.
    match i64::try_from(n) {
        Ok(n) => to_f64(n),
        Err(_) => widest_to_f64(n),
    }
}

/// Kept apart, or the compiler would make the two ways one again.
#[inline(never)]
#[expect(clippy::cast_precision_loss, reason = "the nearest double is what is wanted")]
fn widest_to_f64(n: i128) -> f64 {
    n as f64
}

/// Whether a number is one of these. A plain loop: the library's is unrolled.
#[must_use]
pub fn among(numbers: &[f64], n: f64) -> bool {
    for &other in numbers {
        if other == n {
            return true;
        }
    }
    false
}

/// Nearest double of `n / 10^scale` while `|n| < 2^53`.
#[must_use]
pub fn decimal_to_f64(n: i64, scale: u8) -> f64 {
    if scale == 0 { to_f64(n) } else { to_f64(n) / power_of_ten(scale) }
}

/// 10^scale as an integer.
#[must_use]
pub fn integer_power_of_ten(scale: u8) -> i64 {
    10_i64.pow(u32::from(scale.min(18)))
}

/// Why a text or number is not a decimal of the declared scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalFault {
    /// Not a decimal number at all.
    Form,
    /// More digits behind the point than declared.
    Precision,
    /// Larger than 2^53 − 1 in units of the last digit.
    Range,
}

/// A double as a scaled integer.
///
/// The double must be the nearest one to some decimal of the scale, or off by no more than a few
/// units in the last place, as after an addition of prices in JavaScript.
///
/// # Errors
/// [`DecimalFault`] says which demand was not met.
pub fn decimal_from_f64(x: f64, scale: u8) -> Result<i64, DecimalFault> {
    if !x.is_finite() {
        return Err(DecimalFault::Form);
    }
    let scaled = x * power_of_ten(scale);
    let n = truncate(libm::round(scaled)).ok_or(DecimalFault::Range)?;
    if n.abs() > MAX_SAFE {
        return Err(DecimalFault::Range);
    }
    let off = (decimal_to_f64(n, scale) - x).abs();
    if off <= x.abs() * 1e-15 { Ok(n) } else { Err(DecimalFault::Precision) }
}

/// A plain decimal text (`-12`, `0.50`, `+3.`) as a scaled integer; zeros beyond the scale are fine.
///
/// # Errors
/// [`DecimalFault`] says which demand was not met.
pub fn decimal_from_text(text: &str, scale: u8) -> Result<i64, DecimalFault> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, bytes),
    };
    let mut n: i64 = 0;
    let mut behind: Option<u8> = None;
    let mut any = false;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                any = true;
                let digit = byte - b'0';
                match &mut behind {
                    Some(count) if *count >= scale => {
                        if digit != 0 {
                            return Err(DecimalFault::Precision);
                        }
                        continue;
                    }
                    Some(count) => *count += 1,
                    None => {}
                }
                n = n
                    .checked_mul(10)
                    .and_then(|n| n.checked_add(i64::from(digit)))
                    .ok_or(DecimalFault::Range)?;
            }
            b'.' if behind.is_none() => behind = Some(0),
            _ => return Err(DecimalFault::Form),
        }
    }
    if !any {
        return Err(DecimalFault::Form);
    }
    for _ in behind.unwrap_or(0)..scale {
        n = n.checked_mul(10).ok_or(DecimalFault::Range)?;
    }
    if n > MAX_SAFE {
        return Err(DecimalFault::Range);
    }
    Ok(if negative { -n } else { n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncation_follows_the_definition() {
        for (x, n) in [
            (0.0, Some(0)),
            (-0.0, Some(0)),
            (0.999, Some(0)),
            (1.0, Some(1)),
            (-1.5, Some(-1)),
            (1e15 + 0.5, Some(1_000_000_000_000_000)),
            (9_007_199_254_740_993.0, Some(9_007_199_254_740_992)),
            (4.6e18, Some(4_600_000_000_000_000_000)),
            (9.3e18, None),
            (f64::NAN, None),
            (f64::NEG_INFINITY, None),
            (5e-324, Some(0)),
        ] {
            assert_eq!(truncate(x), n, "{x}");
        }
    }

    #[test]
    fn decimals_from_text() {
        assert_eq!(decimal_from_text("812.5", 2), Ok(81250));
        assert_eq!(decimal_from_text("-0.50", 1), Ok(-5));
        assert_eq!(decimal_from_text("+3.", 0), Ok(3));
        assert_eq!(decimal_from_text("1.005", 2), Err(DecimalFault::Precision));
        assert_eq!(decimal_from_text("1e3", 2), Err(DecimalFault::Form));
        assert_eq!(decimal_from_text("", 2), Err(DecimalFault::Form));
        assert_eq!(decimal_from_text(".", 2), Err(DecimalFault::Form));
        assert_eq!(decimal_from_text("1.2.3", 2), Err(DecimalFault::Form));
        assert_eq!(decimal_from_text("90071992547409.92", 2), Err(DecimalFault::Range));
        assert_eq!(decimal_from_text("99999999999999999999", 0), Err(DecimalFault::Range));
    }

    #[test]
    fn decimals_from_doubles() {
        assert_eq!(decimal_from_f64(812.5, 2), Ok(81250));
        assert_eq!(decimal_from_f64(0.1 + 0.2, 1), Ok(3)); // 0.30000000000000004
        assert_eq!(decimal_from_f64(1.005, 2), Err(DecimalFault::Precision));
        assert_eq!(decimal_from_f64(1e308, 2), Err(DecimalFault::Range));
        assert_eq!(decimal_from_f64(f64::NAN, 2), Err(DecimalFault::Form));
    }
}
