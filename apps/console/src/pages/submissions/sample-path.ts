export const SAMPLES = '/api/v1/samples';

/** Where the service tells of one. */
export function sampleRoute(id: string, what = ''): string {
  return `${SAMPLES}/${encodeURIComponent(id)}${what === '' ? '' : `/${what}`}`;
}
