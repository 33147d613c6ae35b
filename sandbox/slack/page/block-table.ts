/** table and data_table. Both scroll inside their own box: a wide one must not widen the page on a phone. */
import type {
  DataTableBlock,
  RawNumberElement,
  RawTextElement,
  RichTextBlock,
  TableBlock,
} from '@slack/types';
import { el, replaceChildren } from './dom.ts';
import { drawTextBlocks, unsupported } from './draw-text.ts';
import { icon } from './icon.ts';
import { fromRichText } from './rich-text.ts';
import type { Surface } from './surface.ts';
import { plainOf, type TextBlock } from './text.ts';

type Cell = RawTextElement | RawNumberElement | RichTextBlock;
type Row = readonly Cell[];

const PAGE_SIZE_DEFAULT = 5;

export function drawTable(block: TableBlock, surface: Surface): HTMLElement {
  const [head = [], ...body] = block.rows as readonly Row[];
  const classOf = (column: number) => {
    const settings = block.column_settings?.[column];
    const align = settings?.align === 'right' || settings?.align === 'center' ? settings.align : 'left';
    return `align-${align}${settings?.is_wrapped === true ? ' wrapped' : ''}`;
  };
  const line = (tag: 'th' | 'td') => (row: Row) =>
    el(
      'tr',
      {},
      row.map((cell, column) => el(tag, { class: classOf(column) }, drawCell(cell, surface))),
    );
  const table = el('table', {}, el('thead', {}, line('th')(head)), el('tbody', {}, body.map(line('td'))));
  return el('div', { class: 'block' }, scrollBox('Table', table));
}

type Order = { readonly column: number; readonly descending: boolean } | null;

/** Sorted by a click on a column, paged below. Both are the reader's own view and gone when the message changes. */
export function drawDataTable(block: DataTableBlock, surface: Surface): HTMLElement {
  const [head = [], ...body] = block.rows as readonly Row[];
  const pageSize = Math.min(Math.max(block.page_size ?? PAGE_SIZE_DEFAULT, 1), 100);
  const table = el('table');
  const pager = el('div', { class: 'pager' });
  const show = (page: number, order: Order) => {
    const rows = sorted(body, order);
    const pages = Math.max(1, Math.ceil(rows.length / pageSize));
    const shown = rows.slice(page * pageSize, (page + 1) * pageSize);
    const onSort = (column: number) =>
      show(0, { column, descending: order?.column === column && !order.descending });
    replaceChildren(
      table,
      el('caption', {}, block.caption),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          head.map((cell, column) => headCell(cell, column, order, onSort, surface)),
        ),
      ),
      el(
        'tbody',
        {},
        shown.map((row) => dataRow(row, block.row_header_column_index ?? 0, surface)),
      ),
    );
    const turn = (to: number) => show(to, order);
    replaceChildren(pager, ...(pages > 1 ? pagerParts(page, pages, rows.length, turn) : []));
  };
  show(0, null);
  return el('div', { class: 'block data-table' }, scrollBox(block.caption, table), pager);
}

function scrollBox(label: string, table: HTMLElement): HTMLElement {
  return el('div', { class: 'table-box', tabindex: 0, role: 'region', 'aria-label': label }, table);
}

function headCell(
  cell: Cell,
  column: number,
  order: Order,
  onSort: (column: number) => void,
  surface: Surface,
): HTMLElement {
  const isSorted = order?.column === column;
  const direction = order?.descending === true ? 'descending' : 'ascending';
  const arrow = order?.descending === true ? ' ↓' : ' ↑';
  const button = el('button', { type: 'button', class: 'sort' }, drawCell(cell, surface), isSorted && arrow);
  button.addEventListener('click', (event) => {
    const row = (event.currentTarget as HTMLElement).closest('table');
    onSort(column);
    row?.querySelectorAll<HTMLElement>('.sort')[column]?.focus();
  });
  return el('th', { scope: 'col', 'aria-sort': isSorted ? direction : undefined }, button);
}

function dataRow(row: Row, headerColumn: number, surface: Surface): HTMLElement {
  const cells = row.map((cell, column) => {
    const isHeader = column === headerColumn;
    const attributes = { class: cell.type === 'raw_number' ? 'align-right' : 'align-left' };
    const scope = isHeader ? { scope: 'row' } : {};
    return el(isHeader ? 'th' : 'td', { ...attributes, ...scope }, drawCell(cell, surface));
  });
  return el('tr', {}, cells);
}

function pagerParts(
  page: number,
  pages: number,
  rows: number,
  turn: (to: number) => void,
): readonly HTMLElement[] {
  const step = (label: string, to: number) => {
    const button = el(
      'button',
      { type: 'button', class: 'button small', 'aria-label': label, disabled: to < 0 || to >= pages },
      icon(to < page ? 'back' : 'next'),
    );
    button.addEventListener('click', () => turn(to));
    return button;
  };
  return [
    step('Previous page', page - 1),
    el('span', { 'aria-live': 'polite' }, `Page ${page + 1} of ${pages} · ${rows} rows`),
    step('Next page', page + 1),
  ];
}

function drawCell(cell: Cell, surface: Surface): Node {
  switch (cell.type) {
    case 'raw_text':
    case 'raw_number':
      return document.createTextNode(cell.text);
    case 'rich_text':
      return drawTextBlocks(fromRichText(cell), surface.directory);
    default:
      return unsupported(`table cell: ${(cell as { readonly type: string }).type}`);
  }
}

function sorted(rows: readonly Row[], order: Order): readonly Row[] {
  if (order === null) return rows;
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compareCells(a[order.column], b[order.column]));
}

function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (a?.type === 'raw_number' && b?.type === 'raw_number') return a.value - b.value;
  return cellText(a).localeCompare(cellText(b), undefined, { numeric: true });
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return cell.type === 'rich_text' ? fromRichText(cell).map(blockText).join('\n') : cell.text;
}

function blockText(block: TextBlock): string {
  return 'children' in block && block.type !== 'quote' ? plainOf(block.children) : '';
}
