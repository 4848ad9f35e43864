import { type Color, darken, lighten, mix } from '../color.ts';
import type { PoseName } from '../lexicon/poses.ts';
import type { Pen } from '../pen.ts';
import { circle, d, ellipse, group, type Point, path, place, type Svg, stroke } from '../svg.ts';
import { BELONGINGS } from './belongings.ts';
import { type Character, deep } from './character.ts';
import { drawHead } from './heads.ts';
import {
  BUILDS,
  type Build,
  createSkeleton,
  type Limb,
  POSE_ANGLES,
  type Pose,
  type Skeleton,
  WINGS,
} from './skeleton.ts';
import { findSpecies, type Species } from './species.ts';

export interface FigureBrief {
  readonly pen: Pen;
  readonly who: Character;
  readonly pose: PoseName;
  readonly held?: string;
  readonly accent: Color;
}

interface Figure {
  readonly pen: Pen;
  readonly who: Character;
  readonly species: Species;
  readonly build: Build;
  readonly pose: Pose;
  readonly bones: Skeleton;
}

/** A whole character standing on 0 0. */
export function drawFigure({ pen, who, pose: name, held, accent }: FigureBrief): Svg {
  const species = findSpecies(who.species);
  const pose = name === 'fly' && species.body === 'bird' ? WINGS : POSE_ANGLES[name];
  const build = BUILDS[species.body];
  if (name === 'sleep')
    return drawSleeper({ pen, who, species, build, pose, bones: createSkeleton(build, pose) }, accent);
  const bones = createSkeleton(build, pose);
  const figure: Figure = { pen, who, species, build, pose, bones };
  const thing = held === undefined ? '' : (BELONGINGS[held]?.(pen, accent) ?? '');
  const before = pose.armsInFront === true;
  const [grip, scale] = gripOf(figure);
  const holding = thing === '' ? '' : place(grip[0], grip[1], scale, thing);
  const nodded = group(
    {
      transform: `translate(${d`${bones.head[0]} ${bones.head[1]}`}) rotate(${d`${pose.lean * 0.55 + pose.nod}`}) scale(${d`${(build.head / 60) * who.headScale}`})`,
    },
    drawHead({ pen, who, pose }),
  );
  return group(
    {},
    pose.seated ? drawSeat(figure, accent) : '',
    name === 'paint' && held === 'brush' ? easel(figure, accent) : '',
    tail(figure),
    backwear(figure),
    before ? '' : arm(figure, bones.farArm),
    before || thing === '' || name === 'wave' ? '' : holding,
    leg(figure, bones.farLeg, true),
    leg(figure, bones.nearLeg, false),
    torso(figure),
    arms(figure),
    neckwear(figure),
    nodded,
    before ? holding + (thing === '' ? '' : hands(figure)) : '',
  );
}

function gripOf({ bones, pose, build }: Figure): [Point, number] {
  const scale = build.torso / 84;
  if (pose.armsInFront === true) {
    const [far, near] = [bones.farArm.end, bones.nearArm.end];
    return [[(far[0] + near[0]) / 2, (far[1] + near[1]) / 2 - 4], scale];
  }
  return [bones.farArm.end, scale];
}

/** The near arm lies on the body; both do when they meet before it. */
function arms(figure: Figure): Svg {
  const { bones, pose, build } = figure;
  const near =
    stroke(bent(bones.nearArm), '#1b1838', build.armWidth + 5, { opacity: 0.13 }) +
    arm(figure, bones.nearArm);
  return pose.armsInFront === true ? arm(figure, bones.farArm) + near : near;
}

const hands = ({ pen, who, species, build, bones }: Figure): Svg =>
  [bones.farArm, bones.nearArm]
    .map(({ end }) => pen.disc(end[0], end[1], build.armWidth * 0.5, handColor(who, species)))
    .join('');

function bent({ root, joint, end }: Limb): string {
  const near = (from: Point, to: Point, share: number): Point => [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
  ];
  const [before, after] = [near(root, joint, 0.62), near(joint, end, 0.38)];
  return d`M${root[0]} ${root[1]}L${before[0]} ${before[1]}Q${joint[0]} ${joint[1]} ${after[0]} ${after[1]}L${end[0]} ${end[1]}`;
}

const upper = ({ root, joint }: Limb): string => d`M${root[0]} ${root[1]}L${joint[0]} ${joint[1]}`;

const SUIT: Color = '#eef1f6';

function handColor(who: Character, species: Species): Color {
  if (species.body === 'suit') return who.accent;
  if (species.body === 'robot') return deep(who.coat);
  return who.species === 'panda' ? '#33303c' : who.coat;
}

function arm(figure: Figure, limb: Limb): Svg {
  const { pen, who, species, build } = figure;
  const far = limb === figure.bones.farArm;
  const dim = (color: Color): Color => (far ? mix(color, '#2b2a4a', 0.1) : color);
  const skin = species.body === 'suit' ? SUIT : who.species === 'panda' ? '#33303c' : who.coat;
  const width = build.armWidth;
  if (species.body === 'bird') return wing(figure, limb, dim(deep(who.coat)));
  const sleeve = who.top === undefined || who.top.garment === 'overalls' ? undefined : who.top.color;
  const short = who.top?.garment === 'shirt' || who.top?.garment === 'dress';
  const base = sleeve !== undefined && !short ? sleeve : species.body === 'robot' ? '#a9b2c0' : skin;
  return (
    pen.disc(limb.end[0], limb.end[1], width * 0.53, dim(handColor(who, species))) +
    pen.limb(bent(limb), dim(base), width) +
    (sleeve !== undefined && short ? pen.limb(upper(limb), dim(sleeve), width + 4) : '') +
    (species.body === 'robot' ? pen.disc(limb.joint[0], limb.joint[1], width * 0.62, dim(who.accent)) : '') +
    pen.disc(
      limb.end[0],
      limb.end[1],
      width * (species.body === 'suit' ? 0.56 : 0.5),
      dim(handColor(who, species)),
    )
  );
}

function wing({ pen, build }: Figure, { root, end }: Limb, color: Color): Svg {
  const [across, down] = [(end[0] - root[0]) / build.arm, (end[1] - root[1]) / build.arm];
  const at = (along: number, aside: number): string =>
    d`${root[0] + across * along - down * aside} ${root[1] + down * along + across * aside}`;
  return pen.form(
    `M${at(-10, 16)}C${at(30, 30)} ${at(74, 22)} ${at(96, 2)}C${at(80, -8)} ${at(60, -14)} ${at(40, -18)}C${at(20, -22)} ${at(0, -22)} ${at(-12, -12)}Z`,
    color,
    4,
  );
}

function leg(figure: Figure, limb: Limb, far: boolean): Svg {
  const { pen, who, species, build } = figure;
  const dim = (color: Color): Color => (far ? mix(color, '#2b2a4a', 0.12) : color);
  const fur = species.body === 'suit' ? SUIT : who.species === 'panda' ? '#33303c' : who.coat;
  if (species.body === 'bird')
    return pen.limb(bent(limb), dim('#e9963a'), build.legWidth) + foot(figure, limb, dim('#e9963a'), 1.15);
  const cover =
    who.top?.garment === 'overalls'
      ? who.top.color
      : who.bottom?.garment === 'skirt'
        ? undefined
        : who.bottom?.color;
  const short = who.bottom?.garment === 'shorts';
  const base = cover !== undefined && !short ? cover : species.body === 'robot' ? '#a9b2c0' : fur;
  const shoe =
    species.body === 'suit'
      ? who.accent
      : species.body === 'robot'
        ? deep(who.coat)
        : (who.shoes ?? (who.species === 'panda' ? '#33303c' : deep(who.coat)));
  return (
    pen.limb(bent(limb), dim(base), build.legWidth) +
    (cover !== undefined && short ? pen.limb(upper(limb), dim(cover), build.legWidth + 4) : '') +
    foot(figure, limb, dim(shoe), 1)
  );
}

/** Heel under the ankle, toes forward; the foot follows the shin when it is in the air. */
function foot({ pen, build }: Figure, { joint, end }: Limb, color: Color, scale: number): Svg {
  const size = (Math.max(build.legWidth, 24) / 28) * scale;
  const tilt = Math.max(-1, Math.min(1, (end[0] - joint[0]) / (build.leg / 2)));
  const turned = tilt < -0.25 ? -tilt * 78 : tilt > 0.5 ? -tilt * 24 : 0;
  return place(
    end[0],
    end[1],
    size,
    pen.form('M-16 -8Q-17 -14 -8 -15H8Q14 -12 24 -6Q34 0 33 9Q33 14 27 14H-12Q-17 14 -17 8Z', color, 3),
    1,
    turned,
  );
}

function torso({ pen, who, species, build, bones, pose }: Figure): Svg {
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

function neckwear({ pen, who, build, bones, pose }: Figure): Svg {
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

function backwear({ pen, who, species, build, bones, pose }: Figure): Svg {
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

function tail({ pen, who, species, bones }: Figure): Svg {
  const [x, y] = bones.hip;
  switch (species.tail) {
    case 'bushy': {
      const shape =
        'M8 10C-30 26 -58 14 -76 -10C-100 -42 -92 -84 -66 -104C-70 -76 -48 -62 -34 -50C-16 -34 -4 -20 10 -14Z';
      return place(
        x - 8,
        y - 2,
        who.tailScale * 1.05,
        pen.form(shape, who.coat) +
          pen.within(shape, path('M-110 -120H-30L-56 -66Q-76 -58 -92 -64Z', who.mark)),
      );
    }
    case 'slim':
      return place(
        x,
        y,
        who.tailScale,
        pen.limb('M-6 2C-50 16 -74 -6 -70 -38C-66 -62 -88 -72 -96 -58', who.coat, 15),
      );
    case 'string':
      return place(
        x,
        y,
        who.tailScale,
        pen.limb('M-6 2C-56 18 -64 -28 -88 -18C-104 -10 -96 12 -110 14', '#e5a3a3', 6),
      );
    case 'stub':
      return place(x, y, who.tailScale, pen.limb('M-10 -2C-36 0 -48 -18 -52 -38', who.coat, 17));
    case 'puff':
      return pen.disc(x - 34, y - 2, 18 * who.tailScale, lighten(who.coat, 0.5), 4);
    case 'fan':
      return place(x, y, 1, pen.form('M-10 -30L-74 0Q-66 14 -52 12Q-50 24 -34 18L0 8Z', deep(who.coat), 3));
    default:
      return '';
  }
}

/** A canvas in reach of the far hand, with a picture begun on it. */
function easel({ pen, bones, build }: Figure, accent: Color): Svg {
  const x = bones.farArm.end[0] + 62;
  const y = bones.farArm.end[1];
  const half = build.torso * 0.62;
  return (
    pen.limb(d`M${x - 8} ${y - half - 22}L${x - 44} 0`, '#a8714b', 8) +
    pen.limb(d`M${x + 8} ${y - half - 22}L${x + 48} 0`, '#8f5d3e', 8) +
    pen.form(d`M${x - half} ${y - half}H${x + half}V${y + half * 0.9}H${x - half}Z`, '#fffaf0', 5) +
    pen.within(
      d`M${x - half + 7} ${y - half + 7}H${x + half - 7}V${y + half * 0.9 - 7}H${x - half + 7}Z`,
      circle(x + half * 0.24, y - half * 0.32, half * 0.3, lighten(accent, 0.2)),
      path(
        d`M${x - half} ${y + half * 0.3}Q${x - half * 0.3} ${y - half * 0.2} ${x + half * 0.2} ${y + half * 0.3}T${x + half} ${y + half * 0.2}V${y + half}H${x - half}Z`,
        mix(accent, '#21908d', 0.6),
      ),
    ) +
    stroke(d`M${x - half - 6} ${y + half * 0.9 + 4}H${x + half + 6}`, '#8f5d3e', 8)
  );
}

/** A crate or cushion under somebody who sits. */
function drawSeat({ pen, bones, build }: Figure, accent: Color): Svg {
  const top = bones.hip[1] + build.legWidth * 0.42;
  return (
    pen.form(d`M-52 ${top + 12}H34L40 0H-58Z`, '#a8744d', 6) +
    stroke(d`M-44 ${top * 0.5 + 8}H26`, '#8a5b3c', 3) +
    pen.form(
      d`M-58 ${top}Q-60 ${top + 18} -46 ${top + 18}H30Q44 ${top + 18} 42 ${top}Q40 ${top - 6} 30 ${top - 5}H-46Q-56 ${top - 6} -58 ${top}Z`,
      accent,
      4,
    )
  );
}

/** Lying on a cushion under a blanket: it reads at any size and needs no second skeleton. */
function drawSleeper(figure: Figure, accent: Color): Svg {
  const { pen, who, build, pose, species } = figure;
  const scale = (build.head / 60) * who.headScale;
  const body = 'M-70 -14C-66 -74 -10 -92 44 -84C104 -76 138 -44 142 -12Q142 -4 132 -4H-62Q-72 -4 -70 -14Z';
  const cover = species.suit ? (species.body === 'suit' ? SUIT : who.coat) : accent;
  const blanket = who.top?.color ?? cover;
  return (
    pen.form(
      'M-168 -8C-176 -40 -120 -50 -70 -42C0 -34 80 -36 150 -26Q176 -20 168 -2Q160 6 0 6Q-160 6 -168 -8Z',
      mix(accent, '#fff3e0', 0.45),
      5,
    ) +
    (species.tail === undefined || species.tail === 'puff' || species.tail === 'fan'
      ? ''
      : place(
          140,
          -22,
          0.8,
          pen.form('M-20 14C20 22 60 14 60 -8C62 -26 40 -34 26 -24C10 -18 0 -18 -20 -14Z', who.coat, 4),
        )) +
    pen.form(body, blanket, 8) +
    pen.within(
      body,
      stroke(
        'M-20 -96C0 -60 4 -30 0 0M38 -96C60 -60 64 -30 60 0M92 -90C112 -60 118 -30 114 0',
        lighten(blanket, 0.28),
        9,
      ),
    ) +
    place(-88, -58, scale, drawHead({ pen, who, pose }), 1, -14) +
    pen.limb('M-52 -14L-96 -8', handColor(who, species), build.armWidth) +
    [0, 1, 2]
      .map((step) =>
        circle(-52 + step * 24, -150 - step * 26 - build.head * 0.3, 5 + step * 3.5, '#ffffff', {
          opacity: 0.75 - step * 0.15,
        }),
      )
      .join('')
  );
}
