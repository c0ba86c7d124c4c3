//! Numbers as they are written: exact where decimals need them.

/// A number with a point or an exponent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal {
    /// The nearest double.
    pub number: f64,
    /// The number as an integer times 10^−scale, when it is small enough to be held so.
    pub exact: Option<(i64, u8)>,
}

/// No decimal has more digits behind the point.
pub const MAX_SCALE: u8 = 9;

impl Decimal {
    /// Reads `-12.50`, `1e3`, `0.035`.
    #[must_use]
    pub fn read(text: &str) -> Option<Decimal> {
        let number: f64 = text.parse().ok()?;
        number.is_finite().then(|| Decimal { number, exact: exact(text) })
    }

    /// The shortest decimal that reads back as this double: what a person wrote in the document.
    #[must_use]
    pub fn of(number: f64) -> Decimal {
        Decimal { number, exact: exact(&number.to_string()) }
    }

    /// The number at a scale, if it has no more digits than that.
    #[must_use]
    pub fn at_scale(self, scale: u8) -> Option<i64> {
        let (integer, own) = self.exact?;
        let up = scale.checked_sub(own)?;
        integer.checked_mul(10_i64.checked_pow(u32::from(up))?)
    }
}

fn exact(text: &str) -> Option<(i64, u8)> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{}", fraction.trim_end_matches('0'));
    let mut integer: i64 = digits.parse().ok()?;
    let mut scale = i32::try_from(fraction.trim_end_matches('0').len()).ok()? - exponent;
    while scale < 0 {
        integer = integer.checked_mul(10)?;
        scale += 1;
    }
    while scale > 0 && integer % 10 == 0 {
        integer /= 10;
        scale -= 1;
    }
    let scale = u8::try_from(scale).ok().filter(|&scale| scale <= MAX_SCALE)?;
    Some((integer, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let exact = |text: &str| Decimal::read(text).unwrap().exact;
        assert_eq!(exact("30000.55"), Some((3_000_055, 2)));
        assert_eq!(exact("2.50"), Some((25, 1)));
        assert_eq!(exact("-0.035"), Some((-35, 3)));
        assert_eq!(exact("1e3"), Some((1000, 0)));
        assert_eq!(exact("1.5e-3"), Some((15, 4)));
        assert_eq!(exact("0.0"), Some((0, 0)));
        assert_eq!(exact("1e-10"), None);
        assert_eq!(exact("1e300"), None);
        assert_eq!(Decimal::read("2.5").unwrap().at_scale(2), Some(250));
        assert_eq!(Decimal::read("2.505").unwrap().at_scale(2), None);
        assert_eq!(Decimal::of(0.1).exact, Some((1, 1)));
        assert_eq!(Decimal::of(120.0).exact, Some((120, 0)));
        assert_eq!(Decimal::read("1e999"), None);
    }
}
