//! The answer as JSON.

use crate::names;
use crate::program::Program;
use crate::reach::{Reach, Reached};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const MOST_EXAMPLES: usize = 12;

#[derive(Default)]
struct Group {
    instructions: u64,
    functions: BTreeSet<u64>,
    crates: BTreeSet<String>,
    /// (function, address, mnemonic).
    examples: Vec<(u64, u64, &'static str)>,
}

pub fn report(program: &Program<'_>, reached: &Reached) -> String {
    let mut groups: BTreeMap<(Reach, &'static str), Group> = BTreeMap::new();
    for (start, function) in &program.functions {
        for found in &function.uses {
            let reach = reached.of(program, *start, found.at, found.conditional);
            let group = groups.entry((reach, found.feature)).or_default();
            group.instructions += 1;
            if group.functions.insert(*start) {
                if let Some(symbol) = program.image.functions.get(start) {
                    group.crates.extend(names::crate_of(&symbol.name));
                }
                if group.examples.len() < MOST_EXAMPLES {
                    group.examples.push((*start, found.at, found.mnemonic));
                }
            }
        }
    }
    let mut out = String::from("{\"schema\":\"ferry.deep/1\"");
    let _ = write!(
        out,
        ",\"functions\":{},\"codeBytes\":{},\"seenBytes\":{},\"named\":{},\"uses\":[",
        program.functions.len(),
        program.code_bytes,
        program.seen_bytes.min(program.code_bytes),
        program.image.has_symbols
    );
    for (i, ((reach, feature), group)) in groups.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_group(&mut out, program, *reach, feature, group);
    }
    out.push_str("]}");
    out
}

fn write_group(
    out: &mut String,
    program: &Program<'_>,
    reach: Reach,
    feature: &str,
    group: &Group,
) {
    let word = match reach {
        Reach::Certain => "certain",
        Reach::Open => "open",
        Reach::Unknown => "unknown",
        Reach::Checked => "checked",
    };
    let _ = write!(
        out,
        "{{\"feature\":\"{feature}\",\"reach\":\"{word}\",\"instructions\":{},\"functions\":{},\"crates\":[",
        group.instructions,
        group.functions.len()
    );
    for (i, name) in group.crates.iter().take(MOST_EXAMPLES).enumerate() {
        let _ = write!(out, "{}{}", if i > 0 { "," } else { "" }, quote(name));
    }
    out.push_str("],\"examples\":[");
    for (i, (function, at, mnemonic)) in group.examples.iter().enumerate() {
        let symbol = program
            .image
            .functions
            .get(function)
            .map(|s| s.name.as_str());
        let _ = write!(
            out,
            "{}{{\"at\":{at},\"mnemonic\":{}",
            if i > 0 { "," } else { "" },
            quote(mnemonic)
        );
        if let Some(symbol) = symbol {
            let _ = write!(out, ",\"function\":{}", quote(&names::readable(symbol)));
            if let Some(name) = names::crate_of(symbol) {
                let _ = write!(out, ",\"crate\":{}", quote(&name));
            }
        }
        out.push('}');
    }
    out.push_str("]}");
}

/// A JSON string (RFC 8259, section 7).
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().take(400) {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
