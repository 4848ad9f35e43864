import { type Color, mix } from '../color.ts';
import { hills } from '../scenery/land.ts';
import { cloud, drawSky } from '../scenery/sky.ts';
import { circle, rect } from '../svg.ts';
import type { Setting } from './setting.ts';

export const sky: Setting = {
  name: 'sky',
  words: ['sky', 'heaven', 'air', 'above the clouds', 'in the clouds'],
  draw(stage) {
    const { palette, height, width, scale } = stage;
    const random = stage.random('sky');
    const white = mix(palette.sky[2], '#ffffff', palette.time === 'night' ? 0.16 : 0.55);
    const bank = (y: number, color: Color) =>
      Array.from({ length: Math.ceil(width / (170 * scale)) + 1 }, (_, index) =>
        circle(
          index * 170 * scale + random.between(-30, 30),
          y + random.between(-16, 26) * scale,
          random.between(110, 150) * scale,
          color,
        ),
      ).join('') + rect(0, y + 40, width, height, color);
    return {
      back:
        drawSky(stage, height * 0.9) +
        hills(stage, stage.random('far'), height * 0.84, 40 * scale, palette.lit(palette.conifer, 0.7), 4) +
        [0.2, 0.5, 0.82]
          .map((share) =>
            cloud(
              width * share,
              height * random.between(0.3, 0.66),
              random.between(240, 380) * scale,
              white,
              0.75,
            ),
          )
          .join(''),
      front: bank(height * 0.98, mix(white, palette.sky[1], 0.4)) + bank(height * 1.06, white),
      grounded: false,
    };
  },
};
