/** What an app may do with canvases: make, change, share and delete them; and who can open one then. */
import { describe, expect, test } from 'vitest';
import { bankFixture, people, rooms } from '../../sandbox/slack/fixture.ts';
import { readManifest } from '../../sandbox/slack/manifest.ts';
import { asPerson } from '../support/person.ts';
import { localSlack, manifestYaml } from '../support/slack-with-bolt.ts';

const { incidents, dataPlatform } = rooms;

type Slack = Awaited<ReturnType<typeof localSlack>>;

/** `ok`, or Slack's error with its detail. */
async function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error: unknown) => {
      const { data } = error as { data?: { error?: string; detail?: string } };
      return [data?.error, data?.detail].filter((part) => part !== undefined).join(': ');
    },
  );
}

const content = (markdown: string) => ({ type: 'markdown', markdown }) as const;

async function made({ web }: Slack, markdown = '# One'): Promise<string> {
  const answer = await web.apiCall('canvases.create', { title: 'A', document_content: content(markdown) });
  return (answer as unknown as { canvas_id: string }).canvas_id;
}

const edit = ({ web }: Slack, canvas_id: string, ...changes: readonly object[]) =>
  outcome(web.apiCall('canvases.edit', { canvas_id, changes }));

describe('a canvas', () => {
  test.each([
    ['#### Four', "canvas_creation_failed: 'content' error: line 1: Unsupported heading depth (4)"],
    [
      'a\n> - b',
      "canvas_creation_failed: 'content' error: line 2: Unsupported block type (List) within block quote",
    ],
    [
      `| a | b |\n|---|---|\n${'| c | d |\n'.repeat(150)}`,
      "canvas_creation_failed: 'content' error: line 152: Table has more than 300 cells",
    ],
    ['x'.repeat(1_048_577), 'canvas_too_large'],
    [`| a | b |\n|---|---|\n${'| c | d |\n'.repeat(149)}`, 'ok'],
    ['```\n#### no heading\n```', 'ok'],
    ['- [ ] a\n- [x] b', 'ok'],
    ['x'.repeat(1_048_576), 'ok'],
  ])('of Markdown such as %.20j is answered %s', async (markdown, answer) => {
    const slack = await localSlack();
    const making = slack.web.apiCall('canvases.create', { title: 'A', document_content: content(markdown) });
    expect(await outcome(making)).toBe(answer);
    expect(slack.canvases()).toHaveLength(answer === 'ok' ? 1 : 0);
  });

  test('is changed as a whole or at its ends, one change a call, and renamed', async () => {
    const slack = await localSlack();
    const id = await made(slack);
    expect(await edit(slack, id, { operation: 'replace', document_content: content('Two') })).toBe('ok');
    expect(await edit(slack, id, { operation: 'insert_at_end', document_content: content('three') })).toBe(
      'ok',
    );
    expect(await edit(slack, id, { operation: 'insert_at_start', document_content: content('one') })).toBe(
      'ok',
    );
    expect(await edit(slack, id, { operation: 'rename', title_content: content('B') })).toBe('ok');
    expect(slack.canvases()).toMatchObject([{ id, title: 'B', markdown: 'one\nTwo\nthree' }]);
    const whole = { operation: 'replace', document_content: content('x') };
    expect(await edit(slack, id, whole, whole)).toBe('invalid_arguments');
    expect(await edit(slack, id)).toBe('invalid_arguments');
    expect(await edit(slack, id, { operation: 'sprinkle', document_content: content('x') })).toBe(
      'invalid_arguments',
    );
    expect(await edit(slack, id, { operation: 'replace', document_content: 'x' })).toBe('invalid_arguments');
    expect(await edit(slack, id, { ...whole, section_id: 'temp:C:1' })).toBe('canvas_editing_failed');
    expect(await edit(slack, id, { operation: 'replace', document_content: content('#### x') })).toMatch(
      /^canvas_editing_failed: .*depth/,
    );
    expect(await edit(slack, 'F0NOTTHERE', whole)).toBe('canvas_not_found');
    expect(slack.canvases()[0]?.markdown).toBe('one\nTwo\nthree');
  });

  test('that is linked is opened by the people of a channel that it is shared with, and by nobody before', async () => {
    const slack = await localSlack();
    slack.setRoom(dataPlatform, { members: [people.responder, bankFixture.app.botUserId] });
    const id = await made(slack);
    const url = `${slack.url}/docs/${bankFixture.team.id}/${id}`;
    await slack.web.chat.postMessage({ channel: incidents, text: `See ${url}` });
    const opens = async (user: string) =>
      (await asPerson(slack, user).screen()).messages.flatMap(({ canvases }) =>
        canvases.map((each) => each.id),
      );
    expect(await opens(people.approver)).toEqual([]);
    const share = (args: object) =>
      outcome(slack.web.apiCall('canvases.access.set', { canvas_id: id, access_level: 'read', ...args }));
    expect(await share({ channel_ids: [dataPlatform] })).toBe('ok');
    expect(await opens(people.responder)).toEqual([id]);
    expect(await opens(people.approver)).toEqual([]);
    expect(await share({ channel_ids: [incidents] })).toBe('ok');
    expect(await opens(people.approver)).toEqual([id]);

    expect(await share({})).toBe('invalid_parameters');
    expect(await share({ channel_ids: [incidents], user_ids: [people.approver] })).toBe('invalid_parameters');
    expect(await share({ user_ids: [people.approver] })).toBe('failed_to_update_user_ids');
    expect(await share({ channel_ids: ['C0NOWHERE'] })).toBe('channel_not_found');
    expect(await share({ channel_ids: [incidents], access_level: 'owner' })).toBe('invalid_arguments');
    expect(await share({ channel_ids: [incidents], canvas_id: 'F0NOTTHERE' })).toBe('canvas_not_found');

    expect(await outcome(slack.web.apiCall('canvases.delete', { canvas_id: id }))).toBe('ok');
    expect(await opens(people.approver)).toEqual([]);
    expect(await outcome(slack.web.apiCall('canvases.delete', { canvas_id: id }))).toBe('canvas_not_found');
  });

  test('needs its scope, as an app has it not that was installed before it asked for it', async () => {
    const without = manifestYaml.replace('canvases:write, ', '');
    const slack = await localSlack({ manifest: readManifest(without) });
    for (const method of ['canvases.create', 'canvases.edit', 'canvases.access.set', 'canvases.delete'])
      expect(await outcome(slack.web.apiCall(method, {}))).toBe('missing_scope');
  });
});
