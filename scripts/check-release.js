// Before a package is published: that it comes from a commit with the tag of its version, and from nothing else. The
// registry then shows which commit and which run made it; see docs/release.md.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

const { version, repository } = JSON.parse(read('package.json'));
const dated = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm');
const troubles = [
  [repository, 'package.json names no repository: provenance says which one the package was made from'],
  [dated.test(read('CHANGELOG.md')), `CHANGELOG.md has no date for ${version}`],
  [git('status', '--porcelain') === '', 'there are changes that are not committed'],
  [
    git('tag', '--points-at', 'HEAD').split('\n').includes(`v${version}`),
    `this commit is not tagged v${version}`,
  ],
].flatMap(([holds, trouble]) => (holds ? [] : [trouble]));
for (const trouble of troubles) process.stderr.write(`${trouble}\n`);
process.exit(troubles.length === 0 ? 0 : 1);
