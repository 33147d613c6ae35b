/** What a canvas is asked for by, and what Slack's answers mean for it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { slackCanvases } from '../../src/adapters/slack-canvases.ts';
import { retryAfterDefaultMs, slackClient } from '../../src/adapters/slack-client.ts';
import { type ScriptedSlack, startScriptedSlack } from '../outbox/scripted-slack.ts';

const METHODS = ['canvases.create', 'canvases.edit', 'canvases.access.set', 'canvases.delete'] as const;

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await startScriptedSlack();
});
afterEach(() => slack.close());

function opened() {
  const log = { debug: () => {}, warn: () => {} };
  const client = slackClient({ token: 'xoxb-test', apiUrl: slack.apiUrl, timeoutMs: 2_000, log });
  const canvases = slackCanvases({ client, canvasUrl: (id) => `https://bank.example/docs/T0/${id}` });
  const calls = [
    () => canvases.make({ title: 'Post-mortem of INC-1', markdown: '# One' }),
    () => canvases.rewrite('F0A', '# Two'),
    () => canvases.share('F0A', 'C0INC'),
    () => canvases.remove('F0A'),
  ] as const;
  return METHODS.map((method, index) => ({ method, call: calls[index] ?? expect.fail() }));
}

const answerAll = (reply: Parameters<ScriptedSlack['trick']>[0]['reply']): void => {
  for (const method of METHODS) slack.trick({ method, reply });
};

test('it is made with its title, rewritten as a whole, read by the channel, and deleted, by one call each', async () => {
  answerAll({ kind: 'json', body: { ok: true, canvas_id: 'F0CANVAS01' } });
  const outcomes = [];
  for (const { call } of opened()) outcomes.push(await call());
  expect(outcomes).toEqual([
    { outcome: 'made', canvas: { id: 'F0CANVAS01', url: 'https://bank.example/docs/T0/F0CANVAS01' } },
    { outcome: 'done' },
    { outcome: 'done' },
    { outcome: 'done' },
  ]);
  expect(slack.calls.map(({ method, args }) => [method, args])).toEqual([
    [
      'canvases.create',
      { title: 'Post-mortem of INC-1', document_content: '{"type":"markdown","markdown":"# One"}' },
    ],
    [
      'canvases.edit',
      {
        canvas_id: 'F0A',
        changes: '[{"operation":"replace","document_content":{"type":"markdown","markdown":"# Two"}}]',
      },
    ],
    ['canvases.access.set', { canvas_id: 'F0A', access_level: 'read', channel_ids: '["C0INC"]' }],
    ['canvases.delete', { canvas_id: 'F0A' }],
  ]);
});

describe('an answer', () => {
  const error = (code: string) => ({ kind: 'json', body: { ok: false, error: code } }) as const;
  test.each([
    ['not granted', error('missing_scope'), { outcome: 'refused', code: 'missing_scope' }],
    [
      'switched off',
      error('canvas_disabled_user_team'),
      { outcome: 'refused', code: 'canvas_disabled_user_team' },
    ],
    [
      'on a free plan',
      error('free_teams_cannot_create_non_tabbed_canvases'),
      { outcome: 'refused', code: 'free_teams_cannot_create_non_tabbed_canvases' },
    ],
    ['deleted', error('canvas_not_found'), { outcome: 'refused', code: 'canvas_not_found' }],
    ['somebody else’s', error('access_denied'), { outcome: 'refused', code: 'access_denied' }],
    ['being written in', error('canvas_editing_locked'), { outcome: 'unreachable' }],
    ['a token that was revoked', error('token_revoked'), { outcome: 'unreachable' }],
    ['perhaps done', error('internal_error'), { outcome: 'unknown' }],
    ['cut off', { kind: 'reset', carriedOut: true }, { outcome: 'unknown' }],
    [
      'too often',
      { kind: 'text', status: 429, body: '' },
      { outcome: 'rate_limited', retryAfterMs: retryAfterDefaultMs },
    ],
  ] as const)('%s means the same for all four', async (_words, reply, meaning) => {
    answerAll(reply);
    for (const { call } of opened()) expect(await call()).toMatchObject(meaning);
  });

  test.each([{ ok: true }, { ok: true, canvas_id: '' }, { ok: true, canvas_id: '/../x' }])(
    'without the id of a canvas, as %j, leaves open whether there is one',
    async (body) => {
      answerAll({ kind: 'json', body });
      expect(await opened()[0]?.call()).toMatchObject({ outcome: 'unknown' });
    },
  );
});
