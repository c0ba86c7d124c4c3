//! Every diagnostic there is: code, severity, what it says in each language, and what to do about it.
//!
//! `{0}`, `{1}`, … are filled with the diagnostic's arguments. A code is part of the interface: it is
//! never given another meaning.

use super::Severity;

/// What the catalogue says of a code.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The stable name, `group/what`.
    pub code: &'static str,
    /// Whether a policy with it can be built.
    pub severity: Severity,
    /// Message, English.
    pub en: &'static str,
    /// Message, Chinese.
    pub zh: &'static str,
    /// What to do, English; empty: nothing general can be said.
    pub hint_en: &'static str,
    /// What to do, Chinese.
    pub hint_zh: &'static str,
}

macro_rules! catalogue {
    ($($(#[$group:meta])* $variant:ident, $severity:ident, $code:literal,
        $en:literal, $zh:literal $(, hint $hint_en:literal, $hint_zh:literal)?;)*) => {
        /// The code of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $en] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// What the catalogue says of it.
            #[must_use]
            pub fn entry(self) -> Entry {
                match self {
                    $(Code::$variant => Entry {
                        code: $code,
                        severity: Severity::$severity,
                        en: $en,
                        zh: $zh,
                        hint_en: catalogue!(@hint $($hint_en)?),
                        hint_zh: catalogue!(@hint $($hint_zh)?),
                    },)*
                }
            }
        }
    };
    (@hint $text:literal) => { $text };
    (@hint) => { "" };
}

catalogue! {
    // --- size of the document -------------------------------------------------------------------
    DocumentSize, Error, "limit/document-size",
        "the document is larger than {0} bytes", "文档超过 {0} 字节",
        hint "move large models into a fragment of their own", "请把较大的模型放到单独的片段文件中";
    Depth, Error, "limit/depth",
        "values are nested more than {0} deep", "嵌套超过 {0} 层";
    Nodes, Error, "limit/nodes",
        "the document has more than {0} values", "文档中的值超过 {0} 个";
    StringLength, Error, "limit/string-length",
        "a string is longer than {0} bytes", "字符串超过 {0} 字节";
    ProgramSize, Error, "limit/program-size",
        "the policy has too many {0}: at most {1}", "策略中的{0}过多：最多 {1} 个";
    Unloadable, Error, "limit/unloadable",
        "no device would load this policy ({0})", "设备无法加载该策略（{0}）",
        hint "it is too large or too deep in some part", "某一部分过大或嵌套过深";
    TooMany, Error, "limit/diagnostics",
        "more than {0} problems; the rest is not shown", "问题超过 {0} 个，其余不再显示";

    // --- JSON --------------------------------------------------------------------------------------
    Encoding, Error, "json/encoding",
        "the document is not UTF-8 text", "文档不是 UTF-8 文本",
        hint "save the file as UTF-8", "请将文件另存为 UTF-8 编码";
    Empty, Error, "json/empty",
        "the document is empty", "文档为空";
    Unterminated, Error, "json/unterminated",
        "the document ends before {0} is closed; it was probably cut off",
        "文档在{0}闭合之前就结束了，可能被截断";
    Comment, Error, "json/comment",
        "comments are not allowed in JSON", "JSON 中不允许注释",
        hint "put the remark into a \"description\" key", "可以把说明写到 \"description\" 键中";
    TrailingComma, Error, "json/trailing-comma",
        "a comma stands before a closing bracket", "右括号之前多了一个逗号",
        hint "delete the comma", "请删除该逗号";
    MissingComma, Error, "json/missing-comma",
        "a comma is missing", "缺少逗号";
    ExpectedColon, Error, "json/expected-colon",
        "a colon is missing after a key", "键之后缺少冒号";
    ExpectedValue, Error, "json/expected-value",
        "a value is missing", "缺少值";
    KeyQuotes, Error, "json/key-quotes",
        "a key must be a string in double quotes", "键必须是双引号字符串";
    Quotes, Error, "json/quotes",
        "strings stand in double quotes", "字符串必须使用双引号";
    Number, Error, "json/number",
        "this is not a JSON number", "不是合法的 JSON 数字",
        hint "digits with at most one leading zero, such as 0.5 or -12", "请写成 0.5 或 -12 这样的形式";
    StringEscape, Error, "json/string-escape",
        "the string has an invalid escape or a control character", "字符串中有无效的转义或控制字符";
    Unexpected, Error, "json/unexpected",
        "unexpected text", "出现了意外的内容";
    TrailingText, Error, "json/trailing-text",
        "there is text after the end of the document", "文档结束之后还有内容";
    DuplicateKey, Error, "json/duplicate-key",
        "the key \"{0}\" stands twice in this object; first on line {1}",
        "键 \"{0}\" 在该对象中重复出现，首次出现在第 {1} 行";

    // --- structure ---------------------------------------------------------------------------------
    UnknownKey, Error, "policy/unknown-key",
        "unknown key \"{0}\"", "未知的键 \"{0}\"",
        hint "known keys: {1}", "可用的键：{1}";
    MissingKey, Error, "policy/missing-key",
        "the key \"{0}\" is missing", "缺少键 \"{0}\"";
    WrongType, Error, "policy/wrong-type",
        "expected {0}, found {1}", "应为{0}，实际为{1}";
    BadValue, Error, "policy/bad-value",
        "\"{0}\" is not one of the allowed values", "\"{0}\" 不是允许的取值",
        hint "allowed: {1}", "允许的取值：{1}";
    WrongLength, Error, "policy/wrong-length",
        "expected {0} items, found {1}", "应有 {0} 项，实际为 {1} 项";
    OutOfRange, Error, "policy/out-of-range",
        "the number must be from {0} to {1}", "数值必须在 {0} 到 {1} 之间";
    Undecodable, Error, "policy/undecodable",
        "this part cannot be read: {0}", "无法读取该部分：{0}";

    // --- names -------------------------------------------------------------------------------------
    BadId, Error, "policy/bad-id",
        "\"{0}\" cannot be an id", "\"{0}\" 不能用作标识",
        hint "a letter, then letters, digits and underscores; at most 64",
             "以英文字母开头，只含字母、数字和下划线，最多 64 个字符";
    ReservedName, Error, "policy/reserved-name",
        "\"{0}\" has a meaning in expressions and cannot be an id", "\"{0}\" 在表达式中有专门含义，不能用作标识";
    DuplicateId, Error, "policy/duplicate-id",
        "the id \"{0}\" stands twice; first at {1}", "标识 \"{0}\" 重复，首次出现在 {1}";
    DeclaredTwice, Error, "fragment/declared-twice",
        "\"{0}\" is declared twice; first at {1}", "\"{0}\" 重复声明，首次声明于 {1}";
    UnknownReference, Error, "policy/unknown-reference",
        "there is no {0} \"{1}\"", "不存在名为 \"{1}\" 的{0}";
    BadVersion, Error, "policy/bad-version",
        "\"{0}\" is not a version such as 1.4.0", "\"{0}\" 不是 1.4.0 这样的版本号";
    BadTime, Error, "policy/bad-time",
        "\"{0}\" is not a time such as 2026-01-31T09:00:00+08:00",
        "\"{0}\" 不是 2026-01-31T09:00:00+08:00 这样的时间";
    BadDate, Error, "policy/bad-date",
        "\"{0}\" is not a date such as 2026-01-31", "\"{0}\" 不是 2026-01-31 这样的日期";
    BadDuration, Error, "policy/bad-duration",
        "\"{0}\" is not a duration such as 30d or 12h", "\"{0}\" 不是 30d、12h 这样的时长",
        hint "a whole number and one of s, m, h, d, w; at most a hundred years",
             "整数加单位 s、m、h、d、w 之一，最长一百年";
    BadTimezone, Error, "policy/bad-timezone",
        "\"{0}\" is not an offset such as +08:00 or a zone such as Asia/Shanghai",
        "\"{0}\" 不是 +08:00 这样的偏移，也不是 Asia/Shanghai 这样的时区";
    BadLocale, Error, "policy/bad-locale",
        "\"{0}\" is not a language tag such as zh-CN or en", "\"{0}\" 不是 zh-CN、en 这样的语言标签";
    BadClock, Error, "policy/bad-clock",
        "\"{0}\" is not a time of day such as 22:00", "\"{0}\" 不是 22:00 这样的时刻";
    EmptyValidity, Error, "policy/empty-validity",
        "the policy expires before it becomes valid", "策略的失效时间早于生效时间";
    UnknownLocale, Error, "text/unknown-locale",
        "\"{0}\" is not a locale of this policy", "\"{0}\" 不是本策略的语言",
        hint "locales of the policy: {1}", "本策略的语言：{1}";
    MissingLocale, Warning, "text/missing-locale",
        "the text has no \"{0}\"; \"{1}\" is shown instead", "该文案缺少 \"{0}\"，将显示 \"{1}\"";
    EmptyText, Error, "text/empty",
        "the text is empty", "文案为空";
    LabelNumber, Warning, "text/label-number",
        "the label says {0}, which neither the expression \"{1}\" says nor what it reads",
        "条件说明中出现 {0}，而表达式 \"{1}\" 及其所读取的事实中没有这个数",
        hint "write the number that the expression compares with, or leave it out", "请与表达式中的数值保持一致，或删去该数字";
    Placeholder, Error, "text/placeholder",
        "a brace in the text is not a place for a fact", "文案中的花括号不是变量占位",
        hint "write {fact} with the name of a fact", "请写成 {事实名} 的形式";
    PlaceholderName, Error, "text/placeholder-name",
        "the text names \"{0}\", which is no fact", "文案引用了不存在的事实 \"{0}\"";
    NoTerm, Error, "text/no-term",
        "the text names \"{0}\", which this product's terms do not hold", "文案引用了 \"{0}\"，但该产品的 \"terms\" 中没有",
        hint "terms: terms.aprMin, terms.aprMax, terms.maxMonths", "可用：terms.aprMin、terms.aprMax、terms.maxMonths";
    PlaceholderCount, Error, "text/placeholder-count",
        "the text has more than {0} places for facts", "文案中的变量超过 {0} 个";
    PlaceholderForbidden, Error, "text/placeholder-forbidden",
        "the general text is the same for everybody and cannot name a fact",
        "通用文案对所有人相同，不能引用客户事实";
    ForbiddenWord, Error, "text/forbidden-word",
        "the text promises what may not be promised: \"{0}\"", "文案含有禁用表述：\"{0}\"";

    // --- expressions -------------------------------------------------------------------------------
    ExprTooLong, Error, "expr/too-long",
        "the expression is longer than {0} bytes", "表达式超过 {0} 字节";
    ExprTooDeep, Error, "expr/too-deep",
        "the expression is nested more than {0} deep", "表达式嵌套超过 {0} 层",
        hint "give parts of it names as features", "可以把其中一部分定义为特征";
    ExprTooComplex, Error, "expr/too-complex",
        "the expression has more than {0} parts", "表达式的组成部分超过 {0} 个";
    ExprSyntax, Error, "expr/syntax",
        "the expression cannot be read here", "表达式此处无法解析";
    ExprUnsupported, Error, "expr/unsupported",
        "{0} cannot be used in policies", "策略表达式不支持 {0}";
    UnknownName, Error, "expr/unknown-name",
        "there is no fact \"{0}\" here", "此处不存在名为 \"{0}\" 的事实";
    UnknownFunction, Error, "expr/unknown-function",
        "there is no function \"{0}\"", "不存在函数 \"{0}\"",
        hint "functions: known, family, date, min, max, abs, int, double, size, hasAny, hasAll",
             "可用函数：known、family、date、min、max、abs、int、double、size、hasAny、hasAll";
    Stage, Error, "expr/stage",
        "\"{0}\" is not yet known when this is computed", "计算到此处时 \"{0}\" 尚未得出",
        hint "the order is: facts, features, tags, scores, tiers, lifecycles, warnings, products",
             "计算顺序为：事实、特征、标签、评分、分层、生命周期、预警、产品";
    TypeMismatch, Error, "expr/type-mismatch",
        "{0} and {1} do not go together here", "{0}与{1}不能这样运算";
    NotABool, Error, "expr/not-bool",
        "this is {0}; a condition must be true or false", "此处为{0}，条件必须为真或假";
    NotANumber, Error, "expr/not-number",
        "this is {0}; a number is needed", "此处为{0}，需要数值";
    WrongArguments, Error, "expr/wrong-arguments",
        "{0} takes {1}", "{0} 的参数应为{1}";
    NotAMember, Error, "expr/not-a-member",
        "\"{0}\" is not a value of \"{1}\"", "\"{0}\" 不是 \"{1}\" 的取值",
        hint "values: {2}", "取值：{2}";
    NoOrder, Error, "expr/no-order",
        "{0} has no order; only == and != can compare it", "{0}没有大小之分，只能用 == 或 != 比较",
        hint "declare the enum with \"ordered\": true if its values have an order",
             "如果取值有高低之分，请在枚举中声明 \"ordered\": true";
    IdCompare, Error, "expr/id-compare",
        "an id is only known by its hash and cannot be compared with text", "标识只保存哈希，不能与文本比较";
    ListCompare, Error, "expr/list-compare",
        "a list cannot be compared", "列表不能比较",
        hint "ask what it holds: 'x' in list, hasAny(list, ['x', 'y']), hasAll(list, ['x', 'y']), size(list)",
             "请询问其内容：'x' in list、hasAny(list, ['x', 'y'])、hasAll(list, ['x', 'y'])、size(list)";
    NumberTooLarge, Error, "expr/number-too-large",
        "the number does not fit", "数值超出范围";
    ConstantCondition, Warning, "expr/constant-condition",
        "this condition is always {0}", "该条件恒为{0}";
    IntegerDivision, Warning, "expr/integer-division",
        "the quotient of two whole numbers is cut to a whole number", "两个整数相除的结果会截断为整数",
        hint "write double(a) / b, or a feature with the verb \"ratio\"",
             "请写成 double(a) / b，或使用 \"ratio\" 特征";
    DivisionByZero, Error, "expr/division-by-zero",
        "division by zero is never known", "除以零没有结果";

    // --- conditions --------------------------------------------------------------------------------
    ConditionForm, Error, "condition/form",
        "a condition has exactly one of expr, all, any, not", "条件必须且只能包含 expr、all、any、not 之一";
    ConditionEmpty, Error, "condition/empty",
        "a list of conditions cannot be empty", "条件列表不能为空";
    ConditionDepth, Error, "condition/depth",
        "conditions are nested more than {0} deep", "条件嵌套超过 {0} 层";

    Contradictory, Warning, "condition/contradictory",
        "no value of {0} makes this true", "{0} 取任何值，该条件都不成立",
        hint "its comparisons exclude each other, or the declared range or values",
             "请检查各比较之间，以及与声明的范围、取值之间的矛盾";
    AlwaysTrue, Warning, "condition/always-true",
        "this holds whatever {0} is", "无论 {0} 取何值，该条件都成立",
        hint "delete it, or check its bounds against the declared range and values",
             "请删除该条件，或对照声明的范围、取值检查边界";

    // --- facts and events ----------------------------------------------------------------------------
    BadType, Error, "fact/bad-type",
        "\"{0}\" is not a type", "\"{0}\" 不是类型",
        hint "types: bool, int, number, decimal(2), enum:a|b, enum:products, category, id, date, topic; a list of one: list:category",
             "类型：bool、int、number、decimal(2)、enum:a|b、enum:products、category、id、date、topic；以及其列表，如 list:category";
    FactKey, Error, "fact/key",
        "the key \"{0}\" does not go with the type {1}", "键 \"{0}\" 不能用于类型 {1}";
    ValueLabel, Error, "fact/value-label",
        "\"{0}\" is no value that can be labelled here", "\"{0}\" 不是可以命名的取值",
        hint "values: {1}", "取值：{1}";
    ValueUnlabelled, Warning, "fact/value-unlabelled",
        "these values have no label, and people will read their ids: {0}", "以下取值没有名称，客户将看到其标识：{0}";
    Actionable, Error, "fact/actionable",
        "{0} cannot be actionable in this way", "{0}不能这样声明 actionable",
        hint "numbers go up, down or any way; true or false, enums and categories any way; fields of events none",
        "数值可用 up、down、any；真假值、枚举与类别只能用 any；事件字段不能声明";
    FactNeedsKey, Error, "fact/needs-key",
        "the type {1} needs the key \"{0}\"", "类型 {1} 需要键 \"{0}\"";
    FactType, Error, "fact/wrong-type",
        "\"{0}\" is {1}; needed is {2}", "\"{0}\" 为{1}，此处需要{2}";
    BadRange, Error, "fact/bad-range",
        "the range is empty or cannot be written in this type", "范围为空，或无法用该类型表示";
    EventNumber, Error, "event/number-field",
        "a field of an event cannot be a number without a scale", "事件字段不能是没有小数位的 number 类型",
        hint "use decimal(2) or int, so that sums are exact", "请使用 decimal(2) 或 int，以保证求和精确";
    ListField, Error, "event/list-field",
        "a field of an event cannot be a list", "事件字段不能是列表",
        hint "record one event for each element, or supply the list as a fact of the profile",
             "请为每个元素各记录一个事件，或把列表作为客户资料提供";
    TooManyFields, Error, "event/too-many-fields",
        "more than {0} fields of this event are used", "该事件被使用的字段超过 {0} 个";
    ReservedField, Error, "event/reserved-field",
        "a field cannot be named \"{0}\": every event has its own \"{0}\"",
        "字段不能命名为 \"{0}\"：每个事件自身已有 \"{0}\"",
        hint "choose a name of its own, such as \"kind\" or \"due\"", "请换用其他名称，例如 \"kind\" 或 \"due\"";
    ReservedEvent, Error, "event/reserved-name",
        "an event cannot be named \"{0}\": it is the engine's own, for what becomes of suggestions",
        "事件不能命名为 \"{0}\"：该名称由引擎用于记录推荐反馈",
        hint "delete the declaration: features may read \"suggestion\" with the fields product, channel and outcome",
             "请删除该声明：特征可直接读取 \"suggestion\" 的 product、channel、outcome 字段";
    C3, Error, "fact/forbidden-class",
        "class C3 (secrets, biometrics) may not be an input", "C3 类（鉴别信息、生物特征）不得作为输入";
    FactSecret, Error, "fact/secret",
        "by its name \"{0}\" holds what no policy may read ({1})", "从名称看，\"{0}\" 属于策略不得读取的内容（{1}）",
        hint "leave it out; secrets, biometrics and numbers of cards and citizens are refused by devices too",
             "请删除；鉴别信息、生物特征、卡号与证件号码在设备端同样会被拒绝";
    Unused, Warning, "policy/unused",
        "no rule reads {0} \"{1}\"", "没有任何规则读取{0} \"{1}\"",
        hint "delete it, so that it is not collected for nothing", "请删除，避免无用的采集";

    // --- features ------------------------------------------------------------------------------------
    FeatureVerb, Error, "feature/verb",
        "a feature has exactly one verb; this one has {0}", "特征必须且只能有一个动词，此处有 {0} 个",
        hint "verbs: {1}", "动词：{1}";
    FeatureKey, Error, "feature/key",
        "the key \"{0}\" does not go with \"{1}\"", "键 \"{0}\" 不能与 \"{1}\" 一起使用";
    FeatureNeedsKey, Error, "feature/needs-key",
        "\"{1}\" needs the key \"{0}\"", "\"{1}\" 需要键 \"{0}\"";
    FeatureTarget, Error, "feature/target",
        "\"{0}\" is not {1}", "\"{0}\" 不是{1}",
        hint "write the event as \"event\" and a field of it as \"event.field\"",
             "事件写作 \"event\"，字段写作 \"event.field\"";
    FieldType, Error, "feature/field-type",
        "\"{0}\" cannot use a field of type {1}", "\"{0}\" 不能用于 {1} 类型的字段";
    WindowRetention, Error, "feature/window-retention",
        "the feature looks back {0} but the event is kept for {1} only", "特征回看 {0}，但该事件只保留 {1}",
        hint "lengthen \"retain\" of the event or shorten the window", "请延长事件的 \"retain\" 或缩短窗口";
    ChangeWindow, Error, "feature/change-window",
        "\"{0}\" has no window, so there is none before it to compare with", "\"{0}\" 没有窗口，无法与上一窗口比较";
    Cycle, Error, "policy/cycle",
        "these need each other: {0}", "相互依赖：{0}";
    Hours, Error, "feature/hours",
        "hours are from 0 to 23 and not equal", "小时应在 0 到 23 之间且不相等";
    Weekdays, Error, "feature/weekdays",
        "weekdays are 1 (Monday) to 7 (Sunday), each once", "星期应为 1（周一）到 7（周日），且不重复";
    BadTake, Error, "feature/take",
        "groups cannot be joined by \"{0}\" here", "此处不能用 \"{0}\" 合并各组";

    // --- scores --------------------------------------------------------------------------------------
    BinForm, Error, "score/bin-form",
        "an attribute has exactly one of lo/hi, values, special, missing, otherwise, when",
        "属性必须且只能有 lo/hi、values、special、missing、otherwise、when 之一";
    BinType, Error, "score/bin-type",
        "\"{0}\" cannot be used with a fact of type {1}", "\"{0}\" 不能用于 {1} 类型的事实";
    BinEmpty, Error, "score/bin-empty",
        "the interval is empty: lo must be below hi", "区间为空：lo 必须小于 hi";
    BinMissing, Error, "score/no-missing",
        "\"{0}\" can be unknown and there is no attribute \"missing\"", "\"{0}\" 可能缺失，但没有 \"missing\" 属性";
    BinGap, Error, "score/gap",
        "no attribute is true for {0}", "取值 {0} 时没有任何属性成立",
        hint "close the gap or add an attribute \"otherwise\"", "请补上缺口，或增加 \"otherwise\" 属性";
    BinOverlap, Warning, "score/overlap",
        "the attribute overlaps the one at {0}; the first in order counts", "该属性与 {0} 处的属性重叠，按顺序取第一个";
    BinUnreachable, Warning, "score/unreachable",
        "the attribute can never be the first that is true", "该属性永远不会被命中";
    BinPoints, Error, "score/bin-points",
        "an attribute has exactly one of points and \"noScore\": true",
        "属性必须且只能有 points 与 \"noScore\": true 之一";
    ScoreKey, Error, "score/key",
        "the key \"{0}\" does not go with a score of kind {1}", "键 \"{0}\" 不能用于 {1} 类型的评分";
    ModelSize, Error, "model/size",
        "a model has at most {0} trees", "模型最多 {0} 棵树";
    ModelInput, Error, "model/input",
        "the model needs {0}; \"{1}\" is {2}", "模型需要{0}，而 \"{1}\" 为{2}";
    ModelTerm, Error, "model/term",
        "a term is of a number (mean, scale, default), or says one of is and \"missing\": true",
        "一项要么是数值（mean、scale、default），要么只写 is 与 \"missing\": true 之一";
    ModelNode, Error, "model/node",
        "the tree cannot be read: {0}", "无法读取该树：{0}";
    ScoreGoal, Error, "score/goal",
        "the score has a goal and no bands to reach", "评分声明了 goal（目标方向），但没有档位",
        hint "add bands, or leave the goal out", "请增加 bands，或去掉 goal";
    ScoreGoalFacts, Warning, "score/goal-facts",
        "none of the facts of this score is actionable: what would lift it can never be told",
        "该评分读取的事实都没有声明 actionable，永远无法说明如何提升",
        hint "add \"actionable\" to the facts and features that the customer can move",
        "请为客户可以改变的事实或特征声明 \"actionable\"";
    BandOrder, Error, "score/band-order",
        "bands stand from low to high: the first has no \"from\", each other a larger one",
        "档位须从低到高排列：第一档没有 \"from\"，其余逐档增大";
    ReasonCode, Error, "score/reason-code",
        "the reason code \"{0}\" has no message", "原因码 \"{0}\" 没有说明文案";
    ReasonMissing, Error, "score/reason-missing",
        "reason codes are on, and neither the characteristic nor each of its attributes has one",
        "已启用原因码，但该特征项及其各属性都没有原因码";

    // --- tiers ---------------------------------------------------------------------------------------
    TierDefault, Error, "tier/default",
        "exactly the last row says \"otherwise\": true", "有且只有最后一行为 \"otherwise\": true";
    TierRow, Error, "tier/row",
        "a row has exactly one of expr, when, otherwise", "每一行必须且只能有 expr、when、otherwise 之一";
    TierMargin, Warning, "tier/margin",
        "the margin has no effect on this row: it compares no number with a constant",
        "该行没有数值与常量的比较，下行缓冲不起作用";
    TierUnreachable, Warning, "tier/unreachable-row",
        "the row can never be the first that holds", "该行永远不会是第一个成立的行",
        hint "the rows before it cover it; put the narrower condition first", "之前的行已覆盖它，请把更严格的条件放在前面";
    TierLevel, Warning, "tier/unreachable-level",
        "no row leads to the level \"{0}\"", "没有任何行能到达等级 \"{0}\"";

    // --- lifecycles ----------------------------------------------------------------------------------
    LifecycleEnter, Error, "lifecycle/enter",
        "\"{0}\" needs \"enter\": only the initial stage may be without", "\"{0}\" 需要 \"enter\"：只有初始阶段可以没有";
    LifecycleUnreachable, Warning, "lifecycle/unreachable-stage",
        "no way leads from the initial stage \"{1}\" to \"{0}\"", "从初始阶段 \"{1}\" 没有任何路径可到达 \"{0}\"",
        hint "look at \"from\" of the stages on the way", "请检查途经各阶段的 \"from\"";
    LifecycleDeadEnd, Warning, "lifecycle/dead-end",
        "no way leads out of \"{0}\": whoever is in it stays for good", "\"{0}\" 没有任何出路：客户进入后将永远停留",
        hint "give it an \"exit\", or name it in \"from\" of another stage", "请给出 \"exit\"，或在其他阶段的 \"from\" 中列入该阶段";

    // --- warnings ------------------------------------------------------------------------------------
    WarningEscalation, Error, "warning/escalation",
        "an escalation raises the severity or adds actions; this one does neither, or lowers the severity",
        "升级须提高严重程度或增加处置动作；此处两者皆无，或降低了严重程度",
        hint "the severity goes from notice to caution to high", "严重程度由低到高为 notice、caution、high";

    // --- products and contact ------------------------------------------------------------------------
    LoanApr, Error, "product/loan-apr",
        "a loan must state \"terms\" with aprMin and aprMax, and the disclosure \"loan_apr\"",
        "贷款产品必须在 \"terms\" 中写明 aprMin 和 aprMax，并披露 \"loan_apr\"";
    LoanAprText, Error, "product/loan-apr-text",
        "a text that offers a loan must show its annual rate as a range: name {terms.aprMin} and {terms.aprMax}",
        "推荐贷款的文案必须以区间展示年化利率：请引用 {terms.aprMin} 与 {terms.aprMax}";
    AprRange, Error, "product/apr-range",
        "aprMin must be at most aprMax, both from 0 to 36", "aprMin 不得大于 aprMax，且都在 0 到 36 之间";
    AdvisoryCorridor, Error, "product/advisory-corridor",
        "a suggested \"{0}\" needs a published corridor: state {1} in \"terms\"", "给出 \"{0}\" 建议值须有公布的区间：请在 \"terms\" 中写明{1}";
    AdvisoryMarketing, Error, "product/advisory-marketing",
        "a suggested \"{0}\" may not rest on \"{1}\", which serves marketing only", "\"{0}\" 建议值不得依据仅用于营销的 \"{1}\"",
        hint "terms follow from risk and cost: read facts that are granted for another purpose too, and no marketing tag, score or tier",
             "条款只能依据风险与成本：请使用同时授权其他用途的信息，不得使用营销类标签、评分或分层";
    NoRating, Error, "product/no-rating",
        "an investment product needs \"suitability\" with a risk rating R1 to R5", "投资类产品需要 \"suitability\" 与 R1 至 R5 的风险等级";
    NoTolerance, Error, "product/no-tolerance",
        "the policy must say in \"suitability\" which fact holds the customer's risk tolerance",
        "策略必须在 \"suitability\" 中指明客户风险承受能力所在的事实";
    ToleranceType, Error, "product/tolerance-type",
        "\"{0}\" must be an ordered enum of five values", "\"{0}\" 必须是五个取值的有序枚举";
    LooserSuitability, Error, "product/looser-suitability",
        "a product rated {0} needs a tolerance of at least \"{1}\": \"{2}\" is less", "风险等级为 {0} 的产品要求风险承受能力不低于 \"{1}\"，\"{2}\" 更低",
        hint "the rule may be made stricter, never looser", "匹配规则只能更严，不得放宽";
    ProductUnreachable, Warning, "product/unreachable",
        "nobody can ever pass the gates of \"{0}\"", "任何客户都无法通过 \"{0}\" 的各道门槛",
        hint "look at what eligibility, applicability and suitability ask of {1}",
             "请检查资格、适用性与适当性对 {1} 的要求";
    BundlePart, Error, "product/bundle-part",
        "\"{0}\" cannot be part of this bundle: {1}", "\"{0}\" 不能放入该组合：{1}";
    BundleSize, Error, "product/bundle-size",
        "a bundle holds at least two products", "组合至少包含两个产品";
    RankingPenalty, Error, "ranking/penalty",
        "the penalty must be 0 or more", "扣减值不得小于 0";
    RankingResponse, Error, "ranking/response",
        "\"hits\" and \"misses\" are whole numbers from 1 to 100", "\"hits\" 与 \"misses\" 须为 1 至 100 的整数";
    RankingNoResponse, Error, "ranking/no-response",
        "the score reads \"response\": state in \"ranking.response\" what is assumed before anything is known",
        "得分公式使用了 \"response\"：请在 \"ranking.response\" 中写明初始假设";
    ExperimentShares, Error, "ranking/shares",
        "\"holdOut\" and the challenger's \"share\" are hundredths of the customers, together 1 to 100",
        "\"holdOut\" 与挑战者的 \"share\" 为客户的百分比，合计须在 1 至 100 之间";
    NoChannel, Error, "product/no-channel",
        "a product needs at least one channel", "产品至少需要一个渠道";
    Quiet, Error, "contact/quiet-hours",
        "quiet hours need two different times", "免打扰时段需要两个不同的时刻";
    GeneralChannel, Error, "contact/general-channel",
        "the general list offers \"{0}\", all of whose channels need a consent",
        "通用推荐清单包含 \"{0}\"，但其所有渠道均需单独同意",
        hint "give it a channel that everybody may be reached by, such as \"app\"", "请为其增加无需同意的渠道，例如 \"app\"";
    CooldownMax, Error, "contact/cooldown",
        "the longest cool-down, {0}, is shorter than the first, {1}",
        "最长冷静期 {0} 短于首次冷静期 {1}";

    // --- purposes ------------------------------------------------------------------------------------
    PurposeNotGranted, Error, "purpose/not-granted",
        "this rule serves the purpose \"{0}\" but reads \"{1}\", which is not granted for it",
        "该规则的用途为 \"{0}\"，但读取了未授权该用途的 \"{1}\"";
    PurposeNeeded, Error, "purpose/needed",
        "this rule serves no purpose but reads \"{0}\", which is granted for certain purposes only",
        "该规则未声明用途，但读取了仅授权给特定用途的 \"{0}\"",
        hint "give the rule a \"purpose\": without one, no withdrawn consent would stop it",
            "请为该规则声明 \"purpose\"：否则客户撤回同意后它仍会使用该数据";
    PurposeOfField, Error, "purpose/field",
        "a field serves the purposes of its event", "字段的用途以其所属事件为准",
        hint "write \"purposes\" at the event, or record the field in an event of its own",
            "请把 \"purposes\" 写在事件上，或将该字段放入单独的事件";

    // --- what leaves the device ------------------------------------------------------------------------
    EgressField, Error, "egress/field",
        "\"{0}\" is none of enum:tags, enum:warnings, enum:products, enum:channels",
        "\"{0}\" 不是 enum:tags、enum:warnings、enum:products、enum:channels 之一",
        hint "write {\"of\": …} with the name of what is told", "请写成 {\"of\": …}，填入要上报的名称";
    EgressUnbanded, Error, "egress/unbanded",
        "\"{0}\" rests on \"{1}\", an input of class C2, and must not leave as it is",
        "\"{0}\" 依赖 C2 类输入 \"{1}\"，不得原样离开设备",
        hint "give \"bands\", or tell a tag, a tier or a score's band instead", "请给出 \"bands\"，或改为上报标签、分层或评分档位";
    EgressOpen, Error, "egress/open",
        "\"{0}\" is {1}: only one of a closed list may leave", "\"{0}\" 为{1}：只有取值封闭的内容才可离开设备",
        hint "give \"bands\" for a number, or tell a tag, a tier or a score's band instead",
             "数值请给出 \"bands\"，或改为上报标签、分层或评分档位";
    EgressBands, Error, "egress/bands",
        "bands are of a number: 1 to 32 bounds, each larger than the one before", "档位只用于数值：1 至 32 个界限，逐个增大";
    EgressPer, Error, "egress/per",
        "a period is at least a day", "周期至少为一天";
    EgressAmong, Error, "egress/among",
        "\"among\" picks from a list or an enum; this has nothing to pick from", "\"among\" 只用于从列表或枚举中选取，此处无可选取的内容";
    EgressBudget, Error, "egress/budget",
        "the budget of all reports is too small for \"{0}\", or its span is shorter than that report's period",
        "上报总预算不足以支付上报项 \"{0}\"，或其周期短于该上报项的周期";

    // --- occasions ---------------------------------------------------------------------------------
    OccasionForm, Error, "occasion/form",
        "an occasion has exactly one of \"days\" and \"monthDay\"", "节日或时点须且只能填写 \"days\" 与 \"monthDay\" 之一";
    OccasionDays, Error, "occasion/days",
        "\"{0}\" to \"{1}\" is no span of days", "\"{0}\" 至 \"{1}\" 不是有效的日期区间",
        hint "write the first and the last day as YYYY-MM-DD", "请按 YYYY-MM-DD 写明首日与末日";
    OccasionNever, Warning, "occasion/never",
        "no day of \"{0}\" lies within the time for which the policy is valid", "\"{0}\" 没有任何一天落在策略有效期内",
        hint "bring its days up to date", "请更新日期";

    // --- equal treatment -----------------------------------------------------------------------------
    TagProtected, Error, "tag/protected",
        "\"{0}\": no tag may name a protected characteristic ({1})", "\"{0}\"：标签不得涉及受保护特征（{1}）",
        hint "name what the customer needs, not who they are", "请描述客户的需求，而不是客户的身份特征";
    RuleProtected, Error, "tag/rests-on-protected",
        "this rests on \"{0}\", which tells of a protected characteristic ({1})",
        "该规则依赖 \"{0}\"，涉及受保护特征（{1}）",
        hint "tags, products and their order treat everybody alike", "标签、产品与推荐排序应对所有客户一视同仁";
    ScoreProtected, Warning, "score/protected",
        "the score reads \"{0}\", which tells of a protected characteristic ({1})",
        "评分读取了 \"{0}\"，涉及受保护特征（{1}）",
        hint "leave it out, or have compliance state why it may be read", "请删除，或由合规部门书面说明可以读取的理由";
    TermsByTag, Error, "product/terms-by-tag",
        "who may have these terms depends on the marketing tag \"{0}\"; \"{1}\" of the same family has others",
        "能否适用该产品的条款取决于营销标签 \"{0}\"，而同族的 \"{1}\" 条款不同",
        hint "terms follow from risk and cost; whom to show the product belongs into \"applicability\"",
             "条款只能依据风险与成本；向谁展示请写在 \"applicability\" 中";

    // --- tests ---------------------------------------------------------------------------------------
    TestInput, Error, "test/input",
        "the test's input is refused: {0}", "测试输入被拒绝：{0}";
    TestFailed, Error, "test/failed",
        "the test \"{0}\" does not hold: expected {1}, found {2}", "测试 \"{0}\" 未通过：应为 {1}，实际为 {2}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_text_stands_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let entry = code.entry();
            assert!(seen.insert(entry.code), "{} stands twice", entry.code);
            assert!(
                entry.code.split_once('/').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            );
            assert!(!entry.en.is_empty() && !entry.zh.is_empty(), "{}", entry.code);
            assert_eq!(entry.hint_en.is_empty(), entry.hint_zh.is_empty(), "{}", entry.code);
            let first = entry.en.chars().next().unwrap();
            assert!(!first.is_uppercase() || entry.en.starts_with("JSON"), "{}", entry.code);
            assert!(!entry.en.ends_with('.') && !entry.zh.ends_with('。'), "{}", entry.code);
            assert!(entry.zh.chars().any(|c| c > '\u{2e80}'), "{}", entry.code);
        }
    }
}
