/** An incident of each of the areas beside data pipelines and security: found by its title, looked at, and led on from. */
import { expect, onTestFinished, test } from 'vitest';
import { startBankingApi } from '../../sandbox/banking-api/start.ts';
import { UNWELL } from '../../sandbox/banking-api/traffic.ts';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { elements } from '../blocks/look.ts';
import { openWorld, READER } from '../support/bot.ts';
import { asPerson } from '../support/person.ts';
import { PATIENT } from './trouble-steps.ts';

/** Two looks at a service are five seconds apart as it is shipped. */
const APART_MS = 1_000;

const AREAS: readonly (readonly [title: string, lead: string, says: readonly (string | RegExp)[]])[] = [
  [
    'P1 Fraud model offline',
    'Restore a table to an earlier version',
    [
      'Version 3 answers (champion), and is ready. The old registry still has a stage set',
      'Version 3 answers, and did worse than version 2 in auc, latency_p95_ms',
      'The table lacks hour_of_day, which the model takes. Not taken by it: channel_code.',
      'Drifted: amount (0.31).',
      /A score takes 1\.\d\d s, on average/,
    ],
  ],
  [
    'P1 API slow',
    'Optimize a table',
    [
      'Banking API says that it is degraded: database is slow.',
      /It takes 2\.\d\d s to answer, on average/,
      /Processor \d+\.\d %, Memory 88\.0 %: too much\./,
      'A query of svc-reporting@examplebank.test took 10 min',
      'It reads banking_catalog.banking_gold.customer_360 by a condition',
    ],
  ],
  [
    'P2 Cost is out of hand',
    'Vacuum a table',
    [
      '1,550 USD in the last seven days: 72 % above the budget of 900.',
      'interactive-analytics of grace.kim@examplebank.test cost 883 USD',
      'interactive-analytics has been idle for 9 h, with 8 workers, and nothing would end it.',
      'banking_catalog.banking_silver.transactions_clean has grown by 27 % in a week',
      'One query of svc-reporting@examplebank.test took 28 minutes',
    ],
  ],
];

test('each finds its checks by the title, and they find what is wrong', async () => {
  const api = await startBankingApi();
  onTestFinished(() => api.close());
  // Busier than there is need for: between looks so close to each other an answer that is late counts for much.
  api.plant({ ...UNWELL, errorShare: 0.3, cpuShare: 3 });
  const world = await openWorld({ platformApiUrl: api.url, runbook: hasty });
  const maria = asPerson(world.slack, people.responder);
  for (const [title, lead, says] of AREAS) {
    await maria.say(rooms.incidents, `/incident ${title}`);
    await maria.waitFor(title.replace(' ', ' · '), PATIENT);
    await world.bot.idle();
    await maria.press('Run checks', { in: title.slice(3) });
    for (const words of says) await maria.waitFor(words, PATIENT);
    await maria.waitFor(lead, PATIENT);
    await world.bot.idle();
  }
  expect(new Set(world.lakehouse.received.map(({ principal }) => principal))).toEqual(new Set([READER]));
  expect(world.lakehouse.changes).toEqual([]);

  const linked = world.slack
    .messages(rooms.incidents)
    .flatMap(({ blocks }) => elements(blocks))
    .flatMap((node) => (node['type'] === 'link' ? [node['url']] : []));
  expect(linked).toEqual(
    expect.arrayContaining([
      'https://logs.bank.com/app/banking-api',
      'https://dashboards.bank.com/platform-cost',
    ]),
  );
  expect(new Set(linked).isSubsetOf(new Set(Object.values(world.runbook.links).map(({ url }) => url)))).toBe(
    true,
  );
}, 90_000);

function hasty(shipped: Runbook): Runbook {
  const checks = Object.entries(shipped.checks).map(([id, check]) => [
    id,
    'apartMs' in check ? { ...check, apartMs: APART_MS } : check,
  ]);
  return { ...shipped, checks: Object.fromEntries(checks) as Runbook['checks'] };
}
