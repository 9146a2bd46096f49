export * from './fault';
export * from './fault-catalog';
export * from './names';
export * from './record';
export * from './section';
export * from './zone';
