import { assembleCatalog } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { lockfileJsonSchema } from '../../lockfile/index.ts';
import { includeJsonSchema, manifestJsonSchema } from '../../manifest/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

const SCHEMAS: { readonly [name: string]: () => object } = {
  manifest: () => manifestJsonSchema(assembleCatalog().catalog),
  include: () => includeJsonSchema(assembleCatalog().catalog),
  lockfile: () => lockfileJsonSchema(),
};

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schema of the manifest, an included file or the lockfile',
  group: 'Look around',
  arguments: [{ name: '[name]', description: 'manifest (the default), include or lockfile' }],
  async run(call) {
    const [name = 'manifest'] = call.args;
    const make = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
    if (make === undefined)
      return finish(
        call,
        failure(
          'invalid-input',
          problem('usage', `there is no schema "${name}"`, { hint: Object.keys(SCHEMAS).join(', ') }),
        ),
      );
    call.terminal.data(jsonText(make()));
    return EXIT.ok;
  },
};
