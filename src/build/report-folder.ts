import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { problem } from '../core/diagnostic.ts';
import { failure } from '../core/failure.ts';
import { fail, type Result, succeed } from '../core/result.ts';
import { writeWhole } from '../store/index.ts';

/** What tells a report of ours from other people's files, so that a new one may take its place. */
export interface ReportKind {
  /** Stands in the `index.html` of every report of this kind. */
  readonly mark: string;
  /** Folders beside the page: cleared before a new report is written. */
  readonly folders: readonly string[];
  /** Files beside the page. */
  readonly files: readonly string[];
}

/** A folder that is written into, and what that came to. */
export class ReportFolder {
  readonly #folder: string;
  files = 0;
  bytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The folder `wanted`, seen from `cwd`, cleared of an earlier report. One that holds anything else is refused. */
  static async open(cwd: string, wanted: string, kind: ReportKind): Promise<Result<ReportFolder>> {
    const folder = resolve(cwd, wanted);
    const foreign = await holdsOtherThings(folder, kind);
    if (foreign) {
      const message = `${wanted} holds files that are not of a report, such as ${foreign}`;
      return fail(
        failure('invalid-input', problem('usage', message, { hint: 'name a new folder, or empty this one' })),
      );
    }
    for (const name of kind.folders) await rm(join(folder, name), { recursive: true, force: true });
    const report = new ReportFolder(folder);
    // Pictures without their page would be taken for somebody's own, were this interrupted.
    await writeWhole(report.page, unfinished(kind), false);
    return succeed(report);
  }

  /** Absolute. */
  get page(): string {
    return join(this.#folder, 'index.html');
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    await writeWhole(join(this.#folder, name), content, false);
    this.files += 1;
    this.bytes += Buffer.byteLength(content);
  }

  async copy(from: string, name: string): Promise<void> {
    const to = join(this.#folder, name);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
    this.files += 1;
    this.bytes += (await readFile(to)).length;
  }
}

function unfinished({ mark }: ReportKind): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
${mark}
<p>This report is being written, or was interrupted. Run the command again.</p>
`;
}

/** The name of something in a folder that no report of this kind has put there. */
async function holdsOtherThings(folder: string, kind: ReportKind): Promise<string | undefined> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name !== '.gitignore');
  const ours = new Set<string>([...kind.folders, ...kind.files, 'index.html']);
  const other = names.find((name) => !ours.has(name));
  if (other !== undefined || !names.includes('index.html')) return other ?? names[0];
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  return page.includes(kind.mark) ? undefined : 'index.html';
}
