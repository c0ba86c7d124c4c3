const worker = new Worker(new URL('./portrait.worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  document.querySelector('#portrait').textContent = JSON.stringify(data, null, 2);
};
const now = Date.now();
worker.postMessage({
  now,
  profile: { age: 31, duration_months: 11 },
  events: [
    { type: 'repayment', at: now, loan: 'a', installment: 1, days_past_due: 12, amount: '812.50' },
    { type: 'repayment', at: now, loan: 'a', installment: 2, days_past_due: 31, amount: '812.50' },
  ],
});
