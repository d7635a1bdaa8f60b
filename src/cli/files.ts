/** Files in and out: text with its limits, `-` for the standard input, and writes that are whole or not there. */
import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Problem } from '../core/problem.ts';
import { foreignFormat } from '../engine/csv.ts';
import { nearest } from '../lang/text/names.ts';
import { placeIn, sourceOf } from '../lang/text/source.ts';
import type { Io } from './io.ts';
import { faultIn } from './json.ts';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'is not there'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'lies below something that is not a folder'],
  ['EACCES', 'may not be read or written by you'],
  ['EPERM', 'may not be read or written by you'],
  ['EROFS', 'lies on a medium that cannot be written'],
  ['ENOSPC', 'does not fit: the disk is full'],
  ['ENAMETOOLONG', 'has too long a name'],
]);
const cannot = (path: string, error: unknown, mend?: string): Problem =>
  new Problem('file', `${path} ${reasons.get(codeOf(error)) ?? `cannot be used (${codeOf(error) || String(error)})`}`, mend === undefined ? {} : { mend });

/** A file beside the missing one whose name is near. */
const neighbour = (path: string): string | undefined => {
  const folder = dirname(path);
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  const near = nearest(basename(path), names);
  return near === undefined ? undefined : `did you mean ${join(folder, near)}?`;
};

/** 64 MB: what is larger is no formula, and no table for this program. */
const largest = 64 * 2 ** 20;

export const readBytes = (path: string, io: Io): Uint8Array => {
  if (path === '-') return io.stdin();
  const full = resolve(io.cwd, path);
  try {
    const stat = statSync(full);
    if (stat.size > largest) throw new Problem('too-large', `${path} has ${String(Math.round(stat.size / 2 ** 20))} MB`, { expected: 'at most 64 MB' });
    return readFileSync(full);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw cannot(path, error, codeOf(error) === 'ENOENT' ? neighbour(path) : undefined);
  }
};

/** How a file is called in messages. */
export const nameOf = (path: string): string => (path === '-' ? 'standard input' : path);

export const readText = (path: string, io: Io): string => {
  const bytes = readBytes(path, io);
  const wrong = foreignFormat(bytes);
  if (wrong !== undefined) {
    const lenient = sourceOf(new TextDecoder().decode(bytes.subarray(0, 65_536)), nameOf(path));
    const zero = lenient.text.indexOf('\0');
    throw new Problem('not-text', zero < 0 ? `${nameOf(path)} is ${wrong}` : `this is ${wrong}`, zero < 0 ? {} : { place: placeIn(lenient, zero, zero + 1) });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('not-utf8', `${nameOf(path)} is not UTF-8 text`, { mend: 'save it as UTF-8' });
  }
};

export const readJson = (path: string, io: Io): unknown => {
  const text = readText(path, io);
  try {
    return JSON.parse(text);
  } catch {
    const { at, message } = faultIn(text);
    const source = sourceOf(text, nameOf(path));
    throw new Problem('not-json', `this is not JSON: ${message}`, { place: placeIn(source, Math.min(at, Math.max(0, text.trimEnd().length - 1)), at + 1) });
  }
};

const real = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
};

/** Parts that a killed run left beside this file. */
const sweep = (folder: string, name: string): void => {
  for (const left of readdirSync(folder)) {
    const pid = left.startsWith(`.${name}.`) ? /^(\d+)\.part$/u.exec(left.slice(name.length + 2))?.[1] : undefined;
    if (pid !== undefined && !alive(Number(pid))) rmSync(join(folder, left), { force: true });
  }
};

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Refuses, before any work is done, a target that could not be written afterwards. `inputs` are never written over. */
export const checkTarget = (path: string, io: Io, inputs: readonly string[] = []): void => {
  const full = resolve(io.cwd, path);
  if (inputs.some((i) => i !== '-' && real(resolve(io.cwd, i)) === real(full)))
    throw new Problem('overwrites-input', `${path} is what was read, and would be lost`, { fault: 'usage', mend: 'name another file with -o' });
  if (path.endsWith('/') || isFolder(full)) throw new Problem('file', `${path} is a folder`, { fault: 'usage', mend: `name a file with -o, such as ${join(path, 'params.json')}` });
  let folder = dirname(full);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!isFolder(folder)) throw new Problem('file', `${path} lies below something that is not a folder`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannot(path, error);
  }
};

/** Writes all or nothing: into a file beside it, to the disk, then under its name. */
export const writeText = (path: string, text: string, io: Io, inputs: readonly string[] = []): void => {
  checkTarget(path, io, inputs);
  const full = resolve(io.cwd, path);
  const folder = dirname(full);
  // A device such as /dev/null is written to, never replaced.
  if (existsSync(full) && !statSync(full).isFile()) {
    writeFileSync(full, text);
    return;
  }
  const part = join(folder, `.${basename(full)}.${String(process.pid)}.part`);
  try {
    mkdirSync(folder, { recursive: true });
    sweep(folder, basename(full));
    const handle = openSync(part, 'w', 0o644);
    try {
      const bytes = new TextEncoder().encode(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(part, full);
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Problem) throw error;
    throw cannot(path, error);
  }
};
