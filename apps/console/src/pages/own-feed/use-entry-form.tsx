import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { EntryForm } from './entry-form';
import type { EntryStart } from './entry-form';

/** Opens the form in which an entry is set. */
export function useEntryForm(): (start: EntryStart) => void {
  const { t } = useTranslation('own-feed');
  return (start) => {
    const id = modals.open({
      title: t('add'),
      size: 'lg',
      children: <EntryForm start={start} onEnd={() => modals.close(id)} />,
    });
  };
}
