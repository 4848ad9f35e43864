import { type Color, lighten, mix } from '../color.ts';
import { places } from '../scenery/land.ts';
import { roundTree } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { circle, d, path, rect, type Svg, stroke } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

function towers(
  stage: Stage,
  label: string,
  base: number,
  tall: number,
  distance: number,
  count: number,
): Svg {
  const { palette, width, height, scale } = stage;
  const random = stage.random(label);
  const total = Math.max(4, Math.round((count * width) / 1000));
  const lights = palette.time === 'night' || palette.time === 'sunset';
  const step = width / total;
  return Array.from({ length: total + 1 }, (_, index) => {
    const wide = step * random.between(0.78, 1.16);
    const high = tall * random.between(0.42, 1);
    const x = index * step - wide / 2;
    const top = base - high;
    const color = palette.lit(random.pick(palette.buildings), distance);
    const roof = random.integer(0, 4);
    const pane: Color = lights ? palette.shining('#ffd98a') : mix(color, '#ffffff', 0.42);
    const [w, h] = [15 * scale, 21 * scale];
    const columns = Math.max(2, Math.floor((wide - 16 * scale) / (w * 1.9)));
    const gap = wide / columns;
    const panes: string[] = [];
    if (distance < 0.6 && stage.has('window'))
      for (let row = 0; row < Math.min(11, Math.floor(high / (h * 2)) - 1); row++)
        for (let column = 0; column < columns; column++)
          if (random.chance(lights ? 0.55 : 0.82))
            panes.push(
              d`M${x + gap * (column + 0.5) - w / 2} ${top + h * (1.1 + row * 1.9)}h${w}v${h}h${-w}Z`,
            );
    return (
      rect(x, top, wide, height - top, color) +
      rect(
        stage.pen.light === 1 ? x : x + wide * 0.72,
        top,
        wide * 0.28,
        height - top,
        mix(color, palette.shade, 0.14),
      ) +
      (roof === 0
        ? path(
            d`M${x} ${top + 1}L${x + wide / 2} ${top - wide * 0.34}L${x + wide} ${top + 1}Z`,
            mix(color, palette.shade, 0.2),
          )
        : '') +
      (roof === 1
        ? rect(x + wide * 0.2, top - 22 * scale, wide * 0.6, 24 * scale, color) +
          stroke(d`M${x + wide / 2} ${top - 20 * scale}v${-44 * scale}`, color, 4 * scale)
        : '') +
      (roof === 2
        ? path(d`M${x} ${top + 1}A${wide / 2} ${wide * 0.32} 0 0 1 ${x + wide} ${top + 1}Z`, color)
        : '') +
      path(panes.join(''), pane, { opacity: lights ? 0.9 : 0.6 })
    );
  }).join('');
}

export const city: Setting = {
  name: 'city',
  words: [
    'city',
    'street',
    'town',
    'skyline',
    'urban',
    'downtown',
    'village',
    'road',
    'sidewalk',
    'plaza',
    'metropolis',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.06;
    const pavement = palette.lit(mix('#c9c6cc', palette.floor, 0.25));
    const lamps =
      stage.richness > 0.6
        ? places(stage, stage.random('lamps'), 2)
            .map(
              (x) =>
                stroke(
                  d`M${x} ${y}v${-height * 0.3}q0 ${-22 * scale} ${26 * scale} ${-22 * scale}`,
                  palette.lit('#4a5068'),
                  7 * scale,
                ) +
                circle(
                  x + 30 * scale,
                  y - height * 0.3 - 14 * scale,
                  11 * scale,
                  palette.shining('#ffe6a8'),
                ) +
                circle(x + 30 * scale, y - height * 0.3 - 14 * scale, 44 * scale, '#ffe6a8', {
                  opacity: palette.time === 'night' ? 0.22 : 0.08,
                }),
            )
            .join('')
        : '';
    const random = stage.random('street trees');
    return {
      back:
        drawSky(stage, horizon) +
        towers(stage, 'far', horizon, height * 0.56, 0.66, 12) +
        towers(stage, 'middle', horizon + 10, height * 0.44, 0.36, 8) +
        towers(stage, 'near', y, height * 0.3, 0.08, 5) +
        (stage.has('tree')
          ? places(stage, random, 3)
              .map((x) =>
                roundTree(
                  stage,
                  random,
                  x,
                  y + 4,
                  height * random.between(0.2, 0.26),
                  palette.lit(palette.foliage),
                  palette.lit(palette.trunk),
                ),
              )
              .join('')
          : '') +
        lamps +
        rect(0, y - 12 * scale, width, height - y + 20, pavement) +
        rect(0, y - 12 * scale, width, 7 * scale, lighten(pavement, 0.3)) +
        rect(0, y + (height - y) * 0.46, width, height, mix(pavement, palette.shade, 0.42)) +
        stroke(d`M0 ${y + (height - y) * 0.76}H${width}`, lighten(pavement, 0.4), 8 * scale, {
          'stroke-dasharray': d`${60 * scale} ${54 * scale}`,
        }),
    };
  },
};
