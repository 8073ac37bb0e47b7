//! Names of functions and crates, and what is known of some by name.

use rustc_demangle::demangle;

/// `core::fmt::write`, without the hash of the legacy scheme.
pub fn readable(symbol: &str) -> String {
    format!("{:#}", demangle(symbol))
}

/// The crate of a Rust symbol, or of C code that a crate brings along under a prefix of its own.
pub fn crate_of(symbol: &str) -> Option<String> {
    for (prefix, name) in [
        ("ring_core_", "ring"),
        ("aws_lc_fips_", "aws-lc-fips-sys"),
        ("aws_lc_", "aws-lc-sys"),
    ] {
        if let Some(rest) = symbol.strip_prefix(prefix) {
            let version: Vec<&str> = rest
                .split('_')
                .take_while(|p| p.bytes().all(|b| b.is_ascii_digit()) && !p.is_empty())
                .collect();
            return Some(if version.len() >= 3 {
                format!("{name} {}", version.join("."))
            } else {
                name.to_string()
            });
        }
    }
    if !symbol.starts_with("_ZN") && !symbol.starts_with("_R") {
        return None;
    }
    let text = readable(symbol);
    if text == symbol {
        return None;
    }
    let mut rest = text.as_str();
    loop {
        let cut = rest.trim_start_matches(['<', '&', '*', '(', '[', ' ']);
        let cut = ["mut ", "dyn ", "const ", "unsafe ", "impl "]
            .iter()
            .fold(cut, |r, w| r.strip_prefix(w).unwrap_or(r));
        if cut == rest {
            break;
        }
        rest = cut;
    }
    let name: String = rest
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let path = rest[name.len()..].starts_with("::") || rest[name.len()..].starts_with('[');
    (path && !name.is_empty()).then_some(name)
}

/// Code that the compiler's own library guards: `__aarch64_cas4_acq` of libgcc and compiler-rt tests
/// `__aarch64_have_lse_atomics` (gcc: libgcc/config/aarch64/lse.S).
pub fn is_outline_atomic(symbol: &str) -> bool {
    [
        "__aarch64_cas",
        "__aarch64_swp",
        "__aarch64_ldadd",
        "__aarch64_ldclr",
        "__aarch64_ldeor",
        "__aarch64_ldset",
    ]
    .iter()
    .any(|stem| symbol.starts_with(stem))
}

/// Parts of unwinders that touch a register only where the unwind table of some function names it, so where code that
/// uses it runs already. libgcc: unwind-dw2.c, unwind-aarch64.h (VG of SVE), libunwind.S and unwind-arm.c of config/arm
/// (VFP, WMMX); LLVM libunwind: UnwindRegistersSave.S, UnwindRegistersRestore.S.
pub fn is_told_by_unwind_table(symbol: &str) -> bool {
    let libgcc =
        symbol.starts_with("__gnu_Unwind_Restore_") || symbol.starts_with("__gnu_Unwind_Save_");
    // VG, tags and ZA of LLVM libunwind on AArch64: Registers.hpp, DwarfInstructions.hpp, UnwindRegistersSave.S.
    let registers_arm64 = symbol.contains("Registers_arm64") || symbol.ends_with("unw_get_reg");
    let registers = [
        "_Unwind_GetGR",
        "_Unwind_SetGR",
        "uw_update_context",
        "uw_update_context_1",
        "uw_install_context_1",
        "execute_stack_op",
        "execute_cfa_program",
    ];
    let libunwind =
        symbol.contains("Registers_arm") && (symbol.contains("VFP") || symbol.contains("iWMMX"));
    libgcc
        || libunwind
        || registers_arm64
        || registers.iter().any(|name| {
            symbol
                .strip_prefix(name)
                .is_some_and(|r| r.is_empty() || r.starts_with('.'))
        })
}

/// Variables and functions by which programs learn what the CPU can.
pub fn asks_cpu(symbol: &str) -> bool {
    let text = symbol.to_ascii_lowercase();
    [
        "armcap",
        "hwcap",
        "cpu_feature",
        "cpufeature",
        "cpuid",
        "cpucap",
        "ia32cap",
        "riscvcap",
        "have_lse",
        "std_detect",
        "cpu_model",
        "cpu_has",
        "cpuinfo",
        "getauxval",
        "elf_aux_info",
        "hwprobe",
        "feature_detected",
        "cpu_supports",
        "cpu_indicator",
        "_rtld_global_ro",
        "neon_capable",
        "has_neon",
        "have_neon",
        "detect_feature",
        "mtag_enabled",
        "cpu_init",
        "init_cpu",
        "cpu_flags",
        "cpu_opt",
        "arm_cpu",
    ]
    .iter()
    .any(|part| text.contains(part))
}

/// Functions that may end the program or leave the line of calls. After them nothing is certain.
pub fn may_not_return(symbol: &str) -> bool {
    let stem = symbol
        .split('@')
        .next()
        .unwrap_or(symbol)
        .trim_start_matches('_');
    matches!(
        stem,
        "exit"
            | "Exit"
            | "quick_exit"
            | "err"
            | "errx"
            | "verr"
            | "verrx"
            | "error"
            | "error_at_line"
            | "longjmp"
            | "siglongjmp"
            | "longjmp_chk"
            | "pthread_exit"
            | "thrd_exit"
            | "execv"
            | "execve"
            | "execvp"
            | "execvpe"
            | "execl"
            | "execlp"
            | "execle"
            | "fexecve"
            | "raise"
            | "kill"
            | "tgkill"
            | "pthread_kill"
            | "fork"
            | "vfork"
            | "setjmp"
            | "sigsetjmp"
            | "sigaction"
            | "signal"
            | "bsd_signal"
            | "ucontext"
            | "swapcontext"
            | "exit_group"
            | "cxa_throw"
            | "Unwind_Resume"
            | "Unwind_RaiseException"
            | "dl_start_user"
    )
}

/// Functions that end the program with a crash: a path into them is no way of running well.
pub fn crashes(symbol: &str) -> bool {
    let stem = symbol.split('@').next().unwrap_or(symbol);
    if matches!(
        stem,
        "abort" | "__stack_chk_fail" | "__assert_fail" | "__fortify_fail" | "__chk_fail"
    ) {
        return true;
    }
    (stem.starts_with("_ZN4core9panicking") || stem.starts_with("_ZN3std9panicking"))
        || [
            "unwrap_failed",
            "expect_failed",
            "handle_alloc_error",
            "rust_panic",
        ]
        .iter()
        .any(|p| stem.contains(p))
        || stem.starts_with("_RNv") && stem.contains("9panicking")
}
