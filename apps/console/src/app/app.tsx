import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { queries } from '../api/queries';
import { Loading } from '../parts/states';
import { router } from './routes';
import { styleNonce } from './style-nonce';
import { theme } from './theme';

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <Suspense fallback={<Loading />}>
          <Dialogs>
            <RouterProvider router={router} />
          </Dialogs>
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Dialogs({ children }: { readonly children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <ModalsProvider
      labels={{ confirm: t('act.confirm'), cancel: t('act.cancel') }}
      modalProps={{ closeButtonProps: { 'aria-label': t('act.close') } }}
    >
      <Notifications position="bottom-right" />
      {children}
    </ModalsProvider>
  );
}
