/** Procedure cards, notes and forms: whatever stands in the runbook, was typed, or came from a check. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { procedureNote } from '../../blocks/procedure-note.ts';
import { PROCEDURE_REFUSALS } from '../../blocks/refusals.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import type { Message } from '../../src/outbox/messenger.ts';
import { drawProcedure } from '../../src/pictures.ts';
import type { Does, Procedure } from '../../src/procedure/state.ts';
import {
  ACTION,
  aborted,
  after,
  asked,
  begun,
  CHECK,
  DAVID,
  filled,
  heard,
  MARIA,
  news,
  reported,
  skipped,
  starting,
  stepIn,
  task,
  ticked,
  told,
  turnedBack,
  WATCH,
} from '../procedure/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { actionIds, elements, mentions, wordsOf } from './look.ts';

function expectSound(draw: () => Message): void {
  const message = draw();
  expect(checkMessageBlocks(message.blocks)).toBeNull();
  const named = [`user:${MARIA}`, `user:${DAVID}`, 'usergroup:S0OPS', 'link'];
  expect(mentions(message.blocks).filter((mention) => !named.includes(mention))).toEqual([]);
  expect(message.text).not.toMatch(/[<>]/);
  expect(draw()).toEqual(message);
}

const labels = (procedure: Procedure): string[] =>
  elements(drawProcedure(procedure).blocks).flatMap((node) =>
    node['type'] === 'button' ? [(node['text'] as { text: string }).text] : [],
  );
const menus = (procedure: Procedure): string[][] =>
  elements(drawProcedure(procedure).blocks).flatMap((node) =>
    node['type'] === 'overflow'
      ? [(node['options'] as { text: { text: string } }[]).map(({ text }) => text.text)]
      : [],
  );
const words = (procedure: Procedure): string => wordsOf(drawProcedure(procedure).blocks);
const only = (does: Does, changes = {}): Procedure =>
  begun({ phases: [{ title: 'Phase', need: 'all', tasks: [task('one', does, changes)] }] });

const does: fc.Arbitrary<Does> = fc.oneof(
  fc.record({ kind: fc.constant('tick' as const), confirms: fc.option(hostileUpTo(600), { nil: null }) }),
  fc.constantFrom<Does>(CHECK, ACTION, WATCH, { kind: 'fill', field: 'ticket' }, { kind: 'undo' }),
  fc.record({ kind: fc.constant('tell' as const), contact: fc.constant('lead'), title: hostileUpTo(70) }),
);
const tasks = fc
  .array(
    fc.record({
      text: hostileUpTo(70),
      how: fc.option(hostileUpTo(600), { nil: null }),
      command: fc.option(
        hostileUpTo(500).filter((text) => text.trim() !== ''),
        { nil: null },
      ),
      links: fc.array(fc.record({ title: hostileUpTo(60), url: fc.webUrl({ validSchemes: ['https'] }) }), {
        maxLength: 3,
      }),
      owner: fc.option(hostileUpTo(70), { nil: null }),
      does,
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((made) => made.map((each, index) => ({ ...each, id: `${'s'.repeat(57)}${index}` })));
const phases = fc.array(
  fc.record({ title: hostileUpTo(70), need: fc.constantFrom('all' as const, 'any' as const), tasks }),
  { minLength: 1, maxLength: 8 },
);

describe('a procedure card', () => {
  test('is one that Slack takes, whatever is on it', () => {
    fc.assert(
      fc.property(
        phases,
        hostileUpTo(70),
        hostileUpTo(500),
        hostileUpTo(200),
        (made, title, reason, value) => {
          const all = made.map((phase, at) => ({
            ...phase,
            tasks: phase.tasks.map((each) => ({ ...each, id: `${each.id}-${at}` })),
          }));
          const state = begun({
            procedure: { ...starting.procedure, id: 'PRC-9999999999', title, incident: 'INC-9999999999' },
            phases: all,
            fields: { ticket: title },
          });
          expectSound(() => drawProcedure(state));
          const [first] = all[0]?.tasks ?? [];
          const step = first?.id ?? '';
          const filledIn = { ...state, fields: { ticket: { label: title, value, by: MARIA, atMs: 0 } } };
          const gone = after(filledIn, { type: 'skipped', step, by: MARIA, reason });
          expectSound(() => drawProcedure(gone));
          if (gone.status !== 'complete')
            expectSound(() => drawProcedure(after(gone, { ...aborted, reason } as typeof aborted)));
          expectSound(() => drawProcedure(after(gone, { ...turnedBack, reason } as typeof turnedBack)));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('says first where it stands', () => {
    const first = (procedure: Procedure) => drawProcedure(procedure).text;
    expect(first(begun())).toBe('PRC-1 Deploy: 0 of 8 done · Before');
    expect(words(begun())).not.toContain('–');
    const changing = after(begun(), filled(), ticked('tick'));
    expect(first(changing)).toBe('PRC-1 Deploy: 2 of 8 done · Change');
    expect(first(after(changing, aborted))).toBe('PRC-1 Deploy: aborted, 2 of 8 done');
    const back = after(changing, heard('restore', news('succeeded')), turnedBack);
    expect(first(back)).toBe('PRC-1 Deploy: rolling back, 0 of 2 done · Back');
    const over = after(changing, skipped('restore'), skipped('other'), ticked('by-hand'));
    expect(first(over)).toContain('2 left out · After');
  });

  test.each<[string, Does, string[]]>([
    ['ticked', { kind: 'tick', confirms: null }, ['Done', 'Skip']],
    ['checked', CHECK, ['Run', 'Skip']],
    ['asked for', ACTION, ['Run', 'Skip']],
    ['watched', WATCH, ['Run', 'Skip']],
    ['told', { kind: 'tell', contact: 'lead', title: 'Lead' }, ['Tell Lead', 'Skip']],
    ['filled in', { kind: 'fill', field: 'ticket' }, ['Fill in', 'Skip']],
  ])('has two buttons for what is to be %s, and the rest in the menu', (_what, kind, expected) => {
    expect(labels(only(kind))).toEqual(expected);
    expect(menus(only(kind))).toEqual([['How?', 'Abort', 'Roll back']]);
  });

  test('has no button for what is under way, and still the way out', () => {
    for (const busy of [
      after(only(CHECK), asked('one')),
      after(only(ACTION), heard('one', news('waiting', 1))),
    ]) {
      expect(labels(busy)).toEqual([]);
      expect(menus(busy)).toEqual([['Abort', 'Roll back'], ['How?']]);
    }
    const watched = after(only(WATCH), asked('one'));
    expect(menus(watched)).toEqual([
      ['Abort', 'Roll back'],
      ['Skip', 'How?'],
    ]);
    expect(words(watched)).toContain('Watched until ');
  });

  test('shows a command to be copied, and in it what was filled in', () => {
    const step = { kind: 'tick', confirms: 'It is back.' } as const;
    const state = begun({
      phases: [
        {
          title: 'P',
          need: 'all',
          tasks: [
            task('a', { kind: 'fill', field: 'ticket' }),
            task('one', step, { command: 'git revert {ticket}' }),
          ],
        },
      ],
    });
    const after4 = after(state, filled('a', '4f2a1c9'));
    const code = elements(drawProcedure(after4).blocks).find(({ type }) => type === 'rich_text_preformatted');
    expect(wordsOf(code)).toBe('git revert 4f2a1c9');
    expect(words(after4)).toContain('Done says: It is back.');
  });

  test('has nothing left to press but Roll back when it is over, and nothing at all when it was rolled back', () => {
    const over = after(only({ kind: 'tick', confirms: null }), ticked('one'));
    expect([labels(over), menus(over)]).toEqual([['Roll back'], []]);
    const back = after(over, turnedBack, ticked('revert'));
    expect([labels(back), actionIds(drawProcedure(back).blocks)]).toEqual([[], []]);
    expect(labels(after(only(CHECK), aborted))).toEqual(['Roll back']);
    expect(labels(begun({ rollBack: [] }))).not.toContain('Roll back');
  });

  test('leads to the undo of what still stands', () => {
    const changed = after(begun(), filled(), ticked('tick'), heard('restore', news('succeeded')), turnedBack);
    expect(labels(changed)).toEqual(['Undo', 'Skip']);
    expect(words(changed)).toContain('APR-3 Restore: still stands');
  });

  test('lists what was left out with the reason, and what comes after the phase', () => {
    const state = after(begun(), filled(), skipped('tick'));
    expect(words(state)).toContain('➖ Do tick');
    expect(words(state)).toContain('Not needed');
    expect(words(state)).toContain('Then: After · Told');
    expect(words(state)).toContain('one of these is enough');
  });
});

describe('a procedure note', () => {
  test('names the contact, and nobody whom somebody typed', () => {
    fc.assert(
      fc.property(hostileUpTo(70), hostileUpTo(600), hostile, (text, how, reason) => {
        const state = only({ kind: 'tell', contact: 'lead', title: 'Lead' }, { text, how });
        const whom = { kind: 'group', id: 'S0OPS' } as const;
        const event = { ...told('one'), whom } as Extract<ReturnType<typeof told>, { type: 'contact_told' }>;
        const note = procedureNote(state, event, stepIn(state, 'one'));
        if (note === null) throw new Error('There is no note.');
        expectSound(() => note);
        expect(mentions(note.blocks)).toEqual(['usergroup:S0OPS', `user:${MARIA}`]);
        for (const end of [aborted, turnedBack]) {
          const said = procedureNote(state, { ...end, reason } as typeof end, null);
          if (said === null) throw new Error('There is no note.');
          expectSound(() => said);
        }
      }),
    );
    expect(procedureNote(begun(), reported('check', 'pass'), null)).toBeNull();
  });

  test('every refusal says what to do now in a sentence', () => {
    for (const text of Object.values(PROCEDURE_REFUSALS)) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});
