import { lighten, mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';
import { d, rect, type Svg, stroke } from '../svg.ts';
import { luminaryAt } from './sky.ts';

export function water(stage: Stage, from: number, to: number): Svg {
  const { width, palette, pen, scale } = stage;
  const random = stage.random('water');
  const near = palette.lit(palette.water);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: mix(palette.lit(palette.water, 0.45), palette.sky[2], 0.3) },
      { at: 1, color: near },
    ],
    'down',
  );
  const { x } = luminaryAt(stage, from);
  const glints = Array.from({ length: Math.round(26 * stage.scale * (0.4 + 0.6 * stage.richness)) }, () => {
    const share = random.next();
    const [y, long] = [from + 6 + (to - from) * share, random.between(24, 84) * scale * (0.4 + share)];
    return d`M${random.between(-20, width)} ${y}h${long}`;
  });
  const path_ =
    stage.has('sun') || stage.has('moon')
      ? Array.from({ length: 9 }, (_, step) => {
          const y = from + 6 + ((to - from) * step) / 9;
          const half = random.between(14, 44) * scale * (0.7 + step * 0.14);
          return d`M${x - half} ${y}H${x + half}`;
        }).join('')
      : '';
  return (
    defs +
    rect(0, from, width, to - from + 40, fill) +
    stroke(glints.join(''), lighten(near, 0.4), 3.4 * scale, { opacity: 0.5 }) +
    stroke(path_, palette.sun, 5 * scale, { opacity: 0.55 })
  );
}
