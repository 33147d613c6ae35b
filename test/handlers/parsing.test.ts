/** What comes in through the client: names of things, never trusted, and never more than a private "not one of ours". */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rejectModal, settleModal } from '../../blocks/modals.ts';
import { mentionIn } from '../../handlers/event-mention.ts';
import { type Among, incidentAndRest } from '../../handlers/incident-argument.ts';
import { readLine } from '../../handlers/incident-grammar.ts';
import { asSeverity } from '../../handlers/incident-sev.ts';
import { nearest } from '../../handlers/nearest.ts';
import { approvalIn, incidentIn, pressed, pressOf } from '../../handlers/pressed.ts';
import { carriedPress, formIn, metadataOf, rawParameters, requestIn, sent } from '../../handlers/sent.ts';
import type { Place } from '../../handlers/subcommand.ts';
import { quotedWithin, typed, typedWithin } from '../../handlers/typed.ts';
import { AppError } from '../../src/errors.ts';
import type { List } from '../../src/incident/listed.ts';
import { hostile } from '../blocks/hostile.ts';
import { declared } from '../incident/fixtures.ts';

/** Whatever it answers, the only way out is AppError('invalid'). */
function expectOnlyInvalid(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid' });
  }
}

describe('what a person typed', () => {
  test.each([
    ['a &lt;b&gt; &amp; c', 'a <b> & c'],
    ['&amp;lt;', '&lt;'],
    ['<@U0MARIA>', '@U0MARIA'],
    ['<@U0MARIA|maria>', 'maria'],
    ['<#C0INC|incidents> is down', 'incidents is down'],
    ['<!subteam^S0DATA|@data-approvers>', '@data-approvers'],
    ['<!channel>', '!channel'],
    ['<https://bank.example/a?b=1|the page>', 'https://bank.example/a?b=1'],
    ['<mailto:a@bank.example|a@bank.example>', 'mailto:a@bank.example'],
    ['  spaces  ', 'spaces'],
    ['abc\u202edef', 'abc<U+202E>def'],
    ['zero\u200bwidth', 'zero<U+200B>width'],
    ['👩‍👩‍👧‍👦 family', '👩‍👩‍👧‍👦 family'],
    ['tag\u{e0041}', 'tag<U+E0041>'],
  ])('“%s” is read as “%s”', (raw, text) => {
    expect(typed(raw)).toBe(text);
  });

  test('is between one character and the limit, as people count them, and is told how much too long', () => {
    expect(typedWithin('😀'.repeat(120), 'What is wrong', 120)).toBe('😀'.repeat(120));
    expect(() => typedWithin('x'.repeat(123), 'What is wrong', 120)).toThrow(
      '3 characters too long; 120 fit',
    );
    for (const empty of ['', '   ', '\n\t'])
      expect(() => typedWithin(empty, 'What is wrong', 120)).toThrow('What is wrong is missing.');
  });

  test('never keeps a character that hides or turns what is read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(typed(text)).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/);
        expectOnlyInvalid(() => typedWithin(text, 'It', 120));
      }),
    );
  });

  test.each([
    ['P0', 'P0'],
    ['p3', 'P3'],
    [' p1 ', 'P1'],
    ['P4', null],
    ['P', null],
    ['', null],
    ['constructor', null],
  ])('severity “%s” is %s', (word, severity) => {
    expect(asSeverity(word)).toBe(severity);
  });
});

describe('the word that was meant', () => {
  const known = ['p0', 'p1', 'list', 'show', 'ack', 'resolve', 'help'];

  test.each([
    ['lits', 'list'],
    ['lst', 'list'],
    ['shwo', 'show'],
    ['resovle', 'resolve'],
    ['hlep', 'help'],
    ['transactions', null],
    ['p9', null],
    ['it', null],
    ['', null],
  ])('“%s” means %s', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  test('is one of the known ones or none, and a known one means itself', () => {
    fc.assert(
      fc.property(hostile, (word) => {
        expect([null, ...known]).toContain(nearest(word, known));
      }),
    );
    for (const name of known.filter(({ length }) => length > 1)) expect(nearest(name, known)).toBe(name);
  });
});

describe('a press', () => {
  const body = {
    user: { id: 'U0MARIA' },
    container: { type: 'message', channel_id: 'C0INC', message_ts: '1.2' },
    trigger_id: '1.2.3',
  };

  test('of a button says who, where and of which version', () => {
    const press = pressed(body, { value: 'APR-7|3|abc' });
    expect(pressOf('approve', press.userId, approvalIn(press))).toEqual({
      act: 'approve',
      by: 'U0MARIA',
      revision: 3,
      fingerprint: 'abc',
      from: { channel: 'C0INC', ts: '1.2' },
    });
  });

  test('of a menu carries the option that was chosen', () => {
    expect(pressed(body, { selected_option: { value: 'resolve|INC-7' } }).value).toEqual([
      'resolve',
      'INC-7',
    ]);
  });

  test.each([
    'APR-7',
    'APR-7|x|abc',
    'APR-7|1.5|abc',
    'APR-7|1e99|abc',
    'INC-7|3|abc',
    'APR-0|1|a',
    '|3|abc',
    '',
  ])('“%s” is no approval of ours', (value) => {
    expect(() => approvalIn(pressed(body, { value }))).toThrow(AppError);
  });

  test.each(['INC-0', 'APR-1', 'INC-1x', 'INC-99999999999', '', undefined])(
    '“%s” is no incident',
    (value) => {
      expect(() => incidentIn(value)).toThrow(AppError);
    },
  );

  test('of garbage is only ever told to be invalid', () => {
    const almost = fc.record({
      user: fc.oneof(fc.constant({ id: 'U0MARIA' }), fc.anything()),
      container: fc.oneof(fc.constant(body.container), fc.anything()),
      trigger_id: fc.anything(),
    });
    const action = fc.oneof(fc.record({ value: fc.oneof(hostile, fc.anything()) }), fc.anything());
    fc.assert(
      fc.property(fc.oneof(almost, fc.anything()), action, (anyBody, anyAction) => {
        expectOnlyInvalid(() => approvalIn(pressed(anyBody, anyAction)));
        expectOnlyInvalid(() => incidentIn(pressed(anyBody, anyAction).value[0]));
      }),
    );
  });
});

describe('a sent form', () => {
  const press = { id: 'APR-7', revision: 3, fingerprint: 'abc', channel: 'C0INC', ts: '1.2' };

  test('brings back what its modal carried, and the words', () => {
    expect(carriedPress(rejectModal(press).private_metadata ?? '')).toEqual({ ...press, applied: false });
    expect(carriedPress(settleModal(press, true, 'It is there.').private_metadata ?? '')).toMatchObject({
      applied: true,
    });
    const view = {
      id: 'V0',
      private_metadata: '{"origin":{"kind":"incident","id":"INC-1"},"action":"restore","undoOf":null}',
      state: {
        values: {
          reason: { reason: { type: 'plain_text_input', value: 'Because' } },
          'parameter.table': { 'parameter.table': { selected_option: { value: 'c.s.t' } } },
          'parameter.version': { 'parameter.version': { value: null } },
        },
      },
    };
    const { inputs, metadata } = sent(view);
    expect(inputs).toEqual({ reason: 'Because', 'parameter.table': 'c.s.t', 'parameter.version': '' });
    expect(rawParameters(inputs)).toEqual({ table: 'c.s.t', version: '' });
    expect(requestIn(metadata)).toEqual({
      origin: { kind: 'incident', id: 'INC-1' },
      action: 'restore',
      undoOf: null,
    });
  });

  test('a parameter named after a part of every object is a parameter like another', () => {
    const values = {
      'parameter.__proto__': { x: { value: 'a' } },
      'parameter.constructor': { x: { value: 'b' } },
    };
    const { inputs } = sent({ id: 'V0', private_metadata: '', state: { values } });
    expect(rawParameters(inputs)['constructor']).toBe('b');
    expect(Object.getPrototypeOf(rawParameters(inputs))).toBe(Object.prototype);
  });

  test.each([
    undefined,
    '',
    'null',
    '[]',
    '{',
    '{"incident":"APR-1"}',
    '{"incident":7}',
    '{"incident":null}',
  ])('metadata %s is not ours', (text) => {
    expect(() => metadataOf(text)).toThrow(AppError);
  });

  test.each([
    '{"kind":"incident","id":"CHK-1"}',
    '{"kind":"checklist","id":"INC-1"}',
    '{"kind":"approval","id":"APR-1"}',
    '{"kind":"checklist","id":"CHK-1","part":""}',
    '"INC-1"',
  ])('a request is not asked for in %s', (origin) => {
    expect(() => requestIn(`{"origin":${origin},"action":"restore"}`)).toThrow(AppError);
  });

  test('garbage is only ever told to be invalid', () => {
    const values = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.anything()));
    const almost = fc.record({
      id: fc.oneof(fc.constant('V0'), fc.anything()),
      private_metadata: fc.oneof(hostile, fc.json(), fc.anything()),
      state: fc.oneof(fc.record({ values }), fc.anything()),
    });
    fc.assert(
      fc.property(fc.oneof(almost, fc.anything()), fc.oneof(hostile, fc.json()), (view, text) => {
        expectOnlyInvalid(() => sent(view));
        expectOnlyInvalid(() => rawParameters(sent(view).inputs));
        expectOnlyInvalid(() => metadataOf(text));
        expectOnlyInvalid(() => requestIn(text));
        expectOnlyInvalid(() => formIn(text));
        expectOnlyInvalid(() => carriedPress(text));
      }),
    );
  });
});

describe('a mention', () => {
  const said = (text: unknown, event: object = {}) => ({
    event: { user: 'U0MARIA', channel: 'C0INC', text, ...event },
    authorizations: [{ user_id: 'U0BOT' }],
  });

  test.each([
    ['<@U0BOT> ack', 'ack', ''],
    ['  <@U0BOT|four.eyes>: Resolve  it is\nover ', 'resolve', 'it is over'],
    ['<@U0BOT>,\u00a0SEV inc-7 P0', 'sev', 'inc-7 P0'],
    ['<@U0BOT>', '', ''],
  ])('“%s” is the word “%s” and “%s”', (text, word, rest) => {
    expect(readLine(mentionIn(said(text))?.text ?? 'not read')).toMatchObject({ word, rest });
  });

  test.each([
    'please <@U0BOT> ack',
    '<@U0DAVID> ack',
    '<@U0DAVID> <@U0BOT> ack',
    '&lt;@U0BOT&gt; ack',
    'ack',
  ])('“%s” does not begin with the bot’s name, so it asks for nothing', (text) => {
    expect(mentionIn(said(text))).toMatchObject({ user: 'U0MARIA', text: null });
  });

  test('of garbage is nothing, or words', () => {
    const event = fc.record({ text: fc.oneof(hostile, fc.anything()), thread_ts: fc.anything() });
    const almost = event.map(({ text, thread_ts }) => said(text, { thread_ts }));
    fc.assert(
      fc.property(fc.oneof(almost, fc.anything()), (body) => {
        const { word, rest } = readLine(mentionIn(body)?.text ?? '');
        expect(word).not.toMatch(/\s/);
        expect(rest).not.toMatch(/^\s|\s$/);
      }),
    );
  });
});

test.each<[string, string, string]>([
  ['P1: Fraud model offline', 'p1', 'Fraud model offline'],
  ['“list resolved”', 'list', 'resolved'],
  ['‘list’', 'list', ''],
  ['INC-7 ack', 'ack', 'INC-7'],
  ['inc7 note it is back', 'note', 'inc7 it is back'],
  ['INC–7', 'show', 'INC–7'],
  ['INC-7 is back', 'inc-7', 'is back'],
  ['the model is offline', 'the', 'model is offline'],
])('the line “%s” says %s', (line, word, rest) => {
  expect(readLine(line)).toMatchObject({ word, rest });
});

test.each(['“Resolve” button is broken', '"ack" does nothing', '‘close’ “note”'])(
  'the line %s is a sentence and no command',
  (line) => {
    expect(readLine(line).subcommand).toBeNull();
  },
);

test.each([
  ['“it was rolled back”', 'it was rolled back'],
  ['‘it was rolled back’', 'it was rolled back'],
  ["'it was rolled back'", 'it was rolled back'],
  ['"it was rolled back', '"it was rolled back'],
  ['‘it wasn’t’ us', '‘it wasn’t’ us'],
  ["'it's down'", "'it's down'"],
  ['“a” and “b”', '“a” and “b”'],
])('%s is taken as %s', (text, inside) => {
  expect(quotedWithin(text, 'What was done', 100, 'resolve INC-7 done')).toBe(inside);
});

describe('which incident is meant', () => {
  const meant = (place: Place, rest: string, ...ids: string[]) => search(place, rest, { ids });
  type Search = { readonly ids: string[]; readonly yours?: string[]; readonly among?: Among };
  const search = (place: Place, rest: string, { ids, yours = [], among = 'open' }: Search) => {
    const idsOf = (list: List) => (list === 'open' ? ids : list === 'resolved' ? ['INC-99'] : yours);
    const list = (name: List) => {
      const found = idsOf(name);
      const incidents = found.slice(0, 10).map((id) => declared({ id }));
      return Promise.resolve({ incidents, total: found.length, page: 1, pages: 1 });
    };
    const asker = { by: 'U0MARIA' };
    const incidents = { list, admit: () => Promise.resolve() };
    return incidentAndRest({ deps: { incidents }, asker, place, rest }, among);
  };

  test.each(['command', 'channel'] as const)(
    'the one that is named, or the only one that is open (%s)',
    async (place) => {
      expect(await meant(place, 'inc-2 P0', 'INC-1', 'INC-2')).toEqual({ id: 'INC-2', rest: 'P0' });
      expect(await meant(place, 'P0', 'INC-7')).toEqual({ id: 'INC-7', rest: 'P0' });
      expect(await meant(place, 'INC-3')).toEqual({ id: 'INC-3', rest: '' });
    },
  );

  test.each([
    ['inc7 P0', 'INC-7', 'P0'],
    ['INC–7: P0', 'INC-7', 'P0'],
    ['P0 INC-7', 'INC-7', 'P0'],
  ])('a short line may have it written as phones do, or last: “%s”', async (rest, id, others) => {
    const list = () => Promise.reject(new Error('looked for'));
    const asker = { by: 'U0MARIA' };
    const deps = { incidents: { list, admit: () => Promise.resolve() } };
    const line = { deps, asker, place: 'command' as const, rest };
    expect(await incidentAndRest(line, 'open', 'either')).toEqual({ id, rest: others });
  });

  test('behind free text an id belongs to the text', async () => {
    await expect(meant('command', 'the same as INC-3', 'INC-1', 'INC-2')).rejects.toThrow('Several');
  });

  test('none, or several, is asked back and nothing is guessed', async () => {
    await expect(meant('channel', 'P0')).rejects.toMatchObject({ code: 'invalid' });
    await expect(meant('command', 'P0', 'INC-1', 'INC-2')).rejects.toThrow(
      'Several incidents are open (INC-1, INC-2). Put the one you mean first, as in INC-2.',
    );
  });

  test('of a thousand the first few are named, and where all of them are', async () => {
    const ids = Array.from({ length: 1_200 }, (_, index) => `INC-${index + 1}`);
    await expect(meant('command', 'P0', ...ids)).rejects.toThrow(
      'Several incidents are open (INC-1, INC-2, INC-3, INC-4, INC-5 and 1,195 more). Put the one you mean first, as in INC-5. /incident list shows all of them.',
    );
  });

  test('of several open ones it is the only one that is theirs, and of two that are, none', async () => {
    const ids = ['INC-1', 'INC-2', 'INC-3'];
    expect(await search('command', 'P0', { ids, yours: ['INC-2'] })).toEqual({ id: 'INC-2', rest: 'P0' });
    await expect(search('command', 'P0', { ids, yours: ['INC-2', 'INC-3'] })).rejects.toThrow('Several');
  });

  test('to be closed it is the only one that is resolved, whatever is open', async () => {
    const among = 'resolved';
    expect(await search('command', '', { ids: ['INC-1'], among })).toEqual({ id: 'INC-99', rest: '' });
  });

  test('in an incident’s thread it is that one, and an id that says otherwise is asked back', async () => {
    const here = { incident: 'INC-7' };
    expect(await meant(here, 'P0', 'INC-1', 'INC-7')).toEqual({ id: 'INC-7', rest: 'P0' });
    expect(await meant(here, 'Inc-7 P0', 'INC-1')).toEqual({ id: 'INC-7', rest: 'P0' });
    await expect(meant(here, 'inc-1 P0', 'INC-1')).rejects.toThrow('This is the thread of INC-7');
  });

  test('in a thread that is not known the only open one is not taken for it', async () => {
    await expect(meant('unknown_thread', 'it is over', 'INC-1')).rejects.toThrow('not an incident’s thread');
    expect(await meant('unknown_thread', 'inc-1', 'INC-1')).toEqual({ id: 'INC-1', rest: '' });
  });
});
