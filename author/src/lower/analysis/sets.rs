//! Sets of values of one fact: ranges of whole numbers, or symbols listed or left out.
//!
//! Doubles are the whole numbers of their order: between two neighbours lies nothing, so that `x < 3`
//! is a closed range too.

use std::collections::BTreeSet;

/// A set of values of one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    /// Closed ranges in ascending order that do not touch.
    Numbers(Vec<(i128, i128)>),
    /// The symbols listed.
    Only(BTreeSet<u64>),
    /// All symbols but these.
    AllBut(BTreeSet<u64>),
}

/// Below and above every number.
const ENDS: (i128, i128) = (-(1 << 100), 1 << 100);

impl Set {
    /// The numbers from `lo` to `hi`.
    #[must_use]
    pub fn range(lo: i128, hi: i128) -> Set {
        Set::Numbers(if lo <= hi { vec![(lo, hi)] } else { Vec::new() })
    }

    /// All numbers below.
    #[must_use]
    pub fn below(end: i128) -> Set {
        Set::range(ENDS.0, end - 1)
    }

    /// All numbers above.
    #[must_use]
    pub fn above(end: i128) -> Set {
        Set::range(end + 1, ENDS.1)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Set::Numbers(ranges) => ranges.is_empty(),
            Set::Only(symbols) => symbols.is_empty(),
            Set::AllBut(_) => false,
        }
    }

    /// What is not in it.
    #[must_use]
    pub fn complement(&self) -> Set {
        match self {
            Set::Only(symbols) => Set::AllBut(symbols.clone()),
            Set::AllBut(symbols) => Set::Only(symbols.clone()),
            Set::Numbers(ranges) => {
                let mut from = ENDS.0;
                let mut gaps = Vec::new();
                for &(lo, hi) in ranges {
                    if from < lo {
                        gaps.push((from, lo - 1));
                    }
                    from = hi + 1;
                }
                if from <= ENDS.1 {
                    gaps.push((from, ENDS.1));
                }
                Set::Numbers(gaps)
            }
        }
    }

    /// What is in both. Of sets that do not go together, the first.
    #[must_use]
    pub fn meet(&self, other: &Set) -> Set {
        match (self, other) {
            (Set::Only(a), Set::Only(b)) => Set::Only(a & b),
            (Set::Only(a), Set::AllBut(b)) | (Set::AllBut(b), Set::Only(a)) => Set::Only(a - b),
            (Set::AllBut(a), Set::AllBut(b)) => Set::AllBut(a | b),
            (Set::Numbers(a), Set::Numbers(b)) => {
                let mut both = Vec::new();
                for &(lo, hi) in a {
                    let met = b.iter().map(|&(from, to)| (lo.max(from), hi.min(to)));
                    both.extend(met.filter(|(lo, hi)| lo <= hi));
                }
                Set::Numbers(both)
            }
            (_, other) if other.is_empty() => other.clone(),
            (one, _) => one.clone(),
        }
    }

    /// What is in either.
    #[must_use]
    pub fn join(&self, other: &Set) -> Set {
        self.complement().meet(&other.complement()).complement()
    }

    /// The numbers that a function which never falls takes into this set.
    #[must_use]
    pub fn preimage(&self, of: impl Fn(i64) -> i128) -> Set {
        let Set::Numbers(ranges) = self else { return self.clone() };
        // The smallest number whose image is at least `bound`, one above all when there is none.
        let least = |bound: i128| {
            let (mut lo, mut hi) = (i128::from(i64::MIN), i128::from(i64::MAX) + 1);
            while lo < hi {
                let middle = lo + (hi - lo) / 2;
                let reached = i64::try_from(middle).is_ok_and(|n| of(n) >= bound);
                (lo, hi) = if reached { (lo, middle) } else { (middle + 1, hi) };
            }
            lo
        };
        let ranges = ranges.iter().map(|&(lo, hi)| (least(lo), least(hi + 1) - 1));
        Set::Numbers(ranges.filter(|(lo, hi)| lo <= hi).collect())
    }
}

/// The place of a double among all doubles; both zeros have the same.
#[must_use]
pub fn place(x: f64) -> i128 {
    let bits = i128::from(x.to_bits().cast_signed());
    if bits < 0 { i128::from(i64::MIN) - bits } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(of: &[u64]) -> Set {
        Set::Only(of.iter().copied().collect())
    }

    #[test]
    fn ranges_meet_join_and_have_complements() {
        let adult = Set::above(17);
        let child = Set::below(18);
        assert!(adult.meet(&child).is_empty());
        assert_eq!(adult.join(&child), Set::range(ENDS.0, ENDS.1));
        assert_eq!(adult.complement(), child);
        let outside = Set::range(3, 5).complement();
        assert_eq!(outside.meet(&Set::range(0, 9)), Set::Numbers(vec![(0, 2), (6, 9)]));
        assert!(Set::range(5, 4).is_empty());
    }

    #[test]
    fn symbols_meet_and_join() {
        let others = only(&[1, 2]).complement();
        assert_eq!(others.meet(&only(&[2, 3])), only(&[3]));
        assert_eq!(others.join(&only(&[2, 3])), only(&[1]).complement());
        assert!(only(&[1]).meet(&only(&[2])).is_empty());
        assert!(!others.is_empty());
    }

    #[test]
    fn doubles_keep_their_order() {
        let ascending = [f64::MIN, -1.0, -f64::MIN_POSITIVE, 0.0, 5e-324, 1.0, f64::MAX];
        assert!(ascending.windows(2).all(|pair| place(pair[0]) < place(pair[1])));
        assert_eq!(place(-0.0), place(0.0));
        assert_eq!(place(1.0_f64.next_up()), place(1.0) + 1);
        assert_eq!(place(-5e-324), -1);
    }

    #[test]
    fn a_preimage_holds_what_falls_into_the_set() {
        // Whole numbers n with n < 34.5 are those up to 34.
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let double = |n: i64| place(n as f64);
        assert_eq!(Set::below(place(34.5)).preimage(double), Set::range(i128::from(i64::MIN), 34));
        // No whole number is 34.5.
        assert!(Set::range(place(34.5), place(34.5)).preimage(double).is_empty());
        assert_eq!(Set::range(200, 299).preimage(|n| i128::from(n) * 100), Set::range(2, 2));
    }
}
