import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the packages in a bundle ask to be kept with copies of them, as comments, in the order of their names. The
 * bundler was working in the folder.
 */
export function noticesOf({ inputs }, folder = '.') {
  const bundled = Object.keys(inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(bundled)].sort().map((path) => noticeOf(join(folder, path)));
}

function noticeOf(path) {
  const { name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} is bundled, and has no licence file`);
  return `/*! ${name} ${version}\n${readFileSync(join(path, file), 'utf8').trim().replaceAll('*/', '* /')}\n*/\n`;
}
