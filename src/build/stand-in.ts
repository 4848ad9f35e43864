import { problem } from '../core/diagnostic.ts';
import type { MasterRecord, Size } from '../core/picture.ts';
import type { PlannedTarget } from '../plan/index.ts';
import { sharpRaster } from '../renditions/index.ts';
import type { Run } from './run.ts';

const USUAL: Size = { width: 1024, height: 1024 };

/** A picture by the built-in provider in place of one that was declined: right size, plainly not the real thing. */
export async function drawStandIn({ id, target }: PlannedTarget, run: Run): Promise<MasterRecord> {
  const size = target.capability.resultSize?.(target.params, {}) ?? USUAL;
  const seed = typeof target.seed === 'number' ? target.seed : 1;
  const { bytes } = await run.provider('procedural').generate(
    {
      operation: 'generate',
      prompt: target.prompt ?? id,
      negativePrompt: target.negativePrompt,
      seed,
      params: { ...size },
      inputs: {},
    },
    {
      settings: run.settings({ ...target, provider: 'procedural', providerType: 'procedural' }),
      environment: () => undefined,
      clock: run.clock,
      raster: sharpRaster,
      signal: new AbortController().signal,
      stop: run.quitting,
      beforeSpending: async () => {},
      accepted: async () => {},
    },
  );
  run.warn([
    { ...problem('stand-in', `${id}: a drawn stand-in is published`, { target: id }), severity: 'warning' },
  ]);
  const { width, height } = await sharpRaster.inspect(bytes);
  return { ...(await run.workspace.store.writeMaster(bytes, 'png', false)), width, height };
}
