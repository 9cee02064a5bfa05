// Compiles how files go to a server and how they are fetched from it.
import type { ServerFiles } from '../../../src-preload/contract/files.ts'
import { cleanCount } from '../clean.ts'
import type { CompiledFiles, Session, UploadWay, WayRequest } from '../compiled.ts'
import { Frame } from '../expressions/frame.ts'
import { asText } from '../expressions/values.ts'
import type { Files, Upload } from '../schema/files.ts'
import { scopes, type Compiler } from './compiler.ts'
import { compileAnswer } from './file-answer.ts'
import { compileAsk } from './file-ask.ts'
import { compilePieces } from './file-pieces.ts'
import { frameOf } from './file-scene.ts'
import { compileText, compileTexts } from './template.ts'

/** Characters of an address. */
const MAX_ADDRESS = 8_000

/** Compiles the section; null where the dialect says nothing of files. */
export function compileFiles(files: Files | undefined, compiler: Compiler): CompiledFiles | null {
  if (!files) return null
  const uploads = [files.upload ?? []].flat()
  const ways = uploads.map((upload, at) => {
    const place = compiler.at('upload')
    return compileUpload(upload, Array.isArray(files.upload) ? place.at(at) : place)
  })
  return {
    limits: compileLimits(files, compiler),
    uploadFor: (scene) => {
      const frame = frameOf(scene)
      return ways.find(({ fits }) => fits(frame))?.way ?? null
    },
    download: compileDownload(files, compiler.at('download'))
  }
}

function compileLimits(files: Files, compiler: Compiler) {
  const source = files.limits?.bytes
  const place = compiler.seeing(scopes.connect)
  const bytes = source === undefined ? null : place.at('limits').need('bytes', source)
  const takes = place.maybe('when', files.when)
  return (session: Session, now: number): ServerFiles | null => {
    const frame = new Frame(session, now)
    if (files.upload === undefined || (takes && takes(frame) !== true)) return null
    const most = bytes ? cleanCount(bytes(frame)) : null
    return {
      bytes: most !== null && most > 0 ? most : null,
      perMessage: files.limits?.perMessage ?? 10,
      captions: files.limits?.captions ?? true
    }
  }
}

function compileUpload(upload: Upload, compiler: Compiler) {
  const when = compiler.seeing(scopes.fileAsk).maybe('when', upload.when)
  const answer = compileAnswer(upload, compiler)
  const way: UploadWay = {
    kind: upload.way,
    data: upload.way === 'message' || upload.way === 'socket' ? (upload.data ?? 'binary') : null,
    ask: upload.ask ? compileAsk(upload.ask, compiler.at('ask')) : null,
    request: compileWayRequest(upload, compiler.seeing(scopes.fileGo)),
    pieces: upload.way === 'socket' ? compilePieces(upload, compiler) : null,
    pieceBytes: upload.way === 'tus' ? (upload.pieceBytes ?? null) : null,
    readAnswer: (scene, args) => {
      const frame = frameOf(scene)
      frame.args = args
      return answer(frame)
    }
  }
  return { fits: (frame: Frame) => !when || when(frame) === true, way }
}

function compileWayRequest(upload: Upload, compiler: Compiler): UploadWay['request'] {
  if (upload.way === 'socket' || upload.way === 'message') return null
  const address = compileText(upload.address, compiler.at('address'))
  const query = compileTexts('query' in upload ? upload.query : undefined, compiler.at('query'))
  const headers = compileTexts(upload.headers, compiler.at('headers'))
  const form = compileTexts(
    upload.way === 'multipart' ? upload.form : undefined,
    compiler.at('form')
  )
  const metadata = compileTexts(
    upload.way === 'tus' ? upload.metadata : undefined,
    compiler.at('metadata')
  )
  return (scene) => {
    const frame = frameOf(scene)
    const where = asText(address(frame))
    if (where === null || where === '' || where.length > MAX_ADDRESS) return null
    return {
      method: ('method' in upload ? upload.method : undefined) ?? usualMethod(upload),
      address: withQuery(where, query(frame)),
      headers: headers(frame),
      form: form(frame),
      field: upload.way === 'multipart' ? upload.field : null,
      metadata: metadata(frame)
    } satisfies WayRequest
  }
}

function usualMethod({ way }: Upload): 'POST' | 'PUT' {
  return way === 'body' ? 'PUT' : 'POST'
}

function compileDownload(files: Files, compiler: Compiler): CompiledFiles['download'] {
  const place = compiler.seeing(scopes.fileAsk)
  const address = place.maybe('address', files.download?.address)
  const query = compileTexts(files.download?.query, place.at('query'))
  const headers = compileTexts(files.download?.headers, place.at('headers'))
  return (file, conversation, session, now) => {
    const frame = new Frame(session, now)
    frame.file = file
    frame.conversation = conversation
    const where = address ? asText(address(frame)) : file.url
    if (where === null || where === '' || where.length > MAX_ADDRESS) return null
    return { address: withQuery(where, query(frame)), headers: headers(frame) }
  }
}

function withQuery(address: string, query: Record<string, string>): string {
  if (Object.keys(query).length === 0) return address
  return `${address}${address.includes('?') ? '&' : '?'}${String(new URLSearchParams(query))}`
}
