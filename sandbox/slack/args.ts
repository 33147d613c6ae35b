/** Reads a call's arguments as the SDK sends them: a form whose objects are JSON texts, or a JSON body. */

export type Args = Readonly<Record<string, unknown>>;

/** Null when a JSON body is none. */
export function parseBody(contentType: string, body: string): Args | null {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Args) : null;
  } catch {
    return null;
  }
}

export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function bool(args: Args, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1';
}

export function count(args: Args, name: string, fallback: number, max: number): number {
  const value = Number(args[name] ?? fallback);
  return Number.isInteger(value) && value > 0 ? Math.min(value, max) : fallback;
}

/** An object or list, sent as such or as JSON text; undefined when absent, null when it cannot be read. */
export function json(args: Args, name: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return null;
  }
}

/** Cuts a list into pages; the cursor is opaque, as Slack's are. Null for a cursor that was never handed out. */
export function page<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): { readonly items: readonly T[]; readonly next: string } | null {
  const start = cursor === undefined ? 0 : offsetOf(cursor);
  if (start === null || start > items.length) return null;
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { items: items.slice(start, end), next };
}

function offsetOf(cursor: string): number | null {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  return match?.[1] === undefined ? null : Number(match[1]);
}
