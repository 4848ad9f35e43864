import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { buildProject, checkProject, mergeLock, openProject, type Project } from '../../src/build/index.ts';
import { adopt, approve, release, revokeApproval } from '../../src/design/index.ts';
import { BIN } from '../support/rig.ts';

/*
 * Two people edit different targets, or the same, on two branches; git brings them together in each of its ways, with the merge
 * driver that `init` installs. Edits run in this process, git and the driver are the real ones.
 */

const MANIFEST = `version: 1
include: art/*.imagebuild.yaml
site: { out_dir: public }
defaults: { provider: procedural, seed: 7, params: { width: 64, height: 64 } }
`;
const IDS = ['ant', 'bee', 'cat', 'dog', 'eel'] as const;

interface Asset {
  readonly prompt: string;
  readonly width: number;
}

const yamlOf = (id: string, { prompt, width }: Asset) =>
  `assets:\n  ${id}:\n    prompt: ${prompt}\n    outputs: { widths: [${width}], formats: [png] }\n`;

type Edit =
  | { readonly kind: 'change' | 'widths' | 'add'; readonly id: string; readonly value: number }
  | { readonly kind: 'delete' | 'approve' | 'revoke' | 'adopt' | 'release'; readonly id: string };

const editOf = (ids: readonly string[]): fc.Arbitrary<Edit> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('change' as const, 'widths' as const, 'add' as const),
      id: fc.constantFrom(...ids),
      value: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({
      kind: fc.constantFrom('delete', 'approve', 'revoke', 'adopt', 'release') as fc.Arbitrary<'delete'>,
      id: fc.constantFrom(...ids),
    }),
  );

class Repository {
  readonly top: string;
  readonly project: string;

  constructor(within: string) {
    this.top = mkdtempSync(join(tmpdir(), 'imagebuild-git-'));
    this.project = join(this.top, within);
    mkdirSync(join(this.project, 'art'), { recursive: true });
    this.git('init', '-qb', 'main');
    this.git('config', 'merge.imagebuild.driver', `"${process.execPath}" "${BIN}" lock merge %O %A %B`);
    this.write('imagebuild.yaml', MANIFEST);
    this.write('.gitattributes', 'imagebuild.lock linguist-generated merge=imagebuild\n*.png binary\n');
    this.write('.gitignore', '.imagebuild/cache/\n.imagebuild/*.lock/\n.imagebuild/ledger.jsonl\n');
    for (const id of IDS.slice(0, 4))
      this.write(this.fileOf(id), yamlOf(id, { prompt: `a ${id}`, width: 16 }));
  }

  fileOf(id: string): string {
    return `art/${id}.imagebuild.yaml`;
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.top,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_EDITOR: 'true' },
    });
  }

  write(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.project, path), content);
  }

  lock(): string {
    return readFileSync(join(this.project, 'imagebuild.lock'), 'utf8');
  }

  async open(): Promise<Project> {
    const opened = await openProject({ cwd: this.project, environment: () => undefined });
    if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
    return opened.value;
  }

  /** Makes an edit; one that makes no sense at this moment changes nothing. */
  async edit(edit: Edit): Promise<void> {
    const file = join(this.project, this.fileOf(edit.id));
    const there = existsSync(file);
    const text = there ? readFileSync(file, 'utf8') : '';
    if (edit.kind === 'add' && !there)
      writeFileSync(file, yamlOf(edit.id, { prompt: `a new ${edit.id} ${edit.value}`, width: 16 }));
    if (edit.kind === 'change' && there)
      writeFileSync(file, text.replace(/prompt: .*/, `prompt: a ${edit.id} number ${edit.value}`));
    if (edit.kind === 'widths' && there)
      writeFileSync(file, text.replace(/widths: \[\d+\]/, `widths: [${16 + edit.value}]`));
    if (edit.kind === 'delete') rmSync(file, { force: true });
    await this.build();
    if (!there) return;
    const project = await this.open();
    if (edit.kind === 'approve') await approve(project, { patterns: [edit.id], by: 'a' });
    if (edit.kind === 'revoke') await revokeApproval(project, { patterns: [edit.id] });
    if (edit.kind === 'release') await release(project, edit.id);
    if (edit.kind !== 'adopt') return;
    const background = { r: edit.id.charCodeAt(0), g: 90, b: 90 };
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
    this.write('mine.png', await picture.png().toBuffer());
    await adopt(project, { target: edit.id, file: 'mine.png', folder: this.project, reason: 'by hand' });
    rmSync(join(this.project, 'mine.png'));
  }

  async build(): Promise<void> {
    const report = await buildProject(await this.open());
    if (report.failure) throw new Error(JSON.stringify(report.errors));
  }

  async check(): Promise<readonly string[]> {
    const { failure, errors } = await checkProject(await this.open(), []);
    return failure === undefined ? [] : errors.map(({ code, message }) => `${code}: ${message}`);
  }

  #commits = 0;

  /** Commits all there is, and a file of its own: git stops at commits that change nothing. */
  commit(): void {
    this.#commits += 1;
    this.write(`commit-${this.#commits}.txt`, '');
    this.git('add', '-A');
    this.git('commit', '-q', '-m', 'work');
  }

  /** Returns the lockfile that git's own merge of lines gives; undefined where it cannot. */
  mergeOfLines(ours: string, theirs: string): string | undefined {
    const path = `${this.project.slice(this.top.length + 1)}${this.project === this.top ? '' : '/'}imagebuild.lock`;
    const base = this.git('merge-base', ours, theirs).trim();
    const folder = mkdtempSync(join(tmpdir(), 'imagebuild-lines-'));
    try {
      const files = Object.entries({ ours, base, theirs }).map(([name, revision]) => {
        writeFileSync(join(folder, name), this.git('show', `${revision}:${path}`));
        return name;
      });
      return execFileSync('git', ['merge-file', '-p', ...files], {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return undefined;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Brings `theirs` into main; returns the paths that git could not merge. */
  bring(way: 'merge' | 'rebase' | 'cherry-pick'): string[] {
    try {
      if (way === 'merge') this.git('merge', '-q', 'theirs');
      if (way === 'rebase') this.git('rebase', '-q', 'theirs');
      if (way === 'cherry-pick') this.git('cherry-pick', 'main..theirs');
    } catch {
      const unmerged = this.git('diff', '--name-only', '--diff-filter=U').split('\n').filter(Boolean);
      if (unmerged.length === 0) throw new Error('git has failed, and not at a conflict');
      return unmerged;
    }
    return [];
  }

  remove(): void {
    rmSync(this.top, { recursive: true, force: true });
  }
}

const scenario = (mine: readonly string[], others: readonly string[]) =>
  fc.record({
    mine: fc.array(editOf(mine), { minLength: 1, maxLength: 3 }),
    others: fc.array(editOf(others), { minLength: 1, maxLength: 3 }),
    before: fc.array(editOf(IDS), { maxLength: 2 }),
    way: fc.constantFrom('merge' as const, 'rebase' as const, 'cherry-pick' as const),
    within: fc.constantFrom('', 'packages/site'),
  });

type Scenario = ReturnType<typeof scenario> extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays it; returns the repository as git has left it, with what git could not merge. */
async function play({ mine, others, before, way, within }: Scenario) {
  const repository = new Repository(within);
  await repository.build();
  for (const edit of before) await repository.edit(edit);
  repository.commit();
  repository.git('branch', 'theirs');
  for (const edit of mine) await repository.edit(edit);
  repository.commit();
  expect(await repository.check()).toEqual([]);
  repository.git('checkout', '-q', 'theirs');
  for (const edit of others) await repository.edit(edit);
  repository.commit();
  expect(await repository.check()).toEqual([]);
  repository.git('checkout', '-q', 'main');
  const lines = repository.mergeOfLines('main', 'theirs');
  return { repository, lines, unmerged: repository.bring(way) };
}

describe('two branches of the real git, merged, rebased and cherry-picked, at the root and in a package', () => {
  test('of different targets lose nothing of either, and the lock is true to the manifest', async () => {
    const scenarios = scenario(['ant', 'bee'], ['cat', 'dog', 'eel']);
    await fc.assert(
      fc.asyncProperty(scenarios, async (played) => {
        const { repository, lines, unmerged } = await play(played);
        try {
          expect(unmerged).toEqual([]);
          if (lines !== undefined) expect(repository.lock()).toBe(lines);
          expect(await repository.check()).toEqual([]);
        } finally {
          repository.remove();
        }
      }),
      { numRuns: 12 },
    );
  }, 240_000);

  test('of the same targets either merge as lines do, or leave a conflict that lock merge settles', async () => {
    const scenarios = scenario(['ant', 'bee'], ['ant', 'bee']);
    await fc.assert(
      fc.asyncProperty(scenarios, async (played) => {
        const { repository, lines, unmerged } = await play(played);
        try {
          if (unmerged.length === 0) {
            if (lines !== undefined) expect(repository.lock()).toBe(lines);
            expect(await repository.check()).toEqual([]);
          } else if (unmerged.every((path) => path.endsWith('imagebuild.lock'))) {
            expect(repository.lock()).toContain('<<<<<<< ours');
            const merged = await mergeLock({ cwd: repository.project, environment: () => undefined });
            expect(merged).toMatchObject({ ok: true, value: { changed: true } });
            await repository.build();
            expect(await repository.check()).toEqual([]);
          }
        } finally {
          repository.remove();
        }
      }),
      { numRuns: 12 },
    );
  }, 240_000);
});

test('a side that is no lockfile is merged line by line, so that nothing of it is lost', async () => {
  const repository = new Repository('');
  try {
    await repository.build();
    repository.commit();
    repository.git('branch', 'theirs');
    await repository.edit({ kind: 'change', id: 'ant', value: 1 });
    repository.commit();
    repository.git('checkout', '-q', 'theirs');
    repository.write(
      'imagebuild.lock',
      repository.lock().replace('"lockfileVersion": 1', '"lockfileVersion": 2'),
    );
    repository.commit();
    repository.git('checkout', '-q', 'main');
    expect(repository.bring('merge')).toEqual(['imagebuild.lock']);
    expect(repository.lock()).toContain('a ant number 1');
    expect(repository.lock()).toContain('"lockfileVersion": 2');
  } finally {
    repository.remove();
  }
});
