import { Center } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInContext, useSessionState } from '../api/use-session';
import { Failed, Loading, RetryButton } from '../parts/states';

const SignIn = lazy(() => import('../pages/sign-in/sign-in'));
const Shell = lazy(() => import('./shell'));

/** The console for whoever is signed in; for all others, the way in. */
export function SessionGate() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSessionState();
  const isIn = data?.state === 'signed-in';
  const [wasIn, setWasIn] = useState(false);
  useEffect(() => {
    if (isIn) setWasIn(true);
  }, [isIn]);
  if (data === undefined) {
    return (
      <Center mih="100vh">
        {error === null ? (
          <Loading />
        ) : (
          <Failed title={t('page.unreachable')} text={t('page.unreachableAdvice')}>
            <RetryButton onRetry={() => void refetch()} />
          </Failed>
        )}
      </Center>
    );
  }
  return (
    <Suspense fallback={<Loading />}>
      {data.state === 'signed-in' && data.mustChangePassword ? (
        <SignIn key="must-change" state="must-change" />
      ) : data.state === 'signed-in' ? (
        <SignedInContext value={data}>
          <Shell />
        </SignedInContext>
      ) : (
        <SignIn key={data.state} state={data.state} hasEnded={wasIn} />
      )}
    </Suspense>
  );
}
