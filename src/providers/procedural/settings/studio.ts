import { lighten, mix } from '../color.ts';
import { paper } from '../scenery/paper.ts';
import { circle, d, ellipse, path, rect, type Svg } from '../svg.ts';
import type { Setting, Stage } from './setting.ts';

export const studio: Setting = {
  name: 'studio',
  words: [
    'studio',
    'pedestal',
    'podium',
    'plinth',
    'stand',
    'white background',
    'plain background',
    'seamless',
    'studio backdrop',
    'showroom',
  ],
  indoors: true,
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen, focus } = stage;
    const base = paper(stage);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: mix(base, palette.shade, 0.06) },
        { at: 1, color: lighten(base, 0.35) },
      ],
      'down',
    );
    const floor = mix(base, palette.shade, 0.07);
    const x = focus?.x ?? width / 2;
    const half = Math.max((focus?.width ?? 300) * 0.66, 190 * scale);
    const tall = height * 0.1;
    const skirting = y - tall * 0.2;
    const glow = pen.gradient(
      [
        { at: 0, color: '#ffffff', opacity: 0.75 },
        { at: 1, color: '#ffffff', opacity: 0 },
      ],
      'out',
    );
    const random = stage.random('studio');
    const shape = random.integer(0, 2);
    const ornament = mix(base, palette.accents[1] ?? '#f6c453', 0.3);
    const arch =
      stage.has('ornament') && stage.richness > 0.45
        ? shape === 0
          ? path(
              d`M${x - half * 1.5} ${skirting}V${y - (focus?.height ?? 400) * 0.86}A${half * 1.5} ${half * 1.5} 0 0 1 ${x + half * 1.5} ${y - (focus?.height ?? 400) * 0.86}V${skirting}Z`,
              ornament,
              { opacity: 0.55 },
            )
          : shape === 1
            ? circle(x + pen.light * half * 0.35, y - (focus?.height ?? 400) * 0.62, half * 1.55, ornament, {
                opacity: 0.55,
              })
            : rect(
                x - half * 1.7,
                y - (focus?.height ?? 400) * 1.06,
                half * 2.1,
                (focus?.height ?? 400) * 1.1,
                ornament,
                { opacity: 0.45, rx: 16 },
              )
        : '';
    const beam = path(
      d`M${x + pen.light * half * 3.4} -10L${x + pen.light * half * 2} -10L${x - half * 1.1} ${y + tall}H${x + half * 1.1}Z`,
      '#ffffff',
      { opacity: 0.16 },
    );
    const [lit, dim] = [lighten(base, 0.6), mix(base, palette.shade, 0.2)];
    const sides = pen.gradient(
      [
        { at: 0, color: pen.light === 1 ? dim : lit },
        { at: 1, color: pen.light === 1 ? lit : dim },
      ],
      'across',
    );
    const block = d`M${x - half} ${y}A${half} ${half * 0.17} 0 0 0 ${x + half} ${y}V${y + tall}A${half} ${half * 0.17} 0 0 1 ${x - half} ${y + tall}Z`;
    return {
      back:
        defs +
        glow.defs +
        rect(0, 0, width, height, fill) +
        arch +
        circle(x, y - (focus?.height ?? 400) * 0.5, half * 2.3, glow.fill) +
        rect(0, skirting, width, height - skirting, floor) +
        rect(0, skirting, width, 3 * scale, lighten(floor, 0.35)) +
        beam +
        ellipse(
          x - pen.light * half * 0.35,
          y + tall + half * 0.1,
          half * 1.42,
          half * 0.24,
          mix(floor, palette.shade, 0.16),
        ) +
        sides.defs +
        path(block, sides.fill) +
        ellipse(x, y, half, half * 0.17, lighten(base, 0.66)) +
        (stage.richness > 0.75 && random.chance(0.6)
          ? companionStone(stage, x + pen.light * half * 1.52, y + tall + half * 0.13, half * 0.36)
          : ''),
    };
  },
};

function companionStone(stage: Stage, x: number, y: number, size: number): Svg {
  const color = stage.palette.own(stage.palette.accents[2] ?? '#21908d');
  return (
    ellipse(x - stage.pen.light * size * 0.4, y, size * 1.3, size * 0.2, stage.palette.shade, {
      opacity: 0.16,
    }) + stage.pen.disc(x, y - size * 0.92, size * 0.94, mix(color, '#ffffff', 0.2), size * 0.24)
  );
}
