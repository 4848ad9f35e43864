import { BELONGINGS } from './character/belongings.ts';
import type { PoseName } from './lexicon/poses.ts';
import { type Stream, stream } from './random.ts';
import type { SceneDescription } from './scene.ts';
import type { Setting } from './settings/setting.ts';
import { findSubject } from './subjects/index.ts';
import type { Subject } from './subjects/subject.ts';

/** Where a subject stands and how big it is. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly flip: 1 | -1;
}

const ONE_HANDED: ReadonlySet<string> = new Set(['balloon', 'umbrella', 'lantern', 'flower', 'mug']);

/** Height of a pose relative to standing. */
const TALLNESS: { readonly [Name in PoseName]?: number } = {
  read: 0.86,
  sit: 0.86,
  work: 0.86,
  jump: 1.24,
  fly: 1.36,
  cheer: 1.04,
};

export const SEATED: readonly PoseName[] = ['read', 'sit', 'work'];

/** Things that are smaller when somebody carries them. */
export const IN_HAND: { readonly [name: string]: string } = {
  bouquet: 'flower',
  'hot air balloon': 'balloon',
};

/** The place of a scene: the one it names, or where its subject is at home. */
export function settingOf(scene: SceneDescription, hero: Subject | undefined): string {
  if (scene.setting !== undefined) return scene.setting;
  const home = usualHome(scene, hero);
  return scene.absent.has(home) ? 'backdrop' : home;
}

function usualHome(scene: SceneDescription, hero: Subject | undefined): string {
  const outdoors = scene.weather.size > 0 || scene.season !== undefined;
  const onDisplay = (subject: Subject) => subject.home === 'studio' || subject.home === 'backdrop';
  if (hero === undefined)
    return outdoors || scene.time !== undefined || scene.wanted.size > 0 ? 'meadow' : 'abstract';
  if (scene.weather.has('snow') && (hero.living || !onDisplay(hero))) return 'snow';
  if (!hero.living) return outdoors && hero.home === 'backdrop' ? 'sky' : hero.home;
  if (scene.pose === 'cook') return 'kitchen';
  if (scene.pose === 'work') return 'office';
  const held = heldBy(scene, hero);
  const landmark = scene.others
    .filter(({ name }) => (IN_HAND[name] ?? name) !== held)
    .map(({ name }) => findSubject(name))
    .find((other) => other !== undefined && !other.living && !onDisplay(other));
  if (landmark !== undefined) return landmark.home;
  // Nothing was said of a place: a portrait with ornaments, unless the time of day asks for a sky.
  return outdoors || scene.time !== undefined || hero.home === 'space' ? hero.home : 'backdrop';
}

/** What the hero does. */
export function heroPose(scene: SceneDescription, hero: Subject): PoseName {
  if (!hero.living) return 'stand';
  const { pose } = scene;
  if (
    ONE_HANDED.has(heldBy(scene, hero) ?? '') &&
    (pose === undefined || pose === 'hold' || pose === 'stand' || pose === 'walk')
  )
    return 'paint';
  if (pose === 'hold' && heldBy(scene, hero) === undefined) return 'stand';
  if (pose === undefined)
    return scene.others.some(({ name }) => name === 'telescope')
      ? 'observe'
      : heldBy(scene, hero) === 'book'
        ? 'read'
        : heldBy(scene, hero) === undefined
          ? stream(scene.seed, 'idle pose', hero.name).chance(0.4)
            ? 'wave'
            : 'stand'
          : 'hold';
  return pose;
}

/** What the hero has in its hands: a tool of what it does, or the first thing named that fits a hand. */
export function heldBy({ pose, others, wanted }: SceneDescription, hero: Subject): string | undefined {
  if (!hero.living) return undefined;
  const tool = { read: 'book', paint: 'brush', cook: 'pan', water: 'can', drink: 'mug', work: 'laptop' }[
    pose as string
  ];
  if (tool !== undefined) return tool;
  if (pose !== undefined && pose !== 'hold' && pose !== 'stand' && pose !== 'walk' && pose !== 'sit')
    return undefined;
  const names = others.map(({ name }) => IN_HAND[name] ?? name);
  const thing =
    names.find((name) => BELONGINGS[name] !== undefined) ??
    (wanted.has('flower') && pose === 'hold' ? 'flower' : undefined);
  return thing ?? (pose === 'hold' ? names.find(fitsHands) : undefined);
}

/** Small enough to be carried about. */
function fitsHands(name: string): boolean {
  const subject = findSubject(name);
  return subject !== undefined && !subject.living && subject.besideCharacter <= 0.4;
}

/** Puts the hero on a third, or in the middle of a backdrop, as big as the frame allows. */
export function placeHero(
  scene: SceneDescription,
  setting: Setting,
  hero: Subject,
  frame: { width: number; height: number; ground: number },
  random: Stream,
): Placement {
  const { width, height, ground } = frame;
  const wide = width / height;
  const centred = setting.name === 'studio' || setting.name === 'backdrop';
  const side = random.chance(0.5) ? 1 : -1;
  const thirds =
    wide > 1.35
      ? random.between(0.14, 0.19)
      : wide < 0.8
        ? random.between(0, 0.04)
        : random.between(0.04, 0.09);
  const x = width * (0.5 + (centred && wide < 1.9 ? 0 : side * thirds));
  const pose = heroPose(scene, hero);
  const room = pose === 'sleep' ? 340 : hero.width;
  const tall = pose === 'sleep' ? 240 : hero.height * (TALLNESS[pose] ?? 1);
  const share = hero.living ? 0.6 : centred ? 0.55 : 0.56;
  const scale = Math.min(
    (height * share) / tall,
    (width * (setting.name === 'studio' ? 0.62 : 0.8)) / room,
    (ground * 0.86) / hero.height,
  );
  const lifted = hero.floats === true ? height * 0.1 : 0;
  return {
    x,
    y: ground + height * 0.03 - lifted,
    scale,
    flip: hero.living && side === 1 && wide > 1 ? -1 : 1,
  };
}
