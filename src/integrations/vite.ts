import type { Plugin, ResolvedConfig, ViteDevServer } from 'vite';
import type { Project } from '../build/index.ts';
import type { SiteFile, SiteManifest } from '../core/site-manifest.ts';
import { type HeadOptions, headTags } from '../runtime/index.ts';
import { type BuiltFile, builtAddress, dependsOnHost } from './built-address.ts';
import { Markers } from './markers.ts';
import { filesOf, filesOfModule, isModule, moduleCode, resolveModule } from './modules.ts';
import type { SiteOptions } from './options.ts';
import { Overlay } from './overlay.ts';
import { bytesOf, placeOf, send, type Unserved, unserved } from './publish.ts';
import type { Address } from './relocate.ts';
import { manifestFile, Site } from './site.ts';

export type { HeadOptions } from '../runtime/index.ts';
export type { SiteOptions } from './options.ts';

export interface ViteOptions extends SiteOptions {
  /**
   * What is written into the head of HTML pages, or what makes that from a page's path: `/docs/index.html`. Frameworks
   * that make their pages themselves call `head()`.
   */
  readonly head?: HeadOptions | ((path: string) => HeadOptions | undefined);
}

/**
 * `import fox from 'imagebuild:fox/running'` gives the image of the site manifest; `?output=hero` that output alone,
 * and `virtual:imagebuild` the whole manifest. The dev server builds whenever the manifest is saved and reloads the
 * modules of what changed; a production build builds first. Neither buys anything without `maxCost`.
 */
export default function imagebuild(options: ViteOptions = {}): Plugin {
  const stop = new AbortController();
  /** Code of our modules as each environment has it, by environment and name. */
  const loaded = new Map<string, string>();
  /** What a production build must bring along, by name. */
  const wanted = new Map<string, Unserved>();
  /** What is written into chunks, whose own place decides what it is. */
  const markers = new Markers<BuiltFile>();
  let config: ResolvedConfig;
  let site: Site;
  let built: Promise<string> | undefined;
  /** What the dev server must send itself, by path. */
  let outside: ReadonlyMap<string, Unserved> = new Map();
  let publishing: Promise<void> | undefined;
  /** Starts to watch, once. Frameworks also start servers that nobody will ever ask for anything. */
  let begin = () => {};

  /** Takes note of what the site manifest says now, when there is one. */
  async function publish({ watcher }: ViteDevServer): Promise<void> {
    const read = await site.read().catch(() => undefined);
    if (read === undefined) return;
    watcher.add(manifestFile(read.project) ?? []);
    const files = unserved(filesOf(read.manifest), read.project, config);
    outside = new Map(files.map((file) => [file.pathname, file]));
  }

  return {
    name: 'imagebuild',

    configResolved(resolved) {
      config = resolved;
      site = new Site(config.root, options);
    },

    /** Once for all environments; a watching build looks again each time. */
    async buildStart() {
      if (config.command !== 'build') return;
      if (config.build.watch || built === undefined) built = site.build();
      const warnings = await built;
      if (warnings !== '') this.warn(warnings);
    },

    configureServer(server) {
      const overlay = new Overlay(server);
      begin = () => {
        begin = () => {};
        site.watch(stop.signal, (report) => overlay.tell(report));
        publishing = publish(server);
      };
      server.httpServer?.once('listening', () => begin());
      server.middlewares.use((request, response, next) => {
        const file = outside.get(pathnameOf(request.url ?? ''));
        if (file === undefined) next();
        else send(file, request, response);
      });
    },

    resolveId: (specifier) => resolveModule(specifier),

    async load(name) {
      if (!isModule(name)) return undefined;
      begin();
      await publishing;
      const { project, manifest } = await site.read();
      const code = moduleCode(name, manifest, addressIn(config, manifest, project, markers));
      loaded.set(`${this.environment.name} ${name}`, code);
      if (config.command === 'build') {
        for (const file of unserved(filesOfModule(name, manifest), project, config))
          wanted.set(file.name, file);
      }
      return code;
    },

    /** The site manifest was written: those of our modules whose image is another now. */
    async hotUpdate({ file, modules, server }) {
      const read = await site.read().catch(() => undefined);
      if (read === undefined || file !== slashed(manifestFile(read.project))) return undefined;
      publishing = publish(server);
      await publishing;
      const address = addressIn(config, read.manifest, read.project, markers);
      const changed = [...this.environment.moduleGraph.idToModuleMap].filter(
        ([name]) =>
          isModule(name) &&
          loaded.get(`${this.environment.name} ${name}`) !== codeOr(name, read.manifest, address),
      );
      return [...modules, ...changed.map(([, module]) => module)];
    },

    // Before Vite looks at the page, so that it sees to the base as it does for what an author has written.
    transformIndexHtml: {
      order: 'pre',
      async handler(_, { path }) {
        const said = typeof options.head === 'function' ? options.head(path) : options.head;
        if (said === undefined) return undefined;
        begin();
        await publishing;
        const { project, manifest } = await site.read();
        for (const file of unserved(filesOfHead(manifest, said), project, config))
          wanted.set(file.name, file);
        return headTags(manifest, said).map(({ name, attributes }) => ({
          tag: name,
          attrs: { ...attributes },
          injectTo: 'head',
        }));
      },
    },

    renderChunk(code, { fileName }, { format }) {
      const host = { fileName, format, ssr: this.environment.config.consumer === 'server' };
      const written = markers.replaced(code, (file) => builtAddress(file, host, config));
      return written === undefined ? null : { code: written, map: null };
    },

    async generateBundle() {
      const { consumer, build } = this.environment.config;
      if (consumer === 'server' && !build.emitAssets && !build.ssrEmitAssets) return;
      for (const file of wanted.values())
        this.emitFile({ type: 'asset', fileName: file.name, source: await bytesOf(file) });
    },

    closeBundle() {
      if (config.command === 'serve') stop.abort();
    },
  };
}

/** Where a site serves a picture. While it is worked on, other bytes have another address, or nobody would see them. */
function addressIn(
  config: ResolvedConfig,
  manifest: SiteManifest,
  { paths, site }: Project,
  markers: Markers<BuiltFile>,
): Address {
  const files = new Map<string, { src: string; path: string; digest?: string }>(
    [...filesOf(manifest)].map((file) => [file.src, file]),
  );
  const app = site.manifests.find((path) => path.endsWith('.webmanifest'));
  if (manifest.webmanifest !== undefined && app !== undefined)
    files.set(manifest.webmanifest, { src: manifest.webmanifest, path: app });
  return (src) => {
    const file = files.get(src);
    const place = file && placeOf(file, paths.root, config);
    if (place === undefined) return src;
    const { name, address } = place;
    if (config.command === 'serve') {
      const version = file?.digest === undefined ? '' : `?v=${file.digest.slice(-8)}`;
      return `${config.server.origin ?? ''}${address}${version}`;
    }
    return dependsOnHost(config) ? markers.of(src, { name, src }) : address;
  };
}

/** The code of a module; nothing where its image is gone. */
function codeOr(name: string, manifest: SiteManifest, address: Address): string | undefined {
  try {
    return moduleCode(name, manifest, address);
  } catch {
    return undefined;
  }
}

/** The decoded path of a request, without its query. */
function pathnameOf(url: string): string {
  const path = url.replace(/\?.*/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Vite writes paths with slashes on every system. */
function slashed(path: string | undefined): string | undefined {
  return path?.replaceAll('\\', '/');
}

/** The files that a page's head may name by whole addresses, which Vite takes for those of another server. */
function filesOfHead({ images }: SiteManifest, { card }: HeadOptions): SiteFile[] {
  const image = card === undefined || !Object.hasOwn(images, card) ? undefined : images[card];
  return Object.values(image?.outputs ?? {}).flatMap(({ files }) => files);
}
