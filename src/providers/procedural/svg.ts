/** Markup of one or more SVG elements. */
export type Svg = string;
export type Attributes = { readonly [name: string]: string | number | undefined };

/** A coordinate with one decimal: finer is invisible, and coarser hides how engines differ in the last bits. */
export function print(value: number, decimals: 1 | 3 = 1): string {
  const unit = decimals === 1 ? 10 : 1000;
  const rounded = Math.round(value * unit) / unit;
  return rounded === 0 ? '0' : String(rounded);
}

/** Path data (or any attribute) with its numbers rounded: d`M${x} ${y}`. */
export function d(texts: TemplateStringsArray, ...values: readonly (number | string)[]): string {
  return texts.reduce((whole, text, index) => {
    const value = values[index - 1];
    return whole + (typeof value === 'number' ? print(value) : (value ?? '')) + text;
  });
}

export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === 'number' ? print(value, FINE.has(key) ? 3 : 1) : value}"`,
    )
    .join('');
  const content = children.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

const FINE = new Set(['opacity', 'fill-opacity', 'stop-opacity', 'stroke-opacity', 'offset']);

export const path = (data: string, fill: string, more: Attributes = {}): Svg =>
  element('path', { d: data, fill, ...more });

export const circle = (cx: number, cy: number, r: number, fill: string, more: Attributes = {}): Svg =>
  element('circle', { cx, cy, r, fill, ...more });

export const ellipse = (
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  fill: string,
  more: Attributes = {},
): Svg => element('ellipse', { cx, cy, rx, ry, fill, ...more });

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more: Attributes = {},
): Svg => element('rect', { x, y, width, height, fill, ...more });

/** A line without a filling, with round ends. */
export const stroke = (data: string, color: string, width: number, more: Attributes = {}): Svg =>
  element('path', {
    d: data,
    fill: 'none',
    stroke: color,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    ...more,
  });

export const group = (attributes: Attributes, ...children: readonly Svg[]): Svg =>
  children.every((child) => child === '') ? '' : element('g', attributes, ...children);

/** Moves, scales (a negative `flip` mirrors) and turns, in that order of reading. */
export function place(x: number, y: number, scale: number, content: Svg, flip: 1 | -1 = 1, turned = 0): Svg {
  const rotation = turned === 0 ? '' : ` rotate(${print(turned)})`;
  const transform = `translate(${print(x)} ${print(y)})${rotation} scale(${print(scale * flip, 3)} ${print(scale, 3)})`;
  return group({ transform }, content);
}

export type Point = readonly [x: number, y: number];

/** A soft curve through all points. */
export function curve(points: readonly Point[], closed = false): string {
  const at = (index: number): Point => {
    const count = points.length;
    const inside = closed ? (index + count) % count : Math.max(0, Math.min(count - 1, index));
    return points[inside] ?? [0, 0];
  };
  const last = closed ? points.length : points.length - 1;
  let data = d`M${at(0)[0]} ${at(0)[1]}`;
  for (let index = 0; index < last; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    data += d`C${from[0] + (to[0] - before[0]) / 6} ${from[1] + (to[1] - before[1]) / 6} ${to[0] - (after[0] - from[0]) / 6} ${to[1] - (after[1] - from[1]) / 6} ${to[0]} ${to[1]}`;
  }
  return closed ? `${data}Z` : data;
}
