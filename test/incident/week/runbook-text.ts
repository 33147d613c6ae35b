/** Two areas, each with a chain of its own: a person who is paged, a group, and somebody who is not in Slack. */
import { SMALL } from '../../runbook/fixtures.ts';

const CONTACTS = `contacts:
  on-call: { title: On-call engineer, slack_user: U0ONCALL, page: { kind: webhook, url: PAGE_ON_CALL } }
  leads: { title: Leads, slack_group: leads }
  duty: { title: Duty manager, phone: "+49 30 1" }`;

const MODELS = `  models:
    title: Models
    keywords: [drift]
    symptoms: [It answers oddly.]
    checks: []
    actions: []
    escalation: [leads, duty]
checks:
`;

const QUIET = 'quiet_hours: { from: "22:00", to: "07:00" }';

export const WEEK_RUNBOOK = SMALL.replace(
  '    actions: [restore]\n',
  '    actions: [restore]\n    escalation: [on-call, leads, duty]\n',
)
  .replace('checks:\n  row-count', `${MODELS}  row-count`)
  .replace('contacts: {}', CONTACTS)
  .replace('respond_within: 4h', `respond_within: 4h, ${QUIET}`)
  .replace('respond_within: 24h', `respond_within: 24h, ${QUIET}`);
