import type { ImportView } from '../admin/answers';
import { admin, pathOf } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import type { ImportOptions } from '../import/import-file';
import { importFile } from '../import/import-file';
import { importedLines } from '../import/import-text';
import type { Registrar, Session } from '../session';
import type { PreviewAnswer } from '../snapshot/preview-text';

export const register: Registrar = (program, run) => {
  program
    .command('import <file...>')
    .description('upload packages, in the order given; pksn package history tells what became of those before')
    .option('--hold', 'hold the snapshot until a person activates it')
    .option('--wait', 'end when the snapshot is active, held or refused; the default for people')
    .option('--progress', 'with --json: a line of progress each second, before that of the result')
    .action(run(importFiles));
};

async function importFiles(session: Session, files: string[], options: ImportOptions): Promise<void> {
  await admin(session, async (client) => {
    for (const file of files) {
      const view = await importFile(session, client, file, options);
      show(session, view, await previewOf(client, view));
    }
  });
}

/** Of a snapshot that waits for a person. */
async function previewOf(client: HttpsClient, { state, snapshotId }: ImportView): Promise<PreviewAnswer | null> {
  if (state !== 'held' || snapshotId === null) return null;
  return (await client.get(`/api/v1/snapshots/${pathOf(snapshotId)}/preview`)) as PreviewAnswer;
}

function show({ output, progress }: Session, view: ImportView, preview: PreviewAnswer | null): void {
  progress.clear();
  output.document(preview === null ? view : { ...view, preview: preview.preview, trips: preview.trips }, () =>
    importedLines(view, preview),
  );
}
