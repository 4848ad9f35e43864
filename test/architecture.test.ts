import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** Each room and the rooms it may import, beside core. The order is the order of a build; arrows only go up. */
const ROOMS: { readonly [room: string]: readonly string[] } = {
  manifest: [],
  targets: ['manifest'],
  lockfile: [],
  plan: ['manifest', 'targets', 'lockfile'],
  providers: [],
  store: [],
  renditions: ['targets'],
  site: ['manifest', 'targets', 'lockfile', 'store'],
  runtime: [],
  pages: ['runtime'],
  freshness: [],
  build: [
    'manifest',
    'targets',
    'lockfile',
    'plan',
    'providers',
    'store',
    'renditions',
    'site',
    'pages',
    'freshness',
  ],
  integrations: ['runtime', 'build'],
  emulator: ['providers', 'renditions'],
  review: ['manifest', 'targets', 'lockfile', 'plan', 'store', 'renditions', 'build'],
  design: ['manifest', 'targets', 'lockfile', 'plan', 'store', 'renditions', 'build'],
  studio: [
    'manifest',
    'targets',
    'lockfile',
    'plan',
    'store',
    'renditions',
    'site',
    'build',
    'design',
    'review',
  ],
  cli: [
    'manifest',
    'targets',
    'lockfile',
    'plan',
    'providers',
    'build',
    'review',
    'design',
    'studio',
    'emulator',
    'freshness',
  ],
};

/** Files that read or write the disk, start processes, or open connections. Everything else is a function of its arguments. */
const WORLDLY = new Set([
  'bin.ts',
  'core/system-trouble.ts',
  'core/version.ts',
  'freshness/look.ts',
  'manifest/files.ts',
  'lockfile/file.ts',
  'store/disk-store.ts',
  'store/durable-file.ts',
  'store/examine-store.ts',
  'store/journal.ts',
  'store/project-lock.ts',
  'store/careful-file.ts',
  'store/claims.ts',
  'store/process-identity.ts',
  'store/shared-store.ts',
  'store/rescue.ts',
  'site/output-files.ts',
  'site/output-index.ts',
  'site/write.ts',
  'renditions/frame-file.ts',
  // Reads the letters that its package brings.
  'renditions/sheets/typeface.ts',
  'pages/folder.ts',
  'integrations/publish.ts',
  'build/report-folder.ts',
  'build/repository.ts',
  'build/doctor.ts',
  // Asks only whether a file is there.
  'build/editor-schema.ts',
  'build/drift/round.ts',
  'build/init.ts',
  'build/is-animation.ts',
  'build/merge-lock.ts',
  'build/input-pictures.ts',
  'build/other-locks.ts',
  'build/overwrites.ts',
  'build/interest.ts',
  'build/watch/input-watcher.ts',
  'build/watch/polling.ts',
  // Asks only whether an address is this machine's own.
  'emulator/server.ts',
  'studio/routes.ts',
  'studio/server.ts',
  // Asks only whether a name is an address.
  'emulator/control.ts',
  // Reads the page that its package brings.
  'cli/code-pages.ts',
  'cli/commands/emulator.ts',
  'cli/flags.ts',
  'cli/known-answer.ts',
  'cli/main.ts',
  'cli/nothing-to-do.ts',
  'cli/out-file.ts',
  'cli/reporters/step-summary.ts',
  'cli/stop.ts',
]);
const WORLD = /^node:(fs|fs\/promises|child_process|http|https|net|tls|dns|http2)$/;

/** Modules that cost start-up time, and where they may be named; always with import(), never in an import statement. */
const HEAVY: { readonly [module: string]: RegExp } = {
  sharp: /^renditions\/sharp\.ts$/,
  undici: /^providers\//,
  'p-retry': /^providers\//,
  'p-limit': /^build\//,
  'fast-glob': /^manifest\/files\.ts$/,
  'csv-parse/sync': /^manifest\/csv\.ts$/,
  'log-update': /^cli\/reporters\/tty\.ts$/,
  'string-width': /^cli\/views\/table\.ts$/,
  'proper-lockfile': /^store\/project-lock\.ts$/,
  fontkit: /^renditions\/sheets\/typeface\.ts$/,
  pdfkit: /^renditions\/sheets\/draw-pdf\.ts$/,
  parse5: /^pages\/elements\.ts$/,
  thumbhash: /^renditions\/placeholders\/thumbhash\.ts$/,
  blurhash: /^renditions\/placeholders\/blurhash\.ts$/,
};

/** What scripts/bundle-program.js puts into the package wherever it is used, so that nobody installs it. */
const BUNDLED = ['commander', 'fontkit', 'log-update', 'pdfkit', 'string-width'];

interface Import {
  readonly file: string;
  readonly module: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** A program for browsers, bundled with what it needs: its libraries are no dependencies of the package. */
const PAGE = 'studio/page/';

const imports = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  // Declarations speak of the package from outside.
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
  .flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm,
  )) {
    found.push({ file, module: match[2] ?? match[3] ?? '', kind: match[1] ? 'type' : 'static' });
  }
  for (const match of text.matchAll(/\bimport\('([^']+)'\)/g))
    found.push({ file, module: match[1] ?? '', kind: 'dynamic' });
  // A package that brings files, and no code.
  for (const match of text.matchAll(/\bresolve\(`([^`$]+)/g))
    found.push({ file, module: match[1] ?? '', kind: 'dynamic' });
  return found;
}

/** The room of a file; files directly in src/ belong to none. */
function roomOf(file: string): string | undefined {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined;
}

function resolved({ file, module }: Import): string {
  return posix.normalize(posix.join(posix.dirname(file), module));
}

describe('architecture', () => {
  it('knows every room', () => {
    const rooms = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).sort()).toEqual(['core', ...Object.keys(ROOMS)].sort());
  });

  it('reads the imports it judges', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports).toContainEqual({ file: 'plan/planner.ts', module: '../core/recipe.ts', kind: 'static' });
  });

  it('lets a room import core and the rooms it needs, and only through their index', () => {
    const wrong = imports.filter((entry) => {
      const from = roomOf(entry.file);
      if (from === undefined || !entry.module.startsWith('.')) return false;
      const target = resolved(entry);
      const to = roomOf(target);
      if (to === from || to === undefined) return to === undefined && !target.endsWith('package.json');
      if (from === 'core') return true;
      if (to === 'core') return false;
      return !ROOMS[from]?.includes(to) || target !== `${to}/index.ts`;
    });
    expect(wrong).toEqual([]);
  });

  it('has no import that leads back to where it came from', () => {
    const edges = new Map<string, string[]>();
    for (const entry of imports) {
      if (!entry.module.startsWith('.') || entry.kind !== 'static') continue;
      edges.set(entry.file, [...(edges.get(entry.file) ?? []), resolved(entry)]);
    }
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      for (const next of edges.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle) return cycle;
      }
      done.add(file);
      return undefined;
    };
    expect([...edges.keys()].flatMap((file) => visit(file, []) ?? [])).toEqual([]);
  });

  it('touches the world in few places', () => {
    const worldly = new Set(
      imports.filter(({ module, kind }) => WORLD.test(module) && kind !== 'type').map(({ file }) => file),
    );
    expect([...worldly].sort()).toEqual([...WORLDLY].sort());
  });

  it('loads what is heavy on first use, and in one place', () => {
    const wrong = imports.filter(({ module, file, kind }) => {
      const where = Object.hasOwn(HEAVY, module) ? HEAVY[module] : undefined;
      return where !== undefined && kind !== 'type' && (kind === 'static' || !where.test(file));
    });
    expect(wrong).toEqual([]);
  });

  it('declares exactly the dependencies it imports', () => {
    const manifest = JSON.parse(readFileSync(join(dirname(SOURCE), 'package.json'), 'utf8'));
    const used = new Set(
      imports
        .filter(({ module, file }) => !/^(\.|#|node:)/.test(module) && !file.startsWith(PAGE))
        .map(({ module }) => module.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1')),
    );
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
    // Only the components of these, which are no TypeScript, are of no use without them.
    delete declared.astro;
    delete declared.svelte;
    expect([...used].sort()).toEqual([...Object.keys(declared), ...BUNDLED].sort());
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(BUNDLED));
  });

  it('keeps Node out of the page', () => {
    const wrong = imports.filter(
      ({ file, module, kind }) =>
        file.startsWith(PAGE) &&
        kind !== 'type' &&
        !/^\.\/|^preact(\/hooks)?$|^\.\.\/commands\.ts$|^\.\.\/\.\.\/core\/(words|difference-words|diagnostic|wait)\.ts$/.test(
          module,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('prints nowhere but in the command line', () => {
    const files = [...new Set(imports.map(({ file }) => file))].filter(
      (file) => !file.startsWith('cli/') && file !== 'bin.ts',
    );
    const printing = files.filter((file) =>
      /\bconsole\.|process\.(stdout|stderr)/.test(readFileSync(join(SOURCE, file), 'utf8')),
    );
    expect(printing).toEqual([]);
  });
});
