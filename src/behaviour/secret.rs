//! What no policy may hold, told by its shape: numbers of payment cards and of Chinese citizens.
//!
//! Such a text is refused at the door instead of kept: a page that passes one does so by mistake.

/// Digits of a text, without the spaces and hyphens between them, and `X` as ten where it stands last; how
/// many there are. None for any other text.
fn digits(text: &str) -> Option<([u32; 19], usize)> {
    let mut digits = [0; 19];
    let mut count = 0;
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        let digit = match c {
            'X' | 'x' if count == 17 => 10,
            _ => c.to_digit(10)?,
        };
        *digits.get_mut(count)? = digit;
        count += 1;
    }
    Some((digits, count))
}

/// Whether a text has the shape of what no policy may hold.
#[inline(never)]
pub fn is_secret(text: &str) -> bool {
    let Some((digits, count)) = digits(text) else { return false };
    let digits = digits.get(..count).unwrap_or(&[]);
    let of = |from: usize, to: usize| {
        digits.get(from..to).unwrap_or(&[]).iter().fold(0, |number, digit| number * 10 + digit)
    };
    // GB 11643: six digits of a place, the day of birth, a sequence, a check digit by ISO 7064 MOD 11-2.
    if count == 18 {
        let born = (1850..2100).contains(&of(6, 10))
            && (1..=12).contains(&of(10, 12))
            && (1..=31).contains(&of(12, 14));
        if born && digits.iter().fold(0, |sum, digit| (sum * 2 + digit) % 11) == 1 {
            return true;
        }
    }
    // ISO/IEC 7812: the first digits tell the issuer's network, the last one checks by Luhn's sum.
    let issued = match of(0, 2) {
        34 | 37 | 35 | 40..=49 | 51..=55 | 62 | 65 => true,
        _ => of(0, 4) == 6011 || (2221..=2720).contains(&of(0, 4)),
    };
    let luhn = digits.iter().rev().enumerate().fold(0, |sum, (place, &digit)| {
        let twice = digit << (place & 1);
        sum + twice % 10 + twice / 10
    });
    issued && (15..=19).contains(&count) && luhn % 10 == 0 && digits.iter().all(|&digit| digit < 10)
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn cards_are_told_by_their_network_and_check_digit() {
        // The networks' own numbers for tests.
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "3530111333300000",
            "6011111111111117",
            "6200000000000005",
        ] {
            assert!(is_secret(card), "{card}");
        }
        for other in [
            "4111111111111112",     // the check digit
            "1111111111111117",     // no network
            "411111111111111",      // too short for Visa's check digit to hold
            "41111111111111110000", // 20 digits
            "4111111111111111x",
            "",
            "card",
            "2026050210000000017",
        ] {
            assert!(!is_secret(other), "{other}");
        }
    }

    #[test]
    fn citizens_numbers_are_told_by_their_birthday_and_check_digit() {
        // The two examples of GB 11643-1999.
        for id in [
            "11010519491231002X",
            "11010519491231002x",
            "440524188001010014",
            "110105 19491231 002X",
        ] {
            assert!(is_secret(id), "{id}");
        }
        for other in [
            "110105194912310021", // the check digit
            "11010519491331002X", // no thirteenth month
            "11010519491231002",  // 17 digits
            "1101051949123100X2",
        ] {
            assert!(!is_secret(other), "{other}");
        }
    }

    #[test]
    fn a_number_with_one_wrong_digit_is_no_card() {
        let card = *b"6222020200112230";
        let check = (b'0'..=b'9').filter(|&last| {
            let mut card = card;
            card[15] = last;
            is_secret(core::str::from_utf8(&card).unwrap())
        });
        assert_eq!(check.count(), 1);
    }
}
