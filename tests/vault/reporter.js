// A page that asks for the report of every period it is told, beside other pages that do the same.
import { load } from '/pkg/web.js';

const [, tab] = /tab=(\d+)/.exec(location.search);
const BEGIN = Date.UTC(2026, 0, 1);
const PERIOD = 30 * 86_400_000;

const never = () => new Promise(() => {});
const tell = (what, body = {}) => fetch(`/tell/${what}`, { method: 'POST', body: JSON.stringify({ tab: Number(tab), ...body }) }).then((answer) => answer.json(), never);

const { kept } = await tell('start');
try {
  const engine = await load('/budget.pack');
  const session = kept ? await (await import('/pkg/vault.js')).openVault(engine, { name: 'budget' }) : engine.open();
  session.setProfile({ age: 35 });
  await session.settled?.();
  for (;;) {
    const { period, leaves } = await tell('next');
    if (period === null) break;
    const asked = session.report('ages', BEGIN + period * PERIOD);
    if (leaves) {
      asked.catch(() => undefined);
      location.reload();
      await never();
    }
    await tell('said', { period, ...(await asked.then(({ bytes, budgetLeft }) => ({ bytes: [...bytes].join(' '), budgetLeft }), ({ code }) => ({ code }))) });
  }
} catch (error) {
  await tell('fault', { error: `${error?.code ?? ''} ${error}` });
}
await tell('over');
