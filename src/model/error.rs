//! The one error that crosses the engine's border.

use alloc::string::String;

use super::digits;

/// What went wrong, and where.
///
/// Law: an error never holds an input value. The message is a constant of the program, and the path
/// is made of positions and of names that the policy declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Stable code, `room/what`.
    pub code: &'static str,
    /// JSON pointer to the place; empty for the whole input.
    pub path: String,
    /// One line in lower case.
    pub message: &'static str,
}

impl Error {
    /// An error about the whole input.
    #[must_use]
    pub fn new(code: &'static str, message: &'static str) -> Error {
        Error { code, path: String::new(), message }
    }

    /// The same error at a name.
    #[must_use]
    #[inline(never)]
    pub fn at_name(mut self, name: &str) -> Error {
        let mut path = String::from("/");
        for c in name.chars() {
            match c {
                '~' => path.push_str("~0"),
                '/' => path.push_str("~1"),
                c => path.push(c),
            }
        }
        path.push_str(&self.path);
        self.path = path;
        self
    }

    /// The same error within an item of a list.
    #[must_use]
    pub fn within(self, index: usize) -> Error {
        let mut name = String::new();
        digits::push(&mut name, index as u64, 10, 1);
        self.at_name(&name)
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.code)?;
        if !self.path.is_empty() {
            f.write_str(" at ")?;
            f.write_str(&self.path)?;
        }
        f.write_str(": ")?;
        f.write_str(self.message)
    }
}

impl core::error::Error for Error {}
