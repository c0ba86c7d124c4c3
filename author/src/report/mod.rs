//! Reports over populations as one HTML file each: no script, nothing from elsewhere, light and dark, from 360 pixels on.
//!
//! | file | holds |
//! |---|---|
//! | [`page`] | the frame, tables, and how numbers are written |
//! | [`chart`] | plots as inline SVG |
//! | [`backtest`] | how well scores told |
//! | [`challenger`] | champion and challenger side by side, sections of the same page |
//! | [`diff`] | what a new policy changes, and for whom |
//! | [`readout`] | what an experiment came to |

pub mod backtest;
pub mod challenger;
pub mod chart;
pub mod diff;
pub mod page;
pub mod readout;

use silhouette::Engine;
use silhouette::model::value::TextId;

/// The language of a report, and of the policy's labels in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    zh: bool,
    /// The number of the policy's locale that is nearest.
    locale: usize,
}

impl Words {
    /// In `zh-CN` or `en`; in the language of the policy's first locale when nothing is said.
    ///
    /// # Errors
    /// When another language is asked for.
    pub fn of(engine: &Engine, asked: Option<&str>) -> Result<Words, String> {
        let locales: Vec<&str> =
            engine.program().info.locales.iter().map(|locale| engine.text(*locale)).collect();
        let zh = match asked {
            None => locales.first().is_some_and(|locale| locale.starts_with("zh")),
            Some("zh-CN") => true,
            Some("en") => false,
            Some(_) => return Err("--locale is zh-CN or en".to_owned()),
        };
        let wanted = if zh { "zh" } else { "en" };
        let locale = locales.iter().position(|locale| locale.starts_with(wanted)).unwrap_or(0);
        Ok(Words { zh, locale })
    }

    /// One of two wordings.
    #[must_use]
    pub fn say<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        if self.zh { zh } else { en }
    }

    /// The language, BCP 47.
    #[must_use]
    pub fn language(self) -> &'static str {
        if self.zh { "zh-CN" } else { "en" }
    }

    /// A text of the policy.
    #[must_use]
    pub fn label(self, engine: &Engine, text: TextId) -> &str {
        let program = engine.program();
        let place = usize::try_from(text).unwrap_or(0) * program.info.locales.len() + self.locale;
        program.texts.get(place).map_or("", |id| engine.text(*id))
    }
}
