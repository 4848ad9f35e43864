// Writes schemas/*.schema.json from the schemas in code. A test fails when the committed ones lag behind.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
for (const name of ['manifest', 'include', 'lockfile']) {
  const text = execFileSync(process.execPath, [join(root, 'dist', 'imagebuild.cjs'), 'schema', name], {
    encoding: 'utf8',
  });
  writeFileSync(join(root, 'schemas', `${name}.schema.json`), text);
}
