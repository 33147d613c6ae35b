/** Definitions out of several files into one runbook: each section is filled by all of them, each id by one. */
import type { z } from 'zod';
import type { Issue, Path, Problem } from './problems.ts';
import { fileSchema, SECTIONS, type SectionName } from './schema.ts';
import { type Habits, habitsOf, incidentsSchema } from './schema-incidents.ts';
import { issuesOf } from './schema-issues.ts';
import { problemAt, type Source } from './yaml-source.ts';

/** `entry` is null when it does not have its shape: its problems are told, and what refers to it is not wrong for that. */
export type Defined<Entry> = {
  readonly id: string;
  readonly path: Path;
  readonly source: Source;
  readonly entry: Entry | null;
};

export type Definitions = {
  readonly [Name in SectionName]: ReadonlyMap<string, Defined<z.output<(typeof SECTIONS)[Name]['entry']>>>;
};

const HABITS_PATH = ['incidents'] as const;

export function mergeSources(sources: readonly Source[]): {
  readonly definitions: Definitions;
  readonly habits: Habits;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = sources.flatMap((source) => [...shapeProblems(source)]);
  const names = Object.keys(SECTIONS) as SectionName[];
  const sections = names.map((name) => [name, mergeSection(name, sources, problems)] as const);
  const habits = mergeHabits(sources, problems);
  return { definitions: Object.fromEntries(sections) as unknown as Definitions, habits, problems };
}

function shapeProblems(source: Source): readonly Problem[] {
  const result = fileSchema.safeParse(source.data ?? {});
  return result.success ? [] : issuesOf(result.error, source.data).map((issue) => problemAt(source, issue));
}

function mergeSection(
  name: SectionName,
  sources: readonly Source[],
  problems: Problem[],
): ReadonlyMap<string, Defined<unknown>> {
  const { path, one, entry } = SECTIONS[name];
  const merged = new Map<string, Defined<unknown>>();
  for (const source of sources) {
    for (const [id, written] of Object.entries(mappingAt(source.data, path))) {
      const own = [...path, id];
      const earlier = merged.get(id);
      if (earlier === undefined) {
        const parsed = entry.safeParse(written);
        merged.set(id, { id, path: own, source, entry: parsed.success ? parsed.data : null });
      } else {
        problems.push(problemAt(source, twice(one, id, own, earlier)));
      }
    }
  }
  return merged;
}

/** What has not its shape counts as left out: it is told already, and the runbook is refused. */
function mergeHabits(sources: readonly Source[], problems: Problem[]): Habits {
  const merged = new Map<string, Place & { readonly value: unknown }>();
  for (const source of sources) {
    for (const [id, value] of Object.entries(mappingAt(source.data, HABITS_PATH))) {
      const path = [...HABITS_PATH, id];
      const earlier = merged.get(id);
      if (earlier === undefined) merged.set(id, { path, source, value });
      else problems.push(problemAt(source, twice('setting', id, path, earlier)));
    }
  }
  const written = Object.fromEntries([...merged].map(([id, { value }]) => [id, value]));
  return habitsOf(incidentsSchema.safeParse(written).data ?? {});
}

type Place = Pick<Defined<unknown>, 'path' | 'source'>;

function twice(one: string, id: string, path: Path, earlier: Place): Issue {
  const { line, column } = earlier.source.locate(earlier.path, 'key');
  const message = `${one} "${id}" is already defined at ${earlier.source.name}:${line}:${column}`;
  return { path, at: 'key', message };
}

function mappingAt(data: unknown, path: Path): object {
  let value = data;
  for (const step of path) value = isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
