import { load, SilhouetteError, type Engine, type Portrait } from 'silhouette-wasm';

export async function warningsOf(pack: URL): Promise<readonly string[]> {
  const engine: Engine = await load(pack);
  const session = engine.open({ locale: 'zh-CN' });
  try {
    session.record({ type: 'repayment', at: Date.now(), loan: 'a', installment: 1, days_past_due: 12, amount: '812.50' });
    const { warnings }: Portrait = session.portrait(Date.now());
    return warnings.map(({ severity, message }) => `${severity}: ${message}`);
  } catch (error) {
    return error instanceof SilhouetteError ? [`${error.code} ${error.path}`] : [];
  } finally {
    session.close();
  }
}
