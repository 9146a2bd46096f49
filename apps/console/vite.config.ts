import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Into dist/console, where admin-api serves it from; every file but the page itself has a name of its content. */
export default defineConfig({
  root: here('.'),
  plugins: [react(), compressed()],
  resolve: { alias: [{ find: /^@pksn\/([^/]+)$/, replacement: here('../../libs/$1/src/index.ts') }] },
  build: {
    outDir: here('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would be refused by the Content-Security-Policy where it is no picture.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The parts that pages are made of come as one file: sixty small ones took 300 ms longer over six connections.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'parts',
              test: /node_modules[\\/](?:@mantine[\\/](?:core|hooks)|@floating-ui|@tabler)[\\/]|[\\/]src[\\/]parts[\\/]/,
            },
          ],
        },
      },
    },
    reportCompressedSize: false,
    manifest: 'manifest.json',
  },
});
