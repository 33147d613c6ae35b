/** Every page of the runbook that is shipped, and those of one that is hostile. */
import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookMessage, lookModal } from '../../blocks/look-report.ts';
import { pageModal } from '../../blocks/runbook-page.ts';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { HOME_PAGE, pageAt } from '../../handlers/runbook-pages.ts';
import { trailIn } from '../../handlers/sent.ts';
import { checkMessageBlocks, checkView } from '../../sandbox/slack/blocks-surface.ts';
import { AppError } from '../../src/errors.ts';
import type { Incident } from '../../src/incident/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { hostile } from '../blocks/hostile.ts';
import { elements, mentions, wordsOf } from '../blocks/look.ts';
import { declared, report } from '../incident/fixtures.ts';
import { realRunbook } from '../runbook/fixtures.ts';

const shipped = await realRunbook();

function depsOf(runbook: Runbook, open: readonly Incident[] = []): HandlerDeps {
  return {
    runbook,
    incidents: { list: async () => ({ incidents: open, total: open.length, page: 1, pages: 1 }) },
  } as unknown as HandlerDeps;
}

/** All pages that can be reached by menus, with the way to each. */
async function everyPage(deps: HandlerDeps): Promise<ReadonlyMap<string, ModalView>> {
  const seen = new Map<string, ModalView>();
  const ahead: (readonly string[])[] = [[HOME_PAGE]];
  for (let trail = ahead.pop(); trail !== undefined; trail = ahead.pop()) {
    const name = trail.at(-1) ?? '';
    if (seen.has(name)) continue;
    const view = pageModal(await pageAt(deps, name), trail);
    seen.set(name, view);
    const way = trail;
    ahead.push(...linksOf(view).map((to) => [...way, to].slice(-10)));
  }
  return seen;
}

function linksOf(view: ModalView): readonly string[] {
  return elements(view.blocks)
    .filter((node) => node['type'] === 'static_select')
    .flatMap((node) => node['option_groups'] as { readonly options: readonly { readonly value: string }[] }[])
    .flatMap(({ options }) => options.map(({ value }) => value));
}

/** As many phases and steps as there may be. */
function hostileProcedures(text: string): Runbook['procedures'] {
  const [some] = Object.values(shipped.procedures);
  const step = { ...some?.phases[0]?.steps[0], text };
  const phase = { title: text, need: 'all', steps: Array.from({ length: 10 }, () => step) };
  const worst = { ...some, id: 'worst', title: text, about: text, phases: Array(8).fill(phase) };
  return { worst } as unknown as Runbook['procedures'];
}

const pages = await everyPage(depsOf(shipped));

describe('the pages of the runbook', () => {
  test('lead from the first one to every area, cause, check, action, checklist, procedure and contact', () => {
    const expected = [
      ...shipped.areas.map(({ id }) => `area|${id}`),
      ...shipped.areas.flatMap(({ id, causes }) => causes.map((_, index) => `cause|${id}.${index}`)),
      ...Object.keys(shipped.checks).map((id) => `check|${id}`),
      ...Object.keys(shipped.actions).map((id) => `action|${id}`),
      ...Object.keys(shipped.checklists).map((id) => `checklist|${id}`),
      ...Object.keys(shipped.procedures).map((id) => `procedure|${id}`),
      ...Object.keys(shipped.contacts).map((id) => `contact|${id}`),
    ];
    expect([...pages.keys()].toSorted()).toEqual(
      [...expected, HOME_PAGE, 'list|checks', 'list|actions'].toSorted(),
    );
  });

  test.each([...pages])(
    '%s is one that Slack takes, short, with at most three buttons, and a way back',
    (name, view) => {
      expect(checkView(view, 'modal')).toBeNull();
      expect(view.blocks.length).toBeLessThanOrEqual(8);
      const labels = elements(view.blocks)
        .filter((node) => node['type'] === 'button')
        .map((node) => (node['text'] as { readonly text: string }).text);
      expect(labels.length).toBeLessThanOrEqual(3);
      expect(labels.includes('Back')).toBe(name !== HOME_PAGE);
      expect(trailIn(view.private_metadata).at(-1)).toBe(name);
    },
  );

  test('say of an action what it does, who approves it, what is looked at, and the way back', () => {
    const words = wordsOf(pages.get('action|restore-table')?.blocks);
    expect(words).toContain('RESTORE TABLE {table} TO VERSION AS OF {version}');
    expect(words).toContain('One other person of @data-approvers must approve the exact statement.');
    expect(words).toMatch(/Measured before and shown to them: .+Verified afterwards\. Way back: /s);
    expect(words).toContain('declare one, then /runbook action INC-7 restore-table');
  });

  test('say of a procedure its phases with their steps, where it would begin, and begin it by a button', async () => {
    const name = 'procedure|disaster-recovery';
    const words = wordsOf(pages.get(name)?.blocks);
    expect(words).toContain('From the extent of a loss to everything running again.');
    expect(words).toMatch(/Assess situation\s*: Look at what was written · Determine data loss extent/);
    expect(words).toContain('/incident procedure INC-7 disaster-recovery');
    const deps = depsOf(shipped, [{ ...declared(), id: 'INC-3' }]);
    const view = pageModal(await pageAt(deps, name), [HOME_PAGE, name]);
    expect(wordsOf(view.blocks)).toContain('/incident procedure INC-3 disaster-recovery');
    const buttons = elements(view.blocks).filter((node) => node['type'] === 'button');
    expect(buttons.map((node) => [node['action_id'], node['value']])).toEqual([
      ['runbook.start', 'disaster-recovery'],
      ['runbook.back', 'back'],
    ]);
  });

  test('of an action has a button for the two most severe incidents, never for more', async () => {
    const open = ['INC-1', 'INC-2', 'INC-3'].map((id) => ({ ...declared(), id }));
    const view = pageModal(await pageAt(depsOf(shipped, open), 'action|restore-table'), [
      HOME_PAGE,
      'action|restore-table',
    ]);
    const values = elements(view.blocks).flatMap((node) =>
      node['type'] === 'button' ? [node['value']] : [],
    );
    expect(values).toEqual(['INC-1|restore-table', 'INC-2|restore-table', 'back']);
  });

  test.each([
    '',
    'constructor',
    '__proto__|x',
    'check',
    'check|constructor',
    'procedure|constructor',
    'cause|security',
    'cause|security.99',
    'cause|x.0',
    'area|',
  ])('“%s” is told to be none', async (name) => {
    await expect(pageAt(depsOf(shipped), name)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('whatever was typed or written, Slack takes it and it names nobody', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const [area] = shipped.areas;
        const cause = {
          ...area?.causes[0],
          cause: text,
          look: text,
          fix: text,
        } as Runbook['areas'][number]['causes'][number];
        const written = {
          ...shipped,
          areas: shipped.areas.map((one) => ({ ...one, title: text, symptoms: [text], causes: [cause] })),
          procedures: hostileProcedures(text),
        };
        for (const name of [
          HOME_PAGE,
          'area|security',
          'cause|security.0',
          'procedure|worst',
          `found|${[...text].slice(0, 60).join('')}`,
          'list|checks',
        ]) {
          const view = pageModal(await pageAt(depsOf(written), name), [HOME_PAGE, name]);
          expect(checkView(view, 'modal')).toBeNull();
          expect(mentions(view.blocks)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a trail that comes back through the client', () => {
  test.each([
    undefined,
    '',
    '{}',
    '{"trail":[]}',
    '{"trail":["x",7]}',
    '{"trail":["' + 'x'.repeat(151) + '"]}',
    'null',
  ])('%s is told to be of another version', (text) => {
    expect(() => trailIn(text)).toThrow(AppError);
  });
});

describe('what a check found outside of incidents', () => {
  test('has no button, in a modal no table, says what it leads to, and names whoever asked where others read it', () => {
    const found = { ...report('row-count'), columns: ['n'], rows: [{ n: 7 }, { n: 8 }] };
    const mine = lookMessage({ report: found, leads: ['Restore'], by: null });
    expect(checkMessageBlocks(mine.blocks)).toBeNull();
    expect(elements(mine.blocks).some((node) => node['type'] === 'button')).toBe(false);
    expect(mentions(mine.blocks)).toEqual([]);
    expect(wordsOf(mine.blocks)).toContain('It leads to: Restore. Declare an incident');
    expect(mentions(lookMessage({ report: found, leads: [], by: 'U0MARIA' }).blocks)).toEqual([
      'user:U0MARIA',
    ]);
    const view = lookModal({ report: found, leads: ['Restore'], by: null });
    expect(checkView(view, 'modal')).toBeNull();
    expect(wordsOf(view.blocks)).toContain('n 7');
    expect(wordsOf(view.blocks)).toContain('n 8');
  });

  test('whatever a result holds, Slack takes both and they ping nobody', () => {
    fc.assert(
      fc.property(hostile, hostile, (column, cell) => {
        const rows = Array.from({ length: 20 }, () => ({ [column]: cell, n: 1 }));
        const found = { ...report('row-count'), sentence: cell, next: [cell], columns: [column, 'n'], rows };
        const shown = { report: found, leads: [cell], by: null };
        expect(checkMessageBlocks(lookMessage(shown).blocks)).toBeNull();
        expect(checkView(lookModal(shown), 'modal')).toBeNull();
        expect(mentions([lookMessage(shown).blocks, lookModal(shown).blocks])).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
