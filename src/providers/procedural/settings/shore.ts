import { lighten, mix } from '../color.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { palm } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { water } from '../scenery/water.ts';
import { circle, d, ellipse, path } from '../svg.ts';
import type { Setting } from './setting.ts';

export const beach: Setting = {
  name: 'beach',
  words: ['beach', 'shore', 'coast', 'seaside', 'island', 'tropical', 'lagoon'],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.24;
    const random = stage.random('beach');
    const side = stage.focus !== undefined && stage.focus.x > width / 2 ? 1 : -1;
    const sand = palette.lit(palette.sand);
    return {
      back:
        drawSky(stage, horizon) +
        (stage.has('rock')
          ? path(
              d`M${width * 0.62} ${horizon}Q${width * 0.7} ${horizon - height * 0.07} ${width * 0.8} ${horizon - height * 0.04}T${width * 0.98} ${horizon}Z`,
              palette.lit(palette.conifer, 0.6),
            )
          : '') +
        water(stage, horizon, y) +
        path(
          d`M-10 ${y - 24 * scale}Q${width * 0.25} ${y - 52 * scale} ${width * 0.5} ${y - 26 * scale}T${width + 10} ${y - 34 * scale}V${y + 40}H-10Z`,
          '#ffffff',
          { opacity: 0.7 },
        ) +
        ground(stage, y - 14 * scale, sand, 9) +
        (stage.has('tree')
          ? palm(
              stage,
              side === 1 ? width * random.between(0.05, 0.12) : width * random.between(0.88, 0.95),
              y + height * 0.06,
              height * random.between(0.5, 0.62),
              side,
            )
          : '') +
        places(stage, stage.random('shells'), 9, true)
          .map((x) => {
            const at = random.between(y + 24, height - 12);
            return random.chance(0.6)
              ? ellipse(x, at, 9 * scale, 4 * scale, mix(sand, palette.shade, 0.14))
              : circle(x, at, 6 * scale, palette.lit(random.pick(palette.accents)));
          })
          .join(''),
    };
  },
};

export const ocean: Setting = {
  name: 'ocean',
  words: [
    'ocean',
    'sea',
    'lake',
    'river',
    'harbor',
    'harbour',
    'waves',
    'pond',
    'on the water',
    'in the water',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.22;
    const swell = (at: number, color: string, phase: number) => {
      const step = 120 * scale;
      let data = d`M${-step * 2 + phase} ${at}`;
      for (let x = -step * 2 + phase; x < width + step; x += step)
        data += d`q${step / 4} ${-15 * scale} ${step / 2} 0t${step / 2} 0`;
      return path(d`${data}V${height + 10}H${-step * 2}Z`, color);
    };
    const deep = palette.lit(mix(palette.water, palette.shade, 0.12));
    const floats = stage.scene.hero !== undefined;
    return {
      back:
        drawSky(stage, horizon) +
        hills(stage, stage.random('isles'), horizon + 26, 34 * scale, palette.lit(palette.conifer, 0.66), 3) +
        water(stage, horizon, height) +
        swell(y - 34 * scale, palette.lit(lighten(palette.water, 0.12)), 30) +
        swell(y - 8 * scale, palette.lit(palette.water), 84),
      front:
        swell(y + (floats ? 2 : 8) * scale, mix(deep, palette.lit(palette.water), 0.5), 10) +
        swell(y + (height - y) * 0.45, deep, 60) +
        swell(y + (height - y) * 0.8, mix(deep, palette.shade, 0.12), 20),
      grounded: false,
    };
  },
};
