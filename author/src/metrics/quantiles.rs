//! Edges that cut a population into parts of the same size.

/// Quantiles by linear interpolation (type 7 of R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), the one of
/// NumPy): of a row that weighs `w` as if it stood there `w` times. `rows` are values and weights in ascending order.
#[must_use]
pub fn quantile(rows: &[(f64, f64)], share: f64) -> Option<f64> {
    let weight: f64 = rows.iter().map(|(_, weight)| weight).sum();
    at(rows, (weight - 1.0).max(0.0) * share)
}

fn at(rows: &[(f64, f64)], place: f64) -> Option<f64> {
    let whole = place.floor();
    let (mut one, mut other) = (None, None);
    let mut before = 0.0;
    for (value, weight) in rows {
        before += weight;
        if one.is_none() && before > whole {
            one = Some(*value);
        }
        if before > whole + 1.0 {
            other = Some(*value);
            break;
        }
    }
    let low = one.or_else(|| rows.last().map(|row| row.0))?;
    let high = other.unwrap_or(low);
    let part = place - whole;
    // As NumPy does: from the nearer end, so that it is monotone and exact at both.
    let step = high - low;
    Some(if part >= 0.5 { high - step * (1.0 - part) } else { low + step * part })
}

/// Edges between `parts` parts of the same size, ascending and different from each other.
///
/// `rows` are values and weights in ascending order.
#[must_use]
pub fn edges(rows: &[(f64, f64)], parts: usize) -> Vec<f64> {
    let share = |part: usize| as_f64(part) / as_f64(parts);
    let mut edges: Vec<f64> = (1..parts).filter_map(|part| quantile(rows, share(part))).collect();
    edges.dedup();
    edges
}

/// Which part a value is in: that of number k holds `edges[k-1] <= value < edges[k]`.
#[must_use]
pub fn part(edges: &[f64], value: f64) -> usize {
    edges.partition_point(|edge| *edge <= value)
}

#[expect(clippy::cast_precision_loss, reason = "a number of parts")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
