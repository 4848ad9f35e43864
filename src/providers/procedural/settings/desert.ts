import { mix } from '../color.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { rock } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { d, stroke } from '../svg.ts';
import type { Setting } from './setting.ts';

export const desert: Setting = {
  name: 'desert',
  words: ['desert', 'dune', 'sahara', 'savanna', 'savannah', 'oasis'],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.12;
    const sand = palette.lit(mix(palette.sand, '#e89a5a', 0.3));
    const random = stage.random('desert');
    const green = palette.lit(mix(palette.conifer, '#5aa070', 0.4), 0.08);
    const cacti = stage.has('cactus')
      ? places(stage, stage.random('cacti'), 4)
          .map((x) => {
            const [tall, at] = [random.between(90, 210) * scale, y + random.between(-16, 24)];
            const wide = tall * 0.17;
            return stroke(
              d`M${x} ${at}V${at - tall}M${x} ${at - tall * 0.4}h${wide * 1.7}v${-tall * 0.24}M${x} ${at - tall * 0.3}h${-wide * 1.7}v${-tall * 0.28}`,
              green,
              wide,
            );
          })
          .join('')
      : '';
    return {
      back:
        drawSky(stage, horizon) +
        hills(
          stage,
          stage.random('mesa'),
          horizon - height * 0.06,
          40 * scale,
          mix(sand, palette.haze, 0.6),
          3,
        ) +
        hills(stage, stage.random('dunes'), horizon, 36 * scale, mix(sand, palette.haze, 0.34), 2) +
        hills(
          stage,
          stage.random('dunes 2'),
          horizon + height * 0.05,
          30 * scale,
          mix(mix(sand, palette.shade, 0.1), palette.haze, 0.1),
          2,
        ) +
        cacti +
        ground(stage, y - 8, sand, 16) +
        places(stage, stage.random('stones'), 6, true)
          .map((x) =>
            rock(
              stage,
              x,
              random.between(y + 20, height - 10),
              random.between(20, 46) * scale,
              mix(sand, palette.shade, 0.26),
            ),
          )
          .join(''),
    };
  },
};
