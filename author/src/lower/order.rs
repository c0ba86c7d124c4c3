//! An order in which each thing comes after what it reads.

/// Positions of `0..reads.len()` so that each comes after those it reads, otherwise in their own order;
/// and the cycles, each in the order in which its members read each other. Members of cycles are not
/// among the positions.
pub fn sort(mut reads: Vec<Vec<usize>>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut cycles: Vec<Vec<usize>> = Vec::new();
    loop {
        match attempt(&reads) {
            Ok(mut order) => {
                order.retain(|at| !cycles.iter().any(|cycle| cycle.contains(at)));
                return (order, cycles);
            }
            Err(cycle) => {
                for &at in &cycle {
                    reads[at].clear();
                }
                cycles.push(cycle);
            }
        }
    }
}

/// An order, or one cycle.
fn attempt(reads: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
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
        assert_eq!(sort(vec![vec![], vec![], vec![]]), (vec![0, 1, 2], vec![]));
        assert_eq!(sort(vec![vec![2], vec![], vec![1]]), (vec![1, 2, 0], vec![]));
    }

    #[test]
    fn every_cycle_is_told_once() {
        assert_eq!(sort(vec![vec![0]]), (vec![], vec![vec![0]]));
        assert_eq!(sort(vec![vec![1], vec![2], vec![1]]), (vec![0], vec![vec![1, 2]]));
        let two = vec![vec![1], vec![0], vec![3], vec![2], vec![]];
        assert_eq!(sort(two), (vec![4], vec![vec![0, 1], vec![2, 3]]));
    }

    #[test]
    fn long_chains_need_no_stack() {
        let open: Vec<Vec<usize>> =
            (0..100_000).map(|i| if i + 1 < 100_000 { vec![i + 1] } else { vec![] }).collect();
        assert_eq!(sort(open).0[0], 99_999);
    }
}
