/** What whoever asked for a canvas is told: what became of it, who can mend what is in the way, and that nothing is lost. */
import { expect, test } from 'vitest';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { canvasPostmortem } from '../../handlers/postmortem-canvas.ts';
import type { PutOnCanvas } from '../../src/incident/put-on-canvas.ts';
import { AT_MS, after, declared, MARIA } from '../incident/fixtures.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';

const over = after(declared(), [{ type: 'resolved', by: MARIA, summary: 'Restored.' }, AT_MS]);

/** Its answer, and the files that were shared instead. */
async function told(
  put: PutOnCanvas,
): Promise<{ readonly words: string; readonly files: readonly string[] }> {
  const files: string[] = [];
  const deps: unknown = {
    putOnCanvas: () => Promise.resolve(put),
    incidents: {
      admit: () => Promise.resolve(),
      findOver: () => Promise.resolve(over),
      timeline: () => Promise.resolve({ items: [], isCut: false }),
      namesOf: () => Promise.resolve(new Map()),
    },
    runbook: runbookOf(parsed(SMALL)),
    zone: 'Europe/Berlin',
    isDrill: () => Promise.resolve(false),
    posts: () => Promise.resolve([{ view: 'incident-card', channel: 'C0INCIDENTS', ts: '1.2' }]),
    shareFile: (_address: unknown, { name }: { readonly name: string }) => {
      files.push(name);
      return Promise.resolve({ outcome: 'sent', ts: '' });
    },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const words = await canvasPostmortem(deps as HandlerDeps, { by: MARIA, requestKey: 'r1' }, 'INC-1');
  return { words, files };
}

test.each([
  ['missing_scope', /installed before it asked for that\. Whoever looks after it .* installs it again\./],
  ['free_teams_cannot_create_non_tabbed_canvases', /no canvases of their own on this workspace’s plan\./],
  ['canvas_disabled_user_team', /switched off for this workspace; its administrators can switch them on\./],
  ['restricted_action', /does not let apps make canvases; its administrators/],
  [
    'canvas_creation_failed',
    /does not take the canvas \(canvas_creation_failed\)\. Tell whoever looks after the app\./,
  ],
])('of %s who can mend it, once, and the file instead', async (code, remedy) => {
  const failure = { outcome: 'refused', code } as const;
  const { words, files } = await told({ outcome: 'not_taken', isNew: true, failure });
  expect(words).toMatch(remedy);
  expect(words).toMatch(
    / The post-mortem is a file instead: INC-1-post-mortem\.md is in the thread of INC-1\.$/,
  );
  expect(files).toEqual(['INC-1-post-mortem.md']);
});

const lost = { outcome: 'unknown', message: 'reset' } as const;
const refused = { outcome: 'refused', code: 'canvas_meanwhile', state: over } as const;

test.each<[string, PutOnCanvas, RegExp]>([
  [
    'made',
    { outcome: 'put', isNew: true, unshared: null },
    /^The post-mortem of INC-1 is on a canvas; the card/,
  ],
  [
    'written anew',
    { outcome: 'put', isNew: false, unshared: null },
    /^The canvas of INC-1 stands as of now; the card/,
  ],
  [
    'not shared',
    { outcome: 'put', isNew: true, unshared: lost },
    /on a canvas, but Slack did not share it .* Press Update canvas/,
  ],
  [
    'perhaps made',
    { outcome: 'not_taken', isNew: true, failure: lost },
    /did not say whether it made .* stays behind/,
  ],
  ['perhaps changed', { outcome: 'not_taken', isNew: false, failure: lost }, /may stand as of before/],
  [
    'asked for too often',
    { outcome: 'not_taken', isNew: false, failure: { outcome: 'rate_limited', retryAfterMs: 1_000 } },
    /did not take the canvas of INC-1 now\. Try again in a moment\./,
  ],
  [
    'made twice',
    { outcome: 'not_kept', answer: refused },
    /Somebody else has put it on a canvas at the same moment/,
  ],
])('%s, it is told so, and no file is shared', async (_what, put, words) => {
  const answer = await told(put);
  expect(answer.words).toMatch(words);
  expect(answer.files).toEqual([]);
});
