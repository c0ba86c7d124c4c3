//! RFC 6901 JSON pointers.

use std::fmt;

/// The place of a value in a document, such as `/profile/age/type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Pointer {
        Pointer::default()
    }

    /// The value of a key of this object.
    #[must_use]
    pub fn key(&self, key: &str) -> Pointer {
        let mut path = self.0.clone();
        path.push('/');
        for c in key.chars() {
            match c {
                '~' => path.push_str("~0"),
                '/' => path.push_str("~1"),
                c => path.push(c),
            }
        }
        Pointer(path)
    }

    /// An item of this array.
    #[must_use]
    pub fn index(&self, index: usize) -> Pointer {
        Pointer(format!("{}/{index}", self.0))
    }

    /// The value at another pointer within this one.
    #[must_use]
    pub fn path(&self, within: &str) -> Pointer {
        Pointer(format!("{}{within}", self.0))
    }

    /// The pointer as text; empty for the whole document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value that holds this one.
    #[must_use]
    pub fn parent(&self) -> Option<Pointer> {
        self.0.rsplit_once('/').map(|(parent, _)| Pointer(parent.to_owned()))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn special_signs_are_escaped() {
        // RFC 6901, section 5: the keys "a/b" and "m~n".
        assert_eq!(Pointer::root().key("a/b").as_str(), "/a~1b");
        assert_eq!(Pointer::root().key("m~n").index(3).as_str(), "/m~0n/3");
        assert_eq!(Pointer::root().key("a").index(1).parent(), Some(Pointer::root().key("a")));
        assert_eq!(Pointer::root().parent(), None);
    }
}
