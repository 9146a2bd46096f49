import { createBrowserRouter } from 'react-router';
import type { RouteObject } from 'react-router';
import type { PageEntry } from './page-entry';
import { PageFrame } from './page-frame';
import { PAGES } from './pages';
import { NoSuchPage } from './no-such-page';
import { PageFailure } from './page-failure';
import { SessionGate } from './session-gate';

const route = (page: PageEntry): RouteObject => ({
  path: page.path,
  errorElement: <PageFailure />,
  lazy: async () => {
    const { default: Content } = await page.load();
    return {
      element: (
        <PageFrame page={page}>
          <Content />
        </PageFrame>
      ),
    };
  },
});

export const router = createBrowserRouter([
  {
    path: '/',
    element: <SessionGate />,
    hydrateFallbackElement: <></>,
    errorElement: <PageFailure />,
    children: [...PAGES.map(route), { path: '*', element: <NoSuchPage /> }],
  },
]);
