/** Which check, and what it asks for. A check only looks: nobody has to approve it. */
import type { ModalView } from '@slack/types';
import type { Check } from '../src/runbook/schema-checks.ts';
import { ACTION, VIEW } from './action-ids.ts';
import type { CheckGroup } from './check-list.ts';
import { blocks, bold, line, option, paragraph, plain, words } from './kit.ts';
import { OPTIONS_MAX } from './limits.ts';
import { modal } from './modals.ts';
import { type Filled, filledLines, parameterBlocks } from './parameter-inputs.ts';
import { chooseModal } from './request-modal.ts';

export function chooseCheckModal(incident: string, groups: readonly CheckGroup[]): ModalView {
  const listed = groups.filter(({ checks }) => checks.length > 0).slice(0, OPTIONS_MAX);
  return chooseModal(
    `Check for ${incident}`,
    { incident },
    {
      type: 'static_select',
      action_id: ACTION.checkChoice,
      placeholder: plain('What should be looked at?', 150),
      option_groups: listed.map(({ title, checks }) => ({
        label: plain(title, 75),
        options: checks.slice(0, OPTIONS_MAX).map(({ id, title }) => option({ label: title, value: id })),
      })),
    },
  );
}

/** `incident` null: it is run outside of incidents, for whoever sends it alone. */
export type CheckForm = Filled & { readonly incident: string | null; readonly check: Check };

export function checkModal(form: CheckForm): ModalView {
  const { incident, check } = form;
  const nothing = Object.keys(check.parameters).length === 0;
  const where =
    incident === null
      ? { callback: VIEW.look, title: 'Run a check', metadata: { check: check.id } }
      : { callback: VIEW.check, title: `Check for ${incident}`, metadata: { incident, check: check.id } };
  const answered =
    incident === null ? 'Its answer comes here, for you alone.' : 'Its report comes in the thread.';
  return modal({ ...where, submit: 'Run' }, [
    ...blocks(
      paragraph(
        line(bold(check.title)),
        ...(nothing ? [line(words(`It asks for nothing. ${answered}`))] : []),
        ...filledLines(form),
      ),
    ),
    ...parameterBlocks(check.parameters, form),
  ]);
}
