'use strict';
/**
 * Makes a clone ready to run: installs the packages, compiles, links the `pksn` command. Plain CommonJS with nothing
 * but Node, because it runs before anything is installed. Does nothing, quickly, when all is in place.
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { withFolderLock } = require('./folder-lock.cjs');

const OLDEST_NODE = [20, 19];
const SOURCES = ['apps', 'libs', 'migrations', 'test'];
const BUILD_SETTINGS = ['nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const NOT_BUILT = /\.(?:spec|e2e|fixture)\.ts$/;
const CONSOLE = path.join('apps', 'console');
/** The console has types and rules of some libs in it. */
const CONSOLE_SOURCES = [CONSOLE, 'libs'];
const CONSOLE_SETTINGS = ['package-lock.json'];

/** A refusal that a person can act on; launchers print its message without a stack. */
class PrepareError extends Error {
  constructor(what, advice) {
    super(`${what}\n${advice}`);
    this.name = 'PrepareError';
    this.code = 'PREPARE_FAILED';
  }
}

/**
 * @param {{ root: string, log?: (line: string) => void }} options the product's folder, and where to say what goes on
 * @throws {PrepareError} when Node is too old, the folder cannot be written, npm fails, or the sources do not compile
 */
function prepare({ root, log = (line) => process.stderr.write(`${line}\n`) }) {
  checkNode();
  const ready = () => installed(root) && built(root) && consoleBuilt(root) && linked(root);
  if (ready()) return;
  checkWritable(root);
  fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
  withFolderLock(path.join(root, 'dist', '.prepare.lock'), log, () => {
    if (!installed(root)) install(root, log);
    if (!built(root)) build(root, log);
    if (!consoleBuilt(root)) buildConsole(root, log);
    if (!linked(root)) link(root, log);
  });
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new PrepareError(
    `Node ${process.versions.node} is too old.`,
    `Install Node ${OLDEST_NODE.join('.')} or newer from https://nodejs.org and start again.`,
  );
}

function checkWritable(root) {
  const folders = [root, path.join(root, 'node_modules'), path.join(root, 'dist')];
  for (const folder of folders.filter((one) => fs.existsSync(one))) {
    try {
      fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    } catch {
      throw new PrepareError(
        `The folder ${folder} cannot be written by user ${userName()}, and packages or compiled files are missing in it.`,
        `Make it writable (chown -R ${userName()} ${root}), copy the project to a folder of your own, or run "npm start" once as its owner.`,
      );
    }
  }
}

function userName() {
  try {
    return os.userInfo().username;
  } catch {
    return `${process.getuid?.() ?? '?'}`;
  }
}

/** npm writes the hidden lock file last, so a broken installation has none. */
function installed(root) {
  const done = fs.statSync(path.join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return done !== undefined && done.mtimeMs >= fs.statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

function install(root, log) {
  log('installing packages (npm ci); this happens once and takes a minute or less');
  const cache = ownCache(root);
  // Compiling needs the development packages, whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const env = { ...process.env, ...(cache === null ? {} : { npm_config_cache: cache }) };
  const result = runNpm(args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (cache !== null) fs.rmSync(cache, { recursive: true, force: true });
  if (result.error?.code === 'ENOENT') {
    throw new PrepareError('npm was not found.', 'Install npm (it comes with Node) and see that it is on PATH.');
  }
  if (result.status !== 0) {
    throw new PrepareError(
      `Installing the packages failed (npm ci, ${outcome(result)}); npm's own message is above.`,
      'See that the npm registry can be reached ("npm ping"; behind a proxy: "npm config set proxy URL"), that the disk is not full, and that this folder is yours. Then start again.',
    );
  }
}

function runNpm(args, options) {
  const script = process.env.npm_execpath ?? '';
  if (path.basename(script) === 'npm-cli.js') return spawnSync(process.execPath, [script, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * A cache folder for users whose home is empty, missing or not theirs; null when npm's own place works. Under
 * `npm start` npm names its place in the environment, also where that place cannot exist.
 */
function ownCache(root) {
  try {
    const cache = process.env.npm_config_cache || path.join(os.homedir(), '.npm');
    if (!path.isAbsolute(cache) || cache.startsWith(root)) throw new Error('no home');
    fs.mkdirSync(cache, { recursive: true });
    fs.accessSync(cache, fs.constants.W_OK | fs.constants.X_OK);
    return null;
  } catch {
    return fs.mkdtempSync(path.join(os.tmpdir(), 'pksn-npm-'));
  }
}

function outcome(result) {
  if (result.error) return result.error.message;
  return result.signal === null ? `exit code ${result.status}` : `signal ${result.signal}`;
}

function built(root) {
  return isStamped(stampFile(root), () => sourceStamp(root));
}

function isStamped(file, stamp) {
  try {
    return fs.readFileSync(file, 'utf8') === stamp();
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function build(root, log) {
  log('compiling');
  const stamp = sourceStamp(root);
  fs.rmSync(stampFile(root), { force: true });
  const nest = path.join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const result = spawnSync(process.execPath, [nest, 'build', 'all'], { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new PrepareError(
      `The sources do not compile (nest build all, ${outcome(result)}); the messages are above.`,
      'Correct them, or get a clean copy of the project; if packages seem to be missing, delete node_modules and start again.',
    );
  }
  fs.writeFileSync(stampFile(root), stamp);
}

function stampFile(root) {
  return path.join(root, 'dist', '.stamp');
}

function consoleBuilt(root) {
  return isStamped(consoleStampFile(root), () => consoleStamp(root));
}

function buildConsole(root, log) {
  log('building the console');
  const stamp = consoleStamp(root);
  fs.rmSync(consoleStampFile(root), { force: true });
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', path.join(CONSOLE, 'vite.config.ts'), '--logLevel', 'warn'];
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new PrepareError(
      `The console cannot be built (vite build, ${outcome(result)}); the messages are above.`,
      'Correct them, or get a clean copy of the project; if packages seem to be missing, delete node_modules and start again.',
    );
  }
  fs.writeFileSync(consoleStampFile(root), stamp);
}

function consoleStampFile(root) {
  return path.join(root, 'dist', '.console-stamp');
}

function consoleStamp(root) {
  const sources = CONSOLE_SOURCES.flatMap((folder) => filesIn(root, folder)).filter((name) => !NOT_BUILT.test(name));
  return stampOf(root, [...CONSOLE_SETTINGS, ...sources]);
}

function filesIn(root, folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Changes when a source is added, removed or written. Contents are not read, so that a start stays quick. */
function sourceStamp(root) {
  return stampOf(root, [...BUILD_SETTINGS, ...SOURCES.flatMap((folder) => sourcesIn(root, folder))]);
}

function stampOf(root, files) {
  const hash = createHash('sha256').update(process.platform);
  for (const file of files) {
    const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
    hash.update(`\n${file} ${stat?.mtimeMs ?? ''} ${stat?.size ?? ''}`);
  }
  return hash.digest('hex');
}

function sourcesIn(root, folder) {
  if (folder === 'apps/console' || !fs.existsSync(path.join(root, folder))) return [];
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourcesIn(root, name);
      return name.endsWith('.ts') && !NOT_BUILT.test(name) ? [name] : [];
    });
}

const COMMAND = path.join('apps', 'cli', 'bin', 'pksn.cjs');

function linkFile(root) {
  return path.join(root, 'node_modules', '.bin', 'pksn');
}

/** npm links the commands of packages, but not the project's own: `npx pksn` needs this one. */
function linked(root) {
  if (process.platform === 'win32' || !fs.existsSync(path.join(root, COMMAND))) return true;
  return fs.existsSync(linkFile(root));
}

function link(root, log) {
  try {
    fs.chmodSync(path.join(root, COMMAND), 0o755);
    fs.rmSync(linkFile(root), { force: true });
    fs.symlinkSync(path.join('..', '..', COMMAND), linkFile(root));
  } catch (error) {
    log(`could not link the pksn command (${error.code}); use "npm run pksn --" in its place`);
  }
}

module.exports = { prepare, PrepareError };
