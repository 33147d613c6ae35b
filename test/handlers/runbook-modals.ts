/** The modals of the runbook and of calling in a contact, with the longest that may come into them. */
import type { ModalView } from '@slack/types';
import { ACTION } from '../../blocks/action-ids.ts';
import { alertModal } from '../../blocks/alert-modal.ts';
import { checkModal } from '../../blocks/check-modal.ts';
import { button } from '../../blocks/kit.ts';
import { lookModal } from '../../blocks/look-report.ts';
import { pageModal } from '../../blocks/runbook-page.ts';
import type { Check } from '../../src/runbook/schema-checks.ts';
import { report } from '../incident/fixtures.ts';

export const runbookModals = (check: Check, hostile: string): { readonly [name: string]: ModalView } => ({
  alert: alertModal('INC-9999999999', [{ id: 'security-team', title: hostile }]),
  'check outside of incidents': checkModal({ incident: null, check, filled: {} }),
  'page of the runbook': pageModal(
    {
      body: [],
      groups: [{ title: hostile, links: [{ label: hostile, to: `check|${'i'.repeat(60)}` }] }],
      buttons: [
        button('Run', ACTION.runbookRun, { value: 'row-count' }),
        button('Request for INC-1', ACTION.runbookRequest, { value: 'INC-1|restore' }),
      ],
    },
    Array.from({ length: 10 }, (_, index) => `check|${'i'.repeat(60 + index)}`),
  ),
  'found outside of incidents': lookModal({
    report: { ...report('row-count'), sentence: hostile },
    leads: [hostile],
    by: null,
  }),
});
