interface Named {
  readonly vendor: string;
  readonly licenseId: string;
}

/** The name that no two vendors share. */
export function licenseName({ vendor, licenseId }: Named): string {
  return `${vendor}:${licenseId}`;
}

/** Where the page of a license is. */
export function licensePage(license: Named): string {
  return `/licenses/${encodeURIComponent(licenseName(license))}`;
}

/** Where the service tells of it. */
export function licenseRoute(name: string, what = ''): string {
  return `/api/v1/licenses/${encodeURIComponent(name)}${what === '' ? '' : `/${what}`}`;
}
