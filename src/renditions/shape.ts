import type { Size } from '../core/picture.ts';
import type { RenditionSpec, SpecStep } from '../targets/index.ts';
import { type ColourSpace, paint } from './colour-space.ts';
import { fitFrames } from './fit.ts';
import { pipelineOf, type RawPicture, rawOf } from './raw-picture.ts';
import { STEPS } from './steps/index.ts';
import type { Box, Step, StepFile, StepWorld } from './steps/step.ts';

/** A file that a step names → its bytes, verified to be those that the plan knew. */
export type ReadFile = (file: NonNullable<SpecStep['file']>) => Promise<StepFile>;

/** Everything about a rendition that changes its pixels before an encoder sees them. */
export type Shape = Omit<RenditionSpec, 'format' | 'quality' | 'effort' | 'options' | 'maxBytes' | 'rights'>;

export interface Shaped {
  readonly frames: readonly RawPicture[];
  /** True when the part of the master that was left was smaller than what it had to fill. */
  readonly enlarged: boolean;
}

/** Decoded frames → the pixels of a rendition: steps before, the fit, steps after, the background last. */
export async function shapeFrames(
  decoded: readonly RawPicture[],
  shape: Shape,
  readFile: ReadFile,
): Promise<Shaped> {
  const chosen = (shape.steps ?? []).map((specified) => ({ step: stepOf(specified), specified }));
  let frames = decoded;
  const applyAll = async (when: Step['when']) => {
    for (const { step, specified } of chosen.filter(({ step }) => step.when === when)) {
      const file = specified.file && (await readFile(specified.file));
      const cut = await sameCut(frames, step, specified.value);
      frames = await Promise.all(
        frames.map((frame) => cut?.(frame) ?? applyStep(frame, step, specified.value, shape, file)),
      );
    }
  };
  await applyAll('before-fit');
  const room = roomFor(shape, chosen);
  const before = frames[0];
  const enlarged = before !== undefined && !shape.enlarge && isEnlarged(before, room, shape.fit);
  frames = await fitFrames(frames, room, shape);
  await applyAll('after-fit');
  if (shape.flatten)
    frames = await Promise.all(frames.map((frame) => flatten(frame, shape.background, shape.color)));
  return { frames, enlarged };
}

/** Frames that were each cut by what they show alone would jump about: the whole of what any shows is kept. */
async function sameCut(
  frames: readonly RawPicture[],
  { boxOf }: Step,
  value: unknown,
): Promise<((frame: RawPicture) => Promise<RawPicture>) | undefined> {
  if (boxOf === undefined || frames.length < 2) return undefined;
  const boxes = await Promise.all(frames.map(async (frame) => boxOf(await pipelineOf(frame), value)));
  const seen = boxes.filter((box) => box !== undefined);
  if (seen.length === 0) return async (frame) => frame;
  const box = around(seen);
  return async (frame) => rawOf((await pipelineOf(frame)).extract(box));
}

function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

async function applyStep(
  frame: RawPicture,
  step: Step,
  value: unknown,
  { width, background, color }: Shape,
  file: StepFile | undefined,
): Promise<RawPicture> {
  const size = { width: frame.width, height: frame.height };
  const world: StepWorld = {
    size,
    width,
    background: background === undefined ? undefined : await paint(background, color),
    file,
    color: color ?? 'srgb',
    paint: (written: string) => paint(written, color),
  };
  return rawOf(await step.apply(await pipelineOf(frame), value, world));
}

function stepOf({ name }: SpecStep): Step {
  const step = STEPS.get(name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  return step;
}

/** What the margins of all steps leave of a rendition for the picture itself. */
function roomFor(
  shape: Shape,
  chosen: readonly { readonly step: Step; readonly specified: SpecStep }[],
): Size {
  let { width, height } = shape;
  for (const { step, specified } of chosen) {
    const margin = step.margin?.(specified.value, shape.width);
    width -= margin ? margin.left + margin.right : 0;
    height -= margin ? margin.top + margin.bottom : 0;
  }
  if (width < 1 || height < 1)
    throw new Error(`its margins leave no room for the picture in ${shape.width} × ${shape.height} pixels`);
  return { width, height };
}

/** Planning keeps a whole master from being enlarged; what trimming leaves of it can still be too small. */
function isEnlarged(picture: Size, room: Size, fit: Shape['fit']): boolean {
  const [across, down] = [room.width / picture.width, room.height / picture.height];
  const scale = fit === 'contain' ? Math.min(across, down) : Math.max(across, down);
  return scale > 1.02;
}

/** Without a background, transparent parts become white. */
export async function flatten(
  frame: RawPicture,
  background = '#ffffff',
  space?: ColourSpace,
): Promise<RawPicture> {
  if (frame.channels === 3) return frame;
  return rawOf((await pipelineOf(frame)).flatten({ background: await paint(background, space) }));
}
