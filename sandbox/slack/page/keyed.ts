/**
 * Lists that are drawn again on every change of the workspace, without taking away what a person is doing in them:
 * an item that has not changed keeps its nodes, one that has keeps the focus and the caret by `data-key`.
 */
export type Keyed = {
  readonly key: string;
  /** The item is drawn again when this differs. */
  readonly signature: string;
  readonly draw: () => HTMLElement;
};

type Drawn = { readonly signature: string; readonly node: HTMLElement };

const drawnByParent = new WeakMap<Element, Map<string, Drawn>>();

export function updateList(parent: Element, items: readonly Keyed[]): void {
  const before = drawnByParent.get(parent) ?? new Map<string, Drawn>();
  const after = new Map<string, Drawn>();
  let cursor: ChildNode | null = parent.firstChild;
  for (const item of items) {
    const known = before.get(item.key);
    const drawn =
      known?.signature === item.signature ? known : { signature: item.signature, node: item.draw() };
    if (known !== undefined && known !== drawn) {
      if (cursor === known.node) cursor = drawn.node;
      swap(known.node, drawn.node);
    }
    if (cursor === drawn.node) cursor = cursor.nextSibling;
    else parent.insertBefore(drawn.node, cursor);
    after.set(item.key, drawn);
  }
  for (const [key, drawn] of before) if (!after.has(key)) drawn.node.remove();
  drawnByParent.set(parent, after);
}

type Caret = { readonly key: string; readonly from: number | null; readonly to: number | null };

export function swap(old: HTMLElement, fresh: HTMLElement): void {
  const caret = caretIn(old);
  old.replaceWith(fresh);
  if (caret !== null) restoreCaret(fresh, caret);
}

/** Where the focus stands below `parent`, by the key of what it stands on. */
export function caretIn(parent: Element): Caret | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !parent.contains(active)) return null;
  const key = active.dataset['key'];
  if (key === undefined) return null;
  const hasCaret = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
  return {
    key,
    from: hasCaret ? active.selectionStart : null,
    to: hasCaret ? active.selectionEnd : null,
  };
}

export function restoreCaret(parent: Element, caret: Caret): void {
  const target = parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(caret.key)}"]`);
  target?.focus({ preventScroll: true });
  const hasCaret = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  if (hasCaret && caret.from !== null) target.setSelectionRange(caret.from, caret.to);
}
