/** The blocks, by type, and on which surface each may stand. */
import type { Check } from './blocks-check.ts';
import {
  all,
  among,
  byType,
  flag,
  id,
  isRecord,
  list,
  object,
  only,
  problem,
  string,
} from './blocks-check.ts';
import { anyText, mrkdwn, plain } from './blocks-composition.ts';
import {
  accessory,
  actionElement,
  buttons,
  contextAction,
  contextElement,
  image,
  inputElement,
} from './blocks-elements.ts';
import * as limits from './blocks-limits.ts';
import { richText } from './blocks-rich-text.ts';
import { dataTable, table } from './blocks-tables.ts';

const common = { block_id: id };

/** Ids of actions are unique in their block, ids of blocks in their message or view. */
const uniqueActionIds: Check = (value, at, report) => {
  if (!isRecord(value) || !Array.isArray(value.elements)) return;
  const seen = new Set<unknown>();
  value.elements.forEach((element, index) => {
    const actionId = isRecord(element) ? element.action_id : undefined;
    if (typeof actionId === 'string' && seen.has(actionId)) {
      problem(report, `${at}/elements/${index}/action_id`, `action_id "${actionId}" already exists`);
    }
    seen.add(actionId);
  });
};

const uniqueBlockId: Check = (value, at, report) => {
  if (!isRecord(value) || typeof value.block_id !== 'string') return;
  if (report.blockIds.has(value.block_id)) {
    problem(report, `${at}/block_id`, `block_id "${value.block_id}" already exists`);
  }
  report.blockIds.add(value.block_id);
};

const section: Check = all(
  object(
    {},
    {
      ...common,
      text: anyText(limits.TEXT_CHARS_MAX),
      fields: list(anyText(limits.SECTION_FIELD_CHARS_MAX), limits.SECTION_FIELDS_MAX),
      accessory,
      expand: flag,
    },
  ),
  (value, at, report) => {
    if (isRecord(value) && value.text === undefined && value.fields === undefined) {
      problem(report, at, 'missing required field: text or fields');
    }
  },
);

const markdown: Check = all(
  object({ text: string(limits.MARKDOWN_CHARS_MAX) }, common),
  (value, at, report) => {
    report.markdownChars += isRecord(value) ? String(value.text).length : 0;
    if (report.markdownChars > limits.MARKDOWN_CHARS_MAX) {
      problem(
        report,
        `${at}/text`,
        `must be less than ${limits.MARKDOWN_CHARS_MAX + 1} characters over all blocks`,
      );
    }
  },
);

const card: Check = all(
  object(
    {},
    {
      ...common,
      hero_image: byType({ image }),
      icon: byType({ image }),
      title: mrkdwn(limits.CARD_TITLE_CHARS_MAX),
      subtitle: mrkdwn(limits.CARD_TITLE_CHARS_MAX),
      body: mrkdwn(limits.CARD_BODY_CHARS_MAX),
      actions: list(buttons, limits.ACTIONS_ELEMENTS_MAX),
    },
  ),
  (value, at, report) => {
    const needed = ['hero_image', 'title', 'actions', 'body'];
    if (isRecord(value) && needed.every((name) => value[name] === undefined)) {
      problem(report, at, `must define one of ${needed.join(', ')}`);
    }
  },
);

const actions = all(
  object({ elements: list(actionElement, limits.ACTIONS_ELEMENTS_MAX) }, common),
  uniqueActionIds,
);

const input: Check = object(
  { label: plain(limits.LABEL_CHARS_MAX), element: inputElement },
  { ...common, hint: plain(limits.LABEL_CHARS_MAX), optional: flag, dispatch_action: flag },
);

const inner: Readonly<Record<string, Check>> = {
  actions,
  context: object({ elements: list(contextElement, limits.CONTEXT_ELEMENTS_MAX) }, common),
  divider: object({}, common),
  header: object({ text: plain(limits.HEADER_CHARS_MAX) }, common),
  image: object(
    { image_url: string(limits.IMAGE_URL_CHARS_MAX), alt_text: string(limits.IMAGE_TEXT_CHARS_MAX) },
    { ...common, title: plain(limits.IMAGE_TEXT_CHARS_MAX) },
  ),
  input,
  rich_text: richText,
  section,
  table: only(['message'], table),
};

const container: Check = object(
  { child_blocks: list(all(byType(inner), uniqueBlockId), limits.CONTAINER_BLOCKS_MAX) },
  {
    ...common,
    title: plain(limits.CONTAINER_TITLE_CHARS_MAX),
    rich_text_title: byType({ rich_text: richText }),
    subtitle: anyText(limits.CONTAINER_TITLE_CHARS_MAX),
    width: among('narrow', 'standard', 'wide', 'full'),
    icon: byType({ image }),
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
  },
);

/**
 * Blocks that no part of the product sends (video, file, carousel, plan, task_card) are refused as unknown rather than
 * let through unchecked.
 */
export const block: Check = all(
  byType({
    ...inner,
    alert: only(
      ['modal'],
      object(
        { text: anyText(limits.TEXT_CHARS_MAX) },
        { ...common, level: among('default', 'info', 'warning', 'error', 'success') },
      ),
    ),
    card: only(['message'], card),
    container: only(['message'], container),
    context_actions: only(
      ['message'],
      object({ elements: list(contextAction, limits.CONTEXT_ACTIONS_MAX) }, common),
    ),
    data_table: only(['message'], dataTable),
    markdown: only(['message'], markdown),
  }),
  uniqueBlockId,
);
