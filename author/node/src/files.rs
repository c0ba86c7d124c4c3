//! Node's files and streams as the command line's host.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use silhouette_author::cli::host::Host;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// As large as the native program's buffers, so that results and refusals interleave alike.
const BUFFER: usize = 1 << 16;
const STDIN: u32 = 0;
const STDOUT: u32 = 1;
const STDERR: u32 = 2;

#[wasm_bindgen]
extern "C" {
    /// Files by number, as the package's `files.ts` gives them. What a call throws has a `code`, such as
    /// `ENOENT`, and a `message`.
    pub type Files;

    #[wasm_bindgen(method, catch)]
    fn open(this: &Files, path: &str, writing: bool) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Files, file: u32, most: usize) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &Files, file: u32, bytes: &[u8]) -> Result<usize, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Files, file: u32);
    #[wasm_bindgen(method, catch, js_name = createFolder)]
    fn create_folder(this: &Files, path: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn exists(this: &Files, path: &str) -> bool;
    #[wasm_bindgen(method, catch)]
    fn random(this: &Files, count: usize) -> Result<Uint8Array, JsValue>;
}

/// Node as a host.
pub(crate) struct Node(Rc<Files>);

impl Node {
    pub(crate) fn new(files: Files) -> Node {
        Node(Rc::new(files))
    }

    fn open(&self, path: &str, writing: bool) -> io::Result<File> {
        let number = self.0.open(path, writing).map_err(|thrown| error(&thrown))?;
        Ok(File { files: Rc::clone(&self.0), number })
    }

    fn stream(&self, number: u32) -> File {
        File { files: Rc::clone(&self.0), number }
    }

    fn input(&self, path: &str) -> io::Result<File> {
        if path == "-" { Ok(self.stream(STDIN)) } else { self.open(path, false) }
    }
}

impl Host for Node {
    fn read(&mut self, path: &str, limit: usize) -> io::Result<Vec<u8>> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        BufReader::with_capacity(BUFFER, self.input(path)?).take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn lines(&mut self, path: &str) -> io::Result<Box<dyn BufRead>> {
        Ok(Box::new(BufReader::with_capacity(BUFFER, self.input(path)?)))
    }

    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(BufWriter::with_capacity(BUFFER, self.open(path, true)?)))
    }

    fn create_folder(&mut self, path: &str) -> io::Result<()> {
        self.0.create_folder(path).map_err(|thrown| error(&thrown))
    }

    fn exists(&mut self, path: &str) -> bool {
        self.0.exists(path)
    }

    fn random(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let random = self.0.random(bytes.len()).map_err(|thrown| error(&thrown))?;
        random.copy_to(bytes);
        Ok(())
    }

    fn out(&mut self) -> Box<dyn Write> {
        Box::new(BufWriter::with_capacity(BUFFER, self.stream(STDOUT)))
    }

    fn err(&mut self) -> Box<dyn Write> {
        Box::new(self.stream(STDERR))
    }
}

/// An open file; a stream stays open.
struct File {
    files: Rc<Files>,
    number: u32,
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.files.read(self.number, buffer.len()).map_err(|thrown| error(&thrown))?;
        let bytes = read.to_vec();
        let count = bytes.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), bytes.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.files.write(self.number, bytes).map_err(|thrown| error(&thrown))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if self.number > STDERR {
            self.files.close(self.number);
        }
    }
}

fn error(thrown: &JsValue) -> io::Error {
    let text = |key: &str| {
        Reflect::get(thrown, &JsValue::from_str(key)).ok().and_then(|value| value.as_string())
    };
    let kind = match text("code").as_deref() {
        Some("ENOENT") => io::ErrorKind::NotFound,
        Some("EACCES" | "EPERM") => io::ErrorKind::PermissionDenied,
        Some("EISDIR") => io::ErrorKind::IsADirectory,
        Some("EPIPE") => io::ErrorKind::BrokenPipe,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, text("message").unwrap_or_default())
}
