// Words that each policy has for itself: whom it speaks of, and what its results are called.

const zh = {
  retail: {
    title: '我的画像', choose: '选择客户', tier: '客户等级',
    suggestions: '为您推荐', noSuggestions: '目前没有适合您的个性化推荐。', excluded: (n) => `未推荐的产品（${n}）`,
    advisory: '结果在您的手机上计算，仅供参考；是否授信以银行的正式审批为准。',
  },
  enterprise: {
    title: '企业画像', choose: '选择企业', tier: '企业等级',
    suggestions: '为贵公司推荐', noSuggestions: '目前没有合适的推荐。', excluded: (n) => `未推荐的产品与服务（${n}）`,
    advisory: '结果在本机计算，仅供参考；利率与期限为公布区间，是否授信以银行的正式审批为准。',
  },
  assessment: {
    title: '社群运营考核', choose: '选择网点', tier: '考核等次',
    suggestions: '提升建议', noSuggestions: '目前没有建议。', excluded: (n) => `暂不需要的举措（${n}）`,
    advisory: '结果在本机计算，仅供参考；考核结果以总行发布为准。',
  },
};

const en = {
  retail: {
    title: 'My portrait', choose: 'Choose a customer', tier: 'Customer tier',
    suggestions: 'Suggested for you', noSuggestions: 'No personal suggestion fits at the moment.', excluded: (n) => `Products left out (${n})`,
    advisory: 'Computed on your phone, for guidance only. The bank’s formal decision is what counts.',
  },
  enterprise: {
    title: 'Enterprise portrait', choose: 'Choose an enterprise', tier: 'Enterprise tier',
    suggestions: 'Suggested for your company', noSuggestions: 'No suggestion fits at the moment.', excluded: (n) => `Products and services left out (${n})`,
    advisory: 'Computed on this device, for guidance only. Rates are the published ranges; the bank’s formal decision is what counts.',
  },
  assessment: {
    title: 'Community assessment', choose: 'Choose a branch', tier: 'Ranking',
    suggestions: 'What would help', noSuggestions: 'Nothing is suggested.', excluded: (n) => `Not needed now (${n})`,
    advisory: 'Computed on this device, for guidance only. What head office publishes is what counts.',
  },
};

export const OWN = { 'zh-CN': zh, en };
