//! k-ary randomised response with whole numbers.
//!
//! Of the 2^32 equally likely draws, `slice` tell each of the `count − 1` answers that are not the true one, and all
//! others tell the true one. So the probabilities are exact: `keep / 2^32` and `slice / 2^32`, no draw is thrown away,
//! and no answer is favoured. The largest ratio of the probabilities of one report under any two true answers is
//! `keep / slice`: its logarithm is the ε of local differential privacy.

/// How many of the 2^32 draws tell the true answer.
#[must_use]
pub fn keep(count: usize, slice: u32) -> u64 {
    let others = u64::try_from(count).unwrap_or(u64::MAX).saturating_sub(1);
    (1_u64 << 32).saturating_sub(others.saturating_mul(u64::from(slice)))
}

/// The answer that is told for a true answer, both numbers below `count`, by one draw.
#[must_use]
pub fn randomise(truth: usize, count: usize, slice: u32, draw: u32) -> usize {
    let Some(over) = u64::from(draw).checked_sub(keep(count, slice)) else { return truth };
    // The others stand in order, without the true one.
    let other = usize::try_from(over.checked_div(u64::from(slice)).unwrap_or(0)).unwrap_or(0);
    other + usize::from(other >= truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All draws of a small machine: 2^32 is scaled down by stepping through the borders of the slices.
    #[test]
    fn every_answer_has_exactly_its_draws() {
        for (count, slice) in
            [(2, 1_u32), (2, 1 << 31), (3, 1_000_000_000), (256, 1 << 24), (7, 12_345)]
        {
            let keep = keep(count, slice);
            assert_eq!(keep + u64::from(slice) * (count as u64 - 1), 1 << 32);
            for truth in 0..count {
                let at = |draw: u64| {
                    u32::try_from(draw).map(|draw| randomise(truth, count, slice, draw))
                };
                let mut seen = vec![0_u32; count];
                assert_eq!(at(0), Ok(truth));
                assert_eq!(at(keep - 1), Ok(truth));
                for other in 0..count as u64 - 1 {
                    let first = keep + other * u64::from(slice);
                    let told = at(first).unwrap();
                    assert_eq!(at(first + u64::from(slice) - 1), Ok(told), "one slice, one answer");
                    seen[told] += 1;
                }
                let wanted: Vec<u32> = (0..count).map(|told| u32::from(told != truth)).collect();
                assert_eq!(seen, wanted, "{count} {slice} {truth}");
            }
        }
    }
}
