//! How far a run is, for the person who waits at a terminal: one line on the standard error that is written over.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

#[expect(clippy::disallowed_types, reason = "only shown to the person who waits")]
type Clock = std::time::Instant;

/// Between two lines.
const EVERY: Duration = Duration::from_millis(500);

/// What the person is told. All parts are counted by who works.
#[derive(Debug, Default)]
pub struct Counters {
    /// Customers that are done.
    pub customers: AtomicU64,
    ended: AtomicBool,
}

/// A line that is being written until this is dropped.
pub struct Line {
    counters: Arc<Counters>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Begins, when somebody watches. `read` tells what is read of the input, and all there is.
    pub fn begin(watched: bool, read: Option<Box<dyn Fn() -> (u64, u64) + Send>>) -> Line {
        let counters = Arc::new(Counters::default());
        let shared = Arc::clone(&counters);
        let thread = (watched && !cfg!(target_arch = "wasm32")).then(|| {
            std::thread::spawn(move || {
                let start = Clock::now();
                let mut first = None;
                while !shared.ended.load(Ordering::Relaxed) {
                    std::thread::park_timeout(EVERY);
                    let customers = shared.customers.load(Ordering::Relaxed);
                    if customers > 0 && first.is_none() {
                        first = Some((start.elapsed(), customers));
                    }
                    let text =
                        text(start.elapsed(), first, customers, read.as_ref().map(|read| read()));
                    let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
                }
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            })
        });
        Line { counters, thread }
    }

    /// For who counts.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.counters.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// The line. `first`: when the first customers were seen, and how many.
#[expect(clippy::cast_precision_loss, reason = "shown to people")]
fn text(
    elapsed: Duration,
    first: Option<(Duration, u64)>,
    customers: u64,
    read: Option<(u64, u64)>,
) -> String {
    let percent = |(done, all): (u64, u64)| done as f64 * 100.0 / all.max(1) as f64;
    let left = |(done, all): (u64, u64)| {
        let seconds = elapsed.as_secs_f64() * (all as f64 / done.max(1) as f64 - 1.0);
        clock(seconds.max(0.0))
    };
    let Some((since, seen)) = first else {
        return match read {
            Some((done, all)) if done > 0 => {
                let (percent, left) = (percent((done, all)), left((done, all)));
                format!("reading: {percent:.0} %, about {left} left to read")
            }
            _ => "reading".to_owned(),
        };
    };
    let seconds = (elapsed - since).as_secs_f64();
    let rate = if seconds > 0.0 { (customers - seen) as f64 / seconds } else { 0.0 };
    let mut text = format!("{customers} customers, {rate:.0} a second");
    if let Some((done, all)) = read.filter(|(done, all)| done < all) {
        let (percent, left) = (percent((done, all)), left((done, all)));
        text.push_str(&format!(", {percent:.0} % read, about {left} left"));
    }
    text
}

fn clock(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shown to people")]
    let whole = seconds.round() as u64;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
