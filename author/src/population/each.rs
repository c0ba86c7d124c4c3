//! One function for every customer of a source, on all cores, in order.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use super::{Done, Person, Source, Unread};
use crate::customer::Refusal;

/// A batch ends with so many customers …
const CUSTOMERS: usize = 128;
/// … or with so many bytes of them.
const BYTES: usize = 1 << 18;
/// Batches that wait or are worked on, for each worker.
const AHEAD: usize = 4;

/// How many threads there are for use; one inside Node.
#[must_use]
pub fn threads() -> NonZeroUsize {
    if cfg!(target_arch = "wasm32") {
        return NonZeroUsize::MIN;
    }
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Shows every customer of `source` to `work` and gives what that made of it to `sink`, in the order of the
/// source. `work` runs on `threads` threads, `sink` on the one that calls. A customer that is not what it should
/// be, or that `work` refuses, comes to the sink as a refusal, and the run goes on.
///
/// # Errors
/// What the source or the sink fails with. Whatever stands before that place has gone to the sink.
pub fn each<S, R, E>(
    source: &mut S,
    threads: NonZeroUsize,
    work: impl Fn(&dyn Person) -> Result<R, Refusal> + Sync,
    mut sink: impl FnMut(Done<R>) -> Result<(), E>,
) -> Result<(), E>
where
    S: Source + ?Sized,
    R: Send,
    E: From<S::Error>,
{
    if threads == NonZeroUsize::MIN {
        while let Some(unread) = source.next()? {
            sink(done(&*unread, &work))?;
        }
        return Ok(());
    }
    let (give, take) = mpsc::channel();
    let take = Mutex::new(take);
    thread::scope(|scope| {
        for _ in 0..threads.get() {
            scope.spawn(|| worker(&take, &work));
        }
        let result = lead(source, &give, threads.get() * AHEAD, &mut sink);
        drop(give); // the workers end
        result
    })
}

/// A batch, and where its results go.
type Job<R> = (Vec<Box<dyn Unread>>, Sender<Vec<Done<R>>>);

/// Keeps the workers busy and hands their results on in order.
fn lead<S, R, E>(
    source: &mut S,
    give: &Sender<Job<R>>,
    ahead: usize,
    sink: &mut impl FnMut(Done<R>) -> Result<(), E>,
) -> Result<(), E>
where
    S: Source + ?Sized,
    E: From<S::Error>,
{
    let mut waiting: VecDeque<Receiver<Vec<Done<R>>>> = VecDeque::new();
    let mut end = None;
    loop {
        while end.is_none() && waiting.len() < ahead {
            let mut batch = Vec::new();
            end = match fill(source, &mut batch) {
                Ok(true) => None,
                Ok(false) => Some(Ok(())),
                Err(error) => Some(Err(error)),
            };
            if !batch.is_empty() {
                let (answer, answers) = mpsc::channel();
                waiting.push_back(answers);
                let _ = give.send((batch, answer)); // the workers listen as long as we speak
            }
        }
        let Some(first) = waiting.pop_front() else { break };
        // No answer: a worker panics, and the scope does so, too.
        for done in first.recv().unwrap_or_default() {
            sink(done)?;
        }
    }
    end.unwrap_or(Ok(())).map_err(E::from)
}

/// Fills a batch with the next customers; false at the end.
fn fill<S: Source + ?Sized>(
    source: &mut S,
    batch: &mut Vec<Box<dyn Unread>>,
) -> Result<bool, S::Error> {
    let mut bytes = 0;
    while batch.len() < CUSTOMERS && bytes < BYTES {
        let Some(unread) = source.next()? else { return Ok(false) };
        bytes += unread.size();
        batch.push(unread);
    }
    Ok(true)
}

fn worker<R>(
    take: &Mutex<Receiver<Job<R>>>,
    work: &(impl Fn(&dyn Person) -> Result<R, Refusal> + Sync),
) {
    loop {
        let Ok(Ok((batch, answer))) = take.lock().map(|take| take.recv()) else { return };
        let results = batch.iter().map(|unread| done(&**unread, work)).collect();
        let _ = answer.send(results); // nobody waits for it any more: the run has failed
    }
}

fn done<R>(unread: &dyn Unread, work: &impl Fn(&dyn Person) -> Result<R, Refusal>) -> Done<R> {
    let result = unread.read().and_then(|person| work(&*person));
    Done { place: unread.place(), result }
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufRead, Cursor, Read};

    use super::*;
    use crate::population::lines::Lines;

    fn ids(text: String, threads: usize) -> Vec<(u64, Result<String, &'static str>)> {
        let mut lines = Lines::new(Box::new(Cursor::new(text)));
        let mut found = Vec::new();
        let result: io::Result<()> = each(
            &mut lines,
            NonZeroUsize::new(threads).unwrap(),
            |person| Ok(person.id().to_string()),
            |done| {
                found.push((done.place.number, done.result.map_err(|refusal| refusal.code)));
                Ok(())
            },
        );
        result.unwrap();
        found
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let line = |n: usize| match n % 7 {
            3 => "\n".to_owned(),
            5 => "{\"id\":1}\n".to_owned(),
            _ => format!("{{\"id\":{n},\"now\":1,\"note\":\"{}\"}}\n", "x".repeat(n % 5000)),
        };
        let text: String = (0..3000).map(line).collect();
        let expected: Vec<_> = (0..3000)
            .filter(|n| n % 7 != 3)
            .map(|n| (n as u64 + 1, if n % 7 == 5 { Err("input/time") } else { Ok(n.to_string()) }))
            .collect();
        for threads in [1, 2, 3, 8] {
            assert_eq!(ids(text.clone(), threads), expected, "{threads} threads");
        }
        assert_eq!(ids(String::new(), 4), []);
    }

    /// A file that ends with an error.
    struct Torn(Cursor<String>);

    impl Read for Torn {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::UnexpectedEof.into()),
                count => Ok(count),
            }
        }
    }

    #[test]
    fn what_stands_before_a_failure_goes_to_the_sink() {
        for threads in [1, 4] {
            let text: String = (0..500).map(|n| format!("{{\"id\":{n},\"now\":1}}\n")).collect();
            let reader: Box<dyn BufRead> = Box::new(io::BufReader::new(Torn(Cursor::new(text))));
            let mut count = 0;
            let result: io::Result<()> = each(
                &mut Lines::new(reader),
                NonZeroUsize::new(threads).unwrap(),
                |_| Ok(()),
                |_| {
                    count += 1;
                    Ok(())
                },
            );
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
            assert_eq!(count, 500);
        }
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let text: String = (0..5000).map(|n| format!("{{\"id\":{n},\"now\":1}}\n")).collect();
        let mut count = 0;
        let result: io::Result<()> = each(
            &mut Lines::new(Box::new(Cursor::new(text))),
            NonZeroUsize::new(3).unwrap(),
            |_| Ok(()),
            |_| {
                count += 1;
                if count == 300 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
            },
        );
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(count, 300);
    }
}
