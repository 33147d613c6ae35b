/**
 * The page's only way to make elements. Whatever is shown was written by strangers, so it enters as text nodes and
 * named attributes; there is no path from a string to markup here.
 */
export type Child = Node | string | null | false | readonly Child[];
export type Attributes = { readonly [name: string]: string | number | boolean | undefined };

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

/** `true` writes an empty attribute, `false` and `undefined` none: ARIA states are passed as the words "true" and "false". */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === false) continue;
    if (typeof child === 'string') parent.appendChild(document.createTextNode(child));
    else if (child instanceof Node) parent.appendChild(child);
    else append(parent, child);
  }
}

export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

let lastId = 0;

/** For label/for, aria-describedby and radio groups: the same message stands in the channel and in its thread. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
