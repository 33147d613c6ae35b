/** Line drawings on a 20 × 20 grid, of our own; they take the colour of the text beside them. */
const PATHS = {
  home: 'M3.5 9.5 10 4l6.5 5.5V16a.5.5 0 0 1-.5.5h-4v-4.5H8v4.5H4a.5.5 0 0 1-.5-.5z',
  hash: 'M7.5 3.5 6 16.5M14 3.5 12.5 16.5M3.5 7.5h13M3.5 12.5h13',
  down: 'm5 7.5 5 5 5-5',
  back: 'm12.5 4.5-6 5.5 6 5.5',
  close: 'm5 5 10 10M15 5 5 15',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  send: 'M3.5 10h12M10.5 4.5 16 10l-5.5 5.5',
  reply: 'M16.5 15.5v-2a5 5 0 0 0-5-5h-8m4-4-4 4 4 4',
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Zm8 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  next: 'm7.5 4.5 6 5.5-6 5.5',
  check: 'm4 10.5 4 4 8-9',
  bolt: 'M11.5 3 5 11.5h4.5L8.5 17 15 8.5h-4.5z',
  react:
    'M14.5 4.5h3.5M16.3 2.8v3.5M15.6 9.2A6.3 6.3 0 1 1 10.9 4M7 8.6h.01M11.6 8.6h.01M6.6 11.6a3.4 3.4 0 0 0 5.4 0',
  page: 'M5 3.5h7l3.5 3.5v9.5H5zM12 3.5V7h3.5M7.5 10.5h5M7.5 13h5',
  picture: 'M3 4.5h14v11H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 8h.01',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.appendChild(path);
  return svg;
}
