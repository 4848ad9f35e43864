import { lighten, mix } from '../color.ts';
import { corners } from '../scenery/ground-cover.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { circle, d, path, rect, stroke } from '../svg.ts';
import type { Setting } from './setting.ts';

export const underwater: Setting = {
  name: 'underwater',
  words: ['underwater', 'under water', 'coral reef', 'reef', 'seabed', 'aquarium', 'deep sea'],
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen } = stage;
    const random = stage.random('underwater');
    const blue = palette.lit(palette.water);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: lighten(blue, 0.5) },
        { at: 0.5, color: blue },
        { at: 1, color: mix(blue, palette.shade, 0.55) },
      ],
      'down',
    );
    const weed = (x: number, tall: number, color: string) =>
      stroke(
        d`M${x} ${y + 20}q${-24 * scale} ${-tall * 0.25} 0 ${-tall * 0.5}t0 ${-tall * 0.5}`,
        color,
        15 * scale,
      );
    const fish = Array.from({ length: 6 }, () => {
      const [x, at, size] = [
        random.between(0.05, 0.95) * width,
        random.between(0.12, 0.62) * height,
        random.between(16, 30) * scale,
      ];
      const color = palette.own(random.pick(palette.accents));
      return (
        path(
          d`M${x - size} ${at}Q${x} ${at - size * 0.8} ${x + size} ${at}L${x + size * 1.6} ${at - size * 0.5}V${at + size * 0.5}L${x + size} ${at}Q${x} ${at + size * 0.8} ${x - size} ${at}Z`,
          color,
        ) + circle(x - size * 0.5, at - size * 0.1, size * 0.1, '#2a2433')
      );
    }).join('');
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        [0.2, 0.4, 0.6, 0.75]
          .map((share) =>
            path(
              d`M${share * width} -10h${width * 0.06}l${-width * 0.1} ${height}h${-width * 0.14}Z`,
              '#ffffff',
              { opacity: 0.1 },
            ),
          )
          .join('') +
        hills(stage, stage.random('far'), y - height * 0.12, 50 * scale, mix(blue, palette.shade, 0.3), 4) +
        fish +
        places(stage, stage.random('weeds'), 12)
          .map((x, index) =>
            weed(
              x,
              random.between(120, 300) * scale,
              palette.lit(index % 2 === 0 ? palette.conifer : (palette.accents[0] ?? '#ff7f66'), 0.12),
            ),
          )
          .join('') +
        ground(stage, y - 8, mix(palette.lit(palette.sand), blue, 0.35), 16) +
        Array.from({ length: 26 }, () =>
          circle(random.between(0, width), random.between(0, y), random.between(4, 12) * scale, '#ffffff', {
            'fill-opacity': 0.16,
            stroke: '#ffffff',
            'stroke-width': 1.6 * scale,
            'stroke-opacity': 0.5,
          }),
        ).join(''),
      front: corners(stage),
    };
  },
};
