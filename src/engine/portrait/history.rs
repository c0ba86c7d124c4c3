//! What a session remembers of its portraits.

use alloc::string::String;
use alloc::vec::Vec;

use crate::engine::loaded::Engine;
use crate::engine::snapshot::Pool;
use crate::model::time::{MAX_TIME, Millis};
use crate::pack::program::Program;
use crate::pack::wire::{Read as _, Wire};
use crate::rights::consent::Consents;
use crate::rights::tags::Removed;
use crate::stages::tier::Standing;
use crate::stages::warning::{Episode, State};

/// What a session remembers of its portraits.
#[derive(Clone, Debug, Default)]
pub struct History {
    pub(in crate::engine) tags: Vec<TagState>,
    pub(in crate::engine) tiers: Vec<Option<Standing>>,
    pub(in crate::engine) warnings: Vec<Episode>,
    /// Whether there was a portrait before.
    pub(super) any: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct TagState {
    /// Since when it has been given.
    pub(super) since: Option<Millis>,
    /// When its condition last held.
    pub(super) held: Millis,
}

impl History {
    pub fn new(program: &Program) -> History {
        let mut history = History::default();
        program.tags.iter().for_each(|_| history.tags.push(TagState::default()));
        program.tiers.iter().for_each(|_| history.tiers.push(None));
        program.warnings.iter().for_each(|_| history.warnings.push(Episode::default()));
        history
    }
}

impl History {
    /// Writes what is worth keeping, by name.
    pub fn store(&self, pool: &mut Pool<'_>) {
        let (engine, out) = (pool.engine, &mut pool.out);
        let program = engine.program();
        out.byte(u8::from(self.any));
        let tags = || program.tags.iter().zip(&self.tags);
        out.count(tags().filter(|(_, state)| state.since.is_some()).count());
        for (tag, state) in tags() {
            let Some(since) = state.since else { continue };
            out.text(engine.text(tag.id));
            out.signed(since);
            out.signed(state.held);
        }
        let known = self.tiers.iter().flatten();
        out.count(known.count());
        for (tier, standing) in program.tiers.iter().zip(&self.tiers) {
            let Some(standing) = standing else { continue };
            let level = tier.levels.get(usize::from(standing.level));
            out.text(engine.text(tier.id));
            out.text(level.map_or("", |level| engine.text(level.id)));
            out.signed(standing.since);
        }
        out.count(program.warnings.len());
        for (warning, episode) in program.warnings.iter().zip(&self.warnings) {
            out.text(engine.text(warning.id));
            out.byte(episode.is.0);
            out.byte(episode.told.0);
            out.signed(episode.opened);
            out.signed(episode.at);
        }
    }

    /// Reads what was stored in a format of snapshots, by today's policy. Formats 1 and 2 tell only
    /// which warnings were open: since `reached`, as far as is known. What serves a purpose without consent
    /// is left out, and so are removed tags.
    pub fn restore(
        &mut self,
        (engine, (consents, removed)): (&Engine, (&Consents, &Removed)),
        wire: &mut Wire<'_>,
        format: u16,
        reached: Millis,
    ) {
        let program = engine.program();
        let known = 0..=MAX_TIME;
        self.any = bool::read(wire);
        for _ in 0..wire.count() {
            let (id, since, held) = <(String, Millis, Millis)>::read(wire);
            for (place, tag) in program.tags.iter().enumerate() {
                let Some(state) = self.tags.get_mut(place) else { continue };
                if engine.text(tag.id) == id
                    && !removed.has(place)
                    && consents.serves(tag.purpose)
                    && known.contains(&since)
                    && known.contains(&held)
                {
                    *state = TagState { since: Some(since), held };
                }
            }
        }
        for _ in 0..wire.count() {
            let (id, level, since) = <(String, String, Millis)>::read(wire);
            for (tier, standing) in program.tiers.iter().zip(&mut self.tiers) {
                let level = tier.levels.iter().position(|known| engine.text(known.id) == level);
                if let Some(level) = level.and_then(|level| u8::try_from(level).ok())
                    && engine.text(tier.id) == id
                    && consents.serves(tier.purpose)
                    && known.contains(&since)
                {
                    let row = tier.rows.iter().position(|row| row.to == level).unwrap_or(0);
                    *standing = Some(Standing { level, since, row, why: None });
                }
            }
        }
        for _ in 0..wire.count() {
            let id = String::read(wire);
            let mut stored =
                Episode { is: State::OPEN, told: State::OPEN, opened: reached, at: reached };
            if format > 2 {
                stored.is = State(wire.byte() & 7);
                stored.told = State(wire.byte() & 7);
                stored.opened = Millis::read(wire);
                stored.at = Millis::read(wire);
            }
            for (warning, episode) in program.warnings.iter().zip(&mut self.warnings) {
                if engine.text(warning.id) == id
                    && consents.serves(warning.purpose)
                    && known.contains(&stored.opened)
                    && known.contains(&stored.at)
                {
                    *episode = stored;
                }
            }
        }
    }
}
