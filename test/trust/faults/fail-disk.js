// Loaded into a process before anything else (`node --import`): counts its calls to the file system below a folder,
// and lets one of them, or all from one on, fail as the operating system would. The program under test knows nothing
// of it.
//
//     FAIL_DISK_ROOT    the folder
//     FAIL_DISK_CODE    ENOSPC, EROFS, EACCES, EMFILE or EIO; only calls that can fail so are counted
//     FAIL_DISK_AT      the number of the call that fails, from 1
//     FAIL_DISK_REST    set: all that follow fail too
//     FAIL_DISK_COUNT   a file that is told how many calls there were
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { relative, resolve, sep } from 'node:path';

const { FAIL_DISK_ROOT: root, FAIL_DISK_CODE: code, FAIL_DISK_COUNT: report } = process.env;
const at = Number(process.env.FAIL_DISK_AT ?? Number.NaN);
const rest = process.env.FAIL_DISK_REST !== undefined;
// Children, such as git, have files of their own.
for (const name of ['ROOT', 'CODE', 'AT', 'REST', 'COUNT']) delete process.env[`FAIL_DISK_${name}`];

const ERRNO = { ENOSPC: 28, EROFS: 30, EACCES: 13, EMFILE: 24, EIO: 5 };
const TEXT = {
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EACCES: 'permission denied',
  EMFILE: 'too many open files',
  EIO: 'i/o error',
};

/** What each call does: `r` reads, `w` changes something; `p` goes by a path, `h` by a file that is open. */
const CALLS = {
  ...{ access: 'rp', lstat: 'rp', stat: 'rp', readdir: 'rp', opendir: 'rp', realpath: 'rp', readFile: 'rp' },
  ...{ mkdir: 'wp', rename: 'wp', rm: 'wp', rmdir: 'wp', unlink: 'wp', utimes: 'wp', writeFile: 'wp' },
  ...{ appendFile: 'wp', copyFile: 'wp', truncate: 'wp', chmod: 'wp', link: 'wp', symlink: 'wp' },
};
/** Takes a descriptor, and so can fail for want of one. */
const OPENS = new Set(['open', 'readdir', 'opendir', 'readFile', 'writeFile', 'appendFile', 'copyFile']);
/** Gives room back rather than taking it. */
const FREES = new Set(['rm', 'rmdir', 'unlink', 'chmod', 'utimes', 'truncate']);

function canFail(name, changes, byPath) {
  if (code === 'ENOSPC') return changes && !FREES.has(name);
  if (code === 'EROFS') return changes && byPath;
  if (code === 'EACCES') return byPath;
  if (code === 'EMFILE') return OPENS.has(name);
  return true;
}

function below(path) {
  if (typeof path !== 'string' && !(path instanceof URL) && !Buffer.isBuffer(path)) return false;
  const found = relative(root, resolve(path instanceof URL ? path.pathname : String(path)));
  return found !== '..' && !found.startsWith(`..${sep}`);
}

let count = 0;
let failed;
/** The error of a call that is to fail. */
function trouble(name, path, changes, byPath = true) {
  if (!canFail(name, changes, byPath)) return undefined;
  count += 1;
  if (count !== at && !(rest && count > at)) return undefined;
  failed ??= `${name} ${path === undefined ? '' : relative(root, String(path))}`;
  const syscall = name === 'readdir' ? 'scandir' : /File$/.test(name) ? 'open' : name;
  const error = new Error(`${code}: ${TEXT[code]}, ${syscall}${path === undefined ? '' : ` '${path}'`}`);
  return Object.assign(
    error,
    { code, errno: -ERRNO[code], syscall },
    path === undefined ? {} : { path: String(path) },
  );
}

function wrap(owner, name, kind, look) {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const replacement = function (...given) {
    const error = look(given, this);
    if (error === undefined) return original.apply(this, given);
    if (kind === 'promise') return Promise.reject(error);
    if (kind === 'plain') throw error;
    const callback = given.findLast((argument) => typeof argument === 'function');
    setImmediate(callback, error);
    return undefined;
  };
  owner[name] = Object.assign(replacement, original);
}

const changes = (flags) => (typeof flags === 'string' ? /[wa+]/.test(flags) : (flags & 3) !== 0);
for (const [owner, suffix, kind] of [
  [fs.promises, '', 'promise'],
  [fs, '', 'callback'],
  [fs, 'Sync', 'plain'],
]) {
  for (const [name, kinds] of Object.entries(CALLS))
    wrap(owner, `${name}${suffix}`, kind, ([path]) =>
      below(path) ? trouble(name, path, kinds[0] === 'w') : undefined,
    );
  wrap(owner, `open${suffix}`, kind, ([path, flags]) =>
    below(path) ? trouble('open', path, changes(flags ?? 'r')) : undefined,
  );
}

// What is done with an open file: its errors name no path.
const ours = new WeakSet();
const descriptors = new Set();
const open = fs.promises.open;
fs.promises.open = async (path, ...given) => {
  const handle = await open(path, ...given);
  if (below(path)) ours.add(handle);
  if (below(path)) descriptors.add(handle.fd);
  else descriptors.delete(handle.fd);
  return handle;
};
const probe = await open(process.execPath, 'r');
const handles = Object.getPrototypeOf(probe);
await probe.close();
for (const [name, writes] of Object.entries({
  ...{ read: false, readFile: false, stat: false, sync: true, datasync: true },
  ...{ write: true, writeFile: true, appendFile: true },
}))
  wrap(handles, name, 'promise', (_, handle) => {
    if (!ours.has(handle)) return undefined;
    const call = /^(write|append)/.test(name) ? 'write' : name === 'sync' ? 'fsync' : name;
    return trouble(call, undefined, writes, false);
  });

wrap(fs, 'fsync', 'callback', ([descriptor]) =>
  descriptors.has(descriptor) ? trouble('fsync', undefined, true, false) : undefined,
);

// A full disk takes the first half of what is written.
const { writeFile } = handles;
handles.writeFile = async function (data, ...given) {
  try {
    return await writeFile.call(this, data, ...given);
  } catch (error) {
    if (error.code === 'ENOSPC' && ours.has(this)) {
      const bytes =
        typeof data === 'string'
          ? Buffer.from(data)
          : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      fs.writeSync(this.fd, bytes.subarray(0, bytes.length >> 1));
    }
    throw error;
  }
};

syncBuiltinESMExports();
const { writeFileSync } = fs;
if (report !== undefined) process.on('exit', () => writeFileSync(report, JSON.stringify({ count, failed })));
