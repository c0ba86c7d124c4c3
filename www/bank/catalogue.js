// What the bank offers, as far as it is no text: the same ids as in policies/retail.json. Rates are in hundredths of a percent a
// year, amounts in cents; those of deposits are examples.

export const FAMILIES = ['deposit', 'loan', 'card', 'wealth', 'insurance'];

const loan = (id, rates, months, amounts) => ({ id, family: 'loan', icon: 'loan', rates, months, amounts, disclosures: ['loan_apr'] });
const wealth = (id, rating, disclosure) => ({ id, family: 'wealth', icon: 'wealth', rating, amounts: { from: 100_000, to: 500_000_000, usual: 1_000_000 }, disclosures: [disclosure] });

/**
 * - `rates`: of a loan the published corridor, of a deposit the rate of each term
 * - `months`: the terms that can be chosen
 * - `amounts`: the least and the most that can be applied for, and what the calculator begins with
 * - `rating`: the risk rating that counts, the higher of the bank's and the issuer's
 * - `disclosures`: ids whose texts must stand beside it
 */
export const PRODUCTS = [
  { id: 'deposit_std', family: 'deposit', icon: 'deposit', rates: { 3: 65, 6: 85, 12: 95, 24: 105, 36: 125 }, months: [3, 6, 12, 24, 36], amounts: { from: 5_000, to: 1_000_000_000, usual: 5_000_000 }, disclosures: [] },
  loan('consumer_loan', { from: 345, to: 720 }, [6, 12, 24, 36], { from: 100_000, to: 20_000_000, usual: 5_000_000 }),
  loan('member_loan', { from: 320, to: 540 }, [12, 24, 36, 60], { from: 100_000, to: 50_000_000, usual: 10_000_000 }),
  loan('sme_loan', { from: 335, to: 600 }, [6, 12, 24, 36], { from: 1_000_000, to: 300_000_000, usual: 30_000_000 }),
  { id: 'card_cashback', family: 'card', icon: 'card', disclosures: ['card_terms'] },
  wealth('wealth_cash', 'R1', 'wealth_risk'),
  wealth('wealth_steady', 'R2', 'wealth_risk'),
  wealth('fund_balanced', 'R3', 'fund_risk'),
  wealth('fund_equity', 'R4', 'fund_risk'),
  wealth('structured_note', 'R5', 'derivative_risk'),
  { id: 'family_insurance', family: 'insurance', icon: 'shield', disclosures: ['insurance_terms'] },
];

/** The product with this id, or undefined. */
export const productOf = (id) => PRODUCTS.find((product) => product.id === id);

/** What a suggestion of no product leads to. */
const PLACES = {
  continue_application: (account) => (account.applications.length === 0 ? '#/products' : `#/apply/${account.applications.at(-1)}/1`),
  lead_call: () => '#/messages',
  care_call: () => '#/messages',
  wealth_class: () => '#/articles/ratings',
  referral_reward: () => '#/refer',
  winback: () => '#/gift/winback',
  birthday_gift: () => '#/gift/birthday_gift',
  festival_wealth: () => '#/gift/festival_wealth',
};

/** Where a suggestion of this product leads. */
export const placeOf = (product, account) => PLACES[product]?.(account) ?? `#/products/${product}`;

/** Things that are suggested and can be taken up, and that are no product. */
export const GIFTS = ['winback', 'birthday_gift', 'festival_wealth'];

/** Articles: the topic that reading one tells, and the content of the policy that it is, if any. */
export const ARTICLES = [
  { id: 'ratings', topic: 'wealth', icon: 'wealth', content: 'wealth_class' },
  { id: 'annuity', topic: 'credit', icon: 'loan' },
  { id: 'deposits', topic: 'deposit', icon: 'deposit' },
  { id: 'fraud', topic: 'safety', icon: 'shield' },
];

/** Communities of customers. */
export const COMMUNITIES = ['saving', 'owners', 'parents'];

/** What can be paid for with one tap: the shop, and its price in cents. */
export const SHOPS = [['coffee', 2_800], ['market', 16_850], ['phone', 329_900]];
