// The bank as a person uses it: opening it, going about in it, and asking the visit what was recorded.
import { openIn } from './harness.mjs';

/** Resolves when everything that was tapped has been recorded and drawn. */
export const settled = (page) => page.evaluate(async () => {
  const { visit } = await import('/bank/app.js');
  // What one tap leads to may lead to another: that a page was opened, to suggestions that are shown there.
  for (let again = 0; again < 4; again += 1) {
    await visit.customer.settled();
    await new Promise((resolve) => { setTimeout(resolve); });
  }
});

/**
 * Opens the bank and waits until somebody is in it.
 *
 * @param {Awaited<ReturnType<typeof import('./harness.mjs').start>>} stage
 * @param {{ lang?: string, customer?: string, hash?: string, width?: number, height?: number, dark?: boolean, mobile?: boolean,
 *   prepare?: (page: import('playwright-core').Page) => Promise<void> }} options
 */
export async function openBank(stage, { lang = 'zh-CN', customer = 'employee', hash = '', prepare, ...options } = {}) {
  const opened = await openIn(stage, { lang, ...options });
  await prepare?.(opened.page);
  await opened.page.goto(`${stage.site.url}?lang=${lang}&customer=${customer}${hash}`);
  await opened.page.locator('#page[aria-busy="false"]').waitFor();
  if (await opened.page.locator('.failure').count() === 0) await settled(opened.page);
  return opened;
}

/** Taps something by its key and waits for what comes of it. */
export async function tap(page, key) {
  await page.locator(`.phone [data-key="${key}"]`).first().click();
  await settled(page);
}

/** Goes to a page by its address. */
export async function go(page, hash) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await settled(page);
}

/** What was done since `from` steps, without times and portraits. */
export const history = (page, from = 0) => page.evaluate(async (begin) => {
  const { visit } = await import('/bank/app.js');
  return visit.customer.history.slice(begin).map(({ event, kept, act }) => {
    if (act !== undefined) return act;
    const { at, ...rest } = event;
    return { ...rest, kept };
  });
}, from);

export const portrait = (page) => page.evaluate(async () => (await import('/bank/app.js')).visit.customer.portrait);
export const now = (page) => page.evaluate(async () => (await import('/bank/app.js')).visit.customer.now);

/** What is told of what happens while `act` does: only events, or everything with `all`. */
export async function during(page, act, { all = false } = {}) {
  const before = (await history(page)).length;
  await act();
  await settled(page);
  const told = await history(page, before);
  return all ? told : told.filter(({ type }) => type !== undefined);
}
