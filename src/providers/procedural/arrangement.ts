import type { SceneDescription, SubjectDescription } from './scene.ts';
import { heldBy, IN_HAND, type Placement } from './staging.ts';
import { findSubject } from './subjects/index.ts';
import type { Subject } from './subjects/subject.ts';

/** A member of a row with its size beside the others: 1 for as tall as a character. */
interface Member {
  readonly subject: Subject;
  readonly share: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly ground: number;
}

const IN_A_ROW = 6;

/** Stands all beside each other, so that everybody can be counted; beyond six, half of them in a row behind. */
function standInRows(members: readonly Member[], frame: Frame): Placement[] {
  const behind = members.length > IN_A_ROW ? Math.floor(members.length / 2) : 0;
  const front = standInRow(members.slice(behind), frame, behind > 0 ? 0.34 : 0.62);
  if (behind === 0) return front;
  const tallest = Math.max(...front.map(({ scale }, index) => scale * heightOf(members[behind + index])));
  const back = standInRow(
    members.slice(0, behind),
    { ...frame, ground: frame.ground - tallest * 1.06 },
    0.34,
  );
  return [...back, ...front];
}

const heightOf = (member: Member | undefined): number => member?.subject.height ?? 0;

function standInRow(
  members: readonly Member[],
  { width, height, ground }: Frame,
  share: number,
): Placement[] {
  const wide = members.map(({ subject, share: own }) => (subject.width * own) / subject.height);
  const gaps = 0.12 * (members.length + 1);
  const room = (width * 0.94) / (wide.reduce((sum, one) => sum + one, 0) + gaps);
  const tall = Math.min(room, (height * share) / Math.max(...members.map((member) => member.share)));
  const total = wide.reduce((sum, one) => sum + one * tall, 0);
  const gap = Math.min((width - total) / (members.length + 1), tall * 0.45);
  let left = (width - total - gap * (members.length - 1)) / 2;
  return members.map(({ subject, share: own }, index) => {
    const half = ((wide[index] ?? 0) * tall) / 2;
    const x = left + half;
    left += half * 2 + gap;
    const lifted = subject.floats === true ? height * 0.06 : 0;
    return { x, y: ground + height * 0.03 - lifted, scale: (tall * own) / subject.height, flip: 1 };
  });
}

/** Places for everybody in a row, where there are too many for a hero with company at its side. */
export function placesOf(scene: SceneDescription, hero: Subject, frame: Frame) {
  const held = heldBy(scene, hero);
  const company = companions(scene, held);
  const alike = company.filter(({ name }) => name === hero.name).length;
  if (company.length < 3 && (hero.living || alike === 0)) return undefined;
  const members = company.flatMap(({ name }) => findSubject(name) ?? []);
  return standInRows(
    [hero, ...members].map((subject) => ({
      subject,
      share: hero.living ? (subject === hero ? 1 : relativeHeight(subject, hero)) : 1,
    })),
    frame,
  );
}

/** Everybody but the hero and what it holds. */
export function companions(scene: SceneDescription, held: string | undefined): readonly SubjectDescription[] {
  const holding = scene.others.findIndex(
    ({ name }) => held !== undefined && (IN_HAND[name] ?? name) === held,
  );
  return scene.others.filter((_, index) => index !== holding);
}

/** People tower over animals, and everybody has the things' true size beside them. */
export function relativeHeight(subject: Subject, hero: Subject): number {
  if (!subject.living) return subject.besideCharacter;
  return Math.min(1.15, (subject.besideCharacter * (subject.stature ?? 1)) / (hero.stature ?? 1));
}
