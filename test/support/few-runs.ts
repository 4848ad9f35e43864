import fc from 'fast-check';

/** For mutation testing, where every test runs a thousand times: the same few random cases each time. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_122, numRuns: 12, endOnFailure: true });
