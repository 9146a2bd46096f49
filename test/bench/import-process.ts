import { openDatabase } from '@pksn/store-postgres';
import { PackageImports } from './package-imports';

/** `import-process URL PACKAGE INDEX-DIR`: imports one package and prints the most MiB that this process ever held. */
async function main(url: string, path: string, indexDir: string): Promise<void> {
  const source = await openDatabase(url);
  try {
    await new PackageImports(source, indexDir).secondsOf(path);
  } finally {
    await source.destroy();
  }
  console.log(process.resourceUsage().maxRSS / 1024);
}

const [url = '', path = '', indexDir = ''] = process.argv.slice(2);
main(url, path, indexDir).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
