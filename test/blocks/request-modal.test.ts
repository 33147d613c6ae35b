import { beforeAll, expect, test } from 'vitest';
import { INPUT } from '../../blocks/action-ids.ts';
import { parameterInput, withRecent } from '../../blocks/parameter-inputs.ts';
import { type RequestForm, requestModal } from '../../blocks/request-modal.ts';
import { sent } from '../../handlers/sent.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { present, realRunbook } from '../runbook/fixtures.ts';

let runbook: Runbook;

beforeAll(async () => {
  runbook = await realRunbook();
});

function elementFor(action: string, parameter: string, filled: RequestForm['filled'] = {}) {
  const form: RequestForm = {
    origin: { kind: 'incident', id: 'INC-1' },
    action: present(runbook.actions[action]),
    filled,
    why: null,
    undoOf: null,
  };
  const block = requestModal(form).blocks.find(({ block_id: id }) => id === parameterInput(parameter));
  return block !== undefined && 'element' in block ? block.element : undefined;
}

test('privileges are chosen from a closed list, several at once, and those filled in are chosen already', () => {
  const element = elementFor('grant-catalog', 'privileges', { privileges: 'SELECT, USE CATALOG' });
  expect(element).toMatchObject({
    type: 'multi_static_select',
    initial_options: [{ value: 'SELECT' }, { value: 'USE CATALOG' }],
  });
  expect(elementFor('grant-catalog', 'privileges')).not.toHaveProperty('initial_options');
});

test('a privilege that the list does not have is shown as it was, to be refused, and never left out in silence', () => {
  expect(elementFor('grant-catalog', 'privileges', { privileges: 'SELECT, CREATE CONNECTION' })).toEqual({
    type: 'plain_text_input',
    action_id: parameterInput('privileges'),
    initial_value: 'SELECT, CREATE CONNECTION',
  });
});

test('a version may be typed as a time', () => {
  expect(elementFor('restore-table', 'version', { version: '24' })).toMatchObject({
    type: 'plain_text_input',
    initial_value: '24',
  });
});

test('what there is to choose from stands under all inputs, named, and is replaced when it is another', () => {
  const action = present(runbook.actions['restore-table']);
  const form = requestModal({
    origin: { kind: 'incident', id: 'INC-1' },
    action,
    filled: {},
    why: null,
    undoOf: null,
  });
  const once = withRecent(form, { version: ['25: a', '24: b'] });
  const { blocks } = withRecent(once, { version: ['3: c'], constructor: ['no'] });
  const [reason, list] = blocks.slice(-2);
  expect(reason).toMatchObject({ type: 'input', block_id: INPUT.reason });
  expect(list).toMatchObject({ type: 'context', elements: [{ text: 'Version to restore:\n3: c' }] });
  expect(blocks).toHaveLength(form.blocks.length + 1);
});

test('several choices come back as they would be typed, and none as nothing', () => {
  const view = (chosen: readonly string[]) => ({
    id: 'V1',
    private_metadata: '',
    state: {
      values: {
        p_privileges: {
          x: { type: 'multi_static_select', selected_options: chosen.map((value) => ({ value })) },
        },
      },
    },
  });
  expect(sent(view(['SELECT', 'USE CATALOG'])).inputs).toEqual({ p_privileges: 'SELECT, USE CATALOG' });
  expect(sent(view([])).inputs).toEqual({ p_privileges: '' });
  expect(() => sent(view(Array(101).fill('SELECT')))).toThrow('another version of the bot');
});

test('a mask is chosen from the targets of the runbook, and a whole number has no fractions', () => {
  const element = elementFor('set-mask', 'mask', { mask: 'banking_catalog.banking_gold.mask_ssn_strict' });
  expect(element).toMatchObject({
    type: 'static_select',
    options: [
      { value: expect.stringContaining('mask_ssn_partial') },
      { value: expect.stringContaining('mask_ssn_strict') },
    ],
    initial_option: { value: 'banking_catalog.banking_gold.mask_ssn_strict' },
  });
  expect(elementFor('vacuum-table', 'hours')).toMatchObject({
    type: 'number_input',
    is_decimal_allowed: false,
  });
});

test('a clause that may be left away is an input that may stay empty, also when it is asked for again', () => {
  const form = {
    origin: { kind: 'incident', id: 'INC-1' } as const,
    filled: { order_by: '' },
    why: null,
    undoOf: null,
  };
  const { blocks } = requestModal({ ...form, action: present(runbook.actions['optimize-table']) });
  const block = blocks.find(({ block_id: id }) => id === parameterInput('order_by'));
  expect(block).toMatchObject({ type: 'input', optional: true, element: { type: 'plain_text_input' } });
  expect(JSON.stringify(block)).not.toContain('initial_value');
});
