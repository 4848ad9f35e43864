import { basename, dirname, resolve, sep } from 'node:path';
import type { Catalog } from '../core/catalog.ts';
import { type Diagnostic, problem, warning } from '../core/diagnostic.ts';
import { type Failure, failure } from '../core/failure.ts';
import type { Environment } from '../core/ports.ts';
import { canonicalText } from '../core/recipe.ts';
import type { Result } from '../core/result.ts';
import { didYouMean } from '../core/suggest.ts';
import { timed } from '../core/timing.ts';
import { declareAsset, declareLayer, declareProvider, declareSite, type Surroundings } from './declare.ts';
import { declareOutput } from './declare-output.ts';
import { discover } from './discover.ts';
import { readDocument, readSource, type SeenDocuments } from './document.ts';
import { diskFiles, type ManifestFiles } from './files.ts';
import { mayFollow } from './follow-up.ts';
import type { AssetDeclaration, Manifest, OutputProfile, Place, Row, SettingsLayer } from './manifest.ts';
import { type MentionedFile, mentionedFiles } from './mentioned-files.ts';
import { nearPathHint } from './near-path.ts';
import { outsideProject, projectPath } from './project-path.ts';
import { inlineRows, ROWS_FILE, readRows } from './rows.ts';
import {
  manifestSchema,
  type WrittenAsset,
  type WrittenInclude,
  type WrittenManifest,
} from './schema/index.ts';
import { SECRET, SourceText } from './source-text.ts';
import { validate } from './validate.ts';
import { readVariables } from './variables.ts';
import type { Path, YamlDocument } from './yaml.ts';

export interface LoadRequest {
  /** Where to begin looking, absolute. */
  readonly folder: string;
  /** The manifest's path, when the user names it; relative to the folder. */
  readonly config?: string;
  readonly environment: Environment;
  readonly catalog: Catalog;
  readonly files?: ManifestFiles;
  readonly seen?: SeenDocuments;
}

/** A manifest, or what is wrong with it together with as much of it as is sound. */
export type ManifestResult = Extract<Result<Manifest>, { ok: true }> | UnsoundManifest;

export interface UnsoundManifest {
  readonly ok: false;
  readonly failure: Failure;
  readonly rest: Manifest | undefined;
  /** Whether a problem of the rest may only be there because something was left out of it. */
  mayFollow(problem: Diagnostic): boolean;
}

/** Finds, reads and checks the manifest with everything it mentions. All problems are reported in one run. */
export async function readManifest(request: LoadRequest): Promise<ManifestResult> {
  const files = request.files ?? diskFiles;
  const found =
    request.config === undefined
      ? await discover(request.folder, files)
      : { path: resolve(request.folder, request.config) };
  if ('kind' in found) return { ok: false, failure: found, rest: undefined, mayFollow: () => false };
  const reading = new Reading(dirname(found.path), basename(found.path), request, files);
  const manifest = await reading.manifest();
  if (manifest !== undefined && reading.problems.length === 0)
    return { ok: true, value: manifest, warnings: reading.warnings };
  return {
    ok: false,
    failure: failure('invalid-input', ...reading.sortedProblems()),
    rest: manifest,
    mayFollow: (found) => mayFollow(found, reading.removed),
  };
}

/** One of the manifest's files, validated. */
interface Part {
  readonly document: YamlDocument;
  readonly written: WrittenInclude;
}

/** The files read so far and the trouble met on the way. */
class Reading {
  readonly problems: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  /** Paths with mistakes, which the manifest lacks. */
  readonly removed: Path[] = [];
  readonly #root: string;
  readonly #file: string;
  readonly #request: LoadRequest;
  readonly #files: ManifestFiles;
  readonly #documents = new Map<string, YamlDocument>();
  readonly #texts = new Map<string, string>();
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #mentioned = new Set<string>();

  constructor(root: string, file: string, request: LoadRequest, files: ManifestFiles) {
    this.#root = root;
    this.#file = file;
    this.#request = request;
    this.#files = files;
  }

  /** In the order of the text, whatever was read first; a secret that stands in a message does not leave with it. */
  sortedProblems(): Diagnostic[] {
    const files = [...this.#documents.keys()];
    const place = ({ location }: Diagnostic) => [
      location ? files.indexOf(location.file) : -1,
      location?.line ?? 0,
      location?.column ?? 0,
    ];
    return this.problems
      .map((found) => ({ ...found, message: found.message.replaceAll(ALL_SECRETS, '…') }))
      .sort((a, b) => {
        const [left, right] = [place(a), place(b)];
        const first = left.findIndex((value, index) => value !== right[index]);
        return first < 0 ? 0 : (left[first] ?? 0) - (right[first] ?? 0);
      });
  }

  async manifest(): Promise<Manifest | undefined> {
    const schemas = manifestSchema(this.#request.catalog);
    const document = await this.#readDocument(this.#file);
    if (document === undefined) return undefined;
    const allowed = allowedVariables(document.value);
    const written = this.#check(schemas.manifest, document, allowed);
    const included = await this.#readIncludes(document, (other) =>
      this.#check(schemas.included, other, allowed),
    );
    if (written === undefined) return undefined;
    const parts: Part[] = [{ document, written }, ...included];
    for (const part of parts) await this.#readMentioned(part);
    const site = await this.#readSite(written);
    return this.#assemble(written, parts, site);
  }

  async #readDocument(file: string): Promise<YamlDocument | undefined> {
    const { document, problems } = await readDocument(
      resolve(this.#root, file),
      file,
      this.#files,
      this.#request.seen,
    );
    this.problems.push(...problems);
    if (document !== undefined) this.#documents.set(file, document);
    return document;
  }

  #check<Schema extends Parameters<typeof validate>[0]>(
    schema: Schema,
    document: YamlDocument,
    allowed: ReadonlySet<string>,
  ) {
    const { value, problems } = readVariables(document, allowed, this.#request.environment);
    const checked = timed('parse', () => validate(schema, { ...document, value }));
    this.problems.push(...problems, ...checked.problems);
    this.removed.push(...checked.removed);
    // Of a file that cannot be read at all, nobody knows what it would have held.
    if (checked.value === undefined) this.removed.push(['assets'], ['styles'], ['outputs']);
    return checked.value as ReturnType<Schema['parse']> | undefined;
  }

  async #readIncludes(
    document: YamlDocument,
    check: (document: YamlDocument) => WrittenInclude | undefined,
  ): Promise<Part[]> {
    const written = (document.value as { include?: unknown } | null)?.include;
    const all: readonly unknown[] = Array.isArray(written) ? written : [written];
    const patterns = all.filter((pattern) => typeof pattern === 'string');
    const parts: Part[] = [];
    for (const [index, pattern] of patterns.entries()) {
      const location = document.locate(['include', index]);
      const inside = await projectPath(this.#root, this.#file, pattern, this.#files);
      if (inside === undefined) {
        this.problems.push(outsideProject(pattern, location));
        continue;
      }
      const matches = (await this.#files.list(this.#root, [inside])).filter(
        (file) => file !== this.#file && !this.#documents.has(file),
      );
      if (matches.length === 0)
        this.warnings.push(
          warning('include-empty', `no file matches "${pattern}"`, {
            location,
            hint: await nearPathHint(this.#root, beforeStars(inside), this.#files),
          }),
        );
      for (const file of matches) {
        const other = await this.#readDocument(file);
        if (other === undefined) this.removed.push(['assets'], ['styles'], ['outputs']);
        const part = other && check(other);
        if (other && part) parts.push({ document: other, written: part });
      }
    }
    return parts;
  }

  /** Reads prompt files and rows, so that declaring needs no disk. */
  async #readMentioned({ document, written }: Part): Promise<void> {
    const mentioned = [...mentionedFiles(document.source.file, written)];
    await Promise.all(
      mentioned.map((mention) =>
        mention.kind === 'rows' ? this.#readRows(mention, document) : this.#readText(mention),
      ),
    );
  }

  async #readText({ place, file = '' }: MentionedFile): Promise<void> {
    const source = await this.#readBeside(place, file);
    if (source !== undefined) this.#texts.set(placeKey(place), canonicalText(source.text));
  }

  async #readRows({ place, file, written }: MentionedFile, document: YamlDocument): Promise<void> {
    const at = (...path: Path) => document.locate([...place.path, ...path]);
    const key = String(written.key);
    if (file === undefined) {
      const located = (row: number, column: string) => at('rows', row, column);
      return this.#keepRows(placeKey(place), inlineRows(written.rows as [], key, at('key'), located));
    }
    if (!ROWS_FILE.test(file)) {
      const message = `rows come from .csv, .tsv, .json and .yaml files, not from "${file}"`;
      this.problems.push(problem('rows-unreadable', message, { location: at('file') }));
      return;
    }
    const source = await this.#readBeside(place, file);
    if (source !== undefined) this.#keepRows(placeKey(place), await readRows(source, key, at('key')));
  }

  #keepRows(key: string, { rows, problems }: { rows: Row[]; problems: Diagnostic[] }): void {
    this.problems.push(...problems);
    this.#rows.set(key, rows);
  }

  async #readBeside(place: Place, written: string): Promise<SourceText | undefined> {
    const location = this.#locate({ ...place, path: [...place.path, 'file'] });
    const path = await projectPath(this.#root, place.file, written, this.#files);
    if (path === undefined) {
      this.problems.push(outsideProject(written, location));
      return undefined;
    }
    this.#mentioned.add(path);
    const source = await readSource(resolve(this.#root, path), path, this.#files);
    if (source instanceof SourceText) return source;
    this.problems.push({ ...source, location });
    return undefined;
  }

  async #readSite(written: WrittenManifest) {
    const inside = async (path: string, ...keys: (string | number)[]): Promise<string> => {
      const resolved = await projectPath(this.#root, this.#file, path, this.#files);
      if (resolved !== undefined) return resolved.replace(/\/$/, '');
      const location = this.#locate({ file: this.#file, path: ['site', ...keys] });
      this.problems.push(outsideProject(path, location));
      return path;
    };
    const manifests = [written.site?.manifest ?? []].flat();
    for (const [index, path] of manifests.entries()) {
      if (/\.(json|ts|webmanifest)$/.test(path)) continue;
      const location = this.#locate({ file: this.#file, path: ['site', 'manifest', index] });
      this.problems.push(
        problem(
          'invalid-value',
          `a site manifest is a .json, .ts, .d.ts or .webmanifest file, not "${path}"`,
          { location },
        ),
      );
    }
    return declareSite(
      written.site,
      await inside(written.site?.out_dir ?? 'public/images', 'out_dir'),
      await Promise.all(manifests.map((path, index) => inside(path, 'manifest', index))),
    );
  }

  #assemble(written: WrittenManifest, parts: readonly Part[], site: Manifest['site']): Manifest {
    const top = (...path: string[]): Place => ({ file: this.#file, path });
    const around = this.#surroundings(parts);
    const layers = Object.entries(written.profiles ?? {}).map(([name, profile]): [string, SettingsLayer] => [
      name,
      declareLayer(`profile ${name}`, profile, top('profiles', name), around),
    ]);
    return {
      root: this.#root,
      file: this.#file,
      providers: new Map(
        Object.entries(written.providers ?? {}).map(([name, provider]) => [
          name,
          declareProvider(name, provider),
        ]),
      ),
      budget: written.budget ?? {},
      site,
      styles: this.#merge(parts, 'styles', (text, place) => around.text(text, place)),
      outputs: this.#merge(parts, 'outputs', (output, place) =>
        declareOutput(String(place.path.at(-1)), output, around.steps, place),
      ),
      profiles: new Map(layers),
      defaults: declareLayer('defaults', written.defaults ?? {}, top('defaults'), around),
      assets: [
        ...this.#merge(
          parts,
          'assets',
          (asset, place): AssetDeclaration =>
            declareAsset(String(place.path.at(-1)), asset as WrittenAsset, place, around),
        ).values(),
      ],
      files: [...this.#documents.keys(), ...this.#mentioned].map((file) => file.split(sep).join('/')),
      locate: (place, part) => this.#locate(place, part),
    };
  }

  #surroundings(parts: readonly Part[]): Surroundings {
    const outputs = new Map<string, OutputProfile>();
    for (const { document, written } of parts) {
      for (const [name, output] of Object.entries(written.outputs ?? {})) {
        outputs.set(
          name,
          declareOutput(name, output, this.#request.catalog.steps, {
            file: document.source.file,
            path: ['outputs', name],
          }),
        );
      }
    }
    return {
      text: (text, place) =>
        typeof text === 'string' ? canonicalText(text) : (this.#texts.get(placeKey(place)) ?? ''),
      output: (name, place) => {
        const output = outputs.get(name);
        if (output === undefined) {
          this.problems.push(
            problem('unknown-output', `there is no output "${name}"`, {
              location: this.#locate(place),
              hint: didYouMean(name, outputs.keys()),
            }),
          );
        }
        return output;
      },
      rows: (place) => this.#rows.get(placeKey(place)) ?? [],
      steps: this.#request.catalog.steps,
    };
  }

  /** One section of all files; a name that two files use is refused at the second. */
  #merge<Key extends 'styles' | 'outputs' | 'assets', Declared>(
    parts: readonly Part[],
    section: Key,
    declare: (written: NonNullable<WrittenInclude[Key]>[string], place: Place) => Declared,
  ): Map<string, Declared> {
    const merged = new Map<string, Declared>();
    const firstIn = new Map<string, string>();
    for (const { document, written } of parts) {
      const file = document.source.file;
      for (const [name, entry] of Object.entries(written[section] ?? {})) {
        const place: Place = { file, path: [section, name] };
        const other = firstIn.get(name);
        if (other !== undefined) {
          this.problems.push(
            problem('duplicate-name', `"${name}" is already in the ${section} of ${other}`, {
              location: this.#locate(place, 'key'),
            }),
          );
          continue;
        }
        firstIn.set(name, file);
        merged.set(name, declare(entry as NonNullable<WrittenInclude[Key]>[string], place));
      }
    }
    return merged;
  }

  #locate(place: Place, part: 'key' | 'value' = 'value') {
    return (
      this.#documents.get(place.file)?.locate(place.path, part) ?? {
        file: place.file,
        line: 1,
        column: 1,
        length: 1,
      }
    );
  }
}

const ALL_SECRETS = new RegExp(SECRET, 'g');

function placeKey({ file, path }: Place): string {
  return JSON.stringify([file, ...path]);
}

/** Read before validation, because texts are filled in before they are checked. */
function allowedVariables(value: unknown): ReadonlySet<string> {
  const names = (value as { env?: unknown } | null)?.env;
  const all: readonly unknown[] = Array.isArray(names) ? names : [];
  return new Set(all.filter((name) => typeof name === 'string'));
}

/** Returns the folders that a pattern names, or the whole of a path that is no pattern. */
function beforeStars(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => /[*?[\]{}()!+@]/.test(segment));
  return first < 0 ? pattern : segments.slice(0, first).join('/') || '.';
}
