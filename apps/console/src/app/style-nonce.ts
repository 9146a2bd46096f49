declare global {
  interface Window {
    __webpack_nonce__?: string;
  }
}

/** The one that the Content-Security-Policy of this page names for styles that are made at run time. */
export function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
}

// Read by the library that keeps the page from scrolling behind a dialog.
window.__webpack_nonce__ = styleNonce();
