import { askAccounts, assembleCatalog, openProject } from '../../build/index.ts';
import { problem } from '../../core/diagnostic.ts';
import { credits } from '../../core/words.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { sayDiagnostics } from '../views/diagnostics.ts';
import { dataDocument, jsonText } from '../views/document.ts';
import { finish } from '../views/finish.ts';
import { table } from '../views/table.ts';

export const balance: Command = {
  name: 'balance',
  summary: 'the account, organizations and credits behind the keys of paid providers',
  group: 'Look around',
  async run(call) {
    const { flags, project, environment, stop, terminal } = call;
    const opened = await openProject(project);
    // A key can be asked about without a manifest, but not past one that is broken.
    const absent = !opened.ok && opened.failure.diagnostics.some(({ code }) => code === 'manifest-missing');
    if (!opened.ok && !absent) return finish(call, opened.failure);
    const found = opened.ok ? opened.value : undefined;
    const providers = found?.providers ?? assembleCatalog().providers;
    const reports = await askAccounts(found, { environment, providers }, stop.signal);
    const errors = reports.flatMap(({ provider, error }) =>
      error === undefined
        ? []
        : [problem(`provider-${error.kind}`, `${provider}: ${error.message}`, { hint: error.hint })],
    );
    const exitCode = errors.length > 0 ? EXIT.provider : EXIT.ok;
    if (flags.json) {
      const accounts = reports.flatMap(({ provider, account }) =>
        account === undefined
          ? []
          : [
              {
                provider,
                id: account.id,
                email: account.email,
                organizations: account.organizations,
                credits: account.credits,
                engines: account.engines,
              },
            ],
      );
      terminal.data(jsonText(dataDocument('balance', { accounts }, exitCode, errors)));
    } else {
      const rows = reports.flatMap(({ provider, account }) =>
        account === undefined
          ? []
          : [
              [provider, credits(account.credits)],
              ['  account', account.email ?? account.id ?? 'unknown'],
              ...(account.engines ?? []).map((engine) => ['  engine', engine]),
              ...account.organizations.map(({ id, name, isDefault }) => [
                '  organization',
                `${name === '' ? id : `${name} (${id})`}${isDefault ? ', the default one' : ''}`,
              ]),
            ],
      );
      for (const line of await table(rows)) terminal.show(line);
    }
    sayDiagnostics(errors, terminal);
    return exitCode;
  },
};
