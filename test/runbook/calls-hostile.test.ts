/** Whatever is typed, and whatever the workspace answers: a call has the shape of its kind, or there is none. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Reads } from '../../src/runbook/evidence.ts';
import { parseParameters, type Values } from '../../src/runbook/parameters.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import type { Parameter } from '../../src/runbook/schema-parameters.ts';
import { callOf } from './calls.ts';
import { present, realRunbook } from './fixtures.ts';
import { read } from './scenes.ts';

const CALLS = [
  'add-to-group',
  'remove-from-group',
  'run-job',
  'retrain-model',
  'register-model-version',
  'repair-run',
  'start-pipeline',
  'set-auto-termination',
  'resize-cluster',
  'terminate-cluster',
  'start-cluster',
  'set-model-alias',
  'delete-model-alias',
  'promote-model',
];

/** What the calls take from what was looked at. */
const CELLS = {
  group_id: '1000000000000001',
  member_id: '2000000000000002',
  latest_repair_id: '5',
  min_workers: 2,
};

const HOSTILE = [
  '"',
  '\\',
  '\n',
  '\r\n',
  '{',
  '}',
  ',',
  ':',
  '/',
  '..',
  '%2e',
  '?',
  '#',
  ' ',
  '\u2028',
  '\u202e',
  '`',
  '<!channel>',
  '٣',
  'x'.repeat(10_000),
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.stringMatching(/^[a-z0-9-]{1,6}$/)), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('77', '30', '1118-063001-lakehous', 'champion', 'a@b.example'),
      fc.constantFrom(...HOSTILE),
    )
    .map((parts) => parts.join('')),
);

let runbook: Runbook;

beforeAll(async () => {
  runbook = await realRunbook();
});

const IDS = { cluster: '1118-063001-lakehous', run: '77', training_run: 'f0a2'.padEnd(32, '0') };

function decent(parameter: Parameter): string {
  if (parameter.type === 'choice') return present(parameter.of[0]);
  if (parameter.type === 'id') return IDS[parameter.of];
  return parameter.type === 'number' ? '12' : 'anna@bank.example';
}

const decentOf = ({ parameters }: Action) =>
  Object.fromEntries(Object.values(parameters).map((each) => [each.id, decent(each)]));

function textOf(action: Action, values: Values, cells: object = CELLS): string {
  const seen = read([{ ...CELLS, ...cells }]);
  const reads: Reads = Object.fromEntries(Object.keys(action.evidence.reads).map((name) => [name, seen]));
  return callOf(action, values, reads);
}

/** Head and body, with each value of the body replaced by its type. */
function shapeOf(text: string): readonly unknown[] {
  const [head = '', body = 'null', ...more] = text.split('\n');
  const types = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return typeof value;
    return Object.entries(value).map(([name, member]) => [name, types(member)]);
  };
  // A group is part of the path by the number that it has.
  return [head.replace(/Groups\/\d+$/, 'Groups/id'), types(JSON.parse(body)), more.length];
}

function shaped(
  action: Action,
  raw: { readonly [id: string]: string },
  cells?: object,
): readonly unknown[] | null {
  const parsed = parseParameters(action.parameters, raw);
  if (!parsed.ok) return null;
  try {
    return shapeOf(textOf(action, parsed.values, cells));
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return null;
    throw error;
  }
}

it('all calls of the runbook are looked at', () => {
  const all = Object.values(runbook.actions).filter(({ kind }) => kind === 'rest');
  expect(all.map(({ id }) => id).toSorted()).toEqual(CALLS.toSorted());
});

describe.each(CALLS)('%s', (id) => {
  it('has its shape, or is refused, whatever is typed', () => {
    const action = present(runbook.actions[id]);
    const usual = present(shaped(action, decentOf(action)) ?? undefined);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(action.parameters)), hostile, (name, raw) => {
        const shape = shaped(action, { ...decentOf(action), [name]: raw });
        const head = shape === null ? null : [String(shape[0]).split('/').slice(0, 4), ...shape.slice(1)];
        if (head !== null) expect(head).toEqual([String(usual[0]).split('/').slice(0, 4), ...usual.slice(1)]);
      }),
    );
  });

  it('has its shape, or is refused, whatever the workspace says', () => {
    const action = present(runbook.actions[id]);
    const usual = shaped(action, decentOf(action));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(CELLS)), hostile, (column, cell) => {
        expect([null, usual].map((one) => JSON.stringify(one))).toContain(
          JSON.stringify(shaped(action, decentOf(action), { [column]: cell })),
        );
      }),
    );
  });
});
