//! The browser of the browser checks: Debian's Chromium, with a font that has Chinese; beside it two other engines.
use crate::shell::{self, say};
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

/// Installs the other engines of the checks of the sealed worker and of the storage. Where one cannot be installed, the checks go on
/// without it, and say so.
pub(crate) fn install_others() {
    let webkit =
        format!("/usr/lib/{}-linux-gnu/webkit2gtk-4.1/MiniBrowser", std::env::consts::ARCH);
    other("Firefox", &["/usr/bin/firefox-esr"], &["firefox-esr"]);
    // Its small browser comes with the library, and needs a screen.
    other("WebKitGTK", &[&webkit, "/usr/bin/Xvfb"], &["libwebkit2gtk-4.1-0", "xvfb", "xauth"]);
}

fn other(name: &str, files: &[&str], packages: &[&str]) {
    if files.iter().all(|file| Path::new(file).exists()) {
        return;
    }
    if let Err(error) = shell::apt_install(packages, &format!("{name} is missing")) {
        say(format!("the checks go on without {name}: {error:#}"));
    }
}
