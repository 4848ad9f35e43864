import { type Color, mix } from '../color.ts';
import { circle, d, ellipse, group, type Svg, stroke } from '../svg.ts';
import type { Pose } from './skeleton.ts';

export interface FaceLayout {
  /** Half the distance of the eyes. */
  readonly apart: number;
  readonly eyeY: number;
  readonly eye: number;
  /** Absent where a beak does the smiling. */
  readonly mouthY?: number;
  readonly mouthWidth: number;
  /** Sideways shift: where the face looks. */
  readonly shift: number;
  readonly blush?: Color;
  readonly brows?: Color;
}

/** Eyes, mouth, brows and cheeks in the 60-unit head all species share. */
export function drawFace(face: FaceLayout, pose: Pose, ink: Color): Svg {
  const left = face.shift - face.apart;
  const right = face.shift + face.apart;
  return group(
    {},
    ...(face.blush === undefined
      ? []
      : [left - 9, right + 9].map((x) =>
          ellipse(x, face.eyeY + 17, 9.5, 6, face.blush ?? ink, { opacity: 0.5 }),
        )),
    ...[left, right].map((x) => eye(x, face, pose, ink)),
    ...(face.brows === undefined
      ? []
      : [left, right].map((x, index) =>
          stroke(
            d`M${x - 7} ${face.eyeY - face.eye - 8 + index}Q${x} ${face.eyeY - face.eye - 13} ${x + 7} ${face.eyeY - face.eye - 7 - index}`,
            face.brows ?? ink,
            3,
          ),
        )),
    mouth(face, pose, ink),
  );
}

function eye(x: number, { eyeY: y, eye: size }: FaceLayout, { eyes = 'open' }: Pose, ink: Color): Svg {
  if (eyes === 'down')
    return (
      ellipse(x, y + size * 0.4, size * 0.82, size * 0.92, ink) +
      circle(x + size * 0.2, y + size * 0.72, size * 0.28, '#ffffff') +
      circle(x - size * 0.28, y + size * 0.3, size * 0.14, '#ffffff', { opacity: 0.7 })
    );
  if (eyes === 'closed')
    return stroke(d`M${x - size} ${y}Q${x} ${y + size * 1.1} ${x + size} ${y}`, ink, 3.4);
  if (eyes === 'happy')
    return stroke(d`M${x - size} ${y + 3}Q${x} ${y - size * 1.2} ${x + size} ${y + 3}`, ink, 3.6);
  return (
    ellipse(x, y, size * 0.84, size * 1.08, ink) +
    circle(x + size * 0.28, y - size * 0.38, size * 0.3, '#ffffff') +
    circle(x - size * 0.25, y + size * 0.4, size * 0.15, '#ffffff', { opacity: 0.7 })
  );
}

function mouth(
  { mouthY: y, mouthWidth: half, shift: x }: FaceLayout,
  { mouth: form = 'smile' }: Pose,
  ink: Color,
): Svg {
  if (y === undefined) return '';
  if (form === 'open')
    return (
      `<path d="${d`M${x - half} ${y - 1}Q${x} ${y + 3} ${x + half} ${y - 1}Q${x + half * 0.7} ${y + half * 1.25} ${x} ${y + half * 1.25}Q${x - half * 0.7} ${y + half * 1.25} ${x - half} ${y - 1}Z`}" fill="${mix(ink, '#7a2038', 0.55)}"/>` +
      ellipse(x, y + half * 0.92, half * 0.5, half * 0.28, '#f08a8a')
    );
  const depth = form === 'calm' ? 3 : 7;
  return stroke(d`M${x - half} ${y}Q${x} ${y + depth} ${x + half} ${y}`, ink, 3);
}
