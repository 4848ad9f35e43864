import { z } from 'zod';
import { assembleCatalog } from '../../build/index.ts';
import type { Capability } from '../../core/capability.ts';
import { withdrawnHint } from '../../core/catalog.ts';
import { type Diagnostic, problem } from '../../core/diagnostic.ts';
import { failure } from '../../core/failure.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { modelLines } from '../views/model.ts';
import { table } from '../views/table.ts';

export const models: Command = {
  name: 'models',
  summary: 'what providers can do: operations, models, prices and sizes',
  group: 'Look around',
  arguments: [
    { name: '[word...]', description: 'only these providers, operations or models, with all they take' },
  ],
  async run(call) {
    const { terminal, args, flags } = call;
    const all = everyRow();
    const unknown = args.find((word) => !all.some((row) => answers(row, word)));
    if (unknown !== undefined) return finish(call, failure('invalid-input', unknownWord(unknown, all)));
    const rows = all.filter((row) => args.every((word) => answers(row, word)));
    if (flags.json) {
      const listed = rows.map(({ provider, capability }) => modelDocument(provider, capability));
      terminal.data(jsonText(dataDocument('models', { models: listed }, EXIT.ok)));
      return EXIT.ok;
    }
    for (const type of new Set(rows.map(({ provider }) => provider))) {
      const own = rows.filter(({ provider }) => provider === type).map(({ capability }) => capability);
      terminal.show(terminal.styleData('bold', type));
      for (const line of await overview(own, terminal)) terminal.show(`  ${line}`);
      // Whoever names no more than a provider wants to see what there is.
      if (args.every((word) => word === type)) continue;
      for (const capability of own)
        for (const line of ['', ...(await modelLines(capability, terminal))]) terminal.show(line);
    }
    return EXIT.ok;
  },
};

interface Row {
  readonly provider: string;
  readonly capability: Capability;
}

function everyRow(): Row[] {
  return [...assembleCatalog().providers.values()].flatMap(({ type, capabilities }) =>
    capabilities.map((capability) => ({ provider: type, capability })),
  );
}

function answers({ provider, capability: { operation, model } }: Row, word: string): boolean {
  return [provider, operation, model].includes(word);
}

function unknownWord(word: string, rows: readonly Row[]): Diagnostic {
  const known = rows.flatMap(({ provider, capability: { operation, model = operation } }) => [
    provider,
    operation,
    model,
  ]);
  const withdrawn = [...assembleCatalog().providers.values()].map((entry) => withdrawnHint(entry, word));
  const hint =
    withdrawn.find((sentence) => sentence !== undefined) ??
    didYouMean(word, new Set(known)) ??
    '`imagebuild models` shows them all';
  return problem('unknown-model', `there is no provider, operation or model "${word}"`, { hint });
}

const HEAD = ['operation', 'model', 'credits', 'size', 'notes'];

function overview(capabilities: readonly Capability[], terminal: Terminal): Promise<string[]> {
  return table([HEAD, ...capabilities.map(modelRow)], (cell, _, row) =>
    row === 0 ? terminal.styleData('dim', cell) : cell,
  );
}

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
