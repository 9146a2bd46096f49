import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { EntryForm } from './entry-form';

/** Opens the form in which an entry is set. */
export function useEntryForm(): () => void {
  const { t } = useTranslation('own-feed');
  return () => {
    const id = modals.open({
      title: t('add'),
      size: 'lg',
      children: <EntryForm onEnd={() => modals.close(id)} />,
    });
  };
}
