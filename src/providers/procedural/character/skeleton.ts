import type { PoseName } from '../lexicon/poses.ts';
import type { Point } from '../svg.ts';

/** Lengths of a body, in units of which a standing mascot is about 290 high. */
export interface Build {
  readonly leg: number;
  readonly torso: number;
  readonly arm: number;
  readonly head: number;
  readonly shoulder: number;
  readonly hip: number;
  readonly armWidth: number;
  readonly legWidth: number;
}

export const BUILDS: { readonly [Name in 'mascot' | 'adult' | 'young' | 'bird' | 'robot' | 'suit']: Build } =
  {
    mascot: { leg: 84, torso: 82, arm: 86, head: 63, shoulder: 30, hip: 19, armWidth: 24, legWidth: 29 },
    adult: { leg: 128, torso: 96, arm: 104, head: 43, shoulder: 31, hip: 17, armWidth: 22, legWidth: 29 },
    young: { leg: 88, torso: 72, arm: 84, head: 53, shoulder: 26, hip: 15, armWidth: 20, legWidth: 25 },
    bird: { leg: 42, torso: 96, arm: 92, head: 66, shoulder: 38, hip: 20, armWidth: 30, legWidth: 9 },
    robot: { leg: 78, torso: 84, arm: 88, head: 62, shoulder: 40, hip: 21, armWidth: 19, legWidth: 21 },
    suit: { leg: 80, torso: 84, arm: 90, head: 70, shoulder: 36, hip: 21, armWidth: 32, legWidth: 37 },
  };

/** Angles in degrees: 0 hangs down, positive swings forward (to the right). */
export interface Pose {
  readonly lean: number;
  readonly nod: number;
  /** Upper and lower part; the far limb is behind the body. */
  readonly farArm: readonly [number, number];
  readonly nearArm: readonly [number, number];
  readonly farLeg: readonly [number, number];
  readonly nearLeg: readonly [number, number];
  /** Height above the ground, in the body's units. */
  readonly lift?: number;
  /** How far shoulders and hips turn out of the picture plane: 1 shows their full width. */
  readonly front: number;
  readonly armsInFront?: boolean;
  readonly eyes?: 'open' | 'closed' | 'down' | 'happy';
  readonly seated?: boolean;
  readonly mouth?: 'smile' | 'open' | 'calm';
}

const CALM_LEGS = { farLeg: [4, 2], nearLeg: [-4, -2] } as const;

export const POSE_ANGLES: { readonly [Name in PoseName]: Pose } = {
  stand: { lean: 0, nod: 0, farArm: [16, 10], nearArm: [-18, -8], ...CALM_LEGS, front: 1 },
  wave: {
    lean: -3,
    nod: 6,
    farArm: [118, 168],
    nearArm: [-22, 4],
    ...CALM_LEGS,
    front: 1,
    mouth: 'open',
    eyes: 'open',
  },
  run: {
    lean: 13,
    nod: -4,
    farArm: [-58, -4],
    nearArm: [34, 104],
    farLeg: [-38, -92],
    nearLeg: [58, -4],
    lift: 24,
    front: 0.55,
    mouth: 'open',
  },
  walk: {
    lean: 4,
    nod: 0,
    farArm: [32, 52],
    nearArm: [-30, -8],
    farLeg: [-24, -36],
    nearLeg: [24, 12],
    front: 0.7,
  },
  read: {
    lean: -3,
    nod: 8,
    farArm: [24, -46],
    nearArm: [-24, 46],
    farLeg: [76, 6],
    nearLeg: [70, -2],
    front: 0.9,
    armsInFront: true,
    eyes: 'down',
    seated: true,
    mouth: 'calm',
  },
  sit: {
    lean: -4,
    nod: 2,
    farArm: [24, 30],
    nearArm: [6, 52],
    farLeg: [76, 8],
    nearLeg: [70, -2],
    front: 0.9,
    seated: true,
  },
  sleep: {
    lean: 0,
    nod: 0,
    farArm: [20, 10],
    nearArm: [-20, -10],
    ...CALM_LEGS,
    front: 1,
    eyes: 'closed',
    mouth: 'calm',
  },
  jump: {
    lean: 2,
    nod: -3,
    farArm: [108, 140],
    nearArm: [-108, -140],
    farLeg: [52, -58],
    nearLeg: [-18, -76],
    lift: 74,
    front: 1,
    mouth: 'open',
    eyes: 'happy',
  },
  fly: {
    lean: 62,
    nod: -34,
    farArm: [118, 112],
    nearArm: [20, 20],
    farLeg: [-62, -74],
    nearLeg: [-76, -92],
    lift: 120,
    front: 0.7,
    mouth: 'open',
  },
  paint: { lean: 0, nod: 2, farArm: [62, 96], nearArm: [-14, 34], ...CALM_LEGS, front: 0.9 },
  cook: { lean: 0, nod: 4, farArm: [36, 84], nearArm: [-20, 18], ...CALM_LEGS, front: 0.9 },
  hold: { lean: 0, nod: 2, farArm: [20, -44], nearArm: [-20, 44], ...CALM_LEGS, front: 1, armsInFront: true },
  observe: { lean: 8, nod: 6, farArm: [70, 104], nearArm: [30, 92], ...CALM_LEGS, front: 0.7 },
  work: {
    lean: 3,
    nod: 5,
    farArm: [18, 78],
    nearArm: [10, 76],
    farLeg: [76, 6],
    nearLeg: [72, 0],
    front: 0.8,
    armsInFront: true,
    eyes: 'down',
    seated: true,
  },
  water: { lean: 5, nod: 6, farArm: [40, 78], nearArm: [-16, 6], ...CALM_LEGS, front: 0.9, eyes: 'down' },
  drink: { lean: -2, nod: 2, farArm: [26, 128], nearArm: [-18, -4], ...CALM_LEGS, front: 1, eyes: 'happy' },
  cheer: {
    lean: 0,
    nod: 4,
    farArm: [110, 150],
    nearArm: [-110, -150],
    farLeg: [10, 4],
    nearLeg: [-10, -4],
    front: 1,
    mouth: 'open',
    eyes: 'happy',
  },
};

/** How birds fly: upright, wings out. */
export const WINGS: Pose = {
  lean: 8,
  nod: -4,
  farArm: [104, 112],
  nearArm: [-104, -112],
  farLeg: [-16, -40],
  nearLeg: [-24, -52],
  lift: 110,
  front: 1,
  mouth: 'open',
};

/** Where the joints are; the ground is y 0. */
export interface Skeleton {
  readonly hip: Point;
  readonly neck: Point;
  readonly head: Point;
  readonly farArm: Limb;
  readonly nearArm: Limb;
  readonly farLeg: Limb;
  readonly nearLeg: Limb;
}

export interface Limb {
  readonly root: Point;
  readonly joint: Point;
  readonly end: Point;
}

export function createSkeleton(build: Build, pose: Pose): Skeleton {
  const legs = (y: number) => {
    const half = build.leg / 2;
    return {
      farLeg: limb([build.hip * pose.front, y], half, pose.farLeg),
      nearLeg: limb([-build.hip * pose.front, y], half, pose.nearLeg),
    };
  };
  const { farLeg, nearLeg } = legs(0);
  const hipY = -Math.max(farLeg.end[1], nearLeg.end[1]) - (pose.lift ?? 0);
  const [across, up] = direction(180 - pose.lean);
  const neck: Point = [across * build.torso, hipY + up * build.torso];
  const shoulder = (side: number): Point => {
    const reach = build.shoulder * pose.front * side * 0.86;
    return [neck[0] - up * reach - across * 10, neck[1] + across * reach - up * 24];
  };
  const [aside, above] = direction(180 - pose.lean - pose.nod * 0.4);
  const raised = build.head * 0.8;
  return {
    hip: [0, hipY],
    neck,
    head: [neck[0] + aside * raised, neck[1] + above * raised],
    farArm: limb(shoulder(1), build.arm / 2, pose.farArm),
    nearArm: limb(shoulder(-1), build.arm / 2, pose.nearArm),
    ...legs(hipY),
  };
}

function limb(root: Point, half: number, [upper, lower]: readonly [number, number]): Limb {
  const joint = step(root, upper, half);
  return { root, joint, end: step(joint, lower, half) };
}

function step([x, y]: Point, angle: number, length: number): Point {
  const [across, down] = direction(angle);
  return [x + across * length, y + down * length];
}

function direction(angle: number): Point {
  const radians = (angle * Math.PI) / 180;
  return [Math.sin(radians), Math.cos(radians)];
}
