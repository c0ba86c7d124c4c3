//! Products, the order of suggestions, and when the customer may be spoken to.

use super::book::{Block, Item, Line};
use super::conditions;
use super::expressions::{self, Reads};
use super::results::{self, Facts};
use super::speech::Speech;
use crate::document::Short;
use crate::document::goals::{From, Goal};
use crate::document::offers::{
    Alike, Contact, Cooldown, Diversity, GeneralOnly, Hours, Product, ProductKind, Ranking,
    Response, RiskRating, Scope, Terms,
};

/// The chapter about products.
pub fn products(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    out.push(Block::Chapter(speech.say("Products and suggestions", "产品与推荐").to_owned()));
    if policy.products.is_empty() {
        out.push(Block::Text(speech.line("None.", "无。")));
        return;
    }
    out.push(Block::Text(speech.line(
        "A product is suggested only when it passes eligibility, applicability, suitability and the contact policy, in this order. Suitability is a gate: no score can outweigh it. A condition that cannot be told, because a fact is unknown, keeps the product out.",
        "产品须依次通过准入、适用、适当性与触达规则后方可推荐。适当性为硬性关口，任何评分均不能突破。因资料未知而无法判断条件时，不予推荐。",
    )));
    if let Some(tolerance) = &policy.suitability {
        let mut facts = Facts::new(speech);
        let fact = |name| Line::of(format!("{} ", speech.label(name))).code(name);
        facts.add(("risk tolerance", "风险承受能力"), fact(&tolerance.tolerance));
        if let Some(expires) = &tolerance.expires {
            facts.add(("valid until", "测评有效期至"), fact(expires));
        }
        for (rating, least) in &tolerance.needs {
            let rating = level(*rating);
            facts.add(
                ("stricter than the rule", "严于通用匹配规则"),
                speech.line(
                    format!("{rating} needs at least {least}"),
                    format!("{rating} 产品要求不低于 {least}"),
                ),
            );
        }
        out.push(Block::Facts(facts.all));
    }
    if let Some(general) = &policy.general_only {
        protected(general, speech, out);
    }
    for product in &policy.products {
        one(product, speech, out);
    }
}

/// Whom nothing personal is offered.
fn protected(general: &Short<GeneralOnly>, speech: Speech<'_>, out: &mut Vec<Block>) {
    let (items, full) = match general {
        Short::Text(text) => (conditions::expression(text, speech), None),
        Short::Full(full) => (conditions::items(&full.when, speech), Some(full)),
    };
    out.push(Block::Entry(speech.line("Protected customers", "受保护客户")));
    let mut facts = Facts::new(speech);
    facts.remark(full.and_then(|full| full.description.as_ref()));
    facts.add(("purpose", "用途"), speech.purpose_of(full.and_then(|full| full.purpose.as_ref())));
    out.push(Block::Facts(facts.all));
    out.push(Block::Text(match full.is_some_and(|full| full.on_unknown == Some(true)) {
        true => speech.line(
            "Who meets this, or of whom it cannot be told, sees only the general list; every product is left out as not eligible:",
            "满足以下条件、或因资料未知而无法判断的客户只看到通用列表，全部产品以“准入”为由不予推荐：",
        ),
        false => speech.line(
            "Who meets this sees only the general list; every product is left out as not eligible. Of whom it cannot be told is not protected:",
            "满足以下条件的客户只看到通用列表，全部产品以“准入”为由不予推荐；因资料未知而无法判断的，不视为受保护客户：",
        ),
    }));
    out.push(Block::List(items));
}

fn one(product: &Product, speech: Speech<'_>, out: &mut Vec<Block>) {
    out.push(Block::Entry(speech.named(Some(&product.label), &product.id)));
    out.push(Block::Facts(facts(product, speech)));
    for (condition, en, zh) in [
        (
            &product.eligibility,
            "Eligibility: may the customer have it?",
            "准入条件（客户能否办理）：",
        ),
        (
            &product.applicability,
            "Applicability: is it for this customer, now?",
            "适用条件（当前是否适合推荐）：",
        ),
    ] {
        if let Some(condition) = condition {
            out.push(Block::Text(speech.line(en, zh)));
            out.push(Block::List(conditions::items(condition, speech)));
        }
    }
}

fn facts<'a>(product: &'a Product, speech: Speech<'a>) -> Vec<(String, Line)> {
    let mut facts = Facts::new(speech);
    facts.remark(product.description.as_ref());
    let (en, zh) = kind(product.kind);
    facts.add(("kind", "类别"), Line::of(speech.say(en, zh)));
    if let Some(family) = &product.family {
        facts.add(("family", "产品族"), Line::default().code(family));
    }
    facts.add(("purpose", "用途"), speech.purpose_of(product.purpose.as_ref()));
    if let Some(published) = &product.terms {
        facts.add(("terms", "产品要素"), terms(published, speech));
    }
    if let Some(advisory) = &product.advisory {
        let terms = [
            (("suggested annual rate", "建议年化利率"), &advisory.apr),
            (("suggested term in months", "建议期限（月）"), &advisory.months),
        ];
        for (name, text) in terms {
            let Some(text) = text else { continue };
            let within = speech.line(
                "advisory, within the published terms: ",
                "仅供参考，限于公布的产品要素之内：",
            );
            facts.add(name, within.then(formula(text, speech)));
        }
    }
    if let Some(rating) = &product.suitability {
        let mut line = Line::of(level(rating.risk_rating));
        if let Some(issuer) = rating.issuer_rating {
            let issuer = level(issuer);
            line = line.then(speech.line(
                format!("; the issuer says {issuer}, the higher counts"),
                format!("；发行人评级 {issuer}，以较高者为准"),
            ));
        }
        facts.add(("risk rating", "风险等级"), line);
    }
    facts.add(
        ("channels, the preferred first", "渠道（按优先顺序）"),
        results::channels(&product.channels, speech),
    );
    if !product.bundle.is_empty() {
        let parts = product.bundle.iter().map(|id| speech.product(id));
        facts.add(
            ("offered together, each by its own gates", "组合产品（各产品均须通过自身各项门槛）"),
            Line::joined(parts, speech.comma()),
        );
    }
    if let Some(group) = &product.exclusive {
        let name = ("only the best of this group is suggested", "同组产品仅推荐最优一项，组别");
        facts.add(name, Line::default().code(group));
    }
    if !product.disclosures.is_empty() {
        let ids = speech.codes(product.disclosures.iter().map(String::as_str));
        facts.add(("must stand beside it", "必须同时披露"), ids);
    }
    facts.add(
        ("what the customer reads", "推荐文案"),
        speech.message(&product.message, product.terms.as_ref()),
    );
    if let Some(general) = &product.general_message {
        facts.add(
            ("what everybody reads", "通用文案（非个性化）"),
            speech.message(general, product.terms.as_ref()),
        );
    }
    for (gate, en, zh) in [
        (&product.eligibility, "eligibility", "准入条件"),
        (&product.applicability, "applicability", "适用条件"),
    ] {
        if gate.is_none() {
            facts.add((en, zh), speech.line("no condition", "无条件"));
        }
    }
    if let Some(intent) = &product.intent {
        facts.add(("interest of the customer", "客户意向"), formula(intent, speech));
    }
    facts.add(("the bank's own weight", "本行权重"), Line::of(product.value.to_string()));
    facts.all
}

fn formula(text: &str, speech: Speech<'_>) -> Line {
    let words = expressions::words(text, Reads::Facts, speech);
    let line = words.map_or_else(Line::default, |words| Line::of(words).text(" "));
    line.code(text)
}

fn terms(terms: &Terms, speech: Speech<'_>) -> Line {
    let mut parts = Vec::new();
    match (terms.apr_min, terms.apr_max) {
        (Some(low), Some(high)) => parts.push(speech.line(
            format!("annual rate (simple interest) {low} % to {high} %"),
            format!("年化利率（单利）{low}%–{high}%"),
        )),
        (Some(rate), None) => parts.push(speech.line(
            format!("lowest annual rate (simple interest) {rate} %"),
            format!("最低年化利率（单利）{rate}%"),
        )),
        (None, Some(rate)) => parts.push(speech.line(
            format!("highest annual rate (simple interest) {rate} %"),
            format!("最高年化利率（单利）{rate}%"),
        )),
        (None, None) => {}
    }
    if let Some(months) = terms.max_months {
        parts.push(
            speech.line(format!("at most {months} months"), format!("期限最长 {months} 个月")),
        );
    }
    Line::joined(parts, speech.comma_clause())
}

fn level(rating: RiskRating) -> String {
    format!("R{}", rating.number())
}

fn kind(kind: ProductKind) -> (&'static str, &'static str) {
    match kind {
        ProductKind::Deposit => ("deposit", "存款"),
        ProductKind::Loan => ("loan", "贷款"),
        ProductKind::Card => ("card", "银行卡"),
        ProductKind::Wealth => ("wealth management product", "理财产品"),
        ProductKind::Fund => ("fund", "基金"),
        ProductKind::Derivative => ("derivative", "衍生产品"),
        ProductKind::Insurance => ("insurance", "保险"),
        ProductKind::Payment => ("payment or account service", "支付结算与账户服务"),
        ProductKind::Content => ("content", "内容"),
        ProductKind::Service => ("service", "服务"),
        ProductKind::Activity => ("activity", "活动"),
    }
}

/// The chapter about contact, order and the general list.
pub fn contact(speech: Speech<'_>, out: &mut Vec<Block>) {
    let policy = speech.policy;
    out.push(Block::Chapter(
        speech.say("Contact, order and the general list", "触达规则、排序与通用推荐").to_owned(),
    ));
    match &policy.contact {
        Some(contact) => out.push(Block::Facts(rules(contact, speech))),
        None => out.push(Block::Text(speech.line("No contact policy.", "未设置触达规则。"))),
    }
    if !policy.goals.is_empty() {
        out.push(Block::Text(speech.line(
            "Goals, counted on the device for each customer:",
            "推荐目标（在设备上逐客户计数）：",
        )));
        out.push(Block::List(policy.goals.iter().map(|goal| goal_item(goal, speech)).collect()));
    }
    let mut facts = Facts::new(speech);
    let order = match &policy.ranking {
        Some(ranking) => formula(&ranking.score, speech),
        None => speech.line("as the products stand in the policy", "按策略文件中的产品顺序"),
    };
    facts.add(("order of suggestions", "推荐排序"), order);
    facts.add(("between equals", "同分时"), speech.line("by product id", "按产品编号排序"));
    if let Some(ranking) = &policy.ranking {
        choice(ranking, speech, &mut facts);
    }
    let fallback = policy.fallback.iter().map(|id| speech.product(id));
    let fallback = Line::joined(fallback, speech.comma());
    facts.add(
        ("list without personalisation", "非个性化推荐清单"),
        if fallback.is_empty() { speech.line("empty", "空") } else { fallback },
    );
    out.push(Block::Facts(facts.all));
    out.push(Block::Text(speech.line(
        "With personalisation switched off, the customer sees this list, which is the same for everybody.",
        "客户关闭个性化推荐后，仅展示上述清单；该清单对所有客户一致，不使用任何客户信息。",
    )));
}

/// What else decides which suggestions a customer sees, and in which order.
fn choice<'a>(ranking: &'a Ranking, speech: Speech<'a>, facts: &mut Facts<'a>) {
    if let Some(Response { hits, misses, explore }) = ranking.response {
        let all = hits + misses;
        let mut line = speech.line(
            format!("assumed at first {hits} of {all} showings; then learned from this customer's own answers"),
            format!("初始假设每 {all} 次展示有 {hits} 次响应，此后依据该客户自身的反馈更新"),
        );
        if explore {
            line = line.then(speech.line(
                "; each day a value is drawn from what is believed, to try what little is known of",
                "；每天按当前估计的分布抽取一次，以便尝试了解较少的产品",
            ));
        }
        facts.add(("how likely the customer answers", "客户响应概率"), line);
    }
    if let Some(Diversity { by, penalty }) = &ranking.diversity {
        let (en, zh) = match by {
            Alike::Family => ("family", "产品族"),
            Alike::Kind => ("kind", "类别"),
        };
        facts.add(
            ("diversity", "多样性"),
            speech.line(
                format!("{penalty} less for each better one of the same {en}"),
                format!("同一{zh}中每有一个更靠前的产品，得分减 {penalty}"),
            ),
        );
    }
    if let Some(experiment) = &ranking.experiment {
        let name = speech.named(Some(&experiment.label), &experiment.id);
        let held = experiment.hold_out;
        let mut line = name.then(speech.line(
            format!(": {held} of 100 customers see the general list only"),
            format!("：{held}% 的客户仅展示通用推荐"),
        ));
        if let Some(challenger) = &experiment.challenger {
            let share = challenger.share;
            line = line.then(speech.line(
                format!(", {share} of 100 are ranked by "),
                format!("，{share}% 的客户按以下公式排序："),
            ));
            line = line.then(formula(&challenger.score, speech));
        }
        facts.add(("experiment", "对照实验"), line);
    }
}

fn rules<'a>(contact: &'a Contact, speech: Speech<'a>) -> Vec<(String, Line)> {
    let mut facts = Facts::new(speech);
    if let Some([from, to]) = &contact.quiet_hours {
        facts.add(
            ("quiet hours (local time)", "免打扰时段（本地时间）"),
            Line::of(format!("{from}–{to}")),
        );
    }
    for cap in &contact.caps {
        let (en, zh) = match cap.scope {
            Scope::Product => ("each product", "每个产品"),
            Scope::Channel => ("each channel", "每个渠道"),
            Scope::All => ("all products together", "全部产品合计"),
        };
        let (max, per) = (cap.max, speech.duration(&cap.per));
        facts.add(
            ("cap", "频次上限"),
            speech.line(
                format!("{en}: at most {max} times in {per}"),
                format!("{zh}每 {per}内最多 {max} 次"),
            ),
        );
    }
    if let Some(cooldown) = &contact.cooldown_after_dismiss {
        facts.add(("after a dismissal", "客户关闭后"), rest(cooldown, speech));
    }
    if let Some(time) = &contact.no_repeat {
        let time = speech.duration(time);
        facts.add(
            ("the same message", "相同内容"),
            speech.line(
                format!("not again within {time}, on whatever page"),
                format!("{time}内不在任何页面重复展示"),
            ),
        );
    }
    for (channel, rule) in &contact.channels {
        facts.add(
            ("a channel that needs a consent", "需单独同意的渠道"),
            Line::default()
                .code(channel)
                .text(speech.say(": ", "："))
                .then(speech.purpose_of(Some(&rule.purpose))),
        );
    }
    if let Some(learn) = &contact.learn {
        let half = speech.duration(&learn.half_life);
        let (en, zh) = match (&learn.channels, learn.hours.and_then(Hours::prior)) {
            (Some(_), Some(_)) => ("channel and hour", "渠道与时段"),
            (Some(_), None) => ("channel", "渠道"),
            (None, Some(_)) => ("hour", "时段"),
            (None, None) => ("nothing", "无"),
        };
        facts.add(
            ("learned from the customer's own answers", "根据客户自身回应学习"),
            speech.line(
                format!("{en}; what lies {half} back counts half; nothing of it leaves the device"),
                format!("{zh}；{half}前的回应权重减半；数据不离开设备"),
            ),
        );
    }
    let window = contact.window.as_deref().unwrap_or("24h");
    facts.add(("a suggestion's time window", "推荐时间窗"), Line::of(speech.duration(window)));
    facts.all
}

fn rest<'a>(cooldown: &'a Short<Cooldown>, speech: Speech<'a>) -> Line {
    let again = |time: &str| {
        let time = speech.duration(time);
        speech.line(format!("not again for {time}"), format!("{time}内不再展示"))
    };
    match cooldown {
        Short::Text(time) => again(time),
        Short::Full(Cooldown { first, growth: Some(growth), max: Some(max) }) => {
            let max = speech.duration(max);
            again(first).then(speech.line(
                format!("; after each further one {growth} times as long, at most {max}; a click or a conversion begins anew"),
                format!("；此后每再关闭一次延长为 {growth} 倍，最长 {max}；点击或达成后重新计算"),
            ))
        }
        Short::Full(cooldown) => again(&cooldown.first),
    }
}

fn goal_item<'a>(goal: &'a Goal, speech: Speech<'a>) -> Item {
    let within = speech.duration(&goal.within);
    let (from_en, from_zh) = match goal.from {
        From::Shown => ("a suggestion is shown", "展示推荐"),
        From::Clicked => ("a suggestion is clicked", "点击推荐"),
    };
    let event = speech.event(&goal.to.event);
    let (same_en, same_zh) = match goal.to.by {
        Some(_) => (" of the same product", "（同一产品）"),
        None => ("", ""),
    };
    let line = speech.named(Some(&goal.label), &goal.id).then(speech.line(
        format!(": {from_en}, and within {within} follows {event}{same_en}"),
        format!("：{from_zh}后 {within}内发生{event}{same_zh}"),
    ));
    match &goal.to.filter {
        Some(filter) => Item::of(line.text(" ").code(filter)),
        None => Item::of(line),
    }
}
