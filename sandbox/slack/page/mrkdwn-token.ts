/** What stands between < and > in Slack's mrkdwn: a mention, a date or a link. */
import type { Inline } from './text.ts';

const SCHEMES_ALLOWED = /^(https?:\/\/|mailto:|tel:)/i;
const ENTITIES: { readonly [entity: string]: string } = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Slack knows these three only, and decodes once: `&amp;lt;` reads `&lt;`. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** A script or file address never becomes a link, whoever wrote it. */
export function isSafeUrl(url: string): boolean {
  return SCHEMES_ALLOWED.test(url);
}

/** `body` is the text between the brackets. Null when it is none of Slack's forms: then it is text. */
export function parseToken(body: string): Inline | null {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : decodeEntities(body.slice(bar + 1));
  const named = label === undefined || label === '' ? {} : { label };
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { type: 'user', id: target.slice(1), ...named };
  if (/^#C[A-Z0-9]+$/.test(target)) return { type: 'channel', id: target.slice(1), ...named };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) return { type: 'group', id: target.slice(9), ...named };
  if (/^!(here|channel|everyone)$/.test(target)) return { type: 'broadcast', range: target.slice(1) };
  if (target.startsWith('!date^')) return parseDate(target, label ?? '');
  if (!isSafeUrl(target)) return null;
  const url = decodeEntities(target);
  return { type: 'link', url, children: [{ type: 'text', text: label || url }] };
}

function parseDate(target: string, fallback: string): Inline | null {
  const [, timestamp, format, url] = target.split('^');
  const timestampSeconds = Number(timestamp);
  if (format === undefined || !Number.isFinite(timestampSeconds)) return null;
  const linked = url !== undefined && isSafeUrl(url) ? { url: decodeEntities(url) } : {};
  return { type: 'date', date: { timestampSeconds, format: decodeEntities(format), fallback, ...linked } };
}
