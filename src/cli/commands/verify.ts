import { openProject, type Verified, type VerifyCounts, verifyProject } from '../../build/index.ts';
import { byteSize, counted } from '../../core/words.ts';
import type { Call, Command } from '../command.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { heartbeat } from '../heartbeat.ts';
import { PATTERNS } from '../patterns.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, diagnosticDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'read every stored and written byte again, and hold it against its digest; changes nothing',
  group: 'Keep',
  arguments: PATTERNS,
  async run(call) {
    const opened = await openProject(call.project);
    if (!opened.ok) return finish(call, opened.failure);
    let latest: VerifyCounts | undefined;
    const endBeat = heartbeat(call, () => latest && `read ${readText(latest)}`);
    const verified = await verifyProject(opened.value, {
      patterns: call.args,
      signal: call.stop.signal,
      onRead: (counts) => {
        latest = counts;
      },
    }).finally(endBeat);
    if (!verified.ok) return finish(call, verified.failure);
    const exitCode = exitCodeOf(verified.value.failure, call.stop.received);
    if (call.flags.json) {
      const { counts, findings, warnings, errors } = verified.value;
      const data = {
        config: opened.value.manifest.file,
        counts: {
          ...counts,
          damaged: stateCount(findings, 'damaged'),
          missing: stateCount(findings, 'missing'),
        },
        durationMs: Date.now() - call.startedAt,
        findings,
        warnings: warnings.map(diagnosticDocument),
      };
      call.terminal.data(jsonText(dataDocument(call.name, data, exitCode, errors)));
      return exitCode;
    }
    show(verified.value, call);
    return exitCode;
  },
};

function show({ counts, errors, warnings, failure }: Verified, { terminal }: Call): void {
  if (!terminal.quiet) sayDiagnostics(warnings, terminal);
  sayDiagnostics(errors, terminal);
  if (terminal.quiet) return;
  const read = readText(counts);
  const good = errors.length === 0;
  const found = good ? 'all is as it was written' : `${counted(errors.length, 'problem')} found`;
  if (failure === 'interrupted') terminal.say(`Stopped after ${read}.`);
  else terminal.say(`${terminal.style(good ? 'green' : 'red', good ? '✓' : '✗')} Read ${read}: ${found}.`);
}

/** `4 masters, 3 key records, 12 cached and 12 written files (3.1 MB)`. */
function readText({ masters, keys, renditions, outputs, bytes }: VerifyCounts): string {
  const written = `${renditions.toLocaleString('en')} cached and ${outputs.toLocaleString('en')} written ${outputs === 1 ? 'file' : 'files'}`;
  return `${counted(masters, 'master')}, ${counted(keys, 'key record')}, ${written} (${byteSize(bytes)})`;
}

function stateCount(findings: Verified['findings'], state: 'damaged' | 'missing'): number {
  return findings.filter((finding) => finding.state === state).length;
}
