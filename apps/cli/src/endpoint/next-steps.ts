import type { EndpointFacts } from './endpoint-facts';

const KEY_UNKNOWN = ['LICENSE_KEY_NOT_SUBMITTED', 'LICENSE_PENDING', 'LICENSE_KEY_UNKNOWN'];

/** What a person should do about the state of this endpoint, the most urgent first; commands as they are typed. */
export function nextSteps(facts: EndpointFacts): string[] {
  const { settings, warnings, keys, participation, seen, failure } = facts;
  const statement = seen?.heard?.statement ?? null;
  const accepted = participation?.statement ?? null;
  const isDue = statement !== null && accepted !== null && accepted.id < statement.id;
  const isUndecided = statement !== null && participation === null && seen?.awaitsAcceptance === false;
  const steps: readonly [boolean, string][] = [
    [
      settings === null && failure?.code === 'CONTEXT_MISSING',
      'pksn endpoint load FILE --fingerprint F   load the settings file of your provider',
    ],
    [keys === null && failure?.code === 'USAGE', 'pksn endpoint key set FILE                set your license key'],
    [
      KEY_UNKNOWN.includes(failure?.code ?? ''),
      'pksn endpoint submit LICENSE-FILE         submit the license of this key to the provider',
    ],
    [warnings.length > 0, 'pksn endpoint load FILE                   load a newer settings file of your provider'],
    [
      seen?.awaitsAcceptance === true,
      'pksn endpoint network accept              read the statement of the global network, and accept it if you agree',
    ],
    [
      seen?.isNoUntold === true,
      'pksn endpoint participate no              the service has not heard of it, and goes by your earlier yes',
    ],
    [isDue, 'pksn endpoint participate yes|no          a newer statement is in force'],
    [isUndecided, 'pksn endpoint participate yes|no          read the statement and decide whether to contribute'],
  ];
  return steps.filter(([isNeeded]) => isNeeded).map(([, step]) => step);
}
