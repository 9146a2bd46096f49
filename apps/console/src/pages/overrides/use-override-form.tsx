import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/use-session';
import { OverrideForm } from './override-form';
import type { OverrideStart } from './override-start';

/** Opens the form in which an override is set or changed. What the form needs of the session is given to it: dialogs lie outside. */
export function useOverrideForm(): (start: OverrideStart) => void {
  const { t } = useTranslation('overrides');
  const { caller } = useSession();
  return (start) => {
    const id = modals.open({
      title: t(start.changed === undefined ? 'form.addTitle' : 'form.editTitle'),
      size: 'lg',
      children: <OverrideForm start={start} own={caller.customer} onEnd={() => modals.close(id)} />,
    });
  };
}
