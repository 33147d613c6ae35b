/** A menu that drops from a button: overflow menus and the switch of person. */
import { type Child, el } from './dom.ts';

export type MenuItem = {
  readonly label: string;
  readonly content: Child;
  readonly isCurrent?: boolean;
  readonly onChoose: () => void;
};

const GAP_PX = 4;
const EDGE_PX = 8;

/** Stands on the top layer, so that no scrolling box cuts it off and no redraw of a message takes it away. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
  const menu = el('div', { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' });
  const nodes = items.map((item) => {
    const role = item.isCurrent === undefined ? 'menuitem' : 'menuitemradio';
    const node = el(
      'button',
      { type: 'button', role, tabindex: -1, 'aria-label': item.label, 'aria-checked': item.isCurrent },
      item.content,
    );
    if (item.isCurrent !== undefined) node.setAttribute('aria-checked', String(item.isCurrent));
    node.addEventListener('click', () => {
      menu.hidePopover();
      item.onChoose();
    });
    return node;
  });
  menu.append(...nodes);
  // Whatever is outside an open dialog is inert: a menu of the dialog has to be inside it.
  (anchor.closest('dialog') ?? document.body).append(menu);
  menu.addEventListener('keydown', (event) => moveInMenu(event, menu, nodes));
  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    anchor.setAttribute('aria-expanded', 'false');
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });
  anchor.setAttribute('aria-expanded', 'true');
  menu.showPopover();
  place(menu, anchor);
  (nodes.find((_, index) => items[index]?.isCurrent === true) ?? nodes[0])?.focus();
}

function moveInMenu(event: KeyboardEvent, menu: HTMLElement, nodes: readonly HTMLElement[]): void {
  const at = nodes.indexOf(document.activeElement as HTMLElement);
  const targets: { readonly [key: string]: number } = {
    ArrowDown: (at + 1) % nodes.length,
    ArrowUp: (at - 1 + nodes.length) % nodes.length,
    Home: 0,
    End: nodes.length - 1,
  };
  const target = targets[event.key];
  if (target !== undefined) {
    event.preventDefault();
    nodes[target]?.focus();
  } else if (event.key === 'Tab' || event.key === 'Escape') {
    // Esc closes the menu, and not the dialog that it stands in.
    event.preventDefault();
    event.stopPropagation();
    menu.hidePopover();
  }
}

function place(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP_PX + height <= innerHeight - EDGE_PX;
  const top = below ? at.bottom + GAP_PX : Math.max(EDGE_PX, at.top - GAP_PX - height);
  const left = Math.max(EDGE_PX, Math.min(at.left, innerWidth - width - EDGE_PX));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}
