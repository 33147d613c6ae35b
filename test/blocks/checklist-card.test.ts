/** Checklist cards and notes: whatever stands in the runbook, was typed as a reason, or came from a check. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REQUEST_STANDS } from '../../blocks/checklist-card.ts';
import { checklistNote } from '../../blocks/checklist-note.ts';
import { CHECKLIST_REFUSALS } from '../../blocks/refusals.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import { type Checklist, type ChecklistEvent, ITEMS_MAX, type Item } from '../../src/checklist/state.ts';
import type { Message } from '../../src/outbox/messenger.ts';
import { drawChecklist } from '../../src/pictures.ts';
import {
  AT_MS,
  after,
  DAVID,
  HOUR_MS,
  itemOf,
  MARIA,
  MINUTE_MS,
  opened,
  task,
  WITH_CHECK,
} from '../checklist/fixtures.ts';
import { report } from '../incident/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { elements, mentions, wordsOf } from './look.ts';

const NAMED = [`user:${MARIA}`, `user:${DAVID}`, 'usergroup:S0OPS', 'link'];

/** Slack takes it, it names nobody else and links only what the runbook links, and the line for the lock screen is text. */
function expectSound(draw: () => Message): void {
  const message = draw();
  expect(checkMessageBlocks(message.blocks)).toBeNull();
  expect(mentions(message.blocks).filter((mention) => !NAMED.includes(mention))).toEqual([]);
  expect(message.text).not.toMatch(/[<>]/);
  expect(message.text.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
  expect(draw()).toEqual(message);
}

const STANDS = Object.keys(REQUEST_STANDS) as (keyof typeof REQUEST_STANDS)[];

const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const person = fc.constantFrom(MARIA, DAVID);
const atMs = fc.integer({ min: AT_MS, max: AT_MS + 100 * HOUR_MS });

const items: fc.Arbitrary<readonly Item[]> = fc
  .array(
    fc.record({
      text: hostileUpTo(70),
      how: orNull(hostileUpTo(600)),
      check: orNull(fc.constant({ id: 'row-count', with: {} })),
      links: fc.array(fc.record({ title: hostileUpTo(60), url: fc.webUrl({ validSchemes: ['https'] }) }), {
        maxLength: 3,
      }),
      action: orNull(fc.constant({ id: 'vacuum-tables', with: {} })),
      requests: fc.array(
        fc.record({
          approval: fc.constant('APR-9999999999'),
          title: hostileUpTo(70),
          by: person,
          stands: fc.constantFrom(...STANDS),
          seq: fc.nat(),
        }),
        { maxLength: 3 },
      ),
      owner: orNull(
        fc.record({ contact: fc.constant('c'), title: hostileUpTo(70), user: fc.constant(null) }),
      ),
      dueAtMs: atMs,
      mark: fc.constantFrom('open', 'flagged', 'done', 'skipped', 'carried'),
      marked: orNull(fc.record({ by: person, atMs })),
      takenBy: orNull(person),
      reason: orNull(hostileUpTo(500)),
      runs: fc.constant(1),
      running: orNull(fc.record({ run: fc.constant(1), by: person, atMs })),
      found: orNull(
        fc.record({ verdict: fc.constantFrom('pass', 'warn', 'fail', 'could_not_see'), sentence: hostile }),
      ),
      nudgedAtMs: orNull(atMs),
      since: orNull(fc.record({ checklist: fc.constant('CHK-9999999999'), atMs })),
    }),
    { minLength: 1, maxLength: ITEMS_MAX },
  )
  .map((made) => made.map((item, index) => ({ ...item, id: `${'i'.repeat(57)}${index}` })));

const checklists: fc.Arbitrary<Checklist> = fc
  .record({
    title: hostileUpTo(70),
    openedBy: orNull(person),
    slotMs: fc.integer({ min: AT_MS - 100 * HOUR_MS, max: AT_MS }),
    missed: fc.nat(999),
    status: fc.constantFrom('open', 'complete', 'carried'),
    items,
    carriedTo: orNull(fc.constant('CHK-2')),
  })
  .map((made) => ({ ...opened(), ...made }));

describe('a checklist card', () => {
  test('is one that Slack takes, whatever is on it', () => {
    fc.assert(
      fc.property(checklists, (made) => expectSound(() => drawChecklist(made))),
      { numRuns: 300 },
    );
  });

  test('is one that Slack takes with the most that there can be to say of twenty items', () => {
    const item = itemOf(opened(), 'logs');
    const full: Item = {
      ...item,
      text: `\`<!channel>${'t'.repeat(59)}`,
      how: 'h'.repeat(600),
      owner: { contact: 'c', title: 'o'.repeat(70), user: null },
      takenBy: DAVID,
      found: { verdict: 'fail', sentence: `<!channel>${'s'.repeat(3_001)}` },
      nudgedAtMs: AT_MS,
      since: { checklist: 'CHK-9999999999', atMs: AT_MS },
    };
    const all = Array.from({ length: ITEMS_MAX }, (_, index) => ({ ...full, id: `i${index}` }));
    const made = { ...opened(), items: all };
    expectSound(() => drawChecklist(made));
    expect(elements(drawChecklist(made).blocks).filter(({ type }) => type === 'overflow')).toHaveLength(
      ITEMS_MAX - 1,
    );
  });

  test('never has more than three buttons, all of the item at hand', () => {
    fc.assert(
      fc.property(checklists, (made) => {
        const buttons = elements(drawChecklist(made).blocks).filter(({ type }) => type === 'button');
        expect(buttons.length).toBeLessThanOrEqual(3);
        expect(new Set(buttons.map(({ value }) => value)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('tells a lock screen how far it is', () => {
    const tasks = [task('a', WITH_CHECK), task('b'), task('c'), task('d')];
    const asked: ChecklistEvent = { type: 'check_requested', item: 'a', by: MARIA };
    const failed: ChecklistEvent = { type: 'check_reported', item: 'a', run: 1, report: report('row-count') };
    const flagged = after(
      opened({ tasks }),
      [asked, AT_MS],
      [failed, AT_MS],
      [{ type: 'ticked', item: 'b', by: MARIA }, AT_MS],
      [{ type: 'ticked', item: 'c', by: DAVID }, AT_MS],
    );
    expect(drawChecklist(flagged).text).toBe('Daily checks: 2 of 4 done, 1 flagged');
    const skipped = after(flagged, [{ type: 'skipped', item: 'd', by: MARIA, reason: 'No.' }, AT_MS]);
    expect(drawChecklist(skipped).text).toBe('Daily checks: 2 of 4 done, 1 flagged, 1 skipped');
    const handed = after(skipped, [{ type: 'followed', by: 'CHK-2' }, AT_MS]);
    expect(drawChecklist(handed).text).toBe('Daily checks: 2 of 4 done, 1 skipped, 1 carried over to CHK-2');
  });

  test.each([
    ['at its time', 0, null, 0, ''],
    ['a little later', 4 * MINUTE_MS, null, 0, ''],
    ['late', 6 * MINUTE_MS, null, 0, 'Posted late: it was due ‹date›.'],
    [
      'late, after one that was missed',
      HOUR_MS,
      null,
      1,
      'Posted late: it was due ‹date›. One before it was missed.',
    ],
    ['late, after more', HOUR_MS, null, 3, 'Posted late: it was due ‹date›. 3 before it were missed.'],
    ['when somebody asked for it', HOUR_MS, MARIA, 0, ''],
  ])('that was posted %s says so', (_name, afterMs, by, missed, said) => {
    const { blocks } = drawChecklist(opened({ slotMs: AT_MS - afterMs, by, missed }));
    const words = wordsOf(blocks).replace(/(?<=it was due )/, '‹date›');
    if (said === '') expect(words).not.toContain('late');
    else expect(words).toContain(said);
  });

  test('offers nothing of what is over', () => {
    const over = after(opened(), [{ type: 'followed', by: 'CHK-2' }, AT_MS]);
    expect(elements(drawChecklist(over).blocks).filter(({ type }) => type === 'button')).toEqual([]);
    expect(elements(drawChecklist(over).blocks).filter(({ type }) => type === 'overflow')).toEqual([]);
  });
});

describe('a note', () => {
  const whom = fc.constantFrom(
    null,
    { kind: 'user', id: MARIA } as const,
    { kind: 'group', id: 'S0OPS' } as const,
  );

  test('is one that Slack takes, and names only who is meant', () => {
    fc.assert(
      fc.property(
        checklists,
        fc.array(whom, { minLength: ITEMS_MAX, maxLength: ITEMS_MAX }),
        (made, whoms) => {
          const nudges = made.items.map(({ id }, index) => ({ item: id, whom: whoms[index] ?? null }));
          expectSound(() => checklistNote(made, { type: 'nudged', nudges }) ?? { text: 'none', blocks: [] });
        },
      ),
    );
  });

  test('says how many and of which checklist, first of all', () => {
    const nudges = [{ item: 'logs', whom: null }];
    expect(checklistNote(opened(), { type: 'nudged', nudges })?.text).toBe(
      'Daily checks (CHK-1): 1 item is overdue',
    );
    expect(checklistNote(opened(), { type: 'ticked', item: 'logs', by: MARIA })).toBeNull();
  });
});

test('every refusal has words, and says of a thing that it is so', () => {
  for (const words of Object.values(CHECKLIST_REFUSALS)) expect(words).toMatch(/^[A-Z].*\.$/);
});
