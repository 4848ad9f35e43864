import type { Sharp } from 'sharp';
import { FrameFile } from './frame-file.ts';
import type { Change, Frames } from './frames.ts';
import { PIXEL_LIMIT } from './open.ts';
import { animationOf, pipelineOf, type RawPicture, rawOf } from './raw-picture.ts';
import { loadSharp } from './sharp.ts';
import { colorsAlone, isOpaque } from './simpler-pixels.ts';

/** Frames of their final size, ready for encoders. */
export interface KeptFrames {
  readonly count: number;
  readonly first: RawPicture;
  /** All of them as one picture that an animated format can be encoded from, without an opacity that says nothing. */
  pipeline(): Promise<Sharp>;
  /** To be called when nothing more is encoded. */
  discard(): Promise<void>;
}

/** Bytes above which frames are kept in a file. */
const MOST_IN_MEMORY = 64 * 1024 * 1024;

/**
 * Changes each frame and keeps it. Long animations would fill the memory, and encoders want one frame after the other: they
 * go by way of a file.
 */
export async function keepFrames(frames: Frames, change: Change): Promise<KeptFrames> {
  const kept: RawPicture[] = [];
  let file: FrameFile | undefined;
  let first: RawPicture | undefined;
  let opaque = true;
  let bytes = 0;
  try {
    for await (const run of frames.runs())
      for (const frame of await Promise.all(run.map(change))) {
        first ??= frame;
        opaque &&= isOpaque(frame);
        bytes += frame.data.length;
        kept.push(frame);
        if (frames.count === 1 || bytes <= MOST_IN_MEMORY) continue;
        file ??= await FrameFile.create(frame, frames.count);
        for (const waiting of kept.splice(0)) await file.append((await withAlpha(waiting)).data);
      }
    await file?.close();
  } catch (error) {
    await file?.discard();
    throw error;
  }
  if (first === undefined) throw new Error('a picture has no frames');
  return {
    count: frames.count,
    first,
    pipeline: () => (file ? fromFile(file, frames.count, opaque) : fromMemory(kept, opaque)),
    discard: async () => file?.discard(),
  };
}

async function fromFile({ path }: FrameFile, count: number, opaque: boolean): Promise<Sharp> {
  const sharp = await loadSharp();
  const all = sharp(path, { pages: -1, limitInputPixels: PIXEL_LIMIT * count });
  return opaque ? all.removeAlpha() : all;
}

async function fromMemory(kept: readonly RawPicture[], opaque: boolean): Promise<Sharp> {
  return animationOf(opaque ? kept.map(colorsAlone) : await Promise.all(kept.map(withAlpha)));
}

async function withAlpha(frame: RawPicture): Promise<RawPicture> {
  return frame.channels === 4 ? frame : rawOf((await pipelineOf(frame)).ensureAlpha());
}
