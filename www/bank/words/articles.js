// Articles in words: title, a line, minutes to read, paragraphs.

export const ARTICLES = {
  'zh-CN': {
    ratings: { title: '看懂风险等级 R1–R5', line: '买之前，先看自己能承受多少', minutes: 3, text: [
      '理财产品按风险从低到高分为 R1 到 R5 五级，客户的风险承受能力对应分为 C1 到 C5。银行只能向您推荐不超过您承受能力的产品。',
      '产品的发行方与销售方评级不同时，以较高的一级为准。风险测评有有效期，到期须重新测评。',
      '理财不是存款，产品过往业绩不预示未来表现。请在购买前阅读产品说明书。'] },
    annuity: { title: '等额本息是怎么算的', line: '每月一样多，利息却在变少', minutes: 4, text: [
      '等额本息指每个月还同样多的钱。开始时剩余本金多，利息也多；随着本金减少，每月还款里的利息越来越少，本金越来越多。',
      '以 10,000 元、年利率 6%、12 个月为例：每月还 860.66 元，第一个月利息 50.00 元，一年利息合计 327.96 元。',
      '请按自己的收入安排借款，按时还款。'] },
    deposits: { title: '定期存款的三个小常识', line: '存期、支取与转存', minutes: 2, text: [
      '存期越长，利率通常越高，但也要考虑期间会不会用钱。',
      '提前支取的部分一般按活期利率计息，未支取的部分不受影响。',
      '到期自动转存按转存日的利率计算。'] },
    fraud: { title: '三招识别电信诈骗', line: '不点链接，不给验证码，不转账', minutes: 2, text: [
      '银行不会通过电话或短信索要密码、验证码。',
      '陌生链接不点，陌生软件不装，屏幕共享不开。',
      '有疑问时，请拨打银行卡背面的客服电话核实。'] },
  },
  en: {
    ratings: { title: 'Risk ratings R1 to R5', line: 'First see how much risk you can bear', minutes: 3, text: [
      'Wealth products are rated from R1, the lowest risk, to R5; what customers can bear is rated from C1 to C5. A bank may suggest only what is within your tolerance.',
      'Where the issuer and the seller rate a product differently, the higher rating counts. Your assessment has an end, after which it has to be renewed.',
      'A wealth product is not a deposit, and past results tell nothing of the future. Please read the prospectus before you buy.'] },
    annuity: { title: 'How equal instalments come about', line: 'The same every month, with less and less interest', minutes: 4, text: [
      'With equal instalments you pay the same every month. In the beginning much is owed, so the interest is high; as the principal falls, there is less interest in each payment and more principal.',
      'For ¥10,000 at 6% a year over 12 months: ¥860.66 a month, ¥50.00 of interest in the first month, ¥327.96 of interest in all.',
      'Borrow what your income allows, and repay on time.'] },
    deposits: { title: 'Three things about fixed deposits', line: 'Terms, early withdrawal, renewal', minutes: 2, text: [
      'Longer terms usually earn more, but think of when you may need the money.',
      'What is taken out early earns the rate of the account; the rest is not affected.',
      'A renewal earns the rate of the day on which it begins.'] },
    fraud: { title: 'Three ways to tell a fraud', line: 'No links, no codes, no transfers', minutes: 2, text: [
      'A bank never asks for passwords or codes by phone or message.',
      'Open no unknown links, install no unknown apps, share no screens.',
      'When in doubt, call the number on the back of your card.'] },
  },
};
