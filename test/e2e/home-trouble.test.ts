/** Home and Review while Slack is slow, the store is away, or another bot draws the same Home. */
import { expect, test, vi } from 'vitest';
import { people, rooms } from '../../sandbox/slack/fixture.ts';
import { TRIGGER_MS } from '../../sandbox/slack/limits.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import {
  approvalOf,
  declare,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
} from '../support/approvals.ts';
import type { PersonClient } from '../support/person.ts';
import { homeTargets, modalWords } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const WAIT = { timeoutMs: PATIENCE_MS };
const AWAY = 'The store is away. Try again in a minute.';

async function modalSays(who: PersonClient, text: string): Promise<void> {
  await who.waitUntil((screen) => screen.modal !== null && modalWords(screen.modal).includes(text), WAIT);
}

/** A store that can be taken away in part. */
async function troubled(): Promise<Office & { readonly away: Set<keyof Journal> }> {
  const away = new Set<keyof Journal>();
  const guarded =
    <Arguments extends readonly unknown[], Answer>(
      name: keyof Journal,
      call: (...given: Arguments) => Promise<Answer>,
    ) =>
    async (...given: Arguments): Promise<Answer> => {
      if (away.has(name)) throw new AppError('unavailable', AWAY);
      return call(...given);
    };
  const office = await openOffice(
    {},
    {
      journal: (journal) => ({
        ...journal,
        commit: guarded('commit', journal.commit),
        find: guarded('find', journal.find),
      }),
    },
  );
  return { ...office, away };
}

test('however long Slack takes to say who somebody is, a press on Home and a review are answered', async () => {
  const office = await openOffice({}, { threeSeconds: true });
  const { david, maria } = office;
  await requested(office);
  await david.openHome();
  await david.homeSays('Approvals waiting for you · 1', WAIT);
  office.slack.faults.add({ kind: 'slow', method: 'users.info', delayMs: TRIGGER_MS + 500 });

  await david.pressHome('Acknowledge', 'INC-1');
  await modalSays(david, 'One moment…');
  await modalSays(david, 'Done. Home shows it');
  await david.dismiss();
  await david.pressHome('Review', 'APR-1');
  await modalSays(david, 'Why: ');
  await maria.say(rooms.incidents, '/incident review APR-1');
  await modalSays(maria, 'You asked for this, so somebody else decides.');
  expect(await david.homeSays('Acknowledged · ', WAIT)).toContain('INC-1');
});

test('a press that the store does not take is told in the modal that waits for it, and nothing is changed', async () => {
  const office = await troubled();
  const { maria, away } = office;
  await declare(office);
  await maria.openHome();
  await maria.homeSays('Open incidents · 1', WAIT);
  away.add('commit');
  await maria.pressHome('Acknowledge', 'INC-1');
  await modalSays(maria, AWAY);
  away.clear();
  await maria.dismiss();
  await maria.pressHome('Acknowledge', 'INC-1');
  expect(await maria.homeSays('Acknowledged · ', WAIT)).toContain('INC-1');
});

test('a Home that cannot be read shows nothing old: it says why, and Refresh brings it back', async () => {
  const office = await troubled();
  const { david, away } = office;
  await requested(office);
  await david.openHome();
  await david.homeSays('Approvals waiting for you · 1', WAIT);
  away.add('find');
  await david.pressHome('Refresh');
  const words = await david.homeSays(AWAY, WAIT);
  expect(words).not.toMatch(/INC-|APR-/);
  expect(homeTargets(await david.screen()).map(({ label }) => label)).toEqual(['Refresh']);
  away.clear();
  await david.pressHome('Refresh');
  expect(await david.homeSays('Approvals waiting for you · 1', WAIT)).toContain('APR-1');
});

test('a Declare that Slack does not open is told in a modal where that can be opened', async () => {
  const office = await openOffice();
  const { maria } = office;
  await maria.openHome();
  await maria.homeSays('As of ', WAIT);
  office.slack.faults.add({ kind: 'error', method: 'views.open', error: 'internal_error', times: 1 });
  await maria.pressHome('Declare an incident');
  await modalSays(maria, 'Something went wrong on our side');
  expect(office.slack.count('views.open')).toBe(2);
});

test('two bots draw the same Home in turn, and the last change is what is on it', async () => {
  const office = await openOffice();
  const { maria, david } = office;
  const asked = await requested(office);
  await david.openHome();
  await david.homeSays('Approvals waiting for you · 1', WAIT);
  const other = await office.join(office.journal);
  try {
    office.slack.setAppUrl(other.appUrl);
    await david.openHome();
    await vi.waitFor(() => expect(publishedFor(office, people.approver)).toBe(2), { timeout: PATIENCE_MS });
    // The first has an old hash by now, and this change is its own.
    office.slack.setAppUrl(office.appUrl());
    await maria.press('Cancel request');
    await david.homeSays('What you may decide', WAIT);
    expect((await approvalOf(office, asked)).status).toBe('cancelled');
  } finally {
    await other.close();
  }
});

function publishedFor({ slack }: Office, user: string): number {
  return slack.requests.filter(({ method, args }) => method === 'views.publish' && args['user_id'] === user)
    .length;
}
