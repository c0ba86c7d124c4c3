// Reports as a page makes them, for Node and the browser alike: with the entropy that a line says instead of the host's.

/**
 * @param {import('silhouette-wasm').Engine} engine
 * @param {string[]} lines customers, and natively made reports with their entropy
 * @returns {Promise<string[]>} the reports made here
 */
export async function tell(engine, lines) {
  const own = crypto.getRandomValues;
  let entropy = new Uint8Array(32);
  crypto.getRandomValues = (room) => {
    for (let i = 0; i < room.length; i++) room[i] = entropy[i];
    return room;
  };
  try {
    const told = [];
    for (const line of lines) {
      const { profile, now, reports } = JSON.parse(line);
      entropy.fill(0);
      const session = engine.open();
      session.consent.set('marketing', true, 0);
      session.setProfile(profile);
      session.portrait(now - 60 * 86_400_000);
      for (const { entropy: drawn, report } of reports) {
        entropy = Uint8Array.from(drawn);
        const { bytes, ...more } = await session.report(report.egress, now);
        told.push(JSON.stringify({ ...more, bytes: Array.from(bytes) }));
      }
      session.close();
    }
    return told;
  } finally {
    crypto.getRandomValues = own;
  }
}
