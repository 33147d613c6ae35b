/** A store that the bot's own domain has written, and what an auditor holds against it. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { publicKey, readLines } from '../../scripts/audit/lines.ts';
import type { Store } from '../../scripts/audit/store.ts';
import { type Verdict, verifyStore } from '../../scripts/audit/verify.ts';
import { approvalDocument } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { auditSigner } from '../../src/audit/key.ts';
import { type CheckpointDeps, startCheckpoints } from '../../src/audit/make.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { apply, type DocumentType } from '../../src/journal/document.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { Loop } from '../../src/schedule/loop.ts';
import { request } from '../approval/fixtures.ts';
import { DAVID, declaration, MARIA } from '../incident/fixtures.ts';

export const HOUR_MS = 3_600_000;

export type Keys = {
  readonly privateText: string;
  readonly publicText: string;
  readonly publicKey: KeyObject;
};

export function newKeys(): Keys {
  const pair = generateKeyPairSync('ed25519');
  const publicText = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return {
    privateText: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicText,
    publicKey: publicKey(publicText),
  };
}

/** A replica's checkpoints, and the lines that it logs. */
export function checkpointer(journal: Journal, keys: Keys) {
  const lines: string[] = [];
  const errors: unknown[] = [];
  let started: Loop | null = null;
  const deps: CheckpointDeps = {
    journal,
    sign: auditSigner(keys.privateText),
    channel: 'C0INCIDENTS',
    replicasMin: 0,
    // Only when it is told to: the hours are the test's.
    timers: { after: () => () => undefined },
    log: {
      info: (fields) => void lines.push((fields as { readonly checkpoint: string }).checkpoint),
      warn: (fields) => void errors.push(fields),
      error: (fields) => void errors.push(fields),
    },
    wake: () => undefined,
  };
  return {
    lines,
    errors,
    /** Looks whether one is due, until none is. */
    look: async (): Promise<void> => {
      if (started === null) started = startCheckpoints(deps);
      else started.poke();
      await started.idle();
    },
  };
}

export async function declare(
  journal: Journal,
  number: number,
  title = 'Fraud model offline',
): Promise<string> {
  const id = `INC-${number}`;
  await change(journal, incidentDocument, id, { ...declaration, id, title }, `declare-${number}`);
  return id;
}

export async function step(journal: Journal, id: string, event: IncidentEvent): Promise<void> {
  await change(journal, incidentDocument, id, event);
}

export async function ask(journal: Journal, number: number): Promise<string> {
  const id = `APR-${number}`;
  await change(
    journal,
    approvalDocument,
    id,
    { type: 'requested', request: { ...request, id } },
    `ask-${number}`,
  );
  return id;
}

/** Somebody tries, and is turned away: an entry a time. */
export async function turnAway(journal: Journal, id: string): Promise<void> {
  const event: ApprovalEvent = { type: 'attempt_refused', by: DAVID, attempt: 'approve', code: 'requester' };
  await change(journal, approvalDocument, id, event);
}

export async function moveOn(journal: Journal, id: string): Promise<void> {
  await step(journal, id, { type: 'advanced', to: 'acknowledged', by: MARIA });
  await step(journal, id, { type: 'command_taken', by: DAVID });
}

async function change<State, Event, Code extends string>(
  journal: Journal,
  type: DocumentType<State, Event, Code>,
  id: string,
  event: Event,
  key?: string,
): Promise<void> {
  const options = key === undefined ? {} : { once: [{ key, keep: 'for_good' }] as const };
  const applied = await apply(journal, type, id, event, options);
  if (applied.outcome !== 'committed') throw new Error(`${id}: ${JSON.stringify(applied)}`);
}

/** Three hours of a small team: the last changes come after the last checkpoint. */
export async function threeHours(
  journal: Journal,
  look: () => Promise<void>,
  nextHour: () => void,
): Promise<void> {
  await declare(journal, 1);
  await ask(journal, 1);
  await declare(journal, 2, 'Costs: `<!channel>` ünïcödé "quoted" \u2028');
  await look();
  nextHour();
  await moveOn(journal, 'INC-1');
  await turnAway(journal, 'APR-1');
  await look();
  nextHour();
  await ask(journal, 2);
  for (let n = 0; n < 3; n += 1) await turnAway(journal, 'APR-1');
  await look();
  nextHour();
  await turnAway(journal, 'APR-2');
  await declare(journal, 3);
}

export async function verified(store: Store, lines: readonly string[], keys: Keys): Promise<Verdict> {
  const read = await readLines(lines, [keys.publicKey]);
  return verifyStore(store, read, [keys.publicKey]);
}

/** As an auditor reads it: `incident/INC-1 3: was changed …`. */
export function findingsOf({ findings }: Verdict): readonly string[] {
  return findings.map(({ document, entry, problem }) => `${document} ${entry ?? '-'}: ${problem}`);
}
