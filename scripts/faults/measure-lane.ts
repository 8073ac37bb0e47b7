import type { FaultCommand, Stage } from './fault.ts'
import type { Lane, ProgramFile } from './make-lane.ts'
import { runProcess } from './run-process.ts'
import { join } from 'node:path'
import { STATUS } from './make-versions.ts'

/** Where the program is put by `ferry ship`, below the home folder. */
export const PLACE = 'bin/app'

/** Bytes of a command without faults, on a line that begins with the log-in: what stages end at. */
export interface Marks {
  readonly total: Readonly<Record<'up' | 'down', number>>
  /** What a log-in alone moves. */
  readonly logInTotal: Readonly<Record<'up' | 'down', number>>
  /** Sent to the board when each stage ends. */
  readonly logIn: number
  readonly asking: number
  readonly sending: number
  readonly placing: number
}

/** The exchange that opens a session, in bytes up; what a log-in alone has beside it. */
const SESSION_BYTES = 450

/** Runs a command once without faults and notes how far the bytes were at each of its steps. */
export async function measureLane(lane: Lane, command: FaultCommand): Promise<Marks> {
  lane.hangUp()
  const config = join(lane.configFolder, 'config')
  const words = ['-F', config, '-o', 'BatchMode=yes', 'board', 'true']
  const said = await runProcess('ssh', words)
  if (said.code !== 0) throw new Error(`${lane.name}: ssh ended with ${said.code}: ${said.err}`)
  const logIn = lane.line.passed('up') - SESSION_BYTES
  const logInTotal = { up: logIn, down: lane.line.passed('down') - SESSION_BYTES }
  const ship = await measureShip(lane)
  if (command === 'ship') return { ...ship, logIn, logInTotal }
  const version = lane.make()
  const first = await measureRun(lane, version)
  // The program is there now: what is left are the log-in and the sessions that start it.
  const start = (await measureRun(lane, version)).begun - logIn
  version.forget()
  const sending = first.begun - start
  const asking = sending - (ship.sending - ship.asking)
  return { logIn, logInTotal, asking, sending, placing: first.begun, total: first.total }
}

async function measureRun(
  lane: Lane,
  version: ProgramFile,
): Promise<{ readonly begun: number; readonly total: Marks['total'] }> {
  lane.hangUp()
  let begun = 0
  const ended = await lane.ferry(['__runner', '--on', 'board', '--', version.file], {
    onStdout: () => {
      begun ||= lane.line.passed('up')
    },
  })
  if (ended.code !== STATUS || ended.out !== version.says) {
    throw new Error(`${lane.name}: without faults run ended with ${ended.code}: ${ended.err}`)
  }
  return { begun, total: { up: lane.line.passed('up'), down: lane.line.passed('down') } }
}

async function measureShip(lane: Lane): Promise<Omit<Marks, 'logIn' | 'logInTotal'>> {
  let asking = 0
  let text = ''
  // Twice: the first time the board is asked for more than afterwards.
  for (let i = 0; i < 2; i++) {
    lane.hangUp()
    asking = 0
    text = ''
    const ended = await lane.ferry(
      ['ship', lane.make().file, PLACE, '--on', 'board', '--format', 'jsonl'],
      {
        onStdout: (chunk) => {
          text += chunk.toString()
          if (text.includes('"id":"ship:')) asking ||= lane.line.passed('up')
        },
      },
    )
    if (ended.code !== 0)
      throw new Error(`${lane.name}: without faults ship ended with ${ended.code}: ${ended.err}`)
  }
  const total = { up: lane.line.passed('up'), down: lane.line.passed('down') }
  return { total, asking, sending: total.up - END_BYTES, placing: total.up }
}

/** What follows the last byte of a file. */
const END_BYTES = 500

/** The stage that a command was in when so many bytes had gone up. */
export function stageOf(marks: Marks, up: number): Stage {
  if (up < marks.logIn) return 'log-in'
  if (up < marks.asking) return 'asking'
  if (up < marks.sending) return 'sending'
  return up < marks.placing ? 'placing' : 'running'
}
