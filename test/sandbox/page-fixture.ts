/** A workspace as the page gets it: two people, two channels, a modal. */
import type { AnyBlock, ModalView } from '@slack/types';
import type { Message, Modal, Snapshot } from '../../sandbox/slack/page-api.ts';

export const MIA = 'U0MIA00001';
export const TOM = 'U0TOM00002';
export const BOT = 'U0BOT00009';
export const INCIDENTS = 'C0INCIDENT';
export const DATA = 'C0DATA0001';
export const ROOT_TS = '1793600000.000100';

const people = [
  { id: MIA, name: 'Mia Chen', title: 'Data engineer on call', email: 'mia@bank.example', color: '#9f69e7' },
  { id: TOM, name: 'Tom Okafor', title: 'Lead data engineer', email: 'tom@bank.example', color: '3c989f' },
] as const;

export function message(part: Partial<Message>): Message {
  return {
    channel: INCIDENTS,
    ts: ROOT_TS,
    user: BOT,
    isBot: true,
    text: '',
    blocks: [],
    edited: false,
    ephemeral: false,
    files: [],
    reactions: [],
    canvases: [],
    ...part,
  };
}

export function snapshot(
  user: string,
  messages: readonly Message[] = [],
  modal: Modal | null = null,
): Snapshot {
  return {
    change: 1,
    workspace: 'Meridian Bank',
    me: people.find((person) => person.id === user) ?? people[0],
    people,
    bot: { id: BOT, name: 'Four Eyes', title: 'App', email: '', color: '#2b6cb0' },
    groups: [{ id: 'S0DATA0001', handle: 'data-approvers', members: [TOM] }],
    channels: [
      { id: INCIDENTS, name: 'incidents', topic: 'Data platform incidents' },
      { id: DATA, name: 'data-platform', topic: '' },
    ],
    commands: [
      {
        command: '/incident',
        description: 'Declare and drive incidents',
        usageHint: '[P0-P3] what is wrong',
      },
      { command: '/runbook', description: 'Browse checks and actions', usageHint: '' },
    ],
    shortcuts: [],
    messages,
    modal,
    home: null,
  };
}

const plain = (text: string) => ({ type: 'plain_text', text }) as const;

export function modal(blocks: readonly AnyBlock[], part: Partial<Modal>): Modal {
  const view: ModalView = {
    type: 'modal',
    title: plain('Restore a table'),
    submit: plain('Request'),
    close: plain('Not now'),
    blocks: [...blocks],
  };
  return { viewId: 'V1', view, errors: {}, busy: false, ...part };
}
