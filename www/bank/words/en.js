// What the bank says, in English. A text with a number in it is a function.

export const WORDS = {
  brand: 'Silhouette Bank',
  skip: 'Skip to the main content',
  demo: 'A demonstration: no real business is done here; amounts, rates and names are made up.',
  private: 'Computed on this phone only, never uploaded',
  loading: 'Opening the bank…',
  title: {
    home: 'Home', products: 'Products', apply: 'Apply', repay: 'Repay', discover: 'Discover', articles: 'Article', refer: 'Refer a friend',
    messages: 'Messages', pay: 'Pay', gift: 'A gift', me: 'Me', missing: 'There is no such page',
  },
  tabs: { home: 'Home', products: 'Products', repay: 'Repay', discover: 'Discover', me: 'Me' },
  tabsLabel: 'Main',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  otherPages: { label: 'Other pages', portrait: 'Portraits under three policies', playground: 'Playground for policies' },

  intro: { label: 'How to use this', text: 'This is a demonstration bank. Every tap is an event; “My portrait” follows at once, on this device, and says why.', more: 'Be somebody else, let time pass, withdraw a consent' },

  greet: (part, name) => `${part}, ${name}`,
  parts: { morning: 'Good morning', noon: 'Good day', afternoon: 'Good afternoon', evening: 'Good evening' },
  newcomer: 'and welcome',

  assets: 'Total assets',
  assetsOf: { account: 'Account', deposits: 'Deposits', wealth: 'Wealth' },
  show: 'Show amounts',
  hide: 'Hide amounts',
  hidden: '＊＊＊＊',
  tier: 'Service level',

  shortcuts: { label: 'Shortcuts', pay: 'Pay', repay: 'Repay', deposit: 'Deposits', loan: 'Loans', wealth: 'Wealth', card: 'Cards', insurance: 'Insurance', refer: 'Refer' },

  slots: {
    title: 'Suggested for you', general: 'Popular products', generalNote: 'Personalisation is off: this is the same for everybody.',
    unconsented: 'You have not agreed to personal suggestions: this is the same for everybody.',
    empty: 'Nothing new to suggest; we leave you in peace.', quiet: 'These are quiet hours (22:00–08:00); suggestions return at eight.',
    why: 'Why you see this', dismiss: (name) => `Not interested: ${name}`, open: 'Have a look', dismissed: 'All right: not again for a while.',
    whyNone: 'The rules give no particular reason.',
  },
  due: { title: 'Next instalment', of: (n, all) => `No. ${n} of ${all}`, on: (day) => `due ${day}`, late: (days) => `${days} ${days === 1 ? 'day' : 'days'} overdue` },
  warning: { acknowledge: 'I have seen it', repay: 'Repay', thanks: 'Noted: you have seen this.' },
  read: 'Worth reading',

  search: 'Search products', searchHint: 'such as fund, loan', searchGo: 'Search', clear: 'Clear the search',
  found: (n) => (n === 1 ? '1 product found' : `${n} products found`), nothing: 'No product matches. Try another word.',
  families: { all: 'All', deposit: 'Deposits', loan: 'Loans', card: 'Cards', wealth: 'Wealth', insurance: 'Insurance' },
  filter: 'Kind of product',
  range: (from, to) => `${from}–${to}`,
  keys: {
    apr: 'Annual rate (simple interest)', months: 'Longest term', deposit: 'Example rate a year', rating: 'Risk rating', cashback: 'Cashback on everyday purchases', cover: 'Accident and medical',
    upTo: (n) => `${n} months`, amounts: 'Amounts',
  },
  monthsOf: (n) => `${n} months`,
  features: 'In short',
  mustRead: 'Please note',
  fit: { title: 'Does it fit?', suitability: 'There is no valid risk assessment that allows it; you cannot buy it at present', eligibility: 'As things are, the conditions may not be met', applicability: 'It does not suit you at present', ok: 'It fits what we suggest to you', advisory: 'Judged on this phone by published rules, for guidance only: the bank’s formal decision is what counts.' },
  apply: 'Apply',
  resume: 'Go on with the application',

  calculator: {
    loan: 'Instalments', deposit: 'Interest', amount: 'Amount (CNY)', term: 'Term', rate: 'Rate a year', go: 'Calculate',
    payment: 'Each month', interest: 'Interest in all', total: 'Repaid in all', last: 'Last instalment', matures: 'At maturity', earned: 'Interest at maturity',
    rateNote: 'Equal instalments at the chosen rate; the approval decides.', depositNote: 'Example rates, simple interest; the published rates decide.',
    bad: 'Please fill in an amount, such as 50000 or 50,000.00.', between: (from, to) => `The amount must be between ${from} and ${to}.`,
    plan: 'Repayment plan', number: 'No.', principal: 'Principal', ofInterest: 'Interest', left: 'Principal left', planCaption: 'Repayment plan, month by month',
  },

  flow: {
    step: (n, all) => `Step ${n} of ${all}`, names: ['What you need', 'What to know', 'Check and send'], next: 'Next', previous: 'Previous', submit: 'Submit',
    amount: 'Amount (CNY)', term: 'Term', noAmount: 'No amount is needed; go on to the next step.', agree: 'I have read and understood this', mustAgree: 'Please read and tick it first.',
    summary: 'Please check', product: 'Product', leave: 'Leave the application', leaveTitle: 'Leave?', leaveText: 'What you filled in is kept; come back at any time.', stay: 'Stay', go: 'Leave',
    doneTitle: 'Application submitted', doneText: 'This is a demonstration and no application. The bank’s formal decision is what counts.', home: 'Back to Home',
    blocked: 'There is no valid risk assessment that allows it; you cannot go on.', noFee: 'Applying is free.',
  },

  repay: {
    none: 'There is nothing to repay.', noneText: 'If you need a loan, work out the instalments first, then decide.', toLoans: 'See loans',
    next: 'Due now', on: (day) => `due ${day}`, overdueBy: (days) => `${days} ${days === 1 ? 'day' : 'days'} overdue`, dueIn: (days) => (days === 0 ? 'due today' : days === 1 ? 'due tomorrow' : `due in ${days} days`),
    onTime: 'Pay on time', onTimeNote: 'Time moves on to the due day', late: 'Pay late…', lateTitle: 'Demonstration: how late?', lateText: 'Time moves on to that day, then it is paid.',
    days: (n) => `${n} days late`, now: 'Pay now', nowNote: (days) => `Paid now, it counts as ${days} ${days === 1 ? 'day' : 'days'} late`, paidToast: (n) => `Instalment ${n} is paid.`, lateToast: (n, days) => `Instalment ${n} is paid, ${days} ${days === 1 ? 'day' : 'days'} late.`,
    plan: 'Repayment plan', all: (n) => `${n} instalments`, state: { paid: 'paid', late: (days) => `paid ${days} ${days === 1 ? 'day' : 'days'} late`, due: 'to pay', overdue: 'overdue' }, finished: 'All is repaid. Congratulations!',
    caption: 'Repayment plan', number: 'No.', day: 'Due', amount: 'Amount', status: 'State', more: 'Show all instalments', less: 'Show fewer',
  },

  discover: { articles: 'Good to know', community: 'Communities', communityNote: 'Joining tells your interest; your contacts are never read.', join: 'Join', joined: 'Joined', joinedToast: (name) => `You joined “${name}”.`, refer: 'Invite a friend', referGo: 'See how', minutes: (n) => `about ${n} min` },
  communities: { saving: ['A little every month', 'A habit of saving, together'], owners: ['Shopkeepers’ tea', 'Everyday business and money'], parents: ['Money for children', 'Learning about money with children'] },
  article: { favourite: 'Add to favourites', unfavourite: 'Remove from favourites', share: 'Share', shared: 'The link was copied (demonstration).', saved: 'Added to your favourites.', unsaved: 'Removed from your favourites.', related: 'Products' },

  refer: {
    lead: 'Tell a friend about a good bank', text: 'Sharing the page is all it takes. Your contacts are never read, and we do not know with whom you shared.', share: 'Share the invitation', shared: 'The invitation was copied (demonstration).',
    joined: 'A friend opens an account (demonstration)', joinedToast: 'A friend opened an account.', count: (n) => (n === 1 ? '1 friend has joined' : `${n} friends have joined`), aim: 'After two friends there is a gift.', steps: ['Share the page', 'Your friend decides', 'Both receive a gift'], how: 'How it works',
  },

  messages: {
    warnings: 'Alerts for you', noWarnings: 'There is nothing to note.', contacts: 'The bank would like to talk to you', noContacts: 'No contact is planned.', contactNote: 'Accept or decline; after declining you are left in peace for a while.',
    accept: 'Accept', decline: 'Decline', accepted: 'Noted: you may be contacted.', declined: 'All right: not about this for a while.', by: (channel) => `by ${channel}`,
    survey: 'How was it today?', surveyNote: '0 is very bad, 10 is very good.', send: 'Send the score', thanks: 'Thank you for the score.', score: (n) => `${n}`,
    complain: 'Make a complaint', complainTitle: 'Make a complaint', complainText: 'We are sorry for the trouble. Only that there was a complaint is recorded, no text.', complainGo: 'Send the complaint', complained: 'The complaint has arrived; somebody will call you.', service: 'Your opinion', pickScore: 'Please choose a score first.',
  },

  pay: { text: 'Choose a purchase, or fill in an amount.', shops: { coffee: 'Corner coffee', market: 'Supermarket', phone: 'Electronics' }, other: 'Another amount (CNY)', go: 'Pay', paid: (sum) => `${sum} paid.`, poor: 'The balance is too small; please choose less.', balance: 'Account', note: 'Only the amount and the number of things are recorded, not the shop.' },
  gift: { winback: ['Welcome back', 'It has been a while! This gift was kept for you.'], birthday_gift: ['Happy birthday', 'A good new year of life to you.'], festival_wealth: ['Holiday wealth corner', 'Orders follow the holiday calendar.'], take: 'Take it', took: 'It is yours (demonstration).', taken: 'Taken' },

  me: {
    persona: 'Who you are', personaNote: 'Six customers to try, and a new one. Names are made up.', kinds: { illustrative: 'made up', composed: 'composed of real records of two published data sets (Statlog German Credit, CC BY 4.0; CDNOW), not one person; moved in time to 2026, amounts shown as yuan as they are', new: 'nothing is known' },
    choose: 'Choose who you are', time: 'Time travel', timeNote: (now) => `In the bank it is ${now}`, travel: { day: 'Tomorrow', week: 'Next week', month: 'Next month' }, travelled: (now) => `It is now ${now}.`,
    privacy: 'Privacy', personal: 'Personalisation', personalOn: 'Tags and suggestions come from your data, on this phone. Switch it off at any time.', personalOff: 'Off: only what is the same for everybody is shown.',
    consents: 'Purposes you agree to', consentsNote: 'After a withdrawal use stops at once, and behaviour kept for that purpose alone is deleted.', language: 'Language', data: 'Data held here', erase: 'Erase my data', eraseTitle: 'Erase your data?', eraseText: 'Everything the engine holds about you is deleted: facts, behaviour, results. Your choices stay.', erased: 'Erased.',
    tags: 'Tags at a glance', noTags: 'No tags at present.',
  },
  personas: {
    employee: ['Lin Xiaotong', '26, employed, an application half filled in'], owner: ['Zhou Qiming', '45, shopkeeper, gold member, repays on time'], client: ['Shen Ruolan', '52, private client, birthday today'],
    student: ['He Jiahe', '19, student, many applications, a complaint'], manager: ['Chen Siyuan', '30, shops often, has just begun to repay'], craftsman: ['Wu Hai', '31, no purchase for more than a year'], nobody: ['Newcomer', 'just installed, has agreed to nothing yet'],
  },

  strip: {
    label: 'Just recorded', none: 'Tap something and see what is recorded', kept: 'recorded', dropped: 'not read, dropped', changes: (n) => (n === 0 ? 'no change' : n === 1 ? '1 change' : `${n} changes`),
    kinds: {
      page_view: 'Page viewed', click: 'Tap', search: 'Search', login: 'Login', product_view: 'Product viewed', calculator_use: 'Calculator used', content_read: 'Article read', application_start: 'Application started',
      application_step: 'Application, next step', application_submit: 'Application submitted', application_abandon: 'Application left', repayment: 'Repayment', purchase: 'Purchase', referral_share: 'Invitation shared', referral_join: 'Friend joined',
      community_join: 'Community joined', survey_answer: 'Score given', complaint: 'Complaint', touch: 'Answer to a contact', suggestion: 'Suggestion shown or answered',
    },
    acts: { travel: 'Time passed', acknowledge: 'Alert acknowledged', consent: 'Consent changed', personalisation: 'Personalisation switched', removeTag: 'Tag removed', restoreTag: 'Tag restored', erase: 'Data erased' },
    feedback: { shown: 'Suggestion shown', clicked: 'Suggestion tapped', dismissed: 'Suggestion closed', applied: 'Suggestion taken up' },
  },

  failure: { title: 'The bank cannot be opened', retry: 'Try again', again: 'That did not work. Please try again.', code: (code) => `Error code ${code}` },
  missing: { text: 'Nothing stands at this address; it may have moved.', home: 'Back to Home' },
};
