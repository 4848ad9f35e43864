import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';

export const V2 = '/v2beta/stable-image';
export const CORE = `${V2}/generate/core`;
export const SD3 = `${V2}/generate/sd3`;
export const ENGINE = '/v1/generation/stable-diffusion-xl-1024-v1-0';
export const SDXL = `${ENGINE}/text-to-image`;
export const KEY = 'sk-test';

/** An emulator until the test ends, with quick pictures unless told otherwise. */
export async function start(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ credits: { [KEY]: 1000 }, pictures: 'plain', ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

export type Fields = { readonly [name: string]: string | Uint8Array };

export interface Sending {
  readonly key?: string;
  readonly accept?: string;
  readonly fault?: string;
}

/** Sends a form, or JSON when the body is a text. */
export function send(
  { url }: Emulator,
  route: string,
  body: Fields | string,
  { key = `Bearer ${KEY}`, accept, fault }: Sending = {},
): Promise<Response> {
  const headers: { [name: string]: string } = {};
  if (key !== '') headers.authorization = key;
  if (accept !== undefined) headers.accept = accept;
  if (fault !== undefined) headers['x-emulator-fault'] = fault;
  if (typeof body === 'string') headers['content-type'] = 'application/json';
  return fetch(url + route, { method: 'POST', headers, body: typeof body === 'string' ? body : form(body) });
}

export function form(fields: Fields): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, new Blob([new Uint8Array(value)]), `${name}.png`);
  }
  return data;
}

export function get({ url }: Emulator, route: string, headers: { [name: string]: string } = {}) {
  return fetch(url + route, { headers: { authorization: `Bearer ${KEY}`, ...headers } });
}

/** Body of a request to the older API. */
export function prompts(more: object = {}): string {
  return JSON.stringify({ text_prompts: [{ text: 'a fox' }], width: 1024, height: 1024, ...more });
}

/** A picture with a gradient, so that places in it can be told apart. */
export async function picture(width = 128, height = 128, alpha = 1): Promise<Uint8Array> {
  const data = Buffer.alloc(width * height * 4);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      data.set(
        [(column * 255) / width, (row * 255) / height, 90, column < width / 2 ? 255 : 255 * alpha],
        (row * width + column) * 4,
      );
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

/** A mask: left half black, right half white. */
export async function mask(width = 128, height = 128): Promise<Uint8Array> {
  const white = await sharp({ create: { width: width / 2, height, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#000' } })
    .composite([{ input: white, left: width / 2, top: 0 }])
    .png()
    .toBuffer();
}

export async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of several shapes
export async function bodyOf(answer: Response): Promise<any> {
  return answer.json();
}
