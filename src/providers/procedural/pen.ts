import { type Color, mix } from './color.ts';
import { type Attributes, circle, element, group, path, print, type Svg, stroke } from './svg.ts';

/** Draws shapes the way the picture's style asks: where light comes from, whether forms have outlines. */
export interface Pen {
  /** 1 when light comes from the right. */
  readonly light: 1 | -1;
  readonly ink: Color;
  /** Outline width in the units of whatever is drawn; 0 for none. */
  readonly outline: number;
  /** A filled form with a shadow along the edge away from the light; `depth` is how broad it is. */
  form(data: string, fill: Color, depth?: number): Svg;
  /** A filled form without a shadow. */
  flat(data: string, fill: Color, more?: Attributes): Svg;
  disc(x: number, y: number, radius: number, fill: Color, depth?: number): Svg;
  /** A thick line with round ends: arms, legs, branches. */
  limb(data: string, fill: Color, width: number): Svg;
  /** Cuts content to a form. */
  within(data: string, ...content: readonly Svg[]): Svg;
  /** A gradient for use as a fill. */
  gradient(stops: readonly GradientStop[], direction: 'down' | 'across' | 'out'): { defs: Svg; fill: string };
  /** The same pen in a mirrored group, where light comes from the other side. */
  mirrored(): Pen;
}

export interface GradientStop {
  readonly at: number;
  readonly color: Color;
  readonly opacity?: number;
}

export interface PenStyle {
  readonly light: 1 | -1;
  readonly ink: Color;
  readonly outline: number;
  readonly shade: Color;
}

/** One pen a picture: it numbers the definitions it makes. */
export function createPen(style: PenStyle, counter = { count: 0 }): Pen {
  const { light, ink, outline, shade } = style;
  const name = (): string => {
    counter.count += 1;
    return `d${counter.count}`;
  };
  const edge: Attributes =
    outline > 0 ? { stroke: ink, 'stroke-width': outline, 'stroke-linejoin': 'round' } : {};
  const within = (data: string, ...content: readonly Svg[]): Svg => {
    const id = name();
    return (
      element('clipPath', { id }, element('path', { d: data })) +
      group({ 'clip-path': `url(#${id})` }, ...content)
    );
  };
  const flat = (data: string, fill: Color, more: Attributes = {}): Svg =>
    path(data, fill, { ...edge, ...more });
  const form = (data: string, fill: Color, depth = 7): Svg => {
    const shift = `translate(${print(light * depth)} ${print(-depth * 0.55)})`;
    const shaded = within(data, path(data, mix(fill, shade, 0.2)), path(data, fill, { transform: shift }));
    return outline > 0 ? shaded + path(data, 'none', edge) : shaded;
  };
  return {
    light,
    ink,
    outline,
    form,
    flat,
    within,
    disc: (x, y, radius, fill, depth) =>
      depth === undefined
        ? circle(x, y, radius, fill, edge)
        : form(
            `M${print(x - radius)} ${print(y)}a${print(radius)} ${print(radius)} 0 1 1 ${print(2 * radius)} 0a${print(radius)} ${print(radius)} 0 1 1 ${print(-2 * radius)} 0Z`,
            fill,
            depth,
          ),
    limb: (data, fill, width) =>
      (outline > 0 ? stroke(data, ink, width + 2 * outline * 0.8) : '') + stroke(data, fill, width),
    gradient: (stops, direction) => {
      const id = name();
      const points = stops.map(({ at, color, opacity }) =>
        element('stop', { offset: at, 'stop-color': color, 'stop-opacity': opacity }),
      );
      const defs =
        direction === 'out'
          ? element('radialGradient', { id }, ...points)
          : element(
              'linearGradient',
              direction === 'down' ? { id, x1: 0, y1: 0, x2: 0, y2: 1 } : { id, x1: 0, y1: 0, x2: 1, y2: 0 },
              ...points,
            );
      return { defs, fill: `url(#${id})` };
    },
    mirrored: () => createPen({ ...style, light: light === 1 ? -1 : 1 }, counter),
  };
}
