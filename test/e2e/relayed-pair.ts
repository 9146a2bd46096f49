import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A connection onward to a loopback port: when one of the two ends, both do. While they are open they stand in `sockets`. */
export function relayedPair(near: Socket, target: number, sockets: Set<Socket>): { far: Socket; cut: () => void } {
  const far = connect(target, '127.0.0.1');
  const cut = (): void => {
    near.destroy();
    far.destroy();
  };
  for (const socket of [near, far]) {
    sockets.add(socket);
    socket.on('error', cut);
    socket.on('close', () => {
      sockets.delete(socket);
      cut();
    });
  }
  return { far, cut };
}
