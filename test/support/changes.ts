/** The local Slack's change stream, with a deadline: what a waiting test listens to instead of sleeping. */

/**
 * Yields once at once, once for every change, and `deadline` at the end. The stream is open before the first look, so
 * nothing that happens between two looks is missed.
 */
export async function* changesOf(url: string, timeoutMs: number): AsyncGenerator<'change' | 'deadline'> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const response = await fetch(`${url}/ui/changes`, { signal: abort.signal });
    if (response.body === null) throw new Error('The change stream has no body.');
    for await (const _chunk of response.body) yield 'change';
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    yield 'deadline';
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
