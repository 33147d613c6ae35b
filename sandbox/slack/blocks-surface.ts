/** Whether a message's blocks or a whole view would be taken by Slack. An empty answer means yes. */
import type { Report, Surface } from './blocks-check.ts';
import { among, byType, flag, isRecord, list, object, problem, string } from './blocks-check.ts';
import { plain } from './blocks-composition.ts';
import { block } from './blocks-layout.ts';
import * as limits from './blocks-limits.ts';
import { textLength } from './blocks-size.ts';

export type BlocksFault = {
  readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long';
  readonly problems: readonly string[];
};

export function checkMessageBlocks(blocks: unknown): BlocksFault | null {
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', problems: [] };
  const report = newReport('message');
  list(block, limits.MESSAGE_BLOCKS_MAX, 0)(blocks, '/blocks', report);
  if (report.problems.length > 0) return { error: 'invalid_blocks', problems: report.problems };
  // Markdown has a documented sum of its own.
  const counted = blocks.filter((each) => isRecord(each) && each.type !== 'markdown');
  if (textLength(counted) > limits.MESSAGE_BLOCK_CHARS_MAX)
    return { error: 'msg_blocks_too_long', problems: [] };
  return null;
}

export type ViewFault = {
  readonly error: 'invalid_arguments' | 'view_too_large';
  readonly problems: readonly string[];
};

export function checkView(view: unknown, surface: 'modal' | 'home'): ViewFault | null {
  const report = newReport(surface);
  const common = {
    callback_id: string(limits.ID_CHARS_MAX, 0),
    external_id: string(limits.ID_CHARS_MAX, 0),
    private_metadata: string(limits.PRIVATE_METADATA_CHARS_MAX, 0),
  };
  const type = among(surface);
  const blocks = list(block, limits.VIEW_BLOCKS_MAX, 0);
  const button = plain(limits.VIEW_TITLE_CHARS_MAX);
  const modal = object(
    { type, title: button, blocks },
    {
      ...common,
      submit: button,
      close: button,
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  );
  byType({ [surface]: surface === 'modal' ? modal : object({ type, blocks }, common) })(
    view,
    '/view',
    report,
  );
  if (surface === 'modal') needsSubmit(view, report);
  if (report.problems.length > 0) return { error: 'invalid_arguments', problems: report.problems };
  if (Buffer.byteLength(JSON.stringify(view)) > limits.VIEW_BYTES_MAX) {
    return { error: 'view_too_large', problems: [] };
  }
  return null;
}

/** https://docs.slack.dev/reference/views/modal-views: submit is required when there is an input block. */
function needsSubmit(view: unknown, report: Report): void {
  if (!isRecord(view) || !Array.isArray(view.blocks) || view.submit !== undefined) return;
  if (view.blocks.some((each) => isRecord(each) && each.type === 'input')) {
    problem(report, '/view', 'missing required field: submit');
  }
}

function newReport(surface: Surface): Report {
  return {
    surface,
    problems: [],
    blockIds: new Set<string>(),
    tableChars: 0,
    tables: 0,
    markdownChars: 0,
    focused: 0,
  };
}
