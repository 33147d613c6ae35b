/** Cancel while the engine is at it: pressed on the card, asked of the engine, and what the engine answers is how it ends. */
import { expect, test, vi } from 'vitest';
import type { Planned } from '../../sandbox/lakehouse/faults.ts';
import { people } from '../../sandbox/slack/fixture.ts';
import {
  type Asked,
  approvalOf,
  buttonsOf,
  cardNow,
  cardSays,
  type Office,
  openOffice,
  PATIENCE_MS,
  requested,
  sentFor,
  toldPrivately,
  versionNow,
} from '../support/approvals.ts';
import { asPerson } from '../support/person.ts';
import { wordsOf } from '../support/screen.ts';

vi.setConfig({ testTimeout: 120_000 });

const CANCEL = 'Cancel (asks the engine)';

/** Approved, and the engine is at it. */
async function running(fault: Planned): Promise<{ office: Office; asked: Asked }> {
  const office = await openOffice();
  const asked = await requested(office);
  office.lakehouse.faults.add({ ...fault, match: /^RESTORE/ });
  await office.david.press('Approve');
  await cardSays(office, asked, 'the engine has been at it since');
  await expect.poll(() => sentFor(office, asked).length, { timeout: PATIENCE_MS }).toBe(1);
  return { office, asked };
}

test.each(['maria', 'priya'] as const)(
  '%s, who asked or may approve, cancels it, and the engine gives it up',
  async (who) => {
    const { office, asked } = await running({ kind: 'endless' });
    expect(buttonsOf(office, asked)).toEqual([CANCEL]);
    await office[who].press(CANCEL);
    await cardSays(office, asked, '🚫 Cancelled while it ran');
    expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(Number(await versionNow(office))).toBe(25);
    expect(buttonsOf(office, asked)).toEqual([]);
    const by = who === 'maria' ? people.responder : people.secondApprover;
    expect(await approvalOf(office, asked)).toMatchObject({
      status: 'failed',
      ending: { reason: 'cancelled' },
      cancelling: { by },
    });
    await office.maria.waitFor(
      /APR-1: \n*cancelled while it ran\. The engine gave it up\. The table's history shows no RESTORE/,
      {
        timeoutMs: PATIENCE_MS,
      },
    );
  },
);

test('who neither asked nor may approve is told so, and it goes on', async () => {
  const { office, asked } = await running({ kind: 'long', ms: 6_000, commits: 'last' });
  const stranger = asPerson(office.slack, people.commander);
  await stranger.press(CANCEL);
  await toldPrivately(stranger, /not in a group that may decide/);
  expect((await approvalOf(office, asked)).cancelling).toBeUndefined();
  await cardSays(office, asked, '✅ Done');
});

test('how far it is stands on the card, where the engine tells', async () => {
  const { office, asked } = await running({ kind: 'long', ms: 6_000, commits: 'last' });
  await cardSays(office, asked, /\d0 % done, says the engine/);
  await cardSays(office, asked, '✅ Done');
  expect(wordsOf(cardNow(office, asked).blocks)).not.toContain('% done');
});

test('an answer that is lost after somebody asked is in doubt, and says who asked', async () => {
  const { office, asked } = await running({ kind: 'endless' });
  await office.maria.press(CANCEL);
  await cardSays(office, asked, 'asked to cancel it');
  expect(buttonsOf(office, asked)).toEqual([]);
  office.lakehouse.faults.add({ kind: 'status_refused', match: /^RESTORE/, times: Number.POSITIVE_INFINITY });
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, 'asked to cancel it');
  expect(sentFor(office, asked)).toHaveLength(1);
  expect(await approvalOf(office, asked)).toMatchObject({
    status: 'in_doubt',
    cancelling: { by: people.responder },
  });
});

test('given up by the engine when it had taken effect already, it is in doubt with what the engine shows', async () => {
  const { office, asked } = await running({ kind: 'long', ms: 30_000, commits: 'first' });
  await office.maria.press(CANCEL);
  await cardSays(office, asked, '❓ In doubt');
  await cardSays(office, asked, "The table's history shows it: version 26");
  expect(sentFor(office, asked).map(({ outcome }) => outcome)).toEqual(['cancelled']);
  expect(Number(await versionNow(office))).toBe(26);
});
