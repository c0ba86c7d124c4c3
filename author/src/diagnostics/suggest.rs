//! "Did you mean": the nearest of the known names.

/// The name nearest to a wrong one, when it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > 64 {
        return None; // no name is so long, and distances cost the product of the lengths
    }
    let fold = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let folded = fold(wrong);
    let allowed = (wrong.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len() <= 64)
        .map(|name| (strsim::damerau_levenshtein(&folded, &fold(name)), name))
        .filter(|&(distance, _)| distance <= allowed)
        .collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        // Equally near names are no hint: C6 may be meant as C1 or as C5.
        [(first, _), (second, _), ..] if first == second => None,
        [(_, name), ..] => Some(name),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let names = ["income_month", "age", "occupation"];
        assert_eq!(nearest("incom_month", names), Some("income_month"));
        assert_eq!(nearest("income-Month", names), Some("income_month"));
        assert_eq!(nearest("aeg", names), Some("age"));
        assert_eq!(nearest("revenue", names), None);
        assert_eq!(nearest("C6", ["C1", "C5"]), None);
        assert_eq!(nearest(&"x".repeat(10_000), names), None);
    }
}
