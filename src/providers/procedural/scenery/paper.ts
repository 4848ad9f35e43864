import { brightness, type Color, mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';

/** The quiet colour behind things: an accent, mixed far towards paper or, at night, towards the sky. */
export function paper(stage: Stage): Color {
  const { palette } = stage;
  const random = stage.random('paper');
  const tint = palette.accents[random.integer(0, Math.min(2, palette.accents.length - 1))] ?? '#21908d';
  if (palette.time === 'night') return mix(palette.sky[1], tint, 0.14);
  if (palette.time === 'sunset') return mix(mix(palette.sky[2], tint, 0.2), '#ffffff', 0.42);
  return mix(tint, palette.time === 'golden' ? '#fff0d6' : '#fbf7f0', brightness(tint) > 0.72 ? 0.56 : 0.74);
}
