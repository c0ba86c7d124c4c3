import { usePortrait } from './usePortrait.js';

const begin = (session) => session.consent.set('risk', true, Date.now()); // when the customer agrees
const apply = (session) => session.record({ type: 'application_submit', at: Date.now(), product: 'consumer_loan' });

export function App() {
  const [portrait, change] = usePortrait(begin);
  return (
    <main>
      <button disabled={portrait === null} onClick={() => change(apply)}>Apply</button>
      <ul>{portrait?.warnings.map(({ id, message }) => <li key={id}>{message}</li>)}</ul>
      <pre id="portrait">{portrait && JSON.stringify(portrait, null, 2)}</pre>
    </main>
  );
}
