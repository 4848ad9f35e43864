import { type Color, lighten, mix } from '../color.ts';
import type { PoseName } from '../lexicon/poses.ts';
import type { Pen } from '../pen.ts';
import { circle, d, group, path, place, type Svg, stroke } from '../svg.ts';
import { BELONGINGS } from './belongings.ts';
import { type Character, deep } from './character.ts';
import { backwear, neckwear, torso } from './clothes.ts';
import { drawSeat, easel } from './furniture.ts';
import { drawHead } from './heads.ts';
import { arm, arms, type Figure, gripOf, handColor, hands, leg, SUIT } from './limbs.ts';
import { BUILDS, createSkeleton, POSE_ANGLES, WINGS } from './skeleton.ts';
import { findSpecies } from './species.ts';

export interface FigureBrief {
  readonly pen: Pen;
  readonly who: Character;
  readonly pose: PoseName;
  readonly held?: string;
  /** Drawn around the hand at 0 0, instead of a belonging. */
  readonly carried?: Svg;
  readonly accent: Color;
}

/** A whole character standing on 0 0. */
export function drawFigure({ pen, who, pose: name, held, carried, accent }: FigureBrief): Svg {
  const species = findSpecies(who.species);
  const pose = name === 'fly' && species.body === 'bird' ? WINGS : POSE_ANGLES[name];
  const build = BUILDS[species.body];
  if (name === 'sleep')
    return drawSleeper({ pen, who, species, build, pose, bones: createSkeleton(build, pose) }, accent);
  const bones = createSkeleton(build, pose);
  const figure: Figure = { pen, who, species, build, pose, bones };
  const thing = carried ?? (held === undefined ? '' : (BELONGINGS[held]?.(pen, accent) ?? ''));
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
