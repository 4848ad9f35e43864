// Loaded into a process before anything else (`node --import`): counts the steps by which the process changes the
// files below a folder, writes each to a trace, and kills the process at one of them. The program under test knows
// nothing of it.
//
//     TRACE_DISK_ROOT   the folder
//     TRACE_DISK_FILE   the trace: a line of JSON for each step that was begun (`begin`) and done (`done`)
//     TRACE_DISK_KILL   `12`: killed before step 12; `12.5`: in the middle of step 12, with half of its bytes written
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { relative, resolve, sep } from 'node:path';

const root = process.env.TRACE_DISK_ROOT;
const killAt = Number(process.env.TRACE_DISK_KILL ?? Number.NaN);
const trace = fs.openSync(process.env.TRACE_DISK_FILE, 'a');
const { writeSync } = fs;
const say = (line) => writeSync(trace, `${JSON.stringify(line)}\n`);
// Children, such as git, have files of their own.
for (const name of ['ROOT', 'FILE', 'KILL']) delete process.env[`TRACE_DISK_${name}`];

let count = 0;
const opened = new WeakMap();
const descriptors = new Map();

/** The path as the trace shows it, or undefined for what is none of ours. */
function below(path) {
  if (typeof path !== 'string' && !(path instanceof URL) && !Buffer.isBuffer(path)) return undefined;
  const found = relative(root, resolve(path instanceof URL ? path.pathname : String(path)));
  return found === '..' || found.startsWith(`..${sep}`) ? undefined : found;
}

function bytesOf(data) {
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** Begins a step; the returned function tells that it is done. `half` does the first half of it. */
function begin(step, half = () => {}) {
  count += 1;
  const number = count;
  const { data, ...shown } = step;
  say({ begin: number, ...shown, bytes: data?.length });
  if (killAt === number) die();
  if (killAt === number + 0.5) {
    half();
    die();
  }
  return () => say({ done: number, ...shown, data: data?.toString('base64') });
}

/** Replaces a function that returns a promise, calls back, or does neither. */
function wrap(owner, name, kind, describe) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  owner[name] = Object.assign(function (...given) {
    const described = describe.call(this, given, original.bind(this));
    if (described === undefined) return original.apply(this, given);
    const { step, half, after = () => {} } = described;
    const done = begin(step, half);
    if (kind === 'promise')
      return original.apply(this, given).then((result) => {
        done();
        after(result);
        return result;
      });
    if (kind === 'callback') {
      const callback = given.pop();
      return original.call(this, ...given, (error, ...results) => {
        if (!error) {
          done();
          after(...results);
        }
        callback(error, ...results);
      });
    }
    const result = original.apply(this, given);
    done();
    after(result);
    return result;
  }, original);
}

const halfOf = (data) => data.subarray(0, data.length >> 1);
const changes = (flags) => typeof flags === 'string' && /[wa+]/.test(flags);

const PATHS = {
  rename: ([from, to]) => ({ step: { op: 'rename', path: below(from), to: below(to) } }),
  link: ([from, to]) => ({ step: { op: 'link', path: below(from), to: below(to) } }),
  unlink: ([path]) => ({ step: { op: 'remove', path: below(path) } }),
  rm: ([path]) => ({ step: { op: 'remove', path: below(path) } }),
  rmdir: ([path]) => ({ step: { op: 'remove', path: below(path) } }),
  mkdir: ([path]) => ({ step: { op: 'mkdir', path: below(path) } }),
  copyFile: ([from, to]) => ({
    step: { op: 'write', path: below(to), truncate: true, data: fs.readFileSync(from) },
  }),
};

function open([path, flags], remember) {
  if (!changes(flags)) {
    const known = below(path);
    return known === undefined ? undefined : { quiet: (result) => remember(result, known) };
  }
  const truncate = flags.includes('w');
  return {
    step: { op: 'open', path: below(path), truncate },
    after: (result) => remember(result, below(path)),
  };
}

function whole([path, data], append) {
  const bytes = bytesOf(data);
  return {
    step: { op: 'write', path: below(path), truncate: !append, data: bytes },
    half: () => {
      const descriptor = openSync(path, append ? 'a' : 'w');
      writeSync(descriptor, halfOf(bytes));
    },
  };
}
const { openSync } = fs;

/** Only what is below the folder is a step. */
function ours(describe) {
  return function (given, original) {
    const described = describe.call(this, given, original);
    return described?.step?.path === undefined ? undefined : described;
  };
}

for (const [name, describe] of Object.entries(PATHS)) {
  wrap(fs.promises, name, 'promise', ours(describe));
  wrap(fs, name, 'callback', ours(describe));
  wrap(fs, `${name}Sync`, 'plain', ours(describe));
}
for (const [owner, suffix, kind] of [
  [fs.promises, '', 'promise'],
  [fs, '', 'callback'],
  [fs, 'Sync', 'plain'],
]) {
  wrap(
    owner,
    `writeFile${suffix}`,
    kind,
    ours((given) => (typeof given[0] === 'string' ? whole(given, false) : undefined)),
  );
  wrap(
    owner,
    `appendFile${suffix}`,
    kind,
    ours((given) => (typeof given[0] === 'string' ? whole(given, true) : undefined)),
  );
}

// Files that are open: writes go through a handle or a descriptor.
const openHandle = fs.promises.open;
fs.promises.open = async (...given) => {
  const described = open(given, (handle, path) => {
    opened.set(handle, path);
    // Syncs go by the number of the file.
    descriptors.set(handle.fd, path);
  });
  if (described === undefined) return openHandle(...given);
  const done = described.step ? begin(described.step) : () => {};
  const handle = await openHandle(...given);
  done();
  (described.after ?? described.quiet)(handle);
  return handle;
};
for (const [name, kind] of [
  ['open', 'callback'],
  ['openSync', 'plain'],
]) {
  const original = fs[name];
  fs[name] = (...given) => {
    const described = open(given, (descriptor, path) => descriptors.set(descriptor, path));
    if (described === undefined) return original(...given);
    const done = described.step ? begin(described.step) : () => {};
    const finish = (descriptor) => {
      done();
      (described.after ?? described.quiet)(descriptor);
    };
    if (kind === 'plain') {
      const descriptor = original(...given);
      finish(descriptor);
      return descriptor;
    }
    const callback = given.pop();
    return original(...given, (error, descriptor) => {
      if (!error) finish(descriptor);
      callback(error, descriptor);
    });
  };
}
const probe = await openHandle(process.execPath, 'r');
const handles = Object.getPrototypeOf(probe);
await probe.close();
for (const name of ['writeFile', 'appendFile', 'write'])
  wrap(
    handles,
    name,
    'promise',
    ours(function ([data]) {
      const bytes = bytesOf(data);
      const descriptor = this.fd;
      return {
        step: { op: 'write', path: opened.get(this), data: bytes },
        half: () => writeSync(descriptor, halfOf(bytes)),
      };
    }),
  );
for (const name of ['sync', 'datasync'])
  wrap(
    handles,
    name,
    'promise',
    ours(function () {
      return { step: { op: 'sync', path: opened.get(this) } };
    }),
  );
for (const [suffix, kind] of [
  ['', 'callback'],
  ['Sync', 'plain'],
]) {
  wrap(
    fs,
    `write${suffix}`,
    kind,
    ours(([descriptor, data]) => {
      const bytes = bytesOf(data);
      return {
        step: { op: 'write', path: descriptors.get(descriptor), data: bytes },
        half: () => writeSync(descriptor, halfOf(bytes)),
      };
    }),
  );
  wrap(
    fs,
    `fsync${suffix}`,
    kind,
    ours(([descriptor]) => ({ step: { op: 'sync', path: descriptors.get(descriptor) } })),
  );
}

// What leaves the machine, as far as its first line: what follows has keys in it. So that it is known which requests a server may have seen at each step.
const send = net.Socket.prototype.write;
net.Socket.prototype.write = function (data, ...rest) {
  if (this.remotePort !== undefined && !this.destroyed)
    begin({ op: 'send', path: '', text: firstLine(data) })();
  return send.call(this, data, ...rest);
};

function firstLine(data) {
  return bytesOf(data).toString('latin1').split('\r\n', 1)[0].slice(0, 200);
}

syncBuiltinESMExports();
