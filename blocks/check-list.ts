/** The checks that can be run, those of the incident's own area first, with what each asks for. */
import type { Message } from '../src/outbox/messenger.ts';
import type { Check } from '../src/runbook/schema-checks.ts';
import type { Parameter } from '../src/runbook/schema-parameters.ts';
import { linksLine, type NamedLink } from './check-report.ts';
import { blocks, bold, bullets, code, fallback, line, paragraph, small, words } from './kit.ts';

export type CheckGroup = {
  readonly title: string;
  readonly checks: readonly Check[];
  /** Where else to look. */
  readonly links?: readonly NamedLink[];
};

export function checkList(groups: readonly CheckGroup[]): Message {
  const listed = groups.filter(({ checks }) => checks.length > 0);
  if (listed.length === 0) {
    const text = 'The runbook has no checks.';
    return { text: fallback(text), blocks: [paragraph(line(words(text)))] };
  }
  return {
    text: fallback(`Checks: ${listed.flatMap(({ checks }) => checks.map(({ id }) => id)).join(', ')}`),
    blocks: blocks(
      ...listed.map(({ title, checks, links = [] }) => [
        paragraph(line(bold(title))),
        bullets(
          checks.map((check) => [
            code([check.id, ...Object.values(check.parameters).map(askedFor)].join(' ')),
            words(` ${check.title}`),
          ]),
        ),
        ...(links.length === 0 ? [] : [paragraph(linksLine('See', links))]),
      ]),
      small('name=… must be given; what has a value here has it unless you say otherwise.'),
    ),
  };
}

/** As it would be typed: with its default, or with room for what must be given. */
export function askedFor(parameter: Parameter): string {
  const usual = 'default' in parameter ? parameter.default : undefined;
  return `${parameter.id}=${usual ?? '…'}`;
}
