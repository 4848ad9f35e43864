import { z } from 'zod';
import { assembleCatalog } from '../../build/index.ts';
import type { Capability } from '../../core/capability.ts';
import { problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const models: Command = {
  name: 'models',
  summary: 'what providers can do: operations, models, prices and sizes',
  group: 'Look around',
  arguments: [{ name: '[provider]', description: 'only this one' }],
  async run(call) {
    const { providers } = assembleCatalog();
    const [wanted] = call.args;
    if (wanted !== undefined && !providers.has(wanted)) {
      const hint = didYouMean(wanted, providers.keys()) ?? [...providers.keys()].join(', ');
      const unknown = problem('unknown-provider', `there is no provider "${wanted}"`, { hint });
      return finish(call, failure('invalid-input', unknown));
    }
    const shown = [...providers.values()].filter(({ type }) => wanted === undefined || type === wanted);
    const rows = shown.flatMap(({ type, capabilities }) =>
      capabilities.map((capability) => ({ provider: type, capability })),
    );
    if (call.flags.json) {
      const listed = rows.map(({ provider, capability }) => modelDocument(provider, capability));
      call.terminal.data(jsonText(dataDocument('models', { models: listed }, EXIT.ok)));
      return EXIT.ok;
    }
    const { terminal } = call;
    const head = ['operation', 'model', 'credits', 'size', 'notes'];
    for (const { type } of shown) {
      const own = rows.filter(({ provider }) => provider === type);
      terminal.data(`${terminal.style('bold', type)}\n`);
      const cells = [head, ...own.map(({ capability }) => modelRow(capability))];
      for (const line of await table(cells, (cell, _, row) =>
        row === 0 ? terminal.style('dim', cell) : cell,
      ))
        terminal.data(`  ${line}\n`);
    }
    return EXIT.ok;
  },
};

function modelRow(capability: Capability): string[] {
  const { operation, model = '', price, deprecated, summary } = capability;
  const credits = price({});
  return [
    operation,
    model,
    credits === undefined ? 'unknown' : credits === 0 ? 'free' : String(credits),
    sizeText(capability),
    deprecated ?? summary,
  ];
}

/** An input to tell how an operation changes the size. */
const SAMPLE = { width: 512, height: 512 };

function sizeText({ resultSize, inputs }: Capability): string {
  const own = resultSize?.({}, {});
  if (own !== undefined) return `${own.width} × ${own.height}`;
  const roles = Object.keys(inputs);
  const made = resultSize?.({}, Object.fromEntries(roles.map((role) => [role, SAMPLE])));
  if (made === undefined) return 'unknown';
  if (made.width === SAMPLE.width) return 'as the input';
  return `${made.width} × ${made.height} from ${SAMPLE.width} × ${SAMPLE.height}`;
}

function modelDocument(provider: string, capability: Capability) {
  const { operation, model, summary, prompt, promptLimit, negativePrompt, seed, inputs, inputRules } =
    capability;
  return {
    provider,
    operation,
    model,
    summary,
    credits: capability.price({}) ?? null,
    size: capability.resultSize?.({}, {}) ?? null,
    sizeText: sizeText(capability),
    prompt,
    promptLimit,
    negativePrompt,
    seed,
    inputs,
    inputRules,
    deprecated: capability.deprecated,
    params: z.toJSONSchema(capability.params, { io: 'input' }),
  };
}
