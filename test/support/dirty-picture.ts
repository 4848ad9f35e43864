import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** Whether metadata can be written and read by somebody else's program. */
export const hasExiftool = spawnSync('exiftool', ['-ver']).status === 0;
export const EXIFTOOL_WARNING = hasExiftool ? '' : 'NOT TESTED, install libimage-exiftool-perl: ';

/** Words that no copy may carry. */
export const PERSONAL = ['SERIAL-4711', 'Jane Doe', 'at home', 'a film of the dog'];

const TAGS = [
  '-EXIF:GPSLatitude=52.5',
  '-EXIF:GPSLatitudeRef=N',
  '-EXIF:GPSLongitude=13.4',
  '-EXIF:GPSLongitudeRef=E',
  '-EXIF:SerialNumber=SERIAL-4711',
  '-EXIF:Artist=Jane Doe',
  '-XMP-dc:Creator=Jane Doe',
  '-XMP-aux:SerialNumber=SERIAL-4711',
  '-XMP-photoshop:City=at home',
];
const MORE: { readonly [format: string]: readonly string[] } = {
  jpeg: ['-IPTC:By-line=Jane Doe', '-Comment=at home', '-Photoshop:PrintFlags=1'],
  png: ['-PNG:Author=Jane Doe', '-PNG:Comment=at home', '-PNG:ModifyDate=2026:01:02 03:04:05'],
  webp: [],
};

export type DirtyFormat = 'jpeg' | 'png' | 'webp';

/** A picture as a camera and its owner leave it: position, serial number, names, thumbnail, and what stands behind it. */
export async function dirtied(
  picture: Uint8Array,
  format: DirtyFormat,
  orientation = 1,
  more: readonly string[] = [],
): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'imagebuild-dirty-'));
  const [path, small] = [join(folder, `picture.${format}`), join(folder, 'small.jpg')];
  try {
    writeFileSync(path, picture);
    writeFileSync(small, await sharp(picture).resize(16).jpeg().toBuffer());
    const thumbnail = format === 'jpeg' ? [`-ThumbnailImage<=${small}`] : [];
    const turn = orientation === 1 ? [] : [`-EXIF:Orientation#=${orientation}`];
    const args = [...TAGS, ...(MORE[format] ?? []), ...thumbnail, ...turn, ...more];
    execFileSync('exiftool', ['-q', '-overwrite_original', ...args, path], { stdio: 'pipe' });
    const written = readFileSync(path);
    // Telephones put films and second pictures behind the end of a JPEG.
    return format === 'jpeg' ? Buffer.concat([written, Buffer.from('a film of the dog')]) : written;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every tag of a file that is not about its size, its colors or how it is encoded. */
export function personalTags(picture: Uint8Array): string[] {
  const output = execFileSync('exiftool', ['-json', '-G1', '-a', '-u', '-U', '-'], { input: picture });
  const [tags] = JSON.parse(output.toString()) as Record<string, unknown>[];
  return Object.keys(tags ?? {}).filter(
    (tag) => !/^(SourceFile$|ExifTool:|File:|System:|Composite:)/.test(tag) && !HARMLESS.test(tag),
  );
}

const HARMLESS =
  /^(JFIF:|ICC|PNG(-pHYs)?:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Pixel|Palette|SRGB|Gamma|White|Red|Green|Blue|Background|Transparency|ProfileName)|RIFF:(ImageWidth|ImageHeight|VP8Version|HorizontalScale|VerticalScale|AlphaIsUsed|WebP_Flags))/;
