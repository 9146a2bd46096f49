/** Where a person sees what an entry is about; null: nowhere. */
export function subjectLink(action: string, subject: string): string | null {
  const id = encodeURIComponent(subject);
  const [area] = action.split('.');
  switch (area) {
    case 'feed':
    case 'snapshot':
      return /^[^/]+\/[^/]+$/.test(subject) ? `/feeds/${subject}` : null;
    case 'trust':
      return '/trust';
    case 'license':
      return `/licenses/${id}`;
    case 'customer':
      return `/customers/${id}`;
    case 'proposal':
      return `/approvals/${id}`;
    case 'override':
      return '/overrides';
    case 'clock':
      return '/clock';
    case 'proxy':
      return '/proxies';
    default:
      return null;
  }
}
