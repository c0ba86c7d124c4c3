//! Tier tables: DMN, hit policy FIRST, with a default.

use silhouette::model::value::Value;
use silhouette::pack::program::{Level as LoweredLevel, Source, Test, Tier as Lowered, TierRow};

use super::Lowering;
use super::marks::RowMark;
use super::purposes::slots_of;
use super::symbols::{Stage, Symbol};
use crate::cel::conditions::{Cond, CondOp};
use crate::cel::literal::Decimal;
use crate::cel::types::{Order, Ty};
use crate::diagnostics::{Code, Diagnostic};
use crate::doc::speech::Speech;
use crate::document::Short;
use crate::document::results::{Level, Row, Tier};
use crate::json::Pointer;
use crate::phrases;

impl Lowering<'_> {
    pub(super) fn tiers(&mut self) {
        let document = self.document;
        let root = Pointer::root().key("tiers");
        for (index, tier) in document.tiers.iter().enumerate() {
            if self.tier(tier, &root.index(index)).is_none() {
                self.symbols.spoil(&format!("tiers.{}", tier.id));
            }
        }
    }

    fn tier(&mut self, tier: &Tier, at: &Pointer) -> Option<()> {
        let purpose = self.purpose(tier.purpose.as_ref(), at);
        let levels = self.levels(&tier.levels, &at.key("levels"));
        let ids: Vec<String> = tier.levels.iter().map(|level| level_id(level).to_owned()).collect();
        let hysteresis = tier.hysteresis.as_ref();
        let place = at.key("hysteresis");
        let dwell = hysteresis.and_then(|h| h.min_dwell.as_ref());
        let min_dwell = dwell.and_then(|text| self.duration(text, &place.key("minDwell")));
        let margin = hysteresis.and_then(|h| h.down_margin).unwrap_or(0.0);
        let margin = Decimal::of(margin).exact.filter(|_| (0.0..1.0).contains(&margin));
        if margin.is_none() {
            let found = Diagnostic::new(Code::OutOfRange, &place.key("downMargin"));
            self.report(found.arg("0").arg("0.99"));
        }
        let rows: Vec<Option<(TierRow, Option<Cond>)>> = tier
            .rows
            .iter()
            .enumerate()
            .map(|(i, row)| self.row(row, &ids, margin, &at.key("rows").index(i)))
            .collect();
        self.check_defaults(&tier.rows, &at.key("rows"));
        for (index, id) in ids.iter().enumerate() {
            if !tier.rows.iter().any(|row| row.to == *id) {
                let found = Diagnostic::new(Code::TierLevel, &at.key("levels").index(index));
                self.report(found.arg(id));
            }
        }
        let rows: Vec<(TierRow, Option<Cond>)> = rows.into_iter().collect::<Option<_>>()?;
        let conditions: Vec<Option<&Cond>> = rows.iter().map(|(_, when)| when.as_ref()).collect();
        let reads: Vec<u16> = conditions.iter().flatten().flat_map(|when| slots_of(when)).collect();
        self.check_rows(&conditions, &at.key("rows"));
        self.check_grants(tier.purpose.as_ref(), &reads, &at.key("rows"));
        for (index, row) in tier.rows.iter().enumerate() {
            self.marks.rows.push(RowMark {
                tier: self.builder.program.tiers.len(),
                row: index,
                to: row.to.clone(),
                at: at.key("rows").index(index),
            });
        }
        let ty = Ty::of_members(ids, Order::Descending);
        let symbol = Symbol { purposes: self.granted(&reads), ..Symbol::new(ty, false) };
        let name = format!("tiers.{}", tier.id);
        let number = u16::try_from(self.builder.program.tiers.len()).unwrap_or(u16::MAX);
        let slot = self.define(&name, tier.label.as_ref(), at, Source::Tier(number), symbol);
        let label = match &tier.label {
            Some(label) => self.text(label, &at.key("label")),
            None => self.plain_text(&tier.id),
        };
        let document = self.document;
        let kept = dwell.map(|dwell| {
            self.in_every_locale(|locale| {
                phrases::kept_level(locale, &Speech::new(document, locale).duration(dwell))
            })
        });
        let lowered = Lowered {
            id: self.builder.string(&tier.id),
            label,
            purpose,
            slot,
            levels,
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            min_dwell: min_dwell.unwrap_or(0),
            initial: None,
            from: Vec::new(),
            kept,
        };
        self.builder.program.tiers.push(lowered);
        Some(())
    }

    fn levels(&mut self, levels: &[Short<Level>], at: &Pointer) -> Vec<LoweredLevel> {
        if !(1..=64).contains(&levels.len()) {
            self.report(Diagnostic::new(Code::WrongLength, at).arg("1…64").arg(levels.len()));
        }
        let ids: Vec<String> = levels.iter().map(|level| level_id(level).to_owned()).collect();
        self.unique(&ids, at, "");
        let mut lowered = Vec::new();
        for (index, level) in levels.iter().enumerate() {
            let at = at.index(index);
            let id = level_id(level);
            self.check_id(id, &at);
            let (label, entitlements, boost) = match level {
                Short::Full(level) => {
                    self.unique(&level.entitlements, &at.key("entitlements"), "");
                    for (i, id) in level.entitlements.iter().enumerate() {
                        self.check_id(id, &at.key("entitlements").index(i));
                    }
                    (level.label.as_ref(), level.entitlements.clone(), level.boost)
                }
                Short::Text(_) => (None, Vec::new(), 0.0),
            };
            let label = match label {
                Some(label) => self.text(label, &at.key("label")),
                None => self.plain_text(id),
            };
            let entitlements = entitlements.iter().map(|id| self.builder.string(id)).collect();
            let id = self.builder.string(id);
            lowered.push(LoweredLevel { id, label, entitlements, boost });
        }
        lowered
    }

    fn row(
        &mut self,
        row: &Row,
        levels: &[String],
        margin: Option<(i64, u8)>,
        at: &Pointer,
    ) -> Option<(TierRow, Option<Cond>)> {
        let to = levels.iter().position(|id| *id == row.to);
        if to.is_none() {
            self.unknown_reference(("level", "等级"), &row.to, levels, &at.key("to"));
        }
        let to = u8::try_from(to?).ok()?;
        let (condition, place) = match (&row.expr, &row.when, row.otherwise) {
            (Some(text), None, None) => (Short::Text(text.clone()), at.key("expr")),
            (None, Some(when), None) => (when.clone(), at.key("when")),
            (None, None, Some(true)) => {
                return Some((TierRow { to, when: None, stay: None }, None));
            }
            _ => {
                self.report(Diagnostic::new(Code::TierRow, at));
                return None;
            }
        };
        let when = self.condition(&condition, &place, Stage::Facts)?;
        let stay = match margin {
            Some((0, _)) | None => None,
            Some(margin) => {
                let eased = self.eased(&when, margin, false);
                if eased == when {
                    self.report(Diagnostic::new(Code::TierMargin, &place));
                }
                Some(eased).filter(|eased| *eased != when)
            }
        };
        let root = Some(self.builder.condition(&when));
        let stay = stay.map(|stay| self.builder.condition(&stay));
        Some((TierRow { to, when: root, stay }, Some(when)))
    }

    fn check_defaults(&mut self, rows: &[Row], at: &Pointer) {
        let last = rows.len().saturating_sub(1);
        let is_default = |row: &Row| row.otherwise == Some(true);
        let misplaced = rows.iter().enumerate().find(|(i, row)| is_default(row) && *i != last);
        let place = match misplaced {
            Some((index, _)) => at.index(index),
            None if rows.last().is_some_and(is_default) => return,
            None => at.clone(),
        };
        self.report(Diagnostic::new(Code::TierDefault, &place));
    }

    /// The same condition with its thresholds moved by a part of themselves, so that it holds more
    /// easily; `against`, more hardly, below a negation.
    fn eased(&self, condition: &Cond, margin: (i64, u8), against: bool) -> Cond {
        let all = |children: &[Cond]| {
            children.iter().map(|child| self.eased(child, margin, against)).collect()
        };
        let op = match &condition.op {
            CondOp::All(children) => CondOp::All(all(children)),
            CondOp::Any(children) => CondOp::Any(all(children)),
            CondOp::Not(child) => CondOp::Not(Box::new(self.eased(child, margin, !against))),
            CondOp::Compare { slot, test, value } => {
                let numeric = self.symbols.of(*slot).is_some_and(|symbol| symbol.ty.is_numeric());
                let value = if numeric { moved(*value, *test, margin, against) } else { *value };
                CondOp::Compare { slot: *slot, test: *test, value }
            }
            other => other.clone(),
        };
        let mut eased = Cond { op, ..condition.clone() };
        if eased.op != condition.op {
            // The label tells of the threshold as it was.
            eased.unnamed(condition.label);
        }
        eased
    }
}

fn level_id(level: &Short<Level>) -> &str {
    match level {
        Short::Text(id) => id,
        Short::Full(level) => &level.id,
    }
}

/// A threshold moved by `margin` of its size. Whole numbers are rounded so that the comparison means
/// the same as with the exact threshold.
fn moved(value: Value, test: Test, (part, scale): (i64, u8), against: bool) -> Value {
    let down = match test {
        Test::Gt | Test::Ge => !against,
        Test::Lt | Test::Le => against,
        Test::Eq | Test::Ne => return value,
    };
    match value {
        Value::Int(n) => {
            let one = 10_i128.pow(u32::from(scale));
            let step = i128::from(n.unsigned_abs()) * i128::from(part);
            let exact = i128::from(n) * one + if down { -step } else { step };
            // x >= 4.5 is x >= 5 and x > 4.5 is x > 4 for whole x; x <= 4.5 is x <= 4, x < 4.5 is x < 5.
            let rounded = match test {
                Test::Ge | Test::Lt => {
                    exact.div_euclid(one) + i128::from(exact.rem_euclid(one) != 0)
                }
                _ => exact.div_euclid(one),
            };
            i64::try_from(rounded).map_or(value, Value::Int)
        }
        Value::Number(n) => {
            #[expect(clippy::cast_precision_loss, reason = "a margin has few digits")]
            let part = part as f64 / silhouette::model::value::power_of_ten(scale);
            let step = n.abs() * part;
            Value::Number(if down { n - step } else { n + step })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_move_so_that_staying_is_easier() {
        let tenth = (1, 1);
        let int = |n, test, against| match moved(Value::Int(n), test, tenth, against) {
            Value::Int(n) => n,
            other => panic!("{other:?}"),
        };
        assert_eq!(int(600_000_000, Test::Ge, false), 540_000_000);
        assert_eq!(int(5, Test::Ge, false), 5); // 4.5: at least 5
        assert_eq!(int(5, Test::Gt, false), 4); // 4.5: more than 4
        assert_eq!(int(5, Test::Le, false), 5); // 5.5: at most 5
        assert_eq!(int(5, Test::Lt, false), 6); // 5.5: less than 6
        assert_eq!(int(-100, Test::Ge, false), -110);
        assert_eq!(int(100, Test::Ge, true), 110);
        assert_eq!(int(100, Test::Eq, false), 100);
        assert_eq!(moved(Value::Number(2.0), Test::Ge, (5, 1), false), Value::Number(1.0));
    }
}
