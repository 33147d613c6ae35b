import { describe, expect, test } from 'vitest';
import { createCatalog } from '../../sandbox/lakehouse/data/catalog.ts';
import { demoWorkspace } from '../../sandbox/lakehouse/data/seed-workspace.ts';
import { answerRest } from '../../sandbox/lakehouse/rest/answer.ts';
import { openWorkspace } from '../../sandbox/lakehouse/rest/workspace.ts';

const NOW_MS = Date.UTC(2026, 0, 31, 12, 0, 0);
const PIPELINE = '/api/2.0/pipelines/7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10';

type Body = {
  readonly runs?: readonly { readonly run_id: number }[];
  readonly events?: readonly { readonly level: string }[];
  readonly has_more?: boolean;
  readonly next_page_token?: string;
};

const context = {
  workspace: openWorkspace(demoWorkspace(NOW_MS)),
  world: { catalog: createCatalog(), engine: null as never, now: () => NOW_MS },
  warehouseId: 'local',
};

const get = (target: string, method = 'GET') => {
  const url = new URL(target, 'https://lakehouse.test');
  const caller = { principal: 'reader', may: 'read' } as const;
  const { status, body } = answerRest(context, { method, url, caller, body: null });
  return { status, body: body as Body };
};

describe('refusals are Databricks’ own', () => {
  test.each([
    [
      '/api/2.2/jobs/runs/get-output?run_id=77',
      400,
      'INVALID_PARAMETER_VALUE',
      /runs with multiple tasks is not supported/,
    ],
    ['/api/2.2/jobs/runs/get-output?run_id=5', 400, 'INVALID_PARAMETER_VALUE', /Run 5 does not exist/],
    ['/api/2.2/jobs/runs/get?run_id=5', 400, 'INVALID_PARAMETER_VALUE', /Run 5 does not exist/],
    ['/api/2.2/jobs/runs/get', 400, 'INVALID_PARAMETER_VALUE', /run_id/],
    ['/api/2.2/jobs/runs/list?limit=26', 400, 'INVALID_PARAMETER_VALUE', /from 1 to 25/],
    ['/api/2.2/jobs/runs/list?page_token=made-up', 400, 'INVALID_PARAMETER_VALUE', /page token/],
    ['/api/2.0/pipelines/none', 404, 'RESOURCE_DOES_NOT_EXIST', /none was not found/],
    [`${PIPELINE}/events?filter=x`, 400, 'INVALID_PARAMETER_VALUE', /Invalid filter/],
    [
      `${PIPELINE}/events?page_token=.x&filter=level%3D'WARN'`,
      400,
      'INVALID_PARAMETER_VALUE',
      /cannot be combined/,
    ],
    ['/api/2.2/jobs/list', 404, 'ENDPOINT_NOT_FOUND', /No API found/],
  ])('%s → %d %s', (target, status, code, message) => {
    expect(get(target)).toEqual({
      status,
      body: { error_code: code, message: expect.stringMatching(message) },
    });
  });

  test('nothing can be changed', () => {
    expect(get('/api/2.2/jobs/runs/get?run_id=77', 'POST')).toMatchObject({ status: 404 });
  });
});

describe('pages', () => {
  test('of runs follow each other without a gap, and the last has no token', () => {
    const all: number[] = [];
    let target = '/api/2.2/jobs/runs/list?limit=10';
    for (let pages = 1; ; pages += 1) {
      const { body } = get(target);
      all.push(...(body.runs ?? []).map(({ run_id }) => run_id));
      if (body.next_page_token === undefined) {
        expect([pages, body.has_more]).toEqual([3, false]);
        break;
      }
      target = `/api/2.2/jobs/runs/list?limit=10&page_token=${body.next_page_token}`;
    }
    expect(new Set(all).size).toBe(25);
  });

  test('of events keep the filter of the first', () => {
    const first = get(`${PIPELINE}/events?max_results=1&filter=level in ('WARN','ERROR')`).body;
    const second = get(`${PIPELINE}/events?max_results=1&page_token=${first.next_page_token}`).body;
    expect([first, second].map(({ events }) => events?.[0]?.level)).toEqual(['ERROR', 'WARN']);
    expect(second.next_page_token).toBeUndefined();
  });
});

test('a list of runs that is empty has no runs at all', () => {
  expect(get('/api/2.2/jobs/runs/list?job_id=1')).toEqual({ status: 200, body: { has_more: false } });
});
