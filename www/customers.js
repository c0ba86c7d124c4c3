// The customers to choose from: the fixture files, one JSON object a line.

const FILES = [
  { file: 'composed.ndjson', kind: 'composed' },
  { file: 'german.ndjson', kind: 'profile' },
  { file: 'cdnow.ndjson', kind: 'purchases' },
];

/** Nothing is known of this one. The time is that of the fixtures. */
const NOBODY = { id: 'new', kind: 'new', now: Date.UTC(1998, 6, 1), profile: {}, events: [] };

/** The customers could not be fetched or read. */
export class CustomersError extends Error {}

async function lines({ file, kind }) {
  let response;
  try {
    response = await fetch(`./fixtures/${file}`);
  } catch (cause) {
    throw new CustomersError(file, { cause });
  }
  if (!response.ok) throw new CustomersError(`${file}: ${response.status}`);
  try {
    return (await response.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ ...JSON.parse(line), kind }));
  } catch (cause) {
    throw new CustomersError(file, { cause });
  }
}

/** All customers, those with most data first. */
export async function fetchCustomers() {
  const files = await Promise.all(FILES.map(lines));
  return [...files.flat(), NOBODY];
}

/** What the page itself tells of a customer: plain counts, no judgement. */
export function summary({ profile, events }) {
  const purchases = events.filter((event) => event.type === 'purchase');
  return {
    age: profile.age ?? null,
    purpose: profile.purpose ?? null,
    credit: profile.credit_amount ?? null,
    months: profile.duration_months ?? null,
    purchases: purchases.length,
    lastPurchase: purchases.length === 0 ? null : Math.max(...purchases.map((event) => event.at)),
  };
}
