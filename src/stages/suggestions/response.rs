//! How likely a customer answers a suggestion, by what became of earlier ones.
//!
//! Each product's chance has a Beta distribution: before the first showing that of the policy, then with one hit more
//! for each answer and one miss more for each showing without. Thompson sampling (1933) ranks by a draw from it in
//! place of its mean, and so tries what it knows little of.

use alloc::vec::Vec;

use crate::model::number;
use crate::pack::program::Response;

/// No more showings of a product count: what is drawn is bounded.
const MOST: u32 = 512;

/// The mean of the distribution, or with `seed` a draw from it: between 0 and 1. Equal seeds draw equally.
#[inline(never)]
pub fn chance(assumed: Response, (hits, misses): (u32, u32), seed: Option<u64>) -> f64 {
    let hits = assumed.hits.saturating_add(hits.min(MOST));
    let misses = assumed.misses.saturating_add(misses.min(MOST));
    let Some(mut seed) = seed else {
        let number = |n: u32| number::to_f64(i64::from(n));
        return number(hits) / (number(hits) + number(misses));
    };
    // Of hits + misses − 1 uniform numbers the hits-th smallest has the distribution Beta(hits, misses)
    // (order statistics; Devroye 1986, I.4.3): nothing but comparisons, so the same bits everywhere.
    let mut smallest: Vec<u64> = Vec::new();
    for _ in 1..hits.saturating_add(misses) {
        let number = next(&mut seed);
        let place = smallest.partition_point(|&other| other < number);
        smallest.insert(place, number);
    }
    let place = usize::try_from(hits.saturating_sub(1)).unwrap_or(0);
    let drawn = smallest.get(place).copied().unwrap_or(0);
    number::to_f64(i64::try_from(drawn >> 11).unwrap_or(0)) / number::to_f64(1 << 53)
}

/// SplitMix64 (Steele, Lea, Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSUMED: Response = Response { hits: 2, misses: 8, explore: true };

    #[test]
    fn the_mean_moves_with_every_showing() {
        // Beta(2, 8): 2 / 10. With 3 answers of 5: (2 + 3) / (10 + 5).
        assert_eq!(chance(ASSUMED, (0, 0), None).to_bits(), 0.2_f64.to_bits());
        assert_eq!(chance(ASSUMED, (3, 2), None).to_bits(), (5.0_f64 / 15.0).to_bits());
    }

    #[test]
    fn splitmix_is_the_published_one() {
        // The first numbers of seed 1234567, as in the test vectors of Vigna's splitmix64.c.
        let mut state = 1_234_567;
        let numbers = [(); 3].map(|()| next(&mut state));
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn draws_have_the_moments_of_the_distribution() {
        // Beta(a, b): mean a/(a+b), variance ab/((a+b)²(a+b+1)). Of 20,000 draws the mean lies within five
        // standard errors, the variance within a tenth.
        for (answers, a, b) in [((0, 0), 2.0, 8.0), ((30, 10), 32.0, 18.0), ((0, 90), 2.0, 98.0)] {
            let draws = 20_000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for draw in 0..draws {
                // Seeds of a device are hashes, not neighbours.
                let mut seed = draw;
                let drawn = chance(ASSUMED, answers, Some(next(&mut seed)));
                assert!(drawn > 0.0 && drawn < 1.0);
                sum += drawn;
                squares += drawn * drawn;
            }
            let n = f64::from(u32::try_from(draws).unwrap());
            let (mean, sum_ab): (f64, f64) = (a / (a + b), a + b);
            let variance = a * b / (sum_ab * sum_ab * (sum_ab + 1.0));
            assert!((sum / n - mean).abs() < 5.0 * libm::sqrt(variance / n), "{answers:?}");
            let found = squares / n - (sum / n) * (sum / n);
            assert!((found / variance - 1.0).abs() < 0.1, "{answers:?}: {found} {variance}");
        }
    }

    #[test]
    fn equal_seeds_draw_equally_and_the_work_is_bounded() {
        let many = chance(ASSUMED, (u32::MAX, u32::MAX), Some(7));
        assert_eq!(many.to_bits(), chance(ASSUMED, (MOST, MOST), Some(7)).to_bits());
        assert!((many - 0.5).abs() < 0.1);
        assert_ne!(many.to_bits(), chance(ASSUMED, (MOST, MOST), Some(8)).to_bits());
    }
}
