/** What counts as an opening of Home, and what as a press on it. */
import { describe, expect, test } from 'vitest';
import { homeOpened } from '../../handlers/event-home.ts';
import { homePressIn, redrawAfterPress } from '../../handlers/home-press.ts';

function heard() {
  const users: string[] = [];
  return { users, home: { opened: (user: string) => void users.push(user) } };
}

describe('the event that Home was opened', () => {
  const context = { requestKey: 'event/Ev1', replayed: false };
  const opened = { event: { type: 'app_home_opened', user: 'U0MARIA', tab: 'home' } };
  const hear = async (body: object, more: object = {}): Promise<readonly string[]> => {
    const { users, home } = heard();
    const args = { body, context: { ...context, ...more } };
    type Listener = ReturnType<typeof homeOpened>;
    await homeOpened({ home } as Parameters<typeof homeOpened>[0])(
      args as unknown as Parameters<Listener>[0],
    );
    return users;
  };

  test('counts for the person who opened it', async () => {
    expect(await hear(opened)).toEqual(['U0MARIA']);
  });

  test('counts once, however often it is delivered', async () => {
    expect(await hear(opened, { replayed: true })).toEqual([]);
  });

  test.each([
    ['of the tab of messages', { event: { ...opened.event, tab: 'messages' } }],
    ['without a person', { event: { ...opened.event, user: '' } }],
    ['without an event', {}],
  ])('does not count %s', async (_name, body) => {
    expect(await hear(body)).toEqual([]);
  });
});

describe('a press on Home', () => {
  const press = {
    type: 'block_actions',
    user: { id: 'U0MARIA' },
    trigger_id: '1.2.x',
    container: { type: 'view', view_id: 'V1' },
    view: { type: 'home', id: 'V1' },
  };

  test('is told from one on a message or in a modal', () => {
    expect(homePressIn(press)).toEqual({ userId: 'U0MARIA', triggerId: '1.2.x' });
    for (const other of [
      { ...press, view: { type: 'modal' } },
      { ...press, container: { type: 'message' } },
      { ...press, type: 'view_submission' },
      { ...press, user: {} },
      null,
    ])
      expect(homePressIn(other)).toBeNull();
  });

  test.each([
    ['done', () => Promise.resolve()],
    ['refused', () => Promise.reject(new Error('refused'))],
  ])('has Home drawn again when it is %s, and no other press has', async (_how, next) => {
    const { users, home } = heard();
    const middleware = redrawAfterPress({ home });
    const run = (body: object) =>
      middleware({ body, next } as unknown as Parameters<typeof middleware>[0]).catch(() => undefined);
    await run(press);
    await run({ ...press, view: { type: 'modal' } });
    expect(users).toEqual(['U0MARIA']);
  });
});
