//! `docs/expressions.md`: what an expression may be made of, and what CEL's own cases say of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::conformance::{Case, Difference, Verdict, judge};
use crate::subset::{FUNCTIONS, OPERATORS, OWN};

const HEAD: &str = "\
# Expressions

<!-- Generated: `cargo xtask docs`. -->

Conditions, features and points are written in a subset of [CEL](https://github.com/google/cel-spec). An expression is
read, typed against the declared facts and turned into instructions when the policy is checked; a device holds no
expressions. What has no value is **unknown**: a missing fact, a division by zero, a number that is too large. `&&` and
`||` absorb it: `false && unknown` is false, `true || unknown` is true.

条件、特征与分值使用 [CEL](https://github.com/google/cel-spec) 的一个子集书写。检查策略时即完成解析、按声明的事实做类型检查并编译为指令，
设备上不含表达式。没有值的结果为**未知**：缺失的事实、除以零、超出范围的数值。`&&` 与 `||` 会吸收未知：
`false && 未知` 为假，`true || 未知` 为真。

Literals: whole numbers `12`, decimals `12.50` (exact beside a decimal, a double otherwise), texts `'高'`, `true`,
`false`. Names: facts and features, `tags.…`, `scores.…`, `bands.…`, `tiers.…`, `lifecycle.…`, `occasions.…`, `now.hour`, `now.weekday`, `now.day`,
`now.month`, `now.year`, `now.date`; in a `where` the fields of the event.

字面量：整数、小数（与 decimal 相遇时精确，否则为双精度）、文本、真假。名称：事实与特征、`tags.…`、`scores.…`、`bands.…`、`tiers.…`、`lifecycle.…`、`occasions.…`、
`now.…`；在 `where` 中为事件字段。

A fact of the profile may be a **list** of values of one type, declared as `list:category`, `list:enum:a|b`,
`list:decimal(2)` and so on: at most 256, equal ones are one. An absent list is unknown; an empty one is known and holds
nothing. A list has no order and cannot be compared: what it holds is asked for.

客户资料中的事实可以是同一类型取值的**列表**，声明为 `list:category`、`list:enum:a|b`、`list:decimal(2)` 等：最多 256 个元素，
相同的元素只算一个。没有提供的列表为未知；空列表是已知的，只是不包含任何元素。列表没有大小之分，也不能直接比较，只能询问其内容。
";

/// The page.
pub fn page(cases: &[Case]) -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n| operator 运算符 | meaning 含义 |\n|---|---|\n");
    for (_, written, meaning) in OPERATORS {
        let _ = writeln!(page, "| `{}` | {meaning} |", written.replace('|', "\\|"));
    }
    page.push_str("\n| function 函数 | meaning 含义 | CEL |\n|---|---|---|\n");
    for (_, written, meaning) in FUNCTIONS {
        let _ = writeln!(page, "| `{written}` | {meaning} | yes 有 |");
    }
    for (written, meaning) in OWN {
        let _ = writeln!(page, "| `{written}` | {meaning} | no 无 |");
    }
    let verdicts: Vec<(&Case, Verdict)> = cases.iter().map(|case| (case, judge(case))).collect();
    sections(&verdicts, &mut page);
    differences(&verdicts, &mut page);
    outside(&verdicts, &mut page);
    page
}

/// Cases, cases of the subset, passed, different on purpose, failed.
type Counts = [usize; 5];

fn sections(verdicts: &[(&Case, Verdict)], page: &mut String) {
    page.push_str(
        "\n## Conformance · 一致性\n\nThe conformance cases of CEL (the npm package `@bufbuild/cel-spec`), by their sections. \
        Whether a case is in the\nsubset is a matter of what its expression is made of. A case of the subset runs through the \
        parser, the type checker,\nthe compiler and the engine: as it is written, and with its literals as facts, as policies \
        compare facts; where that can\nbe done, it decides (a policy that compares two constants is refused). Whole numbers are compared to the last digit.\n\n\
        CEL 官方一致性用例（npm 包 `@bufbuild/cel-spec`）按章节统计。是否属于子集只看表达式由什么构成。子集内的用例经过解析、类型检查、编译与\n\
        引擎求值：既按原文运行，也把字面量换成事实运行（策略比较的正是事实），能换时以后者为准（比较两个常量的策略会被拒绝）。整数逐位比较。\n\n\
        | section 章节 | cases 用例 | in the subset 子集内 | passed 通过 | differs on purpose 有意不同 | failed 失败 |\n\
        |---|---:|---:|---:|---:|---:|\n",
    );
    let mut sections: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for (case, verdict) in verdicts {
        let section = case.path.split('/').next().unwrap_or_default();
        for counts in [sections.entry(section).or_default(), &mut all] {
            counts[0] += 1;
            counts[1] += usize::from(!matches!(verdict, Verdict::Outside(_)));
            counts[2] += usize::from(*verdict == Verdict::Passed);
            counts[3] += usize::from(matches!(verdict, Verdict::Differs(_)));
            counts[4] += usize::from(matches!(verdict, Verdict::Failed(_)));
        }
    }
    let mut row = |name: &str, counts: &Counts| {
        let [cases, within, passed, differs, failed] = counts;
        let _ = writeln!(page, "| {name} | {cases} | {within} | {passed} | {differs} | {failed} |");
    };
    for (section, counts) in &sections {
        row(section, counts);
    }
    row("**all 合计**", &all);
}

fn differences(verdicts: &[(&Case, Verdict)], page: &mut String) {
    page.push_str(
        "\n## Different on purpose · 有意不同\n\n| cases 用例 | what and why | 说明 | such as 例 |\n|---:|---|---|---|\n",
    );
    for difference in Difference::ALL {
        let of: Vec<&Case> = verdicts
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::Differs(difference))
            .map(|(case, _)| *case)
            .collect();
        // The shortest example says most; of equals the first.
        let Some(example) = of.iter().min_by_key(|case| case.expr.len()) else { continue };
        let (en, zh) = difference.words();
        let (count, expr) = (of.len(), example.expr.replace('|', "\\|"));
        let _ = writeln!(page, "| {count} | {} | {} | `{expr}` |", cell(en), cell(zh));
    }
}

fn outside(verdicts: &[(&Case, Verdict)], page: &mut String) {
    page.push_str(
        "\n## Not in the subset · 子集之外\n\nBy the first thing in the expression that is outside.\n按表达式中第一个超出子集的成分统计。\n\n\
        | cases 用例 | what 成分 |\n|---:|---|\n",
    );
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, verdict) in verdicts {
        if let Verdict::Outside(reason) = verdict {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    for (reason, count) in reasons {
        let _ = writeln!(page, "| {count} | {} |", cell(reason));
    }
}

/// A text in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
