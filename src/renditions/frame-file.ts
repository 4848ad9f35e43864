import { rmSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Size } from '../core/picture.ts';

/** What a process that is told to stop in the middle leaves behind goes with it. */
const FOLDERS = new Set<string>();

let isMinded = false;

function mind(folder: string): void {
  FOLDERS.add(folder);
  if (isMinded) return;
  isMinded = true;
  process.on('exit', () => {
    for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true });
  });
}

/**
 * Frames in a temporary file: pages of a TIFF that is not compressed, which the image library reads one after the other.
 * It is BigTIFF, since a long animation has more than 4 GB.
 */
export class FrameFile {
  readonly path: string;
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #size: Size;
  readonly #count: number;
  #written = 0;

  private constructor(folder: string, path: string, handle: FileHandle, size: Size, count: number) {
    this.path = path;
    this.#folder = folder;
    this.#handle = handle;
    this.#size = size;
    this.#count = count;
  }

  /** A file for so many frames of one size. */
  static async create({ width, height }: Size, count: number): Promise<FrameFile> {
    const folder = await mkdtemp(join(tmpdir(), 'imagebuild-frames-'));
    mind(folder);
    const path = join(folder, 'frames.tif');
    const handle = await open(path, 'wx');
    await handle.writeFile(HEAD);
    return new FrameFile(folder, path, handle, { width, height }, count);
  }

  /** Takes the next frame: RGBA, rows from the top. */
  async append(pixels: Uint8Array): Promise<void> {
    this.#written++;
    const directory = directoryOf(this.#size, this.#written, this.#count);
    try {
      await this.#handle.writeFile(directory);
      await this.#handle.writeFile(pixels);
    } catch (error) {
      // An open file is known by a number only: whoever has to make room wants to know where.
      throw Object.assign(error as Error, { path: this.path });
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
    FOLDERS.delete(this.#folder);
  }
}

const HEAD = Buffer.from([0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]);

const SHORT = 3;
const LONG = 4;
const LONG_8 = 16;

const ENTRIES = 11;
const DIRECTORY = 8 + ENTRIES * 20 + 8;

/** What comes before the pixels of a frame, counted from 1, and says where the next one begins. */
function directoryOf({ width, height }: Size, frame: number, count: number): Buffer {
  const length = width * height * 4;
  const start = HEAD.length + (frame - 1) * (DIRECTORY + length);
  const directory = Buffer.alloc(DIRECTORY);
  directory.writeBigUInt64LE(BigInt(ENTRIES), 0);
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, LONG, width],
    [257, LONG, height],
    // Bits of each of the four channels.
    [258, SHORT, 8],
    [259, SHORT, 1],
    // Red, green, blue.
    [262, SHORT, 2],
    [273, LONG_8, start + DIRECTORY],
    [277, SHORT, 4],
    [278, LONG, height],
    [279, LONG_8, length],
    [284, SHORT, 1],
    // The fourth is opacity, and the others are as they would be without it.
    [338, SHORT, 2],
  ];
  for (const [index, [tag, type, value]] of entries.entries()) {
    const at = 8 + index * 20;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    const values = tag === 258 ? 4 : 1;
    directory.writeBigUInt64LE(BigInt(values), at + 4);
    if (type === SHORT)
      for (let place = 0; place < values; place++) directory.writeUInt16LE(value, at + 12 + 2 * place);
    else directory.writeBigUInt64LE(BigInt(value), at + 12);
  }
  const next = frame < count ? start + DIRECTORY + length : 0;
  directory.writeBigUInt64LE(BigInt(next), DIRECTORY - 8);
  return directory;
}
