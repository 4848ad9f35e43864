import { type Color, mix } from '../color.ts';
import type { Pen } from '../pen.ts';
import { d, type Point, place, type Svg, stroke } from '../svg.ts';
import { type Character, deep } from './character.ts';
import type { Build, Limb, Pose, Skeleton } from './skeleton.ts';
import type { Species } from './species.ts';

export interface Figure {
  readonly pen: Pen;
  readonly who: Character;
  readonly species: Species;
  readonly build: Build;
  readonly pose: Pose;
  readonly bones: Skeleton;
}

export function gripOf({ bones, pose, build }: Figure): [Point, number] {
  const scale = build.torso / 84;
  if (pose.armsInFront === true) {
    const [far, near] = [bones.farArm.end, bones.nearArm.end];
    return [[(far[0] + near[0]) / 2, (far[1] + near[1]) / 2 - 4], scale];
  }
  return [bones.farArm.end, scale];
}

/** The near arm lies on the body; both do when they meet before it. */
export function arms(figure: Figure): Svg {
  const { bones, pose, build } = figure;
  const near =
    stroke(bent(bones.nearArm), '#1b1838', build.armWidth + 5, { opacity: 0.13 }) +
    arm(figure, bones.nearArm);
  return pose.armsInFront === true ? arm(figure, bones.farArm) + near : near;
}

export const hands = ({ pen, who, species, build, bones }: Figure): Svg =>
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

export const SUIT: Color = '#eef1f6';

export function handColor(who: Character, species: Species): Color {
  if (species.body === 'suit') return who.accent;
  if (species.body === 'robot') return deep(who.coat);
  return who.species === 'panda' ? '#33303c' : who.coat;
}

export function arm(figure: Figure, limb: Limb): Svg {
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

export function leg(figure: Figure, limb: Limb, far: boolean): Svg {
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
