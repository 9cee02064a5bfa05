// The part of socket.io-client 2 that is used here; its own types describe version 1.
declare module 'socket.io-client-2' {
  interface Emitting {
    on(event: string, listener: (...args: never[]) => void): unknown
    once(event: string, listener: () => void): unknown
    off(event: string, listener: () => void): unknown
  }
  export interface Socket2 extends Emitting {
    id?: string
    connected: boolean
    connect(): unknown
    disconnect(): unknown
    emit(event: string, ...args: unknown[]): unknown
    /** Private: hands a received event to listeners, reserved names included. */
    onevent(packet: { data?: unknown[]; id?: number | null }): void
    /** Private: makes the answer to an event that asked for an ack. */
    ack(id: number): (...args: unknown[]) => void
  }
  export interface Manager2 extends Emitting {
    engine?: { close(): void }
    open(opened: () => void): unknown
    socket(namespace: string, options?: object): Socket2
  }
  const io: { Manager: new (uri: string, options: object) => Manager2 }
  // eslint-disable-next-line no-restricted-syntax -- it is the library that exports so
  export default io
}

// Its parser for msgpack; that of generation 4 has types of its own.
declare module 'socket.io-msgpack-parser-2' {
  const parser: object
  // eslint-disable-next-line no-restricted-syntax -- it is the library that exports so
  export default parser
}
