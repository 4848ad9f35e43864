import { defineConfig } from 'vitest/config';

// The tests that run src/ in their own process: what runs the compiled command line does not see a mutation.
export default defineConfig({
  test: {
    setupFiles: ['test/support/few-runs.ts'],
    pool: 'threads',
    include: [
      'test/{core,plan,lockfile}/**/*.test.ts',
      'test/store/{journal,spending}.test.ts',
      'test/build/{gate,purse,journal}.test.ts',
    ],
    testTimeout: 60_000,
  },
});
