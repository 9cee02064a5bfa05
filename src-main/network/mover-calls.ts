// What the network process's main thread and the threads that move files say to each other.
import * as v from 'valibot'
import type { Failure } from '../../src-preload/contract/failure.ts'
import type { FileId, FileKind } from '../../src-preload/contract/files.ts'
import { call } from '../../src-preload/contract/rpc.ts'
import type { Passage } from '../ports/passage.ts'
import type { FileSource } from '../ports/transfer-calls.ts'
import type { MoverName } from './counters.ts'

// Threads of one process trust each other: their inputs are typed, and checked where they enter the process.
function trusted<T>(): v.GenericSchema<T> {
  return v.custom<T>(() => true)
}

/** What a mover thread is started with. */
export interface MoverSetup {
  /** Which of them it is. */
  name: MoverName
  counters: SharedArrayBuffer
  /** The shared memory of the two rates, see `transfers/rate-gate.ts`. */
  rates: SharedArrayBuffer
}

/** Where a request goes, and what may be said there. */
export interface Whither {
  url: string
  /** The server's own origin: only there go `headers` and `cookie`. */
  origin: string
  headers: Record<string, string>
  cookie: string
  /** How the server itself is reached and believed. */
  passage: Passage
  /** Hosts that may be in a private network, since the person goes there anyway. */
  hosts: string[]
}

export type Move =
  | {
      kind: 'form' | 'body'
      fileId: FileId
      whither: Whither
      method: 'POST' | 'PUT'
      /** Of a form: its other fields, and the file's own. */
      form: Record<string, string>
      field: string
      name: string
      mediaType: string
      source: FileSource
    }
  | {
      kind: 'tus'
      fileId: FileId
      whither: Whither
      /** Where an earlier try was sent; null: a new upload. */
      uploadUrl: string | null
      metadata: Record<string, string>
      pieceBytes: number | null
      source: FileSource
    }
  | {
      kind: 'fetch'
      fileId: FileId
      whither: Whither
      /** Absolute. */
      folder: string
      name: string
      mediaType: string
      size: number | null
      sha256: string | null
      /** Bytes that it may have at most; null: as many as there is room for. */
      most: number | null
      /** Bytes that were on the disk for certain, and what they belong to. */
      bytes: number
      resume: Record<string, string>
    }

export type MoveEnd =
  /** The answer to a form or a body. */
  | {
      end: 'answered'
      status: number
      headers: Record<string, string>
      cookies: string[]
      body: string
      sha256: string
    }
  | { end: 'uploaded'; url: string; sha256: string }
  | {
      end: 'arrived'
      path: string
      name: string
      size: number
      sha256: string
      mediaType: string
      kind: FileKind
      width: number | null
      height: number | null
    }
  | { end: 'stopped' }
  /** `failure.retry` says whether a further try may help; a stranger: the server itself did not know who asked. */
  | { end: 'failed'; failure: Failure; retryAfterMs: number | null; isStranger?: boolean }

/** A piece of a file for the socket. */
export interface PieceWish {
  source: FileSource
  offset: number
  size: number
  as: 'binary' | 'base64' | 'data-url'
  mediaType: string
}

export const moverCalls = {
  move: call(trusted<Move>()).returns<MoveEnd>(),
  /** Refuses with `file-changed`, `file-gone`. */
  readPiece: call(trusted<PieceWish>()).returns<{ data: Uint8Array | string; size: number }>(),
  hash: call(trusted<{ source: FileSource }>()).returns<{ sha256: string }>()
}
export type MoverCalls = typeof moverCalls

export const moverNeeds = {
  resolveProxy: call(trusted<{ url: string }>()).returns<{ list: string }>()
}
export type MoverNeeds = typeof moverNeeds

export interface ToMover {
  /** Ends it; what is there by then stays for the next time. */
  stop: { fileId: FileId }
  beatWanted: object
}

/** How far a file is. */
export interface Moved {
  fileId: FileId
  bytes: number
  total: number | null
  /** Bytes that the other side has for certain. */
  confirmed: number
  resume: Record<string, string>
}

export interface FromMover {
  /** A few times a second for each. */
  moved: { files: Moved[] }
}
