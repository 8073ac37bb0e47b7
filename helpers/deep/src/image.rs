//! The file as the analysis sees it: code, symbols, relocations, marks between code and data.

use crate::elf_facts::{is_irelative, is_library, mark};
use object::elf;
use object::read::{
    Object, ObjectSection, ObjectSymbol, ObjectSymbolTable, RelocationTarget, SymbolFlags,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub struct Range<'a> {
    pub start: u64,
    pub bytes: &'a [u8],
    pub writable: bool,
    pub code: bool,
    /// Words there are addresses even without a relocation (`.got` of a file that is not moved).
    pub got: bool,
    /// Stubs that jump to other files.
    pub stubs: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Mark {
    Arm,
    Thumb,
    Code,
    Data,
}

pub struct Symbol {
    pub name: String,
    pub size: u64,
    pub thumb: bool,
    /// Can be called from other files.
    pub exported: bool,
    pub typed: bool,
}

/// What a word of memory will hold once the file is loaded.
#[derive(Clone)]
pub enum Slot {
    Address(u64),
    Import(String),
}

#[derive(Default)]
pub struct Image<'a> {
    pub arm: bool,
    pub bits: u8,
    pub entry: u64,
    pub is_program: bool,
    /// Loaded anywhere: a plain word is no address before it was relocated.
    pub moves: bool,
    pub ranges: Vec<Range<'a>>,
    /// (start, size) of data that begins as zero and is not in the file.
    pub zeroed: Vec<(u64, u64)>,
    pub functions: BTreeMap<u64, Symbol>,
    /// Sorted (start, size) of named data, to find the object that an address lies in.
    pub object_spans: BTreeMap<u64, (u64, String)>,
    pub resolvers: BTreeSet<u64>,
    pub slots: HashMap<u64, Slot>,
    pub marks: BTreeMap<u64, Mark>,
    /// Starts of functions told by unwind tables; thumb is not known there.
    pub unwound: BTreeMap<u64, u64>,
    /// Functions that run when the file is loaded: entry, DT_INIT, DT_INIT_ARRAY.
    pub at_start: Vec<u64>,
    pub has_symbols: bool,
    /// ARM: where the table of global offsets begins, which position-independent code counts from.
    pub got_base: Option<u64>,
    /// RISC-V: what gp holds.
    pub global_pointer: Option<u64>,
}

impl<'a> Image<'a> {
    pub fn read(data: &'a [u8]) -> Result<Image<'a>, String> {
        let file = object::File::parse(data).map_err(|e| e.to_string())?;
        let mut image = Image {
            arm: file.architecture() == object::Architecture::Arm,
            bits: if file.is_64() { 64 } else { 32 },
            entry: file.entry(),
            moves: file.kind() == object::ObjectKind::Dynamic,
            is_program: file.entry() != 0 && !is_library(&file),
            ..Image::default()
        };
        image.read_ranges(&file);
        image.read_symbols(&file);
        image.read_relocations(&file);
        image.read_unwind(&file);
        image.read_starts(&file);
        image.read_bases(&file);
        Ok(image)
    }

    /// The address without the bit that says Thumb.
    pub fn code_at(&self, address: u64) -> u64 {
        if self.arm { address & !1 } else { address }
    }

    pub fn range_of(&self, address: u64) -> Option<&Range<'a>> {
        self.ranges
            .iter()
            .find(|r| address >= r.start && address - r.start < r.bytes.len() as u64)
    }

    /// A symbol or an unwind table says how long the function there is.
    pub fn has_size(&self, at: u64) -> bool {
        self.functions.get(&at).is_some_and(|s| s.size > 0)
            || self.unwound.get(&at).is_some_and(|size| *size > 0)
    }

    /// Some section is loaded there.
    pub fn is_mapped(&self, address: u64) -> bool {
        self.range_of(address).is_some()
            || self
                .zeroed
                .iter()
                .any(|(start, size)| address >= *start && address - start < *size)
    }

    /// Data that the program may change.
    pub fn is_variable(&self, address: u64) -> bool {
        match self.range_of(address) {
            Some(range) => range.writable && !range.got,
            None => self.is_mapped(address),
        }
    }

    pub fn is_code(&self, address: u64) -> bool {
        self.range_of(self.code_at(address)).is_some_and(|r| r.code)
    }

    pub fn word(&self, address: u64) -> Option<u64> {
        let range = self.range_of(address)?;
        let at = (address - range.start) as usize;
        match self.bits {
            64 => Some(u64::from_le_bytes(
                range.bytes.get(at..at + 8)?.try_into().ok()?,
            )),
            _ => Some(u64::from(u32::from_le_bytes(
                range.bytes.get(at..at + 4)?.try_into().ok()?,
            ))),
        }
    }

    /// Words of data that are addresses of code, in a file that is not moved; others have relocations for them.
    pub fn code_words(&self) -> Vec<u64> {
        if self.moves {
            return Vec::new();
        }
        let step = usize::from(self.bits / 8);
        self.ranges
            .iter()
            .filter(|r| !r.code)
            .flat_map(|range| {
                let skip = (range.start.next_multiple_of(step as u64) - range.start) as usize;
                (skip..range.bytes.len())
                    .step_by(step)
                    .map(|at| range.start + at as u64)
            })
            .filter_map(|at| self.word(at))
            .filter(|to| self.is_code(*to))
            .collect()
    }

    /// Code or data at that place, by the mapping symbols; None where there are none before it.
    pub fn mark_at(&self, address: u64) -> Option<Mark> {
        self.marks
            .range(..=address)
            .next_back()
            .map(|(_, mark)| *mark)
    }

    pub fn object_name(&self, address: u64) -> Option<&str> {
        let (start, (size, name)) = self.object_spans.range(..=address).next_back()?;
        (address - start < (*size).max(1)).then_some(name.as_str())
    }

    fn read_ranges(&mut self, file: &object::File<'a>) {
        for section in file.sections() {
            let object::SectionFlags::Elf { sh_flags } = section.flags() else {
                continue;
            };
            if sh_flags & u64::from(elf::SHF_ALLOC) == 0 {
                continue;
            }
            let (Ok(bytes), Ok(name)) = (section.data(), section.name()) else {
                continue;
            };
            if bytes.is_empty() {
                self.zeroed.push((section.address(), section.size()));
                continue;
            }
            self.ranges.push(Range {
                start: section.address(),
                bytes,
                writable: sh_flags & u64::from(elf::SHF_WRITE) != 0,
                code: sh_flags & u64::from(elf::SHF_EXECINSTR) != 0,
                got: name.starts_with(".got"),
                stubs: name.starts_with(".plt") || name == ".iplt",
            });
        }
    }

    fn read_symbols(&mut self, file: &object::File<'a>) {
        let exported: BTreeSet<u64> = file
            .dynamic_symbols()
            .filter(|s| s.is_definition())
            .map(|s| s.address())
            .collect();
        self.has_symbols = file.symbols().any(|s| {
            !s.is_undefined() && s.name().is_ok_and(|n| !n.is_empty() && !n.starts_with('$'))
        });
        for symbol in file.symbols().chain(file.dynamic_symbols()) {
            let Ok(name) = symbol.name() else { continue };
            if symbol.is_undefined() && !name.starts_with('$') {
                continue;
            }
            if let Some(mark) = mark(name) {
                self.marks.insert(symbol.address(), mark);
                continue;
            }
            let SymbolFlags::Elf { st_info, .. } = symbol.flags() else {
                continue;
            };
            let kind = st_info & 15;
            let at = self.code_at(symbol.address());
            let code = self.is_code(at);
            if kind == elf::STT_GNU_IFUNC {
                self.resolvers.insert(at);
            }
            let typed = kind == elf::STT_FUNC || kind == elf::STT_GNU_IFUNC;
            if code
                && (typed || kind == elf::STT_NOTYPE)
                && !name.is_empty()
                && !name.starts_with(".L")
            {
                let new = Symbol {
                    name: name.to_string(),
                    size: symbol.size(),
                    thumb: self.arm && symbol.address() & 1 == 1,
                    exported: exported.contains(&symbol.address()),
                    typed,
                };
                let better = self
                    .functions
                    .get(&at)
                    .is_none_or(|old| !old.typed && typed);
                if better {
                    self.functions.insert(at, new);
                }
            } else if kind == elf::STT_OBJECT || kind == elf::STT_TLS || kind == elf::STT_COMMON {
                self.object_spans
                    .insert(symbol.address(), (symbol.size(), name.to_string()));
            }
        }
        // Labels inside a function that has a size are not functions.
        let spans: Vec<(u64, u64)> = self
            .functions
            .iter()
            .filter(|(_, s)| s.typed && s.size > 0)
            .map(|(a, s)| (*a, *a + s.size))
            .collect();
        let inside = |at: u64| {
            let before = spans.partition_point(|(start, _)| *start < at);
            before > 0 && spans[before - 1].1 > at
        };
        self.functions.retain(|at, s| s.typed || !inside(*at));
    }

    fn read_relocations(&mut self, file: &object::File<'a>) {
        let Some(relocations) = file.dynamic_relocations() else {
            return;
        };
        let names = file.dynamic_symbol_table();
        for (at, relocation) in relocations {
            let object::RelocationFlags::Elf { r_type } = relocation.flags() else {
                continue;
            };
            let addend = if relocation.has_implicit_addend() {
                self.word(at).unwrap_or(0)
            } else {
                relocation.addend() as u64
            };
            if is_irelative(file.architecture(), r_type) {
                let resolver = self.code_at(addend);
                self.resolvers.insert(resolver);
                continue;
            }
            let symbol = match relocation.target() {
                RelocationTarget::Symbol(index) => {
                    names.as_ref().and_then(|t| t.symbol_by_index(index).ok())
                }
                _ => None,
            };
            let slot = match symbol {
                Some(s) if s.is_definition() => Slot::Address(s.address()),
                Some(s) => Slot::Import(s.name().unwrap_or("").to_string()),
                None => Slot::Address(addend),
            };
            self.slots.insert(at, slot);
        }
    }

    fn read_unwind(&mut self, file: &object::File<'a>) {
        use gimli::{BaseAddresses, CieOrFde, EhFrame, LittleEndian, UnwindSection};
        if let Some(section) = file.section_by_name(".eh_frame")
            && let Ok(bytes) = section.data()
        {
            let mut frames = EhFrame::new(bytes, LittleEndian);
            frames.set_address_size(self.bits / 8);
            let bases = BaseAddresses::default().set_eh_frame(section.address());
            let mut entries = frames.entries(&bases);
            while let Ok(Some(entry)) = entries.next() {
                let CieOrFde::Fde(partial) = entry else {
                    continue;
                };
                let Ok(fde) = partial.parse(EhFrame::cie_from_offset) else {
                    continue;
                };
                self.unwound.insert(fde.initial_address(), fde.len());
            }
        }
        // .ARM.exidx: pairs of words, the first a 31-bit offset to the function (EHABI32, section 5).
        if let Some(section) = file.section_by_name(".ARM.exidx")
            && let Ok(bytes) = section.data()
        {
            for (i, pair) in bytes.chunks_exact(8).enumerate() {
                let word = u32::from_le_bytes([pair[0], pair[1], pair[2], pair[3]]);
                let offset = ((word << 1) as i32 >> 1) as i64;
                let at =
                    (section.address() + i as u64 * 8).wrapping_add(offset as u64) & 0xffff_ffff;
                self.unwound.insert(at & !1, 0);
            }
        }
    }

    fn read_bases(&mut self, file: &object::File<'a>) {
        let named = |name: &str| {
            file.symbols()
                .find(|s| s.name() == Ok(name))
                .map(|s| s.address())
        };
        let section = || file.section_by_name(".got").map(|s| s.address());
        if self.arm {
            self.got_base = named("_GLOBAL_OFFSET_TABLE_").or_else(section);
        }
        if matches!(
            file.architecture(),
            object::Architecture::Riscv64 | object::Architecture::Riscv32
        ) {
            self.global_pointer = named("__global_pointer$").or_else(|| self.find_global_pointer());
        }
    }

    /// `_start` loads gp by `auipc gp, …; addi gp, gp, …` (glibc and musl crt1): found by those two words.
    fn find_global_pointer(&self) -> Option<u64> {
        let range = self.range_of(self.entry)?;
        let from = (self.entry - range.start) as usize & !1;
        let word = |at: usize| {
            Some(u32::from_le_bytes(
                range.bytes.get(at..at + 4)?.try_into().ok()?,
            ))
        };
        (from..from + 512).step_by(2).find_map(|at| {
            let (first, second) = (word(at)?, word(at + 4)?);
            let matches = first & 0xfff == 0x197 && second & 0xf_ffff == 0x1_8193;
            let high = (first & 0xffff_f000) as i32 as i64;
            let low = (second as i32 >> 20) as i64;
            matches.then(|| (range.start + at as u64).wrapping_add((high + low) as u64))
        })
    }

    fn read_starts(&mut self, file: &object::File<'a>) {
        if self.is_program {
            self.at_start.push(self.entry);
        }
        if let Some(section) = file.section_by_name(".init_array") {
            let step = u64::from(self.bits / 8);
            for i in 0..section.size().min(65_536) / step {
                let at = section.address() + i * step;
                let target = match self.slots.get(&at) {
                    Some(Slot::Address(target)) => Some(*target),
                    Some(Slot::Import(_)) => None,
                    None => self.word(at).filter(|target| *target != 0),
                };
                self.at_start.extend(target.filter(|t| self.is_code(*t)));
            }
        }
        if let Some(section) = file.section_by_name(".init") {
            self.at_start.push(section.address());
        }
    }
}
