//! The browser of the browser checks: Debian's Chromium, with a font that has Chinese.
use crate::shell;
use anyhow::Result;
use std::path::Path;

/// Where the checks look for it.
pub(crate) const PATH: &str = "/usr/bin/chromium";

/// Installs the browser when it is missing.
pub(crate) fn install() -> Result<()> {
    if Path::new(PATH).exists() {
        return Ok(());
    }
    shell::apt_install(&["chromium", "fonts-noto-cjk"], "Chromium is missing")
}
