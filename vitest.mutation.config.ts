import { defineConfig } from 'vitest/config';

// The tests that run src/ in their own process: what runs the compiled command line does not see a mutation.
export default defineConfig({
  test: {
    setupFiles: ['test/support/few-runs.ts'],
    pool: 'threads',
    include: [
      'test/core/{digest,properties,recipe}.test.ts',
      'test/plan/*.test.ts',
      'test/lockfile/{conflict-markers,files,merge,place,properties,text}.test.ts',
      'test/store/{journal,spending}.test.ts',
      'test/build/{gate,purse}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
