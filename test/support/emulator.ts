import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';

/** An emulator for tests of other things: quick pictures, one account, and no patience with undocumented fields. */
export function startTestEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({
    credits: { 'sk-test': 1000 },
    pictures: 'plain',
    unknownFields: 'refuse',
    ...options,
  });
}
