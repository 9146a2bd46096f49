import { request } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocalTls, freePort } from '@pksn/runtime';
import { EventStream } from './event-stream';
import type { Answer } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { ScriptedService } from './scripted-service';
import { eventually } from './steps';

const KEY = 'PKSN1-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA';
