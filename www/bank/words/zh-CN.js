// What the bank says, in Chinese. A text with a number in it is a function.

export const WORDS = {
  brand: '剪影银行',
  skip: '跳到主要内容',
  demo: '演示银行：不办理真实业务，金额、利率与姓名均为虚构。',
  private: '行为只在本机计算，不会上传',
  loading: '正在打开手机银行…',
  title: {
    home: '首页', products: '产品', apply: '申请', repay: '还款', discover: '发现', articles: '文章', refer: '推荐有礼',
    messages: '消息', pay: '扫码付款', gift: '礼遇', me: '我的', missing: '没有这个页面',
  },
  tabs: { home: '首页', products: '产品', repay: '还款', discover: '发现', me: '我的' },
  tabsLabel: '主导航',
  back: '返回',
  close: '关闭',
  cancel: '取消',
  otherPages: { label: '其他页面', portrait: '三份规则的画像', playground: '规则编写台' },

  intro: { label: '怎么用', text: '这是一间演示银行。您每点一下，都记成一个行为，“我的画像”随即在本机更新，并说明由来。', more: '换一位客户、快进时间、收回同意' },

  greet: (part, name) => `${part}，${name}`,
  parts: { morning: '早上好', noon: '中午好', afternoon: '下午好', evening: '晚上好' },
  newcomer: '新朋友',

  assets: '总资产',
  assetsOf: { account: '活期', deposits: '定期', wealth: '理财' },
  show: '显示金额',
  hide: '隐藏金额',
  hidden: '＊＊＊＊',
  tier: '服务等级',

  shortcuts: { label: '常用功能', pay: '扫码付款', repay: '还款', deposit: '存款', loan: '贷款', wealth: '理财', card: '信用卡', insurance: '保险', refer: '推荐有礼' },

  slots: {
    title: '为您推荐', general: '热门产品', generalNote: '个性化已关闭，以下内容对每个人都一样。',
    unconsented: '您还没有同意个性化推荐，以下内容对每个人都一样。',
    empty: '目前没有新的推荐，不打扰您。', quiet: '现在是免打扰时段（22:00–08:00），推荐会在早上八点后出现。',
    why: '为什么看到它', dismiss: (name) => `不感兴趣：${name}`, open: '去看看', dismissed: '好的，近期不再推荐它。',
    whyNone: '规则没有给出个别理由。',
  },
  due: { title: '最近一期还款', of: (n, all) => `第 ${n} / ${all} 期`, on: (day) => `${day} 到期`, late: (days) => `已逾期 ${days} 天` },
  warning: { acknowledge: '我知道了', repay: '去还款', thanks: '已记录您知悉此提醒。' },
  read: '读一读',

  search: '搜索产品', searchHint: '例如：稳健理财、贷款', searchGo: '搜索', clear: '清除搜索',
  found: (n) => `找到 ${n} 个产品`, nothing: '没有找到相符的产品，换个词试试。',
  families: { all: '全部', deposit: '存款', loan: '贷款', card: '信用卡', wealth: '理财', insurance: '保险' },
  filter: '产品类别',
  range: (from, to) => `${from}–${to}`,
  keys: {
    apr: '年化利率（单利）', months: '最长期限', deposit: '示例年利率', rating: '风险等级', cashback: '日常消费返现', cover: '意外与医疗',
    upTo: (n) => `${n} 个月`, amounts: '可申请金额',
  },
  monthsOf: (n) => `${n} 个月`,
  features: '产品特点',
  mustRead: '须知',
  fit: { title: '是否适合您', suitability: '没有与之匹配的有效风险测评，暂不能购买', eligibility: '按目前情况，可能不符合准入条件', applicability: '目前不太适合您', ok: '符合目前的推荐条件', advisory: '由本机按公开规则判断，仅供参考，最终以银行审批为准。' },
  apply: '立即申请',
  resume: '继续申请',

  calculator: {
    loan: '分期试算', deposit: '利息试算', amount: '金额（元）', term: '期限', rate: '年利率', go: '试算',
    payment: '每月还款', interest: '利息合计', total: '还款合计', last: '最后一期', matures: '到期本息', earned: '到期利息',
    rateNote: '等额本息，利率按所选值计算，实际以审批为准。', depositNote: '示例利率，按单利计息，实际以公告为准。',
    bad: '请填写金额，例如 50000 或 50,000.00。', between: (from, to) => `金额须在 ${from} 与 ${to} 之间。`,
    plan: '还款计划', number: '期', principal: '本金', ofInterest: '利息', left: '剩余本金', planCaption: '逐期还款计划',
  },

  flow: {
    step: (n, all) => `第 ${n} 步，共 ${all} 步`, names: ['填写需求', '阅读须知', '核对提交'], next: '下一步', previous: '上一步', submit: '提交申请',
    amount: '申请金额（元）', term: '期限', noAmount: '无需填写金额，直接进入下一步。', agree: '我已阅读并理解以上须知', mustAgree: '请先阅读并勾选须知。',
    summary: '请核对', product: '产品', leave: '离开申请', leaveTitle: '要离开吗？', leaveText: '您填写的内容会保留，可随时回来继续。', stay: '继续填写', go: '离开',
    doneTitle: '申请已提交', doneText: '这是演示，不会产生真实的申请。银行正式审批的结果才算数。', home: '回到首页',
    blocked: '没有与之匹配的有效风险测评，不能继续。', noFee: '申请不收费用。',
  },

  repay: {
    none: '您目前没有需要偿还的贷款。', noneText: '如有需要，可先试算每月还款，再决定是否申请。', toLoans: '看看贷款',
    next: '本期应还', on: (day) => `还款日 ${day}`, overdueBy: (days) => `已逾期 ${days} 天`, dueIn: (days) => (days === 0 ? '今天到期' : `还有 ${days} 天到期`),
    onTime: '按时还款', onTimeNote: '时间会前进到还款日', late: '逾期还款…', lateTitle: '演示：晚几天还？', lateText: '时间会前进到那一天，然后还款。',
    days: (n) => `逾期 ${n} 天`, now: '立即还款', nowNote: (days) => `此时还款将记为逾期 ${days} 天`, paidToast: (n) => `第 ${n} 期已还款。`, lateToast: (n, days) => `第 ${n} 期已还款，逾期 ${days} 天。`,
    plan: '还款计划', all: (n) => `共 ${n} 期`, state: { paid: '已还', late: (days) => `逾期 ${days} 天还款`, due: '待还', overdue: '已逾期' }, finished: '全部还清，恭喜！',
    caption: '还款计划', number: '期次', day: '还款日', amount: '金额', status: '状态', more: '展开全部期次', less: '收起',
  },

  discover: { articles: '理财知识', community: '社区', communityNote: '加入只是表达兴趣，不会读取您的通讯录。', join: '加入', joined: '已加入', joinedToast: (name) => `已加入“${name}”。`, refer: '邀请好友，一起使用', referGo: '看看推荐有礼', minutes: (n) => `约 ${n} 分钟` },
  communities: { saving: ['每月存一点', '一起养成储蓄习惯'], owners: ['小店主茶话会', '经营与资金的日常经验'], parents: ['亲子财商营', '和孩子一起认识钱'] },
  article: { favourite: '收藏', unfavourite: '取消收藏', share: '分享', shared: '已复制分享链接（演示）。', saved: '已收藏。', unsaved: '已取消收藏。', related: '相关产品' },

  refer: {
    lead: '把好用的银行介绍给朋友', text: '分享页面即可参与。我们不读取您的通讯录，也不知道您分享给了谁。', share: '分享邀请', shared: '邀请已复制（演示）。',
    joined: '好友完成开户（演示）', joinedToast: '一位好友完成开户。', count: (n) => `已有 ${n} 位好友加入`, aim: '两位好友加入后，可享推荐礼遇。', steps: ['分享邀请页', '好友自愿开户', '双方收到礼遇'], how: '怎样参与',
  },

  messages: {
    warnings: '给您的提醒', noWarnings: '没有需要注意的事项。', contacts: '银行想联系您', noContacts: '近期没有安排联系。', contactNote: '您可以接受或谢绝，谢绝后一段时间内不再联系。',
    accept: '接受', decline: '谢绝', accepted: '已记录：您愿意被联系。', declined: '好的，近期不再为此联系您。', by: (channel) => `通过${channel}`,
    survey: '这次体验，您打几分？', surveyNote: '0 分非常不满意，10 分非常满意。', send: '提交评分', thanks: '谢谢您的评分。', score: (n) => `${n} 分`,
    complain: '我要投诉', complainTitle: '提交投诉', complainText: '很抱歉给您带来不便。只记录“发生过一次投诉”，不记录文字内容。', complainGo: '提交投诉', complained: '已收到投诉，会有专人回访。', service: '意见与服务', pickScore: '请先选择分数。',
  },

  pay: { text: '选择一笔演示消费，或填写金额。', shops: { coffee: '街角咖啡', market: '社区超市', phone: '数码商城' }, other: '其他金额（元）', go: '付款', paid: (sum) => `已付款 ${sum}。`, poor: '余额不足，请换一笔较小的金额。', balance: '活期余额', note: '消费只记录金额与件数，不记录商户。' },
  gift: { winback: ['欢迎回来', '好久不见！这份回归礼遇为您保留。'], birthday_gift: ['生日快乐', '愿您新的一岁平安顺遂。'], festival_wealth: ['节日理财专区', '节日期间的申购与到账时间以公告为准。'], take: '领取', took: '已领取（演示）。', taken: '已领取' },

  me: {
    persona: '体验身份', personaNote: '六位演示客户与一位新客户。姓名为虚构。', kinds: { illustrative: '虚构示例', composed: '由两个公开数据集（Statlog German Credit，CC BY 4.0；CDNOW）的真实记录组合，并非同一个人；时间平移到 2026 年，金额数字照原样以元显示', new: '还没有任何资料与行为' },
    choose: '选择体验身份', time: '时间旅行', timeNote: (now) => `手机银行里现在是 ${now}`, travel: { day: '明天', week: '下周', month: '下个月' }, travelled: (now) => `现在是 ${now}。`,
    privacy: '隐私与个性化', personal: '个性化', personalOn: '标签与推荐由您的资料在本机得出，可随时关闭。', personalOff: '已关闭：只显示对每个人都一样的内容。',
    consents: '用途与同意', consentsNote: '撤回后立即停止使用，只能用于该用途的行为记录随即删除。', language: '语言', data: '资料管理', erase: '清除我的资料', eraseTitle: '清除我的资料？', eraseText: '引擎里关于您的资料、行为与结果会全部删除，您的同意与选择会保留。', erased: '已清除。',
    tags: '标签一览', noTags: '暂时没有标签。',
  },
  personas: {
    employee: ['林晓彤', '26 岁上班族，有一笔没填完的消费贷申请'], owner: ['周启明', '45 岁自雇商户，金卡会员，按时还款'], client: ['沈若兰', '52 岁，高净值客户，今天生日'],
    student: ['何嘉禾', '19 岁大学生，近期申请频繁，有过投诉'], manager: ['陈思远', '30 岁，常消费，刚开始还贷'], craftsman: ['吴海', '31 岁，一年多没有消费'], nobody: ['新朋友', '刚刚下载，尚未同意任何用途'],
  },

  strip: {
    label: '刚刚记录', none: '点一点，看看记录了什么', kept: '已记录', dropped: '未被读取，已丢弃', changes: (n) => (n === 0 ? '画像未变' : `画像有 ${n} 处变化`),
    kinds: {
      page_view: '浏览页面', click: '点击', search: '搜索', login: '登录', product_view: '浏览产品', calculator_use: '使用试算', content_read: '阅读文章', application_start: '开始申请',
      application_step: '申请下一步', application_submit: '提交申请', application_abandon: '离开申请', repayment: '还款', purchase: '消费', referral_share: '分享邀请', referral_join: '好友加入',
      community_join: '加入社区', survey_answer: '满意度评分', complaint: '投诉', touch: '触达反馈', suggestion: '推荐的展示与反馈',
    },
    acts: { travel: '时间前进', acknowledge: '确认提醒', consent: '更改同意', personalisation: '切换个性化', removeTag: '移除标签', restoreTag: '恢复标签', erase: '清除资料' },
    feedback: { shown: '展示推荐', clicked: '点击推荐', dismissed: '关闭推荐', applied: '办理推荐' },
  },

  failure: { title: '暂时无法打开', retry: '重试', again: '刚才的操作没有成功，请再试一次。', code: (code) => `错误代码 ${code}` },
  missing: { text: '这个地址没有对应的页面，可能已经移走。', home: '回到首页' },
};
