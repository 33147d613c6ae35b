/** The runbook as it is shipped, with people and groups of the local Slack where it has placeholders for a bank's own. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { people } from './slack/fixture.ts';

const SHIPPED = new URL('../runbook', import.meta.url).pathname;

const WHO: { readonly [contact: string]: object } = {
  'on-call': { title: 'On-call engineer', slack_user: people.responder },
  'data-engineering-lead': { title: 'Data engineering lead', slack_user: people.secondApprover },
  'security-team': { title: 'Security team', slack_group: 'security-approvers' },
  'cloud-operations': { title: 'Cloud operations', slack_group: 'platform-approvers' },
};

/** Into a folder of its own under `directory`; answers where it is. */
export function writeDemoRunbook(directory: string): string {
  const folder = join(directory, 'runbook');
  cpSync(SHIPPED, folder, { recursive: true });
  const path = join(folder, 'contacts.yml');
  const { contacts } = parse(readFileSync(path, 'utf8')) as { readonly contacts: object };
  writeFileSync(path, stringify({ contacts: { ...contacts, ...WHO } }));
  return folder;
}
