/** Every id by which Slack can answer is drawn somewhere, and listened for somewhere, and both are the same. */
import type { App } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { ACTION, INPUT, ITEM_MENU, MENU, SHORTCUT, STEP_MENU, VIEW } from '../../blocks/action-ids.ts';
import { homeView } from '../../blocks/home.ts';
import { itemMenu } from '../../handlers/action-checklist.ts';
import { incidentMenu } from '../../handlers/action-incident-menu.ts';
import { stepMenu } from '../../handlers/action-procedure.ts';
import type { PressArgs } from '../../handlers/args.ts';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { SUBCOMMANDS } from '../../handlers/incident-grammar.ts';
import { COMMANDS, EVENTS, registerHandlers } from '../../handlers/index.ts';
import { RUNBOOK_WORDS } from '../../handlers/runbook-words.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import { AppError } from '../../src/errors.ts';
import { actionIds, elements } from '../blocks/look.ts';
import { FULL } from '../home/pages.ts';
import { MARIA } from '../incident/fixtures.ts';
import { CARDS, CHECKLISTS, MODALS, PROCEDURES } from './every-view.ts';

type Listened = string | RegExp;

function registered() {
  const commands: Listened[] = [];
  const events: Listened[] = [];
  const actions: Listened[] = [];
  const views: Listened[] = [];
  const shortcuts: Listened[] = [];
  const app = {
    use: () => undefined,
    event: (name: Listened) => void events.push(name),
    command: (name: Listened) => void commands.push(name),
    action: (id: Listened) => void actions.push(id),
    view: (id: Listened) => void views.push(id),
    shortcut: (id: Listened) => void shortcuts.push(id),
  };
  registerHandlers(app as unknown as App, {} as HandlerDeps, () => 0);
  return { commands, events, actions, views, shortcuts };
}

const hears = (listened: readonly Listened[], id: string): boolean =>
  listened.some((one) => (typeof one === 'string' ? one === id : one.test(id)));

describe('the routing table', () => {
  test('listens for every command, every event, every action and every view of the registry, each once', () => {
    const { commands, events, actions, views, shortcuts } = registered();
    expect(shortcuts.map(String).toSorted()).toEqual(Object.values(SHORTCUT).toSorted());
    expect(events).toEqual(Object.keys(EVENTS));
    expect(commands).toEqual(Object.keys(COMMANDS));
    const named = actions.filter((one) => typeof one === 'string');
    expect(named.toSorted()).toEqual(Object.values(ACTION).toSorted());
    expect(views.map(String).toSorted()).toEqual(Object.values(VIEW).toSorted());
    expect(new Set([...named, ...views]).size).toBe(named.length + views.length);
  });

  test('no id is another’s: a pattern that hears inputs hears no button', () => {
    const patterns = registered().actions.filter((one) => typeof one !== 'string');
    for (const id of Object.values(ACTION)) expect(hears(patterns, id)).toBe(false);
  });

  test('every button and menu that is drawn is heard, and every action that is heard is drawn', () => {
    const { actions } = registered();
    const drawn = new Set([
      ...CARDS.flatMap(({ blocks }) => actionIds(blocks)),
      ...actionIds(homeView(FULL).blocks),
      ...Object.values(MODALS).flatMap(({ blocks }) =>
        elements(blocks)
          .filter((node) => node['type'] === 'actions' || node['dispatch_action'] === true)
          .flatMap(actionIds),
      ),
    ]);
    expect([...drawn].filter((id) => !hears(actions, id))).toEqual([]);
    expect(Object.values(ACTION).filter((id) => !drawn.has(id))).toEqual([]);
  });

  test('every view that can be sent is heard, and its inputs are named as they are read', () => {
    const { views } = registered();
    const inputs: readonly string[] = Object.values(INPUT).filter((name) => !name.endsWith('.'));
    for (const view of Object.values(MODALS).filter(({ submit }) => submit !== undefined)) {
      expect(hears(views, view.callback_id ?? '')).toBe(true);
      for (const block of view.blocks.filter(({ type }) => type === 'input')) {
        const id = block.block_id ?? '';
        expect(actionIds(block)).toEqual([id]);
        expect(inputs.includes(id) || id.startsWith(INPUT.parameterPrefix)).toBe(true);
      }
    }
  });
});

test.each(Object.entries(MODALS))('the modal “%s” is one that Slack takes', (_name, view) => {
  expect(checkView(view, 'modal')).toBeNull();
});

describe.each([
  ['an incident', incidentMenu, CARDS.slice(-4), MENU, 'INC-1'],
  ['an item of a checklist', itemMenu, CHECKLISTS, ITEM_MENU, 'CHK-1|a'],
  ['a step of a procedure', stepMenu, PROCEDURES, STEP_MENU, 'PRC-1|one'],
] as const)('the overflow menu of %s', (_name, menu, cards, choices, subject) => {
  const deps = { incidents: {}, checklists: {}, log: {} } as HandlerDeps;
  const body = { user: { id: MARIA }, container: { type: 'message' }, trigger_id: '1' };
  const choose = (value: string) =>
    menu(deps)({
      body,
      action: { selected_option: { value } },
      ack: () => Promise.reject(new Error('chosen')),
    } as unknown as PressArgs);

  test('knows every choice that the card offers', async () => {
    const offered = cards
      .flatMap(({ blocks }) => elements(blocks))
      .filter((node) => node['type'] === 'overflow')
      .flatMap((node) => (node['options'] as { value: string }[]).map(({ value }) => value));
    expect(new Set(offered.map((value) => value.split('|')[0]))).toEqual(new Set(Object.values(choices)));
    for (const value of offered) await expect(choose(value)).rejects.toThrow('chosen');
  });

  test.each(['nonsense', 'constructor', '__proto__', 'toString', ''])(
    '“%s” is told to be of another version',
    async (choice) => {
      await expect(choose(`${choice}|${subject}`)).rejects.toThrow(AppError);
    },
  );
});

test.each([
  ['/incident', SUBCOMMANDS],
  ['/runbook', RUNBOOK_WORDS],
])('help of %s says something of every word, and no two words are the same', (_command, all) => {
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, usage, help } of all) {
    expect(usage.toLowerCase().startsWith(name)).toBe(true);
    expect(help).toMatch(/\.$/);
  }
});
