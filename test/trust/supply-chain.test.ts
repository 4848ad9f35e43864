import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { reportFigures } from './support/effort.ts';

/** Item 7 of what is to be proven: nothing comes in, and nothing goes out, that nobody has looked at. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

interface PackageLock {
  readonly lockfileVersion: number;
  readonly packages: { readonly [path: string]: LockedPackage };
}

const LOCKS = [
  'package-lock.json',
  'bench/compare/package-lock.json',
  ...readdirSync(join(ROOT, 'examples')).map((name) => `examples/${name}/package-lock.json`),
].filter((path) => existsSync(join(ROOT, path)));

function packagesOf(lock: string): [path: string, LockedPackage][] {
  const { packages } = JSON.parse(read(lock)) as PackageLock;
  return Object.entries(packages).filter(([path]) => path !== '');
}

/** What is in the package, relative to its root. */
const packed: string[] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  }),
)[0].files.map(({ path }: { readonly path: string }) => path);

/** Where the links of a Markdown file lead inside the repository or the package. */
function linked(page: string): string[] {
  const prose = read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^([a-z]+:|#)/.test(link))
    .map((link) => posix.join(posix.dirname(page), link.replace(/#.*/, '')));
}

describe('the lockfile is pinned', () => {
  test.each(LOCKS)(
    '%s names every package by version and hash, and no other place to take it from',
    (lock) => {
      expect((JSON.parse(read(lock)) as PackageLock).lockfileVersion).toBe(3);
      const loose = packagesOf(lock).filter(
        ([, { version, integrity, resolved, link }]) =>
          link === true ||
          !/^\d+\.\d+\.\d+/.test(version) ||
          !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ||
          resolved !== undefined,
      );
      expect(loose).toEqual([]);
    },
  );

  test.each(LOCKS.map((lock) => lock.replace('package-lock.json', 'package.json')))(
    '%s asks for exact versions',
    (path) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(path));
      const versions = Object.entries({ ...dependencies, ...devDependencies });
      expect(versions.length).toBeGreaterThan(0);
      const loose = versions.filter(
        ([, version]) => !/^(npm:[a-z-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
      );
      expect(loose).toEqual([]);
    },
  );
});

describe('no install scripts are needed', () => {
  /** Packages that have one, and why they work without. All of them are for development. */
  const DISPENSABLE: { readonly [lock: string]: { readonly [path: string]: string } } = {
    'package-lock.json': {
      'node_modules/esbuild': 'checks the program that npm has installed beside it as an optional dependency',
    },
    'examples/astro/package-lock.json': {
      'node_modules/esbuild': 'as above',
      'node_modules/vite/node_modules/esbuild': 'as above',
      'node_modules/sharp': 'builds from source where there is no ready library',
    },
  };

  test.each(LOCKS)('%s has just those that are known to be dispensable', (lock) => {
    const scripted = packagesOf(lock).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([path]) => path).sort()).toEqual(Object.keys(DISPENSABLE[lock] ?? {}).sort());
  });

  test('no package that is installed with ours has one', () => {
    const scripted = packagesOf('package-lock.json').filter(
      ([, { hasInstallScript, dev }]) => hasInstallScript && !dev,
    );
    expect(scripted).toEqual([]);
  });

  test('our own package has none, and everything that installs says so', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(scripts).not.toHaveProperty(name);
    const installing = ['.ci/run', ...readdirSync(join(ROOT, 'scripts')).map((name) => `scripts/${name}`)]
      .flatMap((path) => read(path).split('\n'))
      .filter(
        (line) => /\bnpm\b.*\b(ci|install)\b|\['(ci|install)'/.test(line) && !/^\s*(\/\/|#|\{)/.test(line),
      );
    expect(installing.length).toBeGreaterThan(1);
    expect(installing.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });
});

describe('published files are listed', () => {
  test('they are the compiled sources, the page of the studio, documentation, and these', () => {
    const compiled = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      // Those are bundled.
      .filter((path) => !path.startsWith('studio/page/') && !path.startsWith('cli/'))
      .flatMap((path) => [path.replace(/\.ts$/, '.js'), path.replace(/\.ts$/, '.d.ts')])
      .map((path) => `dist/${path}`);
    const documentation = [
      ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
      ...readdirSync(join(ROOT, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
      ...linked('README.md'),
    ].filter((path) => /\.(md|webp)$/.test(path));
    const examples = [
      'examples/astro/src/pages/index.astro',
      'examples/brand/imagebuild.yaml',
      'examples/brand/pages.csv',
      'examples/brand/prompts/fox.md',
      'examples/brand/scenes/empty-states.imagebuild.yaml',
      'examples/catalogue/imagebuild.yaml',
      'examples/catalogue/products.csv',
      'examples/eleventy/eleventy.config.js',
      'examples/minimal/imagebuild.yaml',
      'examples/sveltekit/vite.config.js',
      'examples/vite/vite.config.js',
    ];
    const others = [
      'dist/parts/NOTICES.txt',
      'dist/parts/fontkit.js',
      'dist/parts/inter/LICENSE',
      ...['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'].flatMap(
        (alphabet) => [400, 600].map((weight) => `dist/parts/inter/${alphabet}-${weight}.woff`),
      ),
      'dist/parts/log-update.js',
      'dist/parts/pdfkit.js',
      'dist/parts/string-width.js',
      'LICENSE',
      'dist/cli/main.js',
      'dist/imagebuild.cjs',
      'dist/program/NOTICES.txt',
      'dist/studio/page/icon.svg',
      'dist/studio/page/studio.css',
      'dist/studio/page/studio.js',
      'package.json',
      'schemas/include.schema.json',
      'schemas/lockfile.schema.json',
      'schemas/manifest.schema.json',
      'src/integrations/astro/Head.astro',
      'src/integrations/astro/Picture.astro',
      'src/integrations/svelte/Picture.svelte',
      'src/integrations/svelte/Picture.svelte.d.ts',
      'src/integrations/client.d.ts',
    ];
    const pieces = packed.filter((path) => /^dist\/(program|parts)\/[a-z-]+-[A-Z0-9]{8}\.js$/.test(path));
    expect(pieces.length).toBeGreaterThan(3);
    expect([...packed].sort()).toEqual(
      [...new Set([...compiled, ...pieces, ...documentation, ...examples, ...others, 'README.md'])].sort(),
    );
  });

  test('every link of the README leads to a file in the package', () => {
    const links = linked('README.md');
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter((path) => !packed.includes(path))).toEqual([]);
  });

  test('those of other pages do, but for what only the repository has: sources, tests and more pictures', () => {
    const pages = packed.filter((path) => path.endsWith('.md'));
    const dead = pages
      .flatMap(linked)
      .filter((path) => !packed.includes(path) && existsSync(join(ROOT, path)))
      .filter((path) => !/^((src|test|bench|scripts|\.ci)\/|[a-z]+\.jsonc?$)/.test(path));
    expect([...new Set(dead)].sort()).toEqual([
      'docs/images/storyboard.webp',
      'docs/images/studio-compare.webp',
      'docs/performance.svg',
      'examples/minimal/imagebuild.lock',
    ]);
  });

  test('none is hidden, a test, a map, or what a key or a password would be kept in', () => {
    const odd = packed.filter((path) =>
      /(^|\/)\.|\.map$|\.(env|pem|key|p12|pfx|crt|npmrc|log|tgz|lock)$|(^|\/)(test|fixtures|node_modules|\.imagebuild)\/|(^|\/)(secret|credential)s?(\/|\.)/i.test(
        path,
      ),
    );
    expect(odd).toEqual([]);
  });

  test('none says where it was made, points to a source map, or holds what looks like a key', () => {
    const patterns = [
      new RegExp(ROOT.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')),
      /sourceMappingURL/,
      /-----BEGIN [A-Z ]*PRIVATE KEY/,
      /\b(sk|pk|rk)-(?!emulator|demo|test)[A-Za-z0-9]{20,}/,
      /\b(ghp|gho|ghs|github_pat|npm|glpat)_[A-Za-z0-9]{20,}/,
      /\bAKIA[0-9A-Z]{16}\b/,
      /_authToken\s*=/,
    ];
    const telling = packed.filter((path) => patterns.some((pattern) => pattern.test(read(path))));
    expect(telling).toEqual([]);
    reportFigures('supply-chain', { 'published files': packed.length });
  });
});

describe('licences of runtime dependencies', () => {
  /** What we may be combined with, and what for: each of them lets an MIT package depend on it. */
  const ALLOWED: { readonly [licence: string]: string } = {
    MIT: 'keep the notice with copies, and npm installs it with each package',
    ISC: 'as MIT',
    '0BSD': 'asks for nothing',
    'BSD-2-Clause': 'as MIT',
    'Apache-2.0': 'keep notice and licence with copies, which npm installs',
    'BlueOak-1.0.0': 'permissive, as MIT',
    'OFL-1.1':
      'fonts may be bundled, embedded and sold with programs; documents made with them are free of it',
    'LGPL-3.0-or-later':
      'libvips, a library of its own that sharp loads while it runs, so that anybody can put another in its place',
  };
  /** Packages that forget to name a licence in package.json, and what their licence file is. */
  const UNNAMED: { readonly [path: string]: string } = { 'node_modules/png-js': 'MIT' };
  /** Packages that name a licence and bring no text of it. */
  const WITHOUT_TEXT = ['@img/sharp-libvips-', 'blurhash', 'thumbhash'];

  const runtime = packagesOf('package-lock.json').filter(([, { dev }]) => !dev);
  const installed = runtime.filter(([path]) => existsSync(join(ROOT, path)));
  const partsOf = (licence: string) => licence.replace(/[()]/g, '').split(/ (?:AND|OR) /);

  test('each is one of those that are allowed, on every platform', () => {
    expect(runtime.length).toBeGreaterThan(60);
    const others = runtime.filter(([path, { license }]) =>
      partsOf(license ?? UNNAMED[path] ?? 'none').some((part) => !Object.hasOwn(ALLOWED, part)),
    );
    expect(others).toEqual([]);
    reportFigures('supply-chain', { 'packages at run time': runtime.length });
    const used = new Set(runtime.flatMap(([, { license }]) => partsOf(license ?? 'MIT')));
    // The typeface is copied into the package.
    const { license } = JSON.parse(read('node_modules/@fontsource/inter/package.json'));
    expect([...used, license].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  test('what is installed says the same as the lockfile, and brings the text', () => {
    expect(installed.length).toBeGreaterThan(30);
    for (const [path, locked] of installed) {
      const found = JSON.parse(read(`${path}/package.json`));
      expect({ path, version: found.version, license: found.license }).toEqual({
        path,
        version: locked.version,
        license: locked.license,
      });
      const text = readdirSync(join(ROOT, path)).find((name) => /^(licen[cs]e|copying|ofl)/i.test(name));
      const name = path.replace(/^.*node_modules\//, '');
      const forgiven = WITHOUT_TEXT.some(
        (known) => name === known || (known.endsWith('-') && name.startsWith(known)),
      );
      if (text === undefined) expect(forgiven, `${path} has no licence file`).toBe(true);
      else if (Object.hasOwn(UNNAMED, path))
        expect(read(`${path}/${text}`)).toMatch(/MIT License|Permission is hereby granted/);
    }
  });

  test('the licence of what is bundled goes wherever the bundle goes', () => {
    const script = read('dist/studio/page/studio.js');
    const notices = script.slice(script.search(/^\/\*!/m));
    const { devDependencies } = JSON.parse(read('package.json'));
    expect(notices).toContain(`/*! preact ${devDependencies.preact}\n`);
    expect(notices).toContain(read('node_modules/preact/LICENSE').trim());
    // Nothing else has come in unnoticed.
    expect(notices.match(/^\/\*! \S+ [\d.]+$/gm)).toHaveLength(1);
  });

  test.each(['parts', 'program'])(
    'what is bundled in dist/%s may be, and says so with its text',
    (folder) => {
      const licences = new Map(
        packagesOf('package-lock.json').map(([path, { version, license }]) => [
          `${path.replace(/^.*node_modules\//, '')} ${version}`,
          license ?? UNNAMED[path] ?? 'none',
        ]),
      );
      const notices = read(`dist/${folder}/NOTICES.txt`)
        .split(/^\/\*! /m)
        .slice(1);
      expect(notices.length).toBeGreaterThan(3);
      for (const notice of notices) {
        const [name = '', ...text] = notice.split('\n');
        expect(Object.keys(ALLOWED), name).toEqual(
          expect.arrayContaining(partsOf(licences.get(name) ?? 'none')),
        );
        expect(text.join('\n'), name).toMatch(/copyright/i);
        expect(text.length, name).toBeGreaterThan(8);
      }
    },
  );
});

describe('provenance', () => {
  const manifest = JSON.parse(read('package.json'));

  test('a package that does not say where it was made is refused, and so is one of unknown sources', () => {
    expect(manifest.publishConfig).toEqual({ provenance: true });
    expect(manifest.scripts.prepublishOnly).toBe('node scripts/check-release.js');
    const folder = temporaryFolder();
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], { cwd: folder });
    const check = () =>
      spawnSync(process.execPath, [join(folder, 'scripts/check-release.js')], { encoding: 'utf8' });
    cpSync(join(ROOT, 'scripts/check-release.js'), join(folder, 'scripts/check-release.js'));
    const described = (more: object) =>
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ type: 'module', version: '1.2.3', publishConfig: { provenance: true }, ...more }),
      );
    const changes = (text: string) => writeFileSync(join(folder, 'CHANGELOG.md'), text);
    described({});
    changes('## [1.2.3] - Unreleased\n');
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'all');
    expect(check().stderr.trim().split('\n')).toEqual([
      'package.json names no repository: provenance says which one the package was made from',
      'CHANGELOG.md has no date for 1.2.3',
      'this commit is not tagged v1.2.3',
    ]);
    described({ repository: { type: 'git', url: 'git+https://example.org/imagebuild.git' } });
    changes('## [1.2.3] - 2027-01-31\n');
    expect(check().stderr).toContain('there are changes that are not committed');
    git('commit', '--quiet', '--all', '--message', 'release');
    git('tag', 'v1.2.3');
    expect(check()).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(join(folder, 'dropped.js'), '');
    expect(check()).toMatchObject({ status: 1, stderr: 'there are changes that are not committed\n' });
  });

  test('the package is the same, byte by byte, whenever it is compiled and packed from the same sources', () => {
    const pack = (compile: (dist: string) => void) => {
      const folder = temporaryFolder();
      for (const path of packed.filter((name) => !name.startsWith('dist/')))
        cpSync(join(ROOT, path), join(folder, path));
      compile(join(folder, 'dist'));
      const out = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--loglevel=error'], {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      return JSON.parse(out)[0].integrity;
    };
    const once = pack((dist) => cpSync(join(ROOT, 'dist'), dist, { recursive: true }));
    const again = pack((dist) => {
      const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: ROOT });
      run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck', '--outDir', dist);
      run('scripts/bundle-studio.js', dist);
      for (const bundled of ['commander', 'fastest-levenshtein', 'yaml', 'zod'])
        cpSync(join(ROOT, 'node_modules', bundled), join(dist, '..', 'node_modules', bundled), {
          recursive: true,
        });
      run('scripts/bundle-program.js', dist);
    });
    expect(again).toBe(once);
  });
});
