import { mix } from '../color.ts';
import { beams, corners, forestTrees, meadowFloor } from '../scenery/ground-cover.ts';
import { ground, hills, places } from '../scenery/land.ts';
import { bush, tallTrunk } from '../scenery/plants.ts';
import { drawSky } from '../scenery/sky.ts';
import { d, ellipse, path } from '../svg.ts';
import type { Setting } from './setting.ts';

export const forest: Setting = {
  name: 'forest',
  words: [
    'forest',
    'wood',
    'woods',
    'woodland',
    'jungle',
    'rainforest',
    'grove',
    'wilderness',
    'forest path',
    'forest trail',
  ],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.1;
    const random = stage.random('forest');
    const trunk = palette.lit(mix(palette.trunk, palette.shade, 0.2));
    const near = stage.has('tree')
      ? [random.between(0.02, 0.09), random.between(0.91, 0.98)]
          .map((share) =>
            stage.focus !== undefined && Math.abs(share * width - stage.focus.x) < stage.focus.width * 0.75
              ? ''
              : tallTrunk(stage, share * width, y + height * 0.08, random.between(58, 86) * scale, trunk),
          )
          .join('')
      : '';
    const canopy =
      stage.has('tree') && stage.has('leaf')
        ? [0, 1]
            .map((side) =>
              [0, 1, 2]
                .map((blob) =>
                  ellipse(
                    side * width + (side === 0 ? 1 : -1) * blob * 92 * scale,
                    -16 + (2 - blob) * 14 * scale,
                    120 * scale,
                    (96 - blob * 20) * scale,
                    palette.lit(mix(palette.conifer, palette.shade, 0.2 + 0.06 * (blob % 2))),
                  ),
                )
                .join(''),
            )
            .join('')
        : '';
    return {
      back:
        drawSky(stage, horizon) +
        hills(
          stage,
          stage.random('far hill'),
          horizon - height * 0.12,
          20,
          palette.lit(palette.conifer, 0.74),
        ) +
        forestTrees(stage, horizon - height * 0.04, height * 0.34, 0.62, 'far', 13) +
        hills(stage, stage.random('mid hill'), horizon - height * 0.02, 14, palette.lit(palette.grass, 0.5)) +
        forestTrees(stage, horizon + height * 0.03, height * 0.46, 0.34, 'middle', 8) +
        beams(stage, horizon) +
        hills(stage, stage.random('low hill'), horizon + height * 0.03, 12, palette.lit(palette.grass, 0.2)) +
        (stage.has('bush')
          ? places(stage, stage.random('bushes'), 7)
              .map((x) =>
                bush(stage, x, y + 4, random.between(90, 160) * scale, palette.lit(palette.foliage, 0.1)),
              )
              .join('')
          : '') +
        forestTrees(stage, y, height * 0.62, 0.04, 'near', 3) +
        ground(stage, y - 8, palette.lit(palette.grass)) +
        path(
          d`M${(stage.focus?.x ?? width / 2) - 90 * scale} ${y + 14}Q${width * 0.4} ${y + 60} ${width * 0.28} ${height + 10}H${width * 0.66}Q${width * 0.62} ${y + 70} ${(stage.focus?.x ?? width / 2) + 130 * scale} ${y + 14}Z`,
          palette.lit(palette.earth),
          { opacity: 0.55 },
        ) +
        near +
        canopy +
        meadowFloor(stage, 0.9),
      front: corners(stage),
    };
  },
};
