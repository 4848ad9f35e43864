import { mix } from '../color.ts';
import { ground, hills, peaks, places } from '../scenery/land.ts';
import { conifer } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { ellipse } from '../svg.ts';
import type { Setting } from './setting.ts';

export const snow: Setting = {
  name: 'snow',
  words: [
    'tundra',
    'arctic',
    'glacier',
    'antarctica',
    'iceberg',
    'ski',
    'winter wonderland',
    'snowy landscape',
  ],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.12;
    const white = palette.lit(palette.snow);
    const random = stage.random('snow');
    return {
      back:
        drawSky(stage, horizon) +
        peaks(
          stage,
          stage.random('far'),
          horizon,
          height * 0.34,
          palette.lit(palette.rock, 0.6),
          mix(white, palette.haze, 0.3),
          3,
        ) +
        hills(stage, stage.random('mid'), horizon, 30 * scale, mix(white, palette.haze, 0.5), 3) +
        (stage.has('tree')
          ? places(stage, stage.random('firs'), 8)
              .map((x) => {
                const tall = height * random.between(0.2, 0.42);
                return conifer(
                  stage,
                  x,
                  y + random.between(-10, 10),
                  tall,
                  mix(palette.lit(palette.conifer, 0.16), white, 0.28),
                  palette.lit(palette.trunk),
                );
              })
              .join('')
          : '') +
        ground(stage, y - 8, white, 22) +
        places(stage, stage.random('drifts'), 6, true)
          .map((x) =>
            ellipse(
              x,
              random.between(y + 30, height),
              random.between(60, 140) * scale,
              random.between(7, 14) * scale,
              mix(white, palette.shade, 0.08),
            ),
          )
          .join(''),
    };
  },
};
