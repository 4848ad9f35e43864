import { mix } from '../color.ts';
import { bigForm, ornaments, sprigs } from '../scenery/ornaments.ts';
import { paper } from '../scenery/paper.ts';
import { ellipse, rect } from '../svg.ts';
import type { Setting } from './setting.ts';

/** For a subject without a place: a big soft form behind it and small ornaments around, chosen by the words. */
export const backdrop: Setting = {
  name: 'backdrop',
  words: ['backdrop', 'background', 'empty state', 'blank', 'transparent'],
  indoors: true,
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen, focus } = stage;
    const random = stage.random('backdrop');
    const base = paper(stage);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: base },
        { at: 1, color: mix(base, '#ffffff', palette.time === 'night' ? 0.06 : 0.4) },
      ],
      'down',
    );
    const x = focus?.x ?? width / 2;
    const middle = y - (focus?.height ?? 400) * 0.5;
    const radius = Math.min(
      Math.max(focus?.height ?? 400, focus?.width ?? 400) * 0.72,
      width * 0.46,
      height * 0.44,
    );
    const soft = mix(base, palette.accents[0] ?? '#21908d', palette.time === 'night' ? 0.2 : 0.22);
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        (stage.has('ornament') ? bigForm(stage, x, middle, radius, soft, y + 26 * scale) : '') +
        ellipse(x, y + 26 * scale, radius * 0.98, radius * 0.14, mix(soft, palette.shade, 0.12)) +
        (stage.has('ornament') ? ornaments(stage, x, middle, radius) : '') +
        (random.chance(0.5) && stage.has('plant') && stage.richness > 0.6 ? sprigs(stage, x, y, radius) : ''),
    };
  },
};
