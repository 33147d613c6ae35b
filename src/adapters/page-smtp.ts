/** Pages by mail. The library is loaded with the first one. */
import type { PageAnswer, Pager, PageText } from '../page/pager.ts';
import { PAGE_WITHIN_MS, pageSentence } from '../page/pager.ts';
import { isLocal } from '../page/settings.ts';

type Place = { readonly url: string; readonly from: string; readonly to: string };

/** Connecting, greeting and each answer may take so long; together they stay within what a pager may take. */
const STEP_WITHIN_MS = PAGE_WITHIN_MS / 3;

export function mailPager({ url, from, to }: Place): Pager {
  return async (page) => {
    // One follow-up is enough: whoever knows that somebody has it need not be written to when it is over.
    if (page.act !== 'trigger' && page.isAnswered) return { outcome: 'accepted' };
    const server = new URL(url);
    try {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        host: server.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: server.port === '' ? defaultPort(server) : Number(server.port),
        secure: server.protocol === 'smtps:',
        // A password or a page is never sent in the clear: without STARTTLS the server is refused.
        requireTLS: server.protocol === 'smtp:' && !isLocal(server),
        ...(server.username === ''
          ? {}
          : {
              auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) },
            }),
        connectionTimeout: STEP_WITHIN_MS,
        greetingTimeout: STEP_WITHIN_MS,
        socketTimeout: STEP_WITHIN_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      await transport.sendMail({ from, to, ...mailOf(page) });
      return { outcome: 'accepted' };
    } catch (error) {
      return answerTo(error);
    }
  };
}

function mailOf(page: PageText) {
  const { key, act, by, follows, link, atMs } = page;
  const text = pageSentence(page);
  const isWanted = act === 'trigger' && by === null;
  const lines = [
    ...(isWanted ? ['Open its thread in Slack and press Acknowledge.'] : []),
    ...(link === null ? [] : [link]),
  ];
  return {
    subject: text.replaceAll(/\s+/g, ' ').slice(0, 200),
    text: [text, lines.join('\n')]
      .filter((part) => part !== '')
      .join('\n\n')
      .concat('\n'),
    // The same for every try: a mail that came twice is one to whoever reads it.
    messageId: messageId(key),
    // In the thread of the mail that it answers.
    ...(follows === null ? {} : { inReplyTo: messageId(follows), references: messageId(follows) }),
    date: new Date(atMs),
  };
}

function messageId(key: string): string {
  return `<${key}@four-eyes>`;
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'smtps:' ? 465 : 587;
}

/** 5xx is said again; what a server writes beside its number may hold an address, and is left out. */
function answerTo(error: unknown): PageAnswer {
  const { responseCode } = error as { readonly responseCode?: number };
  if (responseCode === undefined)
    return { outcome: 'unavailable', text: 'The mail server could not be reached.' };
  const text = `The mail server answered ${responseCode}.`;
  return responseCode >= 500 ? { outcome: 'refused', text } : { outcome: 'unavailable', text };
}
