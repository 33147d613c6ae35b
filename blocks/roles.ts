/** Who does what in an incident, in words, on its card and in the form that gives roles. */
import type { ModalView, RichTextElement } from '@slack/types';
import type { Role, Roles } from '../src/incident/roles.ts';
import type { Incident } from '../src/incident/state.ts';
import { ACTION, INPUT, VIEW } from './action-ids.ts';
import { actions, button, input, line, option, paragraph, person, plain, words } from './kit.ts';
import { modal } from './modals.ts';

export const ROLE_LABELS = {
  commander: 'Commander',
  scribe: 'Scribe',
  communications: 'Communications',
  responder: 'Responder',
} as const satisfies { [role in Role]: string };

/** After "is". */
export const ROLE_WORDS = {
  scribe: 'the scribe',
  communications: 'in charge of communications',
  responder: 'responding',
} as const satisfies { [role in Exclude<Role, 'commander'>]: string };

/** On a card as many as one line holds; the rest is counted. */
const RESPONDERS_SHOWN = 4;

/** Those beside the commander; empty where there is none. */
export function roleElements({ scribe, communications, responders }: Roles): RichTextElement[] {
  const shown = responders.slice(0, RESPONDERS_SHOWN).flatMap((one) => [words(' '), person(one)]);
  const others = responders.length - RESPONDERS_SHOWN;
  const groups: RichTextElement[][] = [
    ...(scribe === null ? [] : [[words('Scribe: '), person(scribe)]]),
    ...(communications === null ? [] : [[words('Communications: '), person(communications)]]),
    ...(responders.length === 0
      ? []
      : [[words('Responding:'), ...shown, ...(others > 0 ? [words(` and ${others} more`)] : [])]]),
  ];
  return groups.flatMap((group, index) => (index === 0 ? group : [words(' · '), ...group]));
}

export function rolesModal({ id, commander }: Incident, roles: Roles): ModalView {
  const others = roleElements(roles);
  const who = [words('Command: '), commander === null ? words('nobody yet') : person(commander)];
  const options = Object.entries(ROLE_LABELS).map(([value, label]) => option({ label, value }));
  const [hand] = options;
  return modal(
    { callback: VIEW.roles, title: `Roles in ${id}`, submit: 'Hand over', metadata: { incident: id } },
    [
      paragraph(line(...who), ...(others.length === 0 ? [] : [line(...others)])),
      actions(
        button('Join', ACTION.join, { value: id }),
        button('Take command', ACTION.takeCommand, { value: id }),
        button('Alert somebody', ACTION.alert, { value: id }),
      ),
      input(INPUT.owner, 'Give a role to', {
        type: 'users_select',
        action_id: INPUT.owner,
        placeholder: plain('Somebody'),
      }),
      input(
        INPUT.role,
        'Which role',
        {
          type: 'static_select',
          action_id: INPUT.role,
          options,
          ...(hand === undefined ? {} : { initial_option: hand }),
        },
        'The command comes with a message that says where things stand.',
      ),
    ],
  );
}
