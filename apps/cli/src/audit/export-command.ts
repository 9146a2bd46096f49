import { DurableFile } from '@pksn/runtime';
import { admin } from '../admin/call';
import { requireFree, requireWritable } from '../files/output-path';
import type { Session } from '../session';
import type { HeadView } from './audit-views';
import { serviceChain } from './chain-source';
import { exportLines } from './export-file';

const MODE = 0o600;
const FLUSH_CHARACTERS = 1 << 20;

/** As it stands, right or wrong: verify --input tells. */
export async function exportChain(
  session: Session,
  { out, force = false }: { out: string; force?: boolean },
): Promise<void> {
  await requireWritable(out, '--out');
  await requireFree(out, '--out', force);
  const file = await DurableFile.create(out, MODE);
  try {
    const links = await admin(session, async (client) => {
      const head = (await client.get('/api/v1/audit/head')) as HeadView;
      const chain = serviceChain(client, head.installation, head);
      let count = 0;
      let text = exportLines.head(head.installation);
      for await (const link of chain.read()) {
        text += exportLines.link(link);
        count++;
        if (text.length < FLUSH_CHARACTERS) continue;
        await file.write(Buffer.from(text));
        text = '';
        session.progress.show('export', count, chain.links, 'records');
      }
      await file.write(Buffer.from(text + exportLines.end(count)));
      return count;
    });
    await file.commit();
    session.progress.clear();
    session.output.document({ entries: links, file: out }, () => `${links} entries are in ${out}`);
  } catch (error) {
    await file.discard();
    throw error;
  }
}
