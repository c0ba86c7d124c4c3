//! What the command line needs of the machine it runs on.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal as _, Read as _, Write};

/// Files and streams. The native program uses the operating system's; a build for Node has its own.
pub trait Host {
    /// The bytes of a file, at most `limit` and one more.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn read(&mut self, path: &str, limit: usize) -> io::Result<Vec<u8>>;
    /// A file to read line by line; `-` is the standard input.
    ///
    /// # Errors
    /// When the file cannot be opened.
    fn lines(&mut self, path: &str) -> io::Result<Box<dyn BufRead>>;
    /// A file to write.
    ///
    /// # Errors
    /// When the file cannot be created.
    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write>>;
    /// A folder, with those above it.
    ///
    /// # Errors
    /// When it cannot be created.
    fn create_folder(&mut self, path: &str) -> io::Result<()>;
    /// Whether there is such a file.
    fn exists(&mut self, path: &str) -> bool;
    /// Fills a buffer with random bytes, fit for keys.
    ///
    /// # Errors
    /// When there is no source of them.
    fn random(&mut self, bytes: &mut [u8]) -> io::Result<()>;
    /// Whether paths are files of this machine, which the program may open by itself, several at once, and rename.
    fn local(&self) -> bool {
        false
    }
    /// Whether a person reads what goes to [`err`](Self::err) as it comes.
    fn watched(&self) -> bool {
        false
    }
    /// Where results go.
    fn out(&mut self) -> Box<dyn Write>;
    /// Where everything else goes.
    fn err(&mut self) -> Box<dyn Write>;
}

/// The operating system's files and streams.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Host for Native {
    fn read(&mut self, path: &str, limit: usize) -> io::Result<Vec<u8>> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        if path == "-" {
            io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn lines(&mut self, path: &str) -> io::Result<Box<dyn BufRead>> {
        if path == "-" {
            return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
        }
        Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)))
    }

    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::with_capacity(1 << 16, File::create(path)?)))
    }

    fn create_folder(&mut self, path: &str) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    fn exists(&mut self, path: &str) -> bool {
        std::path::Path::new(path).exists()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn random(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::from)
    }

    #[cfg(target_arch = "wasm32")]
    fn random(&mut self, _: &mut [u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn local(&self) -> bool {
        !cfg!(target_arch = "wasm32")
    }

    fn watched(&self) -> bool {
        io::stderr().is_terminal()
    }

    fn out(&mut self) -> Box<dyn Write> {
        Box::new(BufWriter::with_capacity(1 << 16, io::stdout()))
    }

    fn err(&mut self) -> Box<dyn Write> {
        Box::new(io::stderr())
    }
}
