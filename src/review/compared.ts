import type { ReportFolder } from '../build/index.ts';
import { hexOf } from '../core/digest.ts';
import type { MasterRecord } from '../core/picture.ts';
import { drawPreview } from '../renditions/index.ts';
import { comparePictures, heatMap, type PictureDifference } from './picture-difference.ts';

/** Pixels, of the pictures in a report and of its heat maps. */
const WIDTH = 960;
const MAP_WIDTH = 720;

/** A picture of a target on one side of a comparison. */
export interface DiffedPicture {
  readonly master: MasterRecord;
  /** False where its bytes are nowhere to be had. */
  readonly held: boolean;
  /** Relative to the report; absent without a report, and where there is nothing to show. */
  readonly shown?: string;
}

/** What comes of laying two pictures on each other. */
export interface Compared {
  /** Where both are held and can be read. */
  readonly difference?: PictureDifference;
  /** Relative to the report. */
  readonly heatMap?: string;
}

/** How two pictures differ, with a heat map where there is a report to put it in. */
export async function compared(
  old: Uint8Array,
  present: Uint8Array,
  [before, after]: readonly [MasterRecord, MasterRecord],
  report: ReportFolder | undefined,
): Promise<Compared> {
  const difference = await orNothing(comparePictures(old, present));
  if (difference === undefined || report === undefined) return { difference };
  const map = `differences/${shortened(before)}-${shortened(after)}.png`;
  await report.write(map, await heatMap(old, present, MAP_WIDTH));
  return { difference, heatMap: map };
}

/** A picture as a report shows it. */
export async function shownOf(
  master: MasterRecord,
  bytes: Uint8Array | undefined,
  report: ReportFolder | undefined,
): Promise<DiffedPicture> {
  const held = bytes !== undefined;
  const preview = bytes && report && (await orNothing(drawPreview(bytes, WIDTH)));
  if (preview === undefined) return { master, held };
  const shown = `pictures/${shortened(master)}.webp`;
  await report?.write(shown, preview);
  return { master, held, shown };
}

/** A master that this machine cannot decode spoils no report about all the others. */
function orNothing<Value>(drawn: Promise<Value>): Promise<Value | undefined> {
  return drawn.catch(() => undefined);
}

function shortened({ digest }: MasterRecord): string {
  return hexOf(digest).slice(0, 16);
}
