import { corners, meadowFloor } from '../scenery/ground-cover.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { bush, roundTree } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { rect } from '../svg.ts';
import type { Backdrop, Setting, Stage } from './setting.ts';

function meadowBackdrop(stage: Stage, park: boolean): Backdrop {
  const { palette, ground: y, height, width, scale } = stage;
  const horizon = y - height * 0.14;
  const random = stage.random('meadow');
  const fence =
    park && stage.richness > 0.6
      ? Array.from({ length: Math.ceil(width / (52 * scale)) }, (_, post) =>
          rect(post * 52 * scale, y - 66 * scale, 14 * scale, 60 * scale, palette.lit('#fdf6e8', 0.1), {
            rx: 6 * scale,
          }),
        ).join('') + rect(0, y - 50 * scale, width, 10 * scale, palette.lit('#fdf6e8', 0.16))
      : '';
  return {
    back:
      drawSky(stage, horizon) +
      hills(
        stage,
        stage.random('far'),
        horizon - height * 0.08,
        44 * scale,
        palette.lit(palette.conifer, 0.7),
        3,
      ) +
      hills(
        stage,
        stage.random('mid'),
        horizon - height * 0.01,
        34 * scale,
        palette.lit(palette.grass, 0.5),
        3,
      ) +
      (stage.has('tree')
        ? places(stage, stage.random('trees'), 6)
            .map((x) =>
              roundTree(
                stage,
                random,
                x,
                horizon + height * 0.04 + random.between(-12, 12),
                height * random.between(0.16, 0.3),
                palette.lit(palette.foliage, 0.3),
                palette.lit(palette.trunk, 0.3),
              ),
            )
            .join('')
        : '') +
      hills(
        stage,
        stage.random('low'),
        horizon + height * 0.06,
        22 * scale,
        palette.lit(palette.grass, 0.22),
        2,
      ) +
      (stage.has('bush')
        ? places(stage, stage.random('bushes'), 5)
            .map((x) =>
              bush(stage, x, y - 2, random.between(100, 190) * scale, palette.lit(palette.foliage, 0.08)),
            )
            .join('')
        : '') +
      fence +
      ground(stage, y - 10, palette.lit(palette.grass)) +
      meadowFloor(stage, 1.25),
    front: corners(stage),
  };
}

export const meadow: Setting = {
  name: 'meadow',
  words: [
    'meadow',
    'field',
    'hill',
    'countryside',
    'farm',
    'prairie',
    'valley',
    'lawn',
    'outdoors',
    'nature',
    'landscape',
  ],
  draw: (stage) => meadowBackdrop(stage, false),
};

export const park: Setting = {
  name: 'park',
  words: ['park', 'garden', 'backyard', 'yard', 'playground', 'orchard', 'picnic'],
  draw: (stage) => meadowBackdrop(stage, true),
};
