/** Things that are valid and yet cannot be meant: example addresses, telephone numbers of crosses. */
import type { Runbook } from './runbook.ts';

const PLACEHOLDER = /x{3,}|\.\.\.|…|example\.(com|org|net)|^<.*>$|todo|changeme|555-?\d{4}|^0+$/i;

/** One sentence each; they are warnings, because the bot works without, but nobody would be reached. */
export function placeholderWarnings(runbook: Runbook): readonly string[] {
  return Object.values(runbook.contacts).flatMap((contact) => {
    const ways = { email: contact.email, phone: contact.phone, ticket: contact.ticket };
    const placeholders = Object.entries(ways).flatMap(([way, value]) =>
      value !== undefined && PLACEHOLDER.test(value)
        ? [`contact "${contact.id}": ${way} is still a placeholder (${value})`]
        : [],
    );
    const reachable = contact.slack_group !== undefined || contact.slack_user !== undefined;
    return reachable
      ? placeholders
      : [
          ...placeholders,
          `contact "${contact.id}": no slack_group or slack_user, so nobody can be named in Slack`,
        ];
  });
}
