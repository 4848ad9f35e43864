import { posix } from 'node:path';
import type { ResolvedConfig } from 'vite';
import type { Replacement } from './markers.ts';

/** What is used of Vite's configuration: where the site lies, and how a framework wants addresses to be written. */
export type AddressSettings = Pick<ResolvedConfig, 'base'> & {
  readonly experimental: Pick<ResolvedConfig['experimental'], 'renderBuiltUrl'>;
};

/** The chunk that an address stands in. */
export interface Host {
  readonly fileName: string;
  /** How the bundler writes modules: `es`, `iife` and others. */
  readonly format: string;
  /** True for code that a server runs. */
  readonly ssr: boolean;
}

/** A file of the build as a page finds it. */
export interface BuiltFile {
  /** Its name in the folder of built files, decoded. */
  readonly name: string;
  /** What the site manifest calls it. */
  readonly src: string;
}

/** Whether the code around an address decides what it is, so that nobody knows before the chunk is written. */
export function dependsOnHost({ base, experimental }: AddressSettings): boolean {
  return isRelative(base) || experimental.renderBuiltUrl !== undefined;
}

/** An address in a chunk, as Vite itself writes those of its assets: a text, or an expression that makes one. */
export function builtAddress(
  { name, src }: BuiltFile,
  { fileName, format, ssr }: Host,
  { base, experimental }: AddressSettings,
): Replacement {
  const wish = experimental.renderBuiltUrl?.(name, { type: 'public', hostId: fileName, hostType: 'js', ssr });
  if (typeof wish === 'string' && wish !== '') return { text: encoded(wish, name) };
  if (typeof wish === 'object' && wish.runtime) return { expression: wish.runtime };
  const relative = (typeof wish === 'object' ? wish.relative : undefined) ?? isRelative(base);
  if (relative && !ssr) {
    const way = posix.relative(posix.dirname(fileName), name);
    return { expression: `new URL(${JSON.stringify(encodedPath(way))},${scriptAddress(format)}).href` };
  }
  // A server cannot know on which page it stands: only an address from the root is right on all of them.
  return { text: isRelative(base) ? src : `${base}${encodedPath(name)}` };
}

/** The parts of a name as a site manifest writes them. */
function encodedPath(name: string): string {
  return name.split('/').map(encodedPart).join('/');
}

function encodedPart(part: string): string {
  return encodeURIComponent(part).replaceAll('%40', '@').replaceAll("'", '%27');
}

function isRelative(base: string): boolean {
  return base === '' || base === './';
}

/** What a framework puts around a name; nothing in it may end a text or a candidate of a srcset. */
function encoded(wish: string, name: string): string {
  const around = (text: string) => encodeURI(text).replaceAll(',', '%2C').replaceAll("'", '%27');
  return wish.split(name).map(around).join(encodedPath(name));
}

/** Code that gives the address of the script that it stands in. */
function scriptAddress(format: string): string {
  if (format === 'es' || format === 'esm') return 'import.meta.url';
  if (format === 'system') return 'module.meta.url';
  // An element of the page may have taken the name `currentScript`.
  const tag = 'document.currentScript';
  const inPage = `${tag}&&${tag}.tagName.toUpperCase()==="SCRIPT"&&${tag}.src||document.baseURI`;
  const inNode = 'require("node:url").pathToFileURL(__filename).href';
  return `typeof document<"u"?${inPage}:typeof location<"u"?location.href:${inNode}`;
}
