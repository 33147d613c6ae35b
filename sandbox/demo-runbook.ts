/** The runbook as it is shipped, with people and groups of the local Slack where it has placeholders for a bank's own. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { people } from './slack/fixture.ts';

const SHIPPED = new URL('../runbook', import.meta.url).pathname;

const WHO: { readonly [contact: string]: object } = {
  'on-call': { slack_user: people.responder },
  'data-engineering-lead': { slack_user: people.secondApprover },
  'security-team': { slack_group: 'security-approvers' },
  'cloud-operations': { slack_group: 'platform-approvers' },
  stakeholders: { slack_group: 'incident-commanders' },
};

type Contact = { readonly title: string; readonly email?: string };

/** Into a folder of its own under `directory`; answers where it is. */
export function writeDemoRunbook(directory: string): string {
  const folder = join(directory, 'runbook');
  cpSync(SHIPPED, folder, { recursive: true });
  const path = join(folder, 'contacts.yml');
  const { contacts } = parse(readFileSync(path, 'utf8')) as {
    readonly contacts: { readonly [contact: string]: Contact };
  };
  // The placeholders for telephone and ticket are left out: nobody is to be sent to them.
  const named: { [contact: string]: object } = {};
  for (const [id, { title, email }] of Object.entries(contacts)) named[id] = { title, email, ...WHO[id] };
  writeFileSync(path, stringify({ contacts: named }));
  return folder;
}
