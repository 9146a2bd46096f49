import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/app.css';
import './app/style-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { startTexts } from './texts/start-texts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
void startTexts().then(() => createRoot(root).render(<App />));
