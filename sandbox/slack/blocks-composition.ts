/** Text, options and confirmation dialogs: the objects that blocks and elements are made of. */
import { isDeepStrictEqual } from 'node:util';
import type { Check } from './blocks-check.ts';
import { among, byType, flag, isRecord, list, object, problem, string } from './blocks-check.ts';
import * as limits from './blocks-limits.ts';

export function plain(charsMax: number, charsMin = 1): Check {
  return byType({ plain_text: object({ text: string(charsMax, charsMin) }, { emoji: flag }) });
}

export function mrkdwn(charsMax: number): Check {
  return byType({ mrkdwn: object({ text: string(charsMax) }, { verbatim: flag }) });
}

export function anyText(charsMax: number): Check {
  return byType({
    plain_text: object({ text: string(charsMax) }, { emoji: flag }),
    mrkdwn: object({ text: string(charsMax) }, { verbatim: flag }),
  });
}

const confirmShape = object(
  {
    title: plain(limits.CONFIRM_TITLE_CHARS_MAX),
    text: anyText(limits.CONFIRM_TEXT_CHARS_MAX),
    confirm: plain(limits.CONFIRM_BUTTON_CHARS_MAX),
    deny: plain(limits.CONFIRM_BUTTON_CHARS_MAX),
  },
  { style: among('primary', 'danger') },
);

/** In a modal a confirmation dialog makes its parent vanish; refused here, so that nobody finds out on a phone. */
export const confirm: Check = (value, at, report) => {
  if (report.surface === 'modal') problem(report, at, 'confirm is not allowed in a modal');
  confirmShape(value, at, report);
};

function option(text: Check, more: Readonly<Record<string, Check>> = {}): Check {
  return object(
    { text, value: string(limits.OPTION_VALUE_CHARS_MAX) },
    { description: plain(limits.OPTION_TEXT_CHARS_MAX), ...more },
  );
}

export const selectOption: Check = option(plain(limits.OPTION_TEXT_CHARS_MAX));
export const choiceOption: Check = object(
  { text: anyText(limits.OPTION_TEXT_CHARS_MAX), value: string(limits.OPTION_VALUE_CHARS_MAX) },
  { description: anyText(limits.OPTION_TEXT_CHARS_MAX) },
);
export const overflowOption: Check = option(plain(limits.OPTION_TEXT_CHARS_MAX), {
  url: string(limits.URL_CHARS_MAX),
});

export const optionGroups: Check = list(
  object({
    label: plain(limits.OPTION_TEXT_CHARS_MAX),
    options: list(selectOption, limits.SELECT_OPTIONS_MAX),
  }),
  limits.OPTION_GROUPS_MAX,
);

/** `options` or `option_groups`, never both; what is chosen at first has to be one of them. */
export const optionSource: Check = (value, at, report) => {
  if (!isRecord(value)) return;
  const both = value.options !== undefined && value.option_groups !== undefined;
  const neither = value.options === undefined && value.option_groups === undefined;
  if (both || neither) problem(report, at, 'must define either `options` or `option_groups`');
};

export const initialChoices: Check = (value, at, report) => {
  if (!isRecord(value)) return;
  const offered = optionsOf(value);
  const initial = Array.isArray(value.initial_options) ? value.initial_options : [value.initial_option];
  const place = Array.isArray(value.initial_options) ? 'initial_options' : 'initial_option';
  for (const each of initial) {
    if (each !== undefined && !offered.some((option) => isDeepStrictEqual(option, each))) {
      problem(report, `${at}/${place}`, 'must match one of the options');
    }
  }
};

/** All options of an element, those in groups too. */
export function optionsOf(element: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (Array.isArray(element.options)) return element.options as readonly unknown[];
  if (!Array.isArray(element.option_groups)) return [];
  return (element.option_groups as readonly unknown[])
    .filter(isRecord)
    .flatMap((group) => (Array.isArray(group.options) ? (group.options as readonly unknown[]) : []));
}
