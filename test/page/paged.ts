/** An incident whose first contact is paged at a PagerDuty of this machine, on a clock that only the test moves. */
import { openPagers } from '../../src/adapters/page-kinds.ts';
import type { Pagers } from '../../src/page/pager.ts';
import type { Page } from '../../src/page/state.ts';
import { pageId, pageRef } from '../../src/page/state.ts';
import { CHAINED, openAttended } from '../incident/attended.ts';
import { MINUTE_MS } from '../incident/fixtures.ts';
import { parsed, runbookOf } from '../runbook/fixtures.ts';
import { ROUTING_KEY, webReceiver } from './receivers.ts';

const PAGED = runbookOf(
  parsed(
    CHAINED.replace('slack_user: U0ONCALL', 'slack_user: U0ONCALL, page: { kind: pagerduty, key: PAGE_KEY }'),
  ),
);

export async function openPaged(pagers?: Pagers, title = 'Transactions table is stale') {
  const receiver = await webReceiver('pagerduty');
  const place = { kind: 'pagerduty', key: ROUTING_KEY, url: receiver.url } as const;
  const world = await openAttended(PAGED, pagers ?? openPagers({ 'on-call': place }));
  const id = await world.declare('P0', title);
  const paged = async () =>
    (await world.eventsOf(id)).flatMap(({ event }) => (event.type === 'paged' ? [event] : []));
  /** Every half minute, so that what is tried again is. */
  const until = async (minutes: number): Promise<void> => {
    for (let half = 16; half <= 2 * minutes; half += 1) {
      world.at((half * MINUTE_MS) / 2);
      await world.work();
    }
  };
  const page = async (): Promise<Page | undefined> =>
    (await world.journal.load(pageRef(pageId(id, 'on-call'))))?.state as Page | undefined;
  return { ...world, ...receiver, id, paged, until, page };
}
