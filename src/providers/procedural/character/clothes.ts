import { darken, lighten } from '../color.ts';
import type { Pen } from '../pen.ts';
import { circle, d, ellipse, group, path, type Svg, stroke } from '../svg.ts';
import { type Character, deep } from './character.ts';
import { type Figure, SUIT } from './limbs.ts';
import type { Species } from './species.ts';

export function torso({ pen, who, species, build, bones, pose }: Figure): Svg {
  const broad = build.shoulder * (0.55 + 0.45 * pose.front);
  const hips = (build.hip + build.legWidth * 0.62) * who.girth * (0.7 + 0.3 * pose.front);
  const tall = build.torso;
  const bottom = 10;
  const body = d`M${-broad * 0.5} ${-tall - 6}C${-broad * 1.1} ${-tall - 4} ${-broad * 1.14} ${-tall + 14} ${-broad * 1.12} ${-tall * 0.6}L${-hips} ${bottom - 12}Q${-hips} ${bottom} ${-hips + 12} ${bottom}H${hips - 12}Q${hips} ${bottom} ${hips} ${bottom - 12}L${broad * 1.12} ${-tall * 0.6}C${broad * 1.14} ${-tall + 14} ${broad * 1.1} ${-tall - 4} ${broad * 0.5} ${-tall - 6}Z`;
  const fur = species.body === 'suit' ? SUIT : who.coat;
  const top = who.top;
  const bare = top === undefined;
  const dress = top?.garment === 'dress' || who.bottom?.garment === 'skirt';
  const parts =
    pen.form(body, top?.garment === 'overalls' ? lighten(who.accent, 0.25) : (top?.color ?? fur), 7) +
    (bare && species.body !== 'suit' && species.body !== 'robot'
      ? pen.within(body, ellipse(4, -tall * 0.36, hips * 0.68, tall * 0.52, who.mark))
      : '') +
    (who.bottom !== undefined && !dress
      ? pen.within(body, path(d`M-90 -6H90V40H-90Z`, who.bottom.color))
      : '') +
    details(pen, who, species, body, tall, hips) +
    (dress
      ? pen.form(
          d`M${-hips + 3} -20H${hips - 3}L${hips + 24} ${build.leg * 0.52}Q0 ${build.leg * 0.52 + 10} ${-hips - 24} ${build.leg * 0.52}Z`,
          who.bottom?.color ?? top?.color ?? who.accent,
          7,
        )
      : '');
  return group(
    { transform: `translate(${d`${bones.hip[0]} ${bones.hip[1]}`}) rotate(${d`${pose.lean}`})` },
    parts,
  );
}

function details(pen: Pen, who: Character, species: Species, body: string, tall: number, hips: number): Svg {
  if (species.body === 'robot')
    return (
      pen.flat(
        d`M-20 ${-tall * 0.82}H22Q28 ${-tall * 0.82} 28 ${-tall * 0.74}V${-tall * 0.4}Q28 ${-tall * 0.32} 22 ${-tall * 0.32}H-20Q-26 ${-tall * 0.32} -26 ${-tall * 0.4}V${-tall * 0.74}Q-26 ${-tall * 0.82} -20 ${-tall * 0.82}Z`,
        lighten(who.coat, 0.5),
      ) +
      circle(-12, -tall * 0.58, 7, who.accent) +
      stroke(d`M4 ${-tall * 0.65}H20M4 ${-tall * 0.5}H14`, deep(who.coat), 4)
    );
  if (species.body === 'suit')
    return (
      pen.flat(d`M-18 ${-tall * 0.7}H24V${-tall * 0.3}H-18Z`, '#d4dae6') +
      circle(-6, -tall * 0.56, 5, who.accent) +
      circle(10, -tall * 0.56, 5, '#5aa9e0') +
      stroke(d`M-8 ${-tall * 0.4}H14`, '#9aa4b8', 4) +
      pen.within(body, path(d`M-90 -14H90V-4H-90Z`, who.accent))
    );
  const top = who.top;
  if (top === undefined) return '';
  const [dark, light] = [darken(top.color, 0.22), lighten(top.color, 0.3)];
  switch (top.garment) {
    case 'jacket':
      return (
        pen.within(
          body,
          path(d`M-8 ${-tall - 10}H18L6 ${-tall * 0.42}Z`, '#fff6e6'),
          path(d`M-90 0H90V14H-90Z`, dark),
        ) +
        stroke(d`M6 ${-tall * 0.42}V8`, dark, 3) +
        pen.flat(
          d`M-10 ${-tall - 6}L-20 ${-tall + 12}L6 ${-tall * 0.42}L-2 ${-tall + 2}ZM20 ${-tall - 6}L28 ${-tall + 12}L6 ${-tall * 0.42}L14 ${-tall + 2}Z`,
          light,
        ) +
        stroke(d`M${-hips * 0.74} -24L${-hips * 0.34} -28M${hips * 0.48} -28L${hips * 0.84} -24`, dark, 3)
      );
    case 'hoodie':
      return (
        pen.flat(
          d`M-30 ${-tall - 4}Q4 ${-tall + 28} 34 ${-tall - 4}Q22 ${-tall - 14} 4 ${-tall - 12}Q-18 ${-tall - 14} -30 ${-tall - 4}Z`,
          light,
        ) +
        stroke(d`M-4 ${-tall + 12}V${-tall + 32}M12 ${-tall + 12}V${-tall + 28}`, '#fff6e6', 3) +
        stroke(d`M${-hips * 0.5} 0L${-hips * 0.32} -24H${hips * 0.4}L${hips * 0.58} 0`, dark, 3)
      );
    case 'sweater':
      return (
        pen.within(
          body,
          path(d`M-90 2H90V14H-90Z`, dark),
          stroke(d`M-60 ${-tall * 0.56}l12 -9l12 9l12 -9l12 9l12 -9l12 9l12 -9l12 9l12 -9l12 9`, light, 4),
        ) + stroke(d`M-16 ${-tall}Q4 ${-tall + 10} 24 ${-tall}`, dark, 7)
      );
    case 'overalls':
      return (
        pen.within(
          body,
          path(
            d`M${-hips * 0.62} ${-tall * 0.62}H${hips * 0.74}V${-tall * 0.3}H90V40H-90V${-tall * 0.3}H${-hips * 0.62}Z`,
            top.color,
          ),
          stroke(
            d`M${-hips * 0.5} ${-tall * 0.6}V${-tall - 10}M${hips * 0.62} ${-tall * 0.6}V${-tall - 10}`,
            top.color,
            8,
          ),
        ) +
        circle(-hips * 0.5, -tall * 0.56, 3.4, '#f6c453') +
        circle(hips * 0.62, -tall * 0.56, 3.4, '#f6c453')
      );
    default:
      return stroke(d`M-14 ${-tall}Q4 ${-tall + 12} 22 ${-tall}`, dark, 5);
  }
}

export function neckwear({ pen, who, build, bones, pose }: Figure): Svg {
  const { scarf, bow, apron } = who.extras;
  const tall = build.torso;
  const content =
    (apron === undefined
      ? ''
      : pen.form(d`M-20 ${-tall * 0.78}H24L30 -30L34 24Q4 32 -32 24L-28 -30Z`, apron, 4) +
        stroke(d`M-10 -18H16V0`, darken(apron, 0.2), 3)) +
    (bow === undefined
      ? ''
      : pen.form(
          d`M4 ${-tall + 6}L-18 ${-tall - 6}V${-tall + 18}ZM4 ${-tall + 6}L26 ${-tall - 6}V${-tall + 18}Z`,
          bow,
          2,
        ) + circle(4, -tall + 6, 5.5, darken(bow, 0.15))) +
    (scarf === undefined
      ? ''
      : pen.form(
          d`M-22 ${-tall + 4}L-30 ${-tall + 56}L-8 ${-tall + 58}L0 ${-tall + 4}Z`,
          darken(scarf, 0.1),
          3,
        ) +
        pen.form(
          d`M${-build.shoulder - 2} ${-tall - 6}Q4 ${-tall + 16} ${build.shoulder + 4} ${-tall - 6}Q${build.shoulder + 8} ${-tall + 12} ${build.shoulder} ${-tall + 16}Q4 ${-tall + 32} ${-build.shoulder} ${-tall + 16}Q${-build.shoulder - 8} ${-tall + 8} ${-build.shoulder - 2} ${-tall - 6}Z`,
          scarf,
          4,
        ));
  return group(
    { transform: `translate(${d`${bones.hip[0]} ${bones.hip[1]}`}) rotate(${d`${pose.lean}`})` },
    content,
  );
}

export function backwear({ pen, who, species, build, bones, pose }: Figure): Svg {
  const tall = build.torso;
  const { backpack, cape } = who.extras;
  const content =
    (species.body === 'suit'
      ? pen.form(
          d`M-54 ${-tall - 10}H54Q60 ${-tall} 58 -10Q56 0 46 0H-46Q-56 0 -58 -10Q-60 ${-tall} -54 ${-tall - 10}Z`,
          '#c3cad8',
        )
      : '') +
    (cape === undefined
      ? ''
      : pen.form(
          d`M-20 ${-tall - 2}H26C40 -40 30 20 44 ${build.leg * 0.7}Q-20 ${build.leg * 0.5} -84 ${build.leg * 0.62}C-50 0 -40 -50 -20 ${-tall - 2}Z`,
          cape,
        )) +
    (backpack === undefined
      ? ''
      : pen.form(
          d`M-56 ${-tall + 4}Q-56 ${-tall - 8} -40 ${-tall - 8}H-6V0H-44Q-60 0 -60 -14Z`,
          backpack,
          4,
        ));
  return content === ''
    ? ''
    : group(
        { transform: `translate(${d`${bones.hip[0]} ${bones.hip[1]}`}) rotate(${d`${pose.lean}`})` },
        content,
      );
}
