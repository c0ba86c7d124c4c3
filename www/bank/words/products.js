// Products in words: a line for the list, what they are in short, and words by which a search finds them.

export const PRODUCTS = {
  'zh-CN': {
    deposit_std: { line: '存期固定，到期一次取回本息', points: ['50 元起存，期限 3 个月至 3 年', '到期可自动转存', '提前支取按活期计息'], find: '存款 定期 储蓄 利息' },
    consumer_loan: { line: '线上申请，用于日常消费', points: ['年化利率（单利）3.45%–7.2%，以审批为准', '期限 6 至 36 个月，等额本息', '不得用于购房、投资'], find: '贷款 消费 分期 额度 借款' },
    member_loan: { line: '金卡以上会员的专属额度', points: ['年化利率（单利）3.2%–5.4%，以审批为准', '最长 60 个月', '额度由银行核定，设备不计算额度'], find: '贷款 会员 额度 借款' },
    sme_loan: { line: '企业主与收单商户的经营周转', points: ['年化利率（单利）3.35%–6%，以审批为准', '最长 36 个月', '仅用于生产经营'], find: '贷款 经营 企业 商户 借款' },
    card_cashback: { line: '日常消费享返现', points: ['返现规则见活动页', '逾期将计收利息与违约金', '请合理消费'], find: '信用卡 返现 刷卡' },
    wealth_cash: { line: '现金管理类，收益随市场变动', points: ['风险等级 R1，非存款', '工作日可赎回', '过往业绩不预示未来'], find: '理财 现金 活钱' },
    wealth_steady: { line: '以债券为主，稳健型', points: ['风险等级 R2，非存款，可能损失本金', '最短持有 90 天', '过往业绩不预示未来'], find: '理财 稳健 债券' },
    fund_balanced: { line: '股债均衡的公募基金', points: ['风险等级 R3，可能损失本金', '净值每日公布', '请阅读招募说明书'], find: '理财 基金 平衡' },
    fund_equity: { line: '以股票为主，波动较大', points: ['风险等级 R4，可能损失较多本金', '适合长期持有', '建议先到网点咨询'], find: '理财 基金 股票' },
    structured_note: { line: '挂钩型，仅面向合格投资者', points: ['风险等级 R5，可能损失全部本金', '需在网点面谈', '请阅读风险揭示书'], find: '理财 结构性 衍生品' },
    family_insurance: { line: '为家人配置意外与医疗保障', points: ['保障范围以合同为准', '请如实告知健康状况', '15 天犹豫期'], find: '保险 家庭 医疗 意外' },
  },
  en: {
    deposit_std: { line: 'A fixed term; principal and interest at its end', points: ['From ¥50, three months to three years', 'Can be renewed by itself at the end', 'Taken out early, it earns the rate of the account'], find: 'deposit saving interest fixed term' },
    consumer_loan: { line: 'Online, for everyday purchases', points: ['Annual rate (simple interest) 3.45%–7.2%, subject to approval', '6 to 36 months, equal instalments', 'Not for property or investment'], find: 'loan credit borrow instalment' },
    member_loan: { line: 'A limit of their own for gold members', points: ['Annual rate (simple interest) 3.2%–5.4%, subject to approval', 'Up to 60 months', 'The bank sets the limit; the phone never computes one'], find: 'loan credit member borrow' },
    sme_loan: { line: 'Working capital for owners and merchants', points: ['Annual rate (simple interest) 3.35%–6%, subject to approval', 'Up to 36 months', 'For business only'], find: 'loan credit business owner borrow' },
    card_cashback: { line: 'Cashback on everyday purchases', points: ['See the conditions of the cashback', 'Paid late, it costs interest and a fee', 'Spend with care'], find: 'card credit cashback' },
    wealth_cash: { line: 'Cash management; yields follow the market', points: ['Risk rating R1, not a deposit', 'Redeemed on working days', 'Past results tell nothing of the future'], find: 'wealth cash fund' },
    wealth_steady: { line: 'Mostly bonds, steady', points: ['Risk rating R2, not a deposit; principal may be lost', 'Held for at least 90 days', 'Past results tell nothing of the future'], find: 'wealth steady bonds fund' },
    fund_balanced: { line: 'A public fund of shares and bonds', points: ['Risk rating R3; principal may be lost', 'Its value is published daily', 'Please read the prospectus'], find: 'wealth fund balanced' },
    fund_equity: { line: 'Mostly shares; its value moves much', points: ['Risk rating R4; much of the principal may be lost', 'To be held for long', 'Best talked over at the branch first'], find: 'wealth fund shares equity' },
    structured_note: { line: 'Linked to a market; qualified investors only', points: ['Risk rating R5; all principal may be lost', 'After a talk at the branch', 'Please read the statement of risks'], find: 'wealth structured note derivative' },
    family_insurance: { line: 'Accident and medical cover for the family', points: ['The contract decides what is covered', 'Please answer questions about health truly', '15 days to think it over'], find: 'insurance family medical accident cover' },
  },
};
