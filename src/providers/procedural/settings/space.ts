import { type Color, lighten, mix } from '../color.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { rock } from '../scenery/plants.ts';
import { sparkle } from '../scenery/sky.ts';
import { circle, d, ellipse, group, path, rect, type Svg } from '../svg.ts';
import type { Setting } from './setting.ts';

export const space: Setting = {
  name: 'space',
  words: [
    'space',
    'on the moon',
    'to the moon',
    'moonscape',
    'planet',
    'galaxy',
    'cosmos',
    'outer space',
    'mars',
    'universe',
    'orbit',
    'nebula',
    'asteroid',
    'lunar',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen } = stage;
    const random = stage.random('space');
    const tint = palette.accents[0] ?? '#8f7ad6';
    const calm = stage.scene.styles.has('pastel');
    const top: Color = calm ? '#6f78b8' : mix('#12163a', tint, 0.1);
    const bottom: Color = calm ? '#c9b4e0' : mix('#4a3f86', tint, 0.24);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: top },
        { at: 1, color: bottom },
      ],
      'down',
    );
    const stars = stage.has('star')
      ? Array.from({ length: Math.round(84 * scale) }, (_, index) => {
          const [x, at] = [random.between(0, width), random.between(0, y)];
          return index % 12 === 5
            ? sparkle(x, at, random.between(8, 16), '#fff3cf')
            : circle(x, at, random.between(1.2, 3.2), '#ffffff', { opacity: random.between(0.35, 0.95) });
        }).join('')
      : '';
    const planet = (x: number, at: number, radius: number, color: Color, ring: boolean): Svg => {
      const data = d`M${x - radius} ${at}a${radius} ${radius} 0 1 1 ${2 * radius} 0a${radius} ${radius} 0 1 1 ${-2 * radius} 0Z`;
      const tilt = d`rotate(-18 ${x} ${at})`;
      const band = mix(color, '#ffffff', 0.22);
      return group(
        {},
        circle(x, at, radius * 1.28, color, { opacity: 0.14 }),
        pen.form(data, color, radius * 0.24),
        pen.within(
          data,
          group(
            { transform: tilt },
            rect(x - radius, at - radius * 0.4, radius * 2, radius * 0.18, band, { opacity: 0.6 }),
            rect(x - radius, at + radius * 0.12, radius * 2, radius * 0.3, band, { opacity: 0.4 }),
          ),
        ),
        ring
          ? group(
              { transform: tilt },
              path(
                d`M${x - radius * 0.98} ${at - radius * 0.12}C${x - radius * 2.6} ${at + radius * 0.44} ${x + radius * 2.6} ${at + radius * 0.44} ${x + radius * 0.98} ${at - radius * 0.12}`,
                'none',
                { stroke: lighten(color, 0.5), 'stroke-width': radius * 0.13, 'stroke-linecap': 'round' },
              ),
            )
          : '',
      );
    };
    const side = stage.focus !== undefined && stage.focus.x > width / 2 ? 0.24 : 0.76;
    const surface = mix(mix('#b9b4cc', palette.sand, 0.2), tint, stage.scene.tints.length > 0 ? 0.35 : 0.08);
    const crater = (x: number, at: number, r: number): Svg =>
      ellipse(x, at, r, r * 0.28, mix(surface, '#2c2350', 0.32)) +
      ellipse(x - pen.light * r * 0.06, at + r * 0.06, r * 0.86, r * 0.2, mix(surface, '#2c2350', 0.18));
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        ellipse(width * (1 - side), height * 0.3, width * 0.5, height * 0.2, tint, {
          opacity: 0.1,
          transform: d`rotate(-16 ${width / 2} ${height / 3})`,
        }) +
        stars +
        planet(
          width * (side + random.between(-0.04, 0.04)),
          y * random.between(0.26, 0.36),
          random.between(88, 118) * scale,
          mix(palette.accents[0] ?? '#ff7f66', '#4a3f86', 0.1),
          true,
        ) +
        planet(
          width * (1 - side) + random.between(-30, 60),
          y * random.between(0.14, 0.24),
          random.between(30, 44) * scale,
          palette.accents[1] ?? '#f6c453',
          false,
        ) +
        hills(stage, stage.random('ridge'), y - height * 0.08, 44 * scale, mix(surface, bottom, 0.55), 4) +
        places(stage, stage.random('boulders'), 4)
          .map((x) => rock(stage, x, y, random.between(60, 130) * scale, mix(surface, bottom, 0.3)))
          .join('') +
        ground(stage, y - 12, surface, 14) +
        places(stage, stage.random('craters'), 6, true)
          .map((x) => crater(x, random.between(y + 40, height - 16), random.between(28, 64) * scale))
          .join(''),
    };
  },
};
