/** What zod found, in words for the person who edits the file. */
import type { z } from 'zod';
import { didYouMean, type Issue, type Path } from './problems.ts';
import { editorSchema } from './schema.ts';

type ZodIssue = z.core.$ZodIssue;

type SchemaNode = {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: { readonly [key: string]: SchemaNode };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
};

export function issuesOf(error: z.ZodError, data: unknown): readonly Issue[] {
  return error.issues.flatMap((issue) => inWords(issue, data));
}

function inWords(issue: ZodIssue, data: unknown): readonly Issue[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const name = path.at(-1);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path, data);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      message: `unknown key "${key}".${didYouMean(key, known) || listed(known)}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'is not a name that can stand here';
    return [{ path, at: 'key', message: `"${String(name)}": ${reason}` }];
  }
  if (issue.code === 'invalid_union') {
    const unions = issue.errors.filter((errors) =>
      errors.every((inner) => inner.code !== 'invalid_type' || inner.path.length > 0),
    );
    const [nearest] = unions;
    if (nearest !== undefined) {
      return nearest.flatMap((inner) => inWords({ ...inner, path: [...issue.path, ...inner.path] }, data));
    }
    return [{ path, message: unionMessage(issue, path, data) }];
  }
  if (valueAt(data, path) === undefined && name !== undefined) {
    return [{ path, message: `"${String(name)}" is missing${expected(issue)}` }];
  }
  return [{ path, message: `"${String(name)}" ${readable(issue)}` }];
}

function readable(issue: ZodIssue): string {
  if (issue.code === 'invalid_type') return `should be ${article(issue.expected)}`;
  if (issue.code === 'too_small') return `should be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `should be at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_value') return `should be one of ${issue.values.map(String).join(', ')}`;
  return `is not right: ${issue.message}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' long' : '';
}

function expected(issue: ZodIssue): string {
  return issue.code === 'invalid_type' ? ` (${article(issue.expected)})` : '';
}

function article(type: string): string {
  const words: { readonly [type: string]: string } = {
    string: 'text',
    record: 'a mapping',
    object: 'a mapping',
    array: 'a list',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return words[type] ?? type;
}

/** A discriminated union whose `type` or `kind` is missing or unknown. */
function unionMessage(issue: ZodIssue, path: Path, data: unknown): string {
  const discriminator =
    'discriminator' in issue && typeof issue.discriminator === 'string' ? issue.discriminator : undefined;
  const name = path.at(-1);
  if (discriminator === undefined || name !== discriminator)
    return `"${String(name)}" has none of the forms it may have`;
  const known = agreeing(path.slice(0, -1), data, discriminator).flatMap((node) => {
    const constant = node.properties?.[discriminator]?.const;
    return typeof constant === 'string' ? [constant] : [];
  });
  const written = valueAt(data, path);
  if (written === undefined) return `"${discriminator}" is missing (one of ${known.join(', ')})`;
  return `"${discriminator}" should be one of ${known.join(', ')}.${typeof written === 'string' ? didYouMean(written, known) : ''}`;
}

/** A union within a union: the members that the outer one has chosen, by what each member of it tells itself apart. */
function agreeing(path: Path, data: unknown, discriminator: string): readonly SchemaNode[] {
  const nodes = nodesAt(path, data, 'all');
  const outer = Object.keys(nodes[0]?.properties ?? {}).filter(
    (key) => key !== discriminator && nodes.every((node) => node.properties?.[key]?.const !== undefined),
  );
  return nodes.filter((node) =>
    outer.every((key) => node.properties?.[key]?.const === valueAt(data, [...path, key])),
  );
}

function listed(known: readonly string[]): string {
  return known.length === 0 ? '' : ` Known here: ${known.join(', ')}.`;
}

function knownKeys(path: Path, data: unknown): readonly string[] {
  return [
    ...new Set(
      nodesAt(path, data).flatMap((node) => [
        ...Object.keys(node.properties ?? {}),
        ...(node.propertyNames?.enum ?? []),
      ]),
    ),
  ];
}

/** The parts of the schema that stand for this place; of a union, those whose constants agree with what is written. */
function nodesAt(path: Path, data: unknown, unions?: 'all'): readonly SchemaNode[] {
  let nodes = branches([editorSchema()], data, unions);
  let value = data;
  for (const [depth, step] of path.entries()) {
    value = valueAt(value, [step]);
    const next = nodes.flatMap((node) => childrenOf(node, step));
    nodes = branches(next, value, depth === path.length - 1 ? unions : undefined);
  }
  return nodes;
}

function childrenOf(node: SchemaNode, step: string | number): readonly SchemaNode[] {
  if (typeof step === 'number') return node.items === undefined ? [] : [node.items];
  const own = Object.hasOwn(node.properties ?? {}, step) ? node.properties?.[step] : undefined;
  const any = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  return [own ?? any].filter((child) => child !== undefined);
}

function branches(
  nodes: readonly SchemaNode[],
  value: unknown,
  unions: 'all' | undefined,
): readonly SchemaNode[] {
  return nodes.flatMap((node) => {
    const members = node.oneOf ?? node.anyOf;
    if (members === undefined) return [node];
    const agreeing = members.filter((member) =>
      Object.entries(member.properties ?? {}).every(
        ([key, property]) => property.const === undefined || property.const === valueAt(value, [key]),
      ),
    );
    return branches(unions === 'all' ? members : agreeing, value, unions);
  });
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
