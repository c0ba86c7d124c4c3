//! An order in which each thing comes after what it reads.

/// Positions of `0..reads.len()` so that each comes after those it reads, otherwise in their own order.
///
/// # Errors
/// The members of a cycle, in the order in which they read each other.
pub fn sort(reads: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; reads.len()];
    let mut order = Vec::with_capacity(reads.len());
    for start in 0..reads.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // An own stack instead of recursion: chains can be as long as the document.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let Some(&read) = reads[at].get(*next) else {
                marks[at] = Mark::Done;
                order.push(at);
                path.pop();
                continue;
            };
            *next += 1;
            match marks[read] {
                Mark::Done => {}
                Mark::New => {
                    marks[read] = Mark::Open;
                    path.push((read, 0));
                }
                Mark::Open => {
                    let from = path.iter().position(|&(at, _)| at == read).unwrap_or(0);
                    return Err(path[from..].iter().map(|&(at, _)| at).collect());
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn each_comes_after_what_it_reads() {
        assert_eq!(sort(&[vec![], vec![], vec![]]), Ok(vec![0, 1, 2]));
        assert_eq!(sort(&[vec![2], vec![], vec![1]]), Ok(vec![1, 2, 0]));
        assert_eq!(sort(&[vec![0]]), Err(vec![0]));
        assert_eq!(sort(&[vec![1], vec![2], vec![1]]), Err(vec![1, 2]));
    }

    #[test]
    fn long_chains_need_no_stack() {
        let open: Vec<Vec<usize>> =
            (0..100_000).map(|i| if i + 1 < 100_000 { vec![i + 1] } else { vec![] }).collect();
        assert_eq!(sort(&open).unwrap()[0], 99_999);
    }
}
