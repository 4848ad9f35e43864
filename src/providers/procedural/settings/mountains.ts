import { mix } from '../color.ts';
import { corners, forestTrees, meadowFloor } from '../scenery/ground-cover.ts';
import { ground, hills, peaks } from '../scenery/land.ts';
import { drawSky } from '../scenery/sky.ts';
import type { Setting } from './setting.ts';

export const mountains: Setting = {
  name: 'mountains',
  words: [
    'mountain',
    'mountains',
    'alps',
    'peak',
    'cliff',
    'summit',
    'canyon',
    'highland',
    'mountain path',
    'mountain trail',
    'mountain range',
  ],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.06;
    const tall = Math.min(height * 0.56, stage.width * 0.72);
    const snow = palette.lit(palette.snow, 0.12);
    return {
      back:
        drawSky(stage, horizon) +
        peaks(
          stage,
          stage.random('far'),
          horizon,
          tall,
          palette.lit(palette.rock, 0.55),
          mix(snow, palette.haze, 0.35),
          3,
        ) +
        peaks(
          stage,
          stage.random('mid'),
          horizon + 10,
          tall * 0.68,
          palette.lit(palette.rock, 0.28),
          stage.scene.season === 'summer' ? undefined : snow,
          3,
        ) +
        hills(
          stage,
          stage.random('low'),
          horizon - height * 0.015,
          40 * scale,
          palette.lit(palette.conifer, 0.3),
          3,
        ) +
        forestTrees(stage, horizon + height * 0.04, height * 0.15, 0.2, 'firs', 14) +
        ground(stage, y - 10, palette.lit(palette.grass), 18) +
        meadowFloor(stage, 0.8),
      front: corners(stage),
    };
  },
};
