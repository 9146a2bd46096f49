import type { Loose } from './package-draft';
import type { Prng } from './prng';

const STRANGE = [null, true, false, 0, -1, 1.5, 1e21, '', 'x', [], {}, '__proto__', '\u0000', '\ud800'];

interface Place {
  readonly holder: Loose;
  readonly key: string | number;
}

function places(node: Loose, found: Place[] = []): Place[] {
  if (typeof node !== 'object' || node === null) return found;
  for (const key of Object.keys(node as object)) {
    found.push({ holder: node, key: Array.isArray(node) ? Number(key) : key });
    places(node[key], found);
  }
  return found;
}

/** Changes one place of a JSON value, and returns the value. */
export function editTree(tree: Loose, random: Prng): Loose {
  const all = places(tree);
  if (all.length === 0) return random.pick(STRANGE);
  const { holder, key } = random.pick(all);
  const old = holder[key] as Loose;
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 0, old);
      else holder[random.pick(['extra', 'constructor', 'toString', `${String(key)} `])] = old;
      break;
    case 2:
      holder[key] = random.pick(STRANGE);
      break;
    case 3:
      Object.defineProperty(holder, '__proto__', { value: old, enumerable: true, configurable: true, writable: true });
      break;
    case 4:
      if (Array.isArray(old)) old.reverse();
      else holder[key] = [old];
      break;
    default:
      holder[key] = nudged(old, random);
  }
  return tree;
}

function nudged(value: Loose, random: Prng): Loose {
  if (typeof value === 'number') return value + random.pick([-1, 1, 0.5, 2 ** 31, 2 ** 53]);
  if (typeof value !== 'string' || value.length === 0) return random.pick(STRANGE);
  const at = random.below(value.length);
  return `${value.slice(0, at)}${random.pick(['', 'a', 'A', '0', '/', ' '])}${value.slice(at + 1)}`;
}
