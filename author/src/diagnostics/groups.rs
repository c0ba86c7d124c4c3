//! What the groups of diagnostics are about, for the page that lists them all.

/// The codes that begin with one word.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// What stands before the slash.
    pub name: &'static str,
    /// Title, English.
    pub title_en: &'static str,
    /// Title, Chinese.
    pub title_zh: &'static str,
    /// What it means to be in it, English.
    pub en: &'static str,
    /// What it means to be in it, Chinese.
    pub zh: &'static str,
}

macro_rules! groups {
    ($($name:literal: $title_en:literal, $title_zh:literal, $en:literal, $zh:literal;)*) => {
        /// Every group, in the order of the page.
        pub const GROUPS: &[Group] = &[$(Group {
            name: $name, title_en: $title_en, title_zh: $title_zh, en: $en, zh: $zh,
        },)*];
    };
}

groups! {
    "json": "JSON", "JSON 语法",
        "The file is not one strict JSON document. Nothing else is looked at until it is.",
        "文件不是一份严格的 JSON 文档。在修正之前不会检查其他内容。";
    "limit": "Limits", "上限",
        "The document is larger or deeper than what is read, or than what a device would load. Limits come first, so that a hostile file costs no more than reading it.",
        "文档的大小或深度超过可读取或设备可加载的上限。上限最先检查，恶意文件的代价不会超过读取本身。";
    "policy": "Structure and names", "结构与命名",
        "A key, a type, an id, a time or a reference is not what the policy format says. Findings about structure come before those about meaning.",
        "键、类型、标识、时间或引用不符合策略格式。结构问题先于含义问题报告。";
    "fragment": "Fragments", "片段",
        "Several files were joined with --with, and they declare the same thing.",
        "通过 --with 合并的多个文件声明了同一内容。";
    "fact": "Facts", "事实",
        "The declaration of an input is not complete, or contradicts itself, or must not be an input at all.",
        "输入的声明不完整、自相矛盾，或根本不得作为输入。";
    "event": "Events", "事件",
        "The declaration of recorded behaviour cannot be used as it stands.",
        "行为事件的声明无法按现状使用。";
    "feature": "Features", "特征",
        "A feature's verb and its keys, fields and windows do not go together.",
        "特征的动词与其键、字段、窗口不匹配。";
    "expr": "Expressions", "表达式",
        "An expression cannot be read, or its parts have types that do not go together, or it names what is not known where it stands. docs/expressions.md says what an expression may be.",
        "表达式无法解析、各部分类型不匹配，或引用了此处尚未得出的名称。可用的表达式见 docs/expressions.md。";
    "condition": "Conditions", "条件",
        "A tree of conditions has the wrong form, or comes out the same for everybody. The values looked at are those that facts may have by their declaration; a fact that is unknown is left aside unless the condition asks for it.",
        "条件树的形式有误，或对所有客户结果相同。分析依据事实声明的取值范围；除非条件专门询问，未知不在考虑之列。";
    "tag": "Tags", "标签",
        "A tag names what people may not be told apart by: sex, ethnicity or nationality, religion, disability, marriage or pregnancy, health, political opinion.",
        "标签涉及不得据以区分客户的特征：性别、民族种族或国籍、宗教信仰、残疾、婚姻生育、健康状况、政治面貌。";
    "score": "Scores", "评分",
        "A scorecard leaves values without points, has bins that nothing reaches, or cannot give reasons; or a score reads a protected characteristic.",
        "评分卡有取值得不到分数、有永远不会命中的分箱、无法给出原因码；或评分读取了受保护特征。";
    "model": "Models", "模型",
        "A model that was trained elsewhere cannot be used as it is written here.",
        "外部训练的模型无法按此处的写法使用。";
    "tier": "Tiers", "分层",
        "A tier table leaves customers without a level, or has rows and levels that nothing reaches.",
        "分层表有客户得不到等级，或有永远不会到达的行、等级。";
    "lifecycle": "Lifecycles", "生命周期",
        "The stages of a lifecycle do not follow each other as they are declared.",
        "生命周期的各阶段无法按声明相互衔接。";
    "occasion": "Occasions", "节日与时点",
        "The days of an occasion cannot be read, or none of them lies within the policy's validity.",
        "节日或时点的日期无法读取，或没有一天落在策略有效期内。";
    "warning": "Early warnings", "预警",
        "A warning changes nothing when it is said to.",
        "预警在约定的时间没有任何变化。";
    "product": "Products", "产品",
        "A product lacks what must stand beside it, or nobody can pass its gates, or its terms depend on what they may not.",
        "产品缺少必须具备的信息、无人能通过门槛，或条款取决于不得依据的内容。";
    "ranking": "Ranking", "排序",
        "The order of the suggestions, or an experiment on it, is not told clearly.",
        "推荐的排序或对照实验的约定不明确。";
    "contact": "Contact", "触达",
        "When and how often customers may be spoken to is not told clearly.",
        "触达时间与频次的约定不明确。";
    "purpose": "Purposes", "用途",
        "A rule reads what was not granted for the purpose that it serves.",
        "规则读取了未授权其用途的信息。";
    "egress": "What leaves the device", "离开设备的内容",
        "Only one of a closed list may leave a device, within a privacy budget; what identifies a customer or tells of their finances (class C2) only in bands.",
        "只有取值封闭的内容才可在隐私预算内离开设备；识别客户身份或反映财务状况的信息（C2 类）只能分档上报。";
    "text": "Texts", "文案",
        "A text for people is missing in a locale, names what it may not, or promises what may not be promised.",
        "面向客户的文案缺少某种语言、引用了不可引用的内容，或作出了不得作出的承诺。";
    "test": "Embedded tests", "内嵌测试",
        "A test of the policy cannot be run, or does not hold. A policy whose tests fail is not built.",
        "策略自带的测试无法运行或未通过。测试未通过的策略不能构建。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Code;

    #[test]
    fn every_code_has_a_group_and_every_group_a_code() {
        let group = |code: &str| code.split_once('/').map(|(group, _)| group.to_owned());
        for code in Code::ALL {
            let code = code.entry().code;
            let of = |g: &&Group| group(code).as_deref() == Some(g.name);
            assert_eq!(GROUPS.iter().filter(of).count(), 1, "{code}");
        }
        for g in GROUPS {
            let has = |code: &Code| group(code.entry().code).as_deref() == Some(g.name);
            assert!(Code::ALL.iter().any(has), "{}", g.name);
        }
    }
}
