/** What checks name under targets, and whether it is fit for what they ask of it. */
import type { Definitions } from './merge.ts';
import type { Issue, Path } from './problems.ts';
import type { SectionName } from './schema.ts';
import type { WrittenCheck } from './schema-checks.ts';
import type { NamedQuery } from './schema-targets.ts';
import { readProblems } from './sql-rules.ts';
import { lexTemplate } from './sql-template.ts';

type Named = { readonly section: SectionName; readonly id: string; readonly path: Path };

export function namedTargets(check: WrittenCheck): readonly Named[] {
  const list = (section: SectionName, ids: readonly string[], key: string): readonly Named[] =>
    ids.map((id, index) => ({ section, id, path: [key, index] }));
  const one = (section: SectionName, id: string, key: string): readonly Named[] => [
    { section, id, path: [key] },
  ];
  const budget = check.budget === undefined ? [] : one('budgets', check.budget, 'budget');
  switch (check.kind) {
    case 'jobs':
      return [...budget, ...list('jobs', check.jobs, 'jobs')];
    case 'pipelines':
      return [...budget, ...list('pipelines', check.pipelines, 'pipelines')];
    case 'mlflow':
      return [...budget, ...one('models', check.model, 'model')];
    case 'explain':
      return [...budget, ...one('queries', check.query, 'query')];
    case 'http':
      return [
        ...budget,
        ...(check.read === 'health'
          ? list('endpoints', check.endpoints, 'endpoints')
          : one('endpoints', check.endpoint, 'endpoint')),
      ];
    case 'sql':
    case 'clusters':
    case 'queries':
      return budget;
  }
}

/** An endpoint has to say where its health or its metrics are; two looks at them have to fit into the check's time. */
export function endpointIssues(check: WrittenCheck, { endpoints }: Definitions): readonly Issue[] {
  if (check.kind !== 'http') return [];
  const { read } = check;
  const pathless = namedTargets(check).flatMap(({ section, id, path }) => {
    const entry = section === 'endpoints' ? endpoints.get(id)?.entry : undefined;
    return entry === undefined || entry === null || entry[read] !== undefined
      ? []
      : [{ path, message: `endpoint "${id}" does not say where its ${read} is: add "${read}"` }];
  });
  const isTooLong = check.read === 'metrics' && check.apartMs * 2 > check.timeoutMs;
  return isTooLong
    ? [...pathless, { path: ['timeout'], message: 'is less than twice "apart": it looks two times' }]
    : pathless;
}

const NEEDED = {
  versions: [],
  metrics: ['serving', 'compared_with'],
  features: ['serving', 'table'],
} as const;

/** A model has to say of itself what is asked of it. */
export function modelIssues(check: WrittenCheck, { models }: Definitions): readonly Issue[] {
  const model = check.kind === 'mlflow' ? models.get(check.model)?.entry : undefined;
  if (check.kind !== 'mlflow' || model === undefined || model === null) return [];
  return NEEDED[check.read]
    .filter((field) => model[field] === undefined)
    .map((field) => ({
      path: ['model'],
      message: `model "${check.model}" does not say its ${field}: add "${field}"`,
    }));
}

/** Nobody is there to fill in a value when its plan is looked at. */
export function queryIssues({ statement }: Pick<NamedQuery, 'statement'>): readonly Issue[] {
  const path: Path = ['statement'];
  const { tokens, problems } = lexTemplate(statement);
  const wrong = problems.length > 0 ? problems : readProblems(statement);
  if (wrong.length > 0) return wrong.map((message) => ({ path, message }));
  const first = tokens[0]?.text.toUpperCase();
  const open = tokens.find(({ kind }) => kind === 'hole' || kind === 'marker');
  return [
    ...(first === 'SELECT' || first === 'WITH'
      ? []
      : [{ path, message: 'is not a query: it must start with SELECT or WITH' }]),
    ...(open === undefined ? [] : [{ path, message: `asks for "${open.text}", which nobody gives` }]),
  ];
}
