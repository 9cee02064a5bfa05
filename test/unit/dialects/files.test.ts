// Files in the words of known servers: where they go, how a message names them, how they are read from what comes.
import { describe, expect, test } from 'vitest'
import type { FileScene } from '../../../src-main/dialects/compiled.ts'
import { isHttp } from '../../../src-main/dialects/compiled.ts'
import { startSession } from '../../../src-main/dialects/session.ts'
import { entryOf, NOON, preset, room, sessionOf } from '../../support/dialects.ts'

const picture = {
  name: 'cat.png',
  mediaType: 'image/png',
  kind: 'image' as const,
  size: 1234,
  sha256: 'a'.repeat(64),
  width: 30,
  height: 20
}
const session = sessionOf('Ana', { me: { id: 'u1', name: 'Ana' } })

function scene(more: Partial<FileScene> = {}): FileScene {
  const origin = 'https://chat.example'
  return { file: picture, conversation: room, origin, asked: null, session, now: NOON, ...more }
}

/** The file as an outbox entry has it, once it is on the server. */
function sent(result: unknown, data?: unknown) {
  const { name, mediaType: type, kind, size, sha256, width, height } = picture
  return { name, type, kind, size, sha256, width, height, result, source: null, data }
}

describe('a Filo host', () => {
  const filo = preset('filo')
  const known = { ...session, vars: { token: 'tok', fileBytes: 100, filesPerMessage: 10 } }

  test('takes files by tus where it says so, and names them in the message', () => {
    expect(filo.files?.limits(session, NOON)).toBeNull()
    expect(filo.files?.limits(known, NOON)).toEqual({ bytes: 100, perMessage: 10, captions: true })
    const way = filo.files?.uploadFor(scene({ session: known }))
    expect(way?.kind).toBe('tus')
    expect(way?.request?.(scene({ session: known }))).toMatchObject({
      address: '/files',
      headers: { authorization: 'Bearer tok' },
      metadata: { filename: 'cat.png', filetype: 'image/png', conversation: 'r1' }
    })
    const verdict = way?.readAnswer(scene(), [{ url: 'http://h/files/f7', id: 'f7' }])
    expect(verdict).toEqual({ kind: 'success', result: 'f7' })
    const saying = filo.write(entryOf({ text: '', files: [sent('f7')] }), known, NOON)
    expect(saying && !isHttp(saying) && saying.args[0]).toMatchObject({
      files: [{ id: 'f7', name: 'cat.png', size: 1234, sha256: picture.sha256, width: 30 }]
    })
    const plain = filo.write(entryOf(), known, NOON)
    expect(plain && !isHttp(plain) && plain.args[0]).not.toHaveProperty('files')
  })

  test('gives files by their ids, to whom it knows', () => {
    const file = { id: 'f7', url: null, name: 'cat.png', type: 'image/png' }
    expect(filo.files?.download(file, room, known, NOON)).toEqual({
      address: '/files/f7',
      headers: { authorization: 'Bearer tok' }
    })
  })
})

test('The Lounge gives leave by an event, and is told the address among the words', () => {
  const lounge = preset('thelounge')
  const told = lounge.read(
    'configuration',
    [{ fileUpload: true, fileUploadMaxFileSize: 10_240 }],
    session,
    NOON
  )
  expect(lounge.files?.limits(session, NOON)).toBeNull()
  expect(lounge.files?.limits(told.session, NOON)?.bytes).toBe(10_240)
  const way = lounge.files?.uploadFor(scene())
  expect(way?.ask?.saying(scene())).toMatchObject({ event: 'upload:auth', args: [] })
  expect(way?.ask?.wait?.event).toBe('upload:auth')
  expect(way?.request?.(scene({ asked: ['token-1'] }))).toMatchObject({
    method: 'POST',
    address: '/uploads/new/token-1',
    field: 'file'
  })
  const answered = way?.readAnswer(scene({ asked: ['t'] }), [
    { url: 'uploads/0123456789abcdef/cat.png' },
    { status: 200, headers: {} }
  ])
  const result = 'https://chat.example/uploads/0123456789abcdef/cat.png'
  expect(answered).toEqual({ kind: 'success', result })
  expect(
    way?.readAnswer(scene(), [{ error: 'File size limit reached' }, { status: 400 }])
  ).toMatchObject({
    kind: 'failure',
    failure: { code: 'file-refused', detail: { reason: 'File size limit reached' } }
  })
  const channel = { ...room, remoteId: '5' }
  const saying = lounge.write(
    entryOf({ conversation: channel, text: 'my cat', files: [sent(result)] }),
    session,
    NOON
  )
  expect(saying).toMatchObject({ event: 'input', args: [{ target: 5, text: `my cat ${result}` }] })
})

test('fiora takes pictures over the socket, and says each as a message of its own', () => {
  const fiora = preset('fiora')
  const way = fiora.files?.uploadFor(scene())
  expect(fiora.files?.uploadFor(scene({ file: { ...picture, kind: 'other' } }))).toBeNull()
  expect(fiora.files?.limits(session, NOON)).toEqual({
    bytes: null,
    perMessage: 1,
    captions: false
  })
  const data = new Uint8Array([1, 2])
  const piece = { data, index: 0, offset: 0, size: 2, last: true }
  expect(way?.pieces?.emission(scene(), piece)).toMatchObject({
    event: 'uploadFile',
    args: [{ fileName: `ImageMessage/u1_${NOON}.png`, file: data }]
  })
  expect(way?.readAnswer(scene(), ['the disk is full'])).toMatchObject({ kind: 'failure' })
  const verdict = way?.readAnswer(scene(), [{ url: '/ImageMessage/x.png' }])
  const result = '/ImageMessage/x.png?width=30&height=20'
  expect(verdict).toEqual({ kind: 'success', result })
  const saying = fiora.write(entryOf({ text: '', files: [sent(result)] }), session, NOON)
  expect(saying).toMatchObject({ event: 'sendMessage', args: [{ type: 'image', content: result }] })
  expect(fiora.write(entryOf(), session, NOON)).toMatchObject({ args: [{ type: 'text' }] })
  const file = { fileUrl: '/FileMessage/a.pdf', filename: 'a.pdf', size: 12, ext: 'pdf' }
  const heard = fiora.read(
    'message',
    [
      {
        _id: 'm1',
        to: 'g',
        type: 'file',
        content: JSON.stringify(file),
        from: { _id: 'u2', username: 'Bo' }
      }
    ],
    session,
    NOON
  )
  expect(heard.events).toMatchObject([
    {
      message: {
        text: '',
        files: [
          { url: '/FileMessage/a.pdf', name: 'a.pdf', size: 12, mediaType: 'application/pdf' }
        ]
      }
    }
  ])
})

test('a chat that takes pictures within the message is given them so', () => {
  const chat = preset('fullstack-chat')
  expect(chat.files?.uploadFor(scene())).toMatchObject({ kind: 'message', data: 'data-url' })
  const saying = chat.write(
    entryOf({ files: [sent(null, 'data:image/png;base64,AA==')] }),
    session,
    NOON
  )
  expect(saying && isHttp(saying) && JSON.parse(saying.body?.text ?? '')).toEqual({
    text: 'hello',
    image: 'data:image/png;base64,AA=='
  })
})

test("what a server shares is read with its name and kind; Let's Chat wants the token for it", () => {
  const chat = preset('lets-chat')
  const args = [
    {
      id: 'f1',
      name: 'a.png',
      type: 'image/png',
      size: 10,
      url: '/files/f1/a.png',
      owner: { id: 'b', displayName: 'Bo' },
      room: { id: 'c' }
    }
  ]
  const { events } = chat.read('files:new', args, session, NOON)
  expect(events).toMatchObject([
    {
      kind: 'message',
      message: {
        text: '',
        files: [{ name: 'a.png', mediaType: 'image/png', size: 10, url: '/files/f1/a.png' }]
      }
    }
  ])
  const withToken = startSession({ name: 'Ana', token: 't0' })
  const file = { id: 'f1', url: '/files/f1/a.png', name: 'a.png', type: 'image/png' }
  expect(chat.files?.download(file, room, withToken, NOON)).toEqual({
    address: '/files/f1/a.png',
    headers: { Authorization: 'Bearer t0' }
  })
})

test('a bot shows a picture beside its words', () => {
  const args = [
    { text: 'look', attachment: { type: 'image', payload: { src: 'https://x/cat.png' } } }
  ]
  const { events } = preset('rasa-socketio').read('bot_uttered', args, session, NOON)
  expect(events).toMatchObject([
    {
      message: {
        text: 'look',
        files: [{ url: 'https://x/cat.png', name: 'cat.png', mediaType: 'image/png' }]
      }
    }
  ])
})

test.each([
  ['javascript:alert(1)', 0],
  ['file:///etc/passwd', 0],
  ['ftp://x/y', 0],
  [`data:image/png;base64,${'A'.repeat(2_000_000)}`, 0],
  ['/ok.png', 1]
])('of %s a message gets as many files', (img, count) => {
  const { events } = preset('hua-webchat').read(
    'message',
    [{ roomid: 'r', msg: 'x', img, username: 'Bo' }],
    session,
    NOON
  )
  expect(events).toMatchObject([{ kind: 'message' }])
  const [event] = events
  const files = event?.kind === 'message' ? (event.message.files ?? []) : []
  expect(files).toHaveLength(count)
})
