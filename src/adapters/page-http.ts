/** Pages by HTTP: PagerDuty's Events API v2 (its documentation's fields and limits), and a POST of plain JSON. */
import type { PageAnswer, Pager, PageText } from '../page/pager.ts';
import { PAGE_WITHIN_MS, pageSentence } from '../page/pager.ts';

const SUMMARY_CHARACTERS_MAX = 1_024;
const SEVERITIES = { P0: 'critical', P1: 'error', P2: 'warning', P3: 'info' } as const;

/** Of what follows a trigger PagerDuty takes the key of the alert and nothing else. */
export function pagerDuty({ key, url }: { readonly key: string; readonly url: string }): Pager {
  return (page) => {
    const event = { routing_key: key, event_action: page.act, dedup_key: page.foldKey };
    return post(url, page, page.act === 'trigger' ? { ...event, ...alertOf(page) } : event);
  };
}

function alertOf(page: PageText): object {
  const { incident, severity, contact, link, atMs } = page;
  return {
    client: 'Four Eyes',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'Its thread in Slack' }] }),
    payload: {
      summary: pageSentence(page).slice(0, SUMMARY_CHARACTERS_MAX),
      source: incident,
      severity: SEVERITIES[severity],
      timestamp: new Date(atMs).toISOString(),
      custom_details: { incident, severity, told: contact },
    },
  };
}

export function webhook({ url }: { readonly url: string }): Pager {
  return (page) => {
    const { key, foldKey, act, reason, incident, severity, title, contact, by, link, atMs } = page;
    return post(url, page, {
      key,
      event: act,
      alert: foldKey,
      text: pageSentence(page),
      incident,
      severity,
      title,
      contact,
      isLate: act === 'trigger' && reason === 'late',
      by,
      link,
      at: new Date(atMs).toISOString(),
    });
  };
}

/** A redirect is not followed: where a page goes, the environment says. */
async function post(url: string, { key }: PageText, body: object): Promise<PageAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PAGE_WITHIN_MS),
    });
    await response.body?.cancel();
    return answerTo(response);
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return {
      outcome: 'unavailable',
      text: isLate ? 'It did not answer in time.' : 'It could not be reached.',
    };
  }
}

function answerTo({ ok, status, headers }: Response): PageAnswer {
  if (ok) return { outcome: 'accepted' };
  const text = `It answered ${status}.`;
  if (status !== 429 && status !== 408 && status < 500) return { outcome: 'refused', text };
  const seconds = headers.get('retry-after') ?? '';
  return /^\d{1,5}$/.test(seconds)
    ? { outcome: 'unavailable', text, retryAfterMs: Number(seconds) * 1_000 }
    : { outcome: 'unavailable', text };
}
