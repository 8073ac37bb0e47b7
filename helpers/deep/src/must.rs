//! Which instructions of a function run whenever it is called and does not crash.

use crate::body::{Body, ends};
use crate::insn::Flow;
use std::collections::HashMap;

/// Above this many blocks only the straight line from the start counts.
const MOST_BLOCKS: usize = 3000;

struct Block {
    first: usize,
    /// One past the last instruction.
    end: usize,
    next: Vec<usize>,
    leaves: bool,
}

/// For each instruction: does every run through the function come by it? `may_leave` says after which instruction a
/// call might not come back, `crashes` which calls end in a crash.
pub fn must(
    body: &Body,
    may_leave: &dyn Fn(usize) -> bool,
    crashes: &dyn Fn(usize) -> bool,
) -> Vec<bool> {
    let mut certain = vec![false; body.insns.len()];
    if body.insns.is_empty() {
        return certain;
    }
    let mut blocks = split(body, may_leave, crashes);
    close_loops(&mut blocks);
    if blocks.len() > MOST_BLOCKS {
        mark(&blocks[0], &mut certain);
        return certain;
    }
    let Some(path) = path_out(&blocks) else {
        // Every path crashes or loops: the straight line is all that is certain.
        mark(&blocks[0], &mut certain);
        return certain;
    };
    for block in path {
        if !leaves_without(&blocks, block) {
            mark(&blocks[block], &mut certain);
        }
    }
    certain
}

fn mark(block: &Block, certain: &mut [bool]) {
    certain[block.first..block.end].fill(true);
}

fn split(
    body: &Body,
    may_leave: &dyn Fn(usize) -> bool,
    crashes: &dyn Fn(usize) -> bool,
) -> Vec<Block> {
    let insns = &body.insns;
    let index: HashMap<u64, usize> = insns
        .iter()
        .enumerate()
        .map(|(i, insn)| (insn.at, i))
        .collect();
    let target = |flow: Flow| match flow {
        Flow::Jump(to) | Flow::Branch(to) => {
            index.get(&to).or_else(|| index.get(&(to & !1))).copied()
        }
        _ => None,
    };
    let mut starts = vec![false; insns.len() + 1];
    starts[0] = true;
    for (i, insn) in insns.iter().enumerate() {
        let gap = insns
            .get(i + 1)
            .is_some_and(|n| n.at != insn.at + u64::from(insn.length));
        let breaks = !matches!(
            insn.flow,
            Flow::Next | Flow::Call(_) | Flow::CallReg(_) | Flow::CallSlot(_)
        );
        if gap || breaks || may_leave(i) || crashes(i) {
            starts[i + 1] = true;
        }
        if let Some(to) = target(insn.flow) {
            starts[to] = true;
        }
    }
    let firsts: Vec<usize> = (0..insns.len()).filter(|i| starts[*i]).collect();
    let block_of: HashMap<usize, usize> = firsts.iter().enumerate().map(|(b, i)| (*i, b)).collect();
    firsts
        .iter()
        .enumerate()
        .map(|(b, first)| {
            let end = firsts.get(b + 1).copied().unwrap_or(insns.len());
            let last = end - 1;
            let insn = &insns[last];
            let mut block = Block {
                first: *first,
                end,
                next: Vec::new(),
                leaves: false,
            };
            if !insn.conditional && (crashes(last) || insn.flow == Flow::Trap) {
                return block;
            }
            match insn.flow {
                Flow::Jump(_) | Flow::Branch(_) => match target(insn.flow) {
                    Some(to) => block.next.push(block_of[&to]),
                    None => block.leaves = true,
                },
                Flow::Return
                | Flow::JumpReg(_)
                | Flow::JumpSlot(_)
                | Flow::JumpLoad(..)
                | Flow::System => {
                    block.leaves = true;
                }
                _ => block.leaves = may_leave(last),
            }
            if !ends(insn) {
                let falls = insns
                    .get(end)
                    .is_some_and(|n| n.at == insn.at + u64::from(insn.length));
                match (falls, block_of.get(&end)) {
                    (true, Some(next)) => block.next.push(*next),
                    // Runs into something that was not decoded.
                    _ => block.leaves = true,
                }
            }
            block
        })
        .collect()
}

/// A block from which no way leads out runs for ever: it counts as a way out, so that nothing behind a fork is certain.
fn close_loops(blocks: &mut [Block]) {
    let mut out: Vec<bool> = blocks
        .iter()
        .map(|b| b.leaves || b.next.is_empty())
        .collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); blocks.len()];
    for (b, block) in blocks.iter().enumerate() {
        for next in &block.next {
            before[*next].push(b);
        }
    }
    let mut open: Vec<usize> = (0..blocks.len()).filter(|b| out[*b]).collect();
    while let Some(b) = open.pop() {
        for p in &before[b] {
            if !out[*p] {
                out[*p] = true;
                open.push(*p);
            }
        }
    }
    for (block, found) in blocks.iter_mut().zip(out) {
        block.leaves |= !found;
    }
}

/// One way from the start to a block that leaves.
fn path_out(blocks: &[Block]) -> Option<Vec<usize>> {
    let mut from = vec![usize::MAX; blocks.len()];
    from[0] = 0;
    let mut open = std::collections::VecDeque::from([0]);
    while let Some(b) = open.pop_front() {
        if blocks[b].leaves {
            let mut path = vec![b];
            let mut at = b;
            while at != 0 {
                at = from[at];
                path.push(at);
            }
            return Some(path);
        }
        for next in &blocks[b].next {
            if from[*next] == usize::MAX {
                from[*next] = b;
                open.push_back(*next);
            }
        }
    }
    None
}

fn leaves_without(blocks: &[Block], removed: usize) -> bool {
    if removed == 0 {
        return false;
    }
    let mut seen = vec![false; blocks.len()];
    seen[0] = true;
    seen[removed] = true;
    let mut open = vec![0];
    while let Some(b) = open.pop() {
        if blocks[b].leaves {
            return true;
        }
        for next in &blocks[b].next {
            if !seen[*next] {
                seen[*next] = true;
                open.push(*next);
            }
        }
    }
    false
}
