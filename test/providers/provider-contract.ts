import { describe, expect, test } from 'vitest';
import type { Capability } from '../../src/core/capability.ts';
import { PICTURE_FORMATS } from '../../src/core/picture.ts';
import type { InputRole } from '../../src/core/recipe.ts';
import type { GenerateRequest, Provider, ProviderWorld } from '../../src/providers/provider.ts';
import { sharpRaster } from '../../src/renditions/raster.ts';
import { everythingIn, providerErrorOf } from '../support/provider-world.ts';

/** What a test must know to put a provider through its contract. */
export interface ContractSetting {
  /** A world in which the provider works, with this signal. */
  readonly world: (signal: AbortSignal) => ProviderWorld;
  /** A sensible request for one capability. */
  readonly request: (capability: Capability) => GenerateRequest;
  /** Texts that no error may hold. */
  readonly secrets?: readonly string[];
}

/** The promises every provider keeps, as tests. */
export function describeProviderContract(provider: Provider, setting: ContractSetting): void {
  const named = provider.capabilities.map(
    (capability) => [`${capability.operation} ${capability.model ?? ''}`.trim(), capability] as const,
  );
  const idle = new AbortController().signal;

  describe(`${provider.type} keeps the provider contract`, () => {
    test('says what it is', () => {
      expect(provider.type).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
      expect(provider.summary).not.toBe('');
      expect(['generated', 'imported']).toContain(provider.source);
    });

    test('lists every operation and model once', () => {
      const pairs = named.map(([name]) => name);
      expect(pairs.length).toBeGreaterThan(0);
      expect(new Set(pairs).size).toBe(pairs.length);
    });

    describe.each(named)('%s', (_, capability) => {
      test('takes no parameters but its own, and describes each', () => {
        expect(capability.params.safeParse({}).success).toBe(true);
        expect(capability.params.safeParse({ no_such_parameter: 1 }).success).toBe(false);
        for (const [name, schema] of Object.entries(capability.params.shape)) {
          const description = (schema as { meta(): { description?: string } | undefined }).meta()
            ?.description;
          expect(description, `description of ${name}`).toMatch(/\w/);
        }
      });

      test('adds nothing to the parameters an author wrote', () => {
        expect(capability.params.parse({})).toEqual({});
      });

      test('has a price and a size that can be used', () => {
        const params = capability.params.parse({});
        const price = capability.price(params);
        if (price !== undefined) expect(Number.isFinite(price) && price >= 0).toBe(true);
        if (!provider.paid) expect(price).toBe(0);
        const size = capability.resultSize?.(params, {});
        for (const side of size === undefined ? [] : [size.width, size.height]) {
          expect(Number.isInteger(side) && side > 0).toBe(true);
        }
        const asked = setting.request(capability);
        const roles = Object.keys(asked.inputs) as InputRole[];
        expect(capability.check?.(asked.params, roles, asked.prompt) ?? []).toEqual([]);
      });

      test('makes a picture of the size it promised', async () => {
        const request = setting.request(capability);
        const generation = await provider.generate(request, setting.world(idle));
        const facts = await sharpRaster.inspect(generation.bytes);
        expect(PICTURE_FORMATS).toContain(generation.format);
        expect(facts.format).toBe(generation.format);
        const sizes = Object.entries(request.inputs).map(([role, input]) => [role, input] as const);
        const size = capability.resultSize?.(request.params, Object.fromEntries(sizes));
        if (size !== undefined) expect({ width: facts.width, height: facts.height }).toEqual(size);
        for (const warning of generation.warnings) expect(warning).toMatch(/\w/);
      });

      test('makes nothing when it was stopped before', async () => {
        const stopped = AbortSignal.abort(new Error('stopped by the user'));
        const error = await providerErrorOf(
          provider.generate(setting.request(capability), setting.world(stopped)),
        );
        expect(error.kind).toBe('cancelled');
        expect(error.charged).toBe('no');
      });
    });

    test('refuses operations it does not have with a provider error', async () => {
      const request: GenerateRequest = { operation: 'no-such-operation', params: {}, inputs: {} };
      const error = await providerErrorOf(provider.generate(request, setting.world(idle)));
      expect(error.kind).toBe('rejected');
      for (const secret of setting.secrets ?? []) expect(everythingIn(error)).not.toContain(secret);
    });
  });
}
