//! Gaps and overlaps of intervals `[lo, hi)`.

/// An interval `[lo, hi)` of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Included.
    pub lo: f64,
    /// Not included.
    pub hi: f64,
}

impl Interval {
    /// The interval as the whole numbers in it: `[4.5, 6)` is `[5, 6)`.
    #[must_use]
    pub fn of_integers(self) -> Interval {
        Interval { lo: self.lo.ceil(), hi: self.hi.ceil() }
    }

    /// Whether nothing lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.lo >= self.hi
    }

    fn meets(self, other: Interval) -> bool {
        self.lo < other.hi && other.lo < self.hi
    }
}

/// What of `whole` is not covered, in order.
#[must_use]
pub fn gaps(whole: Interval, covers: &[Interval]) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = covers.iter().copied().filter(|c| !c.is_empty()).collect();
    sorted.sort_by(|a, b| a.lo.total_cmp(&b.lo));
    let mut gaps = Vec::new();
    let mut reached = whole.lo;
    for cover in sorted {
        if cover.lo > reached {
            gaps.push(Interval { lo: reached, hi: cover.lo.min(whole.hi) });
        }
        reached = reached.max(cover.hi);
        if reached >= whole.hi {
            break;
        }
    }
    if reached < whole.hi {
        gaps.push(Interval { lo: reached, hi: whole.hi });
    }
    gaps.retain(|gap| !gap.is_empty());
    gaps
}

/// How an interval stands to earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It meets none of them.
    Apart,
    /// It meets this one of them.
    Overlaps(usize),
    /// They leave nothing of it.
    Covered,
}

/// How an interval stands to earlier ones.
#[must_use]
pub fn standing(interval: Interval, earlier: &[Interval]) -> Standing {
    if interval.is_empty() || gaps(interval, earlier).is_empty() {
        return Standing::Covered;
    }
    match earlier.iter().position(|one| one.meets(interval)) {
        Some(index) => Standing::Overlaps(index),
        None => Standing::Apart,
    }
}

/// An interval in words: `30 ≤ x < 35`.
#[must_use]
pub fn words(interval: Interval, name: &str) -> String {
    match (interval.lo.is_finite(), interval.hi.is_finite()) {
        (true, true) => format!("{} ≤ {name} < {}", interval.lo, interval.hi),
        (true, false) => format!("{name} ≥ {}", interval.lo),
        (false, true) => format!("{name} < {}", interval.hi),
        (false, false) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    fn of(pairs: &[(f64, f64)]) -> Vec<Interval> {
        pairs.iter().map(|&(lo, hi)| Interval { lo, hi }).collect()
    }

    #[test]
    fn gaps_lie_between_intervals() {
        let whole = Interval { lo: -INF, hi: INF };
        assert_eq!(gaps(whole, &of(&[(-INF, 3.0), (3.0, INF)])), []);
        assert_eq!(gaps(whole, &of(&[(5.0, INF), (-INF, 3.0)])), of(&[(3.0, 5.0)]));
        assert_eq!(gaps(whole, &[]), of(&[(-INF, INF)]));
        assert_eq!(
            gaps(Interval { lo: 0.0, hi: 9.0 }, &of(&[(-5.0, 4.0), (6.0, 7.0)])),
            of(&[(4.0, 6.0), (7.0, 9.0)])
        );
    }

    #[test]
    fn whole_numbers_leave_no_gap_between_them() {
        let covers =
            of(&[(0.0, 5.5), (6.0, 9.0)]).iter().map(|i| i.of_integers()).collect::<Vec<_>>();
        assert_eq!(gaps(Interval { lo: 0.0, hi: 9.0 }, &covers), []);
    }

    #[test]
    fn a_later_interval_can_overlap_or_be_covered() {
        let earlier = of(&[(0.0, 5.0), (5.0, 9.0)]);
        assert_eq!(standing(Interval { lo: 9.0, hi: 10.0 }, &earlier), Standing::Apart);
        assert_eq!(standing(Interval { lo: 8.0, hi: 10.0 }, &earlier), Standing::Overlaps(1));
        assert_eq!(standing(Interval { lo: 2.0, hi: 7.0 }, &earlier), Standing::Covered);
    }
}
