import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/app.css';
import './app/style-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { queries } from './api/queries';
import { SESSION_QUERY } from './api/use-session';
import { startTexts } from './texts/start-texts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
// Most who come are signed in: the frame is on its way while the service is asked.
void import('./app/shell');
void queries.prefetchQuery(SESSION_QUERY);
void startTexts().then(() => createRoot(root).render(<App />));
