/** Every statement that the shipped runbook can send, found by walking through it: a new place for one is not missed. */
import type { Runbook } from '../../src/runbook/runbook.ts';
import type { Parameter, Parameters } from '../../src/runbook/schema-parameters.ts';

export type FoundStatement = {
  /** `action restore-table evidence.reads.history.statement`. */
  readonly where: string;
  readonly template: string;
  readonly parameters: Parameters;
};

export function statementsOf({ checks, actions }: Runbook): readonly FoundStatement[] {
  const all = [
    ...Object.values(checks).map((check) => ({ owner: `check ${check.id}`, definition: check })),
    ...Object.values(actions).map((action) => ({ owner: `action ${action.id}`, definition: action })),
  ];
  return all.flatMap(({ owner, definition }) =>
    inside(definition, []).map(({ path, template }) => ({
      where: `${owner} ${path.join('.')}`,
      template,
      parameters: withEach(definition.parameters),
    })),
  );
}

/** What an action over several tables is written for: each of them by itself. */
function withEach(parameters: Parameters): Parameters {
  const several = Object.values(parameters).find(({ type }) => type === 'tables');
  if (several === undefined) return parameters;
  const among = 'among' in several && several.among !== undefined ? { among: several.among } : {};
  return { ...parameters, each: { id: 'each', type: 'table', label: 'Table', ...among } };
}

type Placed = { readonly path: readonly string[]; readonly template: string };

function inside(value: unknown, path: readonly string[]): readonly Placed[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]): readonly Placed[] => {
    const at = [...path, name];
    if (name === 'statement' && typeof member === 'string')
      return member === '' ? [] : [{ path: at, template: member }];
    if (name === 'statements' && Array.isArray(member))
      return member.map((template, index) => ({ path: [...at, String(index)], template: String(template) }));
    return inside(member, at);
  });
}

/** What a person would type who means well. */
export function decentValue(parameter: Parameter): string {
  switch (parameter.type) {
    case 'table':
      return parameter.among?.[0]?.name ?? 'banking_catalog.banking_bronze.transactions';
    case 'tables':
      return (parameter.among ?? [])
        .slice(0, 2)
        .map(({ name }) => name)
        .join(', ');
    case 'function':
      return parameter.masks?.[0]?.name ?? 'banking_catalog.banking_gold.mask_ssn_strict';
    case 'privilege':
      return parameter.of[0] ?? '';
    case 'choice':
      return parameter.of[0] ?? '';
    case 'number':
      return String(parameter.default ?? parameter.min ?? 24);
    case 'principal':
      return "r.o'neil@contractor.test";
    case 'catalog':
      return 'banking_catalog';
    case 'duration':
      return '2h';
    case 'id':
      return '1114-120000-abcd1234';
    case 'timestamp':
      return '2026-01-31 10:00 UTC';
    case 'new_columns':
      return 'channel string, amount decimal(18, 2)';
    case 'order_columns':
      return 'customer_id, event_time';
    case 'version':
    case 'job':
      return '24';
    case 'column':
    case 'text':
      return 'customer_id';
    default:
      throw new Error(`Nobody has said what a decent ${(parameter as Parameter).type} is.`);
  }
}
