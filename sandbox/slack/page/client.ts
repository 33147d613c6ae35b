/** The local Slack's own side of the page: the requests that page-api.ts lists. */
import type { Act, Answer, React, RunShortcut, Say, Snapshot, Submit } from '../page-api.ts';

export type Client = {
  /** `null`: whoever the workspace names first. Throws with a sentence for the reader. */
  readonly readState: (user: string | null) => Promise<Snapshot>;
  readonly say: (say: Say) => Promise<Answer>;
  readonly act: (act: Act) => Promise<Answer>;
  readonly runShortcut: (run: RunShortcut) => Promise<Answer>;
  readonly react: (react: React) => Promise<Answer>;
  readonly submit: (submit: Submit) => Promise<Answer>;
  /** The app is told that its Home tab was opened. */
  readonly openHome: (user: string) => Promise<Answer>;
  readonly close: (user: string, viewId: string) => Promise<Answer>;
  /** Calls `onChange` whenever anything changed, and once when the line is back after it was lost. */
  readonly watch: (onChange: () => void, onConnection: (isLive: boolean) => void) => void;
};

const LOST = 'The local Slack did not answer. Is it still running?';

export function createClient(): Client {
  return {
    readState,
    say: (say) => post('/ui/say', say),
    act: (act) => post('/ui/act', act),
    runShortcut: (run) => post('/ui/shortcut', run),
    react: (react) => post('/ui/react', react),
    submit: (submit) => post('/ui/submit', submit),
    openHome: (user) => post('/ui/home', { user }),
    close: (user, viewId) => post('/ui/close', { user, viewId }),
    watch,
  };
}

async function readState(user: string | null): Promise<Snapshot> {
  const query = user === null ? '' : `?${new URLSearchParams({ user })}`;
  const response = await fetch(`/ui/state${query}`);
  if (!response.ok) throw new Error(await noticeOf(response));
  return (await response.json()) as Snapshot;
}

/** What the server said about its refusal, or at least its number. */
async function noticeOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const notice = (body as Partial<Answer> | null)?.notice;
  return notice ?? `The local Slack refused this (${response.status}).`;
}

/** A lost request is an answer like any other: the person is told, and nothing is sent twice. */
async function post(path: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as Answer;
    return { ok: false, notice: await noticeOf(response) };
  } catch {
    return { ok: false, notice: LOST };
  }
}

function watch(onChange: () => void, onConnection: (isLive: boolean) => void): void {
  const changes = new EventSource('/ui/changes');
  changes.addEventListener('message', onChange);
  changes.addEventListener('open', () => {
    onConnection(true);
    onChange();
  });
  changes.addEventListener('error', () => onConnection(false));
}
