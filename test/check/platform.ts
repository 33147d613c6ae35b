/** A platform on which much is wrong, for checks that are run as they are shipped: the local lakehouse and the banking API. */
import { type BankingApi, startBankingApi } from '../../sandbox/banking-api/start.ts';
import { UNWELL } from '../../sandbox/banking-api/traffic.ts';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksRest } from '../../src/adapters/databricks-rest.ts';
import { httpProbe } from '../../src/adapters/http-probe.ts';
import type { Readers } from '../../src/check/read.ts';
import type { CheckParameters, CheckReport } from '../../src/check/report.ts';
import { runCheck } from '../../src/check/run.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { warehouseOn } from '../adapters/warehouse-harness.ts';
import { realRunbook } from '../runbook/fixtures.ts';
import { READER_TOKEN, startTestLakehouse } from '../support/bot.ts';

export type Platform = {
  readonly lakehouse: Lakehouse;
  readonly api: BankingApi;
  readonly readers: Readers;
  readonly runbook: Runbook;
  readonly look: (id: string, raw?: CheckParameters, area?: string | null) => Promise<CheckReport>;
  readonly close: () => Promise<void>;
};

/** In so short a time between two looks, one request of twelve might be none, and an answer that is late counts for much. */
export const BAD_DAY = { ...UNWELL, errorShare: 0.3, cpuShare: 3 };

export async function openPlatform(): Promise<Platform> {
  const [lakehouse, api, runbook] = await Promise.all([
    startTestLakehouse(),
    startBankingApi(),
    realRunbook(),
  ]);
  api.plant(BAD_DAY);
  const reader = warehouseOn(lakehouse, READER_TOKEN);
  const rest = databricksRest({
    host: `${lakehouse.host}:${lakehouse.port}`,
    credentials: { token: READER_TOKEN },
  });
  const readers = { reader, rest, http: quick(api.url), runbook };
  return {
    lakehouse,
    api,
    readers,
    runbook,
    look: (id, raw = {}, area = null) => runCheck(readers, id, raw, area),
    close: async () => {
      await reader.close();
      await Promise.all([lakehouse.close(), api.close()]);
    },
  };
}

/** The five seconds between two looks are the banking API's own, and nobody waits for them. */
function quick(platformApiUrl: string): Readers['http'] {
  const probe = httpProbe({ platformApiUrl });
  const SHORT_MS = 400;
  return {
    // What is elsewhere is here as well: no test leaves the machine.
    get: ({ path }, limits) => probe.get({ base: 'PLATFORM_API_URL', path }, limits),
    pause: () => probe.pause(SHORT_MS),
  };
}
