// Names that the bank's page gives to ids of the policy. The portrait speaks in ids where the words are the
// page's own business: products in its catalogue, bands, channels, values of a profile. An id without a name
// here is shown as it is.

const zh = {
  // values of the profile
  car_new: '新车', car_used: '二手车', furniture: '家具', radio_tv: '家电', appliances: '电器', repairs: '维修',
  education: '教育', retraining: '培训', business: '经营', other: '其他',
  none_or_all_paid: '无贷款或已全部还清', all_here_paid: '本行贷款已还清', paid_till_now: '至今按时还款',
  past_delay: '曾有延迟', critical_or_elsewhere: '他行另有贷款或状况紧张',
  none: '无', below_0: '透支', from_0_to_200: '0–200 马克', from_200_or_salary: '200 马克以上或代发工资',
  unknown_or_none: '未知或无', below_100: '100 马克以下', from_100_to_500: '100–500 马克',
  from_500_to_1000: '500–1000 马克', from_1000: '1000 马克以上',
  unemployed: '无业', below_1y: '不足 1 年', from_1y_to_4y: '1–4 年', from_4y_to_7y: '4–7 年', from_7y: '7 年以上',
  real_estate: '房产', building_savings_or_life_insurance: '住房储蓄或寿险', car_or_other: '汽车或其他',
  rent: '租房', own: '自有', free: '免租',
  unemployed_or_unskilled_non_resident: '无业或非熟练（非常住）', unskilled_resident: '非熟练（常住）', skilled: '熟练雇员',
  management_or_self_employed: '管理或自雇', bank: '银行', stores: '商店',
  // scores, bands, levels
  retail_risk: '信用评分', weak: '较弱', fair: '一般', good: '良好', excellent: '优秀',
  A: 'A 类', B: 'B 类', C: 'C 类',
  dedicated_manager: '专属客户经理', priority_service: '优先服务',
  // channels, actions, playbooks, disclosures
  app: 'App', h5: 'H5', mini_program: '小程序', branch: '网点', sms: '短信', phone: '电话',
  remind_customer: '提醒您还款', handoff_human: '安排专人联系', collections_soft: '协商还款',
  loan_apr: '贷款年化利率（单利）', card_terms: '信用卡章程与费用', wealth_risk: '理财非存款，投资须谨慎',
  // items by reference
  'product:deposit_std': '定期存款', 'product:consumer_loan': '线上消费贷', 'product:card_cashback': '返现信用卡',
  'product:wealth_steady': '稳健理财（R2）',
  'tag:young_high_income': '高收入年轻群体', 'tag:active_shopper': '活跃消费客户', 'tag:growing_spend': '消费上升',
  'tag:dormant': '沉睡客户', 'tag:credit_interest': '关注消费信贷', 'tag:good_payer': '还款良好',
  'tier:retail': '零售客户分层', 'score:retail_risk': '信用评分', 'warning:two_overdue': '连续逾期',
};

const en = {
  car_new: 'new car', car_used: 'used car', furniture: 'furniture', radio_tv: 'radio or television',
  appliances: 'appliances', repairs: 'repairs', education: 'education', retraining: 'retraining', business: 'business',
  other: 'other',
  none_or_all_paid: 'none, or all paid back', all_here_paid: 'all paid back here', paid_till_now: 'paid duly till now',
  past_delay: 'delays in the past', critical_or_elsewhere: 'critical, or credits elsewhere',
  none: 'none', below_0: 'overdrawn', from_0_to_200: 'DM 0–200', from_200_or_salary: 'DM 200 or more, or salary',
  unknown_or_none: 'unknown or none', below_100: 'below DM 100', from_100_to_500: 'DM 100–500',
  from_500_to_1000: 'DM 500–1,000', from_1000: 'DM 1,000 or more',
  unemployed: 'unemployed', below_1y: 'below 1 year', from_1y_to_4y: '1–4 years', from_4y_to_7y: '4–7 years',
  from_7y: '7 years or more',
  real_estate: 'real estate', building_savings_or_life_insurance: 'building savings or life insurance',
  car_or_other: 'car or other',
  rent: 'rented', own: 'owned', free: 'rent-free',
  unemployed_or_unskilled_non_resident: 'unemployed or unskilled, non-resident', unskilled_resident: 'unskilled, resident',
  skilled: 'skilled employee', management_or_self_employed: 'management or self-employed', bank: 'bank', stores: 'stores',
  retail_risk: 'Credit score', weak: 'Weak', fair: 'Fair', good: 'Good', excellent: 'Excellent',
  A: 'level A', B: 'level B', C: 'level C',
  dedicated_manager: 'Dedicated manager', priority_service: 'Priority service',
  app: 'App', h5: 'web page', mini_program: 'mini program', branch: 'branch', sms: 'text message', phone: 'phone',
  remind_customer: 'A reminder to you', handoff_human: 'A call from our staff', collections_soft: 'arranging repayment',
  loan_apr: 'annual rate of the loan (simple interest)', card_terms: 'terms and fees of the card',
  wealth_risk: 'not a deposit; invest with care',
  'product:deposit_std': 'Fixed deposit', 'product:consumer_loan': 'Online consumer loan',
  'product:card_cashback': 'Cashback card', 'product:wealth_steady': 'Steady wealth product (R2)',
  'tag:young_high_income': 'Young, high income', 'tag:active_shopper': 'Active shopper',
  'tag:growing_spend': 'Spending rises', 'tag:dormant': 'Dormant', 'tag:credit_interest': 'Interested in consumer credit',
  'tag:good_payer': 'Pays on time',
  'tier:retail': 'Retail tier', 'score:retail_risk': 'Credit score', 'warning:two_overdue': 'Late in a row',
};

export const NAMES = { 'zh-CN': zh, en };
