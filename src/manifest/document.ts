import { type Diagnostic, problem } from '../core/diagnostic.ts';
import { isLfsPointer, pointerProblem } from '../core/lfs-pointer.ts';
import { timed } from '../core/timing.ts';
import type { ManifestFiles } from './files.ts';
import { nearPathHint } from './near-path.ts';
import { SourceText } from './source-text.ts';
import { readYaml, type YamlDocument } from './yaml.ts';

/** Bytes a manifest file may have. */
const SIZE_LIMIT = 16 * 1024 * 1024;

/** Reads a text file of the project; its size is looked at before its bytes. */
export async function readSource(
  absolute: string,
  file: string,
  files: ManifestFiles,
): Promise<SourceText | Diagnostic> {
  const size = await files.size(absolute);
  if (size === undefined) {
    // A path of the project: its root is what remains of the absolute one.
    const root = absolute.slice(0, -file.length);
    const hint = await nearPathHint(root, file, files);
    return problem('file-missing', `there is no file ${file}`, { hint });
  }
  if (size > SIZE_LIMIT) {
    return problem('file-too-large', `${file} has ${Math.ceil(size / 1_048_576)} MiB; the limit is 16 MiB`, {
      hint: 'split it with include:, or put rows into a CSV file',
    });
  }
  const bytes = (await files.read(absolute)) ?? new Uint8Array();
  if (isLfsPointer(bytes)) return pointerProblem(file);
  try {
    return new SourceText(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return problem('not-utf8', `${file} is not UTF-8 text`, { hint: 'save it as UTF-8' });
  }
}

/** A YAML file as it was read, or what is wrong with it. */
interface DocumentReading {
  readonly document?: YamlDocument;
  readonly problems: readonly Diagnostic[];
}

/** YAML files as this process has read them, by path: while a text is the same, it need not be parsed again. */
export type SeenDocuments = Map<string, DocumentReading & { readonly source: SourceText }>;

/** Reads one YAML file of the manifest. */
export async function readDocument(
  absolute: string,
  file: string,
  files: ManifestFiles,
  seen: SeenDocuments = new Map(),
): Promise<DocumentReading> {
  const source = await readSource(absolute, file, files);
  if (!(source instanceof SourceText)) return { problems: [source] };
  const before = seen.get(absolute);
  // Where the project's root is another, so is the file's place in it.
  if (before?.source.text === source.text && before.source.file === file) return before;
  const reading = parse(source, file);
  seen.set(absolute, { ...reading, source });
  return reading;
}

function parse(source: SourceText, file: string): DocumentReading {
  const marker = /^<{7} .*$/m.exec(source.text);
  if (marker === null) return timed('parse', () => readYaml(source));
  const location = source.locate(marker.index, marker.index + marker[0].length);
  const hint =
    'bring both sides together as you want them, and remove the markers; then run `imagebuild lock merge` where the lockfile has markers too';
  return { problems: [problem('manifest-conflicted', `${file} has conflict markers`, { location, hint })] };
}
