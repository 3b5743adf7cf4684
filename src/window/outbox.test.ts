import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Outbox } from './outbox.ts'

class Wire {
  bufferedAmount = 0
  readonly sent: string[] = []
  send(text: string): void {
    this.sent.push(text)
  }
  closed: number | undefined
  close(code: number): void {
    this.closed = code
  }
}

function outbox(ringFrames = 3, ringBytes = 100): { box: Outbox; wire: Wire } {
  const box = new Outbox({ ringFrames, ringBytes })
  const wire = new Wire()
  box.attach(wire)
  return { box, wire }
}

test('frames are counted from one, and sent at once where there is a socket', () => {
  const { box, wire } = outbox()
  assert.equal(box.seq, 0)
  box.send('a')
  box.send('b')
  assert.deepEqual([box.seq, wire.sent], [2, ['a', 'b']])
  assert.equal(box.socket, wire)
  box.detach()
  assert.equal(box.socket, null)
  box.send('c')
  assert.deepEqual([box.seq, wire.sent], [3, ['a', 'b']])
})

test('what is not acknowledged is sent again over a new socket, in order', () => {
  const { box } = outbox()
  for (const text of ['a', 'b', 'c', 'd']) box.send(text)
  box.acknowledge(2)
  const next = new Wire()
  box.attach(next)
  box.replay()
  assert.deepEqual(next.sent, ['c', 'd'])
  box.acknowledge(4)
  const last = new Wire()
  box.attach(last)
  box.replay()
  assert.deepEqual(last.sent, [])
  box.send('e')
  box.detach()
  box.replay()
})

test('an acknowledgement that is old, repeated, or from the future changes nothing', () => {
  const { box } = outbox()
  for (const text of ['a', 'b', 'c']) box.send(text)
  box.acknowledge(2)
  for (const seq of [0, 1, 2, 4, 99]) box.acknowledge(seq)
  const next = new Wire()
  box.attach(next)
  box.replay()
  assert.deepEqual(next.sent, ['c'])
})

test('it reaches back as far as frames are kept, and not into the future', () => {
  const { box } = outbox()
  assert.deepEqual([box.reaches(0), box.reaches(1)], [true, false])
  for (const text of ['a', 'b', 'c']) box.send(text)
  box.acknowledge(1)
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((seq) => box.reaches(seq)),
    [false, true, true, true, false],
  )
  box.forget()
  assert.deepEqual([box.reaches(2), box.reaches(3)], [false, true])
})

test('it is congested without a socket, by frames, by their length, and by what the socket holds', () => {
  const { box, wire } = outbox(3, 10)
  assert.equal(box.congested, false)
  box.send('a')
  box.send('b')
  assert.equal(box.congested, false)
  box.send('c')
  assert.equal(box.congested, true)
  box.acknowledge(1)
  assert.equal(box.congested, false)
  box.send('1234567')
  assert.equal(box.congested, true, 'two frames and nine characters, and one more')
  box.acknowledge(3)
  assert.equal(box.congested, false, 'seven characters')
  box.send('890')
  assert.equal(box.congested, true, 'ten')
  box.acknowledge(5)
  wire.bufferedAmount = 9
  assert.equal(box.congested, false)
  wire.bufferedAmount = 10
  assert.equal(box.congested, true)
  wire.bufferedAmount = 0
  box.detach()
  assert.equal(box.congested, true)
})

test('what is forgotten counts no more', () => {
  const { box } = outbox(3, 10)
  box.send('0123456789')
  box.forget()
  assert.equal(box.congested, false)
  box.send('a')
  box.acknowledge(2)
  box.send('0123456')
  assert.equal(box.congested, false)
})

test('a flood is more than ten times the frames that make it congested', () => {
  const { box } = outbox(2, 1000)
  for (let i = 0; i < 20; i++) box.send('x')
  assert.equal(box.flooded, false)
  box.send('x')
  assert.equal(box.flooded, true)
})

test('what one render shows is no flood, however many frames it takes; answers are', () => {
  const { box, wire } = outbox(2, 1000)
  let code = 0
  Object.assign(wire, { close: (given: number) => (code = given) })
  for (let i = 0; i < 100; i++) {
    box.send(`[3,[${i},"h","<p></p>",[]]]`)
    box.send(`[4,0,${i},[${i},"${'x'.repeat(100)}"]]`)
    box.send(`[1,[7,-8],${i},{"0":1}]`)
    box.send(`[1,7,${i},{"0":1}]`)
  }
  assert.deepEqual([box.congested, box.flooded, code], [true, false, 0])
  // An answer alone, an error, a reply.
  const answers = ['[1,7]', '[1,[7,8]]', '[2,7,"E_RATE","no"]', '[9,7,1]', '[8,0,["flash"]]']
  for (let i = 0; i < 20; i++) box.send(answers[i % answers.length]!)
  assert.equal(box.flooded, false)
  box.send('[1,7]')
  assert.equal(box.flooded, true)
  box.send('[1,7]')
  assert.equal(code, 4413)
})

test('a browser that acknowledges what it has not read loses its connection, an honest one does not', () => {
  const { box, wire } = outbox(10, 10)
  box.send('0123456789')
  box.send('9876543210')
  wire.bufferedAmount = 20
  box.acknowledge(1)
  assert.equal(wire.closed, undefined, 'what waits may be what was not acknowledged')
  wire.bufferedAmount = 11
  box.acknowledge(2)
  assert.equal(wire.closed, 4413)
})
