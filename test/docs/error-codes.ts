import { writeFileSync } from 'node:fs';
import { ERROR_CODES_PAGE, errorCodesPage } from './error-codes-page';

/** `node test/bin/run-built.cjs docs/error-codes`: writes docs/error-codes.md. */
writeFileSync(ERROR_CODES_PAGE, errorCodesPage(process.cwd()));
console.log(`wrote ${ERROR_CODES_PAGE}`);
