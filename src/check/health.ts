/** The health of services, one row each. That one does not answer is a finding; that it was not asked is not. */
import type { Http, HttpAddress, HttpAnswer } from './http.ts';
import type { ReadResult, Row } from './warehouse.ts';

export type NamedAddress = HttpAddress & { readonly name: string };

type Limits = { readonly timeoutMs: number; readonly rowsMax: number };

/** status is what the body calls itself, where it is JSON that does. */
const COLUMNS = ['endpoint', 'http_status', 'status', 'took_ms', 'problem', 'body'];

/** `json(row.body)` has to stay possible, so it is not cut but left out. */
const BODY_CHARACTERS_MAX = 20_000;
const STATUS_CHARACTERS_MAX = 60;

export async function readHealth(
  http: Http,
  addresses: readonly NamedAddress[],
  { timeoutMs, rowsMax }: Limits,
): Promise<ReadResult> {
  const answers = await Promise.all(addresses.map((address) => http.get(address, { timeoutMs })));
  const unasked = answers.find((answer) => answer.outcome === 'not_asked');
  if (unasked !== undefined) return { outcome: 'unavailable', message: unasked.message };
  const rows = answers.map((answer, index) => rowOf(addresses[index]?.name ?? '', answer));
  return {
    outcome: 'read',
    columns: COLUMNS,
    rows: rows.slice(0, rowsMax),
    truncated: rows.length > rowsMax,
    takenMs: Math.max(0, ...answers.map(takenBy)),
  };
}

function rowOf(endpoint: string, answer: HttpAnswer): Row {
  if (answer.outcome !== 'answered') {
    const empty = { http_status: null, status: null, body: null };
    return { endpoint, ...empty, took_ms: takenBy(answer), problem: answer.message };
  }
  const { status: http_status, body } = answer;
  const isRead = body !== null && body.length <= BODY_CHARACTERS_MAX;
  return {
    endpoint,
    http_status,
    status: isRead ? statusIn(body) : null,
    took_ms: takenBy(answer),
    problem: isRead ? null : 'the answer is too large to be read',
    body: isRead ? body : null,
  };
}

function takenBy(answer: HttpAnswer): number {
  return answer.outcome === 'not_asked' ? 0 : Math.round(answer.takenMs);
}

function statusIn(body: string): string | null {
  try {
    const { status } = (JSON.parse(body) ?? {}) as { readonly status?: unknown };
    return typeof status === 'string' && status.length <= STATUS_CHARACTERS_MAX ? status : null;
  } catch {
    return null;
  }
}
