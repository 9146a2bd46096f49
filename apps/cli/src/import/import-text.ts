import type { ImportView } from '../admin/answers';
import type { PreviewAnswer } from '../snapshot/preview-text';
import { previewLines } from '../snapshot/preview-text';

/** What became of a package that was not rejected, for people. */
export function importedLines(view: ImportView, preview: PreviewAnswer | null): string | string[] {
  const what = view.feed === null ? view.fileName : `${view.feed} version ${view.version ?? '?'}`;
  switch (view.state) {
    case 'active':
      return `${what} is active in generation ${view.generation ?? '?'}`;
    case 'held':
      return [
        `${what} is ${heldText(view.detail)}: pksn snapshot activate ${view.snapshotId ?? ''}${preview?.guard == null ? '' : ' --reason TEXT'}`,
        ...(preview === null ? [] : previewLines(preview)),
      ];
    case 'unchanged':
      return `${what} was imported before; nothing changed`;
    default:
      return `${view.fileName} was received as import ${view.id}; what becomes of it: pksn package history`;
  }
}

/** Most reasons begin with the word. */
function heldText(reason: string | null): string {
  if (reason === null) return 'held';
  return reason.startsWith('held ') ? reason : `held (${reason})`;
}
