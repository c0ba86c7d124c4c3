//! What a cell says, as JSON would.
//!
//! | column | value |
//! |---|---|
//! | whole numbers, floating point | number |
//! | decimals | number; text when it has more than 15 digits |
//! | text, dictionaries of text | text |
//! | dates, and timestamps at midnight without a zone | text `YYYY-MM-DD` |
//! | other timestamps | RFC 3339 text in UTC |
//! | structs, maps with text keys | object without its nulls |
//! | lists | array |
//! | anything else, numbers that are not finite | `{}`, which no fact can be |

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray as _, Float64Builder, Int64Array, Int64Builder, StringBuilder,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float64Type,
    Int64Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt64Type,
};
use arrow::error::ArrowError;
use serde_json::{Map, Number, Value};

use crate::Moment;

const DAY: i64 = 86_400_000;
/// Decimals of so many digits are numbers.
const EXACT: u8 = 15;

/// The value of a cell; null for null.
#[must_use]
pub fn value(column: &dyn Array, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    let nothing = || Value::Object(Map::new());
    match column.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => Value::Bool(column.as_boolean().value(row)),
        DataType::UInt64 => Value::from(column.as_primitive::<UInt64Type>().value(row)),
        ty if ty.is_integer() => match one(column, row, &DataType::Int64) {
            Some(whole) => Value::from(whole.as_primitive::<Int64Type>().value(0)),
            None => nothing(),
        },
        ty if ty.is_floating() => {
            let number = one(column, row, &DataType::Float64)
                .and_then(|number| Number::from_f64(number.as_primitive::<Float64Type>().value(0)));
            number.map_or_else(nothing, Value::Number)
        }
        DataType::Utf8 => Value::from(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Value::from(column.as_string::<i64>().value(row)),
        DataType::Utf8View => Value::from(column.as_string_view().value(row)),
        DataType::Dictionary(_, inner) => match one(column, row, inner) {
            Some(inner) => value(&*inner, 0),
            None => nothing(),
        },
        ty if decimal(ty).is_some() => {
            let (_, scale) = decimal(ty).unwrap_or_default();
            match units(column, row) {
                Some(units) if units.unsigned_abs() < 10_u128.pow(u32::from(EXACT)) => {
                    let number = decimal_text(units, scale).parse().ok().and_then(Number::from_f64);
                    number.map_or_else(nothing, Value::Number)
                }
                Some(units) => Value::String(decimal_text(units, scale)),
                None => nothing(),
            }
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
            match (micros(column, row), column.data_type()) {
                (Some(micros), ty) => Value::String(time_text(micros, zoned(ty))),
                (None, _) => nothing(),
            }
        }
        DataType::Struct(_) => {
            let whole = column.as_struct();
            let fields = whole.fields().iter().zip(whole.columns());
            let fields = fields.map(|(field, part)| (field.name().clone(), value(&**part, row)));
            Value::Object(fields.filter(|(_, value)| !value.is_null()).collect())
        }
        DataType::List(_) => list(&*column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&*column.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => list(&*column.as_fixed_size_list().value(row)),
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            let pair = |at: usize| match value(&**entries.column(0), at) {
                Value::String(key) => Some((key, value(&**entries.column(1), at))),
                _ => None,
            };
            (0..entries.len())
                .map(pair)
                .collect::<Option<Map<_, _>>>()
                .map_or_else(nothing, Value::Object)
        }
        _ => nothing(),
    }
}

fn list(items: &dyn Array) -> Value {
    (0..items.len()).map(|at| value(items, at)).collect()
}

/// One cell as a column of another type.
fn one(column: &dyn Array, row: usize, ty: &DataType) -> Option<ArrayRef> {
    cast(&column.slice(row, 1), ty).ok()
}

/// Digits and scale of a decimal type.
fn decimal(ty: &DataType) -> Option<(u8, i8)> {
    match ty {
        DataType::Decimal32(digits, scale)
        | DataType::Decimal64(digits, scale)
        | DataType::Decimal128(digits, scale)
        | DataType::Decimal256(digits, scale) => Some((*digits, *scale)),
        _ => None,
    }
}

/// The whole number behind a decimal; none when it has more than 38 digits.
fn units(column: &dyn Array, row: usize) -> Option<i128> {
    match column.data_type() {
        DataType::Decimal32(..) => {
            Some(i128::from(column.as_primitive::<Decimal32Type>().value(row)))
        }
        DataType::Decimal64(..) => {
            Some(i128::from(column.as_primitive::<Decimal64Type>().value(row)))
        }
        DataType::Decimal128(..) => Some(column.as_primitive::<Decimal128Type>().value(row)),
        DataType::Decimal256(_, scale) => {
            let narrow = one(column, row, &DataType::Decimal128(38, *scale))?;
            narrow.is_valid(0).then(|| narrow.as_primitive::<Decimal128Type>().value(0))
        }
        _ => None,
    }
}

/// A decimal in plain digits, without zeros that say nothing.
pub(crate) fn decimal_text(units: i128, scale: i8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = units.unsigned_abs().to_string();
    let Ok(places) = usize::try_from(scale) else {
        let zeros = "0".repeat(usize::from(scale.unsigned_abs()));
        return if units == 0 { digits } else { format!("{sign}{digits}{zeros}") };
    };
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn zoned(ty: &DataType) -> bool {
    matches!(ty, DataType::Timestamp(_, Some(_)))
}

/// A date or timestamp in microseconds since the epoch; nanoseconds are cut.
fn micros(column: &dyn Array, row: usize) -> Option<i64> {
    match column.data_type() {
        DataType::Date32 => {
            i64::from(column.as_primitive::<Date32Type>().value(row)).checked_mul(DAY * 1000)
        }
        DataType::Date64 => column.as_primitive::<Date64Type>().value(row).checked_mul(1000),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => {
                column.as_primitive::<TimestampSecondType>().value(row).checked_mul(1_000_000)
            }
            TimeUnit::Millisecond => {
                column.as_primitive::<TimestampMillisecondType>().value(row).checked_mul(1000)
            }
            TimeUnit::Microsecond => {
                Some(column.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            TimeUnit::Nanosecond => {
                Some(column.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1000))
            }
        },
        _ => None,
    }
}

/// Days since 1970-01-01 as `YYYY-MM-DD`.
pub(crate) fn date_text(days: i64) -> String {
    time_text(days.saturating_mul(DAY * 1000), false)
}

/// Microseconds since the epoch as a date, or as RFC 3339 text in UTC.
fn time_text(micros: i64, zoned: bool) -> String {
    let days = micros.div_euclid(DAY * 1000);
    let rest = micros.rem_euclid(DAY * 1000);
    // The civil calendar from a count of days (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let mut text = format!("{year:04}-{month:02}-{day:02}");
    if rest == 0 && !zoned {
        return text;
    }
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let _ = write!(text, "T{hour:02}:{minute:02}:{second:02}");
    if fraction > 0 {
        let _ = write!(text, ".{fraction:06}");
    }
    text.push('Z');
    text
}

/// The type under which a column of an event's fields is sorted: truth values, numbers and text stand as they
/// are, everything else as [`value`] says it.
pub(crate) fn plain_type(ty: &DataType) -> DataType {
    match ty {
        DataType::Boolean | DataType::Null => ty.clone(),
        ty if ty.is_integer() || ty.is_floating() => DataType::Float64,
        ty if decimal(ty).is_some_and(|(digits, _)| digits <= EXACT) => DataType::Float64,
        DataType::Dictionary(_, inner) => plain_type(inner),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => DataType::Utf8,
        ty if decimal(ty).is_some() => DataType::Utf8,
        // Something that no field can be: whether it is there is all there is to know.
        _ => DataType::UInt8,
    }
}

/// Whether the text of a plain column may stand for a number: decimals with many digits.
pub(crate) fn is_written(ty: &DataType) -> bool {
    match ty {
        DataType::Dictionary(_, inner) => is_written(inner),
        ty => decimal(ty).is_some_and(|(digits, _)| digits > EXACT),
    }
}

/// A column under its plain type.
pub(crate) fn plain(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let ty = column.data_type();
    if let DataType::Dictionary(_, inner) = ty {
        return plain(&cast(column, inner)?);
    }
    let to = plain_type(ty);
    if *ty == to {
        return Ok(Arc::clone(column));
    }
    let rows = 0..column.len();
    Ok(match to {
        DataType::Float64 if decimal(ty).is_none() => cast(column, &to)?,
        DataType::Float64 => {
            let mut numbers = Float64Builder::with_capacity(column.len());
            rows.for_each(|row| numbers.append_option(value(column, row).as_f64()));
            Arc::new(numbers.finish())
        }
        DataType::Utf8 if matches!(ty, DataType::LargeUtf8 | DataType::Utf8View) => {
            cast(column, &to)?
        }
        DataType::Utf8 => {
            let (_, scale) = decimal(ty).unwrap_or_default();
            let mut texts = StringBuilder::new();
            for row in rows {
                let text = match (column.is_null(row), decimal(ty)) {
                    (true, _) => None,
                    (false, Some(_)) => units(column, row).map(|units| decimal_text(units, scale)),
                    (false, None) => micros(column, row).map(|micros| time_text(micros, zoned(ty))),
                };
                texts.append_option(text);
            }
            Arc::new(texts.finish())
        }
        _ => {
            let there = rows.map(|row| column.is_valid(row).then_some(0_u8));
            Arc::new(there.collect::<arrow::array::UInt8Array>())
        }
    })
}

/// A column of moments in ms since the epoch; null where there is none. Finer parts are cut; a time without a zone
/// is UTC.
pub(crate) fn moments(column: &ArrayRef, moment: Moment) -> Result<Int64Array, ArrowError> {
    let ty = column.data_type();
    let mut moments = Int64Builder::with_capacity(column.len());
    match ty {
        DataType::Dictionary(_, inner) => return self::moments(&cast(column, inner)?, moment),
        DataType::Int64 => return Ok(column.as_primitive::<Int64Type>().clone()),
        ty if ty.is_integer() => {
            return Ok(cast(column, &DataType::Int64)?.as_primitive::<Int64Type>().clone());
        }
        ty if ty.is_floating() || decimal(ty).is_some() => {
            for row in 0..column.len() {
                moments.append_option(value(column, row).as_f64().and_then(whole));
            }
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let texts = cast(column, &DataType::Utf8)?;
            for text in texts.as_string::<i32>() {
                moments.append_option(text.and_then(|text| text_moment(text, moment)));
            }
        }
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
            for row in 0..column.len() {
                let micros = if column.is_null(row) { None } else { micros(column, row) };
                moments.append_option(micros.map(|micros| micros.div_euclid(1000)));
            }
        }
        _ => moments.append_nulls(column.len()),
    }
    Ok(moments.finish())
}

/// A moment as CSV holds it: a number of ms, or what the caller understands.
pub(crate) fn text_moment(text: &str, moment: Moment) -> Option<i64> {
    text.parse().ok().or_else(|| moment(text))
}

#[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use arrow::array::{
        Date32Array, Decimal128Array, DictionaryArray, Float32Array, Int8Array,
        TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt64Array,
    };
    use arrow::datatypes::Int8Type;
    use serde_json::json;

    use super::*;

    fn values(column: impl Array + 'static) -> Vec<Value> {
        (0..column.len()).map(|row| value(&column, row)).collect()
    }

    /// Dates and times are those that GNU date says: `date -u -d @SECONDS --iso-8601=seconds`.
    #[test]
    fn cells_say_what_json_would() {
        assert_eq!(values(Int8Array::from(vec![Some(-3), None])), [json!(-3), Value::Null]);
        assert_eq!(
            values(UInt64Array::from(vec![u64::MAX])),
            [json!(18_446_744_073_709_551_615_u64)]
        );
        assert_eq!(values(Float32Array::from(vec![0.5, f32::NAN])), [json!(0.5), json!({})]);
        let decimals = Decimal128Array::from(vec![81250, -5, 0, 10_i128.pow(20) + 1]);
        let decimals = decimals.with_precision_and_scale(38, 2).unwrap();
        assert_eq!(
            values(decimals.clone()),
            [json!(812.5), json!(-0.05), json!(0.0), json!("1000000000000000000.01")]
        );
        let plain = plain(&(Arc::new(decimals) as ArrayRef)).unwrap();
        assert_eq!(
            values(plain.as_string::<i32>().clone()),
            ["812.5", "-0.05", "0", "1000000000000000000.01"]
        );
        assert_eq!(
            values(Date32Array::from(vec![0, 19_782, -1, 2_932_896])),
            ["1970-01-01", "2024-02-29", "1969-12-31", "9999-12-31"]
        );
        assert_eq!(
            values(TimestampSecondArray::from(vec![1_761_000_000, 1_709_164_800])),
            ["2025-10-20T22:40:00Z", "2024-02-29"]
        );
        let zoned = TimestampMillisecondArray::from(vec![1_709_164_800_000, 1]);
        assert_eq!(
            values(zoned.with_timezone("+08:00")),
            ["2024-02-29T00:00:00Z", "1970-01-01T00:00:00.001000Z"]
        );
        let words: DictionaryArray<Int8Type> = ["a", "b", "a"].into_iter().collect();
        assert_eq!(values(words), ["a", "b", "a"]);
    }

    #[test]
    fn moments_of_every_unit_are_milliseconds() {
        let read = |column: ArrayRef| -> Vec<Option<i64>> {
            moments(&column, |text| (text == "then").then_some(7)).unwrap().iter().collect()
        };
        assert_eq!(
            read(Arc::new(TimestampSecondArray::from(vec![Some(2), None]))),
            [Some(2000), None]
        );
        assert_eq!(
            read(Arc::new(TimestampNanosecondArray::from(vec![1_999_999, -1]))),
            [Some(1), Some(-1)]
        );
        assert_eq!(read(Arc::new(Date32Array::from(vec![1]))), [Some(86_400_000)]);
        assert_eq!(read(Arc::new(Float32Array::from(vec![5.0, 5.5]))), [Some(5), None]);
        let texts = arrow::array::StringArray::from(vec!["12", "then", "never"]);
        assert_eq!(read(Arc::new(texts)), [Some(12), Some(7), None]);
    }
}
