/** The REST API without its socket: one workspace, a clock that is moved, and two who call. */
import { expect } from 'vitest';
import { createCatalog } from '../../sandbox/lakehouse/data/catalog.ts';
import { demoAccess } from '../../sandbox/lakehouse/data/seed-access.ts';
import { demoWorkspace } from '../../sandbox/lakehouse/data/seed-workspace.ts';
import { answerRest } from '../../sandbox/lakehouse/rest/answer.ts';
import { openWorkspace } from '../../sandbox/lakehouse/rest/workspace.ts';

export const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
export const MINUTE_MS = 60_000;

const CALLERS = {
  actions: { principal: 'svc-runbook-actions', may: 'change' },
  reader: { principal: 'svc-runbook-reader', may: 'read' },
} as const;

export type Answer = { readonly status: number; readonly body: unknown };

export function openRest() {
  let nowMs = NOW_MS;
  const catalog = createCatalog();
  catalog.access.plant(demoAccess);
  const context = {
    workspace: openWorkspace(demoWorkspace(NOW_MS)),
    world: { catalog, engine: null as never, now: () => nowMs },
    warehouseId: 'local',
  };
  const call = (
    method: string,
    path: string,
    body?: object | string,
    as: keyof typeof CALLERS = 'actions',
  ): Answer =>
    answerRest(context, {
      method,
      url: new URL(`/api/${path}`, 'https://lakehouse.test'),
      caller: CALLERS[as],
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    call,
    get: <Body = { readonly [field: string]: unknown }>(path: string) => call('GET', path).body as Body,
    post: (path: string, body: object | string, as?: keyof typeof CALLERS) => call('POST', path, body, as),
    advance: (ms: number) => {
      nowMs += ms;
    },
    access: catalog.access,
  };
}

/** A refusal in the words of Databricks. */
export const refusal = (status: number, errorCode: string, message: RegExp) => ({
  status,
  body: { error_code: errorCode, message: expect.stringMatching(message) as unknown },
});
