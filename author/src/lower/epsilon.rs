//! From ε to whole numbers: how many of 2^32 draws tell each answer that is not the true one.
//!
//! Everything is rounded so that a report tells less than it might, never more: ε itself is taken down to millionths,
//! e^ε is a lower bound, and the number of draws is rounded up.

use silhouette::pack::program::{MAX_BUDGET, MICROS};

/// Digits behind the binary point of e^ε.
const FRACTION: u32 = 88;
/// Terms of the series: of e^10 the 64th is below 2^−90.
const TERMS: u128 = 64;

/// An ε in millionths, as it is written in decimals; what is finer is cut off.
#[must_use]
pub fn micros(epsilon: f64) -> u32 {
    let near = (epsilon * f64::from(MICROS)).round();
    #[expect(
        clippy::float_cmp,
        reason = "the same double: the decimal has no more than six digits"
    )]
    let exact = near / f64::from(MICROS) == epsilon;
    let cut = if exact { near } else { (epsilon * f64::from(MICROS)).floor() };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range of a budget"
    )]
    let micros = cut.clamp(0.0, f64::from(MAX_BUDGET)) as u32;
    micros
}

/// A lower bound of e^(micros / 1,000,000), times 2^[`FRACTION`]; for an ε of at most 10.
fn exp_from_below(micros: u32) -> u128 {
    let (mut term, mut sum) = (1_u128 << FRACTION, 0_u128);
    for n in 1..=TERMS {
        sum += term;
        // e^10 has no term above 2^12: this stays below 2^124.
        term = term * u128::from(micros) / (n * u128::from(MICROS));
    }
    sum
}

/// The fewest draws for each answer that is not the true one with which one of `count` answers costs no more than an ε,
/// in millionths, of at most 10.
///
/// With `s` draws for each of the others the true one has `2^32 − (count − 1)·s`, and e^ε must be at least the ratio:
/// `s ≥ 2^32 / (e^ε + count − 1)`.
#[must_use]
pub fn slice(count: usize, micros: u32) -> u32 {
    let others = u128::try_from(count).unwrap_or(1).saturating_sub(1);
    let parts = exp_from_below(micros) + (others << FRACTION);
    let slice = (1_u128 << (32 + FRACTION)).div_ceil(parts);
    u32::try_from(slice).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use silhouette::egress::randomise::keep;

    #[test]
    fn millionths_are_those_of_the_decimal() {
        for (epsilon, wanted) in [
            (1.0, 1_000_000),
            (0.01, 10_000),
            (0.29, 290_000),
            (0.3, 300_000),
            (1.1, 1_100_000),
            (0.000_001, 1),
            (0.123_456_789, 123_456),
            (9.999_999_9, 9_999_999),
            (10.0, 10_000_000),
        ] {
            assert_eq!(micros(epsilon), wanted, "{epsilon}");
        }
    }

    /// Bounds of e^(a/10^6) times 2^64, from below and from above, by another way than the series above: the tenth
    /// power of two squarings after the argument was made small, each step rounded outwards.
    fn bounds(micros: u32) -> (u128, u128) {
        const ONE: u128 = 1 << 64;
        // x = a / (10^6 · 1024) is below 0.01: 1 + x + x²/2 + x³/6 ≤ e^x ≤ that + x⁴/24 · 1.01, in steps of 2^−64.
        let divisor = 1024 * 1_000_000_u128;
        let x = |up: u128| (u128::from(micros) * ONE + up * (divisor - 1)) / divisor;
        let times = |a: u128, b: u128, up: u128| -> u128 {
            // Of 64 fraction bits each; a and b are below 2^96 and their product must fit.
            let (high, low) = (a >> 32, a & 0xffff_ffff);
            let product_high = high.checked_mul(b).unwrap();
            let product_low = low.checked_mul(b).unwrap();
            let whole = (product_high >> 32) + (product_low >> 64);
            let rest = ((product_high & 0xffff_ffff) << 32) + (product_low & (ONE - 1));
            whole + (rest >> 64) + up
        };
        let small = |up: u128| {
            let x1 = x(up);
            let x2 = times(x1, x1, up);
            let x3 = times(x2, x1, up);
            let x4 = times(x2, x2, up);
            let x5 = times(x3, x2, up);
            let x6 = times(x3, x3, up);
            let upper = up * (x6 / 600 + 6); // more than x⁶/720 + x⁷/5040 + …, and the divisions
            ONE + x1 + x2 / 2 + x3 / 6 + x4 / 24 + x5 / 120 + upper
        };
        let mut both = (small(0), small(1));
        for _ in 0..10 {
            both = (times(both.0, both.0, 0), times(both.1, both.1, 2));
        }
        both
    }

    #[test]
    fn bounds_are_bounds() {
        // e, e^0.5, e^10, e^0.001 to 20 digits: Abramowitz and Stegun, tables 4.4 and 4.5.
        for (micros, whole, fraction) in [
            (1_000_000, 2_u128, 71_828_182_845_904_523_536_u128),
            (500_000, 1, 64_872_127_070_012_814_685),
            (10_000_000, 22026, 46_579_480_671_651_695_790),
            (1_000, 1, 100_050_016_670_834_166),
        ] {
            // The fraction in 2^−64, by halves: 10^20 · 2^64 does not fit 128 bits.
            let (mut rest, mut bits) = (fraction, 0_u128);
            for _ in 0..64 {
                rest *= 2;
                bits = bits * 2 + rest / 100_000_000_000_000_000_000;
                rest %= 100_000_000_000_000_000_000;
            }
            let value = (whole << 64) + bits;
            let (low, high) = bounds(micros);
            assert!(low <= value + 1 && value <= high + 1, "{micros}: {low} {value} {high}");
            assert!(high - low < 1 << 40, "{micros}: {}", high - low);
        }
    }

    /// The ratio keep/slice is at most e^ε, proved in whole numbers; and with one draw fewer it would be more.
    #[test]
    fn the_cost_is_at_most_what_is_declared_and_no_less_than_it_must() {
        let mut proved = 0;
        for micros in
            (1_250..10_000_000).step_by(99_991).chain([10_000, 500_000, 1_000_000, 10_000_000])
        {
            let (low, high) = bounds(micros);
            for count in [2, 3, 4, 5, 8, 10, 16, 33, 100, 255, 256] {
                let slice = slice(count, micros);
                // keep / slice ≤ e^ε: keep · 2^64 ≤ slice · (e^ε · 2^64), with the lower bound.
                let kept = u128::from(keep(count, slice));
                assert!(kept << 64 <= u128::from(slice) * low, "{count} {micros}");
                assert!(kept >= u128::from(slice), "{count} {micros}");
                // One draw fewer for each of the others, and the ratio is above e^ε, with the upper bound.
                let kept = u128::from(keep(count, slice - 1));
                assert!(kept << 64 > u128::from(slice - 1) * high, "{count} {micros}");
                proved += 1;
            }
        }
        assert!(proved > 1_000);
    }
}
