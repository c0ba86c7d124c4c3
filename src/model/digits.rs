//! Numbers as digits, without the formatting machinery of the standard library.

use alloc::string::String;

/// Appends a number in a base from 2 to 16, with zeros before it up to so many digits.
#[inline(never)]
pub fn push(text: &mut String, number: u64, base: u64, width: usize) {
    if number >= base || width > 1 {
        push(text, number / base, base, width.saturating_sub(1));
    }
    let digit = u8::try_from(number % base).unwrap_or(0);
    text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }));
}

/// Appends a number in base 10, with a sign where it is below zero.
pub fn push_signed(text: &mut String, number: i64) {
    if number < 0 {
        text.push('-');
    }
    push(text, number.unsigned_abs(), 10, 1);
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        for number in [0, 1, 9, 10, 255, 1_000, u64::MAX] {
            for width in [0, 1, 2, 5] {
                let mut text = String::new();
                push(&mut text, number, 10, width);
                push(&mut text, number, 16, width);
                assert_eq!(text, format!("{number:0width$}{number:0width$x}"));
            }
        }
        for number in [0, 7, -7, i64::MIN, i64::MAX] {
            let mut text = String::new();
            push_signed(&mut text, number);
            assert_eq!(text, format!("{number}"));
        }
    }
}
