// Loaded with --import: appends the address of every module that is loaded, also by require, to the file that
// RECORD_MODULES names.
import { appendFileSync } from 'node:fs';
import { Module, register } from 'node:module';

const log = process.env.RECORD_MODULES ?? '';
const hook = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(${JSON.stringify(log)}, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { _load: load } = Module;
Module._load = function record(request, parent, isMain) {
  try {
    appendFileSync(log, `${Module._resolveFilename(request, parent, isMain)}\n`);
  } catch {
    // What cannot be found is reported by the real loader.
  }
  return load.call(this, request, parent, isMain);
};
