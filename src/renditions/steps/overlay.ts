import { z } from 'zod';
import { length, PLACES, pixelsOf } from '../../core/measure.ts';
import type { Size } from '../../core/picture.ts';
import { type ColourSpace, toDisplayP3, toSrgb } from '../colour-space.ts';
import { opaqueWhereUnknown } from '../extra-channels.ts';
import { openPicture, stillOf } from '../open.ts';
import { drawable } from '../vector-parts.ts';
import type { Step } from './step.ts';

const value = z
  .strictObject({
    image: z
      .string()
      .regex(/^\.\.?\//, 'an overlay is a file, written ./logo.svg')
      .meta({ description: 'The picture to lay on top: a path beginning with ./ or ../.' }),
    gravity: z.enum(PLACES).optional().meta({ description: 'Where it goes.', default: 'bottom-right' }),
    margin: length.optional().meta({ description: 'Distance from the edges.', default: '4%' }),
    width: length.optional().meta({ description: 'How wide it is drawn.', default: '20%' }),
    opacity: z.number().min(0).max(1).optional().meta({ description: '0 to 1.', default: 1 }),
  })
  .meta({
    description: 'A logo or watermark.',
    examples: [{ image: './logo.svg', gravity: 'bottom-right', margin: '4%', opacity: 0.8 }],
  });

/** A logo or watermark, drawn as wide as it is asked for and never past the edges. */
export const overlay: Step<z.output<typeof value>> = {
  name: 'overlay',
  value,
  version: 2,
  when: 'after-fit',
  file: 'image',
  async doubts({ bytes }) {
    const { vector } = await openPicture(bytes);
    return vector ? (await drawable(vector)).doubts : [];
  },
  async apply(
    picture,
    { gravity = 'bottom-right', margin = '4%', width: wide = '20%', opacity = 1 },
    { size, width, file, color },
  ) {
    if (file === undefined) throw new Error('an overlay has no file');
    const distance = pixelsOf(margin, width);
    const room = {
      width: Math.max(1, Math.min(pixelsOf(wide, width), size.width - 2 * distance)),
      height: Math.max(1, size.height - 2 * distance),
    };
    const { data, info } = await drawn(file.bytes, room, opacity, color);
    const middle = { x: (size.width - info.width) / 2, y: (size.height - info.height) / 2 };
    const left = gravity.endsWith('left')
      ? distance
      : gravity.endsWith('right')
        ? size.width - info.width - distance
        : middle.x;
    const top = gravity.startsWith('top')
      ? distance
      : gravity.startsWith('bottom')
        ? size.height - info.height - distance
        : middle.y;
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const { hasAlpha } = await picture.metadata();
    const laid = picture.composite([{ input: data, raw, left: Math.round(left), top: Math.round(top) }]);
    return hasAlpha ? laid : laid.removeAlpha();
  },
};

/** A vector is drawn at the size it is needed in, so that it stays crisp. */
async function drawn(bytes: Uint8Array, room: Size, opacity: number, color: ColourSpace) {
  const opened = await openPicture(bytes);
  const still = await stillOf(bytes, opened, opened.vector && within(opened.size, room));
  const fitted = still
    .resize(room.width, room.height, { fit: 'inside' })
    .pipelineColourspace('srgb')
    .toColourspace('srgb')
    .ensureAlpha();
  const { data, info } = await fitted.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const picture = { data: opaqueWhereUnknown(data, info), info: { ...info, channels: 4 as const } };
  if (opened.meaning === 'p3' || opened.meaning === 'rec2020')
    toSrgb({ data: picture.data, channels: 4 }, opened.meaning);
  if (color === 'p3') toDisplayP3({ data: picture.data, channels: 4 });
  if (opacity < 1)
    for (let at = 3; at < picture.data.length; at += 4)
      picture.data[at] = Math.round((picture.data[at] as number) * opacity);
  return picture;
}

function within({ width, height }: Size, room: Size): Size {
  const scale = Math.min(room.width / width, room.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
