import type { ReactNode } from 'react';

/** What is wider than a phone scrolls inside its own box, also by the keyboard; `label` says what it holds. */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} style={{ overflowX: 'auto' }}>
      {children}
    </div>
  );
}
