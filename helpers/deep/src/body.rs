//! The instructions of one function, and what it calls and points at.

use crate::image::{Image, Mark, Slot};
use crate::insn::{Flow, Insn, ItBlock, Machine, Track};
use std::collections::{BTreeMap, HashSet};

/// A function larger than this is looked into up to here.
const MOST_BYTES: u64 = 4 << 20;

pub struct Body {
    pub insns: Vec<Insn>,
    /// Bytes that lie in the function but were not understood as instructions.
    pub skipped: u64,
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Callee {
    Here(u64),
    Import(String),
    Unknown,
}

pub struct Facts {
    /// (index of the instruction, where to, whether it is a jump that leaves).
    pub calls: Vec<(usize, Callee, bool)>,
    /// (index, address): addresses that were made, so that something may be called there.
    pub made: Vec<(usize, u64)>,
    /// Places that were read or written.
    pub read: Vec<u64>,
    pub imports_touched: Vec<(usize, String)>,
}

/// Decodes `start..end`. Where marks tell code from data, or a size says that it is all code: in a row. Where nothing
/// tells, and on ARM without marks, whose functions hold data, too: only what is reached by following the flow.
pub fn decode(image: &Image<'_>, machine: &dyn Machine, start: u64, end: u64, thumb: bool) -> Body {
    let end = end.min(start.saturating_add(MOST_BYTES));
    let marked = image.mark_at(start).is_some();
    if !marked && (image.arm || !image.has_size(start)) {
        follow(image, machine, start, end, thumb)
    } else {
        sweep(image, machine, start, end, thumb)
    }
}

fn sweep(image: &Image<'_>, machine: &dyn Machine, start: u64, end: u64, thumb: bool) -> Body {
    let mut body = Body {
        insns: Vec::new(),
        skipped: 0,
    };
    let mut it = ItBlock::Outside;
    let mut at = start;
    let mut thumb = thumb;
    let mut data = false;
    let mut marks = image.marks.range(start..end).peekable();
    if let Some(mark) = image.mark_at(start) {
        (thumb, data) = apply(mark, thumb);
    }
    while at < end {
        while let Some((_, mark)) = marks.next_if(|(address, _)| **address <= at) {
            (thumb, data) = apply(*mark, thumb);
            it = ItBlock::Outside;
        }
        if data {
            at = marks.peek().map_or(end, |(address, _)| **address);
            continue;
        }
        let bytes = bytes_at(image, at).unwrap_or_default();
        match machine.decode(bytes, at, thumb, &mut it) {
            Some(insn) => {
                body.insns.push(insn);
                at += u64::from(insn.length);
            }
            None => {
                body.skipped += machine.step(bytes, thumb);
                at += machine.step(bytes, thumb);
            }
        }
    }
    body
}

fn apply(mark: Mark, thumb: bool) -> (bool, bool) {
    match mark {
        Mark::Arm => (false, false),
        Mark::Thumb => (true, false),
        Mark::Code => (thumb, false),
        Mark::Data => (thumb, true),
    }
}

fn follow(image: &Image<'_>, machine: &dyn Machine, start: u64, end: u64, thumb: bool) -> Body {
    let mut seen: HashSet<u64> = HashSet::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if !seen.contains(&at) && at >= start && at < end {
            let run = run_from(image, machine, at, end, thumb, &mut seen);
            open.extend(run.insns.iter().filter_map(|insn| match insn.flow {
                Flow::Branch(target) | Flow::Jump(target) => Some(image.code_at(target)),
                _ => None,
            }));
            runs.push(run);
        }
    }
    // Words that are loaded from are data. What seemed to run into them, or into no instruction, went on behind a call
    // that does not come back.
    let data: HashSet<u64> = runs
        .iter()
        .flat_map(|run| &run.insns)
        .filter_map(|insn| match insn.track {
            Track::LoadAt(_, address) => Some(address),
            _ => None,
        })
        .flat_map(|address| [address & !1, (address & !1) + 2])
        .collect();
    let mut kept: BTreeMap<u64, Insn> = BTreeMap::new();
    let mut skipped = 0;
    for run in runs {
        let wrong = run
            .insns
            .iter()
            .position(|insn| data.contains(&insn.at))
            .or(run.failed.then_some(run.insns.len()));
        let keep = match wrong {
            None => run.insns.len(),
            Some(stop) => {
                skipped += machine.step(&[], thumb);
                run.insns[..stop]
                    .iter()
                    .rposition(is_call)
                    .map_or(0, |last| last + 1)
            }
        };
        kept.extend(run.insns[..keep].iter().map(|insn| (insn.at, *insn)));
    }
    Body {
        insns: kept.into_values().collect(),
        skipped,
    }
}

struct Run {
    insns: Vec<Insn>,
    failed: bool,
}

/// In a row up to where the flow ends or joins what was seen before.
fn run_from(
    image: &Image<'_>,
    machine: &dyn Machine,
    from: u64,
    end: u64,
    thumb: bool,
    seen: &mut HashSet<u64>,
) -> Run {
    let mut run = Run {
        insns: Vec::new(),
        failed: false,
    };
    let mut it = ItBlock::Outside;
    let mut at = from;
    while at < end && seen.insert(at) {
        let Some(insn) =
            bytes_at(image, at).and_then(|bytes| machine.decode(bytes, at, thumb, &mut it))
        else {
            run.failed = true;
            break;
        };
        run.insns.push(insn);
        if ends(&insn) {
            break;
        }
        at += u64::from(insn.length);
    }
    run
}

fn is_call(insn: &Insn) -> bool {
    matches!(
        insn.flow,
        Flow::Call(_) | Flow::CallReg(_) | Flow::CallSlot(_) | Flow::System
    )
}

/// Nothing goes on behind it.
pub fn ends(insn: &Insn) -> bool {
    !insn.conditional
        && matches!(
            insn.flow,
            Flow::Jump(_)
                | Flow::JumpReg(_)
                | Flow::JumpSlot(_)
                | Flow::JumpLoad(..)
                | Flow::Return
                | Flow::Trap
        )
}

pub fn bytes_at<'b>(image: &'b Image<'_>, at: u64) -> Option<&'b [u8]> {
    let range = image.range_of(at)?;
    range.bytes.get((at - range.start) as usize..)
}

#[derive(Clone, PartialEq)]
enum Value {
    Address(u64),
    Import(String),
}

/// Follows addresses through registers, in a row, and finds calls and references.
pub fn facts(image: &Image<'_>, machine: &dyn Machine, body: &Body, start: u64, end: u64) -> Facts {
    let mut out = Facts {
        calls: Vec::new(),
        made: Vec::new(),
        read: Vec::new(),
        imports_touched: Vec::new(),
    };
    let mut registers: Vec<Option<Value>> = vec![None; 32];
    let mut touched: HashSet<u64> = HashSet::new();
    registers[3] = image.global_pointer.map(Value::Address);
    for (i, insn) in body.insns.iter().enumerate() {
        step(image, insn, i, &mut registers, &mut touched, &mut out);
        let inside = |target: u64| image.code_at(target) >= start && image.code_at(target) < end;
        match insn.flow {
            Flow::Call(target) => out.calls.push((i, Callee::Here(target), false)),
            Flow::Jump(target) | Flow::Branch(target) if !inside(target) => {
                out.calls.push((i, Callee::Here(target), true));
            }
            Flow::CallReg(r) => out.calls.push((i, callee(register(&registers, r)), false)),
            Flow::JumpReg(r) => out.calls.push((i, callee(register(&registers, r)), true)),
            Flow::CallSlot(slot) => out.calls.push((i, callee(load(image, slot)), false)),
            Flow::JumpSlot(slot) => out.calls.push((i, callee(load(image, slot)), true)),
            Flow::JumpLoad(base, offset) => {
                let address = match register(&registers, base) {
                    Some(Value::Address(a)) => {
                        load(image, wrap(image, a.wrapping_add(offset as u64)))
                    }
                    _ => None,
                };
                out.calls.push((i, callee(address), true));
            }
            _ => {}
        }
        if matches!(
            insn.flow,
            Flow::Call(_) | Flow::CallReg(_) | Flow::CallSlot(_)
        ) {
            for (number, value) in registers.iter_mut().enumerate() {
                if machine.lost_by_call(number as u8) {
                    *value = None;
                }
            }
        }
        if ends(insn) {
            registers.fill(None);
            registers[3] = image.global_pointer.map(Value::Address);
        }
    }
    out
}

fn register(registers: &[Option<Value>], number: u8) -> Option<Value> {
    registers.get(usize::from(number)).cloned().flatten()
}

fn callee(value: Option<Value>) -> Callee {
    match value {
        Some(Value::Address(address)) => Callee::Here(address),
        Some(Value::Import(name)) => Callee::Import(name),
        None => Callee::Unknown,
    }
}

fn wrap(image: &Image<'_>, address: u64) -> u64 {
    if image.bits == 32 {
        address & 0xffff_ffff
    } else {
        address
    }
}

fn load(image: &Image<'_>, slot: u64) -> Option<Value> {
    match image.slots.get(&slot) {
        Some(Slot::Address(address)) => Some(Value::Address(*address)),
        Some(Slot::Import(name)) => Some(Value::Import(name.clone())),
        None => {
            let range = image.range_of(slot)?;
            let known = range.got || (!range.writable && range.code);
            known
                .then(|| image.word(slot).map(Value::Address))
                .flatten()
        }
    }
}

fn step(
    image: &Image<'_>,
    insn: &Insn,
    i: usize,
    registers: &mut [Option<Value>],
    touched: &mut HashSet<u64>,
    out: &mut Facts,
) {
    let address_of = |registers: &[Option<Value>], r: u8| match register(registers, r) {
        Some(Value::Address(a)) => Some(a),
        _ => None,
    };
    let (to, value, points) = match insn.track {
        Track::None => return,
        Track::Kill(rd) => (rd, None, false),
        Track::Set(rd, address) => (rd, Some(Value::Address(wrap(image, address))), true),
        Track::AddImm(rd, rn, add) => {
            let sum = address_of(registers, rn)
                .map(|a| Value::Address(wrap(image, a.wrapping_add(add as u64))));
            (rd, sum, true)
        }
        Track::AddReg(rd, rn, rm) => {
            let sum = both(image, address_of(registers, rn), address_of(registers, rm));
            (
                rd,
                sum.map(|(a, b)| Value::Address(wrap(image, a.wrapping_add(b)))),
                true,
            )
        }
        Track::High(rd, high) => {
            let whole = address_of(registers, rd)
                .map(|a| Value::Address(a & 0xffff | u64::from(high) << 16));
            (rd, whole, true)
        }
        Track::Move(rd, rm) => (rd, register(registers, rm), false),
        Track::Load(rd, rn, offset) => {
            let slot =
                address_of(registers, rn).map(|a| wrap(image, a.wrapping_add(offset as u64)));
            read_slot(image, slot, &mut out.read);
            loaded(image, rd, slot)
        }
        Track::LoadReg(rd, rn, rm) => {
            let slot = both(image, address_of(registers, rn), address_of(registers, rm));
            let slot = slot.map(|(a, b)| wrap(image, a.wrapping_add(b)));
            read_slot(image, slot, &mut out.read);
            loaded(image, rd, slot)
        }
        Track::LoadAt(rd, slot) => {
            read_slot(image, Some(slot), &mut out.read);
            let (to, value, points) = loaded(image, rd, Some(slot));
            // A word beside the code of a file that moves is a distance, not an address.
            let absolute = !image.moves || image.slots.contains_key(&slot);
            (to, value, points && absolute)
        }
        Track::Touch(address) => {
            read_slot(image, Some(address), &mut out.read);
            return;
        }
    };
    let mut point = |value: &Option<Value>| match value {
        Some(Value::Address(a)) if image.is_mapped(*a) && touched.insert(*a) => {
            out.made.push((i, *a));
        }
        Some(Value::Import(name)) => out.imports_touched.push((i, name.clone())),
        _ => {}
    };
    if points {
        point(&value);
    }
    if let Some(register) = registers.get_mut(usize::from(to)) {
        *register = value;
    }
}

/// Two registers that are added. On ARM the base of the offset table is often kept in memory: where one register is not
/// known and the other holds a distance, it is taken for that base.
fn both(image: &Image<'_>, a: Option<u64>, b: Option<u64>) -> Option<(u64, u64)> {
    match (a, b, image.got_base) {
        (Some(a), Some(b), _) => Some((a, b)),
        (Some(distance), None, Some(base)) | (None, Some(distance), Some(base)) => {
            let there = wrap(image, base.wrapping_add(distance));
            (distance != 0 && image.is_mapped(there) && !image.is_code(there))
                .then_some((base, distance))
        }
        _ => None,
    }
}

fn read_slot(image: &Image<'_>, slot: Option<u64>, read: &mut Vec<u64>) {
    read.extend(slot.filter(|s| image.is_mapped(*s)));
}

/// A number above 127 stands for a narrow load (its value is no address) or, 255, for a store.
fn loaded(image: &Image<'_>, rd: u8, slot: Option<u64>) -> (u8, Option<Value>, bool) {
    match rd {
        255 => (255, None, false),
        128..=254 => (rd & 0x7f, None, false),
        _ => (rd, slot.and_then(|s| load(image, s)), true),
    }
}
