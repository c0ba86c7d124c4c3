// Names of ids that several policies share: channels, actions, disclosures.

export const NAMES = {
  'zh-CN': {
    app: 'App', h5: 'H5', mini_program: '小程序', branch: '网点', sms: '短信', email: '邮件', phone: '电话', event: '活动现场',
    remind_customer: '提醒您', handoff_human: '安排专人联系', none: '无', other: '其他', collections_soft: '协商还款', collections_visit: '上门沟通还款',
    loan_apr: '贷款年化利率（单利）', wealth_risk: '理财非存款，投资须谨慎', derivative_risk: '衍生品风险揭示书', 'warning:two_overdue': '连续逾期',
  },
  en: {
    app: 'App', h5: 'web page', mini_program: 'mini program', branch: 'branch', sms: 'text message', email: 'e-mail',
    phone: 'phone', event: 'event', remind_customer: 'A reminder to you', handoff_human: 'A call from our staff',
    none: 'none', other: 'other', collections_soft: 'arranging repayment', collections_visit: 'a visit about repayment',
    loan_apr: 'annual rate of the loan (simple interest)', wealth_risk: 'not a deposit; invest with care',
    derivative_risk: 'risks of derivatives', 'warning:two_overdue': 'Late in a row',
  },
};
