//! What the analysis needs to know of one instruction, whatever the machine.

/// What an instruction does to the flow of control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flow {
    Next,
    /// Always goes there.
    Jump(u64),
    /// Goes there or on.
    Branch(u64),
    Call(u64),
    /// Calls what a register holds.
    CallReg(u8),
    /// Calls what a word of memory holds.
    CallSlot(u64),
    JumpReg(u8),
    JumpSlot(u64),
    /// Jumps through a word at a register plus an offset (`ldr pc, [ip, #8]!`).
    JumpLoad(u8, i64),
    Return,
    /// Stops the program: `udf`, `brk`, `ebreak`, `ud2`.
    Trap,
    /// A system call; it may end the program.
    System,
}

/// What an instruction does to addresses in registers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Track {
    None,
    Kill(u8),
    Set(u8, u64),
    AddImm(u8, u8, i64),
    AddReg(u8, u8, u8),
    Move(u8, u8),
    /// Loads a word from register plus offset.
    Load(u8, u8, i64),
    LoadReg(u8, u8, u8),
    /// Loads a word from a known address.
    LoadAt(u8, u64),
    /// Adds a multiple of 65,536 to the low half that is known.
    High(u8, u32),
    /// Points at a known address without keeping it.
    Touch(u64),
}

#[derive(Clone, Copy, Debug)]
pub struct Insn {
    pub at: u64,
    pub length: u8,
    pub flow: Flow,
    /// Runs only where a test holds (a predicate, an IT block).
    pub conditional: bool,
    /// Beyond the oldest machine of its kind.
    pub feature: Option<&'static str>,
    pub mnemonic: &'static str,
    pub track: Track,
    /// Asks the CPU what it can (`cpuid`, `mrs …, id_aa64isar0_el1`).
    pub asks_cpu: bool,
}

impl Insn {
    pub fn plain(at: u64, length: u8) -> Insn {
        Insn {
            at,
            length,
            flow: Flow::Next,
            conditional: false,
            feature: None,
            mnemonic: "",
            track: Track::None,
            asks_cpu: false,
        }
    }
}

/// A decoder of one machine. `thumb` matters on ARM alone; `it` is its IT state between neighbours.
pub trait Machine {
    /// None where the bytes are no instruction.
    fn decode(&self, bytes: &[u8], at: u64, thumb: bool, it: &mut ItBlock) -> Option<Insn>;
    /// Bytes to go on by after something that is no instruction.
    fn step(&self, bytes: &[u8], thumb: bool) -> u64;
    /// Registers that a call leaves unknown.
    fn lost_by_call(&self, register: u8) -> bool;
}

pub type ItBlock = exarmo_aarch32::ItState;
