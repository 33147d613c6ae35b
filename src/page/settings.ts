/** What the environment says of the pagers that the runbook names: all that is missing or wrong, in one go. */
import type { Runbook } from '../runbook/runbook.ts';

export type PagerPlace =
  | { readonly kind: 'pagerduty'; readonly key: string; readonly url: string }
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'smtp'; readonly url: string; readonly from: string; readonly to: string };

export type PagerPlaces =
  | { readonly ok: true; readonly places: { readonly [contact: string]: PagerPlace } }
  | { readonly ok: false; readonly problems: readonly string[] };

const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';
const ROUTING_KEY = /^[0-9a-zA-Z]{32}$/;

type Environment = { readonly [name: string]: string | undefined };

/** Addresses come from here alone: nothing that is typed or written in the runbook says where a page goes. */
export function pagerPlaces({ contacts }: Runbook, environment: Environment): PagerPlaces {
  const problems: string[] = [];
  const places: { [contact: string]: PagerPlace } = {};
  for (const { id, page, email = '' } of Object.values(contacts)) {
    if (page === undefined) continue;
    const value = (field: 'key' | 'url', name: string, isRight: (text: string) => boolean, likes: string) => {
      const text = environment[name]?.trim() ?? '';
      const place = `contacts.${id}.page.${field}`;
      if (text === '')
        problems.push(
          `${name} is missing: ${place} in the runbook names it. It is ${likes}; or take that page out.`,
        );
      else if (!isRight(text)) problems.push(`${name}, which ${place} names, is not usable: it is ${likes}.`);
      return text;
    };
    if (page.kind === 'pagerduty') {
      const key = value(
        'key',
        page.key,
        (text) => ROUTING_KEY.test(text),
        'the 32 characters of an integration key',
      );
      const url = page.url === undefined ? PAGERDUTY_URL : value('url', page.url, isWebAddress, HTTPS);
      places[id] = { kind: 'pagerduty', key, url };
    } else if (page.kind === 'webhook') {
      places[id] = { kind: 'webhook', url: value('url', page.url, isWebAddress, HTTPS) };
    } else {
      places[id] = {
        kind: 'smtp',
        url: value('url', page.url, isMailServer, SMTP),
        from: page.from,
        to: email,
      };
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, places };
}

const HTTPS = 'an https address (http only for a local one)';
const SMTP =
  'a mail server, as in smtps://user:password@mail.bank.com (smtp only with STARTTLS, or for a local one)';

export function isLocal(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal(url)));
}

function isMailServer(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
}
