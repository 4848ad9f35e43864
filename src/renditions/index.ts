/** Room 7: a master's bytes → files in the sizes and formats a site needs. The only room that knows the image library. */

export { contentDigest } from './content/index.ts';
export { encodePixels } from './encode-pixels.ts';
export { FORMATS } from './formats/index.ts';
export { drawHeatMap } from './heat-map.ts';
export { measureDifference } from './measure-difference.ts';
export { type PictureTraits, traitsOf } from './picture-traits.ts';
export { placeholdersOf } from './placeholders/index.ts';
export { drawPreview } from './preview.ts';
export { examine, readHeader, sharpRaster } from './raster.ts';
export { type EncodeQueue, type Rendition, renderMaster } from './render.ts';
export type { ReadFile } from './shape.ts';
export { loadSharp as loadImageLibrary } from './sharp.ts';
export {
  drawContactSheet,
  drawStoryboard,
  type Frame,
  type FrameState,
  type Storyboard,
  type StoryboardSection,
} from './sheets/index.ts';
export { drawSheet, layOut, type SheetLayout } from './sprite-sheet.ts';
export { STEPS } from './steps/index.ts';
export { unavailableFormats } from './unavailable.ts';
export { DamagedPicture } from './unreadable.ts';
export { type UprightCopy, uprightCopy } from './upright-copy.ts';
