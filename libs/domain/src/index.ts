export * from './fault';
export * from './fault-catalog';
export * from './names';
export * from './record';
export * from './record-flaw';
export * from './record-numbers';
export * from './section';
export * from './zone';
