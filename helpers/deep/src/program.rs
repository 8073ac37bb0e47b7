//! All functions of a file: where they are, what they need, whom they call.

use crate::body::{self, Callee, bytes_at, ends};
use crate::image::{Image, Mark, Slot};
use crate::insn::{Flow, Machine};
use crate::names;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One instruction beyond the baseline.
pub struct Use {
    pub at: u64,
    pub feature: &'static str,
    pub mnemonic: &'static str,
    pub conditional: bool,
}

pub struct Function {
    pub end: u64,
    /// One past the last instruction that was decoded.
    pub last: u64,
    pub thumb: bool,
    pub uses: Vec<Use>,
    /// (address of the instruction, whom, leaves by it, only under a condition).
    pub calls: Vec<(u64, Callee, bool, bool)>,
    /// Code that its instructions point at.
    pub points_at: Vec<(u64, u64)>,
    /// Variables that it reads or writes.
    pub variables: Vec<u64>,
    /// It asks what the CPU can, or reads where that was noted.
    pub asks: bool,
    pub system: bool,
}

pub struct Program<'a> {
    pub image: Image<'a>,
    pub machine: Box<dyn Machine>,
    pub functions: BTreeMap<u64, Function>,
    pub seen_bytes: u64,
    pub code_bytes: u64,
    thunks: HashMap<u64, Callee>,
}

impl<'a> Program<'a> {
    pub fn new(image: Image<'a>, machine: Box<dyn Machine>) -> Program<'a> {
        let code_bytes = image
            .ranges
            .iter()
            .filter(|r| r.code)
            .map(|r| r.bytes.len() as u64)
            .sum();
        Program {
            image,
            machine,
            functions: BTreeMap::new(),
            seen_bytes: 0,
            code_bytes,
            thunks: HashMap::new(),
        }
    }

    /// Finds and decodes every function that can be found.
    pub fn explore(&mut self) {
        let mut starts: BTreeMap<u64, Option<bool>> = BTreeMap::new();
        for at in self.image.unwound.keys() {
            starts.insert(*at, if self.image.arm { None } else { Some(false) });
        }
        for (at, symbol) in &self.image.functions {
            starts.insert(*at, Some(symbol.thumb));
        }
        let from_slots = self.image.slots.values().filter_map(|slot| match slot {
            Slot::Address(to) if self.image.is_code(*to) => Some(*to),
            _ => None,
        });
        let roots: Vec<u64> = self
            .image
            .at_start
            .iter()
            .copied()
            .chain(from_slots)
            .collect();
        for address in roots {
            starts
                .entry(self.image.code_at(address))
                .or_insert(None)
                .get_or_insert(self.thumb_bit(address));
        }
        starts.retain(|at, _| self.image.range_of(*at).is_some_and(|r| r.code && !r.stubs));
        let mut open: Vec<u64> = starts
            .iter()
            .filter(|(_, thumb)| thumb.is_some())
            .map(|(at, _)| *at)
            .collect();
        open.reverse();
        let mut pointers: Vec<u64> = self.image.code_words();
        pointers.reverse();
        loop {
            while let Some(at) = open.pop() {
                if self.functions.contains_key(&at) {
                    continue;
                }
                let Some(Some(thumb)) = starts.get(&at).copied() else {
                    continue;
                };
                let function = self.look_into(at, thumb, &starts);
                let targets = function
                    .calls
                    .iter()
                    .filter_map(|(_, callee, _, conditional)| match callee {
                        Callee::Here(to) if !conditional => Some(*to),
                        _ => None,
                    });
                let called: Vec<u64> = targets.collect();
                pointers.extend(function.points_at.iter().map(|(_, to)| *to));
                self.functions.insert(at, function);
                for to in called {
                    if self.is_new(to, &starts) {
                        let key = self.image.code_at(to);
                        starts.insert(key, Some(self.thumb_bit(to)));
                        open.push(key);
                    }
                }
            }
            // Pointers come after calls: what points into the middle of a known function is no function.
            let next = std::iter::from_fn(|| pointers.pop())
                .find(|to| self.is_new(*to, &starts) && self.looks_like_code(*to, &starts))
                .map(|to| (self.image.code_at(to), self.thumb_bit(to)));
            let Some((at, thumb)) = next.or_else(|| self.guess_mode(&mut starts)) else {
                break;
            };
            starts.insert(at, Some(thumb));
            open.push(at);
        }
    }

    pub fn end_of(&self, at: u64, starts: &BTreeMap<u64, Option<bool>>) -> u64 {
        let size = self.image.functions.get(&at).map_or(0, |s| s.size);
        let size = if size > 0 {
            size
        } else {
            self.image.unwound.get(&at).copied().unwrap_or(0)
        };
        if size > 0 {
            return at.saturating_add(size);
        }
        let range_end = self
            .image
            .range_of(at)
            .map_or(at, |r| r.start + r.bytes.len() as u64);
        starts
            .range(at + 1..)
            .next()
            .map_or(range_end, |(next, _)| (*next).min(range_end))
    }

    /// Whom a call reaches, stubs of the linker seen through.
    pub fn resolve(&mut self, callee: &Callee) -> Callee {
        let Callee::Here(to) = callee else {
            return callee.clone();
        };
        let key = self.image.code_at(*to);
        if !self.image.range_of(key).is_some_and(|r| r.stubs) {
            return Callee::Here(key);
        }
        if let Some(known) = self.thunks.get(to) {
            return known.clone();
        }
        let found = self.read_stub(key, self.thumb_bit(*to));
        self.thunks.insert(*to, found.clone());
        found
    }

    /// A stub is a few instructions that load an address and jump there.
    fn read_stub(&self, at: u64, thumb: bool) -> Callee {
        // ARM: `bx pc; nop` switches from Thumb to the ARM code behind it.
        let switches =
            thumb && bytes_at(&self.image, at).is_some_and(|b| b.starts_with(&[0x78, 0x47]));
        let (at, thumb) = if switches {
            (at + 4, false)
        } else {
            (at, thumb)
        };
        let mut body = body::decode(&self.image, self.machine.as_ref(), at, at + 32, thumb);
        if let Some(last) = body.insns.iter().position(ends) {
            body.insns.truncate(last + 1);
        }
        let facts = body::facts(&self.image, self.machine.as_ref(), &body, at, at + 32);
        facts
            .calls
            .into_iter()
            .last()
            .map_or(Callee::Unknown, |(_, callee, _)| callee)
    }

    fn thumb_bit(&self, address: u64) -> bool {
        self.image.arm && address & 1 == 1
    }

    fn is_inside(&self, at: u64) -> bool {
        let by_symbol = self
            .image
            .functions
            .range(..at)
            .next_back()
            .is_some_and(|(s, f)| f.typed && s + f.size > at);
        by_symbol
            || self
                .image
                .unwound
                .range(..at)
                .next_back()
                .is_some_and(|(s, size)| s + size > at)
    }

    /// Code that belongs to no function known so far.
    fn is_new(&self, address: u64, starts: &BTreeMap<u64, Option<bool>>) -> bool {
        let key = self.image.code_at(address);
        let code = self.image.range_of(key).is_some_and(|r| r.code && !r.stubs);
        code && !starts.get(&key).is_some_and(Option::is_some) && !self.is_inside(key)
    }

    /// What is only pointed at must decode whole and lie outside of what was decoded, unless a mark says it is code.
    fn looks_like_code(&self, address: u64, starts: &BTreeMap<u64, Option<bool>>) -> bool {
        let at = self.image.code_at(address);
        if self.image.mark_at(at).is_some_and(|m| m != Mark::Data) {
            return true;
        }
        let thumb = self.thumb_bit(address);
        let within = self
            .functions
            .range(..=at)
            .next_back()
            .is_some_and(|(_, f)| f.last > at);
        if within || self.image.arm && (!thumb && !at.is_multiple_of(4) || !self.is_usual(thumb)) {
            return false;
        }
        let body = body::decode(
            &self.image,
            self.machine.as_ref(),
            at,
            self.end_of(at, starts),
            thumb,
        );
        body.skipped == 0 && !body.insns.is_empty()
    }

    /// At least one function in 50 is of that mode: else a stray number looks like a pointer to such code.
    fn is_usual(&self, thumb: bool) -> bool {
        let same = self.functions.values().filter(|f| f.thumb == thumb).count();
        self.functions.len() < 50 || same * 50 >= self.functions.len()
    }

    fn look_into(
        &mut self,
        at: u64,
        thumb: bool,
        starts: &BTreeMap<u64, Option<bool>>,
    ) -> Function {
        let end = self.end_of(at, starts);
        let body = body::decode(&self.image, self.machine.as_ref(), at, end, thumb);
        let facts = body::facts(&self.image, self.machine.as_ref(), &body, at, end);
        self.seen_bytes += body.insns.iter().map(|i| u64::from(i.length)).sum::<u64>();
        let image = &self.image;
        let by_name = |address: &u64| image.object_name(*address).is_some_and(names::asks_cpu);
        let asks = body.insns.iter().any(|i| i.asks_cpu)
            || facts.made.iter().any(|(_, address)| by_name(address))
            || facts.read.iter().any(by_name)
            || facts
                .imports_touched
                .iter()
                .any(|(_, name)| names::asks_cpu(name));
        Function {
            end,
            last: body.insns.last().map_or(at, |i| i.at + u64::from(i.length)),
            thumb,
            uses: body
                .insns
                .iter()
                .filter_map(|i| {
                    let feature = i.feature?;
                    Some(Use {
                        at: i.at,
                        feature,
                        mnemonic: i.mnemonic,
                        conditional: i.conditional,
                    })
                })
                .collect(),
            calls: facts
                .calls
                .iter()
                .map(|(i, callee, leaves)| {
                    let insn = &body.insns[*i];
                    let conditional = insn.conditional || matches!(insn.flow, Flow::Branch(_));
                    (insn.at, callee.clone(), *leaves, conditional)
                })
                .collect(),
            points_at: facts
                .made
                .iter()
                .filter(|(_, to)| {
                    image.is_code(*to) && (image.code_at(*to) < at || image.code_at(*to) >= end)
                })
                .map(|(i, to)| (body.insns[*i].at, *to))
                .collect(),
            variables: facts
                .read
                .iter()
                .copied()
                .filter(|to| image.is_variable(*to))
                .collect(),
            asks,
            system: body.insns.iter().any(|i| i.flow == Flow::System),
        }
    }

    /// ARM without symbols: a function that only the unwind table names is taken for Thumb or ARM code by whichever
    /// decodes whole, the mode of most others first. None when no such function is left.
    fn guess_mode(&self, starts: &mut BTreeMap<u64, Option<bool>>) -> Option<(u64, bool)> {
        let thumbs = self.functions.values().filter(|f| f.thumb).count();
        let first = thumbs * 2 >= self.functions.len();
        let unknown: BTreeSet<u64> = starts
            .iter()
            .filter(|(_, mode)| mode.is_none())
            .map(|(at, _)| *at)
            .collect();
        for at in unknown {
            let end = self.end_of(at, starts);
            for thumb in [first, !first] {
                if !thumb && !at.is_multiple_of(4) || !self.is_usual(thumb) {
                    continue;
                }
                let body = body::decode(&self.image, self.machine.as_ref(), at, end, thumb);
                if body.skipped == 0 && !body.insns.is_empty() {
                    return Some((at, thumb));
                }
            }
            starts.remove(&at);
        }
        None
    }
}
