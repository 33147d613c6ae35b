/** Slack's answers are data: `{ ok: false, error }` with HTTP 200. */
export type ApiAnswer = { readonly ok: boolean; readonly error?: string; readonly [member: string]: unknown };

export type Refusal = ApiAnswer & { readonly ok: false; readonly error: string };

export function refuse(error: string, problems: readonly string[] = []): Refusal {
  if (problems.length === 0) return { ok: false, error };
  return {
    ok: false,
    error,
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  };
}

/** How Slack names an argument that a method cannot do without. */
export function missing(...names: readonly string[]): Refusal {
  return refuse(
    'invalid_arguments',
    names.map((name) => `missing required field: ${name}`),
  );
}

export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'error' in value
  );
}
