//! Truth models of trees name their features by number, and the values of their categories by code.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::truth::{Row, number};

/// Features of a truth model of trees, in order, and the values of the categorical ones.
pub struct Features {
    pub names: Vec<String>,
    pub categories: BTreeMap<String, Vec<String>>,
}

impl Features {
    /// From the file beside the models.
    pub fn read(folder: &Path) -> Features {
        let text = std::fs::read(folder.join("features.json")).unwrap();
        let value: Value = serde_json::from_slice(&text).unwrap();
        let names = serde_json::from_value(value["features"].clone()).unwrap();
        let categories = serde_json::from_value(value["categorical"].clone()).unwrap();
        Features { names, categories }
    }

    /// A row under LightGBM's own names.
    pub fn numbered(&self, row: &Row) -> Row {
        let cells = self.names.iter().enumerate();
        cells.map(|(index, name)| (format!("f{index}"), row[name].clone())).collect()
    }

    /// Codes of categories as the strings they stand for; a code without a string stays as it is.
    pub fn decoded(&self, row: &Row) -> Row {
        let mut row = row.clone();
        for (feature, values) in &self.categories {
            let Some(cell) = row.get_mut(feature).filter(|cell| !cell.is_empty()) else { continue };
            let code = number(cell);
            let found = values.iter().zip(0..).find(|(_, index)| f64::from(*index) == code);
            if let Some(value) = found {
                cell.clone_from(value.0);
            }
        }
        row
    }
}
